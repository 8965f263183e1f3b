package anteroom

import (
	"cmp"
	"time"
)

// LiveCall is a call in progress.
type LiveCall struct {
	ID         CallID    `json:"id"`
	Company    CompanyID `json:"company"`
	Number     NumberID  `json:"number"` // dialled, as Call.Number
	Caller     string    `json:"caller"`
	CallerName string    `json:"caller_name"`
	Sender     UserID    `json:"sender,omitempty"` // the colleague who calls; empty: somebody outside
	User       UserID    `json:"user,omitempty"`   // whom the caller is being brought to, or speaks with
	Began      time.Time `json:"began"`
	Language   Language  `json:"language"` // in which the caller is spoken to now
	At         string    `json:"at"`       // the last step of Call.Path; empty: it is not answered yet
}

// Live is a call as it is shown while it is in progress.
func (c Call) Live() LiveCall {
	l := LiveCall{ID: c.ID, Company: c.Company, Number: c.Number, Caller: c.Caller, CallerName: c.CallerName, Sender: c.Sender, User: c.User, Began: c.Began, Language: c.Language}
	if w := c.OnLine; w != nil { // the name of a colleague is told by the id
		l.Sender, l.CallerName = w.User, ""
		l.Caller = cmp.Or(string(w.Number), c.Caller)
	}
	if n := len(c.Path); n > 0 {
		l.At = c.Path[n-1]
	}
	return l
}

// Load is how much a process that answers calls has to do.
type Load struct {
	Calls     int               `json:"calls"`  // in progress, those included that are not answered yet
	Most      int               `json:"most"`   // at a time; more are told to come again
	Peak      int               `json:"peak"`   // the most at a time since the process began
	Turned    int               `json:"turned"` // away since then, for want of room
	Since     time.Time         `json:"since"`
	Phones    int               `json:"phones"` // that are registered
	Unsafe    int               `json:"unsafe"` // voice messages that are in memory alone: the disk has not taken them, and the database not yet
	Companies map[CompanyID]int `json:"-"`      // the calls in progress of each
}
