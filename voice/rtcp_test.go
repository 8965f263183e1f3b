package voice

import (
	"net/netip"
	"strings"
	"testing"
	"time"
)

// facing are two legs that send to one another, in plain or hidden.
func facing(t *testing.T, hidden bool) (a, b *leg) {
	t.Helper()
	if hidden {
		a, b = pair(t, suites[1])
	} else {
		a, _ = wire(t, pcmu())
		b, _ = wire(t, pcmu())
	}
	ip := netip.MustParseAddr("127.0.0.1")
	for _, l := range []*leg{a, b} {
		l.theirs.mux, l.trusted[0] = true, ip
	}
	a.to, b.to = netip.AddrPortFrom(ip, b.port()), netip.AddrPortFrom(ip, a.port())
	return a, b
}

// takeAll takes what has come to a leg, and is how many of it were sound.
func takeAll(t *testing.T, l *leg, packets int) (sound int) {
	t.Helper()
	for range packets {
		if l.takes(came(t, l)) {
			sound++
		}
	}
	return sound
}

// Each side learns from the other's reports how much of what it sent arrived, and how long the way there and back is.
func TestReports(t *testing.T) {
	for _, hidden := range []bool{false, true} {
		a, b := facing(t, hidden)
		now := time.Now()
		for n := range 40 {
			if n%4 == 3 { // lost on the way
				a.packet.SequenceNumber++
				a.packet.Timestamp += frameSamples
				continue
			}
			a.send(nil)
		}
		a.report(now)
		if got := takeAll(t, b, 31); got != 30 {
			t.Fatalf("hidden %t: %d packets were sound", hidden, got)
		}
		b.send(nil)
		b.report(now.Add(40 * time.Millisecond))
		takeAll(t, a, 2)
		if got := int(a.traffic.lost) * 100 / 256; got < 20 || got > 26 {
			t.Errorf("hidden %t: %d %% lost", hidden, got)
		}
		if a.traffic.round > 2*time.Second || b.traffic.asked == 0 {
			t.Errorf("hidden %t: a round of %v", hidden, a.traffic.round)
		}
		r := b.traffic.reception(now)
		if r.SSRC != a.packet.SSRC || r.TotalLost != 9 || r.FractionLost != 0 || r.LastSenderReport == 0 {
			t.Errorf("hidden %t: got %+v", hidden, r)
		}
		forged := &received{from: netip.MustParseAddrPort("192.0.2.9:9")}
		forged.size = copy(forged.raw[:], []byte{0x80, 201, 0, 1, 0, 0, 0, 1})
		before := a.traffic
		if a.takes(forged) || a.traffic != before {
			t.Errorf("hidden %t: a report of a stranger was taken", hidden)
		}
	}
}

// The number of what was lost, and the jitter, over the end of the count and with late packets (RFC 3550 appendix A).
func TestTraffic(t *testing.T) {
	var tr traffic
	now := time.Unix(1e9, 0)
	for i, seq := range []uint16{65534, 65535, 1, 0, 4} { // 2 and 3 are lost
		at := now.Add(time.Duration(i) * frameTime)
		tr.noteHeard(&received{seq: seq, stamp: ticks(at), source: 1}, at)
	}
	if r := tr.reception(now); r.TotalLost != 2 || r.LastSequenceNumber != 65536+4 || r.Jitter != 0 || r.FractionLost != 2*256/7 {
		t.Errorf("got %+v", r)
	}
	for i := range 200 { // every other packet comes 10 ms late
		at := now.Add(time.Duration(i+5) * frameTime)
		tr.noteHeard(&received{seq: uint16(5 + i), stamp: ticks(at), source: 1}, at.Add(time.Duration(i%2)*10*time.Millisecond))
	}
	if r := tr.reception(now); r.Jitter < 70 || r.Jitter > 85 || r.TotalLost != 2 || r.FractionLost != 0 { // 80 ticks are 10 ms
		t.Errorf("got %+v", r)
	}
	tr.noteHeard(&received{seq: 9, stamp: 7, source: 2}, now)
	if r := tr.reception(now); r.SSRC != 2 || r.TotalLost != 0 || r.Jitter != 0 {
		t.Errorf("of another source: %+v", r)
	}
}

// A leg on which nothing is said is kept open, and reports about as often as it should, to the next port where that is wanted.
func TestUpkeep(t *testing.T) {
	a, b := facing(t, false)
	now := time.Now()
	a.upkeep(now)
	takeAll(t, b, 1) // the first packet opens the way
	reports := 0
	for s := range 60 {
		before := a.traffic.packets
		at := now.Add(time.Duration(s) * time.Second)
		next := a.traffic.next
		a.upkeep(at)
		if a.traffic.next != next {
			reports++
		}
		a.traffic.sentAt = at // as if sound went out
		if a.traffic.packets != before && s > 0 {
			t.Errorf("second %d: silence was sent amid sound", s)
		}
	}
	if reports < 7 || reports > 26 {
		t.Errorf("%d reports in a minute", reports)
	}
	before := a.traffic.packets
	a.upkeep(now.Add(59*time.Second + keepOpen + time.Second))
	if a.traffic.packets != before+1 {
		t.Error("nothing was sent after a long silence")
	}
	if a.theirs.mux = false; a.reportsTo().Port() != a.to.Port()+1 {
		t.Errorf("reports go to %v", a.reportsTo())
	}
	a.to = netip.AddrPort{}
	a.upkeep(now.Add(time.Hour)) // on hold: nowhere
	if !strings.Contains(string(b.describe(netip.MustParseAddr("127.0.0.1"), codecs(pcmu()), "sendrecv")), "a=rtcp-mux\r\n") {
		t.Error("reports are not offered where sound is")
	}
}

func FuzzReported(f *testing.F) {
	f.Add([]byte{0x80, 200, 0, 6, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1})
	f.Add([]byte{0x81, 201, 0, 7, 0, 0, 0, 1, 0, 0, 0, 1, 9, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1})
	f.Fuzz(func(t *testing.T, raw []byte) {
		at := netip.MustParseAddrPort("127.0.0.1:9")
		l := &leg{trusted: [2]netip.Addr{at.Addr()}}
		l.use(pcmu())
		r := packets.Get().(*received)
		r.from, r.size = at, copy(r.raw[:], raw)
		l.takes(r)
	})
}
