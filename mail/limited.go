package mail

import (
	"context"
	"errors"
	"net"
	"sync/atomic"
	"time"

	"anteroom.dev/anteroom"
)

var errTooMuch = errors.New("mail: the server sent more than it may")

// limited is a connection that ends with its context, and after so many bytes: a hostile server costs only so much time
// and memory. Deadlines that a library sets stand, but never beyond that of the context.
type limited struct {
	net.Conn
	deadline time.Time // zero: none
	left     atomic.Int64
	late     atomic.Bool // closed because something took too long
	stop     func() bool
}

func newLimited(ctx context.Context, conn net.Conn, most int64) *limited {
	l := &limited{Conn: conn}
	l.left.Store(most)
	if at, ok := ctx.Deadline(); ok {
		l.deadline = at
		_ = conn.SetDeadline(at)
	}
	l.stop = context.AfterFunc(ctx, func() { _ = conn.Close() })
	return l
}

// Read reads no more than is left.
func (l *limited) Read(p []byte) (int, error) {
	n, err := l.Conn.Read(p)
	if l.left.Add(-int64(n)) < 0 {
		return 0, errTooMuch
	}
	return n, err
}

// act does something within its time, at the end of which the connection is closed.
func (l *limited) act(d time.Duration, what func() error) error {
	timer := time.AfterFunc(d, func() {
		l.late.Store(true)
		_ = l.Conn.Close()
	})
	defer timer.Stop()
	return what()
}

// cause is why the connection ended, where it was we who ended it: libraries do not always tell.
func (l *limited) cause(err error) error {
	switch {
	case l.left.Load() < 0:
		return failed(anteroom.CauseEndless, errTooMuch)
	case l.late.Load():
		return failed(anteroom.CauseTimeout, err)
	}
	return broken(err)
}

// Close closes the connection; it may be called again.
func (l *limited) Close() error {
	l.stop()
	return l.Conn.Close()
}

// until is the earlier of a time and the end of the context.
func (l *limited) until(t time.Time) time.Time {
	if !l.deadline.IsZero() && (t.IsZero() || t.After(l.deadline)) {
		return l.deadline
	}
	return t
}

// SetDeadline sets when reading and writing end.
func (l *limited) SetDeadline(t time.Time) error { return l.Conn.SetDeadline(l.until(t)) }

// SetReadDeadline sets when reading ends.
func (l *limited) SetReadDeadline(t time.Time) error { return l.Conn.SetReadDeadline(l.until(t)) }

// SetWriteDeadline sets when writing ends.
func (l *limited) SetWriteDeadline(t time.Time) error { return l.Conn.SetWriteDeadline(l.until(t)) }
