package anteroom

import (
	"cmp"
	"slices"
	"strings"
)

// Rule is what a call restriction says of the numbers that its pattern matches.
type Rule string

// The rules.
const (
	AllowAll Rule = "allow" // everybody may call them
	DenyAll  Rule = "deny"  // nobody may
	AllowPIN Rule = "pin"   // those who are named may, after their PIN; nobody else
)

// Restriction is a call restriction: of the system where the three owners are empty, of a VAR, a company, or a user.
type Restriction struct {
	ID      RestrictionID `json:"id"`
	VAR     VARID         `json:"var,omitempty"`
	Company CompanyID     `json:"company,omitempty"`
	User    UserID        `json:"user,omitempty"`
	Name    string        `json:"name"`
	// Pattern is digits, with ? for any one digit and a last * for any rest, none too. One that begins with + is held
	// against the number with its country code; one that does not, against the number as it is dialled in the
	// company's country.
	Pattern string `json:"pattern"`
	Rule    Rule   `json:"rule"`
	// Users are whom AllowPIN of a company allows. Of a user's own it allows that user.
	Users []UserID `json:"users"`
}

// Level is whose restriction it is.
func (r Restriction) Level() Level { return Target{r.VAR, r.Company, r.User}.Level() }

// Check names what is wrong with the restriction's own fields.
func (r Restriction) Check(f *Fields) {
	f.Name("name", r.Name, 1, 60)
	if !isPattern(r.Pattern) {
		f.Wrong("pattern", "error.pattern")
	}
	switch {
	case r.Rule != AllowAll && r.Rule != DenyAll && r.Rule != AllowPIN:
		f.Wrong("rule", "error.rule")
	case r.Rule == AllowPIN && r.Company == "":
		f.Wrong("rule", "error.rule.above")
	case r.Rule == AllowPIN && r.User == "" && len(r.Users) == 0:
		f.Wrong("users", "error.rule.nobody")
	case len(r.Users) > 0 && (r.Rule != AllowPIN || r.User != ""):
		f.Wrong("users", "error.rule.users")
	}
}

func isPattern(s string) bool {
	body := strings.TrimSuffix(strings.TrimPrefix(s, "+"), "*")
	return s != "" && s != "+" && len(s) <= 24 && strings.Trim(body, "0123456789?") == ""
}

// Undecorated is a number or a pattern without what people write between its digits.
func Undecorated(s string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(" .-()/\t\u00a0\u2009\u202f\u2010\u2011\u2012\u2013", r) {
			return -1
		}
		return r
	}, s)
}

// Dialled is a number that somebody in a country wants to call.
type Dialled struct {
	Raw    string   // as dialled, without separators
	Number NumberID // in E.164 form; empty: it is none
	// Ways are the digits by which the number is dialled in the country: national, with the prefix of the trunk, with
	// that of other countries.
	Ways      []string
	Short     bool // a number of the country alone: 311
	Emergency bool // of the country: police, fire, ambulance
	Inside    bool // the extension of a colleague
}

// Target is what is to be dialled so that it is what was decided on: E.164, or a short number. Empty: nothing is.
func (d Dialled) Target() string {
	switch {
	case d.Emergency || d.Short || d.Inside:
		return d.Raw
	}
	return string(d.Number)
}

// matches tells whether a pattern of a rule is about the number. What allows is read in one way only, so that it never
// lets through more than was written; what denies, in every way that could be meant.
func (d Dialled) matches(pattern string, rule Rule) bool {
	fits := func(form string) bool { return open(pattern, form) >= 0 }
	switch {
	case strings.HasPrefix(pattern, "+"):
		return fits(string(d.Number))
	case d.Number == "":
		return fits(d.Raw)
	case slices.ContainsFunc(d.Ways, fits):
		return true
	}
	return rule != AllowAll && (fits(strings.TrimPrefix(string(d.Number), "+")) || fits(d.Raw))
}

// open is how many digits of the number a pattern leaves open, in the widest form that fits: that does not depend on
// how it was dialled, nor on the rule.
func (d Dialled) open(pattern string) int {
	forms := append([]string{string(d.Number), strings.TrimPrefix(string(d.Number), "+")}, d.Ways...)
	if d.Number == "" {
		forms = []string{d.Raw}
	}
	most := 0
	for _, form := range forms {
		most = max(most, open(pattern, form))
	}
	return most
}

// open is how many digits of a number a pattern leaves open; -1 where the number does not fit.
func open(pattern, number string) int {
	body, rest := strings.CutSuffix(pattern, "*")
	if number == "" || len(number) < len(body) || len(number) > len(body) && !rest {
		return -1
	}
	for i := range len(body) {
		if body[i] != number[i] && (body[i] != '?' || number[i] < '0' || number[i] > '9') {
			return -1
		}
	}
	return strings.Count(body, "?") + len(number) - len(body)
}

// Way is how a call comes to be started.
type Way string

// The ways.
const (
	ByPhone      Way = "phone"      // dialled on a phone
	ByAssistant  Way = "assistant"  // asked of the assistant in a call, or of a menu
	ByForwarding Way = "forwarding" // of a call that came in
	ByCallBack   Way = "call_back"  // to somebody who had called
	ByTransfer   Way = "transfer"   // of a call in progress
	ByAPI        Way = "api"        // placed by a program, or on a page
)

// Ways are all of them.
func Ways() []Way {
	return []Way{ByPhone, ByAssistant, ByForwarding, ByCallBack, ByTransfer, ByAPI}
}

// asks tells whether somebody is there who can be asked for a PIN: of a call that is ordered it is who picks up the own phone.
func (w Way) asks() bool { return w != ByForwarding }

// Outgoing is a call that somebody wants to be started, in their words.
type Outgoing struct {
	Company CompanyID
	User    UserID // for whom; empty: for the company itself, as a menu's option does
	Way     Way
	To      string // as dialled in the company's country
	PIN     bool   // the user's PIN was given, and is right
}

// Attempt is a call that is to be started.
type Attempt struct {
	Way  Way
	User UserID // for whom; empty: for the company itself, as a menu's option does
	To   Dialled
	PIN  bool // the user's PIN was given, and is right
}

// Permit is whether a call may be started. The zero value is none of them: it permits nothing.
type Permit string

// The permits.
const (
	Granted  Permit = "granted"
	NeedsPIN Permit = "pin"     // once the user's PIN was given: ask anew with it
	Denied   Permit = "refused" // never
)

// Why is the reason of a decision, in one word of a closed list.
type Why string

// The reasons.
const (
	WhyEmergency Why = "emergency"   // always passes
	WhyInside    Why = "inside"      // a colleague
	WhyRule      Why = "rule"        // Decision.Rule says so
	WhyNoRule    Why = "no_rule"     // no rule is about the number
	WhyClosed    Why = "closed"      // the company is suspended, or the user's account is over
	WhyNoNumber  Why = "no_number"   // nothing that could be dialled
	WhyWay       Why = "unknown_way" // nobody says how the call begins
)

// Decision is the answer of the gate.
type Decision struct {
	Permit Permit       `json:"permit"`
	Why    Why          `json:"why"`
	Rule   *Restriction `json:"rule,omitempty"`   // which decided; nil: none did
	Number string       `json:"number,omitempty"` // to be dialled, and nothing else, where it is granted
}

// Refusal is what the gate answered where a call would have gone on to the outside, and did not.
type Refusal struct {
	Way      Way      `json:"way"`
	To       string   `json:"to"` // as it was asked for
	Decision Decision `json:"decision"`
}

// May tells whether the call may be started now.
func (d Decision) May() bool { return d.Permit == Granted }

// Gate is all that decides whether a company's calls may be started. There is no other way to one: whatever starts a
// call asks Decide, and dials Decision.Number.
type Gate struct {
	Rules  []Restriction // of the system, the VAR, the company and the users asked for, in any order
	Closed bool          // the company is suspended, or the account of the user is over
}

// Decide answers whether a call may be started, and which rule says so. The levels are asked from the top: at each, the
// most specific pattern that matches speaks, and of equals the strictest rule. What one level denies no other allows.
// Numbers that no rule is about may be called; emergency numbers always.
func (g Gate) Decide(a Attempt) Decision {
	d := Decision{Permit: Denied, Number: a.To.Target()}
	switch {
	case !slices.Contains(Ways(), a.Way):
		d.Why = WhyWay
	case a.To.Emergency && d.Number != "":
		d.Permit, d.Why = Granted, WhyEmergency
	case g.Closed:
		d.Why = WhyClosed
	case d.Number == "":
		d.Why = WhyNoNumber
	case a.To.Inside:
		d.Permit, d.Why = Granted, WhyInside
	default:
		return g.byRules(a, d)
	}
	return d
}

func (g Gate) byRules(a Attempt, d Decision) Decision {
	d.Permit, d.Why = Granted, WhyNoRule
	for _, level := range []Level{LevelSystem, LevelVAR, LevelCompany, LevelUser} {
		rule := g.speaks(level, a)
		if rule == nil {
			continue
		}
		permit := rule.permits(a)
		if d.Permit == Granted || permit == Denied { // a PIN asked for above stays asked for
			d.Permit, d.Why, d.Rule = permit, WhyRule, rule
		}
		if permit == Denied {
			return d
		}
	}
	return d
}

// speaks is the rule of a level that decides about the attempt; nil: none is about it.
func (g Gate) speaks(level Level, a Attempt) *Restriction {
	var found []Restriction
	for _, r := range g.Rules {
		if r.Level() == level && (r.User == "" || r.User == a.User) && a.To.matches(r.Pattern, r.Rule) {
			found = append(found, r)
		}
	}
	if len(found) == 0 {
		return nil
	}
	least := slices.MinFunc(found, func(x, y Restriction) int {
		return cmp.Or(cmp.Compare(a.To.open(x.Pattern), a.To.open(y.Pattern)),
			cmp.Compare(strings.Count(x.Pattern, "*"), strings.Count(y.Pattern, "*")),
			cmp.Compare(x.Rule.ease(), y.Rule.ease()), cmp.Compare(x.ID, y.ID))
	})
	return &least
}

// ease puts the rules in order, the strictest first.
func (r Rule) ease() int {
	switch r {
	case AllowAll:
		return 2
	case AllowPIN:
		return 1
	}
	return 0
}

func (r Restriction) permits(a Attempt) Permit {
	switch {
	case r.Rule == AllowAll:
		return Granted
	case r.Rule != AllowPIN || a.User == "" || r.User != a.User && !slices.Contains(r.Users, a.User):
		return Denied
	case a.PIN:
		return Granted
	case a.Way.asks():
		return NeedsPIN
	}
	return Denied
}
