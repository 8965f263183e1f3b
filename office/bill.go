package office

import (
	"context"
	"slices"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store"
)

// This file makes bills out of what was held and used. What is paid by days follows the users' packages by itself
// (payHoldings); the commands set prices, correct, and close months.

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
	calls, err := tx.Usage(c.ID, period)
	if err != nil {
		return nil, err
	}
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
	return b.all(), nil
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
	for _, u := range calls {
		currency := b.currency()
		for _, h := range b.holdings {
			if h.User == u.User && !u.Began.Before(h.From) && (h.Until.IsZero() || u.Began.Before(h.Until)) {
				currency = h.Package.Currency
				break
			}
		}
		who := b.pays(u.User, currency)
		b.calls[who] = append(b.calls[who], u)
	}
}

// noCurrency is the code of ISO 4217 for a bill on which there is nothing to be paid in any.
const noCurrency = "XXX"

func (b *biller) currency() string {
	if len(b.holdings) > 0 {
		return b.holdings[0].Package.Currency
	}
	if len(b.corrections) > 0 {
		return b.corrections[0].Currency
	}
	if len(b.prices.Rates) > 0 {
		return b.prices.Rates[0].Currency
	}
	return noCurrency
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

// AddAdjustment adds an amount to a company's month that is not closed yet, or with a minus gives it back.
type AddAdjustment struct {
	Company  anteroom.CompanyID `json:"-" path:"company"`
	Month    anteroom.Month     `json:"month"` // "2026-11"
	Currency string             `json:"currency"`
	Reason   string             `json:"reason"`         // stands on the bill
	Amount   int64              `json:"amount"`         // in the currency's smallest unit
	User     anteroom.UserID    `json:"user,omitempty"` // of a public service, whose bill it is for: id, extension or User ID
}

func (c AddAdjustment) Of() anteroom.Target   { return anteroom.Target{Company: c.Company} }
func (c AddAdjustment) Right() anteroom.Right { return anteroom.ManageCompany }

func (c AddAdjustment) Do(r *Run) error {
	a := anteroom.Adjustment{ID: anteroom.NewID[anteroom.AdjustmentID](r.tx.Now), Month: c.Month, Currency: c.Currency, Reason: clean(c.Reason), Amount: c.Amount}
	var err error
	if a.User, err = r.userNamed("user", c.User); err != nil {
		return err
	}
	company, err := r.tx.Company(c.Company)
	if err != nil {
		return err
	}
	if a.User != "" && company.Kind != anteroom.PublicService {
		r.wrong.Wrong("user", "error.adjustment.user")
	}
	return adjustments().make(r, string(a.ID), a)
}

// RemoveAdjustment takes an adjustment back, while its month is not closed.
type RemoveAdjustment struct {
	Company    anteroom.CompanyID    `json:"-" path:"company"`
	Adjustment anteroom.AdjustmentID `json:"adjustment"`
}

func (c RemoveAdjustment) Of() anteroom.Target   { return anteroom.Target{Company: c.Company} }
func (c RemoveAdjustment) Right() anteroom.Right { return anteroom.ManageCompany }
func (c RemoveAdjustment) Do(r *Run) error       { return adjustments().remove(r, string(c.Adjustment)) }

func adjustments() noun[anteroom.Adjustment] {
	return noun[anteroom.Adjustment]{
		name: "adjustment", right: anteroom.ManageCompany,
		load: func(r *Run, id string) (anteroom.Adjustment, error) {
			return r.tx.Adjustment(r.target.Company, anteroom.AdjustmentID(id))
		},
		check: (*Run).checkAdjustment,
		put: func(r *Run, _ string, _ *anteroom.Adjustment, a anteroom.Adjustment) error {
			return r.tx.AddAdjustment(r.target.Company, a)
		},
		drop: func(r *Run, a anteroom.Adjustment) error {
			if err := r.monthOpen(a.Month); err != nil {
				return err
			}
			return r.tx.DropAdjustment(r.target.Company, a.ID)
		},
	}
}

func (r *Run) checkAdjustment(_ *anteroom.Adjustment, a anteroom.Adjustment) error {
	r.wrong.Name("reason", a.Reason, 1, 200)
	if len(a.Currency) != 3 {
		r.wrong.Wrong("currency", "error.currency")
	}
	if a.Amount == 0 {
		r.wrong.Wrong("amount", "error.amount.zero")
	}
	if _, ok := a.Month.Period(time.UTC); !ok {
		r.wrong.Wrong("month", "error.month.wrong")
		return nil
	}
	return r.monthOpen(a.Month)
}

// monthOpen is a Conflict where the company's month is closed: corrections go to the next.
func (r *Run) monthOpen(m anteroom.Month) error {
	closed, err := r.tx.Billed(r.target.Company, m)
	if err == nil && closed {
		return anteroom.Fail(anteroom.Conflict, "error.month.closed")
	}
	return err
}

// CloseBill makes the bills of a company's month, which is over, and closes them: they never change.
type CloseBill struct {
	Company anteroom.CompanyID `json:"-" path:"company"`
	Month   anteroom.Month     `json:"month"` // "2026-10"
}

func (c CloseBill) Of() anteroom.Target   { return anteroom.Target{Company: c.Company} }
func (c CloseBill) Right() anteroom.Right { return anteroom.ManageCompany }
func (c CloseBill) recovers()             {} // a company that was removed owes for the time before

func (c CloseBill) Do(r *Run) error {
	company, err := r.tx.Company(c.Company)
	if err != nil {
		return err
	}
	where, err := r.tx.Billing(c.Company)
	if err != nil {
		return err
	}
	period, ok := c.Month.Period(where.Location())
	switch {
	case !ok:
		r.wrong.Wrong("month", "error.month.wrong")
		return nil
	case r.tx.Now.Before(period.Until):
		r.wrong.Wrong("month", "error.month.open", "until", period.Until)
		return nil
	}
	if err := r.monthOpen(c.Month); err != nil {
		return err
	}
	bills, err := billsOf(r.tx, company, c.Month)
	if err != nil {
		return err
	}
	for _, b := range bills {
		if err := r.closeBill(b); err != nil {
			return err
		}
	}
	return nil
}

// closedBill is what the history keeps of a bill.
type closedBill struct {
	Month    anteroom.Month  `json:"month"`
	User     anteroom.UserID `json:"user,omitempty"`
	Currency string          `json:"currency"`
	Total    int64           `json:"total"`
}

func (r *Run) closeBill(b anteroom.Bill) error {
	b.Closed = r.tx.Now
	if _, err := r.changed("bill", string(b.Key()), nil, closedBill{b.Month, b.User, b.Currency, b.Total}); err != nil {
		return err
	}
	if err := r.tx.AddBill(b); err != nil {
		return err
	}
	if b.Total == 0 && len(b.Lines) == 0 { // nothing is owed, and there is nothing to tell
		return nil
	}
	_, err := r.tellOfBill(b, anteroom.BillReady)
	return err
}

// tellOfBill sends who pays a message about a closed bill, and tells its address.
func (r *Run) tellOfBill(b anteroom.Bill, kind anteroom.MessageKind) (to string, err error) {
	n := anteroom.Notice{Kind: kind, Bill: &b, Link: r.office.portal + "/c/" + string(b.Company) + "/bill"}
	if b.User == "" {
		a, err := r.tx.Administrator(b.Company)
		if err != nil {
			return "", err
		}
		n.Language, n.ToName, n.ToEmail = a.Language, a.Name, a.Email
		return n.ToEmail, r.send(b.Company, n)
	}
	c, err := r.tx.Company(b.Company)
	if err != nil {
		return "", err
	}
	u, err := r.tx.User(b.Company, b.User)
	if err != nil {
		return "", err
	}
	n.Language, n.ToName, n.ToEmail, n.Link = c.Choose(u.Language), u.Name(), u.Email, r.office.portal+"/me/bill"
	return n.ToEmail, r.send(b.Company, n)
}

// CloseMonth closes the month of all companies of a VAR that have not closed it: a job for each, which is done once
// whatever happens in between.
type CloseMonth struct {
	VAR   anteroom.VARID `json:"var"`
	Month anteroom.Month `json:"month"` // "2026-10"
}

func (c CloseMonth) Of() anteroom.Target   { return anteroom.Target{VAR: c.VAR} }
func (c CloseMonth) Right() anteroom.Right { return anteroom.EditVAR }

func (c CloseMonth) Do(r *Run) error {
	begun := anteroom.MonthAt(r.tx.Now.Add(14*time.Hour), time.UTC) // in the zone that is ahead of all others
	period, ok := c.Month.Period(time.UTC)
	if !ok {
		r.wrong.Wrong("month", "error.month.wrong")
		return nil
	} else if c.Month >= begun {
		r.wrong.Wrong("month", "error.month.open", "until", period.Until)
		return nil
	}
	since := period.From.Add(-14 * time.Hour) // in any zone
	count := 0
	for after := anteroom.CompanyID(""); ; {
		list, err := r.tx.CompaniesToBill(c.VAR, c.Month, since, after, pageSize)
		if err != nil {
			return err
		}
		for _, id := range list {
			if err := r.queue(anteroom.CloseBills, id, string(c.Month)); err != nil {
				return err
			}
		}
		if count += len(list); len(list) < pageSize {
			break
		}
		after = list[len(list)-1]
	}
	r.effect(true, "effect.month.close", "count", count, "month", string(c.Month))
	_, err := r.changed("month", string(c.VAR)+"/"+string(c.Month), nil, c)
	return err
}

// CloseOf does the job that CloseMonth queued; a month that was closed meanwhile is done.
func (o *Office) CloseOf(ctx context.Context, company anteroom.CompanyID, m anteroom.Month) error {
	program := anteroom.Who{Level: anteroom.LevelSystem, Name: "Anteroom", Source: anteroom.Program}
	_, err := o.Do(ctx, program, CloseBill{Company: company, Month: m}, Ask{})
	if e := anteroom.KindOf(err); e == anteroom.Conflict || e == anteroom.NotFound {
		return nil // closed before, or the company is gone
	}
	return err
}
