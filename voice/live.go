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
	mu    sync.Mutex
	calls map[anteroom.CallID]*call
	shown map[anteroom.CallID]anteroom.LiveCall
}

func newBoard() *board {
	return &board{calls: map[anteroom.CallID]*call{}, shown: map[anteroom.CallID]anteroom.LiveCall{}}
}

// show writes how far a call has come.
func (b *board) show(c *call, line anteroom.Call) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.calls[line.ID], b.shown[line.ID] = c, line.Live()
}

func (b *board) wipe(id anteroom.CallID) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.calls, id)
	delete(b.shown, id)
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
	l := anteroom.Load{Most: s.cfg.MaxCalls, Since: s.since, Phones: s.register.count(time.Now()), Companies: map[anteroom.CompanyID]int{}}
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
