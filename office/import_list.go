package office

import (
	"context"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store"
)

// ImportStatus is an import, and the keys that the company has for its users.
type ImportStatus struct {
	Import anteroom.Import `json:"import"`
	Keys   anteroom.Keys   `json:"keys"`
}

// importsShown are how many imports of a company are listed.
const importsShown = 20

// Imports are the company's newest imports, newest first. They hold names and addresses of people: who may not change
// users does not see them.
func (o *Office) Imports(ctx context.Context, who anteroom.Who, id anteroom.CompanyID) (list []anteroom.Import, err error) {
	err = o.seeImports(ctx, who, id, func(tx *store.Tx) error {
		list, err = tx.Imports(id, importsShown)
		return err
	})
	return list, err
}

func (o *Office) seeImports(ctx context.Context, who anteroom.Who, id anteroom.CompanyID, query func(*store.Tx) error) error {
	return o.store.Read(ctx, func(tx *store.Tx) error {
		c, err := reach(tx, who, anteroom.ManageUsers, anteroom.Target{Company: id})
		if err != nil {
			return err
		}
		if c.Gone {
			return anteroom.Missing()
		}
		return query(tx)
	})
}

// Import is one import of the company, and how far it is.
func (o *Office) Import(ctx context.Context, who anteroom.Who, company anteroom.CompanyID, id anteroom.ImportID) (s ImportStatus, err error) {
	err = o.seeImports(ctx, who, company, func(tx *store.Tx) error {
		if s.Import, err = tx.Import(company, id); err != nil {
			return err
		}
		s.Keys, err = tx.Keys(string(company))
		return err
	})
	return s, err
}

// ImportRows are the rows of an import after a line; with noted those that have something to look at.
func (o *Office) ImportRows(ctx context.Context, who anteroom.Who, company anteroom.CompanyID, id anteroom.ImportID, after int, noted bool, most int) (list []anteroom.ImportRow, err error) {
	err = o.seeImports(ctx, who, company, func(tx *store.Tx) error {
		if _, err := tx.Import(company, id); err != nil {
			return err
		}
		list, err = tx.ImportRows(company, id, after, noted, page(most))
		return err
	})
	return list, err
}
