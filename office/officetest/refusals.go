package officetest

import (
	"bytes"
	"context"
	"log/slog"
	"sync"
)

// Refusals are the commands that the log says were refused, with the account that asked, and all of the log besides.
type Refusals struct {
	mu   sync.Mutex
	list []string
	text bytes.Buffer
}

// Log is all that was written down so far.
func (r *Refusals) Log() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.text.String()
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
func (r *Refusals) Enabled(context.Context, slog.Level) bool { return true }

// Handle keeps a refusal as "command account".
func (r *Refusals) Handle(ctx context.Context, line slog.Record) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := slog.NewTextHandler(&r.text, nil).Handle(ctx, line); err != nil {
		return err
	}
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
	r.list = append(r.list, command+" "+account)
	return nil
}

// WithAttrs is of slog.Handler.
func (r *Refusals) WithAttrs([]slog.Attr) slog.Handler { return r }

// WithGroup is of slog.Handler.
func (r *Refusals) WithGroup(string) slog.Handler { return r }
