package web

import (
	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/web/pages"
	"cmp"
	"github.com/a-h/templ"
)

// caps is the list of the daily spending caps of a company and its users (SPEC 4).
func (v *visit) caps() error {
	_, s, err := v.inCompany("caps.title", "caps")
	if err != nil {
		return err
	}
	caps, err := v.Office.SpendingCaps(v.r.Context(), v.who, s.Company)
	if err != nil {
		return err
	}
	return v.list(capList(s, caps))
}

func capList(s pages.Shell, caps office.Caps) pages.List {
	add := pages.Link{Path: s.At("/caps/set?user="), Text: s.T("caps.user.add")}
	t := pages.Table{Caption: s.T("caps.title"), Path: s.At("/caps"), Columns: []pages.Column{{Label: s.T("caps.of")}, {Label: s.T("field.spending_cap.daily"), Amount: true}, {Label: s.T("caps.spent"), Amount: true}}}
	for _, c := range caps.Lines {
		name, path := s.T("caps.company"), s.At("/caps/set")
		if c.User != "" {
			name, path = c.Name, s.At("/caps/set?user="+string(c.User))
		}
		daily := s.T("caps.none")
		if c.Daily != nil {
			daily = s.P.Money(*c.Daily, caps.Currency)
		}
		t.Rows = append(t.Rows, pages.Row{ID: string(c.User), Cells: []templ.Component{pages.Linked(path, name), pages.Words(daily), pages.Words(s.P.Money((c.Spent+999)/1000, caps.Currency))}})
	}
	return pages.List{Shell: s, Intro: s.T("caps.intro"), Above: pages.Link{Path: s.At("/restrictions"), Text: s.T("restrictions.title")}, Actions: []pages.Link{add}, Table: t}
}

// setCap sets the cap of the company, or of the user whom the form names.
func (v *visit) setCap() error {
	place, s, err := v.inCompany("caps.set", "caps")
	if err != nil {
		return err
	}
	caps, err := v.Office.SpendingCaps(v.r.Context(), v.who, s.Company)
	if err != nil {
		return err
	}
	_, ofUser := v.r.URL.Query()["user"]
	user := anteroom.UserID(cmp.Or(v.r.URL.Query().Get("user"), v.r.PostFormValue("user")))
	now := office.CapState{SpendingCap: anteroom.SpendingCap{Company: s.Company, User: user}}
	for _, c := range caps.Lines {
		if c.User == user {
			now = c
		}
	}
	page := capForm(s, now, ofUser || v.r.PostFormValue("of") == "user", caps.Currency, place.Version)
	return v.task(task{page: page, done: func(office.Outcome) string { return s.At("/caps") }, command: func(f *form) office.Command {
		c := office.SetSpendingCap{Company: s.Company, User: anteroom.UserID(f.text("user"))}
		if f.text("of") == "user" && c.User == "" {
			f.wrong.Wrong("user", "error.user.unknown")
		}
		if f.text("daily") != "" {
			c.Daily = new(f.money(v.p, "daily", caps.Currency))
		}
		return c
	}})
}

// capForm asks for the cap of the company, of a user who has one, or of one who is named in it.
func capForm(s pages.Shell, c office.CapState, ofUser bool, currency string, version int64) pages.Task {
	daily := pages.Control{Name: "daily", Label: "field.spending_cap.daily", Hint: "caps.daily.hint"}
	if c.Daily != nil {
		daily.Value = s.P.Amount(*c.Daily, currency)
	}
	page := pages.Task{Shell: s, Above: pages.Link{Path: s.At("/caps"), Text: s.T("caps.title")}, Intro: s.T("caps.set.intro", "currency", currency), Version: version}
	whose := pages.Control{Name: "user", Label: "caps.user", Hint: "caps.user.hint", Value: string(c.User), Required: true}
	section := pages.Section{Title: s.T("caps.company")}
	if ofUser {
		if section.Title = c.Name; c.Name != "" {
			whose = pages.Control{Name: "user", Kind: pages.Hidden, Value: string(c.User)}
		}
		section.Controls = []pages.Control{{Name: "of", Kind: pages.Hidden, Value: "user"}, whose}
	}
	section.Controls = append(section.Controls, daily)
	page.Sections = []pages.Section{section}
	return page
}
