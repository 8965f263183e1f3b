package office_test

import (
	"context"
	"testing"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/office/officetest"
	"anteroom.dev/anteroom/store"
	"anteroom.dev/anteroom/store/storetest"
)

// All phones of a company stand in one list with what they run; those that run an older configuration are told to fetch
// together, and nobody once none is older. Anteroom as the phone system of a company tells how much of it there is.
func TestDevices(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		w := officetest.Build(t, st)
		c, me, ctx := w.Mine.ID, w.Mine.Administrator.Who, context.Background()
		phone := func(user int) anteroom.PhoneID {
			return anteroom.PhoneID(w.Do(t, me, office.AddPhone{Company: c, User: w.Mine.Users[user]}).Made["phone"])
		}
		first, second := phone(0), phone(1)
		once := token(w.Do(t, me, office.ConfigurePhone{Company: c, Phone: first, Model: anteroom.Snom, MAC: "00:04:13:00:00:01"}).Made["address"])
		fetch := func() {
			t.Helper()
			if _, err := w.FetchHandset(ctx, once, "snom", "192.0.2.7", func(anteroom.HandsetSettings) ([]byte, bool) { return nil, true }); err != nil {
				t.Fatal(err)
			}
		}
		list := func(f anteroom.Find) (ids []anteroom.PhoneID, older int) {
			t.Helper()
			f.Most = 1
			for {
				l, err := w.Devices(ctx, me, c, f)
				if err != nil {
					t.Fatal(err)
				}
				for _, d := range l.Rows {
					ids = append(ids, d.Phone)
					if d.Handset != nil && d.Handset.Older() {
						older++
					}
				}
				if f.After = l.Next; l.Next == "" {
					return ids, older
				}
			}
		}
		tell := func() string {
			_, err := w.Office.Do(ctx, me, office.ResyncPhones{Company: c}, office.Ask{})
			return wrong(err)
		}
		fetch()
		if ids, older := list(anteroom.Find{}); len(ids) != 2 || ids[0] != first || ids[1] != second || older != 0 {
			t.Errorf("%v, %d older", ids, older)
		}
		for text, want := range map[string]int{"000413": 1, "202": 1, "nobody": 0} {
			if ids, _ := list(anteroom.Find{Text: text}); len(ids) != want {
				t.Errorf("%q: %v", text, ids)
			}
		}
		if ids, _ := list(anteroom.Find{Where: map[string]string{"configured": "hand"}}); len(ids) != 1 || ids[0] != second {
			t.Errorf("by hand: %v", ids)
		}
		if got := tell(); got != "conflict error.phone.current" {
			t.Errorf("all are current: %s", got)
		}
		last := "Roy-Gagnon"
		w.Do(t, me, office.EditUser{Company: c, User: w.Mine.Users[0], Last: &last})
		if _, older := list(anteroom.Find{}); older != 1 {
			t.Errorf("%d older", older)
		}
		if got := tell(); got != "<nil>" {
			t.Error(got)
		}
		fetch()
		if got := tell(); got != "conflict error.phone.current" {
			t.Errorf("once it fetched: %s", got)
		}
		status, err := w.CompanyPhoneSystem(ctx, me, c)
		if err != nil || status.Own == nil || status.Own.Lines != 2 || status.Own.Phones != 2 || status.Own.Configured != 1 || status.Own.Numbers == 0 {
			t.Errorf("%+v, %v", status.Own, err)
		}
	})
}
