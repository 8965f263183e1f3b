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

// ordering is a service in which Marc's phone is registered, a line leads outside, and calls are ordered for him.
type ordering struct {
	*voice.Service
	desk      *desk
	marc, far *fake.Phone
}

func orders(ctx context.Context, t *testing.T) (o ordering) {
	t.Helper()
	var err error
	if o.far, err = fake.NewPhone("trunk"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(o.far.Close)
	o.desk = receptionist()
	o.desk.calls = make(chan string, 10)
	o.Service = serveWith(t, o.desk, voice.Config{Lines: &lines{pin: "4711", trunks: []anteroom.TrunkAccess{north(o.far, 0)}}})
	if o.marc, err = fake.NewPhone("marc"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(o.marc.Close)
	if err := o.marc.Register(ctx, o.Addr(), "secret"); err != nil {
		t.Fatal(err)
	}
	return o
}

// back is a call back to somebody who was spoken to in English; Marc's own language is French.
func back(id anteroom.CallID) anteroom.Placing {
	p := abroad("").Plan
	p.CompanyName, p.Languages, p.Gate, p.Caller = "Boréal", anteroom.Languages{First: "fr"}, nil, anteroom.Caller{User: "u1", Name: "Marc Tremblay"}
	p.Outside = p.Outside.By(anteroom.ByCallBack, &anteroom.Decision{Permit: anteroom.Granted, Why: anteroom.WhyNoRule})
	p.Outside.Back = "en"
	return anteroom.Placing{Own: anteroom.Callee{User: "u1"}, Plan: p, Line: anteroom.Call{ID: id, Company: "c1", Number: "+33142000000", Caller: "201", CallerName: "Marc Tremblay",
		Began: time.Now(), Languages: p.Languages, Language: "fr", Sender: "u1"}}
}

// A call back rings the own phone, which shows whom it will call; who is called hears in the language of the call that is answered so
// that it is the call back, alone; then the two talk. What is said after a transfer is in that language too (R17).
func TestCalledBack(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), 40*time.Second)
	defer cancel()
	o := orders(ctx, t)
	o.desk.route = ruled(anteroom.CallRule{Deed: anteroom.DeedVoicemail})
	if err := o.Place(ctx, back("o1")); err != nil {
		t.Fatal(err)
	}
	if err := o.Place(ctx, back("o1")); err != nil {
		t.Error("told twice:", err)
	}
	asked, err := o.marc.Invited(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if from := asked.From().Address.User; from != "33142000000" {
		t.Error("the own phone shows", from)
	}
	c, err := o.marc.Incoming(ctx)
	if err != nil {
		t.Fatal(err)
	}
	u, err := o.far.Incoming(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := u.Hear(ctx, sound("call_backen")); err != nil {
		t.Fatal(err)
	}
	u.Speak(sound("from afar"))
	if _, err := c.Hear(ctx, sound("from afar")); err != nil {
		t.Error(err)
	}
	c.Speak(sound("from marc"))
	if _, err := u.Hear(ctx, sound("from marc")); err != nil {
		t.Error(err)
	}
	if said, err := c.Transfer(ctx, "202"); err != nil || !strings.Contains(said, "200") {
		t.Error("a transfer:", said, err)
	}
	if _, err := u.Hear(ctx, sound("voicemailen")); err != nil {
		t.Error(err)
	}
	u.Hangup()
	line := <-o.desk.ended
	if path := strings.Join(line.Path, " "); !strings.HasPrefix(path, "placed outside:+33142000000 call_back:en talk:+33142000000 transfer:202 voicemail:202") || line.Language != "en" ||
		line.ID != "o1" || line.Sender != "u1" || line.Answered.IsZero() || len(line.Outside) != 1 || line.Outside[0].Way != anteroom.ByCallBack || line.Outside[0].Gate == nil || line.Outside[0].Ended.IsZero() {
		t.Errorf("got %+v", line)
	}
	if len(o.desk.ended) > 0 {
		t.Error("it was begun twice")
	}
}

// Who picks up the own phone is asked for the PIN that the rule wants: the number rings after the right one, and never after wrong ones.
func TestPlacedWithPIN(t *testing.T) {
	for _, tt := range []struct {
		keys []string
		want anteroom.Verdict
	}{
		{[]string{"4711#"}, anteroom.Verdict{Result: anteroom.Answered, Reason: anteroom.UserHungUp}},
		{[]string{"1234#", "1235#", "1236#"}, anteroom.Verdict{Result: anteroom.Refused, Reason: anteroom.WrongPIN}},
	} {
		t.Run(strings.Join(tt.keys, " "), func(t *testing.T) {
			ctx, cancel := context.WithTimeout(context.Background(), 40*time.Second)
			defer cancel()
			o := orders(ctx, t)
			p := back("o1")
			p.Plan.Outside.PIN = "u1"
			if err := o.Place(ctx, p); err != nil {
				t.Fatal(err)
			}
			c, err := o.marc.Incoming(ctx)
			if err != nil {
				t.Fatal(err)
			}
			for _, keys := range tt.keys {
				if _, err := c.Hear(ctx, sound("ask_pinfr")); err != nil {
					t.Fatal(err)
				}
				c.Key(keys)
			}
			if tt.want.Result == anteroom.Answered {
				u, err := o.far.Incoming(ctx)
				if err != nil {
					t.Fatal(err)
				}
				if _, err := u.Hear(ctx, sound("call_backen")); err != nil {
					t.Error(err)
				}
				u.Hangup()
			}
			line := <-o.desk.ended
			if line.Verdict != tt.want || line.Keys != "" {
				t.Errorf("got %+v", line)
			}
			if tt.want.Result == anteroom.Refused && len(o.far.Waiting()) > 0 {
				t.Error("it went out all the same")
			}
		})
	}
}

// However a call that was ordered ends, there is one verdict, nobody is left ringing, and nobody is left in it alone.
func TestPlacedEnds(t *testing.T) {
	for name, row := range map[string]struct {
		own, far fake.Manner
		do       func(ctx context.Context, t *testing.T, o ordering, stop func())
		want     anteroom.Verdict
	}{
		"the own phone declines": {fake.Manner{Refuse: 603}, fake.Manner{}, nil, anteroom.Verdict{Result: anteroom.NotReached, Reason: anteroom.NotPickedUp}},
		"an administrator ends it while the own phone rings": {fake.Manner{Rings: time.Minute}, fake.Manner{}, func(ctx context.Context, t *testing.T, o ordering, _ func()) {
			if _, err := o.marc.Invited(ctx); err != nil {
				t.Fatal(err)
			}
			if l := o.Live("c1"); len(l) != 1 || l[0].At != "placed" {
				t.Errorf("%+v", l)
			}
			if err := o.HangUp(ctx, "c1", "o1"); err != nil {
				t.Error(err)
			}
			if _, err := o.marc.Cancelled(ctx); err != nil {
				t.Error(err)
			}
		}, anteroom.Verdict{Result: anteroom.Stopped, Reason: anteroom.EndedByHand}},
		"the service stops while the own phone rings": {fake.Manner{Rings: time.Minute}, fake.Manner{}, func(ctx context.Context, t *testing.T, o ordering, stop func()) {
			if _, err := o.marc.Invited(ctx); err != nil {
				t.Fatal(err)
			}
			go stop()
			if _, err := o.marc.Cancelled(ctx); err != nil {
				t.Error(err)
			}
		}, anteroom.Verdict{Result: anteroom.Failed, Reason: anteroom.ServiceStopped}},
		"the number is busy, which the user hears": {fake.Manner{}, fake.Manner{Refuse: 486}, func(ctx context.Context, t *testing.T, o ordering, _ func()) {
			c, err := o.marc.Incoming(ctx)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := c.Hear(ctx, sound("outside_busyfr")); err != nil {
				t.Error(err)
			}
			if err := c.Ended(ctx); err != nil {
				t.Error(err)
			}
		}, anteroom.Verdict{Result: anteroom.NotReached, Reason: anteroom.LineBusy}},
		"the user hangs up while the number rings": {fake.Manner{}, fake.Manner{Rings: time.Minute}, func(ctx context.Context, t *testing.T, o ordering, _ func()) {
			c, err := o.marc.Incoming(ctx)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := o.far.Invited(ctx); err != nil {
				t.Fatal(err)
			}
			c.Hangup()
			if _, err := o.far.Cancelled(ctx); err != nil {
				t.Error(err)
			}
		}, anteroom.Verdict{Result: anteroom.Abandoned, Reason: anteroom.CallerHungUp}},
		"who is called back hangs up on what is said": {fake.Manner{}, fake.Manner{}, func(ctx context.Context, t *testing.T, o ordering, _ func()) {
			c, err := o.marc.Incoming(ctx)
			if err != nil {
				t.Fatal(err)
			}
			u, err := o.far.Incoming(ctx)
			if err != nil {
				t.Fatal(err)
			}
			u.Hangup()
			if err := c.Ended(ctx); err != nil {
				t.Error(err)
			}
		}, anteroom.Verdict{Result: anteroom.Answered, Reason: anteroom.UserHungUp}},
	} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
			defer cancel()
			d := receptionist()
			far, err := fake.NewPhone("trunk")
			if err != nil {
				t.Fatal(err)
			}
			defer far.Close()
			s := listen(t, d, voice.Config{Lines: &lines{trunks: []anteroom.TrunkAccess{north(far, 0)}}})
			stop := begin(s)
			defer stop()
			marc, err := fake.NewPhone("marc")
			if err != nil {
				t.Fatal(err)
			}
			defer marc.Close()
			if err := marc.Register(ctx, s.Addr(), "secret"); err != nil {
				t.Fatal(err)
			}
			marc.Behave(row.own)
			far.Behave(row.far)
			o := ordering{s, d, marc, far}
			if err := s.Place(ctx, back("o1")); err != nil {
				t.Fatal(err)
			}
			if row.do != nil {
				row.do(ctx, t, o, stop)
			}
			select {
			case line := <-d.ended:
				if line.Verdict != row.want || len(line.Path) == 0 || line.Path[0] != "placed" {
					t.Errorf("got %+v", line)
				}
			case <-ctx.Done():
				t.Error("it does not end")
			}
			if left := s.Live("c1"); len(left) != 0 {
				t.Errorf("left: %+v", left)
			}
			if l := s.Load(); l.Calls != 0 {
				t.Errorf("%d places are taken still", l.Calls)
			}
		})
	}
}

// A call is not begun where none of the user's phones is, nor once the service stops.
func TestNotPlaced(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	d := receptionist()
	s := listen(t, d, voice.Config{})
	stop := begin(s)
	defer stop()
	if err := s.Place(ctx, back("o1")); anteroom.KindOf(err) != anteroom.NotFound {
		t.Errorf("without a phone: %v", err)
	}
	marc, err := fake.NewPhone("marc")
	if err != nil {
		t.Fatal(err)
	}
	defer marc.Close()
	if err := marc.Register(ctx, s.Addr(), "secret"); err != nil {
		t.Fatal(err)
	}
	stop()
	if err := s.Place(ctx, back("o1")); anteroom.KindOf(err) != anteroom.Unavailable {
		t.Errorf("after the end: %v", err)
	}
}
