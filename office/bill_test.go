package office_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/office/officetest"
	"anteroom.dev/anteroom/store"
	"anteroom.dev/anteroom/store/storetest"
)

// past is a month that is over, whatever the day on which the test runs; its users and calls are put there by hand, for
// commands know no other time than now.
func past(now time.Time) (anteroom.Month, anteroom.Period) {
	m := anteroom.MonthAt(now.AddDate(0, 0, -now.Day()), time.UTC)
	p, _ := m.Period(time.UTC)
	return m, p
}

// used gives the company's first user a package of 24.50 and 10 minutes for the whole past month, and a call of 20.
func used(t *testing.T, h *officetest.House, c officetest.Company) anteroom.Month {
	t.Helper()
	m, period := past(time.Now().UTC())
	p := anteroom.Package{ID: anteroom.PackageID("past-" + string(c.ID)), VAR: c.VAR, Name: "Affaires", Currency: "CAD", BaseRate: 2450, Minutes: 10, MinuteRate: 3, Active: true}
	began := period.From.AddDate(0, 0, 10)
	err := h.Store.Write(t.Context(), func(tx *store.Tx) error {
		tx.Now = period.From.AddDate(0, -1, 0)
		return errors.Join(tx.PutPackage(p), tx.PutCompanyPackage(c.ID, p.ID, true, false), tx.GivePackage(c.ID, c.Users[0], p.ID),
			tx.BeginHolding(c.ID, c.Users[0], p.ID),
			tx.AddUsage(c.ID, anteroom.Usage{Call: "call-1", User: c.Users[0], To: "+33142685300", Began: began, Ended: began.Add(20 * time.Minute)}))
	})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// A month is drafted, corrected, closed; then nothing changes it, and corrections go to the next.
func TestCloseBill(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := officetest.Build(t, s)
		ctx, vendor, c := context.Background(), h.Mine.Vendor.Who, h.Mine
		m := used(t, h, c)
		h.Do(t, officetest.Program(), office.SetPriceList{List: anteroom.PriceList{Taxes: []anteroom.Tax{{Name: "TPS", Country: "CA", Region: "QC", Rate: 50_000}}}})
		h.Do(t, c.Administrator.Who, office.SetBilling{Company: c.ID, Region: "QC"})
		credit := h.Do(t, vendor, office.AddAdjustment{Company: c.ID, Month: m, Currency: "CAD", Reason: "Panne", Amount: -480})
		draft, err := h.Bill(ctx, vendor, c.ID, m, "", "CAD")
		if want := int64(2450 + 30 - 480 + 100); err != nil || draft.Total != want || !draft.Closed.IsZero() {
			t.Fatalf("draft %d of %+v, want %d: %v", draft.Total, draft, want, err)
		}
		h.Do(t, vendor, office.CloseBill{Company: c.ID, Month: m})
		closed, err := h.Bill(ctx, vendor, c.ID, m, "", "CAD")
		if err != nil || closed.Total != draft.Total || closed.Closed.IsZero() || len(closed.Lines) != len(draft.Lines) {
			t.Errorf("closed %+v, draft %+v: %v", closed, draft, err)
		}
		for what, command := range map[string]office.Command{
			"closed twice":                  office.CloseBill{Company: c.ID, Month: m},
			"corrected when closed":         office.AddAdjustment{Company: c.ID, Month: m, Currency: "CAD", Reason: "X", Amount: 1},
			"a correction of it taken back": office.RemoveAdjustment{Company: c.ID, Adjustment: anteroom.AdjustmentID(credit.Made["adjustment"])},
			"a correction of it undone":     office.Undo{Company: c.ID, Change: credit.Change},
			"this month, which is not over": office.CloseBill{Company: c.ID, Month: anteroom.MonthAt(time.Now(), time.UTC)},
			"no month":                      office.CloseBill{Company: c.ID, Month: "2026-13"},
			"an adjustment of nothing":      office.AddAdjustment{Company: c.ID, Month: "2026-01", Currency: "CAD", Reason: "X"},
			"a zone that is none":           office.SetBilling{Company: c.ID, Zone: "Mars/Olympus"},
			"a rate below nothing":          office.SetPriceList{VAR: c.VAR, List: anteroom.PriceList{Rates: anteroom.Rates{{Currency: "CAD", Minute: -1}}}},
			"closing by the company's own":  nil,
		} {
			who := vendor
			if command == nil {
				who, command = c.Administrator.Who, office.CloseBill{Company: c.ID, Month: m}
			}
			if _, err := h.Office.Do(ctx, who, command, office.Ask{}); err == nil {
				t.Errorf("%s: done", what)
			}
		}
		sent := 0
		jobs, err := h.Claim(ctx, 50, time.Minute, "")
		for _, j := range jobs {
			if m, file, err := h.Message(ctx, j.Company, anteroom.MessageID(j.Target)); j.Kind == anteroom.Deliver && m.Kind == anteroom.BillReady {
				sent++
				if err != nil || file == nil || file.Type != "application/pdf" || string(file.Content) != "%PDF-"+string(closed.Key())+" "+string(m.Language) {
					t.Errorf("what goes with the message: %v, %v", file, err)
				}
			}
		}
		if err != nil || sent != 1 {
			t.Errorf("%d messages: %v", sent, err)
		}
		h.Do(t, vendor, office.AddAdjustment{Company: c.ID, Month: anteroom.MonthAt(time.Now(), time.UTC), Currency: "CAD", Reason: "Correction", Amount: -100})
		if again, err := h.Bill(ctx, vendor, c.ID, m, "", "CAD"); err != nil || again.Total != closed.Total {
			t.Error(again.Total, err)
		}
	})
}

// A VAR's month is closed by a job for each company, whatever happens in between: once.
func TestCloseMonth(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := officetest.Build(t, s)
		m := used(t, h, h.Mine)
		for range 2 {
			h.Do(t, h.Mine.Vendor.Who, office.CloseMonth{VAR: h.Mine.VAR, Month: m})
		}
		for range 2 {
			if err := h.CloseOf(t.Context(), h.Mine.ID, m); err != nil {
				t.Error(err)
			}
		}
		list, err := h.Bills(t.Context(), h.System.Who, h.Mine.ID)
		if err != nil || len(list.Closed) != 1 || list.Closed[0].Total != 2480 || len(list.Present) != 1 || list.Present[0].Total != 2350 {
			t.Errorf("%+v, %v", list, err)
		}
	})
}

// R46: the administrator is asked for the password again; it opens the bill in this session, to nobody else.
func TestOpenBill(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := officetest.Build(t, s)
		ctx, c := context.Background(), h.Mine
		used(t, h, c)
		mine, other := session(t, h, c.Administrator.Email), session(t, h, c.Administrator.Email)
		read := func(who anteroom.Who) string {
			_, err := h.Bills(ctx, who, c.ID)
			return wrong(err)
		}
		if got := read(mine); got != "forbidden error.bill.password" {
			t.Error("before the password:", got)
		}
		if err := h.OpenBill(ctx, mine, c.ID, "not the password"); wrong(err) != "invalid password:error.password.wrong" {
			t.Error(wrong(err))
		}
		if err := h.OpenBill(ctx, mine, c.ID, officetest.Password); err != nil {
			t.Fatal(err)
		}
		acting := mine
		acting.Acting = anteroom.Acting{Level: anteroom.LevelVAR}
		for name, row := range map[string]struct {
			who  anteroom.Who
			want string
		}{
			"this session":    {mine, "<nil>"},
			"another session": {other, "forbidden error.bill.password"},
			"a token":         {c.Administrator.Who, "forbidden error.bill.session"},
			"somebody acting": {acting, "forbidden error.acting"},
			"the VAR":         {c.Vendor.Who, "<nil>"},
			"the system":      {h.System.Who, "<nil>"},
			"another company": {session(t, h, h.Other.Administrator.Email), "not_found error.not_found"},
			"another VAR":     {h.Other.Vendor.Who, "not_found error.not_found"},
			"nobody":          {anteroom.Who{}, "forbidden error.sign_in"},
		} {
			if got := read(row.who); got != row.want {
				t.Errorf("%s: got %s, want %s", name, got, row.want)
			}
		}
		if err := s.Write(ctx, func(tx *store.Tx) error { return tx.OpenBill(mine.Session, tx.Now) }); err != nil {
			t.Fatal(err)
		}
		if got := read(mine); got != "forbidden error.bill.password" {
			t.Error("after five minutes:", got)
		}
		for range 5 {
			_ = h.OpenBill(ctx, other, c.ID, "not the password")
		}
		if err := h.OpenBill(ctx, other, c.ID, officetest.Password); anteroom.KindOf(err) != anteroom.Limit {
			t.Error("after five wrong ones:", err)
		}
	})
}

// session is somebody who has just signed in to the portal.
func session(t *testing.T, h *officetest.House, email string) anteroom.Who {
	t.Helper()
	_, who, err := h.SignIn(t.Context(), email, officetest.Password, "test")
	if err != nil {
		t.Fatal(err)
	}
	return who
}

// A company that was removed gets the bill of the month in which it was, for the days before; one that was removed before the
// month gets none.
func TestLastBill(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := officetest.Build(t, s)
		c, m := h.Mine, used(t, h, h.Mine)
		period, _ := m.Period(time.UTC)
		days := period.Until.AddDate(0, 0, -1).Day()
		remove := func(at time.Time) {
			t.Helper()
			err := h.Store.Write(t.Context(), func(tx *store.Tx) error {
				co, err := tx.Company(c.ID)
				co.Removed = at
				return errors.Join(err, tx.PutCompany(co))
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		closing := func() []anteroom.CompanyID {
			t.Helper()
			h.Do(t, c.Vendor.Who, office.CloseMonth{VAR: c.VAR, Month: m})
			jobs, err := h.Claim(t.Context(), 100, time.Hour, "")
			if err != nil {
				t.Fatal(err)
			}
			var list []anteroom.CompanyID
			for _, j := range jobs {
				if j.Kind == anteroom.CloseBills {
					list = append(list, j.Company)
				}
			}
			return list
		}
		remove(period.From.AddDate(0, 0, -2))
		if list := closing(); len(list) != 0 {
			t.Errorf("removed before: %v", list)
		}
		remove(period.From.AddDate(0, 0, 15))
		if list := closing(); len(list) != 1 || list[0] != c.ID {
			t.Fatalf("removed within: %v", list)
		}
		if err := h.CloseOf(t.Context(), c.ID, m); err != nil {
			t.Fatal(err)
		}
		remove(time.Now().AddDate(0, 0, -1)) // the table is of what can be recovered still
		var table bytes.Buffer
		form := office.TableForm{Kind: "csv", Say: func(key string, _ ...any) string { return key }, Money: func(n int64, _ string) string { return "" }}
		if err := h.ExportBills(t.Context(), c.Vendor.Who, c.VAR, m, form, func() io.Writer { return &table }); err != nil || strings.Count(table.String(), "Boréal") != 2 {
			t.Errorf("the table of bills: %v\n%s", err, table.String())
		}
		remove(time.Time{})
		list, err := h.Bills(t.Context(), h.System.Who, c.ID)
		half := int64(2450*15+days/2) / int64(days)
		included := int64(10 * 60 * 15 / days)
		if want := half + (20*60-included)*3/60; err != nil || len(list.Closed) != 1 || list.Closed[0].Total < want || list.Closed[0].Total > want+1 {
			t.Errorf("%+v, want %d: %v", list.Closed, want, err)
		}
	})
}

// However the company's zone changes between months, in whichever order these are closed, and however late calls become known:
// each is on one bill.
func TestZoneOfMonths(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := officetest.Build(t, s)
		c, zones := h.Mine, []string{"", "America/Toronto", "Asia/Tokyo", "Pacific/Kiritimati", "Pacific/Honolulu"}
		random, calls := rand.New(rand.NewPCG(5, 7)), 0
		for year := 2016; year < 2024; year++ {
			april := anteroom.Month(fmt.Sprint(year, "-04"))
			open := []anteroom.Month{april, april.Beside(1), april.Beside(2)}
			for len(open) > 0 {
				for range 6 { // within a day of where two months meet
					at := time.Date(year, time.Month(5+random.IntN(2)), 1, random.IntN(40)-20, 30, 0, 0, time.UTC)
					calls++
					u := anteroom.Usage{Call: anteroom.CallID(fmt.Sprint("call-", calls)), User: c.Users[0], To: "+33142685300", Began: at.Add(-time.Minute), Ended: at}
					if err := h.Store.Write(t.Context(), func(tx *store.Tx) error { return tx.AddUsage(c.ID, u) }); err != nil {
						t.Fatal(err)
					}
				}
				h.Do(t, c.Administrator.Who, office.SetBilling{Company: c.ID, Zone: zones[random.IntN(len(zones))]})
				i := random.IntN(len(open))
				h.Do(t, c.Vendor.Who, office.CloseBill{Company: c.ID, Month: open[i]})
				open = slices.Delete(open, i, i+1)
			}
		}
		seen := map[anteroom.CallID]int{}
		present, err := h.Bills(t.Context(), c.Vendor.Who, c.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, b := range append(present.Closed, present.Present...) {
			whole, err := h.Bill(t.Context(), c.Vendor.Who, c.ID, b.Month, "", b.Currency)
			if err != nil {
				t.Fatal(err)
			}
			for _, l := range whole.Lines {
				for _, p := range l.Parts {
					seen[p.Call]++
				}
			}
		}
		delete(seen, "")
		for call, times := range seen {
			if times != 1 {
				t.Errorf("%s is billed %d times", call, times)
			}
		}
		if len(seen) != calls {
			t.Errorf("%d of %d calls are billed", len(seen), calls)
		}
	})
}

// A call of a closed month that becomes known late is on the bill of the present one, and on no other.
func TestLateCall(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := officetest.Build(t, s)
		c, m := h.Mine, used(t, h, h.Mine)
		h.Do(t, c.Vendor.Who, office.CloseBill{Company: c.ID, Month: m})
		period, _ := m.Period(time.UTC)
		late := anteroom.Usage{Call: "late", User: c.Users[0], To: "+33142685300", Began: period.Until.Add(-2 * time.Hour), Ended: period.Until.Add(-time.Hour)}
		for range 2 { // and once, however often it is told
			if err := h.Store.Write(t.Context(), func(tx *store.Tx) error { return tx.AddUsage(c.ID, late) }); err != nil {
				t.Fatal(err)
			}
		}
		present, err := h.Bill(t.Context(), c.Vendor.Who, c.ID, anteroom.MonthAt(time.Now(), time.UTC), "", "CAD")
		if err != nil {
			t.Fatal(err)
		}
		calls := 0
		for _, l := range present.Lines {
			for _, p := range l.Parts {
				if p.Call == "late" && p.Charged == 3600 && p.Began.Equal(late.Began) {
					calls++
				}
			}
		}
		if calls != 1 {
			t.Errorf("on the bill %d times: %+v", calls, present.Lines)
		}
	})
}
