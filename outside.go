package anteroom

import "time"

// Outside is a call to the outside that one of the company's phones starts. The gate has decided.
type Outside struct {
	To  Callee
	PIN UserID // whose PIN is asked for first; empty: nobody's
}

// By is the same call, come about in another way, of which the gate said so.
func (o *Outside) By(w Way, gate *Decision) *Outside {
	if o == nil {
		return nil
	}
	other := *o
	other.To.Way, other.To.Gate = w, gate
	return &other
}

// goingOut is where such a call stands.
type goingOut struct {
	pin  string // typed so far
	pins int    // wrong ones
}

const (
	atPIN step = 100 + iota
	atPINCheck
	atOutside
)

const (
	outsideTime = 90 * time.Second // until somebody outside answers: networks give up themselves, after a minute or so
	pinTime     = 8 * time.Second
	longestPIN  = 12
)

// Secret tells whether the keys that are pressed now are a PIN, which no log may hold.
func (s State) Secret() bool { return s.step == atPIN || s.step == atSignIn }

// goOut asks for the PIN where the rule does, and calls.
func (t *turn) goOut() {
	if t.plan.Outside.PIN != "" {
		t.Path = "pin"
		t.askPIN()
		return
	}
	t.callOut()
}

func (t *turn) askPIN(before ...PromptID) {
	t.step, t.pin = atPIN, ""
	t.say(append(before, "ask_pin")...)
	t.listen(pinTime)
}

func (t *turn) callOut() {
	to := t.plan.Outside.To
	t.step, t.Path = atOutside, "outside:"+string(to.Number)
	t.do(Ring{To: []Callee{to}, For: outsideTime})
}

// pinKey takes a digit of the PIN; # and the longest one end it, * begins it anew.
func (t *turn) pinKey(k byte) {
	switch {
	case k == '*':
		t.pin = ""
	case k != '#':
		t.pin += string(k)
	}
	if t.pin != "" && (k == '#' || len(t.pin) == longestPIN) {
		t.checkPIN()
		return
	}
	t.listen(pinTime)
}

func (t *turn) checkPIN() {
	t.step = atPINCheck
	t.do(CheckPIN{User: t.plan.Outside.PIN, PIN: t.pin})
	t.pin = ""
}

// pinSilence takes what was typed as the PIN; who typed nothing is refused.
func (t *turn) pinSilence() {
	if t.pin != "" {
		t.checkPIN()
		return
	}
	t.noCall(NoInput)
}

func (t *turn) pinChecked(e Event) {
	switch t.pins++; {
	case e.Why != "":
		t.say("no_line")
		t.end(Failed, e.Why)
	case e.Kind == PINRight:
		t.callOut()
	case t.pins >= mostTries:
		t.noCall(WrongPIN)
	default:
		t.askPIN("wrong_pin")
	}
}

// reached is what came of ringing a number outside.
func (t *turn) reached(e Event) {
	if e.Kind == UserAnswer {
		t.step, t.Path = atTalk, "talk:"+string(t.plan.Outside.To.Number)
		t.do(Stop{})
		return
	}
	t.noCall(e.Why)
}

// noCall tells why the number is not reached, and ends.
func (t *turn) noCall(why Reason) {
	if why == "" {
		why = NoAnswer
	}
	t.say(unreached(why))
	if why == WrongPIN || why == NoInput || why == CapReached {
		t.end(Refused, why)
		return
	}
	t.end(NotReached, why)
}

// unreached is what somebody hears whose call reached nobody.
func unreached(why Reason) PromptID {
	switch why {
	case LineBusy:
		return "outside_busy"
	case NumberUnknown:
		return "number_unassigned"
	case NoLine:
		return "no_line"
	case WrongPIN, NoInput:
		return "call_refused"
	case CapReached:
		return "cap_reached"
	}
	return "outside_unreached"
}
