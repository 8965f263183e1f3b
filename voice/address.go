//go:build !linux || 386 || s390x

package voice

import (
	"net/netip"
	"syscall"

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

// datagrams is a socket of UDP by IPv4, or by IPv6.
func datagrams(six bool) (fd int, err error) {
	family := unix.AF_INET
	if six {
		family = unix.AF_INET6
	}
	syscall.ForkLock.RLock()
	defer syscall.ForkLock.RUnlock()
	if fd, err = unix.Socket(family, unix.SOCK_DGRAM, 0); err == nil {
		unix.CloseOnExec(fd)
	}
	return fd, err
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
