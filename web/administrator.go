package web

import (
	"net/http"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/web/pages"
	"github.com/a-h/templ"
)

// inUpper is the VAR that the address names, or the system, and the path of its pages.
func (v *visit) inUpper(title, here string) (office.Place, pages.Shell, string, error) {
	place, s, err := v.in(title, here, anteroom.Target{VAR: v.varID()})
	if v.varID() == "" {
		return place, s, "/system", err
	}
	return place, s, s.AtVAR(""), err
}

// administrators are those of a VAR or of the system.
func (v *visit) administrators() error {
	_, s, root, err := v.inUpper("administrators.title", "administrators")
	if err != nil {
		return err
	}
	list, err := v.Office.Administrators(v.r.Context(), v.who, s.VAR)
	if err != nil {
		return err
	}
	return v.list(administratorList(s, root, v.who.Account, list))
}

func administratorList(s pages.Shell, root string, own anteroom.AccountID, list []anteroom.Account) pages.List {
	t := pages.Table{Caption: s.T("administrators.title"), Path: root + "/administrators",
		Columns: []pages.Column{{Label: s.T("administrators.name")}, {Label: s.T("field.account.email")}, {Label: s.T("field.account.phone")}, {Label: s.T("table.status")}},
		Empty:   pages.Empty{Title: s.T("administrators.none"), About: s.T("administrators.intro")}}
	page := pages.List{Shell: s, Intro: s.T("administrators.intro")}
	governs := s.Level == anteroom.LevelSystem
	if governs {
		add := pages.Link{Path: root + "/administrators/add", Text: s.T("administrators.add")}
		page.Actions, t.Empty.Action = []pages.Link{add}, add
		t.Columns = append(t.Columns, pages.Column{Label: s.T("table.actions")})
	}
	for _, a := range list {
		state := pages.Pill("good", "yes", s.T("state.active"))
		if a.PasswordChanged.IsZero() {
			state = pages.Pill("warn", "clock", s.T("administrators.waiting"))
		}
		phone := a.Phone
		if phone == "" {
			phone = s.T("word.none")
		}
		cells := []templ.Component{pages.Words(a.Name), s.MailTo(a.Email), pages.Words(phone), state}
		switch {
		case governs && a.ID == own:
			cells = append(cells, pages.Words(s.T("administrators.own")))
		case governs:
			cells = append(cells, pages.Linked(root+"/administrators/remove?account="+string(a.ID), s.T("administrators.remove.of", "name", a.Name)))
		}
		t.Rows = append(t.Rows, pages.Row{ID: string(a.ID), Cells: cells})
	}
	page.Table = t
	return page
}

// addAdministrator makes an account; the link that makes its password is shown once.
func (v *visit) addAdministrator() error {
	place, s, root, err := v.inUpper("administrators.add", "administrators")
	if err != nil {
		return err
	}
	if err := v.who.May(anteroom.ManageVARs, anteroom.Target{VAR: s.VAR}); err != nil {
		return err
	}
	spoken, err := v.Office.Languages(v.r.Context())
	if err != nil {
		return err
	}
	return v.task(task{
		page: addAdministratorForm(s, root, spoken, place.Version),
		command: func(f *form) office.Command {
			return office.CreateAdministrator{VAR: s.VAR, Name: f.text("administrator_name"), Email: f.text("email"), Phone: f.text("phone"),
				Language: anteroom.Language(f.text("administrator_language"))}
		},
		shown: func(out office.Outcome) error {
			return v.show(http.StatusOK, pages.SheetPage(madeAdministratorSheet(s, root, v.r.PostFormValue("email"), v.Office.Link("/reset/"+out.Made["set_up"]))))
		},
	})
}

func addAdministratorForm(s pages.Shell, root string, spoken []anteroom.Language, version int64) pages.Task {
	language := pages.Control{Name: "administrator_language", Label: "field.account.language", Kind: pages.Choice, Value: string(s.P.Language), Required: true}
	for _, l := range spoken {
		language.Options = append(language.Options, pages.Option{Value: string(l), Text: s.P.LanguageName(l)})
	}
	return pages.Task{Shell: s, Above: pages.Link{Path: root + "/administrators", Text: s.T("administrators.title")}, Intro: s.T("administrators.add.intro"),
		Button: "administrators.add", Version: version, Sections: []pages.Section{{Controls: []pages.Control{
			{Name: "administrator_name", Label: "administrators.name", Required: true},
			{Name: "email", Label: "field.account.email", Type: "email", Required: true},
			{Name: "phone", Label: "field.account.phone", Type: "tel"}, language}}}}
}

func madeAdministratorSheet(s pages.Shell, root, email, link string) pages.Sheet {
	s.Title = "administrators.made"
	return pages.Sheet{Shell: s, Above: pages.Link{Path: root + "/administrators", Text: s.T("administrators.title")}, Parts: []pages.Part{{
		Facts:   []pages.FactLine{{Label: s.T("companies.made.link"), Hint: s.T("administrators.made.link", "email", email), Value: pages.Linked(link, link)}},
		Actions: []pages.Link{{Path: root + "/administrators", Text: s.T("administrators.title")}}}}}
}

// removeAdministrator ends an account; what it will do is shown first.
func (v *visit) removeAdministrator() error {
	place, s, root, err := v.inUpper("administrators.remove", "administrators")
	if err != nil {
		return err
	}
	if err := v.who.May(anteroom.ManageVARs, anteroom.Target{VAR: s.VAR}); err != nil {
		return err
	}
	list, err := v.Office.Administrators(v.r.Context(), v.who, s.VAR)
	if err != nil {
		return err
	}
	for _, a := range list {
		if string(a.ID) == v.r.FormValue("account") {
			return v.task(task{
				page:    removeAdministratorForm(s, root, a, place.Version),
				command: func(*form) office.Command { return office.RemoveAdministrator{VAR: s.VAR, Account: a.ID} },
				done:    func(office.Outcome) string { return root + "/administrators" },
			})
		}
	}
	return anteroom.Missing()
}

func removeAdministratorForm(s pages.Shell, root string, a anteroom.Account, version int64) pages.Task {
	return pages.Task{Shell: s, Above: pages.Link{Path: root + "/administrators", Text: s.T("administrators.title")}, Intro: s.T("administrators.remove.intro", "name", a.Name, "email", a.Email),
		Button: "administrators.remove", Danger: true, Version: version,
		Sections: []pages.Section{{Controls: []pages.Control{{Name: "account", Kind: pages.Hidden, Value: string(a.ID)}}}}}
}
