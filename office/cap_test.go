package office_test

import (
	"sync"
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/office/officetest"
	"anteroom.dev/anteroom/store"
	"anteroom.dev/anteroom/store/storetest"
)

// The calls of a company share its daily cap, however many ask at once; a user's own cap binds that user alone; 0 is nothing, and
// none is no cap; what was reserved and not used is free again.
func TestCharge(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := officetest.Build(t, s)
		id, marc, elise, admin := h.Mine.ID, h.Mine.Users[0], h.Mine.Users[1], h.Mine.Administrator.Who
		h.Do(t, officetest.Program(), office.SetPriceList{List: anteroom.PriceList{Seller: anteroom.Place{Country: "CA"}, Rates: anteroom.Rates{{Currency: "CAD", Minute: 60_000, Extra: true}}}}) // a unit a second
		began := time.Now()
		ask := func(user anteroom.UserID, call anteroom.CallID, length time.Duration) anteroom.Allowance {
			t.Helper()
			a, err := h.Charge(t.Context(), anteroom.Charge{Company: id, User: user, Call: call, Number: "+15145550199", Began: began, Length: length})
			if err != nil {
				t.Fatal(err)
			}
			return a
		}
		if a := ask(marc, "free", 0); !a.Free {
			t.Errorf("no cap: %+v", a)
		}
		h.Do(t, admin, office.SetSpendingCap{Company: id, Daily: new(int64(100))})
		var mu sync.Mutex
		var total time.Duration
		var all sync.WaitGroup
		for i := range 10 {
			all.Go(func() {
				call := anteroom.CallID(rune('a' + i))
				a := ask(elise, call, 0)
				for !a.Last {
					a = ask(elise, call, a.Until)
				}
				mu.Lock()
				defer mu.Unlock()
				total += a.Until
			})
		}
		all.Wait()
		if total != 100*time.Second {
			t.Error("together they may last", total)
		}
		if a := ask(marc, "late", 0); a.Until != 0 || !a.Last {
			t.Errorf("after the cap: %+v", a)
		}
		for i := range 10 {
			end := anteroom.Call{ID: anteroom.CallID(rune('a' + i)), Company: id, Began: began, Ended: began.Add(time.Second), Languages: anteroom.Languages{First: "fr"}, Language: "fr",
				Verdict: anteroom.Verdict{Result: anteroom.NotReached, Reason: anteroom.NoAnswer}}
			if err := h.Keep(t.Context(), []anteroom.Call{end}); err != nil {
				t.Fatal(err)
			}
		}
		caps, err := h.SpendingCaps(t.Context(), admin, id)
		if err != nil || caps.Currency != "CAD" || len(caps.Lines) != 1 {
			t.Fatal(caps, err)
		}
		if a := ask(marc, "late", 0); caps.Lines[0].Spent != 0 || a.Until != 20*time.Second || a.Last {
			t.Errorf("after all was given back: %d, %+v", caps.Lines[0].Spent, a)
		}
		h.Do(t, admin, office.SetSpendingCap{Company: id})
		h.Do(t, admin, office.SetSpendingCap{Company: id, User: "201", Daily: new(int64(0))})
		if a := ask(marc, "nothing", 0); a.Until != 0 || !a.Last {
			t.Errorf("nothing may be spent: %+v", a)
		}
		if a := ask(elise, "other", 0); !a.Free {
			t.Errorf("another user: %+v", a)
		}
		if _, err := h.Office.Do(t.Context(), admin, office.SetSpendingCap{Company: id, Daily: new(int64(-1))}, office.Ask{}); wrong(err) != "invalid daily:error.cap.amount" {
			t.Error(wrong(err))
		}
	})
}

// Calls that go on at the same time share the included minutes, a user's own and those of the company: none counts on what is
// reserved for another, so that together they spend no more than the cap.
func TestChargeBesideIncluded(t *testing.T) {
	for _, shared := range []bool{false, true} {
		h := officetest.Build(t, storetest.SQLite(t))
		c, vendor := h.Mine, h.Mine.Vendor.Who
		h.Do(t, officetest.Program(), office.SetPriceList{List: anteroom.PriceList{Seller: anteroom.Place{Country: "CA"}, Rates: anteroom.Rates{{Currency: "CAD", Minute: 60_000}}}}) // a unit a second
		half := anteroom.PackageID(h.Do(t, vendor, office.CreatePackage{VAR: c.VAR, Name: "Half an hour", Currency: "CAD", Minutes: 30, Shared: shared}).Made["package"])
		h.Do(t, vendor, office.OfferPackage{Company: c.ID, Package: half})
		h.Do(t, vendor, office.SetOffers{Company: c.ID, Offer: []anteroom.PackageID{half}})
		users := []anteroom.UserID{c.Users[0], c.Users[0]}
		if shared {
			users[1] = c.Users[1]
		}
		for _, user := range users {
			h.Do(t, vendor, office.ChoosePackages{Company: c.ID, User: user, Packages: []anteroom.PackageID{half}})
		}
		h.Do(t, c.Administrator.Who, office.SetSpendingCap{Company: c.ID, Daily: new(int64(20))})
		began := time.Now()
		// together is how long calls last that go on at the same time, each of which asks again before its time is over
		together := func(calls ...anteroom.CallID) (whole time.Duration) {
			lasts := make([]time.Duration, len(calls))
			for going := true; going; {
				going = false
				for i, call := range calls {
					a, err := h.Charge(t.Context(), anteroom.Charge{Company: c.ID, User: users[i], Call: call, Number: "+15145550199", Began: began, Length: lasts[i]})
					if err != nil {
						t.Fatal(err)
					}
					going = going || a.Until > lasts[i]
					lasts[i] = max(lasts[i], a.Until)
				}
			}
			for i := range calls {
				whole += lasts[i]
			}
			return whole
		}
		end := func(call anteroom.CallID, user anteroom.UserID, length time.Duration) {
			over := anteroom.Call{ID: call, Company: c.ID, Began: began, Ended: began.Add(length), Languages: anteroom.Languages{First: "fr"}, Language: "fr",
				Verdict: anteroom.Verdict{Result: anteroom.NotReached, Reason: anteroom.NoAnswer}}
			if length > 0 {
				over.Result, over.Reason = anteroom.Answered, anteroom.CallerHungUp
				over.Outside = []anteroom.Leg{{Number: "+15145550199", User: user, Answered: began, Ended: began.Add(length)}}
			}
			if err := h.Keep(t.Context(), []anteroom.Call{over}); err != nil {
				t.Fatal(err)
			}
		}
		alone := together("a")
		end("a", users[0], 0)
		if got := together("b", "c"); alone <= 20*time.Second || got != alone {
			t.Errorf("shared %v: two last %v together, one alone %v: the included minutes and 20 s that are paid for", shared, got, alone)
		}
		end("b", users[0], alone/2)
		end("c", users[1], alone-alone/2)
		caps, err := h.SpendingCaps(t.Context(), c.Administrator.Who, c.ID)
		if err != nil || caps.Lines[0].Spent != 20_000 {
			t.Errorf("shared %v: they cost %d in the end, of which 20 s are to be paid for: %v", shared, caps.Lines[0].Spent, err)
		}
	}
}
