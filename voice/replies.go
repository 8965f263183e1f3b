package voice

import (
	"errors"
	"hash/maphash"
	"net"
	"net/netip"
	"sync"
	"time"

	"github.com/emiago/sipgo/sip"
)

// replies are the final answers that went out by UDP, kept for as long as their requests may come once more (RFC 3261 section 17.2.2,
// timer J; RFC 6026 section 7.1, timer L), as the bytes that they were. The transactions themselves end with them: a request and an
// answer taken apart are ten times as large, and thousands of them are most of what a busy server would hold. It is safe for use by
// many goroutines.
type replies struct {
	out  net.PacketConn
	seed maphash.Seed

	mu     sync.Mutex
	ages   [4]map[uint64]reply // by transaction, the youngest first; none is kept for less than the first three of them last
	turned time.Time
	have   int
}

// reply is an answer and where it went; no bytes where the request is just not to be taken for a new one.
type reply struct {
	raw []byte
	to  netip.AddrPort
}

const (
	replyTime   = 32 * time.Second // 64·T1
	mostReplies = 200_000          // beyond them transactions stay as they are
)

func newReplies(out net.PacketConn) *replies {
	return &replies{out: out, seed: maphash.MakeSeed(), turned: time.Now()}
}

// replying is a transaction whose final answer is kept here.
type replying struct {
	sip.ServerTransaction
	replies *replies
	key     uint64
	invite  bool
	begins  bool      // a call, whose dialog sends the answer until it is confirmed (RFC 3261 section 13.3.1.4)
	since   time.Time // the final answer was sent
}

// answering is the transaction to answer a request with. False: it was answered before, and now once more.
func (p *replies) answering(r *sip.Request, tx sip.ServerTransaction) (sip.ServerTransaction, bool) {
	if r.Transport() != "UDP" || r.IsAck() {
		return tx, true
	}
	name, err := sip.ServerTxKeyMake(r)
	if err != nil {
		return tx, true
	}
	key := maphash.String(p.seed, name)
	if known, ok := p.get(key); ok {
		tx.Terminate()
		_ = p.send(known)
		return tx, false
	}
	return &replying{ServerTransaction: tx, replies: p, key: key, invite: r.IsInvite(), begins: r.IsInvite() && !r.To().Params.Has("tag")}, true
}

// Respond sends an answer. A final one ends the transaction, but for a refused INVITE's, whose ACK belongs to it. One that is not
// confirmed in all the time that there is for that is given up: sip.ErrTransactionTerminated. It is used by one goroutine.
func (t *replying) Respond(answer *sip.Response) error {
	to, err := netip.ParseAddrPort(answer.Destination())
	if answer.IsProvisional() || t.invite && !answer.IsSuccess() || err != nil {
		return t.ServerTransaction.Respond(answer)
	}
	now := time.Now()
	switch {
	case t.since.IsZero():
		t.since = now
	case now.Sub(t.since) >= replyTime:
		return sip.ErrTransactionTerminated
	}
	whole := reply{[]byte(answer.String()), to}
	kept := whole
	if t.begins {
		kept.raw = nil
	}
	if !t.replies.keep(t.key, kept, now) {
		return t.ServerTransaction.Respond(answer)
	}
	t.Terminate()
	if err := t.Err(); errors.Is(err, sip.ErrTransactionCanceled) {
		return err
	}
	return t.replies.send(whole)
}

func (p *replies) send(r reply) error {
	if len(r.raw) == 0 {
		return nil
	}
	_, err := p.out.WriteTo(r.raw, net.UDPAddrFromAddrPort(r.to))
	return err
}

func (p *replies) get(key uint64) (r reply, ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, age := range p.ages {
		if r, ok = age[key]; ok {
			return r, true
		}
	}
	return r, false
}

// keep notes an answer; false where there are too many.
func (p *replies) keep(key uint64, r reply, now time.Time) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.turn(now)
	if p.have >= mostReplies {
		return false
	}
	if _, again := p.ages[0][key]; !again {
		p.have++
	}
	p.ages[0][key] = r
	return true
}

// turn begins a new age when the youngest has lasted, and forgets the oldest.
func (p *replies) turn(now time.Time) {
	if p.ages[0] == nil || now.Sub(p.turned) >= replyTime/time.Duration(len(p.ages)-1) {
		p.have -= len(p.ages[3])
		copy(p.ages[1:], p.ages[:])
		p.ages[0], p.turned = map[uint64]reply{}, now
	}
}
