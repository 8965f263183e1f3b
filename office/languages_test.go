package office_test

import (
	"context"
	"testing"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/store"
	"anteroom.dev/anteroom/store/storetest"
)

// R18: a language that no company speaks, but that an account reads or a user chose, stays; the reason is told.
func TestLanguageChosen(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := build(t, s)
		drop := func(languages ...anteroom.Language) string {
			_, err := h.Do(context.Background(), program, office.SetSystemLanguages{Languages: languages}, office.Ask{})
			return wrong(err)
		}
		h.do(t, program, office.SetAdministrator{Company: h.company, Name: "Chantal", Email: "chantal@boreal.example", Language: "en"})
		if got := drop("fr"); got != "invalid languages:error.language.chosen" {
			t.Errorf("read by an account: %s", got)
		}
		h.do(t, program, office.SetAdministrator{Company: h.company, Name: "Chantal", Email: "chantal@boreal.example", Language: "fr"})
		h.do(t, program, office.SetLanguages{Company: h.company, First: "fr", Second: "es"})
		h.do(t, program, office.CreateUser{Company: h.company, Last: "Ruiz", Email: "ruiz@boreal.example", Language: "es"})
		h.do(t, program, office.SetLanguages{Company: h.company, First: "fr"})
		if got := drop("fr"); got != "invalid languages:error.language.chosen" {
			t.Errorf("a user's kept choice: %s", got)
		}
		if got := drop("fr", "es"); got != "<nil>" {
			t.Errorf("chosen by nobody: %s", got)
		}
	})
}
