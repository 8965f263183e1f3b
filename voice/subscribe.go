package voice

import (
	"context"
	"strconv"
	"strings"
	"sync"
	"time"

	"anteroom.dev/anteroom"
	"github.com/emiago/sipgo/sip"
)

// The events that a phone may ask to be told of.
const (
	summaryEvent = "message-summary" // RFC 3842: whether voice messages of its user wait, and how many
	dialogEvent  = "dialog"          // RFC 4235: whether a colleague's phones ring, or are in use
)

const (
	mostSubscribed = 10  // of one phone
	mostLamps      = 128 // likewise: one for each colleague whom it shows
	lampExpiry     = 600 // seconds: after a restart nobody is told anything before the phone asks anew
)

// subscription is a phone that wants to be told of something (RFC 6665). It is a dialog of its own.
type subscription struct {
	event   string
	number  string          // of the event, where the phone tells several apart (RFC 6665 section 8.2.1)
	user    anteroom.UserID // whose messages, or phones
	as      string          // the extension by which it asked for a colleague
	binding binding         // where it was asked from
	phone   anteroom.Phone
	from    sip.FromHeader // ours
	to      sip.ToHeader   // theirs
	contact sip.Uri
	call    sip.CallIDHeader
	seq     uint32
	until   time.Time
	lamp    lit
}

// subscriptions are those that last, by Call-ID. The zero value is none.
type subscriptions struct {
	mu   sync.Mutex
	list map[string]*subscription
	of   map[anteroom.UserID]map[*subscription]bool // the same, by whom they are about
}

// onSubscribe takes a phone's wish to be told of something, and tells it at once.
func (s *Service) onSubscribe(r *sip.Request, tx sip.ServerTransaction) {
	wish := eventOf(r)
	if wish.event != summaryEvent && wish.event != dialogEvent {
		respond(r, tx, 489, "Bad Event", sip.NewHeader("Allow-Events", summaryEvent+", "+dialogEvent))
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
	wish.phone, wish.user = phone, phone.User
	if _, goesOn := r.To().Params.Get("tag"); wish.event == dialogEvent && !goesOn {
		var err error
		if wish.as = clean(subscriber(r.Recipient)); wish.as == "" {
			wish.as = clean(subscriber(r.To().Address))
		}
		if wish.user, err = s.colleague(phone, wish.as); err != nil {
			code, reason := refusal(err)
			respond(r, tx, code, reason)
			return
		}
	}
	most := mostExpiry
	if wish.event == dialogEvent {
		most = lampExpiry
	}
	lasts := time.Duration(min(expiry(r, contact), most)) * time.Second
	sub := s.subscriptions.put(r, wish, lasts)
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
	if sub.event == dialogEvent {
		s.light(sub, true)
		return
	}
	s.beside("a summary of voice messages", func(ctx context.Context) {
		if n, err := s.desk.Waiting(ctx, phone.Company, phone.User); err == nil {
			s.inform(ctx, sub, summaryType, s.summary(phone.Name, n))
		}
	})
}

// eventOf is what a request wants to be told of.
func eventOf(r *sip.Request) (wish subscription) {
	h := r.GetHeader("Event")
	if h == nil {
		return wish
	}
	name, params, _ := strings.Cut(h.Value(), ";")
	wish.event = strings.ToLower(strings.TrimSpace(name))
	for p := range strings.SplitSeq(params, ";") {
		if key, value, _ := strings.Cut(strings.TrimSpace(p), "="); strings.EqualFold(key, "id") {
			wish.number = token(clean(value))
		}
	}
	return wish
}

// colleague is whose phones ring where a phone dials an extension; NotFound where that is nobody's.
func (s *Service) colleague(phone anteroom.Phone, extension string) (anteroom.UserID, error) {
	ctx, cancel := context.WithTimeout(s.hangUp, 3*time.Second)
	defer cancel()
	route, err := s.desk.Dialled(ctx, phone, extension)
	user := route.Colleague()
	if err == nil && (user == "" || route.Plan.Company != phone.Company) {
		err = anteroom.Missing()
	}
	return user, err
}

// put notes a subscription, or that it goes on or ends; nil where it is to go on and is not there.
func (x *subscriptions) put(r *sip.Request, wish subscription, lasts time.Duration) *subscription {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.list == nil {
		x.list, x.of = map[string]*subscription{}, map[anteroom.UserID]map[*subscription]bool{}
	}
	now, phone := time.Now(), wish.phone.Name
	sub := x.list[r.CallID().Value()]
	if tag, within := r.To().Params.Get("tag"); within {
		ours := ""
		if sub != nil {
			ours, _ = sub.from.Params.Get("tag")
		}
		if sub == nil || ours != tag || sub.phone.Name != phone || sub.event != wish.event {
			return nil
		}
	} else {
		if sub != nil && sub.phone.Name != phone || x.full(wish, now) {
			return nil
		}
		x.drop(sub)
		sub = &wish
		sub.from, sub.to, sub.call, sub.seq = r.To().AsFrom(), r.From().AsTo(), *r.CallID(), 1
		sub.from.Params = sip.NewParams()
		sub.from.Params.Add("tag", sip.GenerateTagN(16))
	}
	sub.until, sub.contact = now.Add(lasts), r.Contact().Address
	sub.binding = binding{User: wish.phone.User, Phone: phone, Source: r.Source(), Transport: r.Transport()}
	if lasts == 0 {
		x.drop(sub)
		return sub
	}
	x.list[sub.call.Value()] = sub
	if x.of[sub.user] == nil {
		x.of[sub.user] = map[*subscription]bool{}
	}
	x.of[sub.user][sub] = true
	return sub
}

// drop forgets a subscription, where it is there; the caller holds the lock.
func (x *subscriptions) drop(sub *subscription) {
	if sub == nil {
		return
	}
	if id := sub.call.Value(); x.list[id] == sub {
		delete(x.list, id)
	}
	if delete(x.of[sub.user], sub); len(x.of[sub.user]) == 0 {
		delete(x.of, sub.user)
	}
}

// full tells whether the phone has as many subscriptions to the event as it may, and forgets all that are over; the caller holds the lock.
func (x *subscriptions) full(wish subscription, now time.Time) bool {
	most := mostSubscribed
	if wish.event == dialogEvent {
		most = mostLamps
	}
	for _, sub := range x.list {
		if !sub.until.After(now) {
			x.drop(sub)
		} else if sub.phone.Name == wish.phone.Name && sub.event == wish.event {
			most--
		}
	}
	return most <= 0
}

// wanted are the subscriptions to an event that are about a user.
func (x *subscriptions) wanted(event string, user anteroom.UserID) (list []*subscription) {
	x.mu.Lock()
	defer x.mu.Unlock()
	for sub := range x.of[user] {
		if sub.event == event && sub.until.After(time.Now()) {
			list = append(list, sub)
		}
	}
	return list
}

// inform tells a subscription. One that is not there any more is forgotten, and so is one that does not answer (RFC 6665 section 4.2.2).
func (s *Service) inform(ctx context.Context, sub *subscription, kind, body string) {
	x := &s.subscriptions
	x.mu.Lock()
	sub.seq++
	seq, left, there := sub.seq, time.Until(sub.until), sub.binding
	r := sip.NewRequest(sip.NOTIFY, *sub.contact.Clone())
	x.mu.Unlock()
	r.SetTransport(there.Transport)
	r.SetDestination(there.Source)
	state := "active;expires=" + strconv.Itoa(int(left/time.Second))
	if left <= time.Second {
		state = "terminated;reason=timeout"
	}
	event := sub.event
	if sub.number != "" {
		event += ";id=" + sub.number
	}
	for _, h := range []sip.Header{&sub.from, &sub.to, &sub.call, &sip.CSeqHeader{SeqNo: seq, MethodName: sip.NOTIFY}, s.contact(there.Transport),
		sip.NewHeader("Event", event), sip.NewHeader("Subscription-State", state), sip.NewHeader("Content-Type", kind)} {
		r.AppendHeader(sip.HeaderClone(h))
	}
	r.SetBody([]byte(body))
	answer, err := s.client.Do(ctx, r)
	if err != nil || answer.StatusCode == 481 || answer.StatusCode == 489 {
		x.mu.Lock()
		x.drop(sub)
		x.mu.Unlock()
	}
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
