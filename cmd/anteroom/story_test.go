package main

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/fake"
	"anteroom.dev/anteroom/locale"
	"anteroom.dev/anteroom/speech"
	"golang.org/x/net/html"
)

// startDemo serves the demo within the test, on free ports.
func startDemo(t *testing.T) ready {
	t.Helper()
	return startDemoIn(t, t.TempDir())
}

// startDemoIn does so with its data in a folder.
func startDemoIn(t *testing.T, dir string) ready {
	t.Helper()
	file := filepath.Join(dir, "ready.json")
	ctx, cancel := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() {
		served <- demoCmd{HTTP: "127.0.0.1:0", SIP: "127.0.0.1:0", Mail: "127.0.0.1:0", Data: filepath.Join(dir, "data"), Ready: file, Quiet: true}.Run(ctx)
	}()
	t.Cleanup(func() {
		cancel()
		if err := <-served; err != nil {
			t.Error(err)
		}
	})
	var r ready
	for deadline := time.Now().Add(30 * time.Second); ; {
		if raw, err := os.ReadFile(file); err == nil {
			if err := json.Unmarshal(raw, &r); err != nil {
				t.Fatal(err)
			}
			return r
		}
		select {
		case err := <-served:
			t.Fatalf("the demo ended: %v", err)
		case <-time.After(10 * time.Millisecond):
		}
		if time.Now().After(deadline) {
			t.Fatal("the demo does not serve")
		}
	}
}

// browser reads and submits pages as a person without script does.
type browser struct {
	t    *testing.T
	base string
	http *http.Client
	page *html.Node
	text string
	at   string
}

func newBrowser(t *testing.T, base string) *browser {
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &browser{t: t, base: base, http: &http.Client{Jar: jar, Timeout: 20 * time.Second}}
}

func (b *browser) took(r *http.Response, err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
	defer r.Body.Close()
	raw, err := io.ReadAll(r.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	if r.StatusCode != http.StatusOK {
		b.t.Fatalf("%s: %s", r.Request.URL, r.Status)
	}
	if b.page, err = html.Parse(strings.NewReader(string(raw))); err != nil {
		b.t.Fatal(err)
	}
	b.text, b.at = strings.Join(strings.Fields(textOf(b.page)), " "), r.Request.URL.String()
}

func (b *browser) open(path string) { b.t.Helper(); b.took(b.http.Get(b.base + path)) }

// submit sends the form of that id, or the first one that posts to the address, with some fields changed.
func (b *browser) submit(action string, change url.Values) {
	b.t.Helper()
	form := find(b.page, func(n *html.Node) bool {
		return n.Data == "form" && attr(n, "method") == "post" && strings.HasSuffix(attr(n, "action"), action)
	})
	if form == nil {
		b.t.Fatalf("%s has no form for %s", b.at, action)
	}
	values := fields(form)
	for k, v := range change {
		values[k] = v
	}
	b.took(b.http.PostForm(b.base+attr(form, "action"), values))
}

func find(n *html.Node, wanted func(*html.Node) bool) *html.Node {
	for d := range n.Descendants() {
		if d.Type == html.ElementNode && wanted(d) {
			return d
		}
	}
	return nil
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, name string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name })
}

// fields are what a browser would send of a form, but for its buttons.
func fields(form *html.Node) url.Values {
	values := url.Values{}
	for n := range form.Descendants() {
		switch kind := attr(n, "type"); {
		case n.Data == "input" && (kind == "checkbox" || kind == "radio"):
			if has(n, "checked") && !has(n, "disabled") {
				values.Add(attr(n, "name"), attr(n, "value"))
			}
		case n.Data == "input" && kind != "submit":
			values.Add(attr(n, "name"), attr(n, "value"))
		case n.Data == "option" && has(n, "selected"):
			values.Add(attr(n.Parent, "name"), attr(n, "value"))
		}
	}
	return values
}

func textOf(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode && d.Parent.Data != "script" && d.Parent.Data != "style" {
			b.WriteString(d.Data)
		}
	}
	return b.String()
}

// The first story, end to end: change the language on the Company Profile, hear it on the next call (R9, R14 to R17, R37).
// A call that was already up stays French to its end; the message comes from the assistant that the page shows.
func TestFirstStory(t *testing.T) {
	r := startDemo(t)
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	catalogue, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	speaker := speech.New(catalogue, speech.Options{Engine: speech.Espeak(), CacheDir: t.TempDir()})
	hears := func(c *fake.Call, p anteroom.Prompt) {
		t.Helper()
		pcm, err := speaker.Say(ctx, p)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.Hear(ctx, pcm); err != nil {
			t.Fatalf("%s in %s was not heard: %v", p.ID, p.Language, err)
		}
	}
	phone, err := fake.NewPhone("15145550199")
	if err != nil {
		t.Fatal(err)
	}
	defer phone.Close()
	company := r.Accounts[0].Company
	early, err := phone.Dial(ctx, string(r.Numbers[0].Number), r.SIP)
	if err != nil {
		t.Fatal(err)
	}
	hears(early, anteroom.Prompt{ID: "greeting", Language: "fr", Name: company})
	recogniser := fake.NewRecogniser("Please call me back <before> noon.")
	defer recogniser.Close()
	if err := ask(ctx, r.as("system administrator"), http.MethodPost, "/set-recogniser", `{"address": "`+recogniser.URL+`", "key": "sk-1"}`, &struct{}{}); err != nil {
		t.Fatal(err)
	}

	b := newBrowser(t, r.Portal)
	b.open("/sign-in")
	b.submit("/sign-in", url.Values{"email": {r.Accounts[0].Email}, "password": {r.Accounts[0].Password}})
	profile := "/c/" + string(r.Accounts[0].CompanyID) + "/profile"
	b.open(profile)
	b.submit("/profile", url.Values{"bilingual": {"on"}})
	if want := catalogue.In("fr").T("effect.callers.two_languages", "count", 1, "numbers", []string{"+1 418 555 0100"}, "first", anteroom.Language("fr"),
		"second", anteroom.Language("en"), "key", "2"); !strings.Contains(b.text, want) {
		t.Fatalf("the page does not say %q: %s", want, b.text)
	}
	b.submit("/profile", nil)

	late, err := phone.Dial(ctx, string(r.Numbers[0].Number), r.SIP)
	if err != nil {
		t.Fatal(err)
	}
	hears(late, anteroom.Prompt{ID: "greeting", Language: "fr", Name: company})
	hears(late, anteroom.Prompt{ID: "language_offer", Language: "en", Digits: "2"})
	late.Key("2")
	hears(late, anteroom.Prompt{ID: "menu", Language: "en"})
	late.Key("202")
	hears(late, anteroom.Prompt{ID: "voicemail", Language: "en", Name: "Élise Gagnon"})
	if err := late.Say(ctx, append(make([]int16, 4800), loud(3*time.Second)...)); err != nil { // after the tone
		t.Fatal(err)
	}
	late.Key("#")
	hears(late, anteroom.Prompt{ID: "message_sent", Language: "en"})
	if err := late.Ended(ctx); err != nil {
		t.Fatal(err)
	}

	early.Key("203")
	hears(early, anteroom.Prompt{ID: "voicemail", Language: "fr", Name: "Émile Roy"})
	early.Hangup()

	checkMail(ctx, t, r)
	if asked, wrong := recogniser.Asked(); len(asked) != 1 || len(wrong) > 0 || asked[0].Language != "en" || asked[0].Key != "sk-1" || len(asked[0].PCM) < 20_000 {
		t.Errorf("the recogniser was asked %d times; wrong: %v", len(asked), wrong)
	}
	checkLines(ctx, t, r)
}

// loud is something that is clearly no silence.
func loud(d time.Duration) []int16 {
	pcm := make([]int16, int(d.Seconds()*8000))
	for i := range pcm {
		pcm[i] = int16(9000 * (i/23%2*2 - 1))
	}
	return pcm
}

// checkMail waits for the message of the story: from the assistant, with the recording and its words.
func checkMail(ctx context.Context, t *testing.T, r ready) {
	m := r.mail(ctx, t, func(m fake.Message) bool { return slices.Contains(m.To, "elise@boreal.example") })
	if m.From != "Emma <emma@boreal.example>" || len(m.Attachments) != 1 || m.Attachments[0].Type != "audio/wav" || m.Attachments[0].Size < 40_000 {
		t.Errorf("got %s, %+v", m.From, m.Attachments)
	}
	if !strings.Contains(m.Text, "Please call me back <before> noon.") || !strings.Contains(m.HTML, "Please call me back &lt;before&gt; noon.") {
		t.Errorf("the words do not stand in the mail: %s", m.Text)
	}
}

// mail waits for a message that fits.
func (r ready) mail(ctx context.Context, t *testing.T, fits func(fake.Message) bool) fake.Message {
	t.Helper()
	for {
		answer, err := http.Get(r.Mail + "/messages.json")
		if err != nil {
			t.Fatal(err)
		}
		var list []fake.Message
		err = json.NewDecoder(answer.Body).Decode(&list)
		_ = answer.Body.Close()
		if err != nil {
			t.Fatal(err)
		}
		if at := slices.IndexFunc(list, fits); at >= 0 {
			return list[at]
		}
		select {
		case <-ctx.Done():
			t.Fatal("the message did not come")
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// checkLines reads the call log: what each caller heard, in which language, and how it ended.
func checkLines(ctx context.Context, t *testing.T, r ready) {
	type line struct {
		Languages      []string
		Language       string
		Keys           string
		Path           []string
		Result, Reason string
		Prompts        []struct{ ID, Language string }
	}
	var lines []line
	for deadline := time.Now().Add(20 * time.Second); ; {
		if err := ask(ctx, r, http.MethodGet, "/companies/"+string(r.Accounts[0].CompanyID)+"/calls", "", &lines); err != nil {
			t.Fatal(err)
		}
		if len(lines) == 2 && lines[0].Result != "" && lines[1].Result != "" {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("got %+v", lines)
		}
		<-time.After(20 * time.Millisecond)
	}
	late, early := lines[0], lines[1]
	if late.Language != "en" || late.Result != "message" || late.Reason != "message_left" || late.Keys != "2202#" || !slices.Equal(late.Languages, []string{"fr", "en"}) {
		t.Errorf("got %+v", late)
	}
	for _, p := range late.Prompts[1:] {
		if p.Language != "en" {
			t.Errorf("%s was in %s", p.ID, p.Language)
		}
	}
	if early.Language != "fr" || early.Result != "abandoned" || !slices.Equal(early.Languages, []string{"fr"}) {
		t.Errorf("got %+v", early)
	}
}
