package mail_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/mail"
)

var bothLanguages = anteroom.Languages{First: "en", Second: "fr"}

// letters are what is in the mailbox, oldest first.
var letters = []string{
	"From: Marie =?iso-8859-1?Q?Lef=E8vre?= <marie@nord.example>\r\nTo: elise@boreal.example\r\nSubject: =?utf-8?B?UsOpdW5pb24=?=\r\nMessage-ID: <1@nord.example>\r\nReferences: <0@nord.example>\r\nContent-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n" +
		"Bonjour =C9lise,\r\nla r=E9union est d=E9plac=E9e =E0 jeudi.\r\n\r\n-- \r\nMarie\r\n",
	"From: bob@nord.example\r\nSubject: Re: offer\r\nMessage-ID: <2@nord.example>\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n<style>p{}</style><p>Thank you for the offer, we will come &amp; see.</p><blockquote>You wrote this</blockquote>\r\n--b--\r\n",
	"From: Carol <carol@nord.example>\r\nReply-To: office@nord.example\r\nSubject: Large\r\nMessage-ID: <3@nord.example>\r\n\r\nThis one is long.\r\n.leading dot\r\n" + strings.Repeat("Lorem ipsum dolor sit amet.\r\n", 50_000),
}

// openMailbox is a real server with the letters in its inbox, and a dialler that reaches it.
func openMailbox(t *testing.T) (*dovecot, *mail.Reader) {
	t.Helper()
	a := newAuthority(t)
	dv := openDovecot(t, a, a.issue(nil), "xoauth2")
	for i, raw := range letters {
		dv.deliver(t, time.Date(2026, 11, 20+i, 9, 0, 0, 0, time.UTC), raw)
	}
	return dv, mail.NewReader(inside(t, a.Roots, dv.IMAP, dv.IMAPS, dv.POP3, dv.POP3S), catalogue(t))
}

// A mailbox is read in the same way over IMAP and POP3, with a password and with a token, encrypted from the first byte
// and from a command on: real Dovecot.
func TestReader(t *testing.T) {
	t.Parallel()
	dv, reader := openMailbox(t)
	secret := anteroom.MailSecret{User: dv.User, Password: dv.Password, Token: dv.Token}
	for _, s := range []anteroom.MailServer{
		{Protocol: anteroom.IMAP, Port: dv.IMAPS, Security: anteroom.MailTLS, SignIn: anteroom.MailPassword},
		{Protocol: anteroom.IMAP, Port: dv.IMAP, Security: anteroom.MailSTARTTLS, SignIn: anteroom.MailOAuth},
		{Protocol: anteroom.POP3, Port: dv.POP3S, Security: anteroom.MailTLS, SignIn: anteroom.MailOAuth},
		{Protocol: anteroom.POP3, Port: dv.POP3, Security: anteroom.MailSTARTTLS, SignIn: anteroom.MailPassword},
	} {
		s.Host = serverName
		t.Run(fmt.Sprintf("%s %s %s", s.Protocol, s.Security, s.SignIn), func(t *testing.T) {
			box := openBox(t, reader, s, secret)
			unread := map[anteroom.MailProtocol]int{anteroom.IMAP: 3, anteroom.POP3: -1}[s.Protocol]
			if c, err := box.Counts(); err != nil || c != (anteroom.MailCounts{All: 3, Unread: unread}) {
				t.Errorf("%+v, %v", c, err)
			}
			list, err := box.List(10)
			if err != nil || len(list) != 3 {
				t.Fatalf("%+v, %v", list, err)
			}
			if got := list[2]; got.From != "Marie Lefèvre" || got.Email != "marie@nord.example" || got.Subject != "Réunion" || got.Seen {
				t.Errorf("%+v", got)
			}
			if few, err := box.List(2); err != nil || len(few) != 2 || few[0].ID != list[0].ID {
				t.Errorf("%+v, %v", few, err)
			}
			readAll(t, box, list)
		})
	}
}

func openBox(t *testing.T, r *mail.Reader, s anteroom.MailServer, secret anteroom.MailSecret) *mail.Box {
	t.Helper()
	box, err := r.Open(within(t, 30*time.Second), s, secret)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(box.Close)
	return box
}

// readAll holds what is read against the letters.
func readAll(t *testing.T, box *mail.Box, list []anteroom.MailHead) {
	t.Helper()
	for i, want := range []anteroom.MailBody{
		{Text: "This one is long. .leading dot Lorem", Language: "en", Cut: true, ReplyTo: "office@nord.example", Thread: anteroom.MailThread{MessageID: "3@nord.example"}},
		{Text: "Thank you for the offer, we will come & see.", Language: "en", Quoted: true, ReplyTo: "bob@nord.example", Thread: anteroom.MailThread{MessageID: "2@nord.example"}},
		{Text: "Bonjour Élise, la réunion est déplacée à jeudi.", Language: "fr", ReplyTo: "marie@nord.example", Thread: anteroom.MailThread{MessageID: "1@nord.example", References: []string{"0@nord.example"}}},
	} {
		got, err := box.Read(list[i].ID, bothLanguages)
		text := strings.Join(strings.Fields(got.Text), " ")
		if err != nil || !strings.HasPrefix(text, want.Text) || got.Cut != want.Cut || got.Quoted != want.Quoted || got.Language != want.Language || got.ReplyTo != want.ReplyTo ||
			got.Thread.MessageID != want.Thread.MessageID || !slices.Equal(got.Thread.References, want.Thread.References) || len([]rune(got.Text)) > anteroom.MostRead || strings.Contains(text, "Marie") {
			t.Errorf("%d: %.300q %+v: %v", i, got.Text, got.Thread, err)
		}
	}
	for _, id := range []string{"", "0", "1:", "x:1", "9999999:1", list[0].ID + "9", "1\r\nDELE 1"} {
		if _, err := box.Read(id, bothLanguages); anteroom.KindOf(err) != anteroom.NotFound {
			t.Errorf("%q: %v", id, err)
		}
	}
}

// A message is marked as seen, deleted into the folder of deleted ones over IMAP and for good over POP3, and gone after.
func TestReaderChanges(t *testing.T) {
	t.Parallel()
	dv, reader := openMailbox(t)
	secret := anteroom.MailSecret{User: dv.User, Password: dv.Password}
	imap := anteroom.MailServer{Protocol: anteroom.IMAP, Host: serverName, Port: dv.IMAPS, Security: anteroom.MailTLS, SignIn: anteroom.MailPassword}
	box := openBox(t, reader, imap, secret)
	list, err := box.List(3)
	if err != nil || len(list) != 3 {
		t.Fatal(list, err)
	}
	if err := box.MarkSeen(list[2].ID); err != nil {
		t.Error(err)
	}
	if again, err := box.List(3); err != nil || !again[2].Seen || again[1].Seen {
		t.Errorf("%+v, %v", again, err)
	}
	if err := box.Delete(list[1].ID); err != nil {
		t.Error(err)
	}
	for _, err := range []error{box.Delete(list[1].ID), box.MarkSeen(list[1].ID)} {
		if anteroom.KindOf(err) != anteroom.NotFound {
			t.Error(err)
		}
	}
	pop := imap
	pop.Protocol, pop.Port = anteroom.POP3, dv.POP3S
	second, err := reader.Open(within(t, 30*time.Second), pop, secret)
	if err != nil {
		t.Fatal(err)
	}
	left, err := second.List(5)
	if err != nil || len(left) != 2 || left[0].Subject != "Large" {
		t.Fatalf("%+v, %v", left, err)
	}
	if err := second.MarkSeen(left[0].ID); err != nil {
		t.Error(err)
	}
	if err := second.Delete(left[0].ID); err != nil {
		t.Error(err)
	}
	second.Close()
	if c, err := openBox(t, reader, imap, secret).Counts(); err != nil || c.All != 1 || c.Unread != 0 {
		t.Errorf("%+v, %v", c, err)
	}
	wrong := secret
	wrong.Password = "not it"
	if _, err := reader.Open(within(t, 30*time.Second), imap, wrong); anteroom.KindOf(err) != anteroom.Invalid || strings.Contains(fmt.Sprint(err), wrong.Password) {
		t.Error(err)
	}
}
