package voice

import (
	"slices"
	"sync"
	"time"

	"anteroom.dev/anteroom"
	"github.com/emiago/sipgo/sip"
)

// rung is a phone that rings for a call.
type rung struct {
	call         *call
	company      anteroom.CompanyID
	user         anteroom.UserID
	ours, theirs string // tags of the early dialog; theirs is empty until the phone says that it rings
}

// rings are the phones that ring now, by the Call-ID of the INVITE that has them ring. It is ready once it has whom to tell of changes.
type rings struct {
	mu      sync.Mutex
	of      map[string]*rung
	changed func(anteroom.UserID) // told at whom it rings, or does not any more
}

func (x *rings) begin(id string, r rung) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.of == nil {
		x.of = map[string]*rung{}
	}
	x.of[id] = &r
}

// heard notes the dialog that a provisional answer begins (RFC 3261 section 12.1): from then on the phone rings.
func (x *rings) heard(r *sip.Response) {
	tag, ok := r.To().Params.Get("tag")
	x.mu.Lock()
	at := x.of[r.CallID().Value()]
	news := ok && at != nil && at.theirs != tag
	if news {
		at.theirs = tag
	}
	x.mu.Unlock()
	if news {
		x.changed(at.user)
	}
}

func (x *rings) end(id string) {
	x.mu.Lock()
	at := x.of[id]
	delete(x.of, id)
	x.mu.Unlock()
	if at != nil {
		time.AfterFunc(answerTime, func() { x.changed(at.user) })
	}
}

// answerTime is after how long somebody who answered is in the call: in between nobody is to be shown as free.
const answerTime = 100 * time.Millisecond

// lamp is what a user's phones show that ring; false: none does. Of several dialogs it is always the same one.
func (x *rings) lamp(user anteroom.UserID) (l lamp, any bool) {
	x.mu.Lock()
	defer x.mu.Unlock()
	for id, r := range x.of {
		if r.user == user && r.theirs != "" && (!any || id < l.call) {
			l, any = lamp{state: "early", direction: "recipient", call: id, local: r.theirs, remote: r.ours}, true
		}
	}
	return l, any
}

// early is the phone whose early dialog a Replaces header names. It is one that we began: no other may be replaced (RFC 3891
// section 3).
func (x *rings) early(r replacing) (rung, bool) {
	x.mu.Lock()
	defer x.mu.Unlock()
	at := x.of[r.call]
	if at == nil || at.ours != r.ours || at.theirs != r.theirs {
		return rung{}, false
	}
	return *at, true
}

// calls are those that ring at a user.
func (x *rings) calls(company anteroom.CompanyID, user anteroom.UserID) (list []*call) {
	x.mu.Lock()
	defer x.mu.Unlock()
	for _, r := range x.of {
		if r.company == company && r.user == user && !slices.Contains(list, r.call) {
			list = append(list, r.call)
		}
	}
	return list
}

// pickUp has a phone take the call that rings at a user of its company, the oldest first; false where none rings, and nothing was
// answered. The plan is the desk's leave: the phone could have called there.
func (s *Service) pickUp(r *sip.Request, tx sip.ServerTransaction, phone anteroom.Phone, plan anteroom.Plan, wants offer) bool {
	list := slices.DeleteFunc(s.rings.calls(plan.Company, plan.PickUp), func(c *call) bool { return !c.rings() })
	if len(list) == 0 {
		return false
	}
	s.pick(slices.MinFunc(list, func(a, b *call) int { return a.log.Began.Compare(b.log.Began) }), r, tx, phone, wants)
	return true
}

// pick answers a phone, and has it take a call that rings elsewhere. Who answered there meanwhile keeps the call.
func (s *Service) pick(c *call, r *sip.Request, tx sip.ServerTransaction, phone anteroom.Phone, wants offer) {
	p, ok := s.acceptPlain(r, tx, wants, phone.Name)
	if !ok {
		return
	}
	taken := false
	c.within(func() { taken = c.pickedUp(p, phone) })
	if !taken {
		s.leave(p)
	}
}

// rings tells whether the call rings still: phones are told a moment later that it does not.
func (c *call) rings() (still bool) {
	c.within(func() { still = !c.over && c.ring != nil && !c.pending })
	return still
}

// pickedUp connects a phone in the place of those that ring; the log tells who it was.
func (c *call) pickedUp(p party, by anteroom.Phone) bool {
	if c.over || c.ring == nil || c.pending || !c.ring.take() {
		return false
	}
	c.ring, c.called, c.user = nil, p, p.leg
	c.service.hold(p.id, c)
	who := by.Name
	if plan, ok := c.plan.(anteroom.Plan); ok {
		if at := slices.IndexFunc(plan.People, func(x anteroom.Person) bool { return x.User == by.User && x.Extension != "" }); at >= 0 {
			who = plan.People[at].Extension
		}
	}
	c.goOn(anteroom.Joined{Path: "picked_up:" + who, User: by.User})
	return true
}
