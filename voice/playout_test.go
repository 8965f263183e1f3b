package voice

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// played is what comes of packets that arrive in an order; - is a lost one.
func played(seqs ...uint16) string {
	var p playout
	var out []string
	tell := func(ready []*received) {
		for _, r := range ready {
			if r == nil {
				out = append(out, "-")
				continue
			}
			out = append(out, fmt.Sprint(r.seq))
		}
	}
	for _, s := range seqs {
		tell(p.add(&received{seq: s}))
	}
	tell(p.rest())
	return strings.Join(out, " ")
}

func TestPlayout(t *testing.T) {
	for _, tt := range []struct {
		name string
		come []uint16
		want string
	}{
		{"in order", []uint16{1, 2, 3}, "1 2 3"},
		{"two change places", []uint16{1, 3, 2, 4}, "1 2 3 4"},
		{"twice", []uint16{1, 2, 2, 4, 4, 3}, "1 2 3 4"},
		{"one is lost", []uint16{1, 3, 4, 5, 6, 7, 8}, "1 - 3 4 5 6 7 8"},
		{"too late", []uint16{1, 3, 4, 5, 6, 7, 2, 8}, "1 - 3 4 5 6 7 8"},
		{"many are lost", []uint16{1, 12, 13}, "1 - - - - - - - - - - 12 13"},
		{"around the end", []uint16{65534, 0, 65535, 1}, "65534 65535 0 1"},
		{"another count", []uint16{1, 2, 9000, 9001}, "1 2 9000 9001"},
		{"another count while one is missing", []uint16{1, 3, 9000}, "1 - 3 9000"},
	} {
		if got := played(tt.come...); got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.name, got, tt.want)
		}
	}
}

// Another stream of the same side counts by itself, however near its numbers are.
func TestPlayoutAnotherStream(t *testing.T) {
	var p playout
	got := 0
	for i := range uint16(20) {
		got += len(p.add(&received{source: 1, seq: 500 + i}))
	}
	for i := range uint16(20) {
		got += len(p.add(&received{source: 2, seq: 400 + i}))
	}
	if got += len(p.rest()); got != 40 {
		t.Errorf("%d packets of 40 are handed out", got)
	}
}

// Whatever comes, what is handed out is in order, none twice, and nothing is kept for ever.
func TestPlayoutAnyOrder(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		var p playout
		last, first := uint16(0), true
		for i := range 200 {
			seq := uint16(65400 + i + random.IntN(14))
			for _, r := range p.add(&received{seq: seq}) {
				if r != nil && !first && int16(r.seq-last) <= 0 {
					t.Fatalf("%d after %d", r.seq, last)
				}
				if r != nil {
					last, first = r.seq, false
				}
			}
			if p.held > jitter {
				t.Fatalf("%d are kept", p.held)
			}
		}
	}
}

// A lost frame of a voice goes on, and none of its seams clicks: no step is larger than the voice's own, by far.
func TestConceal(t *testing.T) {
	said := hum(230, 40*frameSamples)
	most := 0
	for i := 1; i < len(said); i++ {
		most = max(most, int(said[i])-int(said[i-1]))
	}
	var c concealer
	var heard []int16
	for n := range 40 {
		frame := append([]int16(nil), said[n*frameSamples:(n+1)*frameSamples]...)
		if n == 10 || n == 20 || n == 21 || n >= 30 && n < 36 {
			c.conceal(frame)
		} else {
			c.good(frame)
		}
		heard = append(heard, frame...)
	}
	for i := 1; i < len(heard); i++ {
		if step := int(heard[i]) - int(heard[i-1]); max(step, -step) > most*3/2 {
			t.Errorf("at frame %d: from %d to %d, the voice itself at most %d", i/frameSamples, heard[i-1], heard[i], most)
		}
	}
	frame := func(n int) []int16 { return heard[n*frameSamples : (n+1)*frameSamples] }
	if got := volume(frame(10)); got < volume(said)*2/3 {
		t.Errorf("a lost frame is as loud as %d of %d", got, volume(said))
	}
	if got := volume(frame(34)); got != 0 {
		t.Errorf("the fifth frame lost in a row is not silent: %d", got)
	}
}
