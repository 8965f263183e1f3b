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
	peer   netip.AddrPort // where to is
	to     unix.Sockaddr
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
	n, at, err := unix.Recvfrom(s.fd, to, unix.MSG_DONTWAIT)
	if err != nil { // nothing there, or an ICMP error of what was sent before
		return 0, from, nil
	}
	switch at := at.(type) {
	case *unix.SockaddrInet4:
		from = netip.AddrPortFrom(netip.AddrFrom4(at.Addr), uint16(at.Port))
	case *unix.SockaddrInet6:
		from = netip.AddrPortFrom(netip.AddrFrom16(at.Addr).Unmap(), uint16(at.Port))
	}
	return n, from, nil
}

// write sends a packet. It tells nobody when it fails: the other side has gone, and its silence says so.
func (s *soundSocket) write(packet []byte, to netip.AddrPort) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return
	}
	if s.peer != to || s.to == nil {
		s.peer, s.to = to, s.sockaddr(to)
	}
	_ = unix.Sendto(s.fd, packet, unix.MSG_DONTWAIT, s.to)
}

func (s *soundSocket) sockaddr(to netip.AddrPort) unix.Sockaddr {
	if s.six {
		return &unix.SockaddrInet6{Port: int(to.Port()), Addr: to.Addr().As16()}
	}
	if !to.Addr().Unmap().Is4() { // cannot be reached from here
		return &unix.SockaddrInet4{}
	}
	return &unix.SockaddrInet4{Port: int(to.Port()), Addr: to.Addr().Unmap().As4()}
}
