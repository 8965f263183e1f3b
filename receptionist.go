package anteroom

import (
	"strings"
	"time"
)

// Plan is all that one call needs to know, a value taken when the call begins: what is edited later is for the next
// call (R16). Step is a pure function of it; the simulator and the voice service run the same one.
type Plan struct {
	Company     CompanyID
	CompanyName string
	Number      NumberID
	Languages   Languages        // First already that of the number where it has its own
	People      []Person         // the directory, in the order of last name
	To          UserID           // the user to whom the number belongs; empty: the receptionist answers
	Free        bool             // assigned to nobody: an announcement, then the end
	Refused     Reason           // why the call is not put through: an announcement, then the end; empty: it is
	PBX         string           // host:port of the phone system that has the users' lines, beside phones of our own; empty: none
	Gate        *Decision        // of the gate on the call that a phone starts; nil: it was not asked
	Outside     *Outside         // a call of one of the company's phones to the outside; nil: it is none
	At          time.Time        // when the call began, by the clock of the company
	Caller      Caller           // who calls
	Smart       map[UserID]Smart // how the calls of those are handled who have said so: shared, never to be changed
	Speech      bool             // a recogniser writes down what callers say: a name may be said
	Test        string           // the pass of a test call from the portal; empty: it is none

	Front    *Front                   // menus, groups and hours of the receptionist; nil: what is built in. Shared
	Numbers  map[Destination]NumberID // what may be dialled for the numbers to which Front leads; those not here may not
	Decided  map[Destination]Decision // what the gate said of each
	PickUp   UserID                   // whose ringing call is to be taken; where none rings, the plan refuses. Empty: nobody's
	CallBack bool                     // who reaches nobody may ask to be called back
	Hold     RecordingID              // what whoever is held hears; empty: what is built in
}

// Caller is who calls, as far as is known. A number says nothing about who it is: anybody can send any.
type Caller struct {
	Number NumberID `json:"number,omitempty"` // empty: withheld, or none that could be called back
	User   UserID   `json:"user,omitempty"`   // a colleague, whose phone proved itself; empty: somebody outside
	Name   string   `json:"name,omitempty"`   // how to announce them; empty: by their number
}

// Person is a user as the receptionist knows one.
type Person struct {
	User      UserID
	First     string
	Last      string
	Extension string // empty: none
	Operator  bool
	Language  Language // the person's own choice; empty: the company's first
	NoMailbox bool     // no voice messages are kept for the person
}

// Name is how the person is announced.
func (p Person) Name() string { return User{First: p.First, Last: p.Last}.Name() }

// State is where a call stands. The zero State is before the beginning; nothing outside this file looks inside but
// for Language, Path, User, Done and Refused.
type State struct {
	Language Language // in which the caller is spoken to now
	User     UserID   // whom the caller is being brought to
	Path     string   // the step just entered, for the call log, or several with a line feed between them; empty where Step entered none
	Done     bool
	Refused  *Refusal // what the gate refused in the step just entered; nil: nothing

	step     step
	keys     string    // typed in this step so far
	answered int       // how many of keys an answer was given to: asked again without more, it is no answer
	lead     string    // the key that chose the language just now: it may have been the first digit of an extension
	rest     string    // the keys that may still come of what was understood before it was typed whole: the rest of a name, and #
	unlogged bool      // the menu is being said behind the greeting, and not yet in a Path
	tries    int       // wrong answers in this call
	silences int       // missing answers in a row
	found    [9]listed // to choose from with 1 to 9
	nFound   int
	short    bool // a message too short to be one was recorded already
	goingOut
	smart smart
	desking
	speaking
	walk // through the menus and groups of the company
}

// Steps are the steps just entered.
func (s State) Steps() []string {
	if s.Path == "" {
		return nil
	}
	return strings.Split(s.Path, "\n")
}

// step is what the caller is being asked, or waits for.
type step int

const (
	atStart step = iota
	atLanguage
	atMenu
	atName
	atChoice
	atRing
	atTalk
	atVoicemail
)

// EventKind says what happened.
type EventKind int

// The events that a call brings. Begin is always the first, and only the first.
const (
	Begin        EventKind = iota // the call is answered
	Key                           // a key was pressed: Event.Key
	Silence                       // Listen's time passed after the last prompt and the last key
	UserAnswer                    // the phone that was rung answered; the two now hear each other
	UserAway                      // it did not: not registered, busy, refused, no answer
	UserHangUp                    // the user ended the conversation
	Recorded                      // the recording ended (key #, silence, longest time); Event.Length
	CallerHangUp                  // the caller is gone; Event.Length is what was recorded, if a recording was on
	Cut                           // an administrator ends the call; Event.Length as with CallerHangUp
	PINRight                      // the PIN of CheckPIN is the user's
	PINWrong                      // it is not, or too many were wrong of late; with Event.Why: nobody can tell now
	Closing                       // the service stops; Event.Length as with CallerHangUp
)

// Event is one thing that happened in a call.
type Event struct {
	Kind   EventKind
	Key    byte          // '0' to '9', '*', '#'
	Length time.Duration // of the recording; of UserAway: of the ringing
	Answer *Answer       // of Told
	Text   string        // of Spoke
	Callee int           // of UserAnswer: which of Ring.To answered
	Why    Reason        // of UserAway, where only one number outside was rung: why it was not reached
	Lost   bool          // of Recorded: nothing has kept what was said
}

// Action is one thing that voice carries out, in the order given. A key pressed while prompts play stops them
// (they are not resumed), but for a recording's.
type Action interface{ action() }

// Say queues prompts after those that are playing. Stop clears what is queued and stops what plays.
// Listen: when nothing plays any more, wait For and then report Silence; a key starts the wait anew.
// Ring calls all that To names at once, for at most For, while the caller hears ringing; then UserAnswer or UserAway.
// Record plays a tone and records for at most Most; key # or Quiet of silence ends it; then Recorded.
// CheckPIN asks whether a PIN is the user's; then PINRight or PINWrong.
// End ends the call with a verdict, once what is queued has played; a recording shorter than a message is dropped.
type (
	Say    struct{ Prompts []Prompt }
	Stop   struct{}
	Listen struct{ For time.Duration }
	Ring   struct {
		To     []Callee
		For    time.Duration
		InTurn bool // the phones one after the other, each For
	}
	Record struct {
		User        UserID
		Most, Quiet time.Duration
		Draft       bool   // the assistant's: a call that is cut off leaves no message of it
		Soon        string // keys that mean something else soon after the tone, too: then the recording is dropped
	}
	CheckPIN struct {
		User UserID
		PIN  string
	}
	End struct{ Verdict }
)

// Callee is what is rung: the phones of a user that are registered here, and the user's line on the phone system; or a
// number outside.
type Callee struct {
	User   UserID
	Line   string    // "201@host:port"; empty: none
	Number NumberID  // Decision.Number of the gate, and nothing else; empty: nothing outside
	For    UserID    // whose call to Number it is, in cost and cap; empty: the company's
	Shows  CallerID  // of a call to Number: the numbers that may be shown there
	Way    Way       // by which the call came to Number; empty: a phone dialled it, and Call.Gate tells what the gate said
	Gate   *Decision // what it said of that way; nil where Way is empty
}

func (Say) action()    {}
func (Stop) action()   {}
func (Listen) action() {}
func (Ring) action()   {}
func (Record) action() {}
func (End) action()    {}

func (CheckPIN) action() {}

// How long the receptionist waits, and how often it asks.
const (
	answerTime   = 3 * time.Second // for a first key, or the next one
	settleTime   = 2 * time.Second // for a further digit, where what was typed means something already
	ringTime     = 25 * time.Second
	longestMsg   = 3 * time.Minute
	quietMsg     = 6 * time.Second
	shortestMsg  = time.Second // shorter ones are a receiver being put down
	mostTries    = 3
	mostSilences = 3
)

// Step is the receptionist: what to do about an event. It is pure and never fails; an event that means nothing where
// the call stands does nothing. Once a State is Done, Step does nothing more.
func (p Plan) Step(s State, e Event) (State, []Action) {
	s.Path, s.Refused = "", nil
	if s.Done || (e.Kind == Begin) != (s.step == atStart) && e.Kind != CallerHangUp && e.Kind != Cut && e.Kind != Closing {
		return s, nil
	}
	p.Caller = s.caller(p.Caller)
	t := turn{plan: p, State: s}
	t.take(e)
	return t.State, t.actions
}

// turn is one Step being made.
type turn struct {
	State
	plan    Plan
	actions []Action
}

func (t *turn) take(e Event) {
	switch e.Kind {
	case Begin:
		t.begin()
	case Key:
		t.key(e.Key)
	case Silence:
		t.silence()
	case CallerHangUp:
		t.over(e.Length, CallerHungUp)
	case Cut:
		t.over(e.Length, EndedByHand)
	case Closing:
		t.closing(e.Length)
	case UserAnswer, UserAway:
		switch t.step {
		case atRing:
			t.rung(e)
		case atOutside:
			t.reached(e)
		case atGroup:
			t.groupRung(e)
		case atNumber:
			t.numberRung(e)
		case atDeskRing:
			t.deskRung(e)
		}
	case PINRight, PINWrong:
		if t.step == atPINCheck {
			t.pinChecked(e)
		}
	case UserHangUp, UserKey, UserSilence:
		switch {
		case t.step == atScreen:
			t.screened(e)
		case t.step == atBack:
			t.toldBack(e)
		case t.Recalls() && e.Kind == UserHangUp:
			t.backAtDesk()
		case t.step == atTalk && e.Kind == UserHangUp:
			t.end(Answered, UserHungUp)
		}
	case Recorded:
		switch t.step {
		case atVoicemail:
			t.recorded(e)
		case atReply, atGreeting, atPrompt:
			t.recordedOwn(e.Length)
		}
	case Told:
		t.told(e.Answer)
	case Spoke:
		t.spoken(e.Text)
	}
}

func (t *turn) begin() {
	t.Language = t.plan.Languages.First
	person, known := t.plan.person(t.plan.To)
	switch {
	case t.plan.Refused != "":
		t.Path = "refused"
		t.say(refusal(t.plan.Refused))
		t.end(Refused, t.plan.Refused)
	case t.plan.Free, t.plan.To != "" && !known:
		t.Path = "unassigned"
		t.announce("number_unassigned", NumberFree)
	case t.plan.Outside != nil:
		t.goOut()
	case known && person.User == t.plan.Caller.User: // who calls the own number from the own phone wants the assistant
		t.assistant(person.User)
	case known:
		t.reach(person)
		if t.step == atRing && strings.HasPrefix(t.Path, "ring:") {
			t.Path = "direct"
		}
	case len(t.plan.People) == 0 && t.plan.front().Root == "":
		t.Path = "announcement"
		t.sayGreeting()
		t.announce("nobody_here", NobodyHere)
	default:
		t.greet()
	}
}

// refusal is what a caller hears whose call is not put through.
func refusal(why Reason) PromptID {
	switch why {
	case NotAllowed:
		return "call_refused"
	case NoLine:
		return "no_line"
	case NothingRings:
		return "nothing_rings"
	}
	return "number_unassigned"
}

// announce says in all languages of the plan, for nobody has chosen one, and ends.
func (t *turn) announce(id PromptID, why Reason) {
	for _, l := range t.plan.spoken() {
		t.sayAll(Prompt{ID: id, Language: l})
	}
	t.end(Announced, why)
}

// ring brings the caller to a person.
func (t *turn) ring(p Person) { t.reach(p) }

// callee is what is rung for a person.
func (p Plan) callee(of Person) Callee {
	c := Callee{User: of.User}
	if p.PBX != "" && of.Extension != "" {
		c.Line = of.Extension + "@" + p.PBX
	}
	return c
}

func (t *turn) rung(e Event) {
	person, _ := t.plan.person(t.User)
	if e.Kind == UserAnswer {
		t.answeredBy(person)
		return
	}
	if e.Length > answerTime { // whoever pressed a key late meant something else by it
		t.rest = ""
	}
	t.away(person)
}

func (t *turn) record() {
	t.do(Record{User: t.User, Most: longestMsg, Quiet: quietMsg, Soon: t.soonKeys()})
}

func (t *turn) recorded(e Event) {
	switch {
	case e.Lost:
		t.say("message_lost")
		t.end(Failed, MessageLost)
	case t.desk != nil && e.Length >= shortestMsg:
		t.wait(SendVoice{t.User})
	case e.Length >= shortestMsg:
		t.say("message_sent")
		t.end(LeftMsg, MessageLeft)
	case t.desk != nil && t.short:
		t.backAtDesk()
	case t.short:
		t.say("goodbye")
		t.end(Abandoned, MessageTooShort)
	default:
		t.short = true
		t.say("message_too_short")
		t.record()
	}
}

// over ends the call at once, for that reason: the caller hung up, or somebody else ended it. What was reached by then stays.
func (t *turn) over(recorded time.Duration, why Reason) {
	t.do(Stop{}) // nobody hears it
	if t.step == atWait && t.back == atVoicemail {
		t.step = atVoicemail // the house has not said yet that it took the message: rather twice than not at all
	}
	switch {
	case t.desk != nil && t.step.desk():
		t.deskGone(why)
	case t.step == atTalk, t.step == atBack:
		t.end(Answered, why)
	case t.step == atVoicemail && recorded >= shortestMsg && why == CallerHungUp:
		t.end(LeftMsg, MessageLeft)
	case t.step == atVoicemail && recorded >= shortestMsg:
		t.end(LeftMsg, why)
	case why == CallerHungUp:
		t.end(Abandoned, why)
	case why == ServiceStopped:
		t.end(Failed, why)
	default:
		t.end(Stopped, why)
	}
}

// closing ends the call because the service stops, and says so to who is there.
func (t *turn) closing(recorded time.Duration) {
	if t.step != atStart {
		defer t.last("service_stopping")
	}
	t.over(recorded, ServiceStopped)
}

// last says something before the end that stands already.
func (t *turn) last(id PromptID) {
	n := len(t.actions) - 1
	t.actions = append(t.actions[:n:n], Say{[]Prompt{{ID: id, Language: t.Language}}}, t.actions[n])
}

func (t *turn) do(a Action) { t.actions = append(t.actions, a) }

func (t *turn) end(r Result, why Reason) {
	t.Done = true
	t.do(End{Verdict{r, why}})
}

func (t *turn) listen(d time.Duration) { t.do(Listen{d}) }

func (t *turn) say(ids ...PromptID) {
	for _, id := range ids {
		t.sayAll(Prompt{ID: id, Language: t.Language})
	}
}

func (t *turn) sayName(id PromptID, name string) {
	t.sayAll(Prompt{ID: id, Language: t.Language, Name: name})
}

// sayAll adds to the Say before it, where nothing stands between.
func (t *turn) sayAll(prompts ...Prompt) {
	if n := len(t.actions); n > 0 {
		if before, ok := t.actions[n-1].(Say); ok {
			t.actions[n-1] = Say{append(before.Prompts, prompts...)}
			return
		}
	}
	t.do(Say{prompts})
}
