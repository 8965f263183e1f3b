package office_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/office/officetest"
	"anteroom.dev/anteroom/store"
	"anteroom.dev/anteroom/store/storetest"
)

// delivered are the messages of a kind that wait for an address; they are not found again.
func delivered(t *testing.T, h *officetest.House, kind anteroom.MessageKind, to string) (list []anteroom.Message) {
	t.Helper()
	jobs, err := h.Claim(t.Context(), 200, time.Hour, "")
	if err != nil {
		t.Fatal(err)
	}
	for _, j := range jobs {
		if j.Kind != anteroom.Deliver {
			continue
		}
		m, _, err := h.Message(t.Context(), j.Company, anteroom.MessageID(j.Target))
		if err != nil {
			t.Fatal(err)
		}
		if m.Kind == kind && m.ToEmail == to {
			list = append(list, m)
		}
	}
	return list
}

// A user whose account ends is warned 30, 7 and 1 days before, each once; a later day warns anew; who has no last day, or
// is past it, is not.
func TestExpiryWarnings(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := officetest.Build(t, s)
		admin, company := h.Mine.Administrator.Who, h.Mine.ID
		day := func(days int) string { return time.Now().UTC().AddDate(0, 0, days).Format(time.DateOnly) }
		make := func(name string, expires string) anteroom.UserID {
			return anteroom.UserID(h.Do(t, admin, office.CreateUser{Company: company, Last: name, Email: strings.ToLower(name) + "@boreal.example", Expires: &expires}).Made["user"])
		}
		roy := make("Roy", day(40))
		make("Abel", "")
		make("Past", day(-1))
		job := anteroom.Job{ID: anteroom.NewID[anteroom.JobID](time.Now()), Kind: anteroom.WarnExpiring}
		warned := func(want int, when string) {
			t.Helper()
			for range 2 { // and not again
				if err := h.WarnExpiring(context.Background(), job); err != nil {
					t.Fatal(err)
				}
			}
			list := delivered(t, h, anteroom.AccountExpiring, "roy@boreal.example")
			if len(list) != want {
				t.Errorf("%s: %d warnings, want %d", when, len(list), want)
			}
			for _, m := range list {
				if m.Language != "fr" || !strings.Contains(m.Text, "dernier jour") || m.FromEmail != "emma@boreal.example" {
					t.Errorf("%s: %+v", when, m)
				}
			}
		}
		warned(0, "40 days before")
		for _, row := range []struct{ days, want int }{{30, 1}, {7, 1}, {1, 1}, {0, 1}, {29, 1}} { // of another last day each time
			expires := day(row.days)
			h.Do(t, admin, office.EditUser{Company: company, User: roy, Expires: &expires})
			warned(row.want, expires)
		}
		none := ""
		h.Do(t, admin, office.EditUser{Company: company, User: roy, Expires: &none})
		warned(0, "no last day")
	})
}

// The day comes nearer: of the same last day there are three warnings.
func TestExpiryComesNearer(t *testing.T) {
	h := officetest.Build(t, storetest.SQLite(t))
	expires := time.Now().UTC().AddDate(0, 0, 1).Format(time.DateOnly)
	id := anteroom.UserID(h.Do(t, h.Mine.Administrator.Who, office.CreateUser{Company: h.Mine.ID, Last: "Roy", Email: "roy@boreal.example", Expires: &expires}).Made["user"])
	for _, row := range []struct{ earlier, want int }{{30, 1}, {7, 1}, {1, 0}} {
		err := h.Store.Write(context.Background(), func(tx *store.Tx) error {
			return tx.WarnedOfExpiry(store.Expiring{Company: h.Mine.ID, User: id, Last: expires, Due: row.earlier})
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := h.WarnExpiring(context.Background(), anteroom.Job{Kind: anteroom.WarnExpiring}); err != nil {
			t.Fatal(err)
		}
		if n := len(delivered(t, h, anteroom.AccountExpiring, "roy@boreal.example")); n != row.want {
			t.Errorf("warned %d days before: %d more, want %d", row.earlier, n, row.want)
		}
	}
}

// The provider reminds of a closed bill on which something is owed; the bill goes with it once more.
func TestRemindOfBill(t *testing.T) {
	h := officetest.Build(t, storetest.SQLite(t))
	c, ctx := h.Mine, context.Background()
	at := time.Now().AddDate(0, -1, -time.Now().Day()+3)
	for _, b := range []anteroom.Bill{{Currency: "CAD", Total: 2450, Lines: []anteroom.Line{{Kind: anteroom.AdjustmentLine, Text: "x", Amount: 2450}}}, {Currency: "EUR", Total: -100}} {
		b.Company, b.Month, b.Closed, b.Period = c.ID, anteroom.MonthAt(at, time.UTC), time.Now(), anteroom.MonthOf(at.Year(), at.Month(), time.UTC)
		if err := h.Store.Write(ctx, func(tx *store.Tx) error { return tx.AddBill(b) }); err != nil {
			t.Fatal(err)
		}
	}
	remind := office.RemindOfBill{Company: c.ID, Month: anteroom.MonthAt(at, time.UTC), Currency: "CAD"}
	out, err := h.Office.Do(ctx, c.Vendor.Who, remind, office.Ask{Preview: true})
	if err != nil || !out.Reach() || len(delivered(t, h, anteroom.BillReminder, c.Administrator.Email)) != 0 {
		t.Errorf("preview: %+v %v", out, err)
	}
	h.Do(t, c.Vendor.Who, remind)
	list := delivered(t, h, anteroom.BillReminder, c.Administrator.Email)
	if len(list) != 1 || list[0].Bill == "" || !strings.Contains(list[0].Text, "24,50") {
		t.Errorf("%+v", list)
	}
	for _, row := range []struct {
		who  anteroom.Who
		c    office.RemindOfBill
		want string
	}{
		{c.Vendor.Who, office.RemindOfBill{Company: c.ID, Month: remind.Month, Currency: "EUR"}, "conflict error.bill.nothing_owed"},
		{c.Vendor.Who, office.RemindOfBill{Company: c.ID, Month: "2020-01", Currency: "CAD"}, "invalid month:error.bill.not_closed"},
		{c.Administrator.Who, remind, "forbidden error.provider_only"},
		{h.Other.Vendor.Who, remind, "not_found error.not_found"},
	} {
		_, err := h.Office.Do(ctx, row.who, row.c, office.Ask{})
		if got := wrong(err); got != row.want {
			t.Errorf("%+v: got %q, want %q", row.c, got, row.want)
		}
	}
}
