package office

import (
	"time"

	"anteroom.dev/anteroom"
)

// AddAdjustment adds an amount to a company's month that is not closed yet, or with a minus gives it back.
type AddAdjustment struct {
	Company  anteroom.CompanyID `json:"-" path:"company"`
	Month    anteroom.Month     `json:"month"` // "2026-11"
	Currency string             `json:"currency"`
	Reason   string             `json:"reason"`         // stands on the bill
	Amount   int64              `json:"amount"`         // in the currency's smallest unit
	User     anteroom.UserID    `json:"user,omitempty"` // of a public service, whose bill it is for: id, extension or User ID
}

func (c AddAdjustment) Of() anteroom.Target   { return anteroom.Target{Company: c.Company} }
func (c AddAdjustment) Right() anteroom.Right { return anteroom.ManageCompany }

func (c AddAdjustment) Do(r *Run) error {
	a := anteroom.Adjustment{ID: anteroom.NewID[anteroom.AdjustmentID](r.tx.Now), Month: c.Month, Currency: c.Currency, Reason: clean(c.Reason), Amount: c.Amount}
	var err error
	if a.User, err = r.userNamed("user", c.User); err != nil {
		return err
	}
	company, err := r.tx.Company(c.Company)
	if err != nil {
		return err
	}
	if a.User != "" && company.Kind != anteroom.PublicService {
		r.wrong.Wrong("user", "error.adjustment.user")
	}
	return adjustments().make(r, string(a.ID), a)
}

// RemoveAdjustment takes an adjustment back, while its month is not closed.
type RemoveAdjustment struct {
	Company    anteroom.CompanyID    `json:"-" path:"company"`
	Adjustment anteroom.AdjustmentID `json:"adjustment"`
}

func (c RemoveAdjustment) Of() anteroom.Target   { return anteroom.Target{Company: c.Company} }
func (c RemoveAdjustment) Right() anteroom.Right { return anteroom.ManageCompany }
func (c RemoveAdjustment) Do(r *Run) error       { return adjustments().remove(r, string(c.Adjustment)) }

func adjustments() noun[anteroom.Adjustment] {
	return noun[anteroom.Adjustment]{
		name: "adjustment", right: anteroom.ManageCompany,
		load: func(r *Run, id string) (anteroom.Adjustment, error) {
			return r.tx.Adjustment(r.target.Company, anteroom.AdjustmentID(id))
		},
		check: (*Run).checkAdjustment,
		put: func(r *Run, _ string, _ *anteroom.Adjustment, a anteroom.Adjustment) error {
			return r.tx.AddAdjustment(r.target.Company, a)
		},
		effects: func(r *Run, _ *anteroom.Adjustment, a anteroom.Adjustment) error { return r.owes(a, a.Amount) },
		drop: func(r *Run, a anteroom.Adjustment) error {
			if err := r.monthOpen(a.Month); err != nil {
				return err
			}
			if err := r.owes(a, -a.Amount); err != nil {
				return err
			}
			return r.tx.DropAdjustment(r.target.Company, a.ID)
		},
	}
}

// owes tells who owes how much more, or with a minus less, for the month of an adjustment.
func (r *Run) owes(a anteroom.Adjustment, amount int64) error {
	c, err := r.tx.Company(r.target.Company)
	if err != nil {
		return err
	}
	name, key := c.Name, "effect.adjustment.more"
	if a.User != "" {
		u, err := r.tx.User(c.ID, a.User)
		if err != nil {
			return err
		}
		name = u.Name()
	}
	if amount < 0 {
		key, amount = "effect.adjustment.less", -amount
	}
	r.effect(true, key, "name", name, "month", a.Month, "cost", []anteroom.Money{{Amount: amount, Currency: a.Currency}})
	return nil
}

func (r *Run) checkAdjustment(_ *anteroom.Adjustment, a anteroom.Adjustment) error {
	r.wrong.Name("reason", a.Reason, 1, 200)
	if len(a.Currency) != 3 {
		r.wrong.Wrong("currency", "error.currency")
	}
	if a.Amount == 0 {
		r.wrong.Wrong("amount", "error.amount.zero")
	}
	if _, ok := a.Month.Period(time.UTC); !ok {
		r.wrong.Wrong("month", "error.month.wrong")
		return nil
	}
	return r.monthOpen(a.Month)
}

// monthOpen is a Conflict where the company's month is closed: corrections go to the next.
func (r *Run) monthOpen(m anteroom.Month) error {
	closed, err := r.tx.Billed(r.target.Company, m)
	if err == nil && closed {
		return anteroom.Fail(anteroom.Conflict, "error.month.closed")
	}
	return err
}
