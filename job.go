package anteroom

import "time"

// JobKind is what a job does.
type JobKind string

// The kinds.
const (
	Deliver JobKind = "deliver" // sends the message that is the job's target
	// CheckImport checks the rows of the import that is its target.
	CheckImport JobKind = "check_import"
	Purge       JobKind = "purge" // ends for good what was removed too long ago; once a day
)

// The kinds for phone systems.
const (
	ReadPBX JobKind = "read_pbx" // reads the company's phone system
	PushPBX JobKind = "push_pbx" // applies the plan that the company's report holds
	SeePBX  JobKind = "see_pbx"  // has every phone system read that was not for a while; comes round by itself
)

// CloseBills closes the bills of the company's month that is the job's target.
const CloseBills JobKind = "close_bills"

// CheckMail checks the mail access connection of the job's company again, once a day (R29).
const CheckMail JobKind = "check_mail"

// Job is a piece of work for the runner: it names things, and holds none of their state.
type Job struct {
	ID       JobID
	Kind     JobKind
	Company  CompanyID
	Target   string
	Attempts int // this one included
	Made     time.Time
}

// JobState says whether a job is still to be done. A job is retired, never deleted.
type JobState string

// The states of a job.
const (
	JobWaiting JobState = "waiting"
	JobDone    JobState = "done"
	JobFailed  JobState = "failed"
)
