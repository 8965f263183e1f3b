package office

import (
	"context"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store"
)

// Users are those of a company: sorted by name, number, extension or email; filtered by state ("active", "invited", and
// "removed" for those that can be recovered), operator ("yes") and package. Each word of the text is the beginning of one
// of the user's: name, address, extension, User ID. What fits a search or a filter is counted up
// to anteroom.MostCounted.
func (o *Office) Users(ctx context.Context, who anteroom.Who, company anteroom.CompanyID, f anteroom.Find) (l List[anteroom.UserLine], err error) {
	known := columns{[]string{"name", "number", "extension", "email"}, map[string][]string{
		"state":    {string(anteroom.UserActive), string(anteroom.UserInvited), "removed"},
		"operator": {"yes"}, "package": nil}}
	if err := known.check(&f); err != nil {
		return l, err
	}
	err = o.see(ctx, who, company, func(tx *store.Tx, _ anteroom.Company) (err error) {
		if l.Rows, l.Next, err = tx.UserLines(company, f); err == nil {
			l.Count, err = tx.CountUsers(company, f)
		}
		return err
	})
	return l, err
}

// UserDetails is a user with all that is the user's own.
type UserDetails struct {
	User       anteroom.User        `json:"user"`
	Packages   []anteroom.Package   `json:"packages"` // held
	Numbers    []anteroom.NumberID  `json:"numbers"`
	Phones     []anteroom.Phone     `json:"phones"`
	Come       bool                 `json:"come"`       // has a password
	Invitation *anteroom.Invitation `json:"invitation"` // that is open; null: none
}

// User is one user of a company, for the company's administrators and the user; a removed one as long as recovery is
// possible.
func (o *Office) User(ctx context.Context, who anteroom.Who, company anteroom.CompanyID, id anteroom.UserID) (d UserDetails, err error) {
	err = o.store.Read(ctx, func(tx *store.Tx) error {
		if id == "" {
			return anteroom.Missing()
		}
		c, err := reach(tx, who, anteroom.SeeSelf, anteroom.Target{Company: company, User: id})
		if err != nil {
			return err
		}
		d, err = detailsOf(tx, company, id)
		over := !d.User.Removed.IsZero() && tx.Now.Sub(d.User.Removed) > anteroom.RecoverFor
		if anteroom.KindOf(err) == anteroom.NotFound || err == nil && (c.Gone || over) {
			return anteroom.Missing()
		}
		return err
	})
	return d, err
}

func detailsOf(tx *store.Tx, company anteroom.CompanyID, id anteroom.UserID) (d UserDetails, err error) {
	if d.User, err = tx.User(company, id); err != nil {
		return d, err
	}
	if d.Packages, err = tx.UserPackages(company, id); err != nil {
		return d, err
	}
	if d.Numbers, err = tx.NumbersOfUser(company, id); err != nil {
		return d, err
	}
	if d.Phones, err = tx.PhonesOfUser(company, id); err != nil {
		return d, err
	}
	if d.Come, err = hasCome(tx, d.User); err != nil {
		return d, err
	}
	i, err := tx.Invitation(company, id)
	if anteroom.KindOf(err) == anteroom.NotFound {
		return d, nil
	}
	d.Invitation = &i
	return d, err
}

// Self is what a user's own pages are about: the company, with its VAR, and the version of its history.
func (o *Office) Self(ctx context.Context, who anteroom.Who) (p Place, d UserDetails, err error) {
	err = o.store.Read(ctx, func(tx *store.Tx) (err error) {
		if who.User == "" {
			return anteroom.Missing()
		}
		if p, err = placeOf(tx, who, anteroom.SeeSelf, anteroom.Target{Company: who.Company, User: who.User}); err != nil {
			return err
		}
		d, err = detailsOf(tx, who.Company, who.User)
		return err
	})
	return p, d, err
}
