package voice

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"math"
	"net"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"anteroom.dev/anteroom"
	"github.com/emiago/sipgo"
	"github.com/emiago/sipgo/sip"
)

// ringing is the phones of a user that ring for a call.
type ringing struct {
	began time.Time
	until time.Time
	stop  context.CancelFunc // cancels those that still ring
	take  func() bool        // ends the ringing for somebody else who answers; false where a phone has answered
	early *leg               // of a trunk that lets something be heard before the answer; nil: none
	frame int
}

// ringback is what the caller hears meanwhile: 440 and 480 Hz, two seconds on, four off.
func (r *ringing) ringback() []int16 {
	n := r.frame
	r.frame++
	if n%300 >= 100 {
		return nil
	}
	pcm := make([]int16, frameSamples)
	for i := range pcm {
		t := float64(n*frameSamples+i) / rate
		pcm[i] = int16(2500 * (math.Sin(2*math.Pi*440*t) + math.Sin(2*math.Pi*480*t)))
	}
	return pcm
}

// tone is a plain tone with soft ends.
func tone(hertz float64, length time.Duration) []int16 {
	pcm := make([]int16, int(length.Seconds()*rate))
	for i := range pcm {
		soft := math.Min(1, math.Min(float64(i), float64(len(pcm)-i))/80)
		pcm[i] = int16(6000 * soft * math.Sin(2*math.Pi*hertz*float64(i)/rate))
	}
	return pcm
}

// errElsewhere is why a phone rings no more whose call another has.
var errElsewhere = errors.New("voice: answered elsewhere")

// startRinging rings all phones of all callees at once. The first that answers is connected, the others are cancelled; when
// none is left, everybody is away.
func (c *call) startRinging(a anteroom.Ring) { c.ringAt(c.places(a), a, c.log, c.caller.codec) }

// ringAt rings at places. Who is said to call is in from, as it is now: the call writes on its line while the phones ring.
func (c *call) ringAt(places []place, a anteroom.Ring, from anteroom.Call, speaks codec) {
	most := a.For
	if a.InTurn {
		most *= time.Duration(max(1, len(places)))
	}
	all, elsewhere := context.WithCancelCause(c.service.hangUp)
	ctx, stop := context.WithTimeout(all, most)
	var once sync.Once
	take := func() (first bool) {
		once.Do(func() {
			first = true
			elsewhere(errElsewhere)
		})
		return first
	}
	c.ring = &ringing{began: time.Now(), until: time.Now().Add(most + 2*time.Second), stop: stop, take: take}
	early := c.lets(len(a.To))
	var wg sync.WaitGroup
	var why anteroom.Reason // of the one number that is called
	try := func(ctx context.Context, p place) {
		defer survive(c.service.log, "a phone that was to ring")
		got, err := c.service.reach(ctx, p, from, speaks, early)
		if err != nil {
			if u, ok := errors.AsType[unreached](err); ok && len(a.To) == 1 {
				why = u.why
			}
			return
		}
		first := false
		once.Do(func() {
			first = true
			c.signal(got)
			elsewhere(errElsewhere)
		})
		if !first { // answered a moment late
			got.party.place()
			got.party.close()
			c.service.bye(*got.party)
		}
	}
	if a.InTurn {
		wg.Go(func() { inTurn(ctx, a.For, places, try) })
	} else {
		for _, p := range places {
			wg.Go(func() { try(ctx, p) })
		}
	}
	c.service.wg.Go(func() {
		defer survive(c.service.log, "the end of ringing")
		wg.Wait()
		stop()
		elsewhere(nil)
		once.Do(func() { c.signal(signal{kind: userAway, why: why}) })
	})
}

// place is where a callee is rung.
type place struct {
	binding
	outside *anteroom.Callee // whose number is called by a trunk; nil: the phone is one of ours
	callee  int              // of the ring
	part    int              // of the call, where it goes outside
	rung    rung
}

// reach rings a place until somebody answers, and is the signal that says so.
func (s *Service) reach(ctx context.Context, p place, log anteroom.Call, speaks codec, early func(*leg, func())) (signal, error) {
	if p.outside != nil {
		got, err := s.outside(ctx, p, log, speaks, early)
		if err != nil {
			return signal{}, err
		}
		answered := called(got.talk, got.sound, "")
		answered.outside, answered.session = &got, s.agreed(got.talk.InviteResponse)
		return signal{kind: userAnswered, party: &answered, callee: p.callee}, nil
	}
	if !s.register.holds(p.binding) {
		return signal{}, errTakenAway
	}
	talk, sound, err := s.invite(ctx, p, log, speaks)
	if err != nil {
		return signal{}, err
	}
	answered := called(talk, sound, p.Phone)
	answered.session = s.agreed(talk.InviteResponse)
	return signal{kind: userAnswered, party: &answered, callee: p.callee}, nil
}

// mostInTurn is how many phones ring one after the other: a caller waits no longer.
const mostInTurn = 5

func (c *call) places(a anteroom.Ring) []place {
	var list []place
	for i, to := range a.To {
		if to.Number != "" {
			list = append(list, place{outside: &to, callee: i, part: c.parts})
			c.parts++
			continue
		}
		for _, b := range append(c.service.register.of(to.User), line(to.Line)...) {
			list = append(list, place{binding: b, callee: i, rung: rung{call: c, company: c.log.Company, user: to.User}})
		}
	}
	if a.InTurn { // the phone that was made first rings first: their names are in that order
		slices.SortStableFunc(list, func(a, b place) int { return cmp.Or(cmp.Compare(a.callee, b.callee), cmp.Compare(a.Phone, b.Phone)) })
		list = list[:min(len(list), mostInTurn)]
	}
	return list
}

// inTurn rings one after the other, each for a time, until the context ends.
func inTurn(ctx context.Context, each time.Duration, places []place, try func(context.Context, place)) {
	for _, p := range places {
		if ctx.Err() != nil {
			return
		}
		one, cancel := context.WithTimeout(ctx, each)
		try(one, p)
		cancel()
	}
}

// line is where a line on a phone system is reached, given as 201@host:port.
func line(at string) []binding {
	extension, server, ok := strings.Cut(at, "@")
	host, port, err := net.SplitHostPort(server)
	n, wrong := strconv.Atoi(port)
	if !ok || err != nil || wrong != nil {
		return nil
	}
	return []binding{{Contact: token(extension), Host: inURI(host), Port: n, Source: server, Transport: "udp"}}
}

// connect joins the user's phone and the caller.
func (c *call) connect(s signal) {
	if c.ring == nil || c.over { // no one is waiting any more
		s.party.place()
		c.service.leave(*s.party)
		return
	}
	c.took(s.party.outside)
	c.ring, c.called, c.user = nil, *s.party, s.party.leg
	c.service.hold(s.party.id, c)
	c.queue, c.played = nil, 0
	c.step(anteroom.Event{Kind: anteroom.UserAnswer, Callee: s.callee})
}

// hangUpUser ends what goes on with the user's phones.
func (c *call) hangUpUser() {
	if c.ring != nil {
		c.ring.stop()
		c.endEarly()
		c.ring = nil
	}
	c.leaveOutside(c.called)
	c.service.leave(c.called)
	c.called, c.user, c.asked = party{}, nil, nil
}

// hangUpCaller ends what goes on with the caller; one that was never answered is told why.
func (c *call) hangUpCaller() {
	if !c.caller.there() {
		return
	}
	c.service.log.Debug("voice: how the sound of a call went", "call", c.log.ID, "caller", c.caller.traffic.quality())
	if c.pending {
		c.refused = c.notReached()
	}
	if c.refused != nil {
		refuse(c.service.log, c.dialog, c.refused)
		return
	}
	c.confirmed()
	if c.verdict.Reason == anteroom.Vanished { // nobody will answer
		c.service.leave(c.caller)
		c.caller = party{}
		return
	}
	c.service.sayBye(c.caller) // does nothing where the caller hung up
}

// confirmTime is how long a caller has to confirm a refusal: its first repetitions are sent by then (RFC 3261 section 17.2.1).
const confirmTime = 2 * time.Second

// refuse ends a call that was never answered; that goes nowhere where the caller hung up. Who has vanished does not confirm it for half
// a minute, and is not waited for.
func refuse(log *slog.Logger, dialog *sipgo.DialogServerSession, answer *sip.Response) {
	confirmed := make(chan struct{})
	go func() {
		defer close(confirmed)
		defer survive(log, "the refusal of a call")
		_ = dialog.WriteResponse(answer)
	}()
	select {
	case <-confirmed:
	case <-time.After(confirmTime):
	}
}

// phoneSilence is how long a phone may say nothing at all, not even that it tries: it was asked five times by then (RFC 3261
// section 17.1.1.2), and is not there.
func (s *Service) phoneSilence() time.Duration {
	lasts, _, _, _ := s.times()
	return min(8*time.Second, 2*lasts)
}

// invite rings one phone until it answers or the context ends, and confirms its answer. What the other side of the call speaks
// is offered first. Sound is hidden where the way to the phone is; one that refuses just that is rung without.
func (s *Service) invite(ctx context.Context, p place, from anteroom.Call, speaks codec) (talk *sipgo.DialogClientSession, sound *leg, err error) {
	b := p.binding
	hidden := strings.EqualFold(b.Transport, "tls") || byWebSocket(b.Transport)
	err = s.haggle(hidden, !byWebSocket(b.Transport), func(t terms) (err error) {
		talk, sound, err = s.inviteWith(ctx, p, from, speaks, t)
		return err
	})
	return talk, sound, err
}

func (s *Service) inviteWith(ctx context.Context, p place, from anteroom.Call, speaks codec, t terms) (*sipgo.DialogClientSession, *leg, error) {
	b := p.binding
	sound, err := s.ports.leg()
	if err != nil {
		return nil, nil, err
	}
	sound.keys = 101
	if byWebSocket(b.Transport) {
		sound.secret, sound.link = true, sound.newLink()
	} else if t.hidden {
		sound.offerKeys()
	}
	r := sip.NewRequest(sip.INVITE, b.uri())
	r.SetTransport(b.Transport)
	r.SetDestination(b.Source)
	r.SetBody(sound.describe(s.ip, codecs(speaks), "sendrecv"))
	caller := token(from.Caller)
	if caller == "" {
		caller = "anonymous"
	}
	origin := sip.FromHeader{DisplayName: quoted(from.CallerName), Address: sip.Uri{Scheme: "sip", User: caller, Host: s.host()}, Params: sip.NewParams()}
	origin.Params.Add("tag", sip.GenerateTagN(16))
	r.AppendHeader(&origin)
	r.AppendHeader(s.contact(b.Transport))
	r.AppendHeader(sip.NewHeader("Content-Type", "application/sdp"))
	r.AppendHeader(sip.NewHeader("Allow", allowed))
	for _, h := range s.wanted(t.lasts) {
		r.AppendHeader(h)
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	silence := time.AfterFunc(s.phoneSilence(), stop)
	defer silence.Stop()
	talk, err := s.phones.WriteInvite(ctx, r)
	if err == nil {
		s.keepTo(talk, b.Phone != "")
		id := talk.InviteRequest.CallID().Value()
		p.rung.ours, _ = talk.InviteRequest.From().Params.Get("tag")
		s.rings.begin(id, p.rung)
		defer s.rings.end(id)
		err = s.answerOf(ctx, talk, sipgo.AnswerOptions{OnResponse: func(r *sip.Response) error {
			silence.Stop()
			s.rings.heard(r)
			return nil
		}})
	}
	if err == nil {
		err = s.confirm(talk, sound)
	}
	if err != nil {
		sound.close()
		return nil, nil, err
	}
	return talk, sound, nil
}

// keepTo has all of a dialog go to where its first answer comes from: a Contact may be behind a translating router, or ask for a
// connection that only the other side can open, or that nobody could trust.
func (s *Service) keepTo(talk *sipgo.DialogClientSession, source bool) {
	there := *talk.UA
	there.RewriteContact = source
	talk.UA = &there
}

func (s *Service) confirm(talk *sipgo.DialogClientSession, sound *leg) error {
	answer, err := s.acknowledge(talk, sound, sound.secret)
	if err == nil {
		sound.accept(answer, addrOf(talk.InviteResponse.Source()))
	}
	return err
}

// acknowledge confirms an answer, and reads it; hidden sound that was offered may not be taken away.
func (s *Service) acknowledge(talk *sipgo.DialogClientSession, sound *leg, hidden bool) (offer, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Second)
	defer cancel()
	if err := talk.Ack(ctx); err != nil {
		return offer{}, err
	}
	answer, err := readOffer(describedIn(talk.InviteResponse))
	if err == nil && hidden && !answer.hidden() {
		err = errors.New("voice: the phone takes the key away that was offered")
	}
	if err != nil {
		s.bye(called(talk, sound, ""))
		return offer{}, errors.Join(errors.New("voice: the phone's answer has no sound"), err)
	}
	return answer, nil
}
