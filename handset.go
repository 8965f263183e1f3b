package anteroom

import (
	"slices"
	"strings"
	"time"
)

// HandsetModel is a make of telephone whose configuration Anteroom writes.
type HandsetModel string

// The makes: six of telephones, two of programs.
const (
	Yealink     HandsetModel = "yealink"
	Grandstream HandsetModel = "grandstream"
	Poly        HandsetModel = "poly"
	Snom        HandsetModel = "snom"
	CiscoMPP    HandsetModel = "cisco_mpp"
	Fanvil      HandsetModel = "fanvil"
	Linphone    HandsetModel = "linphone"
	MicroSIP    HandsetModel = "microsip"
	Baresip     HandsetModel = "baresip"
)

// HandsetModels are all of them, telephones first.
func HandsetModels() []HandsetModel {
	return []HandsetModel{Yealink, Grandstream, Poly, Snom, CiscoMPP, Fanvil, Linphone, MicroSIP, Baresip}
}

// Program tells a program on a computer or mobile phone from a telephone, which has a MAC.
func (m HandsetModel) Program() bool { return m == Linphone || m == MicroSIP || m == Baresip }

// Handset is how a phone gets its configuration from here.
type Handset struct {
	Phone   PhoneID      `json:"phone"`
	Company CompanyID    `json:"company"`
	Model   HandsetModel `json:"model"`
	MAC     string       `json:"mac"` // 12 hexadecimal digits in lower case; empty: a program
	Made    time.Time    `json:"made"`
	Fetched time.Time    `json:"fetched,omitzero"` // its configuration, last; zero: never
	Agent   string       `json:"agent"`            // what it called itself then
	Current bool         `json:"current"`          // what it fetched is what it would get now
	Line    bool         `json:"line,omitempty"`   // it signs in to its user's line on the company's phone system, not to Anteroom
}

// Older tells whether it runs another configuration than it would get now.
func (h Handset) Older() bool { return !h.Fetched.IsZero() && !h.Current }

// Device is a telephone or program in a company's list.
type Device struct {
	Phone     PhoneID  `json:"phone"`
	Name      string   `json:"name"` // with which it signs in to Anteroom
	User      UserID   `json:"user"`
	UserName  string   `json:"user_name"`
	Extension string   `json:"extension"`
	Handset   *Handset `json:"configuration,omitempty"` // how it is configured; nil: by hand
}

// Check names what is wrong; the MAC is put into its form.
func (h *Handset) Check(f *Fields) {
	if !slices.Contains(HandsetModels(), h.Model) {
		f.Wrong("model", "error.handset.model")
	}
	h.MAC = strings.ToLower(strings.NewReplacer(":", "", "-", "", ".", "", " ", "").Replace(h.MAC))
	switch {
	case h.Model.Program():
		h.MAC = ""
	case len(h.MAC) != 12 || strings.Trim(h.MAC, "0123456789abcdef") != "":
		f.Wrong("mac", "error.handset.mac")
	}
}

// HandsetSettings are what a phone's configuration is written from. However it is printed, it tells no password.
type HandsetSettings struct {
	Model     HandsetModel
	MAC       string
	Label     string // shown on the phone
	Extension string
	Name      string // of the SIP account
	Password  string
	Realm     string // of the challenge; empty: it is not known
	Server    string // host:port
	Domain    string // of the account's address, where it is not that of the server
	Address   string // from which the configuration is fetched from now on, with a slash at its end
	Language  Language
}

// String hides the password.
func (HandsetSettings) String() string { return hidden }
