package anteroom

import (
	"strings"
	"time"
	"unicode/utf8"
)

// Trial is what the caller of a simulated call does, and what comes of it at the other end.
type Trial struct {
	Keys     string // pressed one after the other whenever keys are taken: 0 to 9, * and #; a comma is to wait and say nothing
	Answered bool   // the phones that ring are answered
	Said     string // where the caller is first asked to say a name; empty: nothing is said

	At       string   // when the call comes: "2026-12-24T17:00" by the company's clock; empty: now
	Caller   string   // the caller's number; empty: withheld
	Language Language // that the caller chose last time; empty: none
}

// trialTime is how At is written.
const trialTime = "2006-01-02T15:04"

// Moment is when the call comes, in a zone; now where nothing is said.
func (t Trial) Moment(now time.Time) time.Time {
	if at, err := time.ParseInLocation(trialTime, t.At, now.Location()); err == nil {
		return at
	}
	return now
}

// Check names what is wrong with it.
func (t Trial) Check(f *Fields) {
	if len(t.Keys) > mostTrialKeys {
		f.Wrong("keys", "error.trial.long", "most", mostTrialKeys)
	}
	if _, err := time.Parse(trialTime, t.At); t.At != "" && err != nil {
		f.Wrong("at", "error.trial.at")
	}
	if t.Caller != "" && ParseNumber(t.Caller) == "" {
		f.Wrong("caller", "error.trial.caller")
	}
	if utf8.RuneCountInString(t.Said) > mostSaid || strings.ContainsFunc(t.Said, forbidden) {
		f.Wrong("said", "error.trial.said", "most", mostSaid)
	}
	for _, k := range t.Keys {
		if (k < '0' || k > '9') && k != '*' && k != '#' && k != ',' {
			f.Wrong("keys", "error.trial.keys")
			return
		}
	}
}

const (
	mostTrialKeys  = 60
	mostTrialSteps = 200
	trialMessage   = 10 * time.Second
)

// TrialStep is one event of a simulated call, and what came of it.
type TrialStep struct {
	Event    EventName `json:"event"`
	Key      string    `json:"key,omitempty"`
	Said     string    `json:"said,omitempty"` // of "spoke"
	Path     []string  `json:"path,omitempty"` // the steps of the call log that were entered
	Prompts  []Prompt  `json:"prompts"`        // what the caller hears then
	Language Language  `json:"language"`       // in which the caller is spoken to from then on
	Result   Result    `json:"result,omitempty"`
	Reason   Reason    `json:"reason,omitempty"`
}

// EventName is an event as people and programs are told it.
type EventName string

// eventName is the name of an event; its text is event.NAME.
func eventName(k EventKind) EventName {
	return map[EventKind]EventName{Begin: "begin", Key: "key", Silence: "silence", UserAnswer: "user_answer", UserAway: "user_away", UserHangUp: "user_hang_up",
		Recorded: "recorded", CallerHangUp: "caller_hang_up", Told: "told", UserKey: "user_key", UserSilence: "user_silence", Spoke: "spoke"}[k]
}

// Simulate is the call that would be if somebody called now and did what the trial says: by the very Step that answers
// calls, without sound and without a phone. It ends with the call; a caller whose keys are used up says nothing more.
func (p Plan) Simulate(t Trial) []TrialStep {
	var list []TrialStep
	var state State
	event, keys := Event{Kind: Begin}, t.Keys
	for range mostTrialSteps {
		var actions []Action
		state, actions = p.Step(state, event)
		list = append(list, told(state, event, actions))
		if state.Done {
			break
		}
		if event, keys = t.next(actions, state, keys); event.Kind == Spoke {
			t.Said = "" // said once
		}
	}
	return list
}

func told(s State, e Event, actions []Action) TrialStep {
	step := TrialStep{Event: eventName(e.Kind), Path: s.Steps(), Prompts: []Prompt{}, Language: s.Language}
	if e.Kind == Key || e.Kind == UserKey {
		step.Key = string(e.Key)
	}
	step.Said = e.Text
	for _, a := range actions {
		switch a := a.(type) {
		case Say:
			step.Prompts = append(step.Prompts, a.Prompts...)
		case End:
			step.Result, step.Reason = a.Result, a.Reason
		}
	}
	return step
}

// next is what happens then: what was begun ends, a key is pressed where keys are taken, and else the caller waits.
func (t Trial) next(actions []Action, s State, keys string) (Event, string) {
	for _, a := range actions {
		switch a := a.(type) {
		case Ring:
			if t.Answered {
				return Event{Kind: UserAnswer}, keys
			}
			return Event{Kind: UserAway}, keys
		case Screen:
			return Event{Kind: UserKey, Key: '1'}, keys
		case Ask: // nobody signs in here: the PIN is for the telephone
			return Event{Kind: Told, Answer: &Answer{N: a.N, Of: a.Of, Wrong: true}}, keys
		case Understand:
			if t.Said != "" {
				return Event{Kind: Spoke, Text: t.Said}, keys
			}
		case Record:
			if s.step == atVoicemail && keys != "" && keys[0] != ',' && keys[0] != '*' { // pressed before the tone; * would be to sign in
				return Event{Kind: Key, Key: keys[0]}, keys[1:]
			}
			return Event{Kind: Recorded, Length: trialMessage}, keys
		}
	}
	if s.step == atTalk {
		return Event{Kind: UserHangUp}, keys
	}
	if keys == "" {
		return Event{Kind: Silence}, ""
	}
	if keys[0] == ',' {
		return Event{Kind: Silence}, keys[1:]
	}
	return Event{Kind: Key, Key: keys[0]}, keys[1:]
}
