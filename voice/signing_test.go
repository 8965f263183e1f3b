package voice_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/fake"
	"anteroom.dev/anteroom/voice"
)

// We sign in at a trunk that wants it, tell how it is, and sign off from one that is taken away; a wrong password, and a trunk
// that says nothing, are told in words.
func TestSignIn(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), 40*time.Second)
	defer cancel()
	p, err := fake.NewPhone("trunk")
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	registrar := p.TakeRegistrations("nord", "geheim", 60)
	good := north(p, 0)
	good.Register, good.User, good.Password = true, "nord", "geheim"
	l := &lines{trunks: []anteroom.TrunkAccess{good}, health: make(chan anteroom.TrunkHealth, 10)}
	s := serveWith(t, receptionist(), voice.Config{Lines: l})
	at, err := registrar.Signed(ctx)
	if err != nil || !strings.HasPrefix(at, "sip:nord@"+s.Addr()) || !strings.HasSuffix(at, " 600") {
		t.Fatal(at, err)
	}
	if h := <-l.health; h.Trunk != good.ID || h.Why != nil || time.Until(h.Registered) < 9*time.Minute {
		t.Errorf("%+v", h)
	}
	bad := good
	bad.ID, bad.Password = "bad", "falsch"
	l.mu.Lock()
	l.trunks = []anteroom.TrunkAccess{bad}
	l.mu.Unlock()
	s.TrunksChanged()
	if at, err := registrar.Signed(ctx); err != nil || !strings.HasSuffix(at, " 0") {
		t.Error("not signed off:", at, err)
	}
	if h := <-l.health; h.Trunk != "bad" || h.Why == nil || h.Why.Key != "trunk.why.sign_in" || h.Failed.IsZero() || !h.Registered.IsZero() {
		t.Errorf("%+v", h)
	}
}

// A trunk that knows our address is asked whether it is there.
func TestTrunkThere(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), 40*time.Second)
	defer cancel()
	p, err := fake.NewPhone("trunk")
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	silent := north(p, 1)
	silent.ID, silent.Server = "silent", "127.0.0.1:9"
	l := &lines{trunks: []anteroom.TrunkAccess{north(p, 0), silent}, health: make(chan anteroom.TrunkHealth, 10)}
	serveWith(t, receptionist(), voice.Config{Lines: l})
	for range 2 {
		select {
		case h := <-l.health:
			if ok := h.Why == nil; ok != (h.Trunk != "silent") || ok == h.Reached.IsZero() {
				t.Errorf("%+v", h)
			}
		case <-ctx.Done():
			t.Fatal("nobody told how the trunks are")
		}
	}
}
