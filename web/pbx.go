package web

import (
	"net/http"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/web/pages"
)

// phoneSystem tells how a company's account on its phone system stands (R43, R44).
func (v *visit) phoneSystem() error {
	place, s, err := v.inCompany("pbx.title", "phone_system")
	if err != nil {
		return err
	}
	status, err := v.Office.CompanyPhoneSystem(v.r.Context(), v.who, s.Company)
	if err != nil {
		return err
	}
	now := time.Now()
	if status.Report.Reading(now) || status.Report.Push.Running(now) {
		v.w.Header().Set("Refresh", "2") // without script too; it ends with the work
	}
	page := pages.PhoneSystem{Shell: s, Status: status, Now: now, Provider: v.who.Level != anteroom.LevelCompany, Support: place.VAR.Name}
	return v.show(http.StatusOK, pages.PhoneSystemPage(page))
}

// readPhoneSystem has it read anew.
func (v *visit) readPhoneSystem() error {
	return v.doAndGo(office.ReadPhoneSystem{Company: v.companyID()}, func(office.Outcome) string { return "/phone-system" })
}

// importPBXUsers leads to the file of the lines that are nobody's here.
func (v *visit) importPBXUsers() error {
	return v.doAndGo(office.ImportPBXUsers{Company: v.companyID()}, func(o office.Outcome) string { return "/import/" + o.Made["import"] })
}

func (v *visit) doAndGo(c office.Command, to func(office.Outcome) string) error {
	out, err := v.Office.Do(v.r.Context(), v.who, c, office.Ask{})
	if err != nil {
		return err
	}
	return v.redirect("/c/" + string(v.companyID()) + to(out))
}

// pbxTask is a page about the phone system for one command, which leads back to it.
func (v *visit) pbxTask(title, intro, button string, section pages.Section, command func(id anteroom.CompanyID, f *form) office.Command) error {
	place, s, err := v.inCompany(title, "phone_system")
	if err != nil {
		return err
	}
	page := pages.Task{Shell: s, Above: pages.Link{Path: s.At("/phone-system"), Text: s.T("pbx.title")}, Intro: s.T(intro), Button: button, Version: place.Version,
		Sections: []pages.Section{section}}
	return v.task(task{page: page, done: func(office.Outcome) string { return s.At("/phone-system") },
		command: func(f *form) office.Command { return command(s.Company, f) }})
}

func (v *visit) importPBXNumbers() error {
	if _, _, err := v.managed("pbx.import.numbers.title", "phone_system"); err != nil {
		return err
	}
	return v.pbxTask("pbx.import.numbers.title", "pbx.import.numbers.intro", "pbx.import.numbers.do", pages.Section{}, func(id anteroom.CompanyID, _ *form) office.Command {
		return office.ImportPBXNumbers{Company: id}
	})
}

func (v *visit) pushPhoneSystem() error {
	title, only := "pbx.push.title", v.r.FormValue("only")
	section := pages.Section{Controls: []pages.Control{{Name: "only", Kind: pages.Hidden, Value: only}}}
	if only != "" {
		title = "pbx.right.title"
	}
	return v.pbxTask(title, "pbx.push.intro", title, section, func(id anteroom.CompanyID, f *form) office.Command {
		c := office.PushPhoneSystem{Company: id}
		if only := f.text("only"); only != "" {
			c.Only = []string{only}
		}
		return c
	})
}

// leaveOnPhoneSystem leaves a difference as it is there.
func (v *visit) leaveOnPhoneSystem() error {
	item := pages.Control{Name: "items", Label: "pbx.plan.what", Value: v.r.FormValue("items"), Required: true}
	return v.pbxTask("pbx.leave.title", "pbx.leave.intro", "pbx.leave.title", pages.Section{Controls: []pages.Control{item}}, func(id anteroom.CompanyID, f *form) office.Command {
		return office.LeaveOnPhoneSystem{Company: id, Items: []string{f.text("items")}}
	})
}

// adoptFromPBX takes a difference over as it stands there.
func (v *visit) adoptFromPBX() error {
	item := pages.Control{Name: "items", Label: "pbx.plan.what", Value: v.r.FormValue("items"), Required: true}
	return v.pbxTask("pbx.adopt.title", "pbx.adopt.intro", "pbx.adopt.title", pages.Section{Controls: []pages.Control{item}}, func(id anteroom.CompanyID, f *form) office.Command {
		return office.AdoptFromPBX{Company: id, Items: []string{f.text("items")}}
	})
}

// pbxAddress gives a phone system that fetches its configuration from here its secret address, and shows it, once.
func (v *visit) pbxAddress() error {
	place, s, err := v.managed("pbx.address.title", "manage")
	if err != nil {
		return err
	}
	above := pages.Link{Path: s.At("/manage"), Text: s.T("manage.title")}
	return v.task(task{page: pbxAddressForm(s, above, place.Version),
		command: func(*form) office.Command { return office.GivePBXAddress{Company: place.Company.ID} },
		shown: func(out office.Outcome) error {
			return v.show(http.StatusOK, pages.PBXAddressPage(pages.PBXAddress{Shell: s, Above: above, Address: out.Made["address"]}))
		}})
}

func pbxAddressForm(s pages.Shell, above pages.Link, version int64) pages.Task {
	return pages.Task{Shell: s, Above: above, Intro: s.T("pbx.address.intro"), Button: "pbx.address.title", Version: version}
}

// linePassword gives a line on the phone system a password, and shows it, once.
func (v *visit) linePassword() error {
	place, s, err := v.inCompany("pbx.line.password", "phone_system")
	if err != nil {
		return err
	}
	above := pages.Link{Path: s.At("/phone-system"), Text: s.T("pbx.title")}
	page := pages.Task{Shell: s, Above: above, Intro: s.T("pbx.line.intro"), Button: "pbx.line.password", Version: place.Version,
		Sections: []pages.Section{{Controls: []pages.Control{{Name: "extension", Label: "pbx.line.extension", Value: v.r.FormValue("extension"), Required: true}}}}}
	return v.task(task{page: page,
		command: func(f *form) office.Command {
			return office.GiveLinePassword{Company: s.Company, Extension: f.text("extension")}
		},
		shown: func(out office.Outcome) error {
			return v.show(http.StatusOK, pages.SheetPage(lineSheet(s, above, out.Made["name"], out.Made["password"])))
		}})
}

// lineSheet tells what is to be typed into a telephone of the phone system.
func lineSheet(s pages.Shell, above pages.Link, name, password string) pages.Sheet {
	if password == "" { // no secret is shown to who acts for another
		password = s.T("phone.password.hidden")
	}
	return pages.Sheet{Shell: s, Above: above, Intro: s.T("pbx.line.made"), Parts: []pages.Part{{Facts: []pages.FactLine{
		{Label: s.T("phone.name"), Value: pages.Words(name)}, {Label: s.T("phone.password"), Value: pages.Words(password)}}}}}
}
