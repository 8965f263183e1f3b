package main

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"anteroom.dev/anteroom/api"
	"anteroom.dev/anteroom/locale"
	"anteroom.dev/anteroom/office/officetest"
	"anteroom.dev/anteroom/store/storetest"
)

// desk is a server that runs, and whoever gives it commands.
type desk struct {
	*officetest.House
	url string
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	for _, name := range []string{"ANTEROOM_URL", "ANTEROOM_TOKEN", "ANTEROOM_TOKEN_FILE", "LC_ALL", "LC_MESSAGES"} {
		t.Setenv(name, "")
	}
	t.Setenv("LANG", "C.UTF-8")
	h := officetest.Build(t, storetest.SQLite(t))
	handler, err := api.New(api.Config{Office: h.Office, Catalogue: h.Catalogue, Log: slog.New(slog.DiscardHandler), Version: "test"})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(http.StripPrefix("/api/v1", handler))
	t.Cleanup(server.Close)
	return &desk{h, server.URL + "/api/v1"}
}

// give gives a command of my company as its administrator; {…} stand for what the house has.
func (d *desk) give(t *testing.T, line string) (code int, out, errs string) {
	t.Helper()
	args := strings.Fields(strings.NewReplacer("{company}", string(d.Mine.ID), "{other}", string(d.Other.ID), "{token}", d.Mine.Administrator.Token,
		"{root}", d.System.Token, "{vendor}", d.Mine.Vendor.Token, "{var}", string(d.Mine.VAR), "{package}", string(d.Mine.Package), "{change}", string(d.Mine.Change)).Replace(line))
	var stdout, stderr bytes.Buffer
	code, known := runRemote(t.Context(), append(args, "--url", d.url), &stdout, &stderr)
	if !known {
		t.Errorf("%s is not known", args[0])
	}
	return code, stdout.String(), stderr.String()
}

// A change is shown, then made, in words; in the language of the terminal, else in that of the account.
func TestInWords(t *testing.T) {
	d := newDesk(t)
	code, out, errs := d.give(t, "set-languages --company {company} --first fr --second en --preview --answer-in en --token {token}")
	if code != 0 || errs != "" {
		t.Fatalf("%d %s", code, errs)
	}
	for _, want := range []string{"This would be changed. Nothing was done yet.\n", "  Second Language: (none) → en\n",
		"From the next call, callers to +1 418 555 0100 are greeted in French and offered English with key 2.\n", "Add --digest "} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is not in %s", want, out)
		}
	}
	_, digest, _ := strings.Cut(out, "--digest ")
	digest, _, _ = strings.Cut(digest, " ")
	if d.Company(t, d.Mine.ID).Second != "" {
		t.Error("the preview was carried out")
	}
	code, out, errs = d.give(t, "set-languages --company {company} --first fr --second en --token {token} --digest "+digest)
	if code != 0 || !strings.HasPrefix(out, "C’est fait.\n") || !strings.Contains(out, "Dans l’historique sous ") {
		t.Errorf("%d %s %s", code, out, errs)
	}
	if d.Company(t, d.Mine.ID).Second != "en" {
		t.Error("it was not carried out")
	}
	t.Setenv("LC_ALL", "en_CA.UTF-8")
	if code, out, _ := d.give(t, "set-languages --company {company} --first fr --second en --token {token}"); code != 0 || out != "Nothing differs: everything is as asked already.\n" {
		t.Errorf("%d %s", code, out)
	}
	if _, out, _ := d.give(t, "create-token --token {token}"); !strings.Contains(out, "\ntoken: ") {
		t.Errorf("what was made is not told: %s", out)
	}
	if _, out, _ := d.give(t, "undo --company {company} --change {change} --json --token {token}"); !strings.HasPrefix(out, "{\n  \"change\"") {
		t.Errorf("no JSON: %s", out)
	}
}

// What is refused says why, by flag, and is 1; what is given wrongly never reaches the server, and is 2.
func TestExitCodes(t *testing.T) {
	d := newDesk(t)
	for _, row := range []struct {
		line string
		code int
		want string
	}{
		{"set-languages --company {company} --first fr --second fr --answer-in en --token {token}", 1, "  --second: The second language must differ from the first."},
		{"set-languages --company {company} --first fr --second fr --answer-in fr --token {token}", 1, "  --second: "},
		{"set-languages --company {other} --first fr --token {token} --answer-in en", 1, "There is nothing here, or it is not yours to see."},
		{"set-languages --company {company} --first en --token {token} --answer-in en --version 1", 1, "  Assistant Name: Anteroom → Emma (Anteroom)\nAdd --version "},
		{"set-keys --company {company} --keys 9 --token {token} --answer-in en", 1, "This is managed by your service provider. Your attempt was refused and recorded."},
		{"set-keys --company {company} --keys 9999 --token {root} --answer-in en", 1, "  --keys: "},
		{"set-keys --company {company} --keys -1 --token {root} --answer-in en", 1, "  --keys: Enter 0 or more."},
		{"set-var-keys --var {var} --keys 9999 --token {token} --answer-in en", 1, "There is nothing here, or it is not yours to see."},
		{"set-offers --company {company} --offer forged --token {token} --answer-in en", 1, "  --offer: "},
		{"set-offers --company {company} --offer {package} --base-rate 0 --token {token}", 2, "There is no flag --base-rate."},
		{"offer-package --company {company} --package {package} --token {token} --answer-in en", 1, "This is managed by your service provider. Your attempt was refused and recorded."},
		{"edit-package --var {var} --package {package} --name Affaires --currency CAD --base-rate 0 --minutes 0 --minute-rate 0 --active true --token {token} --answer-in en", 1, "There is nothing here, or it is not yours to see."},
		{"edit-package --var {var} --package {package} --name Affaires --currency CAD --base-rate 0 --minutes 0 --minute-rate 0 --token {token} --answer-in en --active", 1, "There is nothing here, or it is not yours to see."},
		{"edit-package --var {var} --package {package} --name Affaires --currency CAD --base-rate 0 --minutes 0 --minute-rate 0 --token {token} --answer-in en --active --preview", 1, "There is nothing here, or it is not yours to see."},
		{"set-receptionist --company {company} --call-back=perhaps --token {token} --answer-in en", 2, "The value of --call-back can't be read."},
		{"create-package --var {var} --name Affaires --currency CAD --base-rate -1 --minutes 0 --minute-rate 0 --token {vendor} --answer-in en", 1, "  --base-rate: Enter 0 or more."},
		{"profile --company {company} --token wrong --answer-in en", 1, "Send a valid token"},
		{"set-languages --company {company} --token {token}", 2, "--first is missing."},
		{"set-languages --first fr --token {token}", 2, "--company is missing."},
		{"set-languages --company {company} --first fr", 2, "No token"},
		{"set-languages --company {company} --first fr --token {token} --answer-in fr extra", 2, "« extra »"},
		{"set-languages --company {company} --first fr --token {token} --version x", 2, "--version takes a number"},
		{"set-languages --company {company} --frist fr --token {token}", 2, "There is no flag --frist."},
		{"set-keys --company {company} --keys many --token {token}", 2, "The value of --keys can't be read."},
		{"calls --token {token}", 2, "--company is missing."},
		{"var-companies --token {token}", 2, "--var is missing."},
		{"vars --token {token} --answer-in en", 1, "There is nothing here, or it is not yours to see."},
		{"keys --company {other} --token {token} --answer-in en", 1, "There is nothing here, or it is not yours to see."},
		{"company-list --sort secret --token {root} --answer-in en", 1, "“secret” can't be taken for this parameter"},
		{"keys --company {company} --state x --token {token} --answer-in fr", 2, "L’option --state n’existe pas."},
		{"calls --company {company} --token-file /nowhere", 2, "/nowhere"},
	} {
		code, _, errs := d.give(t, row.line)
		if errs = strings.ReplaceAll(errs, "\u00a0", " "); code != row.code || !strings.Contains(errs, row.want) {
			t.Errorf("%s: %d %s", row.line, code, errs)
		}
	}
	var out, errs bytes.Buffer
	if code, _ := runRemote(t.Context(), []string{"companies", "--token", "x", "--url", "http://127.0.0.1:1"}, &out, &errs); code != 1 || !strings.Contains(errs.String(), "Anteroom does not answer at http://127.0.0.1:1") {
		t.Errorf("nobody there: %d %s", code, &errs)
	}
	errs.Reset()
	if code, _ := runRemote(t.Context(), []string{"create-token", "--token", "x", "--url", "http://127.0.0.1:1"}, &out, &errs); code != 1 || !strings.Contains(errs.String(), "Anteroom does not answer at http://127.0.0.1:1") {
		t.Errorf("nobody there: %d %s", code, &errs)
	}
}

// The queries print what the API answers; the token may be in a file; the history says by which way it came.
func TestQueries(t *testing.T) {
	d := newDesk(t)
	file := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(file, []byte(d.Mine.Administrator.Token+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("ANTEROOM_TOKEN_FILE", file)
	call := d.Call(t, d.Mine, time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC))
	d.give(t, "set-languages --company {company} --first en")
	for line, want := range map[string]string{
		"companies":                             `"name": "Boréal"`,
		"profile --company {company}":           `"first": "en"`,
		"calls --company {company}":             string(call.ID),
		"history --company {company} --limit 1": `"source": "cli"`,
	} {
		if code, out, errs := d.give(t, line); code != 0 || !strings.Contains(out, want) {
			t.Errorf("%s: %d %s %s", line, code, out, errs)
		}
	}
	if _, out, _ := d.give(t, "calls --company {company} --to 2026-11-22"); out != "[]\n" {
		t.Error(out)
	}
}

// What a name holds does not move the cursor.
func TestPrintable(t *testing.T) {
	if got := printable("a\x1b[31mb\u009bc\r\nd"); got != "a[31mbc\nd" {
		t.Errorf("%q", got)
	}
}

// What was changed is told in words, not in JSON: of a long list how many there are.
func TestValue(t *testing.T) {
	c, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	for raw, want := range map[string]string{``: "(none)", `null`: "(none)", `""`: "(none)", `[]`: "(none)", `true`: "yes", `false`: "no", `"a"`: "a", `12345678901234567`: "12345678901234567", `["fr","en"]`: "fr and en",
		`[{"language":"fr","text":"Bonjour","sound":""},{"language":"en","text":"Hello"}]`: "fr Bonjour and en Hello", `{"host":"a","port":993}`: "a 993", `[` + strings.Repeat(`{"n":1},`, 1299) + `{"n":1}]`: "1,300 entries", `"\u001b[31m"`: "[31m"} {
		if got := value(c.In("en"), json.RawMessage(raw)); got != want {
			t.Errorf("%.60s: %q, want %q", raw, got, want)
		}
	}
}

func TestTongue(t *testing.T) {
	for _, row := range []struct{ all, lang, want string }{{"", "fr_CA.UTF-8", "fr-CA"}, {"en_US", "fr_FR", "en-US"}, {"C", "fr_FR", ""}, {"", "POSIX", ""}, {"", "", ""}, {"", "de_DE@euro", "de-DE"}} {
		if got := tongue(func(name string) string { return map[string]string{"LC_ALL": row.all, "LANG": row.lang}[name] }); got != row.want {
			t.Errorf("%+v: %q", row, got)
		}
	}
}

// Every query of the API is asked by its name, with a flag for each of its parameters, and answers as it came.
func TestQueriesByName(t *testing.T) {
	d := newDesk(t)
	for line, want := range map[string]string{
		"keys --company {company} --limit 1 --token {token}":         `"what": "used"`,
		"var-keys --var {var} --token {root}":                        `"total": 50`,
		"vars --q NORD --sort -free --token {root}":                  `"name": "Nordik"`,
		"var-companies --var {var} --state active --token {root}":    `"name": "Boréal"`,
		"company-list --sort -name --token {root}":                   `"var_name": "Sudtel"`,
		"var-companies --var {var} --state suspended --token {root}": "[]",
		"phone-systems --token {root}":                               `"kind": "builtin"`,
		"me --token {token}":                                         `"level": "company"`,
	} {
		code, out, errs := d.give(t, line)
		if code != 0 || errs != "" || !strings.Contains(out, want) {
			t.Errorf("%s: %d %s %s", line, code, out, errs)
		}
	}
}

// A person reads a list as a table, and a thing line by line; what an answer holds does not move the cursor.
func TestAnswersInWords(t *testing.T) {
	for _, row := range []struct{ language, answer, want string }{
		{"en", `[]`, "(nothing)\n"},
		{"en", `["fr","en"]`, "fr\nen\n"},
		{"en", `[{"id":"a","active":true},{"id":"b","active":false}]`, "ID  ACTIVE\na   yes\nb   no\n"},
		{"fr", `{"active":true,"left":{"seen":false}}`, "active     oui\nleft.seen  non\n"},
		{"fr", `true`, "oui\n"},
		{"en", `[{"id":"a","name":"Zoé\u001b[31m","keys":{"used":2,"total":0},"none":null,"users":[{"id":"1"},{"id":"2"}]},{"id":"bcd","name":"","keys":{"used":10,"total":0}}]`,
			"keys.total: 0\nID   NAME     KEYS.USED  USERS\na    Zoé[31m  2          (2)\nbcd           10\n"},
		{"en", `{"name":"Boréal","languages":{"first":"fr"},"packages":[{"name":"Plus"}],"numbers":[]}`, "name             Boréal\nlanguages.first  fr\nnumbers          (none)\n\npackages\n  NAME\n  Plus\n"},
	} {
		p, err := printer([]string{"--answer-in", row.language}, os.Getenv)
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		if err := tellAnswer(&out, p, []byte(row.answer)); err != nil || out.String() != row.want {
			t.Errorf("%v\n%s\nwant\n%s", err, &out, row.want)
		}
	}
}
