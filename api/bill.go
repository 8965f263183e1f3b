package api

import (
	"context"
	"io"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
)

func (v *visit) billing() error {
	b, err := v.Office.BillingDetails(v.r.Context(), v.who, v.company())
	if err != nil {
		return err
	}
	return v.write(b)
}

func (v *visit) corrections() error {
	list, err := v.Office.Corrections(v.r.Context(), v.who, v.company())
	if err != nil {
		return err
	}
	return v.write(some(list))
}

// prices answers with the list of the VAR that the address names, or of the system.
func (v *visit) prices() error {
	l, err := v.Office.Prices(v.r.Context(), v.who, v.varID())
	if err != nil {
		return err
	}
	l.Rates, l.Taxes = anteroom.Rates(some(l.Rates)), some(l.Taxes)
	return v.write(l)
}

func (v *visit) bills() error {
	b, err := v.Office.Bills(v.r.Context(), v.who, v.company())
	if err != nil {
		return err
	}
	b.Closed, b.Present = some(b.Closed), some(b.Present)
	for _, list := range [][]anteroom.Bill{b.Closed, b.Present} {
		for i := range list {
			list[i].Lines = some(list[i].Lines)
		}
	}
	return v.write(b)
}

// month is the one that is asked for; the present one where none is.
func month(asked string) anteroom.Month {
	if asked == "" {
		return anteroom.MonthAt(time.Now(), time.UTC)
	}
	return anteroom.Month(asked)
}

func (v *visit) billingRun() error {
	q, err := v.parameters("month", "after", "limit")
	if err != nil {
		return err
	}
	f, err := found(q, nil)
	if err != nil {
		return err
	}
	l, err := v.Office.BillingRun(v.r.Context(), v.who, v.varID(), month(q.Get("month")), f)
	return listed(v, l, err)
}

func (v *visit) exportBills() error { return v.exportMonth("run.bills.name", v.Office.ExportBills) }

func (v *visit) exportEntries() error {
	return v.exportMonth("run.entries.name", v.Office.ExportEntries)
}

func (v *visit) exportMonth(name string, export func(context.Context, anteroom.Who, anteroom.VARID, anteroom.Month, office.TableForm, func() io.Writer) error) error {
	q, err := v.parameters("month", "as")
	if err != nil {
		return err
	}
	return v.table(v.p.T(name), q.Get("as"), func(out io.Writer, f office.TableForm) error {
		return export(v.r.Context(), v.who, v.varID(), month(q.Get("month")), f, func() io.Writer { return out })
	})
}
