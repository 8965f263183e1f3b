package office

import (
	"context"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store"
)

// EditPhoneSystem names a phone system of the provider's list; of what kind it is stays while a company is on it.
type EditPhoneSystem struct {
	PhoneSystem anteroom.SystemID `json:"phone_system"`
	Name        string            `json:"name"`
	Kind        string            `json:"kind"`              // "builtin", "asterisk" or "freeswitch"
	Address     string            `json:"address,omitempty"` // of an Asterisk: its REST interface, https://pbx.example:8089/ari; empty: it is not reached from here
	Manager     string            `json:"manager,omitempty"` // of an Asterisk: its manager interface, tls://pbx.example:5039
	SIP         string            `json:"sip,omitempty"`     // host:port where it takes calls that are put through to extensions; empty: it takes none
}

func (c EditPhoneSystem) Of() anteroom.Target   { return anteroom.Target{} }
func (c EditPhoneSystem) Right() anteroom.Right { return anteroom.ManageSystem }

func (c EditPhoneSystem) Do(r *Run) error {
	return phoneSystems().edit(r, string(c.PhoneSystem), func(p *anteroom.PhoneSystem) error {
		if c.Kind != p.Kind {
			if err := r.unusedPhoneSystem(p.ID, "kind"); err != nil {
				return err
			}
		}
		p.Name, p.Kind, p.Address, p.Manager, p.SIP = clean(c.Name), c.Kind, clean(c.Address), clean(c.Manager), clean(c.SIP)
		return nil
	})
}

// RemovePhoneSystem takes a phone system off the provider's list, where no company is on it.
type RemovePhoneSystem struct {
	PhoneSystem anteroom.SystemID `json:"phone_system"`
}

func (c RemovePhoneSystem) Of() anteroom.Target   { return anteroom.Target{} }
func (c RemovePhoneSystem) Right() anteroom.Right { return anteroom.ManageSystem }
func (c RemovePhoneSystem) Do(r *Run) error       { return phoneSystems().remove(r, string(c.PhoneSystem)) }

// dropPhoneSystem asks before the database would refuse: PostgreSQL takes no further statement then.
func (r *Run) dropPhoneSystem(p anteroom.PhoneSystem) error {
	before := len(r.wrong)
	if err := r.unusedPhoneSystem(p.ID, "phone_system"); err != nil || len(r.wrong) > before {
		return err
	}
	return r.tx.DropPhoneSystem(p.ID)
}

func (r *Run) unusedPhoneSystem(id anteroom.SystemID, field string) error {
	companies, err := r.tx.CompaniesOn(id)
	if len(companies) > 0 {
		r.wrong.Wrong(field, "error.pbx.used", "count", len(companies), "companies", companies)
	}
	return err
}

// RemoveAdministrator ends an account that governs a VAR, or with no VAR the system: it can't sign in any more, from now
// on. The system keeps one, and nobody removes their own.
type RemoveAdministrator struct {
	VAR     anteroom.VARID     `json:"var,omitempty"`
	Account anteroom.AccountID `json:"account"`
}

func (c RemoveAdministrator) Of() anteroom.Target   { return anteroom.Target{VAR: c.VAR} }
func (c RemoveAdministrator) Right() anteroom.Right { return anteroom.ManageVARs }

func (c RemoveAdministrator) Do(r *Run) error {
	a, err := administratorOf(r.tx, c.VAR, c.Account)
	if err != nil {
		return err
	}
	return administrators().remove(r, string(a.ID))
}

// administrators are the accounts above companies, which unlike a company's can be ended; what was ended comes back by an
// undo, and makes its password anew.
func administrators() noun[anteroom.Account] {
	n := accounts()
	n.name, n.right = "administrator", anteroom.ManageVARs
	n.check = func(r *Run, _ *anteroom.Account, a anteroom.Account) error {
		return r.checkAccount(a, "administrator_")
	}
	n.put = func(r *Run, _ string, before *anteroom.Account, a anteroom.Account) error {
		if before == nil && !a.PasswordChanged.IsZero() {
			a.PasswordChanged = time.Time{} // its password is gone
			r.effect(true, "effect.administrator.back", "name", a.Name)
		}
		return r.tx.PutAccount(a)
	}
	n.drop = (*Run).dropAdministrator
	return n
}

func (r *Run) dropAdministrator(a anteroom.Account) error {
	if a.ID == r.who.Account {
		return anteroom.Fail(anteroom.Conflict, "error.administrator.own")
	}
	list, err := r.tx.Administrators(a.VAR)
	if err != nil {
		return err
	}
	if a.VAR == "" && len(list) < 2 {
		return anteroom.Fail(anteroom.Conflict, "error.administrator.last")
	}
	r.effect(true, "effect.administrator.removed", "name", a.Name)
	if len(list) < 2 {
		r.effect(false, "effect.administrator.last")
	}
	return r.tx.DropAccount(a.ID)
}

// Administrators are the accounts that govern a VAR, or with an empty one the system.
func (o *Office) Administrators(ctx context.Context, who anteroom.Who, of anteroom.VARID) (list []AdministratorLine, err error) {
	right := anteroom.SeeVAR
	if of == "" {
		right = anteroom.SeeSystem
	}
	err = o.store.Read(ctx, func(tx *store.Tx) error {
		if _, err := placeOf(tx, who, right, anteroom.Target{VAR: of}); err != nil {
			return err
		}
		accounts, err := tx.Administrators(of)
		if err != nil {
			return err
		}
		list = make([]AdministratorLine, len(accounts))
		for i, a := range accounts {
			list[i].Account = a
			if list[i].Invited, err = invitedUntil(tx, a); err != nil {
				return err
			}
		}
		return nil
	})
	return list, err
}
