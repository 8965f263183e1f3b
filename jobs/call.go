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
