package jobs

import (
	"context"
	"time"

	"anteroom.dev/anteroom"
)

const (
	daily     = 24 * time.Hour
	purgeTime = time.Minute // that it may take at a time; then others have their turn
)

// purge ends for good what was removed too long ago, step by step, and comes again the next day, or at once where it has
// not come to the end.
func (r *Runner) purge(ctx context.Context, j anteroom.Job) error {
	for until := time.Now().Add(purgeTime); time.Now().Before(until); {
		more, err := r.office.Purge(ctx)
		if err != nil {
			return err
		}
		if !more {
			if err := r.office.ForgetCallers(ctx); err != nil {
				return err
			}
			return r.office.Again(ctx, j, daily)
		}
	}
	return r.office.Again(ctx, j, 0)
}
