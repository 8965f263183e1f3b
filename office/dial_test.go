package office

import (
	"fmt"
	"testing"

	"anteroom.dev/anteroom"
	"github.com/google/go-cmp/cmp"
)

// A number is the same however it was dialled; what is none is not made one.
func TestDialled(t *testing.T) {
	for _, row := range []struct{ country, text, want string }{
		{"CA", "514 555-1234", "+15145551234 [15145551234 5145551234]"},
		{"CA", "(514) 555.1234", "+15145551234 [15145551234 5145551234]"},
		{"CA", "1 514 555 1234", "+15145551234 [15145551234 5145551234]"},
		{"CA", "+1 514 555 1234", "+15145551234 [15145551234 5145551234]"},
		{"CA", "011 1 514 555 1234", "+15145551234 [15145551234 5145551234]"},
		{"CA", "+33 1 23 45 67 89", "+33123456789 [01133123456789]"},
		{"CA", "011 33 1 23 45 67 89", "+33123456789 [01133123456789]"},
		{"FR", "01 23 45 67 89", "+33123456789 [0123456789 123456789]"},
		{"FR", "0033 1 23 45 67 89", "+33123456789 [0123456789 123456789]"},
		{"FR", "+1 514 555 1234", "+15145551234 [0015145551234]"},
		{"IT", "06 1234567", "+39061234567 [061234567]"},
		{"CA", "911", "emergency 911"},
		{"CA", "9 1 1", "emergency 911"},
		{"FR", "15", "emergency 15"},
		{"FR", "112", "emergency 112"},
		{"CA", "112", "emergency 112"},
		{"FR", "911", "nothing"},
		{"CA", "+911", "nothing"},
		{"CA", "9115551234567", "nothing"},
		{"CA", "311", "short 311"},
		{"FR", "3008", "short 3008"},
		{"CA", "+311", "nothing"},
		{"CA", "555 0100", "nothing"},
		{"CA", "51412345678", "nothing"},
		{"CA", "+999 12345678", "nothing"},
		{"CA", "*67 514 555 1234", "nothing"},
		{"CA", "514 555 1234 ext. 12", "nothing"},
		{"CA", "1-800-FLOWERS", "nothing"},
		{"CA", "tel:+15145551234", "nothing"},
		{"CA", "5145551234;x=1", "nothing"},
		{"CA", "sip:5145551234@evil", "nothing"},
		{"CA", "", "nothing"},
		{"CA", "+", "nothing"},
		{"CA", "++15145551234", "nothing"},
		{"", "5145551234", "nothing"},
		{"XX", "911", "nothing"},
	} {
		if got := told(dialled(row.country, row.text)); got != row.want {
			t.Errorf("%s %q: got %s, want %s", row.country, row.text, got, row.want)
		}
	}
}

func told(d anteroom.Dialled) string {
	switch {
	case d.Emergency:
		return "emergency " + d.Raw
	case d.Short:
		return "short " + d.Raw
	case d.Number == "":
		return "nothing"
	}
	return string(d.Number) + fmt.Sprint(" ", d.Ways)
}

// Whatever is typed: a number that comes out is E.164, and is the same when it is read again, in any country.
func FuzzDialled(f *testing.F) {
	f.Add("CA", "514 555 1234")
	f.Add("FR", "0033123456789")
	f.Fuzz(func(t *testing.T, country, text string) {
		if !anteroom.IsCountry(country) {
			return
		}
		d := dialled(country, text)
		if d.Number == "" {
			return
		}
		if !digits(string(d.Number[1:])) || d.Number[0] != '+' || len(d.Number) > 18 {
			t.Errorf("%q in %s: %q", text, country, d.Number)
		}
		again := dialled(country, string(d.Number))
		if diff := cmp.Diff(d.Ways, again.Ways); d.Number != again.Number || diff != "" {
			t.Errorf("%q in %s: %q, then %q %s", text, country, d.Number, again.Number, diff)
		}
	})
}
