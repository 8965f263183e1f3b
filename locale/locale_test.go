package locale

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"anteroom.dev/anteroom"
)

func catalogue(t *testing.T) *Catalogue {
	t.Helper()
	c, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// R18, R19: no language lacks what another has.
func TestComplete(t *testing.T) {
	c := catalogue(t)
	for _, w := range c.Check() {
		t.Error(w)
	}
	for _, l := range c.Languages() {
		if n := c.Lacking(l); n != 0 {
			t.Errorf("%s lacks %d texts", l, n)
		}
	}
	if all := len(c.Keys("fr")); c.Lacking("de") != all {
		t.Errorf("what is not built in lacks %d texts of %d", c.Lacking("de"), all)
	}
}

// What a voice is given to say is not what is written: nobody is to hear "zero nine zero zero".
func TestSpoken(t *testing.T) {
	c := catalogue(t)
	for _, row := range []struct{ moment, en, fr string }{
		{"2026-11-23 14:05", "Monday, November 23, at 2 oh 5 p.m.", "le lundi 23 novembre à 14 heures 5"},
		{"2026-11-01 09:00", "Sunday, November 1, at 9 a.m.", "le dimanche premier novembre à 9 heures"},
		{"2026-12-05 00:30", "Saturday, December 5, at 12 30 a.m.", "le samedi 5 décembre à minuit 30"},
		{"2026-12-05 21:21", "Saturday, December 5, at 9 21 p.m.", "le samedi 5 décembre à vingt et une heures vingt et une"},
		{"2026-12-05 12:01", "Saturday, December 5, at 12 oh 1 p.m.", "le samedi 5 décembre à midi une"},
	} {
		at := anteroom.Prompt{Moment: row.moment}.At()
		if en, fr := c.In("en").SpokenMoment(at), c.In("fr").SpokenMoment(at); en != row.en || fr != row.fr {
			t.Errorf("%s: %q, %q", row.moment, en, fr)
		}
	}
	for _, row := range []struct {
		prompt anteroom.Prompt
		want   string
	}{
		{anteroom.Prompt{ID: "when_today", Language: "fr", Moment: "2026-11-23 14:05"}, "Aujourd’hui à 14 h 05"},
		{anteroom.Prompt{ID: "when_earlier", Language: "en", Moment: "2026-11-23 14:05"}, "Nov 23, 2026, 2:05 p.m."},
		{anteroom.Prompt{ID: "when_today", Language: "fr", Name: "14 05"}, "Aujourd’hui à 14 05"}, // of a line that is older
	} {
		if got := c.Said(row.prompt); got != row.want {
			t.Errorf("%+v: %q", row.prompt, got)
		}
	}
}

func TestWritten(t *testing.T) {
	c := catalogue(t)
	at := time.Date(2026, 11, 22, 14, 5, 0, 0, time.UTC)
	for _, row := range []struct {
		language anteroom.Language
		value    any
		want     string
	}{
		{"en", at, "Nov 22, 2026, 2:05 p.m."},
		{"fr", at, "22 nov. 2026, 14 h 05"},
		{"en", 12345, "12,345"},
		{"fr", 12345, "12\u00a0345"},
		{"en", []string{"a", "b", "c"}, "a, b and c"},
		{"fr", []string{"a", "b"}, "a et b"},
		{"fr", anteroom.Language("en"), "anglais"},
		{"en", anteroom.Language("fr"), "French"},
		{"fr", 65 * time.Second, "1 min 05 s"},
	} {
		if got := c.In(row.language).value(row.value); got != row.want {
			t.Errorf("%s: %v: got %q, want %q", row.language, row.value, got, row.want)
		}
	}
}

func TestPlurals(t *testing.T) {
	c := catalogue(t)
	for _, row := range []struct {
		language anteroom.Language
		count    int
		plural   bool
	}{{"en", 1, false}, {"en", 0, true}, {"fr", 0, false}, {"fr", 1, false}, {"fr", 2, true}} {
		got := c.In(row.language).T("error.invalid", "count", row.count)
		if strings.Contains(got, strconv.Itoa(row.count)) != row.plural { // only the plural form says how many
			t.Errorf("%s %d: %q", row.language, row.count, got)
		}
	}
}

func TestMatch(t *testing.T) {
	c := catalogue(t)
	both := []anteroom.Language{"en", "fr"}
	for header, want := range map[string]anteroom.Language{
		"": "en", "fr-CA,fr;q=0.9,en;q=0.5": "fr", "de": "en", "garbage;;q=x": "en", "en-GB": "en",
	} {
		if got := c.Match(header, both); got != want {
			t.Errorf("%q: got %s, want %s", header, got, want)
		}
	}
}

// Parts of a sentence are joined as the language does it: in French a space that doesn't break stands before the semicolon.
func TestParts(t *testing.T) {
	for l, want := range map[anteroom.Language]string{"en": "a; b, c", "fr": "a\u00a0; b, c"} {
		if got := catalogue(t).In(l).Parts([]string{"a", "b, c"}); got != want {
			t.Errorf("%s: %q", l, got)
		}
	}
}

// In French no sign that a space stands before begins a line: that space doesn't break. What is spoken stays as it is written.
func TestTied(t *testing.T) {
	breaks := regexp.MustCompile(`« | [:;?!%»]`)
	for key, forms := range catalogue(t).languages["fr"].texts {
		for _, text := range forms {
			if !strings.HasPrefix(key, promptPrefix) && breaks.MatchString(text) {
				t.Errorf("%s: %s", key, text)
			}
		}
	}
}

// Of two texts with one key neither is lost without a word, in one file or in two.
func TestTwice(t *testing.T) {
	for fact, files := range map[string][]string{"one file": {`{"a": "1", "b": "2", "a": "3"}`}, "two files": {`{"a": "1"}`, `{"a": "1"}`}} {
		fsys := fstest.MapFS{}
		for i, text := range files {
			fsys[fmt.Sprintf("en/%d.json", i)] = &fstest.MapFile{Data: []byte(text)}
		}
		if _, err := load(fsys); err == nil || !strings.Contains(err.Error(), `"a" stands twice`) {
			t.Errorf("%s: %v", fact, err)
		}
	}
}
