package voice

import (
	"net/netip"
	"strings"
	"unicode"
	"unicode/utf8"
)

// clean is what is kept of bytes that a caller sent: at most 64 printable characters, on one line, none that turns the
// direction of writing around.
func clean(s string) string {
	var b strings.Builder
	n := 0
	for _, r := range s {
		if r == utf8.RuneError || !unicode.IsPrint(r) || unicode.Is(unicode.Cf, r) {
			continue
		}
		if n++; n > 64 {
			break
		}
		b.WriteRune(r)
	}
	return strings.TrimSpace(b.String())
}

// token is what of a text may stand unquoted in a SIP address: letters, digits and a few marks.
func token(s string) string {
	return strings.Map(func(r rune) rune {
		if r < 128 && (r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || strings.ContainsRune("+-_.!~*", r)) {
			return r
		}
		return -1
	}, s)
}

// quoted is what of a text may stand in a quoted display name.
func quoted(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '"' || r == '\\' {
			return -1
		}
		return r
	}, clean(s))
}

// inURI is a host as a URI or a Via has it: an address of IPv6 in brackets (RFC 3261 section 25.1, IPv6reference), of a name, and
// its port, what may stand there.
func inURI(host string) string {
	if ip, err := netip.ParseAddr(strings.Trim(host, "[]")); err == nil && ip.Is6() {
		return "[" + ip.WithZone("").String() + "]"
	}
	name, port, ported := strings.Cut(host, ":")
	if ported {
		return token(name) + ":" + token(port)
	}
	return token(name)
}
