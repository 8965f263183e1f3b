package office

import (
	"context"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store"
)

// Mailbox is a mailbox that is open. It is used by one goroutine, and closed by whoever opened it. Implemented by mail.
type Mailbox interface {
	Counts() (anteroom.MailCounts, error)
	List(most int) ([]anteroom.MailHead, error) // the newest first
	Read(id string, spoken anteroom.Languages) (anteroom.MailBody, error)
	MarkSeen(id string) error
	Delete(id string) error
	Close()
}

// OpenMail is a user's own mailbox, opened: for the user alone, and for the assistant that reads it to the user by
// telephone. Nobody else reads a person's mail, not even who acts for the company. NotFound: the user is not connected.
func (o *Office) OpenMail(ctx context.Context, who anteroom.Who, company anteroom.CompanyID, user anteroom.UserID) (Mailbox, error) {
	own := who.Level == anteroom.LevelUser && who.Company == company && who.User == user && user != ""
	if !own && who.Source != anteroom.Program {
		return nil, anteroom.Missing()
	}
	err := o.store.Read(ctx, func(tx *store.Tx) error {
		_, err := placeOf(tx, who, anteroom.SeeSelf, anteroom.Target{Company: company, User: user})
		return err
	})
	if err != nil {
		return nil, err
	}
	m, _, opener, err := o.openerFor(ctx, company, user)
	if anteroom.KindOf(err) == anteroom.NotFound {
		return nil, anteroom.Fail(anteroom.NotFound, "mail.error.unconnected")
	}
	if err == nil && opener.Refresh != "" && !m.Expires.IsZero() && time.Until(m.Expires) < mailRenewLeft {
		opener, err = o.renewed(ctx, m, opener)
	}
	if err != nil {
		return nil, err
	}
	if o.mail == nil {
		return nil, anteroom.Fail(anteroom.Unavailable, "mail.error.none")
	}
	return o.mail.OpenMailbox(ctx, m.Incoming, opener.secret(m.UserName))
}
