package office

import (
	"context"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store"
)

// confirmFor is how long somebody is known to be in person at a session, after the password was given again.
const confirmFor = 10 * time.Minute

// Confirm notes that the person at a session gave the own password again: for ten minutes this session may do what asks
// for it. Invalid, with the field "confirm", where it is wrong; Limit after ten wrong ones.
func (o *Office) Confirm(ctx context.Context, who anteroom.Who, password string) error {
	if who.Session == "" {
		return anteroom.Fail(anteroom.Forbidden, "error.forbidden")
	}
	var hash string
	err := o.store.Read(ctx, func(tx *store.Tx) (err error) {
		hash, err = tx.PasswordHash(who.Account)
		return err
	})
	if err != nil {
		return err
	}
	right, err := o.guess(ctx, "password "+string(who.Account), "password from "+string(who.Account), password, hash)
	if err != nil {
		return err
	}
	if right < 0 {
		var wrong anteroom.Fields
		wrong.Wrong("confirm", "error.password.wrong")
		return wrong.Err()
	}
	return o.store.Write(ctx, func(tx *store.Tx) error { return tx.Confirm(who.Session, tx.Now.Add(confirmFor)) })
}

// Confirmed tells whether the person at a session gave the password again lately.
func (o *Office) Confirmed(ctx context.Context, who anteroom.Who) (confirmed bool, err error) {
	err = o.store.Read(ctx, func(tx *store.Tx) error {
		until, err := tx.ConfirmedUntil(who.Session)
		confirmed = tx.Now.Before(until)
		return err
	})
	return confirmed, err
}

// inPerson notes that the password is to be given again first, where somebody asks in a session: whoever finds a screen
// unlocked can do no more than look and change what is undone. A program has its token for that, and to undo is to go back
// to what was allowed before.
func (r *Run) inPerson() error {
	if r.who.Session == "" || r.undoes != "" {
		return nil
	}
	until, err := r.tx.ConfirmedUntil(r.who.Session)
	if err == nil && !r.tx.Now.Before(until) {
		r.wrong.Wrong("confirm", "error.confirm")
	}
	return err
}
