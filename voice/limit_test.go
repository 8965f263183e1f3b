package voice

import (
	"fmt"
	"maps"
	"testing"

	"anteroom.dev/anteroom"
	"github.com/emiago/sipgo/sip"
)

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

// An address is one source, whichever of its ports it calls from.
func TestOrigin(t *testing.T) {
	of := func(from string) string {
		r := sip.NewRequest(sip.INVITE, sip.Uri{})
		r.SetSource(from)
		return origin(r)
	}
	if of("192.0.2.1:5060") != of("192.0.2.1:5061") || of("192.0.2.1:5060") == of("192.0.2.2:5060") || of("[2001:db8::1]:1") != of("[2001:db8::2]:2") {
		t.Error("sources are told apart by their ports, or not by their addresses")
	}
}

// What the plans of a company have in common is kept once, as it was last known; and not at all once no plan of it is.
func TestLastPlans(t *testing.T) {
	l := newLastPlans()
	plan := func(c anteroom.CompanyID, last string) anteroom.Plan {
		return anteroom.Plan{Company: c, People: []anteroom.Person{{User: "u1", Last: last}}, Smart: map[anteroom.UserID]anteroom.Smart{"u1": {}}}
	}
	l.put("+1", plan("c1", "Tremblay"))
	l.put("+2", plan("c1", "Roy"))
	l.put("+3", plan("c2", "Ng"))
	for n, want := range map[anteroom.NumberID]string{"+1": "Roy", "+2": "Roy", "+3": "Ng"} {
		if p, ok := l.get(n); !ok || p.People[0].Last != want || len(p.Smart) != 1 {
			t.Errorf("%s: %+v", n, p)
		}
	}
	for i := range 2 * mostPlans {
		l.put(anteroom.NumberID(fmt.Sprint("+9", i)), plan(anteroom.CompanyID(fmt.Sprint(i%500)), "x"))
	}
	sum := 0
	for _, c := range l.commons {
		sum += c.plans
	}
	if len(l.plans) != mostPlans || sum != mostPlans || len(l.commons) > 502 {
		t.Errorf("%d plans, %d of %d companies", len(l.plans), sum, len(l.commons))
	}
	for n := range maps.Clone(l.plans) {
		l.drop(n)
	}
	if _, ok := l.get("+1"); ok || len(l.commons) != 0 {
		t.Errorf("left: %+v", l.commons)
	}
}
