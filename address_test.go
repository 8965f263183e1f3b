package anteroom

import (
	"strings"
	"testing"
)

func TestEmail(t *testing.T) {
	for _, row := range []struct {
		address string
		good    bool
	}{
		{"emma@boreal.example", true}, {"zoé@québec.example", true}, {"a+b@c.example", true}, {"a@localhost", true},
		{"", false}, {"emma", false}, {"@x.example", false}, {"emma@", false}, {"emma@x", false}, {"Emma <emma@x.example>", false},
		{"emma@x.example\r\nBcc: y@z.example", false}, {"em ma@x.example", false}, {"a@-x.example", false}, {"a@x..example", false},
		{"a\x00b@x.example", false}, {strings.Repeat("a", 65) + "@x.example", false}, {"a@" + strings.Repeat("b", 260) + ".example", false},
		{"a@b@c.example", false}, {"a@x.example,b@y.example", false}, {"\u202eabc@x.example", false},
	} {
		var f Fields
		if f.Email("email", row.address); (len(f) == 0) != row.good {
			t.Errorf("%q: %v", row.address, f)
		}
	}
}

func TestParseNumber(t *testing.T) {
	for in, want := range map[string]NumberID{
		"+1 418 555 0100": "+14185550100", "14185550100": "+14185550100", "0014185550100": "+14185550100", "+33 (1) 23.45-67/89": "+33123456789",
		"": "", "abc": "", "201": "", "+0123456789": "", "1+4185550100": "", "+1418555010012345": "", "+14185550100;x=1": "", "４１８": "",
	} {
		if got := ParseNumber(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func TestNumberWritten(t *testing.T) {
	for in, want := range map[NumberID]string{"+14185550100": "+1 418 555 0100", "+33123456789": "+33 123 456 789", "+1234567": "+1 234 567"} {
		if got := in.String(); got != want {
			t.Errorf("%s: got %q, want %q", string(in), got, want)
		}
	}
}

func TestCountry(t *testing.T) {
	for code, want := range map[string]bool{"CA": true, "FR": true, "ca": false, "XX": false, "CAN": false, "": false, "419": false} {
		if IsCountry(code) != want {
			t.Errorf("%q: %v", code, !want)
		}
	}
}
