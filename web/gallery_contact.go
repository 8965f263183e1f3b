package web

import (
	"net/http"
	"net/url"
	"strconv"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/web/pages"
	"github.com/a-h/templ"
)

// contactGallery are the pages of contacts: those of the company, and one's own.
func contactGallery(add func(page, title, here string, more ...specimen)) {
	list := func(book func(*sample) contactBook, rows int, q url.Values) func(*sample) templ.Component {
		return func(s *sample) templ.Component {
			l := office.List[anteroom.Contact]{Rows: someContacts(rows), Count: rows}
			if rows > 4 {
				l.Next, l.Count = "x", 4812
			}
			return pages.ListPage(contactList(book(s), l, q))
		}
	}
	task := func(book func(*sample) contactBook, make func(contactBook) pages.Task) func(*sample) templ.Component {
		return func(s *sample) templ.Component { return pages.TaskPage(make(book(s))) }
	}
	form := func(b contactBook) pages.Task { return contactForm(b, someContacts(2)[1], "") }
	remove := func(b contactBook) pages.Task { return removeContactForm(b, someContacts(2)[1]) }
	company, mine := (*sample).companyContacts, (*sample).ownContacts
	none := func(s *sample) contactBook { b := s.ownContacts(); b.most = 0; return b }
	public := func(s *sample) contactBook { b := s.companyContacts(); b.public = true; return b }
	add("contacts", "contacts.title", "contacts", specimen{state: "usual", make: list(company, 4, nil)}, specimen{state: "empty", make: list(company, 0, nil)},
		specimen{state: "full", make: list(company, listShown, url.Values{"q": {"o"}})}, specimen{state: "nothing", make: list(company, 0, url.Values{"q": {"<b>x"}})}, specimen{state: "public", make: list(public, 0, nil)})
	add("my-contacts", "contacts.mine", "my_contacts", specimen{state: "usual", make: list(mine, 4, nil)}, specimen{state: "empty", make: list(mine, 0, nil)},
		specimen{state: "full", make: list(mine, listShown, nil)}, specimen{state: "limit", make: list(none, 0, nil)})
	add("contacts-add", "contacts.add", "contacts", specimen{state: "usual", make: task(company, func(b contactBook) pages.Task { return contactForm(b, anteroom.Contact{}, "contacts.add") })},
		specimen{state: "error", wrong: true, status: http.StatusUnprocessableEntity, make: func(s *sample) templ.Component {
			return broken(contactForm(s.companyContacts(), anteroom.Contact{}, "contacts.add"), map[string]string{"number": "12"},
				anteroom.FieldError{Field: "last", Msg: anteroom.T("error.text.empty")}, anteroom.FieldError{Field: "number", Msg: anteroom.T("error.contact.number")})
		}})
	file := func(b contactBook) pages.Task {
		return contactImportForm(b, office.ContactSheet{Header: true, Columns: []string{"first", "last", "", "number"}, Sample: [][]string{{"Prénom", "Nom", "Titre", "Cellulaire"}, {"Émilie", "Bouchard-Lévesque", "D<sup>re</sup>", "514 555-0122"}, {"", "Coop de taxi", "", "123"}}}, "contacts.csv")
	}
	add("contacts-import", "contacts.import", "contacts", specimen{state: "usual", make: task(company, func(b contactBook) pages.Task { return contactImportForm(b, office.ContactSheet{}, "") })},
		specimen{state: "full", make: task(company, file)},
		specimen{state: "error", wrong: true, status: http.StatusUnprocessableEntity, make: func(s *sample) templ.Component {
			return broken(file(s.companyContacts()), map[string]string{}, anteroom.FieldError{Field: "file", Msg: anteroom.T("error.contacts.row", "line", 3, "column", anteroom.T("import.column.number"), "value", "123", "reason", anteroom.T("error.contact.number"))})
		}})
	add("contact", "contact.title", "my_contacts", specimen{state: "usual", make: task(mine, form)})
	add("contact-remove", "contact.remove", "my_contacts", specimen{state: "usual", make: task(mine, remove)})
}

func (s *sample) companyContacts() contactBook {
	return contactBook{Shell: s.Shell, company: "boreal", path: "/c/boreal/contacts", most: anteroom.MostCompanyContacts, version: 3}
}

func (s *sample) ownContacts() contactBook {
	s.asUser()
	return contactBook{Shell: s.Shell, company: "boreal", user: "marc", path: "/me/contacts", most: 500, shared: true, version: 3}
}

// someContacts are that many, of the company and of Marc in turn.
func someContacts(n int) []anteroom.Contact {
	known := []anteroom.Contact{{Last: "Coop de taxi de Rimouski", Number: "+14187235555"}, {User: "marc", First: "Émilie", Last: "Bouchard-Lévesque", Number: "+15145550122"},
		{Last: "Fournitures <b>Zénith</b>", Number: "+33144556677"}, {User: "marc", First: "Dr", Last: "Okonkwo", Number: "+442079460958"}}
	list := []anteroom.Contact{}
	for i := range n {
		x := known[i%len(known)]
		x.ID, x.Company = anteroom.ContactID("k"+strconv.Itoa(i)), "boreal"
		list = append(list, x)
	}
	return list
}
