package anteroom

import (
	"crypto/rand"
	"encoding/base32"
	"encoding/binary"
	"time"
)

// Ids are made by the program, never by a database: 20 lower-case letters and digits,
// ordered by the time of their making, and distinct types so that swapping two does not compile.
type (
	VARID         string // a reseller
	CompanyID     string // a tenant
	AccountID     string // something that signs in: an administrator
	UserID        string // a person of a company
	NumberID      string // a telephone number in E.164 form, its own id: "+14185550100"
	PackageID     string // a service package
	PhoneID       string // a SIP phone of a user
	CallID        string // a call session
	ChangeID      string // an entry of the history
	MessageID     string // a message to a person
	JobID         string // a piece of work for the runner
	RecordingID   string // recorded sound
	RestrictionID string // a call restriction
	CallRuleID    string // what a user wants done with some calls
	ContactID     string // somebody outside, in the contacts of a company or a user
	MenuID        string // a menu of a receptionist
	GroupID       string // a group of users
	SystemID      string // a phone system of the provider's list
	AdjustmentID  string // an amount added to a month's bill
	ImportID      string // a file of users that is imported
	LogoID        string // an image, by the hash of its content
	TokenID       string // a token of the API: the beginning of its hash
	TrunkID       string // a line to the outside

	MailProviderID string // a mail provider of the system's list
)

var idAlphabet = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// NewID makes an id of the type asked for: 48 bits of milliseconds, then 52 bits of chance.
func NewID[T ~string](now time.Time) T {
	var b [16]byte
	binary.BigEndian.PutUint64(b[:8], uint64(now.UnixMilli())<<16)
	if _, err := rand.Read(b[6:]); err != nil {
		panic(err) // crypto/rand never fails on a supported system
	}
	return T(idAlphabet.EncodeToString(b[:])[:20])
}
