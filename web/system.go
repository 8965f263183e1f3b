package web

import (
	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/locale"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/web/pages"
)

// systemLanguages says which languages companies may choose (R12, R18).
func (v *visit) systemLanguages() error {
	place, s, err := v.inSystem("system.languages.title", "languages")
	if err != nil {
		return err
	}
	chosen, err := v.Office.Languages(v.r.Context())
	if err != nil {
		return err
	}
	return v.task(task{
		page: languagesForm(s, v.Catalogue, chosen, place.Version),
		command: func(f *form) office.Command {
			var c office.SetSystemLanguages
			for _, l := range f.Values["languages"] {
				c.Languages = append(c.Languages, anteroom.Language(l))
			}
			return c
		},
		done: func(office.Outcome) string { return "/system/languages" },
	})
}

func languagesForm(s pages.Shell, c *locale.Catalogue, chosen []anteroom.Language, version int64) pages.Task {
	boxes := pages.Control{Name: "languages", Label: "field.system.languages", Hint: "system.languages.hint", Kind: pages.Ticks}
	for _, l := range c.Languages() {
		boxes.Options = append(boxes.Options, pages.Option{Value: string(l), Text: s.P.OwnName(l), Lang: l})
	}
	for _, l := range chosen {
		boxes.Values = append(boxes.Values, string(l))
	}
	return pages.Task{Shell: s, Intro: s.T("system.languages.intro"), Version: version, Sections: []pages.Section{{Controls: []pages.Control{boxes}}}}
}
