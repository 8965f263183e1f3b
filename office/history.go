package office

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"
	"strings"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store"
)

// History are the entries of the company's history older than number before (0: all), newest first (R10).
func (o *Office) History(ctx context.Context, who anteroom.Who, id anteroom.CompanyID, before int64, most int) (list []anteroom.Change, err error) {
	err = o.see(ctx, who, id, func(tx *store.Tx, _ anteroom.Company) (err error) {
		list, err = tx.ChangesBefore(anteroom.Scope(id), before, page(most))
		return err
	})
	return list, err
}

// Verify tells whether the company's history is whole: the number of its last entry, or an error that names the first
// entry that is not as it was written.
func (o *Office) Verify(ctx context.Context, who anteroom.Who, id anteroom.CompanyID) (version int64, err error) {
	err = o.see(ctx, who, id, func(tx *store.Tx, _ anteroom.Company) error {
		if err := tx.Verify(anteroom.Scope(id)); err != nil {
			return err
		}
		version, err = tx.Version(anteroom.Scope(id))
		return err
	})
	return version, err
}

// Undo puts everything back as it was before a change, where nothing newer stands in the way (R10). It is a change of
// its own, and can be undone.
type Undo struct {
	Company anteroom.CompanyID `json:"-" path:"company"`
	Change  anteroom.ChangeID  `json:"change"`
}

func (c Undo) Of() anteroom.Target   { return anteroom.Target{Company: c.Company} }
func (c Undo) Right() anteroom.Right { return anteroom.EditProfile }

func (c Undo) Do(r *Run) error {
	change, err := r.tx.Change(r.scope, c.Change)
	if anteroom.KindOf(err) == anteroom.NotFound {
		return anteroom.Missing()
	}
	if err != nil {
		return err
	}
	if change.UndoneBy != "" {
		return anteroom.Fail(anteroom.Conflict, "error.undo.twice")
	}
	r.undoes = change.ID
	for _, item := range slices.Backward(change.Items) {
		if err := r.putBack(item); err != nil {
			return err
		}
	}
	if len(r.items) == 0 {
		return anteroom.Fail(anteroom.Conflict, "error.undo.none")
	}
	return nil
}

// putBack restores one noun of a change, by the same functions that edit it.
func (r *Run) putBack(i anteroom.Item) error {
	switch {
	case i.Before == nil:
		return anteroom.Fail(anteroom.Conflict, "error.undo.made")
	case i.Before["password_changed"] != nil, i.After["password_changed"] != nil:
		return anteroom.Fail(anteroom.Conflict, "error.undo.secret")
	}
	switch i.Noun {
	case "company":
		return r.editCompany(anteroom.CompanyID(i.ID), func(c *anteroom.Company) error {
			before := *c
			if err := overlay(c, i); err != nil {
				return err
			}
			return r.checkRestored(before, *c)
		})
	case "account":
		return r.editAccount(anteroom.AccountID(i.ID), func(a *anteroom.Account) error {
			if err := overlay(a, i); err != nil {
				return err
			}
			return r.checkAccount(*a, "administrator_")
		})
	}
	return anteroom.Fail(anteroom.Conflict, "error.undo.none")
}

// checkRestored asks of the restored company what was asked when it was set: the system may have changed since. What
// only the provider may change, only the provider may put back.
func (r *Run) checkRestored(before, after anteroom.Company) error {
	provider := before.Keys != after.Keys || before.PBX != after.PBX || before.AccountID != after.AccountID || before.PasswordSet != after.PasswordSet
	if provider {
		if err := r.who.May(anteroom.ManageCompany, anteroom.Target{VAR: before.VAR, Company: before.ID}); err != nil {
			return err
		}
	}
	if err := r.checkGeneral(after); err != nil {
		return err
	}
	return r.checkLanguages(after.Languages)
}

// overlay sets the fields of the item back, where each still is what the change made it.
func overlay(noun any, i anteroom.Item) error {
	_, now, err := anteroom.Diff(nil, noun)
	if err != nil {
		return err
	}
	var newer []string
	for name, was := range i.After {
		if !sameJSON(now[name], was) {
			newer = append(newer, name)
		}
	}
	if len(newer) > 0 {
		slices.Sort(newer)
		return anteroom.Fail(anteroom.Conflict, "error.undo.newer", "fields", strings.Join(newer, ", "))
	}
	return anteroom.Overlay(noun, i.Before)
}

// sameJSON compares two values whatever their spacing.
func sameJSON(a, b json.RawMessage) bool {
	var x, y bytes.Buffer
	if json.Compact(&x, a) != nil || json.Compact(&y, b) != nil {
		return false
	}
	return bytes.Equal(x.Bytes(), y.Bytes())
}
