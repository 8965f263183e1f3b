package jobs

import (
	"context"
	"errors"
	"time"

	"anteroom.dev/anteroom"
)

// PBX is a company's account on its phone system. Implemented by the adapters in pbx; each call ends in its own time.
type PBX interface {
	// Check tells whether the account and its password are taken.
	Check(ctx context.Context) error
	// Read is what the account holds.
	Read(ctx context.Context) (anteroom.PBXState, error)
	// Apply carries one step out; a step that was done before does no harm. Secret is the password of a line that is made.
	Apply(ctx context.Context, step anteroom.PBXStep, secret string) error
	// Resync tells the telephones of a line to fetch their configuration; Unavailable where none is registered.
	Resync(ctx context.Context, extension string) error
	Close()
}

// Connect makes the adapter of a phone system; nothing is connected yet. Of a kind that has none it is Conflict.
type Connect func(anteroom.PBXAccess) (PBX, error)

const (
	driftEvery = 10 * time.Minute // between two readings of a phone system
	pushTries  = 8                // of a plan, before it is left to a person
)

func (r *Runner) seePBX(ctx context.Context, j anteroom.Job) error {
	more, any, err := r.office.SeePBX(ctx, driftEvery)
	switch {
	case err != nil:
		return err
	case !any: // the first one that is added queues it anew
		return r.office.Finish(ctx, j)
	case more:
		return r.office.Again(ctx, j, time.Second)
	}
	return r.office.Again(ctx, j, driftEvery/10)
}

// open makes the adapter of a company's phone system, and tells how that is reached.
func (r *Runner) open(ctx context.Context, j anteroom.Job) (PBX, anteroom.PBXAccess, error) {
	access, err := r.office.PBXAccess(ctx, j.Company)
	if err != nil {
		return nil, access, err
	}
	p, err := r.PBX(access)
	return p, access, err
}

// gone tells a phone system that is not to be reached any more.
func gone(err error) bool {
	kind := anteroom.KindOf(err)
	return kind == anteroom.Conflict || kind == anteroom.NotFound
}

// readPBX reads a company's phone system, once: the timetable reads it again soon, and a person who waits is told at once
// why it failed.
func (r *Runner) readPBX(ctx context.Context, j anteroom.Job) error {
	asked, err := r.office.PBXAsked(ctx, j.Company)
	if err != nil {
		return err
	}
	was := anteroom.PBXReading{Asked: asked}
	p, a, err := r.open(ctx, j)
	if err == nil {
		defer p.Close()
		was.System, was.Account = a.System.ID, a.Account
		was.Found, err = p.Read(ctx)
	}
	was.Problem = problem(err)
	ctx = context.WithoutCancel(ctx) // a reading that took too long is noted all the same
	if err := r.office.PBXWas(ctx, j.Company, was); err != nil {
		return err
	}
	if gone(err) && was.System == "" {
		return r.office.Retire(ctx, j, reason(err))
	}
	if err != nil {
		r.log.Warn("jobs: phone system not read", "company", j.Company, "error", err)
	}
	return r.office.Finish(ctx, j)
}

// problem is a failure as the page tells it; nil where there is none.
func problem(err error) *anteroom.Text {
	if err == nil {
		return nil
	}
	t := anteroom.T("error.internal")
	if e, ok := errors.AsType[*anteroom.Error](err); ok && e.Kind != anteroom.Internal {
		t = e.Msg
	}
	return &t
}

// pushPBX applies the steps of a company's plan that are not done, one after the other, each noted before the next. What
// may pass is tried again later; what is refused is passed over, and the page tells it.
func (r *Runner) pushPBX(ctx context.Context, j anteroom.Job) error {
	push, err := r.office.PBXPush(ctx, j.Company)
	if err != nil {
		return err
	}
	p, _, err := r.open(ctx, j)
	if gone(err) {
		if err := r.giveUp(ctx, j, push, err); err != nil {
			return err
		}
		return r.office.Retire(ctx, j, reason(err))
	}
	if err != nil {
		return err
	}
	defer p.Close()
	failed := 0 // steps in a row, by what may pass
	for i := range push.Steps {
		s := &push.Steps[i]
		if s.Done {
			continue
		}
		err := r.step(ctx, p, j.Company, s)
		if failed++; anteroom.KindOf(err) != anteroom.Unavailable || err == nil {
			failed = 0
		} else if j.Attempts < pushTries {
			return r.pushLater(ctx, j, push, err)
		}
		if failed == 2 { // it is the phone system, not the step
			return errors.Join(r.giveUp(ctx, j, push, err), r.office.Finish(context.WithoutCancel(ctx), j))
		}
		if err := r.office.PBXStepped(context.WithoutCancel(ctx), j.Company, push, false); err != nil {
			return err
		}
	}
	if err := r.office.PBXStepped(ctx, j.Company, push, true); err != nil {
		return err
	}
	return r.office.Finish(ctx, j)
}

// giveUp ends a plan, and notes on all that is left of it why.
func (r *Runner) giveUp(ctx context.Context, j anteroom.Job, push anteroom.PBXPush, why error) error {
	for i := range push.Steps {
		if s := &push.Steps[i]; !s.Done && s.Problem == nil {
			s.Problem = problem(why)
		}
	}
	return r.office.PBXStepped(context.WithoutCancel(ctx), j.Company, push, true)
}

// step carries one step out, and notes on it what became of it.
func (r *Runner) step(ctx context.Context, p PBX, company anteroom.CompanyID, s *anteroom.PBXOutcome) error {
	secret, err := "", error(nil)
	if s.Line != nil && s.Act == anteroom.PBXAdd {
		secret, err = r.office.LineSecret(ctx, company, s.Line.Extension)
	}
	if err == nil {
		err = p.Apply(ctx, s.PBXStep, secret)
	}
	s.Done, s.Problem = err == nil, problem(err)
	return err
}

func (r *Runner) pushLater(ctx context.Context, j anteroom.Job, push anteroom.PBXPush, why error) error {
	ctx = context.WithoutCancel(ctx)
	if err := r.office.PBXStepped(ctx, j.Company, push, false); err != nil {
		return err
	}
	pause := min(time.Second<<j.Attempts, 2*time.Minute)
	r.log.Warn("jobs: phone system not brought up to date", "company", j.Company, "attempt", j.Attempts, "left", push.Left(), "error", why)
	return r.office.Later(ctx, j, pause, reason(why))
}
