package office

import (
	"context"
	"slices"
	"strconv"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store"
)

// callOutside asks the gate whether a number may be called, and is what is rung for it: whoever makes a plan in which a call goes
// out comes here. Where the decision is not granted the callee has no number; where it needs a PIN, there is the number that
// may be called once the PIN was given.
func (o *Office) callOutside(tx *store.Tx, c anteroom.Company, out anteroom.Outgoing) (anteroom.Callee, anteroom.Decision, error) {
	d, err := o.decide(tx, c, out)
	if err != nil || d.Permit == anteroom.Denied {
		return anteroom.Callee{}, d, err
	}
	number := d.Number
	if d.Permit == anteroom.NeedsPIN {
		out.PIN = true
		after, err := o.decide(tx, c, out)
		if err != nil || !after.May() {
			return anteroom.Callee{}, after, err
		}
		number = after.Number
	}
	to := anteroom.Callee{Number: anteroom.NumberID(number), For: out.User}
	to.Shows, err = identity(tx, c, out.User)
	return to, d, err
}

// identity is which numbers may be shown to those whom a user, or with none the company, calls.
func identity(tx *store.Tx, c anteroom.Company, user anteroom.UserID) (id anteroom.CallerID, err error) {
	if id.Company, err = tx.MainNumber(c.ID); err != nil {
		return id, err
	}
	id.Name = c.Name
	if user == "" {
		return id, nil
	}
	u, err := tx.User(c.ID, user)
	if err != nil {
		return id, err
	}
	id.Name = u.Name()
	own, err := tx.NumbersOfUser(c.ID, user)
	for _, n := range own {
		number, err := tx.Number(n)
		if err != nil {
			return id, err
		}
		if number.Voice {
			id.User = n
			break
		}
	}
	return id, err
}

// goOut has a plan call a number outside, where the gate and the lines allow it.
func (o *Office) goOut(tx *store.Tx, c anteroom.Company, out anteroom.Outgoing, p *anteroom.Plan) error {
	to, d, err := o.callOutside(tx, c, out)
	if err != nil {
		return err
	}
	p.Gate = &d
	if d.Permit == anteroom.Denied {
		p.Refused = anteroom.NotAllowed
		return nil
	}
	lines, err := tx.Trunks()
	if err != nil {
		return err
	}
	if taking := anteroom.TrunksFor(lines, to.Number); len(taking) == 0 {
		p.Refused = anteroom.NoLine
		return nil
	}
	p.Outside = &anteroom.Outside{To: to}
	if d.Permit == anteroom.NeedsPIN {
		p.Outside.PIN = out.User
	}
	return nil
}

// PIN tells whether a PIN is that of a user. Wrong ones are limited, and where there were too many of late no PIN is right.
func (o *Office) PIN(ctx context.Context, company anteroom.CompanyID, user anteroom.UserID, pin string) (bool, error) {
	key := "pin " + string(company) + " " + string(user)
	if o.attempts.blocked(key, mostOfAccount, time.Now()) != nil {
		return false, nil
	}
	var hash string
	err := o.store.Read(ctx, func(tx *store.Tx) (err error) {
		hash, err = tx.PINHash(company, user)
		return err
	})
	if err != nil || hash == "" {
		return false, err
	}
	right, err := o.matches(ctx, pin, hash)
	switch {
	case err != nil:
		return false, err
	case right:
		o.attempts.forget(key)
	default:
		_ = o.attempts.take(key, mostOfAccount, time.Now()) // counted; the next one is refused
	}
	return right, nil
}

// useOf keeps what a call used outside, for the bill: a record for each part of it. Calls to emergency services cost nothing.
func useOf(tx *store.Tx, c anteroom.Call) error {
	if len(c.Outside) == 0 {
		return tx.DropSpending(c.Company, c.ID)
	}
	company, err := tx.Company(c.Company)
	if err != nil {
		return err
	}
	c.Outside = slices.DeleteFunc(slices.Clone(c.Outside), func(l anteroom.Leg) bool { return dialled(company.Country, string(l.Number)).Emergency })
	if err := settle(tx, c); err != nil { // before its own use counts
		return err
	}
	for i, leg := range c.Outside {
		u := anteroom.Usage{Call: legID(c.ID, i), User: leg.User, To: leg.Number, Began: leg.Answered, Ended: leg.Ended}
		if u.Ended.IsZero() { // the service was killed meanwhile
			u.Ended = c.Ended
		}
		if err := tx.AddUsage(c.Company, u); err != nil {
			return err
		}
	}
	return nil
}

// legID names a part of a call: the first one as the call itself.
func legID(c anteroom.CallID, part int) anteroom.CallID {
	if part == 0 {
		return c
	}
	return c + anteroom.CallID("."+strconv.Itoa(part))
}
