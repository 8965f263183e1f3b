package voice

import (
	"strings"
	"testing"

	"anteroom.dev/anteroom"
	"github.com/emiago/sipgo/sip"
)

// The numbers of a call by a trunk are read in every form that carriers write them.
func TestNumbersOfTrunk(t *testing.T) {
	canada := anteroom.TrunkAccess{Trunk: anteroom.Trunk{CalledIn: "request_uri", CallsForm: "e164"}, Numbering: anteroom.Numbering{Code: "1", National: "1", International: "011"}}
	in := func(where, form string) anteroom.TrunkAccess {
		c := canada
		c.CalledIn, c.CallsForm = where, form
		return c
	}
	const us, who = "+14185550100", "+15145550199"
	for _, row := range []struct {
		trunk                     anteroom.TrunkAccess
		uri, to, from, more       string
		number, caller, shownName string
	}{
		{canada, "sip:+14185550100@x;user=phone", "<sip:x@y>", `"Élise" <sip:+15145550199@x;user=phone>`, "", us, who, "Élise"},
		{canada, "sip:14185550100@x", "<sip:x@y>", "<sip:15145550199@x>", "", us, who, ""},
		{canada, "sip:%2B14185550100@x", "<sip:x@y>", "<sip:%2b15145550199@x>", "", us, who, ""},
		{canada, "sip:+14185550100;npdi;rn=+15145550000@x;user=phone", "<sip:x@y>", "<sip:+15145550199;cpc=ordinary@x;user=phone>", "", us, who, ""},
		{canada, "tel:+1-418-555-0100", "<tel:+14185550100>", "<tel:+15145550199>", "", us, who, ""},
		{canada, "tel:5550100;phone-context=+1418", "<tel:+14185550100>", "<tel:+15145550199;cpc=ordinary>", "", us, who, ""},
		{in("request_uri", "national"), "sip:4185550100;phone-context=+1@x;user=phone", "<sip:x@y>", "<sip:5145550199@x>", "", us, who, ""},
		{in("request_uri", "national"), "sip:01114185550100@x", "<sip:x@y>", "<sip:01133142000000@x>", "", us, "+33142000000", ""},
		{in("to", "e164"), "sip:account@x", `"us" <sip:+14185550100@y;user=phone>`, "<sip:+15145550199@x>", "", us, who, ""},
		{in("to", "e164"), "sip:account@x", "<tel:+14185550100>", "<sip:+15145550199@x>", "", us, who, ""},
		{in("p_called_party", "e164"), "sip:account@x", "<sip:x@y>", "<sip:+15145550199@x>", "P-Called-Party-ID: <sip:+14185550100@y;user=phone>\r\n", us, who, ""},
		{in("p_called_party", "e164"), "sip:account@x", "<sip:x@y>", "<sip:+15145550199@x>", "P-Called-Party-ID: <tel:+1-418-555-0100>\r\n", us, who, ""},
		{in("diversion", "e164"), "sip:other@x", "<sip:x@y>", "<sip:+15145550199@x>", "Diversion: \"a, b\" <sip:+14185550100@y;user=phone>;reason=unconditional, <sip:+14185550101@y>\r\n", us, who, ""},
		{in("diversion", "e164"), "sip:+14185550100@x", "<sip:x@y>", "<sip:+15145550199@x>", "", us, who, ""},
		{canada, "sip:+14185550100@x", "<sip:x@y>", "<sip:anonymous@anonymous.invalid>", "P-Asserted-Identity: \"Élise\" <sip:+15145550199@x>, <tel:+15145550199>\r\n", us, who, "Élise"},
		{canada, "sip:+14185550100@x", "<sip:x@y>", "<sip:trunk@x>", "P-Asserted-Identity: <tel:+15145550199>\r\nP-Asserted-Identity: <sip:x@y>\r\n", us, who, ""},
		{canada, "sip:+14185550100@x", "<sip:x@y>", "<sip:+15145550100@x>", "P-Asserted-Identity: <sip:+15145550199@x>\r\nPrivacy: id\r\n", us, "anonymous", ""},
		{canada, "sip:+14185550100@x", "<sip:x@y>", "<sip:+15145550100@x>", "Privacy: none\r\n", us, "+15145550100", ""},
		{canada, "sip:+14185550100@x", "<sip:x@y>", "<sip:trunk@x>", "Remote-Party-ID: \"Élise\" <sip:+15145550199@x>;party=calling;privacy=off\r\n", us, who, "Élise"},
		{canada, "sip:+14185550100@x", "<sip:x@y>", "<sip:+15145550199@x>", "Remote-Party-ID: <sip:+15145550199@x>;party=calling;privacy=full\r\n", us, "anonymous", ""},
		{canada, "sip:+14185550100@x", "<sip:x@y>", `"Anonymous" <sip:anonymous@anonymous.invalid>`, "", us, "anonymous", ""},
	} {
		text := "INVITE " + row.uri + " SIP/2.0\r\nVia: SIP/2.0/UDP x;branch=z9hG4bK1\r\nFrom: " + row.from + ";tag=1\r\nTo: " + row.to + "\r\nCall-ID: 1\r\nCSeq: 1 INVITE\r\n" + row.more + "Content-Length: 0\r\n\r\n"
		m, err := sip.NewParser().ParseSIP([]byte(text))
		r, ok := m.(*sip.Request)
		if err != nil || !ok {
			t.Errorf("%s: %v", row.uri, err)
			continue
		}
		got, ok := byTrunk(r, row.trunk)
		if !ok || string(got.Number) != row.number || got.Caller != row.caller || got.Name != row.shownName {
			t.Errorf("%s %s %s%s: got %s, %s %q", row.uri, row.to, row.from, row.more, got.Number, got.Caller, got.Name)
		}
	}
}

// A trunk is told who calls as its rule says, in its form; an emergency service always is.
func TestIdentityToTrunk(t *testing.T) {
	all := anteroom.CallerID{User: "+14185550142", Company: "+14185550100", Name: "Élise \"Roy\"\r\n"}
	trunk := func(rule anteroom.CallerRule, form anteroom.NumberForm, number anteroom.NumberID) anteroom.TrunkAccess {
		return anteroom.TrunkAccess{Numbering: anteroom.Numbering{Code: "1", National: "1", International: "011"}, Trunk: anteroom.Trunk{Server: "sip.nord.example:5080", User: "acct", Caller: string(rule),
			DialForm: string(form), Number: number, Asserted: true}}
	}
	bare := trunk(anteroom.ShowTrunk, anteroom.FormE164, "")
	bare.User = ""
	passing := func(rule anteroom.CallerRule) anteroom.TrunkAccess {
		t := trunk(rule, anteroom.FormDigits, "")
		t.Passes = true
		return t
	}
	forwarded := all
	forwarded.Caller = "+15145550177"
	unanswered := forwarded
	unanswered.Why = anteroom.DivertsUnanswered
	for _, row := range []struct {
		trunk  anteroom.TrunkAccess
		to     anteroom.NumberID
		of     anteroom.CallerID
		from   string
		assert string
		hides  bool
		by     string
	}{
		{trunk(anteroom.ShowUser, anteroom.FormE164, ""), "+33142000000", all, `"Élise Roy" <sip:+14185550142@sip.nord.example>`, "<sip:+14185550142@sip.nord.example>", false, ""},
		{trunk(anteroom.ShowCompany, anteroom.FormDigits, ""), "+33142000000", all, `<sip:14185550100@sip.nord.example>`, "<sip:14185550100@sip.nord.example>", false, ""},
		{trunk(anteroom.ShowUser, anteroom.FormNational, ""), "+33142000000", anteroom.CallerID{Company: "+14185550100"}, `<sip:14185550100@sip.nord.example>`, "<sip:14185550100@sip.nord.example>", false, ""},
		{trunk(anteroom.ShowTrunk, anteroom.FormE164, "+14185550199"), "+33142000000", all, `<sip:+14185550199@sip.nord.example>`, "<sip:+14185550199@sip.nord.example>", false, ""},
		{trunk(anteroom.ShowWithheld, anteroom.FormE164, ""), "+33142000000", all, `"Anonymous" <sip:anonymous@anonymous.invalid>`, "<sip:+14185550142@sip.nord.example>", true, ""},
		{trunk(anteroom.ShowWithheld, anteroom.FormE164, ""), "911", all, `<sip:+14185550142@sip.nord.example>`, "<sip:+14185550142@sip.nord.example>", false, ""},
		{trunk(anteroom.ShowCompany, anteroom.FormE164, ""), "+33142000000", anteroom.CallerID{}, `<sip:acct@sip.nord.example>`, "", false, ""},
		{bare, "+33142000000", anteroom.CallerID{}, `<sip:anonymous@sip.nord.example>`, "", false, ""},
		{trunk(anteroom.ShowUser, anteroom.FormE164, ""), "+33142000000", forwarded, `"Élise Roy" <sip:+14185550142@sip.nord.example>`, "<sip:+14185550142@sip.nord.example>", false, ""},
		{passing(anteroom.ShowUser), "+33142000000", all, `"Élise Roy" <sip:14185550142@sip.nord.example>`, "<sip:14185550142@sip.nord.example>", false, ""},
		{passing(anteroom.ShowUser), "+33142000000", forwarded, `<sip:15145550177@sip.nord.example>`, "<sip:14185550142@sip.nord.example>", false, "<sip:14185550142@sip.nord.example>;reason=unconditional;counter=1"},
		{passing(anteroom.ShowUser), "+33142000000", unanswered, `<sip:15145550177@sip.nord.example>`, "<sip:14185550142@sip.nord.example>", false, "<sip:14185550142@sip.nord.example>;reason=no-answer;counter=1"},
		{passing(anteroom.ShowCompany), "911", forwarded, `<sip:14185550142@sip.nord.example>`, "<sip:14185550142@sip.nord.example>", false, ""},
		{passing(anteroom.ShowWithheld), "+33142000000", forwarded, `"Anonymous" <sip:anonymous@anonymous.invalid>`, "<sip:14185550142@sip.nord.example>", true, ""},
		{passing(anteroom.ShowTrunk), "+33142000000", forwarded, `<sip:acct@sip.nord.example>`, "", false, ""}, // there is nothing to say who forwards
	} {
		said := map[string]string{}
		for _, h := range new(Service).identity(row.trunk, anteroom.Callee{Number: row.to, Shows: row.of}) {
			said[h.Name()] = h.Value()
		}
		from, _, _ := strings.Cut(said["From"], ";tag=")
		if _, hides := said["Privacy"]; from != row.from || said["P-Asserted-Identity"] != row.assert || hides != row.hides || said["Diversion"] != row.by {
			t.Errorf("%s to %s: got %q", row.trunk.Caller, row.to, said)
		}
	}
}
