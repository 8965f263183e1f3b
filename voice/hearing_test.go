package voice

import (
	"slices"
	"testing"
	"time"

	"anteroom.dev/anteroom"
)

// What is taken for something said: a word, with the moment before it, until it is quiet again or has lasted long enough; a click and a
// quiet line are none.
func TestHearing(t *testing.T) {
	quiet, talk := make([]int16, frameSamples), slices.Repeat([]int16{3000, -3000}, frameSamples/2)
	frames := func(n int, pcm []int16) (list [][]int16) { return slices.Repeat([][]int16{pcm}, n) }
	for _, row := range []struct {
		fact   string
		heard  [][]int16
		said   bool
		length time.Duration // of what is kept
	}{
		{"nothing", frames(200, quiet), false, noiseTime + beforeWord},
		{"a click", slices.Concat(frames(50, quiet), frames(2, talk), frames(100, quiet)), false, noiseTime + beforeWord},
		{"a word", slices.Concat(frames(50, quiet), frames(25, talk), frames(50, quiet)), true, beforeWord + 24*frameTime + 50*frameTime},
		{"two words with a pause", slices.Concat(frames(25, talk), frames(40, quiet), frames(25, talk), frames(48, quiet)), true, 138 * frameTime},
		{"a word that goes on", slices.Concat(frames(50, quiet), frames(25, talk), frames(40, quiet)), false, beforeWord + 24*frameTime + 40*frameTime},
		{"no end of words", frames(160, talk), true, 160 * frameTime},
	} {
		now := time.Now()
		h := newHearing(anteroom.Understand{For: 4 * time.Second, Most: 3 * time.Second, Quiet: 900 * time.Millisecond})
		h.on = true
		for _, pcm := range row.heard {
			now = now.Add(frameTime)
			h.append(pcm, now)
		}
		kept := time.Duration(len(h.pcm)) * time.Second / rate
		if h.said(now) != row.said || (kept-row.length).Abs() > 3*frameTime {
			t.Errorf("%s: said %v, %v kept, want %v", row.fact, h.said(now), kept, row.length)
		}
	}
}
