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
