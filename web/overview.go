package web

import (
	"net/http"
	"slices"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/web/pages"
)

// overview tells how a company stands, and what is left of setting it up.
func (v *visit) overview() error {
	data, s, err := v.about("overview.title", "overview")
	if err != nil {
		return err
	}
	there := func(page string) bool { return slices.Contains(v.signedIn, "GET /c/{company}"+page) }
	return v.show(http.StatusOK, pages.SheetPage(overviewSheet(s, data, there)))
}

// overviewSheet leads from each open task to the page where it is done, where there is such a page for the reader.
func overviewSheet(s pages.Shell, data office.Profile, there func(page string) bool) pages.Sheet {
	open := data.Open()
	status := pages.Part{Title: s.T("overview.status")}
	for _, t := range open {
		line := pages.FactLine{Label: s.T("task." + t.Name), Hint: s.T("task."+t.Name+".about", "count", t.Count)}
		ours := !t.Provider || s.Level != anteroom.LevelCompany
		switch {
		case ours && there(t.Page):
			line.Value = pages.Linked(s.At(t.Page), s.T("overview.do"))
		case ours:
			line.Value = pages.Words(s.T("overview.open"))
		default:
			line.Value = s.MailTo(data.Support.SupportEmail)
			line.Hint += " " + s.T("overview.ask", "name", data.Support.Name)
		}
		status.Facts = append(status.Facts, line)
	}
	if len(open) == 0 {
		status.Facts = []pages.FactLine{{Label: s.T("overview.tasks"), Value: pages.Pill("good", "yes", s.T("overview.done"))}}
	}
	c := data.Company
	spoken := []string{s.P.LanguageName(c.First)}
	if c.Second != "" {
		spoken = append(spoken, s.P.LanguageName(c.Second))
	}
	facts := pages.Part{Title: s.T("overview.company"), Facts: []pages.FactLine{
		{Label: s.T("overview.users"), Value: amount(s, data.Users)}, {Label: s.T("overview.keys"), Value: amount(s, c.Keys-data.KeysUsed)},
		{Label: s.T("profile.numbers"), Value: amount(s, len(data.Numbers))}, {Label: s.T("overview.languages"), Value: pages.Words(s.P.List(spoken))}},
		Actions: []pages.Link{{Path: s.At("/profile"), Text: s.T("profile.title")}}}
	return pages.Sheet{Shell: s, Intro: s.T("overview.intro", "count", len(open)), Parts: []pages.Part{status, facts}}
}

// systemOverview tells what the system holds in all.
func (v *visit) systemOverview() error {
	_, s, err := v.inSystem("system.title", "system_overview")
	if err != nil {
		return err
	}
	sum, err := v.Office.Overview(v.r.Context(), v.who)
	if err != nil {
		return err
	}
	above, err := v.Office.SystemSupport(v.r.Context(), v.who)
	if err != nil {
		return err
	}
	page := systemSheet(s, sum)
	page.Parts = append(page.Parts, systemSupport(s, above))
	return v.show(http.StatusOK, pages.SheetPage(page))
}

func systemSheet(s pages.Shell, sum office.Sum) pages.Sheet {
	var spoken []string
	for _, l := range sum.Languages {
		spoken = append(spoken, s.P.LanguageName(l))
	}
	return pages.Sheet{Shell: s, Intro: s.T("system.intro"), Parts: []pages.Part{
		{Title: s.T("vars.title"), Facts: []pages.FactLine{{Label: s.T("vars.title"), Value: amount(s, sum.VARs)}},
			Actions: []pages.Link{{Path: "/system/vars", Text: s.T("system.vars.see")}, {Path: "/system/vars/add", Text: s.T("vars.add")}}},
		{Title: s.T("companies.title"), Facts: []pages.FactLine{{Label: s.T("var.companies"), Value: amount(s, sum.Companies)}, {Label: s.T("var.suspended"), Value: amount(s, sum.Suspended)}},
			Actions: []pages.Link{{Path: "/companies", Text: s.T("var.companies.see")}}},
		{Title: s.T("system.made_of"), Facts: []pages.FactLine{{Label: s.T("field.system.languages"), Value: pages.Words(s.P.List(spoken))},
			{Label: s.T("phone_systems.title"), Value: amount(s, len(sum.PhoneSystems))}}, Actions: []pages.Link{{Path: "/system/languages", Text: s.T("system.languages.title")}}},
	}}
}
