package web

import (
	"strconv"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/web/pages"
)

// actFor opens a company as its administrator: with a reason and for a time, both of which the company sees.
func (v *visit) actFor() error {
	place, s, err := v.managed("act.title", "manage")
	if err != nil {
		return err
	}
	return v.task(task{
		page: actForm(s, place.Version),
		command: func(f *form) office.Command {
			return office.ActFor{Company: place.Company.ID, Reason: f.text("reason"), Minutes: f.number("minutes")}
		},
		done: func(office.Outcome) string { return s.At("/profile") },
	})
}

func actForm(s pages.Shell, version int64) pages.Task {
	limit := pages.Control{Name: "minutes", Label: "act.minutes", Kind: pages.Choice, Value: "60", Required: true}
	for _, minutes := range []int{15, 60, 240, 480} {
		limit.Options = append(limit.Options, pages.Option{Value: strconv.Itoa(minutes), Text: s.T("act.minutes." + strconv.Itoa(minutes))})
	}
	return pages.Task{Shell: s, Above: pages.Link{Path: s.At("/manage"), Text: s.T("manage.title")}, Intro: s.T("act.intro"), Button: "act.title", Confirm: true, Version: version,
		Sections: []pages.Section{{Controls: []pages.Control{{Name: "reason", Label: "act.reason", Hint: "act.reason.hint", Required: true}, limit}}}}
}

// leaveCompany ends acting, and goes back to the company's page for its provider.
func (v *visit) leaveCompany() error {
	if !v.who.Acting.Is() {
		return anteroom.Fail(anteroom.Forbidden, "error.acting.none")
	}
	id := v.who.Company
	if _, err := v.Office.Do(v.r.Context(), v.who, office.LeaveCompany{Company: id}, office.Ask{}); err != nil {
		return err
	}
	return v.redirect("/c/" + string(id) + "/manage")
}
