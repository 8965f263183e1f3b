package anteroom

// NumberState is who answers a number.
type NumberState string

// The states.
const (
	FreeNumber         NumberState = "free"         // nobody: callers hear an announcement
	ReservedNumber     NumberState = "reserved"     // nobody yet: it is kept for an address
	ReceptionistNumber NumberState = "receptionist" // the company's receptionist
	UserNumber         NumberState = "user"
)

// State is who answers the number.
func (n Number) State() NumberState {
	switch {
	case n.User != "":
		return UserNumber
	case !n.Free:
		return ReceptionistNumber
	case n.ReservedFor != "":
		return ReservedNumber
	}
	return FreeNumber
}

// NumberKind is what a number takes.
type NumberKind string

// The kinds. A call to a number that takes faxes alone hears an announcement.
const (
	NumberVoice NumberKind = "voice"
	NumberFax   NumberKind = "fax"
	NumberBoth  NumberKind = "both"
)

// Kind is what the number takes.
func (n Number) Kind() NumberKind {
	switch {
	case n.Voice && n.Fax:
		return NumberBoth
	case n.Fax:
		return NumberFax
	}
	return NumberVoice
}

// Take makes the number take what the kind says; a kind that is none is noted as wrong.
func (n *Number) Take(k NumberKind, f *Fields) {
	if k != NumberVoice && k != NumberFax && k != NumberBoth {
		f.Wrong("kind", "error.number.kind")
		return
	}
	n.Voice, n.Fax = k != NumberFax, k != NumberVoice
}

// NumberLine is a number in the list of its company.
type NumberLine struct {
	Number
	UserName  string `json:"user_name"` // whose it is; empty: nobody's
	Extension string `json:"extension"`
}
