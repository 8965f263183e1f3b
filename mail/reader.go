package mail

import (
	"context"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/locale"
)

const (
	actTime     = 60 * time.Second // of one thing done in a mailbox
	mostListed  = 200              // messages of a list
	mostMessage = 1 << 20          // bytes of a message that are looked at
	mostSkipped = 32 << 20         // bytes of a message that are read past, over POP3
)

// Reader opens mailboxes, over IMAP and POP3 alike. It is safe from many goroutines.
type Reader struct {
	d         *Dialler
	languages recogniser
}

// NewReader makes a reader that connects by the dialler, and tells the languages of the catalogue apart.
func NewReader(d *Dialler, c *locale.Catalogue) *Reader {
	return &Reader{d: d, languages: newRecogniser(c)}
}

// inbox is a mailbox in its protocol. Ids are the inbox's own.
type inbox interface {
	counts() (anteroom.MailCounts, error)
	list(most int) ([]anteroom.MailHead, error)
	raw(id string) (head anteroom.MailHead, raw []byte, cut bool, err error)
	mark(id string) error
	drop(id string) error
	close()
}

// Box is an open mailbox: its inbox. It belongs to one goroutine, lives no longer than the context with which it was
// opened, and is closed by whoever opened it. After an error that is not NotFound it is of no more use.
type Box struct {
	inbox
	t         *talk
	languages recogniser
}

// Open connects, and signs in. Errors are as those of Dialler.Check.
func (r *Reader) Open(ctx context.Context, s anteroom.MailServer, secret anteroom.MailSecret) (*Box, error) {
	t, err := r.d.open(ctx, s, secret)
	if err != nil {
		return nil, err
	}
	b := &Box{t: t, languages: r.languages}
	if s.Protocol == anteroom.POP3 {
		b.inbox = &popbox{t: t}
		return b, nil
	}
	err = b.do(func() (err error) {
		b.inbox, err = selectInbox(t)
		return err
	})
	if err != nil {
		t.close()
		return nil, err
	}
	return b, nil
}

// Counts tells how many messages there are.
func (b *Box) Counts() (c anteroom.MailCounts, err error) {
	err = b.do(func() (err error) {
		c, err = b.counts()
		return err
	})
	return c, err
}

// List is the newest messages, newest first: as many as are asked for, and 200 at most.
func (b *Box) List(most int) (list []anteroom.MailHead, err error) {
	err = b.do(func() (err error) {
		list, err = b.list(min(max(most, 0), mostListed))
		return err
	})
	return list, err
}

// Read is a message as it is read aloud, in one of the languages. It does not mark it as seen. A message that is not
// there any more is NotFound.
func (b *Box) Read(id string, languages anteroom.Languages) (body anteroom.MailBody, err error) {
	err = b.do(func() error {
		head, raw, cut, err := b.raw(id)
		if err != nil {
			return err
		}
		body = digest(raw)
		body.Cut = body.Cut || cut
		if head.ID != "" {
			head.From, head.Email = orElse(head.From, body.Head.From), orElse(head.Email, body.Head.Email)
			head.Subject = orElse(head.Subject, body.Head.Subject)
			if head.Received.IsZero() {
				head.Received = body.Head.Received
			}
			body.Head = head
		}
		body.Language = b.languages.of(body.Head.Subject+"\n"+body.Text, languages)
		return nil
	})
	return body, err
}

func orElse(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// MarkSeen marks a message as seen; over POP3, which knows no such thing, it does nothing.
func (b *Box) MarkSeen(id string) error { return b.do(func() error { return b.mark(id) }) }

// Delete deletes a message; over POP3 when the box is closed. What is gone already is NotFound.
func (b *Box) Delete(id string) error { return b.do(func() error { return b.drop(id) }) }

// Close ends the connection. It is called once.
func (b *Box) Close() {
	_ = b.do(func() error {
		b.inbox.close()
		return nil
	})
	b.t.close()
}

// do does one thing within its time; when that is over the connection is closed.
func (b *Box) do(what func() error) error {
	err := b.t.base.act(actTime, what)
	if err == nil || anteroom.KindOf(err) != anteroom.Internal {
		return err
	}
	if b.t.base.late.Load() || b.t.base.left.Load() < 0 {
		err = b.t.base.cause(errTooMuch)
	}
	return b.t.public(failed(anteroom.CauseBroken, err).(*fault)) //nolint:errorlint // of failed, always
}
