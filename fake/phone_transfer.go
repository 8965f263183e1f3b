package fake

import (
	"context"
	"fmt"
	"net/url"
	"strings"

	"github.com/emiago/sipgo/sip"
)

// Transfer asks the other side to go to a number (REFER), and is what it is told last of that.
func (c *Call) Transfer(ctx context.Context, number string) (string, error) {
	return c.refer(ctx, "<sip:"+number+"@127.0.0.1>")
}

// TransferTo asks the other side to be brought together with that of another call of the phone, and is what it is told last
// of that.
func (c *Call) TransferTo(ctx context.Context, other *Call) (string, error) {
	return c.refer(ctx, "<sip:other@127.0.0.1?Replaces="+url.QueryEscape(other.replaces())+">")
}

// replaces names the call's dialog as the other side sees it (RFC 3891 section 3).
func (c *Call) replaces() string {
	id, theirs, ours := c.dialog()
	return id + ";to-tag=" + theirs + ";from-tag=" + ours
}

// dialog is the Call-ID and the tags of the other side and of the phone.
func (c *Call) dialog() (id, theirs, ours string) {
	if c.client != nil {
		theirs, _ = c.client.InviteResponse.To().Params.Get("tag")
		ours, _ = c.client.InviteRequest.From().Params.Get("tag")
		return c.client.InviteRequest.CallID().Value(), theirs, ours
	}
	theirs, _ = c.server.InviteRequest.From().Params.Get("tag")
	ours, _ = c.server.InviteResponse.To().Params.Get("tag")
	return c.server.InviteRequest.CallID().Value(), theirs, ours
}

// TakeOver calls to be put in the place that another phone has in a call of its.
func (p *Phone) TakeOver(ctx context.Context, call *Call, server string) (*Call, error) {
	return p.dial(ctx, "anteroom", server, sip.NewHeader("Replaces", call.replaces()))
}

// PickUp calls to answer in the place of another phone that rings, for that request.
func (p *Phone) PickUp(ctx context.Context, ringing *sip.Request, server string) (*Call, error) {
	theirs, _ := ringing.From().Params.Get("tag")
	its, _ := ringing.To().Params.Get("tag")
	return p.pickUp(ctx, server, ringing.CallID().Value(), theirs, its)
}

func (p *Phone) pickUp(ctx context.Context, server, call, theirs, its string) (*Call, error) {
	return p.dial(ctx, "anteroom", server, sip.NewHeader("Replaces", call+";to-tag="+theirs+";from-tag="+its+";early-only"))
}

func (c *Call) refer(ctx context.Context, to string) (string, error) {
	r := sip.NewRequest("REFER", sip.Uri{})
	r.AppendHeader(sip.NewHeader("Refer-To", to))
	answer, err := c.within(ctx, r)
	if err != nil {
		return "", err
	}
	if answer.StatusCode != 202 {
		return "", fmt.Errorf("refer: %d %s", answer.StatusCode, answer.Reason)
	}
	for {
		select {
		case said := <-c.phone.told:
			if !strings.HasPrefix(said, "SIP/2.0 1") {
				return said, nil
			}
		case <-ctx.Done():
			return "", ctx.Err()
		}
	}
}
