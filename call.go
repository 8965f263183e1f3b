package anteroom

import (
	"slices"
	"time"
)

// Result is how a call session ended. Every call has exactly one.
type Result string

// The results.
const (
	Answered  Result = "answered"  // the caller spoke with a user
	LeftMsg   Result = "message"   // the caller left a voice message
	AskedBack Result = "call_back" // the caller asked to be called back
	Abandoned Result = "abandoned" // the caller hung up before reaching anyone
	Announced Result = "announced" // the caller heard an announcement: nobody is there to be reached
	Lost      Result = "lost"      // the caller chose nothing that exists, or nothing at all
	Refused   Result = "refused"   // not ours to answer: no such number, no common codec, too many calls
	Served    Result = "served"    // a user of the company signed in with the assistant
	Failed    Result = "failed"    // our fault
	Stopped   Result = "stopped"   // an administrator ended the call before the caller reached anyone

	NotReached Result = "not_reached" // a call to the outside that nobody answered
)

// Reason is why, in one word of a closed list.
type Reason string

// The reasons.
const (
	CallerHungUp     Reason = "caller_hung_up"
	UserHungUp       Reason = "user_hung_up"
	MessageLeft      Reason = "message_left"
	MessageTooShort  Reason = "message_too_short"
	CallBackAsked    Reason = "call_back_asked"
	MessageLost      Reason = "message_lost" // neither the disk nor the database took it, and the caller was told so
	NoInput          Reason = "no_input"
	TooManyTries     Reason = "too_many_tries"
	NumberFree       Reason = "number_unassigned"
	NumberUnknown    Reason = "number_unknown"
	NothingRings     Reason = "nothing_rings" // where a call was to be picked up
	NobodyHere       Reason = "nobody_here"   // the company has no users yet
	NoCodec          Reason = "no_common_codec"
	TooManyCalls     Reason = "too_many_calls"
	SoundStopped     Reason = "sound_stopped" // no RTP for too long
	TooLong          Reason = "too_long"
	ServiceStopped   Reason = "service_stopped"   // drained at TERM
	ServiceRestarted Reason = "service_restarted" // found unended at the next start
	Cancelled        Reason = "cancelled"         // before it was answered
	NotAllowed       Reason = "not_allowed"       // the gate refused a call that one of the company's phones started
	NoLine           Reason = "no_line"           // none to the outside that would take it
	NoAnswer         Reason = "no_answer"         // of a number outside
	NoPhone          Reason = "no_phone"          // none of the user's is signed in, that has placed the call
	NotPickedUp      Reason = "not_picked_up"     // by the user, who has placed the call
	LineBusy         Reason = "busy"              // a number outside is
	WrongPIN         Reason = "wrong_pin"         // too often
	CapReached       Reason = "cap_reached"       // the daily spending cap of the company, or of the user
	NotTaken         Reason = "not_taken"         // the user takes no such calls
	NobodyAnswered   Reason = "nobody_answered"   // of a group, or of a user for whom no voice message is taken
	MailboxFull      Reason = "mailbox_full"
	MenuEnded        Reason = "menu_ended" // a menu or an announcement that leads no further
	OutsideHours     Reason = "outside_hours"
	DestinationGone  Reason = "destination_gone" // where the receptionist was to bring the caller is no more
	SignedOut        Reason = "signed_out"       // of the assistant
	Transferred      Reason = "transferred"      // whom the phone talked with was brought to somebody else, in another call
	Vanished         Reason = "vanished"         // a side did not say any more that it was there
	EndedByHand      Reason = "ended_by_administrator"
	InternalError    Reason = "internal_error"
)

// Verdict is a result with its reason.
type Verdict struct {
	Result Result `json:"result"`
	Reason Reason `json:"reason"`
}

// Incoming is a call that asks to be answered. The caller's number and name are whatever the caller sent: hostile.
type Incoming struct {
	ID     CallID
	Number NumberID // dialled, E.164
	Caller string   // user part of From or P-Asserted-Identity, cut to 64 printable characters; "anonymous" where withheld
	Name   string   // display name, cut to 64 printable characters
	At     time.Time
	Trunk  TrunkID // that brings it; empty: none
}

// Leg is a part of a call that went outside, once somebody answered there.
type Leg struct {
	Number   NumberID  `json:"number"`
	User     UserID    `json:"user,omitempty"` // whose call it is; empty: the company's
	Trunk    string    `json:"trunk"`          // the name of the line
	Answered time.Time `json:"answered"`
	Ended    time.Time `json:"ended,omitzero"`
	Way      Way       `json:"way,omitempty"`  // by which the call came there; empty: a phone dialled it
	Gate     *Decision `json:"gate,omitempty"` // what the gate said of that way; nil where Way is empty
}

// Call is a call session's line in the log, complete once Ended is set.
type Call struct {
	ID         CallID    `json:"id"`
	Company    CompanyID `json:"company"`
	Number     NumberID  `json:"number"` // dialled: E.164; of a call from a phone of the company also an extension, or short
	Caller     string    `json:"caller"`
	CallerName string    `json:"caller_name"`
	Began      time.Time `json:"began"`
	Answered   time.Time `json:"answered,omitzero"` // when we answered; zero: never
	Ended      time.Time `json:"ended,omitzero"`
	Languages  Languages `json:"languages"` // of the company, when the call began
	Language   Language  `json:"language"`  // chosen by the caller, else the first
	Prompts    []Prompt  `json:"prompts"`   // in the order in which they began to play
	Keys       string    `json:"keys"`      // every key pressed, in order
	Path       []string  `json:"path"`      // "greeting", "language:en", "menu", "ring:201", "voicemail:201" …
	Verdict
	User      UserID     `json:"user,omitempty"`   // who was reached, or whom the message is for
	Sender    UserID     `json:"sender,omitempty"` // the colleague who called; empty: somebody outside
	Outside   []Leg      `json:"outside,omitempty"`
	Gate      *Decision  `json:"gate,omitempty"`     // of the gate on a call that a phone started; nil: it was not asked
	Refusals  []Refusal  `json:"refusals,omitempty"` // of the gate, on ways in which the call would have gone on: in their order
	OnLine    *Caller    `json:"on_line,omitempty"`  // who talks for the calling side since that transferred; nil: who called
	Recording *Recording `json:"-"`                  // the voice message, if one was left
}

// mostRefusals of a call are kept: whoever tries on and on learns nothing new.
const mostRefusals = 20

// Refuse notes that the gate refused a way on.
func (c *Call) Refuse(r Refusal) {
	if len(c.Refusals) < mostRefusals {
		c.Refusals = append(slices.Clip(c.Refusals), r)
	}
}

// Recording is sound that was kept.
type Recording struct {
	ID     RecordingID
	Length time.Duration
	WAV    []byte // RIFF WAVE, 8 000 Hz, mono, 16-bit or G.711
}

// PromptID names a prompt of the catalogue: locale/LANG/prompts.json.
type PromptID string

// VoiceMessagePrompt is a voice message that its user hears by telephone; what it says itself is that the message is lost.
const VoiceMessagePrompt PromptID = "voice_lost"

// Prompt is one thing that the caller hears. At most one of Name, Digits and Moment is set; it takes the place of {name},
// {digits}, or {time} or {moment} in the prompt's text. A recording or a text of somebody's own is heard in the place of all that, where it can be:
// else what the catalogue says is.
type Prompt struct {
	ID        PromptID    `json:"id"`
	Language  Language    `json:"language"`
	Name      string      `json:"name,omitempty"`      // spoken as a name
	Digits    string      `json:"digits,omitempty"`    // spoken digit by digit
	Moment    string      `json:"moment,omitempty"`    // "2026-11-23 14:05", by the company's clock
	Recording RecordingID `json:"recording,omitempty"` // of the call's company; empty: none
	Text      string      `json:"text,omitempty"`      // to be spoken
	Private   bool        `json:"private,omitempty"`   // Text is of a private letter: no sound of it is kept, and in a call's line no word
}

const momentForm = "2006-01-02 15:04"

// At is the prompt's moment; the zero time where it has none.
func (p Prompt) At() time.Time {
	at, _ := time.Parse(momentForm, p.Moment)
	return at
}
