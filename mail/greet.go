package mail

import (
	"context"
	"os"
	"strings"
	"time"

	"anteroom.dev/anteroom"
)

// greet reads the server's greeting.
func (t *talk) greet(ctx context.Context) (anteroom.Text, error) {
	t.patient(t.d.patience)
	first, err := t.line()
	if err != nil {
		return anteroom.Text{}, t.silent(ctx, err)
	}
	if err := t.wrong(first); err != nil {
		return anteroom.Text{}, err
	}
	said, err := t.welcome(first)
	return anteroom.T("mail.step.greeting", "words", t.words(said)), err
}

// wrong tells a greeting of another kind of server.
func (t *talk) wrong(first string) error {
	want := map[anteroom.MailProtocol]string{anteroom.IMAP: "* ", anteroom.POP3: "+OK", anteroom.SMTP: "220"}[t.server.Protocol]
	switch {
	case strings.HasPrefix(first, want), t.server.Protocol == anteroom.POP3 && strings.HasPrefix(first, "-ERR"),
		t.server.Protocol == anteroom.SMTP && (strings.HasPrefix(first, "4") || strings.HasPrefix(first, "5")):
		return nil
	case strings.HasPrefix(first, "HTTP/"):
		return &fault{cause: anteroom.CauseHTTP, said: t.words(first)}
	case strings.HasPrefix(first, "\x15\x03"): // a TLS alert (RFC 8446 section 6)
		return failed(anteroom.CauseTLSFirst, nil)
	}
	return &fault{cause: anteroom.CauseWrongServer, said: t.words(first)}
}

// welcome reads the rest of a greeting of the right kind; a server may say in it that it is not to be had.
func (t *talk) welcome(first string) (said string, err error) {
	switch t.server.Protocol {
	case anteroom.IMAP:
		word, text, _ := strings.Cut(first[2:], " ")
		code, text := bracketed(text)
		switch strings.ToUpper(word) {
		case "OK", "PREAUTH":
			return text, nil
		case "BYE":
			return "", t.refused(unavailable(code == "UNAVAILABLE" || code == "", anteroom.CauseGone), answer{text: text})
		}
		return "", &fault{cause: anteroom.CauseWrongServer, said: t.words(first)}
	case anteroom.POP3:
		var a answer
		if _, err := a.pop(first); err != nil {
			return "", err
		}
		if !a.ok {
			return "", t.refused(unavailable(a.code != "SYS/PERM", anteroom.CauseGone), a)
		}
		return a.text, nil
	}
	var a answer
	for range mostLines {
		done, err := a.smtp(first)
		if err != nil {
			return "", err
		}
		if done {
			if !a.ok {
				return "", t.refused(unavailable(a.code[0] == '4', anteroom.CauseGone), a)
			}
			return a.lines[0], nil
		}
		if first, err = t.line(); err != nil {
			return "", broken(err)
		}
	}
	return "", failed(anteroom.CauseEndless, nil)
}

// unavailable is the cause of a refusal for now, or else the other.
func unavailable(now bool, other anteroom.MailCause) anteroom.MailCause {
	if now {
		return anteroom.CauseBusy
	}
	return other
}

// silent is why no greeting came: a web server waits for a request, a server with TLS from the first byte waits for that.
func (t *talk) silent(ctx context.Context, err error) error {
	why := broken(err)
	if t.server.Security == anteroom.MailTLS || ctx.Err() != nil {
		return why
	}
	if f := why.(*fault); f.cause != anteroom.CauseTimeout && f.cause != anteroom.CauseBroken { //nolint:errorlint // of broken, always
		return why
	}
	brief := min(t.d.patience, 3*time.Second)
	t.patient(brief)
	if _, err := t.conn.Write([]byte("QUIT\r\n\r\n")); err == nil {
		if l, err := t.line(); err == nil && t.wrong(l) != nil {
			return t.wrong(l)
		}
	}
	if t.speaksTLS(ctx, brief) {
		return failed(anteroom.CauseTLSFirst, nil)
	}
	return why
}

// speaksTLS tries TLS on a further connection; a certificate that is not good enough is one all the same.
func (t *talk) speaksTLS(ctx context.Context, d time.Duration) bool {
	ctx, cancel := context.WithTimeout(ctx, 2*d)
	defer cancel()
	conn, err := t.d.Dial(ctx, t.server.Host, t.server.Port)
	if err != nil {
		return false
	}
	defer func() { _ = conn.Close() }()
	if _, err = t.d.secure(ctx, conn, t.server.Host); err == nil {
		return true
	}
	switch err.(*fault).cause { //nolint:errorlint // of secure, always
	case anteroom.CauseExpired, anteroom.CauseNotYet, anteroom.CauseWrongName, anteroom.CauseIssuer, anteroom.CauseSelfSigned, anteroom.CauseCertificate, anteroom.CauseTLSOld:
		return true
	}
	return false
}

// learn asks what the server can do.
func (t *talk) learn() error {
	t.offers = map[string]string{}
	switch t.server.Protocol {
	case anteroom.IMAP:
		a, err := t.ask("CAPABILITY")
		if err != nil {
			return err
		}
		if !a.ok {
			return t.refused(anteroom.CauseNotSupported, a)
		}
		for _, l := range a.lines {
			if word, rest, _ := strings.Cut(l, " "); strings.EqualFold(word, "CAPABILITY") {
				t.offer(strings.Fields(rest)...)
			}
		}
		return nil
	case anteroom.POP3:
		a, err := t.ask("CAPA") // RFC 2449; a server without it has the least there is
		if err != nil || !a.ok {
			return err
		}
		lines, err := t.dotted(mostLines)
		t.offer(lines...)
		return err
	}
	return t.hello()
}

// hello is EHLO, and HELO for servers of old (RFC 5321 section 3.2).
func (t *talk) hello() error {
	name := t.d.reach.Hello
	if name == "" {
		name, _ = os.Hostname()
	}
	if h, _, ok := hostName(name); ok && h != "" {
		name = strings.TrimSuffix(h, ".")
	} else {
		name = "localhost"
	}
	a, err := t.ask("EHLO " + name)
	if err == nil && !a.ok && a.code[0] == '5' {
		a, err = t.ask("HELO " + name)
	}
	if err != nil {
		return err
	}
	if !a.ok {
		return t.refused(unavailable(a.code[0] == '4', anteroom.CauseGone), a)
	}
	t.offer(a.lines[1:]...)
	return nil
}

// offer notes capabilities: a word, or with "=" or a space what belongs to it.
func (t *talk) offer(lines ...string) {
	for _, l := range lines {
		l = strings.TrimSpace(l)
		i := strings.IndexAny(l, " =")
		if i < 0 {
			i = len(l)
		}
		name := strings.ToUpper(l[:i])
		t.offers[name] = strings.TrimSpace(t.offers[name] + " " + strings.ToUpper(strings.TrimLeft(l[i:], " =")))
	}
}

// mechanisms are the ways to sign in that the server offers (SASL).
func (t *talk) mechanisms() []string {
	name := "AUTH"
	if t.server.Protocol == anteroom.POP3 {
		name = "SASL"
	}
	return strings.Fields(t.offers[name])
}

// offered are the mechanisms as a person is told them.
func (t *talk) offered() any {
	list := t.mechanisms()
	for i := range list {
		list[i] = line(list[i], 20)
	}
	if len(list) == 0 {
		return anteroom.T("mail.method.none")
	}
	return list[:min(len(list), 8)]
}

// secureNow makes the connection secure from here on (RFC 3207, RFC 2595, RFC 9051 section 6.2.1).
func (t *talk) secureNow(ctx context.Context) error {
	if err := t.learn(); err != nil {
		return err
	}
	command := "STARTTLS"
	if t.server.Protocol == anteroom.POP3 {
		command = "STLS"
	}
	if _, ok := t.offers[command]; !ok {
		return failed(anteroom.CauseNoSTARTTLS, nil)
	}
	a, err := t.ask(command)
	if err != nil {
		return err
	}
	if !a.ok {
		return t.refused(anteroom.CauseNoSTARTTLS, a)
	}
	if t.r.Buffered() > 0 { // said before the connection was secure, by whoever (CVE-2011-0411)
		return failed(anteroom.CauseNotTLS, nil)
	}
	secure, err := t.d.secure(ctx, t.conn, t.server.Host)
	if err != nil {
		return err
	}
	t.set(secure)
	return nil
}
