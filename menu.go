package anteroom

import (
	"slices"
	"strconv"
	"strings"
)

// greet is the beginning of a company number: the greeting, and the offer of the second language where there is one.
// With one language the menu follows at once, and its keys count from the first moment.
func (t *turn) greet() {
	t.Path = "greeting"
	t.sayGreeting()
	if t.plan.second() != "" {
		t.step = atLanguage
		t.offerLanguage()
		t.listen(answerTime)
		return
	}
	t.start()
}

func (t *turn) offerLanguage() {
	t.sayAll(Prompt{ID: "language_offer", Language: t.plan.second(), Digits: SecondLanguageKey})
}

// key is a key pressed where one is expected; elsewhere it is harmless.
func (t *turn) key(k byte) {
	if !slices.Contains([]byte("0123456789*#"), k) {
		return
	}
	switch t.step {
	case atLanguage:
		t.languageKey(k)
	case atMenu:
		t.enterMenu()
		t.menuKey(k)
	case atName:
		t.nameKey(k)
	case atChoice:
		t.choiceKey(k)
	case atPIN:
		t.pinKey(k)
	case atRing:
		t.typesOn(k)
	case atVoicemail:
		t.voicemailKey(k)
	case atTalk:
		if t.Recalls() {
			t.recallKey(k)
		}
	default:
		if t.step.desk() {
			t.deskKey(k)
		}
	}
}

func (t *turn) silence() {
	switch t.step {
	case atLanguage:
		t.start()
		t.enterMenu()
	case atMenu:
		t.enterMenu()
		if t.keys != "" {
			t.settle()
			return
		}
		t.nothing()
	case atName:
		if len(t.keys) > t.answered {
			t.search()
			return
		}
		t.nothing()
	case atChoice:
		t.nothing()
	case atPIN:
		t.pinSilence()
	default:
		if t.step.desk() {
			t.deskSilence()
		}
	}
}

// languageKey takes 2 for the second language (R17) and 1 for the first; any other key is already one of the menu's.
func (t *turn) languageKey(k byte) {
	switch string(k) {
	case SecondLanguageKey:
		t.Language = t.plan.second()
	case "1":
	default:
		t.keyAtGreeting(k)
		return
	}
	t.Path = "language:" + string(t.Language)
	t.start()
	t.lead = string(k)
}

// keyAtGreeting is one that chooses no language: it is already one of the menu's, where a menu comes next.
func (t *turn) keyAtGreeting(k byte) {
	t.start()
	if t.step != atMenu {
		return
	}
	t.actions = slices.DeleteFunc(t.actions, func(a Action) bool { _, said := a.(Say); return said }) // they knew it already
	t.enterMenu()
	t.menuKey(k)
}

// menu asks whom the caller wishes to reach.
func (t *turn) menu() {
	if t.desk != nil {
		t.atMain()
		return
	}
	t.step, t.keys, t.answered = atMenu, "", 0
	t.lead = "" // pressed too long ago to be the beginning of an extension
	if m, own := t.ownMenu(); own {
		t.askOwn(m)
		return
	}
	t.say(t.plan.menuPrompts()...)
	t.listen(answerTime)
}

func (p Plan) menuPrompts() []PromptID {
	ids := []PromptID{"menu"}
	if p.longest() == 0 {
		ids[0] = "menu_names"
	}
	if _, ok := p.operator(); ok {
		ids = append(ids, "menu_operator")
	}
	return ids
}

// enterMenu logs the menu once the caller answers it, where it began behind another step.
func (t *turn) enterMenu() {
	if t.unlogged {
		t.Path, t.unlogged = "menu", false
	}
}

func (t *turn) menuKey(k byte) {
	t.silences = 0
	if to := t.leads(string(k)); t.keys == "" && to != "" && k < '0' {
		t.bring(to)
		return
	}
	switch {
	case k == '*':
		t.star()
	case k == '#' && t.keys == "":
		t.menu()
	case k == '#':
		t.settle()
	default:
		t.keys += string(k)
		t.weigh()
	}
}

// weigh brings the caller on as soon as what was typed can mean one thing only, and waits while it can mean more. A number
// that is nobody's is refused when its digits have all been typed, so that the rest of them isn't taken for the next try.
func (t *turn) weigh() {
	person, exact, more := t.extension(t.keys)
	led, ledExact, ledMore := t.led()
	to := t.leads(t.keys)
	switch {
	case exact && !more && to == "":
		t.ring(person)
		t.rest = "#"
	case exact, more && to != "":
		t.listen(settleTime)
	case more:
		t.listen(answerTime)
	case to != "" && !ledMore:
		t.bring(to)
	case to != "":
		t.listen(settleTime)
	case ledExact && !ledMore:
		t.ringLed(led)
	case !ledExact && !ledMore && len(t.keys) >= t.longest():
		t.wrong(t.unknown())
	default:
		t.listen(settleTime)
	}
}

// settle decides on what was typed: there will be no more of it. A key of the menu goes before an extension of one digit.
func (t *turn) settle() {
	person, exact, _ := t.extension(t.keys)
	led, ledExact, _ := t.led()
	to := t.leads(t.keys)
	switch {
	case to != "":
		t.bring(to)
	case exact:
		t.ring(person)
	case ledExact:
		t.ringLed(led)
	default:
		t.wrong(t.unknown())
	}
}

// led looks the keys up behind the key that chose the language: who knows the extension 201 dials it at the greeting,
// and the 2 was taken for the language.
func (t *turn) led() (p Person, exact, more bool) {
	if t.lead == "" {
		return Person{}, false, false
	}
	return t.extension(t.lead + t.keys)
}

// ringLed rings an extension of which the first digit was taken for a choice of language: it was none.
func (t *turn) ringLed(p Person) {
	t.Language = t.plan.Languages.First
	t.ring(p)
	t.rest = "#"
}

// wrong is an answer that leads nowhere: asked again, up to mostTries in the call. Who has signed in with the assistant is back at its menu then.
func (t *turn) wrong(id PromptID) {
	t.tries++
	t.say(id)
	switch {
	case t.tries < mostTries:
		t.ask()
	case t.desk != nil:
		t.tries = 0
		t.atMain()
	default:
		t.goodbye(TooManyTries)
	}
}

// nothing is no answer: asked again, then the operator, or the end.
func (t *turn) nothing() {
	t.silences++
	operator, ok := t.plan.operator()
	m, _ := t.ownMenu()
	switch {
	case t.silences < mostSilences:
		t.ask()
	case t.desk != nil: // whose operator nobody asked for
		t.leaveDesk(NoInput)
	case t.step == atMenu && m.Silence != "":
		t.silences = 0
		t.bring(m.Silence)
	case ok:
		t.ring(operator)
	default:
		t.goodbye(NoInput)
	}
}

func (t *turn) goodbye(why Reason) {
	t.say("goodbye")
	t.end(Lost, why)
}

// ask says again what the caller is being asked.
func (t *turn) ask() {
	switch t.step {
	case atMenu:
		t.menu()
	case atName:
		t.spell()
	case atChoice:
		t.choices()
	}
}

// name asks for the first letters of a name.
func (t *turn) name() {
	t.step = atName
	t.enter("name")
	t.spell()
}

func (t *turn) spell() {
	if t.speaks() {
		t.askSpoken("say_name")
		return
	}
	t.keys, t.answered = "", 0
	t.say("spell_name")
	t.listen(answerTime)
}

func (t *turn) nameKey(k byte) {
	t.silences = 0
	operator, hasOperator := t.plan.operator()
	switch {
	case k == '0' && t.keys == "" && hasOperator && t.desk == nil: // no name begins with it
		t.ring(operator)
	case k == '*':
		t.leaveNames()
	case k == '#' && t.keys == "":
		t.spell()
	case k == '#':
		t.search()
	default:
		t.letter(k)
	}
}

const (
	fewestLetters = 3 // before a search ends by itself
	mostLetters   = 24
)

func (t *turn) letter(k byte) {
	if len(t.keys) < mostLetters {
		t.keys += string(k)
	}
	if found := t.listed(t.keys, 2); len(found) == 1 && len(t.keys) >= fewestLetters {
		t.bringTo(found[0])
		person, _ := t.plan.person(found[0].user)
		t.rest = unspelt(person.First, person.Last, t.keys) + "#"
		return
	}
	t.listen(answerTime)
}

// typesOn tells whether a key only goes on with what was understood before it was typed whole.
func (t *turn) typesOn(k byte) bool {
	if i := strings.IndexByte(t.rest, k); k == '#' || i == 0 {
		t.rest = t.rest[i+1:]
		return i >= 0
	}
	t.rest = ""
	return false
}

// search takes the letters typed as complete.
func (t *turn) search() {
	found := t.listed(t.keys, len(t.found)+1)
	switch {
	case len(found) == 0:
		t.wrong("no_such_name")
	case len(found) == 1:
		t.bringTo(found[0])
	case len(found) > len(t.found) && len(t.keys) > t.answered: // else no more letters are known: the first of them are read out
		t.answered = len(t.keys) // the caller goes on from where they are
		t.say("too_many_names")
		t.listen(answerTime)
	default:
		t.choose(found)
	}
}

// choose has the caller choose among those who were found.
func (t *turn) choose(found []listed) {
	t.step, t.Path, t.keys = atChoice, "choose", ""
	t.nFound = copy(t.found[:], found)
	t.choices()
}

// choices reads out who was found, each with a key; who has the name of another with the extension too.
func (t *turn) choices() {
	for i, x := range t.found[:t.nFound] {
		t.sayName("choose_name", t.nameOf(x))
		if person, _ := t.plan.person(x.user); person.Extension != "" && t.sharesName(i) {
			t.sayAll(Prompt{ID: "choose_extension", Language: t.Language, Digits: person.Extension})
		}
		t.sayAll(Prompt{ID: "choose_press", Language: t.Language, Digits: strconv.Itoa(i + 1)})
	}
	t.listen(answerTime)
}

// sharesName tells whether another of those who were found is announced by the same name.
func (t *turn) sharesName(i int) bool {
	for j, x := range t.found[:t.nFound] {
		if j != i && strings.EqualFold(t.nameOf(x), t.nameOf(t.found[i])) {
			return true
		}
	}
	return false
}

func (t *turn) choiceKey(k byte) {
	t.silences = 0
	operator, hasOperator := t.plan.operator()
	switch {
	case k == '*':
		t.leaveNames()
	case k == '#':
		t.choices()
	case k == '0' && hasOperator:
		t.ring(operator)
	case k >= '1' && int(k-'0') <= t.nFound:
		t.bringTo(t.found[k-'1'])
		t.rest = "#"
	default:
		t.wrong("unknown_choice")
	}
}
