package office_test

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/office/officetest"
	"anteroom.dev/anteroom/store"
	"anteroom.dev/anteroom/store/storetest"
)

// A month is looked at as a draft, closed, and leaves as tables: the bills, and the entries of the books, whose debits and
// credits are the same.
func TestBillingRun(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := officetest.Build(t, s)
		m, vendor := used(t, h, h.Mine), h.Mine.Vendor.Who
		run := func() office.MonthBill {
			t.Helper()
			l, err := h.BillingRun(t.Context(), vendor, h.Mine.VAR, m, anteroom.Find{})
			if err != nil || len(l.Rows) != 1 {
				t.Fatalf("%+v %v", l, err)
			}
			return l.Rows[0]
		}
		draft := run()
		if draft.Closed || draft.Total != 2480 || draft.Company != h.Mine.ID {
			t.Errorf("%+v", draft)
		}
		h.Do(t, vendor, office.CloseBill{Company: h.Mine.ID, Month: m})
		draft.Closed = true
		if closed := run(); closed != draft {
			t.Errorf("got %+v, want %+v", closed, draft)
		}
		form := office.TableForm{Kind: "csv", Say: func(key string, _ ...any) string { return strings.TrimPrefix(key, "books.") }, Money: func(n int64, _ string) string { return fmt.Sprint(n) }}
		var bills, entries bytes.Buffer
		if err := h.ExportBills(t.Context(), vendor, h.Mine.VAR, m, form, func() io.Writer { return &bills }); err != nil {
			t.Fatal(err)
		}
		if got := bills.String(); !strings.Contains(got, "month,company,payer,currency,net,taxes,total,closed") || !strings.Contains(got, ",CAD,2480,0,2480,") {
			t.Error(got)
		}
		if err := h.ExportEntries(t.Context(), vendor, h.Mine.VAR, m, form, func() io.Writer { return &entries }); err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{",receivable,", ",CAD,2480,\r", ",packages,Affaires,CAD,,2450", ",calls,Affaires,CAD,,30"} {
			if !strings.Contains(strings.ReplaceAll(entries.String(), "\n", "\r\n"), want) {
				t.Errorf("%q is not in %q", want, entries.String())
			}
		}
		for name, who := range map[string]anteroom.Who{"the company": h.Mine.Administrator.Who, "another VAR": h.Other.Vendor.Who} {
			if _, err := h.BillingRun(t.Context(), who, h.Mine.VAR, m, anteroom.Find{}); anteroom.KindOf(err) != anteroom.NotFound {
				t.Errorf("%s: %v", name, err)
			}
			if err := h.ExportBills(t.Context(), who, h.Mine.VAR, m, form, func() io.Writer { t.Error("begun"); return io.Discard }); anteroom.KindOf(err) != anteroom.NotFound {
				t.Errorf("%s: %v", name, err)
			}
		}
		removed := h.Do(t, vendor, office.RemoveCompany{Company: h.Mine.ID, Name: "Boréal"})
		if gone := run(); gone.Removed.IsZero() || gone.Total != draft.Total || !gone.Closed {
			t.Errorf("removed: %+v after %+v", gone, removed)
		}
		if b, err := h.Bill(t.Context(), vendor, h.Mine.ID, m, "", "CAD"); err != nil || b.Total != draft.Total {
			t.Errorf("the bill of a removed company: %+v %v", b, err)
		}
		if _, err := h.Bill(t.Context(), h.Mine.Administrator.Who, h.Mine.ID, m, "", "CAD"); anteroom.KindOf(err) != anteroom.NotFound {
			t.Errorf("a removed company's own administrator: %v", err)
		}
		if l, err := h.BillingRun(t.Context(), vendor, h.Mine.VAR, anteroom.MonthAt(time.Now().AddDate(0, 2, 0), time.UTC), anteroom.Find{}); err != nil || len(l.Rows) != 0 || l.Count != 0 {
			t.Errorf("of a month after the removal: %+v %v", l, err)
		}
		if _, err := h.BillingRun(t.Context(), vendor, h.Mine.VAR, "2026-13", anteroom.Find{}); anteroom.KindOf(err) != anteroom.NotFound {
			t.Errorf("no month: %v", err)
		}
	})
}
