package voice

import (
	"errors"
	"net"
	"net/netip"
	"os"
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
	count  uint64         // packets that came
	from   address        // of the packet that came last
	to     address        // of the one that went last
	peer   netip.AddrPort // the same
}

// openSocket binds one; port 0 takes any that is free. One of no address takes IPv4 and IPv6.
func openSocket(at netip.AddrPort) (*soundSocket, error) {
	at = netip.AddrPortFrom(at.Addr().Unmap(), at.Port())
	s := &soundSocket{six: at.Addr().Is6()}
	var err error
	if s.fd, err = datagrams(s.six); err != nil {
		return nil, os.NewSyscallError("socket", err)
	}
	if err := s.bind(at); err != nil {
		return nil, errors.Join(os.NewSyscallError("bind", err), unix.Close(s.fd))
	}
	return s, nil
}

func (s *soundSocket) bind(at netip.AddrPort) error {
	var name unix.Sockaddr
	if s.six {
		six := &unix.SockaddrInet6{Port: int(at.Port()), Addr: at.Addr().As16()}
		if link, err := net.InterfaceByName(at.Addr().Zone()); err == nil {
			six.ZoneId = uint32(link.Index)
		}
		if err := unix.SetsockoptInt(s.fd, unix.IPPROTO_IPV6, unix.IPV6_V6ONLY, 0); err != nil {
			return err
		}
		name = six
	} else {
		name = &unix.SockaddrInet4{Port: int(at.Port()), Addr: at.Addr().As4()}
	}
	if err := unix.Bind(s.fd, name); err != nil {
		return err
	}
	bound, err := unix.Getsockname(s.fd)
	port := at.Port()
	switch b := bound.(type) {
	case *unix.SockaddrInet4:
		port = uint16(b.Port)
	case *unix.SockaddrInet6:
		port = uint16(b.Port)
	}
	s.here = netip.AddrPortFrom(at.Addr(), port)
	return err
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
	if n = receive(s.fd, to, &s.from); n > 0 {
		s.count++
	}
	return n, s.from.addrPort(), nil
}

// came is how many packets were read.
func (s *soundSocket) came() uint64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.count
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
