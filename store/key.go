package store

import (
	"errors"
	"fmt"
	"math"
	"strings"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store/db"
)

// openKeys begins the ledger of a VAR or company that has none: a balance of nothing.
func (tx *Tx) openKeys(owner string) error {
	if _, err := tx.q.KeyBalance(tx.ctx, owner); anteroom.KindOf(mapped(err)) != anteroom.NotFound {
		return mapped(err)
	}
	return mapped(tx.q.PutKeyBalance(tx.ctx, db.PutKeyBalanceParams{Owner: owner}))
}

// Keys is the balance of a VAR's or company's ledger; the owner is its id.
func (tx *Tx) Keys(owner string) (anteroom.Keys, error) {
	k, err := tx.q.KeyBalance(tx.ctx, owner)
	return anteroom.Keys{Total: int(k.Total), Reserved: int(k.Reserved), Used: int(k.Used)}, mapped(err)
}

// MoveKeys enters a movement of n keys into a ledger; Limit where the balance does not allow it. Subject is the company
// or user for whom; empty: the owner itself.
func (tx *Tx) MoveKeys(owner string, m anteroom.KeyMove, n int, subject string) error {
	before, err := tx.Keys(owner)
	if err != nil || n == 0 {
		return err
	}
	after, err := before.Move(m, n)
	if err != nil {
		return err
	}
	seq, err := tx.q.LastKeyEntry(tx.ctx, owner)
	if err = mapped(err); err != nil && anteroom.KindOf(err) != anteroom.NotFound {
		return err
	}
	d := m.Delta(n)
	if err := tx.q.AddKeyEntry(tx.ctx, db.AddKeyEntryParams{Owner: owner, Seq: seq + 1, Made: micros(tx.Now), What: string(m), Subject: subject,
		Total: int64(d.Total), Reserved: int64(d.Reserved), Used: int64(d.Used)}); err != nil {
		return mapped(err)
	}
	return mapped(tx.q.PutKeyBalance(tx.ctx, db.PutKeyBalanceParams{Owner: owner, Total: int64(after.Total), Reserved: int64(after.Reserved), Used: int64(after.Used)}))
}

// KeyEntries are the newest movements older than number seq (0: all), newest first.
func (tx *Tx) KeyEntries(owner string, seq int64, most int) ([]anteroom.KeyEntry, error) {
	if seq == 0 {
		seq = math.MaxInt64
	}
	rows, err := tx.q.KeyEntriesBefore(tx.ctx, db.KeyEntriesBeforeParams{Owner: owner, Seq: seq, Limit: int32(most)})
	list := make([]anteroom.KeyEntry, len(rows))
	for i, r := range rows {
		list[i] = anteroom.KeyEntry{Seq: r.Seq, At: fromMicros(r.Made), What: anteroom.KeyMove(r.What), Subject: r.Subject, Name: strings.TrimSpace(r.Name),
			Change: anteroom.Keys{Total: int(r.Total), Reserved: int(r.Reserved), Used: int(r.Used)}}
	}
	return list, mapped(err)
}

// checkKeys tells the ledgers that contradict themselves, the users, or the companies.
func (tx *Tx) checkKeys() error {
	var errs []error
	for what, find := range map[string]func() ([]string, error){
		"entries":   func() ([]string, error) { return tx.q.WrongKeyBalances(tx.ctx) },
		"users":     func() ([]string, error) { return tx.q.WrongKeyUse(tx.ctx) },
		"companies": func() ([]string, error) { return tx.q.WrongKeyPools(tx.ctx) },
	} {
		owners, err := find()
		if err == nil && len(owners) > 0 {
			err = fmt.Errorf("store: the keys of %v are not those of their %s", owners, what)
		}
		errs = append(errs, mapped(err))
	}
	return errors.Join(errs...)
}
