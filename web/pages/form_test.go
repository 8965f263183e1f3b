package pages

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"
	"testing"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/locale"
	"anteroom.dev/anteroom/office"
	"github.com/google/go-cmp/cmp"
)

func english(t *testing.T) Shell {
	t.Helper()
	c, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	return Shell{P: c.In("en")}
}

// Every field that the history may hold is told in words, or is an id that means nothing to a person.
func TestKnownFields(t *testing.T) {
	s := english(t)
	// when a thing was made stands at its entry; that a secret was set is told by its own entry
	silent := map[string]bool{"made": true, "pin_set": true, "password_set": true, "id": true, "company": true, "var": true, "kind": true, "pbx": true, "level": true, "user": true, "provider": true}
	told := map[string]bool{}
	for _, k := range knownFields() {
		told[k.noun+"."+k.field] = true
		if label := "field." + k.noun + "." + k.field; !s.P.Has(label) {
			t.Error(label, "is missing")
		}
	}
	for noun, value := range map[string]any{"company": anteroom.Company{}, "account": anteroom.Account{}, "user": anteroom.User{}, "number": anteroom.Number{}, "phone": anteroom.Phone{},
		"mail_access": anteroom.CompanyMail{}, "mail_connection": anteroom.UserMail{}} {
		_, fields, err := anteroom.Diff(nil, value)
		if err != nil {
			t.Fatal(err)
		}
		for name := range fields {
			if !silent[name] && !told[noun+"."+name] {
				t.Errorf("%s.%s is not told", noun, name)
			}
		}
	}
}

// What a control holds is what it was given, for each of them.
func TestControls(t *testing.T) {
	var c office.SubmitProfile
	for _, name := range FormOrder() {
		SetValue(&c, name, "value of "+name)
	}
	for _, name := range FormOrder() {
		if got := ValueOf(c, name); got != "value of "+name {
			t.Errorf("%s: %q", name, got)
		}
	}
	SetValue(&c, "company", "another's")
	if c.Company != "" || ValueOf(c, "company") != "" {
		t.Error("the company is no control")
	}
}

func TestLines(t *testing.T) {
	s := english(t)
	of := func(v string) map[string]json.RawMessage {
		var m map[string]json.RawMessage
		if err := json.Unmarshal([]byte(v), &m); err != nil {
			t.Fatal(err)
		}
		return m
	}
	got := s.Lines([]anteroom.Item{
		{Noun: "account", Before: of(`{"password_changed":"2026-01-01T00:00:00Z"}`), After: of(`{"password_changed":"2026-01-02T00:00:00Z"}`)},
		{Noun: "company", Before: of(`{"languages.second":"","keys":5,"country":"CA"}`), After: of(`{"languages.second":"en","keys":6,"country":"FR"}`)},
		{Noun: "user", After: of(`{"first":"Jean","last":"","operator":false,"id":"x"}`)},
		{Noun: "trunk", Before: of(`{"transport":"udp","encrypted":false,"authority":"","prefixes":[]}`), After: of(`{"transport":"tls","encrypted":true,"authority":"-----BEGIN","prefixes":["+33","+32"]}`)},
		{Noun: "status", Before: of(`{"status":""}`), After: of(`{"status":"meeting"}`)},
		{Noun: "call_rule", Before: of(`{"place":1}`), After: of(`{"place":0}`)},
		{Noun: "menu", Before: of(`{"prompts":[]}`), After: of(`{"prompts":[{"language":"fr","text":"Oui; non"},{"language":"en","text":"Yes"}]}`)},
		{Noun: "call", Before: of(`{"caller":"15145550199"}`), After: of(`{"caller":"201"}`)},
		{Noun: "call_rule", Before: of(`{"numbers":["+14185550100","+1514*"]}`), After: of(`{"numbers":[]}`)},
		{Noun: "secret_noun", After: of(`{"name":"x"}`)},
	})
	const next = "from the next call"
	want := []Line{
		{Label: "Status", Before: "Available", After: "In a meeting", When: next},
		{Label: "Place", Before: "2", After: "1", When: next},
		{Label: "Their numbers", Before: "+1 418 555 0100 and +1514*", After: "none", When: next},
		{Label: "What callers hear", Before: "none", After: "French: Oui; non; English: Yes", When: next},
		{Label: "Transport", Before: "UDP", After: "TLS, and encrypted sound where the trunk takes it", When: next},
		{Label: "Encrypted sound only", Before: "No", After: "Yes", When: next},
		{Label: "Certificate authority", Before: "changed", After: "changed", When: next, Secret: true},
		{Label: "Numbers that it takes", Before: "none", After: "+33 and +32", When: next},
		{Label: "Second Language", Before: "none", After: "English", When: "from the next call"},
		{Label: "Country", Before: "Canada", After: "France", When: "as soon as you submit"},
		{Label: "Password", Before: "changed", After: "changed", When: "at the next sign-in", Secret: true},
		{Label: "Subscription keys", Before: "5", After: "6", When: "as soon as you submit"},
		{Label: "First name", Before: "none", After: "Jean", Made: true},
		{Label: "Caller", Before: "+1 514 555 0199", After: "201"},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// A value that a person typed stands in an element of its own, escaped; marks in it do no harm.
func TestSay(t *testing.T) {
	s := english(t)
	for _, row := range []struct {
		text anteroom.Text
		want string
	}{
		{anteroom.T("conflict.theirs", "value", "<b>&"), "Take theirs: <bdi>&lt;b&gt;&amp;</bdi>"},
		{anteroom.T("conflict.theirs", "value", "\x027\x03"), "Take theirs: <bdi>\x027\x03</bdi>"},
		{anteroom.T("error.undo.newer", "fields", []string{"A", "B"}), "This change can&#39;t be undone, because a newer one changed the same thing: <bdi>A</bdi> and <bdi>B</bdi>."},
	} {
		var b bytes.Buffer
		if err := Say(s.P, row.text).Render(context.Background(), &b); err != nil {
			t.Fatal(err)
		}
		if b.String() != row.want {
			t.Errorf("got %q, want %q", b.String(), row.want)
		}
	}
}

// The way of a call in words; what a newer program may write is told as it is.
func TestPath(t *testing.T) {
	v := Calls{Shell: english(t)}
	got := v.path(anteroom.Call{Path: []string{"greeting", "language:fr", "ring:201", "voicemail:06h0gb0h952c9s50mxp7", "hum"}})
	if want := "Greeting → Goes on in French → Extension 201 rings → Voicemail → hum"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if strings.Contains(v.caller(anteroom.Call{Caller: "anonymous"}), "anonymous") {
		t.Error("withheld")
	}
}

// What the office can unmake is offered to be undone, and nothing else.
func TestUndoable(t *testing.T) {
	for noun, want := range map[string]bool{"trunk": true, "menu": true, "user": true, "var": false, "company": false, "call": false, "bill": false} {
		made := anteroom.Change{Items: []anteroom.Item{{Noun: noun, ID: "x", After: map[string]json.RawMessage{"name": json.RawMessage(`"x"`)}}}}
		if Undoable(made) != want {
			t.Errorf("%s: %v", noun, !want)
		}
	}
}
