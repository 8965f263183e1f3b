package office

import (
	"context"
	"strings"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store"
)

// AddContact keeps somebody outside among a user's contacts, or among those of the company.
type AddContact struct {
	Company anteroom.CompanyID `json:"-" path:"company"`
	User    anteroom.UserID    `json:"user,omitempty"` // whose own; left out: the company's
	First   string             `json:"first,omitempty"`
	Last    string             `json:"last"`
	Number  string             `json:"number"` // as dialled in the company's country
}

func (c AddContact) Of() anteroom.Target   { return anteroom.Target{Company: c.Company, User: c.User} }
func (c AddContact) Right() anteroom.Right { return contactsRight(c.User) }

func (c AddContact) Do(r *Run) error {
	x := anteroom.Contact{ID: anteroom.NewID[anteroom.ContactID](r.tx.Now), Company: c.Company, User: c.User, First: clean(c.First), Last: clean(c.Last)}
	if there, err := r.contactsOf(c.User); err != nil || !there {
		return err
	}
	if err := r.contactNumber(&x, c.Number); err != nil {
		return err
	}
	err := contacts().make(r, contactKey(x.User, x.ID), x)
	if r.made["contact"] != "" {
		r.made["contact"] = string(x.ID)
	}
	return err
}

// EditContact changes a contact of a user, or of the company.
type EditContact struct {
	Company anteroom.CompanyID `json:"-" path:"company"`
	User    anteroom.UserID    `json:"user,omitempty"` // whose own; left out: the company's
	Contact anteroom.ContactID `json:"contact"`
	First   string             `json:"first,omitempty"`
	Last    string             `json:"last"`
	Number  string             `json:"number"` // as dialled in the company's country
}

func (c EditContact) Of() anteroom.Target   { return anteroom.Target{Company: c.Company, User: c.User} }
func (c EditContact) Right() anteroom.Right { return contactsRight(c.User) }

func (c EditContact) Do(r *Run) error {
	if there, err := r.contactsOf(c.User); err != nil || !there {
		return err
	}
	return contacts().edit(r, contactKey(c.User, c.Contact), func(x *anteroom.Contact) error {
		x.First, x.Last = clean(c.First), clean(c.Last)
		return r.contactNumber(x, c.Number)
	})
}

// RemoveContact takes a contact out of those of a user, or of the company.
type RemoveContact struct {
	Company anteroom.CompanyID `json:"-" path:"company"`
	User    anteroom.UserID    `json:"user,omitempty"` // whose own; left out: the company's
	Contact anteroom.ContactID `json:"contact"`
}

func (c RemoveContact) Of() anteroom.Target   { return anteroom.Target{Company: c.Company, User: c.User} }
func (c RemoveContact) Right() anteroom.Right { return contactsRight(c.User) }

func (c RemoveContact) Do(r *Run) error {
	if there, err := r.contactsOf(c.User); err != nil || !there {
		return err
	}
	return contacts().remove(r, contactKey(c.User, c.Contact))
}

// contactsRight is what changing contacts asks for: a user's own are the user's, those of the company its administrators'.
func contactsRight(user anteroom.UserID) anteroom.Right {
	if user == "" {
		return anteroom.ManageUsers
	}
	return anteroom.EditSelf
}

// contactKey is a contact's id in the history: the user's before its own.
func contactKey(user anteroom.UserID, id anteroom.ContactID) string {
	if user == "" {
		return string(id)
	}
	return string(user) + "." + string(id)
}

// contactsOf tells whether the user is there whose contacts are changed, or the company has its own.
func (r *Run) contactsOf(user anteroom.UserID) (bool, error) {
	if user != "" {
		return r.mayConfigure(user)
	}
	c, err := r.tx.Company(r.target.Company)
	if err == nil && c.Kind == anteroom.PublicService {
		err = anteroom.Fail(anteroom.Conflict, "error.contact.public")
	}
	return err == nil, err
}

func (r *Run) contactNumber(x *anteroom.Contact, text string) error {
	c, err := r.tx.Company(r.target.Company)
	x.Number, _ = numberIn(c.Country, clean(text))
	return err
}

func contacts() noun[anteroom.Contact] {
	return noun[anteroom.Contact]{
		name: "contact", right: anteroom.ManageUsers, own: true,
		load: func(r *Run, id string) (anteroom.Contact, error) {
			user, own, found := strings.Cut(id, ".")
			if !found {
				user, own = "", id
			}
			x, err := r.tx.Contact(r.target.Company, anteroom.ContactID(own))
			return x, exists(err, string(x.User) == user)
		},
		check: (*Run).checkContact,
		put:   func(r *Run, _ string, _ *anteroom.Contact, x anteroom.Contact) error { return r.tx.PutContact(x) },
		drop:  func(r *Run, x anteroom.Contact) error { return r.tx.DropContact(x.Company, x.ID) },
	}
}

func (r *Run) checkContact(before *anteroom.Contact, x anteroom.Contact) error {
	if x.Company != r.target.Company { // put back by an undo
		return anteroom.Missing()
	}
	x.Check(&r.wrong)
	if before != nil {
		return nil
	}
	most, err := r.mostContacts(x.User)
	if err != nil {
		return err
	}
	n, err := r.tx.CountContacts(store.ContactsOf{Company: x.Company, User: x.User}, anteroom.Find{})
	switch {
	case err != nil:
		return err
	case most == 0:
		return anteroom.Fail(anteroom.Limit, "error.contact.none")
	case n >= most:
		return anteroom.Fail(anteroom.Limit, "error.contact.most", "count", most)
	}
	return nil
}

// mostContacts is how many a user, or the company, may keep.
func (r *Run) mostContacts(user anteroom.UserID) (int, error) {
	if user == "" {
		return anteroom.MostCompanyContacts, nil
	}
	u, err := r.tx.User(r.target.Company, user)
	return u.Options.Contacts, err
}

// Contacts are those of the company, by last name.
func (o *Office) Contacts(ctx context.Context, who anteroom.Who, company anteroom.CompanyID, f anteroom.Find) (l List[anteroom.Contact], p Place, err error) {
	if err := (columns{}).check(&f); err != nil {
		return l, p, err
	}
	err = o.store.Read(ctx, func(tx *store.Tx) error {
		if p, err = placeOf(tx, who, anteroom.SeeCompany, anteroom.Target{Company: company}); err != nil {
			return err
		}
		l, err = contactsThatFit(tx, store.ContactsOf{Company: company}, f)
		return err
	})
	return l, p, err
}

// UserContacts are a user's own and, where the user's option says so, those of the company, by last name.
func (o *Office) UserContacts(ctx context.Context, who anteroom.Who, company anteroom.CompanyID, user anteroom.UserID, f anteroom.Find) (l List[anteroom.Contact], p Place, err error) {
	if err := (columns{}).check(&f); err != nil {
		return l, p, err
	}
	err = o.store.Read(ctx, func(tx *store.Tx) error {
		var u anteroom.User
		if p, u, err = userPlace(tx, who, anteroom.SeeSelf, company, user); err != nil {
			return err
		}
		l, err = contactsThatFit(tx, store.ContactsOf{Company: company, User: user, Shared: u.Options.CompanyContacts}, f)
		return err
	})
	return l, p, err
}

func contactsThatFit(tx *store.Tx, of store.ContactsOf, f anteroom.Find) (l List[anteroom.Contact], err error) {
	if l.Rows, l.Next, err = tx.Contacts(of, f); err == nil {
		l.Count, err = tx.CountContacts(of, f)
	}
	return l, err
}

// Contact is one of the company's contacts or, with a user, of that user's own.
func (o *Office) Contact(ctx context.Context, who anteroom.Who, company anteroom.CompanyID, user anteroom.UserID, id anteroom.ContactID) (x anteroom.Contact, p Place, err error) {
	right := anteroom.SeeSelf
	if user == "" {
		right = anteroom.SeeCompany
	}
	err = o.store.Read(ctx, func(tx *store.Tx) error {
		if p, err = placeOf(tx, who, right, anteroom.Target{Company: company, User: user}); err != nil {
			return err
		}
		x, err = tx.Contact(company, id)
		return exists(err, x.User == user)
	})
	return x, p, err
}
