package store

import (
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store/db"
)

// SpendingCap is the daily cap of a company, or of a user; one without an amount where there is none.
func (tx *Tx) SpendingCap(company anteroom.CompanyID, user anteroom.UserID) (anteroom.SpendingCap, error) {
	c := anteroom.SpendingCap{Company: company, User: user}
	daily, err := tx.q.SpendingCap(tx.ctx, db.SpendingCapParams{CompanyID: string(company), UserID: string(user)})
	if anteroom.KindOf(mapped(err)) == anteroom.NotFound {
		return c, nil
	}
	c.Daily = &daily
	return c, mapped(err)
}

// SpendingCaps are the daily caps of a company and its users, that of the company first.
func (tx *Tx) SpendingCaps(company anteroom.CompanyID) ([]anteroom.SpendingCap, error) {
	rows, err := tx.q.SpendingCaps(tx.ctx, string(company))
	list := make([]anteroom.SpendingCap, len(rows))
	for i, r := range rows {
		list[i] = anteroom.SpendingCap{Company: company, User: anteroom.UserID(r.UserID), Daily: &r.Daily}
	}
	return list, mapped(err)
}

// PutSpendingCap makes, replaces or ends a daily cap.
func (tx *Tx) PutSpendingCap(c anteroom.SpendingCap) error {
	if c.Daily == nil {
		return mapped(tx.q.DropSpendingCap(tx.ctx, db.DropSpendingCapParams{CompanyID: string(c.Company), UserID: string(c.User)}))
	}
	return mapped(tx.q.PutSpendingCap(tx.ctx, db.PutSpendingCapParams{CompanyID: string(c.Company), UserID: string(c.User), Daily: *c.Daily}))
}

// Spending is what a part of a call has cost, or may cost so far, in thousandths of the smallest unit.
type Spending struct {
	Company  anteroom.CompanyID
	Call     anteroom.CallID
	Part     int
	Day      string // of the company's calendar
	User     anteroom.UserID
	Amount   int64
	Currency string
	Number   anteroom.NumberID
	Began    time.Time
	Reserved time.Duration // since then, while the call is in progress; 0: it is over
}

// Spent is what the company, and the user of it, spent on a day beside a part of a call.
func (tx *Tx) Spent(s Spending) (company, user int64, err error) {
	r, err := tx.q.Spent(tx.ctx, db.SpentParams{CompanyID: string(s.Company), Day: s.Day, UserID: string(s.User), CallID: string(s.Call), Part: int64(s.Part)})
	return r.Company, r.OfUser, mapped(err)
}

// PutSpending keeps what a part of a call costs.
func (tx *Tx) PutSpending(s Spending) error {
	return mapped(tx.q.PutSpending(tx.ctx, db.PutSpendingParams{CompanyID: string(s.Company), CallID: string(s.Call), Part: int64(s.Part), Day: s.Day,
		UserID: string(s.User), Amount: s.Amount, Currency: s.Currency, Number: string(s.Number), Began: micros(s.Began), Reserved: s.Reserved.Microseconds()}))
}

// SpendingReserved is what is reserved for other parts of calls in progress: those of the user, or with all set, of the company.
func (tx *Tx) SpendingReserved(beside Spending, all bool) ([]Spending, error) {
	asked := db.SpendingReservedParams{CompanyID: string(beside.Company), UserID: string(beside.User), CallID: string(beside.Call), Part: int64(beside.Part)}
	if all {
		asked.UserID = ""
	}
	rows, err := tx.q.SpendingReserved(tx.ctx, asked)
	list := make([]Spending, len(rows))
	for i, r := range rows {
		list[i] = Spending{Company: beside.Company, Call: anteroom.CallID(r.CallID), Part: int(r.Part), User: anteroom.UserID(r.UserID), Number: anteroom.NumberID(r.Number),
			Began: fromMicros(r.Began), Reserved: time.Duration(r.Reserved) * time.Microsecond}
	}
	return list, mapped(err)
}

// SpendingOf is what the parts of a call cost.
func (tx *Tx) SpendingOf(company anteroom.CompanyID, call anteroom.CallID) ([]Spending, error) {
	rows, err := tx.q.SpendingOf(tx.ctx, db.SpendingOfParams{CompanyID: string(company), CallID: string(call)})
	list := make([]Spending, len(rows))
	for i, r := range rows {
		list[i] = Spending{Company: company, Call: call, Part: int(r.Part), Amount: r.Amount, Currency: r.Currency}
	}
	return list, mapped(err)
}

// DropSpending forgets what a call reserved.
func (tx *Tx) DropSpending(company anteroom.CompanyID, call anteroom.CallID) error {
	return mapped(tx.q.DropSpending(tx.ctx, db.DropSpendingParams{CompanyID: string(company), CallID: string(call)}))
}
