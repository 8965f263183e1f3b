package voice

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/emiago/sipgo"
	"github.com/emiago/sipgo/sip"
)

// cancelTime is how long the end of a call that was cancelled is waited for (RFC 3261 section 9.1).
const cancelTime = 64 * 500 * time.Millisecond

// waiting is an INVITE of ours that waits for its answer.
type waiting struct {
	service *Service
	talk    *sipgo.DialogClientSession
	mu      sync.Mutex
	invite  *sip.Request // as it was answered provisionally last: after a challenge it is another; nil: not yet
	more    int          // provisional answers since sipgo began to wait; used by wait alone
	gone    bool         // nobody waits for the answer any more
	taken   bool         // because somebody else has answered
}

// answerOf waits for the answer to an INVITE. Where the context ends first it returns at once; the call is cancelled, and one
// that was answered all the same is hung up, beside. sipgo would send a CANCEL to the Contact of a phone behind a translating
// router, and leave an answer that crosses it unconfirmed.
func (s *Service) answerOf(ctx context.Context, talk *sipgo.DialogClientSession, o sipgo.AnswerOptions) error {
	w := &waiting{service: s, talk: talk}
	told := o.OnResponse
	o.OnResponse = func(r *sip.Response) error {
		w.heard(r)
		if told != nil {
			return told(r)
		}
		return nil
	}
	inner, stop := context.WithTimeoutCause(context.WithoutCancel(ctx), mostRinging, sipgo.WaitAnswerForceCancelErr)
	answer := make(chan error, 1)
	go func() {
		defer stop()
		defer survive(s.log, "an INVITE", func() { answer <- errPanic })
		answer <- w.wait(inner, o)
	}()
	select {
	case err := <-answer:
		return err
	case <-ctx.Done():
		taken := errors.Is(context.Cause(ctx), errElsewhere)
		s.wg.Go(func() { w.cancel(taken) }) // a service that stops has sent it before: else phones would ring on
		go w.crossed(answer)
		return ctx.Err()
	}
}

// mostProvisional are how many answers sipgo reads before it gives up, and leaves a telephone ringing for ever. A trunk that tells each few seconds
// that it rings sends more.
const mostProvisional = 10

// wait waits for the final answer, however many others come before it.
func (w *waiting) wait(ctx context.Context, o sipgo.AnswerOptions) error {
	for {
		w.more = 0
		if err := w.talk.WaitAnswer(ctx, o); err == nil || w.more <= mostProvisional || ctx.Err() != nil {
			return err
		}
	}
}

// mostRinging is longer than anything is let ring.
const mostRinging = 5 * time.Minute

// heard notes a provisional answer, without which nothing may be cancelled.
func (w *waiting) heard(r *sip.Response) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if r.IsProvisional() {
		w.more++
		first := w.invite == nil
		w.invite = w.talk.InviteRequest.Clone()
		if first && w.gone {
			go w.send(w.invite)
		}
	}
}

// cancel ends a call that nobody waits for any more.
func (w *waiting) cancel(taken bool) {
	w.mu.Lock()
	w.gone, w.taken = true, taken
	invite := w.invite
	w.mu.Unlock()
	if invite != nil {
		w.send(invite)
	}
}

// crossed hangs up where an answer crosses the CANCEL.
func (w *waiting) crossed(answer chan error) {
	defer survive(w.service.log, "a call that is cancelled")
	timer := time.NewTimer(cancelTime)
	defer timer.Stop()
	select {
	case err := <-answer:
		if err == nil { // the answer crossed the CANCEL
			ctx, stop := context.WithTimeout(context.Background(), 3*time.Second)
			defer stop()
			if w.talk.Ack(ctx) == nil {
				w.service.bye(called(w.talk, nil, ""))
			}
		}
	case <-timer.C:
	}
}

// send sends the CANCEL of an INVITE to where that went.
func (w *waiting) send(invite *sip.Request) {
	defer survive(w.service.log, "a CANCEL")
	r := sip.NewRequest(sip.CANCEL, invite.Recipient)
	for _, h := range []sip.Header{invite.Via(), invite.From(), invite.To(), invite.CallID()} {
		r.AppendHeader(sip.HeaderClone(h))
	}
	r.AppendHeader(&sip.CSeqHeader{SeqNo: invite.CSeq().SeqNo, MethodName: sip.CANCEL})
	hops := sip.MaxForwardsHeader(70)
	r.AppendHeader(&hops)
	if w.taken { // so that the phone counts no call as missed (RFC 3326)
		r.AppendHeader(sip.NewHeader("Reason", `SIP;cause=200;text="Call completed elsewhere"`))
	}
	sip.CopyHeaders("Route", invite, r)
	r.SetTransport(invite.Transport())
	r.SetDestination(invite.Destination())
	r.Laddr = invite.Laddr
	r.SetBody(nil)
	ctx, stop := context.WithTimeout(context.Background(), 5*time.Second)
	defer stop()
	_, err := w.service.client.Do(ctx, r, func(*sipgo.Client, *sip.Request) error { return nil })
	if err != nil {
		w.service.log.Info("voice: a call that is cancelled does not say so", "error", err)
	}
}
