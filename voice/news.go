package voice

import (
	"context"
	"errors"
	"time"

	"anteroom.dev/anteroom"
)

// lastRound is how long the end of the service waits for the desk; what it does not take is taken at the next start.
const lastRound = 5 * time.Second

func (s *spool) stir() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// run hands to the desk what is spooled, until the context ends; what the desk does not take is tried again.
func (s *spool) run(ctx context.Context, desk Desk) {
	defer s.tidy()
	pause := time.Second
	for ctx.Err() == nil {
		if s.round(context.WithoutCancel(ctx), desk) {
			pause = time.Second
		} else {
			pause = min(2*pause, time.Minute)
		}
		if waited(ctx, s.wake, pause) {
			waited(ctx, nil, gathering)
		}
	}
	last, cancel := context.WithTimeout(context.Background(), lastRound)
	defer cancel()
	s.round(last, desk)
}

// gathering is how long what happens is gathered before the desk is told, so that of a crowd it is told in a few transactions.
const gathering = 30 * time.Millisecond

// waited waits for an event; false where none came in time, or the context ended.
func waited(ctx context.Context, event <-chan struct{}, limit time.Duration) bool {
	timer := time.NewTimer(limit)
	defer timer.Stop()
	select {
	case <-event:
		return true
	case <-ctx.Done():
	case <-timer.C:
	}
	return false
}

// news is what the desk is told of a call: that it began, or its end.
type news struct {
	call  anteroom.Call
	entry *entry // nil: it has ended
}

// mostNews is how many calls the desk is told of at once; one with a recording is the last of them.
const mostNews = 64

// round tells the desk what it is to be told, and tells whether the desk took all. A desk that is away is not asked for
// each call.
func (s *spool) round(ctx context.Context, desk Desk) bool {
	s.mu.Lock()
	list := s.waiting
	s.waiting = nil
	s.mu.Unlock()
	var again []anteroom.CallID
	for away := false; len(list) > 0; {
		if away || ctx.Err() != nil {
			again = append(again, list...)
			break
		}
		some, unread, rest := s.gather(list)
		var left []anteroom.CallID
		left, away = s.tell(ctx, desk, some)
		again, list = append(append(again, unread...), left...), rest
	}
	for _, id := range again {
		s.putOff(id)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.waiting = append(again, s.waiting...)
	return len(again) == 0
}

// gather is what the desk is told at once of the first ones of a list, which of them could not be read, and those that are left.
// What was told already is not told again.
func (s *spool) gather(list []anteroom.CallID) (some []news, unread, rest []anteroom.CallID) {
	seen := map[anteroom.CallID]bool{}
	for i, id := range list {
		if len(some) == mostNews || len(some) > 0 && some[len(some)-1].call.Recording != nil {
			return some, unread, list[i:]
		}
		if seen[id] {
			continue
		}
		seen[id] = true
		one, err := s.newsOf(id)
		if err != nil {
			s.log.Warn("voice: a call's line can't be read; it is tried again", "call", id, "error", err)
			unread = append(unread, id)
		} else if one != nil {
			some = append(some, *one)
		}
	}
	return some, unread, nil
}

// newsOf is what the desk has to be told of a call; nil: nothing any more.
func (s *spool) newsOf(id anteroom.CallID) (*news, error) {
	s.mu.Lock()
	e, end, path := s.live[id], s.done[id], s.filed[id]
	s.mu.Unlock()
	switch {
	case e != nil && e.told:
		return nil, nil
	case e != nil:
		return &news{call: e.began, entry: e}, nil
	case end != nil:
		return &news{call: end.call}, nil
	case path == "":
		return nil, nil
	}
	c, err := lastOf(path)
	if err == nil {
		c, err = s.complete(c)
	}
	return &news{call: c}, err
}

// tell tells the desk some news, and is which of it the desk does not take; away: it takes nothing. Where it does not take all of
// them at once, it is asked for each alone: only one may be wrong.
func (s *spool) tell(ctx context.Context, desk Desk, some []news) (left []anteroom.CallID, away bool) {
	if len(some) == 0 {
		return nil, false
	}
	err := s.hand(ctx, desk, some)
	if err == nil {
		return nil, false
	}
	away = anteroom.KindOf(err) == anteroom.Unavailable
	s.log.Warn("voice: the desk does not take calls' lines; they are tried again", "call", some[0].call.ID, "calls", len(some), "error", err)
	for i, n := range some {
		if !away && len(some) > 1 {
			if err = s.hand(ctx, desk, some[i:i+1]); err == nil {
				continue
			}
		}
		left = append(left, n.call.ID)
	}
	return left, away
}

// hand tells the desk some news, all or nothing.
func (s *spool) hand(ctx context.Context, desk Desk, some []news) (err error) {
	defer survive(s.log, "calls' lines", func() { err = errPanic })
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	calls := make([]anteroom.Call, len(some))
	for i, n := range some {
		calls[i] = n.call
	}
	if err := desk.Keep(ctx, calls); err != nil {
		return err
	}
	for _, n := range some {
		s.told(n)
	}
	return nil
}

// told lets go of what the desk has taken.
func (s *spool) told(n news) {
	if n.entry != nil {
		n.entry.told = true
		return
	}
	id := n.call.ID
	s.mu.Lock()
	end, path := s.done[id], s.filed[id]
	delete(s.done, id)
	delete(s.filed, id)
	s.mu.Unlock()
	var err error
	switch {
	case end != nil:
		err = s.again(end.line)
	case path != "":
		err = removed(path)
	}
	if end == nil || end.sound {
		err = errors.Join(err, removed(s.path(id, soundFile)))
	}
	s.lost(id, err)
}

// putOff lets go of what the desk did not take, where the disk has it, and has it written out to there.
func (s *spool) putOff(id anteroom.CallID) {
	s.mu.Lock()
	end := s.done[id]
	s.mu.Unlock()
	if end == nil || !end.kept {
		return
	}
	if err := end.line.Sync(); err != nil {
		s.lost(id, err)
		return
	}
	s.lost(id, end.line.Close())
	s.mu.Lock()
	defer s.mu.Unlock()
	s.filed[id] = end.line.path
	delete(s.done, id)
}
