package web

import (
	"net/http"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/web/pages"
)

// addPhone gives a user a SIP phone; its name and password are shown once, and kept by nobody.
func (v *visit) addPhone() error {
	place, s, d, err := v.oneUser("phone.add")
	if err != nil {
		return err
	}
	return v.task(task{
		page:    phoneForm(s, d.User, "phone.add", false, place.Version),
		command: func(*form) office.Command { return office.AddPhone{Company: s.Company, User: d.User.ID} },
		shown: func(out office.Outcome) error {
			return v.show(http.StatusOK, pages.SheetPage(phoneSheet(s, d.User, out.Made["name"], out.Made["password"])))
		},
	})
}

// removePhone takes a phone away: it can register no more.
func (v *visit) removePhone() error {
	place, s, d, err := v.oneUser("phone.remove")
	if err != nil {
		return err
	}
	id := anteroom.PhoneID(v.r.PathValue("phone"))
	for _, p := range d.Phones {
		if p.ID == id {
			return v.task(task{
				page:    phoneForm(s, d.User, "phone.remove", true, place.Version),
				command: func(*form) office.Command { return office.RemovePhone{Company: s.Company, Phone: id} },
				done:    func(office.Outcome) string { return userLink(s, d.User).Path },
			})
		}
	}
	return anteroom.Missing()
}

func phoneForm(s pages.Shell, u anteroom.User, key string, danger bool, version int64) pages.Task {
	return pages.Task{Shell: s, Above: userLink(s, u), Intro: s.T(key+".intro", "name", u.Name()), Button: key, Danger: danger, Version: version,
		Sections: []pages.Section{{Controls: []pages.Control{{Name: "user", Kind: pages.Hidden, Value: string(u.ID)}}}}}
}

// phoneSheet tells what is to be typed into the phone.
func phoneSheet(s pages.Shell, u anteroom.User, name, password string) pages.Sheet {
	s.Title = "phone.made"
	if password == "" { // no secret is shown to who acts for another
		password = s.T("phone.password.hidden")
	}
	return pages.Sheet{Shell: s, Above: userLink(s, u), Intro: s.T("phone.made.intro"), Parts: []pages.Part{{Facts: []pages.FactLine{
		{Label: s.T("phone.name"), Value: pages.Words(name)}, {Label: s.T("phone.password"), Value: pages.Words(password)},
		{Label: s.T("phone.realm"), Value: pages.Words(office.Realm)}}}}}
}
