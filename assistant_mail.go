package anteroom

// openMail tells of the first e-mail, once the list is there: a mailbox may take its time.
func (t *turn) openMail() {
	switch {
	case !t.desk.Mailbox:
		t.say("mail_unconnected")
		t.atMain()
	case !t.desk.MailRead:
		t.wait(ReadMail{}, "mail_fetching")
	case len(t.desk.Mail) == 0:
		t.say("mail_none")
		t.atMain()
	default:
		t.Path, t.at = "mail", 0
		t.tellLetter()
	}
}

// tellLetter tells who wrote an e-mail, and its subject.
func (t *turn) tellLetter() {
	m := t.desk.Mail[t.at]
	t.step = atLetter
	t.sayName("mail_from", m.From)
	if m.Subject != "" {
		t.sayAll(Prompt{ID: "mail_subject_unread", Language: t.Language, Text: m.Subject, Private: true})
	}
	t.options("letter_options")
}

func (t *turn) letterKey(k byte) {
	m := t.desk.Mail[t.at]
	switch k {
	case '1':
		t.wait(ReadLetter{m.ID}, "mail_fetching")
	case '2':
		if t.at >= mostMarked {
			t.options("desk_refused", "letter_options")
			return
		}
		t.marked[t.at/64] ^= 1 << (t.at % 64)
		id := PromptID("letter_kept")
		if t.isGone(t.at) {
			id = "letter_dropped"
		}
		t.options(id, "letter_options")
	case '3':
		t.reply()
	case '7':
		t.at = max(0, t.at-1)
		t.tellLetter()
	case '#', '6':
		if t.at++; t.at >= len(t.desk.Mail) {
			t.say("mail_no_more")
			t.atMain()
			return
		}
		t.tellLetter()
	case '*':
		t.atMain()
	default:
		t.options("letter_options")
	}
}

func (t *turn) isGone(i int) bool { return i < mostMarked && t.marked[i/64]&(1<<(i%64)) != 0 }

// dropLetters deletes the e-mails that the user said to, now that nothing can be undone any more.
func (t *turn) dropLetters() {
	if t.desk == nil || t.marked == [4]uint64{} {
		return
	}
	var list []string
	d := *t.desk
	d.Mail = nil
	for i, m := range t.desk.Mail {
		if t.isGone(i) {
			list = append(list, m.ID)
		} else {
			d.Mail = append(d.Mail, m)
		}
	}
	t.desk, t.marked = &d, [4]uint64{}
	t.do(Tell{DropLetters{list}})
}
