package voice

import (
	"anteroom.dev/anteroom"
	"github.com/emiago/sipgo/sip"
)

// firstOffer is the offer of an INVITE that begins a call; late where it has none: then the answer offers, and the ACK answers
// (RFC 3261 section 13.2.1). False where nothing of it can be taken.
func firstOffer(r *sip.Request) (wants offer, late, ok bool) {
	body := describedIn(r)
	if len(body) == 0 {
		return offer{}, true, true
	}
	wants, err := readOffer(body)
	return wants, false, err == nil
}

// answered takes over what an ACK answers to an offer of ours. A call that began without an offer ends where the ACK brings
// none that can be taken.
func (c *call) answered(ack *sip.Request) {
	body := describedIn(ack)
	wants, err := readOffer(body)
	first := c.late && ack.CSeq().SeqNo == c.dialog.InviteRequest.CSeq().SeqNo
	switch {
	case err == nil && len(body) > 0:
		c.signal(signal{kind: doThis, do: func() { c.legOf(ack).accept(wants, addrOf(ack.Source())) }})
	case first:
		c.signal(signal{kind: doThis, do: func() { c.end(anteroom.Verdict{Result: anteroom.Failed, Reason: anteroom.NoCodec}) }})
	}
}

// legOf is the sound of the side that a request comes from.
func (c *call) legOf(r *sip.Request) *leg {
	if c.called.sent(r) {
		return c.called.leg
	}
	return c.caller.leg
}
