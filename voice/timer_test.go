package voice_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"anteroom.dev/anteroom/fake"
	"anteroom.dev/anteroom/voice"
	"github.com/emiago/sipgo/sip"
)

// A session is refreshed in the way that the other side takes, and the two still hear each other; where it must last longer, it is
// offered so; one that is to be shorter than we let it is refused with what we do.
func TestSessions(t *testing.T) {
	var wg sync.WaitGroup
	for name, row := range map[string]struct {
		manner fake.Manner
		want   []sip.RequestMethod
	}{
		"update":             {fake.Manner{Timer: true, Update: true}, []sip.RequestMethod{sip.UPDATE, sip.UPDATE}},
		"invite":             {fake.Manner{Timer: true}, []sip.RequestMethod{sip.INVITE}},
		"invite, but longer": {fake.Manner{Timer: true, Least: 3}, []sip.RequestMethod{sip.INVITE}},
	} {
		wg.Go(func() {
			t.Run(name, func(t *testing.T) {
				f := newFloor(t, voice.Config{Sessions: 2 * time.Second})
				f.elise.Behave(row.manner)
				m, e := f.dial(f.marc, "202", f.elise)
				for _, want := range row.want {
					if got, err := f.elise.Refreshed(f.ctx); err != nil || got != want {
						t.Errorf("refreshed by %s, want %s: %v", got, want, err)
					}
				}
				f.talk(m, e)
			})
		})
	}
	wg.Wait()
	t.Run("too short", func(t *testing.T) {
		f := newFloor(t, voice.Config{})
		for _, tt := range []struct{ asked, answer string }{{"89", "422"}, {"90", ""}, {"nonsense", ""}} {
			c, err := f.marc.DialFor(f.ctx, "202", f.s.Addr(), tt.asked)
			if got := err; tt.answer == "" && got != nil || tt.answer != "" && (got == nil || !strings.Contains(got.Error(), tt.answer)) {
				t.Errorf("a session of %s s: %v", tt.asked, got)
			}
			if err == nil {
				c.Hangup()
			}
		}
	})
}
