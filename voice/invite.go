package voice

import (
	"context"
	"strings"
	"time"

	"anteroom.dev/anteroom"
	"github.com/emiago/sipgo"
	"github.com/emiago/sipgo/sip"
)

// onInvite is a call that begins, or a change within one.
func (s *Service) onInvite(r *sip.Request, tx sip.ServerTransaction) {
	if tag, _ := r.To().Params.Get("tag"); tag != "" {
		s.reinvite(r, tx)
		return
	}
	once := invitationOf(r)
	if !s.invitations.come(once) {
		respond(r, tx, 482, "Request Merged")
		return
	}
	defer s.invitations.gone(once)
	from, real := origin(r), false
	confirmed := func() { real = true; s.gate.confirmed(from) }
	if !s.gate.enter(s.cfg.MaxCalls, from) {
		respond(r, tx, 503, "Service Unavailable", sip.NewHeader("Retry-After", "5"))
		return
	}
	defer func() { s.gate.leave(from, real) }()
	s.mu.Lock()
	draining := s.draining
	if !draining {
		s.wg.Add(1)
		defer s.wg.Done()
	}
	s.mu.Unlock()
	if draining {
		respond(r, tx, 503, "Service Unavailable", sip.NewHeader("Retry-After", "30"))
		return
	}
	s.answer(r, tx, confirmed)
}

// answer takes a call, or says in SIP's words why not.
func (s *Service) answer(r *sip.Request, tx sip.ServerTransaction, confirmed func()) {
	in, phone, encrypted, ok := s.whoCalls(r, tx)
	if !ok {
		return
	}
	reachable(r)
	if s.tooShort(r, tx) {
		return
	}
	wants, late, ok := firstOffer(r)
	if !ok || encrypted && !(wants.hidden() && strings.EqualFold(r.Transport(), "tls")) { // a key that everybody could read is none
		respond(r, tx, 488, "Not Acceptable Here")
		return
	}
	if r.GetHeader("Replaces") != nil {
		if late {
			respond(r, tx, 488, "Not Acceptable Here")
			return
		}
		s.replace(r, tx, phone, wants)
		return
	}
	plan, err := s.planFor(&in, phone, subscriber(r.Recipient))
	if err != nil {
		s.turnDown(r, tx, wants, late, err)
		return
	}
	if plan.PickUp != "" && !late && s.pickUp(r, tx, phone, plan, wants) {
		return
	}
	sound, err := s.ports.leg()
	if err != nil {
		s.log.Error("voice: no socket for sound", "error", err)
		respond(r, tx, 503, "Service Unavailable", sip.NewHeader("Retry-After", "5"))
		return
	}
	if sound.always = encrypted; late {
		sound.keys = 101
	} else {
		sound.accept(wants, addrOf(r.Source()))
	}
	dialog, err := s.callers.ReadInvite(r, tx)
	if err != nil {
		sound.close()
		respond(r, tx, 400, "Bad Request")
		return
	}
	c := s.newCall(in, plan, dialog, sound)
	c.caller.phone = phone.Name
	c.late, c.refusal = late, plan.Refused
	s.hold(dialog.ID, c)
	defer c.release()
	s.board.show(c, c.log)
	defer s.board.wipe(c.log.ID)
	s.spool.began(c.log)
	defer survive(s.log, "the answer to a call", func() { c.unaccepted(tx) })
	accept := s.accept
	switch {
	case plan.Refused != "":
		accept = s.announce
	case plan.Outside != nil && plan.Outside.PIN == "" && !late:
		accept = s.progress
	}
	if !accept(c) {
		return
	}
	confirmed()
	c.run(s.hangUp)
}

func (s *Service) newCall(in anteroom.Incoming, p anteroom.Plan, dialog *sipgo.DialogServerSession, sound *leg) *call {
	var path []string
	if p.Test != "" {
		path = []string{"test"}
	}
	c := s.begun(p, anteroom.Call{ID: in.ID, Company: p.Company, Number: in.Number, Caller: in.Caller, CallerName: in.Name, Began: in.At,
		Languages: p.Languages, Language: p.Languages.First, Gate: p.Gate, Path: path, Sender: p.Caller.User})
	c.dialog, c.caller, c.dialled = dialog, calling(dialog, sound, ""), clean(subscriber(dialog.InviteRequest.Recipient))
	return c
}

// begun is a call that nobody is in yet.
func (s *Service) begun(p anteroom.Plan, line anteroom.Call) *call {
	return &call{service: s, plan: p, test: p.Test, from: p.Caller, hold: p.Hold, log: line,
		signals: make(chan signal, 16), roused: make(chan struct{}, 1), done: make(chan struct{})}
}

// accept answers the INVITE and waits for the ACK; false where the caller cancelled or never confirmed.
func (s *Service) accept(c *call) bool {
	codecs := []codec{c.caller.codec}
	if c.late {
		codecs = []codec{g722(), pcmu(), pcma()}
	}
	body := c.caller.describe(s.ip, codecs, "sendrecv")
	var session []sip.Header
	c.caller.session, session = s.asked(c.dialog.InviteRequest)
	if err := c.dialog.WriteResponse(s.yes(c.dialog.InviteRequest, body, session)); err != nil && c.dialog.Context().Err() == nil {
		s.log.Info("voice: not confirmed", "call", c.log.ID, "error", err)
	}
	if c.dialog.LoadState() == sip.DialogStateConfirmed || c.dialog.LoadState() == sip.DialogStateEnded {
		return true // ended already: run finds it so, and ends with a verdict
	}
	c.log.Ended, c.log.Verdict = time.Now(), anteroom.Verdict{Result: anteroom.Abandoned, Reason: anteroom.Cancelled}
	s.spool.ended(c.log)
	s.sayBye(c.caller) // its side may well be up (RFC 3261 section 13.3.1.4)
	return false
}

// unaccepted ends a call that could not even be answered.
func (c *call) unaccepted(tx sip.ServerTransaction) {
	c.log.Ended, c.log.Verdict = time.Now(), anteroom.Verdict{Result: anteroom.Failed, Reason: anteroom.InternalError}
	c.service.spool.ended(c.log)
	respond(c.dialog.InviteRequest, tx, 500, "Server Internal Error")
}

// release lets go of the caller that the call has at its end, and tells who waits for it.
func (c *call) release() {
	close(c.done)
	c.unheard()
	if c.caller.there() {
		c.service.drop(c.caller.id)
		c.caller.close()
		_ = c.caller.dialog.Close()
	}
}

func (s *Service) hold(id string, c *call) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls[id] = c
	close(s.news)
	s.news = make(chan struct{})
}

func (s *Service) drop(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.calls, id)
}

// incoming is what the desk is told of a call, cleaned. The number is that of the Request-URI, else of To.
func incoming(r *sip.Request) anteroom.Incoming {
	now := time.Now()
	in := anteroom.Incoming{ID: anteroom.NewID[anteroom.CallID](now), At: now, Number: anteroom.ParseNumber(subscriber(r.Recipient))}
	if in.Number == "" {
		in.Number = anteroom.ParseNumber(subscriber(r.To().Address))
	}
	in.Caller, in.Name = clean(r.From().Address.User), clean(strings.Trim(r.From().DisplayName, `"`))
	if in.Caller == "" {
		in.Caller = "anonymous"
	}
	return in
}

// planOf asks the desk; where it does not answer in time, the last known plan of the number does: callers are served
// while the database is away.
func (s *Service) planOf(in anteroom.Incoming) (anteroom.Plan, error) {
	type answer struct {
		plan anteroom.Plan
		err  error
	}
	known, have := s.plans.get(in.Number)
	limit := 5 * time.Second
	if have {
		limit = plainTime
	}
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	answers := make(chan answer, 1)
	s.crew.do(func() {
		defer survive(s.log, "the plan of a call", func() { answers <- answer{err: errPanic} })
		p, err := s.desk.Answer(ctx, in)
		answers <- answer{p, err}
	})
	select {
	case a := <-answers:
		switch kind := anteroom.KindOf(a.err); {
		case a.err == nil:
			s.plans.put(in.Number, a.plan)
			return a.plan, nil
		case kind == anteroom.NotFound || kind == anteroom.Forbidden:
			s.plans.drop(in.Number)
			return a.plan, a.err
		case have:
			return anew(known, in), nil
		}
		return a.plan, a.err
	case <-ctx.Done():
		if have {
			return anew(known, in), nil
		}
		return anteroom.Plan{}, anteroom.Fail(anteroom.Unavailable, "error.unavailable")
	}
}

// anew is a plan that was another call's: of this caller, and at this moment.
func anew(p anteroom.Plan, in anteroom.Incoming) anteroom.Plan {
	if p.At.IsZero() {
		p.At = in.At.UTC()
	}
	p.At, p.Caller = in.At.In(p.At.Location()), anteroom.Caller{Number: anteroom.ParseNumber(in.Caller)}
	return p
}

// refusal is an error in SIP's words.
func refusal(err error) (int, string) {
	switch anteroom.KindOf(err) {
	case anteroom.NotFound:
		return 404, "Not Found"
	case anteroom.Forbidden:
		return 403, "Forbidden"
	case anteroom.Invalid:
		return 400, "Bad Request"
	case anteroom.Limit:
		return 486, "Busy Here"
	case anteroom.Unavailable:
		return 503, "Service Unavailable"
	}
	return 500, "Server Internal Error"
}

// reinvite changes the sound of a call in progress: another address, hold, and back (RFC 3261 section 14.2).
func (s *Service) reinvite(r *sip.Request, tx sip.ServerTransaction) {
	c := s.of(r)
	if c == nil {
		respond(r, tx, 481, "Call/Transaction Does Not Exist")
		return
	}
	if s.tooShort(r, tx) {
		return
	}
	body, ok := c.renegotiated(r)
	if !ok {
		respond(r, tx, 488, "Not Acceptable Here")
		return
	}
	var session []sip.Header
	c.within(func() { session = c.renew(r) })
	_ = tx.Respond(s.yes(r, body, session))
}

// yes accepts an INVITE, with our sound and what is agreed on for the session (RFC 3261 section 13.3.1.4).
func (s *Service) yes(invite *sip.Request, body []byte, session []sip.Header) *sip.Response {
	answer := sip.NewSDPResponseFromRequest(invite, body)
	for _, h := range append([]sip.Header{sip.NewHeader("Allow", allowed), sip.NewHeader("Supported", supported), s.contactWithin(invite.Transport(), invite.Source())}, session...) {
		answer.AppendHeader(h)
	}
	return answer
}

func (s *Service) onUpdate(r *sip.Request, tx sip.ServerTransaction) {
	if len(r.Body()) > 0 {
		s.reinvite(r, tx)
		return
	}
	c := s.of(r)
	if c == nil {
		respond(r, tx, 481, "Call/Transaction Does Not Exist")
		return
	}
	if s.tooShort(r, tx) {
		return
	}
	headers := []sip.Header{s.contactWithin(r.Transport(), r.Source())}
	c.within(func() { headers = append(headers, c.renew(r)...) })
	respond(r, tx, 200, "OK", headers...) // a session timer's refresh (RFC 4028)
}

// onInfo is a key pressed on a phone that sends them so.
func (s *Service) onInfo(r *sip.Request, tx sip.ServerTransaction) {
	c := s.of(r)
	if c == nil {
		respond(r, tx, 481, "Call/Transaction Does Not Exist")
		return
	}
	respond(r, tx, 200, "OK")
	if kind := r.ContentType(); kind != nil {
		if key, ok := infoKey(kind.Value(), r.Body()); ok {
			c.signal(signal{kind: keyCame, request: r, key: key})
		}
	}
}

// renegotiated asks the call's goroutine to take over a new offer, and is our answer to it. A request without an offer asks
// for ours (RFC 3261 section 14.2): it refreshes the session and changes nothing.
func (c *call) renegotiated(r *sip.Request) ([]byte, bool) {
	var wants offer
	if body := describedIn(r); len(body) > 0 {
		var err error
		if wants, err = readOffer(body); err != nil {
			return nil, false
		}
	}
	answered := make(chan []byte, 1)
	c.signal(signal{kind: doThis, do: func() { answered <- c.takeOver(r, wants) }})
	select {
	case body := <-answered:
		return body, body != nil
	case <-time.After(2 * time.Second):
		return nil, false
	}
}

// takeOver changes the sound of the side that the request comes from, and is our description of it; nil where that would no longer
// be encrypted, and must be. It runs in the call's goroutine.
func (c *call) takeOver(r *sip.Request, wants offer) []byte {
	l := c.legOf(r)
	direction := "sendrecv"
	if wants.codec.name != "" && l.always && !wants.hidden() {
		return nil
	}
	if wants.codec.name != "" {
		l.accept(wants, addrOf(r.Source()))
		direction = mirrored(wants.direction)
	}
	return l.describe(c.service.ip, []codec{l.codec}, direction)
}

// mirrored is the direction that answers one (RFC 3264 section 6.1).
func mirrored(direction string) string {
	switch direction {
	case "sendonly":
		return "recvonly"
	case "recvonly":
		return "sendonly"
	case "inactive":
		return "inactive"
	}
	return "sendrecv"
}
