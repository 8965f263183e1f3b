package anteroom

import (
	"strconv"
	"time"
)

// making is what a user records with the assistant.
type making int

const (
	makingReply making = iota
	makingGreeting
	makingPrompt
)

// most is how long it may be.
func (m making) most() time.Duration {
	return map[making]time.Duration{makingReply: longestMsg, makingGreeting: longestGreeting, makingPrompt: longestPrompt}[m]
}

// askGreeting asks in which of the company's languages the greeting is recorded: callers of the other do not hear it.
func (t *turn) askGreeting() {
	if t.desk.Languages.Second == "" {
		t.recordGreeting(t.Language)
		return
	}
	t.step = atGreetingLanguage
	t.offerGreetings()
}

func (t *turn) offerGreetings() {
	for i, l := range t.desk.Languages.List() {
		t.sayAll(Prompt{ID: "greeting_in", Language: l}, Prompt{ID: "choose_press", Language: l, Digits: strconv.Itoa(i + 1)})
	}
	t.listen(deskTime)
}

func (t *turn) greetingKey(k byte) {
	list := t.desk.Languages.List()
	switch {
	case k == '*':
		t.atMain()
	case k >= '1' && int(k-'0') <= len(list):
		t.recordGreeting(list[k-'1'])
	default:
		t.offerGreetings()
	}
}

func (t *turn) recordGreeting(l Language) {
	t.step, t.making, t.greets = atGreeting, makingGreeting, l
	t.sayAll(Prompt{ID: "greeting_record", Language: l})
	t.recordOwn()
}

// hearOwn plays what was recorded, and asks whether it is kept.
func (t *turn) hearOwn(check step) {
	t.step = check
	t.do(PlayBack{})
	t.options("greeting_options")
}

// keepKey keeps what was heard back, records it again, plays it again, or leaves it.
func (t *turn) keepKey(k byte) {
	prompt := t.step == atPromptCheck
	switch {
	case k == '1' && prompt:
		t.wait(PutPrompt{t.code})
	case k == '1':
		t.wait(PutGreeting{t.greets})
	case k == '2' && prompt:
		t.step = atPrompt
		t.recordOwn()
	case k == '2':
		t.step = atGreeting
		t.recordOwn()
	case k == '*':
		t.atMain()
	default:
		t.hearOwn(t.step)
	}
}

// promptCodeKey takes the code that a page shows beside the prompt that is to be recorded.
func (t *turn) promptCodeKey(k byte) {
	switch {
	case k == '*' && t.typed == "", k == '#' && t.typed == "":
		t.atMain()
	case k == '*':
		t.typed = ""
		t.options("prompt_code")
	case k == '#':
		code := t.typed
		t.typed = ""
		t.wait(FindPrompt{code})
	default:
		if len(t.typed) < longestTyped {
			t.typed += string(k)
		}
		t.listen(deskTime)
	}
}

// noPrompt is a code that is none, or no longer one.
func (t *turn) noPrompt() {
	t.say("prompt_unknown")
	if t.misses++; t.misses >= mostTries {
		t.atMain()
		return
	}
	t.options("prompt_code")
}

// foundPrompt says which prompt it is, and asks for it in the language in which callers will hear it.
func (t *turn) foundPrompt(code string, a *Answer) {
	t.step, t.making, t.code = atPrompt, makingPrompt, code
	if a.Name == "" {
		t.say("prompt_greeting")
	} else {
		t.sayName("prompt_menu", a.Name)
	}
	t.sayAll(Prompt{ID: "prompt_record", Language: a.Language})
	t.recordOwn()
}
