package web

import (
	"cmp"
	"net/url"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/web/pages"
	"github.com/a-h/templ"
)

// contactBook is whose contacts a page is about: one's own, or those of a company.
type contactBook struct {
	pages.Shell
	company anteroom.CompanyID
	user    anteroom.UserID // empty: the company's
	path    string          // of the list
	most    int             // that may be kept
	shared  bool            // the user sees those of the company
	fixed   bool            // the administrator alone configures the user's account
	public  bool            // a public service has none
	version int64
}

// contactBook reads it from the address; an empty title is that of the list.
func (v *visit) contactBook(title string) (b contactBook, err error) {
	if v.companyID() == "" {
		return v.ownContactBook(cmp.Or(title, "contacts.mine"))
	}
	place, s, err := v.inCompany(cmp.Or(title, "contacts.title"), "contacts")
	b = contactBook{Shell: s, company: place.Company.ID, path: s.At("/contacts"), version: place.Version, public: place.Company.Kind == anteroom.PublicService, most: anteroom.MostCompanyContacts}
	return b, err
}

func (v *visit) ownContactBook(title string) (contactBook, error) {
	place, s, d, err := v.self(title, "my_contacts")
	o := d.User.Options
	return contactBook{Shell: undoable(s), company: place.Company.ID, user: d.User.ID, path: "/me/contacts", version: place.Version,
		fixed: o.AdministratorOnly, most: o.Contacts, shared: o.CompanyContacts && place.Company.Kind != anteroom.PublicService}, err
}

// intro tells what the list holds, and why none can be added where that is so.
func (b contactBook) intro() string {
	switch {
	case b.public:
		return b.T("error.contact.public")
	case b.user == "":
		return b.T("contacts.intro")
	case b.fixed:
		return b.T("error.user.administrator_only")
	case b.most == 0:
		return b.T("error.contact.none")
	case b.shared:
		return b.T("contacts.mine.intro.shared", "most", b.most)
	}
	return b.T("contacts.mine.intro", "most", b.most)
}

// contacts is the list of the company's contacts, or of the user's own with those that the user sees of the company.
func (v *visit) contacts() error {
	b, err := v.contactBook("")
	if err != nil {
		return err
	}
	var l office.List[anteroom.Contact]
	if b.user == "" {
		l, _, err = v.Office.Contacts(v.r.Context(), v.who, b.company, v.find())
	} else {
		l, _, err = v.Office.UserContacts(v.r.Context(), v.who, b.company, b.user, v.find())
	}
	if err != nil {
		return err
	}
	return v.list(contactList(b, l, v.r.URL.Query()))
}

func contactList(b contactBook, l office.List[anteroom.Contact], q url.Values) pages.List {
	s := b.Shell
	page := pages.List{Shell: s, Intro: b.intro()}
	t := pages.Table{Caption: s.T(s.Title), Path: b.path, Query: q, Search: s.T("contacts.search"), Older: l.Next, Count: s.T("contacts.count", "count", l.Count),
		Columns: []pages.Column{{Label: s.T("contacts.name")}, {Label: s.T("field.contact.number")}},
		Empty:   pages.Empty{Title: s.T("contacts.empty"), About: s.T("contacts.empty.about")}}
	if b.user != "" {
		t.Columns = append(t.Columns, pages.Column{Label: s.T("contacts.whose")})
	}
	if !b.public && !b.fixed && b.most > 0 {
		add := pages.Link{Path: b.path + "/add", Text: s.T("contacts.add")}
		page.Actions, t.Empty.Action = []pages.Link{add, {Path: b.path + "/import", Text: s.T("contacts.import")}}, add
	}
	if l.Count > 0 {
		page.Actions = append(page.Actions, contactExport(b, q, "csv"), contactExport(b, q, "xlsx"))
	}
	for _, x := range l.Rows {
		t.Rows = append(t.Rows, pages.Row{ID: string(x.ID), Cells: b.cells(x)})
	}
	page.Table = t
	return page
}

func (b contactBook) cells(x anteroom.Contact) []templ.Component {
	name, whose := pages.Linked(b.path+"/"+string(x.ID), x.Name()), "contacts.whose.mine"
	if x.User != b.user {
		name, whose = pages.Words(x.Name()), "contacts.whose.company"
	}
	cells := []templ.Component{name, pages.Words(x.Number.String())}
	if b.user == "" {
		return cells
	}
	cells[1] = pages.Linked("/me/calls/place?number="+url.QueryEscape(string(x.Number)), x.Number.String())
	return append(cells, pages.Words(b.T(whose)))
}

func (v *visit) addContact() error {
	b, err := v.contactBook("contacts.add")
	if err != nil {
		return err
	}
	return v.task(task{
		page: contactForm(b, anteroom.Contact{}, "contacts.add"),
		command: func(f *form) office.Command {
			return office.AddContact{Company: b.company, User: b.user, First: f.text("first"), Last: f.text("last"), Number: f.text("number")}
		},
		done: func(office.Outcome) string { return b.path },
	})
}

// above leads back to the list.
func (b contactBook) above() pages.Link {
	if b.user == "" {
		return pages.Link{Path: b.path, Text: b.T("contacts.title")}
	}
	return pages.Link{Path: b.path, Text: b.T("contacts.mine")}
}

func contactForm(b contactBook, x anteroom.Contact, button string) pages.Task {
	page := pages.Task{Shell: b.Shell, Above: b.above(), Button: button, Version: b.version, Sections: []pages.Section{{Controls: []pages.Control{
		{Name: "first", Label: "field.contact.first", Value: x.First}, {Name: "last", Label: "field.contact.last", Value: x.Last, Required: true},
		{Name: "number", Label: "field.contact.number", Hint: "contact.number.hint", Type: "tel", Value: x.Number.String(), Required: true}}}}}
	if x.ID != "" {
		page.After = pages.Parts([]pages.Part{{Danger: []pages.Link{{Path: b.path + "/" + string(x.ID) + "/remove", Text: b.T("contact.remove")}}}})
	}
	return page
}

// oneContact is the contact that the address names.
func (v *visit) oneContact(title string) (contactBook, anteroom.Contact, error) {
	b, err := v.contactBook(title)
	if err != nil {
		return b, anteroom.Contact{}, err
	}
	x, _, err := v.Office.Contact(v.r.Context(), v.who, b.company, b.user, anteroom.ContactID(v.r.PathValue("contact")))
	return b, x, err
}

func (v *visit) contact() error {
	b, x, err := v.oneContact("contact.title")
	if err != nil {
		return err
	}
	return v.task(task{
		page: contactForm(b, x, ""),
		command: func(f *form) office.Command {
			return office.EditContact{Company: b.company, User: b.user, Contact: x.ID, First: f.text("first"), Last: f.text("last"), Number: f.text("number")}
		},
		done: func(office.Outcome) string { return b.path },
	})
}

func (v *visit) removeContact() error {
	b, x, err := v.oneContact("contact.remove")
	if err != nil {
		return err
	}
	return v.task(task{
		page: removeContactForm(b, x),
		command: func(*form) office.Command {
			return office.RemoveContact{Company: b.company, User: b.user, Contact: x.ID}
		},
		done: func(office.Outcome) string { return b.path },
	})
}

func removeContactForm(b contactBook, x anteroom.Contact) pages.Task {
	return pages.Task{Shell: b.Shell, Above: b.above(), Danger: true, Button: "contact.remove", Version: b.version, Intro: b.T("contact.remove.intro", "name", x.Name(), "number", x.Number.String())}
}
