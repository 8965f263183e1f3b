package speech

import (
	"errors"
	"log/slog"
	"sync"
	"time"
)

// health is how the engine fares: one that failed is left alone for a while, or each prompt of each call would wait
// for it anew. It is logged when it begins to fail and when it is well again, not in between.
type health struct {
	now func() time.Time
	log *slog.Logger

	mu    sync.Mutex
	ill   bool
	until time.Time
}

var errResting = errors.New("the engine failed a moment ago")

// resting is an error while the engine is to be left alone.
func (h *health) resting() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.now().Before(h.until) {
		return unavailable(errResting)
	}
	return nil
}

func (h *health) failed(err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !h.ill {
		h.log.Warn("speech: the engine fails; names are spelled until it works again", "err", err)
	}
	h.ill, h.until = true, h.now().Add(restTime)
}

func (h *health) well() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.ill {
		h.log.Info("speech: the engine works again")
	}
	h.ill, h.until = false, time.Time{}
}
