//go:build !linux || 386 || s390x

package voice

import (
	"net/netip"

	"golang.org/x/sys/unix"
)

// address is where a packet comes from or goes to.
type address struct{ to unix.Sockaddr }

func addressOf(to netip.AddrPort, six bool) address {
	if six {
		return address{&unix.SockaddrInet6{Port: int(to.Port()), Addr: to.Addr().As16()}}
	}
	if ip := to.Addr().Unmap(); ip.Is4() {
		return address{&unix.SockaddrInet4{Port: int(to.Port()), Addr: ip.As4()}}
	}
	return address{&unix.SockaddrInet4{}} // can't be reached from here
}

func (a *address) addrPort() netip.AddrPort {
	switch at := a.to.(type) {
	case *unix.SockaddrInet4:
		return netip.AddrPortFrom(netip.AddrFrom4(at.Addr), uint16(at.Port))
	case *unix.SockaddrInet6:
		return netip.AddrPortFrom(netip.AddrFrom16(at.Addr).Unmap(), uint16(at.Port))
	}
	return netip.AddrPort{}
}

// receive is the length of the packet that came next, 0 where none did.
func receive(fd int, to []byte, from *address) int {
	n, at, err := unix.Recvfrom(fd, to, unix.MSG_DONTWAIT)
	if err != nil { // nothing there, or an ICMP error of what was sent before
		return 0
	}
	from.to = at
	return n
}

// transmit sends a packet.
func transmit(fd int, packet []byte, to *address) {
	_ = unix.Sendto(fd, packet, unix.MSG_DONTWAIT, to.to)
}
