package fake

import (
	"context"
	"fmt"
	"strings"

	"github.com/emiago/sipgo"
	"github.com/emiago/sipgo/sip"
)

// Subscribe asks to be told how many voice messages wait (RFC 3842), for so many seconds; event is message-summary for that.
func (p *Phone) Subscribe(ctx context.Context, server, event, seconds string) error {
	_, err := p.subscribe(ctx, server, p.name, "", sip.NewHeader("Event", event), sip.NewHeader("Expires", seconds))
	return err
}

// subscribe asks to be told of something; what belongs to the dialog is in the headers. The tag is the other side's, within a dialog.
func (p *Phone) subscribe(ctx context.Context, server, of, tag string, headers ...sip.Header) (*sip.Response, error) {
	r := sip.NewRequest(sip.SUBSCRIBE, sip.Uri{Scheme: "sip", User: of, Host: "127.0.0.1"})
	r.SetDestination(server)
	from := sip.FromHeader{Address: sip.Uri{Scheme: "sip", User: p.name, Host: "127.0.0.1"}, Params: sip.NewParams()}
	from.Params.Add("tag", "phone-"+p.name)
	to := sip.ToHeader{Address: sip.Uri{Scheme: "sip", User: of, Host: "127.0.0.1"}, Params: sip.NewParams()}
	if tag != "" {
		to.Params.Add("tag", tag)
	}
	for _, h := range append([]sip.Header{&from, &to, &p.contact}, headers...) {
		r.AppendHeader(h)
	}
	answer, err := p.client.Do(ctx, r)
	if err == nil && answer.StatusCode == 401 {
		answer, err = p.client.DoDigestAuth(ctx, r, answer, sipgo.DigestAuth{Username: p.name, Password: p.password})
	}
	if err == nil && answer.StatusCode != 200 {
		err = fmt.Errorf("subscribe: %d %s", answer.StatusCode, answer.Reason)
	}
	return answer, err
}

// Summary is what the phone is told next of the messages that wait: the state of the subscription, and the lines of RFC 3842.
func (p *Phone) Summary(ctx context.Context) (string, error) {
	select {
	case s := <-p.summaries:
		return s, nil
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// Resynced waits until the phone is told to fetch its configuration (event check-sync).
func (p *Phone) Resynced(ctx context.Context) error {
	select {
	case <-p.resync:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (p *Phone) onNotify(r *sip.Request, tx sip.ServerTransaction) {
	code, reason := 489, "Bad Event"
	if h := r.GetHeader("Event"); h != nil && h.Value() == "refer" {
		code, reason = 200, "OK"
		p.told <- strings.TrimSpace(string(r.Body()))
	} else if h != nil && h.Value() == "message-summary" {
		code, reason = 200, "OK"
		p.summaries <- r.GetHeader("Subscription-State").Value() + "\r\n" + string(r.Body())
	} else if w := p.watch(r); w != nil {
		code, reason = 200, "OK"
		w.told <- r
	} else if h != nil && h.Value() == "check-sync" {
		code, reason = 200, "OK"
		select {
		case p.resync <- struct{}{}:
		default:
		}
	}
	_ = tx.Respond(sip.NewResponseFromRequest(r, code, reason, nil))
}
