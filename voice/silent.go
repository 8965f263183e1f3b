package voice

import (
	"context"
	"time"

	"anteroom.dev/anteroom"
	"github.com/emiago/sipgo/sip"
)

// trunkDoubt is how long a trunk that has said that it tries may say nothing more before it is asked whether it is there.
const trunkDoubt = 10 * time.Second

// watch gives up waiting for an answer where nothing at all comes any more of a trunk that has said that it tries: no answer, in any call,
// no sound, and nothing when it is asked. Else its caller would hear it ring to the end, and the next trunk would not be tried.
func (s *Service) watch(ctx context.Context, giveUp func(), t anteroom.TrunkAccess, sound *leg, said <-chan struct{}) {
	defer survive(s.log, "a trunk that rings")
	_, _, most, _ := s.times()
	doubt := min(trunkDoubt, most)
	select {
	case <-said:
	case <-ctx.Done():
	}
	for ctx.Err() == nil {
		if waited(ctx, said, doubt) || s.trunks.spoke(t.ID, doubt) {
			continue
		}
		before := sound.socket.came()
		if s.there(ctx, t) || sound.socket.came() != before || len(said) > 0 || ctx.Err() != nil {
			continue
		}
		giveUp()
	}
}

// there asks a trunk whether it is there, by what it is known to answer. Any answer says so.
func (s *Service) there(ctx context.Context, t anteroom.TrunkAccess) bool {
	_, _, _, limit := s.times()
	ctx, cancel := context.WithTimeout(ctx, min(trunkAnswer, limit))
	defer cancel()
	g := signing{service: s, trunk: t, call: sip.GenerateTagN(20), asks: true}
	method := sip.OPTIONS
	if t.Register {
		method = sip.REGISTER
	}
	_, err := g.send(ctx, method)
	if err == nil {
		s.trunks.note(t.ID)
	}
	return err == nil
}

// note notes that a trunk has said something.
func (t *trunks) note(id anteroom.TrunkID) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.spoken[id] = time.Now()
}

// spoke tells whether a trunk has said something of late.
func (t *trunks) spoke(id anteroom.TrunkID, late time.Duration) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return time.Since(t.spoken[id]) < late
}
