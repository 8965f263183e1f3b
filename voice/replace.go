package voice

import (
	"net/url"
	"strings"

	"anteroom.dev/anteroom"
	"github.com/emiago/sipgo/sip"
)

// replacing names a dialog, as we see it (RFC 3891 section 3).
type replacing struct {
	call, ours, theirs string
	earlyOnly          bool
}

// readReplaces reads a Replaces header; false where it names no dialog.
func readReplaces(value string) (replacing, bool) {
	parts := strings.Split(value, ";")
	x := replacing{call: strings.TrimSpace(parts[0])}
	for _, p := range parts[1:] {
		name, v, _ := strings.Cut(strings.TrimSpace(p), "=")
		switch strings.ToLower(name) {
		case "to-tag":
			x.ours = v
		case "from-tag":
			x.theirs = v
		case "early-only":
			x.earlyOnly = true
		}
	}
	return x, x.call != "" && x.ours != "" && x.theirs != ""
}

// replacedBy is what an address to which somebody is referred says that the call there replaces.
func replacedBy(to sip.Uri) (replacing, bool) {
	if to.Headers == nil {
		return replacing{}, false
	}
	for _, name := range []string{"Replaces", "replaces"} {
		if text, ok := to.Headers.Get(name); ok {
			if plain, err := url.PathUnescape(text); err == nil {
				text = plain
			}
			x, ok := readReplaces(text)
			return x, ok
		}
	}
	return replacing{}, false
}

// ids are how we note the dialog: as one that they began, and as one that we did.
func (x replacing) ids() [2]string {
	return [2]string{sip.DialogIDMake(x.call, x.ours, x.theirs), sip.DialogIDMake(x.call, x.theirs, x.ours)}
}

// find is the call to which a dialog belongs; nil: there is none.
func (s *Service) find(x replacing) *call {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, id := range x.ids() {
		if c := s.calls[id]; c != nil {
			return c
		}
	}
	return nil
}

// replaced is what is to be known of a side that somebody else is to take the place of.
type replaced struct {
	id      string // of its dialog; empty: it is not there any more
	phone   string // of ours; empty: none
	company anteroom.CompanyID
	started bool   // the call is its
	dialled string // by it, where it started the call
	with    string // whom the call is with: an extension or a number
	talks   bool   // with somebody
}

func (c *call) known(x replacing) (k replaced) {
	c.within(func() {
		for i, side := range []party{c.caller, c.called} {
			if id := x.ids(); side.there() && (side.id == id[0] || side.id == id[1]) {
				k = replaced{id: side.id, phone: side.phone, company: c.log.Company, started: i == 0, talks: c.user != nil && !c.pending, with: c.log.Caller}
				if k.started {
					k.dialled, k.with = c.dialled, string(c.log.Number)
				}
			}
		}
	})
	return k
}

// replace has a phone of ours take the place of another of its company in a call (RFC 3891 section 3): the other side hears
// no difference but the voice. In the place of one that still rings it answers the call. Where the one that is replaced began the call, the gate is asked whether the phone could have.
func (s *Service) replace(r *sip.Request, tx sip.ServerTransaction, phone anteroom.Phone, wants offer) {
	x, _ := readReplaces(r.GetHeader("Replaces").Value())
	if at, ok := s.rings.early(x); ok && phone.User != "" && phone.Company == at.company && at.call.rings() {
		s.pick(at.call, r, tx, phone, wants)
		return
	}
	c := s.find(x)
	var k replaced
	if c != nil {
		k = c.known(x)
	}
	switch {
	case phone.User == "" || k.phone == "" || k.company != phone.Company || !k.talks:
		respond(r, tx, 481, "Call/Transaction Does Not Exist")
		return
	case x.earlyOnly:
		respond(r, tx, 486, "Busy Here")
		return
	}
	if k.started {
		if route, ok := s.mayGo(phone.Name, k.dialled); !ok {
			c.refuse(k.dialled, route)
			respond(r, tx, 403, "Forbidden")
			return
		}
	}
	p, ok := s.acceptPlain(r, tx, wants, phone.Name)
	if !ok {
		return
	}
	left := c.exchange(k.id, p, phone.User)
	if !left.there() {
		left = p
	}
	s.leave(left)
}

// acceptPlain answers an INVITE, and is who sent it once it is confirmed.
func (s *Service) acceptPlain(r *sip.Request, tx sip.ServerTransaction, wants offer, phone string) (party, bool) {
	sound, err := s.ports.leg()
	if err != nil {
		respond(r, tx, 503, "Service Unavailable", sip.NewHeader("Retry-After", "5"))
		return party{}, false
	}
	sound.accept(wants, addrOf(r.Source()))
	d, err := s.callers.ReadInvite(r, tx)
	if err != nil {
		sound.close()
		respond(r, tx, 400, "Bad Request")
		return party{}, false
	}
	p := calling(d, sound, phone)
	var session []sip.Header
	p.session, session = s.asked(r)
	if err := d.WriteResponse(s.yes(d.InviteRequest, sound.describe(s.ip, []codec{sound.codec}, "sendrecv"), session)); err != nil {
		sound.close()
		_ = d.Close()
		return party{}, false
	}
	return p, true
}

// exchange puts who called in the place of a side of the call of two, and is who was there; nobody where that is gone.
func (c *call) exchange(id string, p party, user anteroom.UserID) (left party) {
	c.within(func() {
		if c.over || c.user == nil {
			return
		}
		reached := c.state.User
		switch id {
		case c.caller.id:
			left, c.caller = c.caller, p
			c.speaks(anteroom.Caller{User: user})
		case c.called.id:
			left, c.called, c.user, reached = c.called, p, p.leg, user
		default:
			return
		}
		c.service.drop(left.id)
		c.service.hold(p.id, c)
		c.goOn(anteroom.Joined{Path: "taken", User: reached})
	})
	return left
}
