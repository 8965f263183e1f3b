package store

import (
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store/db"
)

// Job is the job of that id, with its state.
func (tx *Tx) Job(id anteroom.JobID) (anteroom.JobLine, error) {
	r, err := tx.q.Job(tx.ctx, string(id))
	return anteroom.JobLine{ID: anteroom.JobID(r.ID), Kind: anteroom.JobKind(r.Kind), Company: anteroom.CompanyID(r.CompanyID), Target: r.Target, State: anteroom.JobState(r.State),
		Made: fromMicros(r.Made), Due: fromMicros(r.Due), Attempts: int(r.Attempts), Why: r.LastError}, mapped(err)
}

// JobLines are the jobs of a state, the newest first, of a VAR's companies, of a company, or with both empty all; and where
// the next page begins (empty: there is none). They are filtered by state and kind.
func (tx *Tx) JobLines(of anteroom.Target, f anteroom.Find) ([]anteroom.JobLine, string, error) {
	after := f.After
	if after == "" {
		after = afterAll
	}
	rows, err := tx.q.JobLines(tx.ctx, db.JobLinesParams{State: f.Where["state"], Kind: f.Where["kind"], VarID: string(of.VAR), CompanyID: string(of.Company), AfterID: after, Most: int32(f.Most) + 1})
	list := make([]anteroom.JobLine, len(rows))
	for i, r := range rows {
		list[i] = anteroom.JobLine{ID: anteroom.JobID(r.ID), Kind: anteroom.JobKind(r.Kind), Company: anteroom.CompanyID(r.CompanyID), Target: r.Target, State: anteroom.JobState(r.State),
			Made: fromMicros(r.Made), Due: fromMicros(r.Due), Attempts: int(r.Attempts), Why: r.LastError, CompanyName: r.CompanyName,
			Message: anteroom.MessageKind(r.MessageKind), To: r.ToEmail}
	}
	next := ""
	if len(list) > f.Most {
		list = list[:f.Most]
		next = string(list[f.Most-1].ID)
	}
	return list, next, mapped(err)
}

// Undelivered counts the messages since then that failed for good: of a VAR's companies, of a company, or with both empty all.
func (tx *Tx) Undelivered(of anteroom.Target, since time.Time) (u anteroom.Undelivered, err error) {
	r, err := tx.q.Undelivered(tx.ctx, db.UndeliveredParams{Since: micros(since), VarID: string(of.VAR), CompanyID: string(of.Company)})
	return anteroom.Undelivered{Messages: int(r.Messages), Returned: int(r.Returned)}, mapped(err)
}

// RequeueJob makes a job due now, as if it had not been tried. Conflict: another of its kind waits for its target.
func (tx *Tx) RequeueJob(id anteroom.JobID) error {
	return mapped(tx.q.RequeueJob(tx.ctx, db.RequeueJobParams{ID: string(id), Due: micros(tx.Now)}))
}

// DropJob makes a job one that nobody does any more.
func (tx *Tx) DropJob(id anteroom.JobID) error { return mapped(tx.q.DropJob(tx.ctx, string(id))) }
