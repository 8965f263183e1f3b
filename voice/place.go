package voice

import (
	"context"
	"strings"

	"anteroom.dev/anteroom"
)

// Place begins a call that a user has ordered: the user's own phones ring, and who picks up is the caller of its plan. It then goes on
// by itself. NotFound where none of these phones is registered here, Unavailable where there is no room for a call now. A call that goes
// on already is not begun again. It is safe from many goroutines.
func (s *Service) Place(_ context.Context, p anteroom.Placing) error {
	if s.board.of(p.Line.Company, p.Line.ID) != nil {
		return nil
	}
	places := s.phonesOf(p.Own)
	if len(places) == 0 {
		return anteroom.Missing()
	}
	source := "ordered by " + string(p.Own.User)
	if !s.gate.enter(s.cfg.MaxCalls, source) {
		return anteroom.Fail(anteroom.Unavailable, "error.unavailable")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.draining {
		s.gate.leave(source, false)
		return anteroom.Fail(anteroom.Unavailable, "error.unavailable")
	}
	c := s.begun(p.Plan, p.Line)
	c.log.Path, c.dialled = []string{"placed"}, string(p.Line.Number)
	s.board.show(c, c.log)
	s.wg.Go(func() {
		real := false
		defer func() { s.gate.leave(source, real) }()
		c.place(places, func() { real = true; s.gate.confirmed(source) })
	})
	return nil
}

// phonesOf are the places where a user's own phones ring. Nobody else picks up there: it is not a call that came for the user.
func (s *Service) phonesOf(own anteroom.Callee) (list []place) {
	for _, b := range append(s.register.of(own.User), line(own.Line)...) {
		list = append(list, place{binding: b})
	}
	return list
}

// place is a call that was begun from here, from the ringing of the own phones to its end.
func (c *call) place(places []place, confirmed func()) {
	s := c.service
	defer c.release()
	defer s.board.wipe(c.log.ID)
	s.spool.began(c.log)
	defer survive(s.log, "a call that was ordered", c.finish)
	shown := c.log // who is called: that is what the own phone is to show
	shown.Caller, shown.CallerName = strings.TrimPrefix(string(c.log.Number), "+"), ""
	c.ringAt(places, anteroom.Ring{For: anteroom.OwnRingTime}, shown, pcmu())
	if !c.pickedUpHere() {
		c.finish()
		return
	}
	confirmed()
	c.run(s.hangUp)
}

// pickedUpHere waits for one of the own phones; false where there is a verdict in its place.
func (c *call) pickedUpHere() bool {
	defer func() { c.ring = nil }()
	for {
		select {
		case got := <-c.signals:
			switch got.kind {
			case userAnswered:
				c.caller = *got.party
				c.service.hold(c.caller.id, c)
				return true
			case userAway:
				c.verdict = anteroom.Verdict{Result: anteroom.NotReached, Reason: anteroom.NotPickedUp}
				return false
			case doThis:
				got.do()
			}
		case <-c.service.hangUp.Done():
			c.verdict, c.over = anteroom.Verdict{Result: anteroom.Failed, Reason: anteroom.ServiceStopped}, true
		}
		if c.over {
			c.ring.stop()
			return false
		}
	}
}
