package anteroom

import "time"

func (t *turn) openVoice(list []Voicemail) {
	d := *t.desk
	d.Voice = list
	t.desk, t.at = &d, 0
	if len(list) == 0 {
		t.say("voice_none")
		t.atMain()
		return
	}
	t.playVoice()
}

// playVoice says who left the message, and plays it: it is heard from then on.
func (t *turn) playVoice() {
	m := t.desk.Voice[t.at]
	t.step, t.dropped = atVoice, false
	l := t.Language
	switch from, known := t.plan.person(m.Sender); {
	case known:
		t.sayName("voice_from_name", from.Name())
	case ParseNumber(m.Caller) != "":
		t.sayAll(Prompt{ID: "voice_from_number", Language: l, Digits: string(ParseNumber(m.Caller))[1:]})
	default:
		t.say("voice_from_unknown")
	}
	t.when(m.Received)
	t.sayAll(Prompt{ID: VoiceMessagePrompt, Language: l, Recording: m.ID})
	if m.Heard.IsZero() {
		t.do(Tell{Hear{m.ID}})
	}
	t.options("voice_options")
}

// when tells the time of a message, by the company's clock.
func (t *turn) when(at time.Time) {
	now := t.plan.At
	at = at.In(now.Location())
	day := func(x time.Time) string { return x.Format(time.DateOnly) }
	id := PromptID("when_earlier") // tells the day
	switch day(at) {
	case day(now):
		id = "when_today"
	case day(now.AddDate(0, 0, -1)):
		id = "when_yesterday"
	}
	t.sayAll(Prompt{ID: id, Language: t.Language, Moment: at.Format(momentForm)})
}

func (t *turn) voiceKey(k byte) {
	m := t.desk.Voice[t.at]
	switch k {
	case '1':
		t.playVoice()
	case '2':
		if t.dropped {
			t.wait(Keep{m.ID})
			return
		}
		t.wait(Drop{m.ID})
	case '3':
		if _, known := t.plan.person(m.Sender); !known {
			t.options("voice_no_reply", "voice_options")
			return
		}
		t.reply()
	case '4':
		t.wait(Renew{m.ID})
	case '5':
		t.callSender()
	case '7':
		t.at = max(0, t.at-1)
		t.playVoice()
	case '#', '6':
		if t.at++; t.at >= len(t.desk.Voice) {
			t.say("voice_no_more")
			t.atMain()
			return
		}
		t.playVoice()
	case '*':
		t.atMain()
	default:
		t.options("voice_options")
	}
}

// reply records an answer to the message that is told of.
func (t *turn) reply() {
	t.back, t.step, t.making = t.step, atReply, makingReply
	t.say("reply_record")
	t.recordOwn()
}

func (t *turn) recordOwn() {
	t.do(Record{User: t.User, Most: t.making.most(), Quiet: quietMsg, Draft: true})
}

// recordedOwn goes on with what the user has said.
func (t *turn) recordedOwn(length time.Duration) {
	switch {
	case length < shortestMsg:
		t.say("message_too_short")
		t.silences++
		if t.silences >= mostSilences {
			t.leaveDesk(NoInput)
			return
		}
		t.recordOwn()
	case t.making == makingGreeting:
		t.hearOwn(atGreetingCheck)
	case t.making == makingPrompt:
		t.hearOwn(atPromptCheck)
	case t.back == atLetter:
		t.wait(AnswerLetter{t.desk.Mail[t.at].ID}, "mail_fetching")
		t.back = atLetter
	default:
		t.wait(SendVoice{t.desk.Voice[t.at].Sender})
		t.back = atVoice
	}
}
