package office

import (
	"context"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store"
)

const (
	// mailRenewEvery is how often a user's token is renewed, used or not: some providers end what was not renewed for long.
	mailRenewEvery = 24 * time.Hour
	mailRenewAgain = time.Hour       // after the provider could not be reached
	mailRenewLeft  = 2 * time.Minute // of a token's life, at which it is renewed before it is used
)

// mailEnded stands for the days before the end of which a user was warned, once it has ended.
const mailEnded = -1

// RenewMail carries a job out: the token that opens a user's mailbox is renewed. Where that can't be, the user is warned 30,
// 7 and 1 days before it ends, and told once when it has ended. It comes again for as long as there is a token.
func (o *Office) RenewMail(ctx context.Context, j anteroom.Job) error {
	m, sealed, opener, err := o.openerFor(ctx, j.Company, anteroom.UserID(j.Target))
	if anteroom.KindOf(err) == anteroom.NotFound || err == nil && opener.Access == "" {
		return o.Finish(ctx, j)
	}
	if err != nil {
		return err
	}
	if opener.Refresh != "" {
		_, err = o.renewed(ctx, m, opener)
		switch kind := anteroom.KindOf(err); {
		case kind == anteroom.NotFound, kind == anteroom.Invalid && !operators(err): // the provider, or the operator, ended it
			return o.warnOfMail(ctx, j, m, sealed.Warned, mailEnded)
		}
		if err != nil {
			return o.Later(ctx, j, mailRenewAgain, err.Error())
		}
		return o.Later(ctx, j, mailRenewEvery, "")
	}
	return o.warnOfMail(ctx, j, m, sealed.Warned, warningOf(m.Expires, time.Now()))
}

// operators tells of a failure that the operator can mend and the user can't: the client id, or its secret, is no longer
// taken. It stands in the outbox.
func operators(err error) bool {
	return reasonOf(err).Key == "mail.cause."+string(anteroom.CauseClient)
}

// warningOf is which warning is due: 30, 7 or 1 days before the end, mailEnded after it; 0: none.
func warningOf(expires, now time.Time) int {
	left := expires.Sub(now)
	switch {
	case expires.IsZero() || left > 30*24*time.Hour:
		return 0
	case left <= 0:
		return mailEnded
	case left <= 24*time.Hour:
		return 1
	case left <= 7*24*time.Hour:
		return 7
	}
	return 30
}

// warnOfMail tells a user that the sign-in ends, or has ended, unless that was told before.
func (o *Office) warnOfMail(ctx context.Context, j anteroom.Job, m anteroom.UserMail, warned, due int) error {
	news := due != 0 && (warned == 0 || due < warned)
	err := o.store.Write(ctx, func(tx *store.Tx) error {
		if news {
			if err := o.tellMailExpires(tx, m, due); err != nil {
				return err
			}
			if err := tx.WarnedOfMail(m.Company, m.User, due); err != nil {
				return err
			}
		}
		return tx.EndJob(j, anteroom.JobWaiting, tx.Now.Add(mailRenewEvery), "")
	})
	if err == nil && news {
		o.woken()
	}
	return err
}

func (o *Office) tellMailExpires(tx *store.Tx, m anteroom.UserMail, days int) error {
	c, err := tx.Company(m.Company)
	if err != nil || c.Gone {
		return err
	}
	u, err := tx.User(m.Company, m.User)
	if err != nil || !u.Removed.IsZero() {
		return err
	}
	message, err := o.post(tx, m.Company, anteroom.Notice{Kind: anteroom.MailExpiring, Language: c.Choose(u.Language), ToName: u.Name(), ToEmail: u.Email, Company: c.Name,
		Sender: c.Assistant, At: tx.Now, Days: max(0, days), Link: o.Link("/me/mail")}, "")
	if err != nil {
		return err
	}
	return tx.AddJob(anteroom.Job{ID: anteroom.NewID[anteroom.JobID](tx.Now), Kind: anteroom.Deliver, Company: m.Company, Target: string(message)}, tx.Now)
}

// openerFor is a user's connection with what opens the mailbox; NotFound: there is none.
func (o *Office) openerFor(ctx context.Context, company anteroom.CompanyID, user anteroom.UserID) (m anteroom.UserMail, s store.MailSecret, opener mailOpener, err error) {
	err = o.store.Read(ctx, func(tx *store.Tx) (err error) {
		if m, s, err = tx.UserMail(company, user); err == nil {
			opener, err = o.openerOf(m, s)
		}
		return err
	})
	return m, s, opener, err
}

// renewed is the next token of a connection, which is stored in the place of the one before, unless the user has connected
// anew meanwhile.
func (o *Office) renewed(ctx context.Context, m anteroom.UserMail, opener mailOpener) (mailOpener, error) {
	_, c, err := o.issuerOf(ctx, func(p anteroom.KnownProvider) bool { return p.ID == m.Provider })
	if err != nil {
		return opener, err
	}
	token, err := o.issuers.Renew(ctx, c, opener.Refresh)
	if err != nil {
		return opener, err
	}
	opener.Access = token.Access
	if token.Refresh != "" {
		opener.Refresh = token.Refresh
	}
	sealed, err := o.sealOpener(m, opener)
	if err != nil {
		return opener, err
	}
	return opener, o.store.Write(ctx, func(tx *store.Tx) error {
		now, _, err := tx.UserMail(m.Company, m.User)
		if anteroom.KindOf(err) == anteroom.NotFound || err == nil && !now.Connected.Equal(m.Connected) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := tx.SetMailSecret(m.Company, m.User, sealed, token.Expires); err != nil {
			return err
		}
		return tx.WarnedOfMail(m.Company, m.User, 0)
	})
}
