package anteroom

import "time"

// RecordingCode lets one user of the company, whoever keys it first after the PIN, record a prompt of the receptionist by telephone. It
// holds for one recording.
type RecordingCode struct {
	Company  CompanyID `json:"-"`
	Menu     MenuID    `json:"menu,omitempty"` // empty: the greeting
	Name     string    `json:"name,omitempty"` // of the menu, as it was then
	Language Language  `json:"language"`
	Ends     time.Time `json:"ends"`
	Code     string    `json:"-"` // six digits, in no history
}

// RecordingCodeLife is how long one holds that is not used.
const RecordingCodeLife = time.Hour
