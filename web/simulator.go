package web

import (
	"errors"
	"net/http"
	"strings"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/web/pages"
)

// simulator shows the call that would be if somebody called now: what is pressed, what is heard, where it ends.
func (v *visit) simulator() error {
	place, s, err := v.inCompany("simulator.title", "simulator")
	if err != nil {
		return err
	}
	numbers, err := v.Office.Numbers(v.r.Context(), v.who, s.Company, anteroom.Find{Most: listShown, Where: map[string]string{}})
	if err != nil {
		return err
	}
	q := v.r.URL.Query()
	page := pages.Simulator{Shell: s, Number: q.Get("number"), Trial: anteroom.Trial{Keys: strings.Map(visible, q.Get("keys")), Answered: q.Get("answered") == "yes", Said: strings.TrimSpace(q.Get("said")),
		At: q.Get("at"), Caller: strings.TrimSpace(q.Get("caller")), Language: anteroom.Language(q.Get("language"))}}
	if page.Speech, err = v.Office.Speech(v.r.Context()); err != nil {
		return err
	}
	page.Spoken = spokenOptions(s, place.Company.Languages)
	for _, n := range numbers.Rows {
		page.Numbers = append(page.Numbers, pages.Option{Value: string(n.ID), Text: n.ID.String()})
	}
	if !q.Has("number") {
		return v.show(http.StatusOK, pages.SimulatorPage(page))
	}
	page.Steps, err = v.Office.Simulate(v.r.Context(), v.who, s.Company, anteroom.NumberID(page.Number), page.Trial)
	if e, ok := errors.AsType[*anteroom.Error](err); ok && e.Kind == anteroom.Invalid {
		page.Wrong, page.Problems = true, pages.Problems(e, []string{"number", "at", "caller", "language", "keys", "said"}, "simulator.")
		return v.show(http.StatusUnprocessableEntity, pages.SimulatorPage(page))
	}
	if err != nil {
		return err
	}
	page.Heard = make([][]pages.Heard, len(page.Steps))
	for i, step := range page.Steps {
		for _, p := range step.Prompts {
			page.Heard[i] = append(page.Heard[i], inWords(s, v.Catalogue.Said, p))
		}
	}
	return v.show(http.StatusOK, pages.SimulatorPage(page))
}

// visible leaves the spaces out that people put between keys.
func visible(r rune) rune {
	if r == ' ' || r == '\u00a0' {
		return -1
	}
	return r
}

// spokenOptions are the languages that a caller can have chosen last time.
func spokenOptions(s pages.Shell, spoken anteroom.Languages) []pages.Option {
	list := []pages.Option{{Text: s.T("simulator.language.none")}}
	for _, l := range spoken.List() {
		list = append(list, pages.Option{Value: string(l), Text: s.P.LanguageName(l)})
	}
	return list
}
