package voice

import (
	"runtime"
	"slices"
	"sync"
	"time"

	"anteroom.dev/anteroom"
)

const (
	beat   = 5 * time.Millisecond
	turns  = int64(frameTime / beat) // beats from one turn of a call to the next
	rouses = 5                       // turns after which a call's goroutine looks at its deadlines; ten times as many where none is near
)

// pulse is the clock of calls. It carries their sound, in and out, in turns of 20 ms; where two talk, what comes is passed on at
// each beat. What takes longer than a packet is left to the call's own goroutine, which is roused for it: no call waits for
// another.
type pulse struct {
	parts []*beating
}

// fewCalls are carried by one goroutine: another one beside would wake a core as often for nothing.
const fewCalls = 64

// beating is the calls that one goroutine turns to. It ends with the last of them.
type beating struct {
	epoch time.Time

	phases [turns][]*call // of its goroutine alone: by the beat at which their turn comes
	hasty  []*call        // likewise: whose turn comes at the next beat too
	spare  []*call        // room for the next hasty

	mu     sync.Mutex
	joined []*call // since the last beat
	left   map[*call]bool
	have   int // calls, without those that left
	on     bool
}

func newPulse() *pulse {
	p := &pulse{}
	for range runtime.GOMAXPROCS(0) {
		p.parts = append(p.parts, newBeating())
	}
	return p
}

func newBeating() *beating { return &beating{epoch: time.Now(), left: map[*call]bool{}} }

// join turns to a call from now on, until leave.
func (p *pulse) join(c *call) (leave func()) {
	b := p.part()
	c.beat = int64(time.Since(b.epoch)/beat) + 1
	b.mu.Lock()
	defer b.mu.Unlock()
	b.joined = append(b.joined, c)
	if b.have++; !b.on {
		b.on = true
		go b.run()
	}
	return func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.left[c] = true
		b.have--
	}
}

// part is the goroutine for one more call: the first that has few, else the one that has the fewest.
func (p *pulse) part() *beating {
	least, best := 0, (*beating)(nil)
	for _, b := range p.parts {
		b.mu.Lock()
		n := b.have
		b.mu.Unlock()
		if n < fewCalls {
			return b
		}
		if best == nil || n < least {
			least, best = n, b
		}
	}
	return best
}

func (b *beating) run() {
	clock := time.NewTicker(beat)
	defer clock.Stop()
	for last := int64(time.Since(b.epoch) / beat); ; {
		<-clock.C
		now := time.Now()
		if !b.any() {
			return
		}
		n := int64(now.Sub(b.epoch) / beat)
		if n == last { // a tick came early
			continue
		}
		hasty := b.hasty
		b.hasty = b.spare
		for late := max(last+1, n-turns+1); late <= n; late++ {
			b.turn(b.phases[late%turns], n, now)
		}
		b.turn(hasty, n, now)
		clear(hasty)
		b.spare, last = hasty[:0], n
	}
}

// turn has calls have their turn at a beat, each once.
func (b *beating) turn(calls []*call, n int64, now time.Time) {
	for _, c := range calls {
		if c.turned == n {
			continue
		}
		if c.turned = n; c.turn(now) {
			b.hasty = append(b.hasty, c)
		}
	}
}

// any takes in who joined and lets go who left; false, once, where nobody is there.
func (b *beating) any() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, c := range b.joined {
		b.phases[c.beat%turns] = append(b.phases[c.beat%turns], c)
	}
	clear(b.joined)
	b.joined = b.joined[:0]
	if len(b.left) > 0 {
		gone := func(c *call) bool { return b.left[c] }
		for i := range b.phases {
			b.phases[i] = slices.DeleteFunc(b.phases[i], gone)
		}
		b.hasty = slices.DeleteFunc(b.hasty, gone) // its goroutine may have been at its end when its turn came
		clear(b.left)
	}
	b.on = b.have > 0
	return b.on
}

// turn carries the sound of a call, and tells whether to come back at the next beat: to one where two talk, or whose goroutine is at
// work.
func (c *call) turn(now time.Time) (soon bool) {
	if !c.mu.TryLock() {
		return true
	}
	defer c.mu.Unlock()
	if c.over {
		return false
	}
	defer survive(c.service.log, "the sound of a call", c.fail)
	playing := len(c.queue) > 0
	c.takeSound(now)
	c.frames(now)
	c.turns++
	if c.turns%rouses == 0 && (c.turns%(10*rouses) == 0 || !c.undisturbed()) || len(c.pressings) > 0 || playing && len(c.queue) == 0 {
		c.rouse()
	}
	return c.far() != nil || !c.caller.ready()
}

// undisturbed tells whether nothing goes on but what plays, and all is written down: then no deadline is near.
func (c *call) undisturbed() bool {
	return len(c.queue) > 0 && !c.unkept && c.ring == nil && c.recording == nil && c.far() == nil
}

// rouse has the call's goroutine look at what there is.
func (c *call) rouse() {
	select {
	case c.roused <- struct{}{}:
	default: // it is about to
	}
}

// fail ends this call alone, of which something is broken.
func (c *call) fail() {
	c.end(anteroom.Verdict{Result: anteroom.Failed, Reason: anteroom.InternalError})
	c.rouse()
}

// mostAtOnce is how many packets of a leg are taken in one turn: who sends more does not hold up the others.
const mostAtOnce = 64

// takeSound takes what came to the legs of a call.
func (c *call) takeSound(now time.Time) {
	all := c.turns%rouses == 0
	for n := 0; n < mostAtOnce && c.caller.more(n, all); n++ {
		r, open := c.caller.next(now)
		if !open {
			c.fail()
		}
		if r == nil {
			break
		}
		c.heard(r)
	}
	for n := range mostAtOnce {
		far := c.far()
		if far == nil || !far.more(n, all) {
			return
		}
		r, open := far.next(now)
		if !open {
			c.endEarly()
		}
		if r == nil {
			return
		}
		c.heardUser(r)
	}
}

// more tells whether to look for another packet after n of a turn. As a rule one comes a turn, and to look in vain costs a third
// of a packet: so it is looked for more where there was more, and now and then at all.
func (l *leg) more(n int, all bool) bool {
	if n > 0 && all {
		l.crowded = false
	}
	l.crowded = l.crowded || n > 1
	return n == 0 || all || l.crowded
}

// pressing is a key that came as sound, and waits for the call's goroutine.
type pressing struct {
	key  byte
	user bool // of the phone that is asked
}

// attend does what the call's goroutine was roused for.
func (c *call) attend() {
	for _, p := range c.pressings {
		switch {
		case c.over:
		case !p.user:
			c.pressed(p.key)
		case c.asked != nil:
			c.step(anteroom.Event{Kind: anteroom.UserKey, Key: p.key})
		}
	}
	c.pressings = c.pressings[:0]
	c.bargeIn(time.Now())
	c.keep()
	if c.recording != nil {
		c.recording.flush()
	}
	if !c.over {
		c.deadlines()
	}
}
