package voice

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"

	"anteroom.dev/anteroom"
)

// board is the calls in progress of this process, for those who look at them. Each call writes on it what it shows.
type board struct {
	changed func(anteroom.UserID) // told whose phone is in a call, or is not any more

	mu    sync.Mutex
	calls map[anteroom.CallID]*call
	shown map[anteroom.CallID]anteroom.LiveCall
	busy  map[anteroom.CallID][]engaged
}

func newBoard(changed func(anteroom.UserID)) *board {
	return &board{changed: changed, calls: map[anteroom.CallID]*call{}, shown: map[anteroom.CallID]anteroom.LiveCall{}, busy: map[anteroom.CallID][]engaged{}}
}

// show writes how far a call has come, and whose phones are in it.
func (b *board) show(c *call, line anteroom.Call) { b.write(line.ID, c, line.Live(), c.engaged()) }

// wipe takes a call off the board.
func (b *board) wipe(id anteroom.CallID) { b.write(id, nil, anteroom.LiveCall{}, nil) }

func (b *board) write(id anteroom.CallID, c *call, shown anteroom.LiveCall, now []engaged) {
	b.mu.Lock()
	before := b.busy[id]
	b.calls[id], b.shown[id], b.busy[id] = c, shown, now
	if c == nil {
		delete(b.calls, id)
		delete(b.shown, id)
	}
	if now == nil {
		delete(b.busy, id)
	}
	b.mu.Unlock()
	if !slices.Equal(before, now) {
		for _, e := range slices.Concat(before, now) {
			b.changed(e.user)
		}
	}
}

// lamp is what the phones of a user show that are in a call.
func (b *board) lamp(user anteroom.UserID) lamp {
	b.mu.Lock()
	defer b.mu.Unlock()
	l := free()
	for _, list := range b.busy {
		for _, e := range list {
			switch {
			case e.user != user:
			case e.initiator:
				return lamp{state: "confirmed", direction: "initiator"}
			default:
				l = lamp{state: "confirmed", direction: "recipient"}
			}
		}
	}
	return l
}

// of is the call of that id, where it is the company's.
func (b *board) of(company anteroom.CompanyID, id anteroom.CallID) *call {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.shown[id].Company != company {
		return nil
	}
	return b.calls[id]
}

// Live are the calls of a company that are in progress in this process, the oldest first. It is safe from many goroutines, as
// Load and HangUp are.
func (s *Service) Live(company anteroom.CompanyID) []anteroom.LiveCall {
	s.board.mu.Lock()
	defer s.board.mu.Unlock()
	var list []anteroom.LiveCall
	for _, l := range s.board.shown {
		if l.Company == company {
			list = append(list, l)
		}
	}
	slices.SortFunc(list, func(a, b anteroom.LiveCall) int { return cmp.Or(a.Began.Compare(b.Began), cmp.Compare(a.ID, b.ID)) })
	return list
}

// Load is how much this process has to do.
func (s *Service) Load() anteroom.Load {
	l := anteroom.Load{Most: s.cfg.MaxCalls, Since: s.since, Phones: s.register.count(time.Now()), Unsafe: s.spool.inMemory(), Companies: map[anteroom.CompanyID]int{}}
	s.gate.load(&l)
	s.board.mu.Lock()
	defer s.board.mu.Unlock()
	for _, c := range s.board.shown {
		l.Companies[c.Company]++
	}
	return l
}

// HangUp ends a call of a company, as its administrator wishes; NotFound where it is not in progress in this process. The call
// is over some moments later.
func (s *Service) HangUp(_ context.Context, company anteroom.CompanyID, id anteroom.CallID) error {
	c := s.board.of(company, id)
	if c == nil {
		return anteroom.Missing()
	}
	c.signal(signal{kind: doThis, do: c.cut})
	return nil
}
