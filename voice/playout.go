package voice

const (
	jitter  = 4   // packets that are waited for when one is missing
	window  = 8   // packets that are kept while one is missing; more than jitter
	mostGap = 500 // packets: what is further off is another count
)

// playout puts packets in the order in which they were sent. It waits for one that is missing until jitter others are there.
type playout struct {
	any    bool
	source uint32 // SSRC: another one has numbers of its own
	next   uint16
	kept   [window]*received // by sequence number
	held   int
	ready  []*received // handed out last
}

// add takes a packet, and is what is due with it, in order; nil stands for one that was lost. What is handed out is the
// caller's, until the next add.
func (p *playout) add(r *received) []*received {
	p.ready = p.ready[:0]
	if !p.any {
		p.any, p.next, p.source = true, r.seq, r.source
	}
	if p.source != r.source {
		p.flush()
		p.next, p.source = r.seq, r.source
	}
	switch ahead := int(int16(r.seq - p.next)); {
	case ahead < -mostGap || ahead > mostGap: // the other side began to count anew
		p.flush()
		p.next = r.seq
	case ahead < 0: // too late
		r.release()
		return nil
	}
	for int(int16(r.seq-p.next)) >= window {
		p.advance()
	}
	slot := &p.kept[r.seq%window]
	if *slot != nil { // twice
		r.release()
		return p.ready
	}
	*slot, p.held = r, p.held+1
	for p.held > jitter || p.held > 0 && p.kept[p.next%window] != nil {
		p.advance()
	}
	return p.ready
}

// advance hands out the next packet, or tells that it is lost.
func (p *playout) advance() {
	slot := &p.kept[p.next%window]
	if *slot != nil {
		p.held--
	}
	p.ready = append(p.ready, *slot)
	*slot = nil
	p.next++
}

// flush hands out all that is kept.
func (p *playout) flush() {
	for p.held > 0 {
		p.advance()
	}
}

// rest is all that is kept.
func (p *playout) rest() []*received {
	p.ready = p.ready[:0]
	p.flush()
	return p.ready
}

// forget drops what is kept, and what is known of the order.
func (p *playout) forget() {
	for i, r := range p.kept {
		if r != nil {
			r.release()
		}
		p.kept[i] = nil
	}
	p.held, p.any = 0, false
}
