package mail

import (
	"bytes"
	"io"
	"strconv"
	"strings"

	"anteroom.dev/anteroom"
)

const mostInBox = 200_000 // messages of a mailbox over POP3, of which every id is read

// popbox is an inbox over POP3 (RFC 1939). Ids are the server's unique ones (UIDL).
type popbox struct {
	t      *talk
	ids    []string // by place, from 0; nil: not asked for yet
	broken bool
}

// command is a command of POP3 and its first line.
func (b *popbox) command(s string) (answer, error) {
	a, err := b.t.ask(s)
	if err != nil {
		b.broken = true
		return a, err
	}
	if !a.ok {
		c := anteroom.CauseFolders
		if a.code == "SYS/TEMP" || a.code == "IN-USE" {
			c = anteroom.CauseTemporary
		}
		return a, b.t.refused(c, a)
	}
	return a, nil
}

func (b *popbox) counts() (anteroom.MailCounts, error) {
	a, err := b.command("STAT")
	if err != nil {
		return anteroom.MailCounts{}, err
	}
	number, _, _ := strings.Cut(a.text, " ")
	n, err := strconv.Atoi(number)
	if err != nil || n < 0 {
		return anteroom.MailCounts{}, b.t.refused(anteroom.CauseWrongServer, a)
	}
	return anteroom.MailCounts{All: n, Unread: -1}, nil
}

// know asks for the ids, once: they hold for as long as the connection does.
func (b *popbox) know() error {
	if b.ids != nil {
		return nil
	}
	if _, err := b.command("UIDL"); err != nil {
		return err
	}
	lines, err := b.t.dotted(mostInBox)
	if err != nil {
		b.broken = true
		return err
	}
	b.ids = make([]string, len(lines))
	for _, l := range lines {
		number, id, _ := strings.Cut(l, " ")
		if n, err := strconv.Atoi(number); err == nil && n > 0 && n <= len(lines) {
			b.ids[n-1] = strings.TrimSpace(id)
		}
	}
	return nil
}

// place is where a message is, from 1.
func (b *popbox) place(id string) (string, error) {
	if err := b.know(); err != nil {
		return "", err
	}
	for i, known := range b.ids {
		if known == id && id != "" {
			return strconv.Itoa(i + 1), nil
		}
	}
	return "", anteroom.Missing()
}

func (b *popbox) list(most int) ([]anteroom.MailHead, error) {
	if err := b.know(); err != nil {
		return nil, err
	}
	var list []anteroom.MailHead
	for i := len(b.ids); i > 0 && len(list) < most; i-- {
		if b.ids[i-1] == "" {
			continue
		}
		h, err := b.head(strconv.Itoa(i))
		if err != nil {
			return nil, err
		}
		h.ID = b.ids[i-1]
		list = append(list, h)
	}
	return list, nil
}

func (b *popbox) head(place string) (anteroom.MailHead, error) {
	size, err := b.size(place)
	if err != nil {
		return anteroom.MailHead{}, err
	}
	if _, err := b.command("TOP " + place + " 0"); err != nil {
		return anteroom.MailHead{}, err
	}
	raw, _, err := b.content(64 << 10)
	if err != nil {
		return anteroom.MailHead{}, err
	}
	h := digest(raw).Head
	h.Size = size
	return h, nil
}

func (b *popbox) size(place string) (int64, error) {
	a, err := b.command("LIST " + place)
	if err != nil {
		return 0, err
	}
	_, size, _ := strings.Cut(a.text, " ")
	n, _ := strconv.ParseInt(strings.TrimSpace(size), 10, 64)
	return max(n, 0), nil
}

// content reads a message to its end, and keeps the beginning of it.
func (b *popbox) content(most int) (raw []byte, cut bool, err error) {
	var kept bytes.Buffer
	start := true
	for read := 0; read < mostSkipped; {
		part, err := b.t.r.ReadSlice('\n')
		whole := err == nil
		if err != nil && len(part) < b.t.r.Size() {
			b.broken = true
			return nil, false, broken(err)
		}
		read += len(part)
		if start && whole && bytes.Equal(bytes.TrimRight(part, "\r\n"), []byte(".")) {
			return kept.Bytes(), cut, nil
		}
		if start {
			part = bytes.TrimPrefix(part, []byte("."))
		}
		start = whole
		if room := most - kept.Len(); room < len(part) {
			part, cut = part[:max(room, 0)], true
		}
		kept.Write(part)
	}
	b.broken = true
	return nil, false, failed(anteroom.CauseEndless, io.ErrShortBuffer)
}

func (b *popbox) raw(id string) (anteroom.MailHead, []byte, bool, error) {
	place, err := b.place(id)
	if err != nil {
		return anteroom.MailHead{}, nil, false, err
	}
	size, err := b.size(place)
	if err != nil {
		return anteroom.MailHead{}, nil, false, err
	}
	command := "RETR " + place
	if size >= mostSkipped { // the lines of a recording or picture are 76 bytes long (RFC 2045 section 6.8)
		command = "TOP " + place + " " + strconv.Itoa(mostMessage/76)
	}
	if _, err := b.command(command); err != nil {
		return anteroom.MailHead{}, nil, false, err
	}
	raw, cut, err := b.content(mostMessage)
	return anteroom.MailHead{ID: id, Size: size}, raw, cut || size >= mostSkipped, err
}

func (b *popbox) mark(id string) error {
	_, err := b.place(id)
	return err
}

func (b *popbox) drop(id string) error {
	place, err := b.place(id)
	if err != nil {
		return err
	}
	if _, err := b.command("DELE " + place); err != nil {
		return err
	}
	n, _ := strconv.Atoi(place)
	b.ids[n-1] = ""
	return nil
}

// close is what makes the server delete.
func (b *popbox) close() {
	if !b.broken {
		_, _ = b.t.ask("QUIT")
	}
}
