package office

import (
	"context"
	"slices"

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
				known = append(known, offered(p))
			}
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return o.mail.Find(ctx, clean(email), known)
}

// offered is a provider as it can be used here: without a client id nobody signs in with a browser, and what is left is a
// password, be it one that the provider makes for programs.
func offered(p anteroom.KnownProvider) anteroom.MailProvider {
	if p.Issuer.ClientID != "" {
		return p.MailProvider
	}
	byPassword := func(list []anteroom.MailServer) []anteroom.MailServer {
		out := slices.Clone(list)
		for i := range out {
			out[i].SignIn = anteroom.MailPassword
		}
		return out
	}
	p.Incoming, p.Outgoing = byPassword(p.Incoming), byPassword(p.Outgoing)
	return p.MailProvider
}
