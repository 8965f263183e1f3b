package web

import (
	"net/url"
	"slices"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/web/pages"
	"github.com/a-h/templ"
)

// phoneSystems is the provider's list of phone systems (R41).
func (v *visit) phoneSystems() error {
	_, s, err := v.inSystem("phone_systems.title", "phone_systems")
	if err != nil {
		return err
	}
	list, err := v.Office.PhoneSystems(v.r.Context(), v.who)
	if err != nil {
		return err
	}
	health, err := v.Office.PhoneSystemsHealth(v.r.Context(), v.who)
	if err != nil {
		return err
	}
	return v.list(phoneSystemList(s, list, health))
}

func phoneSystemList(s pages.Shell, list []anteroom.PhoneSystem, health []anteroom.PhoneSystemHealth) pages.List {
	add := pages.Link{Path: "/system/phone-systems/add", Text: s.T("phone_systems.add")}
	t := pages.Table{Caption: s.T("phone_systems.title"), Path: "/system/phone-systems", Columns: []pages.Column{{Label: s.T("field.phone_system.name")}, {Label: s.T("field.phone_system.kind")}, {Label: s.T("table.status")}, {Label: s.T("table.actions")}},
		Empty: pages.Empty{Title: s.T("phone_systems.none"), About: s.T("phone_systems.intro"), Action: add}}
	for _, p := range list {
		t.Rows = append(t.Rows, pages.Row{ID: string(p.ID), Cells: []templ.Component{pages.Linked("/system/phone-systems/edit?phone_system="+string(p.ID), p.Name),
			pages.Words(s.T("phone_systems.kind." + p.Kind)), healthCell(s, p, health), pages.Linked("/system/phone-systems/remove?phone_system="+string(p.ID), s.T("phone_systems.remove.of", "name", p.Name))}})
	}
	return pages.List{Shell: s, Intro: s.T("phone_systems.intro"), Actions: []pages.Link{add, {Path: "/system/phone-systems/accounts", Text: s.T("accounts.title")}}, Table: t}
}

// phoneSystemAccounts is the list of all companies' accounts on them.
func (v *visit) phoneSystemAccounts() error {
	_, s, err := v.inSystem("accounts.title", "phone_systems")
	if err != nil {
		return err
	}
	l, err := v.Office.PhoneSystemAccounts(v.r.Context(), v.who, v.find("state"))
	if err != nil {
		return err
	}
	return v.list(accountList(s, l, v.r.URL.Query()))
}

func accountList(s pages.Shell, l office.List[anteroom.PBXAccount], q url.Values) pages.List {
	t := pages.Table{Caption: s.T("accounts.title"), Path: "/system/phone-systems/accounts", Query: q, Search: s.T("accounts.search"), Older: l.Next,
		Columns: []pages.Column{{Label: s.T("accounts.company")}, {Label: s.T("field.phone_system.name")}, {Label: s.T("pbx.account")}, {Label: s.T("accounts.password")}, {Label: s.T("table.status")}},
		Filters: []pages.Filter{{Name: "state", Label: s.T("table.status"), Options: options(s, "accounts.all", "accounts.", "failing", "unset")}},
		Empty:   pages.Empty{Title: s.T("accounts.none"), About: s.T("accounts.none.about")}}
	for _, a := range l.Rows {
		password := pages.Words(s.T("accounts.password.none"))
		if a.PasswordSet {
			password = pages.Words(s.T("accounts.password.set", "at", s.Written(a.PasswordChanged)))
		}
		t.Rows = append(t.Rows, pages.Row{ID: string(a.Company), Cells: []templ.Component{pages.Linked("/c/"+string(a.Company)+"/manage", a.Name), pages.Words(a.SystemName),
			pages.Words(a.Account), password, accountState(s, a)}})
	}
	return pages.List{Shell: s, Intro: s.T("accounts.intro"), Table: t}
}

// accountState tells how the last reading of an account went.
func accountState(s pages.Shell, a anteroom.PBXAccount) templ.Component {
	switch {
	case a.Account == "" || !a.PasswordSet:
		return pages.Pill("warn", "clock", s.T("accounts.unset"))
	case a.Why != nil:
		return pages.Components(pages.Pill("bad", "wrong", s.T("accounts.failing")), pages.Words(" "+s.T("accounts.failed", "at", s.Written(a.Failed), "why", s.P.Text(*a.Why))))
	case a.Read.IsZero():
		return pages.Words(s.T("pbx.read.never"))
	}
	return pages.Components(pages.Pill("good", "yes", s.T("accounts.read")), pages.Words(" "+s.Written(a.Read)))
}

// healthCell tells how a phone system was when it was last read, and the last failure in words.
func healthCell(s pages.Shell, p anteroom.PhoneSystem, list []anteroom.PhoneSystemHealth) templ.Component {
	i := slices.IndexFunc(list, func(h anteroom.PhoneSystemHealth) bool { return h.ID == p.ID })
	switch {
	case p.Kind == "builtin":
		return pages.Words(s.T("phone_systems.own"))
	case !p.Reached():
		return pages.Words(s.T("phone_systems.unreached"))
	case i < 0:
		return pages.Words(s.T("pbx.read.never"))
	case list[i].Failing == 0:
		return pages.Components(pages.Pill("good", "yes", s.T("phone_systems.read", "count", list[i].Companies)), pages.Words(" "+s.Written(list[i].Read)))
	}
	h := list[i]
	return pages.Components(pages.Pill("bad", "wrong", s.T("phone_systems.failing", "count", h.Failing, "of", h.Companies)),
		pages.Words(" "+s.T("phone_systems.failed", "company", h.Company, "at", s.Written(h.Failed), "why", s.P.Text(*h.Why))))
}

func (v *visit) addPhoneSystem() error {
	place, s, err := v.inSystem("phone_systems.add", "phone_systems")
	if err != nil {
		return err
	}
	return v.task(task{page: phoneSystemForm(s, anteroom.PhoneSystem{Kind: "builtin"}, place.Version), done: toPhoneSystems,
		command: func(f *form) office.Command {
			return office.AddPhoneSystem{Name: f.text("name"), Kind: f.text("kind"), Address: f.text("address"), Manager: f.text("manager"), SIP: f.text("sip")}
		}})
}

func toPhoneSystems(office.Outcome) string { return "/system/phone-systems" }

func phoneSystemForm(s pages.Shell, p anteroom.PhoneSystem, version int64) pages.Task {
	kind := pages.Control{Name: "kind", Label: "field.phone_system.kind", Hint: "phone_systems.kind.hint", Kind: pages.Radios, Value: p.Kind}
	for _, k := range []string{"builtin", "asterisk", "freeswitch"} {
		kind.Options = append(kind.Options, pages.Option{Value: k, Text: s.T("phone_systems.kind." + k)})
	}
	return pages.Task{Shell: s, Above: pages.Link{Path: "/system/phone-systems", Text: s.T("phone_systems.title")}, Version: version,
		Sections: []pages.Section{{Controls: []pages.Control{{Name: "phone_system", Kind: pages.Hidden, Value: string(p.ID)},
			{Name: "name", Label: "field.phone_system.name", Value: p.Name, Required: true}, kind,
			{Name: "address", Label: "field.phone_system.address", Hint: "phone_systems.address.hint", Value: p.Address},
			{Name: "manager", Label: "field.phone_system.manager", Hint: "phone_systems.manager.hint", Value: p.Manager},
			{Name: "sip", Label: "field.phone_system.sip", Hint: "phone_systems.sip.hint", Value: p.SIP}}}}}
}

// ofPhoneSystem is a page about one of the list, which the form or the address names.
func (v *visit) ofPhoneSystem(title string, made func(s pages.Shell, p anteroom.PhoneSystem, version int64) pages.Task, command func(id anteroom.SystemID, f *form) office.Command) error {
	place, s, err := v.inSystem(title, "phone_systems")
	if err != nil {
		return err
	}
	list, err := v.Office.PhoneSystems(v.r.Context(), v.who)
	if err != nil {
		return err
	}
	for _, p := range list {
		if string(p.ID) == v.r.FormValue("phone_system") {
			return v.task(task{page: made(s, p, place.Version), command: func(f *form) office.Command { return command(p.ID, f) }, done: toPhoneSystems})
		}
	}
	return anteroom.Missing()
}

func (v *visit) editPhoneSystem() error {
	return v.ofPhoneSystem("phone_systems.edit", phoneSystemForm, func(id anteroom.SystemID, f *form) office.Command {
		return office.EditPhoneSystem{PhoneSystem: id, Name: f.text("name"), Kind: f.text("kind"), Address: f.text("address"), Manager: f.text("manager"), SIP: f.text("sip")}
	})
}

func (v *visit) removePhoneSystem() error {
	return v.ofPhoneSystem("phone_systems.remove", removePhoneSystemForm, func(id anteroom.SystemID, _ *form) office.Command {
		return office.RemovePhoneSystem{PhoneSystem: id}
	})
}

func removePhoneSystemForm(s pages.Shell, p anteroom.PhoneSystem, version int64) pages.Task {
	return pages.Task{Shell: s, Above: pages.Link{Path: "/system/phone-systems", Text: s.T("phone_systems.title")}, Intro: s.T("phone_systems.remove.intro", "name", p.Name),
		Button: "phone_systems.remove", Danger: true, Version: version,
		Sections: []pages.Section{{Controls: []pages.Control{{Name: "phone_system", Kind: pages.Hidden, Value: string(p.ID)}}}}}
}
