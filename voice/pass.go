package voice

import "time"

// passing is how packets of one leg are numbered on another.
type passing struct {
	on     bool
	source uint32 // SSRC of what is passed
	seq    uint16 // what is added to its numbers and times
	stamp  uint32
	event  uint32 // timestamp of the key that is passed while sound is translated, there and here
	at     uint32
}

// pass hands a packet from one side to the other, and releases it. What both speak goes on as it came; else it is translated.
func (c *call) pass(r *received, from, to *leg) {
	if from.held(r) {
		r.release()
		return
	}
	if from.codec.payload == to.codec.payload {
		switch {
		case from.isSound(r):
			to.forward(r, r.payload)
		case from.isKey(r) && to.keys != 0:
			to.forward(r, to.keys)
		}
		r.release()
		return
	}
	to.passing.on = false
	if from.isKey(r) {
		to.relay(r)
	}
	for _, p := range from.order.add(r) {
		to.sendAll(from.sound(p), time.Now())
	}
}

// leastPause is a pause in what comes that is one, and no jitter.
const leastPause = 100 * time.Millisecond

// sendAll sends sound of any length in whole frames; what is less waits for the next: phones have 10 or 30 ms in a packet. After a pause, as of one
// who sends no silence, the clock has gone on, and a talkspurt begins (RFC 3551 section 4.1).
func (l *leg) sendAll(pcm []int16, now time.Time) {
	if quiet := now.Sub(l.traffic.sentAt); !l.traffic.sentAt.IsZero() && quiet > leastPause && len(pcm) > 0 {
		l.unsent = 0
		l.packet.Timestamp += uint32(quiet/frameTime-1) * frameSamples
		l.packet.Marker = true
	}
	for len(pcm) > 0 {
		n := copy(l.frame[l.unsent:], pcm)
		pcm = pcm[n:]
		if l.unsent += n; l.unsent == frameSamples {
			l.send(l.frame[:])
			l.unsent = 0
		}
	}
}

// forward passes a packet on under our own numbering, which goes on from what was sent before. What is lost or late on the
// way to us stays so for the other side, which can conceal it best: a gap in the numbers stays a gap.
func (l *leg) forward(r *received, payload uint8) {
	p := &l.passing
	seq, stamp := r.seq+p.seq, r.stamp+p.stamp
	if off := int16(seq - l.packet.SequenceNumber); !p.on || p.source != r.source || off < -mostGap || off > mostGap {
		p.on, p.source = true, r.source
		p.seq, p.stamp = l.packet.SequenceNumber-r.seq, l.packet.Timestamp-r.stamp
		seq, stamp = l.packet.SequenceNumber, l.packet.Timestamp
		r.marked = true // RFC 3551 section 4.1: a talkspurt begins
	}
	next, clock := l.packet.SequenceNumber, l.packet.Timestamp
	l.packet.SequenceNumber, l.packet.Timestamp = seq, stamp
	l.packet.PayloadType, l.packet.Marker, l.packet.Payload = payload, r.marked, r.data
	l.put()
	l.packet.Marker = false
	if int16(seq-next) < 0 { // a late one
		l.packet.SequenceNumber, l.packet.Timestamp = next, clock
		return
	}
	l.packet.SequenceNumber, l.packet.Timestamp = seq+1, clock // a key has the time of its begin
	if payload == l.codec.payload {
		l.packet.Timestamp = stamp + uint32(len(r.data)) // of all our codecs, a byte is a tick
	}
}

// relay passes a packet of telephone-event on amid sound that is translated: all of one press have the time of its first.
func (l *leg) relay(r *received) {
	p := &l.passing
	if p.event != r.stamp || p.at == 0 {
		p.event, p.at = r.stamp, l.packet.Timestamp
		l.packet.Marker = true
	}
	now := l.packet.Timestamp
	l.packet.Timestamp = p.at
	l.event(r.data, 0)
	l.packet.Timestamp = now
}
