package office

import (
	"slices"

	"anteroom.dev/anteroom"
)

// AdoptFromPBX takes differences over as they stand on the phone system: a user gets the name, or the e-mail address, that
// the line has there; a line that is nobody's becomes a user, with a key and the default packages; whose line is gone loses
// the extension; a number becomes the company's, is that of the user whom it rings there, or is the company's no more.
type AdoptFromPBX struct {
	Company anteroom.CompanyID `json:"-" path:"company"`
	Items   []string           `json:"items"` // as the plan calls them: "line 201", "number +14185550100"
}

func (c AdoptFromPBX) Of() anteroom.Target   { return anteroom.Target{Company: c.Company} }
func (c AdoptFromPBX) Right() anteroom.Right { return anteroom.ManageUsers }

func (c AdoptFromPBX) Do(r *Run) error {
	plan, err := r.pbxRead(c.Company)
	if err != nil {
		return err
	}
	for _, item := range c.Items {
		i := slices.IndexFunc(plan, func(s anteroom.PBXStep) bool { return s.Key() == item && s.Differs() })
		if i < 0 {
			r.wrong.Wrong("items", "error.pbx.item", "item", item)
			continue
		}
		known := len(r.wrong)
		if err := r.adopt(plan[i]); err != nil {
			return err
		}
		for w := range r.wrong[known:] { // whatever the field is called where a person fills it in
			r.wrong[known+w].Field = "items"
		}
	}
	return nil
}

// adopt makes what is here as what the step found.
func (r *Run) adopt(s anteroom.PBXStep) error {
	switch s.Adoption() {
	case anteroom.AdoptName, anteroom.AdoptBox, anteroom.AdoptNoLine:
		return r.adoptLine(s)
	case anteroom.AdoptUser:
		return r.adoptUser(*s.Line)
	case anteroom.AdoptNumber:
		return r.adoptNumber(s)
	case anteroom.AdoptNoNumber:
		return numbers().remove(r, s.Number.Number)
	case anteroom.AdoptRings:
		return r.adoptRings(s)
	}
	r.wrong.Wrong("items", "error.pbx.adopt", "item", s.Key())
	return nil
}

func (r *Run) adoptLine(s anteroom.PBXStep) error {
	id, err := r.tx.UserByExtension(r.target.Company, s.Line.Extension)
	if err != nil {
		return err
	}
	return users().edit(r, string(id), func(u *anteroom.User) error {
		switch s.Adoption() {
		case anteroom.AdoptName:
			u.First, u.Last = parted(s.Stands())
		case anteroom.AdoptBox:
			u.Email = s.Stands()
		case anteroom.AdoptNoLine:
			u.Extension = ""
		}
		return nil
	})
}

// adoptUser makes a line somebody's, as an import of users does.
func (r *Run) adoptUser(l anteroom.PBXLine) error {
	if l.Email == "" {
		r.wrong.Wrong("items", "error.pbx.adopt.email", "extension", l.Extension)
		return nil
	}
	first, last := parted(l.Name)
	return r.makeUser(anteroom.User{Company: r.target.Company, First: first, Last: last, Email: l.Email, Extension: l.Extension, State: anteroom.UserActive,
		Options: anteroom.DefaultOptions()}, nil)
}

// adoptNumber makes a number the company's; one that rings an extension there goes on doing so.
func (r *Run) adoptNumber(s anteroom.PBXStep) error {
	if err := r.importNumber(*s.Number); err != nil || len(r.wrong) > 0 || s.Number.To == "" {
		return err
	}
	return r.leave(s.Key(), anteroom.PBXStep{Act: anteroom.PBXChange, Found: s.Number.To}.Mark())
}

// adoptRings gives a number to the user whom it rings on the phone system, where it goes on ringing.
func (r *Run) adoptRings(s anteroom.PBXStep) error {
	id, err := r.tx.UserByExtension(r.target.Company, s.Stands())
	if anteroom.KindOf(err) == anteroom.NotFound {
		r.wrong.Wrong("items", "error.pbx.adopt.rings", "number", anteroom.NumberID(s.Number.Number).String(), "extension", s.Stands())
		return nil
	}
	if err == nil {
		err = AssignNumber{Company: r.target.Company, Number: anteroom.NumberID(s.Number.Number), User: id}.Do(r)
	}
	if err != nil || len(r.wrong) > 0 {
		return err
	}
	return r.leave(s.Key(), s.Mark())
}
