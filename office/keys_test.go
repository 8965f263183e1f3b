package office_test

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"testing"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/office/officetest"
	"anteroom.dev/anteroom/store"
	"anteroom.dev/anteroom/store/storetest"
)

// claims asks a thousand times at once for one of a hundred free keys, at each of the offices in turn, and tells how many
// were given.
func claims(t *testing.T, h *officetest.House, offices ...*office.Office) int {
	t.Helper()
	c, ctx := h.Mine, context.Background()
	h.Do(t, h.System.Who, office.SetVARKeys{VAR: c.VAR, Keys: 200})
	h.Do(t, c.Vendor.Who, office.SetKeys{Company: c.ID, Keys: 102}) // two are used
	var given atomic.Int64
	var wg sync.WaitGroup
	for i := range 1000 {
		wg.Go(func() {
			o := offices[i%len(offices)]
			for {
				_, err := o.Do(ctx, c.Administrator.Who, office.CreateUser{Company: c.ID, Last: "Roy", Email: fmt.Sprintf("u%d@boreal.example", i)}, office.Ask{})
				switch {
				case err == nil:
					given.Add(1)
				case anteroom.KindOf(err) == anteroom.Unavailable: // the other process was faster too often
					continue
				case wrong(err) != "invalid company:error.keys.none":
					t.Error(wrong(err))
				}
				return
			}
		})
	}
	wg.Wait()
	l, err := h.KeyLedger(ctx, c.Administrator.Who, anteroom.Target{Company: c.ID}, 0, 500)
	if err != nil || l.Keys != (anteroom.Keys{Total: 102, Used: 102}) {
		t.Errorf("%+v %v", l.Keys, err)
	}
	return int(given.Load())
}

// A thousand parallel claims of a hundred keys give exactly a hundred, and 0 means none.
func TestClaims(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := officetest.Build(t, s)
		if n := claims(t, h, h.Office); n != 100 {
			t.Errorf("%d keys were given", n)
		}
	})
}

// So they do when several processes give them out of one database.
func TestClaimsOfSeveral(t *testing.T) {
	address := storetest.PostgresAddress(t)
	var offices []*office.Office
	var h *officetest.House
	for range 3 {
		s, err := store.Open(context.Background(), address)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = s.Close() })
		if h == nil {
			h = officetest.Build(t, s)
		}
		offices = append(offices, office.New(office.Config{Store: s, Composer: plain{}, Log: slog.New(slog.DiscardHandler)}))
	}
	if n := claims(t, h, offices...); n != 100 {
		t.Errorf("%d keys were given", n)
	}
	if err := h.Store.Read(context.Background(), (*store.Tx).Check); err != nil {
		t.Error(err)
	}
}

// Companies that ask at once for more than their VAR's pool has get what is there, and none of it twice.
func TestPoolClaims(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := officetest.Build(t, s)
		many(t, s, h.Mine.VAR)
		ctx := context.Background()
		l, err := h.CompanyList(ctx, h.System.Who, h.Mine.VAR, anteroom.Find{Most: 100})
		if err != nil {
			t.Fatal(err)
		}
		pool, err := h.KeyLedger(ctx, h.System.Who, anteroom.Target{VAR: h.Mine.VAR}, 0, 1)
		if err != nil {
			t.Fatal(err)
		}
		h.Do(t, h.System.Who, office.SetVARKeys{VAR: h.Mine.VAR, Keys: pool.Keys.Used + 100})
		var given atomic.Int64
		var wg sync.WaitGroup
		for _, c := range l.Rows {
			wg.Go(func() {
				for {
					_, err := h.Office.Do(ctx, h.Mine.Vendor.Who, office.SetKeys{Company: c.ID, Keys: c.Keys.Total + 10}, office.Ask{})
					switch {
					case err == nil:
						given.Add(10)
					case anteroom.KindOf(err) == anteroom.Unavailable:
						continue
					case wrong(err) != "invalid keys:error.keys.pool":
						t.Error(wrong(err))
					}
					return
				}
			})
		}
		wg.Wait()
		pool, err = h.KeyLedger(ctx, h.System.Who, anteroom.Target{VAR: h.Mine.VAR}, 0, 1)
		if given.Load() != 100 || err != nil || pool.Keys.Free() != 0 {
			t.Errorf("%d keys were given, %d are free; %v", given.Load(), pool.Keys.Free(), err)
		}
	})
}
