package anteroom

import (
	"strings"
	"time"
)

// CallFind asks for a part of the call log.
type CallFind struct {
	Company CompanyID
	User    UserID    // only calls that the user began, took or was to take; empty: all
	Text    string    // part of a number, an extension, or the caller's name
	Result  Result    // empty: any
	Since   time.Time // the moment a call began, or later; zero: any
	Until   time.Time // and before this; zero: any
	After   Mark      // the last call of the page before: when it began, in microseconds, and its id; zero: from the newest on
	Most    int       // calls of the page
}

// Mark is the place of the call in the log.
func (c Call) Mark() Mark { return Mark{Number: c.Began.UnixMicro(), ID: string(c.ID)} }

// Dialled is the text as numbers are kept: what stands between digits in writing is left out. A text that is no number stays.
func (f CallFind) Dialled() string {
	if n := Undecorated(f.Text); n != "" && strings.Trim(n, "+0123456789") == "" {
		return n
	}
	return f.Text
}

// Results are all of them, for a filter.
func Results() []Result {
	return []Result{Answered, LeftMsg, AskedBack, Served, Abandoned, Announced, Lost, NotReached, Stopped, Refused, Failed}
}
