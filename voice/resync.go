package voice

import (
	"context"
	"fmt"
	"time"

	"anteroom.dev/anteroom"
	"github.com/emiago/sipgo/sip"
)

// Resync tells a phone to fetch its configuration: a NOTIFY of the event check-sync outside of any dialog, as telephones take
// it, to every place where it is registered. Unavailable where it is registered nowhere or none of them takes it.
func (s *Service) Resync(ctx context.Context, phone string) error {
	err := error(anteroom.Fail(anteroom.Unavailable, "error.phone.away"))
	for _, b := range s.register.named(phone) {
		if said := s.notify(ctx, b, "check-sync", ""); said != nil {
			err = &anteroom.Error{Kind: anteroom.Unavailable, Msg: anteroom.T("error.phone.away"), Err: said}
			continue
		}
		err = nil
	}
	return err
}

// notify tells a phone of an event outside of any dialog.
func (s *Service) notify(ctx context.Context, b binding, event, body string) error {
	r := sip.NewRequest(sip.NOTIFY, b.uri())
	r.SetTransport(b.Transport)
	r.SetDestination(b.Source)
	from := sip.FromHeader{Address: sip.Uri{Scheme: "sip", User: "anteroom", Host: s.host()}, Params: sip.NewParams()}
	from.Params.Add("tag", sip.GenerateTagN(16))
	r.AppendHeader(&from)
	r.AppendHeader(sip.NewHeader("Event", event))
	r.AppendHeader(sip.NewHeader("Subscription-State", "terminated")) // RFC 6665 section 4.1.3: there is none
	if body != "" {
		r.AppendHeader(sip.NewHeader("Content-Type", "application/simple-message-summary"))
		r.SetBody([]byte(body))
	}
	answer, err := s.client.Do(ctx, r)
	if err == nil && answer.StatusCode != 200 {
		err = fmt.Errorf("voice: NOTIFY: %d %s", answer.StatusCode, answer.Reason)
	}
	return err
}

// named are the places where a phone can be reached now.
func (r *registrar) named(phone string) []binding {
	r.mu.Lock()
	defer r.mu.Unlock()
	var list []binding
	for _, b := range r.bindings.of[phone] {
		if b.Expires.After(time.Now()) {
			list = append(list, b)
		}
	}
	return list
}
