package anteroom

import "time"

// Status is what a user does, as callers are told it.
type Status string

// The statuses.
const (
	Available   Status = "available"
	InMeeting   Status = "meeting"
	OutOfOffice Status = "out"
	OnVacation  Status = "vacation"
	Undisturbed Status = "do_not_disturb"
)

// Statuses are all of them, in the order in which they are offered.
func Statuses() []Status {
	return []Status{Available, InMeeting, OutOfOffice, OnVacation, Undisturbed}
}

func (s Status) known() bool {
	for _, k := range Statuses() {
		if s == k {
			return true
		}
	}
	return false
}

// StatusNow is the status that a user has set.
type StatusNow struct {
	User   UserID    `json:"user"`
	Status Status    `json:"status"`         // empty: nobody has said, which is Available
	Until  time.Time `json:"until,omitzero"` // when the user is available again; zero: until somebody says so
	Note   string    `json:"note"`           // for the user's own eyes and the administrators'
}

const mostNote = 200

// Check names what is wrong with it at a moment.
func (s StatusNow) Check(f *Fields, now time.Time) {
	if !s.Status.known() {
		f.Wrong("status", "error.status.unknown")
	}
	if !s.Until.IsZero() && !s.Until.After(now) {
		f.Wrong("until", "error.status.past")
	}
	f.Name("note", s.Note, 0, mostNote)
}

// At is the status at a moment.
func (s StatusNow) At(now time.Time) Status {
	if s.Status == "" || !s.Until.IsZero() && !now.Before(s.Until) {
		return Available
	}
	return s.Status
}
