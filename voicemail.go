package anteroom

import "time"

// Voicemail is a message that was left for a user. Heard or new is the same in mail, web and telephone.
type Voicemail struct {
	ID         RecordingID   `json:"id"`
	Company    CompanyID     `json:"company"`
	User       UserID        `json:"user"`
	Call       CallID        `json:"call"`
	Caller     string        `json:"caller"`      // as the caller sent it: proves nothing
	CallerName string        `json:"caller_name"` // the same
	Sender     UserID        `json:"sender"`      // a colleague; empty: somebody outside
	Language   Language      `json:"language"`    // of the caller
	Received   time.Time     `json:"received"`
	Length     time.Duration `json:"length"`
	Heard      time.Time     `json:"heard,omitzero"`   // zero: new
	Removed    time.Time     `json:"removed,omitzero"` // recoverable for RecoverFor from then on
	Transcript string        `json:"transcript"`       // empty: none
}

// VoiceCounts is how many voice messages a user has.
type VoiceCounts struct {
	New  int `json:"new"`
	Kept int `json:"kept"` // new ones too
}
