package office

import (
	"context"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store"
)

// mostWarned are warned in one transaction.
const mostWarned = 50

// WarnExpiring tells users 30, 7 and 1 days before the last day of their account that it ends; each of these once, and what
// was missed not afterwards. It comes again the next day.
func (o *Office) WarnExpiring(ctx context.Context, j anteroom.Job) error {
	for {
		warned := 0
		err := o.store.Write(ctx, func(tx *store.Tx) error {
			list, err := tx.UsersExpiring(mostWarned)
			if err != nil {
				return err
			}
			for _, e := range list {
				if err := o.tellExpiry(tx, e); err != nil {
					return err
				}
			}
			warned = len(list)
			return nil
		})
		if err != nil {
			return err
		}
		if warned > 0 {
			o.woken()
		}
		if warned < mostWarned {
			return o.Again(ctx, j, 24*time.Hour)
		}
	}
}

func (o *Office) tellExpiry(tx *store.Tx, e store.Expiring) error {
	c, err := tx.Company(e.Company)
	if err != nil {
		return err
	}
	u, err := tx.User(e.Company, e.User)
	if err != nil {
		return err
	}
	last, err := time.Parse(time.DateOnly, e.Last)
	if err != nil { // refused when it is set
		return err
	}
	message, err := o.post(tx, c.ID, anteroom.Notice{Kind: anteroom.AccountExpiring, Language: c.Choose(u.Language), ToName: u.Name(), ToEmail: u.Email,
		Company: c.Name, Sender: c.Assistant, At: last, Days: e.Due, Link: o.Link("/me")}, "")
	if err != nil {
		return err
	}
	if err := tx.WarnedOfExpiry(e); err != nil {
		return err
	}
	return tx.AddJob(anteroom.Job{ID: anteroom.NewID[anteroom.JobID](tx.Now), Kind: anteroom.Deliver, Company: c.ID, Target: string(message)}, tx.Now)
}
