package web

import (
	"net/http"
	"time"

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

func administratorList(s pages.Shell, root string, own anteroom.AccountID, list []office.AdministratorLine) pages.List {
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
		phone := a.Phone
		if phone == "" {
			phone = s.T("word.none")
		}
		cells := []templ.Component{pages.Words(a.Name), s.MailTo(a.Email), pages.Words(phone), invitedPill(s, a.Account, a.Invited)}
		switch {
		case governs && a.ID == own:
			cells = append(cells, pages.Words(s.T("administrators.own")))
		case governs:
			cells = append(cells, pages.LinkedAll(administratorActions(s, root, a)...))
		}
		t.Rows = append(t.Rows, pages.Row{ID: string(a.ID), Cells: cells})
	}
	page.Table = t
	return page
}

// invitedPill tells whether an administrator can sign in, or until when the invitation holds.
func invitedPill(s pages.Shell, a anteroom.Account, until time.Time) templ.Component {
	switch {
	case !a.PasswordChanged.IsZero():
		return pages.Pill("good", "yes", s.T("state.active"))
	case until.IsZero():
		return pages.Pill("bad", "no", s.T("administrators.lapsed"))
	}
	return pages.Pill("warn", "clock", s.T("administrators.invited", "date", s.P.Date(until)))
}

func administratorActions(s pages.Shell, root string, a office.AdministratorLine) []pages.Link {
	link := func(what, key string) pages.Link {
		return pages.Link{Path: root + "/administrators/" + what + "?account=" + string(a.ID), Text: s.T(key, "name", a.Name)}
	}
	list := []pages.Link{link("remove", "administrators.remove.of")}
	if a.PasswordChanged.IsZero() {
		list = append(list, link("invite", "administrators.again.of"))
	}
	if !a.Invited.IsZero() {
		list = append(list, link("withdraw", "administrators.withdraw.of"))
	}
	return list
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

// oneAdministrator is the administrator whom the address names, for who may change that.
func (v *visit) oneAdministrator(title string) (s pages.Shell, root string, a anteroom.Account, version int64, err error) {
	place, s, root, err := v.inUpper(title, "administrators")
	if err != nil {
		return s, root, a, 0, err
	}
	if err := v.who.May(anteroom.ManageVARs, anteroom.Target{VAR: s.VAR}); err != nil {
		return s, root, a, 0, err
	}
	list, err := v.Office.Administrators(v.r.Context(), v.who, s.VAR)
	if err != nil {
		return s, root, a, 0, err
	}
	for _, line := range list {
		if string(line.ID) == v.r.FormValue("account") {
			return s, root, line.Account, place.Version, nil
		}
	}
	return s, root, a, 0, anteroom.Missing()
}

// removeAdministrator ends an account; what it will do is shown first.
func (v *visit) removeAdministrator() error {
	s, root, a, version, err := v.oneAdministrator("administrators.remove")
	if err != nil {
		return err
	}
	page := administratorForm(s, root, "administrators.remove", a, version)
	page.Danger = true
	return v.task(task{
		page:    page,
		command: func(*form) office.Command { return office.RemoveAdministrator{VAR: s.VAR, Account: a.ID} },
		done:    func(office.Outcome) string { return root + "/administrators" },
	})
}

// inviteAdministrator mails a new link, and shows it once.
func (v *visit) inviteAdministrator() error {
	s, root, a, version, err := v.oneAdministrator("administrators.again")
	if err != nil {
		return err
	}
	return v.task(task{
		page: administratorForm(s, root, "administrators.again", a, version),
		command: func(*form) office.Command {
			return office.SendAdministratorInvitation{VAR: s.VAR, Account: a.ID}
		},
		shown: func(out office.Outcome) error {
			return v.show(http.StatusOK, pages.SheetPage(sentSheet(s, administratorsOf(s, root), a.Email, v.Office.Link("/reset/"+out.Made["set_up"]))))
		},
	})
}

// withdrawAdministrator ends the link of an invitation.
func (v *visit) withdrawAdministrator() error {
	s, root, a, version, err := v.oneAdministrator("administrators.withdraw")
	if err != nil {
		return err
	}
	return v.task(task{
		page: administratorForm(s, root, "administrators.withdraw", a, version),
		command: func(*form) office.Command {
			return office.WithdrawAdministratorInvitation{VAR: s.VAR, Account: a.ID}
		},
		done: func(office.Outcome) string { return root + "/administrators" },
	})
}

func administratorsOf(s pages.Shell, root string) pages.Link {
	return pages.Link{Path: root + "/administrators", Text: s.T("administrators.title")}
}

// administratorForm asks for a command about an administrator; key begins its texts.
func administratorForm(s pages.Shell, root, key string, a anteroom.Account, version int64) pages.Task {
	return pages.Task{Shell: s, Above: administratorsOf(s, root), Intro: s.T(key+".intro", "name", a.Name, "email", a.Email), Button: key, Version: version,
		Sections: []pages.Section{{Controls: []pages.Control{{Name: "account", Kind: pages.Hidden, Value: string(a.ID)}}}}}
}

// sentSheet tells that an invitation was sent, and shows its link once.
func sentSheet(s pages.Shell, back pages.Link, email, link string) pages.Sheet {
	s.Title = "administrators.sent"
	return pages.Sheet{Shell: s, Above: back, Intro: s.T("administrators.sent.intro", "email", email), Parts: []pages.Part{{
		Facts:   []pages.FactLine{{Label: s.T("companies.made.link"), Hint: s.T("administrators.made.link", "email", email), Value: pages.Linked(link, link)}},
		Actions: []pages.Link{back}}}}
}

// inviteCompany mails the company's administrator a new link, and shows it once.
func (v *visit) inviteCompany() error {
	place, s, page, err := v.companyInvitation("administrators.again")
	if err != nil {
		return err
	}
	return v.task(task{page: page,
		command: func(*form) office.Command { return office.SendCompanyInvitation{Company: place.Company.ID} },
		shown: func(out office.Outcome) error {
			data, err := v.Office.Profile(v.r.Context(), v.who, s.Company)
			if err != nil {
				return err
			}
			return v.show(http.StatusOK, pages.SheetPage(sentSheet(s, page.Above, data.Administrator.Email, v.Office.Link("/reset/"+out.Made["set_up"]))))
		}})
}

// withdrawCompany ends the link of the invitation of the company's administrator.
func (v *visit) withdrawCompany() error {
	place, s, page, err := v.companyInvitation("administrators.withdraw")
	if err != nil {
		return err
	}
	return v.task(task{page: page, done: func(office.Outcome) string { return s.At("/manage") },
		command: func(*form) office.Command {
			return office.WithdrawCompanyInvitation{Company: place.Company.ID}
		}})
}

// companyInvitation is a page about the invitation of a company's administrator, for its provider.
func (v *visit) companyInvitation(key string) (office.Place, pages.Shell, pages.Task, error) {
	place, s, err := v.managed(key, "manage")
	if err != nil {
		return place, s, pages.Task{}, err
	}
	data, err := v.Office.Profile(v.r.Context(), v.who, s.Company)
	page := administratorForm(s, "", key, data.Administrator, place.Version)
	page.Above, page.Sections = pages.Link{Path: s.At("/manage"), Text: s.T("manage.title")}, nil
	return place, s, page, err
}
