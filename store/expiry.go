package store

import (
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store/db"
)

// Expiring is a user whose account ends soon, and which warning is due: 30, 7 or 1 days before.
type Expiring struct {
	Company anteroom.CompanyID
	User    anteroom.UserID
	Last    string // day of the account
	Due     int
}

// UsersExpiring are some of those who are to be warned on the day of the transaction, by the clock of UTC.
func (tx *Tx) UsersExpiring(most int) ([]Expiring, error) {
	day := func(days int) string { return tx.Now.UTC().AddDate(0, 0, days).Format(time.DateOnly) }
	rows, err := tx.q.UsersExpiring(tx.ctx, db.UsersExpiringParams{Today: day(0), Tomorrow: day(1), InAWeek: day(7), InAMonth: day(30), Most: int32(most)})
	list := make([]Expiring, len(rows))
	for i, r := range rows {
		list[i] = Expiring{anteroom.CompanyID(r.CompanyID), anteroom.UserID(r.ID), r.Expires, int(r.Due)}
	}
	return list, mapped(err)
}

// WarnedOfExpiry notes that a user was warned.
func (tx *Tx) WarnedOfExpiry(e Expiring) error {
	return mapped(tx.q.WarnedOfExpiry(tx.ctx, db.WarnedOfExpiryParams{CompanyID: string(e.Company), ID: string(e.User), Expires: e.Last, Due: int64(e.Due)}))
}
