package voice

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"sync"
	"time"

	"anteroom.dev/anteroom"
	"github.com/emiago/sipgo/sip"
)

// outgoing are the connections by TCP or by TLS that we open to trunks. It is a listener: sipgo accepts from it, and reads what a
// trunk asks on them. By itself sipgo would know but one set of authorities, for whatever it connects to.
type outgoing struct {
	handed
	last *connection // accepted last; used by Accept alone
}

func newOutgoing(at net.Addr) *outgoing { return &outgoing{handed: newHanded(at)} }

// Accept is the next connection. When it is asked for one more, the one before is known to sipgo.
func (o *outgoing) Accept() (net.Conn, error) {
	if o.last != nil {
		close(o.last.known)
		o.last = nil
	}
	c, err := o.handed.Accept()
	if err == nil {
		o.last, _ = c.(*connection)
	}
	return c, err
}

// connection is one to a trunk.
type connection struct {
	net.Conn
	as    string        // what it was opened with
	known chan struct{} // closed when requests can be sent on it
	gone  chan struct{} // closed at its end
	end   func()
	since time.Time
}

func (c *connection) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	if err != nil {
		c.end()
	}
	return n, err
}

// Write does not wait for long: who sends it may be a call.
func (c *connection) Write(b []byte) (int, error) {
	_ = c.SetWriteDeadline(time.Now().Add(socketPatience))
	n, err := c.Conn.Write(b)
	if err != nil {
		_ = c.Close()
	}
	return n, err
}

func (c *connection) Close() error {
	c.end()
	return c.Conn.Close()
}

func (c *connection) open() bool {
	select {
	case <-c.gone:
		return false
	default:
		return true
	}
}

// carry has a request go out on the connection.
func (c *connection) carry(r *sip.Request) {
	if at, ok := c.LocalAddr().(*net.TCPAddr); ok {
		r.Laddr = sip.Addr{IP: at.IP, Port: at.Port}
	}
	r.SetDestination(c.RemoteAddr().String())
}

// connections are those that are open to trunks. Safe from many goroutines.
type connections struct {
	mu   sync.Mutex
	open map[anteroom.TrunkID]*opening
}

// opening is the connection to one trunk, and whose turn it is to open it.
type opening struct {
	turn chan struct{}
	*connection
}

func newConnections() *connections {
	return &connections{open: map[anteroom.TrunkID]*opening{}}
}

func (c *connections) of(id anteroom.TrunkID) *opening {
	c.mu.Lock()
	defer c.mu.Unlock()
	o := c.open[id]
	if o == nil {
		o = &opening{turn: make(chan struct{}, 1)}
		c.open[id] = o
	}
	return o
}

// connect is the connection to a trunk, which is opened where there is none; nil by UDP. By TLS the server proves the name by which
// it is known here, to the trunk's own authority where it has one.
func (s *Service) connect(ctx context.Context, t anteroom.TrunkAccess) (*connection, error) {
	if t.Transport == anteroom.OverUDP {
		return nil, nil
	}
	o := s.connections.of(t.ID)
	select {
	case o.turn <- struct{}{}:
		defer func() { <-o.turn }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	as := t.Transport + " " + t.Server + " " + t.Authority
	if o.connection != nil && o.connection.open() {
		if o.as == as {
			return o.connection, nil
		}
		if s.trunks.on(t) == 0 { // else calls go on by it
			_ = o.connection.Close()
		}
	}
	c, err := s.dial(ctx, t)
	if err != nil {
		return nil, err
	}
	o.connection = newConnection(c, as)
	return o.connection, s.hand(ctx, t.Transport, o.connection)
}

func newConnection(c net.Conn, as string) *connection {
	gone := make(chan struct{})
	return &connection{Conn: c, as: as, known: make(chan struct{}), gone: gone, end: sync.OnceFunc(func() { close(gone) }), since: time.Now()}
}

// dial connects to the first of a trunk's servers that takes it.
func (s *Service) dial(ctx context.Context, t anteroom.TrunkAccess) (c net.Conn, err error) {
	ctx, cancel := context.WithTimeout(ctx, trunkAnswer)
	defer cancel()
	err = errors.New("voice: no such host")
	for _, at := range s.trunks.servers(ctx, t) {
		if c, err = (&net.Dialer{Timeout: trunkAnswer / 3}).DialContext(ctx, "tcp", at.String()); err != nil {
			continue
		}
		if t.Transport == anteroom.OverTLS {
			c, err = prove(ctx, t, c)
		}
		if err == nil {
			return c, nil
		}
	}
	return nil, err
}

// prove has the other side of a connection prove that it is a trunk's server, and is the connection from then on.
func prove(ctx context.Context, t anteroom.TrunkAccess, c net.Conn) (net.Conn, error) {
	roots, err := t.Roots()
	if err != nil {
		return nil, errors.Join(err, c.Close())
	}
	host, _, _ := t.Address()
	secure := tls.Client(c, &tls.Config{ServerName: host, RootCAs: roots, MinVersion: tls.VersionTLS12})
	if err := secure.HandshakeContext(ctx); err != nil {
		_ = c.Close()
		return nil, err
	}
	return secure, nil
}

// hand gives a connection to sipgo, and returns once requests can be sent on it.
func (s *Service) hand(ctx context.Context, transport string, c *connection) error {
	to := s.byTCP
	if transport == anteroom.OverTLS {
		to = s.byTLS
	}
	select {
	case to.come <- c:
	case <-to.closed:
		return errors.Join(net.ErrClosed, c.Close())
	case <-ctx.Done():
		return errors.Join(ctx.Err(), c.Close())
	}
	select {
	case <-c.known:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// leave closes the connection to a trunk that is no more, where no call goes on by it.
func (c *connections) leave(t anteroom.TrunkAccess, calls int) {
	c.mu.Lock()
	o := c.open[t.ID]
	delete(c.open, t.ID)
	c.mu.Unlock()
	if o == nil || calls > 0 {
		return
	}
	o.turn <- struct{}{} // who opens it holds it for no longer than that takes
	if o.connection != nil {
		_ = o.connection.Close()
	}
}

// steady is for how long a connection is open that its other side wants to keep: some close each after its answer.
const steady = 30 * time.Second

// pause waits for so long, or until the connection ends: then the trunk has no way to us any more. False where the context ends.
func pause(ctx context.Context, wait time.Duration, c *connection) bool {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	var gone chan struct{}
	if c != nil {
		gone = c.gone
	}
	for {
		select {
		case <-ctx.Done():
			return false
		case <-timer.C:
			return true
		case <-gone:
			if gone = nil; time.Since(c.since) > steady {
				timer.Reset(min(wait, time.Second))
			}
		}
	}
}
