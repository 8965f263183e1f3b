package voice

import (
	"slices"
	"testing"
	"time"
)

// Few calls share a goroutine, many are spread evenly.
func TestPulseParts(t *testing.T) {
	p := &pulse{parts: []*beating{newBeating(), newBeating(), newBeating()}}
	var leave []func()
	join := func(n int) {
		for range n {
			c := &call{over: true, roused: make(chan struct{}, 1)}
			leave = append(leave, p.join(c))
		}
	}
	counts := func() (n [3]int) {
		for i, b := range p.parts {
			b.mu.Lock()
			n[i] = b.have
			b.mu.Unlock()
		}
		return n
	}
	if join(fewCalls); counts() != [3]int{fewCalls, 0, 0} {
		t.Error("few calls are spread:", counts())
	}
	if join(5 * fewCalls); counts() != [3]int{2 * fewCalls, 2 * fewCalls, 2 * fewCalls} {
		t.Error("many are not:", counts())
	}
	for _, do := range leave {
		do()
	}
	if counts() != [3]int{} {
		t.Error("left:", counts())
	}
}

// A call whose turn comes while its goroutine is at its end, and holds it for good, is let go all the same.
func TestPulseLetsGo(t *testing.T) {
	b := newBeating()
	p := &pulse{parts: []*beating{b}}
	b.on = true // the test is its goroutine
	c := &call{}
	leave := p.join(c)
	b.any()
	c.mu.Lock()
	b.turn(b.phases[c.beat%turns], c.beat, time.Now())
	if !slices.Contains(b.hasty, c) {
		t.Fatal("it is not come back to")
	}
	leave()
	if b.any() || slices.Contains(b.hasty, c) || slices.Contains(b.phases[c.beat%turns], c) {
		t.Error("it is kept")
	}
}
