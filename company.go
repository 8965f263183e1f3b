package anteroom

import (
	"net"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// VAR is a reseller: it sells Anteroom to companies and supports them.
type VAR struct {
	ID           VARID  `json:"id"`
	Name         string `json:"name"`
	Virtual      bool   `json:"virtual"` // the system's own, which holds the public-service company
	SupportEmail string `json:"support_email"`
	SupportPhone string `json:"support_phone"`
	Keys         int    `json:"keys"` // subscription keys held, given to companies or not
	// Removed is when the VAR was removed, and with it all its companies; recoverable for RecoverFor from then on.
	Removed time.Time `json:"removed,omitzero"`
}

// CompanyKind tells who pays and who makes the users.
type CompanyKind string

// A private company makes its users and pays for them; to a public service people sign up, and pay themselves.
const (
	Private       CompanyKind = "private"
	PublicService CompanyKind = "public_service"
)

// Assistant is who sends the messages to the company's users (R37).
type Assistant struct {
	Name  string `json:"name"`
	Email string `json:"email"`
}

// Company is a tenant: its callers are answered in its Languages.
type Company struct {
	ID        CompanyID   `json:"id"`
	VAR       VARID       `json:"var"`
	Kind      CompanyKind `json:"kind"`
	Name      string      `json:"name"`
	Country   string      `json:"country"` // ISO 3166-1 alpha-2
	Languages `json:"languages"`
	Assistant Assistant `json:"assistant"`
	Keys      int       `json:"keys"` // subscription keys held, used or not
	PBX       SystemID  `json:"pbx"`  // its phone system, chosen by the provider
	AccountID string    `json:"account_id"`
	// PasswordSet tells that the provider stored the password of the account on the phone system; the password
	// itself is sealed in the store and never part of this noun.
	PasswordSet bool `json:"password_set"`
	// PasswordChanged is when it was last set; zero: never.
	PasswordChanged time.Time `json:"password_changed,omitzero"`
	Made            time.Time `json:"made"`
	// Suspended: callers hear an announcement; those who sign in see everything and change nothing.
	Suspended       bool      `json:"suspended"`
	SuspendedReason string    `json:"suspended_reason"` // in the words of who did it; empty: it is not suspended
	Removed         time.Time `json:"removed,omitzero"` // recoverable for RecoverFor from then on
	// Gone tells that the company, or its VAR, was removed: it does not exist but for being recovered.
	Gone bool `json:"-"`
}

// Check names what is wrong with the assistant, in fields that begin with the prefix.
func (a Assistant) Check(f *Fields, prefix string) {
	f.Name(prefix+"name", a.Name, 1, 80)
	f.Email(prefix+"email", a.Email)
}

// Account is something that signs in at a level: the system, a VAR, a company, or a user of one. Of a user, the name, the
// address and the language are the user's own.
type Account struct {
	ID       AccountID `json:"id"`
	Level    Level     `json:"level"`
	VAR      VARID     `json:"var,omitempty"`     // of a VAR's or company's account
	Company  CompanyID `json:"company,omitempty"` // of a company's or user's account
	User     UserID    `json:"user,omitempty"`    // of a user's account
	Name     string    `json:"name"`
	Email    string    `json:"email"` // the sign-in name: unique in the installation, compared without case
	Phone    string    `json:"phone"`
	Language Language  `json:"language"`
	// PasswordChanged is when the password was last set: all that anybody may know of it.
	PasswordChanged time.Time `json:"password_changed"`
}

// Check names what is wrong with the account; the fields of the person's name and language begin with the prefix.
func (a Account) Check(f *Fields, system []Language, prefix string) {
	f.Name(prefix+"name", a.Name, 1, 80)
	if !slices.Contains(system, a.Language) {
		f.Wrong(prefix+"language", "error.language.unknown", "language", string(a.Language))
	}
	f.Email("email", a.Email)
	f.Phone("phone", a.Phone)
}

// Name notes a text that is too short, too long (in characters) or holds control characters.
func (f *Fields) Name(field, s string, least, most int) {
	switch n := utf8.RuneCountInString(strings.TrimSpace(s)); {
	case !utf8.ValidString(s) || strings.ContainsFunc(s, forbidden):
		f.Wrong(field, "error.text.control")
	case n < least:
		f.Wrong(field, "error.text.empty")
	case n > most:
		f.Wrong(field, "error.text.long", "most", most)
	}
}

// forbidden tells control characters and the marks that turn the direction of writing around.
func forbidden(r rune) bool {
	return unicode.IsControl(r) || (r >= 0x202a && r <= 0x202e) || (r >= 0x2066 && r <= 0x2069)
}

// Number is a telephone number (DID) in E.164 form.
type Number struct {
	ID      NumberID  `json:"number"`
	Company CompanyID `json:"company"`
	User    UserID    `json:"user,omitempty"` // empty: the company's receptionist answers
	First   Language  `json:"first"`          // its own first language (R17); empty: the company's
	Free    bool      `json:"free"`           // assigned to nobody: callers hear an announcement
	Voice   bool      `json:"voice"`          // takes calls
	Fax     bool      `json:"fax"`            // takes faxes
	// ReservedFor is the address of somebody for whom a free number is kept; empty: nobody.
	ReservedFor string `json:"reserved_for"`
}

// Phone is a SIP phone of a user. Its password is kept only as the two digests of RFC 8760.
type Phone struct {
	ID        PhoneID   `json:"id"`
	Company   CompanyID `json:"company"`
	User      UserID    `json:"user"`
	Name      string    `json:"name"` // its SIP user name: unique in the installation
	HA1MD5    string    `json:"-"`    // hex of MD5(name:realm:password)
	HA1SHA256 string    `json:"-"`    // hex of SHA-256(name:realm:password)
	// The same of its former password, with which it signs in too until then; zero: it does not.
	FormerMD5, FormerSHA256 string    `json:"-"`
	FormerUntil             time.Time `json:"-"`
}

// Passed ends what has lasted long enough: the former password.
func (p Phone) Passed(now time.Time) Phone {
	if !now.Before(p.FormerUntil) {
		p.FormerMD5, p.FormerSHA256, p.FormerUntil = "", "", time.Time{}
	}
	return p
}

// PhoneSystem is one of the phone systems that the provider supports (R41).
type PhoneSystem struct {
	ID   SystemID `json:"id"`
	Name string   `json:"name"`
	Kind string   `json:"kind"` // "builtin", "asterisk", "freeswitch"
	// Address and Manager are where it is reached: of an Asterisk its REST interface, https://pbx.example:8089/ari, and its
	// manager interface, tls://pbx.example:5039 or tcp://…:5038; of a FreeSWITCH its event socket as Manager alone. Empty: it
	// is not reached from here.
	Address string `json:"address"`
	Manager string `json:"manager"`
	// SIP is host:port where it takes the calls that are put through to its users' extensions. Empty: it takes none.
	SIP string `json:"sip"`
}

// Reached tells whether the accounts on the phone system can be read and kept from here.
func (p PhoneSystem) Reached() bool {
	return p.Manager != "" && (p.Kind == "freeswitch" || p.Kind != "builtin" && p.Address != "")
}

// Check names what is wrong with where it is reached.
func (p PhoneSystem) Check(f *Fields) {
	f.Name("name", p.Name, 1, 100)
	checkAddress(f, "address", p.Address, "https", "http", "postgres", "postgres+tcp")
	checkAddress(f, "manager", p.Manager, "tls", "tcp")
	switch {
	case p.Kind == "freeswitch" && p.Address != "":
		f.Wrong("address", "error.pbx.no_rest")
	case p.Kind != "freeswitch" && (p.Address == "") != (p.Manager == ""):
		f.Wrong("manager", "error.pbx.both")
	}
	if host, port, err := net.SplitHostPort(p.SIP); p.SIP != "" && (err != nil || host == "" || port == "" || strings.ContainsAny(p.SIP, " /@\\?#%<>;")) {
		f.Wrong("sip", "error.pbx.sip")
	}
}

func checkAddress(f *Fields, field, address string, schemes ...string) {
	if address == "" {
		return
	}
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" || !slices.Contains(schemes, u.Scheme) {
		f.Wrong(field, "error.pbx.address", "schemes", strings.Join(schemes, "://, ")+"://")
	}
}
