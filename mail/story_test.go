package mail_test

import (
	"context"
	"net"
	"strconv"
	"strings"
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/fake"
	"anteroom.dev/anteroom/mail"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/office/officetest"
	"anteroom.dev/anteroom/store/storetest"
)

// servers are people's mail servers as the office asks for them.
type servers struct {
	*mail.Dialler
	reader *mail.Reader
}

func (s servers) CheckMail(ctx context.Context, a anteroom.MailAccess, secret anteroom.MailSecret, address string, report func(anteroom.MailStep)) error {
	probe := anteroom.Message{FromEmail: address, ToEmail: address}
	return s.Check(ctx, mail.Checking{Access: a, Incoming: secret, Outgoing: secret, Probe: probe}, report)
}

func (s servers) OpenMailbox(ctx context.Context, m anteroom.MailServer, secret anteroom.MailSecret) (office.Mailbox, error) {
	return s.reader.Open(ctx, m, secret)
}

// R27 and R28 against Dovecot: the company's connection is proven; a user gives two fields, and the newest message is read;
// the company's connection changes, that user's does not.
func TestConnectionStory(t *testing.T) {
	a := newAuthority(t)
	dv := openDovecot(t, a, a.issue(nil), "xoauth2 oauthbearer")
	trap := openTrap(t, fake.TrapLogin(dv.User, dv.Password))
	_, text, err := net.SplitHostPort(trap.SMTPAddr())
	if err != nil {
		t.Fatal(err)
	}
	smtp, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(err)
	}
	dv.deliver(t, time.Now().Add(-time.Hour), "From: Luc <luc@client.example>\r\nSubject: Avant\r\n\r\nVieux message.\r\n")
	dv.deliver(t, time.Now(), "From: Zoe <zoe@client.example>\r\nSubject: Devis\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nBonjour,\r\n\r\npouvez-vous m'envoyer le devis pour la toiture ?\r\n\r\n-- \r\nZoe\r\n")
	d := inside(t, a.Roots, dv.IMAPS, dv.POP3S, smtp)
	h := officetest.Build(t, storetest.SQLite(t))
	h.Mail.Real = servers{d, mail.NewReader(d, catalogue(t))}
	ctx, c := within(t, 2*time.Minute), h.Mine
	out := anteroom.MailServer{Protocol: anteroom.SMTP, Host: serverName, Port: smtp, Security: anteroom.MailPlain, SignIn: anteroom.MailPassword}
	imap := anteroom.MailServer{Protocol: anteroom.IMAP, Host: serverName, Port: dv.IMAPS, Security: anteroom.MailTLS, SignIn: anteroom.MailPassword}
	pop := imap
	pop.Protocol, pop.Port = anteroom.POP3, dv.POP3S

	company := office.SetMailAccess{Company: c.ID, Incoming: imap, Outgoing: out, Email: "essai@boreal.example", UserName: dv.User, Password: "faux"}
	if _, err := h.Office.Do(ctx, c.Administrator.Who, company, office.Ask{}); anteroom.KindOf(err) != anteroom.Invalid {
		t.Fatalf("a wrong password passes: %v", err)
	}
	company.Password = dv.Password
	h.Do(t, c.Administrator.Who, company)
	if n := len(trap.Messages()); n != 0 {
		t.Errorf("the check has sent %d messages", n)
	}

	me := anteroom.Who{Level: anteroom.LevelUser, VAR: c.VAR, Company: c.ID, User: c.Users[0], Name: "Marc", Source: anteroom.Portal}
	h.Do(t, me, office.ConnectMail{Company: c.ID, User: me.User, UserName: dv.User, Password: dv.Password})
	newest := func() string {
		t.Helper()
		box, err := h.OpenMail(ctx, me, c.ID, me.User)
		if err != nil {
			t.Fatal(err)
		}
		defer box.Close()
		list, err := box.List(20)
		if err != nil || len(list) != 2 {
			t.Fatalf("%+v %v", list, err)
		}
		body, err := box.Read(list[0].ID, anteroom.Languages{First: "fr", Second: "en"})
		if err != nil || body.Language != "fr" {
			t.Fatalf("%+v %v", body, err)
		}
		return body.Text
	}
	if text := newest(); !strings.Contains(text, "le devis pour la toiture") || strings.Contains(text, "Zoe") {
		t.Errorf("it reads %q", text)
	}

	company.Incoming = pop
	h.Do(t, c.Administrator.Who, company)
	m, err := h.UserMail(ctx, me, c.ID, me.User)
	if err != nil || m.Connection == nil || m.Connection.Incoming != imap || m.Access.Incoming != pop {
		t.Fatalf("%+v %v", m, err)
	}
	newest()
	if err := h.CheckMail(ctx, anteroom.Job{Company: c.ID}); err != nil {
		t.Fatal(err)
	}
	if now, err := h.MailAccess(ctx, c.Administrator.Who, c.ID); err != nil || now.Health.Checked.IsZero() || !now.Health.Failed.IsZero() {
		t.Errorf("the daily check: %+v %v", now.Health, err)
	}
}
