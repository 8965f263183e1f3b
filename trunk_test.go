package anteroom_test

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"anteroom.dev/anteroom"
)

var (
	canada = anteroom.Numbering{Code: "1", National: "1", International: "011"}
	france = anteroom.Numbering{Code: "33", National: "0", International: "00"}
)

// What a trunk writes is read in its form, and what it cannot mean is no number.
func TestTrunkReads(t *testing.T) {
	for _, row := range []struct {
		in   anteroom.Numbering
		form anteroom.NumberForm
		text string
		want anteroom.NumberID
	}{
		{canada, "e164", "+14185550100", "+14185550100"}, {canada, "e164", "14185550100", "+14185550100"}, {canada, "e164", "+1 (418) 555-0100", "+14185550100"},
		{canada, "national", "4185550100", "+14185550100"}, {canada, "national", "14185550100", "+14185550100"}, {canada, "national", "01133142000000", "+33142000000"},
		{canada, "national", "+33142000000", "+33142000000"}, {france, "national", "0142000000", "+33142000000"}, {france, "national", "142000000", "+33142000000"},
		{france, "national", "0014185550100", "+14185550100"}, {france, "e164", "33142000000", "+33142000000"}, {france, "e164", "0033142000000", "+33142000000"},
		{france, "national", "", ""}, {france, "national", "anonymous", ""}, {france, "national", "12", ""}, {canada, "e164", "<script>", ""},
	} {
		if got := row.in.Read(row.text, row.form); got != row.want {
			t.Errorf("%s %q: got %q, want %q", row.form, row.text, got, row.want)
		}
	}
}

// A number is written as the trunk takes it, and what was written is read as the same.
func TestTrunkWrites(t *testing.T) {
	for _, row := range []struct {
		in   anteroom.Numbering
		form anteroom.NumberForm
		n    anteroom.NumberID
		want string
	}{
		{canada, "e164", "+14185550100", "+14185550100"}, {canada, "digits", "+14185550100", "14185550100"}, {canada, "national", "+14185550100", "14185550100"},
		{canada, "national", "+33142000000", "01133142000000"}, {france, "national", "+33142000000", "0142000000"}, {france, "national", "+14185550100", "0014185550100"},
		{canada, "digits", "911", "911"}, {france, "national", "112", "112"}, {france, "e164", "", ""},
	} {
		got := row.in.Write(row.n, row.form)
		if got != row.want {
			t.Errorf("%s %s: got %q, want %q", row.form, row.n, got, row.want)
		}
		if back := row.in.Read(got, row.form); strings.HasPrefix(string(row.n), "+") && back != row.n {
			t.Errorf("%s read back: %q", got, back)
		}
	}
}

// The trunk whose prefix says most of a number is tried first, of equals by their order; one that is off, or takes other
// numbers, never.
func TestTrunksFor(t *testing.T) {
	all := []anteroom.Trunk{{Name: "all", Order: 1}, {Name: "france", Prefixes: []string{"+33"}, Order: 9}, {Name: "paris", Prefixes: []string{"+331", "+44"}, Order: 9},
		{Name: "second", Order: 2}, {Name: "off", Off: true}, {Name: "emergency", Prefixes: []string{"911"}}}
	for number, want := range map[anteroom.NumberID]string{"+33142000000": "paris france all second", "+33492000000": "france all second", "+14185550100": "all second",
		"911": "emergency all second", "+442000000000": "paris all second"} {
		var got []string
		for _, x := range anteroom.TrunksFor(all, number) {
			got = append(got, x.Name)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: got %s, want %s", number, got, want)
		}
	}
}

func TestTrunkShows(t *testing.T) {
	both := anteroom.CallerID{User: "+14185550142", Company: "+14185550100"}
	for _, row := range []struct {
		rule string
		of   anteroom.CallerID
		want anteroom.NumberID
	}{{"trunk", both, "+1"}, {"company", both, "+14185550100"}, {"user", both, "+14185550142"}, {"withheld", both, ""},
		{"user", anteroom.CallerID{Company: "+14185550100"}, "+14185550100"}, {"user", anteroom.CallerID{}, "+1"}, {"company", anteroom.CallerID{User: "+14185550142"}, "+1"}} {
		if got := (anteroom.Trunk{Caller: row.rule, Number: "+1"}).Shows(row.of); got != row.want {
			t.Errorf("%+v: got %q", row, got)
		}
	}
}

func TestTrunkCheck(t *testing.T) {
	good := anteroom.Trunk{Name: "Nord", Server: "sip.example.com:5060", Transport: "udp", Country: "CA", CalledIn: "request_uri", CallsForm: "e164", DialForm: "e164",
		Caller: "company", MaxCalls: 10, Sources: []string{"192.0.2.1", "2001:db8::/32", "192.0.2.0/24"}, Prefixes: []string{"+1", "911"}}
	for want, change := range map[string]func(*anteroom.Trunk){
		"":           func(*anteroom.Trunk) {},
		"server":     func(t *anteroom.Trunk) { t.Server = "sip:x@y" },
		"user":       func(t *anteroom.Trunk) { t.Register, t.PasswordSet = true, true },
		"password":   func(t *anteroom.Trunk) { t.Register, t.User = true, "nord" },
		"sources":    func(t *anteroom.Trunk) { t.Sources = []string{"0.0.0.0/0"} },
		"prefixes":   func(t *anteroom.Trunk) { t.Prefixes = []string{"+"} },
		"max_calls":  func(t *anteroom.Trunk) { t.MaxCalls = 0 },
		"number":     func(t *anteroom.Trunk) { t.Caller = "trunk" },
		"transport":  func(t *anteroom.Trunk) { t.Transport = "sctp" },
		"realm":      func(t *anteroom.Trunk) { t.Realm = "a\r\nVia: x" },
		"dial_form":  func(t *anteroom.Trunk) { t.DialForm = "" },
		"country":    func(t *anteroom.Trunk) { t.Country = "Canada" },
		"calls_form": func(t *anteroom.Trunk) { t.CallsForm = "digits" },
		"encrypted":  func(t *anteroom.Trunk) { t.Transport, t.Encrypted = "tcp", true },
		"authority":  func(t *anteroom.Trunk) { t.Authority = "-----BEGIN PRIVATE KEY-----\nAA==\n-----END PRIVATE KEY-----" },
	} {
		x := good
		change(&x)
		var f anteroom.Fields
		x.Check(&f)
		if got := fmt.Sprint(f.Err() != nil); want == "" && got == "true" || want != "" && (len(f) != 1 || f[0].Field != want) {
			t.Errorf("%q: got %v", want, f)
		}
	}
	if !good.From(netip.MustParseAddr("192.0.2.77")) || good.From(netip.MustParseAddr("192.0.3.1")) || !good.From(netip.MustParseAddr("::ffff:192.0.2.1")) {
		t.Error("sources")
	}
	if !slices.Equal(good.Prefixes, []string{"+1", "911"}) {
		t.Error("changed")
	}
	secret := anteroom.TrunkAccess{Trunk: good, Password: "geheim"}
	if s := fmt.Sprintf("%v %+v %s %#v", secret, secret, secret, secret); strings.Contains(s, "geheim") {
		t.Error(s)
	}
}
