package web

import (
	"cmp"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/web/pages"
	"github.com/a-h/templ"
)

func (v *visit) userID() anteroom.UserID { return anteroom.UserID(v.r.PathValue("user")) }

// users is the list of a company's users (R48).
func (v *visit) users() error {
	_, s, err := v.inCompany("users.title", "users")
	if err != nil {
		return err
	}
	l, err := v.Office.Users(v.r.Context(), v.who, s.Company, v.find("state", "operator", "package"))
	if err != nil {
		return err
	}
	packages, err := v.Office.CompanyPackages(v.r.Context(), v.who, s.Company)
	if err != nil {
		return err
	}
	return v.list(userList(s, l, packages, v.r.URL.Query()))
}

func userList(s pages.Shell, l office.List[anteroom.UserLine], packages []anteroom.CompanyPackage, q url.Values) pages.List {
	held := pages.Filter{Name: "package", Label: s.T("users.package"), Options: []pages.Option{{Text: s.T("users.package.all")}}}
	names := map[anteroom.PackageID]string{}
	for _, p := range packages {
		names[p.Package.ID] = p.Package.Name
		held.Options = append(held.Options, pages.Option{Value: string(p.Package.ID), Text: p.Package.Name})
	}
	add := pages.Link{Path: s.At("/users/add"), Text: s.T("users.add")}
	t := pages.Table{Caption: s.T("users.title"), Path: s.At("/users"), Query: q, Search: s.T("users.search"), Older: l.Next, Count: s.T("users.count", "count", l.Count),
		Columns: []pages.Column{{Label: s.T("users.name"), Sort: "name"}, {Label: s.T("field.user.number"), Sort: "number"}, {Label: s.T("field.user.extension"), Sort: "extension"},
			{Label: s.T("field.user.email"), Sort: "email"}, {Label: s.T("users.numbers")}, {Label: s.T("users.packages")}, {Label: s.T("table.status")}},
		Filters: []pages.Filter{{Name: "state", Label: s.T("table.status"), Options: options(s, "users.state.all", "users.state.", "active", "invited", "removed")},
			{Name: "operator", Label: s.T("field.user.operator"), Options: options(s, "users.operator.all", "users.operator.", "yes")}, held},
		Empty: pages.Empty{Title: s.T("users.none"), About: s.T("users.none.about"), Action: add},
		Bulk:  &pages.Bulk{Action: s.At("/users/remove"), Button: s.T("users.remove"), Danger: true}}
	if l.Count == anteroom.MostCounted && l.Next != "" {
		t.Count = s.T("users.count.more", "count", l.Count)
	}
	if q.Get("state") == "removed" {
		t.Bulk = nil
	}
	for _, u := range l.Rows {
		t.Rows = append(t.Rows, pages.Row{ID: string(u.ID), Cells: []templ.Component{pages.Linked(s.At("/users/"+string(u.ID)), u.Name()), pages.Words(u.Number),
			pages.Words(u.Extension), pages.Words(u.Email), pages.Words(s.P.List(written(u.Numbers))), pages.Words(s.P.List(named(u.Packages, names))), userPill(s, u.User)}})
	}
	return pages.List{Shell: s, Intro: s.T("users.intro"), Actions: []pages.Link{add, {Path: s.At("/import"), Text: s.T("import.title")},
		exportLink(s, q, "csv"), exportLink(s, q, "xlsx")}, Table: t}
}

func written(list []anteroom.NumberID) []string {
	var texts []string
	for _, n := range list {
		texts = append(texts, n.String())
	}
	return texts
}

func named(list []anteroom.PackageID, names map[anteroom.PackageID]string) []string {
	var texts []string
	for _, id := range list {
		if name := names[id]; name != "" {
			texts = append(texts, name)
		}
	}
	return texts
}

func userPill(s pages.Shell, u anteroom.User) templ.Component {
	switch {
	case !u.Removed.IsZero():
		return pages.Pill("bad", "wrong", s.T("users.state.removed"))
	case u.State == anteroom.UserInvited:
		return pages.Pill("info", "clock", s.T("users.state.invited"))
	}
	return pages.Pill("good", "yes", s.T("users.state.active"))
}

func usersLink(s pages.Shell) pages.Link {
	return pages.Link{Path: s.At("/users"), Text: s.T("users.title")}
}

// userControls are the fields of a user that an administrator decides.
func userControls(s pages.Shell, spoken anteroom.Languages, u anteroom.User) []pages.Section {
	o := u.Options
	return []pages.Section{
		{Title: s.T("users.person"), Controls: append(ownControls(s, spoken, u),
			pages.Control{Name: "extension", Label: "field.user.extension", Hint: "users.extension.hint", Value: u.Extension},
			pages.Control{Name: "operator", Label: "field.user.operator", Hint: "users.operator.hint", Kind: pages.Tick, Checked: u.Operator})},
		{Title: s.T("users.options"), Controls: []pages.Control{
			{Name: "mail_messages", Label: "field.user.options.mail_messages", Type: "number", Value: strconv.Itoa(o.MailMessages)},
			{Name: "contacts", Label: "field.user.options.contacts", Type: "number", Value: strconv.Itoa(o.Contacts)},
			{Name: "voice_messages", Label: "field.user.options.voice_messages", Type: "number", Value: strconv.Itoa(o.VoiceMessages)},
			{Name: "expires", Label: "field.user.options.expires", Type: "date", Value: o.Expires},
			{Name: "company_contacts", Label: "field.user.options.company_contacts", Kind: pages.Tick, Checked: o.CompanyContacts},
			{Name: "administrator_only", Label: "field.user.options.administrator_only", Kind: pages.Tick, Checked: o.AdministratorOnly},
			{Name: "assistant_stays", Label: "field.user.options.assistant_stays", Hint: "users.assistant_stays.hint", Kind: pages.Tick, Checked: o.AssistantStays},
			mp3Control(u)}}}
}

// mp3Control chooses how recordings are mailed; the user may choose, too.
func mp3Control(u anteroom.User) pages.Control {
	return pages.Control{Name: "voice_mp3", Label: "field.user.options.voice_mp3", Hint: "users.voice_mp3.hint", Kind: pages.Tick, Checked: u.Options.VoiceMP3}
}

// ownControls are those that are the user's own, too.
func ownControls(s pages.Shell, spoken anteroom.Languages, u anteroom.User) []pages.Control {
	list := []pages.Option{{Text: s.T("users.language.company", "language", s.P.LanguageName(spoken.First))}}
	for _, l := range spoken.List() {
		list = append(list, pages.Option{Value: string(l), Text: s.P.LanguageName(l)})
	}
	return []pages.Control{
		{Name: "first", Label: "field.user.first", Value: u.First},
		{Name: "last", Label: "field.user.last", Value: u.Last, Required: true},
		{Name: "email", Label: "field.user.email", Type: "email", Value: u.Email, Required: true},
		{Name: "language", Label: "field.user.language", Kind: pages.Choice, Value: string(u.Language), Options: list}}
}

// addUser makes a user, and invites where that is ticked.
func (v *visit) addUser() error {
	place, s, err := v.inCompany("users.add", "users")
	if err != nil {
		return err
	}
	choice, err := v.userChoice(s.Company)
	if err != nil {
		return err
	}
	return v.task(task{
		page: addUserForm(s, place.Company, choice, place.Version),
		command: func(f *form) office.Command {
			e := edited(f, "")
			c := office.CreateUser{Company: s.Company, First: *e.First, Last: *e.Last, Email: *e.Email, Extension: *e.Extension, Language: *e.Language,
				Operator: *e.Operator, Invite: f.ticked("invite"), MailMessages: e.MailMessages, Contacts: e.Contacts, VoiceMessages: e.VoiceMessages,
				Expires: e.Expires, CompanyContacts: e.CompanyContacts, AdministratorOnly: e.AdministratorOnly, AssistantStays: e.AssistantStays, VoiceMP3: e.VoiceMP3,
				PIN: f.text("pin"), Packages: []anteroom.PackageID{}}
			for _, id := range f.Values["packages"] {
				c.Packages = append(c.Packages, anteroom.PackageID(id))
			}
			if n := f.text("number"); n != "" {
				c.Numbers = []anteroom.NumberID{anteroom.NumberID(n)}
			}
			return c
		},
		done: func(office.Outcome) string { return s.At("/users") },
	})
}

// mostPicked are the users whom a field offers.
const mostPicked = 10

// pick is what a field offers: what is typed, and whom that means.
type pick struct {
	Value string `json:"value"`
	Text  string `json:"text"`
}

// pickUser are the users who fit what was typed into a field that names one, by extension or else by User ID. Without
// script the field takes the same.
func (v *visit) pickUser() error {
	l, err := v.Office.Users(v.r.Context(), v.who, v.companyID(), anteroom.Find{Text: v.r.URL.Query().Get("q"), Most: mostPicked})
	if err != nil {
		return err
	}
	list := []pick{}
	for _, u := range l.Rows {
		list = append(list, pick{Value: cmp.Or(u.Extension, u.Number), Text: u.Name()})
	}
	v.w.Header().Set("Content-Type", "application/json")
	return json.NewEncoder(v.w).Encode(list)
}

// userChoice is what a new user may be given.
type userChoice struct {
	packages []anteroom.CompanyPackage // of the company's list
	numbers  []anteroom.NumberLine     // free ones, some
}

func (v *visit) userChoice(company anteroom.CompanyID) (c userChoice, err error) {
	if c.packages, err = v.Office.CompanyPackages(v.r.Context(), v.who, company); err != nil {
		return c, err
	}
	free, err := v.Office.Numbers(v.r.Context(), v.who, company, anteroom.Find{Where: map[string]string{"state": string(anteroom.FreeNumber)}, Most: listShown})
	c.numbers = free.Rows
	return c, err
}

// controls are the packages that are offered, the default ones ticked, a free number, and the PIN.
func (c userChoice) controls(s pages.Shell) []pages.Control {
	packages := pages.Control{Name: "packages", Label: "users.packages", Kind: pages.Ticks}
	for _, p := range c.packages {
		if !p.Offer || !p.Package.Active {
			continue
		}
		packages.Options = append(packages.Options, pages.Option{Value: string(p.Package.ID), Text: p.Package.Name})
		if p.Default {
			packages.Values = append(packages.Values, string(p.Package.ID))
		}
	}
	numbers := pages.Control{Name: "number", Label: "users.number", Hint: "users.number.hint", Kind: pages.Choice, Options: []pages.Option{{Text: s.T("users.number.none")}}}
	for _, n := range c.numbers {
		numbers.Options = append(numbers.Options, pages.Option{Value: string(n.ID), Text: n.ID.String()})
	}
	var list []pages.Control
	if len(packages.Options) > 0 {
		list = append(list, packages)
	}
	if len(c.numbers) > 0 {
		list = append(list, numbers)
	}
	return append(list, pages.Control{Name: "pin", Label: "field.user.pin_changed", Hint: "users.pin.hint", Kind: pages.SecretLine})
}

func addUserForm(s pages.Shell, c anteroom.Company, choice userChoice, version int64) pages.Task {
	sections := userControls(s, c.Languages, anteroom.User{Options: anteroom.DefaultOptions()})
	sections = append(sections[:1], append([]pages.Section{{Title: s.T("users.given"), Controls: choice.controls(s)}}, sections[1:]...)...)
	sections[0].Controls = append(sections[0].Controls, pages.Control{Name: "invite", Label: "users.invite", Hint: "users.invite.hint", Kind: pages.Tick, Checked: true})
	return pages.Task{Shell: s, Above: usersLink(s), Intro: s.T("users.add.intro"), Button: "users.add", Version: version, Sections: sections}
}

// edited is what the form says of a user.
func edited(f *form, id anteroom.UserID) office.EditUser {
	text := func(name string) *string { t := f.text(name); return &t }
	number := func(name string) *int { n := f.number(name); return &n }
	box := func(name string) *bool { b := f.ticked(name); return &b }
	language := anteroom.Language(f.text("language"))
	return office.EditUser{User: id, First: text("first"), Last: text("last"), Email: text("email"), Extension: text("extension"), Language: &language,
		Operator: box("operator"), MailMessages: number("mail_messages"), Contacts: number("contacts"), VoiceMessages: number("voice_messages"),
		Expires: text("expires"), CompanyContacts: box("company_contacts"), AdministratorOnly: box("administrator_only"), AssistantStays: box("assistant_stays"), VoiceMP3: box("voice_mp3")}
}

// oneUser is the user that the address names, and the shell of a page about the user.
func (v *visit) oneUser(title string) (office.Place, pages.Shell, office.UserDetails, error) {
	place, s, err := v.inCompany(title, "users")
	if err != nil {
		return place, s, office.UserDetails{}, err
	}
	d, err := v.Office.User(v.r.Context(), v.who, s.Company, v.userID())
	return place, s, d, err
}

// user shows a user, and leads to what can be done.
func (v *visit) user() error {
	_, s, d, err := v.oneUser("user.title")
	if err != nil {
		return err
	}
	return v.show(http.StatusOK, pages.SheetPage(userSheet(s, d)))
}

func userSheet(s pages.Shell, d office.UserDetails) pages.Sheet {
	at := func(path, key string) pages.Link {
		return pages.Link{Path: s.At("/users/" + string(d.User.ID) + path), Text: s.T(key)}
	}
	language := s.T("users.language.first")
	if d.User.Language != "" {
		language = s.P.LanguageName(d.User.Language)
	}
	facts := []pages.FactLine{{Label: s.T("users.name"), Value: pages.Words(d.User.Name())}, {Label: s.T("table.status"), Value: userPill(s, d.User)},
		{Label: s.T("field.user.number"), Value: pages.Words(d.User.Number)}, {Label: s.T("field.user.email"), Value: pages.Words(d.User.Email)},
		{Label: s.T("field.user.extension"), Value: pages.Words(d.User.Extension)}, {Label: s.T("field.user.language"), Value: pages.Words(language)}}
	for _, n := range d.Numbers {
		facts = append(facts, pages.FactLine{Label: s.T("field.number.number"), Value: pages.Linked(s.At("/numbers/"+string(n)), n.String())})
	}
	for _, p := range d.Packages {
		facts = append(facts, pages.FactLine{Label: s.T("users.package"), Value: pages.Words(p.Name)})
	}
	if d.Invitation != nil {
		facts = append(facts, pages.FactLine{Label: s.T("field.invitation.email"), Value: pages.Words(s.T("users.invited", "email", d.Invitation.Email, "time", s.Written(d.Invitation.Made)))})
	}
	for _, p := range d.Phones {
		facts = append(facts, pages.FactLine{Label: s.T("phone.one"), Value: pages.Linked(s.At("/users/"+string(d.User.ID)+"/phones/"+string(p.ID)), p.Name)})
	}
	var part pages.Part
	actions := []pages.Link{at("/recover", "user.recover")}
	if d.User.Removed.IsZero() {
		actions = []pages.Link{at("/edit", "user.edit"), at("/pin", "user.pin"), at("/phones/add", "phone.add"), at("/handling", "handling.title"), at("/packages", "nav.packages"), at("/restrictions", "nav.restrictions")}
		if !d.Come {
			actions = append(actions, at("/invite", "user.invite"))
		}
		part.Danger = []pages.Link{at("/remove", "user.remove")}
	}
	part.Facts, part.Actions = facts, actions
	return pages.Sheet{Shell: s, Above: usersLink(s), Parts: []pages.Part{part}}
}

// editUser changes what an administrator decides of a user.
func (v *visit) editUser() error {
	place, s, d, err := v.oneUser("user.edit")
	if err != nil {
		return err
	}
	return v.task(task{
		page: pages.Task{Shell: s, Above: userLink(s, d.User), Version: place.Version, Sections: userControls(s, place.Company.Languages, d.User)},
		command: func(f *form) office.Command {
			c := edited(f, d.User.ID)
			c.Company = s.Company
			return c
		},
		done: func(office.Outcome) string { return userLink(s, d.User).Path },
	})
}

func userLink(s pages.Shell, u anteroom.User) pages.Link {
	return pages.Link{Path: s.At("/users/" + string(u.ID)), Text: u.Name()}
}

// confirm asks for a command on a user that has no fields.
func (v *visit) confirm(key string, danger bool, command func(s pages.Shell, u anteroom.User) office.Command) error {
	place, s, d, err := v.oneUser(key)
	if err != nil {
		return err
	}
	page := confirmUser(s, key, d.User, place.Version)
	page.Danger = danger
	return v.task(task{
		page:    page,
		command: func(*form) office.Command { return command(s, d.User) },
		done:    func(office.Outcome) string { return userLink(s, d.User).Path },
	})
}

func confirmUser(s pages.Shell, key string, u anteroom.User, version int64) pages.Task {
	return pages.Task{Shell: s, Above: userLink(s, u), Intro: s.T(key+".intro", "name", u.Name(), "email", u.Email), Button: key, Version: version,
		Sections: []pages.Section{{Controls: []pages.Control{{Name: "user", Kind: pages.Hidden, Value: string(u.ID)}}}}}
}

func (v *visit) removeUser() error {
	return v.confirm("user.remove", true, func(s pages.Shell, u anteroom.User) office.Command {
		return office.RemoveUser{Company: s.Company, User: u.ID}
	})
}

func (v *visit) recoverUser() error {
	return v.confirm("user.recover", false, func(s pages.Shell, u anteroom.User) office.Command {
		return office.RecoverUser{Company: s.Company, User: u.ID}
	})
}

func (v *visit) inviteUser() error {
	return v.confirm("user.invite", false, func(s pages.Shell, u anteroom.User) office.Command {
		return office.SendInvitation{Company: s.Company, User: u.ID}
	})
}

// removeUsers removes those who were ticked in the list.
func (v *visit) removeUsers() error {
	place, s, err := v.inCompany("users.remove", "users")
	if err != nil {
		return err
	}
	return v.task(task{
		page: pages.Task{Shell: s, Above: usersLink(s), Button: "users.remove", Danger: true, Version: place.Version,
			Sections: []pages.Section{{Controls: []pages.Control{{Name: "id", Label: "users.title", Kind: pages.Ticks}}}}},
		command: func(f *form) office.Command {
			c := office.RemoveUsers{Company: s.Company}
			for _, id := range f.Values["id"] {
				c.Users = append(c.Users, anteroom.UserID(id))
			}
			return c
		},
		done: func(office.Outcome) string { return s.At("/users") },
	})
}

// userPIN sets a user's PIN, by an administrator.
func (v *visit) userPIN() error {
	place, s, d, err := v.oneUser("user.pin")
	if err != nil {
		return err
	}
	return v.task(pinTask(s, userLink(s, d.User), place, d.User))
}

func pinTask(s pages.Shell, above pages.Link, place office.Place, u anteroom.User) task {
	return task{
		page: pages.Task{Shell: s, Above: above, Intro: s.T("user.pin.intro"), Version: place.Version, Sections: []pages.Section{{Controls: []pages.Control{
			{Name: "pin", Label: "field.user.pin_changed", Hint: "user.pin.hint", Kind: pages.SecretLine, Required: true},
			{Name: "again", Label: "user.pin.again", Kind: pages.SecretLine, Required: true}}}}},
		command: func(f *form) office.Command {
			again := f.text("again")
			return office.SetPIN{Company: u.Company, User: u.ID, PIN: f.text("pin"), Again: &again}
		},
		done: func(office.Outcome) string { return above.Path },
	}
}
