package voice

import (
	"context"
	"time"

	"anteroom.dev/anteroom"
	"github.com/emiago/sipgo/sip"
)

// turnDown ends a call for which there is no plan.
func (s *Service) turnDown(r *sip.Request, tx sip.ServerTransaction, wants offer, late bool, why error) {
	code, reason := refusal(why)
	switch {
	case code != 503:
		respond(r, tx, code, reason)
	case late || wants.browser(): // sound before an answer would have to be agreed on first
		respond(r, tx, code, reason, retryAfter())
	default:
		s.excuse(r, tx, wants)
	}
}

// excuse lets a caller hear, in each of our languages, that the call can't be taken just now, and then refuses it: the desk is away,
// and nobody knows whose number it is. Sound before an answer costs the caller nothing, and a carrier that has another way takes
// it at the 503 (RFC 3261 section 21.5.4). There is no line of it: nobody could be told whose it is.
func (s *Service) excuse(r *sip.Request, tx sip.ServerTransaction, wants offer) {
	dialog, err := s.callers.ReadInvite(r, tx)
	if err != nil {
		respond(r, tx, 400, "Bad Request")
		return
	}
	defer func() { _ = dialog.Close() }()
	if sound, err := s.ports.leg(); err == nil {
		defer sound.close()
		sound.accept(wants, addrOf(r.Source()))
		early := sip.NewSDPResponseFromRequest(dialog.InviteRequest, sound.describe(s.ip, []codec{sound.codec}, "sendrecv"))
		early.StatusCode, early.Reason = 183, "Session Progress"
		early.AppendHeader(s.contactWithin(r.Transport(), r.Source()))
		if dialog.WriteResponse(early) == nil && sound.ready() {
			s.tells(dialog.Context(), sound, "not_now")
		}
	}
	refused := sip.NewResponseFromRequest(dialog.InviteRequest, 503, "Service Unavailable", nil)
	refused.AppendHeader(retryAfter())
	refuse(s.log, dialog, refused)
}

// retryAfter is when a call that the absence of the desk kept from being taken may be tried again.
func retryAfter() sip.Header { return sip.NewHeader("Retry-After", "30") }

// tells says a prompt in each of our languages on a leg that no call has, until it is said, whoever hears it is gone or the service
// stops.
func (s *Service) tells(gone context.Context, sound *leg, id anteroom.PromptID) {
	pcm := make([]int16, rate*int(firstPause/time.Millisecond)/1000)
	for _, l := range s.cfg.Languages {
		said, err := s.speaker.Say(gone, anteroom.Prompt{ID: id, Language: l})
		if err != nil {
			s.log.Error("voice: prompt not spoken", "prompt", id, "language", l, "error", err)
			said = unsaid()
		}
		pcm = append(pcm, said...)
	}
	beats := time.NewTicker(frameTime)
	defer beats.Stop()
	for len(pcm) > 0 {
		select {
		case <-gone.Done():
			return
		case <-s.hangUp.Done():
			return
		case <-beats.C:
			n := min(frameSamples, len(pcm))
			sound.send(pcm[:n])
			pcm = pcm[n:]
		}
	}
}
