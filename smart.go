package anteroom

import (
	"slices"
	"strings"
	"time"
)

// Smart is how one user's calls are handled, as the plan of a call knows it: the smart number.
type Smart struct {
	Status    StatusNow
	Rules     []CallRule // by place
	Greetings []Greeting
	Full      bool // the mailbox takes no more messages
}

// Greeting is what callers hear in a user's voicemail, in one language: words of the user's own, or a recording.
type Greeting struct {
	User      UserID        `json:"user"`
	Status    Status        `json:"status"` // in which it is heard; empty: in every one that has none of its own
	Language  Language      `json:"language"`
	Text      string        `json:"text"`      // spoken where there is no recording
	Recording RecordingID   `json:"recording"` // empty: none
	Length    time.Duration `json:"length"`    // of the recording
}

const mostGreeting = 600

// Check names what is wrong with it, given the languages of the system: one that the company speaks no more is kept, for it may
// speak it again.
func (g Greeting) Check(f *Fields, system []Language) {
	if g.Status != "" && !g.Status.known() {
		f.Wrong("status", "error.status.unknown")
	}
	if !slices.Contains(system, g.Language) {
		f.Wrong("language", "error.language.not_spoken")
	}
	if g.Recording == "" {
		f.Name("text", g.Text, 1, mostGreeting)
	}
}

// smart is where a call stands that is brought to a person.
type smart struct {
	rule   int // of the person, from 1; 0: none fits
	asked  int // how often the phone that answered was asked whether it takes the call
	second bool
}

const (
	atScreen step = 50 + iota
)

// What the user's phone is told while the caller still hears it ring, and what comes of it.
//
// Screen says prompts to the phone that answered, alone, and waits For after them for a key: UserKey, or UserSilence.
// Join lets the two hear each other. Decline hangs that phone up.
type (
	Screen struct {
		Prompts []Prompt
		For     time.Duration
	}
	Join    struct{}
	Decline struct{}
)

func (Screen) action()  {}
func (Join) action()    {}
func (Decline) action() {}

// The events of a phone that is asked whether it takes the call.
const (
	UserKey     EventKind = 50 + iota // Event.Key
	UserSilence                       // Screen's time passed
)

const (
	screenTime  = 8 * time.Second
	mostScreens = 2
)

// treatment is the rule that a call to a person goes by, and its number from 1.
func (p Plan) treatment(of Person) (CallRule, int) {
	s := p.Smart[of.User]
	status := s.Status.At(p.At)
	for i, r := range s.Rules {
		if r.Fits(p.At, status, p.Caller) {
			return r, i + 1
		}
	}
	usual := CallRule{Deed: DeedRing, Seconds: int(ringTime / time.Second), Then: DeedVoicemail}
	if status != Available {
		usual.Deed = DeedVoicemail
	}
	return usual, 0
}

// Rings tells whether a call to a person rings that person's phones now.
func (p Plan) Rings(of Person) bool {
	r, _ := p.treatment(of)
	return r.Deed == DeedRing
}

// rule is the rule by which the call was brought to the person.
func (t *turn) rule(of Person) CallRule {
	if n := t.smart.rule; n > 0 && n <= len(t.plan.Smart[of.User].Rules) {
		return t.plan.Smart[of.User].Rules[n-1]
	}
	r, _ := t.plan.treatment(of)
	return r
}

// reach brings the caller to a person, as that person wants it.
func (t *turn) reach(p Person) {
	rule, n := t.plan.treatment(p)
	t.User, t.smart, t.rest = p.User, smart{rule: n}, ""
	t.treat(p, rule, rule.Deed)
}

func (t *turn) treat(p Person, rule CallRule, deed Deed) {
	if deed == DeedNumber && rule.Dial == "" && rule.Gate != nil {
		t.Refused = &Refusal{ByForwarding, rule.Number, *rule.Gate}
	}
	switch {
	case deed == DeedRing:
		t.step = atRing
		t.enter("ring:" + p.label())
		t.sayName("connecting", p.Name())
		t.do(Ring{To: []Callee{t.plan.callee(p)}, For: time.Duration(rule.Seconds) * time.Second, InTurn: rule.InTurn})
	case deed == DeedNumber && rule.Dial != "":
		t.step = atRing
		t.enter("forward:" + string(rule.Dial))
		t.sayName("connecting", p.Name())
		t.do(Ring{To: []Callee{{Number: rule.Dial, For: p.User, Shows: CallerID{Company: t.plan.Number, Why: t.diverts(p, rule)}, Way: ByForwarding, Gate: rule.Gate}}, For: time.Duration(rule.Seconds) * time.Second})
	case deed == DeedNumber && !t.smart.second: // the gate refuses it
		t.away(p)
	case deed == DeedRefuse:
		t.enter("declined:" + p.label())
		t.sayName("not_taken", p.Name())
		t.end(Announced, NotTaken)
	default:
		t.voicemail(p)
	}
}

// diverts is why a rule brings a call to a number.
func (t *turn) diverts(p Person, rule CallRule) Diversion {
	status := t.plan.Smart[p.User].Status.At(t.plan.At)
	switch {
	case t.smart.second:
		return DivertsUnanswered
	case len(rule.Days) > 0 || rule.Begin != "" || rule.Since != "" || rule.Until != "":
		return DivertsByTime
	case len(rule.Statuses) > 0 && status == Undisturbed:
		return DivertsUndisturbed
	case len(rule.Statuses) > 0 && status != Available:
		return DivertsByStatus
	}
	return DivertsAll
}

// away is what follows where nobody answered.
func (t *turn) away(p Person) {
	rule := t.rule(p)
	if t.smart.second {
		t.voicemail(p)
		return
	}
	t.smart.second = true
	t.treat(p, rule, rule.Then)
}

// answeredBy is a phone that was picked up: it is asked first where the person wants to hear who calls.
func (t *turn) answeredBy(p Person) {
	if t.rule(p).Screen {
		t.step = atScreen
		t.enter("screen:" + p.label())
		t.screen(p)
		return
	}
	t.talk(p)
}

func (t *turn) talk(p Person) {
	t.step = atTalk
	t.enter("talk:" + p.label())
	t.do(Stop{}) // what is still being said would be in the way of their first words
}

// screen asks the phone that answered, in its user's language; the caller hears nothing of it.
func (t *turn) screen(p Person) {
	t.smart.asked++
	l := t.plan.languageOf(p)
	t.do(Screen{Prompts: []Prompt{t.plan.announced(l), {ID: "screen_ask", Language: l}}, For: screenTime})
}

// announced tells who calls.
func (p Plan) announced(l Language) Prompt {
	name := p.Caller.Name
	if who, ok := p.person(p.Caller.User); ok && name == "" {
		name = who.Name()
	}
	switch {
	case name != "":
		return Prompt{ID: "screen_name", Language: l, Name: name}
	case p.Caller.Number != "":
		return Prompt{ID: "screen_number", Language: l, Digits: strings.TrimPrefix(string(p.Caller.Number), "+")}
	}
	return Prompt{ID: "screen_unknown", Language: l}
}

// languageOf is the language in which a person of the company is spoken to.
func (p Plan) languageOf(of Person) Language {
	return p.Languages.Choose(of.Language)
}

// screened takes what the phone that was asked says.
func (t *turn) screened(e Event) {
	person, _ := t.plan.person(t.User)
	switch {
	case e.Kind == UserKey && e.Key == '1':
		t.do(Join{})
		t.talk(person)
	case e.Kind == UserHangUp:
		t.voicemail(person)
	case e.Kind == UserKey && e.Key != '2' && t.smart.asked < mostScreens, e.Kind == UserSilence && t.smart.asked < mostScreens:
		t.screen(person)
	default:
		t.do(Decline{})
		t.voicemail(person)
	}
}

// voicemail asks for a message, where the person's mailbox takes one.
func (t *turn) voicemail(p Person) {
	t.step, t.User = atVoicemail, p.User
	s := t.plan.Smart[p.User]
	switch {
	case p.NoMailbox:
		t.enter("away:" + p.label())
		t.sayName("no_mailbox", p.Name())
		t.end(Announced, NobodyAnswered)
	case s.Full:
		t.enter("away:" + p.label())
		t.sayName("mailbox_full", p.Name())
		t.end(Announced, MailboxFull)
	default:
		t.enter("voicemail:" + p.label())
		t.askMessage(p)
	}
}

// askMessage greets in a person's voicemail, tells what there is beside leaving a message, and records one.
func (t *turn) askMessage(p Person) {
	t.sayAll(t.plan.greets(p, t.Language))
	if t.mayAskBack() {
		t.say("call_back_offer")
	}
	if t.maySwitch() {
		t.offerLanguage()
	}
	t.record()
}

// voicemailKey is a key that stopped the greeting, and the tone behind it, or came soon after that: * is for the user whose mailbox
// it is, or leads back to the assistant that brought the caller here.
func (t *turn) voicemailKey(k byte) {
	person, _ := t.plan.person(t.User)
	switch {
	case t.typesOn(k):
		t.askMessage(person)
	case k == '*' && t.desk != nil:
		t.backAtDesk()
	case k == '*':
		t.assistant(t.User)
	case k == '1' && t.mayAskBack():
		t.askBack()
	case string(k) == SecondLanguageKey && t.maySwitch():
		t.Language = t.plan.second()
		t.enter("language:" + string(t.Language))
		t.askMessage(person)
	default:
		t.record()
	}
}

// maySwitch tells whether the caller of a user's own number, who was not asked before, can choose the second language (R17).
func (t *turn) maySwitch() bool {
	return t.plan.To != "" && t.plan.Caller.User == "" && t.desk == nil && t.plan.second() != "" && t.Language == t.plan.Languages.First
}

// soonKeys are those that mean something else than the message soon after the tone, too.
func (t *turn) soonKeys() string {
	keys := "*"
	if t.mayAskBack() {
		keys += "1"
	}
	if t.maySwitch() {
		keys += SecondLanguageKey
	}
	return keys
}

// mayAskBack tells whether the caller can ask to be called back: where the company has it so, and a number is known.
func (t *turn) mayAskBack() bool {
	return t.plan.CallBack && t.plan.Caller.User == "" && t.plan.Caller.Number != "" && t.desk == nil
}

// askBack notes that the caller wants to be called back.
func (t *turn) askBack() {
	person, _ := t.plan.person(t.User)
	t.enter("asks_back:" + person.label())
	t.say("call_back_noted")
	t.end(AskedBack, CallBackAsked)
}

// greets is what a caller hears in a person's voicemail: the person's own greeting of the status in that language, else the
// one for any status, else what the assistant says of the status.
func (p Plan) greets(of Person, l Language) Prompt {
	s := p.Smart[of.User]
	status := s.Status.At(p.At)
	var best Greeting
	for _, g := range s.Greetings {
		if g.Language == l && (g.Status == status || g.Status == "" && best.Language == "") {
			best = g
		}
	}
	return best.Prompt(status, l, of.Name())
}

// Prompt is what a caller hears of it in a person's voicemail: the recording, else the words; of none, what the assistant says of
// the status.
func (g Greeting) Prompt(s Status, l Language, name string) Prompt {
	said := Prompt{ID: "voicemail", Language: l, Name: name, Recording: g.Recording}
	if s != Available && s != "" {
		said.ID = PromptID("voicemail_" + string(s))
	}
	if g.Recording == "" {
		said.Text = g.Text
	}
	return said
}

// smartPath tells whether a step of a call brought it to a person, or tried to.
func smartPath(step string) bool {
	name, _, _ := strings.Cut(step, ":")
	switch name {
	case "direct", "ring", "forward", "screen", "voicemail", "away":
		return true
	}
	return false
}

// Missed tells whether a call that was meant for a user reached nobody and left nothing: the caller gave it up, or no message could be
// taken. One that the user's own rule turned away is none.
func (c Call) Missed() bool {
	untaken := c.Result == Announced && (c.Reason == MailboxFull || c.Reason == NobodyAnswered)
	if c.User == "" || c.Result != Abandoned && !untaken {
		return false
	}
	for _, step := range c.Path {
		if smartPath(step) {
			return true
		}
	}
	return false
}
