package voice

import (
	"encoding/binary"
	"net"
	"net/netip"
	"testing"
	"time"

	"github.com/pion/rtp"
	"golang.org/x/sys/unix"
)

// wire is a leg whose packets are read at the other end.
func wire(t *testing.T, c codec) (*leg, func() rtp.Packet) {
	t.Helper()
	l, err := (ports{ip: netip.MustParseAddr("127.0.0.1")}).leg()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(l.close)
	there, err := net.ListenUDP("udp", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = there.Close() })
	l.use(c)
	l.keys, l.to = 101, there.LocalAddr().(*net.UDPAddr).AddrPort()
	return l, func() rtp.Packet {
		var raw [1500]byte
		_ = there.SetReadDeadline(time.Now().Add(5 * time.Second))
		n, err := there.Read(raw[:])
		if err != nil {
			t.Fatal(err)
		}
		var p rtp.Packet
		if err := p.Unmarshal(raw[:n]); err != nil {
			t.Fatal(err)
		}
		return p
	}
}

// came is the next packet that comes to a leg.
func came(t *testing.T, l *leg) *received {
	t.Helper()
	r := await(l, 5*time.Second)
	if r == nil {
		t.Fatal("a packet did not come")
	}
	return r
}

// await is the same, nil where none comes in time.
func await(l *leg, limit time.Duration) *received {
	l.looked = time.Now()
	_, _ = unix.Poll([]unix.PollFd{{Fd: int32(l.socket.fd), Events: unix.POLLIN}}, int(limit.Milliseconds()))
	r, _ := l.next(l.looked)
	return r
}

// Sound goes by IPv6 as by IPv4, and where a leg takes both, from one to the other.
func TestSoundByIPv6(t *testing.T) {
	for from, to := range map[string]string{"::1": "::1", "::": "127.0.0.1", "127.0.0.1": "::"} {
		a, err := (ports{ip: netip.MustParseAddr(from)}).leg()
		if err != nil {
			t.Fatal(err)
		}
		defer a.close()
		b, err := (ports{ip: netip.MustParseAddr(to)}).leg()
		if err != nil {
			t.Fatal(err)
		}
		defer b.close()
		at := netip.MustParseAddr("127.0.0.1")
		if from == to {
			at = netip.MustParseAddr("::1")
		}
		a.to, b.trusted[0] = netip.AddrPortFrom(at, b.port()), at
		a.write(frameOf(7), frameSamples)
		if r := came(t, b); !b.takes(r) || r.data[0] != 7 || r.from != netip.AddrPortFrom(at, a.port()) {
			t.Errorf("from %s to %s: %v came from %s", from, to, r.data, r.from)
		}
	}
}

func sent(payload uint8, seq uint16, stamp uint32, data ...byte) *received {
	return &received{payload: payload, seq: seq, stamp: stamp, source: 7, data: data}
}

// frameOf is a payload that can be told from others.
func frameOf(n byte) []byte {
	b := make([]byte, frameSamples)
	b[0] = n
	return b
}

// Sound that both sides speak goes through to the bit, under our numbers; what was lost or came late on the way is so there too.
func TestPassedUntouched(t *testing.T) {
	c := &call{}
	from, _ := wire(t, g722())
	to, read := wire(t, g722())
	to.send(nil)
	before := read()
	for _, n := range []uint16{10, 11, 13, 12, 14} {
		c.pass(sent(9, n, uint32(n)*160+5, frameOf(byte(n))...), from, to)
	}
	var got []uint16
	for range 5 {
		p := read()
		n := p.SequenceNumber - before.SequenceNumber - 1
		got = append(got, n)
		if p.PayloadType != 9 || p.Timestamp-before.Timestamp != 160*(uint32(n)+1) || p.SSRC != before.SSRC || p.Payload[0] != byte(n)+10 {
			t.Errorf("got %+v", p.Header)
		}
		if p.Marker != (n == 0) {
			t.Errorf("packet %d: marked %t", n, p.Marker)
		}
	}
	if want := []uint16{0, 1, 3, 2, 4}; !equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	c.pass(sent(9, 40000, 1, frameOf(1)...), from, to) // the other side began to count anew
	if p := read(); p.SequenceNumber-before.SequenceNumber != 6 || p.Timestamp-before.Timestamp != 160*6 || !p.Marker {
		t.Errorf("got %+v", p.Header)
	}
	to.send(nil)
	if p := read(); p.SequenceNumber-before.SequenceNumber != 7 || p.Timestamp-before.Timestamp != 160*7 {
		t.Errorf("got %+v", p.Header)
	}
}

func equal(a, b []uint16) bool {
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return len(a) == len(b)
}

// A key that is pressed in the middle of sound has one time for all its packets, and the sound goes on by the clock.
func TestKeyPassed(t *testing.T) {
	for _, tt := range []struct {
		name     string
		from, to codec
	}{{"as it came", pcmu(), pcmu()}, {"amid sound that is translated", pcmu(), g722()}} {
		c := &call{}
		from, _ := wire(t, tt.from)
		to, read := wire(t, tt.to)
		from.keys, to.keys = 96, 126
		c.pass(sent(tt.from.payload, 1, 1000, frameOf(1)...), from, to)
		sound := read()
		var key uint32
		for n := range uint16(6) {
			c.pass(sent(96, 2+n, 1160, 5, 10, 0, byte(n)), from, to)
			p := read()
			if n == 0 {
				key = p.Timestamp
			}
			if p.PayloadType != 126 || p.Timestamp != key || p.SequenceNumber != sound.SequenceNumber+1+n || p.Marker != (n == 0 && tt.from.name != tt.to.name) {
				t.Errorf("%s: got %+v", tt.name, p.Header)
			}
		}
		c.pass(sent(tt.from.payload, 8, 2120, frameOf(1)...), from, to)
		if p := read(); int32(p.Timestamp-key) < 0 || p.SequenceNumber != sound.SequenceNumber+7 {
			t.Errorf("%s: got %+v", tt.name, p.Header)
		}
	}
}

// What one side does not speak is translated, and a lost packet of it made up for.
func TestTranslated(t *testing.T) {
	c := &call{}
	from, _ := wire(t, g722())
	to, read := wire(t, pcma())
	coder, said := g722().coder(), hum(440, 40*frameSamples)
	var heard []int16
	for n := range 40 {
		frame := coder.encode(nil, said[n*frameSamples:(n+1)*frameSamples])
		if n == 20 {
			continue
		}
		c.pass(sent(9, uint16(n), uint32(n)*160, frame...), from, to)
		due := 1
		switch {
		case n > 20 && n <= 20+jitter: // the lost one is waited for
			due = 0
		case n == 20+jitter+1:
			due = jitter + 2
		}
		for range due {
			p := read()
			if p.PayloadType != 8 {
				t.Fatalf("got %+v", p.Header)
			}
			heard = pcma().coder().decode(heard, p.Payload)
		}
	}
	if got := purity(heard[8*frameSamples:20*frameSamples], 440); got < 30 {
		t.Errorf("%.1f dB", got)
	}
	if got := volume(heard[20*frameSamples : 21*frameSamples]); got < volume(said)/2 {
		t.Errorf("the lost frame is as loud as %d of %d", got, volume(said))
	}
}

func FuzzTakes(f *testing.F) {
	f.Add([]byte{0x80, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 2, 3})
	f.Add([]byte{0xbf, 0xff, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 2, 3})
	f.Fuzz(func(t *testing.T, raw []byte) {
		at := netip.MustParseAddrPort("127.0.0.1:9")
		from := &leg{trusted: [2]netip.Addr{at.Addr()}, keys: 101}
		from.use(g722())
		to := &leg{keys: 101}
		to.use(pcmu())
		r := packets.Get().(*received)
		r.from, r.size = at, copy(r.raw[:], raw)
		if from.takes(r) {
			from.key(r)
			(&call{}).pass(r, from, to)
		}
	})
}

// Nothing is left to the collector for a packet that goes through.
func TestPassAllocatesNothing(t *testing.T) {
	at := netip.MustParseAddrPort("127.0.0.1:9")
	from, _ := wire(t, pcmu())
	from.trusted[0] = at.Addr()
	to, _ := wire(t, pcmu())
	c, seq := &call{}, uint16(0)
	raw := make([]byte, 12+frameSamples)
	raw[0] = 0x80
	n := testing.AllocsPerRun(1000, func() {
		seq++
		binary.BigEndian.PutUint16(raw[2:], seq)
		binary.BigEndian.PutUint32(raw[4:], uint32(seq)*160)
		r := packets.Get().(*received)
		r.from, r.size = at, copy(r.raw[:], raw)
		if !from.takes(r) {
			t.Fatal("not taken")
		}
		c.pass(r, from, to)
	})
	if n >= 1 {
		t.Errorf("%v a packet", n)
	}
}

// What is translated goes out in whole frames, however much is in a packet that comes; and after a pause the clock has gone on.
func TestTranslateAnyLength(t *testing.T) {
	for _, samples := range []int{80, 160, 240, 320} {
		from := &leg{codec: pcma(), coder: aLaw{}}
		to, read := wire(t, pcmu())
		n, frames := 0, 480*4/frameSamples
		for i := range 480 * 4 / samples {
			data := make([]byte, samples)
			for j := range data {
				data[j] = aOf[uint16(8000+n)]
				n++
			}
			(&call{}).pass(&received{payload: 8, seq: uint16(i), stamp: uint32(n), data: data}, from, to)
		}
		var first rtp.Packet
		for i := range frames {
			p := read()
			if first.Payload == nil {
				first = p
			}
			if len(p.Payload) != frameSamples || p.Timestamp != first.Timestamp+uint32(i*frameSamples) || ofMu[p.Payload[frameSamples-1]] < 7000 {
				t.Fatalf("of packets of %d samples frame %d has %d, at %d, and ends with %d", samples, i, len(p.Payload), p.Timestamp-first.Timestamp, ofMu[p.Payload[frameSamples-1]])
			}
		}
		to.sendAll(make([]int16, frameSamples), to.traffic.sentAt.Add(time.Second))
		if p := read(); p.Timestamp != first.Timestamp+uint32((frames-1)*frameSamples)+rate || !p.Marker {
			t.Errorf("after a second the clock has gone on by %d samples, marked: %v", p.Timestamp-first.Timestamp-uint32((frames-1)*frameSamples), p.Marker)
		}
	}
}

// Who sends no silence is recorded with the pauses; a stream that counts anew is none.
func TestRecordedPause(t *testing.T) {
	l := &leg{codec: pcmu(), coder: muLaw{}}
	r := &recording{draft: true, began: time.Now().Add(-time.Minute)}
	for _, p := range []struct {
		source, stamp uint32
		want          int // samples, so far
	}{{1, 1000, 160}, {1, 1160, 320}, {1, 1320 + 8000, 320 + 8000 + 160}, {1, 1320 + 8000 + 160 + 80, 8000 + 640}, {2, 500_000, 8000 + 800}, {2, 5_000_000, 8000 + 960}, {2, 100, 8000 + 1120}} {
		r.take(l, &received{source: p.source, stamp: p.stamp, data: make([]byte, 160)})
		if len(r.pcm) != p.want {
			t.Errorf("after %d of %d: %d samples, want %d", p.stamp, p.source, len(r.pcm), p.want)
		}
	}
	r.take(l, nil)
	if len(r.pcm) != 8000+1280 {
		t.Errorf("with one lost: %d samples", len(r.pcm))
	}
	r = &recording{draft: true, began: time.Now()} // who tells of pauses that there was no time for, or sends faster than one speaks
	for i := range uint32(200) {
		r.take(l, &received{source: 1, stamp: 1000 + i*200_000, data: make([]byte, 160)})
	}
	if d := r.length(); d > 10*time.Second {
		t.Errorf("a moment is recorded as %v", d)
	}
}
