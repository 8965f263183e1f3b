package pages

import "anteroom.dev/anteroom"

// Test is the box beside the list of call restrictions, in which a number is tested.
type Test struct {
	Path         string // of the page
	Number, User string // as typed
	Way          anteroom.Way
	OfUser       string             // the page is about this user; empty: the box asks whose call it is
	Unknown      bool               // User is nobody of the company
	Decision     *anteroom.Decision // nil: nothing was tested
}

func (t Test) ways(s Shell) []Option {
	var list []Option
	for _, w := range anteroom.Ways() {
		list = append(list, Option{Value: string(w), Text: s.T("way." + string(w))})
	}
	return list
}

func (t Test) tone() string {
	return map[anteroom.Permit]string{anteroom.Granted: "good", anteroom.NeedsPIN: "warn", anteroom.Denied: "bad"}[t.Decision.Permit]
}

func (t Test) icon() string {
	return map[anteroom.Permit]string{anteroom.Granted: "yes", anteroom.NeedsPIN: "lock", anteroom.Denied: "no"}[t.Decision.Permit]
}

// verdict tells the decision and the rule that made it, in words.
func (t Test) verdict(s Shell) string {
	d := t.Decision
	number := t.Number
	if id := anteroom.NumberID(d.Number); len(id) > 8 && id[0] == '+' {
		number = id.String()
	}
	if d.Rule == nil {
		return s.T("gate."+string(d.Permit)+"."+string(d.Why), "number", number)
	}
	return s.T("gate."+string(d.Permit)+"."+string(d.Why), "number", number, "name", d.Rule.Name, "pattern", d.Rule.Pattern, "level", s.T("restriction.level."+string(d.Rule.Level())))
}

// wrong is what is wrong with the user that was typed, in words.
func (t Test) wrong(s Shell) string {
	if t.Unknown {
		return s.T("error.user.unknown")
	}
	return ""
}
