package voice

import (
	"context"
	"net/netip"
	"slices"
	"time"

	"anteroom.dev/anteroom"
	"github.com/emiago/sipgo/sip"
	"github.com/icholy/digest"
)

// caller is the phone of ours that starts a call; the zero phone where it comes from outside. False where the request was
// answered: with a challenge, or a refusal.
func (r *registrar) caller(q *sip.Request, tx sip.ServerTransaction) (anteroom.Phone, bool) {
	if !r.claims(q) {
		return anteroom.Phone{}, true
	}
	return r.authenticate(q, tx)
}

// claims tells whether a call says that it is of one of our phones: it brings credentials of our realm, or comes from where
// the phone that From names is registered, or asks for what nobody outside can: an extension, or a place in a call.
func (r *registrar) claims(q *sip.Request) bool {
	return q.GetHeader("Replaces") != nil || anteroom.ParseNumber(subscriber(q.Recipient)) == "" && anteroom.ParseNumber(subscriber(q.To().Address)) == "" || r.claimed(q)
}

// claimed tells whether a request brings a phone's credentials, or comes from where the phone that its From names is
// registered; or by WebSocket, where nobody from outside calls.
func (r *registrar) claimed(q *sip.Request) bool {
	return byWebSocket(q.Transport()) || slices.ContainsFunc(q.GetHeaders("Authorization"), func(h sip.Header) bool {
		c, err := digest.ParseCredentials(h.Value())
		return err == nil && c.Realm == r.realm
	}) ||
		r.isAt(q.From().Address.User, addrOf(q.Source()))
}

// isAt tells whether a phone is registered from an address now.
func (r *registrar) isAt(phone string, from netip.Addr) bool {
	return slices.ContainsFunc(r.named(phone), func(b binding) bool { return addrOf(b.Source) == from })
}

// planFor is the plan of a call, of a caller outside or of one of our phones; what the line tells of the caller is then
// what the desk knows.
func (s *Service) planFor(in *anteroom.Incoming, phone anteroom.Phone, dialled string) (anteroom.Plan, error) {
	if phone.Name == "" {
		return s.planOf(*in)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	route, err := s.desk.Dialled(ctx, phone, clean(dialled))
	in.Number, in.Name = route.Number, clean(route.Name)
	if in.Caller = clean(route.Caller); in.Caller == "" {
		in.Caller = phone.Name
	}
	return route.Plan, err
}

// announce lets the caller hear why the call is refused before it is: sound before an answer (RFC 3261 section 13.3.1.1), for
// a call that is refused costs nothing. The call then ends with 403.
func (s *Service) announce(c *call) bool {
	c.refused = sip.NewResponseFromRequest(c.dialog.InviteRequest, 403, "Forbidden", nil)
	if c.late { // an offer in a 183 would have to be acknowledged (RFC 3262), which few phones do: it hears nothing
		c.verdict = anteroom.Verdict{Result: anteroom.Refused, Reason: c.refusal}
		c.finish()
		return false
	}
	s.beforeAnswer(c)
	return true
}

// beforeAnswer lets the caller hear us while the call is not answered.
func (s *Service) beforeAnswer(c *call) {
	body := c.caller.describe(s.ip, []codec{c.caller.codec}, "sendrecv")
	progress := sip.NewSDPResponseFromRequest(c.dialog.InviteRequest, body)
	progress.AppendHeader(s.contactWithin(c.dialog.InviteRequest.Transport(), c.dialog.InviteRequest.Source()))
	progress.StatusCode, progress.Reason = 183, "Session Progress"
	_ = c.dialog.WriteResponse(progress) // one who is gone has cancelled: run finds it so
}

// whoCalls is what the desk is told of a call, the phone of ours that starts it, if it is one, and whether its sound must be
// encrypted. False where the request was answered.
func (s *Service) whoCalls(r *sip.Request, tx sip.ServerTransaction) (in anteroom.Incoming, phone anteroom.Phone, encrypted, ok bool) {
	trunk, ours := s.trunks.of(r)
	if ours && !s.register.claimed(r) {
		if in, ok = byTrunk(r, trunk); !ok {
			respond(r, tx, 404, "Not Found")
		}
		return in, phone, trunk.Encrypted, ok
	}
	phone, ok = s.register.caller(r, tx)
	if ok && phone.Name == "" && s.cfg.TrunksOnly {
		respond(r, tx, 403, "Forbidden")
		return in, phone, false, false
	}
	return incoming(r), phone, false, ok
}
