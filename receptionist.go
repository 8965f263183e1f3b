package anteroom

import "time"

// Plan is all that one call needs to know, a value taken when the call begins: what is edited later is for the next
// call (R16). Step is a pure function of it; the simulator and the voice service run the same one.
type Plan struct {
	Company     CompanyID
	CompanyName string
	Number      NumberID
	Languages   Languages // First already that of the number where it has its own
	People      []Person  // the directory, in the order of last name
	To          UserID    // the user to whom the number belongs; empty: the receptionist answers
	Free        bool      // assigned to nobody: an announcement, then the end
}

// Person is a user as the receptionist knows one.
type Person struct {
	User      UserID
	First     string
	Last      string
	Extension string // empty: none
	Operator  bool
}

// Name is how the person is announced.
func (p Person) Name() string { return User{First: p.First, Last: p.Last}.Name() }

// State is where a call stands. The zero State is before the beginning; nothing outside this file looks inside but
// for Language, Path, User and Done.
type State struct {
	Language Language // in which the caller is spoken to now
	User     UserID   // whom the caller is being brought to
	Path     string   // the step just entered, for the call log; empty where Step entered none
	Done     bool

	step   step
	keys   string    // typed in this step so far
	tries  int       // wrong or missing answers in this step
	found  [9]UserID // to choose from with 1 to 9
	nFound int
}

type step int

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
)

// Event is one thing that happened in a call.
type Event struct {
	Kind   EventKind
	Key    byte          // '0' to '9', '*', '#'
	Length time.Duration // of the recording
}

// Action is one thing that voice carries out, in the order given. A key pressed while prompts play stops them
// (they are not resumed), but for a recording's.
type Action interface{ action() }

// Say queues prompts after those that are playing. Stop clears what is queued and stops what plays.
// Listen: when nothing plays any more, wait For and then report Silence; a key starts the wait anew.
// Ring calls the user's phones for at most For, while the caller hears ringing; then UserAnswer or UserAway.
// Record plays a tone and records for at most Most; key # or Quiet of silence ends it; then Recorded.
// End ends the call with a verdict, once what is queued has played; a recording shorter than a message is dropped.
type (
	Say    struct{ Prompts []Prompt }
	Stop   struct{}
	Listen struct{ For time.Duration }
	Ring   struct {
		User UserID
		For  time.Duration
	}
	Record struct {
		User        UserID
		Most, Quiet time.Duration
	}
	End struct{ Verdict }
)

func (Say) action()    {}
func (Stop) action()   {}
func (Listen) action() {}
func (Ring) action()   {}
func (Record) action() {}
func (End) action()    {}

// Step is the receptionist: what to do about an event. It is pure and never fails; an event that means nothing where
// the call stands does nothing. Once a State is Done, Step does nothing more.
func (p Plan) Step(s State, e Event) (State, []Action) {
	return s, nil
}
