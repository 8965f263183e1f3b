package anteroom

import (
	"net/mail"
	"strings"

	"golang.org/x/text/language"
)

// Email notes an address that cannot be one (RFC 5321 section 4.1.2; internationalised by RFC 6531):
// a bare local@domain of at most 254 bytes, without display name, comment or control character.
func (f *Fields) Email(field, s string) {
	switch {
	case s == "":
		f.Wrong(field, "error.email.empty")
	case !isEmail(s):
		f.Wrong(field, "error.email.wrong")
	}
}

func isEmail(s string) bool {
	at := strings.LastIndexByte(s, '@')
	if at < 1 || at > 64 || len(s) > 254 || strings.ContainsFunc(s, forbidden) || strings.ContainsAny(s, " <>\"(),:;[]\\") {
		return false
	}
	a, err := mail.ParseAddress(s)
	if err != nil || a.Address != s || a.Name != "" {
		return false
	}
	domain := s[at+1:]
	for _, label := range strings.Split(domain, ".") {
		if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' {
			return false
		}
	}
	return strings.Contains(domain, ".") || domain == "localhost"
}

// FoldEmail is the form in which addresses are compared: without case (R33).
func FoldEmail(s string) string { return strings.ToLower(strings.TrimSpace(s)) }

// Phone notes a telephone number that nobody could dial: empty is allowed, else 3 to 15 digits
// with an optional leading + and the usual separators.
func (f *Fields) Phone(field, s string) {
	if s == "" {
		return
	}
	digits := 0
	for i, r := range s {
		switch {
		case r >= '0' && r <= '9':
			digits++
		case r == '+' && i == 0, strings.ContainsRune(" .-()/", r):
		default:
			digits = 99
		}
	}
	if digits < 3 || digits > 15 {
		f.Wrong(field, "error.phone.wrong")
	}
}

// ParseNumber reads a dialled or SIP number as E.164: digits after an optional "+" and the usual separators. Without
// "+" it is taken as written in full, with "00" as "+". Not a number: empty.
func ParseNumber(s string) NumberID {
	var b strings.Builder
	for i, r := range s {
		switch {
		case r >= '0' && r <= '9':
			b.WriteRune(r)
		case r == '+' && i == 0, strings.ContainsRune(" .-()/", r):
		default:
			return ""
		}
	}
	d := b.String()
	if !strings.HasPrefix(s, "+") {
		d = strings.TrimPrefix(d, "00")
	}
	if len(d) < 7 || len(d) > 15 || d[0] == '0' {
		return ""
	}
	return NumberID("+" + d)
}

// String is the number as people write it: +1 418 555 0100, else digits in groups of three; an extension as it is.
func (n NumberID) String() string {
	if !strings.HasPrefix(string(n), "+") {
		return string(n)
	}
	d := strings.TrimPrefix(string(n), "+")
	if len(d) == 11 && d[0] == '1' {
		return "+1 " + d[1:4] + " " + d[4:7] + " " + d[7:]
	}
	var b strings.Builder
	b.WriteByte('+')
	for i, r := range d {
		if i > 0 && (len(d)-i)%3 == 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// IsCountry tells a country's code of ISO 3166-1 alpha-2.
func IsCountry(s string) bool {
	r, err := language.ParseRegion(s)
	return err == nil && len(s) == 2 && r.IsCountry() && r.String() == s
}
