package voice

import (
	"sync"

	"github.com/emiago/sipgo/sip"
)

// invitation is what an INVITE has in common with itself where a proxy brings it by two ways, each with a branch of its own.
type invitation struct {
	call, from string // Call-ID, and the tag of From
	number     uint32 // CSeq
}

// invitations are those that are being attended to. One that comes again by another way is no second call (RFC 3261 section 8.2.2.2).
type invitations struct {
	mu   sync.Mutex
	here map[invitation]bool
}

func newInvitations() *invitations { return &invitations{here: map[invitation]bool{}} }

func invitationOf(r *sip.Request) invitation {
	tag, _ := r.From().Params.Get("tag")
	return invitation{r.CallID().Value(), tag, r.CSeq().SeqNo}
}

// come tells whether it is here for the first time; then it is until it goes.
func (l *invitations) come(i invitation) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.here[i] {
		return false
	}
	l.here[i] = true
	return true
}

func (l *invitations) gone(i invitation) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.here, i)
}
