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

// showWaiting has a user's phones show how many voice messages there are now.
func (r *Runner) showWaiting(ctx context.Context, j anteroom.Job) error {
	n, err := r.office.Waiting(ctx, j.Company, anteroom.UserID(j.Target))
	if err != nil && anteroom.KindOf(err) != anteroom.NotFound {
		return err
	}
	if err == nil && r.Phones != nil {
		there, cancel := context.WithTimeout(ctx, 10*time.Second)
		defer cancel()
		r.Phones.ShowWaiting(there, anteroom.UserID(j.Target), n)
	}
	return r.office.Finish(ctx, j)
}
