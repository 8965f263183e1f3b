package web

import (
	"net/http"
	"slices"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/locale"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/web/pages"
)

// setUp makes a new installation ready by its one-time link: its first administrator, its languages, its own VAR and the
// public service. There is no password but the one that is chosen here.
func (v *visit) setUp() error {
	v.keepLanguage()
	v.w.Header().Set("Referrer-Policy", "no-referrer") // the address is a secret
	token := v.r.PathValue("token")
	if err := v.Office.MaySetUp(v.r.Context(), token); err != nil {
		return v.setUpClosed(err)
	}
	s := v.shell("set_up.title", "")
	s.Name, s.Level = "", anteroom.Nobody // whoever may be signed in: nobody of this installation is
	page := setUpForm(s, v.Catalogue, v.countries[s.P.Language], v.r.URL.Path)
	if v.r.Method != http.MethodPost {
		return v.show(http.StatusOK, pages.TaskPage(page))
	}
	f := &form{Values: v.r.PostForm}
	c := setUpOf(f)
	for _, control := range page.Controls() {
		typed(control, f)
	}
	session, made, err := "", map[string]string(nil), f.wrong.Err()
	if err == nil {
		session, made, err = v.Office.SetUp(v.r.Context(), token, c)
	}
	if e, ok := told(err); ok {
		page.Wrong, page.Problems = true, page.Wrongs(e)
		code, _ := v.failure(err)
		return v.show(code, pages.TaskPage(page))
	}
	if err != nil {
		return v.setUpClosed(err)
	}
	return v.setUpDone(session, c, made)
}

// setUpClosed says that the link is of no use, and where to go.
func (v *visit) setUpClosed(err error) error {
	if anteroom.KindOf(err) != anteroom.NotFound {
		return err
	}
	return &anteroom.Error{Kind: anteroom.NotFound, Msg: anteroom.T("set_up.gone"), Err: err}
}

// setUpDone signs the first administrator in, and shows once what the public service's needs.
func (v *visit) setUpDone(session string, c office.SetUp, made map[string]string) error {
	v.keep(session)
	who, err := v.Office.Session(v.r.Context(), session)
	if err != nil {
		return err
	}
	v.who, v.p = who, v.Catalogue.In(who.Lang)
	return v.show(http.StatusOK, pages.SheetPage(setUpSheet(v.shell("set_up.done", "vars"), c.PublicEmail, v.Office.Link("/reset/"+made["set_up"]), made["company"])))
}

func setUpOf(f *form) office.SetUp {
	c := office.SetUp{AdministratorName: f.text("administrator_name"), Email: f.text("email"), Phone: f.text("phone"),
		Language: anteroom.Language(f.text("administrator_language")), Password: f.Get("password"), Again: f.Get("again"),
		Name: f.text("name"), SupportEmail: f.text("support_email"), SupportPhone: f.text("support_phone"),
		PublicName: f.text("public_name"), PublicEmail: f.text("public_email"), Country: f.text("country"), Keys: f.number("keys")}
	for _, l := range f.Values["languages"] {
		c.Languages = append(c.Languages, anteroom.Language(l))
	}
	return c
}

func setUpForm(s pages.Shell, c *locale.Catalogue, countries []pages.Option, action string) pages.Task {
	spoken := pages.Control{Name: "languages", Label: "field.system.languages", Hint: "system.languages.hint", Kind: pages.Ticks}
	var own []pages.Option
	for _, l := range c.Languages() {
		spoken.Options = append(spoken.Options, pages.Option{Value: string(l), Text: s.P.OwnName(l), Lang: l})
		spoken.Values = append(spoken.Values, string(l))
		own = append(own, pages.Option{Value: string(l), Text: s.P.LanguageName(l)})
	}
	return pages.Task{Shell: s, Intro: s.T("set_up.intro"), Action: action, Button: "set_up.button", Sections: []pages.Section{
		{Title: s.T("set_up.administrator"), About: s.T("set_up.administrator.about"), Controls: []pages.Control{
			{Name: "administrator_name", Label: "set_up.your_name", Autocomplete: "name", Required: true},
			{Name: "email", Label: "field.account.email", Hint: "set_up.email.hint", Type: "email", Autocomplete: "username", Required: true},
			{Name: "phone", Label: "field.account.phone", Type: "tel", Autocomplete: "tel"},
			{Name: "administrator_language", Label: "set_up.your_language", Kind: pages.Choice, Options: own, Value: string(s.P.Language), Required: true},
			{Name: "password", Label: "set_up.password", Hint: "password.hint", Kind: pages.SecretLine, Autocomplete: "new-password", Required: true},
			{Name: "again", Label: "set_up.again", Kind: pages.SecretLine, Autocomplete: "new-password", Required: true}}},
		{Title: s.T("system.languages.title"), Controls: []pages.Control{spoken}},
		{Title: s.T("set_up.provider"), About: s.T("set_up.provider.about"), Controls: []pages.Control{
			{Name: "name", Label: "set_up.provider.name", Required: true},
			{Name: "support_email", Label: "field.var.support_email", Type: "email", Required: true},
			{Name: "support_phone", Label: "field.var.support_phone", Type: "tel"}}},
		{Title: s.T("kind.public_service"), About: s.T("set_up.public.about"), Controls: []pages.Control{
			{Name: "public_name", Label: "set_up.public.name", Required: true},
			{Name: "public_email", Label: "set_up.public.email", Hint: "set_up.public.email.hint", Type: "email", Required: true},
			{Name: "country", Label: "field.company.country", Kind: pages.Choice, Options: slices.Concat([]pages.Option{{Text: s.T("companies.add.choose")}}, countries), Required: true},
			{Name: "keys", Label: "field.company.keys", Hint: "set_up.keys.hint", Type: "number", Value: "0"}}},
	}}
}

// setUpSheet shows, once, the link by which the public service's administrator makes a password.
func setUpSheet(s pages.Shell, email, link, company string) pages.Sheet {
	return pages.Sheet{Shell: s, Intro: s.T("set_up.done.intro"), Parts: []pages.Part{
		{Title: s.T("kind.public_service"), Facts: []pages.FactLine{{Label: s.T("companies.made.link"), Hint: s.T("set_up.done.link", "email", email), Value: pages.Linked(link, link)}},
			Actions: []pages.Link{{Path: "/system/vars", Text: s.T("set_up.go")}, {Path: "/c/" + company + "/manage", Text: s.T("companies.made.open")}}}}}
}
