package voice

import "testing"

// A source may begin thirty calls that it does not confirm, and as many as it has confirmed ones: so a carrier far away is not taken
// for somebody who only wants our ports. What is over is forgotten.
func TestGateOfCalls(t *testing.T) {
	g := newGate()
	begin := func(n int) (let int) {
		for range n {
			if g.enter(1000, "a") {
				let++
			}
		}
		return let
	}
	if got := begin(40); got != mostUnconfirmed {
		t.Errorf("%d unconfirmed calls are let begin", got)
	}
	if !g.enter(1000, "b") {
		t.Error("another source is kept waiting")
	}
	g.leave("b", false)
	for round := range 5 { // confirmed ones: 30, 60, 120 …
		for range g.sources["a"].unconfirmed {
			g.confirmed("a")
		}
		if got, want := begin(1000), mostUnconfirmed<<round; got != want {
			t.Errorf("beside %d confirmed calls %d are let begin", g.sources["a"].confirmed, got)
		}
	}
	for g.calls > 0 {
		g.leave("a", g.sources["a"].confirmed > 0)
	}
	if len(g.sources) > 0 {
		t.Error("remembered:", g.sources)
	}
	if begin(5); g.calls != 5 || g.peak < 900 {
		t.Errorf("%d calls, at most %d", g.calls, g.peak)
	}
}
