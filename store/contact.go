package store

import (
	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store/db"
)

// Contact is the contact of that id, of the company or of one of its users.
func (tx *Tx) Contact(company anteroom.CompanyID, id anteroom.ContactID) (anteroom.Contact, error) {
	r, err := tx.q.Contact(tx.ctx, db.ContactParams{CompanyID: string(company), ID: string(id)})
	return contactOf(r), mapped(err)
}

func contactOf(r db.ContactRow) anteroom.Contact {
	return anteroom.Contact{ID: anteroom.ContactID(r.ID), Company: anteroom.CompanyID(r.CompanyID), User: anteroom.UserID(r.UserID),
		First: r.FirstName, Last: r.LastName, Number: anteroom.NumberID(r.Number)}
}

// ContactsOf says whose contacts are meant: a user's, and with Shared (or without a user) those of the company.
type ContactsOf struct {
	Company anteroom.CompanyID
	User    anteroom.UserID // empty: nobody's own
	Shared  bool
}

func (of ContactsOf) shared() string {
	if of.Shared || of.User == "" {
		return "yes"
	}
	return ""
}

// Contacts are those that fit, by last name, and the mark of the next page.
func (tx *Tx) Contacts(of ContactsOf, f anteroom.Find) ([]anteroom.Contact, string, error) {
	after, err := anteroom.ParseMark(f.After)
	if err != nil {
		return nil, "", err
	}
	rows, err := tx.q.Contacts(tx.ctx, db.ContactsParams{CompanyID: string(of.Company), UserID: string(of.User), Shared: of.shared(), AfterName: after.Name, AfterID: after.ID,
		Words: f.Pattern(), Digits: digitsIn(f.Text), Most: int32(f.Most) + 1})
	next := ""
	if len(rows) > f.Most {
		rows = rows[:f.Most]
		next = anteroom.Mark{Name: rows[f.Most-1].SortName, ID: rows[f.Most-1].ID}.String()
	}
	list := make([]anteroom.Contact, len(rows))
	for i, r := range rows {
		list[i] = contactOf(db.ContactRow{CompanyID: r.CompanyID, ID: r.ID, UserID: r.UserID, FirstName: r.FirstName, LastName: r.LastName, Number: r.Number})
	}
	return list, next, mapped(err)
}

// CountContacts is how many fit.
func (tx *Tx) CountContacts(of ContactsOf, f anteroom.Find) (int, error) {
	n, err := tx.q.CountContacts(tx.ctx, db.CountContactsParams{CompanyID: string(of.Company), UserID: string(of.User), Shared: of.shared(), Words: f.Pattern(), Digits: digitsIn(f.Text)})
	return int(n), mapped(err)
}

// PutContact makes or replaces a contact; whose it is stays as it was made.
func (tx *Tx) PutContact(c anteroom.Contact) error {
	return mapped(tx.q.PutContact(tx.ctx, db.PutContactParams{CompanyID: string(c.Company), ID: string(c.ID), UserID: string(c.User), FirstName: c.First, LastName: c.Last,
		SortName: anteroom.Fold(c.Last + " " + c.First), Number: string(c.Number)}))
}

// DropContact ends a contact.
func (tx *Tx) DropContact(company anteroom.CompanyID, id anteroom.ContactID) error {
	return mapped(tx.q.DropContact(tx.ctx, db.DropContactParams{CompanyID: string(company), ID: string(id)}))
}
