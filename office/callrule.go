package office

import (
	"slices"
	"strings"

	"anteroom.dev/anteroom"
)

// RuleFields are what a call rule says.
type RuleFields struct {
	Name     string            `json:"name"`
	Statuses []anteroom.Status `json:"statuses,omitempty"` // of the user; left out: any
	From     anteroom.Callers  `json:"from"`               // "anybody", "colleagues", "outside", "withheld" or "numbers"
	Numbers  []string          `json:"numbers,omitempty"`  // of "numbers": +14185550100, +1514*; as dialled in the company's country, too
	Days     []int             `json:"days,omitempty"`     // 1, Monday, to 7; left out: every day
	Begin    string            `json:"begin,omitempty"`    // "09:00" by the company's clock; left out with end: the whole day
	End      string            `json:"end,omitempty"`      // before begin: it ends the next day
	Since    string            `json:"since,omitempty"`    // the first day, "2006-01-02"
	Until    string            `json:"until,omitempty"`    // the last day
	Deed     anteroom.Deed     `json:"deed"`               // "ring", "number", "voicemail" or "refuse"
	Seconds  int               `json:"seconds,omitempty"`  // how long it rings: 5 to 120; left out: 25
	InTurn   bool              `json:"in_turn,omitempty"`  // the phones ring one after the other
	Number   string            `json:"number,omitempty"`   // to which callers are brought, as dialled in the company's country
	Screen   bool              `json:"screen,omitempty"`   // who answers hears who calls, and may decline
	Then     anteroom.Deed     `json:"then,omitempty"`     // where nobody answered: "number", "voicemail" or "refuse"; left out: voicemail
}

const usualSeconds = 25

// on are the fields put on a rule, in one form whatever way they were typed.
func (f RuleFields) on(x *anteroom.CallRule, country string) {
	x.Name, x.Statuses, x.From, x.Numbers = clean(f.Name), orNone(f.Statuses), f.From, []string{}
	for _, n := range f.Numbers {
		x.Numbers = append(x.Numbers, patternIn(country, n))
	}
	x.Days, x.Begin, x.End, x.Since, x.Until = orNone(f.Days), clean(f.Begin), clean(f.End), clean(f.Since), clean(f.Until)
	slices.Sort(x.Days)
	x.Deed, x.Seconds, x.InTurn, x.Number, x.Screen, x.Then = f.Deed, f.Seconds, f.InTurn, clean(f.Number), f.Screen, f.Then
	if x.Seconds == 0 {
		x.Seconds = usualSeconds
	}
	if x.Then == "" {
		x.Then = anteroom.DeedVoicemail
	}
	if x.From != anteroom.FromNumbers {
		x.Numbers = []string{}
	}
	if x.Deed != anteroom.DeedRing {
		x.InTurn = false
	}
	if x.Deed != anteroom.DeedRing && x.Deed != anteroom.DeedNumber {
		x.Seconds, x.Then, x.Screen = usualSeconds, anteroom.DeedVoicemail, false
	}
	if !x.Forwards() {
		x.Number = ""
	}
}

func orNone[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// patternIn is a pattern of numbers with the country code: a whole number may be typed as it is dialled.
func patternIn(country, text string) string {
	text = anteroom.Undecorated(clean(text))
	if strings.HasPrefix(text, "+") || strings.ContainsAny(text, "?*") {
		return text
	}
	if id, _ := numberIn(country, text); id != "" {
		return string(id)
	}
	return text
}

// AddCallRule says what is done with some of a user's calls. It is asked after the rules that there are.
type AddCallRule struct {
	Company anteroom.CompanyID `json:"-" path:"company"`
	User    anteroom.UserID    `json:"user"`
	RuleFields
}

func (c AddCallRule) Of() anteroom.Target   { return anteroom.Target{Company: c.Company, User: c.User} }
func (c AddCallRule) Right() anteroom.Right { return anteroom.EditSelf }

func (c AddCallRule) Do(r *Run) error {
	if there, err := r.mayConfigure(c.User); err != nil || !there {
		return err
	}
	list, err := r.tx.CallRules(c.Company, c.User)
	if err != nil {
		return err
	}
	x := anteroom.CallRule{ID: anteroom.NewID[anteroom.CallRuleID](r.tx.Now), Company: c.Company, User: c.User}
	if n := len(list); n > 0 {
		x.Place = list[n-1].Place + 1
	}
	company, err := r.tx.Company(c.Company)
	if err != nil {
		return err
	}
	c.on(&x, company.Country)
	err = callRules().make(r, ruleKey(x), x)
	if r.made["call_rule"] != "" {
		r.made["call_rule"] = string(x.ID)
	}
	return err
}

// ruleKey is a rule's id in the history: the user's before its own.
func ruleKey(x anteroom.CallRule) string { return string(x.User) + "." + string(x.ID) }

// EditCallRule changes a rule of a user; its place stays.
type EditCallRule struct {
	Company anteroom.CompanyID  `json:"-" path:"company"`
	User    anteroom.UserID     `json:"user"`
	Rule    anteroom.CallRuleID `json:"rule"`
	RuleFields
}

func (c EditCallRule) Of() anteroom.Target   { return anteroom.Target{Company: c.Company, User: c.User} }
func (c EditCallRule) Right() anteroom.Right { return anteroom.EditSelf }

func (c EditCallRule) Do(r *Run) error {
	if there, err := r.mayConfigure(c.User); err != nil || !there {
		return err
	}
	company, err := r.tx.Company(c.Company)
	if err != nil {
		return err
	}
	return callRules().edit(r, string(c.User)+"."+string(c.Rule), func(x *anteroom.CallRule) error {
		c.on(x, company.Country)
		return nil
	})
}

// MoveCallRule has a rule asked before the one that stands above it.
type MoveCallRule struct {
	Company anteroom.CompanyID  `json:"-" path:"company"`
	User    anteroom.UserID     `json:"user"`
	Rule    anteroom.CallRuleID `json:"rule"`
}

func (c MoveCallRule) Of() anteroom.Target   { return anteroom.Target{Company: c.Company, User: c.User} }
func (c MoveCallRule) Right() anteroom.Right { return anteroom.EditSelf }

func (c MoveCallRule) Do(r *Run) error {
	if there, err := r.mayConfigure(c.User); err != nil || !there {
		return err
	}
	list, err := r.tx.CallRules(c.Company, c.User)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(list, func(x anteroom.CallRule) bool { return x.ID == c.Rule })
	switch {
	case at < 0:
		return anteroom.Missing()
	case at == 0:
		return nil
	}
	above, moved := list[at-1], list[at]
	if err := callRules().edit(r, ruleKey(moved), func(x *anteroom.CallRule) error { x.Place = above.Place; return nil }); err != nil {
		return err
	}
	return callRules().edit(r, ruleKey(above), func(x *anteroom.CallRule) error { x.Place = moved.Place; return nil })
}

// RemoveCallRule ends a rule of a user.
type RemoveCallRule struct {
	Company anteroom.CompanyID  `json:"-" path:"company"`
	User    anteroom.UserID     `json:"user"`
	Rule    anteroom.CallRuleID `json:"rule"`
}

func (c RemoveCallRule) Of() anteroom.Target {
	return anteroom.Target{Company: c.Company, User: c.User}
}
func (c RemoveCallRule) Right() anteroom.Right { return anteroom.EditSelf }

func (c RemoveCallRule) Do(r *Run) error {
	if there, err := r.mayConfigure(c.User); err != nil || !there {
		return err
	}
	return callRules().remove(r, string(c.User)+"."+string(c.Rule))
}

func callRules() noun[anteroom.CallRule] {
	return noun[anteroom.CallRule]{
		name: "call_rule", right: anteroom.ManageUsers, own: true,
		load: func(r *Run, id string) (anteroom.CallRule, error) {
			user, own, _ := strings.Cut(id, ".")
			x, err := r.tx.CallRule(r.target.Company, anteroom.CallRuleID(own))
			if anteroom.KindOf(err) == anteroom.NotFound || err == nil && string(x.User) != user {
				return x, anteroom.Missing()
			}
			return x, err
		},
		check: (*Run).checkCallRule,
		put:   func(r *Run, _ string, _ *anteroom.CallRule, x anteroom.CallRule) error { return r.tx.PutCallRule(x) },
		drop: func(r *Run, x anteroom.CallRule) error {
			if err := r.tellUserEffect("effect.call_rule", x.User); err != nil {
				return err
			}
			return r.tx.DropCallRule(x.Company, x.ID)
		},
		effects: (*Run).callRuleEffects,
	}
}

func (r *Run) checkCallRule(before *anteroom.CallRule, x anteroom.CallRule) error {
	if x.Company != r.target.Company { // put back by an undo
		return anteroom.Missing()
	}
	x.Check(&r.wrong)
	if before == nil {
		list, err := r.tx.CallRules(x.Company, x.User)
		if err != nil {
			return err
		}
		if len(list) >= anteroom.MostCallRules {
			return anteroom.Fail(anteroom.Limit, "error.call_rule.most", "most", anteroom.MostCallRules)
		}
	}
	if !x.Forwards() || len(r.wrong) > 0 || before != nil && before.Number == x.Number {
		return nil
	}
	return r.checkForwarding(x)
}

// checkForwarding asks the gate already now: who is not there when the call comes can be asked for no PIN.
func (r *Run) checkForwarding(x anteroom.CallRule) error {
	c, err := r.tx.Company(x.Company)
	if err != nil {
		return err
	}
	d, err := r.office.decide(r.tx, c, anteroom.Outgoing{Company: x.Company, User: x.User, Way: anteroom.ByForwarding, To: x.Number})
	switch {
	case err != nil:
		return err
	case d.Why == anteroom.WhyNoNumber:
		r.wrong.Wrong("number", "error.call_rule.number")
	case !d.May() && d.Rule != nil:
		r.wrong.Wrong("number", "error.call_rule.refused", "rule", d.Rule.Name)
	}
	return nil
}

func (r *Run) callRuleEffects(before *anteroom.CallRule, x anteroom.CallRule) error {
	if before != nil && before.Name != x.Name {
		same := *before
		same.Name = x.Name
		if b, a, err := anteroom.Diff(same, x); err != nil || len(b)+len(a) == 0 {
			return err
		}
	}
	return r.tellUserEffect("effect.call_rule", x.User)
}
