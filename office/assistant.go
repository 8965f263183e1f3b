package office

import (
	"context"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store"
)

// ProbeAssistant carries a job out: the mail server of the assistant's address is asked whether the account is active
// (R39). What it says stands on the Company Profile, as a warning at most.
func (o *Office) ProbeAssistant(ctx context.Context, j anteroom.Job) error {
	var c anteroom.Company
	err := o.store.Read(ctx, func(tx *store.Tx) (err error) {
		c, err = tx.Company(j.Company)
		return err
	})
	if o.mail == nil || anteroom.KindOf(err) == anteroom.NotFound {
		return o.Finish(ctx, j)
	}
	if err != nil {
		return err
	}
	found := o.mail.Active(ctx, c.Assistant.Email)
	return o.store.Write(ctx, func(tx *store.Tx) error {
		p := anteroom.AssistantProbe{Email: c.Assistant.Email, Checked: tx.Now, Passed: found.Outcome == anteroom.MailPassed, Words: found.Msg, Advice: found.Do}
		if err := tx.PutAssistantProbe(j.Company, p); err != nil {
			return err
		}
		return tx.EndJob(j, anteroom.JobDone, tx.Now, "")
	})
}

// probeOf is what is known of the company's assistant's present address; nil: nothing yet.
func probeOf(tx *store.Tx, c anteroom.Company) (*anteroom.AssistantProbe, error) {
	p, err := tx.AssistantProbe(c.ID)
	if anteroom.KindOf(err) == anteroom.NotFound || err == nil && p.Email != c.Assistant.Email {
		return nil, nil
	}
	return &p, err
}
