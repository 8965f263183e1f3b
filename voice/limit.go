package voice

import (
	"context"
	"crypto/md5"
	"crypto/sha256"
	"encoding/hex"
	"log/slog"
	"sync"
	"time"

	"anteroom.dev/anteroom"
	"github.com/emiago/sipgo/sip"
)

func md5Hex(s string) string {
	sum := md5.Sum([]byte(s))
	return hex.EncodeToString(sum[:])
}

func sha256Hex(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}

// limit lets so many through in a second.
type limit struct {
	mu   sync.Mutex
	most float64
	have float64
	at   time.Time
}

func newLimit(perSecond float64) *limit { return &limit{most: perSecond, have: perSecond} }

func (l *limit) take(now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.have = min(l.most, l.have+now.Sub(l.at).Seconds()*l.most)
	l.at = now
	if l.have < 1 {
		return false
	}
	l.have--
	return true
}

// rateLimited is a log handler that a flood of nonsense does not flood: only warnings and worse, so many a second, and no
// attribute longer than 200 characters.
type rateLimited struct {
	next  slog.Handler
	limit *limit
}

func (h *rateLimited) Enabled(ctx context.Context, l slog.Level) bool {
	return l >= slog.LevelWarn && h.next.Enabled(ctx, l)
}

func (h *rateLimited) Handle(ctx context.Context, r slog.Record) error {
	if !h.limit.take(r.Time) {
		return nil
	}
	short := slog.NewRecord(r.Time, slog.LevelInfo, "voice: sip: "+clean(r.Message), r.PC)
	r.Attrs(func(a slog.Attr) bool {
		short.AddAttrs(slog.String(a.Key, clean(a.Value.String())))
		return true
	})
	return h.next.Handle(ctx, short)
}

func (h *rateLimited) WithAttrs([]slog.Attr) slog.Handler { return h }
func (h *rateLimited) WithGroup(string) slog.Handler      { return h }

// gate counts calls: there are no more than there is room for, and from one source no more that it does not confirm: each
// of them holds a port for 32 s. A source of many calls that it did confirm, as a carrier is, may begin as many.
type gate struct {
	mu      sync.Mutex
	calls   int
	peak    int // the most calls there were
	turned  int // calls for which there was no room
	sources map[string]callsOf
}

// callsOf are the calls of a source in progress.
type callsOf struct{ confirmed, unconfirmed int }

const (
	largestMessage  = 16 << 10
	mostUnconfirmed = 30
)

// origin is the source of a call as the gate counts it: not by its port, of which each address has 65 535.
func origin(r *sip.Request) string { return source(addrOf(r.Source())).String() }

func newGate() *gate { return &gate{sources: map[string]callsOf{}} }

func (g *gate) enter(most int, source string) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.calls >= most {
		g.turned++
		return false
	}
	of := g.sources[source]
	if of.unconfirmed >= max(mostUnconfirmed, of.confirmed) {
		return false
	}
	g.calls++
	g.peak = max(g.peak, g.calls)
	g.count(source, callsOf{of.confirmed, of.unconfirmed + 1})
	return true
}

func (g *gate) count(source string, of callsOf) {
	if g.sources[source] = of; of == (callsOf{}) {
		delete(g.sources, source)
	}
}

// confirmed notes that a source's call is real.
func (g *gate) confirmed(source string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	of := g.sources[source]
	g.count(source, callsOf{of.confirmed + 1, of.unconfirmed - 1})
}

// leave notes that a call is over, whether or not it was confirmed.
func (g *gate) leave(source string, confirmed bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.calls--
	if of := g.sources[source]; confirmed {
		g.count(source, callsOf{of.confirmed - 1, of.unconfirmed})
	} else {
		g.count(source, callsOf{of.confirmed, of.unconfirmed - 1})
	}
}

// load tells how many there are and were.
func (g *gate) load(l *anteroom.Load) {
	g.mu.Lock()
	defer g.mu.Unlock()
	l.Calls, l.Peak, l.Turned = g.calls, g.peak, g.turned
}

// lastPlans are the last plans of the numbers that were called, 10 000 at most. What the plans of a company have in common is kept once,
// as the newest of them has it: else numbers that are seldom called would hold what a large company was like at many moments.
type lastPlans struct {
	mu      sync.Mutex
	plans   map[anteroom.NumberID]anteroom.Plan
	commons map[anteroom.CompanyID]common
}

// common is what the plans of a company have in common, and how many of them are kept.
type common struct {
	people []anteroom.Person
	smart  map[anteroom.UserID]anteroom.Smart
	plans  int
}

const mostPlans = 10_000

func newLastPlans() *lastPlans {
	return &lastPlans{plans: map[anteroom.NumberID]anteroom.Plan{}, commons: map[anteroom.CompanyID]common{}}
}

func (l *lastPlans) get(n anteroom.NumberID) (anteroom.Plan, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	p, ok := l.plans[n]
	if ok {
		of := l.commons[p.Company]
		p.People, p.Smart = of.people, of.smart
	}
	return p, ok
}

func (l *lastPlans) put(n anteroom.NumberID, p anteroom.Plan) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.leave(n)
	if len(l.plans) >= mostPlans {
		for other := range l.plans { // any one
			l.leave(other)
			break
		}
	}
	l.commons[p.Company] = common{p.People, p.Smart, l.commons[p.Company].plans + 1}
	p.People, p.Smart = nil, nil
	l.plans[n] = p
}

func (l *lastPlans) drop(n anteroom.NumberID) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.leave(n)
}

// leave forgets the plan of a number, and with the last one of a company what they had in common.
func (l *lastPlans) leave(n anteroom.NumberID) {
	p, ok := l.plans[n]
	if !ok {
		return
	}
	delete(l.plans, n)
	of := l.commons[p.Company]
	if of.plans--; of.plans == 0 {
		delete(l.commons, p.Company)
		return
	}
	l.commons[p.Company] = of
}
