package fake

import (
	"context"
	"strconv"
	"time"

	"github.com/emiago/sipgo/sip"
)

// Manner is how a phone takes calls, where it does not just answer: as the trunks of telephone networks do.
type Manner struct {
	Refuse int           // answer with this code
	Early  []int16       // let this be heard before the answer
	Falls  bool          // after Early nothing more is heard, not even silence
	Rings  time.Duration // before the answer, or the refusal
	Least  int           // seconds that a session must last to be taken (RFC 4028)
	Update bool          // it takes UPDATE, and refreshes by that
	Timer  bool          // it knows of sessions
}

// Behave sets how the phone takes calls from now on.
func (p *Phone) Behave(m Manner) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.manner = m
}

// Invited is the next request that asked the phone to take a call; its To has the tag of the phone.
func (p *Phone) Invited(ctx context.Context) (*sip.Request, error) {
	select {
	case r := <-p.invited:
		return r, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Cancelled waits until a call that rang is none any more, and is what said so.
func (p *Phone) Cancelled(ctx context.Context) (*sip.Request, error) {
	select {
	case r := <-p.cancelled:
		return r, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// ask takes a call as the phone's manner is, up to the answer; false where there is none.
func (c *Call) ask(r *sip.Request) bool {
	c.phone.mu.Lock()
	m := c.phone.manner
	c.phone.mu.Unlock()
	select {
	case c.phone.invited <- c.server.InviteRequest.Clone(): // its To has our tag already
	default:
	}
	if m.Least > 0 && seconds(r) < m.Least {
		_ = c.server.Respond(422, "Session Interval Too Small", nil, sip.NewHeader("Min-SE", strconv.Itoa(m.Least)))
		c.over()
		return false
	}
	if len(m.Early) > 0 {
		_ = c.server.Respond(183, "Session Progress", c.sdp(), sip.NewHeader("Content-Type", "application/sdp"))
		c.begin(string(r.Body()), r.CallID().Value())
		c.Speak(m.Early)
		if m.Falls {
			time.AfterFunc(time.Duration(len(m.Early))*time.Second/8000+100*time.Millisecond, c.Mute)
		}
	} else {
		_ = c.server.Respond(180, "Ringing", nil)
	}
	rings := time.NewTimer(m.Rings)
	defer rings.Stop()
	select {
	case <-rings.C:
	case <-c.server.Context().Done(): // cancelled
		c.over()
		return false
	}
	if m.Refuse != 0 {
		_ = c.server.Respond(m.Refuse, "No", nil)
		c.over()
		return false
	}
	return true
}

// Waiting are the calls that the phone has answered, and nobody took yet.
func (p *Phone) Waiting() chan *Call { return p.incoming }
