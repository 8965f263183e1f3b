package voice

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"anteroom.dev/anteroom"
	"github.com/emiago/sipgo"
	"github.com/emiago/sipgo/sip"
)

const (
	sessionTime  = 30 * time.Minute // without a refresh (RFC 4028 section 4 recommends it)
	leastSession = 90 * time.Second // that may be asked of us (section 5)
	doubtAfter   = 30 * time.Second // without sound, a side is asked whether it is still there
	probeTime    = 8 * time.Second  // that it has for an answer
)

// timer is what keeps a dialog alive (RFC 4028), or finds out that it is not.
type timer struct {
	lasts  time.Duration // without a refresh; 0: nothing was agreed on, and it is only asked whether it is there
	ours   bool          // it is for us to refresh it
	update bool          // it takes UPDATE (RFC 3311), which leaves the sound alone
	due    time.Time     // when it is refreshed, or its end without a refresh of theirs
	asking bool
	asked  time.Time
}

// times are those of the service: a test's are shorter.
func (s *Service) times() (lasts, least, doubt, probe time.Duration) {
	lasts = sessionTime
	if s.cfg.Sessions > 0 {
		lasts = s.cfg.Sessions
	}
	return lasts, min(leastSession, lasts), min(doubtAfter, lasts), min(probeTime, lasts)
}

// soundGone is how long a caller who talks with nobody may send nothing: one may suppress silence.
func (s *Service) soundGone() time.Duration {
	lasts, _, _, _ := s.times()
	return min(soundGone, 3*lasts)
}

// allows tells whether a message names a method in its Allow.
func allows(m sip.Message, method string) bool {
	for _, h := range m.GetHeaders("Allow") {
		for name := range strings.SplitSeq(h.Value(), ",") {
			if strings.EqualFold(strings.TrimSpace(name), method) {
				return true
			}
		}
	}
	return false
}

// supports tells whether a message names an extension in Supported or Require.
func supports(m sip.Message, extension string) bool {
	for _, header := range []string{"Supported", "k", "Require"} {
		for _, h := range m.GetHeaders(header) {
			for name := range strings.SplitSeq(h.Value(), ",") {
				if strings.EqualFold(strings.TrimSpace(name), extension) {
					return true
				}
			}
		}
	}
	return false
}

// expires is what a message says of the session's length, and who refreshes it; 0: nothing.
func expires(m interface{ GetHeader(string) sip.Header }) (lasts time.Duration, refresher string) {
	for _, name := range []string{"Session-Expires", "x"} {
		if h := m.GetHeader(name); h != nil {
			text, rest, _ := strings.Cut(h.Value(), ";")
			n, err := strconv.ParseUint(strings.TrimSpace(text), 10, 31)
			if err != nil || n == 0 {
				return 0, ""
			}
			for p := range strings.SplitSeq(rest, ";") {
				if key, value, _ := strings.Cut(p, "="); strings.EqualFold(strings.TrimSpace(key), "refresher") {
					refresher = strings.ToLower(strings.TrimSpace(value))
				}
			}
			return min(time.Duration(n)*time.Second, 24*time.Hour), refresher
		}
	}
	return 0, ""
}

// tooShort refuses a request that asks for a session which would have to be refreshed more often than we let it (section 8).
func (s *Service) tooShort(r *sip.Request, tx sip.ServerTransaction) bool {
	_, least, _, _ := s.times()
	lasts, _ := expires(r)
	if lasts == 0 || lasts >= least || !supports(r, "timer") {
		return false
	}
	respond(r, tx, 422, "Session Interval Too Small", sip.NewHeader("Min-SE", seconds(least)))
	return true
}

func seconds(d time.Duration) string { return strconv.Itoa(int(d / time.Second)) }

// asked is the session that a request of theirs asks for, and what the answer says of it (section 9). Who does not know of sessions
// gets none that it would have to refresh.
func (s *Service) asked(r *sip.Request) (timer, []sip.Header) {
	most, least, _, _ := s.times()
	x := timer{update: allows(r, "UPDATE")}
	lasts, refresher := expires(r)
	known := supports(r, "timer")
	if !known && !x.update {
		return x, nil
	}
	if lasts == 0 {
		lasts = most
	}
	x.lasts, x.ours = max(least, min(lasts, most)), !known || refresher == "uas"
	who := "uac"
	if x.ours {
		who = "uas"
	}
	headers := []sip.Header{sip.NewHeader("Session-Expires", seconds(x.lasts)+";refresher="+who)}
	if known {
		headers = append(headers, sip.NewHeader("Require", "timer"))
	}
	return x.started(), headers
}

// agreed is the session that an answer of theirs agrees on (section 7.2).
func (s *Service) agreed(r *sip.Response) timer {
	lasts, refresher := expires(r)
	return timer{lasts: lasts, ours: refresher != "uas", update: allows(r, "UPDATE")}.started()
}

// started is the session from now on: half of it until a refresh of ours, or nearly all for one of theirs (section 10).
func (x timer) started() timer {
	wait := x.lasts / 2
	if !x.ours {
		wait = x.lasts - min(32*time.Second, x.lasts/3)
	}
	x.due = time.Now().Add(wait)
	return x
}

// wanted are the headers by which an INVITE of ours asks for a session.
func (s *Service) wanted(lasts time.Duration) []sip.Header {
	_, least, _, _ := s.times()
	return []sip.Header{sip.NewHeader("Supported", supported), sip.NewHeader("Session-Expires", seconds(lasts)), sip.NewHeader("Min-SE", seconds(least))}
}

// keepAlive refreshes the sessions of both sides, and asks one that has been silent for long whether it is still there.
func (c *call) keepAlive(now time.Time) {
	if c.pending || c.refused != nil {
		return
	}
	_, _, doubt, _ := c.service.times()
	for _, p := range []*party{&c.caller, &c.called} {
		if !p.there() || p.session.asking {
			continue
		}
		x, silent := &p.session, now.Sub(p.heard) > doubt && now.Sub(p.session.asked) > doubt && !byWebSocket(p.transport) // a connection tells by itself
		switch {
		case x.lasts > 0 && !x.ours && now.After(x.due):
			c.vanished(p)
		case x.lasts > 0 && x.ours && (silent || now.After(x.due)):
			c.check(p, c.refresh(p))
		case silent:
			c.check(p, func(ctx context.Context, at party) (*sip.Response, error) { return at.ask(ctx, sip.OPTIONS, "") })
		}
		if c.over {
			return
		}
	}
}

// refresh is how a session is refreshed: by UPDATE, or by an INVITE that tells nothing different.
func (c *call) refresh(p *party) func(context.Context, party) (*sip.Response, error) {
	_, least, _, _ := c.service.times()
	headers := []sip.Header{sip.NewHeader("Session-Expires", seconds(p.session.lasts)+";refresher=uac"), sip.NewHeader("Min-SE", seconds(least)),
		sip.NewHeader("Supported", supported), c.service.contactWithin(p.transport, p.source)}
	if p.session.update {
		return func(ctx context.Context, at party) (*sip.Response, error) {
			return at.ask(ctx, sip.UPDATE, "", headers...)
		}
	}
	body := string(p.describe(c.service.ip, []codec{p.codec}, mirrored(p.theirs.direction)))
	headers = append(headers, sip.NewHeader("Content-Type", "application/sdp"))
	return func(ctx context.Context, at party) (*sip.Response, error) {
		r, err := at.ask(ctx, sip.INVITE, body, headers...)
		if err == nil && r.IsSuccess() {
			err = at.confirm(r)
		}
		return r, err
	}
}

// check asks a side beside the call.
func (c *call) check(p *party, send func(context.Context, party) (*sip.Response, error)) {
	p.session.asking, p.session.asked = true, time.Now()
	at := *p
	go func() {
		defer survive(c.service.log, "the refresh of a session")
		_, _, _, limit := c.service.times()
		ctx, cancel := context.WithTimeout(context.Background(), limit)
		defer cancel()
		r, err := send(ctx, at)
		c.signal(signal{kind: doThis, do: func() { c.checked(at.id, r, err) }})
	}()
}

// checked takes what came of it (RFC 4028 section 10, RFC 5057 section 5.1). Any answer but two says that somebody is there.
func (c *call) checked(id string, r *sip.Response, err error) {
	for _, p := range []*party{&c.caller, &c.called} {
		if !p.there() || p.id != id {
			continue
		}
		x := &p.session
		x.asking = false
		switch {
		case err != nil || r.StatusCode == 481 || r.StatusCode == 408:
			c.vanished(p)
		case r.StatusCode == 422 && least(r) > x.lasts: // once more, as seldom as it wants
			x.lasts = least(r)
		case !r.IsSuccess():
			x.due = time.Now().Add(x.lasts / 8)
		case r.CSeq().MethodName != sip.OPTIONS:
			if lasts, who := expires(r); lasts > 0 {
				x.lasts, x.ours = lasts, who != "uas"
			}
			*x = x.started()
			p.moved(r)
		}
	}
}

// moved takes over where a side wants its sound from now on, as its answer to a refresh tells: some move then.
func (p *party) moved(r *sip.Response) {
	answer, err := readOffer(describedIn(r))
	if err == nil && r.CSeq().MethodName == sip.INVITE && !p.secret && answer.addr.IsValid() && answer.addr != p.theirs.addr {
		p.accept(answer, addrOf(p.source))
	}
}

// vanished ends what goes on with a side that does not say any more that it is there; one that is still heard is.
func (c *call) vanished(p *party) {
	if _, _, _, limit := c.service.times(); time.Since(p.heard) < limit {
		p.session = p.session.started()
		return
	}
	if p == &c.called {
		c.userGone()
	} else {
		c.callerGone()
	}
	if (c.over || c.ending) && (c.verdict.Reason == anteroom.CallerHungUp || c.verdict.Reason == anteroom.UserHungUp) {
		c.verdict.Reason = anteroom.Vanished
	}
}

// renew takes the session over that a request of a side asks for, and where it is reached from now on; and is what the answer
// says of it.
func (c *call) renew(r *sip.Request) (headers []sip.Header) {
	p := c.sideOf(r)
	if p == nil {
		return nil
	}
	if contact := r.Contact(); contact != nil {
		p.contact, p.source = contact.Address, r.Source()
	}
	p.session, headers = c.service.asked(r)
	return headers
}

// terms are how a call is offered.
type terms struct {
	hidden bool // its sound
	lasts  time.Duration
}

// haggle offers a call until its terms are none that the other side refuses by itself: hidden sound, or a session that it
// would have to refresh too often (RFC 4028 section 7.4).
func (s *Service) haggle(hidden, plain bool, try func(terms) error) error {
	lasts, _, _, _ := s.times()
	t := terms{hidden: hidden, lasts: lasts}
	for {
		err := try(t)
		refused, ok := errors.AsType[*sipgo.ErrDialogResponse](err)
		switch {
		case ok && t.hidden && plain && slices.Contains([]int{415, 488, 606}, refused.Res.StatusCode):
			t.hidden = false
		case ok && refused.Res.StatusCode == 422 && least(refused.Res) > t.lasts:
			t.lasts = least(refused.Res)
		default:
			return err
		}
	}
}

// least is how long the sessions must last that an answer lets be.
func least(r *sip.Response) time.Duration {
	if h := r.GetHeader("Min-SE"); h != nil {
		if n, err := strconv.ParseUint(strings.TrimSpace(h.Value()), 10, 31); err == nil {
			return min(time.Duration(n)*time.Second, 24*time.Hour)
		}
	}
	return 0
}
