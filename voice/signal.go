package voice

import (
	"time"

	"anteroom.dev/anteroom"
	"github.com/emiago/sipgo/sip"
)

// signal is something that happened beside the call's goroutine.
type signal struct {
	kind    signalKind
	request *sip.Request
	key     byte
	party   *party // that answered
	callee  int    // of the ring
	why     anteroom.Reason
	do      func()
}

type signalKind int

const (
	byeCame signalKind = iota
	keyCame
	userAnswered
	userAway
	doThis
)

// signal tells the call something; a call that is over does not listen any more.
func (c *call) signal(s signal) {
	select {
	case c.signals <- s:
		select {
		case <-c.done:
			c.unheard()
		default:
		}
	case <-c.done:
		c.turnAway(s)
	case <-time.After(time.Second):
		c.turnAway(s)
	}
}

// unheard takes the signals that a call which is over has not heard.
func (c *call) unheard() {
	for {
		select {
		case s := <-c.signals:
			c.turnAway(s)
		default:
			return
		}
	}
}

// turnAway hangs up on who has answered a call that was over in the same moment.
func (c *call) turnAway(s signal) {
	if s.kind == userAnswered {
		s.party.place()
		c.service.leave(*s.party)
	}
}

// handle takes a signal.
func (c *call) handle(s signal) {
	switch s.kind {
	case byeCame:
		switch c.sideOf(s.request) {
		case &c.called:
			c.userGone()
		case &c.caller:
			c.callerGone()
		}
	case keyCame:
		c.informed(s)
	case userAnswered:
		c.connect(s)
	case doThis:
		s.do()
	case userAway:
		if c.ring != nil {
			c.endEarly()
			rang := time.Since(c.ring.began)
			c.ring = nil
			c.step(anteroom.Event{Kind: anteroom.UserAway, Why: s.why, Length: rang})
		}
	}
}
