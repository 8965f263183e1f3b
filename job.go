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
	// ResyncPhone tells the phone of that SIP user name to fetch its configuration.
	ResyncPhone JobKind = "resync_phone"
	// ShowWaiting has the phones of the user who is the target show how many voice messages wait.
	ShowWaiting JobKind = "show_waiting"
	SeePBX      JobKind = "see_pbx" // has every phone system read that was not for a while; comes round by itself
)

// Transcribe has the words of the voice message that is the job's target written down.
const Transcribe JobKind = "transcribe"

// HangUp ends the call in progress that is the job's target; PlaceACall begins the call that was ordered under that id.
const (
	HangUp     JobKind = "hang_up"
	PlaceACall JobKind = "place_call"
)

// CloseBills closes the bills of the company's month that is the job's target.
const CloseBills JobKind = "close_bills"

// CheckMail checks the mail access connection of the job's company again, once a day (R29).
const CheckMail JobKind = "check_mail"

// RenewMail renews the token that opens the mailbox of the user who is the job's target, once a day.
const RenewMail JobKind = "renew_mail"

// ReadReturns reads the mailbox to which mail servers report what did not arrive; it comes round by itself.
const ReadReturns JobKind = "read_returns"

// ProbeAssistant asks whether the address of the company's assistant is active (R39).
const ProbeAssistant JobKind = "probe_assistant"

// WarnExpiring warns users before the last day of their account, once a day.
const WarnExpiring JobKind = "warn_expiring"

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
	JobDropped JobState = "dropped" // by an operator
)

// Undelivered is how many messages of the last 30 days failed for good and were neither tried again nor given up, and how many
// of those had been sent and came back.
type Undelivered struct {
	Messages int `json:"messages"`
	Returned int `json:"returned"`
}

// JobLine is a job in the outbox.
type JobLine struct {
	ID          JobID       `json:"id"`
	Kind        JobKind     `json:"kind"`
	Company     CompanyID   `json:"company"` // empty: the system's own
	CompanyName string      `json:"company_name"`
	Target      string      `json:"target"`  // what it is about
	Message     MessageKind `json:"message"` // that it delivers; empty: it is no delivery
	To          string      `json:"to"`      // address of that message
	State       JobState    `json:"state"`
	Made        time.Time   `json:"made"`
	Due         time.Time   `json:"due"`      // of a waiting one: when it is tried; else when it ended
	Attempts    int         `json:"attempts"` // so far
	Why         string      `json:"why"`      // of the last failure: a word of ours (JobElsewhere …), or what the other side said
}

// Why a job of ours was not done that nobody outside refused. Each has a text in locale/, under "outbox.why.".
const (
	JobElsewhere = "elsewhere"  // the call is in progress in another process
	JobPointless = "gone"       // its target is not there any more
	JobRepeated  = "done"       // before
	JobBusy      = "busy"       // others of its kind are being done
	JobUnheard   = "unheard"    // the speech recogniser failed
	JobUnknown   = "no_handler" // nobody knows how: it is of another version
)
