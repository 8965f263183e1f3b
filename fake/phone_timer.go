package fake

import (
	"context"
	"strconv"
	"strings"

	"github.com/emiago/sipgo/sip"
)

// seconds that a session lasts by what a request asks for.
func seconds(r *sip.Request) int {
	h := r.GetHeader("Session-Expires")
	if h == nil {
		return 0
	}
	text, _, _ := strings.Cut(h.Value(), ";")
	n, _ := strconv.Atoi(text)
	return n
}

// timers are what the answer to an INVITE says of the session: who called refreshes it.
func (c *Call) timers() []sip.Header {
	c.phone.mu.Lock()
	m := c.phone.manner
	c.phone.mu.Unlock()
	var headers []sip.Header
	if m.Update {
		headers = append(headers, sip.NewHeader("Allow", "INVITE, ACK, BYE, CANCEL, UPDATE"))
	}
	if m.Timer {
		headers = append(headers, sip.NewHeader("Require", "timer"), sip.NewHeader("Session-Expires", strconv.Itoa(seconds(c.server.InviteRequest))+";refresher=uac"))
	}
	return headers
}

// Refreshed is how the other side refreshed a session next, or asked whether the phone is there: UPDATE, INVITE or OPTIONS.
func (p *Phone) Refreshed(ctx context.Context) (sip.RequestMethod, error) {
	select {
	case m := <-p.refreshed:
		return m, nil
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

func (p *Phone) onUpdate(r *sip.Request, tx sip.ServerTransaction)  { p.refresh(r, tx, nil) }
func (p *Phone) onOptions(r *sip.Request, tx sip.ServerTransaction) { p.refresh(r, tx, nil) }

// reinvited answers an INVITE within a call, as the sound is.
func (p *Phone) reinvited(r *sip.Request, tx sip.ServerTransaction) {
	p.mu.Lock()
	c := p.calls[r.CallID().Value()]
	p.mu.Unlock()
	if c == nil {
		_ = tx.Respond(sip.NewResponseFromRequest(r, 481, "Call/Transaction Does Not Exist", nil))
		return
	}
	p.refresh(r, tx, c.sdp())
}

func (p *Phone) refresh(r *sip.Request, tx sip.ServerTransaction, sdp []byte) {
	answer := sip.NewResponseFromRequest(r, 200, "OK", sdp)
	answer.AppendHeader(&p.contact)
	if sdp != nil {
		answer.AppendHeader(sip.NewHeader("Content-Type", "application/sdp"))
	}
	if h := r.GetHeader("Session-Expires"); h != nil {
		answer.AppendHeader(sip.NewHeader("Session-Expires", h.Value()))
	}
	_ = tx.Respond(answer)
	select {
	case p.refreshed <- r.Method:
	default:
	}
}

// DialFor calls a number, and asks for a session of so many seconds that it will refresh.
func (p *Phone) DialFor(ctx context.Context, number, server, seconds string) (*Call, error) {
	return p.dial(ctx, number, server, sip.NewHeader("Supported", "timer"), sip.NewHeader("Session-Expires", seconds))
}
