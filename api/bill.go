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

// bill is one bill with its lines.
func (v *visit) bill() error {
	q, err := v.parameters("user", "currency")
	if err != nil {
		return err
	}
	b, err := v.Office.Bill(v.r.Context(), v.who, v.company(), anteroom.Month(v.r.PathValue("month")), anteroom.UserID(q.Get("user")), q.Get("currency"))
	b.Lines = some(b.Lines)
	return v.answer(b, err)
}

func (v *visit) billPDF() error {
	q, err := v.parameters("user", "currency")
	if err != nil {
		return err
	}
	f, err := v.Office.BillPDF(v.r.Context(), v.who, v.company(), anteroom.Month(v.r.PathValue("month")), anteroom.UserID(q.Get("user")), q.Get("currency"), v.p.Language)
	return v.attached(f, err)
}

// varBills is what a VAR owes to the system.
type varBills struct {
	Terms  anteroom.Wholesale `json:"terms"`  // without a currency: the VAR is not billed
	Closed []anteroom.Bill    `json:"closed"` // without their lines
}

func (v *visit) varBills() error {
	terms, closed, err := v.Office.VARBills(v.r.Context(), v.who, v.varID())
	for i := range closed {
		closed[i].Lines = some(closed[i].Lines)
	}
	return v.answer(varBills{terms, some(closed)}, err)
}

func (v *visit) varBill() error {
	b, err := v.Office.VARBill(v.r.Context(), v.who, v.varID(), anteroom.Month(v.r.PathValue("month")))
	b.Lines = some(b.Lines)
	return v.answer(b, err)
}

func (v *visit) varBillPDF() error {
	f, err := v.Office.VARBillPDF(v.r.Context(), v.who, v.varID(), anteroom.Month(v.r.PathValue("month")), v.p.Language)
	return v.attached(f, err)
}

// answer is what was asked for, or why it is not to be had; attached is a file in the same way.
func (v *visit) answer(a any, err error) error {
	if err != nil {
		return err
	}
	return v.write(a)
}

func (v *visit) attached(f *anteroom.File, err error) error {
	if err != nil {
		return err
	}
	return v.file(f.Type, f.Name, f.Content)
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
