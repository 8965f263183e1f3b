package jobs_test

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/jobs"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/office/officetest"
	"anteroom.dev/anteroom/store"
	"anteroom.dev/anteroom/store/storetest"
)

// here are the calls in progress in this process, of which some are ended.
type here struct {
	mu    sync.Mutex
	calls []anteroom.CallID
	asked []anteroom.CallID
	least int // times that a call must be asked for before a phone of its user's is there
	begun []anteroom.CallID
}

func (h *here) HangUp(_ context.Context, _ anteroom.CompanyID, id anteroom.CallID) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.asked = append(h.asked, id)
	if !slices.Contains(h.calls, id) {
		return anteroom.Missing()
	}
	return nil
}

func (h *here) Place(_ context.Context, p anteroom.Placing) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.least--; h.least >= 0 {
		return anteroom.Missing()
	}
	h.begun = append(h.begun, p.Line.ID)
	return nil
}

// A call that an administrator ends is ended in the process that has it: another one puts the job off, so that it comes there. One
// that is over, or that nobody has, is not tried for ever.
func TestHangUp(t *testing.T) {
	h := officetest.Build(t, storetest.SQLite(t))
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	began := func(id anteroom.CallID) {
		c := anteroom.Call{ID: id, Company: h.Mine.ID, Number: h.Mine.Number, Began: time.Now(), Languages: anteroom.Languages{First: "fr"}, Language: "fr"}
		if err := h.Keep(ctx, []anteroom.Call{c}); err != nil {
			t.Fatal(err)
		}
	}
	began("elsewhere")
	board := &here{calls: []anteroom.CallID{"present"}}
	done := make(chan struct{})
	go func() {
		defer close(done)
		jobs.New(h.Office, jobs.Outside{Calls: board}, slog.New(slog.DiscardHandler)).Run(ctx)
	}()
	defer func() { cancel(); <-done }()
	for _, id := range []anteroom.CallID{"present", "elsewhere", "over"} {
		h.Switchboard.Add(anteroom.LiveCall{ID: id, Company: h.Mine.ID, Caller: "+15145550199", Number: h.Mine.Number, Began: time.Now()})
		h.Do(t, h.Mine.Administrator.Who, office.HangUpCall{Company: h.Mine.ID, Call: id})
	}
	times := func(id anteroom.CallID) (n int) {
		board.mu.Lock()
		defer board.mu.Unlock()
		for _, asked := range board.asked {
			if asked == id {
				n++
			}
		}
		return n
	}
	for deadline := time.Now().Add(10 * time.Second); times("elsewhere") < 2 || times("present") == 0 || times("over") == 0; <-time.After(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("asked for %v", board.asked)
		}
	}
	if times("present") != 1 || times("over") != 1 {
		t.Errorf("asked for %v", board.asked)
	}
	list, err := h.History(ctx, h.Mine.Administrator.Who, anteroom.Target{Company: h.Mine.ID}, 0, 1)
	if err != nil || list[0].Command != "hang-up-call" || list[0].Items[0].ID != "over" {
		t.Errorf("%+v, %v", list, err)
	}
	for id, want := range map[anteroom.CallID]string{"elsewhere2": "conflict error.call.elsewhere", "ended": "conflict error.call.over", "none": "not_found error.not_found"} {
		if id == "ended" {
			c := anteroom.Call{ID: id, Company: h.Mine.ID, Number: h.Mine.Number, Began: time.Now(), Ended: time.Now(), Verdict: anteroom.Verdict{Result: anteroom.Abandoned, Reason: anteroom.CallerHungUp}}
			if err := h.Keep(ctx, []anteroom.Call{c}); err != nil {
				t.Fatal(err)
			}
		} else if id == "elsewhere2" {
			began(id)
		}
		_, err := h.Office.Do(ctx, h.Mine.Administrator.Who, office.HangUpCall{Company: h.Mine.ID, Call: id}, office.Ask{})
		if e, ok := err.(*anteroom.Error); !ok || e.Kind.String()+" "+e.Msg.Key != want {
			t.Errorf("%s: %v", id, err)
		}
	}
}

// A call that is ordered is begun once, by the process in which a phone of its user's is: another one puts the job off. Where none is for
// fifteen seconds, the call is over, and its line says so.
func TestPlaceOrder(t *testing.T) {
	h := officetest.Build(t, storetest.SQLite(t))
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	h.Do(t, h.Mine.Administrator.Who, office.AddPhone{Company: h.Mine.ID, User: h.Mine.Users[0]})
	order := office.PlaceCall{Company: h.Mine.ID, User: h.Mine.Users[0], Number: "202"}
	late := anteroom.CallID(h.Do(t, h.Mine.Administrator.Who, order).Made["call"])
	err := h.Store.Write(ctx, func(tx *store.Tx) error {
		o, err := tx.Order(h.Mine.ID, late)
		if err == nil {
			err = tx.DropOrder(o)
		}
		o.Made = o.Made.Add(-anteroom.OrderTime - time.Second)
		return errors.Join(err, tx.PutOrder(o))
	})
	if err != nil {
		t.Fatal(err)
	}
	soon := anteroom.CallID(h.Do(t, h.Mine.Administrator.Who, order).Made["call"])
	board := &here{least: 2}
	done := make(chan struct{})
	go func() {
		defer close(done)
		jobs.New(h.Office, jobs.Outside{Calls: board}, slog.New(slog.DiscardHandler)).Run(ctx)
	}()
	defer func() { cancel(); <-done }()
	open := func(id anteroom.CallID) bool {
		is, err := h.CallOpen(ctx, h.Mine.ID, id)
		if err != nil {
			t.Fatal(err)
		}
		return is
	}
	begun := func() []anteroom.CallID {
		board.mu.Lock()
		defer board.mu.Unlock()
		return slices.Clone(board.begun)
	}
	for deadline := time.Now().Add(10 * time.Second); open(late) || len(begun()) == 0; <-time.After(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("begun: %v", begun())
		}
	}
	line, err := h.Office.Call(ctx, h.Mine.Administrator.Who, h.Mine.ID, "", late)
	if err != nil || line.Verdict != (anteroom.Verdict{Result: anteroom.NotReached, Reason: anteroom.NoPhone}) || !slices.Equal(begun(), []anteroom.CallID{soon}) || !open(soon) {
		t.Errorf("%+v, %v; begun: %v", line.Verdict, err, begun())
	}
}
