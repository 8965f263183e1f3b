package voice

import (
	"context"
	"fmt"
	"strconv"
	"sync"
	"time"

	"anteroom.dev/anteroom"
	"github.com/emiago/sipgo/sip"
)

// summaryEvent is that of RFC 3842: whether voice messages wait, and how many.
const summaryEvent = "message-summary"

const mostSubscribed = 10 // of one phone

// subscription is a phone that wants to be told of its user's voice messages (RFC 6665). It is a dialog of its own.
type subscription struct {
	binding binding // where it was asked from
	phone   anteroom.Phone
	from    sip.FromHeader // ours
	to      sip.ToHeader   // theirs
	contact sip.Uri
	call    sip.CallIDHeader
	seq     uint32
	until   time.Time
}

// subscriptions are those that last, by Call-ID. The zero value is none.
type subscriptions struct {
	mu   sync.Mutex
	list map[string]*subscription
}

// onSubscribe takes a phone's wish to be told of its user's voice messages, and tells it at once.
func (s *Service) onSubscribe(r *sip.Request, tx sip.ServerTransaction) {
	if h := r.GetHeader("Event"); h == nil || h.Value() != summaryEvent {
		respond(r, tx, 489, "Bad Event", sip.NewHeader("Allow-Events", summaryEvent))
		return
	}
	phone, ok := s.register.authenticate(r, tx)
	if !ok {
		return
	}
	contact := r.Contact()
	if phone.User == "" || contact == nil {
		respond(r, tx, 403, "Forbidden")
		return
	}
	lasts := time.Duration(min(expiry(r, contact), mostExpiry)) * time.Second
	sub := s.summaries.put(r, phone, lasts)
	if sub == nil { // RFC 6665 section 4.1.2.2
		respond(r, tx, 481, "Subscription Does Not Exist")
		return
	}
	answer := sip.NewResponseFromRequest(r, 200, "OK", nil)
	tag, _ := sub.from.Params.Get("tag")
	answer.To().Params.Add("tag", tag)
	answer.AppendHeader(sip.NewHeader("Expires", seconds(lasts)))
	answer.AppendHeader(s.contact(r.Transport()))
	_ = tx.Respond(answer)
	s.beside("a summary of voice messages", func(ctx context.Context) {
		if n, err := s.desk.Waiting(ctx, phone.Company, phone.User); err == nil {
			s.inform(ctx, sub, n)
		}
	})
}

// put notes a subscription, or that it goes on or ends; nil where it is to go on and is not there.
func (x *subscriptions) put(r *sip.Request, phone anteroom.Phone, lasts time.Duration) *subscription {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.list == nil {
		x.list = map[string]*subscription{}
	}
	id, now := r.CallID().Value(), time.Now()
	sub := x.list[id]
	tag, within := r.To().Params.Get("tag")
	if within {
		ours := ""
		if sub != nil {
			ours, _ = sub.from.Params.Get("tag")
		}
		if sub == nil || ours != tag || sub.phone.Name != phone.Name {
			return nil
		}
	} else {
		if sub != nil && sub.phone.Name != phone.Name || x.of(phone.Name, now) >= mostSubscribed {
			return nil
		}
		sub = &subscription{phone: phone, from: r.To().AsFrom(), to: r.From().AsTo(), call: *r.CallID(), seq: 1}
		sub.from.Params = sip.NewParams()
		sub.from.Params.Add("tag", sip.GenerateTagN(16))
	}
	sub.until, sub.contact = now.Add(lasts), r.Contact().Address
	sub.binding = binding{User: phone.User, Phone: phone.Name, Source: r.Source(), Transport: r.Transport()}
	if x.list[id] = sub; lasts == 0 {
		delete(x.list, id)
	}
	return sub
}

// of counts the subscriptions of a phone, and forgets those that are over; the caller holds the lock.
func (x *subscriptions) of(phone string, now time.Time) (n int) {
	for id, sub := range x.list {
		if !sub.until.After(now) {
			delete(x.list, id)
		} else if sub.phone.Name == phone {
			n++
		}
	}
	return n
}

// wanted are the subscriptions to a user's messages.
func (x *subscriptions) wanted(user anteroom.UserID) (list []*subscription) {
	x.mu.Lock()
	defer x.mu.Unlock()
	for _, sub := range x.list {
		if sub.phone.User == user && sub.until.After(time.Now()) {
			list = append(list, sub)
		}
	}
	return list
}

// ShowWaiting has the phones of a user show how many voice messages wait: those that asked for it, and all others that are
// registered. What a phone makes of it is its own.
func (s *Service) ShowWaiting(ctx context.Context, user anteroom.UserID, n anteroom.VoiceCounts) {
	asked := map[string]bool{}
	for _, sub := range s.summaries.wanted(user) {
		asked[sub.phone.Name] = true
		s.inform(ctx, sub, n)
	}
	for _, b := range s.register.of(user) {
		if !asked[b.Phone] {
			s.informUnasked(ctx, b, n)
		}
	}
}

// informUnasked tells a phone that never asked: many show it all the same (RFC 3842 section 3.8).
func (s *Service) informUnasked(ctx context.Context, b binding, n anteroom.VoiceCounts) {
	if err := s.notify(ctx, b, summaryEvent, s.summary(b.Phone, n)); err != nil {
		s.log.Debug("voice: a phone does not take how many messages wait", "phone", b.Phone, "error", err)
	}
}

// inform tells a subscription. One that is not there any more is forgotten.
func (s *Service) inform(ctx context.Context, sub *subscription, n anteroom.VoiceCounts) {
	s.summaries.mu.Lock()
	sub.seq++
	seq, left := sub.seq, time.Until(sub.until)
	r := sip.NewRequest(sip.NOTIFY, *sub.contact.Clone())
	r.SetTransport(sub.binding.Transport)
	r.SetDestination(sub.binding.Source)
	s.summaries.mu.Unlock()
	state := "active;expires=" + strconv.Itoa(int(left/time.Second))
	if left <= time.Second {
		state = "terminated;reason=timeout"
	}
	for _, h := range []sip.Header{&sub.from, &sub.to, &sub.call, &sip.CSeqHeader{SeqNo: seq, MethodName: sip.NOTIFY}, s.contact(sub.binding.Transport),
		sip.NewHeader("Event", summaryEvent), sip.NewHeader("Subscription-State", state), sip.NewHeader("Content-Type", "application/simple-message-summary")} {
		r.AppendHeader(sip.HeaderClone(h))
	}
	r.SetBody([]byte(s.summary(sub.phone.Name, n)))
	answer, err := s.client.Do(ctx, r)
	if err == nil && (answer.StatusCode == 481 || answer.StatusCode == 489) {
		s.summaries.mu.Lock()
		delete(s.summaries.list, sub.call.Value())
		s.summaries.mu.Unlock()
	}
}

// summary is what RFC 3842 section 5 says of a mailbox: new and heard messages.
func (s *Service) summary(phone string, n anteroom.VoiceCounts) string {
	waiting := "no"
	if n.New > 0 {
		waiting = "yes"
	}
	return fmt.Sprintf("Messages-Waiting: %s\r\nMessage-Account: sip:%s@%s\r\nVoice-Message: %d/%d (0/0)\r\n", waiting, token(phone), token(s.cfg.Realm), n.New, n.Kept-n.New)
}

// beside does something that nobody waits for, for ten seconds at most.
func (s *Service) beside(what string, do func(context.Context)) {
	go func() {
		defer survive(s.log, what)
		ctx, cancel := context.WithTimeout(s.hangUp, 10*time.Second)
		defer cancel()
		do(ctx)
	}()
}
