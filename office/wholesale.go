package office

import (
	"context"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store"
)

// SetWholesale says what a VAR pays to the system: for each user of its companies who has a package, and for their calls.
// Closed bills stay; a month is billed by the terms of the moment when it is closed. All empty: the VAR is not billed.
type SetWholesale struct {
	VAR        anteroom.VARID `json:"var"`
	Currency   string         `json:"currency,omitempty"`  // ISO 4217
	BaseRate   int64          `json:"base_rate,omitempty"` // of a user a month, in the currency's smallest unit
	Minutes    int            `json:"minutes,omitempty"`   // included for each user; those of a company are used together
	MinuteRate int64          `json:"minute_rate,omitempty"`
}

func (c SetWholesale) Of() anteroom.Target   { return anteroom.Target{VAR: c.VAR} }
func (c SetWholesale) Right() anteroom.Right { return anteroom.ManageVARs }

func (c SetWholesale) Do(r *Run) error {
	return wholesales().edit(r, string(c.VAR), func(w *anteroom.Wholesale) error {
		*w = anteroom.Wholesale{Currency: clean(c.Currency), BaseRate: c.BaseRate, Minutes: c.Minutes, MinuteRate: c.MinuteRate}
		return nil
	})
}

func wholesales() noun[anteroom.Wholesale] {
	return noun[anteroom.Wholesale]{
		name: "wholesale", right: anteroom.ManageVARs,
		load: func(r *Run, _ string) (anteroom.Wholesale, error) { return r.tx.Wholesale(r.target.VAR) },
		check: func(r *Run, _ *anteroom.Wholesale, w anteroom.Wholesale) error {
			w.Check(&r.wrong)
			return nil
		},
		put: func(r *Run, _ string, _ *anteroom.Wholesale, w anteroom.Wholesale) error {
			return r.tx.PutWholesale(r.target.VAR, w)
		},
		effects: func(r *Run, _ *anteroom.Wholesale, w anteroom.Wholesale) error {
			r.effect(true, "effect.wholesale", "cost", []anteroom.Money{{Amount: w.BaseRate, Currency: w.Currency}})
			return nil
		},
	}
}

// CloseVARBill makes a VAR's bill of a month, which is over, and closes it: it never changes.
type CloseVARBill struct {
	VAR   anteroom.VARID `json:"var"`
	Month anteroom.Month `json:"month"` // "2026-10"

	bill  anteroom.Bill // both filled by prepare
	calls int           // that stand on it
}

func (c CloseVARBill) Of() anteroom.Target   { return anteroom.Target{VAR: c.VAR} }
func (c CloseVARBill) Right() anteroom.Right { return anteroom.ManageVARs }

// prepare rates the month before the transaction, which would else keep calls waiting. Of a month that is over nothing changes
// meanwhile but that a call becomes known late, and that is looked for: once the bill is there, such a one counts for a later month.
func (c CloseVARBill) prepare(ctx context.Context, o *Office, who anteroom.Who) (Command, error) {
	err := o.store.Read(ctx, func(tx *store.Tx) error {
		_, err := placeOf(tx, who, c.Right(), c.Of())
		return err
	})
	if err != nil {
		return nil, err
	}
	if period, ok := c.Month.Period(time.UTC); !ok || time.Now().Before(period.Until) {
		return c, nil // Do says so
	}
	c.bill, c.calls, err = o.varBill(ctx, c.VAR, c.Month)
	return c, err
}

func (c CloseVARBill) Do(r *Run) error {
	period, ok := c.Month.Period(time.UTC)
	switch {
	case !ok:
		r.wrong.Wrong("month", "error.month.wrong")
		return nil
	case r.tx.Now.Before(period.Until):
		r.wrong.Wrong("month", "error.month.open", "until", period.Until)
		return nil
	case c.bill.Currency == "":
		return anteroom.Fail(anteroom.Conflict, "error.wholesale.none")
	}
	if _, err := r.tx.VARBill(c.VAR, c.Month); err == nil {
		return anteroom.Fail(anteroom.Conflict, "error.month.closed")
	} else if anteroom.KindOf(err) != anteroom.NotFound {
		return err
	}
	if calls, err := r.tx.CountUsage(c.VAR, period); err != nil {
		return err
	} else if calls != c.calls {
		return anteroom.Fail(anteroom.Conflict, "error.var_bill.late")
	}
	b := c.bill
	b.Closed = r.tx.Now
	if _, err := r.changed("var_bill", string(c.VAR)+"/"+string(b.Month), nil, closedBill{Month: b.Month, Currency: b.Currency, Total: b.Total}); err != nil {
		return err
	}
	r.effect(true, "effect.var_bill.close", "month", b.Month, "total", []anteroom.Money{{Amount: b.Total, Currency: b.Currency}})
	if err := r.tx.AddVARBill(b); err != nil {
		return err
	}
	return r.tellOfVARBill(b)
}

// tellOfVARBill sends the administrators of a VAR its closed bill, in the name of the system.
func (r *Run) tellOfVARBill(b anteroom.Bill) error {
	list, err := r.tx.Administrators(b.VAR)
	for _, a := range list {
		n := anteroom.Notice{Kind: anteroom.BillReady, Bill: &b, Link: r.office.portal + "/v/" + string(b.VAR) + "/bill", Language: a.Language, ToName: a.Name, ToEmail: a.Email}
		if err := r.send("", n); err != nil {
			return err
		}
		r.effect(false, "effect.var_bill.told", "name", a.Name, "email", a.Email)
	}
	return err
}

// varBill is a VAR's bill of a month as it comes out now, a company at a time, and of how many calls; without a currency the VAR
// is not billed.
func (o *Office) varBill(ctx context.Context, id anteroom.VARID, m anteroom.Month) (b anteroom.Bill, calls int, err error) {
	period, ok := m.Period(time.UTC)
	if !ok {
		return b, 0, anteroom.Missing()
	}
	err = o.store.Read(ctx, func(tx *store.Tx) error {
		terms, err := tx.Wholesale(id)
		if err != nil || terms.Currency == "" {
			return err
		}
		billing := anteroom.VARBilling{Period: period, Terms: terms}
		for after := anteroom.CompanyID(""); ; {
			list, err := tx.CompaniesUsed(id, period.From, after, pageSize)
			if err != nil {
				return err
			}
			for _, company := range list {
				use, err := companyUse(tx, company, period)
				if err != nil {
					return err
				}
				billing.Add(use)
				calls += len(use.Calls)
				after = company
			}
			if len(list) < pageSize {
				break
			}
		}
		b, err = o.madeOut(tx, id, billing)
		b.Month = m
		return err
	})
	return b, calls, err
}

// madeOut is the bill as from the system to the VAR.
func (o *Office) madeOut(tx *store.Tx, id anteroom.VARID, billing anteroom.VARBilling) (b anteroom.Bill, err error) {
	system, err := priceList(tx, "")
	if err != nil {
		return b, err
	}
	own, err := tx.PriceList(id)
	if err != nil && anteroom.KindOf(err) != anteroom.NotFound {
		return b, err
	}
	vendor, err := tx.VAR(id)
	if err != nil {
		return b, err
	}
	look, err := tx.Look(anteroom.Target{})
	if err != nil {
		return b, err
	}
	b = billing.Bill(anteroom.TaxesFor(system.Taxes, system.Seller, own.Seller, billing.Period.Until.Add(-time.Second)))
	b.VAR, b.Seller, b.Buyer = id, anteroom.Party{Name: o.sender.Name, Email: o.sender.Email, Place: system.Seller, Colour: look.Colour, Logo: look.Logo}, anteroom.Party{Name: vendor.Name, Place: own.Seller}
	if look.Name != "" {
		b.Seller.Name = look.Name
	}
	return b, nil
}

// companyUse is what a company held and used in a period.
func companyUse(tx *store.Tx, id anteroom.CompanyID, p anteroom.Period) (u anteroom.CompanyUse, err error) {
	c, err := tx.Company(id)
	if err != nil {
		return u, err
	}
	u.Name = c.Name
	if u.Holdings, err = tx.Holdings(id, p); err != nil {
		return u, err
	}
	u.Holdings = heldBefore(u.Holdings, c.Removed)
	u.Calls, err = tx.Usage(id, p)
	return u, err
}

// VARBills are what a VAR owes to the system: the terms, and the closed bills, the newest month first.
func (o *Office) VARBills(ctx context.Context, who anteroom.Who, id anteroom.VARID) (terms anteroom.Wholesale, closed []anteroom.Bill, err error) {
	err = o.store.Read(ctx, func(tx *store.Tx) error {
		if _, err := placeOf(tx, who, anteroom.SeeVAR, anteroom.Target{VAR: id}); err != nil {
			return err
		}
		if terms, err = tx.Wholesale(id); err != nil {
			return err
		}
		closed, err = tx.VARBills(id)
		return err
	})
	return terms, closed, err
}

// VARBill is a VAR's bill of a month: the closed one, or as it comes out now.
func (o *Office) VARBill(ctx context.Context, who anteroom.Who, id anteroom.VARID, m anteroom.Month) (b anteroom.Bill, err error) {
	err = o.store.Read(ctx, func(tx *store.Tx) error {
		if _, err := placeOf(tx, who, anteroom.SeeVAR, anteroom.Target{VAR: id}); err != nil {
			return err
		}
		b, err = tx.VARBill(id, m)
		return err
	})
	if anteroom.KindOf(err) != anteroom.NotFound || b.VAR != "" || who.May(anteroom.SeeVAR, anteroom.Target{VAR: id}) != nil {
		return b, err
	}
	if b, _, err = o.varBill(ctx, id, m); err == nil && b.Currency == "" {
		err = anteroom.Missing()
	}
	return b, err
}

// VARBillPDF is the same as a file in a language.
func (o *Office) VARBillPDF(ctx context.Context, who anteroom.Who, id anteroom.VARID, m anteroom.Month, l anteroom.Language) (*anteroom.File, error) {
	b, err := o.VARBill(ctx, who, id, m)
	if err != nil {
		return nil, err
	}
	if o.paper == nil {
		return nil, anteroom.Fail(anteroom.Unavailable, "error.unavailable")
	}
	logo, err := o.Logo(ctx, b.Seller.Logo)
	if err != nil && anteroom.KindOf(err) != anteroom.NotFound {
		return nil, err
	}
	return o.billFile(b, logo, l)
}
