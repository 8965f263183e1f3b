package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store/db"
)

// Version is the number of the scope's last change; 0 before the first.
func (tx *Tx) Version(s anteroom.Scope) (int64, error) {
	seq, _, err := tx.lastChange(s)
	return seq, err
}

func (tx *Tx) lastChange(s anteroom.Scope) (int64, string, error) {
	last, err := tx.q.LastChange(tx.ctx, string(s))
	if err = mapped(err); anteroom.KindOf(err) == anteroom.NotFound {
		return 0, "", nil
	}
	return last.Seq, last.Hash, err
}

// AddChange appends to the chain of the change's scope, and fills in its number and hashes.
func (tx *Tx) AddChange(c *anteroom.Change) error {
	seq, hash, err := tx.lastChange(c.Scope)
	if err != nil {
		return err
	}
	c.Seq, c.At = seq+1, tx.Now
	if err := c.Seal(hash); err != nil {
		return err
	}
	items, err := json.Marshal(c.Items)
	if err != nil {
		return fmt.Errorf("store: %w", err)
	}
	for _, subject := range subjects(c.Items) {
		if err := tx.q.AddChangeSubject(tx.ctx, db.AddChangeSubjectParams{Scope: string(c.Scope), Subject: subject, Seq: c.Seq}); err != nil {
			return mapped(err)
		}
	}
	return mapped(tx.q.AddChange(tx.ctx, db.AddChangeParams{Scope: string(c.Scope), Seq: c.Seq, ID: string(c.ID), Made: micros(c.At),
		Account: string(c.Account), Who: c.Who, Level: string(c.Level), Source: string(c.Source), Command: c.Command, Items: string(items),
		Undoes: string(c.Undoes), Prev: c.Prev, Hash: c.Hash, Acting: c.Acting, VarID: string(c.VAR), Name: anteroom.Fold(c.Who)}))
}

// subjects are what the items are about. The id of what is a user's own begins with the user's, and a dot: such an item is about
// the user.
func subjects(items []anteroom.Item) []string {
	var list []string
	for _, i := range items {
		list = append(list, i.ID)
		if owner, _, owned := strings.Cut(i.ID, "."); owned {
			list = append(list, owner)
		}
	}
	return list
}

// Change is the entry of that id in the scope.
func (tx *Tx) Change(s anteroom.Scope, id anteroom.ChangeID) (anteroom.Change, error) {
	r, err := tx.q.Change(tx.ctx, db.ChangeParams{Scope: string(s), ID: string(id)})
	if err != nil {
		return anteroom.Change{}, mapped(err)
	}
	return tx.change(r)
}

// ChangesBefore are the newest entries older than number seq (0: all), newest first.
func (tx *Tx) ChangesBefore(s anteroom.Scope, seq int64, most int) ([]anteroom.Change, error) {
	if seq == 0 {
		seq = math.MaxInt64
	}
	rows, err := tx.q.ChangesBefore(tx.ctx, db.ChangesBeforeParams{Scope: string(s), Seq: seq, Limit: int32(most)})
	if err != nil {
		return nil, mapped(err)
	}
	return tx.changes(rows)
}

// ChangesAbout are the same, but only those that changed the one or the other thing.
func (tx *Tx) ChangesAbout(s anteroom.Scope, one, other string, seq int64, most int) ([]anteroom.Change, error) {
	if seq == 0 {
		seq = math.MaxInt64
	}
	rows, err := tx.q.ChangesAbout(tx.ctx, db.ChangesAboutParams{Scope: string(s), Seq: seq, Limit: int32(most), Subject: one, Subject_2: other})
	if err != nil {
		return nil, mapped(err)
	}
	return tx.changes(rows)
}

// ChangesAfter are the entries newer than number seq, oldest first, 1 000 at most.
func (tx *Tx) ChangesAfter(s anteroom.Scope, seq int64) ([]anteroom.Change, error) {
	rows, err := tx.q.ChangesAfter(tx.ctx, db.ChangesAfterParams{Scope: string(s), Seq: seq})
	if err != nil {
		return nil, mapped(err)
	}
	return tx.changes(rows)
}

func (tx *Tx) changes(rows []db.Change) ([]anteroom.Change, error) {
	list := make([]anteroom.Change, len(rows))
	for i, r := range rows {
		c, err := tx.change(r)
		if err != nil {
			return nil, err
		}
		list[i] = c
	}
	return list, nil
}

func (tx *Tx) change(r db.Change) (anteroom.Change, error) {
	c := anteroom.Change{ID: anteroom.ChangeID(r.ID), Scope: anteroom.Scope(r.Scope), Seq: r.Seq, At: fromMicros(r.Made),
		Account: anteroom.AccountID(r.Account), Who: r.Who, Level: anteroom.Level(r.Level), Source: anteroom.Source(r.Source),
		Command: r.Command, Undoes: anteroom.ChangeID(r.Undoes), Prev: r.Prev, Hash: r.Hash, Acting: r.Acting,
		VAR: anteroom.VARID(r.VarID)}
	if err := json.Unmarshal([]byte(r.Items), &c.Items); err != nil {
		return c, fmt.Errorf("store: change %s: %w", r.ID, err)
	}
	by, err := tx.q.UndoOf(tx.ctx, db.UndoOfParams{Scope: r.Scope, Undoes: r.ID})
	if err = mapped(err); err != nil && anteroom.KindOf(err) != anteroom.NotFound {
		return c, err
	}
	c.UndoneBy = anteroom.ChangeID(by)
	return c, nil
}

// Verify walks the chain of a scope and names the first entry that was changed, removed or put in.
func (tx *Tx) Verify(s anteroom.Scope) error {
	prev, seq := "", int64(0)
	for {
		list, err := tx.ChangesAfter(s, seq)
		if err != nil {
			return err
		}
		if len(list) == 0 {
			return nil
		}
		for _, c := range list {
			if c.Seq != seq+1 || c.Prev != prev || !c.Sealed() {
				return fmt.Errorf("store: the history of %s is broken at number %d (%s)", s, c.Seq, c.ID)
			}
			prev, seq = c.Hash, c.Seq
		}
	}
}

// Check tells what in the database contradicts itself: broken chains, ledgers that do not add up.
func (tx *Tx) Check() error {
	scopes, err := tx.q.Scopes(tx.ctx)
	errs := []error{mapped(err)}
	for _, s := range scopes {
		errs = append(errs, tx.Verify(anteroom.Scope(s)))
	}
	return errors.Join(append(errs, tx.checkKeys())...)
}
