package voice

import (
	"bytes"
	"log/slog"
	"net"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"github.com/emiago/sipgo/sip"
)

// mostSources is how many sources a table of buckets knows; beyond it any one is forgotten, which then has its whole
// allowance again: a flood from so many addresses is not stopped by counting them.
const mostSources = 10_000

// buckets are what each key has left of one allowance (token buckets). Safe from many goroutines.
type buckets[K comparable] struct {
	mu        sync.Mutex
	burst     float64
	perSecond float64
	have      map[K]bucket
}

type bucket struct {
	left float64
	at   time.Time
}

func newBuckets[K comparable](burst, perSecond float64) *buckets[K] {
	return &buckets[K]{burst: burst, perSecond: perSecond, have: map[K]bucket{}}
}

// any tells whether the key has something left.
func (b *buckets[K]) any(k K, now time.Time) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.now(k, now).left >= 1
}

// take takes one; false where none is left.
func (b *buckets[K]) take(k K, now time.Time) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	have := b.now(k, now)
	if have.left < 1 {
		return false
	}
	if _, known := b.have[k]; !known && len(b.have) >= mostSources {
		for other := range b.have { // any one
			delete(b.have, other)
			break
		}
	}
	have.left--
	b.have[k] = have
	return true
}

func (b *buckets[K]) now(k K, now time.Time) bucket {
	have, known := b.have[k]
	if !known {
		return bucket{b.burst, now}
	}
	return bucket{min(b.burst, have.left+max(0, now.Sub(have.at).Seconds())*b.perSecond), now}
}

// source is whom an allowance is of: an address, or of IPv6 the network of a subscriber, who has 2^64 of them.
func source(at netip.Addr) netip.Prefix {
	bits := 32
	if at = at.Unmap().WithZone(""); at.Is6() {
		bits = 64
	}
	network, _ := at.Prefix(bits) // of no address: the zero network, one source for all
	return network
}

// Counts are what was turned away since the start, and why.
type Counts struct {
	Calls    int64 // INVITE beyond what one source may send
	Requests int64 // other requests beyond that
	Guesses  int64 // credentials not even looked at, after too many wrong ones
}

// floods keeps one source from taking what all need.
type floods struct {
	calls    *buckets[netip.Prefix] // nil: no limit
	requests *buckets[netip.Prefix]
	log      *slog.Logger
	said     *limit
	counts   struct{ calls, requests, guesses atomic.Int64 }
}

// newFloods lets a source begin so many calls a second, four times as many for a start; and send four times as many
// other requests, for every call needs some. 0: no limit.
func newFloods(callsPerSecond int, log *slog.Logger) *floods {
	f := &floods{log: log, said: newLimit(1)}
	if n := float64(callsPerSecond); n > 0 {
		f.calls, f.requests = newBuckets[netip.Prefix](4*n, n), newBuckets[netip.Prefix](16*n, 4*n)
	}
	return f
}

// lets tells whether a source may send a request now, and counts what it may not.
func (f *floods) lets(invite bool, from netip.Addr) bool {
	bucket, count := f.requests, &f.counts.requests
	if invite {
		bucket, count = f.calls, &f.counts.calls
	}
	if bucket == nil || bucket.take(source(from), time.Now()) {
		return true
	}
	if n := count.Add(1); f.said.take(time.Now()) {
		f.log.Warn("voice: a source sends too much; what is beyond its share is dropped", "source", from, "dropped", n)
	}
	return false
}

// filter sees every packet before it is read. Dropping is an empty packet: an error would end the reading. Only a datagram
// is a message by itself; of a stream, safe counts the requests once they are read.
func (f *floods) filter(p sip.TransportReadProps, data []byte) ([]byte, error) {
	if len(data) > largestMessage {
		return nil, nil
	}
	from, ok := p.RemoteAddr.(*net.UDPAddr)
	if !ok || bytes.HasPrefix(data, []byte("SIP/2.0 ")) || len(data) <= 4 { // an answer, or a keep-alive
		return data, nil
	}
	if !f.lets(bytes.HasPrefix(data, []byte("INVITE ")), from.AddrPort().Addr()) {
		return nil, nil // unanswered: the addresses of a flood are seldom its own
	}
	return data, nil
}

// Counts are what was turned away so far.
func (s *Service) Counts() Counts {
	c := &s.floods.counts
	return Counts{Calls: c.calls.Load(), Requests: c.requests.Load(), Guesses: c.guesses.Load()}
}

// guesses slow down who tries passwords: at one account from one source, and but for a phone that is registered from there,
// from one source, and at one account from everywhere. So nobody can close the account of a phone that works.
type guesses struct {
	from  *buckets[netip.Prefix]
	here  *buckets[guess]
	whole *buckets[string]
}

type guess struct {
	from    netip.Prefix
	account string
}

func newGuesses() *guesses {
	return &guesses{newBuckets[netip.Prefix](20, 0.2), newBuckets[guess](5, 0.1), newBuckets[string](50, 0.5)}
}

// may tells whether credentials are looked at.
func (g *guesses) may(from netip.Addr, account string, registered bool, now time.Time) bool {
	at := source(from)
	return g.here.any(guess{at, account}, now) && (registered || g.from.any(at, now) && g.whole.any(account, now))
}

// wrong notes credentials that were.
func (g *guesses) wrong(from netip.Addr, account string, now time.Time) {
	at := source(from)
	g.from.take(at, now)
	g.here.take(guess{at, account}, now)
	g.whole.take(account, now)
}
