package voice

import (
	"time"

	"anteroom.dev/anteroom"
)

// asking is a phone that answered and is asked whether it takes the call. It hears the question alone, and nothing of the
// caller, who hears it ring on.
type asking struct {
	leg     *leg
	ring    *ringing // for its tone
	queue   []spoken
	played  int
	wait    time.Duration // for a key, once the question has played
	quietAt time.Time     // when that is up; zero: the question still plays
}

// ask asks the phone that answered, or asks it once more.
func (c *call) ask(a anteroom.Screen) {
	if c.asked == nil {
		if c.user == nil {
			return
		}
		c.asked = &asking{leg: c.user, ring: &ringing{stop: func() {}}}
		c.user = nil
	}
	c.asked.queue, c.asked.played, c.asked.wait, c.asked.quietAt = nil, 0, a.For, time.Time{}
	for _, p := range a.Prompts {
		c.asked.queue = append(c.asked.queue, c.spoken(p))
	}
}

// join lets the two hear each other.
func (c *call) join() {
	if c.asked != nil {
		c.user, c.asked = c.asked.leg, nil
		c.queue, c.played = nil, 0
	}
}

// frame is the next 20 ms of the question; nil is silence.
func (a *asking) frame() []int16 {
	if len(a.queue) == 0 {
		return nil
	}
	head := &a.queue[0]
	if !head.there() {
		return nil
	}
	frame := head.pcm[min(a.played, len(head.pcm)):min(a.played+frameSamples, len(head.pcm))]
	if a.played += frameSamples; a.played >= len(head.pcm) {
		a.queue, a.played = a.queue[1:], 0
	}
	return frame
}

// heardAsked takes a packet of the phone that is asked: only its keys mean something.
func (c *call) heardAsked(r *received) {
	a := c.asked
	if !a.leg.takes(r) {
		r.release()
		return
	}
	key, ok := a.leg.key(r)
	r.release()
	if ok {
		c.pressings = append(c.pressings, pressing{key: key, user: true})
	}
}

// unanswered looks whether the phone that is asked has had its time.
func (c *call) unanswered(now time.Time) {
	switch a := c.asked; {
	case a == nil || len(a.queue) > 0:
	case a.quietAt.IsZero():
		a.quietAt = now.Add(a.wait)
	case now.After(a.quietAt):
		a.quietAt = now.Add(a.wait)
		c.step(anteroom.Event{Kind: anteroom.UserSilence})
	}
}
