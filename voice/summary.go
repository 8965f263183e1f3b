package voice

import (
	"context"
	"fmt"

	"anteroom.dev/anteroom"
)

const summaryType = "application/simple-message-summary"

// ShowWaiting has the phones of a user show how many voice messages wait: those that asked for it, and all others that are
// registered. What a phone makes of it is its own.
func (s *Service) ShowWaiting(ctx context.Context, user anteroom.UserID, n anteroom.VoiceCounts) {
	asked := map[string]bool{}
	for _, sub := range s.subscriptions.wanted(summaryEvent, user) {
		asked[sub.phone.Name] = true
		s.inform(ctx, sub, summaryType, s.summary(sub.phone.Name, n))
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

// summary is what RFC 3842 section 5 says of a mailbox: new and heard messages.
func (s *Service) summary(phone string, n anteroom.VoiceCounts) string {
	waiting := "no"
	if n.New > 0 {
		waiting = "yes"
	}
	return fmt.Sprintf("Messages-Waiting: %s\r\nMessage-Account: sip:%s@%s\r\nVoice-Message: %d/%d (0/0)\r\n", waiting, token(phone), token(s.cfg.Realm), n.New, n.Kept-n.New)
}
