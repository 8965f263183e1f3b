package voice

import (
	"fmt"
	"math/rand/v2"
	"net"
	"net/netip"
	"time"

	"github.com/pion/rtp"
)

const (
	frameTime    = 20 * time.Millisecond
	frameSamples = rate / 50
	keyVolume    = 10 // dBm0, negated (RFC 4733 section 2.3.3)
)

// leg is the sound of one side of a call: one UDP socket, what comes in on a channel, what goes out frame by frame. It is
// used by the one goroutine that owns the call; only its reader runs beside it.
type leg struct {
	conn    *net.UDPConn
	codec   codec
	keys    uint8 // payload type of telephone-event; 0: none
	to      netip.AddrPort
	trusted [2]netip.Addr // where sound may come from at first: the address of the SDP, and that of the signalling
	latched bool
	heard   time.Time     // when sound last came
	in      chan received // closed when the socket is

	packet  rtp.Packet
	lastKey uint32 // RTP timestamp of the last key heard
	anyKey  bool
	infoKey byte // that came last in an INFO; 0: none since a key by RTP
	infoAt  time.Time
	buffer  [1500]byte
}

// received is one RTP packet.
type received struct {
	from    netip.AddrPort
	payload uint8
	seq     uint16
	stamp   uint32
	data    []byte
}

// ports is where legs take their sockets from.
type ports struct {
	ip        netip.Addr
	low, high int // 0: any free one
}

// leg opens a socket and reads from it until close.
func (p ports) leg() (*leg, error) {
	conn, err := p.socket()
	if err != nil {
		return nil, err
	}
	l := &leg{conn: conn, in: make(chan received, 64), heard: time.Now(), codec: pcmu()}
	l.packet.Version, l.packet.SSRC = 2, rand.Uint32()
	l.packet.SequenceNumber, l.packet.Timestamp = uint16(rand.Uint32()), rand.Uint32()
	go l.read()
	return l, nil
}

func (p ports) socket() (*net.UDPConn, error) {
	if p.low == 0 {
		return net.ListenUDP("udp", net.UDPAddrFromAddrPort(netip.AddrPortFrom(p.ip, 0)))
	}
	n := (p.high - p.low) / 2
	first := rand.IntN(n + 1)
	for i := range n + 1 { // even ports (RFC 3550 section 11)
		port := (p.low+1)/2*2 + 2*((first+i)%(n+1))
		if port > p.high {
			continue
		}
		if c, err := net.ListenUDP("udp", net.UDPAddrFromAddrPort(netip.AddrPortFrom(p.ip, uint16(port)))); err == nil {
			return c, nil
		}
	}
	return nil, fmt.Errorf("voice: no free port for sound between %d and %d", p.low, p.high)
}

func (l *leg) port() uint16 { return l.conn.LocalAddr().(*net.UDPAddr).AddrPort().Port() }

func (l *leg) close() { _ = l.conn.Close() } // ends the reader too

func (l *leg) read() {
	defer close(l.in)
	var buffer [2048]byte
	for {
		n, from, err := l.conn.ReadFromUDPAddrPort(buffer[:])
		if err != nil {
			if n == 0 && !closed(err) {
				continue // an ICMP error of what was sent before
			}
			return
		}
		var p rtp.Packet
		if p.Unmarshal(buffer[:n]) != nil || p.Version != 2 || len(p.Payload) == 0 {
			continue
		}
		select {
		case l.in <- received{netip.AddrPortFrom(from.Addr().Unmap(), from.Port()), p.PayloadType, p.SequenceNumber, p.Timestamp, append([]byte(nil), p.Payload...)}:
		default: // the call is too busy to listen: drop
		}
	}
}

// accept takes over what the other side told of itself.
func (l *leg) accept(o offer, signalling netip.Addr) {
	l.codec, l.keys, l.latched = o.codec, o.keys, false
	l.to = o.addr
	l.trusted = [2]netip.Addr{o.addr.Addr(), signalling}
	if o.direction == "inactive" || o.direction == "sendonly" {
		l.to = netip.AddrPort{} // on hold: it does not listen
	}
}

// genuine tells whether a packet is of the other side. The first one that is tells where its sound really comes from, so
// that one behind a translating router is answered there (symmetric RTP, RFC 4961).
func (l *leg) genuine(r received) bool {
	if l.latched {
		return r.from == l.to || r.from.Addr() == l.to.Addr()
	}
	if r.from.Addr() != l.trusted[0] && r.from.Addr() != l.trusted[1] {
		return false
	}
	if l.to.IsValid() {
		l.to, l.latched = r.from, true
	}
	return true
}

// key is the key that a packet of telephone-event begins (RFC 4733 section 2.5): later packets of the same press carry
// the same timestamp.
func (l *leg) key(r received) (byte, bool) {
	if l.keys == 0 || r.payload != l.keys || len(r.data) < 4 || r.data[0] > 11 {
		return 0, false
	}
	if l.anyKey && int32(r.stamp-l.lastKey) <= 0 {
		return 0, false
	}
	l.anyKey, l.lastKey = true, r.stamp
	key := keypad[r.data[0]]
	return key, !l.again(key, time.Now())
}

// sound is a packet's samples; false where it is no sound of the codec agreed on.
func (l *leg) sound(r received) ([]int16, bool) {
	if r.payload != l.codec.payload || len(r.data) > 4*frameSamples {
		return nil, false
	}
	pcm := make([]int16, len(r.data))
	for i, b := range r.data {
		pcm[i] = l.codec.decode(b)
	}
	return pcm, true
}

// send sends one frame of sound; nil is silence. It tells nobody when it fails: the other side has gone, and its
// silence says so.
func (l *leg) send(pcm []int16) {
	frame := l.buffer[:0]
	for i := range frameSamples {
		b := l.codec.silence
		if i < len(pcm) {
			b = l.codec.encode(pcm[i])
		}
		frame = append(frame, b)
	}
	l.packet.PayloadType = l.codec.payload
	l.write(frame, frameSamples)
}

// write sends a payload and moves the clock on.
func (l *leg) write(payload []byte, samples uint32) {
	l.packet.Payload = payload
	if raw, err := l.packet.Marshal(); err == nil && l.to.IsValid() {
		_, _ = l.conn.WriteToUDPAddrPort(raw, l.to)
	}
	l.packet.SequenceNumber++
	l.packet.Timestamp += samples
	l.packet.Marker = false
}

// relay passes a packet of telephone-event on as it came, under our numbering.
func (l *leg) relay(data []byte) { l.event(data, 0) }

func (l *leg) event(data []byte, samples uint32) {
	if l.keys == 0 {
		return
	}
	l.packet.PayloadType = l.keys
	l.write(data, samples)
}
