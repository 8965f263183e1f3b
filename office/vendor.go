package office

import (
	"anteroom.dev/anteroom"
)

// SetVARKeys sets how many subscription keys a VAR has in its pool, never below those it gave to its companies (R47).
// 0 means none.
type SetVARKeys struct {
	VAR  anteroom.VARID `json:"var"`
	Keys int            `json:"keys"`
}

func (c SetVARKeys) Of() anteroom.Target   { return anteroom.Target{VAR: c.VAR} }
func (c SetVARKeys) Right() anteroom.Right { return anteroom.ManageVARs }

func (c SetVARKeys) Do(r *Run) error {
	r.checkKeys(c.Keys)
	return vendors().edit(r, string(c.VAR), func(v *anteroom.VAR) error {
		v.Keys = c.Keys
		return nil
	})
}

// RemoveVAR removes a VAR with all its companies; within 30 days it can be recovered whole. The system's own VAR stays.
type RemoveVAR struct {
	VAR  anteroom.VARID `json:"var"`
	Name string         `json:"name"` // as it stands, so that nothing else is removed than was meant
}

func (c RemoveVAR) Of() anteroom.Target   { return anteroom.Target{VAR: c.VAR} }
func (c RemoveVAR) Right() anteroom.Right { return anteroom.ManageVARs }

func (c RemoveVAR) Do(r *Run) error {
	return vendors().edit(r, string(c.VAR), func(v *anteroom.VAR) error {
		if v.Virtual {
			return anteroom.Fail(anteroom.Conflict, "error.var.virtual")
		}
		r.meant(c.Name, v.Name)
		v.Removed = r.tx.Now
		return r.inPerson()
	})
}

// meant notes that a name was not typed as it stands.
func (r *Run) meant(typed, name string) {
	if anteroom.Fold(clean(typed)) != anteroom.Fold(name) {
		r.wrong.Wrong("name", "error.name.other", "name", name)
	}
}

// RecoverVAR brings a removed VAR back, with all that was removed with it.
type RecoverVAR struct {
	VAR anteroom.VARID `json:"var"`
}

func (c RecoverVAR) Of() anteroom.Target   { return anteroom.Target{VAR: c.VAR} }
func (c RecoverVAR) Right() anteroom.Right { return anteroom.ManageVARs }
func (c RecoverVAR) recovers()             {}

func (c RecoverVAR) Do(r *Run) error {
	return vendors().edit(r, string(c.VAR), func(v *anteroom.VAR) (err error) {
		v.Removed, err = recovered(r.tx.Now, v.Removed)
		return err
	})
}

// mostNamed are the companies named one by one, of those that are removed with their VAR.
const mostNamed = 20

// vendorEffects tells what goes with a VAR that is removed, and comes back with it.
func (r *Run) vendorEffects(before *anteroom.VAR, after anteroom.VAR) error {
	if before == nil || before.Removed.IsZero() == after.Removed.IsZero() {
		return nil
	}
	list, err := r.tx.VARContents(after.ID)
	if err != nil {
		return err
	}
	users, numbers := 0, 0
	for _, c := range list {
		users, numbers = users+c.Users, numbers+c.Numbers
	}
	if after.Removed.IsZero() {
		r.effect(true, "effect.var.recovered", "count", len(list), "users", users, "numbers", numbers)
		return nil
	}
	r.effect(true, "effect.var.removed", "count", len(list), "users", users, "numbers", numbers)
	for _, c := range list[:min(mostNamed, len(list))] {
		r.effect(false, "effect.var.removed.company", "name", c.Name, "users", c.Users, "numbers", c.Numbers)
	}
	if more := len(list) - mostNamed; more > 0 {
		r.effect(false, "effect.var.removed.more", "count", more)
	}
	r.effect(false, "effect.removed.recover", "days", recoverDays)
	return nil
}
