package store

import (
	"encoding/json"
	"fmt"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store/db"
)

// Trunk is the line to the outside of that id, with its sealed password (empty: none).
func (tx *Tx) Trunk(id anteroom.TrunkID) (t anteroom.Trunk, secret []byte, err error) {
	r, err := tx.q.Trunk(tx.ctx, string(id))
	if err != nil {
		return t, nil, mapped(err)
	}
	err = content(r.Content, &t)
	t.PasswordSet = len(r.Secret) > 0
	return t, r.Secret, err
}

// SealedTrunk is a trunk with its sealed password (empty: none).
type SealedTrunk struct {
	anteroom.Trunk
	Secret []byte
}

// Trunks are all lines to the outside, the oldest first.
func (tx *Tx) Trunks() ([]SealedTrunk, error) {
	rows, err := tx.q.Trunks(tx.ctx)
	if err != nil {
		return nil, mapped(err)
	}
	list := make([]SealedTrunk, len(rows))
	for i, r := range rows {
		if err := content(r.Content, &list[i].Trunk); err != nil {
			return nil, err
		}
		list[i].Secret, list[i].PasswordSet = r.Secret, len(r.Secret) > 0
	}
	return list, nil
}

// PutTrunk makes or replaces a line to the outside, but for its password.
func (tx *Tx) PutTrunk(t anteroom.Trunk) error {
	raw, err := json.Marshal(t)
	if err != nil {
		return fmt.Errorf("store: %w", err)
	}
	return mapped(tx.q.PutTrunk(tx.ctx, db.PutTrunkParams{ID: string(t.ID), Content: string(raw)}))
}

// SetTrunkSecret stores a trunk's sealed password.
func (tx *Tx) SetTrunkSecret(id anteroom.TrunkID, sealed []byte) error {
	return mapped(tx.q.SetTrunkSecret(tx.ctx, db.SetTrunkSecretParams{ID: string(id), Secret: sealed}))
}

// DropTrunk ends a line to the outside.
func (tx *Tx) DropTrunk(id anteroom.TrunkID) error {
	if err := tx.q.DropTrunkHealth(tx.ctx, string(id)); err != nil {
		return mapped(err)
	}
	return mapped(tx.q.DropTrunk(tx.ctx, string(id)))
}

// TrunkHealth is how the trunks were when they were last tried.
func (tx *Tx) TrunkHealth() ([]anteroom.TrunkHealth, error) {
	rows, err := tx.q.TrunkHealths(tx.ctx)
	list := make([]anteroom.TrunkHealth, len(rows))
	for i, r := range rows {
		if err := content(r, &list[i]); err != nil {
			return nil, err
		}
	}
	return list, mapped(err)
}

// PutTrunkHealth keeps how a trunk is; of one that is no more, nothing.
func (tx *Tx) PutTrunkHealth(h anteroom.TrunkHealth) error {
	raw, err := json.Marshal(h)
	if err != nil {
		return fmt.Errorf("store: %w", err)
	}
	return mapped(tx.q.PutTrunkHealth(tx.ctx, db.PutTrunkHealthParams{ID: string(h.Trunk), Content: string(raw)}))
}
