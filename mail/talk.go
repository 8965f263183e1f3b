package mail

import (
	"bufio"
	"encoding/base64"
	"io"
	"net"
	"strconv"
	"strings"
	"time"

	"anteroom.dev/anteroom"
)

const (
	longestLine = 8 << 10 // bytes of a line that a server sends before the mailbox is open
	mostLines   = 200     // of one answer
)

// talk is a conversation with a mail server, in the lines that IMAP, POP3 and SMTP have in common, up to where the
// mailbox is open. It belongs to one goroutine.
type talk struct {
	d       *Dialler
	server  anteroom.MailServer
	base    *limited // what is under all
	conn    net.Conn
	r       *bufio.Reader
	tags    int
	offers  map[string]string // the server's capabilities in capitals, and what stands behind each
	secrets []string          // what must not be told on
}

// answer is what a server says to a command.
type answer struct {
	ok    bool
	more  bool   // it wants more
	code  string // SMTP: 250; IMAP and POP3: the response code in brackets, in capitals
	text  string // of the last line
	lines []string
}

func (t *talk) set(conn net.Conn) {
	if l, ok := conn.(*limited); ok {
		t.base = l
	}
	t.conn, t.r = conn, bufio.NewReaderSize(conn, longestLine)
}

// patient leaves the server so much time for an answer.
func (t *talk) patient(d time.Duration) { _ = t.conn.SetDeadline(time.Now().Add(d)) }

// line is the next line without its end.
func (t *talk) line() (string, error) {
	raw, err := t.r.ReadSlice('\n')
	if err == bufio.ErrBufferFull {
		return "", failed(anteroom.CauseEndless, err)
	}
	if err != nil {
		return "", err
	}
	return strings.TrimRight(string(raw), "\r\n"), nil
}

// say sends a line, which is of our own making or was checked: an end of line in it is refused.
func (t *talk) say(s string) error {
	if strings.ContainsAny(s, "\r\n\x00") {
		return failed(anteroom.CauseNotSupported, nil)
	}
	t.patient(t.d.patience)
	_, err := io.WriteString(t.conn, s+"\r\n")
	return err
}

// ask sends a command and reads the answer.
func (t *talk) ask(command string) (answer, error) {
	if t.server.Protocol == anteroom.IMAP {
		t.tags++
		command = t.tag() + " " + command
	}
	if err := t.say(command); err != nil {
		return answer{}, broken(err)
	}
	return t.hear()
}

func (t *talk) tag() string { return "a" + strconv.Itoa(t.tags) }

// hear reads an answer of as many lines as it has.
func (t *talk) hear() (answer, error) { return t.hearFor(t.d.patience) }

// hearFor leaves the server so much time.
func (t *talk) hearFor(d time.Duration) (answer, error) {
	t.patient(d)
	var a answer
	for range mostLines {
		l, err := t.line()
		if err != nil {
			return a, broken(err)
		}
		if done, err := t.part(&a, l); err != nil || done {
			return a, err
		}
	}
	return a, failed(anteroom.CauseEndless, nil)
}

// part takes in a line of an answer, and tells whether it was the last one.
func (t *talk) part(a *answer, l string) (done bool, err error) {
	switch t.server.Protocol {
	case anteroom.IMAP:
		return a.imap(l, t.tag())
	case anteroom.POP3:
		return a.pop(l)
	}
	return a.smtp(l)
}

// imap takes in a line of RFC 9051 section 7.
func (a *answer) imap(l, tag string) (done bool, err error) {
	if rest, ok := strings.CutPrefix(l, "+"); ok {
		a.more, a.text = true, strings.TrimPrefix(rest, " ")
		return true, nil
	}
	rest, ours := strings.CutPrefix(l, tag+" ")
	if !ours {
		if !strings.HasPrefix(l, "* ") {
			return false, failed(anteroom.CauseWrongServer, nil)
		}
		a.lines = append(a.lines, l[2:])
		return false, nil
	}
	word, text, _ := strings.Cut(rest, " ")
	a.ok = strings.EqualFold(word, "OK")
	a.code, a.text = bracketed(text)
	if strings.EqualFold(word, "BAD") && a.code == "" {
		a.code = "BAD"
	}
	return true, nil
}

// pop takes in the first line of an answer of RFC 1939 section 3.
func (a *answer) pop(l string) (done bool, err error) {
	word, text, _ := strings.Cut(l, " ")
	switch strings.ToUpper(word) {
	case "+OK":
		a.ok = true
	case "-ERR":
	case "+":
		a.more = true
	default:
		return false, failed(anteroom.CauseWrongServer, nil)
	}
	a.code, a.text = bracketed(text)
	return true, nil
}

// smtp takes in a line of RFC 5321 section 4.2.
func (a *answer) smtp(l string) (done bool, err error) {
	if len(l) < 3 || strings.Trim(l[:3], "0123456789") != "" {
		return false, failed(anteroom.CauseWrongServer, nil)
	}
	a.code, a.text = l[:3], ""
	if len(l) > 4 {
		a.text = l[4:]
	}
	a.lines = append(a.lines, a.text)
	a.ok, a.more = l[0] == '2', l[0] == '3'
	return len(l) == 3 || l[3] != '-', nil
}

// bracketed cuts the response code off a text: "[AUTH] no" (RFC 2449 section 8, RFC 9051 section 7.1).
func bracketed(s string) (code, text string) {
	if !strings.HasPrefix(s, "[") {
		return "", s
	}
	inside, rest, ok := strings.Cut(s[1:], "]")
	if !ok {
		return "", s
	}
	code, _, _ = strings.Cut(strings.ToUpper(inside), " ")
	return code, strings.TrimPrefix(rest, " ")
}

// dotted are the lines up to a dot of its own (RFC 1939 section 3).
func (t *talk) dotted(most int) ([]string, error) {
	var list []string
	for range most {
		l, err := t.line()
		switch {
		case err != nil:
			return nil, broken(err)
		case l == ".":
			return list, nil
		}
		list = append(list, strings.TrimPrefix(l, "."))
	}
	return nil, failed(anteroom.CauseEndless, nil)
}

// hide keeps a secret out of what is told of the server's words.
func (t *talk) hide(s anteroom.MailSecret) { t.secrets = append(t.secrets, forms(s, t.server.Host)...) }

// forms are those in which a server can have seen the secrets of an account.
func forms(s anteroom.MailSecret, host string) (list []string) {
	b64 := base64.StdEncoding.EncodeToString
	for _, secret := range []string{s.Password, s.Token} {
		if secret == "" {
			continue
		}
		list = append(list, b64([]byte("\x00"+s.User+"\x00"+secret)), b64([]byte(xoauth2(s.User, secret))), b64([]byte(oauthbearer(s.User, host, secret))), b64([]byte(secret)), secret)
	}
	return list
}

// without is a text in which the secrets are hidden.
func without(secrets []string, said string) string {
	for _, s := range secrets {
		said = strings.ReplaceAll(said, s, "…")
	}
	return said
}

// words are what the server said as they may be shown.
func (t *talk) words(said string) string { return line(without(t.secrets, said), mostOfReply) }

// refused is an answer as a failure.
func (t *talk) refused(c anteroom.MailCause, a answer, args ...any) error {
	said := a.text
	if t.server.Protocol == anteroom.SMTP {
		said = a.code + " " + said
	}
	return &fault{cause: c, said: t.words(said), args: args}
}

// close ends the conversation; what the server thinks of that is all the same.
func (t *talk) close() {
	if t.conn != nil {
		_ = t.conn.Close()
	}
}

// handOver is the connection for a library to go on with, which reads the greeting first.
func (t *talk) handOver(greeting string) net.Conn {
	_ = t.conn.SetDeadline(time.Time{})
	return &handed{Conn: t.conn, r: io.MultiReader(strings.NewReader(greeting), t.r)}
}

type handed struct {
	net.Conn
	r io.Reader
}

// Read reads the greeting, what was read ahead, then the connection.
func (h *handed) Read(p []byte) (int, error) { return h.r.Read(p) }
