package anteroom

import "time"

// Token opens the API for an account, as the account's own. What it is made of is shown once and kept by nobody; its id is
// no secret.
type Token struct {
	ID      TokenID   `json:"id"`
	Account AccountID `json:"account"`
	Name    string    `json:"name"` // what it is for, as its owner calls it; may be empty
	Made    time.Time `json:"made"`
	Used    time.Time `json:"used,omitzero"` // last, to the hour; zero: not yet
	Ends    time.Time `json:"ends,omitzero"` // zero: not by itself
}

// MostTokenDays is the longest that a token may be asked to hold.
const MostTokenDays = 3650

// Lapsed tells whether a token holds no longer.
func (t Token) Lapsed(now time.Time) bool { return !t.Ends.IsZero() && !t.Ends.After(now) }
