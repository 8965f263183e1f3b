package web

import (
	"net/http"
	"slices"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/web/pages"
)

// addCompany makes a company of a VAR with the account of its administrator, whose one-time link is then shown once.
func (v *visit) addCompany() error {
	place, s, err := v.inVAR("companies.add", "companies")
	if err != nil {
		return err
	}
	systems, err := v.Office.PhoneSystems(v.r.Context(), v.who)
	if err != nil {
		return err
	}
	spoken, err := v.Office.Languages(v.r.Context())
	if err != nil {
		return err
	}
	return v.task(task{
		page: addCompanyForm(s, v.countries[s.P.Language], spoken, systems, place.Version),
		command: func(f *form) office.Command {
			return office.CreateCompany{VAR: place.VAR.ID, Kind: anteroom.CompanyKind(f.text("kind")), Name: f.text("name"), Country: f.text("country"),
				First: anteroom.Language(f.text("first")), Second: anteroom.Language(f.text("second")), Keys: f.number("keys"), PBX: anteroom.SystemID(f.text("pbx")),
				AdministratorName: f.text("administrator_name"), AdministratorLanguage: anteroom.Language(f.text("administrator_language")),
				Email: f.text("email"), Phone: f.text("phone"), AssistantName: f.text("assistant_name"), AssistantEmail: f.text("assistant_email")}
		},
		shown: func(out office.Outcome) error {
			return v.show(http.StatusOK, pages.SheetPage(foundSheet(s, out.Made["company"], v.r.PostFormValue("name"), v.r.PostFormValue("email"), v.Office.Link("/reset/"+out.Made["set_up"]))))
		},
	})
}

func addCompanyForm(s pages.Shell, countries []pages.Option, spoken []anteroom.Language, systems []anteroom.PhoneSystem, version int64) pages.Task {
	var languages []pages.Option
	for _, l := range spoken {
		languages = append(languages, pages.Option{Value: string(l), Text: s.P.LanguageName(l)})
	}
	first := string(s.P.Language) // of who makes the company, where the system speaks it
	if !slices.Contains(spoken, s.P.Language) && len(spoken) > 0 {
		first = string(spoken[0])
	}
	company := []pages.Control{
		{Name: "name", Label: "field.company.name", Hint: "profile.name.hint", Required: true},
		{Name: "kind", Label: "companies.kind", Kind: pages.Radios, Value: string(anteroom.Private), Options: []pages.Option{
			{Value: string(anteroom.Private), Text: s.T("kind.private")}, {Value: string(anteroom.PublicService), Text: s.T("kind.public_service")}}},
		{Name: "country", Label: "field.company.country", Kind: pages.Choice, Options: append([]pages.Option{{Text: s.T("companies.add.choose")}}, countries...), Required: true},
		{Name: "first", Label: "field.company.languages.first", Hint: "profile.first.hint", Kind: pages.Choice, Options: languages, Value: first, Required: true}}
	if len(spoken) > 1 {
		company = append(company, pages.Control{Name: "second", Label: "field.company.languages.second", Hint: "profile.second.hint", Kind: pages.Choice,
			Options: append([]pages.Option{{Text: s.T("companies.add.one_language")}}, languages...)})
	}
	company = append(company, pages.Control{Name: "keys", Label: "field.company.keys", Hint: "companies.add.keys.hint", Type: "number", Value: "0"},
		pages.Control{Name: "pbx", Label: "profile.pbx", Kind: pages.Choice, Options: systemOptions(s, systems)})
	return pages.Task{Shell: s, Above: pages.Link{Path: s.AtVAR("/companies"), Text: s.T("companies.title")}, Intro: s.T("companies.add.intro"), Button: "companies.add", Version: version,
		Sections: []pages.Section{{Title: s.T("profile.general"), Controls: company},
			{Title: s.T("profile.administrator"), About: s.T("profile.administrator.about"), Controls: []pages.Control{
				{Name: "administrator_name", Label: "field.account.name", Required: true},
				{Name: "administrator_language", Label: "field.account.language", Kind: pages.Choice, Options: languages, Value: first, Required: true},
				{Name: "email", Label: "field.account.email", Hint: "profile.email.hint", Type: "email", Required: true},
				{Name: "phone", Label: "field.account.phone", Type: "tel"}}},
			{Title: s.T("profile.assistant"), About: s.T("profile.assistant.about"), Controls: []pages.Control{
				{Name: "assistant_name", Label: "field.company.assistant.name", Hint: "profile.assistant_name.hint", Required: true},
				{Name: "assistant_email", Label: "field.company.assistant.email", Hint: "profile.assistant_email.hint", Type: "email", Required: true}}}}}
}

// foundSheet tells of a company that was made, with the one-time link of its administrator.
func foundSheet(s pages.Shell, id, name, email, link string) pages.Sheet {
	s.Title = "companies.made"
	return pages.Sheet{Shell: s, Above: pages.Link{Path: s.AtVAR("/companies"), Text: s.T("companies.title")}, Intro: s.T("companies.made.intro", "name", name, "email", email),
		Parts: []pages.Part{{Facts: []pages.FactLine{{Label: s.T("companies.made.link"), Hint: s.T("companies.made.link.hint"), Value: pages.Linked(link, link)}},
			Actions: []pages.Link{{Path: "/c/" + id + "/manage", Text: s.T("companies.made.open")}}}}}
}
