package anteroom

import (
	"bytes"
	"cmp"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"
)

// How SIP is carried.
const (
	OverUDP = "udp"
	OverTCP = "tcp"
	OverTLS = "tls"
)

// Where a trunk writes the number that was called, and how.
const (
	CalledInURI       = "request_uri"
	CalledInTo        = "to"
	CalledInParty     = "p_called_party" // RFC 7315 section 4.2
	CalledInDiversion = "diversion"      // RFC 5806
)

// NumberForm is how a trunk writes telephone numbers.
type NumberForm string

// The forms.
const (
	FormE164     NumberForm = "e164"     // +14185550100
	FormDigits   NumberForm = "digits"   // 14185550100
	FormNational NumberForm = "national" // as dialled in the trunk's country
)

// CallerRule is which number those see who are called.
type CallerRule string

// The rules. Where the one asked for does not exist, the next before it in this list is shown.
const (
	ShowTrunk    CallerRule = "trunk"    // the trunk's own
	ShowCompany  CallerRule = "company"  // the company's
	ShowUser     CallerRule = "user"     // the user's own
	ShowWithheld CallerRule = "withheld" // none
)

// Trunk is a line to the outside: a provider's SIP server, to which calls go and from which they come.
type Trunk struct {
	ID        TrunkID `json:"id"`
	Name      string  `json:"name"`
	Server    string  `json:"server"` // host, or host:port, to which calls are sent
	Transport string  `json:"transport"`
	Encrypted bool    `json:"encrypted"` // sound is encrypted both ways, or there is no call; over TLS alone, which carries the keys (RFC 4568)
	Authority string  `json:"authority"` // certificates in PEM of who vouches for the server's; empty: whom this machine trusts
	// Register: we sign in there as User, so that it knows where we are. Otherwise it knows our address.
	Register    bool     `json:"register"`
	User        string   `json:"user"`         // for the registration, and where calls are challenged
	Realm       string   `json:"realm"`        // the domain of our address there; empty: the server's name
	PasswordSet bool     `json:"password_set"` // the password is sealed
	Sources     []string `json:"sources"`      // addresses and networks from which its calls come, beside that of the server
	Country     string   `json:"country"`      // whose national form it writes: ISO 3166-1
	CalledIn    string   `json:"called_in"`    // where its calls name the number that was called
	CallsForm   string   `json:"calls_form"`   // how: FormE164 (with or without +), or FormNational
	DialForm    string   `json:"dial_form"`    // how calls that are sent to it name the number
	Caller      string   `json:"caller"`       // which number those see who are called: a CallerRule
	Asserted    bool     `json:"asserted"`     // the number stands in P-Asserted-Identity too (RFC 3325)
	Passes      bool     `json:"passes"`       // of a call that is forwarded those see who called; by whom it was is in Diversion (RFC 5806)
	Number      NumberID `json:"number"`       // its own; empty: it has none
	MaxCalls    int      `json:"max_calls"`    // at a time
	Order       int      `json:"order"`        // lower ones are tried first
	Prefixes    []string `json:"prefixes"`     // of the numbers that it takes, "+33" or of short ones "911"; empty: all
	Off         bool     `json:"off"`          // takes and brings no calls
	// PasswordChanged is when the password was last set.
	PasswordChanged time.Time `json:"password_changed,omitzero"`
}

// mostAuthority is how many bytes the certificates of an authority take at most: a whole chain does not need them.
const mostAuthority = 20_000

// Roots are those who vouch for the server's certificate; nil: whom this machine trusts.
func (t Trunk) Roots() (*x509.CertPool, error) {
	rest := []byte(strings.TrimSpace(t.Authority))
	if len(rest) == 0 {
		return nil, nil
	}
	roots := x509.NewCertPool()
	for len(rest) > 0 {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil || block.Type != "CERTIFICATE" {
			return nil, errors.New("anteroom: no certificate in PEM")
		}
		cert, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, err
		}
		roots.AddCert(cert)
		rest = bytes.TrimSpace(rest)
	}
	return roots, nil
}

// mostTrunkList is how many sources and prefixes a trunk has at most.
const mostTrunkList = 100

// Check names what is wrong with the trunk's own fields.
func (t Trunk) Check(f *Fields) {
	f.Name("name", t.Name, 1, 60)
	if _, _, ok := t.Address(); !ok {
		f.Wrong("server", "error.trunk.server")
	}
	choice(f, "transport", t.Transport, OverUDP, OverTCP, OverTLS)
	if t.Encrypted && t.Transport != OverTLS {
		f.Wrong("encrypted", "error.trunk.encrypted")
	}
	if _, err := t.Roots(); err != nil || len(t.Authority) > mostAuthority {
		f.Wrong("authority", "error.trunk.authority")
	}
	if t.Register && t.User == "" {
		f.Wrong("user", "error.trunk.user")
	}
	if t.Register && !t.PasswordSet {
		f.Wrong("password", "error.trunk.password")
	}
	sipWord(f, "user", t.User)
	sipWord(f, "realm", t.Realm)
	t.checkSources(f)
	if !IsCountry(t.Country) {
		f.Wrong("country", "error.country.unknown")
	}
	choice(f, "called_in", t.CalledIn, CalledInURI, CalledInTo, CalledInParty, CalledInDiversion)
	choice(f, "calls_form", t.CallsForm, string(FormE164), string(FormNational))
	choice(f, "dial_form", t.DialForm, string(FormE164), string(FormDigits), string(FormNational))
	choice(f, "caller", t.Caller, string(ShowTrunk), string(ShowCompany), string(ShowUser), string(ShowWithheld))
	if t.Caller == string(ShowTrunk) && t.Number == "" {
		f.Wrong("number", "error.trunk.number")
	}
	f.between("max_calls", t.MaxCalls, 1, 10_000)
	f.between("order", t.Order, 0, 1000)
	t.checkPrefixes(f)
}

// choice notes a choice that is none of the list.
func choice(f *Fields, field, value string, of ...string) {
	if !slices.Contains(of, value) {
		f.Wrong(field, "error.trunk.choice")
	}
}

// sipWord notes what could not stand in a SIP address.
func sipWord(f *Fields, field, s string) {
	if len(s) > 100 || strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r > '~' || strings.ContainsRune(`"<>\;,`, r) }) {
		f.Wrong(field, "error.trunk.plain")
	}
}

func (t Trunk) checkSources(f *Fields) {
	if len(t.Sources) > mostTrunkList {
		f.Wrong("sources", "error.trunk.most", "most", mostTrunkList)
		return
	}
	for _, s := range t.Sources {
		if _, ok := network(s); !ok {
			f.Wrong("sources", "error.trunk.source", "text", s)
		}
	}
}

// network reads an address or a network, of which no more than a /8 is one.
func network(s string) (netip.Prefix, bool) {
	if at, err := netip.ParseAddr(s); err == nil {
		return netip.PrefixFrom(at.Unmap(), at.Unmap().BitLen()), true
	}
	p, err := netip.ParsePrefix(s)
	return p.Masked(), err == nil && p.Bits() >= 8
}

func (t Trunk) checkPrefixes(f *Fields) {
	if len(t.Prefixes) > mostTrunkList {
		f.Wrong("prefixes", "error.trunk.most", "most", mostTrunkList)
		return
	}
	for _, p := range t.Prefixes {
		if d := strings.TrimPrefix(p, "+"); d == "" || len(d) > 15 || strings.Trim(d, "0123456789") != "" {
			f.Wrong("prefixes", "error.trunk.prefix", "text", p)
		}
	}
}

// Address is the server's host and port; port 0: that of the transport. False where it is no address.
func (t Trunk) Address() (host string, port int, ok bool) {
	host = t.Server
	if h, p, err := net.SplitHostPort(t.Server); err == nil {
		n, err := strconv.Atoi(p)
		if err != nil || n < 1 || n > 65535 {
			return "", 0, false
		}
		host, port = h, n
	}
	if _, err := netip.ParseAddr(host); err == nil {
		return host, port, true
	}
	for label := range strings.SplitSeq(host, ".") {
		if label == "" || len(label) > 63 || strings.Trim(strings.ToLower(label), "abcdefghijklmnopqrstuvwxyz0123456789-") != "" || strings.HasPrefix(label, "-") {
			return "", 0, false
		}
	}
	return host, port, len(host) <= 253
}

// Domain is the host of our address at the trunk.
func (t Trunk) Domain() string {
	host, _, _ := t.Address()
	return cmp.Or(t.Realm, host)
}

// From tells whether the trunk's calls may come from an address, which is not that of its server.
func (t Trunk) From(at netip.Addr) bool {
	return slices.ContainsFunc(t.Sources, func(s string) bool {
		p, ok := network(s)
		return ok && p.Contains(at.Unmap())
	})
}

// takes is how many digits of a number the trunk's prefixes name; -1 where it does not take the number.
func (t Trunk) takes(number NumberID) int {
	if len(t.Prefixes) == 0 {
		return 0
	}
	most := -1
	for _, p := range t.Prefixes {
		if strings.HasPrefix(string(number), p) {
			most = max(most, len(p))
		}
	}
	return most
}

// TrunksFor are the trunks that take a number, in the order in which they are tried: those first whose prefix says most of
// it, of equals by their order.
func TrunksFor[T interface{ Itself() Trunk }](all []T, number NumberID) []T {
	var list []T
	for _, t := range all {
		if !t.Itself().Off && t.Itself().takes(number) >= 0 {
			list = append(list, t)
		}
	}
	slices.SortStableFunc(list, func(x, y T) int {
		a, b := x.Itself(), y.Itself()
		return cmp.Or(cmp.Compare(b.takes(number), a.takes(number)), cmp.Compare(a.Order, b.Order), cmp.Compare(a.Name, b.Name))
	})
	return list
}

// Itself is the trunk of whatever holds one.
func (t Trunk) Itself() Trunk { return t }

// Numbering is how numbers are dialled in a country.
type Numbering struct {
	Code          string // of the country: "1"
	National      string // before a number of the country: "0" in France, "1" in Canada; empty: nothing
	International string // before the code of another: "00"
}

// Read makes a number of what a trunk wrote; empty where it is none.
func (n Numbering) Read(text string, form NumberForm) NumberID {
	digits := Undecorated(text)
	if strings.HasPrefix(digits, "+") || strings.Trim(digits, "0123456789") != "" {
		return ParseNumber(digits)
	}
	switch rest, abroad := strings.CutPrefix(digits, n.International); {
	case abroad && n.International != "":
		return ParseNumber("+" + rest)
	case form != FormNational:
		return ParseNumber("+" + digits)
	}
	own := digits
	if n.National != "" {
		own = strings.TrimPrefix(digits, n.National)
	}
	return ParseNumber("+" + n.Code + own)
}

// Write is a number as a trunk takes it. Short numbers are the same in every form.
func (n Numbering) Write(number NumberID, form NumberForm) string {
	digits, whole := strings.CutPrefix(string(number), "+")
	if !whole || form == FormE164 {
		return string(number)
	}
	if form == FormNational {
		if own, here := strings.CutPrefix(digits, n.Code); here {
			return n.National + own
		}
		return n.International + digits
	}
	return digits
}

// CallerID is which numbers may be shown to those who are called.
type CallerID struct {
	User    NumberID // the user's own; empty: none
	Company NumberID // the company's; empty: none
	Name    string
	Caller  NumberID // who called the company, of a call that is forwarded; empty: nobody, or the number is withheld
	Why     Diversion
}

// Diversion is why a call is forwarded, in the words of carriers (RFC 5806 section 4); empty: it is not known, or not forwarded.
type Diversion string

// Why calls are forwarded.
const (
	DivertsAll         Diversion = "unconditional"
	DivertsByTime      Diversion = "time-of-day"
	DivertsByStatus    Diversion = "unavailable"
	DivertsUndisturbed Diversion = "do-not-disturb"
	DivertsUnanswered  Diversion = "no-answer"
)

// Shows is the number that a trunk shows of them; empty: none.
func (t Trunk) Shows(c CallerID) NumberID {
	switch CallerRule(t.Caller) {
	case ShowWithheld:
		return ""
	case ShowUser:
		return cmp.Or(c.User, c.Company, t.Number)
	case ShowCompany:
		return cmp.Or(c.Company, t.Number)
	}
	return t.Number
}

// Passed is the number of who called that a trunk shows of a call that is forwarded; empty: none. The carrier is told by whom it was
// forwarded, or would not take a number that is not ours.
func (t Trunk) Passed(c CallerID) NumberID {
	if !t.Passes || t.Shows(c) == "" {
		return ""
	}
	return c.Caller
}

// TrunkAccess is a trunk with all that calls by it need. However it is printed or logged, it tells no password.
type TrunkAccess struct {
	Trunk
	Password  string
	Numbering Numbering
}

// Format hides the password, whichever verb asks for it.
func (a TrunkAccess) Format(w fmt.State, _ rune) { _, _ = w.Write([]byte(a.Name)) }

// LogValue hides the password in a log.
func (a TrunkAccess) LogValue() slog.Value { return slog.StringValue(a.Name) }

// MarshalJSON hides the password.
func (a TrunkAccess) MarshalJSON() ([]byte, error) { return []byte(strconv.Quote(string(a.ID))), nil }

// TrunkHealth is how a trunk was when it was last tried.
type TrunkHealth struct {
	Trunk      TrunkID   `json:"trunk"`
	Registered time.Time `json:"registered,omitzero"` // until when; zero: not, or it does not register
	Reached    time.Time `json:"reached,omitzero"`    // when it last answered
	Failed     time.Time `json:"failed,omitzero"`     // when it last failed, and has not answered since; zero: it has
	Why        *Text     `json:"why,omitempty"`       // and why, in words
	Calls      int       `json:"calls"`               // in progress
}
