package web

import (
	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/web/pages"
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
	user := anteroom.UserID(v.r.URL.Query().Get("user"))
	now := anteroom.SpendingCap{Company: s.Company, User: user}
	for _, c := range caps.Lines {
		if c.User == user {
			now = c.SpendingCap
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

func capForm(s pages.Shell, c anteroom.SpendingCap, ofUser bool, currency string, version int64) pages.Task {
	daily := pages.Control{Name: "daily", Label: "field.spending_cap.daily", Hint: "caps.daily.hint"}
	if c.Daily != nil {
		daily.Value = s.P.Amount(*c.Daily, currency)
	}
	page := pages.Task{Shell: s, Above: pages.Link{Path: s.At("/caps"), Text: s.T("caps.title")}, Intro: s.T("caps.set.intro", "currency", currency), Version: version}
	controls := []pages.Control{daily}
	if ofUser {
		controls = []pages.Control{{Name: "of", Kind: pages.Hidden, Value: "user"}, {Name: "user", Label: "caps.user", Hint: "caps.user.hint", Value: string(c.User), Required: true}, daily}
	}
	page.Sections = []pages.Section{{Controls: controls}}
	return page
}
