package web

import (
	"net/http"
	"strconv"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/web/pages"
)

// vendor tells of a VAR: its companies and keys, and whom its companies ask.
func (v *visit) vendor() error {
	place, s, err := v.inVAR("var.title", "var")
	if err != nil {
		return err
	}
	l, err := v.Office.CompanyList(v.r.Context(), v.who, s.VAR, anteroom.Find{Most: 1})
	if err != nil {
		return err
	}
	suspended, err := v.Office.CompanyList(v.r.Context(), v.who, s.VAR, anteroom.Find{Most: 1, Where: map[string]string{"state": "suspended"}})
	if err != nil {
		return err
	}
	ledger, err := v.Office.KeyLedger(v.r.Context(), v.who, anteroom.Target{VAR: s.VAR}, 0, 1)
	if err != nil {
		return err
	}
	page := vendorSheet(s, place.VAR, ledger.Keys, l.Count, suspended.Count)
	if s.Level == anteroom.LevelVAR && !place.VAR.Virtual {
		above, err := v.Office.SystemSupport(v.r.Context(), v.who)
		if err != nil {
			return err
		}
		page.Parts = append(page.Parts, systemSupport(s, above))
	}
	return v.show(http.StatusOK, pages.SheetPage(page))
}

// systemSupport is whom a VAR asks; who governs the system is led to where that is set.
func systemSupport(s pages.Shell, above office.Support) pages.Part {
	part := pages.Part{Title: s.T("support.above"), Facts: supportFacts(s, anteroom.VAR{Name: above.Name, SupportEmail: above.Email, SupportPhone: above.Phone})}
	if s.Level == anteroom.LevelSystem && above.VAR != "" {
		part.Actions = []pages.Link{{Path: "/v/" + string(above.VAR) + "/support", Text: s.T("support.edit")}}
	}
	return part
}

func vendorSheet(s pages.Shell, vendor anteroom.VAR, k anteroom.Keys, companies, suspended int) pages.Sheet {
	about := pages.Part{Title: s.T("companies.title"), Facts: []pages.FactLine{{Label: s.T("var.companies"), Value: amount(s, companies)},
		{Label: s.T("var.suspended"), Value: amount(s, suspended)}},
		Actions: []pages.Link{{Path: s.AtVAR("/companies"), Text: s.T("var.companies.see")}, {Path: s.AtVAR("/companies/add"), Text: s.T("companies.add")}}}
	keys := pages.Part{Title: s.T("keys.title"), Facts: balance(s, k, "keys.given"), Actions: []pages.Link{{Path: s.AtVAR("/keys"), Text: s.T("keys.see")}}}
	support := pages.Part{Title: s.T("support.title"), Facts: supportFacts(s, vendor), Actions: []pages.Link{{Path: s.AtVAR("/support"), Text: s.T("support.edit")}}}
	if s.Level == anteroom.LevelSystem {
		keys.Actions = append(keys.Actions, pages.Link{Path: s.AtVAR("/keys/set"), Text: s.T("var_keys.set.title")})
		if !vendor.Virtual {
			support.Danger = []pages.Link{{Path: s.AtVAR("/remove"), Text: s.T("var.remove.title")}}
		}
	}
	page := pages.Sheet{Shell: s, Intro: s.T("var.intro"), Parts: []pages.Part{about, keys, support}}
	if vendor.Virtual {
		page.Intro = s.T("var.virtual")
	}
	return page
}

func supportFacts(s pages.Shell, vendor anteroom.VAR) []pages.FactLine {
	return []pages.FactLine{{Label: s.T("profile.support.provider"), Value: pages.Words(vendor.Name)},
		{Label: s.T("profile.support.email"), Value: s.MailTo(vendor.SupportEmail)}, {Label: s.T("profile.support.phone"), Value: s.CallTo(vendor.SupportPhone)}}
}

func (v *visit) addVAR() error {
	place, s, err := v.inSystem("vars.add", "vars")
	if err != nil {
		return err
	}
	return v.task(task{
		page: addVARForm(s, place.Version),
		command: func(f *form) office.Command {
			return office.CreateVAR{Name: f.text("name"), SupportEmail: f.text("support_email"), SupportPhone: f.text("support_phone"), Keys: f.number("keys")}
		},
		done: func(out office.Outcome) string { return "/v/" + out.Made["var"] + "/" },
	})
}

func addVARForm(s pages.Shell, version int64) pages.Task {
	return pages.Task{Shell: s, Above: pages.Link{Path: "/system/vars", Text: s.T("vars.title")}, Intro: s.T("vars.add.intro"), Button: "vars.add", Version: version,
		Sections: []pages.Section{{Controls: []pages.Control{
			{Name: "name", Label: "field.var.name", Required: true},
			{Name: "support_email", Label: "field.var.support_email", Type: "email", Required: true},
			{Name: "support_phone", Label: "field.var.support_phone", Type: "tel"},
			{Name: "keys", Label: "field.var.keys", Hint: "var_keys.set.hint", Type: "number", Value: "0"}}}}}
}

// setVARKeys says how many keys a VAR has in its pool; only the system can.
func (v *visit) setVARKeys() error {
	place, s, err := v.inVAR("var_keys.set.title", "keys_of_var")
	if err != nil {
		return err
	}
	if err := v.who.May(anteroom.ManageVARs, anteroom.Target{VAR: s.VAR}); err != nil {
		return err
	}
	return v.task(task{
		page:    varKeysForm(s, place.VAR.Keys, place.Version),
		command: func(f *form) office.Command { return office.SetVARKeys{VAR: place.VAR.ID, Keys: f.number("keys")} },
		done:    func(office.Outcome) string { return s.AtVAR("/keys") },
	})
}

func varKeysForm(s pages.Shell, keys int, version int64) pages.Task {
	return pages.Task{Shell: s, Above: pages.Link{Path: s.AtVAR("/keys"), Text: s.T("keys.title")}, Intro: s.T("var_keys.set.intro"), Version: version,
		Sections: []pages.Section{{Controls: []pages.Control{
			{Name: "keys", Label: "field.var.keys", Hint: "var_keys.set.hint", Type: "number", Value: strconv.Itoa(keys), Required: true}}}}}
}

func (v *visit) removeVAR() error {
	place, s, err := v.inVAR("var.remove.title", "var")
	if err != nil {
		return err
	}
	if err := v.who.May(anteroom.ManageVARs, anteroom.Target{VAR: s.VAR}); err != nil {
		return err
	}
	page := removeForm(s, pages.Link{Path: s.AtVAR("/"), Text: place.VAR.Name}, "var.remove.intro", place.VAR.Name, place.Version)
	page.Button = "var.remove.button"
	return v.task(task{
		page:    page,
		command: func(f *form) office.Command { return office.RemoveVAR{VAR: place.VAR.ID, Name: f.text("name")} },
		done:    func(office.Outcome) string { return "/v/" + string(place.VAR.ID) + "/recover" },
	})
}

// removeForm asks for the name of what is to be removed.
func removeForm(s pages.Shell, above pages.Link, intro, name string, version int64) pages.Task {
	return pages.Task{Shell: s, Above: above, Intro: s.T(intro, "name", name), Danger: true, Confirm: true, Version: version,
		Sections: []pages.Section{{Controls: []pages.Control{{Name: "name", Label: "remove.name", Hint: "remove.name.hint", Required: true}}}}}
}

// recoverVAR brings a VAR back that was removed.
func (v *visit) recoverVAR() error {
	place, err := v.Office.Removed(v.r.Context(), v.who, anteroom.Target{VAR: v.varID()})
	if err != nil {
		return err
	}
	path := "/v/" + string(place.VAR.ID) + "/"
	if place.VAR.Removed.IsZero() {
		return v.redirect(path)
	}
	s := v.shell("var.recover.title", "vars")
	page := recoverForm(s, pages.Link{Path: "/system/vars?state=removed", Text: s.T("vars.title")}, "var.recover.intro", place.VAR.Name, place.VAR.Removed, place.Version)
	page.Button = "var.recover.title"
	return v.task(task{
		page:    page,
		command: func(*form) office.Command { return office.RecoverVAR{VAR: place.VAR.ID} },
		done:    func(office.Outcome) string { return path },
	})
}
