package mail_test

import (
	"flag"
	"fmt"
	stdhtml "html"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/locale"
	"anteroom.dev/anteroom/mail"
	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files anew")

// loaded is read once: the texts of all pages are many.
var loaded = sync.OnceValues(locale.Load)

func catalogue(t testing.TB) *locale.Catalogue {
	t.Helper()
	c, err := loaded()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

var began = time.Date(2026, 11, 23, 14, 5, 0, 0, time.UTC)

// What a person receives, in each language: golden files, to be read by people when they change.
func TestGolden(t *testing.T) {
	c := catalogue(t)
	composer := mail.NewComposer(c)
	for _, l := range c.Languages() {
		for name, n := range mail.Specimens(l) {
			subject, text, html, err := composer.Compose(n)
			if err != nil {
				t.Fatal(err)
			}
			golden(t, fmt.Sprintf("%s.%s.txt", name, l), subject+"\n\n"+text)
			golden(t, fmt.Sprintf("%s.%s.html", name, l), html)
			same(t, name, subject, text, html)
		}
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s: %s", name, diff)
	}
}

var (
	head = regexp.MustCompile(`(?s)<head>.*</head>|<!doctype html>`)
	tag  = regexp.MustCompile(`<[^>]*>`)
)

// shown is the text that a mail program shows of HTML, its white space made one.
func shown(html string) string {
	return strings.Join(strings.Fields(stdhtml.UnescapeString(tag.ReplaceAllString(head.ReplaceAllString(html, ""), " "))), " ")
}

// same holds text and HTML against each other: the same words in the same order.
func same(t *testing.T, fact, subject, text, html string) {
	t.Helper()
	if diff := cmp.Diff(strings.Join(strings.Fields(text), " "), shown(html)); diff != "" {
		t.Errorf("%s: text and HTML differ: %s", fact, diff)
	}
	for _, wrong := range []string{"⟦", "{", "<script", "ZgotmplZ", "http://www.w3.org"} {
		if strings.Contains(subject+text+shown(html), wrong) {
			t.Errorf("%s: %s in %s", fact, wrong, text)
		}
	}
	html = strings.ReplaceAll(html, `src="cid:logo@anteroom.invalid"`, "") // travels with the message
	if strings.Contains(html, "src=") || strings.Contains(html, "url(") || strings.Contains(html, "<link") {
		t.Errorf("%s: remote content in %s", fact, html)
	}
}

// What stands in a message about a call.
func TestCaller(t *testing.T) {
	composer := mail.NewComposer(catalogue(t))
	for _, row := range []struct {
		number, name, subject string
	}{
		{"+15145550199", "Jean O'Neil", "Voice message: Jean O'Neil, +1 514 555 0199"},
		{"15145550199", "", "Voice message: +1 514 555 0199"},
		{"+15145550199", "+1 (514) 555-0199", "Voice message: +1 514 555 0199"}, // the number twice
		{"201", "201", "Voice message: 201"},
		{"201", "Marc", "Voice message: Marc, 201"},
		{"anonymous", "Anonymous", "Voice message: hidden number"},
		{"", "", "Voice message: hidden number"},
		{"anonymous", "Marc", "Voice message: Marc, hidden number"},
		{"<script>", "{name} & {caller}", "Voice message: {name} & {caller}, <script>"},
		{"201", "Évil\r\nBcc: x@y.example\x00", "Voice message: Évil Bcc: x@y.example, 201"},
		{"201", "\u202eabc\u2066def\ufeff\xff", "Voice message: abcdef, 201"},
		{"201", "👩\u200d💻 日本", "Voice message: 👩\u200d💻 日本, 201"},
		{"201", strings.Repeat("é", 5000), "Voice message: " + strings.Repeat("é", 100) + ", 201"},
	} {
		n := mail.Specimen(anteroom.VoiceMessage, "en")
		n.Call.Caller, n.Call.CallerName = row.number, row.name
		subject, text, html, err := composer.Compose(n)
		if err != nil {
			t.Fatal(err)
		}
		if subject != row.subject {
			t.Errorf("%q %q: got %q, want %q", row.number, row.name, subject, row.subject)
		}
		if !strings.Contains(shown(html), strings.Join(strings.Fields(text), " ")) || strings.Contains(html, "<script") {
			t.Errorf("%q: %s", row.name, html)
		}
	}
}

// The time is told in the zone that it carries, and the zone is named.
func TestZone(t *testing.T) {
	composer := mail.NewComposer(catalogue(t))
	for want, zone := range map[string]*time.Location{
		"Time of the call: Nov 23, 2026, 2:05 p.m. (UTC)": time.UTC,
		"Time of the call: Nov 23, 2026, 9:05 a.m. (EST)": time.FixedZone("EST", -5*3600),
	} {
		n := mail.Specimen(anteroom.MissedCall, "en")
		n.Call.Began = began.In(zone)
		if _, text, _, err := composer.Compose(n); err != nil || !strings.Contains(text, want) {
			t.Errorf("%s: %v in %s", want, err, text)
		}
	}
}

// Who missed a call is one step away from calling back, where somebody can be; a caller who asked for it is told of as that.
func TestMissed(t *testing.T) {
	composer := mail.NewComposer(catalogue(t))
	asked, missed, withheld := mail.Specimens("fr")["missed_call.asked_back"], mail.Specimen(anteroom.MissedCall, "fr"), mail.Specimen(anteroom.MissedCall, "fr")
	missed.Link = asked.Link
	for _, row := range []struct {
		n       anteroom.Notice
		subject string
		link    bool
	}{{asked, "À rappeler : Jean O'Neil", true}, {missed, "Appel manqué : Jean O'Neil", true}, {withheld, "Appel manqué : Jean O'Neil", false}} {
		subject, text, html, err := composer.Compose(row.n)
		subject = strings.ReplaceAll(subject, "\u00a0", " ")
		if err != nil || !strings.HasPrefix(subject, row.subject) || strings.Contains(text, asked.Link) != row.link || strings.Contains(html, asked.Link) != row.link || strings.Contains(html, "Rappeler") != row.link {
			t.Errorf("%s, %v: %s", subject, err, text)
		}
	}
}

func TestLength(t *testing.T) {
	composer := mail.NewComposer(catalogue(t))
	for length, want := range map[time.Duration]string{time.Second: "Length: 1 second\n", 59 * time.Second: "Length: 59 seconds\n",
		59700 * time.Millisecond: "Length: 1 min 00 s\n", 3 * time.Minute: "Length: 3 min 00 s\n"} {
		n := mail.Specimen(anteroom.VoiceMessage, "en")
		n.Length = length
		if _, text, _, err := composer.Compose(n); err != nil || !strings.Contains(text, want) {
			t.Errorf("%s: %v in %s", want, err, text)
		}
	}
}

// R34: the old and the new address are told different things.
func TestEmailChanged(t *testing.T) {
	composer := mail.NewComposer(catalogue(t))
	for to, want := range map[string]string{"elise@boreal.example": "You can no longer sign in with elise@boreal.example", "gagnon@boreal.example": "sign in with gagnon@boreal.example"} {
		n := mail.Specimen(anteroom.EmailChanged, "en")
		n.ToEmail = to
		if _, text, _, err := composer.Compose(n); err != nil || !strings.Contains(text, want) {
			t.Errorf("%s: %v in %s", to, err, text)
		}
	}
}

// What has no text, or would mislead, is not composed.
func TestNotComposed(t *testing.T) {
	composer := mail.NewComposer(catalogue(t))
	wrong := map[string]anteroom.Notice{"no kind": mail.Specimen("", "en"), "unheard of": mail.Specimen("unheard_of", "en")}
	for _, link := range []string{"", "javascript:alert(1)", "portal/reset", "data:text/html,x", "http://"} {
		n := mail.Specimen(anteroom.PasswordReset, "en")
		n.Link = link
		wrong["link "+link] = n
	}
	n := mail.Specimen(anteroom.VoiceMessage, "en")
	n.Call = nil
	wrong["no call"] = n
	for fact, n := range wrong {
		if subject, _, _, err := composer.Compose(n); err == nil || anteroom.KindOf(err) != anteroom.Internal {
			t.Errorf("%s: %q, %v", fact, subject, err)
		}
	}
}

// A language that is not built in reads as the closest one.
func TestOtherLanguage(t *testing.T) {
	composer := mail.NewComposer(catalogue(t))
	n := mail.Specimen(anteroom.TestMessage, "fr-CA")
	n.ToName = ""
	_, text, html, err := composer.Compose(n)
	if err != nil || !strings.HasPrefix(text, "Bonjour,\n") || !strings.Contains(html, `<html lang="fr">`) {
		t.Errorf("%v: %s", err, text)
	}
}

// Whatever a caller and people are called: one line of sane length in the subject, no markup of theirs in the HTML, the
// same words in text and HTML.
func FuzzCompose(f *testing.F) {
	composer := mail.NewComposer(catalogue(f))
	f.Add("+15145550199", "Jean", "Élise", "Emma", "Boréal")
	f.Add("<b>", "\"><img src=x>", "</title><script>", "{name}", "\r\n.\r\n")
	f.Add("\x00", "\u202e\u200b", "{{.}}", strings.Repeat("a\n", 300), "&lt;&amp;")
	f.Fuzz(func(t *testing.T, number, caller, to, sender, company string) {
		n := mail.Specimen(anteroom.VoiceMessage, "fr")
		n.Call.Caller, n.Call.CallerName, n.ToName, n.Sender.Name, n.Company = number, caller, to, sender, company
		subject, text, html, err := composer.Compose(n)
		if err != nil {
			t.Fatal(err)
		}
		if strings.ContainsAny(subject, "\r\n\x00") || utf8.RuneCountInString(subject) > 200 || !utf8.ValidString(subject+text+html) {
			t.Errorf("subject %q", subject)
		}
		if lines := strings.Count(text, "\n"); lines > 20 || strings.Contains(text, "\r") {
			t.Errorf("%d lines: %q", lines, text)
		}
		if strings.Join(strings.Fields(text), " ") != shown(html) {
			t.Errorf("text and HTML differ: %s", cmp.Diff(strings.Join(strings.Fields(text), " "), shown(html)))
		}
		plain := mail.Specimen(anteroom.VoiceMessage, "fr")
		_, _, usual, err := composer.Compose(plain)
		if err != nil {
			t.Fatal(err)
		}
		if got, want := strings.Count(html, "<"), strings.Count(usual, "<"); got > want {
			t.Errorf("%d tags where %d are usual: %s", got, want, html)
		}
	})
}
