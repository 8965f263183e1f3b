package office

import (
	"context"
	"slices"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store"
)

// AddNumber gives a company a telephone number, answered by its receptionist or by a user.
type AddNumber struct {
	Company anteroom.CompanyID  `json:"-" path:"company"`
	Number  string              `json:"number"`          // with its country code, or as it is dialled in the company's country
	Kind    anteroom.NumberKind `json:"kind,omitempty"`  // "voice", "fax" or "both"; empty: voice
	User    anteroom.UserID     `json:"user,omitempty"`  // id, extension or User ID; empty: the receptionist answers
	First   anteroom.Language   `json:"first,omitempty"` // its own first language; empty: the company's
	Free    bool                `json:"free,omitempty"`  // assigned to nobody yet
}

func (c AddNumber) Of() anteroom.Target   { return anteroom.Target{Company: c.Company} }
func (c AddNumber) Right() anteroom.Right { return anteroom.ManageCompany }

func (c AddNumber) Do(r *Run) error {
	company, err := r.tx.Company(c.Company)
	if err != nil {
		return err
	}
	id, usual := numberIn(company.Country, clean(c.Number))
	n := anteroom.Number{ID: id, Company: c.Company, First: c.First, Free: c.Free}
	n.Take(kindOr(c.Kind), &r.wrong)
	if id == "" {
		r.wrong.Wrong("number", "error.number.wrong")
	}
	if n.User, err = r.userNamed("user", c.User); err != nil {
		return err
	}
	if err := numbers().make(r, string(id), n); err != nil || len(r.wrong) > 0 || usual {
		return err
	}
	r.effect(false, "effect.number.unusual", "number", id.String())
	return nil
}

func kindOr(k anteroom.NumberKind) anteroom.NumberKind {
	if k == "" {
		return anteroom.NumberVoice
	}
	return k
}

// userNamed finds a user of the command's company by id, extension or User ID; a text that names none is noted as wrong.
func (r *Run) userNamed(field string, named anteroom.UserID) (anteroom.UserID, error) {
	text := clean(string(named))
	if text == "" {
		return "", nil
	}
	id, err := userNamed(r.tx, r.target.Company, text)
	if anteroom.KindOf(err) == anteroom.NotFound {
		r.wrong.Wrong(field, "error.user.unknown")
		return "", nil
	}
	return id, err
}

// userNamed is the user of a company with that id, extension or User ID, who was not removed; NotFound where it is nobody's.
func userNamed(tx *store.Tx, company anteroom.CompanyID, text string) (anteroom.UserID, error) {
	switch {
	case !digits(text) || len(text) > 8:
		u, err := tx.User(company, anteroom.UserID(text))
		if err == nil && !u.Removed.IsZero() {
			return "", anteroom.Missing()
		}
		return u.ID, err
	case len(text) <= 6:
		return tx.UserByExtension(company, text)
	}
	return tx.UserByNumber(company, text)
}

// EditNumber says what a number takes, and in which language its callers are greeted first (R17).
type EditNumber struct {
	Company anteroom.CompanyID  `json:"-" path:"company"`
	Number  anteroom.NumberID   `json:"number"`
	Kind    anteroom.NumberKind `json:"kind"`            // "voice", "fax" or "both"
	First   anteroom.Language   `json:"first,omitempty"` // its own first language; empty: the company's
}

func (c EditNumber) Of() anteroom.Target   { return anteroom.Target{Company: c.Company} }
func (c EditNumber) Right() anteroom.Right { return anteroom.ManageUsers }

func (c EditNumber) Do(r *Run) error {
	return numbers().edit(r, string(c.Number), func(n *anteroom.Number) error {
		n.Take(c.Kind, &r.wrong)
		n.First = c.First
		return nil
	})
}

// AssignNumber says who answers a number: a user, or with none the company's receptionist.
type AssignNumber struct {
	Company anteroom.CompanyID `json:"-" path:"company"`
	Number  anteroom.NumberID  `json:"number"`
	User    anteroom.UserID    `json:"user,omitempty"` // id, extension or User ID; empty: the receptionist answers
}

func (c AssignNumber) Of() anteroom.Target   { return anteroom.Target{Company: c.Company} }
func (c AssignNumber) Right() anteroom.Right { return anteroom.ManageUsers }

func (c AssignNumber) Do(r *Run) error {
	user, err := r.userNamed("user", c.User)
	if err != nil {
		return err
	}
	return numbers().edit(r, string(c.Number), func(n *anteroom.Number) error {
		kept := n.ReservedFor
		n.User, n.Free, n.ReservedFor = user, false, ""
		if kept == "" {
			return nil
		}
		if u, err := r.tx.User(c.Company, user); err != nil && anteroom.KindOf(err) != anteroom.NotFound {
			return err
		} else if err != nil || anteroom.FoldEmail(u.Email) != kept {
			r.wrong.Wrong("user", "error.number.reserved", "email", kept)
		}
		return nil
	})
}

// ReserveNumber keeps a number that is assigned to nobody for an address: the user who comes with it gets the number.
type ReserveNumber struct {
	Company anteroom.CompanyID `json:"-" path:"company"`
	Number  anteroom.NumberID  `json:"number"`
	Email   string             `json:"email"`
}

func (c ReserveNumber) Of() anteroom.Target   { return anteroom.Target{Company: c.Company} }
func (c ReserveNumber) Right() anteroom.Right { return anteroom.ManageUsers }

func (c ReserveNumber) Do(r *Run) error {
	r.wrong.Email("email", clean(c.Email))
	return numbers().edit(r, string(c.Number), func(n *anteroom.Number) error {
		if !n.Free {
			r.wrong.Wrong("email", "error.number.assigned")
		}
		n.ReservedFor = anteroom.FoldEmail(c.Email)
		return nil
	})
}

// ReleaseNumber makes a number free: nobody answers it, and it is kept for nobody.
type ReleaseNumber struct {
	Company anteroom.CompanyID `json:"-" path:"company"`
	Number  anteroom.NumberID  `json:"number"`
}

func (c ReleaseNumber) Of() anteroom.Target   { return anteroom.Target{Company: c.Company} }
func (c ReleaseNumber) Right() anteroom.Right { return anteroom.ManageUsers }

func (c ReleaseNumber) Do(r *Run) error {
	return numbers().edit(r, string(c.Number), func(n *anteroom.Number) error {
		n.User, n.Free, n.ReservedFor = "", true, ""
		return nil
	})
}

// RemoveNumber takes a number away from its company.
type RemoveNumber struct {
	Company anteroom.CompanyID `json:"-" path:"company"`
	Number  anteroom.NumberID  `json:"number"`
}

func (c RemoveNumber) Of() anteroom.Target   { return anteroom.Target{Company: c.Company} }
func (c RemoveNumber) Right() anteroom.Right { return anteroom.ManageCompany }

func (c RemoveNumber) Do(r *Run) error {
	if err := numbers().remove(r, string(c.Number)); err != nil {
		return err
	}
	r.effect(true, "effect.number.removed", "number", c.Number.String())
	return nil
}

func numbers() noun[anteroom.Number] {
	return noun[anteroom.Number]{
		name: "number", right: anteroom.ManageUsers,
		load: func(r *Run, id string) (anteroom.Number, error) {
			n, err := r.tx.Number(anteroom.NumberID(id))
			if anteroom.KindOf(err) == anteroom.NotFound || err == nil && n.Company != r.target.Company {
				return n, anteroom.Missing()
			}
			return n, err
		},
		check: (*Run).checkNumber,
		put:   func(r *Run, _ string, _ *anteroom.Number, n anteroom.Number) error { return r.tx.PutNumber(n) },
		drop: func(r *Run, n anteroom.Number) error {
			if err := r.who.May(anteroom.ManageCompany, r.target); err != nil { // an undo comes here too
				return err
			}
			return r.tx.DropNumber(n.Company, n.ID)
		},
		effects: (*Run).numberEffects,
	}
}

func (r *Run) checkNumber(before *anteroom.Number, n anteroom.Number) error {
	company, err := r.tx.Company(n.Company)
	if err != nil {
		return err
	}
	if n.First != "" && !company.Has(n.First) {
		r.wrong.Wrong("first", "error.language.not_spoken")
	}
	if before == nil {
		if err := r.checkNewNumber("number", n); err != nil {
			return err
		}
	}
	if n.User == "" {
		if company.Kind == anteroom.PublicService && !n.Free && (before == nil || before.Free || before.User != "") {
			r.wrong.Wrong("user", "error.number.no_receptionist")
		}
		return nil
	}
	u, err := r.tx.User(n.Company, n.User)
	if anteroom.KindOf(err) == anteroom.NotFound || err == nil && !u.Removed.IsZero() {
		r.wrong.Wrong("user", "error.user.unknown")
		return nil
	}
	return err
}

// checkNewNumber asks who may give a company a number, by an undo too, and notes one that somebody has.
func (r *Run) checkNewNumber(field string, n anteroom.Number) error {
	if err := r.who.May(anteroom.ManageCompany, r.target); err != nil {
		return err
	}
	_, err := r.tx.Number(n.ID)
	if anteroom.KindOf(err) == anteroom.NotFound {
		return nil
	}
	if err == nil {
		r.wrong.Wrong(field, "error.number.taken")
	}
	return err
}

// numberEffects tells who answers the number from the next call on.
func (r *Run) numberEffects(before *anteroom.Number, after anteroom.Number) error {
	number := after.ID.String()
	if before != nil && (before.First != after.First || before.Voice != after.Voice || before.Fax != after.Fax) {
		r.effect(!after.Free, "effect.number.takes."+string(after.Kind()), "number", number)
	}
	if before != nil && before.State() == after.State() && before.User == after.User && before.ReservedFor == after.ReservedFor {
		return nil
	}
	switch after.State() {
	case anteroom.UserNumber:
		u, err := r.tx.User(after.Company, after.User)
		if err != nil {
			return err
		}
		r.effect(true, "effect.number.user", "number", number, "name", u.Name())
	case anteroom.ReceptionistNumber:
		r.effect(true, "effect.number.receptionist", "number", number)
	case anteroom.ReservedNumber:
		r.effect(false, "effect.number.reserved", "number", number, "email", after.ReservedFor)
	case anteroom.FreeNumber:
		r.effect(before != nil && !before.Free, "effect.number.free", "number", number)
	}
	return nil
}

// claimNumbers gives a user who takes a key into use the numbers that were kept for the address.
func (r *Run) claimNumbers(was anteroom.Keys, u anteroom.User) error {
	if was.Used > 0 || u.Key().Used == 0 || u.Email == "" {
		return nil
	}
	kept, err := r.tx.NumbersReserved(u.Company, u.Email)
	for _, id := range kept {
		if err != nil {
			break
		}
		err = numbers().edit(r, string(id), func(n *anteroom.Number) error {
			n.User, n.Free, n.ReservedFor = u.ID, false, ""
			return nil
		})
	}
	return err
}

// Numbers are a company's numbers: sorted by number, filtered by state ("free", "reserved", "receptionist", "user") and
// kind ("voice", "fax", "both").
func (o *Office) Numbers(ctx context.Context, who anteroom.Who, company anteroom.CompanyID, f anteroom.Find) (l List[anteroom.NumberLine], err error) {
	known := columns{[]string{"number"}, map[string][]string{
		"state": {string(anteroom.FreeNumber), string(anteroom.ReservedNumber), string(anteroom.ReceptionistNumber), string(anteroom.UserNumber)},
		"kind":  {string(anteroom.NumberVoice), string(anteroom.NumberFax), string(anteroom.NumberBoth)}}}
	if err := known.check(&f); err != nil {
		return l, err
	}
	err = o.see(ctx, who, company, func(tx *store.Tx, _ anteroom.Company) (err error) {
		if l.Rows, l.Next, err = tx.NumberLines(company, f); err == nil {
			l.Count, err = tx.CountNumbers(company, f)
		}
		return err
	})
	return l, err
}

// Number is one number of a company, with the name and extension of its user.
func (o *Office) Number(ctx context.Context, who anteroom.Who, company anteroom.CompanyID, id anteroom.NumberID) (line anteroom.NumberLine, err error) {
	err = o.see(ctx, who, company, func(tx *store.Tx, _ anteroom.Company) error {
		list, _, err := tx.NumberLines(company, anteroom.Find{Text: string(id), Most: 2})
		at := slices.IndexFunc(list, func(l anteroom.NumberLine) bool { return l.ID == id })
		if err == nil && at < 0 {
			return anteroom.Missing()
		}
		if err == nil {
			line = list[at]
		}
		return err
	})
	return line, err
}
