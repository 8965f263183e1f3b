package voice

import (
	"context"
	"time"

	"anteroom.dev/anteroom"
	"github.com/emiago/sipgo"
	"github.com/emiago/sipgo/sip"
)

// onRefer is a user's phone that transfers its caller (RFC 3515, RFC 5589 section 6): the caller goes where the phone may
// call itself, in the language that the caller speaks. Nobody else may: a caller would spend the company's money.
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
	if to.Headers != nil && to.Headers.Has("Replaces") {
		respond(r, tx, 501, "Not Implemented")
		return
	}
	talk, name := c.referrer(r)
	if name == "" {
		respond(r, tx, 403, "Forbidden")
		return
	}
	respond(r, tx, 202, "Accepted")
	s.transfer(c, talk, name, clean(to.User))
}

func referTo(r *sip.Request) (sip.Uri, bool) {
	headers := r.GetHeaders("Refer-To")
	if len(headers) != 1 {
		return sip.Uri{}, false
	}
	if h, ok := headers[0].(*sip.ReferToHeader); ok {
		return h.Address, h.Address.User != ""
	}
	return sip.Uri{}, false
}

// referrer is the phone of ours that a request in the call comes from, where it is the one that was rung, and its dialog.
func (c *call) referrer(r *sip.Request) (talk *sipgo.DialogClientSession, name string) {
	type party struct {
		talk *sipgo.DialogClientSession
		name string
	}
	found := make(chan party, 1)
	c.signal(signal{kind: doThis, do: func() {
		if c.ofUser(r) {
			found <- party{c.talk, c.userPhone}
			return
		}
		found <- party{}
	}})
	select {
	case p := <-found:
		return p.talk, p.name
	case <-time.After(2 * time.Second):
		return nil, ""
	}
}

// transfer asks the desk, and tells the phone how it went (RFC 3515 section 2.4.4). What is refused leaves the call as it is.
func (s *Service) transfer(c *call, talk *sipgo.DialogClientSession, name, number string) {
	ctx, cancel := context.WithTimeout(context.Background(), 15*time.Second)
	defer cancel()
	told(ctx, talk, "SIP/2.0 100 Trying", "active;expires=60")
	phone, err := s.desk.Phone(ctx, name)
	var route anteroom.Route
	if err == nil {
		route, err = s.desk.Dialled(ctx, phone, number)
	}
	pin := route.Plan.Outside != nil && route.Plan.Outside.PIN != "" // whose PIN it is leaves the call: nobody there can be asked
	if err != nil || route.Plan.Refused != "" || pin {
		told(ctx, talk, "SIP/2.0 403 Forbidden", "terminated;reason=noresource")
		return
	}
	told(ctx, talk, "SIP/2.0 200 OK", "terminated;reason=noresource")
	c.signal(signal{kind: doThis, do: func() {
		if c.talk == talk && !c.over {
			c.goOn(route)
		}
	}})
}

// told sends a NOTIFY of how a transfer goes on. A phone that does not take it learns it from the BYE.
func told(ctx context.Context, talk *sipgo.DialogClientSession, status, state string) {
	r := sip.NewRequest(sip.NOTIFY, *talk.InviteRequest.Recipient.Clone())
	if contact := talk.InviteResponse.Contact(); contact != nil {
		r.Recipient = *contact.Address.Clone()
	}
	r.SetDestination(talk.InviteResponse.Source())
	r.AppendHeader(sip.NewHeader("Event", "refer"))
	r.AppendHeader(sip.NewHeader("Subscription-State", state))
	r.AppendHeader(sip.NewHeader("Content-Type", "message/sipfrag;version=2.0"))
	r.SetBody([]byte(status + "\r\n"))
	_, _ = talk.Do(ctx, r)
}

// goOn leaves the user and brings the caller to another plan, in the caller's language.
func (c *call) goOn(route anteroom.Route) {
	language := c.state.Language
	c.hangUpUser()
	c.log.Path = append(c.log.Path, "transfer:"+string(route.Number))
	route.Plan.Languages = anteroom.Languages{First: language}
	route.Plan.Caller = c.from // not the phone that transfers
	c.queue, c.played, c.userPhone = nil, 0, ""
	c.plan, c.state = route.Plan, anteroom.State{}
	c.step(anteroom.Event{Kind: anteroom.Begin})
}
