package voice_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/fake"
	"anteroom.dev/anteroom/voice"
)

// rings has Élise's phone ring for who calls it, long.
func (f *floor) rings(from *fake.Phone) *fake.Call {
	f.t.Helper()
	f.elise.Behave(fake.Manner{Rings: time.Minute})
	c, err := from.Dial(f.ctx, "202", f.s.Addr())
	if err != nil {
		f.t.Fatal(err)
	}
	return c
}

// replaces picks a call up by naming the dialog of the phone that rings, as soon as that has begun.
func (f *floor) replaces(who *fake.Phone) (*fake.Call, error) {
	f.t.Helper()
	r, err := f.elise.Invited(f.ctx)
	if err != nil {
		f.t.Fatal(err)
	}
	for tries := 20; ; tries-- {
		c, err := who.PickUp(f.ctx, r, f.s.Addr())
		if err == nil || f.ctx.Err() != nil || !strings.Contains(err.Error(), "481") || tries == 0 {
			return c, err
		}
	}
}

// missesNothing tells whether Élise's phone, which rings no more, is told that somebody else has answered.
func (f *floor) missesNothing() bool {
	f.t.Helper()
	r, err := f.elise.Cancelled(f.ctx)
	if err != nil {
		f.t.Fatal(err)
	}
	h := r.GetHeader("Reason")
	return h != nil && strings.HasPrefix(h.Value(), "SIP;cause=200")
}

// A call that rings at a colleague is answered by a phone of the same company that dials the code, or replaces the dialog that rings:
// the two hear each other, the colleague's phone rings no more, and the line tells who it was. Nobody else can, and one call is taken
// once.
func TestPickUp(t *testing.T) {
	var wg sync.WaitGroup // all at once: they wait more than they do
	for name, row := range map[string]func(*floor){
		"by the code": func(f *floor) {
			c := f.rings(f.marc)
			if _, err := f.elise.Invited(f.ctx); err != nil {
				f.t.Fatal(err)
			}
			var taken, late *fake.Call
			for range 2 {
				z, err := f.zoe.Dial(f.ctx, "*8202", f.s.Addr())
				switch {
				case err != nil && taken == nil:
					f.t.Fatal(err)
				case err == nil && taken == nil:
					taken = z
				case err == nil:
					late = z
				}
			}
			if late != nil {
				f.t.Error("a call that was taken is taken again")
			}
			if l := f.line(anteroom.Refused, anteroom.NothingRings, "", "refused"); l.Number != "*8202" {
				f.t.Error(l.Number)
			}
			f.talk(c, taken)
			if len(f.elise.Waiting()) > 0 || !f.missesNothing() {
				f.t.Error("the colleague's phone answered, or counts the call as missed")
			}
			c.Hangup()
			f.over(taken)
			f.line(anteroom.Answered, anteroom.CallerHungUp, "u3", "direct picked_up:203")
		},
		"by the dialog": func(f *floor) {
			c := f.rings(f.marc)
			z, err := f.replaces(f.zoe)
			if err != nil {
				f.t.Fatal(err)
			}
			f.talk(c, z)
			z.Hangup()
			f.over(c)
			f.line(anteroom.Answered, anteroom.UserHungUp, "u3", "direct picked_up:203")
		},
	} {
		wg.Go(func() { t.Run(name, func(t *testing.T) { row(newFloor(t, voice.Config{})) }) })
	}
	wg.Go(func() {
		t.Run("of another company", func(t *testing.T) {
			f := newFloorOf(t, voice.Config{}, "c2")
			c := f.rings(f.marc)
			if _, err := f.replaces(f.zoe); err == nil || !strings.Contains(err.Error(), "481") {
				t.Error("picked up:", err)
			}
			c.Hangup()
			if f.missesNothing() {
				t.Error("a call that nobody took is not missed")
			}
			f.line(anteroom.Abandoned, anteroom.CallerHungUp, "u2", "direct")
		})
	})
	wg.Wait()
}
