package mail_test

import (
	"crypto/x509"
	"fmt"
	"net/netip"
	"strings"
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/mail"
)

// inside is a dialler of an operator who allows loopback and these ports; the servers' name leads to loopback.
func inside(t *testing.T, roots *x509.CertPool, ports ...int) *mail.Dialler {
	t.Helper()
	dns := openDNS(t)
	dns.Host(serverName, "127.0.0.1")
	return mail.NewDialler(mail.Reach{Nameserver: dns.Addr(), Allowed: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")}, Ports: ports, Roots: roots, Hello: "anteroom.example"}).Impatient(4 * time.Second)
}

func probe(from, to string) anteroom.Message {
	m := message()
	m.FromEmail, m.ToEmail = from+"@boreal.example", to+"@boreal.example"
	return m
}

// told is a check's steps, each with its outcome and cause, and all texts in both languages.
func told(t *testing.T, d *mail.Dialler, c mail.Checking) (steps []anteroom.MailStep, words string, err error) {
	t.Helper()
	err = d.Check(within(t, time.Minute), c, func(s anteroom.MailStep) { steps = append(steps, s) })
	var b strings.Builder
	for _, s := range steps {
		fmt.Fprintf(&b, "%+v\n", s)
		for _, l := range catalogue(t).Languages() {
			p := catalogue(t).In(l)
			for _, text := range []anteroom.Text{s.Msg, s.Do} {
				if text.Key == "" {
					continue
				}
				if got := p.Text(text); strings.Contains(got, "⟦") {
					t.Errorf("%s: %s", s.Stage, got)
				} else {
					fmt.Fprintln(&b, got)
				}
			}
		}
	}
	if err != nil {
		fmt.Fprintf(&b, "%v %+v\n", err, err)
	}
	return steps, b.String(), err
}

// path is the steps in short: "name address … sign_in:password folders-".
func path(steps []anteroom.MailStep, p anteroom.MailProtocol) string {
	var b strings.Builder
	for _, s := range steps {
		if (s.Protocol == anteroom.SMTP) != (p == anteroom.SMTP) {
			continue
		}
		b.WriteString(" " + string(s.Stage))
		switch s.Outcome {
		case anteroom.MailFailed:
			b.WriteString("!" + string(s.Cause))
		case anteroom.MailWarned:
			b.WriteString("?" + string(s.Cause))
		case anteroom.MailSkipped:
			b.WriteString("-")
		}
	}
	return strings.TrimSpace(b.String())
}

// Every way to connect to real servers passes, and shows each step; the secrets stand nowhere.
func TestCheckPasses(t *testing.T) {
	t.Parallel()
	a := newAuthority(t)
	dv := openDovecot(t, a, a.issue(nil), "xoauth2 oauthbearer")
	certificate := a.issue(nil)
	ex := openExim(t, a, &certificate)
	d := inside(t, a.Roots, dv.IMAP, dv.IMAPS, dv.POP3, dv.POP3S, ex.SMTP, ex.SMTPS)
	for _, row := range []struct {
		protocol anteroom.MailProtocol
		port     int
		security anteroom.MailSecurity
		signIn   anteroom.MailSignIn
	}{
		{anteroom.IMAP, dv.IMAPS, anteroom.MailTLS, anteroom.MailPassword},
		{anteroom.IMAP, dv.IMAP, anteroom.MailSTARTTLS, anteroom.MailPassword},
		{anteroom.IMAP, dv.IMAPS, anteroom.MailTLS, anteroom.MailOAuth},
		{anteroom.POP3, dv.POP3S, anteroom.MailTLS, anteroom.MailPassword},
		{anteroom.POP3, dv.POP3, anteroom.MailSTARTTLS, anteroom.MailPassword},
		{anteroom.POP3, dv.POP3, anteroom.MailSTARTTLS, anteroom.MailOAuth},
	} {
		out := anteroom.MailServer{Protocol: anteroom.SMTP, Host: serverName, Port: ex.SMTP, Security: anteroom.MailSTARTTLS, SignIn: anteroom.MailPassword}
		if row.security == anteroom.MailTLS {
			out.Port, out.Security = ex.SMTPS, anteroom.MailTLS
		}
		c := mail.Checking{Access: anteroom.MailAccess{Incoming: anteroom.MailServer{Protocol: row.protocol, Host: serverName, Port: row.port, Security: row.security, SignIn: row.signIn}, Outgoing: out},
			Incoming: anteroom.MailSecret{User: dv.User, Password: dv.Password, Token: dv.Token}, Outgoing: anteroom.MailSecret{User: ex.User, Password: ex.Password}, Probe: probe("elise", "elise")}
		steps, words, err := told(t, d, c)
		want := map[anteroom.MailSecurity]string{anteroom.MailTLS: "name address port tls greeting capabilities sign_in ", anteroom.MailSTARTTLS: "name address port greeting tls capabilities sign_in "}[row.security]
		if got := path(steps, row.protocol); err != nil || got != want+"folders" {
			t.Errorf("%v: %s: %v\n%s", row, got, err, words)
		}
		if got := path(steps, anteroom.SMTP); got != want+"sending" {
			t.Errorf("%v: %s\n%s", row, got, words)
		}
		for _, secret := range []string{dv.Password, dv.Token, ex.Password} {
			if strings.Contains(words, secret) {
				t.Errorf("%v: a secret in %s", row, words)
			}
		}
	}
}
