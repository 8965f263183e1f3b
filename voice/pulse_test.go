package voice

import (
	"testing"
	"time"
)

// Few calls share a goroutine, many are spread evenly.
func TestPulseParts(t *testing.T) {
	p := &pulse{parts: []*beating{{epoch: time.Now()}, {epoch: time.Now()}, {epoch: time.Now()}}}
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
			n[i] = len(b.calls)
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
