package voice

import (
	"context"
	"crypto/x509"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"strconv"
	"strings"
	"time"

	"anteroom.dev/anteroom"
	"github.com/emiago/sipgo"
	"github.com/emiago/sipgo/sip"
)

const (
	signInFor   = 10 * time.Minute // asked for; the trunk decides
	leastSignIn = 20 * time.Second
	pingEvery   = time.Minute // of a trunk that knows our address
	trunkAnswer = 5 * time.Second
	firstRetry  = 5 * time.Second
	lastRetry   = 5 * time.Minute
)

// attended is a trunk that is kept signed in, or asked whether it is there.
type attended struct {
	as   string // what it was begun with: one that changed is begun anew
	stop context.CancelFunc
}

// attend begins to look after the trunks that are new or changed, and leaves those that are no more.
func (s *Service) attend(list []anteroom.TrunkAccess) {
	wanted := map[anteroom.TrunkID]bool{}
	for _, t := range list {
		if t.Off {
			continue
		}
		wanted[t.ID] = true
		raw, _ := json.Marshal(t.Trunk) // what has no JSON is only begun anew once more
		as := string(raw) + t.Password
		if was, ok := s.attended[t.ID]; ok && was.as == as {
			continue
		} else if ok {
			was.stop()
		}
		ctx, stop := context.WithCancel(s.hangUp)
		s.attended[t.ID] = attended{as, stop}
		s.looking.Go(func() { s.lookAfter(ctx, t) })
	}
	for id, a := range s.attended {
		if !wanted[id] {
			a.stop()
			delete(s.attended, id)
		}
	}
}

// lookAfter keeps one trunk signed in (RFC 3261 section 10.2), or asks it now and then whether it is there, and tells the house
// how it is.
func (s *Service) lookAfter(ctx context.Context, t anteroom.TrunkAccess) {
	sign := signing{service: s, trunk: t, call: sip.GenerateTagN(20), expires: signInFor}
	defer sign.leave()
	for failures := 0; ; {
		now := time.Now()
		wait, why := sign.once(ctx)
		if ctx.Err() != nil {
			return
		}
		h := anteroom.TrunkHealth{Trunk: t.ID, Reached: now, Calls: s.trunks.on(t)}
		failures++
		if why == nil {
			failures = 0
			if t.Register {
				h.Registered = now.Add(wait)
				wait = wait * 3 / 4 // before it is over
			}
		} else {
			h.Reached, h.Failed, h.Why = time.Time{}, now, why
			wait = min(lastRetry, firstRetry<<min(failures-1, 10))
			wait += time.Duration(rand.Int64N(int64(wait / 4))) // so that not all come back at once (RFC 5626 section 4.5)
		}
		s.tellHealth(ctx, h)
		if !pause(ctx, wait, sign.way) {
			return
		}
	}
}

func (s *Service) tellHealth(ctx context.Context, h anteroom.TrunkHealth) {
	defer survive(s.log, "the health of a trunk")
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	if err := s.cfg.Lines.TrunkHealth(ctx, h); err != nil && ctx.Err() == nil {
		s.log.Warn("voice: how a trunk is could not be told", "error", err)
	}
}

// on is how many calls there are on a trunk.
func (t *trunks) on(of anteroom.TrunkAccess) int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.calls[of.ID]
}

// signing is our registration at a trunk.
type signing struct {
	service *Service
	trunk   anteroom.TrunkAccess
	call    string // the Call-ID, the same for all (RFC 3261 section 10.2)
	seq     uint32
	expires time.Duration
	in      bool
	asks    bool        // it asks only who is signed in (RFC 3261 section 10.2.3), and signs nobody in
	way     *connection // by which it was asked last; nil by UDP
}

// once signs in, or asks whether the trunk is there, and is how long that holds; else why it failed.
func (g *signing) once(ctx context.Context) (holds time.Duration, why *anteroom.Text) {
	defer survive(g.service.log, "a trunk", func() { holds, why = 0, g.silence(errPanic) })
	ctx, cancel := context.WithTimeout(ctx, 2*trunkAnswer)
	defer cancel()
	if !g.trunk.Register {
		if _, err := g.send(ctx, sip.OPTIONS); err != nil {
			return 0, g.silence(err)
		}
		return pingEvery, nil
	}
	answer, err := g.register(ctx, g.expires)
	if err == nil && answer.StatusCode == 423 { // Interval Too Brief
		if h := answer.GetHeader("Min-Expires"); h != nil {
			if n, err := strconv.Atoi(h.Value()); err == nil && n > 0 && n < 86_400 {
				g.expires = time.Duration(n) * time.Second
			}
		}
		answer, err = g.register(ctx, g.expires)
	}
	switch {
	case err != nil:
		return 0, g.silence(err)
	case answer.StatusCode == 401, answer.StatusCode == 403, answer.StatusCode == 407:
		why := anteroom.T("trunk.why.sign_in")
		return 0, &why
	case answer.StatusCode != 200:
		why := anteroom.T("trunk.why.refused", "code", answer.StatusCode)
		return 0, &why
	}
	g.in = true
	return max(leastSignIn, granted(answer, g.expires)), nil
}

// silence is why nothing came of a request.
func (g *signing) silence(err error) *anteroom.Text {
	var other x509.HostnameError
	var unknown x509.UnknownAuthorityError
	var invalid x509.CertificateInvalidError
	host, _, _ := g.trunk.Address()
	why := anteroom.T("trunk.why.silent")
	switch text := err.Error(); {
	case errors.As(err, &other):
		why = anteroom.T("trunk.why.name", "name", host)
	case errors.As(err, &unknown):
		why = anteroom.T("trunk.why.authority")
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		why = anteroom.T("trunk.why.expired")
	case strings.Contains(text, "refused") || strings.Contains(text, "no such host") || strings.Contains(text, "tls:") || strings.Contains(text, "x509"):
		why = anteroom.T("trunk.why.unreached", "cause", clean(text))
	}
	return &why
}

// granted is for how long the trunk signed us in.
func granted(answer *sip.Response, asked time.Duration) time.Duration {
	text := ""
	if h := answer.GetHeader("Expires"); h != nil {
		text = h.Value()
	}
	if c := answer.Contact(); c != nil {
		if own, ok := c.Params.Get("expires"); ok {
			text = own
		}
	}
	n, err := strconv.Atoi(strings.TrimSpace(text))
	if err != nil || n < 1 || n > 86_400 {
		return asked
	}
	return time.Duration(n) * time.Second
}

func (g *signing) register(ctx context.Context, expires time.Duration) (*sip.Response, error) {
	return g.send(ctx, sip.REGISTER, sip.NewHeader("Expires", strconv.Itoa(int(expires/time.Second))))
}

// request is one to the trunk itself.
func (g *signing) request(ctx context.Context, method sip.RequestMethod) *sip.Request {
	t := g.trunk
	domain := sip.Uri{Scheme: "sip", Host: inURI(t.Domain())}
	r := sip.NewRequest(method, domain)
	us := sip.Uri{Scheme: "sip", User: token(t.User), Host: inURI(t.Domain())}
	from := sip.FromHeader{Address: us, Params: sip.NewParams()}
	from.Params.Add("tag", sip.GenerateTagN(16))
	r.AppendHeader(&from)
	to := sip.ToHeader{Address: domain}
	if method == sip.REGISTER {
		to.Address = us
	}
	r.AppendHeader(&to)
	call := sip.CallIDHeader(g.call)
	r.AppendHeader(&call)
	g.seq++
	r.AppendHeader(&sip.CSeqHeader{SeqNo: g.seq, MethodName: method})
	if !g.asks {
		r.AppendHeader(g.service.contactAt(t, g.way))
	}
	g.service.send(ctx, r, t, g.way)
	return r
}

func (g *signing) send(ctx context.Context, method sip.RequestMethod, headers ...sip.Header) (*sip.Response, error) {
	first, cancel := context.WithTimeout(ctx, trunkAnswer)
	defer cancel()
	var err error
	if g.way, err = g.service.connect(first, g.trunk); err != nil {
		return nil, err
	}
	r := g.request(first, method)
	for _, h := range headers {
		r.AppendHeader(h)
	}
	answer, err := g.service.client.Do(first, r)
	if err != nil || answer.StatusCode != 401 && answer.StatusCode != 407 || g.trunk.Password == "" {
		return answer, err
	}
	answer, err = g.service.client.DoDigestAuth(ctx, r, answer, sipgo.DigestAuth{Username: g.trunk.User, Password: g.trunk.Password})
	if h := r.CSeq(); h != nil {
		g.seq = h.SeqNo
	}
	return answer, err
}

// leave signs off, and lets go of the connection where the trunk is no more.
func (g *signing) leave() {
	if g.in {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		_, _ = g.register(ctx, 0) // one that does not answer forgets us by itself
	}
	if !g.service.trunks.has(g.trunk.ID) {
		g.service.connections.leave(g.trunk, g.service.trunks.on(g.trunk))
	}
}

// signOff leaves all trunks, and waits for that a moment.
func (s *Service) signOff() {
	s.endAll()
	left := make(chan struct{})
	go func() { s.looking.Wait(); close(left) }()
	select {
	case <-left:
	case <-time.After(1500 * time.Millisecond):
	}
}
