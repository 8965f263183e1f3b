package anteroom

import "time"

// VARLine is a VAR in the list of the system.
type VARLine struct {
	VAR
	Given     int `json:"keys_given"` // of its keys, to companies
	Companies int `json:"companies"`  // that were not removed
}

// Asked tells somebody of that level to ask the VAR for what it alone gives a company; the VAR itself, and whoever is above, to
// give it.
func (v VAR) Asked(l Level) Text {
	switch {
	case l == LevelSystem || l == LevelVAR:
		return T("support.give")
	case v.SupportPhone == "":
		return T("support.ask", "name", v.Name, "email", v.SupportEmail)
	}
	return T("support.ask.phone", "name", v.Name, "email", v.SupportEmail, "phone", v.SupportPhone)
}

// CompanyState is how a company stands.
type CompanyState string

// The states.
const (
	CompanyActive    CompanyState = "active"
	CompanySuspended CompanyState = "suspended"
	CompanyRemoved   CompanyState = "removed"
)

// CompanyLine is a company in the list of its provider.
type CompanyLine struct {
	ID              CompanyID    `json:"id"`
	VAR             VARID        `json:"var"`
	VARName         string       `json:"var_name"`
	Kind            CompanyKind  `json:"kind"`
	Name            string       `json:"name"`
	State           CompanyState `json:"state"`
	SuspendedReason string       `json:"suspended_reason"` // empty: it is not suspended
	Keys            Keys         `json:"keys"`
	Packages        int          `json:"packages"`     // on its list
	Restrictions    int          `json:"restrictions"` // of its own, those of its users left out
	Made            time.Time    `json:"made"`
	Removed         time.Time    `json:"removed,omitzero"` // recoverable for RecoverFor from then on
}
