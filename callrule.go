package anteroom

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// Callers says of whose calls a rule is.
type Callers string

// The callers.
const (
	FromAnybody    Callers = "anybody"
	FromColleagues Callers = "colleagues"
	FromOutside    Callers = "outside"
	FromWithheld   Callers = "withheld" // outside, and tells no number
	FromNumbers    Callers = "numbers"  // those that CallRule.Numbers names
)

// CallersKinds are all of them.
func CallersKinds() []Callers {
	return []Callers{FromAnybody, FromColleagues, FromOutside, FromWithheld, FromNumbers}
}

// Deed is what is done with a call.
type Deed string

// The deeds.
const (
	DeedRing      Deed = "ring"      // the user's phones
	DeedNumber    Deed = "number"    // another number, by the leave of the gate
	DeedVoicemail Deed = "voicemail" // at once
	DeedRefuse    Deed = "refuse"    // an announcement, then the end
)

// Deeds are all of them.
func Deeds() []Deed { return []Deed{DeedRing, DeedNumber, DeedVoicemail, DeedRefuse} }

// CallRule is what a user wants done with some of the calls. The first rule that a call fits decides; where none does,
// the phones ring while the user is available, and voicemail follows.
type CallRule struct {
	ID       CallRuleID `json:"id"`
	Company  CompanyID  `json:"company"`
	User     UserID     `json:"user"`
	Place    int        `json:"place"` // rules are asked in the order of their places
	Name     string     `json:"name"`
	Statuses []Status   `json:"statuses"` // of the user; empty: any
	From     Callers    `json:"from"`
	Numbers  []string   `json:"numbers"` // with + and the country code; ? for one digit, a last * for the rest
	Days     []int      `json:"days"`    // 1, Monday, to 7; empty: every day
	Begin    string     `json:"begin"`   // "09:00" by the company's clock; empty with End: the whole day
	End      string     `json:"end"`     // before Begin: it ends the next day
	Since    string     `json:"since"`   // the first day, "2006-01-02"; empty: from ever on
	Until    string     `json:"until"`   // the last day; empty: for ever
	Deed     Deed       `json:"deed"`
	Seconds  int        `json:"seconds"` // how long it rings, each phone where they ring in turn: 5 to 120
	InTurn   bool       `json:"in_turn"` // the phones ring one after the other
	Number   string     `json:"number"`  // of DeedNumber, as dialled in the company's country
	Screen   bool       `json:"screen"`  // who answers hears who calls, and may decline
	Then     Deed       `json:"then"`    // where nobody answered

	Dial NumberID  `json:"-"` // what the gate allows to be dialled for Number, in the plan of a call; empty: nothing
	Gate *Decision `json:"-"` // what it said; nil: it was not asked
}

// MostCallRules is how many rules a user may have.
const MostCallRules = 30

const mostRuleNumbers = 50

// Check names what is wrong with the rule's own fields.
func (r CallRule) Check(f *Fields) {
	f.Name("name", r.Name, 1, 60)
	if slices.ContainsFunc(r.Statuses, func(s Status) bool { return !s.known() }) {
		f.Wrong("statuses", "error.status.unknown")
	}
	r.checkCallers(f)
	r.checkTimes(f)
	r.checkDeed(f)
}

func (r CallRule) checkCallers(f *Fields) {
	switch {
	case !slices.Contains(CallersKinds(), r.From):
		f.Wrong("from", "error.call_rule.from")
	case r.From == FromNumbers && len(r.Numbers) == 0:
		f.Wrong("numbers", "error.call_rule.numbers.none")
	case len(r.Numbers) > mostRuleNumbers:
		f.Wrong("numbers", "error.call_rule.numbers.most", "most", mostRuleNumbers)
	}
	for _, n := range r.Numbers {
		if !isPattern(n) || !strings.HasPrefix(n, "+") {
			f.Wrong("numbers", "error.call_rule.numbers")
			return
		}
	}
}

func (r CallRule) checkTimes(f *Fields) {
	if slices.ContainsFunc(r.Days, func(d int) bool { return d < 1 || d > 7 }) {
		f.Wrong("days", "error.call_rule.days")
	}
	for field, text := range map[string]string{"begin": r.Begin, "end": r.End} {
		if _, err := time.Parse(clockForm, text); text != "" && err != nil {
			f.Wrong(field, "error.time.wrong")
		}
	}
	if (r.Begin == "") != (r.End == "") {
		f.Wrong("end", "error.call_rule.half")
	} else if r.Begin != "" && r.Begin == r.End {
		f.Wrong("end", "error.call_rule.never")
	}
	for field, text := range map[string]string{"since": r.Since, "until": r.Until} {
		if _, err := time.Parse(time.DateOnly, text); text != "" && err != nil {
			f.Wrong(field, "error.date.wrong")
		}
	}
	if r.Since != "" && r.Until != "" && r.Until < r.Since {
		f.Wrong("until", "error.call_rule.backwards")
	}
}

func (r CallRule) checkDeed(f *Fields) {
	if !slices.Contains(Deeds(), r.Deed) {
		f.Wrong("deed", "error.call_rule.deed")
	}
	if r.Deed == DeedRing || r.Deed == DeedNumber {
		f.between("seconds", r.Seconds, 5, 120)
		if !slices.Contains([]Deed{DeedNumber, DeedVoicemail, DeedRefuse}, r.Then) || r.Deed == DeedNumber && r.Then == DeedNumber {
			f.Wrong("then", "error.call_rule.then")
		}
	}
	if r.Forwards() && Undecorated(r.Number) == "" {
		f.Wrong("number", "error.call_rule.number")
	}
}

// Forwards tells whether the rule may bring a caller to another number.
func (r CallRule) Forwards() bool {
	return r.Deed == DeedNumber || r.Deed == DeedRing && r.Then == DeedNumber
}

const clockForm = "15:04"

// Fits tells whether a call is one of those that the rule is about: at that moment by the company's clock, in that status.
func (r CallRule) Fits(at time.Time, s Status, c Caller) bool {
	return (len(r.Statuses) == 0 || slices.Contains(r.Statuses, s)) && r.from(c) && r.at(at)
}

func (r CallRule) from(c Caller) bool {
	switch r.From {
	case FromAnybody:
		return true
	case FromColleagues:
		return c.User != ""
	case FromOutside:
		return c.User == ""
	case FromWithheld:
		return c.User == "" && c.Number == ""
	case FromNumbers:
		return slices.ContainsFunc(r.Numbers, func(n string) bool { return open(n, string(c.Number)) >= 0 })
	}
	return false
}

// at tells whether a moment is within the rule's days and hours. Hours that go past midnight belong to the day on which
// they begin.
func (r CallRule) at(now time.Time) bool {
	clock := now.Format(clockForm)
	if r.Begin != "" && r.Begin < r.End {
		return clock >= r.Begin && clock < r.End && r.on(now)
	}
	if r.Begin != "" {
		return clock >= r.Begin && r.on(now) || clock < r.End && r.on(now.AddDate(0, 0, -1))
	}
	return r.on(now)
}

func (r CallRule) on(day time.Time) bool {
	date, weekday := day.Format(time.DateOnly), cmp.Or(int(day.Weekday()), 7)
	return (len(r.Days) == 0 || slices.Contains(r.Days, weekday)) && (r.Since == "" || date >= r.Since) && (r.Until == "" || date <= r.Until)
}
