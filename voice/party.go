package voice

import (
	"context"
	"net/netip"
	"strings"
	"time"

	"github.com/emiago/sipgo"
	"github.com/emiago/sipgo/sip"
)

// dialog is a SIP dialog, whichever side began it.
type dialog interface {
	Context() context.Context
	Do(context.Context, *sip.Request) (*sip.Response, error)
	WriteRequest(*sip.Request) error
	WriteBye(context.Context, *sip.Request) error
	Close() error
}

// party is one side of a call: its dialog, and its sound. The zero party is nobody. It is used by the goroutine of the call
// whose it is; a transfer hands it to another.
type party struct {
	*leg
	dialog    dialog
	id        string // of the dialog
	tag       string // theirs
	contact   sip.Uri
	source    string // host:port from where it called or answered: a Contact may be behind a translating router
	transport string
	phone     string    // of ours; empty: none
	outside   *outsider // where it was reached by a trunk; nil: it was not
	session   timer
}

// calling is who called us.
func calling(d *sipgo.DialogServerSession, sound *leg, phone string) party {
	p := party{leg: sound, dialog: d, id: d.ID, phone: phone, source: d.InviteRequest.Source(), transport: d.InviteRequest.Transport()}
	p.tag, _ = d.InviteRequest.From().Params.Get("tag")
	p.contact = d.InviteRequest.Contact().Address
	return p
}

// called is who answered us.
func called(d *sipgo.DialogClientSession, sound *leg, phone string) party {
	p := party{leg: sound, dialog: d, id: d.ID, phone: phone, source: d.InviteResponse.Source(), transport: d.InviteRequest.Transport(), contact: d.InviteRequest.Recipient}
	p.tag, _ = d.InviteResponse.To().Params.Get("tag")
	if contact := d.InviteResponse.Contact(); contact != nil {
		p.contact = contact.Address
	}
	return p
}

func (p party) there() bool { return p.dialog != nil }

// gone tells whether it hung up.
func (p party) gone() bool { return p.there() && p.dialog.Context().Err() != nil }

// sent tells whether a request within a dialog comes from it.
func (p party) sent(r *sip.Request) bool {
	tag, _ := r.From().Params.Get("tag")
	return p.there() && tag == p.tag
}

// ask sends a request within the dialog.
func (p party) ask(ctx context.Context, method sip.RequestMethod, body string, headers ...sip.Header) (*sip.Response, error) {
	r := sip.NewRequest(method, *p.contact.Clone())
	r.SetDestination(p.source)
	for _, h := range headers {
		r.AppendHeader(h)
	}
	r.SetBody([]byte(body))
	return p.dialog.Do(ctx, r)
}

// confirm acknowledges the answer to an INVITE within the dialog.
func (p party) confirm(answer *sip.Response) error {
	r := sip.NewRequest(sip.ACK, *p.contact.Clone())
	r.AppendHeader(&sip.CSeqHeader{SeqNo: answer.CSeq().SeqNo, MethodName: sip.ACK})
	r.SetDestination(p.source)
	r.SetBody(nil)
	return p.dialog.WriteRequest(r)
}

// leave hangs up and closes what belongs to a party, beside the call: one that has vanished does not say so for a while.
func (s *Service) leave(p party) {
	if !p.there() {
		return
	}
	s.drop(p.id)
	p.close()
	s.wg.Go(func() {
		defer survive(s.log, "the end of a call")
		s.bye(p)
	})
}

// bye hangs up, and forgets the dialog; who has hung up already is not told.
func (s *Service) bye(p party) {
	s.sayBye(p)
	_ = p.dialog.Close()
}

// sayBye hangs up. Who is at the other end of an open connection is told on it: to where its Contact points there may be no way,
// or nobody who could be trusted. So is by UDP who is behind a translating router.
func (s *Service) sayBye(p party) {
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Second)
	defer cancel()
	r := sip.NewRequest(sip.BYE, *p.contact.Clone())
	if s.connected(p) || !sip.IsReliable(p.transport) && p.translated() {
		r.SetDestination(p.source)
	}
	_ = p.dialog.WriteBye(ctx, r)
}

// connected tells whether the connection is open that somebody came by.
func (s *Service) connected(p party) bool {
	if !sip.IsReliable(p.transport) {
		return false
	}
	c, err := s.ua.TransportLayer().GetConnection(p.transport, p.source)
	if err == nil {
		_, _ = c.TryClose() // gives the look at it back
	}
	return err == nil
}

// translated tells whether a router translates the addresses of who is there: a phone of ours is where it registered from, and somebody
// else tells a private address that is not the one that we hear from.
func (p party) translated() bool {
	ip, err := netip.ParseAddr(strings.Trim(p.contact.Host, "[]"))
	return p.phone != "" || err == nil && ip.Unmap().IsPrivate() && ip.Unmap() != addrOf(p.source)
}

// place gives back the place on the trunk that it was reached by.
func (p party) place() {
	if p.outside != nil {
		p.outside.leave()
	}
}

// sideOf is the side that a request within the call comes from; nil: neither.
func (c *call) sideOf(r *sip.Request) *party {
	switch {
	case c.called.sent(r):
		return &c.called
	case c.caller.sent(r):
		return &c.caller
	}
	return nil
}
