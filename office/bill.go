package office

import (
	"slices"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store"
)

// This file makes bills out of what was held and used. What is paid by days follows the users' packages by itself
// (payHoldings).

// payHoldings makes what is paid for a user what the user holds: the packages, from the moment when the user is active,
// to the moment when the user is removed.
func (r *Run) payHoldings(u anteroom.User) error {
	var want []anteroom.PackageID
	if u.State == anteroom.UserActive && u.Removed.IsZero() {
		held, err := r.tx.UserPackages(u.Company, u.ID)
		if err != nil {
			return err
		}
		for _, p := range held {
			want = append(want, p.ID)
		}
	}
	paid, err := r.tx.OpenHoldings(u.Company, u.ID)
	if err != nil {
		return err
	}
	for _, p := range paid {
		if !slices.Contains(want, p) {
			r.pays(p, -1)
			err = r.tx.EndHolding(u.Company, u.ID, p)
		}
		if err != nil {
			return err
		}
	}
	for _, p := range want {
		if !slices.Contains(paid, p) {
			r.pays(p, 1)
			err = r.tx.BeginHolding(u.Company, u.ID, p)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// billsOf are the bills of a company's month as they come out now: one a currency, and of a public service one a user.
func billsOf(tx *store.Tx, c anteroom.Company, m anteroom.Month) ([]anteroom.Bill, error) {
	where, err := tx.Billing(c.ID)
	if err != nil {
		return nil, err
	}
	period, ok := m.Period(where.Location())
	if !ok {
		return nil, anteroom.Missing()
	}
	holdings, err := tx.Holdings(c.ID, period)
	if err != nil {
		return nil, err
	}
	holdings = heldBefore(holdings, c.Removed)
	span, err := spanOfCalls(tx, c.ID, m, period)
	if err != nil {
		return nil, err
	}
	calls, err := tx.Usage(c.ID, span)
	if err != nil {
		return nil, err
	}
	into(period, calls)
	corrections, err := tx.Adjustments(c.ID, m)
	if err != nil {
		return nil, err
	}
	prices, err := priceList(tx, c.VAR)
	if err != nil {
		return nil, err
	}
	names, err := tx.UserNames(c.ID)
	if err != nil {
		return nil, err
	}
	vendor, err := tx.VAR(c.VAR)
	if err != nil {
		return nil, err
	}
	look, err := tx.Look(anteroom.Target{VAR: c.VAR})
	if err != nil {
		return nil, err
	}
	b := biller{company: c, vendor: vendor, look: look, names: names, month: m, period: period, prices: prices, holdings: holdings, corrections: corrections,
		buyer: anteroom.Place{Country: c.Country, Region: where.Region, VATNumber: where.VATNumber}}
	b.sort(calls)
	bills := b.all()
	for i := range bills {
		bills[i].Calls = span
	}
	return bills, nil
}

// spanOfCalls is of which moments the calls stand on a month's bills: from where those of the month before end, to where those
// of the next begin. That is the period itself, but where the company's zone changed between two months: else calls in between
// would be billed twice, or never.
func spanOfCalls(tx *store.Tx, c anteroom.CompanyID, m anteroom.Month, p anteroom.Period) (anteroom.Period, error) {
	before, closed, err := tx.BillSpan(c, m.Beside(-1))
	if err != nil {
		return p, err
	}
	if closed {
		p.From = before.Until
	}
	after, closed, err := tx.BillSpan(c, m.Beside(1))
	if closed {
		p.Until = after.From
	}
	return p, err
}

// into has calls count within a period that do so by the zone of another.
func into(p anteroom.Period, calls []anteroom.Usage) {
	for i, u := range calls {
		switch {
		case u.Counted.Before(p.From):
			calls[i].Counted = p.From
		case !u.Counted.Before(p.Until):
			calls[i].Counted = p.Until.Add(-time.Microsecond)
		}
	}
}

// heldBefore are holdings as far as they were before a moment; all, where it is zero.
func heldBefore(list []anteroom.Holding, end time.Time) []anteroom.Holding {
	if end.IsZero() {
		return list
	}
	var kept []anteroom.Holding
	for _, h := range list {
		if h.Until.IsZero() || h.Until.After(end) {
			h.Until = end
		}
		if h.From.Before(h.Until) {
			kept = append(kept, h)
		}
	}
	return kept
}

// priceList is the VAR's own, or the system's, or an empty one.
func priceList(tx *store.Tx, vendor anteroom.VARID) (l anteroom.PriceList, err error) {
	for _, owner := range []anteroom.VARID{vendor, ""} {
		if l, err = tx.PriceList(owner); anteroom.KindOf(err) != anteroom.NotFound {
			return l, err
		}
	}
	return anteroom.PriceList{}, nil
}

// biller makes the bills of one company's month.
type biller struct {
	company     anteroom.Company
	vendor      anteroom.VAR
	look        anteroom.Brand // of the VAR
	names       map[anteroom.UserID]string
	month       anteroom.Month
	period      anteroom.Period
	prices      anteroom.PriceList
	buyer       anteroom.Place
	holdings    []anteroom.Holding
	first       string // currency of the company's first holding, where holdings are those of one user; empty: they are all
	corrections []anteroom.Adjustment
	calls       map[payer][]anteroom.Usage
}

// payer is who pays a bill: the company, or a user of a public service, in one currency.
type payer struct {
	user     anteroom.UserID
	currency string
}

// pays is whose bill a user's things stand on.
func (b *biller) pays(u anteroom.UserID, currency string) payer {
	if b.company.Kind != anteroom.PublicService {
		u = ""
	}
	return payer{u, currency}
}

// sort gives each call to one bill: that in the currency of a package which its user had when it began, or the first of
// the company's currencies.
func (b *biller) sort(calls []anteroom.Usage) {
	b.calls = map[payer][]anteroom.Usage{}
	held := map[anteroom.UserID][]anteroom.Holding{}
	for _, h := range b.holdings {
		held[h.User] = append(held[h.User], h)
	}
	for _, u := range calls {
		currency := b.currency()
		if i := slices.IndexFunc(held[u.User], func(h anteroom.Holding) bool { return h.Has(u.Began) }); i >= 0 {
			currency = held[u.User][i].Package.Currency
		}
		who := b.pays(u.User, currency)
		b.calls[who] = append(b.calls[who], u)
	}
}

func (b *biller) currency() string {
	if b.first != "" {
		return b.first
	}
	if len(b.holdings) > 0 {
		return b.holdings[0].Package.Currency
	}
	if len(b.corrections) > 0 {
		return b.corrections[0].Currency
	}
	if len(b.prices.Rates) > 0 {
		return b.prices.Rates[0].Currency
	}
	return anteroom.NoCurrency
}

func (b *biller) all() []anteroom.Bill {
	payers := map[payer][]anteroom.Holding{}
	for _, h := range b.holdings {
		who := b.pays(h.User, h.Package.Currency)
		payers[who] = append(payers[who], h)
	}
	for who := range b.calls {
		payers[who] = append(payers[who], nil...)
	}
	for _, a := range b.corrections {
		who := b.pays(a.User, a.Currency)
		payers[who] = append(payers[who], nil...)
	}
	if len(payers) == 0 {
		payers[payer{"", b.currency()}] = nil
	}
	var bills []anteroom.Bill
	for who, held := range payers {
		bills = append(bills, b.one(who, held))
	}
	slices.SortFunc(bills, func(x, y anteroom.Bill) int {
		return slices.Compare([]string{string(x.User), x.Currency}, []string{string(y.User), y.Currency})
	})
	return bills
}

func (b *biller) one(who payer, held []anteroom.Holding) anteroom.Bill {
	t := anteroom.Tariff{Rates: b.prices.Rates.In(who.currency), Taxes: anteroom.TaxesFor(b.prices.Taxes, b.prices.Seller, b.buyer, b.period.Until.Add(-time.Second))}
	for _, a := range b.corrections {
		if who == b.pays(a.User, a.Currency) {
			t.Adjustments = append(t.Adjustments, a)
		}
	}
	bill := t.Rate(b.period, held, b.calls[who])
	bill.Company, bill.User, bill.Month, bill.Currency = b.company.ID, who.user, b.month, who.currency
	bill.Seller = anteroom.Party{Name: b.vendor.Name, Place: b.prices.Seller, Email: b.vendor.SupportEmail, Phone: b.vendor.SupportPhone, Colour: b.look.Colour, Logo: b.look.Logo}
	bill.Buyer = anteroom.Party{Name: b.company.Name, Place: b.buyer}
	if who.user != "" {
		bill.Buyer.Name = b.names[who.user]
	}
	for _, l := range bill.Lines {
		for i := range l.Parts {
			l.Parts[i].Name = b.names[l.Parts[i].User]
		}
	}
	return bill
}

// SetBilling says for whom a company's bills are made out, from the next closed month on.
type SetBilling struct {
	Company   anteroom.CompanyID `json:"-" path:"company"`
	Region    string             `json:"region,omitempty"`     // ISO 3166-2 without the country: "QC"
	VATNumber string             `json:"vat_number,omitempty"` // of the European Union
	Zone      string             `json:"zone,omitempty"`       // of the IANA database: "America/Toronto"; empty: UTC
}

func (c SetBilling) Of() anteroom.Target   { return anteroom.Target{Company: c.Company} }
func (c SetBilling) Right() anteroom.Right { return anteroom.EditProfile }

func (c SetBilling) Do(r *Run) error {
	return billings().edit(r, string(c.Company), func(b *anteroom.Billing) error {
		*b = anteroom.Billing{Region: clean(c.Region), VATNumber: clean(c.VATNumber), Zone: clean(c.Zone)}
		return nil
	})
}

func billings() noun[anteroom.Billing] {
	return noun[anteroom.Billing]{
		name: "billing", right: anteroom.EditProfile,
		load: func(r *Run, _ string) (anteroom.Billing, error) { return r.tx.Billing(r.target.Company) },
		check: func(r *Run, _ *anteroom.Billing, b anteroom.Billing) error {
			b.Check(&r.wrong)
			return nil
		},
		put: func(r *Run, _ string, _ *anteroom.Billing, b anteroom.Billing) error {
			return r.tx.PutBilling(r.target.Company, b)
		},
	}
}
