package web

import (
	"net/http"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/web/pages"
)

// managed is the company that the address names, for its provider.
func (v *visit) managed(title, here string) (office.Place, pages.Shell, error) {
	place, s, err := v.inCompany(title, here)
	if err != nil {
		return place, s, err
	}
	return place, s, v.who.May(anteroom.ManageCompany, anteroom.Target{VAR: place.VAR.ID, Company: place.Company.ID})
}

// manage tells the provider of a company, and leads to what can be done with it.
func (v *visit) manage() error {
	_, s, err := v.managed("manage.title", "manage")
	if err != nil {
		return err
	}
	data, err := v.Office.Profile(v.r.Context(), v.who, s.Company)
	if err != nil {
		return err
	}
	ledger, err := v.Office.KeyLedger(v.r.Context(), v.who, anteroom.Target{Company: s.Company}, 0, 1)
	if err != nil {
		return err
	}
	return v.show(http.StatusOK, pages.SheetPage(manageSheet(s, data, ledger.Keys)))
}

func manageSheet(s pages.Shell, data office.Profile, k anteroom.Keys) pages.Sheet {
	c := data.Company
	state, change := anteroom.CompanyActive, pages.Link{Path: s.At("/suspend"), Text: s.T("suspend.title")}
	page := pages.Sheet{Shell: s, Intro: s.T("manage.intro"), Above: pages.Link{Path: s.AtVAR("/companies"), Text: s.T("companies.title")}}
	if c.Suspended {
		state, change = anteroom.CompanySuspended, pages.Link{Path: s.At("/resume"), Text: s.T("resume.title")}
	}
	offered := 0
	for _, p := range data.Packages {
		if p.Offer {
			offered++
		}
	}
	general := pages.Part{Title: s.T("manage.account"), Facts: []pages.FactLine{{Label: s.T("table.status"), Value: statePill(s, state)},
		{Label: s.T("companies.kind"), Value: pages.Words(s.T("kind." + string(c.Kind)))}, {Label: s.T("manage.made"), Value: pages.Words(s.P.Date(c.Made))},
		{Label: s.T("profile.numbers"), Value: amount(s, len(data.Numbers))}, {Label: s.T("packages.title"), Value: pages.Words(s.T("manage.packages", "count", len(data.Packages), "offered", offered))}},
		Actions: []pages.Link{{Path: s.At("/profile"), Text: s.T("profile.title")}, {Path: s.At("/act"), Text: s.T("act.title")}, change}, Danger: []pages.Link{{Path: s.At("/remove"), Text: s.T("company.remove.title")}}}
	keys := pages.Part{Title: s.T("keys.title"), Facts: balance(s, k, "keys.used"),
		Actions: []pages.Link{{Path: s.At("/keys/set"), Text: s.T("keys.set.title")}, {Path: s.At("/keys"), Text: s.T("keys.see")}}}
	page.Parts = []pages.Part{general, administratorPart(s, data), keys, provisioningPart(s, data)}
	return page
}

// administratorPart tells whether the company's administrator came, and leads to the invitation.
func administratorPart(s pages.Shell, data office.Profile) pages.Part {
	a := data.Administrator
	part := pages.Part{Title: s.T("manage.administrator"), Facts: []pages.FactLine{{Label: s.T("administrators.name"), Value: pages.Words(a.Name)},
		{Label: s.T("field.account.email"), Value: s.MailTo(a.Email)}, {Label: s.T("table.status"), Value: invitedPill(s, a, data.Invited)}}}
	if a.PasswordChanged.IsZero() {
		part.Actions = append(part.Actions, pages.Link{Path: s.At("/administrator/invite"), Text: s.T("administrators.again")})
	}
	if !data.Invited.IsZero() {
		part.Actions = append(part.Actions, pages.Link{Path: s.At("/administrator/withdraw"), Text: s.T("administrators.withdraw")})
	}
	return part
}

func provisioningPart(s pages.Shell, data office.Profile) pages.Part {
	c := data.Company
	account, password, system := c.AccountID, s.T("profile.provisioning.password_none"), data.PBX.Name
	if account == "" {
		account = s.T("word.none")
	}
	if system == "" {
		system = s.T("word.none")
	}
	if c.PasswordSet {
		password = s.T("manage.password_set", "date", s.P.Date(c.PasswordChanged))
	}
	part := pages.Part{Title: s.T("profile.provisioning"), Facts: []pages.FactLine{{Label: s.T("profile.pbx"), Value: pages.Words(system)},
		{Label: s.T("field.company.account_id"), Value: pages.Words(account)}, {Label: s.T("field.company.password_set"), Value: pages.Words(password)}},
		Actions: []pages.Link{{Path: s.At("/provisioning"), Text: s.T("provisioning.title")}, {Path: s.At("/provisioning/password"), Text: s.T("provisioning.password.title")}}}
	if data.PBX.Kind == "freeswitch" && c.AccountID != "" {
		part.Actions = append(part.Actions, pages.Link{Path: s.At("/provisioning/address"), Text: s.T("pbx.address.title")})
	}
	return part
}

// companyTask is a page with one of a provider's commands about a company; done leads to the page above.
func (v *visit) companyTask(title string, made func(s pages.Shell, place office.Place) pages.Task, command func(id anteroom.CompanyID, f *form) office.Command, done string) error {
	place, s, err := v.managed(title, "manage")
	if err != nil {
		return err
	}
	page := made(s, place)
	page.Version, page.Above = place.Version, pages.Link{Path: s.At("/manage"), Text: s.T("manage.title")}
	return v.task(task{page: page, done: func(office.Outcome) string { return s.At(done) },
		command: func(f *form) office.Command { return command(place.Company.ID, f) }})
}

func (v *visit) suspend() error {
	return v.companyTask("suspend.title", func(s pages.Shell, _ office.Place) pages.Task { return suspendForm(s) },
		func(id anteroom.CompanyID, f *form) office.Command {
			return office.SuspendCompany{Company: id, Reason: f.text("reason")}
		}, "/manage")
}

func suspendForm(s pages.Shell) pages.Task {
	return pages.Task{Shell: s, Intro: s.T("suspend.intro"), Button: "suspend.title", Danger: true, Sections: []pages.Section{{Controls: []pages.Control{
		{Name: "reason", Label: "suspend.reason", Hint: "suspend.reason.hint", Required: true}}}}}
}

func (v *visit) resume() error {
	return v.companyTask("resume.title", func(s pages.Shell, place office.Place) pages.Task {
		return pages.Task{Shell: s, Intro: s.T("resume.intro", "reason", place.Company.SuspendedReason), Button: "resume.title"}
	}, func(id anteroom.CompanyID, _ *form) office.Command { return office.ResumeCompany{Company: id} }, "/manage")
}

func (v *visit) removeCompany() error {
	return v.companyTask("company.remove.title", func(s pages.Shell, place office.Place) pages.Task {
		page := removeForm(s, pages.Link{}, "company.remove.intro", place.Company.Name, 0)
		page.Button = "company.remove.button"
		return page
	}, func(id anteroom.CompanyID, f *form) office.Command {
		return office.RemoveCompany{Company: id, Name: f.text("name")}
	}, "/recover")
}

// recoverCompany brings a company back that was removed.
func (v *visit) recoverCompany() error {
	place, err := v.Office.Removed(v.r.Context(), v.who, anteroom.Target{Company: v.companyID()})
	if err != nil {
		return err
	}
	path := "/c/" + string(place.Company.ID) + "/manage"
	if place.Company.Removed.IsZero() {
		return v.redirect(path)
	}
	s := v.shell("company.recover.title", "companies")
	s.VAR, s.VARIs = place.VAR.ID, place.VAR.Name
	page := recoverForm(s, pages.Link{Path: s.AtVAR("/companies?state=removed"), Text: s.T("companies.title")}, "company.recover.intro", place.Company.Name,
		place.Company.Removed, place.Version)
	page.Button = "company.recover.title"
	return v.task(task{
		page:    page,
		command: func(*form) office.Command { return office.RecoverCompany{Company: place.Company.ID} },
		done:    func(office.Outcome) string { return path },
	})
}

// recoverForm tells what was removed, when, and until when it can be brought back.
func recoverForm(s pages.Shell, above pages.Link, intro, name string, removed time.Time, version int64) pages.Task {
	return pages.Task{Shell: s, Above: above, Version: version,
		Intro: s.T(intro, "name", name, "removed", s.Written(removed), "until", s.P.Date(removed.Add(anteroom.RecoverFor)))}
}

// provisioning chooses the company's phone system and its account there (R41).
func (v *visit) provisioning() error {
	systems, err := v.Office.PhoneSystems(v.r.Context(), v.who)
	if err != nil && anteroom.KindOf(err) != anteroom.NotFound { // of somebody for whom the company's page is refused
		return err
	}
	return v.companyTask("provisioning.title", func(s pages.Shell, place office.Place) pages.Task { return provisioningForm(s, place.Company, systems) },
		func(id anteroom.CompanyID, f *form) office.Command {
			return office.SetProvisioning{Company: id, PBX: anteroom.SystemID(f.text("pbx")), AccountID: f.text("account_id")}
		}, "/manage")
}

func provisioningForm(s pages.Shell, c anteroom.Company, systems []anteroom.PhoneSystem) pages.Task {
	return pages.Task{Shell: s, Intro: s.T("provisioning.intro"), Sections: []pages.Section{{Controls: []pages.Control{
		{Name: "pbx", Label: "profile.pbx", Kind: pages.Choice, Options: systemOptions(s, systems), Value: string(c.PBX), Required: true},
		{Name: "account_id", Label: "field.company.account_id", Hint: "provisioning.account.hint", Value: c.AccountID}}}}}
}

func systemOptions(s pages.Shell, systems []anteroom.PhoneSystem) []pages.Option {
	list := []pages.Option{{Text: s.T("provisioning.choose")}}
	for _, p := range systems {
		list = append(list, pages.Option{Value: string(p.ID), Text: p.Name})
	}
	return list
}

// provisioningPassword sets the password of the company's account there (R42).
func (v *visit) provisioningPassword() error {
	return v.companyTask("provisioning.password.title", func(s pages.Shell, _ office.Place) pages.Task { return provisioningPasswordForm(s) },
		func(id anteroom.CompanyID, f *form) office.Command {
			return office.SetProvisioningPassword{Company: id, Password: f.Get("password"), Unchecked: f.ticked("unchecked")}
		}, "/manage")
}

func provisioningPasswordForm(s pages.Shell) pages.Task {
	return pages.Task{Shell: s, Intro: s.T("provisioning.password.intro"), Sections: []pages.Section{{Controls: []pages.Control{
		{Name: "password", Label: "field.company.password_set", Hint: "provisioning.password.hint", Kind: pages.SecretLine, Autocomplete: "new-password", Required: true},
		{Name: "unchecked", Label: "provisioning.password.unchecked", Hint: "provisioning.password.unchecked.hint", Kind: pages.Tick}}}}}
}
