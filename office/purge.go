package office

import (
	"context"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store"
)

const (
	purgeAfter = anteroom.RecoverFor + 24*time.Hour // the clocks of two processes may differ: nothing is ended that one may recover
	purgeRows  = 500                                // ended in one transaction, so that callers and people wait for none
	purgeUsers = 50
)

// gone is what the history keeps of a VAR or a company that was ended for good.
type gone struct {
	Name    string    `json:"name"`
	Keys    int       `json:"keys"`
	Removed time.Time `json:"removed,omitzero"` // zero: with its VAR
}

// Purge ends for good a bounded part of what was removed longer ago than it can be recovered, with all its rows; false:
// nothing is left to end. The end of a company stands in its VAR's history, that of a VAR in the system's.
func (o *Office) Purge(ctx context.Context) (more bool, err error) {
	err = o.store.Write(ctx, func(tx *store.Tx) (err error) {
		more, err = purge(tx, tx.Now.Add(-purgeAfter))
		return err
	})
	return more, err
}

func purge(tx *store.Tx, before time.Time) (more bool, err error) {
	if n, err := tx.PurgeUsers(before, purgeUsers); err != nil || n > 0 {
		return true, err
	}
	if n, err := tx.PurgeVoicemails(before, purgeUsers); err != nil || n > 0 {
		return true, err
	}
	company, err := tx.CompanyToPurge(before)
	if err == nil {
		return true, purgeCompany(tx, company)
	}
	if anteroom.KindOf(err) != anteroom.NotFound {
		return true, err
	}
	vendor, err := tx.VARToPurge(before)
	if anteroom.KindOf(err) == anteroom.NotFound {
		return false, nil
	}
	if err != nil {
		return true, err
	}
	return true, purgeVAR(tx, vendor)
}

func purgeCompany(tx *store.Tx, id anteroom.CompanyID) error {
	c, err := tx.Company(id)
	if err != nil {
		return err
	}
	if more, err := tx.PurgeCompany(id, purgeRows); err != nil || more {
		return err
	}
	if err := tx.DropCompany(c); err != nil {
		return err
	}
	return ended(tx, anteroom.Scope(c.VAR), "purge-company", "purged_company", string(id), gone{c.Name, c.Keys, c.Removed})
}

func purgeVAR(tx *store.Tx, id anteroom.VARID) error {
	v, err := tx.VAR(id)
	if err != nil {
		return err
	}
	if more, err := tx.PurgeVAR(id, purgeRows); err != nil || more {
		return err
	}
	return ended(tx, anteroom.SystemScope, "purge-var", "purged_var", string(id), gone{v.Name, v.Keys, v.Removed})
}

// ended enters the end of something into the history of what it belonged to.
func ended(tx *store.Tx, scope anteroom.Scope, command, noun, id string, was gone) error {
	before, _, err := anteroom.Diff(was, nil)
	if err != nil {
		return err
	}
	var vendor anteroom.VARID
	if scope != anteroom.SystemScope {
		vendor = anteroom.VARID(scope)
	}
	change := entry(tx, anteroom.Who{Name: "Anteroom", Source: anteroom.Program}, scope, vendor, command, anteroom.Item{Noun: noun, ID: id, Before: before})
	return tx.AddChange(&change)
}
