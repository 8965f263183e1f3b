package voice_test

import (
	"sync"
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/fake"
	"anteroom.dev/anteroom/voice"
)

// However a side dies, in whatever state, the call ends with exactly one result and reason, and the other side is hung up.
func TestEnds(t *testing.T) {
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
		c.Speak(append(make([]int16, 8000), speech(2)...))
		if err := c.Listen(f.ctx, 3*time.Second); err != nil {
			f.t.Fatal(err)
		}
		return c
	}
	var wg sync.WaitGroup // all at once: they wait more than they do
	for name, row := range map[string]struct {
		do     func(*floor) (still *fake.Call) // the call that must end by itself; nil: none
		result anteroom.Result
		why    anteroom.Reason
	}{
		"caller hangs up in the menu":       {func(f *floor) *fake.Call { silent(f).Hangup(); return nil }, anteroom.Abandoned, anteroom.CallerHungUp},
		"caller vanishes in the menu":       {func(f *floor) *fake.Call { silent(f); f.dies.Close(); return nil }, anteroom.Abandoned, anteroom.Vanished},
		"caller's sound stops in the menu":  {func(f *floor) *fake.Call { c := silent(f); c.Mute(); return c }, anteroom.Failed, anteroom.SoundStopped},
		"caller hangs up leaving a message": {func(f *floor) *fake.Call { message(f).Hangup(); return nil }, anteroom.LeftMsg, anteroom.MessageLeft},
		"caller vanishes leaving a message": {func(f *floor) *fake.Call { message(f); f.dies.Close(); return nil }, anteroom.LeftMsg, anteroom.MessageLeft},
		"caller vanishes while a phone rings": {func(f *floor) *fake.Call {
			f.elise.Behave(fake.Manner{Rings: 20 * time.Second})
			silent(f).Key("2202")
			_, _ = f.elise.Invited(f.ctx)
			f.dies.Close()
			return nil
		}, anteroom.Abandoned, anteroom.Vanished},
		"caller hangs up in the conversation": {func(f *floor) *fake.Call { m, e := f.dial(f.marc, "202", f.elise); f.talk(m, e); m.Hangup(); return e }, anteroom.Answered, anteroom.CallerHungUp},
		"user hangs up in the conversation":   {func(f *floor) *fake.Call { m, e := f.dial(f.marc, "202", f.elise); f.talk(m, e); e.Hangup(); return m }, anteroom.Answered, anteroom.UserHungUp},
		"caller vanishes in the conversation": {func(f *floor) *fake.Call {
			m, e := f.dial(f.marc, "202", f.elise)
			f.talk(m, e)
			f.marc.Close()
			return e
		}, anteroom.Answered, anteroom.Vanished},
		"user vanishes in the conversation": {func(f *floor) *fake.Call {
			m, e := f.dial(f.marc, "202", f.elise)
			f.talk(m, e)
			f.elise.Close()
			return m
		}, anteroom.Answered, anteroom.Vanished},
		"the service stops in a conversation": {func(f *floor) *fake.Call { m, e := f.dial(f.marc, "202", f.elise); f.talk(m, e); f.stop(); return m }, anteroom.Failed, anteroom.ServiceStopped},
		"the service stops while a phone rings": {func(f *floor) *fake.Call {
			f.elise.Behave(fake.Manner{Rings: 20 * time.Second})
			c := silent(f)
			c.Key("2202")
			_, _ = f.elise.Invited(f.ctx)
			f.stop()
			return c
		}, anteroom.Failed, anteroom.ServiceStopped},
	} {
		wg.Go(func() {
			t.Run(name, func(t *testing.T) {
				f := newFloor(t, voice.Config{Sessions: 2 * time.Second})
				still := row.do(f)
				if still != nil {
					f.over(still)
				}
				line := <-f.ended
				if line.Result != row.result || line.Reason != row.why || line.Ended.IsZero() {
					t.Errorf("got %s, %s", line.Result, line.Reason)
				}
				if (row.result == anteroom.LeftMsg) != (line.Recording != nil) {
					t.Errorf("message: %v", line.Recording)
				}
				f.stop()
				if len(f.ended) > 0 {
					t.Errorf("ended twice: %+v", <-f.ended)
				}
			})
		})
	}
	wg.Wait()
}

// speech is so many seconds of something that is loud enough to be said.
func speech(seconds int) (pcm []int16) {
	for len(pcm) < seconds*8000 {
		pcm = append(pcm, sound("hello")...)
	}
	return pcm
}
