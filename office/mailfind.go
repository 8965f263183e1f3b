package office

import (
	"context"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store"
)

// FindMail looks for the settings that go with an e-mail address (R26), for a company or a user of it. Each settings found
// were proven by connecting, as far as that goes without a password; empty: nothing was found. Nothing is stored.
func (o *Office) FindMail(ctx context.Context, who anteroom.Who, of anteroom.Target, email string) ([]anteroom.MailFound, error) {
	if err := o.mayTryMail(ctx, who, of); err != nil {
		return nil, err
	}
	if o.mail == nil {
		return nil, anteroom.Fail(anteroom.Unavailable, "mail.error.none")
	}
	var known []anteroom.MailProvider
	err := o.store.Read(ctx, func(tx *store.Tx) error {
		list, err := tx.MailProviders()
		for _, p := range list {
			if p.Approved {
				known = append(known, p.MailProvider)
			}
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return o.mail.Find(ctx, clean(email), known)
}
