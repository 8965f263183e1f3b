package mail_test

import (
	"context"
	html5 "html"
	"log/slog"
	"regexp"
	"strings"
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/fake"
	"anteroom.dev/anteroom/locale"
	"anteroom.dev/anteroom/mail"
	"github.com/google/go-cmp/cmp"
)

func catalogue(t *testing.T) *locale.Catalogue {
	t.Helper()
	c, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func notice(kind anteroom.MessageKind, l anteroom.Language) anteroom.Notice {
	return anteroom.Notice{Kind: kind, Language: l, Company: "Boréal", Sender: anteroom.Assistant{Name: "Zoé « Emma »", Email: "emma@boreal.example"},
		ToName: "Marc Tremblay", ToEmail: "marc@boreal.example", OldEmail: "marc@boreal.example", NewEmail: "new@boreal.example", Link: "http://portal.example/reset/x",
		Call:   &anteroom.Call{Number: "+14185550100", Caller: "+15145550199", CallerName: "<b>Évil</b>\r\nBcc: x@y.example", Began: time.Date(2026, 11, 23, 14, 5, 0, 0, time.UTC), Language: "en"},
		Length: 65 * time.Second}
}

var tag = regexp.MustCompile(`(?s)<style>.*</style>|<[^>]*>`)

// Every kind in every language: nothing missing, nothing of the caller's unescaped, the same words in text and HTML.
func TestCompose(t *testing.T) {
	c := catalogue(t)
	composer := mail.NewComposer(c)
	for _, l := range c.Languages() {
		for _, kind := range []anteroom.MessageKind{anteroom.VoiceMessage, anteroom.MissedCall, anteroom.EmailChanged, anteroom.PasswordReset, anteroom.TestMessage} {
			subject, text, html, err := composer.Compose(notice(kind, l))
			if err != nil {
				t.Fatal(err)
			}
			all := subject + text + html
			if strings.Contains(all, "⟦") || strings.ContainsAny(subject, "\r\n") || strings.Contains(html, "<b>Évil") {
				t.Errorf("%s %s: %s", l, kind, all)
			}
			shown := strings.Join(strings.Fields(html5.UnescapeString(tag.ReplaceAllString(html, " "))), " ")
			for _, words := range strings.Split(text, "\n") {
				if words = strings.Join(strings.Fields(words), " "); !strings.Contains(shown, words) && !strings.HasPrefix(words, "http") {
					t.Errorf("%s %s: %q is not in %q", l, kind, words, shown)
				}
			}
		}
	}
}

func TestSend(t *testing.T) {
	trap, err := fake.NewMailTrap(t.TempDir(), catalogue(t))
	if err != nil {
		t.Fatal(err)
	}
	defer trap.Close()
	sender := mail.NewSender(mail.Relay{Addr: trap.SMTPAddr(), TLS: "none"}, slog.New(slog.DiscardHandler))
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	m := anteroom.Message{ID: "m1", FromName: "Zoé\r\nBcc: evil@y.example", FromEmail: "emma@boreal.example", ToName: "Élise", ToEmail: "elise@boreal.example", Language: "fr",
		Subject: "Message vocal de « Évil »\r\nX: y", Text: "Bonjour Élise", HTML: "<p>Bonjour Élise</p>", Made: time.Now()}
	wav := []byte("RIFF....WAVE\x00\x01\xff")
	if err := sender.Send(ctx, m, &anteroom.Recording{WAV: wav}); err != nil {
		t.Fatal(err)
	}
	got := trap.Messages()[0]
	if got.FromName != "Zoé Bcc: evil@y.example" || got.FromEmail != "emma@boreal.example" || got.Headers["Bcc"] != nil || got.Headers["X"] != nil {
		t.Errorf("from %q, headers %v", got.From, got.Headers)
	}
	if diff := cmp.Diff([]string{"Bonjour Élise", "<p>Bonjour Élise</p>"}, []string{strings.TrimSpace(got.Text), strings.TrimSpace(got.HTML)}); diff != "" {
		t.Error(diff)
	}
	if len(got.Attachments) != 1 || got.Attachments[0].Size != len(wav) || got.Attachments[0].Type != "audio/wav" {
		t.Errorf("attachments %+v", got.Attachments)
	}
	if id := got.Headers["Message-Id"]; len(id) != 1 || !strings.Contains(id[0], "m1@") {
		t.Errorf("Message-ID %v", id)
	}
	for to, want := range map[string]anteroom.Kind{"reject@boreal.example": anteroom.Invalid, "later@boreal.example": anteroom.Unavailable} {
		m.ToEmail = to
		if err := sender.Send(ctx, m, nil); anteroom.KindOf(err) != want {
			t.Errorf("%s: %v", to, err)
		}
	}
	away := mail.NewSender(mail.Relay{Addr: "127.0.0.1:1", TLS: "none"}, slog.New(slog.DiscardHandler))
	if err := away.Send(ctx, m, nil); anteroom.KindOf(err) != anteroom.Unavailable {
		t.Error(err)
	}
}
