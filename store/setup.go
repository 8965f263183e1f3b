package store

import (
	"time"

	"anteroom.dev/anteroom"
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

// CompaniesOn are the names of the companies (100 at most) that are on a phone system, the removed ones included.
func (tx *Tx) CompaniesOn(id anteroom.SystemID) ([]string, error) {
	names, err := tx.q.CompaniesOnPhoneSystem(tx.ctx, string(id))
	return names, mapped(err)
}

// DropPhoneSystem takes a phone system off the list; Conflict where a company is on it.
func (tx *Tx) DropPhoneSystem(id anteroom.SystemID) error {
	return mapped(tx.q.DropPhoneSystem(tx.ctx, string(id)))
}

// Administrators are those of a VAR, or with an empty one of the system, by name, 500 at most.
func (tx *Tx) Administrators(of anteroom.VARID) ([]anteroom.Account, error) {
	level := anteroom.LevelSystem
	if of != "" {
		level = anteroom.LevelVAR
	}
	ids, err := tx.q.Administrators(tx.ctx, db.AdministratorsParams{Level: string(level), VarID: string(of)})
	if err != nil {
		return nil, mapped(err)
	}
	list := make([]anteroom.Account, len(ids))
	for i, id := range ids {
		if list[i], err = tx.Account(anteroom.AccountID(id)); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// DropAccount ends an account of the system or a VAR, with its sessions, tokens and links.
func (tx *Tx) DropAccount(id anteroom.AccountID) error {
	if err := tx.DropSessions(id, ""); err != nil {
		return err
	}
	if err := tx.q.DropTokens(tx.ctx, string(id)); err != nil {
		return mapped(err)
	}
	if err := tx.DropResets(id); err != nil {
		return err
	}
	return mapped(tx.q.DropAccount(tx.ctx, string(id)))
}
