package voice_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/fake"
	"anteroom.dev/anteroom/voice"
	"github.com/emiago/sipgo"
)

// However a call ends, in whatever state, and whatever fails, it has exactly one result and reason; who is still there hears a prompt
// in the own language, and is hung up. Nothing of it is left: no goroutine, no socket, no file.
func TestEnds(t *testing.T) {
	before := files(t)
	r := &rows{t: t, at: make(chan struct{}, 20)}
	sidesDie(r)
	thingsFail(r)
	trunksFail(r)
	statesFail(r)
	nothingSpeaks(r)
	r.wg.Wait()
	nothingLeft(t, before)
}

// rows are run side by side, a score at a time: they wait more than they do.
type rows struct {
	t  *testing.T
	wg sync.WaitGroup
	at chan struct{}
}

func (r *rows) run(name string, test func(*testing.T)) {
	r.wg.Go(func() {
		r.at <- struct{}{}
		defer func() { <-r.at }()
		r.t.Run(name, test)
	})
}

// sidesDie: either side dies, in whatever state.
func sidesDie(r *rows) {
	silent := func(f *floor) *fake.Call { // in the menu
		p := newStranger(f)
		c, err := p.Dial(f.ctx, "+14185550100", f.s.Addr())
		if err != nil {
			f.t.Fatal(err)
		}
		f.dies = p
		if _, err := c.Hear(f.ctx, sound("language_offeren")); err != nil {
			f.t.Fatal(err)
		}
		return c
	}
	message := func(f *floor) *fake.Call { // in the voicemail of Élise, whose phone is busy
		f.elise.Behave(fake.Manner{Refuse: 486})
		c := silent(f)
		c.Key("2202")
		if _, err := c.Hear(f.ctx, sound("voicemailen")); err != nil {
			f.t.Fatal(err)
		}
		if err := c.Say(f.ctx, append(make([]int16, 8000), speechOf(2)...)); err != nil {
			f.t.Fatal(err)
		}
		return c
	}
	for name, row := range map[string]struct {
		do     func(*floor) (still *fake.Call) // the call that must end by itself; nil: none
		result anteroom.Result
		why    anteroom.Reason
	}{
		"caller hangs up in the menu":       {func(f *floor) *fake.Call { silent(f).Hangup(); return nil }, anteroom.Abandoned, anteroom.CallerHungUp},
		"caller vanishes in the menu":       {func(f *floor) *fake.Call { silent(f); vanish(f.t, f.dies); return nil }, anteroom.Abandoned, anteroom.Vanished},
		"caller's sound stops in the menu":  {func(f *floor) *fake.Call { c := silent(f); c.Mute(); return c }, anteroom.Failed, anteroom.SoundStopped},
		"caller hangs up leaving a message": {func(f *floor) *fake.Call { message(f).Hangup(); return nil }, anteroom.LeftMsg, anteroom.MessageLeft},
		"caller vanishes leaving a message": {func(f *floor) *fake.Call { message(f); vanish(f.t, f.dies); return nil }, anteroom.LeftMsg, anteroom.MessageLeft},
		"caller vanishes while a phone rings": {func(f *floor) *fake.Call {
			f.elise.Behave(fake.Manner{Rings: 20 * time.Second})
			silent(f).Key("2202")
			_, _ = f.elise.Invited(f.ctx)
			vanish(f.t, f.dies)
			return nil
		}, anteroom.Abandoned, anteroom.Vanished},
		"caller hangs up in the conversation": {func(f *floor) *fake.Call { m, e := f.dial(f.marc, "202", f.elise); f.talk(m, e); m.Hangup(); return e }, anteroom.Answered, anteroom.CallerHungUp},
		"user hangs up in the conversation":   {func(f *floor) *fake.Call { m, e := f.dial(f.marc, "202", f.elise); f.talk(m, e); e.Hangup(); return m }, anteroom.Answered, anteroom.UserHungUp},
		"caller vanishes in the conversation": {func(f *floor) *fake.Call {
			m, e := f.dial(f.marc, "202", f.elise)
			f.talk(m, e)
			vanish(f.t, f.marc)
			return e
		}, anteroom.Answered, anteroom.Vanished},
		"user vanishes in the conversation": {func(f *floor) *fake.Call {
			m, e := f.dial(f.marc, "202", f.elise)
			f.talk(m, e)
			vanish(f.t, f.elise)
			return m
		}, anteroom.Answered, anteroom.Vanished},
	} {
		r.run(name, func(t *testing.T) {
			f := newFloor(t, voice.Config{Sessions: 2 * time.Second})
			still := row.do(f)
			if still != nil {
				f.over(still)
			}
			f.endsOnce(row.result, row.why)
		})
	}
}

// endsOnce fails where the call has another end, or several, or no message where there is to be one.
func (f *floor) endsOnce(result anteroom.Result, why anteroom.Reason) anteroom.Call {
	f.t.Helper()
	line := <-f.ended
	if line.Result != result || line.Reason != why || line.Ended.IsZero() {
		f.t.Errorf("got %s, %s by %s", line.Result, line.Reason, line.Path)
	}
	if (result == anteroom.LeftMsg) != (line.Recording != nil) {
		f.t.Errorf("message: %v", line.Recording)
	}
	f.stop()
	if len(f.ended) > 0 {
		f.t.Errorf("ended twice: %+v", <-f.ended)
	}
	return line
}

// speechOf is so many seconds of something that is loud enough to be said.
func speechOf(seconds int) (pcm []int16) {
	for len(pcm) < seconds*8000 {
		pcm = append(pcm, sound("hello")...)
	}
	return pcm
}

// neverCalled: nobody knows whose number it is, or in which language to tell the caller; who calls is told, and a carrier is told when
// to try again.
func neverCalled(t *testing.T) {
	f := newFloor(t, voice.Config{Languages: []anteroom.Language{"en", "fr"}})
	f.gone.Store(true)
	c, err := newStranger(f).Dial(f.ctx, "+14185550100", f.s.Addr())
	refused, ok := errors.AsType[*sipgo.ErrDialogResponse](err)
	if !ok || refused.Res.StatusCode != 503 || refused.Res.GetHeader("Retry-After") == nil || c == nil {
		t.Fatal("not refused as it should be:", err)
	}
	for _, prompt := range []string{"not_nowen", "not_nowfr"} {
		if _, err := c.Hear(f.ctx, sound(prompt)); err != nil {
			t.Error(prompt, "is not heard:", err)
		}
	}
	f.stop()
	if len(f.ended) > 0 {
		t.Errorf("there is a line of it: %+v", <-f.ended)
	}
}

// Who answers in the moment in which the call is over is hung up on, as often as that is tried.
func TestAnsweredTooLate(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), 60*time.Second)
	defer cancel()
	d, s, marc, elise := colleagues(ctx, t, toElise())
	for n := range 40 {
		elise.Behave(fake.Manner{Rings: time.Duration(n) * 50 * time.Microsecond})
		c, err := marc.Dial(ctx, "202", s.Addr())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := elise.Invited(ctx); err != nil {
			t.Fatal(err)
		}
		c.Hangup()
		<-d.calls
		<-d.ended
		u, err := elise.Incoming(within(ctx, 100*time.Millisecond))
		if err != nil { // it heard in time that it need not
			continue
		}
		if err := u.Ended(within(ctx, 5*time.Second)); err != nil {
			t.Fatalf("call %d: who answered is left alone", n)
		}
	}
}
