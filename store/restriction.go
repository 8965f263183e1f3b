package store

import (
	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store/db"
)

// Restriction is the call restriction of that id, whosever it is.
func (tx *Tx) Restriction(id anteroom.RestrictionID) (anteroom.Restriction, error) {
	r, err := tx.q.Restriction(tx.ctx, string(id))
	if err != nil {
		return anteroom.Restriction{}, mapped(err)
	}
	return tx.restrictionOf(r)
}

// Restrictions are those of the system, and of the VAR, the company and the user that the target names.
func (tx *Tx) Restrictions(of anteroom.Target) ([]anteroom.Restriction, error) {
	rows, err := tx.q.Restrictions(tx.ctx, db.RestrictionsParams{VarID: string(of.VAR), CompanyID: string(of.Company), UserID: string(of.User)})
	list := make([]anteroom.Restriction, len(rows))
	for i, r := range rows {
		if list[i], err = tx.restrictionOf(db.RestrictionRow(r)); err != nil {
			return nil, err
		}
	}
	return list, mapped(err)
}

// RestrictionsOfUsers are those of all users of a company.
func (tx *Tx) RestrictionsOfUsers(company anteroom.CompanyID) ([]anteroom.Restriction, error) {
	rows, err := tx.q.RestrictionsOfUsers(tx.ctx, string(company))
	list := make([]anteroom.Restriction, len(rows))
	for i, r := range rows {
		if list[i], err = tx.restrictionOf(db.RestrictionRow(r)); err != nil {
			return nil, err
		}
	}
	return list, mapped(err)
}

func (tx *Tx) restrictionOf(r db.RestrictionRow) (anteroom.Restriction, error) {
	out := anteroom.Restriction{ID: anteroom.RestrictionID(r.ID), VAR: anteroom.VARID(r.VarID), Company: anteroom.CompanyID(r.CompanyID),
		User: anteroom.UserID(r.UserID), Name: r.Name, Pattern: r.Pattern, Rule: anteroom.Rule(r.Rule), Users: []anteroom.UserID{}}
	if out.Rule != anteroom.AllowPIN {
		return out, nil
	}
	users, err := tx.q.RestrictionUsers(tx.ctx, db.RestrictionUsersParams{CompanyID: r.CompanyID, RestrictionID: r.ID})
	out.Users = ids[anteroom.UserID](users)
	return out, mapped(err)
}

// PutRestriction makes or replaces a restriction with the users whom it names; its owner stays as it was made.
func (tx *Tx) PutRestriction(r anteroom.Restriction) error {
	err := tx.q.PutRestriction(tx.ctx, db.PutRestrictionParams{ID: string(r.ID), VarID: string(r.VAR), CompanyID: string(r.Company), UserID: string(r.User),
		Name: r.Name, Pattern: r.Pattern, Rule: string(r.Rule)})
	if err == nil {
		err = tx.q.DropRestrictionUsers(tx.ctx, string(r.ID))
	}
	for _, u := range r.Users {
		if err != nil {
			break
		}
		err = tx.q.PutRestrictionUser(tx.ctx, db.PutRestrictionUserParams{CompanyID: string(r.Company), RestrictionID: string(r.ID), UserID: string(u)})
	}
	return mapped(err)
}

// DropRestriction ends a restriction.
func (tx *Tx) DropRestriction(id anteroom.RestrictionID) error {
	if err := tx.q.DropRestrictionUsers(tx.ctx, string(id)); err != nil {
		return mapped(err)
	}
	return mapped(tx.q.DropRestriction(tx.ctx, string(id)))
}
