package fake

import (
	"context"
	"fmt"
	"strings"

	"github.com/emiago/sipgo"
	"github.com/emiago/sipgo/sip"
)

// Change sends a new offer with a direction (sendrecv, sendonly, recvonly, inactive), and is the direction of the answer.
func (c *Call) Change(ctx context.Context, direction string) (string, error) {
	r := sip.NewRequest(sip.INVITE, sip.Uri{})
	r.AppendHeader(sip.NewHeader("Content-Type", "application/sdp"))
	r.SetBody([]byte(strings.Replace(string(c.sdp()), "a=sendrecv", "a="+direction, 1)))
	answer, err := c.within(ctx, r)
	if err != nil {
		return "", err
	}
	if answer.StatusCode != 200 {
		return "", fmt.Errorf("re-INVITE: %d %s", answer.StatusCode, answer.Reason)
	}
	ack := sip.NewRequest(sip.ACK, r.Recipient)
	if c.client != nil {
		err = c.client.WriteRequest(ack)
	} else {
		err = c.server.WriteRequest(ack)
	}
	for line := range strings.Lines(string(answer.Body())) {
		switch d := strings.TrimPrefix(strings.TrimSpace(line), "a="); d {
		case "sendrecv", "sendonly", "recvonly", "inactive":
			return d, err
		}
	}
	return "", err
}

// DialLate calls a number with an INVITE that offers nothing, and answers the offer of the other side in the ACK.
func (p *Phone) DialLate(ctx context.Context, number, server string) (*Call, error) {
	c, err := p.newCall()
	if err != nil {
		return nil, err
	}
	r := sip.NewRequest(sip.INVITE, sip.Uri{Scheme: "sip", User: number, Host: "127.0.0.1"})
	r.SetDestination(server)
	c.client, err = p.out.WriteInvite(ctx, r)
	if err == nil {
		err = c.client.WaitAnswer(ctx, sipgo.AnswerOptions{})
	}
	if err == nil {
		ack := sip.NewRequest(sip.ACK, c.client.InviteResponse.Contact().Address)
		ack.AppendHeader(sip.NewHeader("Content-Type", "application/sdp"))
		ack.SetBody(c.sdp())
		err = c.client.WriteAck(ctx, ack)
	}
	if err != nil {
		c.over()
		return nil, err
	}
	c.begin(string(c.client.InviteResponse.Body()), r.CallID().Value())
	return c, nil
}

// Addr is where it takes calls, host:port over UDP.
func (p *Phone) Addr() string { return p.socket.LocalAddr().String() }

// Mute has the phone send nothing any more: no sound, and no silence either.
func (c *Call) Mute() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.muted = true
}
