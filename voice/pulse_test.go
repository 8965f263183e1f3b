package voice

import (
	"testing"
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
