package office

import (
	"context"
	"strings"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store"
)

// post composes a message and stores it in the outbox; the caller queues its delivery in the same transaction.
func (o *Office) post(tx *store.Tx, company anteroom.CompanyID, n anteroom.Notice, recording anteroom.RecordingID) (anteroom.MessageID, error) {
	if err := o.dressed(tx, company, &n); err != nil {
		return "", err
	}
	subject, text, html, err := o.composer.Compose(n)
	if err != nil {
		return "", err
	}
	m := anteroom.Message{ID: anteroom.NewID[anteroom.MessageID](tx.Now), Company: company, Kind: n.Kind,
		FromName: n.Sender.Name, FromEmail: n.Sender.Email, ToName: n.ToName, ToEmail: n.ToEmail, Language: n.Language,
		Subject: subject, Text: text, HTML: html, Attachment: recording, Logo: anteroom.Logo{ID: n.Look.Logo}, Made: tx.Now}
	if n.Bill != nil {
		m.Bill = n.Bill.Key()
	}
	return m.ID, tx.AddMessage(m)
}

// dressed gives a notice the look of the company's portal, and its address.
func (o *Office) dressed(tx *store.Tx, company anteroom.CompanyID, n *anteroom.Notice) (err error) {
	if n.Look, err = lookOf(tx, company); err != nil {
		return err
	}
	if path, ours := strings.CutPrefix(n.Link, o.portal+"/"); ours && n.Look.Address != "" {
		n.Link = n.Look.Address + "/" + path
	}
	return nil
}

// Claim takes the jobs that are due, but for those of a kind (empty: all are taken), for the time of the lease.
func (o *Office) Claim(ctx context.Context, most int, lease time.Duration, but anteroom.JobKind) (jobs []anteroom.Job, err error) {
	err = o.store.Write(ctx, func(tx *store.Tx) (err error) {
		jobs, err = tx.ClaimJobs(most, lease, but)
		return err
	})
	return jobs, err
}

// Renew prolongs the lease of a claimed job that is still being done.
func (o *Office) Renew(ctx context.Context, j anteroom.Job, lease time.Duration) error {
	return o.store.Write(ctx, func(tx *store.Tx) error {
		_, err := tx.RenewJob(j, lease) // lost to another: the job is done twice, which is harmless
		return err
	})
}

// NextDue is when the next job is due, but for those of a kind; zero where none waits.
func (o *Office) NextDue(ctx context.Context, but anteroom.JobKind) (due time.Time, err error) {
	err = o.store.Read(ctx, func(tx *store.Tx) (err error) {
		due, err = tx.NextDue(but)
		return err
	})
	return due, err
}

// Message is a message of the outbox, with the file that goes with it, if any: the recording, or the bill as PDF.
func (o *Office) Message(ctx context.Context, company anteroom.CompanyID, id anteroom.MessageID) (m anteroom.Message, file *anteroom.File, err error) {
	var bill *anteroom.Bill
	var logo anteroom.Logo
	var sound *anteroom.Recording
	var mp3 bool
	err = o.store.Read(ctx, func(tx *store.Tx) (err error) {
		if m, err = tx.Message(company, id); err != nil {
			return err
		}
		if m.Logo, err = logoOf(tx, m.Logo.ID); err != nil {
			return err
		}
		switch {
		case m.Attachment != "":
			r, err := tx.Recording(company, m.Attachment)
			if err != nil {
				return err
			}
			sound = &r
			mp3, err = wantsMP3(tx, company, m.Attachment)
			return err
		case m.Bill != "" && o.paper != nil:
			b, err := billNamed(tx, company, m.Bill)
			if err == nil {
				logo, err = logoOf(tx, b.Seller.Logo)
			}
			bill = &b
			return err
		}
		return nil
	})
	switch {
	case err != nil:
	case sound != nil:
		file = o.attached(ctx, *sound, m.Made, mp3)
	case bill != nil:
		file, err = o.billFile(*bill, logo, m.Language)
	}
	return m, file, err
}

// billNamed is the closed bill of that key: a company's, or with none a VAR's.
func billNamed(tx *store.Tx, company anteroom.CompanyID, key anteroom.BillKey) (anteroom.Bill, error) {
	month, payer, currency := key.Parts()
	if company == "" {
		return tx.VARBill(anteroom.VARID(payer), month)
	}
	return tx.Bill(company, month, anteroom.UserID(payer), currency)
}

// billFile is a bill as PDF.
func (o *Office) billFile(b anteroom.Bill, logo anteroom.Logo, l anteroom.Language) (*anteroom.File, error) {
	content, err := o.paper.Bill(b, logo, l)
	return &anteroom.File{Name: "anteroom-" + string(b.Month) + "-" + b.Currency + ".pdf", Type: "application/pdf", Content: content}, err
}

// Delivered notes how a delivery went: with no error the message is sent and its job done; else it waits for the next
// try, or fails for good where next is zero.
func (o *Office) Delivered(ctx context.Context, j anteroom.Job, next time.Time, failure string) error {
	return o.store.Write(ctx, func(tx *store.Tx) error {
		m, err := tx.Message(j.Company, anteroom.MessageID(j.Target))
		if err != nil {
			return err
		}
		m.Attempts, m.LastError = j.Attempts, failure
		state, due := anteroom.JobWaiting, next
		switch {
		case failure == "":
			state, due, m.Sent = anteroom.JobDone, tx.Now, tx.Now
		case next.IsZero():
			state, due, m.Failed = anteroom.JobFailed, tx.Now, tx.Now
		}
		if err := tx.MarkMessage(m); err != nil {
			return err
		}
		return tx.EndJob(j, state, due, failure)
	})
}

// Retire ends a job that can never be done: its target is not there.
func (o *Office) Retire(ctx context.Context, j anteroom.Job, why string) error {
	return o.store.Write(ctx, func(tx *store.Tx) error { return tx.EndJob(j, anteroom.JobFailed, tx.Now, why) })
}

// Again ends a job that was done, and queues it anew.
func (o *Office) Again(ctx context.Context, j anteroom.Job, in time.Duration) error {
	return o.store.Write(ctx, func(tx *store.Tx) error {
		if err := tx.EndJob(j, anteroom.JobDone, tx.Now, ""); err != nil {
			return err
		}
		return tx.AddJob(anteroom.Job{ID: anteroom.NewID[anteroom.JobID](tx.Now), Kind: j.Kind, Company: j.Company, Target: j.Target}, tx.Now.Add(in))
	})
}

// Timetable queues the jobs that come round by themselves, where they do not wait already.
func (o *Office) Timetable(ctx context.Context) error {
	return o.store.Write(ctx, func(tx *store.Tx) error {
		for _, kind := range []anteroom.JobKind{anteroom.Purge, anteroom.SeePBX, anteroom.ReadReturns, anteroom.WarnExpiring} {
			if err := tx.AddJob(anteroom.Job{ID: anteroom.NewID[anteroom.JobID](tx.Now), Kind: kind}, tx.Now); err != nil {
				return err
			}
		}
		return nil
	})
}

// Finish notes that a job is done.
func (o *Office) Finish(ctx context.Context, j anteroom.Job) error {
	return o.store.Write(ctx, func(tx *store.Tx) error { return tx.EndJob(j, anteroom.JobDone, tx.Now, "") })
}

// Later puts a job off, and says why.
func (o *Office) Later(ctx context.Context, j anteroom.Job, pause time.Duration, why string) error {
	return o.store.Write(ctx, func(tx *store.Tx) error { return tx.EndJob(j, anteroom.JobWaiting, tx.Now.Add(pause), why) })
}
