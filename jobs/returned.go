package jobs

import (
	"context"
	"time"

	"anteroom.dev/anteroom"
)

// Returns is the mailbox to which servers report what did not arrive. Implemented by mail.
type Returns interface {
	// Returned hands each report on, and forgets it once it was taken.
	Returned(ctx context.Context, take func(anteroom.Returned) error) error
}

// returnsEvery is the time between two looks.
const returnsEvery = 5 * time.Minute

// readReturns notes which messages came back. What stands in the way is told in the outbox, and tried again.
func (r *Runner) readReturns(ctx context.Context, j anteroom.Job) error {
	if r.Returns == nil {
		return r.office.Finish(ctx, j)
	}
	err := r.Returns.Returned(ctx, func(m anteroom.Returned) error { return r.office.Returned(ctx, m) })
	if err != nil {
		r.log.Warn("jobs: the mailbox for returned messages", "error", err)
		return r.office.Later(ctx, j, returnsEvery, reason(err))
	}
	return r.office.Again(ctx, j, returnsEvery)
}
