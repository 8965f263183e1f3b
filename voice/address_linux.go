//go:build linux && !386 && !s390x

package voice

import (
	"net/netip"
	"unsafe"

	"golang.org/x/sys/unix"
)

// address is where a packet comes from or goes to, as the kernel writes it: so that none is made anew for each packet.
type address struct {
	raw  unix.RawSockaddrInet6 // one of IPv4 is its beginning
	size uint32
}

func addressOf(to netip.AddrPort, six bool) (a address) {
	port := [2]byte{byte(to.Port() >> 8), byte(to.Port())}
	if six {
		a.raw.Family, a.raw.Addr, a.size = unix.AF_INET6, to.Addr().As16(), unix.SizeofSockaddrInet6
		*(*[2]byte)(unsafe.Pointer(&a.raw.Port)) = port
		return a
	}
	four := (*unix.RawSockaddrInet4)(unsafe.Pointer(&a.raw))
	four.Family, a.size = unix.AF_INET, unix.SizeofSockaddrInet4
	*(*[2]byte)(unsafe.Pointer(&four.Port)) = port
	if ip := to.Addr().Unmap(); ip.Is4() { // else it can't be reached from here
		four.Addr = ip.As4()
	}
	return a
}

func (a *address) addrPort() netip.AddrPort {
	port := *(*[2]byte)(unsafe.Pointer(&a.raw.Port)) // at the same place in both
	n := uint16(port[0])<<8 | uint16(port[1])
	if a.raw.Family == unix.AF_INET {
		return netip.AddrPortFrom(netip.AddrFrom4((*unix.RawSockaddrInet4)(unsafe.Pointer(&a.raw)).Addr), n)
	}
	return netip.AddrPortFrom(netip.AddrFrom16(a.raw.Addr).Unmap(), n)
}

// datagrams is a socket of UDP by IPv4, or by IPv6.
func datagrams(six bool) (fd int, err error) {
	family := unix.AF_INET
	if six {
		family = unix.AF_INET6
	}
	return unix.Socket(family, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
}

// receive is the length of the packet that came next, 0 where none did. It does not wait, so the scheduler is not told of it.
func receive(fd int, to []byte, from *address) int {
	from.size = unix.SizeofSockaddrInet6
	n, _, failed := unix.RawSyscall6(unix.SYS_RECVFROM, uintptr(fd), uintptr(unsafe.Pointer(unsafe.SliceData(to))), uintptr(len(to)), unix.MSG_DONTWAIT,
		uintptr(unsafe.Pointer(&from.raw)), uintptr(unsafe.Pointer(&from.size)))
	if failed != 0 { // nothing there, or an ICMP error of what was sent before
		return 0
	}
	return int(n)
}

// transmit sends a packet, likewise.
func transmit(fd int, packet []byte, to *address) {
	_, _, _ = unix.RawSyscall6(unix.SYS_SENDTO, uintptr(fd), uintptr(unsafe.Pointer(unsafe.SliceData(packet))), uintptr(len(packet)), unix.MSG_DONTWAIT,
		uintptr(unsafe.Pointer(&to.raw)), uintptr(to.size))
}
