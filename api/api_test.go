package api_test

import (
	"fmt"
	"log/slog"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/api"
	"anteroom.dev/anteroom/locale"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/office/officetest"
	"anteroom.dev/anteroom/store/storetest"
	"github.com/google/go-cmp/cmp"
)

func began() time.Time { return time.Date(2026, 11, 23, 9, 0, 0, 123000, time.UTC) }

type profile struct {
	Version       int64
	Name, Country string
	Languages     struct{ First, Second string }
	System        []string `json:"system_languages"`
	Administrator struct {
		Name, Email, Language string
		PasswordChanged       *time.Time `json:"password_changed"`
	}
	Assistant struct{ Name, Email string }
	Packages  []any
	Numbers   []struct{ Number string }
	Users     int
	Keys      int
	KeysUsed  int `json:"keys_used"`
	Support   struct{ Name string }
}

type outcome struct {
	Change  string
	Version int64
	Items   []anteroom.Item
	Effects []struct {
		Text, Key string
		Reach     bool
	}
	Digest string
	Made   map[string]string
}

// The story of the page, over the API: see, ask what would happen, do it, see it in the history, take it back.
func TestStory(t *testing.T) {
	r := start(t)
	seen := r.get(t, "profile")
	p := read[profile](t, seen)
	if p.Languages.First != "fr" || p.Languages.Second != "" || p.Assistant.Name != "Emma" || p.Administrator.Email != "chantal@boreal.example" ||
		p.Administrator.PasswordChanged == nil || p.Users != 2 || p.KeysUsed != 2 || p.Keys != 5 || len(p.Numbers) != 1 || p.Support.Name != "Nordik" || p.Packages == nil {
		t.Errorf("%+v", p)
	}
	body := `{"first": "fr", "second": "en"}`
	shown := read[outcome](t, r.post(t, "set-languages?preview=true", body, "Accept-Language", "en"))
	if want := "From the next call, callers to +1 418 555 0100 are greeted in French and offered English with key 2."; shown.Change != "" || shown.Effects[0].Text != want || !shown.Effects[0].Reach {
		t.Errorf("%+v", shown)
	}
	done := read[outcome](t, r.post(t, "set-languages?digest="+shown.Digest, body, "If-Match", seen.header.Get("ETag")))
	if done.Change == "" || done.Version != p.Version+1 || string(done.Items[0].After["languages.second"]) != `"en"` {
		t.Errorf("%+v", done)
	}
	if got := read[profile](t, r.get(t, "profile")); got.Languages.Second != "en" {
		t.Errorf("%+v", got.Languages)
	}
	newest := read[[]anteroom.Change](t, r.get(t, "history?limit=1"))[0]
	if newest.Command != "set-languages" || newest.Who != "Chantal Létourneau" || newest.Source != anteroom.API || string(newest.ID) != done.Change {
		t.Errorf("%+v", newest)
	}
	if got := r.post(t, "undo", inJSON(t, office.Undo{Change: newest.ID})); got.code != yes {
		t.Error(got.body)
	}
	if got := read[profile](t, r.get(t, "profile")); got.Languages.Second != "" {
		t.Errorf("%+v", got.Languages)
	}
	if got := r.get(t, "history/verify").body; got != `{"whole":true,"version":`+inJSON(t, done.Version+1)+"}\n" {
		t.Error(got)
	}
}

// R12, R14, R18 over the API: every language that must be refused is, each with its own message, in both languages.
func TestLanguagesRefused(t *testing.T) {
	r := start(t)
	messages := map[string]string{}
	check := func(fact, want string, give func(language string) answer) {
		t.Helper()
		for _, language := range []string{"en", "fr"} {
			got := give(language)
			if s := got.refused(t); s != want {
				t.Errorf("%s: got %s, want %s", fact, s, want)
				continue
			}
			detail := read[problem](t, got).Errors[0].Detail
			if other := messages[detail]; other != "" || strings.Contains(detail, "⟦") || strings.Contains(detail, "{") {
				t.Errorf("%s, %s: %q, which is also what is said of: %s", fact, language, detail, other)
			}
			messages[detail] = fact
		}
	}
	mine := func(body string) func(string) answer {
		return func(language string) answer { return r.post(t, "set-languages", body, "Accept-Language", language) }
	}
	system := func(body string) func(string) answer {
		return func(language string) answer {
			return r.ask(t, http.MethodPost, "/set-system-languages", r.System.Token, body, "Accept-Language", language)
		}
	}
	check("forged", "Unprocessable Entity first:error.language.unknown", mine(`{"first": "<script>"}`))
	check("unknown", "Unprocessable Entity second:error.language.unknown", mine(`{"first": "fr", "second": "de"}`))
	check("equal", "Unprocessable Entity second:error.language.equal", mine(`{"first": "fr", "second": "fr"}`))
	check("none", "Unprocessable Entity first:error.language.none", mine(`{"first": ""}`))
	check("missing", "Unprocessable Entity first:error.field.missing", mine(`{"second": "en"}`))
	check("dropped while used", "Unprocessable Entity languages:error.language.used", system(`{"languages": ["fr"]}`))
	check("incomplete", "Unprocessable Entity languages:error.language.incomplete", system(`{"languages": ["fr", "en", "de"]}`))
	r.Do(t, officetest.Program(), office.SetLanguages{Company: r.Other.ID, First: "fr"})
	check("dropped while somebody reads it", "Unprocessable Entity languages:error.language.chosen", system(`{"languages": ["fr"]}`))
	one := over(t, officetest.BuildFrench(t, storetest.SQLite(t)))
	mine = func(body string) func(string) answer {
		return func(language string) answer { return one.post(t, "set-languages", body, "Accept-Language", language) }
	}
	check("second where the system has one", "Unprocessable Entity second:error.language.only_one", mine(`{"first": "fr", "second": "en"}`))
}

// Whatever is sent instead of the right body is refused, named, and changes nothing.
func TestBodies(t *testing.T) {
	r := start(t)
	const wrong = "Unprocessable Entity "
	for _, row := range []struct{ command, body, want string }{
		{"set-languages", ``, wrong + "first:error.field.missing"},
		{"set-languages", `{}`, wrong + "first:error.field.missing"},
		{"set-languages", ` {"first": null} `, wrong + "first:error.field.missing"},
		{"set-languages", `{"First": "fr"}`, wrong + "first:error.field.missing First:error.field.unknown"},
		{"set-languages", `{"first": "fr", "first": "en"}`, wrong + "first:error.field.twice"},
		{"set-languages", `{"first": "fr", "third": 1, "company": "x", "third": 2}`, wrong + "third:error.field.unknown company:error.field.unknown"},
		{"set-languages", `{"first": 1, "second": ["en"]}`, wrong + "first:error.field.string second:error.field.string"},
		{"set-languages", `{"first": {"first": "fr"}}`, wrong + "first:error.field.string"},
		{"set-keys", `{}`, wrong + "keys:error.field.missing"},
		{"set-keys", `{"keys": "9"}`, wrong + "keys:error.field.integer"},
		{"set-keys", `{"keys": 1.5}`, wrong + "keys:error.field.integer"},
		{"set-keys", `{"keys": 99999999999999999999}`, wrong + "keys:error.field.integer"},
		{"set-keys", `{"keys": -1}`, wrong + "keys:error.negative"},
		{"set-offers", `{"offer": ["forged"], "default": []}`, wrong + "offer:error.package.unknown"},
		{"set-offers", `{"offer": [], "default": [], "base_rate": 0, "keys": 9}`, wrong + "base_rate:error.field.unknown keys:error.field.unknown"},
		{"create-user", `{"first": "A", "last": "B", "email": "c@d.example", "operator": "yes"}`, wrong + "operator:error.field.boolean"},
		{"change-password", `{"current": "a", "new": "b", "hash": "c"}`, wrong + "hash:error.field.unknown"},
		{"set-languages", `[]`, "Bad Request error.json"},
		{"set-languages", `null`, "Bad Request error.json"},
		{"set-languages", `"fr"`, "Bad Request error.json"},
		{"set-languages", `{"first": "fr"`, "Bad Request error.json"},
		{"set-languages", `{"first": "fr"} {}`, "Bad Request error.json"},
		{"set-languages", `{"first": "fr"} trailing`, "Bad Request error.json"},
		{"set-languages", `{"first": fr}`, "Bad Request error.json"},
		{"set-languages", `first=fr`, "Bad Request error.json"},
		{"set-languages", "{\"first\": \"\xff\"}", "Bad Request error.json"},
		{"set-languages", `{"first": ` + strings.Repeat("[", 20_000) + strings.Repeat("]", 20_000) + `}`, "Bad Request error.json"},
		{"set-languages", `{"first": "` + strings.Repeat("f", 65<<10) + `"}`, "Request Entity Too Large error.large"},
	} {
		path := "/companies/" + string(r.Mine.ID) + "/" + row.command
		before := r.state(t)
		got := r.ask(t, http.MethodPost, path, r.System.Token, row.body)
		if s := got.refused(t); s != row.want {
			t.Errorf("%s %.60s: got %s, want %s", row.command, row.body, s, row.want)
		}
		for _, ours := range []string{"json:", "office.", "anteroom.", "goroutine", "reflect", "⟦", "api."} {
			if strings.Contains(read[problem](t, got).Detail, ours) {
				t.Errorf("%.60s: shows %q: %s", row.body, ours, got.body)
			}
		}
		if diff := cmp.Diff(before, r.state(t)); diff != "" {
			t.Errorf("%.60s: %s", row.body, diff)
		}
	}
	for kind, want := range map[string]string{"text/plain": "Unsupported Media Type error.media", "application/x-www-form-urlencoded": "Unsupported Media Type error.media",
		";": "Unsupported Media Type error.media", "application/json; charset=utf-8": "OK", "Application/JSON": "OK"} {
		if got := r.post(t, "set-languages?preview=1", `{"first": "en"}`, "Content-Type", kind).refused(t); got != want {
			t.Errorf("%s: got %s, want %s", kind, got, want)
		}
	}
}

// A preview that is asked for wrongly must not become a change, nor a precondition that can't be read be dropped.
func TestParameters(t *testing.T) {
	r := start(t)
	before := r.state(t)
	for query, want := range map[string]string{
		"?previw=true": "previw", "?preview=yes": "preview", "?preview=": "preview", "?preview=true&preview=false": "preview", "?preview=true;x": "",
		"?preview=%zz": "", "?version=0": "version", "?version=-1": "version", "?version=x": "version", "?PREVIEW=true": "PREVIEW",
	} {
		got := r.post(t, "set-languages"+query, `{"first": "en"}`)
		p := read[problem](t, got)
		field := ""
		if len(p.Errors) > 0 {
			field = p.Errors[0].Field
		}
		if got.code != http.StatusBadRequest || field != want {
			t.Errorf("%s: %d, %q: %s", query, got.code, field, got.body)
		}
	}
	for _, match := range []string{`W/"1"`, `"x"`, `"1", "2"`, `"`, `""`} {
		if got := r.post(t, "set-languages", `{"first": "en"}`, "If-Match", match); got.refused(t) != "Bad Request If-Match:error.parameter" {
			t.Errorf("%s: %d %s", match, got.code, got.body)
		}
	}
	for _, query := range []string{"history?limit=0", "history?limit=501", "history?limit=x", "history?before=1", "history?after=x", "history?from=x", "history?to=2026-13-01", "calls?before=1", "calls?befor=1", "history?preview=true"} {
		if got := r.get(t, query); got.code != http.StatusBadRequest {
			t.Errorf("%s: %d", query, got.code)
		}
	}
	if diff := cmp.Diff(before, r.state(t)); diff != "" {
		t.Error(diff)
	}
}

// R8: what was changed meanwhile is told with both values, and who did it.
func TestStale(t *testing.T) {
	r := start(t)
	etag := r.get(t, "profile").header.Get("ETag")
	r.Do(t, officetest.Program(), office.SetGeneral{Company: r.Mine.ID, Name: "Autre", Country: "CA"})
	got := r.post(t, "set-assistant", `{"name": "Zoé", "email": "zoe@boreal.example"}`, "If-Match", etag)
	if s := got.refused(t); s != "Conflict error.stale" {
		t.Fatal(s)
	}
	f := read[problem](t, got).Stale.Fields[0]
	if f.Field != "name" || f.Before != "Boréal" || f.Now != "Autre" || f.Who != "Anteroom" {
		t.Errorf("%+v", f)
	}
	if got := r.post(t, "set-assistant?digest=0", `{"name": "Zoé", "email": "zoe@boreal.example"}`).refused(t); got != "Conflict error.digest" {
		t.Error(got)
	}
}

// Who sends no token, or a wrong one, is told how (RFC 6750 section 3), and nothing else.
func TestToken(t *testing.T) {
	r := start(t)
	for _, row := range []struct{ header, challenge string }{
		{"", `Bearer realm="anteroom"`}, {"Basic eDp5", `Bearer realm="anteroom"`}, {"Bearer", `Bearer realm="anteroom"`}, {"Bearer ", `Bearer realm="anteroom"`},
		{"Bearer wrong", `Bearer realm="anteroom", error="invalid_token"`}, {"bearer " + r.Mine.Administrator.Token, ""},
	} {
		got := r.ask(t, http.MethodGet, "/me", "", "", "Authorization", row.header)
		if (got.code == yes) != (row.challenge == "") || got.header.Get("WWW-Authenticate") != row.challenge {
			t.Errorf("%q: %d %s", row.header, got.code, got.header)
		}
		if row.challenge != "" && got.refused(t) != "Unauthorized error.token" {
			t.Errorf("%q: %s", row.header, got.body)
		}
	}
	if strings.Contains(r.log.String(), r.Mine.Administrator.Token) {
		t.Error("a token is in the log")
	}
}

// What there is not, and what may not be done with what there is.
func TestRoutes(t *testing.T) {
	r := start(t)
	mine := "/companies/" + string(r.Mine.ID)
	for _, row := range []struct {
		method, path string
		want         int
		allow        string
	}{
		{"GET", "/nothing", 404, ""}, {"GET", "/", 404, ""}, {"GET", "/companies/", 404, ""}, {"POST", mine + "/no-command", 404, ""},
		{"GET", "//companies", 404, ""}, {"GET", mine + "/../../me", 404, ""}, {"POST", mine + "//set-languages", 404, ""},
		{"GET", mine + "/set-languages", 405, "POST, OPTIONS"}, {"DELETE", mine + "/profile", 405, "GET, HEAD, OPTIONS"}, {"PUT", "/me", 405, "GET, HEAD, OPTIONS"},
		{"OPTIONS", "/me", 204, "GET, HEAD, OPTIONS"}, {"OPTIONS", mine + "/undo", 204, "POST, OPTIONS"}, {"OPTIONS", "/nothing", 404, ""},
		{"HEAD", mine + "/profile", 200, ""}, {"GET", "/openapi.json", 200, ""}, {"GET", "/companies/%2e%2e%2fx/profile", 404, ""},
	} {
		got := r.ask(t, row.method, row.path, r.Mine.Administrator.Token, "")
		if got.code != row.want || got.header.Get("Allow") != row.allow {
			t.Errorf("%s %s: %d, allows %q", row.method, row.path, got.code, got.header.Get("Allow"))
		}
		if got.code >= 400 {
			got.refused(t)
		}
		for name, want := range map[string]string{"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Access-Control-Allow-Origin": ""} {
			if got.header.Get(name) != want {
				t.Errorf("%s %s: %s is %q", row.method, row.path, name, got.header.Get(name))
			}
		}
	}
}

// The answer is in the language asked for where it is one of ours, else in that of the account.
func TestLanguageOfAnswer(t *testing.T) {
	r := start(t)
	for header, want := range map[string]string{"": "fr", "en": "en", "fr-CA, en;q=0.5": "fr", "de": "fr", "*": "fr", "garbage;;": "fr", "de, en;q=0.1": "en"} {
		if got := r.post(t, "set-languages", `{"first": "x"}`, "Accept-Language", header).header.Get("Content-Language"); got != want {
			t.Errorf("%q: got %s, want %s", header, got, want)
		}
	}
}

// A fault of ours shows a reference that is in the log, and nothing of its cause.
func TestPanic(t *testing.T) {
	catalogue, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	log := &notes{}
	r := &rig{url: serve(t, api.Config{Catalogue: catalogue, Log: slog.New(slog.NewTextHandler(log, nil))}), log: log} // no office: it will fall
	got := r.ask(t, http.MethodGet, "/me", "x", "")
	p := read[problem](t, got)
	if got.refused(t) != "Internal Server Error error.internal" || p.Reference == "" || !strings.Contains(log.String(), p.Reference) || !strings.Contains(p.Detail, p.Reference) {
		t.Errorf("%s\n%s", got.body, log)
	}
	for _, ours := range []string{"nil pointer", "goroutine", ".go:"} {
		if strings.Contains(got.body, ours) || !strings.Contains(log.String(), ours) {
			t.Errorf("%q belongs into the log only: %s", ours, got.body)
		}
	}
}

// The calls: newest first, in pages, with their sound.
func TestCalls(t *testing.T) {
	r := start(t)
	if got := r.get(t, "calls").body; got != "[]\n" {
		t.Error(got)
	}
	r.Do(t, officetest.Program(), office.SetLanguages{Company: r.Mine.ID, First: "fr", Second: "en"})
	old, newer := r.Call(t, r.Mine, began()), r.Call(t, r.Mine, began().Add(time.Hour))
	open := anteroom.Call{ID: "open", Company: r.Mine.ID, Number: r.Mine.Number, Caller: "anonymous", Began: began().Add(2 * time.Hour), Languages: anteroom.Languages{First: "fr"}, Language: "fr"}
	if err := r.Keep(t.Context(), []anteroom.Call{open}); err != nil {
		t.Fatal(err)
	}
	type line struct {
		ID, Number, Caller, Language, Keys, Result, Reason, Recording string
		Began                                                         time.Time
		Ended                                                         *time.Time
		InProgress                                                    bool `json:"in_progress"`
		Languages, Path                                               []string
		Prompts                                                       []struct{ ID, Language string }
	}
	first := r.get(t, "calls?limit=2")
	lines := read[[]line](t, first)
	if len(lines) != 2 || lines[0].ID != "open" || !lines[0].InProgress || lines[0].Ended != nil || lines[0].Prompts == nil || lines[0].Path == nil {
		t.Fatalf("%+v", lines)
	}
	want := line{ID: string(newer.ID), Number: "+14185550100", Caller: "+15145550199", Language: "fr", Keys: "201", Result: "message", Reason: "message_left",
		Recording: string(newer.Recording.ID), Began: newer.Began, Ended: &newer.Ended, Languages: []string{"fr", "en"}, Path: newer.Path}
	want.Prompts = []struct{ ID, Language string }{{"greeting", "fr"}, {"menu", "fr"}}
	if diff := cmp.Diff(want, lines[1]); diff != "" {
		t.Error(diff)
	}
	next, ok := strings.CutSuffix(strings.TrimPrefix(first.header.Get("Link"), "<"), `>; rel="next"`)
	if rest := read[[]line](t, r.get(t, "calls"+next)); !ok || len(rest) != 1 || rest[0].ID != string(old.ID) {
		t.Errorf("%s: %+v", next, rest)
	}
	if lines := read[[]line](t, r.get(t, "calls?result=message&q=514+555-0199&from="+newer.Began.UTC().Format(time.RFC3339))); len(lines) != 1 || lines[0].ID != string(newer.ID) {
		t.Errorf("found: %+v", lines)
	}
	if got := r.get(t, "calls?result=wonderful"); got.code != http.StatusBadRequest {
		t.Errorf("%+v", got)
	}
	if d := r.get(t, "calls/"+lines[1].ID); !strings.Contains(d.body, `"result":"message"`) || !strings.Contains(d.body, `"cost":[]`) || !strings.Contains(d.body, `"gate":null`) {
		t.Errorf("%+v", d)
	}
	if table := r.get(t, "calls/export?result=message"); strings.Count(table.body, "+15145550199") != 2 {
		t.Errorf("%+v", table)
	}
	sound := r.ask(t, http.MethodGet, "/companies/"+string(r.Mine.ID)+"/recordings/"+lines[1].Recording, r.Person(t, r.Mine, 0), "")
	if sound.header.Get("Content-Type") != "audio/wav" || sound.body != string(newer.Recording.WAV) ||
		sound.header.Get("Content-Disposition") != "attachment; filename="+lines[1].Recording+".wav" {
		t.Errorf("%v", sound)
	}
}

// The pages of the history are the whole history.
func TestHistoryPages(t *testing.T) {
	r := start(t)
	whole := read[[]anteroom.ChangeLine](t, r.get(t, "history"))
	var pages []anteroom.ChangeLine
	for path := "history?limit=2"; path != ""; {
		got := r.get(t, path)
		pages = append(pages, read[[]anteroom.ChangeLine](t, got)...)
		next, _, more := strings.Cut(strings.TrimPrefix(got.header.Get("Link"), "<"), ">")
		if path = ""; more {
			path = "history" + next
		}
	}
	if diff := cmp.Diff(whole, pages); diff != "" || len(whole) < 4 {
		t.Errorf("%d: %s", len(whole), diff)
	}
}

// The history tells the command line from other programs.
func TestSource(t *testing.T) {
	r := start(t)
	r.post(t, "set-languages", `{"first": "en"}`, "User-Agent", "anteroom-cli/1")
	if got := read[[]anteroom.Change](t, r.get(t, "history?limit=1"))[0].Source; got != anteroom.CLI {
		t.Error(got)
	}
}

// Whatever takes a file takes one of the size that the pages take; nothing else takes as much.
func TestFilesAreTaken(t *testing.T) {
	r := start(t)
	r.Furnish(t)
	large := strings.Repeat("A", 1<<20)
	taken := 0
	for _, row := range rows(r, r.Mine) {
		of := reflect.TypeOf(row.command)
		name, path := office.Name(row.command), address(row.command, r.Mine.ID)
		want := false
		body := `{"nothing":"` + large + `"}`
		for _, f := range reflect.VisibleFields(of) {
			if f.Type == reflect.TypeFor[[]byte]() {
				field, _, _ := strings.Cut(f.Tag.Get("json"), ",")
				want, body = true, fmt.Sprintf(`{%q:%q}`, field, large)
				taken++
			}
		}
		if got := r.ask(t, http.MethodPost, path+"?preview=true", r.System.Token, body); (got.code != http.StatusRequestEntityTooLarge) != want {
			t.Errorf("%s: %d %s", name, got.code, got.body)
		}
	}
	if taken < 8 {
		t.Errorf("%d commands take a file", taken)
	}
}
