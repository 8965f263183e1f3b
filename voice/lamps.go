package voice

import (
	"context"
	"encoding/xml"

	"anteroom.dev/anteroom"
)

const dialogType = "application/dialog-info+xml"

// lamp is what a phone shows of a colleague: free, ringing or in a call. With whom it does not tell. The dialog of a phone that rings is
// named: whoever may pick up can do so by it (RFC 3891).
type lamp struct {
	state, direction    string // in the words of RFC 4235 section 4.1
	call, local, remote string
}

func free() lamp { return lamp{state: "terminated"} }

// lit is what a subscription was told last.
type lit struct {
	shows        lamp
	version      int  // of the next document
	anew         bool // it is to be told even if nothing is different
	due, telling bool
}

// engaged is somebody whose phone is in a call.
type engaged struct {
	user      anteroom.UserID
	initiator bool // it began the call
}

// engaged are those whose phones are in the call.
func (c *call) engaged() (list []engaged) {
	for _, side := range []*party{&c.caller, &c.called} {
		if side.phone != "" && side.there() {
			list = append(list, engaged{c.service.register.user(side.phone), side == &c.caller})
		}
	}
	return list
}

// relight tells the phones that show a user, for something may be different.
func (s *Service) relight(user anteroom.UserID) {
	for _, sub := range s.subscriptions.wanted(dialogEvent, user) {
		s.light(sub, false)
	}
}

// light tells a subscription how things stand, beside: one NOTIFY at a time, of which the last tells how they stand in the end.
func (s *Service) light(sub *subscription, anew bool) {
	mu := &s.subscriptions.mu
	mu.Lock()
	defer mu.Unlock()
	sub.lamp.due, sub.lamp.anew = true, sub.lamp.anew || anew
	if sub.lamp.telling {
		return
	}
	sub.lamp.telling = true
	s.beside("a busy lamp", func(ctx context.Context) {
		for s.subscriptions.due(sub) {
			if document, news := s.document(sub); news {
				s.inform(ctx, sub, dialogType, document)
			}
		}
	})
}

// due tells whether something may be different for a subscription since it was looked at; false ends the telling.
func (x *subscriptions) due(sub *subscription) bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	sub.lamp.telling, sub.lamp.due = sub.lamp.due, false
	return sub.lamp.telling
}

// lampOf is what is to be shown of a user now. A phone that rings goes before one that is in use: somebody may pick up.
func (s *Service) lampOf(user anteroom.UserID) lamp {
	if l, ok := s.rings.lamp(user); ok {
		return l
	}
	return s.board.lamp(user)
}

// document is the next one for a subscription (RFC 4235 section 4); false where it would tell what the one before did.
func (s *Service) document(sub *subscription) (string, bool) {
	l := s.lampOf(sub.user)
	mu := &s.subscriptions.mu
	mu.Lock()
	defer mu.Unlock()
	if l == sub.lamp.shows && !sub.lamp.anew {
		return "", false
	}
	as := token(sub.as)
	text, err := xml.Marshal(dialogInfo{Version: sub.lamp.version, State: "full", Entity: "sip:" + as + "@" + s.host(),
		Dialog: dialogShown{ID: as, Call: l.call, Local: l.local, Remote: l.remote, Direction: l.direction, State: l.state}})
	sub.lamp.shows, sub.lamp.anew = l, false
	sub.lamp.version++
	return xml.Header + string(text), err == nil
}

type dialogInfo struct {
	XMLName xml.Name    `xml:"urn:ietf:params:xml:ns:dialog-info dialog-info"`
	Version int         `xml:"version,attr"`
	State   string      `xml:"state,attr"`
	Entity  string      `xml:"entity,attr"`
	Dialog  dialogShown `xml:"dialog"`
}

type dialogShown struct {
	ID        string `xml:"id,attr"`
	Call      string `xml:"call-id,attr,omitempty"`
	Local     string `xml:"local-tag,attr,omitempty"`
	Remote    string `xml:"remote-tag,attr,omitempty"`
	Direction string `xml:"direction,attr,omitempty"`
	State     string `xml:"state"`
}
