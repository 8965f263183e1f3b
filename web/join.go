package web

import (
	"net/http"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/web/pages"
)

// join is where people sign up to a public service: who they are, and what they choose of what is offered. The link of
// the mail proves the address.
func (v *visit) join() error {
	j, err := v.Office.Joining(v.r.Context(), v.companyID())
	if err != nil {
		return err
	}
	v.keepLanguage()
	v.wearOf(j.Company.ID)
	page := joinForm(v.shell("join.title", ""), j)
	page.Action = v.r.URL.Path
	if v.r.Method != http.MethodPost {
		return v.show(http.StatusOK, pages.TaskPage(page))
	}
	f := &form{Values: v.r.PostForm}
	for _, control := range page.Controls() {
		typed(control, f)
	}
	s := office.SignUp{Company: j.Company.ID, First: f.text("first"), Last: f.text("last"), Email: f.text("email"), Language: anteroom.Language(f.text("language"))}
	for _, p := range f.Values["packages"] {
		s.Packages = append(s.Packages, anteroom.PackageID(p))
	}
	err = v.Office.SignUp(v.r.Context(), s, v.source())
	if e, ok := told(err); ok {
		page.Wrong, page.Problems = true, page.Wrongs(e)
		code, _ := v.failure(err)
		return v.show(code, pages.TaskPage(page))
	}
	if err != nil {
		return err
	}
	return v.redirect("/join/" + string(j.Company.ID) + "/sent")
}

// joined says that a message is under way; whether the address was known is not told.
func (v *visit) joined() error {
	j, err := v.Office.Joining(v.r.Context(), v.companyID())
	if err != nil {
		return err
	}
	v.wearOf(j.Company.ID)
	s := v.shell("join.sent.title", "")
	s.CompanyIs = j.Company.Name
	return v.show(http.StatusOK, pages.SheetPage(pages.Sheet{Shell: s, Intro: s.T("join.sent", "company", j.Company.Name)}))
}

func joinForm(s pages.Shell, j office.Joining) pages.Task {
	s.CompanyIs = j.Company.Name
	var languages, packages []pages.Option
	for _, l := range j.Company.Languages.List() {
		languages = append(languages, pages.Option{Value: string(l), Text: s.P.OwnName(l), Lang: l})
	}
	var given []string
	for _, p := range j.Packages {
		text := s.T("join.package", "name", p.Package.Name, "rate", s.P.Money(p.Package.BaseRate, p.Package.Currency), "count", p.Package.Minutes,
			"minute", s.P.Money(p.Package.MinuteRate, p.Package.Currency))
		packages = append(packages, pages.Option{Value: string(p.Package.ID), Text: text})
		if p.Default {
			given = append(given, string(p.Package.ID))
		}
	}
	controls := []pages.Control{
		{Name: "first", Label: "field.user.first", Autocomplete: "given-name"},
		{Name: "last", Label: "field.user.last", Autocomplete: "family-name", Required: true},
		{Name: "email", Label: "join.email", Hint: "join.email.hint", Type: "email", Autocomplete: "email", Required: true},
		{Name: "language", Label: "join.language", Kind: pages.Choice, Options: languages, Value: string(j.Company.Choose(s.P.Language))}}
	if len(packages) > 0 {
		controls = append(controls, pages.Control{Name: "packages", Label: "join.packages", Hint: "join.packages.hint", Kind: pages.Ticks, Options: packages, Values: given})
	}
	return pages.Task{Shell: s, Intro: s.T("join.intro", "company", j.Company.Name), Button: "join.submit", Sections: []pages.Section{{Controls: controls}}}
}
