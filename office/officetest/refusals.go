package officetest

import (
	"context"
	"log/slog"
	"sync"
)

// Refusals are the commands that the log says were refused, with the account that asked. All else of the log is dropped.
type Refusals struct {
	mu   sync.Mutex
	list []string
}

// Take returns those so far, and forgets them.
func (r *Refusals) Take() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	list := r.list
	r.list = nil
	return list
}

// Enabled is of slog.Handler.
func (r *Refusals) Enabled(_ context.Context, l slog.Level) bool { return l >= slog.LevelWarn }

// Handle keeps a refusal as "command account".
func (r *Refusals) Handle(_ context.Context, line slog.Record) error {
	if line.Message != "refused" {
		return nil
	}
	var command, account string
	line.Attrs(func(a slog.Attr) bool {
		switch a.Key {
		case "command":
			command = a.Value.String()
		case "account":
			account = a.Value.String()
		}
		return true
	})
	r.mu.Lock()
	defer r.mu.Unlock()
	r.list = append(r.list, command+" "+account)
	return nil
}

// WithAttrs is of slog.Handler.
func (r *Refusals) WithAttrs([]slog.Attr) slog.Handler { return r }

// WithGroup is of slog.Handler.
func (r *Refusals) WithGroup(string) slog.Handler { return r }
