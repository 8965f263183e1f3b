// Package jobs makes the outside world match what is stored: it claims the jobs that commands and calls queued, does
// them, and tries again what failed. A job names things; its handler reads their present state, and doing it twice is
// harmless. A process that dies loses its claims when their lease ends; nothing is lost with it. It never decides what
// is to be done, only when.
package jobs

import (
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"runtime/debug"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
)

// Sender hands a message to the mail system: nil is taken, an Invalid error is a refusal for good, any other may pass.
// Implemented by mail.
type Sender interface {
	Send(ctx context.Context, m anteroom.Message, file *anteroom.File) error
}

// Runner does the jobs. Several may run on one store.
type Runner struct {
	office *office.Office
	Outside
	log *slog.Logger
}

// Outside is what jobs touch of the world.
type Outside struct {
	Sender  Sender  // nil: messages wait, and all else is done
	PBX     Connect // opens phone systems
	Phones  Phones
	Calls   Calls   // nil: there are none in this process
	Returns Returns // nil: there is no mailbox for reports of what did not arrive
}

// Phones are the telephones that are registered with us. Implemented by voice.
type Phones interface {
	// Resync tells a phone to fetch its configuration, wherever it is registered; Unavailable where it is nowhere.
	Resync(ctx context.Context, name string) error
	// ShowWaiting has a user's phones show how many voice messages wait. One that does not is no failure.
	ShowWaiting(ctx context.Context, user anteroom.UserID, n anteroom.VoiceCounts)
}

// New makes a runner.
func New(o *office.Office, w Outside, log *slog.Logger) *Runner {
	return &Runner{office: o, Outside: w, log: log}
}

const (
	atOnce  = 8                // jobs done at a time
	lease   = 15 * time.Second // after which the jobs of a process that died are others'; renewed while one is being done
	longest = 2 * time.Minute  // that a job may take
	idle    = 30 * time.Second
)

// Run does jobs until the context ends, then finishes those that it has begun. One that takes long holds up no other, as
// long as fewer than atOnce are being done.
func (r *Runner) Run(ctx context.Context) {
	p := newPlaces()
	for planned := false; ctx.Err() == nil; {
		planned = r.round(ctx, p, planned)
	}
	p.all()
}

// round begins what is due, or waits for it. It tells whether the timetable is planned. After a panic it waits a while: calls go on in
// this process.
func (r *Runner) round(ctx context.Context, p places, planned bool) bool {
	defer r.survive(anteroom.Job{}, func() {
		select {
		case <-ctx.Done():
		case <-time.After(idle):
		}
	})
	if !planned {
		planned = r.office.Timetable(ctx) == nil // else the claim tells why
	}
	n, err := r.begin(ctx, p)
	if err != nil && ctx.Err() == nil {
		r.log.Error("jobs: the store does not answer", "error", err)
	}
	if n == 0 {
		r.wait(ctx, p)
	}
	return planned
}

// places are where jobs are done, atOnce of them.
type places struct {
	free chan struct{} // holds one for each place where nothing is done
	left chan struct{} // tells that a place was left: what the job there kept from being done may be due
}

func newPlaces() places {
	p := places{free: make(chan struct{}, atOnce), left: make(chan struct{}, 1)}
	for range atOnce {
		p.free <- struct{}{}
	}
	return p
}

// take waits for a free place, and takes all that are free; none when the context ends.
func (p places) take(ctx context.Context) (n int) {
	select {
	case <-ctx.Done():
		return 0
	case <-p.free:
	}
	for n = 1; ; n++ {
		select {
		case <-p.free:
		default:
			return n
		}
	}
}

func (p places) give(n int) {
	for range n {
		p.free <- struct{}{}
	}
}

func (p places) leave() {
	p.give(1)
	select {
	case p.left <- struct{}{}:
	default:
	}
}

// all waits until nothing is done any more.
func (p places) all() {
	for range atOnce {
		<-p.free
	}
}

// leaves is the kind of job that this runner cannot do; empty: there is none.
func (r *Runner) leaves() anteroom.JobKind {
	if r.Sender == nil {
		return anteroom.Deliver
	}
	return ""
}

// begin claims what is due, as much as there are free places, and tells how much that was.
func (r *Runner) begin(ctx context.Context, p places) (int, error) {
	n := p.take(ctx)
	if n == 0 {
		return 0, nil
	}
	begun := 0
	defer func() { p.give(n - begun) }()
	jobs, err := r.office.Claim(ctx, n, lease, r.leaves())
	begun = len(jobs)
	for _, j := range jobs {
		go func() {
			defer p.leave()
			r.do(context.WithoutCancel(ctx), j)
		}()
	}
	return len(jobs), err
}

// wait returns when a job was queued or ended, when the next one is due, or after a while: another process may have queued one.
func (r *Runner) wait(ctx context.Context, p places) {
	pause := idle
	if due, err := r.office.NextDue(ctx, r.leaves()); err == nil && !due.IsZero() {
		pause = max(time.Millisecond, min(idle, time.Until(due)))
	}
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-r.office.Wake():
	case <-p.left:
	case <-timer.C:
	}
}

// survive is deferred wherever something is done for a job, or for none: a panic there is that job's failure alone. What follows is
// done instead.
func (r *Runner) survive(j anteroom.Job, instead ...func()) {
	if p := recover(); p != nil {
		r.log.Error("jobs: panic", "job", j.ID, "kind", j.Kind, "panic", p, "stack", string(debug.Stack()))
		for _, do := range instead {
			do()
		}
	}
}

// do does one job.
func (r *Runner) do(ctx context.Context, j anteroom.Job) {
	ctx, cancel := context.WithTimeout(ctx, longest)
	defer cancel()
	defer r.survive(j)
	go r.renew(ctx, j)
	var err error
	switch j.Kind {
	case anteroom.Deliver:
		err = r.deliver(ctx, j)
	case anteroom.Purge:
		err = r.purge(ctx, j)
	case anteroom.CloseBills:
		err = r.closeBills(ctx, j)
	case anteroom.SeePBX:
		err = r.seePBX(ctx, j)
	case anteroom.ReadPBX:
		err = r.readPBX(ctx, j)
	case anteroom.PushPBX:
		err = r.pushPBX(ctx, j)
	case anteroom.ResyncPhone:
		err = r.resync(ctx, j)
	case anteroom.ShowWaiting:
		err = r.showWaiting(ctx, j)
	case anteroom.HangUp:
		err = r.hangUp(ctx, j)
	case anteroom.PlaceACall:
		err = r.place(ctx, j)
	case anteroom.CheckImport:
		err = r.office.CheckImport(ctx, j)
	case anteroom.ReadReturns:
		err = r.readReturns(ctx, j)
	case anteroom.ProbeAssistant:
		err = r.office.ProbeAssistant(ctx, j)
	case anteroom.RenewMail:
		err = r.office.RenewMail(ctx, j)
	case anteroom.WarnExpiring:
		err = r.office.WarnExpiring(ctx, j)
	case anteroom.Transcribe:
		err = r.office.Transcribe(ctx, j)
	case anteroom.CheckMail:
		err = r.office.CheckMail(ctx, j)
	default:
		err = r.office.Retire(ctx, j, anteroom.JobUnknown)
	}
	if err != nil { // the claim ends with its lease, then it is tried again
		r.log.Error("jobs: not done", "job", j.ID, "kind", j.Kind, "error", err)
	}
}

// renew keeps the claim on a job until it is done.
func (r *Runner) renew(ctx context.Context, j anteroom.Job) {
	beats := time.NewTicker(lease / 3)
	defer beats.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-beats.C:
			r.beat(ctx, j)
		}
	}
}

func (r *Runner) beat(ctx context.Context, j anteroom.Job) {
	defer r.survive(j)
	if err := r.office.Renew(ctx, j, lease); err != nil && ctx.Err() == nil {
		r.log.Warn("jobs: claim not renewed", "job", j.ID, "error", err)
	}
}

// deliver sends a message of the outbox, once more where an earlier process died before it could note the sending.
func (r *Runner) deliver(ctx context.Context, j anteroom.Job) error {
	m, file, err := r.office.Message(ctx, j.Company, anteroom.MessageID(j.Target))
	if anteroom.KindOf(err) == anteroom.NotFound {
		return r.office.Retire(ctx, j, anteroom.JobPointless)
	}
	if err != nil {
		return err
	}
	if !m.Sent.IsZero() || !m.Failed.IsZero() {
		return r.office.Retire(ctx, j, anteroom.JobRepeated)
	}
	m.Attempts = j.Attempts
	sent := r.Sender.Send(ctx, m, file)
	if sent == nil {
		return r.office.Delivered(ctx, j, time.Time{}, "")
	}
	next, giveUp := m.Retry(time.Now(), rand.Float64())
	if giveUp || anteroom.KindOf(sent) == anteroom.Invalid {
		next = time.Time{}
	}
	r.log.Warn("jobs: message not sent", "message", m.ID, "attempt", j.Attempts, "next", next, "error", sent)
	return r.office.Delivered(ctx, j, next, reason(sent))
}

// closeBills closes a company's month, once.
func (r *Runner) closeBills(ctx context.Context, j anteroom.Job) error {
	err := r.office.CloseOf(ctx, j.Company, anteroom.Month(j.Target))
	if anteroom.KindOf(err) == anteroom.Invalid { // by the company's clock the month is not over
		return r.office.Later(ctx, j, time.Hour, reason(err))
	}
	if err != nil {
		return err
	}
	return r.office.Finish(ctx, j)
}

// reason is the cause of a failure as the operator sees it.
func reason(err error) string {
	if e, ok := errors.AsType[*anteroom.Error](err); ok && e.Err != nil {
		return e.Err.Error()
	}
	return err.Error()
}
