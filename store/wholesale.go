package store

import (
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store/db"
)

// Wholesale is what a VAR pays to the system; empty where nobody has said.
func (tx *Tx) Wholesale(id anteroom.VARID) (anteroom.Wholesale, error) {
	r, err := tx.q.Wholesale(tx.ctx, string(id))
	if anteroom.KindOf(mapped(err)) == anteroom.NotFound {
		return anteroom.Wholesale{}, nil
	}
	return anteroom.Wholesale{Currency: r.Currency, BaseRate: r.BaseRate, Minutes: int(r.Minutes), MinuteRate: r.MinuteRate}, mapped(err)
}

// PutWholesale replaces it.
func (tx *Tx) PutWholesale(id anteroom.VARID, w anteroom.Wholesale) error {
	return mapped(tx.q.PutWholesale(tx.ctx, db.PutWholesaleParams{VarID: string(id), Currency: w.Currency, BaseRate: w.BaseRate, Minutes: int64(w.Minutes), MinuteRate: w.MinuteRate}))
}

// CompaniesUsed are some of a VAR's companies, by id after one; those too that were removed since a moment.
func (tx *Tx) CompaniesUsed(of anteroom.VARID, since time.Time, after anteroom.CompanyID, most int) ([]anteroom.CompanyID, error) {
	rows, err := tx.q.CompaniesUsed(tx.ctx, db.CompaniesUsedParams{VarID: string(of), After: string(after), Since: micros(since), Most: int32(most)})
	return ids[anteroom.CompanyID](rows), mapped(err)
}

// CountUsage is how many calls of a VAR's companies count for a period.
func (tx *Tx) CountUsage(of anteroom.VARID, p anteroom.Period) (int, error) {
	n, err := tx.q.CountUsage(tx.ctx, db.CountUsageParams{VarID: string(of), Since: micros(p.From), Until: micros(p.Until)})
	return int(n), mapped(err)
}

// AddVARBill closes a VAR's bill: it is never changed. Conflict where there is one.
func (tx *Tx) AddVARBill(b anteroom.Bill) error {
	content, err := packed(b)
	if err != nil {
		return err
	}
	return mapped(tx.q.AddVARBill(tx.ctx, db.AddVARBillParams{VarID: string(b.VAR), Month: string(b.Month), Currency: b.Currency, Closed: micros(b.Closed),
		Taxes: b.Taxes, Total: b.Total, Content: content}))
}

// VARBill is a VAR's closed bill with all its lines.
func (tx *Tx) VARBill(id anteroom.VARID, m anteroom.Month) (b anteroom.Bill, err error) {
	content, err := tx.q.VARBill(tx.ctx, db.VARBillParams{VarID: string(id), Month: string(m)})
	if err != nil {
		return b, mapped(err)
	}
	return unpacked(content)
}

// VARBills are a VAR's closed bills without their lines, the newest month first, 600 at most.
func (tx *Tx) VARBills(id anteroom.VARID) ([]anteroom.Bill, error) {
	rows, err := tx.q.VARBills(tx.ctx, string(id))
	list := make([]anteroom.Bill, len(rows))
	for i, r := range rows {
		list[i] = anteroom.Bill{VAR: id, Month: anteroom.Month(r.Month), Currency: r.Currency, Taxes: r.Taxes, Total: r.Total, Closed: fromMicros(r.Closed)}
	}
	return list, mapped(err)
}

// dropWholesale ends what a VAR paid to the system.
func (tx *Tx) dropWholesale(id string) (int64, error) {
	if _, err := tx.q.DropWholesale(tx.ctx, id); err != nil {
		return 0, err
	}
	if _, err := tx.q.PurgeMessagesOfVARBills(tx.ctx, "%/"+id+"/%"); err != nil {
		return 0, err
	}
	return tx.q.DropVARBills(tx.ctx, id)
}
