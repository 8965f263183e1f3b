package office

import (
	"context"
	"slices"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store"
)

// SetSpendingCap says what the calls of a company, or of one of its users, may cost in a day. It acts during calls: one that
// reaches the cap ends, after a warning tone.
type SetSpendingCap struct {
	Company anteroom.CompanyID `json:"-" path:"company"`
	User    anteroom.UserID    `json:"user,omitempty"`  // id, extension or User ID; empty: the whole company
	Daily   *int64             `json:"daily,omitempty"` // in the smallest unit of the currency; 0: nothing may be spent; left out: there is no cap
}

func (c SetSpendingCap) Of() anteroom.Target   { return anteroom.Target{Company: c.Company} }
func (c SetSpendingCap) Right() anteroom.Right { return anteroom.ManageRestrictions }

func (c SetSpendingCap) Do(r *Run) error {
	user, err := r.userNamed("user", c.User)
	if err != nil || len(r.wrong) > 0 {
		return err
	}
	id := string(user)
	if id == "" {
		id = string(c.Company)
	}
	return spendingCaps().edit(r, id, func(s *anteroom.SpendingCap) error {
		s.Daily = c.Daily
		return nil
	})
}

func spendingCaps() noun[anteroom.SpendingCap] {
	return noun[anteroom.SpendingCap]{
		name: "spending_cap", right: anteroom.ManageRestrictions,
		load: func(r *Run, id string) (anteroom.SpendingCap, error) {
			if id == string(r.target.Company) {
				id = ""
			}
			return r.tx.SpendingCap(r.target.Company, anteroom.UserID(id))
		},
		check: func(r *Run, _ *anteroom.SpendingCap, c anteroom.SpendingCap) error {
			c.Check(&r.wrong)
			return nil
		},
		put: func(r *Run, _ string, _ *anteroom.SpendingCap, c anteroom.SpendingCap) error {
			return r.tx.PutSpendingCap(c)
		},
		effects: (*Run).capEffects,
	}
}

func (r *Run) capEffects(_ *anteroom.SpendingCap, c anteroom.SpendingCap) error {
	switch {
	case c.Daily == nil:
		r.effect(true, "effect.cap.none")
		return nil
	case *c.Daily == 0:
		r.effect(true, "effect.cap.nothing")
		return nil
	}
	r.effect(true, "effect.cap.day")
	company, err := r.tx.Company(c.Company)
	if err != nil {
		return err
	}
	day, _, err := dayOf(r.tx, company, r.tx.Now)
	if err != nil {
		return err
	}
	all, own, err := r.tx.Spent(store.Spending{Company: c.Company, Day: day, User: c.User})
	if c.User == "" {
		own = all
	}
	if err == nil && own > *c.Daily*1000 {
		r.effect(true, "effect.cap.over")
	}
	return err
}

// dayOf is the day of a company's calendar, and the month in which it is billed.
func dayOf(tx *store.Tx, c anteroom.Company, at time.Time) (day string, p anteroom.Period, err error) {
	where, err := tx.Billing(c.ID)
	if err != nil {
		return "", p, err
	}
	zone := where.Location()
	p, _ = anteroom.MonthAt(at, zone).Period(zone)
	return at.In(zone).Format(time.DateOnly), p, nil
}

// chargedAhead is for how long a call is allowed at a time: what others may not spend meanwhile.
const chargedAhead = 20 * time.Second

// Charge says how long a part of a call that goes outside may last under the caps of its company and user, and reserves what
// that costs: whatever process asks, and however many calls there are at once, together they spend no more than the cap.
func (o *Office) Charge(ctx context.Context, ch anteroom.Charge) (a anteroom.Allowance, err error) {
	err = o.store.Write(ctx, func(tx *store.Tx) error {
		a, err = charge(tx, ch)
		return err
	})
	return a, err
}

func charge(tx *store.Tx, ch anteroom.Charge) (anteroom.Allowance, error) {
	whole, err := tx.SpendingCap(ch.Company, "")
	if err != nil {
		return anteroom.Allowance{}, err
	}
	var own anteroom.SpendingCap
	if ch.User != "" {
		if own, err = tx.SpendingCap(ch.Company, ch.User); err != nil {
			return anteroom.Allowance{}, err
		}
	}
	if whole.Daily == nil && own.Daily == nil {
		return anteroom.Allowance{Free: true}, nil
	}
	meter, s, err := meterOf(tx, ch, true)
	if err != nil {
		return anteroom.Allowance{}, err
	}
	all, mine, err := tx.Spent(s)
	if err != nil {
		return anteroom.Allowance{}, err
	}
	wanted := ch.Length + chargedAhead
	until := wanted
	if whole.Daily != nil {
		until = min(until, meter.Lasts(*whole.Daily*1000-all, wanted))
	}
	if own.Daily != nil {
		until = min(until, meter.Lasts(*own.Daily*1000-mine, wanted))
	}
	s.Reserved = max(until, ch.Length)
	s.Amount = meter.Cost(s.Reserved)
	if until == 0 && ch.Length == 0 {
		return anteroom.Allowance{Last: true}, nil
	}
	return anteroom.Allowance{Until: until, Last: until < wanted}, tx.PutSpending(s)
}

// meterOf is what a part of a call costs, and how that is kept: while it goes on, beside what is reserved for others that do; once
// it is over, beside what is over, as on the bill. Else two calls would each pay for the minutes that the other had reserved.
func meterOf(tx *store.Tx, ch anteroom.Charge, going bool) (m anteroom.Meter, s store.Spending, err error) {
	c, err := tx.Company(ch.Company)
	if err != nil {
		return m, s, err
	}
	s = store.Spending{Company: ch.Company, Call: ch.Call, Part: ch.Part, User: ch.User, Number: ch.Number, Began: ch.Began}
	var p anteroom.Period
	if s.Day, p, err = dayOf(tx, c, ch.Began); err != nil {
		return m, s, err
	}
	b := biller{company: c}
	if b.prices, err = priceList(tx, c.VAR); err != nil {
		return m, s, err
	}
	u := anteroom.Usage{Call: legID(ch.Call, ch.Part), User: ch.User, To: ch.Number, Began: ch.Began, Ended: ch.Began.Add(ch.Length)}
	calls, err := b.beside(tx, p, u, s, going)
	if err != nil {
		return m, s, err
	}
	b.sort(append(calls, u))
	for who, list := range b.calls {
		if list[len(list)-1].Call == u.Call {
			s.Currency = who.currency
			t := anteroom.Tariff{Rates: b.prices.Rates.In(who.currency)}
			m = t.Meter(p, heldBy(b, who), list[:len(list)-1], u)
		}
	}
	return m, s, nil
}

// beside reads the packages and calls that have a say in what a call costs, those in progress too while it goes on itself: the
// user's own, and where included time is shared those of the company, for this is asked again and again during a call.
func (b *biller) beside(tx *store.Tx, p anteroom.Period, u anteroom.Usage, s store.Spending, going bool) (calls []anteroom.Usage, err error) {
	if b.holdings, err = tx.HoldingsOf(b.company.ID, u.User, p); err != nil {
		return nil, err
	}
	if b.first, err = tx.Currency(b.company.ID, p); err != nil {
		return nil, err
	}
	at := slices.IndexFunc(b.holdings, func(h anteroom.Holding) bool { return h.Has(u.Began) })
	if at < 0 {
		return nil, nil
	}
	use := anteroom.Tariff{Rates: b.prices.Rates.In(b.holdings[at].Package.Currency)}.Included(b.holdings, u)
	shared := use == anteroom.SharedIncluded && b.company.Kind != anteroom.PublicService // where nothing is shared, for each user has a bill
	switch {
	case use == anteroom.NoneIncluded:
		return nil, nil
	case shared:
		if b.holdings, err = tx.Holdings(b.company.ID, p); err == nil {
			calls, err = tx.Usage(b.company.ID, p)
		}
	default:
		calls, err = tx.UsageOf(b.company.ID, u.User, p)
	}
	if err != nil || !going {
		return calls, err
	}
	reserved, err := tx.SpendingReserved(s, shared)
	for _, r := range reserved {
		calls = append(calls, anteroom.Usage{Call: legID(r.Call, r.Part), User: r.User, To: r.Number, Began: r.Began, Ended: r.Began.Add(r.Reserved)})
	}
	return calls, err
}

// heldBy are the holdings whose included time a payer's calls use.
func heldBy(b biller, who payer) (list []anteroom.Holding) {
	for _, h := range b.holdings {
		if b.pays(h.User, h.Package.Currency) == who {
			list = append(list, h)
		}
	}
	return list
}

// settle keeps what the parts of a call cost in the end, in the place of what was reserved for them.
func settle(tx *store.Tx, c anteroom.Call) error {
	if err := tx.DropSpending(c.Company, c.ID); err != nil {
		return err
	}
	for i, leg := range c.Outside {
		ended := leg.Ended
		if ended.IsZero() {
			ended = c.Ended
		}
		ch := anteroom.Charge{Company: c.Company, User: leg.User, Call: c.ID, Part: i, Number: leg.Number, Began: leg.Answered, Length: ended.Sub(leg.Answered)}
		meter, s, err := meterOf(tx, ch, false)
		if err != nil {
			return err
		}
		s.Amount = meter.Cost(ch.Length)
		if err := tx.PutSpending(s); err != nil {
			return err
		}
	}
	return nil
}

// Caps are the daily caps of a company and of its users, with what was spent today.
type Caps struct {
	Currency string     `json:"currency"` // in which its calls are paid
	Day      string     `json:"day"`      // of the company's calendar
	Lines    []CapState `json:"caps"`     // that of the company first, also where there is none
}

// CapState is one cap.
type CapState struct {
	anteroom.SpendingCap
	Name  string `json:"name"`  // of the user; empty: the company's
	Spent int64  `json:"spent"` // today, in thousandths of the smallest unit; of calls in progress what is allowed so far
}

// SpendingCaps are the daily caps of a company.
func (o *Office) SpendingCaps(ctx context.Context, who anteroom.Who, id anteroom.CompanyID) (out Caps, err error) {
	err = o.see(ctx, who, id, func(tx *store.Tx, c anteroom.Company) error {
		caps, err := tx.SpendingCaps(id)
		if err != nil {
			return err
		}
		if len(caps) == 0 || caps[0].User != "" {
			caps = append([]anteroom.SpendingCap{{Company: id}}, caps...)
		}
		var p anteroom.Period
		if out.Day, p, err = dayOf(tx, c, tx.Now); err != nil {
			return err
		}
		b := biller{company: c}
		if b.first, err = tx.Currency(id, p); err != nil {
			return err
		}
		if b.prices, err = priceList(tx, c.VAR); err != nil {
			return err
		}
		out.Currency = b.currency()
		for _, cp := range caps {
			state := CapState{SpendingCap: cp}
			all, own, err := tx.Spent(store.Spending{Company: id, Day: out.Day, User: cp.User})
			if err != nil {
				return err
			}
			state.Spent = own
			if cp.User == "" {
				state.Spent = all
			} else {
				u, err := tx.User(id, cp.User)
				if err != nil {
					return err
				}
				state.Name = u.Name()
			}
			out.Lines = append(out.Lines, state)
		}
		return nil
	})
	return out, err
}
