package office

import (
	"context"
	"slices"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store"
)

// billOpen is how long the details of the bills stay open after the password was given again, and mostOfBill how many
// wrong ones close them for a while (R46).
const (
	billOpen   = 5 * time.Minute
	mostOfBill = 5
)

// OpenBill opens the details of the company's bills, in this session alone, for five minutes: by the password of its
// administrator, although signed in (R46). Invalid where it is wrong; Limit after five wrong ones, of which the
// administrator is told.
func (o *Office) OpenBill(ctx context.Context, who anteroom.Who, id anteroom.CompanyID, password string) error {
	var hash string
	err := o.see(ctx, who, id, func(tx *store.Tx, _ anteroom.Company) (err error) {
		if err := ownBill(who); err != nil {
			return err
		}
		hash, err = tx.PasswordHash(who.Account)
		return err
	})
	if err != nil {
		return err
	}
	key, now := "bill "+string(who.Account), time.Now()
	if err := o.attempts.blocked(key, mostOfBill, now); err != nil {
		return err
	}
	right, err := o.matches(ctx, password, hash)
	if err != nil {
		return err
	}
	if !right {
		return o.wrongForBill(ctx, who, id, key, now)
	}
	o.attempts.forget(key)
	return o.store.Write(ctx, func(tx *store.Tx) error { return tx.OpenBill(who.Session, tx.Now.Add(billOpen)) })
}

// ownBill refuses whoever is not the administrator in person, in a session.
func ownBill(who anteroom.Who) error {
	switch {
	case who.Acting.Is():
		return anteroom.Fail(anteroom.Forbidden, "error.acting")
	case who.Level != anteroom.LevelCompany || who.Session == "":
		return anteroom.Fail(anteroom.Forbidden, "error.bill.session")
	}
	return nil
}

func (o *Office) wrongForBill(ctx context.Context, who anteroom.Who, id anteroom.CompanyID, key string, now time.Time) error {
	_ = o.attempts.take(key, mostOfBill, now)
	if o.attempts.blocked(key, mostOfBill, now) != nil {
		err := o.store.Write(ctx, func(tx *store.Tx) error {
			a, err := tx.Account(who.Account)
			if err != nil {
				return err
			}
			r := &Run{tx: tx, office: o}
			return r.send(id, anteroom.Notice{Kind: anteroom.BillClosed, Language: a.Language, ToName: a.Name, ToEmail: a.Email})
		})
		if err != nil {
			return err
		}
		o.woken()
	}
	var wrong anteroom.Fields
	wrong.Wrong("password", "error.password.wrong")
	return wrong.Err()
}

// readBills asks whether the person may read the company's bills now: those above it may; its administrator after the
// password was given again; a user who pays, the user's own.
func readBills(tx *store.Tx, who anteroom.Who, id anteroom.CompanyID) (anteroom.Company, error) {
	if who.Level == anteroom.LevelUser {
		c, err := reach(tx, who, anteroom.SeeSelf, anteroom.Target{Company: id, User: who.User})
		if err == nil && c.Kind != anteroom.PublicService {
			err = anteroom.Missing()
		}
		return c, err
	}
	c, err := reach(tx, who, anteroom.SeeCompany, anteroom.Target{Company: id})
	if err != nil {
		return c, err
	}
	if who.Level != anteroom.LevelCompany {
		return c, stillBilled(tx, c)
	}
	if c.Gone {
		return c, anteroom.Missing()
	}
	if err := ownBill(who); err != nil {
		return c, err
	}
	until, err := tx.BillOpenUntil(who.Session)
	if err == nil && !tx.Now.Before(until) {
		err = anteroom.Fail(anteroom.Forbidden, "error.bill.password")
	}
	return c, err
}

// stillBilled tells whether a company's bills are there for the provider: those of one that was removed are, until it is
// purged; those of a removed VAR's are gone with it.
func stillBilled(tx *store.Tx, c anteroom.Company) error {
	if !c.Gone {
		return nil
	}
	vendor, err := tx.VAR(c.VAR)
	return exists(err, vendor.Removed.IsZero())
}

// Bills is what the page of the bills shows: the closed ones without their lines, and how the present month stands.
type Bills struct {
	Closed  []anteroom.Bill `json:"closed"`  // the newest month first
	Present []anteroom.Bill `json:"present"` // what the present month would cost if it ended now
}

// Bills are those of a company, or of the user who asks.
func (o *Office) Bills(ctx context.Context, who anteroom.Who, id anteroom.CompanyID) (b Bills, err error) {
	err = o.store.Read(ctx, func(tx *store.Tx) error {
		c, err := readBills(tx, who, id)
		if err != nil {
			return err
		}
		closed, err := tx.Bills(id)
		if err != nil {
			return err
		}
		where, err := tx.Billing(id)
		if err != nil {
			return err
		}
		present, err := billsOf(tx, c, anteroom.MonthAt(tx.Now, where.Location()))
		b = Bills{Closed: ownOf(who, closed), Present: ownOf(who, present)}
		return err
	})
	return b, err
}

// ownOf are the bills that the person may read: a user's own alone.
func ownOf(who anteroom.Who, list []anteroom.Bill) []anteroom.Bill {
	own := []anteroom.Bill{}
	for _, b := range list {
		if who.Level != anteroom.LevelUser || b.User == who.User {
			own = append(own, b)
		}
	}
	return own
}

// BillPDF is one bill, as Bill gives it, as a file in a language. Unavailable where this program typesets none.
func (o *Office) BillPDF(ctx context.Context, who anteroom.Who, id anteroom.CompanyID, m anteroom.Month, user anteroom.UserID, currency string, l anteroom.Language) (*anteroom.File, error) {
	b, err := o.Bill(ctx, who, id, m, user, currency)
	if err != nil {
		return nil, err
	}
	if o.paper == nil {
		return nil, anteroom.Fail(anteroom.Unavailable, "error.unavailable")
	}
	var logo anteroom.Logo
	err = o.store.Read(ctx, func(tx *store.Tx) (err error) {
		logo, err = logoOf(tx, b.Seller.Logo)
		return err
	})
	if err != nil {
		return nil, err
	}
	return o.billFile(b, logo, l)
}

// Bill is one bill with all its lines: a closed one, or where the month is not closed as it comes out now. Without a currency it
// is the first.
func (o *Office) Bill(ctx context.Context, who anteroom.Who, id anteroom.CompanyID, m anteroom.Month, user anteroom.UserID, currency string) (b anteroom.Bill, err error) {
	err = o.store.Read(ctx, func(tx *store.Tx) error {
		if _, err := readBills(tx, who, id); err != nil {
			return err
		}
		if who.Level == anteroom.LevelUser && user != who.User {
			return anteroom.Missing()
		}
		b, err = tx.Bill(id, m, user, currency)
		if anteroom.KindOf(err) != anteroom.NotFound {
			return err
		}
		list, err := monthOf(tx, id, m)
		if err != nil {
			return err
		}
		at := slices.IndexFunc(list, func(d anteroom.Bill) bool { return d.User == user && (d.Currency == currency || currency == "") })
		if at < 0 {
			return anteroom.Missing()
		}
		b = list[at]
		return nil
	})
	return b, err
}
