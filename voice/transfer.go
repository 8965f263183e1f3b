package voice

import (
	"context"
	"time"

	"anteroom.dev/anteroom"
	"github.com/emiago/sipgo/sip"
)

// transferTime is how long the desk may take to say whether a transfer is allowed.
const transferTime = 5 * time.Second

// onRefer is a phone of ours that transfers the other side of its call, whichever side began that (RFC 3515, RFC 5589): it
// goes where the phone may call itself, or is brought together with whom the phone talks in another call. Nobody else may
// transfer: it would spend the company's money. All is done by the time of the answer, so that a phone which hangs up at once
// ends nothing.
func (s *Service) onRefer(r *sip.Request, tx sip.ServerTransaction) {
	c := s.of(r)
	if c == nil {
		respond(r, tx, 481, "Call/Transaction Does Not Exist")
		return
	}
	to, ok := referTo(r)
	if !ok {
		respond(r, tx, 400, "Bad Request") // exactly one (RFC 3515 section 2.4.2)
		return
	}
	from := c.referrer(r)
	if from.phone == "" {
		respond(r, tx, 403, "Forbidden")
		return
	}
	left := s.transfer(c, from, to)
	respond(r, tx, 202, "Accepted")
	status := "SIP/2.0 403 Forbidden"
	if left.there() {
		status = "SIP/2.0 200 OK"
	}
	told(from, status)
	s.leave(left)
}

func referTo(r *sip.Request) (sip.Uri, bool) {
	headers := r.GetHeaders("Refer-To")
	if len(headers) != 1 {
		return sip.Uri{}, false
	}
	if h, ok := headers[0].(*sip.ReferToHeader); ok {
		return h.Address, h.Address.User != "" || h.Address.Headers != nil
	}
	return sip.Uri{}, false
}

// referrer is the side that a request in the call comes from, where the two talk.
func (c *call) referrer(r *sip.Request) (from party) {
	c.within(func() {
		if side := c.sideOf(r); side != nil && c.user != nil && !c.pending {
			from = *side
		}
	})
	return from
}

// told says how a transfer went (RFC 3515 section 2.4.4). A phone that does not take it learns it from the BYE.
func told(from party, status string) {
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Second)
	defer cancel()
	_, _ = from.ask(ctx, sip.NOTIFY, status+"\r\n", sip.NewHeader("Event", "refer"), sip.NewHeader("Subscription-State", "terminated;reason=noresource"),
		sip.NewHeader("Content-Type", "message/sipfrag;version=2.0"))
}

// transfer does what a phone asks for, and is that phone, out of the call; nobody where it is refused: then all is as it was.
func (s *Service) transfer(c *call, from party, to sip.Uri) party {
	x, named := replacedBy(to)
	if !named {
		route, ok := s.mayGo(from.phone, clean(to.User))
		if !ok {
			c.refuse(clean(to.User), route)
			return party{}
		}
		return c.sendOn(from, route)
	}
	other := s.find(x)
	if other == nil || other == c {
		return party{}
	}
	k := other.known(x)
	if k.phone != from.phone || k.company != c.log.Company {
		return party{}
	}
	var route anteroom.Route
	if k.started {
		var ok bool
		if route, ok = s.mayGo(from.phone, k.dialled); !ok && !(k.talks && route.Plan.Outside != nil && route.Plan.Refused == "") { // its PIN was asked for
			c.refuse(k.dialled, route)
			return party{}
		}
	}
	switch {
	case k.talks:
		return s.bringTogether(c, from, other, k)
	case k.started && (route.Plan.Outside == nil || route.Plan.Outside.PIN == ""):
		other.within(func() { other.end(anteroom.Verdict{Result: anteroom.Abandoned, Reason: anteroom.Transferred}) })
		return c.sendOn(from, route)
	}
	return party{}
}

// mayGo asks the desk whether a phone may bring the other side of its call to a number. Where a PIN would have to be asked it
// may not: whose PIN that is leaves the call.
func (s *Service) mayGo(phone, number string) (anteroom.Route, bool) {
	ctx, cancel := context.WithTimeout(context.Background(), transferTime)
	defer cancel()
	var route anteroom.Route
	p, err := s.desk.Phone(ctx, phone)
	if err == nil {
		route, err = s.desk.Dialled(ctx, p, number)
	}
	if err != nil || route.Plan.Refused != "" {
		return anteroom.Route{Plan: anteroom.Plan{Refused: anteroom.NotAllowed, Gate: route.Plan.Gate}}, false
	}
	return route, route.Plan.Outside == nil || route.Plan.Outside.PIN == ""
}

// refuse notes in the call that the gate refused a transfer.
func (c *call) refuse(to string, route anteroom.Route) {
	if d := route.Plan.Gate; d != nil && !d.May() {
		c.within(func() { c.log.Refuse(anteroom.Refusal{Way: anteroom.ByTransfer, To: to, Decision: *d}) })
	}
}

// sendOn brings who talks with a phone to another plan, in the language of the call, and is the phone, out of it.
func (c *call) sendOn(from party, route anteroom.Route) (left party) {
	c.within(func() {
		calling := from.id == c.caller.id
		if left = c.without(from.id); !left.there() {
			return
		}
		c.log.Path = append(c.log.Path, "transfer:"+string(route.Number))
		route.Plan.Outside = route.Plan.Outside.By(anteroom.ByTransfer, route.Plan.Gate)
		to := route.For(c.from, c.state.Language, calling) // not the phone that transfers
		c.state.Language = to.Languages.First
		c.goOn(to)
	})
	return left
}

// goOn has the call follow another policy from now on.
func (c *call) goOn(to stepper) {
	c.queue, c.played, c.listen = nil, 0, 0
	c.plan, c.state = to, anteroom.State{Language: c.state.Language}
	c.step(anteroom.Event{Kind: anteroom.Begin})
}

// speaks notes who is the calling side from now on.
func (c *call) speaks(who anteroom.Caller) { c.from, c.log.OnLine = who, &who }

// without takes a phone out of the call of two who talk, and is that phone; nobody where they don't. Who stays is the caller from then on.
func (c *call) without(id string) (left party) {
	if c.over || c.user == nil {
		return party{}
	}
	switch id {
	case c.called.id:
		left = c.called
	case c.caller.id:
		left, c.caller = c.caller, c.called
		c.speaks(anteroom.Caller{User: c.state.User})
		if c.caller.outside != nil {
			c.speaks(anteroom.Caller{Number: c.caller.outside.leg.Number})
		}
	default:
		return party{}
	}
	c.called, c.user = party{}, nil
	c.service.drop(left.id)
	return left
}
