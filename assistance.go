package anteroom

// The assistant is what a user talks with by telephone, once signed in by PIN: voice messages, e-mail, status, calls, the own
// greeting. It knows nothing by itself: it asks the house, and goes on with the answer.
//
// Ask has the house do something for the user, and brings Told with the answer; Tell does not wait for one. PlayBack plays what
// was recorded last.
type (
	Ask struct {
		N  int // of the answer that is waited for
		Of Request
	}
	Tell     struct{ Of Request }
	PlayBack struct{}
)

func (Ask) action()      {}
func (Tell) action()     {}
func (PlayBack) action() {}

// Told is the answer to an Ask: Event.Answer.
const Told EventKind = 60

// Request is one thing that the assistant asks of the house. All but SignIn are for a user who has signed in.
type Request interface{ request() }

// SignIn proves who calls, by an account (extension or User ID) or the user whose it would be, and a PIN. ReadVoice and ReadMail
// list messages; ReadLetter reads an e-mail, and marks it as read. Hear, Renew, Drop and Keep mark a voice message as heard, as new,
// delete and recover it. SendVoice leaves what was recorded for a colleague; AnswerLetter answers an e-mail with it; PutGreeting
// makes it the greeting in a language; PutPrompt the prompt of the receptionist of which FindPrompt told. Reach asks the gate for a
// number.
type (
	SignIn struct {
		Account string
		User    UserID
		PIN     string
	}
	ReadVoice    struct{}
	ReadMail     struct{}
	ReadLetter   struct{ Letter string }
	AnswerLetter struct{ Letter string }
	DropLetters  struct{ Letters []string }
	Hear         struct{ Message RecordingID }
	Renew        struct{ Message RecordingID }
	Drop         struct{ Message RecordingID }
	Keep         struct{ Message RecordingID }
	SendVoice    struct{ To UserID }
	PutStatus    struct{ Status Status }
	PutLanguage  struct{ Language Language }
	PutGreeting  struct{ Language Language }
	FindPrompt   struct{ Code string } // a RecordingCode's
	PutPrompt    struct{ Code string }
	Reach        struct {
		Number string
		Back   bool // of who left a message
	}
)

// Way is how the call would come about.
func (r Reach) Way() Way {
	if r.Back {
		return ByCallBack
	}
	return ByAssistant
}

func (SignIn) request()       {}
func (ReadVoice) request()    {}
func (ReadMail) request()     {}
func (ReadLetter) request()   {}
func (AnswerLetter) request() {}
func (DropLetters) request()  {}
func (Hear) request()         {}
func (Renew) request()        {}
func (Drop) request()         {}
func (Keep) request()         {}
func (SendVoice) request()    {}
func (PutStatus) request()    {}
func (PutLanguage) request()  {}
func (PutGreeting) request()  {}
func (FindPrompt) request()   {}
func (PutPrompt) request()    {}
func (Reach) request()        {}

// Assistance is a request as the house gets it.
type Assistance struct {
	Of        Request
	Call      Call       // so far
	User      UserID     // who has signed in; empty for SignIn
	Source    string     // from where the call comes: an address, or a phone of ours
	Recording *Recording // what was recorded last; nil: nothing
}

// Answer is what the house says. The zero Answer is that it was done.
type Answer struct {
	N        int
	Of       Request
	Failed   bool // it can't be done now
	Lost     bool // of SendVoice that failed: the disk has not got it either
	Wrong    bool // of SignIn: not the right ones; of others: not possible, or not allowed
	Locked   bool // of SignIn: too many wrong ones of late
	Desk     *Desk
	Voice    []Voicemail
	Mail     []MailHead
	Text     string // of a letter
	Language Language
	Name     string    // of FindPrompt: of the menu; empty: it is the greeting
	To       Callee    // of Reach
	Refused  *Decision // of Reach, by the gate; nil: it did not
}

// Desk is what the assistant knows of a user who signed in. It is never changed: what is learnt makes another.
type Desk struct {
	User      UserID
	Language  Language  // the user's
	Languages Languages // the company's
	New       int       // voice messages
	Contacts  []Contact // that the user sees, by last name
	Stays     bool      // it stays on the calls that it puts through (Options.AssistantStays)
	Mailbox   bool      // the user's e-mail can be read
	Recording bool      // a prompt of the company waits to be recorded: a RecordingCode holds
	Mail      []MailHead
	MailRead  bool // Mail is there
	Voice     []Voicemail
}
