package mail

import (
	"crypto/tls"
	"encoding/base64"
	"errors"
	"slices"
	"strings"

	"anteroom.dev/anteroom"
	"github.com/wneessen/go-mail/smtp"
)

const (
	mostTurns   = 10  // of a sign-in
	longestAuth = 400 // bytes that may stand with the command itself (RFC 4954 section 4)
)

// bearer signs in with a token, in the form of RFC 7628 where the server takes it, else in that of Google and Microsoft.
type bearer struct {
	user, token, host string
	standard          bool
}

// Start chooses the form.
func (b *bearer) Start(server *smtp.ServerInfo) (mechanism string, first []byte, err error) {
	switch {
	case slices.Contains(server.Auth, "OAUTHBEARER"):
		b.standard = true
		return "OAUTHBEARER", []byte(oauthbearer(b.user, b.host, b.token)), nil
	case slices.Contains(server.Auth, "XOAUTH2"):
		return "XOAUTH2", []byte(xoauth2(b.user, b.token)), nil
	}
	return "", nil, errNoSignIn
}

func oauthbearer(user, host, token string) string {
	return "n,a=" + strings.NewReplacer("=", "=3D", ",", "=2C").Replace(user) + ",\x01host=" + host + "\x01auth=Bearer " + token + "\x01\x01"
}

func xoauth2(user, token string) string {
	return "user=" + user + "\x01auth=Bearer " + token + "\x01\x01"
}

// Next answers what is only ever a failure: the server says it once it has an answer (RFC 7628 section 3.2.3).
func (b *bearer) Next(_ []byte, more bool) ([]byte, error) {
	if more && b.standard {
		return []byte("\x01"), nil
	}
	return nil, nil
}

// signIn opens the mailbox.
func (t *talk) signIn(secret anteroom.MailSecret) error {
	t.hide(secret)
	if strings.ContainsAny(secret.User+secret.Password+secret.Token, "\x00\x01\r\n") {
		return failed(t.badSecret(), nil)
	}
	_, secure := t.conn.(*tls.Conn)
	info := &smtp.ServerInfo{Name: t.server.Host, TLS: secure, Auth: t.mechanisms()}
	var way smtp.Auth = &signIn{user: secret.User, password: secret.Password, host: info.Name, open: true}
	if t.server.SignIn == anteroom.MailOAuth {
		way = &bearer{user: secret.User, token: secret.Token, host: info.Name}
	}
	mechanism, first, err := way.Start(info)
	if errors.Is(err, errNoSignIn) {
		return t.plainly(secret, secure)
	}
	if err != nil {
		return failed(anteroom.CauseMethod, err)
	}
	return t.converse(way, mechanism, first)
}

// plainly signs in by the protocol's own command, from before there was SASL.
func (t *talk) plainly(secret anteroom.MailSecret, secure bool) error {
	_, disabled := t.offers["LOGINDISABLED"]
	_, user := t.offers["USER"]
	_, starttls := t.offers["STARTTLS"]
	_, stls := t.offers["STLS"]
	var a answer
	var err error
	switch password := t.server.SignIn == anteroom.MailPassword; {
	case password && t.server.Protocol == anteroom.IMAP && !disabled:
		a, err = t.ask("LOGIN " + quoted(secret.User) + " " + quoted(secret.Password))
	case password && t.server.Protocol == anteroom.POP3 && (user || len(t.offers) == 0):
		if a, err = t.ask("USER " + secret.User); err == nil && a.ok {
			a, err = t.ask("PASS " + secret.Password)
		}
	case !secure && (disabled || starttls || stls):
		return failed(anteroom.CausePlainOnly, nil)
	default:
		return failed(anteroom.CauseMethod, nil, "methods", t.offered())
	}
	if err != nil || a.ok {
		return err
	}
	return t.denied(a)
}

// quoted is a string of RFC 9051 section 4.3.
func quoted(s string) string { return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"` }

// converse is a sign-in by SASL (RFC 4422) in the form that each protocol gives it (RFC 9051 section 6.2.2, RFC 5034,
// RFC 4954). What goes first waits for the server's word, but for SMTP, where some servers wait for it.
func (t *talk) converse(way smtp.Auth, mechanism string, first []byte) error {
	command, b64 := "AUTH "+mechanism, base64.StdEncoding
	if t.server.Protocol == anteroom.IMAP {
		command = "AUTHENTICATE " + mechanism
	}
	held := first != nil
	if held && t.server.Protocol == anteroom.SMTP && len(first) < longestAuth {
		command, held = command+" "+b64.EncodeToString(first), false
	}
	a, err := t.ask(command)
	for range mostTurns {
		if err != nil {
			return err
		}
		if !a.more {
			break
		}
		reply := first
		if !held {
			challenge, wrong := b64.DecodeString(strings.TrimSpace(a.text))
			if wrong != nil && mechanism != "LOGIN" {
				return t.refused(anteroom.CauseWrongServer, a)
			}
			if reply, err = way.Next(challenge, true); err != nil {
				return t.cancel(err)
			}
		}
		held = false
		if err = t.say(b64.EncodeToString(reply)); err != nil {
			return broken(err)
		}
		a, err = t.hearFor(2 * t.d.patience) // servers let those wait who were wrong before
	}
	if err != nil || a.ok && !a.more {
		return err
	}
	return t.denied(a)
}

// cancel ends a sign-in in which the server can't be who it says (RFC 5802 section 5), or makes no sense.
func (t *talk) cancel(err error) error {
	_ = t.say("*")
	_, _ = t.hear()
	return failed(t.badSecret(), err)
}

func (t *talk) badSecret() anteroom.MailCause {
	if t.server.SignIn == anteroom.MailOAuth {
		return anteroom.CauseToken
	}
	return anteroom.CausePassword
}

// denied is why a sign-in was refused.
func (t *talk) denied(a answer) error {
	cause := t.badSecret()
	switch a.code {
	case "UNAVAILABLE", "INUSE", "LIMIT", "SERVERBUG", "CONTACTADMIN", // RFC 5530 section 3
		"SYS/TEMP", "IN-USE", "LOGIN-DELAY": // RFC 3206, RFC 2449
		cause = anteroom.CauseTemporary
	case "PRIVACYREQUIRED", "538", "530":
		cause = anteroom.CausePlainOnly
	case "BAD", "CANNOT", "500", "502", "503", "504", "534":
		cause = anteroom.CauseMethod
	default:
		if t.server.Protocol == anteroom.SMTP && a.code[0] == '4' {
			cause = anteroom.CauseTemporary
		}
	}
	return t.refused(cause, a, "methods", t.offered())
}
