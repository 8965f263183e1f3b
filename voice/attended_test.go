package voice_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/fake"
	"anteroom.dev/anteroom/voice"
)

// floor is three colleagues, each with a phone: 201, 202 and 203 in a company that speaks English.
type floor struct {
	*desk
	s                *voice.Service
	marc, elise, zoe *fake.Phone
	dies             *fake.Phone // whose call is to die
	stop             func()      // the service
	t                *testing.T
	ctx              context.Context
}

func newFloor(t *testing.T, cfg voice.Config) *floor {
	t.Helper()
	return newFloorOf(t, cfg, "c1")
}

// newFloorOf has Zoé's phone in another company.
func newFloorOf(t *testing.T, cfg voice.Config, zoes anteroom.CompanyID) *floor {
	t.Helper()
	f := &floor{desk: receptionist(), t: t}
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	t.Cleanup(cancel)
	f.ctx, f.calls = ctx, make(chan string, 20)
	people := []anteroom.Person{{User: "u1", First: "Marc", Last: "Tremblay", Extension: "201"}, {User: "u2", First: "Élise", Last: "Roy", Extension: "202"}, {User: "u3", First: "Zoé", Last: "Gagnon", Extension: "203"}}
	f.route = anteroom.Route{Caller: "200", Name: "A phone", Plan: anteroom.Plan{Company: "c1", Languages: anteroom.Languages{First: "fr"}, People: people}}
	f.plan.People = people
	names := []string{"marc", "elise", "zoe"}
	for i, at := range []*anteroom.Phone{&f.phone, &f.other, &f.third} {
		*at = anteroom.Phone{Name: names[i], Company: "c1", User: people[i].User, HA1MD5: ha1(md5Hex, names[i], "secret"), HA1SHA256: ha1(sha256Hex, names[i], "secret")}
	}
	f.third.Company = zoes
	f.s = listen(t, f.desk, cfg)
	f.stop = begin(f.s)
	t.Cleanup(f.stop)
	for i, at := range []**fake.Phone{&f.marc, &f.elise, &f.zoe} {
		p, err := fake.NewPhone(names[i])
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(p.Close)
		if err := p.Register(ctx, f.s.Addr(), "secret"); err != nil {
			t.Fatal(err)
		}
		*at = p
	}
	return f
}

// dial is a call and who answered it.
func (f *floor) dial(from *fake.Phone, number string, to *fake.Phone) (near, far *fake.Call) {
	f.t.Helper()
	near, err := from.Dial(f.ctx, number, f.s.Addr())
	if err == nil {
		far, err = to.Incoming(f.ctx)
	}
	if err != nil {
		f.t.Fatal(number, err)
	}
	return near, far
}

// outside is somebody from outside, in English, who talks with Marc.
func (f *floor) outside() (caller, marc *fake.Call) {
	f.t.Helper()
	p, err := fake.NewPhone("15145550199")
	if err != nil {
		f.t.Fatal(err)
	}
	f.t.Cleanup(p.Close)
	caller, err = p.Dial(f.ctx, "+14185550100", f.s.Addr())
	if err != nil {
		f.t.Fatal(err)
	}
	if _, err := caller.Hear(f.ctx, sound("language_offeren")); err != nil {
		f.t.Fatal(err)
	}
	caller.Key("2201")
	if marc, err = f.marc.Incoming(f.ctx); err != nil {
		f.t.Fatal(err)
	}
	return caller, marc
}

// talk fails where the two do not hear each other. The second speaks first: where that one has pressed a key that brings them together,
// it was pressed by then.
func (f *floor) talk(a, b *fake.Call) {
	f.t.Helper()
	b.Speak(sound("the other"))
	if _, err := a.Hear(f.ctx, sound("the other")); err != nil {
		f.t.Error("the other is not heard:", err)
	}
	a.Speak(sound("one side"))
	if _, err := b.Hear(f.ctx, sound("one side")); err != nil {
		f.t.Error("one side is not heard:", err)
	}
}

func (f *floor) over(calls ...*fake.Call) {
	f.t.Helper()
	for i, c := range calls {
		if err := c.Ended(f.ctx); err != nil {
			f.t.Error("still there:", i, err)
		}
	}
}

// line fails where the next call that ended is another.
func (f *floor) line(result anteroom.Result, why anteroom.Reason, user anteroom.UserID, path string) anteroom.Call {
	f.t.Helper()
	line := <-f.ended
	if got := strings.Join(line.Path, " "); line.Result != result || line.Reason != why || line.User != user || !strings.HasSuffix(got, path) {
		f.t.Errorf("got %s %s %s %q", line.Result, line.Reason, line.User, got)
	}
	return line
}

// A phone transfers whom it talks with, whichever side began the call: to a number, or to whom it talks with in another call,
// whichever side began that. Who transferred is out of both; the two hear each other, in the language of the call; the calls
// end with one result each.
func TestTransfers(t *testing.T) {
	var wg sync.WaitGroup // all at once: they wait more than they do
	for name, row := range map[string]func(*floor){
		"attended": func(f *floor) {
			c, m := f.outside()
			m2, e := f.dial(f.marc, "202", f.elise)
			f.talk(m2, e)
			if said, err := m.TransferTo(f.ctx, m2); err != nil || !strings.Contains(said, "200") {
				f.t.Fatal(said, err)
			}
			f.over(m, m2)
			f.talk(c, e)
			f.line(anteroom.Answered, anteroom.Transferred, "u2", "talk:202")
			c.Hangup()
			f.over(e)
			if l := f.line(anteroom.Answered, anteroom.CallerHungUp, "u2", "talk:201 transfer:202 talk:202"); l.Language != "en" {
				f.t.Error(l.Language)
			}
		},
		"attended, both from the caller": func(f *floor) {
			m, e := f.dial(f.marc, "202", f.elise)
			m2, z := f.dial(f.marc, "203", f.zoe)
			f.talk(m2, z)
			if said, err := m.TransferTo(f.ctx, m2); err != nil || !strings.Contains(said, "200") {
				f.t.Fatal(said, err)
			}
			f.over(m, m2)
			f.talk(e, z)
			f.line(anteroom.Answered, anteroom.Transferred, "u3", "talk:203")
			z.Hangup()
			f.over(e)
			f.line(anteroom.Answered, anteroom.UserHungUp, "u3", "transfer:203 talk:203")
		},
		"attended, both to the phone": func(f *floor) {
			e, m := f.dial(f.elise, "201", f.marc)
			z, m2 := f.dial(f.zoe, "201", f.marc)
			f.talk(z, m2)
			if said, err := m.TransferTo(f.ctx, m2); err != nil || !strings.Contains(said, "200") {
				f.t.Fatal(said, err)
			}
			f.over(m, m2)
			f.talk(e, z)
			e.Hangup()
			f.over(z)
		},
		"attended, nobody answered yet": func(f *floor) {
			f.zoe.Close() // voicemail answers, in the language of who is transferred
			c, m := f.outside()
			f.zoe.Behave(fake.Manner{Refuse: 486})
			m2, err := f.marc.Dial(f.ctx, "203", f.s.Addr())
			if err != nil {
				f.t.Fatal(err)
			}
			if said, err := m.TransferTo(f.ctx, m2); err != nil || !strings.Contains(said, "200") {
				f.t.Fatal(said, err)
			}
			f.over(m, m2)
			f.line(anteroom.Abandoned, anteroom.Transferred, "u3", "direct")
			c.Hangup()
			f.line(anteroom.Abandoned, anteroom.CallerHungUp, "u3", "transfer:203 direct")
		},
		"blind, by the caller": func(f *floor) {
			m, e := f.dial(f.marc, "202", f.elise)
			f.talk(m, e)
			if said, err := m.Transfer(f.ctx, "203"); err != nil || !strings.Contains(said, "200") {
				f.t.Fatal(said, err)
			}
			z, err := f.zoe.Incoming(f.ctx)
			if err != nil {
				f.t.Fatal(err)
			}
			f.over(m)
			f.talk(e, z)
			e.Hangup()
			f.over(z)
			f.line(anteroom.Answered, anteroom.CallerHungUp, "u3", "talk:202 transfer:203 direct talk:203")
		},
		"blind, by the caller, to voicemail": func(f *floor) { // it is Élise who speaks there, and in her language
			f.zoe.Behave(fake.Manner{Refuse: 486})
			f.routes.Lock()
			f.route.Languages = anteroom.Languages{First: "fr", Second: "en"}
			f.route.Plan.People[1].Language = "en"
			f.routes.Unlock()
			m, e := f.dial(f.marc, "202", f.elise)
			f.talk(m, e)
			if said, err := m.Transfer(f.ctx, "203"); err != nil || !strings.Contains(said, "200") {
				f.t.Fatal(said, err)
			}
			if _, err := e.Hear(f.ctx, sound("voicemailen")); err != nil {
				f.t.Error("in another language:", err)
			}
			e.Hangup()
			if l := f.line(anteroom.Abandoned, anteroom.CallerHungUp, "u3", "transfer:203 direct voicemail:203"); l.OnLine == nil || l.OnLine.User != "u2" || l.Language != "en" {
				f.t.Errorf("%+v in %s", l.OnLine, l.Language)
			}
		},
		"refused": func(f *floor) {
			m, e := f.dial(f.marc, "202", f.elise)
			z, e2 := f.dial(f.zoe, "202", f.elise)
			m3, e3 := f.dial(f.marc, "202", f.elise)
			pairs := [][2]*fake.Call{{m, e}, {z, e2}, {m3, e3}}
			for _, p := range pairs {
				f.talk(p[0], p[1])
			}
			f.routes.Lock()
			f.wrong = "202"
			f.routes.Unlock()
			for why, refused := range map[string]func() (string, error){
				"another's call":     func() (string, error) { return e.TransferTo(f.ctx, z) },
				"the gate":           func() (string, error) { return m.TransferTo(f.ctx, m3) },
				"the gate, blind":    func() (string, error) { return m.Transfer(f.ctx, "202") },
				"with itself":        func() (string, error) { return m.TransferTo(f.ctx, m) },
				"the other way":      func() (string, error) { return e.TransferTo(f.ctx, m) },
				"not its own at all": func() (string, error) { return z.TransferTo(f.ctx, m3) },
			} {
				if said, err := refused(); err != nil || !strings.Contains(said, "403") {
					f.t.Error(why, said, err)
				}
			}
			if _, err := f.zoe.TakeOver(f.ctx, m, f.s.Addr()); err == nil || !strings.Contains(err.Error(), "403") {
				f.t.Error("a place that it may not call from:", err)
			}
			f.talk(m, e)
			m.Hangup() // its line tells why
			for line := range f.ended {
				if len(line.Refusals) > 0 {
					if r := line.Refusals[0]; r.Way != anteroom.ByTransfer || r.To != "202" || r.Decision.Why != anteroom.WhyRule {
						f.t.Errorf("%+v", r)
					}
					break
				}
			}
		},
		"taken over": func(f *floor) {
			c, m := f.outside()
			f.talk(c, m)
			z, err := f.zoe.TakeOver(f.ctx, m, f.s.Addr())
			if err != nil {
				f.t.Fatal(err)
			}
			f.over(m)
			f.talk(c, z)
			e, err := f.elise.TakeOver(f.ctx, z, f.s.Addr())
			if err != nil {
				f.t.Fatal(err)
			}
			f.over(z)
			f.talk(c, e)
			for _, who := range []*fake.Phone{newStranger(f), f.marc} {
				if _, err := who.TakeOver(f.ctx, c, f.s.Addr()); err == nil {
					f.t.Error("somebody took the place of who is outside")
				}
			}
			e.Hangup()
			f.over(c)
			f.line(anteroom.Answered, anteroom.UserHungUp, "u2", "talk:201 taken taken")
		},
	} {
		wg.Go(func() { t.Run(name, func(t *testing.T) { row(newFloor(t, voice.Config{})) }) })
	}
	wg.Wait()
}

// newStranger is a phone that has no account.
func newStranger(f *floor) *fake.Phone {
	p, err := fake.NewPhone("stranger")
	if err != nil {
		f.t.Fatal(err)
	}
	f.t.Cleanup(p.Close)
	return p
}
