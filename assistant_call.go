package anteroom

// diallerKey takes an extension, or a number outside; * is to search by name.
func (t *turn) diallerKey(k byte) {
	switch {
	case k == '*' && t.typed == "":
		t.name()
	case k == '*':
		t.typed = ""
		t.options("dial_menu")
	case k != '#':
		if len(t.typed) < longestTyped {
			t.typed += string(k)
		}
		t.listen(deskTime)
	case t.typed == "":
		t.atMain()
	default:
		t.dialTyped()
	}
}

func (t *turn) dialTyped() {
	typed := t.typed
	t.typed, t.calling = "", ""
	if p, exact, _ := t.plan.extension(typed); exact {
		t.reach(p)
		return
	}
	t.wait(Reach{Number: typed})
}

// deskRung is what came of ringing a number outside.
func (t *turn) deskRung(e Event) {
	back := t.calling
	t.calling = ""
	switch {
	case e.Kind != UserAnswer:
		t.say("desk_unreached")
		t.atMain()
	case back != "":
		t.own = t.Language
		t.callBack(back)
	default:
		t.deskTalks()
	}
}

func (t *turn) deskTalks() {
	t.step, t.Path = atTalk, "talk:outside"
	t.do(Stop{})
}

// callSender calls who left the message that is told of.
func (t *turn) callSender() {
	m := t.desk.Voice[t.at]
	if from, known := t.plan.person(m.Sender); known {
		t.reach(from)
		return
	}
	number := ParseNumber(m.Caller)
	if number == "" {
		t.options("voice_no_number", "voice_options")
		return
	}
	t.calling = t.desk.Languages.Choose(m.Language)
	t.wait(Reach{Number: string(number), Back: true})
}

// Recalls tells whether the caller is in a conversation out of which keys call the assistant back: two stars in a row.
func (s State) Recalls() bool { return s.step == atTalk && s.desk != nil && s.desk.Stays }

// recallKey is a key pressed in such a conversation; the other side hears it too.
func (t *turn) recallKey(k byte) {
	switch {
	case k != '*':
		t.typed = ""
	case t.typed == "":
		t.typed = "*"
	default:
		t.do(Decline{})
		t.backAtDesk()
	}
}

// backAtDesk is the assistant's menu once more, after a conversation. Whom the call reached stays in its line.
func (t *turn) backAtDesk() {
	t.silences, t.smart, t.short, t.Path = 0, smart{}, false, "back"
	if t.own != "" {
		t.Language, t.own = t.own, ""
	}
	t.atMain()
}

// left goes on once a colleague has the message of a user who has signed in. What the house can't take now goes with the call's end.
func (t *turn) left(a *Answer) {
	if a.Lost {
		t.say("message_lost")
		t.end(Failed, MessageLost)
		return
	}
	if a.Failed {
		t.say("message_sent")
		t.end(LeftMsg, MessageLeft)
		return
	}
	t.say("message_left")
	t.backAtDesk()
	t.Path = "message_left"
}
