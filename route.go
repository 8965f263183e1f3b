package anteroom

// Route is where a call goes that one of a company's phones starts: Plan answers it, as it would a call from outside.
type Route struct {
	Plan   Plan
	Number NumberID // dialled, as the call's line tells it: E.164, or an extension or a short number without +
	Caller string   // the extension by which the phone's user is called back; empty: the user has none
	Name   string   // of the user
}
