package mail_test

import (
	"net/netip"
	"strings"
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/fake"
	"anteroom.dev/anteroom/mail"
)

// A reply with a recording goes to whom the message asks to answer, in its thread, and is no automatic message.
func TestReplyArrives(t *testing.T) {
	trap := openTrap(t, fake.TrapLogin("elise", "Tr0mbone"))
	reader := mail.NewReader(inside(t, nil, portOf(t, trap.SMTPAddr())), catalogue(t))
	server := anteroom.MailServer{Protocol: anteroom.SMTP, Host: serverName, Port: portOf(t, trap.SMTPAddr()), Security: anteroom.MailPlain, SignIn: anteroom.MailPassword}
	secret := anteroom.MailSecret{User: "elise", Password: "Tr0mbone"}
	to := anteroom.MailBody{Head: anteroom.MailHead{From: "Marie", Email: "marie@nord.example", Subject: "Réunion"}, ReplyTo: "office@nord.example",
		Thread: anteroom.MailThread{MessageID: "2@nord.example", References: []string{"0@nord.example", "1@nord.example"}}}
	m := anteroom.Message{ID: "reply1", FromName: "Élise", FromEmail: "elise@boreal.example", Language: "fr", Text: "Voici ma réponse.\n", Made: began}
	sound := &anteroom.Recording{WAV: wav(t)}
	if err := reader.Reply(within(t, 20*time.Second), server, secret, to, m, sound); err != nil {
		t.Fatal(err)
	}
	raw := string(trap.Messages()[0].Raw())
	for _, want := range []string{"To: <office@nord.example>", "In-Reply-To: <2@nord.example>", "References: <0@nord.example>\r\n <1@nord.example>\r\n <2@nord.example>", "Message-ID: <reply1@boreal.example>", "audio/wav"} {
		if !strings.Contains(raw, want) {
			t.Errorf("no %s in %.1500s", want, raw)
		}
	}
	got := trap.Messages()[0]
	if strings.Contains(raw, "Auto-Submitted") || got.Subject != "Re: Réunion" || len(got.Attachments) != 1 {
		t.Errorf("%.1500s", raw)
	}
	again := mail.Digest([]byte(raw))
	if again.Thread.MessageID != "reply1@boreal.example" || len(again.Thread.References) != 3 {
		t.Errorf("%+v", again.Thread)
	}
	for fact, change := range map[string]func(*anteroom.MailBody, *anteroom.MailSecret){
		"nobody to answer to": func(b *anteroom.MailBody, _ *anteroom.MailSecret) { b.ReplyTo = "" },
		"hostile address":     func(b *anteroom.MailBody, _ *anteroom.MailSecret) { b.ReplyTo = "a@b.example>\r\nBcc: <x@y.example" },
		"wrong password":      func(_ *anteroom.MailBody, s *anteroom.MailSecret) { s.Password = "wrong" },
	} {
		b, s := to, secret
		change(&b, &s)
		if err := reader.Reply(within(t, 20*time.Second), server, s, b, m, sound); anteroom.KindOf(err) != anteroom.Invalid {
			t.Errorf("%s: %v", fact, err)
		}
	}
	if n := len(trap.Messages()); n != 1 {
		t.Errorf("%d messages", n)
	}
}

func portOf(t *testing.T, addr string) int {
	t.Helper()
	to, err := netip.ParseAddrPort(addr)
	if err != nil {
		t.Fatal(err)
	}
	return int(to.Port())
}
