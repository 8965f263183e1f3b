package office

import (
	"anteroom.dev/anteroom"
)

// RemindOfBill sends who pays a closed bill a reminder of it, with the bill once more. Whether it was paid is not known here:
// the provider says when to remind.
type RemindOfBill struct {
	Company  anteroom.CompanyID `json:"-" path:"company"`
	Month    anteroom.Month     `json:"month"`          // "2026-10"
	User     anteroom.UserID    `json:"user,omitempty"` // of a public service, who pays; empty: the company
	Currency string             `json:"currency"`
}

func (c RemindOfBill) Of() anteroom.Target   { return anteroom.Target{Company: c.Company} }
func (c RemindOfBill) Right() anteroom.Right { return anteroom.ManageCompany }

func (c RemindOfBill) Do(r *Run) error {
	b, err := r.tx.Bill(c.Company, c.Month, c.User, c.Currency)
	if anteroom.KindOf(err) == anteroom.NotFound {
		r.wrong.Wrong("month", "error.bill.not_closed")
		return nil
	}
	if err != nil {
		return err
	}
	if b.Total <= 0 {
		return anteroom.Fail(anteroom.Conflict, "error.bill.nothing_owed")
	}
	if _, err := r.changed("bill_reminder", string(b.Key()), nil, closedBill{b.Month, b.User, b.Currency, b.Total}); err != nil {
		return err
	}
	to, err := r.tellOfBill(b, anteroom.BillReminder)
	if err == nil {
		r.effect(true, "effect.bill.reminder", "email", to, "total", []anteroom.Money{{Amount: b.Total, Currency: b.Currency}})
	}
	return err
}
