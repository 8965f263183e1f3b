package anteroom

import (
	"strings"
	"time"
)

// Outside is a call to the outside that one of the company's phones starts. The gate has decided.
type Outside struct {
	To   Callee
	PIN  UserID   // whose PIN is asked for first; empty: nobody's
	Back Language // of somebody who is called back: who answers is told so, and the call goes on in it; empty: nobody is
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

// Shown is which numbers may be shown where a call is brought outside. Whoever is brought there by a user's rule or by a menu is named,
// where it is known of which country the number is.
func (c Callee) Shown(of Call) CallerID {
	id := c.Shows
	switch forwards := c.Way == ByForwarding || c.Way == ByAssistant && c.For == ""; {
	case !forwards:
	case of.OnLine != nil:
		id.Caller = of.OnLine.Number
	case strings.HasPrefix(of.Caller, "+"):
		id.Caller = ParseNumber(of.Caller)
	}
	return id
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
	atBack
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
	switch {
	case e.Kind != UserAnswer:
		t.noCall(e.Why)
	case t.plan.Outside.Back != "":
		t.callBack(t.plan.Outside.Back)
	default:
		t.talksOutside()
	}
}

func (t *turn) talksOutside() {
	t.step, t.Path = atTalk, "talk:"+string(t.plan.Outside.To.Number)
	t.do(Stop{})
}

// callBack tells who answered, alone, that this is the call back: in the language of the call that is answered so, as is all that
// follows (R17).
func (t *turn) callBack(l Language) {
	t.step, t.Language = atBack, l
	t.enter("call_back:" + string(l))
	t.do(Screen{Prompts: []Prompt{{ID: "call_back", Language: l, Name: t.plan.CompanyName}}})
}

// toldBack is what the one who is called back does: unless that is to hang up, the two talk.
func (t *turn) toldBack(e Event) {
	switch {
	case e.Kind == UserHangUp && t.desk != nil:
		t.backAtDesk()
	case e.Kind == UserHangUp:
		t.end(Answered, UserHungUp)
	case t.desk != nil:
		t.do(Join{})
		t.deskTalks()
	default:
		t.do(Join{})
		t.talksOutside()
	}
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
