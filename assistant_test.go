package anteroom

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// bureau answers what the assistant asks, as the house would, and keeps what it was asked.
type bureau struct {
	asked  []string
	down   bool
	locked bool
	stays  bool // on the calls that it puts through
	waits  bool // a prompt waits to be recorded
	slow   bool // the mailbox is still being opened
	mute   bool // what is to be sent is not answered
	unsent bool // it can't be sent now
	lost   bool // and the disk has it not
	full   bool // nor ever

	contacts []Contact // of the user
	mail     []MailHead
	voice    []Voicemail
}

func (b *bureau) answer(a Ask) *Answer {
	out := &Answer{N: a.N, Of: a.Of, Failed: b.down}
	b.asked = append(b.asked, asking(a.Of))
	switch r := a.Of.(type) {
	case SignIn:
		out.Locked = b.locked
		if out.Wrong = r.PIN != "4815" || r.User == "" && r.Account != "201"; !out.Wrong {
			out.Desk = &Desk{User: "u1", Language: "en", Languages: Languages{First: "fr", Second: "en"}, New: len(b.voice), Stays: b.stays, Recording: b.waits, Mailbox: b.mail != nil, Contacts: b.contacts}
		}
	case ReadVoice:
		out.Voice = b.voice
	case SendVoice:
		out.Failed, out.Lost, out.Wrong = b.unsent, b.lost, b.full
	case ReadMail:
		out.Mail = b.mail
	case ReadLetter:
		out.Text, out.Language = "Dear "+r.Letter, "en"
	case FindPrompt:
		out.Wrong = r.Code != "482913" && r.Code != "482914"
		out.Language, out.Name = "fr", map[string]string{"482913": "Ventes"}[r.Code]
	case Reach:
		out.Wrong = r.Number == "19005551234"
		out.To = Callee{Number: "+15145550122", For: "u1"}
	}
	return out
}

// asking is a request in words: "Drop{m1}".
func asking(r Request) string {
	return strings.TrimPrefix(fmt.Sprintf("%T%v", r, r), "anteroom.")
}

// talk plays a script against the bureau: what is asked is answered at once. The script is that of playSmart.
func (b *bureau) talk(p Plan, script string) (prompts, path, end string) {
	var heard, steps []string
	s, actions := p.Step(State{}, Event{Kind: Begin})
	pending := []Event{}
	for _, c := range script {
		e := scripted(byte(c))
		if c == 'r' {
			e = Event{Kind: Recorded, Length: 300 * time.Millisecond}
		}
		pending = append(pending, e)
	}
	for {
		if s.Path != "" {
			steps = append(steps, s.Path)
		}
		var answers []Event
		for _, a := range actions {
			switch a := a.(type) {
			case Say:
				for _, x := range a.Prompts {
					heard = append(heard, writtenOwn(x))
				}
			case Record:
				heard = append(heard, "<tone>")
			case PlayBack:
				heard = append(heard, "<back>")
			case Ring:
				heard = append(heard, "<"+string(a.To[0].User)+string(a.To[0].Number)+">")
			case Screen:
				heard = append(heard, "["+written(a.Prompts[0])+"]")
			case Ask:
				_, mail := a.Of.(ReadMail)
				_, voice := a.Of.(SendVoice)
				if (!mail || !b.slow) && (!voice || !b.mute) {
					answers = append(answers, Event{Kind: Told, Answer: b.answer(a)})
				}
			case Tell:
				b.asked = append(b.asked, asking(a.Of))
			case End:
				end += string(a.Result) + "/" + string(a.Reason)
			}
		}
		pending = append(answers, pending...)
		if len(pending) == 0 {
			return strings.Join(heard, " "), strings.Join(steps, " "), end
		}
		s, actions = p.Step(s, pending[0])
		pending = pending[1:]
	}
}

func ownNumber() Plan {
	p := handled(Smart{})
	p.To, p.Caller = "u1", Caller{User: "u1"} // his own extension, from his own phone
	return p
}

func office2() *bureau {
	now := time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
	return &bureau{voice: []Voicemail{{ID: "m1", Sender: "u2", Received: now.Add(-time.Hour)}, {ID: "m2", Caller: "+14185550111", Language: "fr", Received: now.AddDate(0, 0, -1), Heard: now}},
		contacts: []Contact{{ID: "k1", First: "Luc", Last: "Ng", Number: "19005551234"}, {ID: "k2", First: "Élan", Last: "Sport", Number: "+14185550133"}, {ID: "k3", Last: "Zénith", Number: "+15145550122"}},
		mail:     []MailHead{{ID: "l1", From: "Luc", Subject: "Demain"}, {ID: "l2", From: "Zoé", Seen: true}}}
}

const (
	hello   = "ask_pin@fr desk_voice_some@en(2) desk_menu@en desk_language@fr desk_end@en"
	voices  = "voice_from_name@en(Élise_Gagnon) when_today@en(2026-11-23_09:00) «m1» voice_options@en"
	voice2  = "voice_from_number@en(14185550111) when_yesterday@en(2026-11-22_10:00) «m2» voice_options@en"
	mailIn  = "desk_mail_one@en"
	inFr    = "greeting_in@fr choose_press@fr(1) greeting_in@en choose_press@en(2) "
	toElise = "dial_menu@en connecting@en(Élise_Gagnon) <u2> voicemail@en(Élise_Gagnon) <tone>"
	atMenu2 = "desk_menu@en desk_language@fr desk_end@en"
)

// The conversation of a user with the assistant.
func TestAssistant(t *testing.T) {
	for _, row := range []struct {
		fact, script string
		heard        string // after the sign-in and the menu
		asked        string // after SignIn and ReadMail
		end          string
	}{
		{"signed in", "", "", "", ""},
		{"the voice messages; heard as they are played", "1", voices, "ReadVoice{} Hear{m1}", ""},
		{"the next one, which was heard, and no more", "1##", voices + " " + voice2 + " voice_no_more@en " + atMenu2, "ReadVoice{} Hear{m1}", ""},
		{"once more", "11", voices + " " + voices, "ReadVoice{} Hear{m1} Hear{m1}", ""},
		{"deleted, and undone", "122", voices + " voice_dropped@en voice_options@en voice_kept@en voice_options@en", "ReadVoice{} Hear{m1} Drop{m1} Keep{m1}", ""},
		{"kept as new", "14", voices + " voice_renewed@en voice_options@en", "ReadVoice{} Hear{m1} Renew{m1}", ""},
		{"a colleague is answered by voice", "13R", voices + " reply_record@en <tone> reply_sent@en voice_options@en", "ReadVoice{} Hear{m1} SendVoice{u2}", ""},
		{"an answer too short is asked for again", "13rR", voices + " reply_record@en <tone> message_too_short@en <tone> reply_sent@en voice_options@en", "ReadVoice{} Hear{m1} SendVoice{u2}", ""},
		{"somebody outside can't be answered so", "1#3", voices + " " + voice2 + " voice_no_reply@en voice_options@en", "ReadVoice{} Hear{m1}", ""},
		{"who left it is called back, in the language of the message", "1#5Aq", voices + " " + voice2 + " <+15145550122> [call_back@fr(Boréal)]", "ReadVoice{} Hear{m1} Reach{+14185550111 true}", ""},
		{"and answers no more", "1#5N", voices + " " + voice2 + " <+15145550122> desk_unreached@en " + atMenu2, "ReadVoice{} Hear{m1} Reach{+14185550111 true}", ""},
		{"a colleague is called", "15A", voices + " connecting@en(Élise_Gagnon) <u2>", "ReadVoice{} Hear{m1}", ""},
		{"the next call is none back", "1#5N45145550122#A", voices + " " + voice2 + " <+15145550122> desk_unreached@en " + atMenu2 + " dial_menu@en <+15145550122>", "ReadVoice{} Hear{m1} Reach{+14185550111 true} Reach{5145550122 false}", ""},
		{"e-mail", "2", "mail_from@en(Luc) “Demain” letter_options@en", "", ""},
		{"read", "21", "mail_from@en(Luc) “Demain” letter_options@en mail_fetching@en “Dear l1” letter_options@en", "ReadLetter{l1}", ""},
		{"deleted when the mail is left", "22*", "mail_from@en(Luc) “Demain” letter_options@en letter_dropped@en letter_options@en " + atMenu2, "DropLetters{[l1]}", ""},
		{"or when the user hangs up", "22H", "mail_from@en(Luc) “Demain” letter_options@en letter_dropped@en letter_options@en", "DropLetters{[l1]}", "served/caller_hung_up"},
		{"but not when it was undone", "222H", "mail_from@en(Luc) “Demain” letter_options@en letter_dropped@en letter_options@en letter_kept@en letter_options@en", "", "served/caller_hung_up"},
		{"what was deleted is told of no more", "22*2", "mail_from@en(Luc) “Demain” letter_options@en letter_dropped@en letter_options@en " + atMenu2 + " mail_from@en(Zoé) letter_options@en", "DropLetters{[l1]}", ""},
		{"answered with a recording", "23R", "mail_from@en(Luc) “Demain” letter_options@en reply_record@en <tone> mail_fetching@en reply_sent@en letter_options@en", "AnswerLetter{l1}", ""},
		{"a status", "34", "status_menu@en status_set_vacation@en " + atMenu2, "PutStatus{vacation}", ""},
		{"a colleague by extension", "4202#", "dial_menu@en connecting@en(Élise_Gagnon) <u2>", "", ""},
		{"who is left a message", "4202#NR", "dial_menu@en connecting@en(Élise_Gagnon) <u2> voicemail@en(Élise_Gagnon) <tone> message_left@en " + atMenu2, "SendVoice{u2}", ""},
		{"one too short is asked for again, then the menu", "4202#Nrr", "dial_menu@en connecting@en(Élise_Gagnon) <u2> voicemail@en(Élise_Gagnon) <tone> message_too_short@en <tone> " + atMenu2, "", ""},
		{"two messages, and one asked for again", "4202#NR4202#NrR*", toElise + " message_left@en " + atMenu2 + " " + toElise + " message_too_short@en <tone> message_left@en " + atMenu2 + " goodbye@en", "SendVoice{u2} SendVoice{u2}", "served/signed_out"},
		{"hung up upon", "4202#NM", toElise, "", "message/message_left"},
		{"a colleague by name", "4*354#", "dial_menu@en spell_name@en connecting@en(Élise_Gagnon) <u2>", "", ""},
		{"whose voicemail the star leaves", "4202#N*", "dial_menu@en connecting@en(Élise_Gagnon) <u2> voicemail@en(Élise_Gagnon) <tone> " + atMenu2, "", ""},
		{"silence where a name is asked for is no call for the operator", "4*...", "dial_menu@en spell_name@en spell_name@en spell_name@en goodbye@en", "", "served/no_input"},
		{"nobody of three names: back at the menu", "4*777#777#777#*", "dial_menu@en spell_name@en no_such_name@en spell_name@en no_such_name@en spell_name@en no_such_name@en " + atMenu2 + " goodbye@en", "", "served/signed_out"},
		{"a contact by name, called as a number outside is", "4*936AU", "dial_menu@en spell_name@en connecting@en(Zénith) <+15145550122>", "Reach{+15145550122 false}", "answered/user_hung_up"},
		{"a contact by first name, whom the gate refuses", "4*582", "dial_menu@en spell_name@en connecting@en(Luc_Ng) desk_refused@en " + atMenu2, "Reach{19005551234 false}", ""},
		{"a colleague and a contact of that name", "4*35#2", "dial_menu@en spell_name@en choose_name@en(Élise_Gagnon) choose_press@en(1) choose_name@en(Élan_Sport) choose_press@en(2) connecting@en(Élan_Sport) <+15145550122>", "Reach{+14185550133 false}", ""},
		{"nobody of that name", "4*777#", "dial_menu@en spell_name@en no_such_name@en spell_name@en", "", ""},
		{"back from the search of a name", "4**", "dial_menu@en spell_name@en " + atMenu2, "", ""},
		{"a number outside", "45145550122#AU", "dial_menu@en <+15145550122>", "Reach{5145550122 false}", "answered/user_hung_up"},
		{"that does not answer", "45145550122#N", "dial_menu@en <+15145550122> desk_unreached@en " + atMenu2, "Reach{5145550122 false}", ""},
		{"that the gate refuses", "419005551234#", "dial_menu@en desk_refused@en " + atMenu2, "Reach{19005551234 false}", ""},
		{"the greeting of the other language", "57.1R1", inFr + inFr + inFr + "greeting_record@fr <tone> <back> greeting_options@en greeting_kept@en " + atMenu2, "PutGreeting{fr}", ""},
		{"none after all", "5*", inFr + atMenu2, "", ""},
		{"the greeting, heard back and kept", "52R1", inFr + "greeting_record@en <tone> <back> greeting_options@en greeting_kept@en " + atMenu2, "PutGreeting{en}", ""},
		{"made once more, and left", "52R2R*", inFr + "greeting_record@en <tone> <back> greeting_options@en <tone> <back> greeting_options@en " + atMenu2, "", ""},
		{"a prompt of the company by its code, in its language", "6482913#R1", "prompt_code@en prompt_menu@en(Ventes) prompt_record@fr <tone> <back> greeting_options@en prompt_kept@en " + atMenu2, "FindPrompt{482913} PutPrompt{482913}", ""},
		{"the company's greeting, made once more, and left", "6482914#R2R3*", "prompt_code@en prompt_greeting@en prompt_record@fr <tone> <back> greeting_options@en <tone> <back> greeting_options@en <back> greeting_options@en " + atMenu2, "FindPrompt{482914}", ""},
		{"too short a prompt is asked for again", "6482914#rR", "prompt_code@en prompt_greeting@en prompt_record@fr <tone> message_too_short@en <tone> <back> greeting_options@en", "FindPrompt{482914}", ""},
		{"a code that is none, typed anew, three times", "611*1#22#3.", "prompt_code@en prompt_code@en prompt_unknown@en prompt_code@en prompt_unknown@en prompt_code@en prompt_unknown@en " + atMenu2, "FindPrompt{1} FindPrompt{22} FindPrompt{3}", ""},
		{"no code at all", "6#", "prompt_code@en " + atMenu2, "", ""},
		{"the other language", "8", "desk_menu@fr desk_language@en desk_end@fr", "PutLanguage{fr}", ""},
		{"signed out", "*", "goodbye@en", "", "served/signed_out"},
		{"silence: asked again, then the end", "...", atMenu2 + " " + atMenu2 + " goodbye@en", "", "served/no_input"},
		{"the user hangs up", "1H", voices, "ReadVoice{} Hear{m1}", "served/caller_hung_up"},
		{"while a number rings", "45145550122#H", "dial_menu@en <+15145550122>", "Reach{5145550122 false}", "served/caller_hung_up"},
	} {
		b := office2()
		heard, _, end := b.talk(ownNumber(), "4815#"+row.script)
		heard = strings.TrimSpace(strings.TrimPrefix(heard, hello+" "+mailIn))
		asked := strings.TrimSpace(strings.TrimPrefix(strings.Join(b.asked, " "), "SignIn{ u1 4815} ReadMail{}"))
		if heard != row.heard || asked != row.asked || end != row.end {
			t.Errorf("%s:\n got %s\n     %s %s\nwant %s\n     %s %s", row.fact, heard, asked, end, row.heard, row.asked, row.end)
		}
	}
}

// A message for a colleague is lost by nothing: the call's end takes along what the house has not said to have.
func TestColleagueMessage(t *testing.T) {
	for _, row := range []struct {
		fact        string
		b           bureau
		script      string
		heard, ends string
	}{
		{"the house can't take it now", bureau{unsent: true}, "R", " message_sent@en", "message/message_left"},
		{"nor can the disk", bureau{unsent: true, lost: true}, "R", " message_lost@en", "failed/message_lost"},
		{"it will not", bureau{full: true}, "R", " desk_refused@en " + atMenu2, ""},
		{"the user hangs up before it has answered", bureau{mute: true}, "RM", "", "message/message_left"},
		{"nor does the star leave it before that", bureau{mute: true}, "R*M", "", "message/message_left"},
	} {
		heard, _, ends := row.b.talk(ownNumber(), "4815#4202#N"+row.script)
		if _, after, _ := strings.Cut(heard, toElise); after != row.heard || ends != row.ends {
			t.Errorf("%s:\n got %s, %s\nwant %s, %s", row.fact, after, ends, row.heard, row.ends)
		}
	}
}

// A user hears of a prompt that waits to be recorded.
func TestPromptWaits(t *testing.T) {
	b := office2()
	b.waits = true
	if heard, _, _ := b.talk(ownNumber(), "4815#"); !strings.Contains(heard, "desk_menu@en desk_prompt@en desk_language@fr") {
		t.Error(heard)
	}
}

// Whoever left a message in a language that the company speaks no more is called back in its first.
func TestCallBackSpoken(t *testing.T) {
	b := office2()
	b.voice[1].Language = "de"
	if heard, _, _ := b.talk(ownNumber(), "4815#1#5A"); !strings.HasSuffix(heard, "[call_back@fr(Boréal)]") {
		t.Error(heard)
	}
}

var backs = regexp.MustCompile("back|message_left")

// An assistant that stays is there again after a conversation that it put through, and in it when it is called by two stars.
func TestAssistantStays(t *testing.T) {
	colleague := "dial_menu@en connecting@en(Élise_Gagnon) <u2>"
	for _, row := range []struct{ fact, script, heard, end string }{
		{"the colleague hangs up", "4202#AU", colleague + " " + atMenu2, ""},
		{"so does somebody outside", "45145550122#AU", "dial_menu@en <+15145550122> " + atMenu2, ""},
		{"two stars end the conversation", "4202#A**", colleague + " " + atMenu2, ""},
		{"not one, nor two apart", "4202#A*1*H", colleague, "answered/caller_hung_up"},
		{"keys mean nothing else there", "4202#A12#U", colleague + " " + atMenu2, ""},
		{"another call, and the end", "4202#AU4202#AU*", colleague + " " + atMenu2 + " " + colleague + " " + atMenu2 + " goodbye@en", "served/signed_out"},
		{"the user hangs up in the conversation", "4202#AH", colleague, "answered/caller_hung_up"},
		{"after a call back it goes on in the user's language", "1#5AqU", voices + " " + voice2 + " <+15145550122> [call_back@fr(Boréal)] " + atMenu2, ""},
		{"after a message", "4202#NR", colleague + " voicemail@en(Élise_Gagnon) <tone> message_left@en " + atMenu2, ""},
	} {
		b := office2()
		b.stays = true
		heard, path, end := b.talk(ownNumber(), "4815#"+row.script)
		heard = strings.TrimSpace(strings.TrimPrefix(heard, hello+" "+mailIn))
		if heard != row.heard || end != row.end || backs.MatchString(path) != strings.Contains(row.heard, atMenu2) {
			t.Errorf("%s:\n got %s %s, %s\nwant %s %s", row.fact, heard, end, path, row.heard, row.end)
		}
	}
	b := office2()
	if heard, _, _ := b.talk(ownNumber(), "4815#4202#A**"); strings.Contains(heard, colleague+" "+atMenu2) {
		t.Errorf("one that does not stay is called back: %s", heard)
	}
}

// Nobody gets in without the PIN; three wrong ones are the end, and what is typed is in no log.
func TestAssistantSignIn(t *testing.T) {
	anyone := handled(Smart{Status: StatusNow{Status: InMeeting}})
	anyone.To, anyone.Caller = "u1", Caller{Number: "+14185550111"}
	greeting := "voicemail_meeting@fr(Marc_Tremblay) language_offer@en(2) <tone> "
	for _, row := range []struct {
		fact, script string
		plan         Plan
		bureau       *bureau
		heard, end   string
	}{
		{"from outside, by the star in the own greeting", "*4815#", anyone, office2(), greeting + hello + " " + mailIn, ""},
		{"the caller's number alone opens nothing", "1", anyone, office2(), greeting + "<tone>", ""},
		{"three wrong PINs", "*1#2#3#", anyone, office2(), greeting + "ask_pin@fr wrong_pin@fr ask_pin@fr wrong_pin@fr ask_pin@fr desk_locked@fr", "lost/wrong_pin"},
		{"too many of late", "*4815#", anyone, &bureau{locked: true}, greeting + "ask_pin@fr desk_locked@fr", "lost/wrong_pin"},
		{"the store is away", "*4815#", anyone, &bureau{down: true}, greeting + "ask_pin@fr desk_failed@fr goodbye@fr", "failed/internal_error"},
		{"no PIN", "*...", anyone, office2(), greeting + "ask_pin@fr ask_pin@fr ask_pin@fr goodbye@fr", "lost/no_input"},
		{"begun anew", "*12*4815#", anyone, office2(), greeting + "ask_pin@fr " + hello + " " + mailIn, ""},
		{"another account, from the own phone", "*201#4815#", ownNumber(), office2(), "ask_pin@fr desk_account@fr " + hello + " " + mailIn, ""},
		{"silence ends the PIN", "*4815.", anyone, office2(), greeting + hello + " " + mailIn, ""},
		{"hung up in the PIN", "*48H", anyone, office2(), greeting + "ask_pin@fr", "abandoned/caller_hung_up"},
		{"the mailbox is still being opened", "4815#2*", ownNumber(), &bureau{slow: true, mail: office2().mail}, "ask_pin@fr desk_voice_none@en " + atMenu2 + " mail_fetching@en " + atMenu2, ""},
		{"no mailbox is connected", "4815#2", ownNumber(), &bureau{}, "ask_pin@fr desk_voice_none@en " + atMenu2 + " mail_unconnected@en " + atMenu2, ""},
		{"of an older message the day is told", "4815#1", ownNumber(), &bureau{voice: []Voicemail{{ID: "m3", Received: time.Date(2026, 11, 9, 0, 21, 0, 0, time.UTC)}}}, "ask_pin@fr desk_voice_one@en " + atMenu2 + " voice_from_unknown@en when_earlier@en(2026-11-09_00:21) «m3» voice_options@en", ""},
		{"no messages", "4815#1", ownNumber(), &bureau{mail: []MailHead{}}, "ask_pin@fr desk_voice_none@en " + atMenu2 + " desk_mail_none@en voice_none@en " + atMenu2, ""},
	} {
		heard, _, end := row.bureau.talk(row.plan, row.script)
		if heard != row.heard || end != row.end {
			t.Errorf("%s:\n got %s %s\nwant %s %s", row.fact, heard, end, row.heard, row.end)
		}
	}
	s, _ := anyone.Step(State{}, Event{Kind: Begin})
	for _, k := range "*4" {
		if s.Secret() != (k == '4') {
			t.Errorf("at %c secret is %v", k, s.Secret())
		}
		s, _ = anyone.Step(s, Event{Kind: Key, Key: byte(k)})
	}
}

// The account is asked for where a call tells nothing of whose it would be.
func TestAssistantAccount(t *testing.T) {
	p := handled(Smart{})
	for script, want := range map[string]string{
		"201#4815#": "desk_account@fr ask_pin@fr desk_voice_some@en(2)", "201.4815#": "desk_account@fr ask_pin@fr desk_voice_some@en(2)",
		"999#4815#": "desk_account@fr ask_pin@fr wrong_pin@fr desk_account@fr", "...": "desk_account@fr desk_account@fr desk_account@fr goodbye@fr",
	} {
		turn := turn{plan: p, State: State{Language: "fr"}}
		turn.assistant("")
		b, heard := office2(), []string{}
		for i := 0; ; i++ {
			var asks []Ask
			for _, a := range turn.actions {
				switch a := a.(type) {
				case Say:
					for _, x := range a.Prompts {
						heard = append(heard, writtenOwn(x))
					}
				case Ask:
					asks = append(asks, a)
				}
			}
			turn.actions = nil
			if len(asks) > 0 {
				turn.take(Event{Kind: Told, Answer: b.answer(asks[0])})
				i--
				continue
			}
			if i == len(script) {
				break
			}
			turn.take(scripted(script[i]))
		}
		if got := strings.Join(heard, " "); !strings.HasPrefix(got, want) {
			t.Errorf("%s: got %s", script, got)
		}
	}
}

// Whatever happens, in whatever order, a call ends once and never panics; late and false answers mean nothing.
func TestAssistantWithstands(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		b := office2()
		p := ownNumber()
		s, actions := p.Step(State{}, Event{Kind: Begin})
		var asks []Ask
		ends := 0
		script := "4815#"
		for i := range 120 {
			for _, a := range actions {
				switch a := a.(type) {
				case Ask:
					asks = append(asks, a)
				case End:
					ends++
				}
			}
			e := Event{}
			switch n := rapid.IntRange(0, 9).Draw(r, "what"); {
			case i < len(script):
				e = Event{Kind: Key, Key: script[i]}
			case n < 4 && len(asks) > 0:
				at := rapid.IntRange(0, len(asks)-1).Draw(r, "which")
				a := b.answer(asks[at])
				a.Failed = rapid.Bool().Draw(r, "failed") && rapid.Bool().Draw(r, "often")
				e = Event{Kind: Told, Answer: a}
				asks = append(asks[:at], asks[at+1:]...)
			case n < 8:
				e = Event{Kind: Key, Key: "0123456789*#"[rapid.IntRange(0, 11).Draw(r, "key")]}
			default:
				e = Event{Kind: []EventKind{Silence, Recorded, UserAnswer, UserAway, UserHangUp, Told}[rapid.IntRange(0, 5).Draw(r, "kind")], Length: time.Duration(rapid.IntRange(0, 5).Draw(r, "length")) * time.Second}
			}
			s, actions = p.Step(s, e)
		}
		last := actions
		s, actions = p.Step(s, Event{Kind: CallerHangUp})
		for _, a := range append(last, actions...) {
			if _, ok := a.(End); ok {
				ends++
			}
		}
		if ends != 1 || !s.Done {
			r.Fatalf("ended %d times", ends)
		}
	})
}

// The steps of the areas of a call do not meet.
func TestStepsAreApart(t *testing.T) {
	seen := map[step]bool{}
	for _, s := range append(deskSteps(), atStart, atLanguage, atMenu, atName, atChoice, atRing, atTalk, atVoicemail, atScreen, atPIN, atPINCheck, atOutside, atGroup, atNumber) {
		if seen[s] {
			t.Errorf("step %d is two", s)
		}
		seen[s] = true
	}
}
