package office

import (
	"context"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store"
)

// Companies are those that exist for this person, by name.
func (o *Office) Companies(ctx context.Context, who anteroom.Who) ([]anteroom.Company, error) {
	if who.Level == anteroom.Nobody || who.Level == anteroom.LevelUser {
		return nil, who.May(anteroom.SeeCompany, anteroom.Target{Company: who.Company})
	}
	list := []anteroom.Company{}
	err := o.store.Read(ctx, func(tx *store.Tx) error {
		list = list[:0]
		ids, err := tx.Companies(anteroom.Target{VAR: who.VAR, Company: who.Company})
		if err != nil {
			return err
		}
		for _, id := range ids {
			c, err := tx.Company(id)
			if err != nil {
				return err
			}
			list = append(list, c)
		}
		return nil
	})
	return list, err
}

// Languages are those of the system, in the operator's order.
func (o *Office) Languages(ctx context.Context) (list []anteroom.Language, err error) {
	err = o.store.Read(ctx, func(tx *store.Tx) (err error) {
		list, err = tx.Languages()
		return err
	})
	return list, err
}
