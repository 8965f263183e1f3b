package office

import (
	"context"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store"
)

// MayCall decides whether a call may be started: whatever starts one asks here first, and dials Decision.Number, nothing
// else. NotFound where there is no such company or user. While the store is away an emergency call passes all the same,
// where the company has called before.
func (o *Office) MayCall(ctx context.Context, out anteroom.Outgoing) (d anteroom.Decision, err error) {
	err = o.store.Read(ctx, func(tx *store.Tx) (err error) {
		c, err := tx.Company(out.Company)
		switch {
		case anteroom.KindOf(err) == anteroom.NotFound, err == nil && c.Gone:
			return anteroom.Missing()
		case err != nil:
			return err
		}
		d, err = o.decide(tx, c, out)
		return err
	})
	if anteroom.KindOf(err) != anteroom.Unavailable {
		return d, err
	}
	if to := dialled(o.knownOf(out.Company).Country, out.To); to.Emergency {
		return anteroom.Gate{}.Decide(anteroom.Attempt{Way: out.Way, To: to}), nil
	}
	return d, err
}

// knownOf is the country and the languages of a company as it was last seen; empty: it was not.
func (o *Office) knownOf(id anteroom.CompanyID) anteroom.Company {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.known[id]
}

// seen notes where a company is, and what it speaks.
func (o *Office) seen(c anteroom.Company) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.known[c.ID] = anteroom.Company{Country: c.Country, Languages: c.Languages}
}

func (o *Office) decide(tx *store.Tx, c anteroom.Company, out anteroom.Outgoing) (anteroom.Decision, error) {
	o.seen(c)
	a := anteroom.Attempt{Way: out.Way, User: out.User, To: dialled(c.Country, out.To), PIN: out.PIN}
	g := anteroom.Gate{Closed: c.Suspended}
	if out.User != "" {
		u, err := tx.User(c.ID, out.User)
		switch {
		case anteroom.KindOf(err) == anteroom.NotFound, err == nil && !u.Removed.IsZero():
			return anteroom.Decision{}, anteroom.Missing()
		case err != nil:
			return anteroom.Decision{}, err
		}
		g.Closed = g.Closed || u.State != anteroom.UserActive || u.Expired(tx.Now)
	}
	if len(a.To.Raw) <= 6 && digits(a.To.Raw) {
		_, err := tx.UserByExtension(c.ID, a.To.Raw)
		if err != nil && anteroom.KindOf(err) != anteroom.NotFound {
			return anteroom.Decision{}, err
		}
		a.To.Inside = err == nil
	}
	var err error
	g.Rules, err = tx.Restrictions(anteroom.Target{VAR: c.VAR, Company: c.ID, User: out.User})
	return g.Decide(a), err
}

// TestNumber tells an administrator what MayCall would decide, and which rule says so. Of the user the id, the extension
// or the User ID is enough; an empty way is that of a phone.
func (o *Office) TestNumber(ctx context.Context, who anteroom.Who, out anteroom.Outgoing) (d anteroom.Decision, err error) {
	var wrong anteroom.Fields
	if out.Way == "" {
		out.Way = anteroom.ByPhone
	}
	err = o.see(ctx, who, out.Company, func(tx *store.Tx, c anteroom.Company) error {
		if named := clean(string(out.User)); named != "" {
			id, err := userNamed(tx, c.ID, named)
			if anteroom.KindOf(err) == anteroom.NotFound {
				wrong.Wrong("user", "error.user.unknown")
				return wrong.Err()
			}
			if err != nil {
				return err
			}
			out.User = id
		}
		d, err = o.decide(tx, c, out)
		return err
	})
	return d, err
}
