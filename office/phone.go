package office

import "anteroom.dev/anteroom"

// RemovePhone takes a phone away from a user: it can sign in no longer. A phone that is added again has a new password.
type RemovePhone struct {
	Company anteroom.CompanyID `json:"-" path:"company"`
	Phone   anteroom.PhoneID   `json:"phone"`
}

func (c RemovePhone) Of() anteroom.Target   { return anteroom.Target{Company: c.Company} }
func (c RemovePhone) Right() anteroom.Right { return anteroom.ManageUsers }

func (c RemovePhone) Do(r *Run) error {
	if _, err := r.tx.Phone(c.Company, c.Phone); anteroom.KindOf(err) == anteroom.NotFound {
		r.wrong.Wrong("phone", "error.phone.unknown")
		return nil
	} else if err != nil {
		return err
	}
	return phones().remove(r, string(c.Phone))
}

func phones() noun[anteroom.Phone] {
	return noun[anteroom.Phone]{
		name: "phone", right: anteroom.ManageUsers,
		load: func(r *Run, id string) (anteroom.Phone, error) {
			return r.tx.Phone(r.target.Company, anteroom.PhoneID(id))
		},
		put: func(*Run, string, *anteroom.Phone, anteroom.Phone) error { // its password is not kept anywhere
			return anteroom.Fail(anteroom.Conflict, "error.undo.phone")
		},
		drop: func(r *Run, p anteroom.Phone) error {
			r.effect(true, "effect.phone.removed", "name", p.Name)
			if err := r.tx.DropHandset(p.Company, p.ID); err != nil {
				return err
			}
			return r.tx.DropPhone(p.Company, p.ID)
		},
	}
}
