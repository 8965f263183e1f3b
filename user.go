package anteroom

import (
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"
)

// UserState tells how far a user has come.
type UserState string

// The states. An invited user holds a reserved key, an active one a used key.
const (
	UserInvited UserState = "invited" // has a one-time link, and has not come yet
	UserActive  UserState = "active"
)

// User is a person of a company: has an extension, receives messages, may sign in.
type User struct {
	ID        UserID    `json:"id"`
	Company   CompanyID `json:"company"`
	Number    string    `json:"number"` // User ID: 8 digits, unique in the installation, given once, never changed
	First     string    `json:"first"`
	Last      string    `json:"last"`
	Email     string    `json:"email"`
	Extension string    `json:"extension"` // 1 to 6 digits, unique in the company; empty: none
	Language  Language  `json:"language"`  // the person's own choice; empty: the company's first
	Operator  bool      `json:"operator"`  // receives the callers who press 0
	State     UserState `json:"state"`
	Made      time.Time `json:"made"`
	Removed   time.Time `json:"removed,omitzero"` // recoverable for RecoverFor from then on
	PINSet    bool      `json:"pin_set"`          // all that anybody may know of the PIN
	Options   Options   `json:"options"`

	PINChanged time.Time `json:"pin_changed,omitzero"`
}

// UserLine is a user in a list, with what leads there and what is held.
type UserLine struct {
	User
	Numbers  []NumberID  `json:"numbers"`
	Packages []PackageID `json:"packages"`
}

// Options are what an administrator decides for a user.
type Options struct {
	MailMessages      int    `json:"mail_messages"`      // read from the mailbox at a time: 1 to 200
	Contacts          int    `json:"contacts"`           // that the user may keep: 0 to 5 000
	VoiceMessages     int    `json:"voice_messages"`     // kept: 0 to 1 000
	Expires           string `json:"expires"`            // the last day of the account, "2006-01-02"; empty: none
	CompanyContacts   bool   `json:"company_contacts"`   // sees those of the company
	AdministratorOnly bool   `json:"administrator_only"` // cannot configure the account
	AssistantStays    bool   `json:"assistant_stays"`    // the assistant stays on the call that it put through
	VoiceMP3          bool   `json:"voice_mp3"`          // recordings are mailed as MP3; else as WAV
}

// DefaultOptions are those of a user for whom nobody chose.
func DefaultOptions() Options {
	return Options{MailMessages: 20, Contacts: 500, VoiceMessages: 100, CompanyContacts: true}
}

// RecoverFor is how long what was removed can be brought back.
const RecoverFor = 30 * 24 * time.Hour

// Name is the person's name as it is said and written.
func (u User) Name() string { return strings.TrimSpace(u.First + " " + u.Last) }

// Key is the subscription key that the user holds of the company: reserved, used, or none.
func (u User) Key() Keys {
	switch {
	case !u.Removed.IsZero():
		return Keys{}
	case u.State == UserInvited:
		return Keys{Reserved: 1}
	}
	return Keys{Used: 1}
}

// Expired tells whether the last day of the account is over, by the clock of UTC.
func (u User) Expired(now time.Time) bool {
	last, err := time.Parse(time.DateOnly, u.Options.Expires)
	return err == nil && !now.Before(last.AddDate(0, 0, 1))
}

// Check names what is wrong with the user's own fields, given what the company speaks.
func (u User) Check(f *Fields, spoken Languages) {
	f.Name("first", u.First, 0, 60)
	f.Name("last", u.Last, 1, 60)
	f.Email("email", u.Email)
	if len(u.Extension) > 6 || strings.Trim(u.Extension, "0123456789") != "" {
		f.Wrong("extension", "error.extension.wrong")
	}
	if u.Language != "" && !spoken.Has(u.Language) {
		f.Wrong("language", "error.language.not_spoken")
	}
	u.Options.check(f)
}

func (o Options) check(f *Fields) {
	f.between("mail_messages", o.MailMessages, 1, 200)
	f.between("contacts", o.Contacts, 0, 5000)
	f.between("voice_messages", o.VoiceMessages, 0, 1000)
	if _, err := time.Parse(time.DateOnly, o.Expires); o.Expires != "" && err != nil {
		f.Wrong("expires", "error.date.wrong")
	}
}

func (f *Fields) between(field string, n, least, most int) {
	if n < least || n > most {
		f.Wrong(field, "error.number.between", "least", least, "most", most)
	}
}

// PIN notes a PIN that cannot be one: 4 to 12 digits, not all the same, not counting up or down.
func (f *Fields) PIN(field, pin string) {
	switch {
	case len(pin) < 4 || len(pin) > 12 || strings.Trim(pin, "0123456789") != "":
		f.Wrong(field, "error.pin.wrong")
	case steps(pin, 0) || steps(pin, 1) || steps(pin, -1):
		f.Wrong(field, "error.pin.easy")
	}
}

func steps(pin string, by int) bool {
	for i := 1; i < len(pin); i++ {
		if int(pin[i])-int(pin[i-1]) != by {
			return false
		}
	}
	return true
}

// Fold is a text as it is searched and sorted: without case, accents and marks, "Côté-Roy" as "cote-roy".
func Fold(s string) string {
	plain, _, err := transform.String(transform.Chain(norm.NFKD, runes.Remove(runes.In(unicode.Mn)), norm.NFC), s)
	if err != nil {
		plain = s
	}
	return strings.ToLower(strings.NewReplacer("œ", "oe", "Œ", "oe", "æ", "ae", "Æ", "ae", "ø", "o", "Ø", "o", "ß", "ss", "’", "'").Replace(plain))
}

// Sought are the folded words of what somebody looks for: each the beginning of one of a user's Words. Of an address or a
// compound the punctuation is kept where it stands in one word with an @.
func Sought(text string) []string {
	var words []string
	for _, w := range strings.Fields(Fold(text)) {
		if strings.Contains(w, "@") {
			words = append(words, w)
			continue
		}
		words = append(words, strings.FieldsFunc(w, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })...)
	}
	return words
}

// Words are the folded words by which the user is found: of the name, the address, the extension and the User ID.
func (u User) Words() []string {
	parts := strings.FieldsFunc(Fold(u.First+" "+u.Last), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	seen := map[string]bool{}
	var words []string
	for _, w := range append(parts, FoldEmail(u.Email), u.Extension, u.Number) {
		if w != "" && !seen[w] {
			seen[w] = true
			words = append(words, w)
		}
	}
	return words
}
