package anteroom

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func texts(m map[string]json.RawMessage) map[string]string {
	if m == nil {
		return nil
	}
	out := map[string]string{}
	for k, v := range m {
		out[k] = string(v)
	}
	return out
}

func TestDiff(t *testing.T) {
	before := Company{ID: "c1", Name: "Boréal", Languages: Languages{First: "fr"}, Assistant: Assistant{Name: "Emma"}}
	after := before
	after.Second, after.Assistant.Name = "en", "Zoé"
	b, a, err := Diff(before, after)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[string]string{"languages.second": `""`, "assistant.name": `"Emma"`}, texts(b)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(map[string]string{"languages.second": `"en"`, "assistant.name": `"Zoé"`}, texts(a)); diff != "" {
		t.Error(diff)
	}
}

// Of any two companies, the fields that differ laid over the second give the first.
func TestOverlayUndoesDiff(t *testing.T) {
	company := rapid.Custom(func(t *rapid.T) Company {
		return Company{ID: "c1", Name: rapid.String().Draw(t, "name"), Country: rapid.String().Draw(t, "country"), Keys: rapid.Int().Draw(t, "keys"),
			Languages: Languages{Language(rapid.String().Draw(t, "first")), Language(rapid.String().Draw(t, "second"))},
			Assistant: Assistant{rapid.String().Draw(t, "assistant"), rapid.String().Draw(t, "email")}, PasswordSet: rapid.Bool().Draw(t, "set")}
	})
	rapid.Check(t, func(t *rapid.T) {
		before, after := company.Draw(t, "before"), company.Draw(t, "after")
		fields, _, err := Diff(before, after)
		if err != nil {
			t.Fatal(err)
		}
		if err := Overlay(&after, fields); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(before, after); diff != "" {
			t.Fatal(diff)
		}
	})
}

// The hash holds every part of an entry.
func TestSeal(t *testing.T) {
	c := Change{ID: "x", Scope: "c1", Seq: 3, At: time.UnixMicro(1e15), Who: "Émile", Command: "set-languages",
		Items: []Item{{Noun: "company", ID: "c1", Before: map[string]json.RawMessage{"name": json.RawMessage(`"a"`)}}}}
	if err := c.Seal("p"); err != nil || !c.Sealed() {
		t.Fatal(err)
	}
	for name, alter := range map[string]func(*Change){
		"scope": func(c *Change) { c.Scope = "c2" }, "number": func(c *Change) { c.Seq++ }, "time": func(c *Change) { c.At = c.At.Add(time.Microsecond) },
		"who": func(c *Change) { c.Who = "" }, "command": func(c *Change) { c.Command = "x" }, "items": func(c *Change) { c.Items = nil },
		"the one before": func(c *Change) { c.Prev = "q" }, "what it undoes": func(c *Change) { c.Undoes = "y" },
	} {
		altered := c
		alter(&altered)
		if altered.Sealed() {
			t.Errorf("%s can be changed unseen", name)
		}
	}
	c.UndoneBy = "z" // told when read, no part of the entry
	if !c.Sealed() {
		t.Error("UndoneBy breaks the seal")
	}
}
