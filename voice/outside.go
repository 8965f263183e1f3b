package voice

import (
	"cmp"
	"context"
	"errors"
	"strings"
	"time"

	"anteroom.dev/anteroom"
	"github.com/emiago/sipgo"
	"github.com/emiago/sipgo/sip"
)

// How long a trunk may say nothing at all, and nothing but that it tries, before the next one is tried: a mobile network
// takes ten seconds to find a telephone.
const (
	trunkSilence = 4 * time.Second
	trunkTrying  = 20 * time.Second
)

// outsider is somebody outside who was reached by a trunk.
type outsider struct {
	talk   *sipgo.DialogClientSession
	sound  *leg
	answer offer        // is taken over by the call's goroutine: it may hear the leg already
	leg    anteroom.Leg // as the log keeps it
	meter  *meter
	leave  func() // gives the place on the trunk back; once
	at     int    // which of the log's parts outside it is
}

// unreached is why nobody was.
type unreached struct {
	why  anteroom.Reason
	next bool // another trunk may do better
}

func (u unreached) Error() string { return "voice: not reached: " + string(u.why) }

// outside calls a number by the trunks that take it, one after the other, until somebody answers or it is known that nobody
// will. What a trunk lets hear before that goes to early.
func (s *Service) outside(ctx context.Context, p place, log anteroom.Call, speaks codec, early func(*leg, func())) (outsider, error) {
	to, last := *p.outside, unreached{why: anteroom.NoLine}
	to.Shows = to.Shown(log)
	meter, err := s.allowed(ctx, to, log, p.part)
	if err != nil {
		return outsider{}, err
	}
	for _, t := range s.trunks.taking(to.Number) {
		if !s.trunks.enter(t) {
			continue
		}
		got, err := s.through(ctx, t, to, speaks, early)
		if err == nil {
			got.leg = anteroom.Leg{Number: to.Number, User: to.For, Trunk: t.Name, Answered: time.Now(), Way: to.Way, Gate: to.Gate}
			got.leave = func() { s.trunks.leave(t) }
			got.meter, meter.charge.Began = meter, got.leg.Answered
			return got, nil
		}
		s.trunks.leave(t)
		last = s.unreachedBy(ctx, t, err)
		if !last.next || ctx.Err() != nil {
			break
		}
	}
	return outsider{}, last
}

// unreachedBy is what a failed attempt says of the number, and of the trunk.
func (s *Service) unreachedBy(ctx context.Context, t anteroom.TrunkAccess, err error) unreached {
	var answer *sipgo.ErrDialogResponse
	switch {
	case ctx.Err() != nil:
		return unreached{why: anteroom.NoAnswer}
	case !errors.As(err, &answer):
		s.log.Warn("voice: a trunk does not answer; the next one is tried", "trunk", t.Name, "error", err)
		return unreached{why: anteroom.NoLine, next: true}
	}
	u := meaning(answer.Res.StatusCode)
	if u.next {
		s.log.Warn("voice: a trunk refuses a call; the next one is tried", "trunk", t.Name, "code", answer.Res.StatusCode)
	}
	return u
}

// meaning is what a final answer of a trunk says (RFC 3261 section 21, RFC 3398 section 8.2.6.1). What is about the number is
// the same by any trunk.
func meaning(code int) unreached {
	switch code {
	case 486, 600, 603:
		return unreached{why: anteroom.LineBusy}
	case 404, 410, 484, 485, 604:
		return unreached{why: anteroom.NumberUnknown}
	case 408, 480, 487:
		return unreached{why: anteroom.NoAnswer}
	}
	return unreached{why: anteroom.NoLine, next: true}
}

// through calls a number by one trunk. Sound is hidden where the way to it is; one that refuses just that is asked without.
func (s *Service) through(ctx context.Context, t anteroom.TrunkAccess, to anteroom.Callee, speaks codec, early func(*leg, func())) (got outsider, err error) {
	err = s.haggle(t.Transport == anteroom.OverTLS, !t.Encrypted, func(x terms) (err error) {
		got, err = s.throughWith(ctx, t, to, speaks, x, early)
		return err
	})
	return got, err
}

func (s *Service) throughWith(ctx context.Context, t anteroom.TrunkAccess, to anteroom.Callee, speaks codec, x terms, early func(*leg, func())) (outsider, error) {
	trying, stop := context.WithCancel(ctx)
	defer stop()
	silence := time.AfterFunc(trunkSilence, stop)
	defer silence.Stop()
	way, err := s.connect(trying, t)
	if err != nil {
		return outsider{}, err
	}
	sound, err := s.ports.leg()
	if err != nil {
		return outsider{}, err
	}
	sound.keys, sound.always = 101, t.Encrypted
	if x.hidden {
		sound.offerKeys()
	}
	got := outsider{sound: sound}
	invite := s.trunkInvite(t, to, sound, speaks, x)
	invite.AppendHeader(s.contactAt(t, way))
	s.send(trying, invite, t, way)
	got.talk, err = s.phones.WriteInvite(trying, invite)
	heard, said := "", make(chan struct{}, 1)
	if err == nil {
		s.keepTo(got.talk, way != nil)
		go s.watch(trying, stop, t, sound, said)
		err = s.answerOf(trying, got.talk, sipgo.AnswerOptions{Username: t.User, Password: t.Password, OnResponse: func(r *sip.Response) error {
			s.trunks.note(t.ID)
			select {
			case said <- struct{}{}:
			default: // that is known
			}
			if silence.Stop() && r.StatusCode == sip.StatusTrying {
				silence.Reset(trunkTrying)
			}
			if body := string(r.Body()); r.IsProvisional() && body != "" && body != heard && hears(sound, r, x.hidden, early) {
				heard = body // another one is of another telephone (RFC 3960 section 3.1), and heard from then on
			}
			return nil
		}})
	}
	if err == nil {
		got.answer, err = s.acknowledge(got.talk, sound, x.hidden)
	}
	if err != nil {
		sound.close()
	}
	return got, err
}

// hears lets the caller hear what comes before the answer (RFC 3960 section 3.2); false where it can't be heard. The leg is the call's from
// the first such sound on.
func hears(sound *leg, r *sip.Response, hidden bool, early func(*leg, func())) bool {
	offered, err := readOffer(describedIn(r))
	if err != nil || hidden && !offered.hidden() {
		return false
	}
	from := addrOf(r.Source())
	early(sound, func() { sound.accept(offered, from) })
	return true
}

// trunkInvite is the INVITE that asks a trunk for a number.
func (s *Service) trunkInvite(t anteroom.TrunkAccess, to anteroom.Callee, sound *leg, speaks codec, x terms) *sip.Request {
	number := token(t.Numbering.Write(to.Number, anteroom.NumberForm(t.DialForm)))
	r := sip.NewRequest(sip.INVITE, trunkURI(t, number))
	r.SetBody(sound.describe(s.ip, codecs(speaks), "sendrecv"))
	for _, h := range s.identity(t, to) {
		r.AppendHeader(h)
	}
	r.AppendHeader(sip.NewHeader("Content-Type", "application/sdp"))
	r.AppendHeader(sip.NewHeader("Allow", allowed))
	for _, h := range s.wanted(x.lasts) {
		r.AppendHeader(h)
	}
	return r
}

// identity is who is said to call. An emergency service is always told: it must be able to call back.
func (s *Service) identity(t anteroom.TrunkAccess, to anteroom.Callee) []sip.Header {
	rule := t.Trunk
	emergency := !strings.HasPrefix(string(to.Number), "+")
	if emergency {
		rule.Caller = string(anteroom.ShowUser)
	}
	shown := token(t.Numbering.Write(rule.Shows(to.Shows), anteroom.NumberForm(t.DialForm)))
	from := sip.FromHeader{DisplayName: quoted(to.Shows.Name), Address: sip.Uri{Scheme: "sip", User: shown, Host: inURI(t.Domain())}, Params: sip.NewParams()}
	if t.Caller != string(anteroom.ShowUser) {
		from.DisplayName = "" // the name is the user's
	}
	if shown == "" {
		from.Address.User = cmp.Or(token(t.User), "anonymous")
	}
	headers := []sip.Header{&from}
	if passed := t.Passed(to.Shows); passed != "" && !emergency {
		from.DisplayName, from.Address.User = "", token(t.Numbering.Write(passed, anteroom.NumberForm(t.DialForm)))
		headers = append(headers, sip.NewHeader("Diversion", "<sip:"+shown+"@"+inURI(t.Domain())+">;reason="+string(cmp.Or(to.Shows.Why, anteroom.DivertsAll))+";counter=1")) // RFC 5806 section 4
	}
	if t.Caller == string(anteroom.ShowWithheld) && !emergency {
		from.DisplayName, from.Address.User, from.Address.Host = "Anonymous", "anonymous", "anonymous.invalid" // RFC 3323 section 4.1.1.3
		headers = append(headers, sip.NewHeader("Privacy", "id"))
		rule.Caller = string(anteroom.ShowUser)
		shown = token(t.Numbering.Write(rule.Shows(to.Shows), anteroom.NumberForm(t.DialForm)))
	}
	if t.Asserted && shown != "" { // RFC 3325 section 9.1
		headers = append(headers, sip.NewHeader("P-Asserted-Identity", "<sip:"+shown+"@"+inURI(t.Domain())+">"))
	}
	from.Params.Add("tag", sip.GenerateTagN(16))
	return headers
}

// far is the other side of the caller: the user, or a trunk that lets something be heard before an answer; nil: none.
func (c *call) far() *leg {
	if c.asked != nil {
		return c.asked.leg
	}
	if c.early() {
		return c.ring.early
	}
	return c.user
}

func (c *call) early() bool { return c.user == nil && c.ring != nil && c.ring.early != nil }

// lets is what a trunk's early sound goes to, where nobody else is rung: of several nobody could tell whose it is.
func (c *call) lets(rung int) func(*leg, func()) {
	ring := c.ring
	return func(sound *leg, accept func()) {
		if rung == 1 {
			c.signal(signal{kind: doThis, do: func() {
				if c.ring == ring && ring != nil {
					accept()
					c.ring.early = sound
				}
			}})
		}
	}
}

// endEarly forgets early sound; its leg is closed by whoever opened it.
func (c *call) endEarly() {
	if c.ring != nil {
		c.ring.early = nil
	}
}

// took notes who answered outside, and answers a caller who waited for it.
func (c *call) took(o *outsider) {
	if o == nil {
		return
	}
	o.at = len(c.log.Outside)
	o.sound.accept(o.answer, addrOf(o.talk.InviteResponse.Source()))
	c.log.Outside = append(c.log.Outside, o.leg)
	if !c.pending {
		return
	}
	c.pending, c.log.Answered, c.accepted = false, time.Now(), make(chan struct{})
	body := c.caller.describe(c.service.ip, []codec{c.caller.codec}, "sendrecv")
	var headers []sip.Header
	c.caller.session, headers = c.service.asked(c.dialog.InviteRequest)
	go c.sayYes(body, headers)
}

// sayYes answers the INVITE, and ends the call that nobody confirms.
func (c *call) sayYes(body []byte, session []sip.Header) {
	defer survive(c.service.log, "an answer")
	defer close(c.accepted)
	if err := c.dialog.WriteResponse(c.service.yes(c.dialog.InviteRequest, body, session)); err != nil && c.dialog.LoadState() != sip.DialogStateEnded {
		c.signal(signal{kind: doThis, do: func() { c.callerGone() }})
	}
}

// confirmed waits for the answer to be out, so that a BYE does not overtake it.
func (c *call) confirmed() {
	if c.accepted == nil {
		return
	}
	select {
	case <-c.accepted:
	case <-time.After(time.Second):
	}
}

// leaveOutside notes that a part of the call that went outside is over.
func (c *call) leaveOutside(p party) {
	if p.outside != nil {
		p.place()
		c.log.Outside[p.outside.at].Ended = time.Now()
	}
}

// notReached is how a call ends that nobody outside answered, in SIP's words.
func (c *call) notReached() *sip.Response {
	code, reason := 480, "Temporarily Unavailable"
	switch c.verdict.Reason {
	case anteroom.LineBusy:
		code, reason = 486, "Busy Here"
	case anteroom.NumberUnknown:
		code, reason = 404, "Not Found"
	case anteroom.NoLine, anteroom.ServiceStopped:
		code, reason = 503, "Service Unavailable"
	case anteroom.CapReached, anteroom.NotAllowed:
		code, reason = 403, "Forbidden"
	}
	return sip.NewResponseFromRequest(c.dialog.InviteRequest, code, reason, nil)
}

// progress lets a phone hear how its call to the outside goes on; it is answered when somebody there answers.
func (s *Service) progress(c *call) bool {
	c.pending = true
	s.beforeAnswer(c)
	return true
}

// checkPIN asks the house whether a PIN is right, beside the call: that takes a while by design.
func (c *call) checkPIN(a anteroom.CheckPIN) {
	go func() {
		defer survive(c.service.log, "the check of a PIN")
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		e := anteroom.Event{Kind: anteroom.PINWrong}
		right, err := c.service.cfg.Lines.PIN(ctx, c.log.Company, a.User, a.PIN)
		switch {
		case err != nil:
			c.service.log.Warn("voice: a PIN is not checked", "call", c.log.ID, "error", err)
			e.Why = anteroom.InternalError
		case right:
			e.Kind = anteroom.PINRight
		}
		c.signal(signal{kind: doThis, do: func() { c.step(e) }})
	}()
}
