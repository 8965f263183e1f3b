package anteroom

// Route is where a call goes that one of a company's phones starts: Plan answers it, as it would a call from outside.
type Route struct {
	Plan   Plan
	Number NumberID // dialled, as the call's line tells it: E.164, or an extension or a short number without +
	Caller string   // the extension by which the phone's user is called back; empty: the user has none
	Name   string   // of the user

	Languages Languages // of the company
}

// Colleague is the user whose phones ring there; empty: it leads elsewhere, or nowhere.
func (r Route) Colleague() UserID {
	if r.Plan.PickUp != "" || r.Plan.Refused != "" {
		return ""
	}
	return r.Plan.To
}

// For is the plan for somebody whom a transfer brings there, and who was spoken to in a language. Where it is a user of the company
// whom the transferring phone had called, nobody has chosen a language yet: it is the user's own.
func (r Route) For(who Caller, spoken Language, called bool) Plan {
	p := r.Plan
	p.Caller, p.Languages = who, Languages{First: spoken}
	if person, ok := p.person(who.User); ok && called && r.Languages.First != "" {
		p.Languages.First = r.Languages.Choose(person.Language)
	}
	return p
}
