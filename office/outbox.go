package office

import (
	"context"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store"
)

// RetryJob has a job of a company tried again at once: a message that could not be sent, or other work that failed.
type RetryJob struct {
	Company anteroom.CompanyID `json:"-" path:"company"`
	Job     anteroom.JobID     `json:"job"`
}

func (c RetryJob) Of() anteroom.Target   { return anteroom.Target{Company: c.Company} }
func (c RetryJob) Right() anteroom.Right { return anteroom.ManageCompany }
func (c RetryJob) Do(r *Run) error       { return r.retryJob(c.Company, c.Job) }

// RetryJobAbove does the same with a job of the system's own.
type RetryJobAbove struct {
	Job anteroom.JobID `json:"job"`
}

func (c RetryJobAbove) Of() anteroom.Target   { return anteroom.Target{} }
func (c RetryJobAbove) Right() anteroom.Right { return anteroom.ManageSystem }
func (c RetryJobAbove) Do(r *Run) error       { return r.retryJob("", c.Job) }

// DropJob gives a message of a company up: it is not tried any more.
type DropJob struct {
	Company anteroom.CompanyID `json:"-" path:"company"`
	Job     anteroom.JobID     `json:"job"`
}

func (c DropJob) Of() anteroom.Target   { return anteroom.Target{Company: c.Company} }
func (c DropJob) Right() anteroom.Right { return anteroom.ManageCompany }
func (c DropJob) Do(r *Run) error       { return r.dropJob(c.Company, c.Job) }

// DropJobAbove does the same with a message of the system's own.
type DropJobAbove struct {
	Job anteroom.JobID `json:"job"`
}

func (c DropJobAbove) Of() anteroom.Target   { return anteroom.Target{} }
func (c DropJobAbove) Right() anteroom.Right { return anteroom.ManageSystem }
func (c DropJobAbove) Do(r *Run) error       { return r.dropJob("", c.Job) }

// delivery is what the history tells of a job.
type delivery struct {
	State anteroom.JobState `json:"state"`
	To    string            `json:"to"`
}

// openJob is a job of the company, or with none of the system, that waits or has failed.
func (r *Run) openJob(company anteroom.CompanyID, id anteroom.JobID) (j anteroom.JobLine, to string, err error) {
	j, err = r.tx.Job(id)
	if anteroom.KindOf(err) == anteroom.NotFound || err == nil && j.Company != company {
		return j, "", anteroom.Missing()
	}
	if err == nil && j.State != anteroom.JobWaiting && j.State != anteroom.JobFailed {
		return j, "", anteroom.Fail(anteroom.Conflict, "outbox.error.over")
	}
	if err != nil || j.Kind != anteroom.Deliver {
		return j, "", err
	}
	m, err := r.tx.Message(company, anteroom.MessageID(j.Target))
	return j, m.ToEmail, err
}

func (r *Run) retryJob(company anteroom.CompanyID, id anteroom.JobID) error {
	j, to, err := r.openJob(company, id)
	if err != nil {
		return err
	}
	if j.Kind == anteroom.Deliver {
		if err := r.markGivenUp(j, time.Time{}); err != nil {
			return err
		}
	}
	if _, err := r.changed("delivery", string(id), delivery{j.State, to}, delivery{"retried", to}); err != nil {
		return err
	}
	r.queued = true
	return r.tx.RequeueJob(id)
}

func (r *Run) dropJob(company anteroom.CompanyID, id anteroom.JobID) error {
	j, to, err := r.openJob(company, id)
	if err != nil {
		return err
	}
	if j.Kind != anteroom.Deliver { // it would come round no more
		return anteroom.Fail(anteroom.Conflict, "outbox.error.kept")
	}
	if err := r.markGivenUp(j, r.tx.Now); err != nil {
		return err
	}
	if _, err := r.changed("delivery", string(id), delivery{j.State, to}, delivery{anteroom.JobDropped, to}); err != nil {
		return err
	}
	r.effect(true, "effect.outbox.dropped", "email", to)
	return r.tx.DropJob(id)
}

// markGivenUp notes since when a message is given up; zero: it is not.
func (r *Run) markGivenUp(j anteroom.JobLine, since time.Time) error {
	m, err := r.tx.Message(j.Company, anteroom.MessageID(j.Target))
	if err != nil {
		return err
	}
	if since.IsZero() {
		m.Attempts, m.LastError = 0, ""
	}
	m.Failed = since
	return r.tx.MarkMessage(m)
}

// Outbox are the jobs of the system, or of a VAR's companies, or of a company: the newest first, filtered by state
// ("waiting", the default, "failed", "done" or "dropped") and kind.
func (o *Office) Outbox(ctx context.Context, who anteroom.Who, of anteroom.Target, f anteroom.Find) (l List[anteroom.JobLine], err error) {
	known := columns{nil, map[string][]string{"kind": nil,
		"state": {string(anteroom.JobWaiting), string(anteroom.JobFailed), string(anteroom.JobDone), string(anteroom.JobDropped)}}}
	if err := known.check(&f); err != nil {
		return l, err
	}
	where := map[string]string{"state": string(anteroom.JobWaiting), "kind": f.Where["kind"]}
	if state := f.Where["state"]; state != "" {
		where["state"] = state
	}
	f.Where = where
	err = o.store.Read(ctx, func(tx *store.Tx) (err error) {
		if _, err := placeOf(tx, who, seeOutbox(of), of); err != nil {
			return err
		}
		l.Rows, l.Next, err = tx.JobLines(of, f)
		l.Count = len(l.Rows)
		return err
	})
	return l, err
}

// seeOutbox is the right to look at the outbox of a place.
func seeOutbox(of anteroom.Target) anteroom.Right {
	return map[anteroom.Level]anteroom.Right{anteroom.LevelSystem: anteroom.SeeSystem, anteroom.LevelVAR: anteroom.SeeVAR, anteroom.LevelCompany: anteroom.SeeCompany}[of.Level()]
}

// undeliveredFor is how long what did not arrive is counted.
const undeliveredFor = 30 * 24 * time.Hour

// Undelivered counts what did not arrive, of a company, of a VAR's companies, or of all with the system itself.
func (o *Office) Undelivered(ctx context.Context, who anteroom.Who, of anteroom.Target) (u anteroom.Undelivered, err error) {
	err = o.store.Read(ctx, func(tx *store.Tx) (err error) {
		if _, err := placeOf(tx, who, seeOutbox(of), of); err != nil {
			return err
		}
		u, err = tx.Undelivered(of, tx.Now.Add(-undeliveredFor))
		return err
	})
	return u, err
}

// Job is one job of the company, or with none of the system itself, for whom may have it tried again.
func (o *Office) Job(ctx context.Context, who anteroom.Who, of anteroom.Target, id anteroom.JobID) (j anteroom.JobLine, err error) {
	right := anteroom.ManageSystem
	if of.Company != "" {
		right = anteroom.ManageCompany
	}
	err = o.store.Read(ctx, func(tx *store.Tx) error {
		if _, err := placeOf(tx, who, right, of); err != nil {
			return err
		}
		if j, err = tx.Job(id); anteroom.KindOf(err) == anteroom.NotFound || err == nil && j.Company != of.Company {
			return anteroom.Missing()
		}
		if err != nil || j.Kind != anteroom.Deliver {
			return err
		}
		m, err := tx.Message(j.Company, anteroom.MessageID(j.Target))
		j.Message, j.To = m.Kind, m.ToEmail
		return err
	})
	return j, err
}
