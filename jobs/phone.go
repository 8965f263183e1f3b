package jobs

import (
	"context"
	"time"

	"anteroom.dev/anteroom"
)

// resync tells a phone to fetch its configuration; one that is not registered now is told nothing: it asks by itself when
// it comes back.
func (r *Runner) resync(ctx context.Context, j anteroom.Job) error {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	if err := r.Phones.Resync(ctx, j.Target); err != nil {
		return r.office.Retire(ctx, j, reason(err))
	}
	return r.office.Finish(ctx, j)
}
