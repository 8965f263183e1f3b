package office

import (
	"context"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store"
)

// Returned notes that a message did not arrive, as its recipient's mail server reports it: from then on it stands in the
// outbox as failed, with the server's words, and may be tried again. Anybody may write such a report: it counts only for a
// message that was sent, and for its own recipient. Delays are the server's business.
func (o *Office) Returned(ctx context.Context, r anteroom.Returned) error {
	if !r.Permanent {
		return nil
	}
	return o.store.Write(ctx, func(tx *store.Tx) error {
		company, err := tx.MessageOfAnybody(r.Message)
		if anteroom.KindOf(err) == anteroom.NotFound {
			return nil
		}
		if err != nil {
			return err
		}
		m, err := tx.Message(company, r.Message)
		if err != nil || m.Sent.IsZero() || !m.Failed.IsZero() || anteroom.FoldEmail(m.ToEmail) != anteroom.FoldEmail(r.Recipient) {
			return err
		}
		m.Sent, m.Failed, m.LastError = time.Time{}, tx.Now, "returned: "+r.Words
		if err := tx.MarkMessage(m); err != nil {
			return err
		}
		return tx.FailDelivery(m, m.LastError)
	})
}
