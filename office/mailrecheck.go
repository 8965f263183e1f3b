package office

import (
	"context"
	"errors"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store"
)

// CheckMail carries a job out: the company's connection is tried again, as far as that goes without an account (R29). What
// came of it stands on the page and in the set-up status; the administrator is told of the first failure only, and nothing
// is removed. It comes again the next day, for as long as there is a connection.
func (o *Office) CheckMail(ctx context.Context, j anteroom.Job) error {
	var m anteroom.CompanyMail
	err := o.store.Read(ctx, func(tx *store.Tx) (err error) {
		m, _, err = tx.MailAccess(j.Company)
		return err
	})
	if anteroom.KindOf(err) == anteroom.NotFound {
		return o.Finish(ctx, j)
	}
	if err != nil {
		return err
	}
	if o.mail == nil {
		return o.Again(ctx, j, mailCheckEvery)
	}
	failed := o.mail.Reached(ctx, m.Incoming)
	if failed == nil {
		failed = o.mail.Reached(ctx, m.Outgoing)
	}
	return o.mailChecked(ctx, j, m, failed)
}

// mailChecked notes what came of a check, unless the connection was replaced meanwhile.
func (o *Office) mailChecked(ctx context.Context, j anteroom.Job, checked anteroom.CompanyMail, failed error) error {
	err := o.store.Write(ctx, func(tx *store.Tx) error {
		m, h, err := tx.MailAccess(j.Company)
		if anteroom.KindOf(err) == anteroom.NotFound || err == nil && m != checked {
			return tx.EndJob(j, anteroom.JobWaiting, tx.Now.Add(mailCheckEvery), "")
		}
		if err != nil {
			return err
		}
		first := failed != nil && h.Failed.IsZero()
		now := anteroom.MailHealth{Checked: tx.Now}
		if failed != nil {
			now.Failed, now.Why = h.Failed, reasonOf(failed)
		}
		if first {
			now.Failed = tx.Now
			if err := o.tellMailFailed(tx, j.Company, now.Why); err != nil {
				return err
			}
		}
		if err := tx.MarkMailAccess(j.Company, now); err != nil {
			return err
		}
		return tx.EndJob(j, anteroom.JobWaiting, tx.Now.Add(mailCheckEvery), "")
	})
	if err == nil {
		o.woken()
	}
	return err
}

// reasonOf is why something failed, in words for a person.
func reasonOf(err error) anteroom.Text {
	if e, ok := errors.AsType[*anteroom.Error](err); ok && e.Msg.Key != "" {
		return e.Msg
	}
	return anteroom.T("error.unavailable")
}

func (o *Office) tellMailFailed(tx *store.Tx, id anteroom.CompanyID, why anteroom.Text) error {
	c, err := tx.Company(id)
	if err != nil || c.Gone {
		return err
	}
	a, err := tx.Administrator(id)
	if err != nil {
		return err
	}
	message, err := o.post(tx, id, anteroom.Notice{Kind: anteroom.MailAccessFailed, Language: a.Language, ToName: a.Name, ToEmail: a.Email, Company: c.Name,
		Sender: c.Assistant, At: tx.Now, Why: why, Link: o.Link("/c/" + string(id) + "/mail")}, "")
	if err != nil {
		return err
	}
	return tx.AddJob(anteroom.Job{ID: anteroom.NewID[anteroom.JobID](tx.Now), Kind: anteroom.Deliver, Company: id, Target: string(message)}, tx.Now)
}
