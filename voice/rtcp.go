package voice

import (
	"log/slog"
	"math/rand/v2"
	"net/netip"
	"time"

	"github.com/pion/rtcp"
)

const (
	reportEvery = 5 * time.Second  // RFC 3550 section 6.2: the least of the fixed times
	keepOpen    = 15 * time.Second // RFC 6263 section 5: the longest silence on a way through a translating router
	epoch       = 2208988800       // seconds from 1900 to 1970
)

// traffic is what went over a leg, as reports tell it (RFC 3550 section 6.4, appendix A). All of it is a handful of whole numbers
// a packet.
type traffic struct {
	packets, octets uint32    // sent
	sentAt          time.Time // the last of them
	next            time.Time // when the next report is due

	source       uint32 // SSRC of the other side; what follows is about it
	heard        bool
	first, high  uint32 // sequence numbers with their rollovers
	received     uint32
	transit      uint32 // of the last packet
	jitter       uint32 // in units of the timestamp, times 16
	before, then uint32 // expected and received at the last report
	asked        uint32 // of their last report: the middle of its time
	askedAt      time.Time

	lost  uint8         // the share of what we sent that did not arrive, of 256, as they tell
	round time.Duration // there and back; 0: not known
}

// noteSent counts a packet.
func (t *traffic) noteSent(octets int, now time.Time) {
	t.packets++
	t.octets += uint32(octets)
	t.sentAt = now
}

// noteHeard counts a packet of the other side (RFC 3550 appendices A.1 and A.8).
func (t *traffic) noteHeard(r *received, now time.Time) {
	if !t.heard || t.source != r.source {
		*t = traffic{packets: t.packets, octets: t.octets, sentAt: t.sentAt, next: t.next, lost: t.lost, round: t.round,
			source: r.source, heard: true, first: uint32(r.seq), high: uint32(r.seq), received: 1, transit: ticks(now) - r.stamp}
		return
	}
	t.received++
	if ahead := int16(r.seq - uint16(t.high)); ahead > 0 {
		t.high += uint32(ahead)
	}
	transit := ticks(now) - r.stamp
	apart := int32(transit - t.transit)
	t.transit = transit
	t.jitter += uint32(max(apart, -apart)) - (t.jitter+8)>>4
}

// ticks is a time on the clock of our codecs.
func ticks(now time.Time) uint32 { return uint32(now.UnixMicro() / 125) }

// reception is our report on what came.
func (t *traffic) reception(now time.Time) rtcp.ReceptionReport {
	expected := t.high - t.first + 1
	r := rtcp.ReceptionReport{SSRC: t.source, LastSequenceNumber: t.high, Jitter: t.jitter >> 4, LastSenderReport: t.asked}
	if lost := int64(expected) - int64(t.received); lost > 0 {
		r.TotalLost = uint32(min(lost, 1<<23-1))
	}
	due, came := expected-t.before, t.received-t.then
	if due > 0 && due > came {
		r.FractionLost = uint8(min(255, (due-came)<<8/due))
	}
	t.before, t.then = expected, t.received
	if t.asked != 0 {
		r.Delay = uint32(now.Sub(t.askedAt) * 65536 / time.Second)
	}
	return r
}

// upkeep sends what is due on a leg by the time: a report; and sound, where nothing has gone out for so long that a router on the
// way would forget it.
func (l *leg) upkeep(now time.Time) {
	t := &l.traffic
	if !l.to.IsValid() || !l.ready() {
		return
	}
	if now.Sub(t.sentAt) > keepOpen {
		l.send(nil)
	}
	if now.Before(t.next) {
		return
	}
	if !t.next.IsZero() { // nothing has happened yet at the first
		l.report(now)
	}
	t.next = now.Add(reportEvery/2 + rand.N(reportEvery)) // section 6.3.1: not all at once
}

// report sends a sender's report, or where nothing was sent lately a receiver's, and our name (section 6.1).
func (l *leg) report(now time.Time) {
	t := &l.traffic
	var heard []rtcp.ReceptionReport
	if t.heard {
		heard = []rtcp.ReceptionReport{t.reception(now)}
	}
	var first rtcp.Packet = &rtcp.ReceiverReport{SSRC: l.packet.SSRC, Reports: heard}
	if now.Sub(t.sentAt) < 2*reportEvery {
		first = &rtcp.SenderReport{SSRC: l.packet.SSRC, NTPTime: networkTime(now), RTPTime: l.packet.Timestamp, PacketCount: t.packets, OctetCount: t.octets, Reports: heard}
	}
	name := &rtcp.SourceDescription{Chunks: []rtcp.SourceDescriptionChunk{{Source: l.packet.SSRC, Items: []rtcp.SourceDescriptionItem{{Type: rtcp.SDESCNAME, Text: l.name}}}}}
	raw, err := rtcp.Marshal([]rtcp.Packet{first, name})
	if err == nil && l.secret {
		raw, err = l.guard.out.EncryptRTCP(nil, raw, nil)
	}
	if err == nil {
		l.socket.write(raw, l.reportsTo())
	}
}

// reportsTo is where the other side wants reports: where it wants sound, or at the next port (section 11).
func (l *leg) reportsTo() netip.AddrPort {
	if l.theirs.mux || l.to.Port() == 65535 {
		return l.to
	}
	return netip.AddrPortFrom(l.to.Addr(), l.to.Port()+1)
}

// networkTime is a time as NTP writes it: seconds since 1900, and their fraction.
func networkTime(now time.Time) uint64 {
	return uint64(now.Unix()+epoch)<<32 | uint64(now.Nanosecond())<<32/uint64(time.Second)
}

// reported takes a report of the other side; false where the packet is none (RFC 5761 section 4).
func (l *leg) reported(r *received) bool {
	raw := r.raw[:r.size]
	if len(raw) < 8 || raw[0]>>6 != 2 || raw[1] < 192 || raw[1] > 223 {
		return false
	}
	if l.secret {
		room := scratches.Get().(*scratch)
		defer scratches.Put(room)
		var err error
		if raw, err = l.guard.in.DecryptRTCP(room.packet[:0], raw, nil); err != nil {
			return true
		}
	} else if !l.known(r.from) {
		return true
	}
	packets, err := rtcp.Unmarshal(raw)
	if err != nil {
		return true
	}
	now := time.Now()
	for _, p := range packets {
		switch p := p.(type) {
		case *rtcp.SenderReport:
			l.traffic.asked, l.traffic.askedAt = uint32(p.NTPTime>>16), now
			l.told(p.Reports, now)
		case *rtcp.ReceiverReport:
			l.told(p.Reports, now)
		}
	}
	return true
}

// told notes how what we sent arrived (section 6.4.1).
func (l *leg) told(reports []rtcp.ReceptionReport, now time.Time) {
	for _, r := range reports {
		if r.SSRC != l.packet.SSRC {
			continue
		}
		l.traffic.lost = r.FractionLost
		if took := uint32(networkTime(now)>>16) - r.LastSenderReport - r.Delay; r.LastSenderReport != 0 && took < 60<<16 { // else clocks disagree
			l.traffic.round = time.Duration(took) * time.Second / 65536
		}
	}
}

// known tells whether a packet in plain may be of the other side: reports never say where sound is to go.
func (l *leg) known(from netip.AddrPort) bool {
	if l.latched {
		return from.Addr() == l.to.Addr()
	}
	return from.Addr() == l.trusted[0] || from.Addr() == l.trusted[1]
}

// quality is how sound went over a leg, for the log.
func (t *traffic) quality() slog.Value {
	expected := int64(t.high) - int64(t.first) + 1
	return slog.GroupValue(slog.Int64("came", int64(t.received)), slog.Int64("missing", max(0, expected-int64(t.received))), slog.Duration("jitter", time.Duration(t.jitter>>4)*time.Second/rate),
		slog.Int64("sent", int64(t.packets)), slog.Int("lost_percent", int(t.lost)*100/256), slog.Duration("round_trip", t.round))
}
