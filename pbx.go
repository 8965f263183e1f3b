package anteroom

import (
	"fmt"
	"log/slog"
	"reflect"
	"slices"
	"strings"
	"time"
)

// PBXLine is somebody's line as a phone system keeps it. The extension is what makes it that of a user.
type PBXLine struct {
	Extension string `json:"extension"`
	Name      string `json:"name"`                // as it is shown to who is called; empty: none
	Email     string `json:"email"`               // of its voicemail box; empty: the phone system keeps none
	Peer      string `json:"peer"`                // what the phone system itself calls it
	Ours      bool   `json:"ours,omitempty"`      // it was made from here, and may be taken away from here
	Unwatched bool   `json:"unwatched,omitempty"` // telephones cannot see whether it is busy, as without a hint on an Asterisk
}

// PBXNumber is a telephone number that a phone system takes calls for.
type PBXNumber struct {
	Number string `json:"number"`         // as it is kept there: E.164, or as its country dials
	Ours   bool   `json:"ours,omitempty"` // it was put there from here, and goes before what else is kept of it
	To     string `json:"to"`             // the extension that it rings; empty: its calls are handed over to Anteroom
}

// PBXState is what a company's account on a phone system holds.
type PBXState struct {
	Lines   []PBXLine   `json:"lines"`
	Numbers []PBXNumber `json:"numbers"`
	Boxes   bool        `json:"boxes,omitempty"` // it keeps a voicemail box for each line that is made from here
	Way     PBXWay      `json:"way,omitempty"`   // by which it hands calls over to Anteroom
}

// PBXWay is whether a phone system gets through to Anteroom with the calls that it hands over.
type PBXWay string

// The states of it.
const (
	WayUnknown PBXWay = ""     // the phone system keeps no eye on it
	WayUp      PBXWay = "up"   // Anteroom answers
	WayDown    PBXWay = "down" // Anteroom does not answer: calls of numbers that are handed over are lost
)

// Holds tells whether both are the same of what the account holds: the way to Anteroom is nothing that somebody changes.
func (s PBXState) Holds(other PBXState) bool {
	other.Way = s.Way
	return reflect.DeepEqual(s, other)
}

// PBXAct is what a step of a plan does to the phone system.
type PBXAct string

// The acts.
const (
	PBXAdd    PBXAct = "add"
	PBXChange PBXAct = "change"
	PBXRemove PBXAct = "remove"
	PBXKeep   PBXAct = "keep" // nothing: Why says why it stays as it is
)

// PBXStep is one difference between what is wanted on a phone system and what is there.
type PBXStep struct {
	Act    PBXAct     `json:"act"`
	Line   *PBXLine   `json:"line,omitempty"`   // as wanted; of a removal, and of what stays, as it is
	Number *PBXNumber `json:"number,omitempty"` // the same; one of both
	Found  string     `json:"found,omitempty"`  // of a change: what stands there; of a line that stays under another name: ours
	Why    Text       `json:"why"`
	Here   Text       `json:"here,omitzero"`  // what is wanted, where that differs
	There  Text       `json:"there,omitzero"` // what stands on the phone system then
}

// Key names what a step is about, the same in every plan.
func (s PBXStep) Key() string {
	if s.Number != nil {
		return "number " + s.Number.Number
	}
	return "line " + s.Line.Extension
}

// PlanPBX tells what makes a phone system hold what is wanted, lines first, in the order of their extensions. What is there
// and was not made from here is never taken away. The same wanted and found give the same plan, and a plan that was
// applied is followed by one that keeps everything.
func PlanPBX(wanted, found PBXState) []PBXStep {
	var plan []PBXStep
	lines := map[string]PBXLine{}
	for _, l := range found.Lines {
		lines[l.Extension] = l
	}
	for _, w := range wanted.Lines {
		was, there := lines[w.Extension]
		delete(lines, w.Extension)
		plan = append(plan, planLine(w, was, there, found.Boxes))
	}
	for _, l := range found.Lines {
		if _, left := lines[l.Extension]; left {
			delete(lines, l.Extension)
			plan = append(plan, surplusLine(l))
		}
	}
	slices.SortStableFunc(plan, func(a, b PBXStep) int { return strings.Compare(a.Line.Extension, b.Line.Extension) })
	return append(plan, planNumbers(wanted.Numbers, found.Numbers)...)
}

func planLine(w, was PBXLine, there, boxes bool) PBXStep {
	if !there {
		return PBXStep{Act: PBXAdd, Line: &w, Why: T("pbx.why.line.missing"), Here: named(w.Name), There: T("pbx.is.missing")}
	}
	w.Peer, w.Ours = was.Peer, was.Ours
	switch {
	case !was.Ours && w.Name != was.Name:
		return PBXStep{Act: PBXKeep, Line: &was, Found: w.Name, Why: T("pbx.why.line.theirs"), Here: named(w.Name), There: named(was.Name)}
	case w.Name != was.Name:
		return PBXStep{Act: PBXChange, Line: &w, Found: was.Name, Why: T("pbx.why.line.name"), Here: named(w.Name), There: named(was.Name)}
	case was.Ours && boxes && w.Email != was.Email:
		return PBXStep{Act: PBXChange, Line: &w, Found: was.Email, Why: T("pbx.why.line.box"), Here: boxOf(w.Email), There: boxOf(was.Email)}
	case was.Ours && was.Unwatched:
		return PBXStep{Act: PBXChange, Line: &w, Why: T("pbx.why.line.unwatched"), Here: T("pbx.is.watched"), There: T("pbx.is.unwatched")}
	}
	return PBXStep{Act: PBXKeep, Line: &was, Why: T("pbx.why.same")}
}

func named(name string) Text {
	if name == "" {
		return T("pbx.is.nameless")
	}
	return T("pbx.is.name", "name", name)
}

func boxOf(email string) Text {
	if email == "" {
		return T("pbx.is.no_box")
	}
	return T("pbx.is.box", "email", email)
}

func rings(n PBXNumber) Text {
	if n.To == "" {
		return T("pbx.is.handed")
	}
	return T("pbx.is.rings", "extension", n.To)
}

func surplusLine(l PBXLine) PBXStep {
	s := PBXStep{Act: PBXKeep, Line: &l, Why: T("pbx.why.line.unknown"), Here: T("pbx.is.nobody"), There: named(l.Name)}
	if l.Ours {
		s.Act, s.Why = PBXRemove, T("pbx.why.line.gone")
	}
	return s
}

func planNumbers(wanted, found []PBXNumber) []PBXStep {
	var plan []PBXStep
	there := map[string]PBXNumber{}
	for _, n := range found {
		there[n.Number] = n
	}
	for _, w := range wanted {
		was, known := there[w.Number]
		delete(there, w.Number)
		switch {
		case !known:
			plan = append(plan, PBXStep{Act: PBXAdd, Number: &w, Why: T("pbx.why.number.missing"), Here: rings(w), There: T("pbx.is.missing")})
		case was.To != w.To:
			plan = append(plan, PBXStep{Act: PBXChange, Number: &w, Found: was.To, Why: T("pbx.why.number.elsewhere"), Here: rings(w), There: rings(was)})
		default:
			plan = append(plan, PBXStep{Act: PBXKeep, Number: &was, Why: T("pbx.why.same")})
		}
	}
	for _, n := range found {
		if _, left := there[n.Number]; left {
			plan = append(plan, surplusNumber(n))
		}
	}
	slices.SortStableFunc(plan, func(a, b PBXStep) int { return strings.Compare(a.Number.Number, b.Number.Number) })
	return plan
}

// surplusNumber is taken away only where it was handed over from here: one that rings an extension is somebody's own.
func surplusNumber(n PBXNumber) PBXStep {
	s := PBXStep{Act: PBXKeep, Number: &n, Why: T("pbx.why.number.unknown"), Here: T("pbx.is.no_number"), There: rings(n)}
	if n.Ours && n.To == "" {
		s.Act, s.Why = PBXRemove, T("pbx.why.number.gone")
	}
	return s
}

// Mark tells one difference from another, in any language: it stays the same as long as the phone system holds the same.
func (s PBXStep) Mark() string {
	return map[PBXAct]string{PBXAdd: "+", PBXRemove: "−", PBXChange: "≠ "}[s.Act] + s.Found
}

// Differs tells whether what is there is not what is wanted, whatever becomes of it.
func (s PBXStep) Differs() bool { return s.There.Key != "" }

// PBXAdoption is what becomes of a difference when what stands on the phone system is taken over here.
type PBXAdoption string

// The adoptions.
const (
	AdoptNothing  PBXAdoption = ""          // none: nothing here stands for what differs, it is put right or left
	AdoptName     PBXAdoption = "name"      // the user is called as the line is
	AdoptBox      PBXAdoption = "box"       // the user has the address of the line's voicemail box
	AdoptUser     PBXAdoption = "user"      // the line becomes a user
	AdoptNoLine   PBXAdoption = "no_line"   // the user has no extension any more
	AdoptNumber   PBXAdoption = "number"    // the number becomes the company's
	AdoptRings    PBXAdoption = "rings"     // the number is that of the user whom it rings there, and goes on ringing there
	AdoptNoNumber PBXAdoption = "no_number" // the number is the company's no more
)

// Adoption is what can be taken over of a difference, whether or not it is left.
func (s PBXStep) Adoption() PBXAdoption {
	line := s.Line != nil
	switch {
	case s.There.Key == "pbx.is.missing" && line:
		return AdoptNoLine
	case s.There.Key == "pbx.is.missing":
		return AdoptNoNumber
	case s.Here.Key == "pbx.is.nobody":
		return AdoptUser
	case s.Here.Key == "pbx.is.no_number":
		return AdoptNumber
	case s.There.Key == "pbx.is.rings":
		return AdoptRings
	case s.There.Key == "pbx.is.name":
		return AdoptName
	case s.There.Key == "pbx.is.box":
		return AdoptBox
	}
	return AdoptNothing
}

// Stands is what of a difference would be taken over: a name, an address, or an extension; empty where it is the whole thing.
func (s PBXStep) Stands() string {
	for _, of := range []string{"name", "email", "extension"} {
		if v, ok := s.There.Args[of].(string); ok {
			return v
		}
	}
	return ""
}

// LeavePBX keeps the differences that are left as they are there: by the keys of their steps, their marks. One that has
// changed since is a difference like any other.
func LeavePBX(plan []PBXStep, left map[string]string) []PBXStep {
	for i, s := range plan {
		if s.Act != PBXKeep && left[s.Key()] == s.Mark() {
			plan[i].Act, plan[i].Why = PBXKeep, T("pbx.why.left")
		}
	}
	return plan
}

// PBXAccess is how a company's account on its phone system is reached. However it is printed or logged, it tells nothing.
type PBXAccess struct {
	Company  CompanyID
	System   PhoneSystem
	Account  string
	Password string
}

// Format hides the password, whichever verb asks for it.
func (a PBXAccess) Format(w fmt.State, _ rune) { _, _ = w.Write([]byte(hidden)) }

// LogValue hides the password in a log.
func (a PBXAccess) LogValue() slog.Value { return slog.StringValue(hidden) }

// MarshalJSON hides the password.
func (a PBXAccess) MarshalJSON() ([]byte, error) { return []byte(`"` + hidden + `"`), nil }

// PBXReport is what was last read from a company's phone system.
type PBXReport struct {
	Asked    time.Time `json:"asked,omitzero"`    // when somebody, or the timetable, last asked for a reading
	Answered time.Time `json:"answered,omitzero"` // the Asked of the last reading that ended, whichever way
	Read     time.Time `json:"read,omitzero"`     // of State; zero: it was never read
	State    PBXState  `json:"state"`             //
	Problem  *Text     `json:"problem,omitempty"` // why the last reading failed, and what to do; nil: it did not
	Failed   time.Time `json:"failed,omitzero"`   // when it did
	Drift    int       `json:"drift"`             // steps that would change the phone system, at the last reading
	Told     time.Time `json:"told,omitzero"`     // when the administrator was told that somebody changes it; zero: since all was the same, not
	Push     PBXPush   `json:"push"`              // the last plan that was applied
}

// PBXReading is what a reading of a company's phone system brought.
type PBXReading struct {
	Asked   time.Time // when it was asked for
	System  SystemID  // what was read; empty: nothing could be
	Account string    // the same
	Found   PBXState
	Problem *Text // why it failed, and what to do; nil: it did not
}

// PhoneSystemHealth is how a phone system was at the last readings of the companies on it.
type PhoneSystemHealth struct {
	ID        SystemID  `json:"id"`
	Companies int       `json:"companies"`       // that were read, or tried
	Failing   int       `json:"failing"`         // of them, whose last reading failed
	Read      time.Time `json:"read,omitzero"`   // the last that did not
	Failed    time.Time `json:"failed,omitzero"` // the last that did, of those that fail still
	Company   string    `json:"company"`         // name of the company it failed for
	Why       *Text     `json:"why,omitempty"`   // and why, and what to do
}

// PBXAccount is a company's account on its phone system as the provider sees it: no secret is in it.
type PBXAccount struct {
	Company         CompanyID `json:"company"`
	Name            string    `json:"name"` // of the company
	VAR             VARID     `json:"var"`
	VARName         string    `json:"var_name"`
	System          SystemID  `json:"phone_system"`
	SystemName      string    `json:"phone_system_name"`
	Account         string    `json:"account_id"` // empty: none is set
	PasswordSet     bool      `json:"password_set"`
	PasswordChanged time.Time `json:"password_changed,omitzero"`
	Read            time.Time `json:"read,omitzero"`   // when it was last read; zero: never
	Failed          time.Time `json:"failed,omitzero"` // when the last reading failed; zero: it did not
	Why             *Text     `json:"why,omitempty"`   // and why, and what to do
}

// readingEnds is when a reading that did not end is given up: whoever had it died, or it was dropped.
const readingEnds = 5 * time.Minute

// Reading tells whether a reading is under way that knows of all that was done when it was asked for.
func (r PBXReport) Reading(now time.Time) bool {
	return r.Asked.After(r.Answered) && now.Sub(r.Asked) < readingEnds
}

// PBXPush is a plan that is being applied, or was.
type PBXPush struct {
	Begun time.Time    `json:"begun,omitzero"` // zero: none yet
	Ended time.Time    `json:"ended,omitzero"`
	By    string       `json:"by"`
	Steps []PBXOutcome `json:"steps"`
}

// Running tells whether it is still being applied. One that has not ended in an hour was given up, as when the company left
// the phone system meanwhile.
func (p PBXPush) Running(now time.Time) bool {
	return !p.Begun.IsZero() && p.Ended.IsZero() && now.Sub(p.Begun) < time.Hour
}

// PBXOutcome is a step of a plan and what became of it.
type PBXOutcome struct {
	PBXStep
	Done    bool  `json:"done"`
	Problem *Text `json:"problem,omitempty"` // why it is not; nil: it is, or was not tried yet
}

// Left are how many steps are not done.
func (p PBXPush) Left() int {
	left := 0
	for _, s := range p.Steps {
		if !s.Done {
			left++
		}
	}
	return left
}
