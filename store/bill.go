package store

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store/db"
)

// OpenHoldings are the packages that are paid for a user at this moment.
func (tx *Tx) OpenHoldings(company anteroom.CompanyID, user anteroom.UserID) ([]anteroom.PackageID, error) {
	rows, err := tx.q.OpenHoldings(tx.ctx, db.OpenHoldingsParams{CompanyID: string(company), UserID: string(user)})
	list := make([]anteroom.PackageID, len(rows))
	for i, r := range rows {
		list[i] = anteroom.PackageID(r)
	}
	return list, mapped(err)
}

// BeginHolding notes that from now on a package is paid for a user; EndHolding that it no longer is.
func (tx *Tx) BeginHolding(company anteroom.CompanyID, user anteroom.UserID, p anteroom.PackageID) error {
	return mapped(tx.q.BeginHolding(tx.ctx, db.BeginHoldingParams{CompanyID: string(company), UserID: string(user), PackageID: string(p), Given: micros(tx.Now)}))
}

// EndHolding ends what BeginHolding began.
func (tx *Tx) EndHolding(company anteroom.CompanyID, user anteroom.UserID, p anteroom.PackageID) error {
	return mapped(tx.q.EndHolding(tx.ctx, db.EndHoldingParams{CompanyID: string(company), UserID: string(user), PackageID: string(p), Taken: micros(tx.Now)}))
}

// Holdings are the packages that the company's users had within a period, each at the prices that it had then: a holding
// during which a price changed is two.
func (tx *Tx) Holdings(company anteroom.CompanyID, p anteroom.Period) ([]anteroom.Holding, error) {
	rows, err := tx.q.HoldingsWithin(tx.ctx, db.HoldingsWithinParams{CompanyID: string(company), Until: micros(p.Until), Since: micros(p.From)})
	if err != nil {
		return nil, mapped(err)
	}
	return tx.holdings(rows)
}

// HoldingsOf are those of one user.
func (tx *Tx) HoldingsOf(company anteroom.CompanyID, user anteroom.UserID, p anteroom.Period) ([]anteroom.Holding, error) {
	rows, err := tx.q.HoldingsOfUser(tx.ctx, db.HoldingsOfUserParams{CompanyID: string(company), UserID: string(user), Until: micros(p.Until), Since: micros(p.From)})
	if err != nil {
		return nil, mapped(err)
	}
	all := make([]db.HoldingsWithinRow, len(rows))
	for i, r := range rows {
		all[i] = db.HoldingsWithinRow(r)
	}
	return tx.holdings(all)
}

// Currency is that of the first of a company's Holdings; empty where it has none.
func (tx *Tx) Currency(company anteroom.CompanyID, p anteroom.Period) (string, error) {
	currency, err := tx.q.CurrencyWithin(tx.ctx, db.CurrencyWithinParams{CompanyID: string(company), Until: micros(p.Until), Since: micros(p.From)})
	if anteroom.KindOf(mapped(err)) == anteroom.NotFound {
		return "", nil
	}
	return currency, mapped(err)
}

func (tx *Tx) holdings(rows []db.HoldingsWithinRow) (list []anteroom.Holding, err error) {
	prices := map[string][]db.PackagePricesRow{}
	for _, r := range rows {
		if prices[r.PackageID] == nil {
			if prices[r.PackageID], err = tx.q.PackagePrices(tx.ctx, r.PackageID); err != nil {
				return nil, mapped(err)
			}
		}
		list = append(list, priced(r, prices[r.PackageID])...)
	}
	return list, nil
}

// priced cuts a holding where its package's price changed.
func priced(r db.HoldingsWithinRow, prices []db.PackagePricesRow) []anteroom.Holding {
	var list []anteroom.Holding
	for i, price := range prices {
		from, until := max(r.Given, price.Since), r.Taken
		if i+1 < len(prices) && (until == 0 || prices[i+1].Since < until) {
			until = prices[i+1].Since
		}
		if until != 0 && until <= from {
			continue
		}
		list = append(list, anteroom.Holding{User: anteroom.UserID(r.UserID), From: fromMicros(from), Until: fromMicros(until),
			Package: anteroom.Package{ID: anteroom.PackageID(r.PackageID), VAR: anteroom.VARID(r.VarID), Name: r.Name, Currency: r.Currency,
				BaseRate: price.BaseRate, Minutes: int(price.Minutes), MinuteRate: price.MinuteRate, Shared: price.Shared, Active: r.Active}})
	}
	return list
}

// UserNames are the names of all who are or were users of the company.
func (tx *Tx) UserNames(company anteroom.CompanyID) (map[anteroom.UserID]string, error) {
	rows, err := tx.q.UserNames(tx.ctx, string(company))
	names := make(map[anteroom.UserID]string, len(rows))
	for _, r := range rows {
		names[anteroom.UserID(r.ID)] = anteroom.User{First: r.FirstName, Last: r.LastName}.Name()
	}
	return names, mapped(err)
}

// putPrice keeps the price that a package has from now on, where it is another than before.
func (tx *Tx) putPrice(p anteroom.Package) error {
	prices, err := tx.q.PackagePrices(tx.ctx, string(p.ID))
	if err != nil {
		return mapped(err)
	}
	now := db.PackagePricesRow{BaseRate: p.BaseRate, Minutes: int64(p.Minutes), MinuteRate: p.MinuteRate, Shared: p.Shared}
	if len(prices) > 0 {
		now.Since = prices[len(prices)-1].Since
		if now == prices[len(prices)-1] {
			return nil
		}
	}
	return mapped(tx.q.PutPackagePrice(tx.ctx, db.PutPackagePriceParams{PackageID: string(p.ID), Since: micros(tx.Now), BaseRate: p.BaseRate,
		Minutes: int64(p.Minutes), MinuteRate: p.MinuteRate, Shared: p.Shared}))
}

// PriceList is that of a VAR, or with none the system's; NotFound where there is none.
func (tx *Tx) PriceList(owner anteroom.VARID) (l anteroom.PriceList, err error) {
	raw, err := tx.q.PriceList(tx.ctx, string(owner))
	if err != nil {
		return l, mapped(err)
	}
	if err := json.Unmarshal([]byte(raw), &l); err != nil {
		return l, fmt.Errorf("store: price list of %q: %w", owner, err)
	}
	return l, nil
}

// PutPriceList makes or replaces a price list.
func (tx *Tx) PutPriceList(owner anteroom.VARID, l anteroom.PriceList) error {
	raw, err := json.Marshal(l)
	if err != nil {
		return fmt.Errorf("store: %w", err)
	}
	return mapped(tx.q.PutPriceList(tx.ctx, db.PutPriceListParams{Owner: string(owner), Content: string(raw)}))
}

// Billing is for whom the company's bills are made out; nothing but UTC where nobody has said.
func (tx *Tx) Billing(company anteroom.CompanyID) (anteroom.Billing, error) {
	r, err := tx.q.Billing(tx.ctx, string(company))
	if anteroom.KindOf(mapped(err)) == anteroom.NotFound {
		return anteroom.Billing{}, nil
	}
	return anteroom.Billing{Region: r.Region, VATNumber: r.VatNumber, Zone: r.Zone}, mapped(err)
}

// PutBilling replaces it.
func (tx *Tx) PutBilling(company anteroom.CompanyID, b anteroom.Billing) error {
	return mapped(tx.q.PutBilling(tx.ctx, db.PutBillingParams{CompanyID: string(company), Region: b.Region, VatNumber: b.VATNumber, Zone: b.Zone}))
}

// AddUsage keeps a call that costs something; one that is there already stays. Of a month that is closed, by the company or by
// its VAR, it counts from now: a call can become known late, and is billed all the same.
func (tx *Tx) AddUsage(company anteroom.CompanyID, u anteroom.Usage) error {
	where, err := tx.Billing(company)
	if err != nil {
		return err
	}
	closed, err := tx.q.CountBillsAt(tx.ctx, db.CountBillsAtParams{CompanyID: string(company), Month: string(anteroom.MonthAt(u.Ended, where.Location())),
		At: micros(u.Ended), UtcMonth: string(anteroom.MonthAt(u.Ended, time.UTC))})
	if err != nil {
		return mapped(err)
	}
	counted := u.Ended
	if closed > 0 {
		counted = tx.Now
	}
	return mapped(tx.q.AddUsage(tx.ctx, db.AddUsageParams{CompanyID: string(company), CallID: string(u.Call), UserID: string(u.User), Dialled: string(u.To),
		Began: micros(u.Began), Ended: micros(u.Ended), Counted: micros(counted)}))
}

// Usage are the calls of the company that count for a period.
func (tx *Tx) Usage(company anteroom.CompanyID, p anteroom.Period) ([]anteroom.Usage, error) {
	rows, err := tx.q.UsageWithin(tx.ctx, db.UsageWithinParams{CompanyID: string(company), Since: micros(p.From), Until: micros(p.Until)})
	list := make([]anteroom.Usage, len(rows))
	for i, r := range rows {
		list[i] = usageOf(db.UsageOfUserRow(r))
	}
	return list, mapped(err)
}

// UsageOf are those of one user.
func (tx *Tx) UsageOf(company anteroom.CompanyID, user anteroom.UserID, p anteroom.Period) ([]anteroom.Usage, error) {
	rows, err := tx.q.UsageOfUser(tx.ctx, db.UsageOfUserParams{CompanyID: string(company), UserID: string(user), Since: micros(p.From), Until: micros(p.Until)})
	list := make([]anteroom.Usage, len(rows))
	for i, r := range rows {
		list[i] = usageOf(r)
	}
	return list, mapped(err)
}

func usageOf(r db.UsageOfUserRow) anteroom.Usage {
	return anteroom.Usage{Call: anteroom.CallID(r.CallID), User: anteroom.UserID(r.UserID), To: anteroom.NumberID(r.Dialled),
		Began: fromMicros(r.Began), Ended: fromMicros(r.Ended), Counted: fromMicros(r.Counted)}
}

// Adjustments are those of the company's month, in the order in which they were made.
func (tx *Tx) Adjustments(company anteroom.CompanyID, m anteroom.Month) ([]anteroom.Adjustment, error) {
	rows, err := tx.q.Adjustments(tx.ctx, db.AdjustmentsParams{CompanyID: string(company), Month: string(m)})
	list := make([]anteroom.Adjustment, len(rows))
	for i, r := range rows {
		list[i] = adjustmentOf(db.AdjustmentRow(r))
	}
	return list, mapped(err)
}

// AllAdjustments are those of all months of the company, the newest month first, 200 at most.
func (tx *Tx) AllAdjustments(company anteroom.CompanyID) ([]anteroom.Adjustment, error) {
	rows, err := tx.q.AllAdjustments(tx.ctx, string(company))
	list := make([]anteroom.Adjustment, len(rows))
	for i, r := range rows {
		list[i] = adjustmentOf(db.AdjustmentRow(r))
	}
	return list, mapped(err)
}

// Adjustment is the company's adjustment of that id.
func (tx *Tx) Adjustment(company anteroom.CompanyID, id anteroom.AdjustmentID) (anteroom.Adjustment, error) {
	r, err := tx.q.Adjustment(tx.ctx, db.AdjustmentParams{CompanyID: string(company), ID: string(id)})
	return adjustmentOf(r), mapped(err)
}

func adjustmentOf(r db.AdjustmentRow) anteroom.Adjustment {
	return anteroom.Adjustment{ID: anteroom.AdjustmentID(r.ID), Month: anteroom.Month(r.Month), Currency: r.Currency, Reason: r.Reason, Amount: r.Amount, User: anteroom.UserID(r.UserID)}
}

// AddAdjustment adds one, DropAdjustment takes it away.
func (tx *Tx) AddAdjustment(company anteroom.CompanyID, a anteroom.Adjustment) error {
	return mapped(tx.q.PutAdjustment(tx.ctx, db.PutAdjustmentParams{CompanyID: string(company), ID: string(a.ID), Month: string(a.Month),
		Currency: a.Currency, Reason: a.Reason, Amount: a.Amount, UserID: string(a.User)}))
}

// DropAdjustment takes an adjustment away.
func (tx *Tx) DropAdjustment(company anteroom.CompanyID, id anteroom.AdjustmentID) error {
	return mapped(tx.q.DropAdjustment(tx.ctx, db.DropAdjustmentParams{CompanyID: string(company), ID: string(id)}))
}

// AddBill closes a bill: it is never changed. Conflict where there is one.
func (tx *Tx) AddBill(b anteroom.Bill) error {
	content, err := packed(b)
	if err != nil {
		return err
	}
	return mapped(tx.q.AddBill(tx.ctx, db.AddBillParams{CompanyID: string(b.Company), Month: string(b.Month), UserID: string(b.User), Currency: b.Currency,
		Closed: micros(b.Closed), Taxes: b.Taxes, Total: b.Total, Content: content, Since: micros(b.Calls.From), Until: micros(b.Calls.Until)}))
}

// Bill is a closed bill with all its lines.
func (tx *Tx) Bill(company anteroom.CompanyID, m anteroom.Month, user anteroom.UserID, currency string) (b anteroom.Bill, err error) {
	r, err := tx.q.Bill(tx.ctx, db.BillParams{CompanyID: string(company), Month: string(m), UserID: string(user), Currency: currency})
	if err != nil {
		return b, mapped(err)
	}
	return unpacked(r.Content)
}

// MonthBills are the closed bills of a company's month, with all their lines; none where it is not closed.
func (tx *Tx) MonthBills(company anteroom.CompanyID, m anteroom.Month) ([]anteroom.Bill, error) {
	rows, err := tx.q.MonthBills(tx.ctx, db.MonthBillsParams{CompanyID: string(company), Month: string(m)})
	if err != nil {
		return nil, mapped(err)
	}
	list := make([]anteroom.Bill, len(rows))
	for i, content := range rows {
		if list[i], err = unpacked(content); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// CompaniesToBill are some of a VAR's companies whose month is not closed, by id after one; those too that were removed since
// the month began.
func (tx *Tx) CompaniesToBill(of anteroom.VARID, m anteroom.Month, since time.Time, after anteroom.CompanyID, most int) ([]anteroom.CompanyID, error) {
	rows, err := tx.q.CompaniesToBill(tx.ctx, db.CompaniesToBillParams{VarID: string(of), After: string(after), Since: micros(since), Month: string(m), Most: int32(most)})
	return ids[anteroom.CompanyID](rows), mapped(err)
}

// Bills are the closed bills of a company without their lines, the newest month first, 600 at most.
func (tx *Tx) Bills(company anteroom.CompanyID) ([]anteroom.Bill, error) {
	rows, err := tx.q.Bills(tx.ctx, string(company))
	list := make([]anteroom.Bill, len(rows))
	for i, r := range rows {
		list[i] = anteroom.Bill{Company: company, User: anteroom.UserID(r.UserID), Month: anteroom.Month(r.Month), Currency: r.Currency,
			Taxes: r.Taxes, Total: r.Total, Closed: fromMicros(r.Closed)}
	}
	return list, mapped(err)
}

// Billed tells whether the company's month is closed.
func (tx *Tx) Billed(company anteroom.CompanyID, m anteroom.Month) (bool, error) {
	n, err := tx.q.CountBills(tx.ctx, db.CountBillsParams{CompanyID: string(company), Month: string(m)})
	return n > 0, mapped(err)
}

// BillSpan is of which moments the calls stand on a company's closed month; false where it is not closed, or was so before that
// was kept.
func (tx *Tx) BillSpan(company anteroom.CompanyID, m anteroom.Month) (anteroom.Period, bool, error) {
	r, err := tx.q.BillSpan(tx.ctx, db.BillSpanParams{CompanyID: string(company), Month: string(m)})
	return anteroom.Period{From: fromMicros(r.Since), Until: fromMicros(r.Until)}, r.Until > 0, mapped(err)
}

// unpacked is the bill that packed kept.
func unpacked(content []byte) (b anteroom.Bill, err error) {
	z, err := gzip.NewReader(bytes.NewReader(content))
	if err == nil {
		err = json.NewDecoder(z).Decode(&b)
	}
	if err != nil {
		return b, fmt.Errorf("store: a bill: %w", err)
	}
	return b, nil
}

// packed is a bill as it is kept: the same bill gives the same bytes.
func packed(b anteroom.Bill) ([]byte, error) {
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	if err := json.NewEncoder(z).Encode(b); err != nil {
		return nil, fmt.Errorf("store: %w", err)
	}
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("store: %w", err)
	}
	return out.Bytes(), nil
}

// OpenBill notes until when the bills are open in a session; BillOpenUntil tells it.
func (tx *Tx) OpenBill(session string, until time.Time) error {
	return mapped(tx.q.SetBillUntil(tx.ctx, db.SetBillUntilParams{TokenHash: session, BillUntil: micros(until)}))
}

// BillOpenUntil is until when the bills are open in a session; zero: they are not.
func (tx *Tx) BillOpenUntil(session string) (time.Time, error) {
	until, err := tx.q.BillUntil(tx.ctx, session)
	return fromMicros(until), mapped(err)
}
