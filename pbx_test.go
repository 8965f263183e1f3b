package anteroom_test

import (
	"testing"
	"time"

	"anteroom.dev/anteroom"
)

// A plan is being applied until it ends, or nobody applies it any more.
func TestPushRunning(t *testing.T) {
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	for _, row := range []struct {
		name string
		push anteroom.PBXPush
		want bool
	}{
		{"none", anteroom.PBXPush{}, false},
		{"begun", anteroom.PBXPush{Begun: now.Add(-time.Minute)}, true},
		{"ended", anteroom.PBXPush{Begun: now.Add(-time.Minute), Ended: now}, false},
		{"given up", anteroom.PBXPush{Begun: now.Add(-2 * time.Hour)}, false},
	} {
		if got := row.push.Running(now); got != row.want {
			t.Errorf("%s: %v", row.name, got)
		}
	}
}

// Which phone systems are reached, by what they need for that, and what is wrong with an entry of the list.
func TestPhoneSystemReached(t *testing.T) {
	for _, row := range []struct {
		kind, address, manager string
		reached                bool
		wrong                  string
	}{
		{"builtin", "", "", false, ""},
		{"asterisk", "", "", false, ""},
		{"asterisk", "https://pbx.example:8089/ari", "tls://pbx.example:5039", true, ""},
		{"asterisk", "", "tls://pbx.example:5039", false, "error.pbx.both"},
		{"asterisk", "postgres://db.example:5432/asterisk", "tls://pbx.example:5039", true, ""},
		{"asterisk", "postgres://boreal:secret@db.example/asterisk", "tls://pbx.example:5039", true, "error.pbx.address"},
		{"freeswitch", "", "tcp://pbx.example:8021", true, ""},
		{"freeswitch", "https://pbx.example", "tcp://pbx.example:8021", true, "error.pbx.no_rest"},
		{"freeswitch", "", "https://pbx.example", true, "error.pbx.address"},
	} {
		p := anteroom.PhoneSystem{Name: "PBX", Kind: row.kind, Address: row.address, Manager: row.manager}
		var f anteroom.Fields
		p.Check(&f)
		got := ""
		if len(f) > 0 {
			got = f[0].Msg.Key
		}
		if p.Reached() != row.reached || got != row.wrong {
			t.Errorf("%+v: reached %v, wrong %q", p, p.Reached(), got)
		}
	}
}

// What a plan does about a line or a number that is there and not as it should be, and why.
func TestPlanPBX(t *testing.T) {
	line := func(name, email string, ours bool) anteroom.PBXLine {
		return anteroom.PBXLine{Extension: "201", Name: name, Email: email, Ours: ours}
	}
	dumb := line("Zoé", "z@b.example", true)
	dumb.Unwatched = true
	number := func(ours bool, to string) []anteroom.PBXNumber {
		return []anteroom.PBXNumber{{Number: "+14185550100", Ours: ours, To: to}}
	}
	wanted := anteroom.PBXState{Lines: []anteroom.PBXLine{{Extension: "201", Name: "Zoé", Email: "z@b.example"}}}
	for _, row := range []struct {
		name          string
		wanted, found anteroom.PBXState
		act           anteroom.PBXAct
		why, there    string
	}{
		{"missing", wanted, anteroom.PBXState{}, anteroom.PBXAdd, "pbx.why.line.missing", ""},
		{"the same", wanted, anteroom.PBXState{Boxes: true, Lines: []anteroom.PBXLine{line("Zoé", "z@b.example", true)}}, anteroom.PBXKeep, "pbx.why.same", ""},
		{"another name", wanted, anteroom.PBXState{Lines: []anteroom.PBXLine{line("Zoe", "", true)}}, anteroom.PBXChange, "pbx.why.line.name", "Zoe"},
		{"another name, of theirs", wanted, anteroom.PBXState{Lines: []anteroom.PBXLine{line("Zoe", "", false)}}, anteroom.PBXKeep, "pbx.why.line.theirs", "Zoé"},
		{"no box", wanted, anteroom.PBXState{Boxes: true, Lines: []anteroom.PBXLine{line("Zoé", "", true)}}, anteroom.PBXChange, "pbx.why.line.box", ""},
		{"another address of the box", wanted, anteroom.PBXState{Boxes: true, Lines: []anteroom.PBXLine{line("Zoé", "x@b.example", true)}}, anteroom.PBXChange, "pbx.why.line.box", "x@b.example"},
		{"another address, and no boxes are kept", wanted, anteroom.PBXState{Lines: []anteroom.PBXLine{line("Zoé", "x@b.example", true)}}, anteroom.PBXKeep, "pbx.why.same", ""},
		{"the box of theirs", wanted, anteroom.PBXState{Boxes: true, Lines: []anteroom.PBXLine{line("Zoé", "x@b.example", false)}}, anteroom.PBXKeep, "pbx.why.same", ""},
		{"no hint", wanted, anteroom.PBXState{Lines: []anteroom.PBXLine{dumb}}, anteroom.PBXChange, "pbx.why.line.unwatched", ""},
		{"nobody's any more", anteroom.PBXState{}, anteroom.PBXState{Lines: []anteroom.PBXLine{line("Zoé", "", true)}}, anteroom.PBXRemove, "pbx.why.line.gone", ""},
		{"nobody's, of theirs", anteroom.PBXState{}, anteroom.PBXState{Lines: []anteroom.PBXLine{line("Zoé", "", false)}}, anteroom.PBXKeep, "pbx.why.line.unknown", ""},
		{"a number that is missing", anteroom.PBXState{Numbers: number(false, "")}, anteroom.PBXState{}, anteroom.PBXAdd, "pbx.why.number.missing", ""},
		{"a number that rings elsewhere", anteroom.PBXState{Numbers: number(false, "")}, anteroom.PBXState{Numbers: number(true, "999")}, anteroom.PBXChange, "pbx.why.number.elsewhere", "999"},
		{"a number that is the company's no more", anteroom.PBXState{}, anteroom.PBXState{Numbers: number(true, "")}, anteroom.PBXRemove, "pbx.why.number.gone", ""},
		{"the same, where it rings an extension", anteroom.PBXState{}, anteroom.PBXState{Numbers: number(true, "201")}, anteroom.PBXKeep, "pbx.why.number.unknown", ""},
		{"a number of theirs", anteroom.PBXState{}, anteroom.PBXState{Numbers: number(false, "")}, anteroom.PBXKeep, "pbx.why.number.unknown", ""},
	} {
		plan := anteroom.PlanPBX(row.wanted, row.found)
		if len(plan) != 1 || plan[0].Act != row.act || plan[0].Why.Key != row.why || plan[0].Found != row.there {
			t.Errorf("%s: %+v", row.name, plan)
		}
	}
}

// A difference that is left is kept as long as it is the same.
func TestLeavePBX(t *testing.T) {
	number := func(to string) anteroom.PBXState {
		return anteroom.PBXState{Numbers: []anteroom.PBXNumber{{Number: "+14185550100", To: to}}}
	}
	before := anteroom.PlanPBX(number(""), number("201"))
	left := map[string]string{before[0].Key(): before[0].Mark()}
	for _, row := range []struct {
		to, act, why string
	}{{"201", "keep", "pbx.why.left"}, {"202", "change", "pbx.why.number.elsewhere"}, {"", "keep", "pbx.why.same"}} {
		plan := anteroom.LeavePBX(anteroom.PlanPBX(number(""), number(row.to)), left)
		if string(plan[0].Act) != row.act || plan[0].Why.Key != row.why || plan[0].Differs() != (row.to != "") {
			t.Errorf("to %q: %+v", row.to, plan[0])
		}
	}
}
