package jobs

import (
	"context"
	"time"

	"anteroom.dev/anteroom"
)

// Calls are those in progress in this process. Implemented by voice.
type Calls interface {
	// HangUp ends one of a company; NotFound where it is not in progress here.
	HangUp(ctx context.Context, company anteroom.CompanyID, id anteroom.CallID) error
	// Place begins one, which then goes on by itself; NotFound where none of the phones is here that would ring first, Unavailable where
	// there is no room for it now.
	Place(ctx context.Context, p anteroom.Placing) error
}

const (
	hangUpAgain = 200 * time.Millisecond
	hangUpTries = 25 // then the process that has the call is gone, or answers no jobs
)

// hangUp ends a call that is in progress in this process. Where it is in another one's, that one is to take the job.
func (r *Runner) hangUp(ctx context.Context, j anteroom.Job) error {
	id := anteroom.CallID(j.Target)
	if r.Calls != nil && r.Calls.HangUp(ctx, j.Company, id) == nil {
		return r.office.Finish(ctx, j)
	}
	open, err := r.office.CallOpen(ctx, j.Company, id)
	switch {
	case err != nil:
		return err
	case !open: // over by itself meanwhile
		return r.office.Finish(ctx, j)
	case j.Attempts >= hangUpTries:
		return r.office.Retire(ctx, j, anteroom.JobElsewhere)
	}
	return r.office.Later(ctx, j, hangUpAgain, anteroom.JobElsewhere)
}

const placeAgain = 500 * time.Millisecond

// place begins a call that a user has ordered. Where the user's phones are in another process, that one is to take the job.
func (r *Runner) place(ctx context.Context, j anteroom.Job) error {
	p, err := r.office.Ordered(ctx, j)
	switch {
	case anteroom.KindOf(err) == anteroom.NotFound:
		return r.office.Finish(ctx, j)
	case err != nil:
		return err
	case r.Calls != nil && r.Calls.Place(ctx, p) == nil:
		return r.office.Placed(ctx, j)
	}
	return r.office.Later(ctx, j, placeAgain, anteroom.JobElsewhere)
}
