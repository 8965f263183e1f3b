package voice

import (
	"context"
	"log/slog"
	"net/netip"
	"sync/atomic"
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/fake"
)

// shaky is a desk that panics when it is told to.
type shaky struct {
	Desk
	answer, end atomic.Bool
	ended       chan anteroom.Call
}

func (s *shaky) Answer(context.Context, anteroom.Incoming) (anteroom.Plan, error) {
	if s.answer.Swap(false) {
		panic("in the plan")
	}
	return anteroom.Plan{Company: "c1", CompanyName: "Boréal", Languages: anteroom.Languages{First: "fr"}, People: []anteroom.Person{{User: "u1", First: "Marc", Last: "Tremblay", Extension: "201"}}}, nil
}
func (s *shaky) Keep(_ context.Context, calls []anteroom.Call) error {
	for _, c := range calls {
		if c.Ended.IsZero() {
			continue
		}
		if s.end.Swap(false) {
			panic("at the end")
		}
		s.ended <- c
	}
	return nil
}

type mute struct{}

func (mute) Say(context.Context, anteroom.Prompt) ([]int16, error) { return make([]int16, 80000), nil }

// only is the one call in progress.
func (s *Service) only() *call {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range s.calls {
		return c
	}
	return nil
}

// A panic beside a call ends that call at most: each has its one result, and the next one is served.
func TestPanicBeside(t *testing.T) {
	desk := &shaky{ended: make(chan anteroom.Call, 10)}
	log := slog.New(slog.DiscardHandler)
	s, err := Listen(Config{Addr: "127.0.0.1:0", Spool: t.TempDir(), Realm: "anteroom", MaxCalls: 10, Drain: time.Second, Log: log}, desk, mute{})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	done := make(chan error, 1)
	go func() { done <- s.Serve(ctx) }()
	defer func() { cancel(); <-done }()
	dial := func() (*fake.Call, error) {
		p, err := fake.NewPhone("caller")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(p.Close)
		return p.Dial(ctx, "+14185550100", s.Addr())
	}
	desk.answer.Store(true)
	if _, err := dial(); err == nil {
		t.Error("a call is answered without a plan")
	}
	for _, row := range []struct {
		name   string
		breaks func(*fake.Call)
		reason anteroom.Reason
	}{
		{"its sound", func(*fake.Call) { c := s.only(); c.within(func() { c.caller.coder = nil }) }, anteroom.InternalError},
		{"the call itself", func(*fake.Call) { s.only().signal(signal{kind: doThis, do: func() { panic("in the call") }}) }, anteroom.InternalError},
		{"nothing", (*fake.Call).Hangup, anteroom.CallerHungUp},
	} {
		c, err := dial()
		if err != nil {
			t.Fatal(row.name, err)
		}
		row.breaks(c)
		if err := c.Ended(ctx); err != nil {
			t.Error(row.name, "still there:", err)
		}
		select {
		case line := <-desk.ended:
			if line.Reason != row.reason {
				t.Errorf("%s: %s, %s", row.name, line.Result, line.Reason)
			}
		case <-ctx.Done():
			t.Fatal(row.name, "has no end")
		}
	}
	(&link{}).shake(ctx, netip.AddrPort{}, log) // it has no keys to agree on
	w := &waiting{service: s}
	w.send(nil)
	if len(desk.ended) > 0 {
		t.Error("ended twice:", <-desk.ended)
	}
	lines := opened(t, t.TempDir())
	lines.ended(aCall("a", anteroom.Answered))
	desk.end.Store(true)
	if lines.round(ctx, desk) || !lines.round(ctx, desk) || (<-desk.ended).ID != "a" {
		t.Error("a line on which the desk panics is lost")
	}
}
