package voice

import (
	"errors"
	"log/slog"
	"net"
	"os"
	"syscall"
	"testing"
	"time"
)

// failing is a listener whose machine has no file left, once.
type failing struct {
	net.Listener
	failed bool
}

func (f *failing) Accept() (net.Conn, error) {
	if !f.failed {
		f.failed = true
		return nil, &net.OpError{Op: "accept", Err: syscall.EMFILE}
	}
	return f.Listener.Accept()
}

// A machine that has no file left for a connection takes the next one; what is beyond one source's share is closed; and nobody is waited for
// for ever.
func TestGuardedListener(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	guarded := guardedListener{Listener: &failing{Listener: l}, seats: newSeats(10, 2), log: slog.New(slog.DiscardHandler)}
	taken := make(chan net.Conn)
	go func() {
		defer close(taken)
		for {
			c, err := guarded.Accept()
			if err != nil {
				return
			}
			taken <- c
		}
	}()
	dial := func() net.Conn {
		c, err := net.Dial("tcp", l.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = c.Close() })
		return c
	}
	dial()
	first := <-taken
	dial()
	second := <-taken
	if n, err := dial().Read(make([]byte, 1)); n > 0 || err == nil || errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("a third connection of two is not closed: %v", err)
	}
	_ = first.Close()
	_ = first.Close() // counted once
	speaks := dial()
	third := (<-taken).(*socket)
	third.silence = time.Millisecond
	if _, err := third.Read(make([]byte, 1)); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("one that says nothing is waited for: %v", err)
	}
	third.silence = firstWord
	_, _ = speaks.Write([]byte("x"))
	if _, err := third.Read(make([]byte, 1)); err != nil || third.silence != socketSilence {
		t.Errorf("one that has spoken is let be silent for %v: %v", third.silence, err)
	}
	_, _ = second.Close(), third.Close()
	if guarded.seats.have != 0 || len(guarded.seats.of) != 0 {
		t.Errorf("left over: %d, %v", guarded.seats.have, guarded.seats.of)
	}
	_ = l.Close()
	<-taken
}
