package web

import (
	"bufio"
	"bytes"
	"context"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/locale"
	"anteroom.dev/anteroom/office"
)

func TestHeaders(t *testing.T) {
	w := newWorld(t)
	got := w.person(t).get(t, "/sign-in")
	for name, want := range map[string]string{
		"Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; media-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
		"X-Content-Type-Options":  "nosniff", "Cache-Control": "no-store", "Content-Language": "en", "Strict-Transport-Security": "",
	} {
		if got.header.Get(name) != want {
			t.Errorf("%s: %q", name, got.header.Get(name))
		}
	}
	if v := strings.Join(got.header.Values("Vary"), ", "); !strings.Contains(v, "Cookie") || !strings.Contains(v, "Accept-Language") {
		t.Errorf("Vary: %s", v)
	}
}

// The session's cookie, under HTTPS and without.
func TestCookie(t *testing.T) {
	w := newWorld(t)
	for secure, want := range map[bool]string{false: "anteroom=", true: "__Host-anteroom="} {
		h, err := New(Config{Office: w.Office, Catalogue: catalogue(t), Log: slog.New(slog.DiscardHandler), Secure: secure})
		if err != nil {
			t.Fatal(err)
		}
		r := httptest.NewRequest(http.MethodPost, "/sign-in", strings.NewReader(url.Values{"email": {email}, "password": {password}}.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		rec := httptest.NewRecorder()
		h.ServeHTTP(rec, r)
		cookie := rec.Header().Get("Set-Cookie")
		if !strings.HasPrefix(cookie, want) || !strings.Contains(cookie, "HttpOnly") || !strings.Contains(cookie, "SameSite=Lax") || strings.Contains(cookie, "Secure") != secure {
			t.Errorf("secure %v: %s", secure, cookie)
		}
		if secure != (rec.Header().Get("Strict-Transport-Security") != "") {
			t.Error("HSTS")
		}
	}
}

func catalogue(t *testing.T) *locale.Catalogue {
	t.Helper()
	c, err := loaded()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// What goes wrong has a page in the reader's language with a reference that is in the log.
func TestErrors(t *testing.T) {
	w := newWorld(t)
	var log bytes.Buffer
	h, err := New(Config{Office: w.Office, Catalogue: catalogue(t), Log: slog.New(slog.NewTextHandler(&log, nil))})
	if err != nil {
		t.Fatal(err)
	}
	broken, err := New(Config{Catalogue: catalogue(t), Log: slog.New(slog.NewTextHandler(&log, nil))}) // no office: whatever asks it panics
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct {
		name, method, path, origin, body string
		h                                http.Handler
		status                           int
		want                             string
	}{
		{"unknown", "GET", "/nowhere", "", "", h, 404, "Page introuvable"},
		{"unknown file", "GET", "/gallery", "", "", h, 404, "Page introuvable"},
		{"method", "DELETE", "/sign-in", "", "", h, 405, "Action impossible ici"},
		{"method with a page", "POST", "/companies", "", "", h, 405, "Action impossible ici"},
		{"other site", "POST", "/sign-in", "https://evil.example", "email=x", h, 403, "venait d’un autre site"},
		{"too large", "POST", "/sign-in", "", "email=" + strings.Repeat("x", bodyLimit), h, 413, "trop volumineux"},
		{"panic", "GET", "/companies", "", "", broken, 500, "de notre côté"},
	} {
		t.Run(row.name, func(t *testing.T) {
			r := httptest.NewRequest(row.method, row.path, strings.NewReader(row.body))
			r.Header.Set("Accept-Language", "fr-CA")
			r.AddCookie(&http.Cookie{Name: "anteroom", Value: "some token"})
			if row.body != "" {
				r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			}
			if row.origin != "" {
				r.Header.Set("Origin", row.origin)
			}
			rec := httptest.NewRecorder()
			row.h.ServeHTTP(rec, r)
			d := read(t, rec.Body.String())
			if rec.Code != row.status || !strings.Contains(d.text, row.want) || d.language != "fr" {
				t.Fatalf("%d %s: %s", rec.Code, d.language, d.text)
			}
			if row.status == 405 && !strings.Contains(rec.Header().Get("Allow"), "GET") {
				t.Error("Allow:", rec.Header().Get("Allow"))
			}
			if row.status == 405 {
				return
			}
			_, after, _ := strings.Cut(d.text, "Référence à citer : ")
			if reference, _, _ := strings.Cut(after, " "); len(reference) != 10 || !strings.Contains(log.String(), reference) {
				t.Errorf("reference %q is not in the log", reference)
			}
		})
	}
}

// One's own error is told once; a one-time link's secret is not in the log.
func TestNoSecretInLog(t *testing.T) {
	w := newWorld(t)
	var log bytes.Buffer
	h, err := New(Config{Office: w.Office, Catalogue: catalogue(t), Log: slog.New(slog.NewTextHandler(&log, nil))})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range []*http.Request{httptest.NewRequest("DELETE", "/reset/topsecret", nil), httptest.NewRequest("GET", "/reset/topsecret/x", nil)} {
		h.ServeHTTP(httptest.NewRecorder(), r)
	}
	if strings.Contains(log.String(), "topsecret") {
		t.Error(log.String())
	}
}

// Static files are named by their content, packed where that is taken, and never asked for again.
func TestStatic(t *testing.T) {
	p := testPortal(t)
	for _, path := range []string{p.static.assets.CSS, p.static.assets.JS, p.static.assets.Icon} {
		for _, encoding := range []string{"", "br, gzip", "gzip;q=0"} {
			r := httptest.NewRequest(http.MethodGet, path, nil)
			r.Header.Set("Accept-Encoding", encoding)
			rec := httptest.NewRecorder()
			p.ServeHTTP(rec, r)
			packed := rec.Header().Get("Content-Encoding") == "gzip"
			if rec.Code != 200 || packed != (encoding == "br, gzip") || !strings.Contains(rec.Header().Get("Cache-Control"), "immutable") {
				t.Errorf("%s %q: %d %v", path, encoding, rec.Code, rec.Header())
			}
		}
	}
	rec := httptest.NewRecorder()
	p.ServeHTTP(rec, httptest.NewRequest(http.MethodGet, "/static/portal.000000000000.css", nil))
	if rec.Code != 404 {
		t.Error(rec.Code)
	}
}

// An open page is told that another changed the company, in the reader's language; and at once where it is outdated already.
func TestEvents(t *testing.T) {
	w := newWorld(t)
	p := w.signedIn(t, email)
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	listen := func(version string) *bufio.Scanner {
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, w.server.URL+w.at("/profile/events?version="+version), nil)
		if err != nil {
			t.Fatal(err)
		}
		resp, err := (&http.Client{Jar: p.client.Jar}).Do(r)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = resp.Body.Close() })
		if got := resp.Header.Get("Content-Type"); got != "text/event-stream" {
			t.Fatal(got)
		}
		return bufio.NewScanner(resp.Body)
	}
	until := func(s *bufio.Scanner, want string) {
		t.Helper()
		for s.Scan() {
			if strings.Contains(s.Text(), want) {
				return
			}
		}
		t.Fatalf("no %q: %v", want, s.Err())
	}
	stream := listen(p.get(t, w.at("/profile")).values["version"])
	until(stream, ": open")
	w.change(t, office.SetAssistant{Company: w.company, Name: "Rose", Email: "emma@boreal.example"})
	until(stream, "Marc Tremblay changed this company meanwhile.")
	until(listen("1"), "Marc Tremblay changed this company meanwhile.")
	cancel()
}

// What Submit would do is told while somebody types, with the digest that is then stored without another step.
func TestPreview(t *testing.T) {
	w := newWorld(t)
	p := w.signedIn(t, email)
	opened := p.get(t, w.at("/profile"))
	part := p.post(t, w.at("/profile/preview"), opened.form("bilingual", "on"))
	part.has(t, "offered English with key 2")
	if part.h1 != 0 || part.values["digest"] == "" {
		t.Error(part.body)
	}
	p.post(t, w.at("/profile/preview"), opened.form("name", "")).has(t, "Something in the form is wrong or outdated")
	if got := p.post(t, w.at("/profile/preview"), opened.form()); got.text != "" {
		t.Error(got.text)
	}
	saved := p.post(t, w.at("/profile"), opened.form("bilingual", "on", "digest", part.values["digest"]))
	saved.is(t, 200, w.at("/profile?saved="))
	other := p.post(t, w.at("/profile"), saved.form("name", "X", "digest", part.values["digest"]))
	other.is(t, 409, w.at("/profile"))
	other.has(t, "is no longer what was shown", "Company name: Boréal → becomes X")
}

// A part of a page is never the page to sign in: what was typed is not lost.
func TestPartWithoutSession(t *testing.T) {
	w := newWorld(t)
	r, err := http.NewRequest(http.MethodPost, w.server.URL+w.at("/profile/preview"), nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("HX-Request", "true")
	w.person(t).send(t, r).has(t, "Your session has ended. Sign in beside this page")
}

// The message of what was saved is for who saved it, and is not made by an address.
func TestSavedIsTrue(t *testing.T) {
	w := newWorld(t)
	p := w.signedIn(t, email)
	p.post(t, w.at("/profile"), p.get(t, w.at("/profile")).form("phone", "+1 418 555 0142")).has(t, "Saved.")
	list, err := w.History(context.Background(), program, anteroom.Target{Company: w.company}, 0, 1)
	if err != nil {
		t.Fatal(err)
	}
	for _, who := range []*person{w.signedIn(t, vendor), p} {
		for _, id := range []string{string(list[0].ID), "made-up"} {
			got := who.get(t, w.at("/profile?saved="+id))
			if shown := strings.Contains(got.text, "Saved."); shown != (who == p && id != "made-up") {
				t.Errorf("%s: shown %v", id, shown)
			}
		}
	}
}

func TestAppearance(t *testing.T) {
	w := newWorld(t)
	p := w.signedIn(t, email)
	got := p.post(t, "/appearance", url.Values{"appearance": {"dark"}, "next": {w.at("/history?before=4")}})
	got.is(t, 200, w.at("/history?before=4"))
	if !strings.Contains(got.body, `data-appearance="dark"`) {
		t.Error("not dark")
	}
	got = p.post(t, "/appearance", url.Values{"appearance": {"\"><script>"}, "next": {"https://evil.example"}})
	got.is(t, 200, w.at("/profile"))
	if strings.Contains(got.body, "data-appearance") {
		t.Error("still dark")
	}
}

// Times are in the reader's zone, once the browser has told it.
func TestZone(t *testing.T) {
	at := time.Date(2026, 11, 22, 14, 5, 0, 0, time.UTC)
	for value, want := range map[string]string{"America%2FToronto": "09:05", "": "", "..%2F..%2Fetc%2Fpasswd": "", "Nowhere": "", "Local": "", "%zz": ""} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.AddCookie(&http.Cookie{Name: "zone", Value: value})
		got := ""
		if z := zone(r); z != nil {
			got = at.In(z).Format("15:04")
		}
		if got != want {
			t.Errorf("%q: %q, want %q", value, got, want)
		}
	}
}

func TestSource(t *testing.T) {
	for _, row := range []struct {
		proxied bool
		header  []string
		want    string
	}{
		{false, nil, "192.0.2.1"}, {false, []string{"203.0.113.9"}, "192.0.2.1"}, {true, nil, "192.0.2.1"},
		{true, []string{"203.0.113.9"}, "203.0.113.9"}, {true, []string{"1.1.1.1, 203.0.113.9"}, "203.0.113.9"}, {true, []string{"1.1.1.1", "203.0.113.9"}, "203.0.113.9"},
	} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.Header["X-Forwarded-For"] = row.header
		v := &visit{portal: &portal{Config: Config{Proxied: row.proxied}}, r: r}
		if got := v.source(); got != row.want {
			t.Errorf("%v: %s, want %s", row, got, row.want)
		}
	}
}

// The style sheet uses logical properties, and colours only through its tokens.
func TestStyleSheet(t *testing.T) {
	raw, err := os.ReadFile("static/portal.css")
	if err != nil {
		t.Fatal(err)
	}
	_, rules, ok := strings.Cut(string(raw), "@layer base {")
	if !ok {
		t.Fatal("no layer base")
	}
	rules, _, _ = strings.Cut(rules, "@media print")
	for what, pattern := range map[string]string{
		"physical property": `[;{\s](left|right|top|bottom|(min-|max-)?(width|height)|(margin|padding|border)-(left|right|top|bottom)[a-z-]*):`,
		"colour":            `#[0-9a-fA-F]{3,8}\b[^-#\w{:>.]`,
		"address":           `url\(|@import`,
	} {
		for _, m := range regexp.MustCompile(pattern).FindAllString(rules, -1) {
			if !strings.Contains(m, "#fff") && !strings.Contains(m, "#9db9ff") {
				t.Errorf("%s: %s", what, m)
			}
		}
	}
}

// Every text of the pages is used, and none that is used is missing.
func TestTexts(t *testing.T) {
	source := sources(t)
	c := catalogue(t)
	made := regexp.MustCompile(`^(user\.state|field|command|reason|result|path|role|source|kind|appearance|fail|nav|calls|related|password|sign_in\.done|profile\.(general|administrator|assistant|provisioning))\.`)
	for _, file := range []string{"page.json", "help.json"} {
		for _, key := range keysOf(t, filepath.Join("../locale/en", file)) {
			if !strings.Contains(source, `"`+key+`"`) && !made.MatchString(key) {
				t.Errorf("%s: nothing uses %s", file, key)
			}
		}
	}
	for _, c := range office.Commands() {
		if !catalogue(t).In("en").Has("command." + office.Name(c)) {
			t.Errorf("command.%s is missing", office.Name(c))
		}
	}
	for _, m := range regexp.MustCompile(`\bT\("([a-z_0-9.-]+)"`).FindAllStringSubmatch(source, -1) {
		if !c.In("en").Has(m[1]) && !strings.HasSuffix(m[1], ".") {
			t.Errorf("%s is missing", m[1])
		}
	}
}

func sources(t *testing.T) string {
	t.Helper()
	var all strings.Builder
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasSuffix(path, "_test.go") || !strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, ".templ") {
			return err
		}
		raw, err := os.ReadFile(path)
		all.Write(raw)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all.String()
}

func keysOf(t *testing.T, file string) []string {
	t.Helper()
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var keys []string
	for _, m := range regexp.MustCompile(`(?m)^  "([^"]+)":`).FindAllStringSubmatch(string(raw), -1) {
		keys = append(keys, m[1])
	}
	return keys
}
