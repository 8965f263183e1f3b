package office_test

import (
	"fmt"
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/office/officetest"
	"anteroom.dev/anteroom/store"
	"anteroom.dev/anteroom/store/storetest"
)

// The system bills a VAR: terms, a draft, closed once; the VAR sees it and sets nothing, another VAR sees nothing.
func TestVARBill(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := officetest.Build(t, s)
		c, system := h.Mine, h.System.Who
		m := used(t, h, c) // a user the whole month, and a call of 20 minutes
		if _, err := h.VARBill(t.Context(), system, c.VAR, m); anteroom.KindOf(err) != anteroom.NotFound {
			t.Errorf("without terms: %v", err)
		}
		set := h.Do(t, system, office.SetWholesale{VAR: c.VAR, Currency: "CAD", BaseRate: 600, Minutes: 10, MinuteRate: 2})
		h.Do(t, system, office.SetPriceList{List: anteroom.PriceList{Seller: anteroom.Place{Country: "CA"}, Taxes: []anteroom.Tax{{Name: "TPS", Country: "CA", Rate: 50_000}}}})
		h.Do(t, c.Vendor.Who, office.SetPriceList{VAR: c.VAR, List: anteroom.PriceList{Seller: anteroom.Place{Country: "CA", Region: "QC"}}})
		draft, err := h.VARBill(t.Context(), c.Vendor.Who, c.VAR, m)
		if err != nil || draft.Total != 600+20+31 || !draft.Closed.IsZero() || draft.Buyer.Name != "Nordik" || draft.Seller.Name != "Anteroom" {
			t.Errorf("%+v %v", draft, err)
		}
		h.Do(t, system, office.CloseVARBill{VAR: c.VAR, Month: m})
		told := ""
		jobs, err := h.Claim(t.Context(), 50, time.Minute, "")
		for _, j := range jobs {
			if m, file, err := h.Message(t.Context(), j.Company, anteroom.MessageID(j.Target)); j.Kind == anteroom.Deliver && m.Kind == anteroom.BillReady {
				told += fmt.Sprint(m.ToEmail, " ", m.Bill, " ", file != nil && string(file.Content) == "%PDF-"+string(m.Bill)+" "+string(m.Language), err)
			}
		}
		if want := fmt.Sprint(c.Vendor.Email, " ", m, "/", c.VAR, "/CAD true <nil>"); err != nil || told != want {
			t.Errorf("told %q, want %q: %v", told, want, err)
		}
		h.Do(t, system, office.SetWholesale{VAR: c.VAR, Currency: "CAD", BaseRate: 9900})
		closed, err := h.VARBill(t.Context(), c.Vendor.Who, c.VAR, m)
		if err != nil || closed.Total != draft.Total || closed.Closed.IsZero() {
			t.Errorf("closed: %+v %v", closed, err)
		}
		terms, list, err := h.VARBills(t.Context(), c.Vendor.Who, c.VAR)
		if err != nil || terms.BaseRate != 9900 || len(list) != 1 || list[0].Total != draft.Total {
			t.Errorf("%+v %+v %v", terms, list, err)
		}
		if f, err := h.VARBillPDF(t.Context(), c.Vendor.Who, c.VAR, m, "fr"); err != nil || len(f.Content) == 0 {
			t.Errorf("PDF: %v", err)
		}
		for _, row := range []struct {
			who  anteroom.Who
			c    office.Command
			want string
		}{
			{system, office.CloseVARBill{VAR: c.VAR, Month: m}, "conflict error.month.closed"},
			{system, office.CloseVARBill{VAR: c.VAR, Month: anteroom.MonthAt(time.Now(), time.UTC)}, "invalid month:error.month.open"},
			{system, office.CloseVARBill{VAR: h.Other.VAR, Month: m}, "conflict error.wholesale.none"},
			{system, office.SetWholesale{VAR: c.VAR, Currency: "cad", BaseRate: -1}, "invalid currency:error.currency base_rate:error.negative"},
			{c.Vendor.Who, office.SetWholesale{VAR: c.VAR}, "forbidden error.forbidden"},
			{c.Vendor.Who, office.CloseVARBill{VAR: c.VAR, Month: m}, "forbidden error.forbidden"},
			{system, office.UndoAbove{VAR: c.VAR, Change: set.Change}, "conflict error.undo.newer"},
		} {
			_, err := h.Office.Do(t.Context(), row.who, row.c, office.Ask{})
			if got := wrong(err); got != row.want {
				t.Errorf("%+v: got %q, want %q", row.c, got, row.want)
			}
		}
		period, _ := m.Period(time.UTC)
		present, _ := anteroom.MonthAt(time.Now(), time.UTC).Period(time.UTC)
		late, count := anteroom.Usage{Call: "late", User: c.Users[0], To: "+33142685300", Began: period.Until.Add(-2 * time.Hour), Ended: period.Until.Add(-time.Hour)}, 0
		err = h.Store.Write(t.Context(), func(tx *store.Tx) (err error) {
			if err = tx.AddUsage(c.ID, late); err == nil {
				count, err = tx.CountUsage(c.VAR, present)
			}
			return err
		})
		if err != nil || count != 1 {
			t.Errorf("a call of a month that is closed for the VAR counts %d times for the present one: %v", count, err)
		}
		if _, _, err := h.VARBills(t.Context(), h.Other.Vendor.Who, c.VAR); anteroom.KindOf(err) != anteroom.NotFound {
			t.Errorf("another VAR: %v", err)
		}
		if _, err := h.VARBill(t.Context(), h.Other.Vendor.Who, c.VAR, m); anteroom.KindOf(err) != anteroom.NotFound {
			t.Errorf("another VAR: %v", err)
		}
	})
}
