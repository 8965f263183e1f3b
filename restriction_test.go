package anteroom

import (
	"fmt"
	"testing"
)

// montreal is +1 514 555 1234 as it is dialled in Canada, abroad a number of France, dialled there too.
func montreal() Dialled {
	return Dialled{Raw: "5145551234", Number: "+15145551234", Ways: []string{"5145551234", "15145551234"}}
}

func paris() Dialled {
	return Dialled{Raw: "+33123456789", Number: "+33123456789", Ways: []string{"01133123456789"}}
}

// lima begins, with its country code, with the digits of Montréal's area.
func lima() Dialled {
	return Dialled{Raw: "01151412345678", Number: "+51412345678", Ways: []string{"01151412345678"}}
}

func ruleAt(level Level, rule Rule, pattern string, users ...UserID) Restriction {
	r := Restriction{ID: RestrictionID(string(level) + " " + pattern + " " + string(rule)), Name: "r", Pattern: pattern, Rule: rule, Users: users}
	switch level {
	case LevelVAR:
		r.VAR = "nordik"
	case LevelCompany:
		r.Company = "boreal"
	case LevelUser:
		r.Company, r.User = "boreal", "marc"
	}
	return r
}

// Every way a call can start × every rule × every level × with and without PIN: nothing passes on one way that is
// refused on another, but that a PIN is asked only of somebody who is there.
func TestGateMatrix(t *testing.T) {
	levels := []Level{LevelSystem, LevelVAR, LevelCompany, LevelUser}
	asked := map[Way]Permit{ByPhone: NeedsPIN, ByAssistant: NeedsPIN, ByTransfer: NeedsPIN, ByForwarding: Denied, ByCallBack: NeedsPIN, ByAPI: NeedsPIN}
	rows := 0
	for _, level := range levels {
		for _, way := range Ways() {
			for _, pin := range []bool{false, true} {
				listed := asked[way]
				if pin {
					listed = Granted
				}
				for _, row := range []struct {
					rule Restriction
					user UserID
					want Permit
				}{
					{ruleAt(level, AllowAll, "*"), "marc", Granted},
					{ruleAt(level, DenyAll, "*"), "marc", Denied},
					{ruleAt(level, Rule("other"), "*"), "marc", Denied},
					{ruleAt(level, AllowPIN, "*", "marc"), "marc", listed},
					{ruleAt(level, AllowPIN, "*", "anne"), "marc", map[bool]Permit{true: listed, false: Denied}[level == LevelUser]},
					{ruleAt(level, AllowPIN, "*"), "", map[bool]Permit{true: Granted, false: Denied}[level == LevelUser]}, // another's rule
					{ruleAt(level, DenyAll, "*"), "", map[bool]Permit{true: Granted, false: Denied}[level == LevelUser]},
				} {
					rows++
					a := Attempt{Way: way, User: row.user, To: montreal(), PIN: pin}
					d := Gate{Rules: []Restriction{row.rule}}.Decide(a)
					if d.Permit != row.want || d.May() != (row.want == Granted) {
						t.Errorf("%s %s for %q by %s, PIN %t: got %s, want %s", level, row.rule.Rule, row.user, way, pin, d.Permit, row.want)
					}
					if about := row.rule.User == "" || row.rule.User == row.user; about && (d.Rule == nil || d.Rule.ID != row.rule.ID || d.Why != WhyRule) {
						t.Errorf("%s %s: decided by %v, %s", level, row.rule.Rule, d.Rule, d.Why)
					}
					a.To = Dialled{Raw: "911", Emergency: true, Short: true}
					if d := (Gate{Rules: []Restriction{row.rule}, Closed: true}).Decide(a); !d.May() || d.Number != "911" || d.Why != WhyEmergency {
						t.Errorf("%s %s: emergency: %v", level, row.rule.Rule, d)
					}
				}
			}
		}
	}
	if rows != len(levels)*len(Ways())*2*7 {
		t.Error(rows)
	}
}

// Two levels: a denial above wins always, and one below too; a PIN asked for above stays asked for.
func TestGateLevels(t *testing.T) {
	levels := []Level{LevelSystem, LevelVAR, LevelCompany, LevelUser}
	for i, above := range levels {
		for _, below := range levels[i+1:] {
			deny, allow := ruleAt(above, DenyAll, "1*"), ruleAt(below, AllowAll, "15145551234")
			for _, rules := range [][]Restriction{{deny, allow}, {allow, deny}} {
				if d := (Gate{Rules: rules}).Decide(Attempt{Way: ByPhone, User: "marc", To: montreal(), PIN: true}); d.May() || d.Rule.ID != deny.ID {
					t.Errorf("denied at %s, allowed at %s: %v", above, below, d)
				}
			}
			rules := []Restriction{ruleAt(above, AllowAll, "15145551234"), ruleAt(below, DenyAll, "*")}
			if d := (Gate{Rules: rules}).Decide(Attempt{Way: ByAPI, User: "marc", To: montreal()}); d.May() || d.Rule.Level() != below {
				t.Errorf("allowed at %s, denied at %s: %v", above, below, d)
			}
		}
	}
	rules := []Restriction{ruleAt(LevelCompany, AllowPIN, "*", "marc"), ruleAt(LevelUser, AllowAll, "*")}
	if d := (Gate{Rules: rules}).Decide(Attempt{Way: ByPhone, User: "marc", To: montreal()}); d.Permit != NeedsPIN || d.Rule.Level() != LevelCompany {
		t.Error(d)
	}
}

// Within a level the most specific pattern wins, however the number was dialled; of equals the strictest rule.
func TestGatePatterns(t *testing.T) {
	type rules map[string]Rule
	for _, row := range []struct {
		name  string
		rules rules
		to    Dialled
		want  Permit
	}{
		{"no rule is about it", rules{"+33*": DenyAll}, montreal(), Granted},
		{"the country code", rules{"+33*": DenyAll}, paris(), Denied},
		{"a denial without + means the country code too", rules{"33*": DenyAll}, paris(), Denied},
		{"as it is dialled", rules{"011*": DenyAll}, paris(), Denied},
		{"the area", rules{"514*": DenyAll}, montreal(), Denied},
		{"with the prefix of the trunk", rules{"1514*": DenyAll}, montreal(), Denied},
		{"the area is allowed", rules{"*": DenyAll, "514*": AllowAll}, montreal(), Granted},
		{"but no country that begins so", rules{"*": DenyAll, "514*": AllowAll}, lima(), Denied},
		{"nor one dialled by its code", rules{"*": DenyAll, "33*": AllowAll}, paris(), Denied},
		{"it is written with +", rules{"*": DenyAll, "+33*": AllowAll}, paris(), Granted},
		{"or as it is dialled", rules{"*": DenyAll, "01133*": AllowAll}, paris(), Granted},
		{"one number of a denied area", rules{"514*": DenyAll, "5145551234": AllowAll}, montreal(), Granted},
		{"one number of an allowed area", rules{"+1514*": AllowAll, "5145551234": DenyAll}, montreal(), Denied},
		{"a longer beginning", rules{"+1*": DenyAll, "+1514*": AllowAll}, montreal(), Granted},
		{"a longer beginning, other forms", rules{"1*": DenyAll, "514*": AllowAll}, montreal(), Granted},
		{"* is the widest", rules{"*": AllowAll, "+*": DenyAll}, montreal(), Denied},
		{"? is one digit", rules{"514555????": DenyAll}, montreal(), Denied},
		{"and no more", rules{"514555???": DenyAll}, montreal(), Granted},
		{"nor fewer", rules{"514555?????": DenyAll}, montreal(), Granted},
		{"? beats *", rules{"514555*": DenyAll, "514555????": AllowAll}, montreal(), Granted},
		{"* may be nothing", rules{"5145551234*": DenyAll}, montreal(), Denied},
		{"the same twice: the strictest", rules{"+1514*": AllowAll, "514*": DenyAll}, montreal(), Denied},
		{"the same twice: the strictest, again", rules{"+1514*": DenyAll, "514*": AllowAll}, montreal(), Denied},
		{"a short number", rules{"311": DenyAll}, Dialled{Raw: "311", Short: true}, Denied},
		{"a short number among all", rules{"*": DenyAll, "311": AllowAll}, Dialled{Raw: "311", Short: true}, Granted},
		{"+ is about no short number", rules{"+311": DenyAll}, Dialled{Raw: "311", Short: true}, Granted},
		{"? is no +", rules{"?33*": AllowAll}, Dialled{Raw: "+33"}, Denied},
	} {
		var g Gate
		for pattern, rule := range row.rules {
			g.Rules = append(g.Rules, ruleAt(LevelCompany, rule, pattern))
		}
		if d := g.Decide(Attempt{Way: ByPhone, User: "marc", To: row.to}); d.Permit != row.want {
			t.Errorf("%s: %v: got %s by %v, want %s", row.name, row.rules, d.Permit, d.Rule, row.want)
		}
	}
}

// What is no number, comes by no known way, or of somebody whose account is over, does not pass.
func TestGateFailsClosed(t *testing.T) {
	for _, row := range []struct {
		gate Gate
		a    Attempt
		want string
	}{
		{Gate{}, Attempt{}, "refused unknown_way "},
		{Gate{}, Attempt{Way: "walking", To: montreal()}, "refused unknown_way +15145551234"},
		{Gate{}, Attempt{Way: ByPhone}, "refused no_number "},
		{Gate{}, Attempt{Way: ByPhone, To: Dialled{Raw: "51412345678"}}, "refused no_number "},
		{Gate{}, Attempt{Way: ByPhone, To: Dialled{Raw: "+911", Emergency: false}}, "refused no_number "},
		{Gate{Closed: true}, Attempt{Way: ByPhone, To: montreal()}, "refused closed +15145551234"},
		{Gate{Closed: true}, Attempt{Way: ByPhone, To: Dialled{Raw: "201", Inside: true}}, "refused closed 201"},
		{Gate{Rules: []Restriction{ruleAt(LevelCompany, DenyAll, "*")}}, Attempt{Way: ByPhone, To: Dialled{Raw: "201", Inside: true}}, "granted inside 201"},
		{Gate{}, Attempt{Way: ByPhone, To: paris()}, "granted no_rule +33123456789"},
	} {
		d := row.gate.Decide(row.a)
		if got := fmt.Sprintf("%s %s %s", d.Permit, d.Why, d.Number); got != row.want {
			t.Errorf("%+v: got %s, want %s", row.a, got, row.want)
		}
	}
	if (Decision{}).May() {
		t.Error("the zero decision lets a call pass")
	}
}

func TestRestrictionCheck(t *testing.T) {
	for _, row := range []struct {
		r    Restriction
		want string
	}{
		{ruleAt(LevelSystem, DenyAll, "+1900*"), ""},
		{ruleAt(LevelCompany, AllowPIN, "011*", "marc"), ""},
		{ruleAt(LevelUser, AllowPIN, "*"), ""},
		{ruleAt(LevelCompany, AllowPIN, "*"), "users error.rule.nobody"},
		{ruleAt(LevelSystem, AllowPIN, "*"), "rule error.rule.above"},
		{ruleAt(LevelVAR, AllowPIN, "*"), "rule error.rule.above"},
		{ruleAt(LevelCompany, DenyAll, "*", "marc"), "users error.rule.users"},
		{ruleAt(LevelCompany, DenyAll, ""), "pattern error.pattern"},
		{ruleAt(LevelCompany, DenyAll, "+"), "pattern error.pattern"},
		{ruleAt(LevelCompany, DenyAll, "1*8"), "pattern error.pattern"},
		{ruleAt(LevelCompany, DenyAll, "**"), "pattern error.pattern"},
		{ruleAt(LevelCompany, DenyAll, "1+4"), "pattern error.pattern"},
		{ruleAt(LevelCompany, DenyAll, "514-555"), "pattern error.pattern"},
		{ruleAt(LevelCompany, DenyAll, "5145551234567890123456789*"), "pattern error.pattern"},
		{ruleAt(LevelCompany, "", "1*"), "rule error.rule"},
	} {
		var f Fields
		row.r.Check(&f)
		got := ""
		if len(f) > 0 {
			got = f[0].Field + " " + f[0].Msg.Key
		}
		if got != row.want {
			t.Errorf("%v: got %q, want %q", row.r, got, row.want)
		}
	}
}

func TestUndecorated(t *testing.T) {
	if got := Undecorated("+1 (514)\u00a0555\u20111234"); got != "+15145551234" {
		t.Error(got)
	}
}

// Whatever is dialled under whatever rules: nothing passes that a rule for everybody denies at its level alone, and a
// number dialled another way gets the same answer.
func FuzzGate(f *testing.F) {
	f.Add("514*", "5145551234", true)
	f.Add("+33*", "+33123456789", false)
	f.Fuzz(func(t *testing.T, pattern, raw string, allow bool) {
		to := Dialled{Raw: raw, Number: "+15145551234", Ways: []string{"5145551234", "15145551234"}}
		other := to
		other.Raw = "15145551234"
		rule := map[bool]Rule{true: AllowAll, false: DenyAll}[allow]
		g := Gate{Rules: []Restriction{ruleAt(LevelCompany, DenyAll, "*"), ruleAt(LevelCompany, rule, pattern)}}
		a, b := g.Decide(Attempt{Way: ByAPI, To: to}), g.Decide(Attempt{Way: ByAPI, To: other})
		if a.Permit != b.Permit {
			t.Errorf("%q: %v and %v", pattern, a, b)
		}
		if a.May() && !allow {
			t.Errorf("%q: passed", pattern)
		}
	})
}
