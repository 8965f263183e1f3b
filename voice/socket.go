package voice

import (
	"errors"
	"net"
	"net/netip"
	"sync"

	"golang.org/x/sys/unix"
)

// soundSocket is the UDP socket of a leg. It is never waited on, it is looked at when it is its turn: thousands of them cost no
// goroutine, and no packet wakes a thread. It is safe for use by many goroutines.
type soundSocket struct {
	here netip.AddrPort
	six  bool // of IPv6, which takes IPv4 too

	mu     sync.Mutex
	fd     int
	closed bool
	from   address        // of the packet that came last
	to     address        // of the one that went last
	peer   netip.AddrPort // the same
}

// openSocket binds one; port 0 takes any that is free. It lets the standard library make it, and keeps it out of the poller.
func openSocket(at netip.AddrPort) (*soundSocket, error) {
	conn, err := net.ListenUDP("udp", net.UDPAddrFromAddrPort(at))
	if err != nil {
		return nil, err
	}
	defer func() { _ = conn.Close() }()
	raw, err := conn.SyscallConn()
	if err != nil {
		return nil, err
	}
	s := &soundSocket{here: conn.LocalAddr().(*net.UDPAddr).AddrPort()}
	var failed error
	err = raw.Control(func(fd uintptr) {
		if s.fd, failed = unix.FcntlInt(fd, unix.F_DUPFD_CLOEXEC, 0); failed != nil {
			return
		}
		var name unix.Sockaddr
		name, failed = unix.Getsockname(s.fd)
		_, s.six = name.(*unix.SockaddrInet6)
	})
	return s, errors.Join(err, failed)
}

func (s *soundSocket) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.closed {
		s.closed = true
		_ = unix.Close(s.fd)
	}
}

// read is what came next; n is 0 where nothing did. Only a socket that is closed is an error: net.ErrClosed.
func (s *soundSocket) read(to []byte) (n int, from netip.AddrPort, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return 0, from, net.ErrClosed
	}
	n = receive(s.fd, to, &s.from)
	return n, s.from.addrPort(), nil
}

// write sends a packet. It tells nobody when it fails: the other side has gone, and its silence says so.
func (s *soundSocket) write(packet []byte, to netip.AddrPort) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed || len(packet) == 0 {
		return
	}
	if s.peer != to {
		s.peer, s.to = to, addressOf(to, s.six)
	}
	transmit(s.fd, packet, &s.to)
}
