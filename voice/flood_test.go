package voice

import (
	"net/netip"
	"testing"
	"time"
)

func TestBuckets(t *testing.T) {
	now := time.Now()
	b := newBuckets[string](3, 1)
	for range 3 {
		if !b.take("a", now) {
			t.Fatal("the allowance is smaller than it says")
		}
	}
	if b.take("a", now) {
		t.Error("more was taken than there is")
	}
	if !b.take("b", now) {
		t.Error("one source took what another has")
	}
	if now = now.Add(1100 * time.Millisecond); !b.take("a", now) || b.take("a", now) {
		t.Error("a second did not bring back exactly one")
	}
	for n := range 2 * mostSources {
		b.take(netip.AddrFrom4([4]byte{10, byte(n >> 16), byte(n >> 8), byte(n)}).String(), now)
	}
	if len(b.have) > mostSources {
		t.Errorf("%d sources are kept", len(b.have))
	}
}

func TestSource(t *testing.T) {
	for _, tt := range []struct{ at, want string }{
		{"192.0.2.1", "192.0.2.1/32"},
		{"::ffff:192.0.2.1", "192.0.2.1/32"},
		{"2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"},
	} {
		if got := source(netip.MustParseAddr(tt.at)).String(); got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.at, got, tt.want)
		}
	}
	if got := source(netip.Addr{}); got.IsValid() {
		t.Errorf("what has no address: got %s", got)
	}
}

// Whoever guesses is slowed, and the phone that is registered is not shut out by it.
func TestGuesses(t *testing.T) {
	now := time.Now()
	mallory, owner := netip.MustParseAddr("192.0.2.66"), netip.MustParseAddr("192.0.2.1")
	g := newGuesses()
	tries := 0
	for ; g.may(mallory, "marc", false, now); tries++ {
		g.wrong(mallory, "marc", now)
	}
	if tries != 5 {
		t.Errorf("%d guesses at one account from one source", tries)
	}
	for _, account := range []string{"a", "b", "c", "d", "e", "f", "g"} {
		for ; g.may(mallory, account, false, now); tries++ {
			g.wrong(mallory, account, now)
		}
	}
	if tries != 20 {
		t.Errorf("%d guesses from one source", tries)
	}
	for n := range 100 {
		g.wrong(netip.AddrFrom4([4]byte{198, 51, 100, byte(n)}), "marc", now)
	}
	if !g.may(owner, "marc", true, now) {
		t.Error("the phone that is registered is shut out")
	}
	if g.may(owner, "marc", false, now) {
		t.Error("an account can be guessed at from everywhere")
	}
	if !g.may(mallory, "zoe", false, now.Add(11*time.Second)) {
		t.Error("a source is never let in again")
	}
}
