package voice

import (
	cryptorand "crypto/rand"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/netip"
	"sync"
	"time"

	"github.com/pion/rtp"
)

const (
	frameTime    = 20 * time.Millisecond
	frameSamples = rate / 50
	keyVolume    = 10 // dBm0, negated (RFC 4733 section 2.3.3)
	mostSamples  = 4 * frameSamples
)

// leg is the sound of one side of a call: one UDP socket, what comes in and what goes out packet by packet. It is used under the
// lock of the call whose it is.
type leg struct {
	socket  *soundSocket
	codec   codec
	coder   coder
	keys    uint8 // payload type of telephone-event for what goes out; 0: none
	keysIn  uint8 // as we told it: an answer may name another one for its own direction (RFC 3264 section 6.1)
	to      netip.AddrPort
	trusted [2]netip.Addr // where sound may come from at first: the address of the SDP, and that of the signalling
	latched bool
	heard   time.Time // when sound last came
	looked  time.Time // when it was last looked for what came
	crowded bool      // more came than one packet a turn

	theirs  offer  // what the other side told last
	ours    string // what we told last
	version uint64 // of ours
	secret  bool   // no sound but under a guard
	always  bool   // and the other side can't change that
	guard   *guard // nil: none, or not yet
	us      *identity
	log     *slog.Logger
	link    *link    // to a browser; nil: to a phone
	offered []keying // that the other side has not answered yet

	packet  rtp.Packet // that goes out next
	arrived rtp.Packet // that came last
	passing passing
	traffic traffic
	name    string // CNAME: ours, and only for this leg (RFC 7022)
	order   playout
	tune    int       // where in the music this side is, while the other holds it
	own     time.Time // when this side, holding the other, last had sound of its own
	conceal concealer
	pcm     [mostSamples]int16
	frame   [frameSamples]int16 // that is filled by what is translated
	unsent  int                 // samples in it

	lastKey uint32 // RTP timestamp of the last key heard
	keyed   uint32 // SSRC of the stream that it came in
	anyKey  bool
	afresh  bool // the next key is of a stream of another address: its times go by another clock
	infoKey byte // that came last in an INFO; 0: none since a key by RTP
	infoAt  time.Time
}

// scratch is room for the making of a packet. A few serve all legs: what was just used is still near the processor.
type scratch struct {
	frame   [frameSamples]int16
	payload [mostSamples]byte
	packet  [1500]byte
	secret  [1500]byte
}

var scratches = sync.Pool{New: func() any { return new(scratch) }}

// received is one RTP packet. Who has it last releases it.
type received struct {
	from    netip.AddrPort
	payload uint8
	seq     uint16
	stamp   uint32
	source  uint32 // SSRC
	marked  bool
	data    []byte // of raw
	size    int
	raw     [1500]byte
}

var packets = sync.Pool{New: func() any { return new(received) }}

func (r *received) release() { packets.Put(r) }

// ports is where legs take their sockets from.
type ports struct {
	ip        netip.Addr
	low, high int // 0: any free one
	us        *identity
	log       *slog.Logger
}

// leg opens a socket.
func (p ports) leg() (*leg, error) {
	s, err := p.socket()
	if err != nil {
		return nil, err
	}
	l := &leg{socket: s, us: p.us, log: p.log, heard: time.Now(), looked: time.Now()}
	l.use(pcmu())
	l.name = cryptorand.Text()[:16]
	l.packet.Version, l.packet.SSRC = 2, rand.Uint32()
	l.packet.SequenceNumber, l.packet.Timestamp = uint16(rand.Uint32()>>17), rand.Uint32() // far from the end, so that a lost first packet does not hide that the count begins anew (RFC 3711 section 3.3.1)
	return l, nil
}

func (p ports) socket() (*soundSocket, error) {
	if p.low == 0 {
		return openSocket(netip.AddrPortFrom(p.ip, 0))
	}
	n := (p.high - p.low) / 2
	first := rand.IntN(n + 1)
	for i := range n + 1 { // even ports (RFC 3550 section 11)
		port := (p.low+1)/2*2 + 2*((first+i)%(n+1))
		if port > p.high {
			continue
		}
		if c, err := openSocket(netip.AddrPortFrom(p.ip, uint16(port))); err == nil {
			return c, nil
		}
	}
	return nil, fmt.Errorf("voice: no free port for sound between %d and %d", p.low, p.high)
}

func (l *leg) port() uint16 { return l.socket.here.Port() }

func (l *leg) close() {
	l.socket.close()
	if l.link != nil {
		l.link.close()
	}
}

// unheard is how long a leg may not be looked at: what came before then was said to nobody.
const unheard = time.Second

// mostStale is how many such packets are dropped at once: a socket holds no more, and who floods it holds up no other call.
const mostStale = 1000

// next is a packet that came, nil where there is none; false where the socket is closed.
func (l *leg) next(now time.Time) (r *received, open bool) {
	r = packets.Get().(*received)
	n, from, err := l.socket.read(r.raw[:])
	for stale := 0; n > 0 && stale < mostStale && now.Sub(l.looked) > unheard; stale++ {
		n, from, err = l.socket.read(r.raw[:])
	}
	if l.looked = now; n == 0 {
		r.release()
		return nil, err == nil
	}
	r.size, r.from = n, from
	return r, true
}

// accept takes over what the other side told of itself.
func (l *leg) accept(o offer, signalling netip.Addr) {
	if l.always && !o.hidden() { // it was refused: sound goes on as it was
		return
	}
	l.use(o.codec)
	l.afresh = l.afresh || o.addr != l.theirs.addr
	l.theirs, l.keys, l.latched = o, o.keys, false
	l.to = o.addr
	l.trusted = [2]netip.Addr{o.addr.Addr(), signalling}
	if o.browser() {
		l.join(o)
	} else {
		l.protect(o)
	}
	if o.direction == "inactive" || o.direction == "sendonly" {
		l.to = netip.AddrPort{} // on hold: it does not listen
	}
}

// use begins to speak a codec; one that is spoken already goes on.
func (l *leg) use(c codec) {
	if l.coder == nil || l.codec.payload != c.payload {
		l.codec, l.coder = c, c.coder()
	}
}

// takes reads a packet; false where it is not one that the other side sent for the call.
func (l *leg) takes(r *received) bool {
	p := &l.arrived
	if l.linked(r) || !l.ready() || l.reported(r) {
		return false
	}
	if l.secret {
		room := scratches.Get().(*scratch)
		plain, ok := l.guard.open(room.packet[:], r.raw[:r.size], &p.Header)
		r.size = copy(r.raw[:], plain)
		scratches.Put(room)
		if !ok {
			return false
		}
	}
	if p.Unmarshal(r.raw[:r.size]) != nil || p.Version != 2 || len(p.Payload) == 0 || len(p.Payload) > mostSamples {
		return false
	}
	r.payload, r.seq, r.stamp, r.source, r.marked, r.data = p.PayloadType, p.SequenceNumber, p.Timestamp, p.SSRC, p.Marker, p.Payload
	if !l.genuine(r.from) {
		return false
	}
	l.heard = l.looked
	l.traffic.noteHeard(r, l.heard)
	return true
}

// genuine tells whether a packet is of the other side. The first one that is tells where its sound really comes from, so
// that one behind a translating router is answered there (symmetric RTP, RFC 4961).
func (l *leg) genuine(from netip.AddrPort) bool {
	if l.secret && l.link == nil && l.to.IsValid() { // who has the key is the other side, wherever it moves
		l.to, l.latched = from, true
	}
	if l.secret || l.latched {
		return l.secret || from.Addr() == l.to.Addr()
	}
	if from.Addr() != l.trusted[0] && from.Addr() != l.trusted[1] {
		return false
	}
	if l.to.IsValid() {
		l.to, l.latched = from, true
	}
	return true
}

// key is the key that a packet of telephone-event begins (RFC 4733 section 2.5): later packets of the same press carry
// the same timestamp. Another stream counts by another clock: after a transfer at the other side, or where it was held.
func (l *leg) key(r *received) (byte, bool) {
	if !l.isKey(r) || len(r.data) < 4 || r.data[0] > 11 {
		return 0, false
	}
	if l.anyKey && !l.afresh && l.keyed == r.source && int32(r.stamp-l.lastKey) <= 0 {
		return 0, false
	}
	l.anyKey, l.afresh, l.lastKey, l.keyed = true, false, r.stamp, r.source
	key := keypad[r.data[0]]
	return key, !l.again(key, time.Now())
}

func (l *leg) isSound(r *received) bool { return r.payload == l.codec.payload }

func (l *leg) isKey(r *received) bool {
	return l.keys != 0 && (r.payload == l.keys || r.payload == l.keysIn) && !l.isSound(r)
}

// sound is the samples of a packet, none where it is a key, or what makes up for a lost one (nil). They are the leg's, until the
// next ones. It releases the packet.
func (l *leg) sound(r *received) []int16 {
	if r == nil {
		pcm := l.pcm[:frameSamples]
		l.conceal.conceal(pcm)
		return pcm
	}
	defer r.release()
	if !l.isSound(r) {
		return nil
	}
	pcm := l.coder.decode(l.pcm[:0], r.data)
	l.conceal.good(pcm)
	return pcm
}

// send sends one frame of sound; nil is silence.
func (l *leg) send(pcm []int16) {
	room := scratches.Get().(*scratch)
	defer scratches.Put(room)
	if len(pcm) != frameSamples {
		clear(room.frame[copy(room.frame[:], pcm):])
		pcm = room.frame[:]
	}
	l.packet.PayloadType = l.codec.payload
	l.write(l.coder.encode(room.payload[:0], pcm), frameSamples)
}

// write sends a payload and moves the clock on.
func (l *leg) write(payload []byte, samples uint32) {
	l.packet.Payload = payload // not ours for longer than this
	l.put()
	l.packet.Payload = nil
	l.packet.SequenceNumber++
	l.packet.Timestamp += samples
	l.packet.Marker = false
}

// put sends the packet as it stands.
func (l *leg) put() {
	if !l.to.IsValid() || !l.ready() {
		return
	}
	room := scratches.Get().(*scratch)
	defer scratches.Put(room)
	n, err := l.packet.MarshalTo(room.packet[:])
	out := room.packet[:n]
	if err == nil && l.secret {
		out, err = l.guard.out.EncryptRTP(room.secret[:0], out, &l.arrived.Header)
	}
	if err == nil {
		l.socket.write(out, l.to)
		l.traffic.noteSent(len(l.packet.Payload), time.Now())
	}
}

func (l *leg) event(data []byte, samples uint32) {
	if l.keys == 0 {
		return
	}
	l.packet.PayloadType = l.keys
	l.write(data, samples)
}
