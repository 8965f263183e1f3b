package voice_test

import (
	"context"
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/fake"
)

// A call in progress is seen by its company alone, with where its caller is; an administrator ends it, and it ends with one
// verdict that says so.
func TestLiveCall(t *testing.T) {
	d := &desk{ended: make(chan anteroom.Call, 10), plan: anteroom.Plan{Company: "c1", CompanyName: "Boréal", Languages: anteroom.Languages{First: "fr"},
		People: []anteroom.Person{{User: "u1", First: "Marc", Last: "Tremblay", Extension: "201"}}}}
	s := serve(t, d)
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	p, err := fake.NewPhone("caller")
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	c, err := p.Dial(ctx, "+14185550100", s.Addr())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Hear(ctx, sound("greetingfr")); err != nil {
		t.Fatal(err)
	}
	live := s.Live("c1")
	if len(live) != 1 || live[0].Number != "+14185550100" || live[0].Caller != "caller" || live[0].Language != "fr" || live[0].At != "greeting" {
		t.Fatalf("%+v", live)
	}
	if others := s.Live("c2"); len(others) != 0 {
		t.Errorf("another company sees %+v", others)
	}
	if l := s.Load(); l.Calls != 1 || l.Peak != 1 || l.Companies["c1"] != 1 || l.Most != 100 {
		t.Errorf("%+v", l)
	}
	for _, foreign := range []struct {
		company anteroom.CompanyID
		call    anteroom.CallID
	}{{"c2", live[0].ID}, {"c1", "none"}} {
		if err := s.HangUp(ctx, foreign.company, foreign.call); anteroom.KindOf(err) != anteroom.NotFound {
			t.Errorf("%+v: %v", foreign, err)
		}
	}
	if err := s.HangUp(ctx, "c1", live[0].ID); err != nil {
		t.Fatal(err)
	}
	if err := c.Ended(ctx); err != nil {
		t.Error(err)
	}
	line := <-d.ended
	if line.Verdict != (anteroom.Verdict{Result: anteroom.Stopped, Reason: anteroom.EndedByHand}) {
		t.Errorf("%+v", line.Verdict)
	}
	if left := s.Live("c1"); len(left) != 0 {
		t.Errorf("after the end: %+v", left)
	}
}
