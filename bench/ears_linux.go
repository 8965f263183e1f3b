package main

import (
	"encoding/binary"
	"errors"
	"net"
	"sync"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// ears is where all callers of a load hear: one socket, as in sipbench. It is looked at by the clock and read and answered in batches, so
// that no packet wakes a thread: who sends would pay for that, which is the server. When a packet came is told by the kernel.
type ears struct {
	fd, port int
	key      string

	mu      sync.Mutex
	streams [1 << 16]*stream // by the port that the server sends from
	closed  bool
	done    chan struct{}
}

// stream is what one call hears.
type stream struct {
	answered, first time.Time
	source          uint32 // RFC 3550 section 3, SSRC
	seq             uint16
	packets         int
	late            time.Duration
}

const (
	lookEvery = 5 * time.Millisecond
	batch     = 256  // packets
	packetMax = 512  // bytes
	earBuffer = 64e6 // bytes, where we may
)

func listen(key string) (*ears, error) {
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return nil, err
	}
	if unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_RCVBUFFORCE, earBuffer) != nil {
		_ = unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_RCVBUF, 4<<20)
	}
	err = errors.Join(unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_TIMESTAMPNS, 1), unix.Bind(fd, &unix.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}))
	name, failed := unix.Getsockname(fd)
	if err = errors.Join(err, failed); err != nil {
		return nil, errors.Join(err, unix.Close(fd))
	}
	e := &ears{fd: fd, port: name.(*unix.SockaddrInet4).Port, key: key, done: make(chan struct{})}
	go e.run()
	return e, nil
}

func (e *ears) close() {
	e.mu.Lock()
	e.closed = true
	e.mu.Unlock()
	<-e.done
	_ = unix.Close(e.fd)
}

// hear is what comes from a port of the server since a call was begun; some of it may have come before its answer was read.
func (e *ears) hear(port int, begun, answered time.Time) *stream {
	e.mu.Lock()
	defer e.mu.Unlock()
	s := e.streams[port]
	if s == nil || s.first.Before(begun) { // what is left of a call before
		s = &stream{}
		e.streams[port] = s
	}
	s.answered = answered
	return s
}

func (e *ears) leave(port int) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.streams[port] = nil
}

func (e *ears) run() {
	defer close(e.done)
	in, out := new(packets), make([]header, 0, batch)
	for tick := time.NewTicker(lookEvery); ; <-tick.C {
		for more := true; more; {
			n := in.receive(e.fd)
			e.mu.Lock()
			if e.closed {
				e.mu.Unlock()
				return
			}
			out = out[:0]
			for i := range n {
				h := in.headers[i]
				length := e.take(in.names[i].Port, in.raw[i][:h.length], stampIn(in.controls[i][:h.Controllen]))
				if length == 0 {
					continue
				}
				in.vectors[i].SetLen(length)
				h.SetControllen(0)
				out = append(out, h)
			}
			e.mu.Unlock()
			transmit(e.fd, out)
			more = n == batch
		}
	}
}

// take notes a packet that came from a port, and turns it into what is sent back: itself, or a key's event. Its length is 0 where
// nothing is.
func (e *ears) take(port uint16, packet []byte, at time.Time) int {
	if len(packet) < 12 || packet[1]&0x7f > 8 {
		return 0 // RTCP, or no sound
	}
	port = port>>8 | port<<8 // it is in the network's order
	s := e.streams[port]
	if s == nil {
		s = &stream{}
		e.streams[port] = s
	}
	if source := binary.BigEndian.Uint32(packet[8:]); s.source != source { // another call, of the same port
		*s = stream{answered: s.answered, source: source}
	}
	s.take(binary.BigEndian.Uint16(packet[2:]), at)
	packet[8] ^= 0xff // a source of its own (RFC 3550 section 8)
	if e.key != "" && s.packets >= 25 && s.packets < 31 {
		return press(packet[:packetMax], e.key[0]-'0', s.packets-25)
	}
	return len(packet)
}

func (s *stream) take(seq uint16, at time.Time) {
	if s.packets++; s.packets == 1 {
		s.first, s.seq = at, seq
		return
	}
	place := s.first.Add(time.Duration(int16(seq-s.seq)) * 20 * time.Millisecond)
	s.late = max(s.late, at.Sub(place))
}

// press makes one packet of a key's event (RFC 4733 section 2.5) of one of sound: three of its beginning, three of its end.
func press(packet []byte, key byte, nth int) (length int) {
	packet[1] = 101
	if nth == 0 {
		packet[1] |= 0x80
	}
	binary.BigEndian.PutUint32(packet[4:], 1_000_000) // all of one press have the time of its beginning
	packet[12], packet[13] = key, 10
	if nth >= 3 {
		packet[13] |= 0x80
	}
	binary.BigEndian.PutUint16(packet[14:], uint16(160*(nth+1)))
	return 16
}

// header is what recvmmsg(2) and sendmmsg(2) take of a packet.
type header struct {
	unix.Msghdr
	length uint32
}

const controlMax = 64 // bytes: a timestamp's take 32

// packets is room for a batch.
type packets struct {
	headers  [batch]header
	vectors  [batch]unix.Iovec
	names    [batch]unix.RawSockaddrInet4
	controls [batch][controlMax]byte
	raw      [batch][packetMax]byte
}

// receive is how many packets are there.
func (p *packets) receive(fd int) int {
	for i := range p.headers {
		p.vectors[i].Base = &p.raw[i][0]
		p.vectors[i].SetLen(packetMax)
		h := unix.Msghdr{Name: (*byte)(unsafe.Pointer(&p.names[i])), Namelen: unix.SizeofSockaddrInet4, Iov: &p.vectors[i], Control: &p.controls[i][0]}
		h.SetIovlen(1)
		h.SetControllen(controlMax)
		p.headers[i] = header{Msghdr: h}
	}
	n, _, failed := unix.Syscall6(unix.SYS_RECVMMSG, uintptr(fd), uintptr(unsafe.Pointer(&p.headers[0])), batch, unix.MSG_DONTWAIT, 0, 0)
	if failed != 0 { // nothing is there
		return 0
	}
	return int(n)
}

// transmit sends packets; what can't go is left out.
func transmit(fd int, out []header) {
	for len(out) > 0 {
		n, _, failed := unix.Syscall6(unix.SYS_SENDMMSG, uintptr(fd), uintptr(unsafe.Pointer(&out[0])), uintptr(len(out)), 0, 0, 0)
		if failed != 0 {
			n = 1
		}
		out = out[n:]
	}
}

// stamped has the kernel tell when each packet came.
func stamped(conn *net.UDPConn) error {
	raw, err := conn.SyscallConn()
	if err != nil {
		return err
	}
	var failed error
	err = raw.Control(func(fd uintptr) { failed = unix.SetsockoptInt(int(fd), unix.SOL_SOCKET, unix.SO_TIMESTAMPNS, 1) })
	return errors.Join(err, failed)
}

// stampIn is when the kernel was given a packet, by what it says with it; now where it says nothing.
func stampIn(control []byte) time.Time {
	if len(control) >= unix.CmsgSpace(16) {
		if h := (*unix.Cmsghdr)(unsafe.Pointer(&control[0])); h.Level == unix.SOL_SOCKET && h.Type == unix.SO_TIMESTAMPNS {
			at := control[unix.CmsgSpace(0):]
			return time.Unix(int64(binary.NativeEndian.Uint64(at)), int64(binary.NativeEndian.Uint64(at[8:])))
		}
	}
	return time.Now()
}
