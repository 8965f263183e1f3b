package jobs

import (
	"context"
	"strings"
	"time"

	"anteroom.dev/anteroom"
)

// resync tells a phone to fetch its configuration; one that is not registered now is told nothing: it asks by itself when
// it comes back.
func (r *Runner) resync(ctx context.Context, j anteroom.Job) error {
	err := r.resyncNow(ctx, j)
	if err != nil {
		return r.office.Retire(ctx, j, reason(err))
	}
	return r.office.Finish(ctx, j)
}

func (r *Runner) resyncNow(ctx context.Context, j anteroom.Job) error {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	extension, there := strings.CutPrefix(j.Target, "line ")
	if !there {
		return r.Phones.Resync(ctx, j.Target)
	}
	p, _, err := r.open(ctx, j)
	if err != nil {
		return err
	}
	defer p.Close()
	return p.Resync(ctx, extension)
}
