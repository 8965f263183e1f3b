package mail

import (
	"bytes"
	"strings"

	"anteroom.dev/anteroom"
)

// mostReturned are the messages of a mailbox that are looked through at a time.
const mostReturned = 100

// Returned looks through the newest messages of a mailbox, 100 at most, for reports of messages of ours that did not arrive
// (RFC 3464). Each is handed on, once for every recipient, and deleted when that was taken; what else is there stays, marked
// as seen, and is not looked at again where the mailbox knows what was seen.
func (b *Box) Returned(take func(anteroom.Returned) error) error {
	list, err := b.List(mostReturned)
	if err != nil {
		return err
	}
	for _, head := range list {
		if head.Seen {
			continue
		}
		if err := b.returned(head.ID, take); err != nil && anteroom.KindOf(err) != anteroom.NotFound {
			return err
		}
	}
	return nil
}

func (b *Box) returned(id string, take func(anteroom.Returned) error) error {
	var raw []byte
	err := b.do(func() (err error) {
		_, raw, _, err = b.raw(id)
		return err
	})
	if err != nil {
		return err
	}
	report, err := ReadBounce(bytes.NewReader(raw))
	if err != nil {
		return b.MarkSeen(id)
	}
	message, _, _ := strings.Cut(report.MessageID, "@")
	for _, f := range report.Failures {
		if err := take(anteroom.Returned{Message: anteroom.MessageID(message), Recipient: f.Recipient, Permanent: f.Permanent, Words: strings.TrimSpace(f.Status + " " + f.Words)}); err != nil {
			return err
		}
	}
	return b.Delete(id)
}
