package mail_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"net"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/fake"
	"anteroom.dev/anteroom/mail"
	"github.com/google/go-cmp/cmp"
)

// within is a context for what must not take long.
func within(t *testing.T, d time.Duration) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), d)
	t.Cleanup(cancel)
	return ctx
}

func openTrap(t *testing.T, options ...fake.TrapOption) *fake.MailTrap {
	t.Helper()
	trap, err := fake.NewMailTrap("", catalogue(t), options...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(trap.Close)
	return trap
}

func sender(r mail.Relay) *mail.Sender { return mail.NewSender(r, slog.New(slog.DiscardHandler)) }

func message() anteroom.Message {
	return anteroom.Message{ID: "0abc", FromName: "Emma", FromEmail: "emma@boreal.example", ToName: "Élise", ToEmail: "elise@boreal.example", Language: "fr",
		Subject: "Message vocal", Text: "Bonjour Élise\n", HTML: "<p>Bonjour Élise</p>\n", Made: began}
}

// wav is sound as a message of a minute carries it.
func wav(t *testing.T) []byte {
	t.Helper()
	sound := make([]byte, 16*8000)
	if _, err := rand.Read(sound); err != nil {
		t.Fatal(err)
	}
	return append([]byte("RIFF\x00\x00\x00\x00WAVEfmt \r\n.\r\n"), sound...)
}

// A composed message with its recording, as it arrives.
func TestSend(t *testing.T) {
	trap := openTrap(t)
	s := sender(mail.Relay{Addr: trap.SMTPAddr(), TLS: "none", Hello: "anteroom.example"})
	composer := mail.NewComposer(catalogue(t))
	for _, l := range catalogue(t).Languages() {
		m := message()
		m.ID, m.Language = anteroom.MessageID("m-"+l), l
		var err error
		if m.Subject, m.Text, m.HTML, err = composer.Compose(mail.Specimen(anteroom.VoiceMessage, l)); err != nil {
			t.Fatal(err)
		}
		sound := wav(t)
		if err := s.Send(within(t, 20*time.Second), m, &anteroom.File{Name: "message-2026-11-23-140500.wav", Type: "audio/wav", Content: sound}); err != nil {
			t.Fatal(err)
		}
		got := trap.Messages()[0]
		want := fake.Message{ID: got.ID, From: "Emma <emma@boreal.example>", FromName: "Emma", FromEmail: "emma@boreal.example", EnvelopeFrom: "emma@boreal.example",
			To: []string{"elise@boreal.example"}, Subject: m.Subject, Text: m.Text, HTML: m.HTML, Received: got.Received, Headers: got.Headers, Attachments: got.Attachments}
		ignore := cmp.FilterPath(func(p cmp.Path) bool { return p.String() == "raw" || p.String() == "Attachments" }, cmp.Ignore())
		if diff := cmp.Diff(want, unfold(got), ignore); diff != "" {
			t.Error(diff)
		}
		headers(t, got, map[string]string{"Message-Id": "<m-" + string(l) + "@boreal.example>", "Date": "Mon, 23 Nov 2026 14:05:00 +0000", "To": "Élise <elise@boreal.example>",
			"Auto-Submitted": "auto-generated", "Content-Language": string(l), "Mime-Version": "1.0", "User-Agent": "", "X-Mailer": ""})
		if len(got.Attachments) != 1 || !bytes.Equal(got.Attachments[0].Data(), sound) || got.Attachments[0].Type != "audio/wav" || got.Attachments[0].Name != "message-2026-11-23-140500.wav" {
			t.Errorf("attachments: %d, %q", len(got.Attachments), got.Attachments[0].Name)
		}
		if raw := string(got.Raw()); !strings.Contains(raw, "multipart/alternative") || !strings.Contains(raw, "multipart/mixed") {
			t.Errorf("structure: %.2000s", raw)
		}
	}
}

// unfold takes away the carriage returns that travelling adds.
func unfold(m fake.Message) fake.Message {
	m.Text, m.HTML = strings.ReplaceAll(m.Text, "\r\n", "\n"), strings.ReplaceAll(m.HTML, "\r\n", "\n")
	return m
}

func headers(t *testing.T, m fake.Message, want map[string]string) {
	t.Helper()
	for name, value := range want {
		if got := strings.Join(m.Headers[name], " | "); got != value {
			t.Errorf("%s: got %q, want %q", name, got, value)
		}
	}
}

// R38, R40: names of any script, addresses of any domain; and nothing that people or callers typed becomes a header.
func TestNames(t *testing.T) {
	trap := openTrap(t)
	s := sender(mail.Relay{Addr: trap.SMTPAddr(), TLS: "none"})
	for _, row := range []struct {
		fact, name, email, subject string
		from, gotSubject           string
	}{
		{"accents", "Zoé", "zoe@boreal.example", "Reçu", "Zoé <zoe@boreal.example>", "Reçu"},
		{"quotes", "Zoé « Emma » \"E\" (x), <y>", "zoe@boreal.example", "« Œuvre »", "Zoé « Emma » \"E\" (x), <y> <zoe@boreal.example>", "« Œuvre »"},
		{"emoji", "👩\u200d💻 Emma", "zoe@boreal.example", strings.Repeat("🎉", 60), "👩\u200d💻 Emma <zoe@boreal.example>", strings.Repeat("🎉", 60)},
		{"other scripts", "日本 עברית", "zoe@boreal.example", "Привет", "日本 עברית <zoe@boreal.example>", "Привет"},
		{"no name", "", "zoe@boreal.example", "", "<zoe@boreal.example>", ""},
		{"long", strings.Repeat("é ", 500), "zoe@boreal.example", strings.Repeat("long ", 100), strings.TrimSpace(strings.Repeat("é ", 50)) + " <zoe@boreal.example>", strings.TrimSpace(strings.Repeat("long ", 40))},
		{"domain", "Zoé", "zoe@québec.example", "x", "Zoé <zoe@québec.example>", "x"},
		{"address", "Zoé", "zoé@québec.example", "x", "Zoé <zoé@québec.example>", "x"},
		{"CR LF", "Zoé\r\nBcc: evil@y.example", "zoe@boreal.example", "x\r\nBcc: evil@y.example\r\n\r\nbody", "Zoé Bcc: evil@y.example <zoe@boreal.example>", "x Bcc: evil@y.example body"},
		{"NUL and others", "Z\x00o\x07e\u202e\u2028B", "zoe@boreal.example", "a\x00b\x0bc\x85d\xffe", "Z o e B <zoe@boreal.example>", "a b cde"},
		{"encoded word", "=?utf-8?q?Zo=0D=0ABcc:_x?=", "zoe@boreal.example", "=?utf-8?q?a=0D=0ABcc:_x?=", "= ?utf-8?q?Zo=0D=0ABcc:_x?= <zoe@boreal.example>", "= ?utf-8?q?a=0D=0ABcc:_x?="},
	} {
		m := message()
		m.FromName, m.FromEmail, m.ToName, m.Subject = row.name, row.email, row.name, row.subject
		if err := s.Send(within(t, 20*time.Second), m, nil); err != nil {
			t.Errorf("%s: %v", row.fact, err)
			continue
		}
		got := trap.Messages()[0]
		if got.From != row.from || got.Subject != row.gotSubject || got.EnvelopeFrom != row.email {
			t.Errorf("%s: from %q, subject %q, envelope %q", row.fact, got.From, got.Subject, got.EnvelopeFrom)
		}
		if got.Headers["Bcc"] != nil || len(got.Headers["From"]) != 1 || !strings.HasPrefix(got.Text, "Bonjour") || len(got.To) != 1 {
			t.Errorf("%s: headers %v, text %q", row.fact, got.Headers, got.Text)
		}
		for _, l := range strings.Split(string(got.Raw()), "\r\n") {
			if len(l) > 998 || strings.ContainsAny(l, "\r\n\x00") { // RFC 5322 section 2.1.1
				t.Errorf("%s: line %q", row.fact, l)
			}
		}
	}
}

// An address that is none is refused before anything is connected.
func TestAddresses(t *testing.T) {
	s := sender(mail.Relay{Addr: "127.0.0.1:1", TLS: "none"})
	for _, wrong := range []string{"", "emma", "emma@boreal.example\r\nBcc: x@y.example", "a@x.example>, <b@y.example", "a@x.example,b@y.example", "Emma <a@x.example>",
		"a\x00@x.example", "a@x.example\x00", "a b@x.example", "\"a\r\nb\"@x.example", "a@[127.0.0.1]", "a@xn--a.example\n"} {
		from, to := message(), message()
		from.FromEmail, to.ToEmail = wrong, wrong
		for _, m := range []anteroom.Message{from, to} {
			if err := s.Send(within(t, 5*time.Second), m, nil); anteroom.KindOf(err) != anteroom.Invalid {
				t.Errorf("%q: %v", wrong, err)
			}
		}
	}
}

// An address that asks for SMTPUTF8 is refused for good by a server without it; one whose domain alone is international
// is not.
func TestWithoutSMTPUTF8(t *testing.T) {
	trap := openTrap(t, fake.TrapASCII())
	s := sender(mail.Relay{Addr: trap.SMTPAddr(), TLS: "none"})
	m := message()
	m.ToEmail = "élise@boreal.example"
	if err := s.Send(within(t, 20*time.Second), m, nil); anteroom.KindOf(err) != anteroom.Invalid || !strings.Contains(err.Error(), "international") {
		t.Error(err)
	}
	m.ToEmail = "elise@québec.example"
	if err := s.Send(within(t, 20*time.Second), m, nil); err != nil {
		t.Fatal(err)
	}
	if got := trap.Messages()[0]; got.To[0] != "elise@québec.example" || !strings.Contains(string(got.Raw()), "elise@xn--qubec-csa.example") {
		t.Errorf("to %v", got.To)
	}
}

// R40 and the rest of the way: on a secure connection, signed in; a certificate that is nobody's, or a wrong password,
// may be mended while the message waits.
func TestSecure(t *testing.T) {
	starttls, implicit := openTrap(t, fake.TrapTLS(false), fake.TrapLogin("u", "p\x01é")), openTrap(t, fake.TrapTLS(true), fake.TrapLogin("u", "p\x01é"))
	plain := openTrap(t, fake.TrapLogin("u", "p\x01é"))
	for _, row := range []struct {
		fact  string
		relay mail.Relay
		want  string
	}{
		{"STARTTLS", mail.Relay{Addr: starttls.SMTPAddr(), TLS: "starttls", User: "u", Password: "p\x01é", Roots: starttls.Roots()}, ""},
		{"TLS", mail.Relay{Addr: implicit.SMTPAddr(), TLS: "tls", User: "u", Password: "p\x01é", Roots: implicit.Roots()}, ""},
		{"without, to this machine", mail.Relay{Addr: plain.SMTPAddr(), TLS: "none", User: "u", Password: "p\x01é"}, ""},
		{"unknown authority", mail.Relay{Addr: starttls.SMTPAddr(), TLS: "starttls", User: "u", Password: "p\x01é"}, "certificate signed by unknown authority"},
		{"unknown authority, TLS", mail.Relay{Addr: implicit.SMTPAddr(), TLS: "tls", User: "u", Password: "p\x01é"}, "certificate signed by unknown authority"},
		{"another's authority", mail.Relay{Addr: starttls.SMTPAddr(), TLS: "starttls", User: "u", Password: "p\x01é", Roots: implicit.Roots()}, "certificate signed by unknown authority"},
		{"wrong password", mail.Relay{Addr: starttls.SMTPAddr(), TLS: "starttls", User: "u", Password: "x", Roots: starttls.Roots()}, "535"},
		{"no sign-in", mail.Relay{Addr: starttls.SMTPAddr(), TLS: "starttls", Roots: starttls.Roots()}, "530"},
		{"no STARTTLS there", mail.Relay{Addr: plain.SMTPAddr(), TLS: "starttls"}, "STARTTLS"},
		{"no sign-in there", mail.Relay{Addr: openTrap(t).SMTPAddr(), TLS: "none", User: "u"}, "offers no way to sign in"},
		{"mistyped, so STARTTLS", mail.Relay{Addr: plain.SMTPAddr(), TLS: "STARTLS"}, "STARTTLS"},
	} {
		err := sender(row.relay).Send(within(t, 20*time.Second), message(), nil)
		if row.want == "" && err != nil || row.want != "" && (anteroom.KindOf(err) != anteroom.Unavailable || !strings.Contains(err.Error(), row.want)) {
			t.Errorf("%s: %v", row.fact, err)
		}
	}
}

// Refusals by the trap's own addresses: for good, put off twice, and no answer.
func TestRefusals(t *testing.T) {
	trap := openTrap(t)
	s := sender(mail.Relay{Addr: trap.SMTPAddr(), TLS: "none"})
	m := message()
	m.ToEmail = "reject@boreal.example"
	err := s.Send(within(t, 20*time.Second), m, nil)
	if anteroom.KindOf(err) != anteroom.Invalid || !strings.HasSuffix(err.Error(), "550 5.1.1 No such user here") {
		t.Error(err)
	}
	m.ToEmail = "later@boreal.example"
	for try := range 3 {
		err := s.Send(within(t, 20*time.Second), m, nil)
		if try < 2 && (anteroom.KindOf(err) != anteroom.Unavailable || !strings.HasSuffix(err.Error(), "451 4.3.0 Try again later")) || try == 2 && err != nil {
			t.Errorf("try %d: %v", try, err)
		}
	}
	m.ToEmail = "slow@boreal.example"
	start := time.Now()
	if err := s.Send(within(t, 200*time.Millisecond), m, nil); anteroom.KindOf(err) != anteroom.Unavailable || !strings.Contains(err.Error(), "no answer in time") {
		t.Error(err)
	}
	if took := time.Since(start); took > 10*time.Second {
		t.Errorf("took %v", took)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := s.Send(ctx, m, nil); anteroom.KindOf(err) != anteroom.Unavailable || !strings.Contains(err.Error(), "interrupted") {
		t.Error(err)
	}
}

// Attack: a mail server, or who stands before it, tells in its refusal what it was signed in with. The operator's password
// is not what stands in the outbox.
func TestRefusalWithoutSecret(t *testing.T) {
	for _, said := range []string{"535 5.7.8 the password opensesame is wrong", "535 5.7.8 bad: AHUAb3BlbnNlc2FtZQ=="} {
		s := serveFaults(t, func(p *peer) { p.smtp(map[string][]string{"AUTH": {said}, "*": {"501 cancelled"}}) })
		err := sender(mail.Relay{Addr: "127.0.0.1:" + strconv.Itoa(s.port), TLS: "none", User: "u", Password: "opensesame"}).Send(within(t, 20*time.Second), message(), nil)
		if text := fmt.Sprintf("%v %+v", err, err); !strings.Contains(text, "535") || strings.Contains(text, "opensesame") || strings.Contains(text, "b3BlbnNlc2FtZQ") {
			t.Error(text)
		}
	}
}

func TestNobodyThere(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed := l.Addr().String()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	for _, addr := range []string{closed, "", "127.0.0.1", ":25", "nobody.invalid:25", "127.0.0.1:http:x"} {
		if err := sender(mail.Relay{Addr: addr, TLS: "none"}).Send(within(t, 20*time.Second), message(), nil); anteroom.KindOf(err) != anteroom.Unavailable {
			t.Errorf("%q: %v", addr, err)
		}
	}
}

// No connection is left open, however a sending ends.
func TestNoLeak(t *testing.T) {
	open := func() int {
		files, err := os.ReadDir("/proc/self/fd")
		if err != nil {
			t.Skip("no /proc: open files can't be counted") // since this test is there; Linux has it
		}
		return len(files)
	}
	trap := openTrap(t, fake.TrapLogin("u", "p"))
	before := open()
	for range 50 {
		if err := sender(mail.Relay{Addr: trap.SMTPAddr(), TLS: "none", User: "u", Password: "wrong"}).Send(within(t, 20*time.Second), message(), nil); err == nil {
			t.Fatal("a wrong password was taken")
		}
	}
	deadline := time.Now().Add(10 * time.Second)
	for open() > before+5 {
		if time.Now().After(deadline) {
			t.Fatalf("%d files open, %d before", open(), before)
		}
	}
}

// A bill's reminder is read beside the bill: both name it; what is about nothing else names nothing.
func TestBillsTogether(t *testing.T) {
	trap := openTrap(t)
	s := sender(mail.Relay{Addr: trap.SMTPAddr(), TLS: "none"})
	named := func(kind anteroom.MessageKind, month string) string {
		t.Helper()
		m := message()
		m.Kind, m.Company = kind, "0abc"
		if month != "" {
			m.Bill = anteroom.BillKey(month + "//CAD")
		}
		if err := s.Send(within(t, 20*time.Second), m, nil); err != nil {
			t.Fatal(err)
		}
		_, after, _ := strings.Cut(string(trap.Messages()[0].Raw()), "References: ")
		name, _, _ := strings.Cut(after, "\r\n")
		return name
	}
	bill, reminder, next, call := named(anteroom.BillReady, "2026-11"), named(anteroom.BillReminder, "2026-11"), named(anteroom.BillReady, "2026-12"), named(anteroom.MissedCall, "")
	if bill != "<bill-0abc-2026-11--cad@boreal.example>" || reminder != bill || next == bill || call != "" {
		t.Errorf("%q, %q, %q, %q", bill, reminder, next, call)
	}
}
