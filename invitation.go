package anteroom

import "time"

// InvitationLife is how long the one-time link of an invitation holds.
const InvitationLife = 14 * 24 * time.Hour

// Invitation is a one-time link by which a user comes to have a password. A newer one replaces it.
type Invitation struct {
	Company CompanyID `json:"company"`
	User    UserID    `json:"user"`
	Email   string    `json:"email"` // to which it was sent
	Made    time.Time `json:"made"`
	Expires time.Time `json:"-"` // Made and InvitationLife
}
