package office

import (
	"time"

	"anteroom.dev/anteroom"
)

// SuspendCompany makes a company's callers hear an announcement, and lets those who sign in see everything and change
// nothing, until it is resumed.
type SuspendCompany struct {
	Company anteroom.CompanyID `json:"-" path:"company"`
	Reason  string             `json:"reason"` // shown to the company
}

func (c SuspendCompany) Of() anteroom.Target   { return anteroom.Target{Company: c.Company} }
func (c SuspendCompany) Right() anteroom.Right { return anteroom.ManageCompany }

func (c SuspendCompany) Do(r *Run) error {
	r.wrong.Name("reason", c.Reason, 1, 200)
	return r.editCompany(c.Company, func(co *anteroom.Company) error {
		co.Suspended, co.SuspendedReason = true, clean(c.Reason)
		return nil
	})
}

// ResumeCompany ends a suspension.
type ResumeCompany struct {
	Company anteroom.CompanyID `json:"-" path:"company"`
}

func (c ResumeCompany) Of() anteroom.Target   { return anteroom.Target{Company: c.Company} }
func (c ResumeCompany) Right() anteroom.Right { return anteroom.ManageCompany }

func (c ResumeCompany) Do(r *Run) error {
	return r.editCompany(c.Company, func(co *anteroom.Company) error {
		co.Suspended, co.SuspendedReason = false, ""
		return nil
	})
}

// RemoveCompany removes a company with all that is its own; within 30 days it can be recovered whole. Until then its
// keys and telephone numbers stay with it.
type RemoveCompany struct {
	Company anteroom.CompanyID `json:"-" path:"company"`
	Name    string             `json:"name"` // as it stands, so that nothing else is removed than was meant
}

func (c RemoveCompany) Of() anteroom.Target   { return anteroom.Target{Company: c.Company} }
func (c RemoveCompany) Right() anteroom.Right { return anteroom.ManageCompany }

func (c RemoveCompany) Do(r *Run) error {
	return r.editCompany(c.Company, func(co *anteroom.Company) error {
		r.meant(c.Name, co.Name)
		co.Removed = r.tx.Now
		return r.inPerson()
	})
}

// RecoverCompany brings a removed company back, with all that was removed with it.
type RecoverCompany struct {
	Company anteroom.CompanyID `json:"-" path:"company"`
}

func (c RecoverCompany) Of() anteroom.Target   { return anteroom.Target{Company: c.Company} }
func (c RecoverCompany) Right() anteroom.Right { return anteroom.ManageCompany }
func (c RecoverCompany) recovers()             {}

func (c RecoverCompany) Do(r *Run) error {
	v, err := r.tx.VAR(r.target.VAR)
	if err != nil {
		return err
	}
	if !v.Removed.IsZero() {
		return anteroom.Fail(anteroom.Conflict, "error.recover.var", "name", v.Name)
	}
	return r.editCompany(c.Company, func(co *anteroom.Company) (err error) {
		co.Removed, err = recovered(r.tx.Now, co.Removed)
		return err
	})
}

// recoverDays is anteroom.RecoverFor in days, as people are told.
const recoverDays = int(anteroom.RecoverFor / (24 * time.Hour))

// recovered is when something is removed that is brought back: never. What was removed too long ago is not there.
func recovered(now, removed time.Time) (time.Time, error) {
	if !removed.IsZero() && now.Sub(removed) > anteroom.RecoverFor {
		return removed, anteroom.Missing()
	}
	return time.Time{}, nil
}

// lifecycleEffects tells what a company's being suspended, resumed, removed or recovered does to its callers and users.
func (r *Run) lifecycleEffects(before, after anteroom.Company) error {
	removed, suspended := !after.Removed.IsZero(), after.Suspended
	if before.Suspended == suspended && before.Removed.IsZero() == !removed {
		return nil
	}
	c, err := r.tx.CompanyContents(after.ID)
	if err != nil {
		return err
	}
	switch {
	case before.Removed.IsZero() == removed && removed:
		r.effect(true, "effect.company.removed", "count", c.Users, "numbers", c.Numbers)
		r.effect(false, "effect.company.removed.keys", "count", c.Keys, "days", recoverDays)
		r.effect(false, "effect.removed.recover", "days", recoverDays)
	case before.Removed.IsZero() == removed:
		r.effect(true, "effect.company.recovered", "count", c.Users, "numbers", c.Numbers)
	case suspended:
		r.effect(true, "effect.company.suspended", "count", c.Users, "numbers", c.Numbers)
	default:
		r.effect(true, "effect.company.resumed", "count", c.Users, "numbers", c.Numbers)
	}
	return nil
}
