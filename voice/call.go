package voice

import (
	"context"
	"net/netip"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"anteroom.dev/anteroom"
	"github.com/emiago/sipgo"
	"github.com/emiago/sipgo/sip"
)

const (
	firstPause  = 300 * time.Millisecond // after answering, before the first prompt: phones need it to open their ear
	lastPause   = 300 * time.Millisecond // after the last prompt, before hanging up: a phone plays what it has buffered only while the call is up
	soundGone   = 2 * time.Minute        // without any RTP of the caller, who may suppress silence
	longestCall = 2 * time.Hour
	soundLate   = 15 * time.Second       // for keys to be agreed on
	lastWords   = 6 * time.Second        // to tell a caller that the service stops
	plainTime   = 200 * time.Millisecond // that the desk has for a plan, before the last known one answers
)

// stepper is the policy of a call: a Plan, or a test's own.
type stepper interface {
	Step(anteroom.State, anteroom.Event) (anteroom.State, []anteroom.Action)
}

// call is one call session, owned by the goroutine of its INVITE. What happens beside it arrives as signals. Its sound is carried
// by the pulse, while that goroutine waits.
type call struct {
	service *Service
	log     anteroom.Call
	plan    stepper
	state   anteroom.State
	dialog  *sipgo.DialogServerSession // of the INVITE that began it; nil: it was begun from here
	dialled string                     // cut and cleaned, by the phone of ours that began it
	caller  party
	called  party // who answered, whether or not the call was taken
	signals chan signal
	done    chan struct{} // closed at its end

	mu        sync.Mutex    // held by its goroutine, but while that waits
	roused    chan struct{} // there is something to attend to
	pressings []pressing
	ahead     []byte // keys for what comes after the house's answer
	turns     int
	unkept    bool  // the spool does not know of the last step
	beat      int64 // of the pulse, of its first turn
	turned    int64 // the beat of its last one; the pulse's own

	queue     []spoken // prompts that are still to play; the first one plays
	played    int      // samples of the first one
	listen    time.Duration
	quietAt   time.Time // when Listen's time is up; zero: not listening, or something plays
	recording *recording
	hearing   *hearing // a caller who is asked to say something; nil: nobody is listened to
	ring      *ringing
	user      *leg             // of called, once the two hear each other
	asked     *asking          // called has not taken the call yet; user is nil then
	verdict   anteroom.Verdict // where the call is to end
	ending    bool             // once the queue has played
	closed    time.Time        // when the call ends in any case, for the service stops; zero: it does not
	over      bool
	sent      int64 // frames, since begun
	begun     time.Time
	test      string               // the pass of a test call; empty: it is none
	late      bool                 // the INVITE had no offer: ours is in the answer to it, and the ACK answers that
	from      anteroom.Caller      // as the first plan knows who calls
	refusal   anteroom.Reason      // of the plan
	refused   *sip.Response        // how the call ends that is refused and never answered; nil: it is answered
	pending   bool                 // it is answered when somebody outside answers
	accepted  chan struct{}        // of a call that was pending: closed once the caller confirmed
	parts     int                  // attempts to reach somebody outside
	warning   []int16              // what is left of a tone for the caller
	hold      anteroom.RecordingID // for who is held; empty: ours
	music     spoken               // of hold, once somebody is
}

// run is the call from its answer to its end. However it ends, there is one verdict, and the desk is told.
func (c *call) run(ctx context.Context) {
	defer c.finish()
	c.mu.Lock() // and never let go: at its end nobody else has it
	c.begun = time.Now()
	if c.refused == nil && !c.pending {
		c.log.Answered = c.begun
	}
	c.step(anteroom.Event{Kind: anteroom.Begin})
	c.frames(c.begun)
	defer c.service.pulse.join(c)()
	for !c.over {
		c.wait(ctx)
	}
}

// wait lets the pulse carry the sound until there is something else to do, and does it.
func (c *call) wait(ctx context.Context) {
	stops := ctx.Done()
	if !c.closed.IsZero() { // it is known
		stops = nil
	}
	c.mu.Unlock()
	select {
	case <-c.roused:
		c.mu.Lock()
		c.attend()
	case s := <-c.signals:
		c.mu.Lock()
		c.handle(s)
	case <-stops:
		c.mu.Lock()
		c.closes()
	}
}

// finish is the deferred ending: exactly one verdict, both sides hung up, the line handed to the spool.
func (c *call) finish() {
	if p := recover(); p != nil {
		c.service.log.Error("voice: panic in a call", "call", c.log.ID, "panic", p, "stack", string(debug.Stack()))
		c.verdict = anteroom.Verdict{Result: anteroom.Failed, Reason: anteroom.InternalError}
	}
	if c.verdict.Result == "" {
		c.verdict = anteroom.Verdict{Result: anteroom.Failed, Reason: anteroom.InternalError}
	}
	c.hearing.stop()
	c.hangUpUser()
	c.leaveOutside(c.caller)
	end := time.Now() // who has vanished does not answer the BYE for a while
	c.hangUpCaller()
	line := c.line()
	line.Ended, line.Verdict = end, c.verdict
	if c.verdict.Result == anteroom.LeftMsg && c.recording != nil {
		line.Recording = c.recording.keep(line.ID)
	}
	c.watched(line)
	if c.recording != nil && c.recording.kept {
		c.service.spool.forget(line.ID)
		return
	}
	c.service.spool.ended(line)
}

// step asks the plan what to do about an event, and does it.
func (c *call) step(e anteroom.Event) {
	var actions []anteroom.Action
	c.state.Path, c.state.Refused = "", nil
	c.state, actions = c.plan.Step(c.state, e)
	if r := c.state.Refused; r != nil {
		c.log.Refuse(*r)
	}
	c.log.Path = append(c.log.Path, c.state.Steps()...)
	for _, a := range actions {
		c.carryOut(a)
	}
	c.changed()
}

// changed shows the call's line as it is now, and has it written down.
func (c *call) changed() {
	line := c.line()
	c.unkept = true
	c.service.board.show(c, line)
	c.watched(line)
}

// keep writes down how far the call has come: of steps that follow one another at once, the last.
func (c *call) keep() {
	if c.unkept {
		c.unkept = false
		c.service.spool.note(c.line())
	}
}

// line is the call's line as far as it has come.
func (c *call) line() anteroom.Call {
	line := c.log
	line.Language, line.User = c.state.Language, c.state.User
	if as := c.state.As(); as != "" {
		line.Sender = as
	}
	line.Prompts, line.Path = slices.Clone(line.Prompts), slices.Clone(line.Path)
	return line
}

// watched tells who tries a call how far it has come.
func (c *call) watched(line anteroom.Call) {
	if c.test != "" && c.service.cfg.Watch != nil {
		c.service.cfg.Watch(c.test, line)
	}
}

func (c *call) carryOut(a anteroom.Action) {
	switch a := a.(type) {
	case anteroom.Stop:
		c.queue, c.played = nil, 0
	case anteroom.Say:
		for _, p := range a.Prompts {
			c.say(p)
		}
	case anteroom.Understand:
		c.listen, c.quietAt = 0, time.Time{}
		c.caller.order.forget()
		c.hearing = newHearing(a)
	case anteroom.Listen:
		c.listen, c.quietAt = a.For, time.Time{}
	case anteroom.Ring:
		c.listen = 0
		c.startRinging(a)
	case anteroom.Record:
		c.listen = 0
		c.queue = append(c.queue, spoken{pcm: tone(1000, 400*time.Millisecond)})
		c.recording = newRecording(c.service.spool, c.log.ID, a)
	case anteroom.CheckPIN:
		c.listen = 0
		c.checkPIN(a)
	case anteroom.Ask:
		c.request(a)
	case anteroom.Tell:
		c.tell(a)
	case anteroom.PlayBack:
		c.playBack()
	case anteroom.Screen:
		c.ask(a)
	case anteroom.Join:
		c.join()
	case anteroom.Decline:
		c.hangUpUser()
	case anteroom.End:
		c.listen, c.ending, c.verdict, c.quietAt = 0, true, a.Verdict, time.Time{}
	}
}

// end ends the call now.
func (c *call) end(v anteroom.Verdict) { c.over, c.verdict = true, v }

// deadlines looks at every time that may be up.
func (c *call) deadlines() {
	now := time.Now()
	c.unanswered(now)
	if c.keepAlive(now); c.over {
		return
	}
	c.spend(now)
	switch {
	case len(c.queue) > 0:
		c.quietAt = time.Time{}
	case c.ending && c.quietAt.IsZero():
		c.quietAt = now
	case c.ending && now.Sub(c.quietAt) >= lastPause:
		c.end(c.verdict)
		return
	case c.ending:
	case c.recording != nil && !c.recording.on && !c.recording.done:
		c.caller.order.forget()
		c.keep() // whose message it is
		c.recording.start()
	case c.hearing != nil:
		c.attendHearing(now)
	case c.listen > 0 && c.quietAt.IsZero():
		c.quietAt = now.Add(c.listen)
	case c.listen > 0 && now.After(c.quietAt):
		c.listen, c.quietAt = 0, time.Time{}
		c.step(anteroom.Event{Kind: anteroom.Silence})
	}
	if r := c.recording; r != nil && r.on && r.full() {
		c.recorded()
	} else if r != nil && r.warns() {
		c.queue = append(c.queue, spoken{pcm: warningTone()})
	}
	if c.ring != nil && now.After(c.ring.until) {
		c.ring.stop()
	}
	switch {
	case c.user == nil && now.Sub(c.caller.heard) > c.service.soundGone() && c.caller.to.IsValid():
		c.soundStopped()
	case !c.caller.ready() && now.Sub(c.begun) > soundLate:
		c.end(anteroom.Verdict{Result: anteroom.Failed, Reason: anteroom.SoundStopped})
	case !c.closed.IsZero() && now.After(c.closed):
		c.end(c.verdict)
	case now.Sub(c.begun) > longestCall:
		c.end(anteroom.Verdict{Result: anteroom.Failed, Reason: anteroom.TooLong})
	}
	c.caller.upkeep(now)
	if c.user != nil {
		c.user.upkeep(now)
	}
	switch {
	case c.caller.gone():
		c.callerGone()
	case c.called.gone(): // a BYE that came while it was handed over
		c.userGone()
	}
}

// heard takes a packet of the caller.
func (c *call) heard(r *received) {
	if !c.caller.takes(r) {
		r.release()
		return
	}
	if key, ok := c.caller.key(r); ok {
		c.pressings = append(c.pressings, pressing{key: key})
	}
	if c.user != nil {
		c.pass(r, c.caller.leg, c.user)
		return
	}
	switch {
	case c.recording != nil && c.recording.on:
		for _, p := range c.caller.order.add(r) {
			c.recording.take(c.caller.leg, p)
		}
	case c.hearing != nil:
		for _, p := range c.caller.order.add(r) {
			c.hearing.append(c.caller.sound(p), time.Now())
		}
		if c.hearing.barges {
			c.rouse()
		}
	default:
		r.release()
	}
}

// heardUser takes a packet of the user's phone.
func (c *call) heardUser(r *received) {
	if c.asked != nil {
		c.heardAsked(r)
		return
	}
	far := c.far()
	if far == nil || !far.takes(r) {
		r.release()
		return
	}
	if len(c.warning) > 0 || c.user == nil && len(c.queue) > 0 { // before an answer a prompt goes first
		r.release()
		return
	}
	c.pass(r, far, c.caller.leg)
}

// pressed is a key of the caller. It stops what plays, but for the tone and the end of a recording.
func (c *call) pressed(key byte) {
	if c.typesAhead(key) {
		return
	}
	if len(c.log.Keys) < 256 && !c.state.Secret() {
		c.log.Keys += string(key)
		c.watched(c.line())
	}
	if c.user != nil && !c.state.Recalls() || c.ending || c.recording != nil && c.recording.leaves {
		return
	}
	if c.recording != nil && c.recording.on && !c.recording.soon(key) {
		if key == '#' {
			c.recorded()
		}
		return
	}
	c.queue, c.played, c.quietAt = nil, 0, time.Time{}
	c.hearing.stop() // a key goes before what was said
	c.hearing = nil
	if r := c.recording; r != nil && !r.done { // it was to follow what the key has stopped: the plan says whether it still is
		c.recording = nil
	}
	c.step(anteroom.Event{Kind: anteroom.Key, Key: key})
}

// stopRecording ends it with what was still waited for, and is its length.
func (c *call) stopRecording() time.Duration {
	for _, p := range c.caller.order.rest() {
		if c.recording.on {
			c.recording.take(c.caller.leg, p)
		} else if p != nil {
			p.release()
		}
	}
	return c.recording.stop()
}

func (c *call) userGone() {
	c.hangUpUser()
	c.step(anteroom.Event{Kind: anteroom.UserHangUp})
}

func (c *call) callerGone() { c.endedBy(anteroom.CallerHangUp) }

// cut ends the call at the wish of an administrator.
func (c *call) cut() { c.endedBy(anteroom.Cut) }

// soundStopped ends the call of somebody who is not heard any more; what was said and done by then counts.
func (c *call) soundStopped() {
	switch {
	case c.ending:
		c.end(c.verdict)
	case c.recording != nil && c.recording.on, c.state.As() != "":
		c.callerGone()
		if c.verdict.Reason == anteroom.CallerHungUp {
			c.verdict.Reason = anteroom.SoundStopped
		}
	default:
		c.end(anteroom.Verdict{Result: anteroom.Failed, Reason: anteroom.SoundStopped})
	}
}

// closes ends the call because the service stops: a message that was being left is kept, and who is there is told.
func (c *call) closes() {
	c.closed = time.Now().Add(lastWords)
	c.hangUpUser()
	c.fromOutside(anteroom.Closing)
}

// endedBy ends the call now, whoever ended it.
func (c *call) endedBy(kind anteroom.EventKind) {
	c.fromOutside(kind)
	if c.verdict.Result == "" {
		c.verdict = anteroom.Verdict{Result: anteroom.Abandoned, Reason: anteroom.CallerHungUp}
	}
	c.over = true
}

// fromOutside tells the plan of an end that comes from outside of it.
func (c *call) fromOutside(kind anteroom.EventKind) {
	e := anteroom.Event{Kind: kind}
	if c.recording != nil {
		e.Length = c.stopRecording()
	}
	c.step(e)
}

func addrOf(source string) netip.Addr {
	if at, err := netip.ParseAddrPort(source); err == nil {
		return at.Addr().Unmap()
	}
	return netip.Addr{}
}
