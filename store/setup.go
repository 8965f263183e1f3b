package store

import (
	"time"

	"anteroom.dev/anteroom/store/db"
)

// Governed tells whether the system has an administrator.
func (tx *Tx) Governed() (bool, error) {
	n, err := tx.q.SystemAccounts(tx.ctx)
	return n > 0, mapped(err)
}

// AddSetUpLink stores the hash of the one-time link of a new installation.
func (tx *Tx) AddSetUpLink(hash string) error {
	return mapped(tx.q.PutSetUpLink(tx.ctx, db.PutSetUpLinkParams{TokenHash: hash, Made: micros(tx.Now)}))
}

// SetUpLink is when the link of that hash was made; NotFound where it was used, or there never was one.
func (tx *Tx) SetUpLink(hash string) (time.Time, error) {
	made, err := tx.q.SetUpLink(tx.ctx, hash)
	if err != nil {
		return time.Time{}, mapped(err)
	}
	return fromMicros(made), nil
}

// DropSetUpLinks ends all such links.
func (tx *Tx) DropSetUpLinks() error { return mapped(tx.q.DropSetUpLinks(tx.ctx)) }
