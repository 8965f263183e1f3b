package anteroom

// Joined is the policy of a call whose sides a transfer has brought together: the two talk until one of them hangs up. What
// the call did before it is over: who transferred has left, and nothing of theirs may go on for who stays.
type Joined struct {
	Path string // the step that the path tells
	User UserID // who was reached; empty: nobody of the company
}

// Step has the same limits as that of a Plan.
func (j Joined) Step(s State, e Event) (State, []Action) {
	s.Path = ""
	if s.Done {
		return s, nil
	}
	t := turn{State: s}
	switch e.Kind {
	case Begin:
		t.step, t.User, t.Path = atTalk, j.User, j.Path
	case UserHangUp, CallerHangUp, Cut, Closing:
		t.take(e)
	}
	return t.State, t.actions
}
