package office

import (
	"context"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store"
)

// BillingDetails are for whom a company's bills are made out.
func (o *Office) BillingDetails(ctx context.Context, who anteroom.Who, id anteroom.CompanyID) (b anteroom.Billing, err error) {
	err = o.see(ctx, who, id, func(tx *store.Tx, _ anteroom.Company) (err error) {
		b, err = tx.Billing(id)
		return err
	})
	return b, err
}

// Correction is an adjustment of a company's bills, and whether its month is closed: then it stays.
type Correction struct {
	anteroom.Adjustment
	Closed bool `json:"closed"`
}

// Corrections are the adjustments of a company's bills, the newest month first, 200 at most; for its provider, who makes
// them.
func (o *Office) Corrections(ctx context.Context, who anteroom.Who, id anteroom.CompanyID) (list []Correction, err error) {
	err = o.store.Read(ctx, func(tx *store.Tx) error {
		if _, err := placeOf(tx, who, anteroom.ManageCompany, anteroom.Target{Company: id}); err != nil {
			return err
		}
		all, err := tx.AllAdjustments(id)
		if err != nil {
			return err
		}
		closed := map[anteroom.Month]bool{}
		for _, a := range all {
			if _, known := closed[a.Month]; !known {
				if closed[a.Month], err = tx.Billed(id, a.Month); err != nil {
					return err
				}
			}
			list = append(list, Correction{a, closed[a.Month]})
		}
		return nil
	})
	return list, err
}

// Prices are what calls and taxes cost: a VAR's own list, or with no VAR the system's; an empty list where there is none.
func (o *Office) Prices(ctx context.Context, who anteroom.Who, vendor anteroom.VARID) (l anteroom.PriceList, err error) {
	err = o.store.Read(ctx, func(tx *store.Tx) error {
		right := anteroom.ManagePackages
		if vendor != "" {
			right = anteroom.SeeVAR
		}
		if _, err := placeOf(tx, who, right, anteroom.Target{VAR: vendor}); err != nil {
			return err
		}
		l, err = tx.PriceList(vendor)
		if anteroom.KindOf(err) == anteroom.NotFound {
			return nil
		}
		return err
	})
	return l, err
}

// SetPriceList replaces what minutes and taxes cost: a VAR's own list, or with no VAR the system's, which holds for VARs
// that have none. Months that are closed stay as they are.
type SetPriceList struct {
	VAR  anteroom.VARID     `json:"var,omitempty"`
	List anteroom.PriceList `json:"list"`
}

func (c SetPriceList) Of() anteroom.Target   { return anteroom.Target{VAR: c.VAR} }
func (c SetPriceList) Right() anteroom.Right { return anteroom.ManagePackages }

func (c SetPriceList) Do(r *Run) error {
	return priceLists().edit(r, string(c.VAR), func(l *anteroom.PriceList) error {
		*l = c.List
		return nil
	})
}

func priceLists() noun[anteroom.PriceList] {
	return noun[anteroom.PriceList]{
		name: "price_list", right: anteroom.ManagePackages,
		load: func(r *Run, id string) (anteroom.PriceList, error) {
			l, err := r.tx.PriceList(anteroom.VARID(id))
			if anteroom.KindOf(err) == anteroom.NotFound {
				return l, nil
			}
			return l, err
		},
		check: func(r *Run, _ *anteroom.PriceList, l anteroom.PriceList) error {
			l.Check(&r.wrong)
			return nil
		},
		put: func(r *Run, id string, _ *anteroom.PriceList, l anteroom.PriceList) error {
			return r.tx.PutPriceList(anteroom.VARID(id), l)
		},
	}
}
