package voice

import (
	"context"
	"time"

	"anteroom.dev/anteroom"
)

// within has the call's goroutine do something, and waits until it is done; false where the call is over, or too busy: then it
// is never done.
func (c *call) within(do func()) bool {
	turn := make(chan struct{}, 1)
	turn <- struct{}{}
	ran := make(chan struct{})
	c.signal(signal{kind: doThis, do: func() {
		select {
		case <-turn:
			do()
			close(ran)
		default: // nobody waits any more
		}
	}})
	timer := time.NewTimer(2 * time.Second)
	defer timer.Stop()
	select {
	case <-ran:
		return true
	case <-c.done:
	case <-timer.C:
	}
	select {
	case <-turn:
		return false
	default:
	}
	select { // it was being done
	case <-ran:
		return true
	case <-c.done:
		return false
	}
}

// bringTogether joins the other sides of two calls of a phone: the call in which it asks for that goes on with them, the other
// is over. It is the phone, out of the call that goes on; nobody where one of them has gone meanwhile.
func (s *Service) bringTogether(c *call, from party, other *call, k replaced) (left party) {
	m, ok := s.meterOf(c, other, k)
	if !ok {
		return party{}
	}
	var far party
	var joined anteroom.Joined
	other.within(func() { far, joined = other.giveUp(k.id) })
	if !far.there() {
		return party{}
	}
	if m != nil && far.outside != nil {
		there := *far.outside
		there.meter, there.leg.Answered, m.charge.Began = m, time.Now(), time.Now()
		far.outside = &there
	}
	c.within(func() {
		if left = c.without(from.id); left.there() {
			c.log.Path = append(c.log.Path, "transfer:"+k.with)
			c.takeIn(far)
			c.goOn(joined)
		}
	})
	if !left.there() {
		far.place()
		s.leave(far)
	}
	return left
}

// meterOf is what the far side of another call may cost, as a part of this one; nil where it is not outside. False where
// nothing may be spent.
func (s *Service) meterOf(c, other *call, k replaced) (*meter, bool) {
	var far party
	other.within(func() { far = other.across(k.id) })
	if far.outside == nil {
		return nil, true
	}
	var line anteroom.Call
	part := 0
	c.within(func() { line, part, c.parts = c.line(), c.parts, c.parts+1 })
	ctx, cancel := context.WithTimeout(context.Background(), transferTime)
	defer cancel()
	leg := far.outside.leg
	m, err := s.allowed(ctx, anteroom.Callee{Number: leg.Number, For: leg.User}, line, part)
	return m, err == nil
}

// across is the side that talks with another one.
func (c *call) across(id string) party {
	switch id {
	case c.caller.id:
		return c.called
	case c.called.id:
		return c.caller
	}
	return party{}
}

// giveUp takes the other side of a phone out of the call of the two, which is over with that, and is what it goes on as.
func (c *call) giveUp(id string) (far party, to anteroom.Joined) {
	if c.over || c.user == nil || c.pending {
		return far, to
	}
	switch far = c.across(id); id {
	case c.caller.id:
		c.called, to = party{}, anteroom.Joined{Path: "talk:" + string(c.log.Number), User: c.state.User}
	case c.called.id:
		c.caller, to = party{}, anteroom.Joined{Path: "talk:" + c.log.Caller, User: c.from.User}
	}
	if far.outside != nil {
		c.log.Outside[far.outside.at].Ended = time.Now()
	}
	c.user = nil
	c.end(anteroom.Verdict{Result: anteroom.Answered, Reason: anteroom.Transferred})
	return far, to
}

// takeIn makes somebody from another call the one who was called.
func (c *call) takeIn(far party) {
	c.called, c.user = far, far.leg
	if far.outside != nil {
		far.outside.at = len(c.log.Outside)
		c.log.Outside = append(c.log.Outside, far.outside.leg)
	}
	c.service.hold(far.id, c)
}
