package anteroom

import "time"

// MessageKind is the cause of a message (SPEC section 6).
type MessageKind string

// The kinds that the program sends so far.
const (
	VoiceMessage  MessageKind = "voice_message"  // to the user for whom a caller left one
	MissedCall    MessageKind = "missed_call"    // to the user whose phone rang in vain
	EmailChanged  MessageKind = "email_changed"  // to an administrator's old and new address (R34)
	PasswordReset MessageKind = "password_reset" // a one-time link (R36)
	VoiceReply    MessageKind = "voice_reply"    // of a user who answered an e-mail by telephone, to whoever wrote it
	PINClosed     MessageKind = "pin_closed"     // to a user: too many wrong PINs by telephone
	TestMessage   MessageKind = "test_message"   // the assistant's address tried out (R39)
	BillClosed    MessageKind = "bill_closed"    // to the administrator: too many wrong passwords for the bill (R46)
	BillReady     MessageKind = "bill_ready"     // to who pays: a month was closed
	BillReminder  MessageKind = "bill_reminder"  // to who pays: the provider reminds of a closed bill

	InvitationSent       MessageKind = "invitation"               // a one-time link to who becomes a user
	AdministratorInvited MessageKind = "administrator_invitation" // the same to who becomes an administrator
	MailExpiring         MessageKind = "mail_expiring"            // to a user: the sign-in at the mail provider ends in Days, or with 0 has ended
	AccountExpiring      MessageKind = "account_expiring"         // to a user: the last day of the account is Days away
	MailAccessFailed     MessageKind = "mail_access_failed"       // to the administrator: the daily check failed, for the first time (R29)
	PBXDrifted           MessageKind = "pbx_drifted"              // to the administrator: somebody changed what the phone system holds (R44)
)

// Message is one message to one person, composed when its cause was stored: the sender's name and address are those
// of that moment (R38), the texts are in the reader's language and final.
type Message struct {
	ID         MessageID
	Company    CompanyID // empty: from the system
	Kind       MessageKind
	FromName   string
	FromEmail  string
	ToName     string
	ToEmail    string
	Language   Language
	Subject    string
	Text       string
	HTML       string
	Attachment RecordingID // empty: none
	Bill       BillKey     // that goes with it as PDF; empty: none
	Logo       Logo        // that its HTML shows; without an id: none
	Made       time.Time
	Attempts   int
	Next       time.Time // not tried before
	Sent       time.Time // zero: not yet
	Failed     time.Time // given up; LastError says why
	LastError  string
}

// Returned is a mail server's report that a message did not arrive at a recipient.
type Returned struct {
	Message   MessageID
	Recipient string // address
	Permanent bool   // else the server goes on trying
	Words     string // the server's, on one line of 300 characters at most
}

// File goes with a message. Nothing that somebody sent is in its name.
type File struct {
	Name, Type string // Type is a media type
	Content    []byte
}

// File is the recording as it goes with a message of that moment.
func (r Recording) File(made time.Time) *File {
	return &File{Name: recordingName(made) + ".wav", Type: "audio/wav", Content: r.WAV}
}

// MP3File is a recording that was made MP3, likewise.
func MP3File(made time.Time, content []byte) *File {
	return &File{Name: recordingName(made) + ".mp3", Type: "audio/mpeg", Content: content}
}

func recordingName(made time.Time) string {
	return "message-" + made.UTC().Format("2006-01-02-150405")
}

// Notice is the cause of a message, from which its texts are composed.
type Notice struct {
	Kind     MessageKind
	Language Language
	Company  string // name
	Sender   Assistant
	ToName   string
	ToEmail  string
	Call     *Call  // of VoiceMessage, MissedCall
	Words    string // of VoiceMessage: its transcript; empty: none
	OldEmail string // of EmailChanged
	NewEmail string
	Link     string // of VoiceMessage, MissedCall, PasswordReset, InvitationSent, AdministratorInvited
	Days     int    // for which the link of an invitation holds
	Count    int    // of PBXDrifted: differences
	Place    string // what who is invited will govern: the name of a company or a VAR; empty: the system
	At       time.Time
	Length   time.Duration // of the recording
	Bill     *Bill         // of BillReady, BillReminder
	Why      Text          // of MailAccessFailed
	Look     Brand         // of the company, or where it is from none, of whose the reader is
}

// retryPauses are the pauses after the first, second … failed try; the last one stays.
var retryPauses = [...]time.Duration{time.Minute, 5 * time.Minute, 15 * time.Minute, time.Hour, 4 * time.Hour}

// retryFor is how long after its making a message is tried.
const retryFor = 72 * time.Hour

// Retry is when to try a message again that could not be sent just now, after Attempts tries: after growing pauses, 4
// hours apart at most, and a last time three days after it was made; from then on it is to be given up. Jitter is
// between 0 and 1, and makes the pause up to a fifth shorter or longer: what failed together is not tried together.
func (m Message) Retry(now time.Time, jitter float64) (next time.Time, giveUp bool) {
	last := m.Made.Add(retryFor)
	if !now.Before(last) {
		return time.Time{}, true
	}
	pause := retryPauses[max(0, min(m.Attempts-1, len(retryPauses)-1))]
	pause = min(time.Duration(float64(pause)*(0.8+0.4*jitter)), retryPauses[len(retryPauses)-1])
	if next = now.Add(pause); next.After(last) {
		next = last
	}
	return next, false
}
