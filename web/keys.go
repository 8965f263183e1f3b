package web

import (
	"strconv"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/web/pages"
)

// setKeys says how many subscription keys a company holds; only the provider can (R47).
func (v *visit) setKeys() error {
	place, s, err := v.inCompany("keys.set.title", "keys_of_company")
	if err != nil {
		return err
	}
	if err := v.who.May(anteroom.ManageCompany, anteroom.Target{VAR: place.VAR.ID, Company: place.Company.ID}); err != nil {
		return err
	}
	return v.task(task{
		page:    keysForm(s, place.Company.Keys, place.Version),
		command: func(f *form) office.Command { return office.SetKeys{Company: place.Company.ID, Keys: f.number("keys")} },
		done:    func(office.Outcome) string { return s.At("/keys") },
	})
}

func keysForm(s pages.Shell, keys int, version int64) pages.Task {
	return pages.Task{Shell: s, Above: pages.Link{Path: s.At("/keys"), Text: s.T("keys.title")}, Intro: s.T("keys.set.intro"), Version: version, Sections: []pages.Section{{Controls: []pages.Control{
		{Name: "keys", Label: "field.company.keys", Hint: "keys.set.hint", Type: "number", Value: strconv.Itoa(keys), Required: true}}}}}
}
