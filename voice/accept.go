package voice

import (
	"errors"
	"log/slog"
	"net"
	"net/netip"
	"sync"
	"time"
)

const (
	mostConnections  = 10_000                // by TCP and TLS
	connectionsOfOne = 1000                  // of one source: a company behind one router
	firstWord        = time.Minute           // for what begins on a connection
	accepting        = 50 * time.Millisecond // until it is tried once more where the machine takes no connection
)

// seats are the connections that there may be, in all and of one source. Safe from many goroutines.
type seats struct {
	most, ofOne int

	mu   sync.Mutex
	of   map[netip.Prefix]int
	have int
}

func newSeats(most, ofOne int) *seats {
	return &seats{most: most, ofOne: ofOne, of: map[netip.Prefix]int{}}
}

// enter counts a connection of a source, and is how that ends; false where there are too many.
func (s *seats) enter(from netip.Addr) (leave func(), ok bool) {
	at := source(from)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.have >= s.most || s.of[at] >= s.ofOne {
		return nil, false
	}
	s.have++
	s.of[at]++
	return sync.OnceFunc(func() { s.leave(at) }), true
}

func (s *seats) leave(at netip.Prefix) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.have--
	if s.of[at]--; s.of[at] <= 0 {
		delete(s.of, at)
	}
}

// guardedListener takes connections for sipgo, which would take any number of them, wait for ever for what one sends or takes, and be done
// with the first that fails: as when the machine has no file left for it.
type guardedListener struct {
	net.Listener
	seats *seats
	log   *slog.Logger
}

func (s *Service) guard(l net.Listener) net.Listener {
	return guardedListener{Listener: l, seats: s.seats, log: s.quiet}
}

func (l guardedListener) Accept() (net.Conn, error) {
	for {
		c, err := l.Listener.Accept()
		switch {
		case errors.Is(err, net.ErrClosed):
			return nil, err
		case err != nil:
			l.log.Error("voice: a connection is not taken", "error", err)
			time.Sleep(accepting)
			continue
		}
		leave, ok := l.seats.enter(addrOf(c.RemoteAddr().String()))
		if ok {
			return &socket{Conn: c, from: c, left: leave, silence: firstWord}, nil
		}
		l.log.Warn("voice: too many connections", "source", c.RemoteAddr().String())
		_ = c.Close()
	}
}
