package mail_test

import (
	"bufio"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/mail"
)

// faulty is a server that does one thing wrong. It hears lines, and says what it is told to.
type faulty struct {
	port   int
	closed chan struct{}
}

// peer is a connection to a faulty server.
type peer struct {
	net.Conn
	r      *bufio.Reader
	closed chan struct{}
}

func serveFaults(t *testing.T, one func(p *peer)) *faulty {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	f := &faulty{port: l.Addr().(*net.TCPAddr).Port, closed: make(chan struct{})}
	var all sync.WaitGroup
	all.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			_ = conn.SetDeadline(time.Now().Add(30 * time.Second))
			all.Go(func() {
				defer func() { _ = conn.Close() }()
				one(&peer{Conn: conn, r: bufio.NewReader(conn), closed: f.closed})
			})
		}
	})
	t.Cleanup(func() {
		close(f.closed)
		_ = l.Close()
		all.Wait()
	})
	return f
}

// hang waits until the other side has had enough.
func (p *peer) hang() { _, _ = io.Copy(io.Discard, p.Conn) }

func (p *peer) say(lines ...string) {
	for _, l := range lines {
		_, _ = io.WriteString(p.Conn, l+"\r\n")
	}
}

// command is the next line: its tag, where there is one, and the rest in capitals.
func (p *peer) command(tagged bool) (tag, rest string) {
	l, err := p.r.ReadString('\n')
	if err != nil {
		return "", gone
	}
	l = strings.TrimSpace(l)
	if tagged {
		tag, l, _ = strings.Cut(l, " ")
	}
	return tag, strings.ToUpper(l)
}

// gone stands for a line after the last one.
const gone = "\x00"

// imap is a server of IMAP with its answers changed: by the command's first word, lines in which TAG stands for its tag;
// an empty list hangs, "CLOSE" closes.
func (p *peer) imap(changed map[string][]string) {
	p.say("* OK ready")
	usual := map[string][]string{"CAPABILITY": {"* CAPABILITY IMAP4rev1 AUTH=PLAIN", "TAG OK"}, "AUTHENTICATE": {"+ "}, "LIST": {`* LIST () "/" INBOX`, "TAG OK"},
		"STATUS": {"* STATUS INBOX (MESSAGES 3)", "TAG OK"}, "LOGOUT": {"* BYE", "TAG OK"}, "SECRET": {"LAST OK"}, "LOGIN": {"TAG OK"}}
	p.serve(usual, changed, true)
}

func (p *peer) smtp(changed map[string][]string) {
	p.say("220 ready")
	usual := map[string][]string{"EHLO": {"250-here", "250-AUTH PLAIN", "250 SIZE 1000000"}, "HELO": {"250 here"}, "AUTH": {"235 ok"}, "MAIL": {"250 ok"}, "RCPT": {"250 ok"}, "DATA": {"354 go on"}, ".": {"250 taken"}, "QUIT": {"221 bye"}, "RSET": {"250 ok"}}
	p.serve(usual, changed, false)
}

func (p *peer) pop(changed map[string][]string) {
	p.say("+OK ready")
	usual := map[string][]string{"CAPA": {"+OK", "USER", "UIDL", "TOP", "."}, "USER": {"+OK"}, "PASS": {"+OK"}, "STAT": {"+OK 2 300"}, "QUIT": {"+OK"}}
	p.serve(usual, changed, false)
}

func (p *peer) serve(usual, changed map[string][]string, tagged bool) {
	last := ""
	for {
		tag, command := p.command(tagged)
		if command == gone {
			return
		}
		word, _, _ := strings.Cut(command, " ")
		if tagged && command == "" {
			word = "SECRET"
		}
		reply, ok := changed[word]
		if !ok {
			reply, ok = usual[word]
		}
		if !ok {
			if !tagged { // a line of a message
				continue
			}
			reply = []string{"TAG BAD unknown"}
		}
		if len(reply) == 0 {
			p.hang()
			return
		}
		for _, l := range reply {
			if l == "CLOSE" {
				return
			}
			p.say(strings.NewReplacer("TAG", tag, "LAST", last).Replace(l))
		}
		last = tag
	}
}

// endless says something for ever.
func (p *peer) endless(s string) {
	block := []byte(strings.Repeat(s, 1+4096/len(s)))
	for {
		if _, err := p.Write(block); err != nil {
			return
		}
	}
}

// drip says a byte at a time, slowly, and never ends a line.
func (p *peer) drip(s string) {
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for i := 0; ; i++ {
		select {
		case <-p.closed:
			return
		case <-tick.C:
			if _, err := p.Write([]byte{s[i%len(s)]}); err != nil {
				return
			}
		}
	}
}

type fault struct {
	name     string
	protocol anteroom.MailProtocol
	security anteroom.MailSecurity
	do       func(p *peer)
	want     string // the last steps: "greeting!timeout …"
}

const (
	plain    = anteroom.MailPlain
	starttls = anteroom.MailSTARTTLS
)

func imapFaults() []fault {
	as := func(changed map[string][]string) func(*peer) { return func(p *peer) { p.imap(changed) } }
	i := anteroom.IMAP
	return []fault{
		{"hangs before the greeting", i, plain, func(p *peer) { p.hang() }, "greeting!timeout"},
		{"drips a greeting", i, plain, func(p *peer) { p.drip("* OK ") }, "greeting!timeout"},
		{"endless greeting", i, plain, func(p *peer) { p.endless("* OK hello ") }, "greeting!endless"},
		{"closes at once", i, plain, func(*peer) {}, "greeting!broken"},
		{"closes in the greeting", i, plain, func(p *peer) { _, _ = p.Write([]byte("* OK he")) }, "greeting!broken"},
		{"web server that speaks first", i, plain, func(p *peer) { p.say("HTTP/1.1 400 Bad Request", "") }, "greeting!http"},
		{"web server", i, plain, func(p *peer) { p.command(false); p.say("HTTP/1.1 400 Bad Request", "") }, "greeting!http"},
		{"another kind of mail server", i, plain, func(p *peer) { p.say("220 smtp.example ESMTP"); p.hang() }, "greeting!wrong_server"},
		{"secure shell", i, plain, func(p *peer) { p.say("SSH-2.0-OpenSSH_9.2"); p.hang() }, "greeting!wrong_server"},
		{"refuses at the greeting", i, plain, func(p *peer) { p.say("* BYE [UNAVAILABLE] too many of you") }, "greeting!busy"},
		{"hangs at the capabilities", i, plain, as(map[string][]string{"CAPABILITY": nil}), "capabilities!timeout"},
		{"endless capabilities", i, plain, func(p *peer) { p.say("* OK"); p.endless("* CAPABILITY A\r\n") }, "capabilities!endless"},
		{"strips STARTTLS", i, starttls, as(nil), "tls!no_starttls"},
		{"refuses STARTTLS", i, starttls, as(map[string][]string{"CAPABILITY": {"* CAPABILITY STARTTLS", "TAG OK"}, "STARTTLS": {"TAG NO not today"}}), "tls!no_starttls"},
		{"hangs after STARTTLS", i, starttls, as(map[string][]string{"CAPABILITY": {"* CAPABILITY STARTTLS", "TAG OK"}, "STARTTLS": {"TAG OK go on", "* OK injected"}}), "tls!not_tls"},
		{"speaks plain after STARTTLS", i, anteroom.MailTLS, func(p *peer) { p.say("* OK ready"); p.hang() }, "tls!not_tls"},
		{"hangs in TLS", i, anteroom.MailTLS, func(p *peer) { p.hang() }, "tls!timeout"},
		{"no sign-in without encryption", i, plain, as(map[string][]string{"CAPABILITY": {"* CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED", "TAG OK"}}), "sign_in!plaintext"},
		{"offers another way only", i, plain, as(map[string][]string{"CAPABILITY": {"* CAPABILITY IMAP4rev1 AUTH=GSSAPI LOGINDISABLED", "TAG OK"}}), "sign_in!plaintext"},
		{"refuses the sign-in", i, plain, as(map[string][]string{"SECRET": {"LAST NO [AUTHENTICATIONFAILED] wrong"}}), "sign_in!password"},
		{"cannot ask whether the password is right", i, plain, as(map[string][]string{"SECRET": {"LAST NO [UNAVAILABLE] directory down"}}), "sign_in!temporary"},
		{"hangs at the sign-in", i, plain, as(map[string][]string{"AUTHENTICATE": nil}), "sign_in!timeout"},
		{"asks on and on", i, plain, as(map[string][]string{"SECRET": {"+ "}}), "sign_in!password"},
		{"refuses the list of folders", i, plain, as(map[string][]string{"LIST": {"TAG NO no such thing"}}), "folders!folders"},
		{"has no inbox", i, plain, as(map[string][]string{"STATUS": {"TAG NO [NONEXISTENT] no inbox"}}), "folders!folders"},
		{"hangs at the folders", i, plain, as(map[string][]string{"LIST": nil}), "folders!timeout"},
		{"closes at the folders", i, plain, as(map[string][]string{"LIST": {"CLOSE"}}), "folders!broken"},
		{"is full", i, plain, as(map[string][]string{"STATUS": {"TAG NO [OVERQUOTA] full"}}), "folders!quota"},
		{"endless list of folders", i, plain, func(p *peer) {
			p.say("* OK")
			for _, n := range []int{1, 2, 3} {
				tag, _ := p.command(true)
				p.say([]string{"* CAPABILITY IMAP4rev1\r\n" + tag + " OK", tag + " OK"}[min(n-1, 1)])
			}
			p.endless("* LIST () \"/\" INBOX\r\n")
		}, "folders!endless"},
	}
}

func otherFaults() []fault {
	as := func(changed map[string][]string) func(*peer) { return func(p *peer) { p.smtp(changed) } }
	pop := func(changed map[string][]string) func(*peer) { return func(p *peer) { p.pop(changed) } }
	s, p3 := anteroom.SMTP, anteroom.POP3
	return []fault{
		{"refuses at the greeting for now", s, plain, func(p *peer) { p.say("421 busy") }, "greeting!busy"},
		{"refuses at the greeting", s, plain, func(p *peer) { p.say("554 not you") }, "greeting!gone"},
		{"endless greeting", s, plain, func(p *peer) { p.endless("220-hello\r\n") }, "greeting!endless"},
		{"strips STARTTLS", s, starttls, as(nil), "tls!no_starttls"},
		{"offers no sign-in", s, plain, as(map[string][]string{"EHLO": {"250 here"}}), "sign_in!method"},
		{"offers a sign-in with encryption only", s, plain, as(map[string][]string{"EHLO": {"250-here", "250 STARTTLS"}}), "sign_in!plaintext"},
		{"refuses the sign-in", s, plain, as(map[string][]string{"AUTH": {"535 5.7.8 wrong"}}), "sign_in!password"},
		{"tells the password back", s, plain, as(map[string][]string{"AUTH": {"535 5.7.8 the password opensesame is wrong"}}), "sign_in!password"},
		{"cannot tell now", s, plain, as(map[string][]string{"AUTH": {"454 4.7.0 later"}}), "sign_in!temporary"},
		{"wants encryption first", s, plain, as(map[string][]string{"AUTH": {"538 5.7.11 encrypt"}}), "sign_in!plaintext"},
		{"refuses the sender", s, plain, as(map[string][]string{"MAIL": {"550 5.7.1 not you"}}), "sending!sender"},
		{"greylists", s, plain, as(map[string][]string{"RCPT": {"451 4.7.1 greylisted"}}), "sending!temporary"},
		{"refuses the recipient", s, plain, as(map[string][]string{"RCPT": {"550 5.1.1 nobody"}}), "sending!recipient"},
		{"has a full mailbox", s, plain, as(map[string][]string{"RCPT": {"552 5.2.2 full"}}), "sending!quota"},
		{"has a full disk", s, plain, as(map[string][]string{"MAIL": {"452 no space"}}), "sending!quota"},
		{"refuses the message", s, plain, as(map[string][]string{".": {"554 5.6.0 spam"}}), "sending!message"},
		{"refuses to take a message", s, plain, as(map[string][]string{"DATA": {"554 no"}}), "sending!message"},
		{"closes in the message", s, plain, as(map[string][]string{".": {"CLOSE"}}), "sending!broken"},
		{"hangs at the sender", s, plain, as(map[string][]string{"MAIL": nil}), "sending!timeout"},
		{"POP3 refuses at the greeting", p3, plain, func(p *peer) { p.say("-ERR [SYS/TEMP] later") }, "greeting!busy"},
		{"POP3 refuses the password", p3, plain, pop(map[string][]string{"PASS": {"-ERR [AUTH] wrong"}}), "sign_in!password"},
		{"POP3 is in use", p3, plain, pop(map[string][]string{"PASS": {"-ERR [IN-USE] by yourself"}}), "sign_in!temporary"},
		{"POP3 counts in words", p3, plain, pop(map[string][]string{"STAT": {"+OK many"}}), "folders!wrong_server"},
		{"POP3 endless capabilities", p3, plain, func(p *peer) { p.say("+OK"); p.command(false); p.say("+OK"); p.endless("X\r\n") }, "capabilities!endless"},
	}
}

// Each fault ends in time, with its own cause in words, and the secret stands nowhere.
func TestCheckFaults(t *testing.T) {
	t.Parallel()
	a := newAuthority(t)
	for _, f := range append(imapFaults(), otherFaults()...) {
		t.Run(string(f.protocol)+" "+f.name, func(t *testing.T) {
			t.Parallel()
			s := serveFaults(t, f.do)
			server := anteroom.MailServer{Protocol: f.protocol, Host: serverName, Port: s.port, Security: f.security, SignIn: anteroom.MailPassword}
			patience := 700 * time.Millisecond
			if strings.HasSuffix(f.want, "!endless") { // ends by its length, however slow this machine is
				patience = time.Minute
			}
			d := inside(t, a.Roots, s.port).Impatient(patience)
			began := time.Now()
			words := expect(t, d, server, anteroom.MailSecret{User: "elise", Password: "opensesame"}, f.want)
			if took := time.Since(began); took > 20*time.Second {
				t.Errorf("took %v", took)
			}
			if strings.Contains(words, "opensesame") {
				t.Errorf("the secret in %s", words)
			}
		})
	}
}

// Attack: a server that refuses a token tells it back as it came.
func TestTokenToldBack(t *testing.T) {
	t.Parallel()
	for way, came := range map[string]string{"OAUTHBEARER": "n,a=elise,\x01host=" + serverName + "\x01auth=Bearer opensesame\x01\x01", "XOAUTH2": "user=elise\x01auth=Bearer opensesame\x01\x01"} {
		told := base64.StdEncoding.EncodeToString([]byte(came))
		s := serveFaults(t, func(p *peer) {
			p.smtp(map[string][]string{"EHLO": {"250-here", "250 AUTH " + way}, "AUTH": {"535 5.7.8 bad: " + told}})
		})
		server := anteroom.MailServer{Protocol: anteroom.SMTP, Host: serverName, Port: s.port, Security: plain, SignIn: anteroom.MailOAuth}
		words := expect(t, inside(t, newAuthority(t).Roots, s.port), server, anteroom.MailSecret{User: "elise", Token: "opensesame"}, "sign_in!token")
		if !strings.Contains(words, "bad: …") || strings.Contains(words, told) {
			t.Errorf("%s: %s", way, words)
		}
	}
}

// expect checks one server, the other being nowhere, and compares how it ends.
func expect(t *testing.T, d *mail.Dialler, s anteroom.MailServer, secret anteroom.MailSecret, want string) string {
	t.Helper()
	nowhere := anteroom.MailServer{Protocol: anteroom.POP3, Host: "-", Port: 1}
	c := mail.Checking{Access: anteroom.MailAccess{Incoming: s, Outgoing: nowhere}, Incoming: secret, Outgoing: secret, Probe: probe("elise", "elise")}
	c.Access.Outgoing.Protocol = anteroom.SMTP
	if s.Protocol == anteroom.SMTP {
		c.Access.Incoming, c.Access.Outgoing = nowhere, s
	}
	steps, words, err := told(t, d, c)
	got, _, _ := strings.Cut(path(steps, s.Protocol), "-")
	got = got[:strings.LastIndexAny(got, "!")+1] + string(lastCause(steps, s.Protocol))
	if err == nil || !strings.HasSuffix(got, " "+want) {
		t.Errorf("got %q, want %q: %v\n%s", got, want, err, words)
	}
	return words
}

func lastCause(steps []anteroom.MailStep, p anteroom.MailProtocol) (cause anteroom.MailCause) {
	for _, s := range steps {
		if s.Outcome == anteroom.MailFailed && s.Protocol == p {
			cause = s.Cause
		}
	}
	return cause
}

// Every kind of certificate that does not prove the server, told apart (on a server of ours and through Dovecot's own TLS).
func TestCheckCertificates(t *testing.T) {
	t.Parallel()
	a := newAuthority(t)
	stranger := newAuthority(t)
	for want, c := range map[string]tls.Certificate{
		"expired": a.issue(func(c *x509.Certificate) {
			c.NotBefore, c.NotAfter = time.Now().Add(-48*time.Hour), time.Now().Add(-24*time.Hour)
		}),
		"not_yet":     a.issue(func(c *x509.Certificate) { c.NotBefore = time.Now().Add(12 * time.Hour) }),
		"wrong_name":  a.issue(func(c *x509.Certificate) { c.DNSNames, c.IPAddresses = []string{"other.example"}, nil }),
		"issuer":      stranger.issue(nil),
		"self_signed": a.selfSigned(),
	} {
		t.Run(want, func(t *testing.T) {
			t.Parallel()
			dv := openDovecot(t, a, c, "xoauth2 oauthbearer")
			d := inside(t, a.Roots, dv.IMAP, dv.IMAPS, dv.POP3)
			secret := anteroom.MailSecret{User: dv.User, Password: dv.Password}
			server := anteroom.MailServer{Protocol: anteroom.IMAP, Host: serverName, Port: dv.IMAPS, Security: anteroom.MailTLS, SignIn: anteroom.MailPassword}
			expect(t, d, server, secret, "tls!"+want)
			server.Port, server.Security = dv.IMAP, starttls
			expect(t, d, server, secret, "tls!"+want)
			server.Protocol, server.Port = anteroom.POP3, dv.POP3
			expect(t, d, server, secret, "tls!"+want)
		})
	}
}

// What real servers refuse, in the words of a cause.
func TestCheckRefused(t *testing.T) {
	t.Parallel()
	a := newAuthority(t)
	dv := openDovecot(t, a, a.issue(nil), "xoauth2 oauthbearer")
	certificate := a.issue(nil)
	ex, bare := openExim(t, a, &certificate), openExim(t, a, nil)
	d := inside(t, a.Roots, dv.IMAP, dv.IMAPS, dv.POP3, dv.POP3S, ex.SMTP, ex.SMTPS, bare.SMTP)
	good, wrong := anteroom.MailSecret{User: dv.User, Password: dv.Password, Token: dv.Token}, anteroom.MailSecret{User: dv.User, Password: "wrong", Token: "wrong"}
	at := func(p anteroom.MailProtocol, port int, s anteroom.MailSecurity, by anteroom.MailSignIn) anteroom.MailServer {
		return anteroom.MailServer{Protocol: p, Host: serverName, Port: port, Security: s, SignIn: by}
	}
	byPassword, byToken := anteroom.MailPassword, anteroom.MailOAuth
	free := freePorts(t, 1)[0]
	for _, row := range []struct {
		server anteroom.MailServer
		secret anteroom.MailSecret
		want   string
	}{
		{at(anteroom.IMAP, dv.IMAPS, anteroom.MailTLS, byPassword), wrong, "sign_in!password"},
		{at(anteroom.IMAP, dv.IMAPS, anteroom.MailTLS, byToken), wrong, "sign_in!token"},
		{at(anteroom.POP3, dv.POP3S, anteroom.MailTLS, byPassword), wrong, "sign_in!password"},
		{at(anteroom.POP3, dv.POP3S, anteroom.MailTLS, byToken), wrong, "sign_in!token"},
		{at(anteroom.IMAP, dv.IMAP, anteroom.MailTLS, byPassword), good, "tls!not_tls"},
		{at(anteroom.IMAP, dv.IMAPS, plain, byPassword), good, "greeting!tls_first"},
		{at(anteroom.IMAP, dv.POP3, starttls, byPassword), good, "greeting!wrong_server"},
		{at(anteroom.POP3, dv.IMAP, starttls, byPassword), good, "greeting!wrong_server"},
		{at(anteroom.IMAP, free, anteroom.MailTLS, byPassword), good, "port!port_refused"},
		{at(anteroom.IMAP, 993, anteroom.MailTLS, byPassword), good, "port!closed"},
		{at(anteroom.SMTP, ex.SMTP, starttls, byPassword), wrong, "sign_in!password"},
		{at(anteroom.SMTP, ex.SMTP, starttls, byToken), good, "sign_in!method"},
		{at(anteroom.SMTP, ex.SMTPS, plain, byPassword), good, "greeting!tls_first"},
		{at(anteroom.SMTP, bare.SMTP, starttls, byPassword), good, "tls!no_starttls"},
		{at(anteroom.SMTP, ex.SMTP, plain, byPassword), good, "sign_in!plaintext"},
	} {
		t.Run(string(row.server.Protocol)+" "+row.want, func(t *testing.T) {
			t.Parallel()
			words := expect(t, d, row.server, row.secret, row.want)
			if strings.Contains(words, dv.Password) || strings.Contains(words, dv.Token) {
				t.Errorf("a secret in %s", words)
			}
		})
	}
	sendingRefused(t, d, ex)
}

func sendingRefused(t *testing.T, d *mail.Dialler, ex *exim) {
	t.Helper()
	out := anteroom.MailServer{Protocol: anteroom.SMTP, Host: serverName, Port: ex.SMTP, Security: starttls, SignIn: anteroom.MailPassword}
	for _, row := range []struct{ from, to, text, want string }{
		{"elise", "elise", "Hello", "sending"},
		{"elise", "elise", "", "sending"},
		{"refused", "elise", "Hello", "sending!sender"},
		{"later", "elise", "Hello", "sending!temporary"},
		{"elise", "nobody", "Hello", "sending!recipient"},
		{"elise", "nobody", "", "sending!recipient"},
		{"elise", "full", "Hello", "sending!quota"},
		{"elise", "grey", "Hello", "sending!temporary"},
		{"elise", "spam", "Hello", "sending!message"},
	} {
		c := mail.Checking{Access: anteroom.MailAccess{Incoming: anteroom.MailServer{Protocol: anteroom.IMAP, Host: "-"}, Outgoing: out}, Outgoing: anteroom.MailSecret{User: ex.User, Password: ex.Password}, Probe: probe(row.from, row.to)}
		c.Probe.Text = row.text
		steps, words, _ := told(t, d, c)
		if got := path(steps, anteroom.SMTP); !strings.HasSuffix(got, " "+row.want) {
			t.Errorf("%v: %s\n%s", row, got, words)
		}
	}
}
