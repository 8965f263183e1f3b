package office

import (
	"context"
	"io"
	"strconv"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/sheet"
	"anteroom.dev/anteroom/store"
)

// MonthBill is a bill of a month as a billing run shows it.
type MonthBill struct {
	Company  anteroom.CompanyID `json:"company"`
	Name     string             `json:"name"` // of the company
	User     anteroom.UserID    `json:"user,omitempty"`
	Payer    string             `json:"payer"` // the company, or of a public service the user
	Currency string             `json:"currency"`
	Taxes    int64              `json:"taxes"`
	Total    int64              `json:"total"`
	Closed   bool               `json:"closed"`           // else it is a draft: how it comes out now
	Removed  time.Time          `json:"removed,omitzero"` // when the company was
}

// BillingRun are the bills of a month of a VAR's companies, by name, some companies a page: the closed ones, and drafts of
// the others. A company that was removed in the month or later owes for the time before.
func (o *Office) BillingRun(ctx context.Context, who anteroom.Who, vendor anteroom.VARID, m anteroom.Month, f anteroom.Find) (l List[MonthBill], err error) {
	if err := (columns{sort: []string{"name"}}).check(&f); err != nil {
		return l, err
	}
	period, ok := m.Period(time.UTC)
	if !ok {
		return l, anteroom.Missing()
	}
	f.Where = map[string]string{"state": "billed", "since": strconv.FormatInt(begins(period).UnixMicro(), 10)}
	err = o.store.Read(ctx, func(tx *store.Tx) error {
		if _, err := placeOf(tx, who, anteroom.SeeVAR, anteroom.Target{VAR: vendor}); err != nil {
			return err
		}
		if l.Count, err = tx.CountCompanies(vendor, f); err != nil {
			return err
		}
		l.Next, err = walkBills(tx, vendor, f, func(id anteroom.CompanyID) ([]anteroom.Bill, error) { return monthOf(tx, id, m) }, func(c anteroom.CompanyLine, b anteroom.Bill) error {
			l.Rows = append(l.Rows, MonthBill{Company: c.ID, Name: c.Name, User: b.User, Payer: b.Buyer.Name, Currency: b.Currency, Taxes: b.Taxes, Total: b.Total, Closed: !b.Closed.IsZero(), Removed: c.Removed})
			return nil
		})
		return err
	})
	return l, err
}

// walkBills goes through the bills of one page of companies, and tells where the next page begins.
func walkBills(tx *store.Tx, vendor anteroom.VARID, f anteroom.Find, of func(anteroom.CompanyID) ([]anteroom.Bill, error), each func(anteroom.CompanyLine, anteroom.Bill) error) (next string, err error) {
	companies, next, err := tx.CompanyLines(vendor, f)
	if err != nil {
		return "", err
	}
	for _, line := range companies {
		bills, err := of(line.ID)
		if err != nil {
			return "", err
		}
		for _, b := range bills {
			if err := each(line, b); err != nil {
				return "", err
			}
		}
	}
	return next, nil
}

// monthOf are a company's bills of a month: those that are closed, else drafts.
func monthOf(tx *store.Tx, id anteroom.CompanyID, m anteroom.Month) ([]anteroom.Bill, error) {
	closed, err := tx.MonthBills(id, m)
	if err != nil || len(closed) > 0 {
		return closed, err
	}
	c, err := tx.Company(id)
	if err != nil {
		return nil, err
	}
	return billsOf(tx, c, m)
}

// ExportBills writes the closed bills of a month of all companies of a VAR as a table; ExportEntries writes the entries that
// they make in the provider's books: what is owed as debit, what was sold and each tax as credit, so that those of a bill
// add up to nothing. Begin is told to begin once it is sure that there is something to write.
func (o *Office) ExportBills(ctx context.Context, who anteroom.Who, vendor anteroom.VARID, m anteroom.Month, f TableForm, begin func() io.Writer) error {
	return o.exportMonth(ctx, who, vendor, m, f, begin, []string{"month", "company", "payer", "currency", "net", "taxes", "total", "closed"}, func(w sheet.Writer, c anteroom.CompanyLine, b anteroom.Bill) error {
		return w.Write([]string{string(b.Month), c.Name, b.Buyer.Name, b.Currency, f.Money(b.Total-b.Taxes, b.Currency), f.Money(b.Taxes, b.Currency), f.Money(b.Total, b.Currency), b.Closed.UTC().Format("2006-01-02")})
	})
}

// ExportEntries: see ExportBills.
func (o *Office) ExportEntries(ctx context.Context, who anteroom.Who, vendor anteroom.VARID, m anteroom.Month, f TableForm, begin func() io.Writer) error {
	return o.exportMonth(ctx, who, vendor, m, f, begin, []string{"date", "bill", "company", "account", "text", "currency", "debit", "credit"}, func(w sheet.Writer, c anteroom.CompanyLine, b anteroom.Bill) error {
		for _, e := range b.Entries() {
			debit, credit := "", ""
			if e.Amount >= 0 {
				debit = f.Money(e.Amount, b.Currency)
			} else {
				credit = f.Money(-e.Amount, b.Currency)
			}
			err := w.Write([]string{b.Closed.UTC().Format("2006-01-02"), string(b.Company) + "/" + string(b.Key()), c.Name, f.Say("books." + string(e.Account)), e.Text, b.Currency, debit, credit})
			if err != nil {
				return err
			}
		}
		return nil
	})
}

func (o *Office) exportMonth(ctx context.Context, who anteroom.Who, vendor anteroom.VARID, m anteroom.Month, f TableForm, begin func() io.Writer, columns []string, each func(sheet.Writer, anteroom.CompanyLine, anteroom.Bill) error) error {
	return o.store.Read(ctx, func(tx *store.Tx) error {
		if _, err := placeOf(tx, who, anteroom.SeeVAR, anteroom.Target{VAR: vendor}); err != nil {
			return err
		}
		w, err := f.writer(begin())
		if err != nil {
			return err
		}
		head := make([]string, len(columns))
		for i, c := range columns {
			head[i] = f.Say("books." + c)
		}
		if err := w.Write(head); err != nil {
			return err
		}
		all := anteroom.Find{Sort: "name", Most: pageSize, Where: map[string]string{"state": "billed"}} // whose last bill is owed still
		if err := exportBills(tx, vendor, m, all, func(c anteroom.CompanyLine, b anteroom.Bill) error { return each(w, c, b) }); err != nil {
			return err
		}
		return w.Close()
	})
}

// exportBills goes through the closed bills of a month of all companies that fit.
func exportBills(tx *store.Tx, vendor anteroom.VARID, m anteroom.Month, find anteroom.Find, each func(anteroom.CompanyLine, anteroom.Bill) error) (err error) {
	for more := true; more; more = find.After != "" {
		find.After, err = walkBills(tx, vendor, find, func(id anteroom.CompanyID) ([]anteroom.Bill, error) { return tx.MonthBills(id, m) }, each)
		if err != nil {
			return err
		}
	}
	return nil
}
