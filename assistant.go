package anteroom

import (
	"slices"
	"strconv"
	"time"
)

// desking is where a call stands that is with the assistant.
type desking struct {
	desk    *Desk // nil: nobody has signed in
	offered UserID
	account string
	typed   string
	wrongs  int // wrong PINs
	n       int // of the last Ask
	back    step
	at      int       // the message that is told of
	marked  [4]uint64 // letters that are to be deleted, by their place
	dropped bool      // the voice message was deleted
	making  making    // what is recorded
	greets  Language  // of the greeting that is recorded
	code    string    // of the prompt that is recorded
	misses  int       // wrong codes
	calling Language  // of whom the user calls back; empty: nobody
	own     Language  // the user's, while who was called back is spoken to in another; empty: that is not so
}

const (
	atAccount step = 300 + iota
	atSignIn
	atSigning
	atDesk
	atWait
	atVoice
	atLetter
	atReply
	atStatus
	atDialler
	atDeskRing
	atGreeting
	atGreetingCheck
	atPromptCode
	atPrompt
	atPromptCheck
	atGreetingLanguage
)

const (
	deskTime        = 6 * time.Second // for a key of the assistant's menus
	longestGreeting = time.Minute
	longestPrompt   = 2 * time.Minute
	mostMarked      = 256 // of which one can be deleted
	longestTyped    = 20
)

// assistant begins the conversation with a user; offered is whose account the call would be about, empty: it is asked.
func (t *turn) assistant(offered UserID) {
	t.Path, t.desking = "assistant", desking{offered: offered}
	t.silences = 0
	t.askAccount()
}

func (t *turn) askAccount(before ...PromptID) {
	t.typed = ""
	if t.offered != "" {
		t.step = atSignIn
		t.say(append(before, "ask_pin")...)
	} else {
		t.step = atAccount
		t.say(append(before, "desk_account")...)
	}
	t.listen(pinTime)
}

// deskKey is a key pressed in the conversation with the assistant.
func (t *turn) deskKey(k byte) {
	t.silences = 0
	switch t.step {
	case atAccount, atSignIn:
		t.signInKey(k)
	case atDesk:
		t.mainKey(k)
	case atWait:
		if k == '*' && t.back != atVoicemail {
			t.atMain()
		}
	case atVoice:
		t.voiceKey(k)
	case atLetter:
		t.letterKey(k)
	case atStatus:
		t.statusKey(k)
	case atDialler:
		t.diallerKey(k)
	case atGreetingCheck, atPromptCheck:
		t.keepKey(k)
	case atPromptCode:
		t.promptCodeKey(k)
	case atGreetingLanguage:
		t.greetingKey(k)
	case atReply, atGreeting, atPrompt: // the key stopped what was said before the tone
		t.recordOwn()
	}
}

// deskSilence is no answer: what was typed counts, and else it is asked again, until the end.
func (t *turn) deskSilence() {
	if t.typed != "" && (t.step == atAccount || t.step == atSignIn || t.step == atDialler || t.step == atPromptCode) {
		t.deskKey('#')
		return
	}
	if t.silences++; t.silences >= mostSilences {
		t.leaveDesk(NoInput)
		return
	}
	switch t.step {
	case atAccount, atSignIn:
		t.askAccount()
	case atDesk:
		t.atMain()
	case atVoice:
		t.options("voice_options")
	case atLetter:
		t.options("letter_options")
	case atStatus:
		t.options("status_menu")
	case atDialler:
		t.options("dial_menu")
	case atGreetingCheck, atPromptCheck:
		t.options("greeting_options")
	case atPromptCode:
		t.options("prompt_code")
	case atGreetingLanguage:
		t.offerGreetings()
	}
}

func (t *turn) options(ids ...PromptID) {
	t.say(ids...)
	t.listen(deskTime)
}

func (t *turn) signInKey(k byte) {
	switch {
	case k == '*':
		if t.typed == "" {
			t.offered = "" // another account than the one that the call would be about
		}
		t.askAccount()
		return
	case k != '#' && len(t.typed) < longestTyped:
		t.typed += string(k)
	}
	if k != '#' || t.typed == "" {
		t.listen(pinTime)
		return
	}
	if t.step == atAccount {
		t.account, t.typed, t.step = t.typed, "", atSignIn
		t.options("ask_pin")
		return
	}
	pin := t.typed
	t.typed, t.step = "", atSigning
	t.request(SignIn{Account: t.account, User: t.offered, PIN: pin})
}

// request asks the house; the answer to an earlier question no longer counts.
func (t *turn) request(r Request) {
	t.n++
	t.do(Ask{N: t.n, Of: r})
}

// wait asks the house, and goes on with its answer where the call stands now.
func (t *turn) wait(r Request, say ...PromptID) {
	t.back, t.step = t.step, atWait
	t.say(say...)
	t.request(r)
}

// told takes the house's answer.
func (t *turn) told(a *Answer) {
	if a == nil {
		return
	}
	if _, isMail := a.Of.(ReadMail); isMail && t.desk != nil && !a.Failed {
		d := *t.desk
		d.Mail, d.MailRead = a.Mail, true
		t.desk = &d
	}
	switch {
	case t.step == atSigning && a.N == t.n:
		t.signedIn(a)
	case t.step == atDesk:
		t.counted(a)
	case t.step == atWait && a.N == t.n:
		t.step = t.back
		t.goOn(a)
	}
}

func (t *turn) signedIn(a *Answer) {
	switch {
	case a.Failed:
		t.say("desk_failed", "goodbye")
		t.end(Failed, InternalError)
	case a.Locked:
		t.say("desk_locked")
		t.end(Lost, WrongPIN)
	case a.Wrong || a.Desk == nil:
		if t.wrongs++; t.wrongs >= mostTries {
			t.say("desk_locked")
			t.end(Lost, WrongPIN)
			return
		}
		t.askAccount("wrong_pin")
	default:
		t.desk, t.User, t.Path, t.tries = a.Desk, a.Desk.User, "signed_in", 0
		if t.Language == t.plan.Languages.First { // nobody chose another in this call
			t.Language = a.Desk.Languages.Choose(a.Desk.Language)
		}
		t.count("desk_voice", a.Desk.New)
		t.atMain()
		if a.Desk.Mailbox {
			t.request(ReadMail{})
		}
	}
}

// count tells how many there are of something.
func (t *turn) count(what PromptID, n int) {
	switch n {
	case 0:
		t.say(what + "_none")
	case 1:
		t.say(what + "_one")
	default:
		t.sayName(what+"_some", strconv.Itoa(n))
	}
}

// counted tells how many e-mails are unread, where that becomes known while the user is at the menu.
func (t *turn) counted(a *Answer) {
	if _, isMail := a.Of.(ReadMail); !isMail || a.Failed {
		return
	}
	unread := 0
	for _, m := range a.Mail {
		if !m.Seen {
			unread++
		}
	}
	t.count("desk_mail", unread)
	t.listen(deskTime)
}

// atMain is the assistant's menu.
func (t *turn) atMain() {
	t.dropLetters()
	t.step, t.typed = atDesk, ""
	t.say("desk_menu")
	if t.desk.Recording {
		t.say("desk_prompt")
	}
	if t.desk.Languages.Second != "" {
		t.sayAll(Prompt{ID: "desk_language", Language: t.otherLanguage()})
	}
	t.options("desk_end")
}

func (t *turn) otherLanguage() Language {
	for _, l := range t.desk.Languages.List() {
		if l != t.Language {
			return l
		}
	}
	return t.Language
}

func (t *turn) mainKey(k byte) {
	switch k {
	case '1':
		t.Path = "voice_messages"
		t.wait(ReadVoice{})
	case '2':
		t.openMail()
	case '3':
		t.step = atStatus
		t.options("status_menu")
	case '4':
		t.step = atDialler
		t.options("dial_menu")
	case '5':
		t.askGreeting()
	case '6':
		t.step, t.misses = atPromptCode, 0
		t.options("prompt_code")
	case '8':
		if l := t.otherLanguage(); l != t.Language {
			t.Language, t.Path = l, "language:"+string(l)
			t.wait(PutLanguage{l})
			return
		}
		t.atMain()
	case '*':
		t.leaveDesk(SignedOut)
	default:
		t.atMain()
	}
}

// leaveDesk ends the conversation.
func (t *turn) leaveDesk(why Reason) {
	t.dropLetters()
	t.say("goodbye")
	if t.desk == nil {
		t.end(Lost, why)
		return
	}
	t.end(Served, why)
}

// deskGone is the end of the call from outside of it: the user hung up, or an administrator ended it. What is to be deleted is.
func (t *turn) deskGone(why Reason) {
	t.dropLetters()
	t.end(Served, why)
}

// goOn goes on with the answer where the question was asked.
func (t *turn) goOn(a *Answer) {
	if _, ok := a.Of.(FindPrompt); ok && a.Wrong && !a.Failed {
		t.noPrompt()
		return
	}
	if _, ok := a.Of.(SendVoice); ok && t.step == atVoicemail && !a.Wrong {
		t.left(a)
		return
	}
	if a.Failed || a.Wrong {
		t.calling = ""
		if r, ok := a.Of.(Reach); ok && a.Refused != nil {
			t.Refused = &Refusal{r.Way(), r.Number, *a.Refused}
		}
		t.say(map[bool]PromptID{true: "desk_failed", false: "desk_refused"}[a.Failed])
		t.again()
		return
	}
	switch r := a.Of.(type) {
	case ReadVoice:
		t.openVoice(a.Voice)
	case ReadMail:
		t.openMail()
	case ReadLetter:
		t.sayAll(Prompt{ID: "letter_unread", Language: t.plan.letterLanguage(a.Language, t.Language), Text: a.Text, Private: true})
		t.options("letter_options")
	case Drop:
		t.dropped = true
		t.options("voice_dropped", "voice_options")
	case Keep:
		t.dropped = false
		t.options("voice_kept", "voice_options")
	case Renew:
		t.options("voice_renewed", "voice_options")
	case SendVoice:
		t.step = atVoice
		t.options("reply_sent", "voice_options")
	case AnswerLetter:
		t.step = atLetter
		t.options("reply_sent", "letter_options")
	case PutStatus:
		t.say(PromptID("status_set_" + string(r.Status)))
		t.atMain()
	case PutGreeting:
		t.say("greeting_kept")
		t.atMain()
	case FindPrompt:
		t.foundPrompt(r.Code, a)
	case PutPrompt:
		t.Path = "prompt_recorded"
		t.say("prompt_kept")
		t.atMain()
	case Reach:
		t.step, t.Path = atDeskRing, "outside:"+string(a.To.Number)
		t.do(Ring{To: []Callee{a.To}, For: outsideTime})
	default:
		t.atMain()
	}
}

func (p Plan) letterLanguage(l, otherwise Language) Language {
	if l == "" {
		return otherwise
	}
	return l
}

// again goes on where a request that failed was made.
func (t *turn) again() {
	switch t.step {
	case atVoice:
		t.options("voice_options")
	case atLetter:
		t.options("letter_options")
	case atVoicemail:
		t.backAtDesk()
	case atReply:
		t.step = atVoice
		if len(t.desk.Voice) == 0 || t.at >= len(t.desk.Voice) {
			t.step = atLetter
		}
		t.again()
	default:
		t.atMain()
	}
}

func (t *turn) statusKey(k byte) {
	all := Statuses()
	switch n := int(k - '1'); {
	case k == '*':
		t.atMain()
	case k >= '1' && n < len(all):
		t.wait(PutStatus{all[n]})
	default:
		t.options("status_menu")
	}
}

// As is the user who has signed in with the assistant; empty: nobody.
func (s State) As() UserID {
	if s.desk == nil {
		return ""
	}
	return s.desk.User
}

// Waits tells whether a key is for what comes after the house's answer, which is awaited; only '*' is for the wait itself, but while the
// caller signs in.
func (s State) Waits(key byte) bool { return s.step == atSigning || s.step == atWait && key != '*' }

// caller is who calls from then on: a user who has signed in is a colleague of those whom the assistant calls.
func (s State) caller(c Caller) Caller {
	if s.desk != nil {
		return Caller{User: s.desk.User}
	}
	return c
}

// deskSteps are the assistant's own.
func deskSteps() []step {
	return []step{atAccount, atSignIn, atSigning, atDesk, atWait, atVoice, atLetter, atReply, atStatus, atDialler, atDeskRing, atGreeting, atGreetingCheck,
		atPromptCode, atPrompt, atPromptCheck, atGreetingLanguage}
}

func (s step) desk() bool { return slices.Contains(deskSteps(), s) }
