package store

import (
	"cmp"
	"slices"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store/db"
)

// AddMessage stores a message that was composed.
func (tx *Tx) AddMessage(m anteroom.Message) error {
	return mapped(tx.q.AddMessage(tx.ctx, db.AddMessageParams{CompanyID: string(m.Company), ID: string(m.ID), Kind: string(m.Kind),
		FromName: m.FromName, FromEmail: m.FromEmail, ToName: m.ToName, ToEmail: m.ToEmail, Language: string(m.Language),
		Subject: m.Subject, BodyText: m.Text, BodyHtml: m.HTML, Recording: string(m.Attachment), Bill: string(m.Bill), Logo: string(m.Logo.ID), Made: micros(m.Made)}))
}

// Message is the message of that id; of the system's own the company is empty.
func (tx *Tx) Message(company anteroom.CompanyID, id anteroom.MessageID) (anteroom.Message, error) {
	r, err := tx.q.Message(tx.ctx, db.MessageParams{CompanyID: string(company), ID: string(id)})
	return anteroom.Message{ID: anteroom.MessageID(r.ID), Company: anteroom.CompanyID(r.CompanyID), Kind: anteroom.MessageKind(r.Kind),
		FromName: r.FromName, FromEmail: r.FromEmail, ToName: r.ToName, ToEmail: r.ToEmail, Language: anteroom.Language(r.Language),
		Subject: r.Subject, Text: r.BodyText, HTML: r.BodyHtml, Attachment: anteroom.RecordingID(r.Recording), Bill: anteroom.BillKey(r.Bill), Logo: anteroom.Logo{ID: anteroom.LogoID(r.Logo)}, Made: fromMicros(r.Made),
		Sent: fromMicros(r.Sent), Failed: fromMicros(r.Failed), Attempts: int(r.Attempts), LastError: r.LastError}, mapped(err)
}

// MarkMessage notes how the delivery of a message stands: Sent, Failed, Attempts and LastError.
func (tx *Tx) MarkMessage(m anteroom.Message) error {
	return mapped(tx.q.MarkMessage(tx.ctx, db.MarkMessageParams{CompanyID: string(m.Company), ID: string(m.ID), Sent: micros(m.Sent),
		Failed: micros(m.Failed), Attempts: int64(m.Attempts), LastError: m.LastError}))
}

// AddJob queues a job that is due; where one of the same kind waits for the same target, that one is enough, and one that is
// being done is done once more.
func (tx *Tx) AddJob(j anteroom.Job, due time.Time) error {
	return mapped(tx.q.AddJob(tx.ctx, db.AddJobParams{ID: string(j.ID), Kind: string(j.Kind), CompanyID: string(j.Company), Target: j.Target,
		Made: micros(tx.Now), Due: micros(due)}))
}

// ClaimJobs takes the jobs that are due, but for those of a kind (empty: all are taken); whoever dies with one loses it to others when the lease ends.
func (tx *Tx) ClaimJobs(most int, lease time.Duration, but anteroom.JobKind) ([]anteroom.Job, error) {
	rows, err := tx.q.ClaimJobs(tx.ctx, db.ClaimJobsParams{Now: micros(tx.Now), Until: micros(tx.Now.Add(lease)), Most: int32(most), But: string(but)})
	list := make([]anteroom.Job, len(rows))
	for i, r := range rows {
		list[i] = anteroom.Job{ID: anteroom.JobID(r.ID), Kind: anteroom.JobKind(r.Kind), Company: anteroom.CompanyID(r.CompanyID), Target: r.Target,
			Attempts: int(r.Attempts), Made: fromMicros(r.Made)}
	}
	slices.SortFunc(list, func(a, b anteroom.Job) int { // RETURNING promises no order
		return cmp.Or(a.Made.Compare(b.Made), cmp.Compare(a.ID, b.ID))
	})
	return list, mapped(err)
}

// MessageOfAnybody is whose the message of that id is; of the system's own the company is empty.
func (tx *Tx) MessageOfAnybody(id anteroom.MessageID) (anteroom.CompanyID, error) {
	company, err := tx.q.MessageOfAnybody(tx.ctx, string(id))
	return anteroom.CompanyID(company), mapped(err)
}

// FailDelivery makes the delivery of a message, which seemed to be done, one that failed.
func (tx *Tx) FailDelivery(m anteroom.Message, why string) error {
	return mapped(tx.q.FailDelivery(tx.ctx, db.FailDeliveryParams{Now: micros(tx.Now), LastError: why, CompanyID: string(m.Company), Target: string(m.ID)}))
}

// EndJob says what became of a claimed job: done, failed for good, or waiting again until due. A job that was claimed
// anew meanwhile is left to whom it belongs now; one that was asked for meanwhile is queued once more.
func (tx *Tx) EndJob(j anteroom.Job, state anteroom.JobState, due time.Time, lastError string) error {
	again, err := tx.q.EndJob(tx.ctx, db.EndJobParams{ID: string(j.ID), Attempts: int64(j.Attempts), State: string(state), Due: micros(due), LastError: lastError})
	if err != nil || len(again) == 0 || again[0] == 0 || state == anteroom.JobWaiting {
		return mapped(err)
	}
	return tx.AddJob(anteroom.Job{ID: anteroom.NewID[anteroom.JobID](tx.Now), Kind: j.Kind, Company: j.Company, Target: j.Target}, fromMicros(again[0]))
}

// RenewJob prolongs the lease of a claimed job; false where it is another's by now.
func (tx *Tx) RenewJob(j anteroom.Job, lease time.Duration) (bool, error) {
	n, err := tx.q.RenewJob(tx.ctx, db.RenewJobParams{ID: string(j.ID), Attempts: int64(j.Attempts), Due: micros(tx.Now.Add(lease))})
	return n == 1, mapped(err)
}

// NextDue is when the next job is due, but for those of a kind; zero where none waits.
func (tx *Tx) NextDue(but anteroom.JobKind) (time.Time, error) {
	due, err := tx.q.NextDue(tx.ctx, string(but))
	return fromMicros(due), mapped(err)
}
