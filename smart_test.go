package anteroom

import (
	"strings"
	"testing"
	"time"
)

// handled is a plan in which Marc's calls are handled so, at a moment and from a caller.
func handled(s Smart) Plan {
	p := bilingual(marc, elise)
	p.At, p.Smart = time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC), map[UserID]Smart{"u1": s} // a Monday
	return p
}

func rules(list ...CallRule) Smart {
	for i := range list {
		if list[i].From == "" {
			list[i].From = FromAnybody
		}
		if list[i].Seconds == 0 {
			list[i].Seconds = 20
		}
		if list[i].Then == "" {
			list[i].Then = DeedVoicemail
		}
	}
	return Smart{Rules: list}
}

// playSmart runs a script: k and x are the keys 1 and 2 of the phone that is asked, y another, q none.
func playSmart(p Plan, script string) (prompts, path, verdict string, language Language) {
	var heard, steps []string
	s, actions := p.Step(State{}, Event{Kind: Begin})
	for i := 0; ; i++ {
		if s.Path != "" {
			steps = append(steps, s.Path)
		}
		for _, a := range actions {
			switch a := a.(type) {
			case Say:
				for _, x := range a.Prompts {
					heard = append(heard, writtenOwn(x))
				}
			case Screen:
				for _, x := range a.Prompts {
					heard = append(heard, "["+written(x)+"]")
				}
			case Ring:
				for _, to := range a.To {
					heard = append(heard, "<"+string(to.User)+string(to.Number)+">")
				}
			case End:
				verdict += string(a.Result) + "/" + string(a.Reason)
			}
		}
		if i == len(script) {
			return strings.Join(heard, " "), strings.Join(steps, " "), verdict, s.Language
		}
		s, actions = p.Step(s, scripted(script[i]))
	}
}

func writtenOwn(p Prompt) string {
	if p.Recording != "" {
		return "«" + string(p.Recording) + "»"
	}
	if p.Text != "" {
		return "“" + p.Text + "”"
	}
	return written(p)
}

// What a user wants done with a call is done, whichever way the caller came, and in the caller's language to the end (R17).
func TestSmartNumber(t *testing.T) {
	meeting := Smart{Status: StatusNow{Status: InMeeting}}
	over := Smart{Status: StatusNow{Status: InMeeting, Until: time.Date(2026, 11, 23, 9, 59, 0, 0, time.UTC)}}
	forward := CallRule{Deed: DeedNumber, Number: "514 555 0199", Dial: "+15145550199"}
	refused := forward
	refused.Dial = ""
	greeted := Smart{Status: StatusNow{Status: OnVacation}, Greetings: []Greeting{{Language: "en", Text: "Any time"}, {Status: OnVacation, Language: "en", Recording: "r1"}, {Language: "fr", Text: "Partout"}, {Status: InMeeting, Language: "fr", Text: "Autre"}}}
	say := "connecting@en(Marc_Tremblay) "
	left := " message_sent@en"
	for _, row := range []struct {
		fact   string
		smart  Smart
		script string // after the choice of English and the extension
		heard  string // after the menu
		path   string
		end    string
	}{
		{"nothing set: as ever", Smart{}, "NR", say + "<u1> voicemail@en(Marc_Tremblay)" + left, "ring:201 voicemail:201", "message/message_left"},
		{"in a meeting: voicemail at once, which says so", meeting, "R", "voicemail_meeting@en(Marc_Tremblay)" + left, "voicemail:201", "message/message_left"},
		{"a status that is over is none", over, "A", say + "<u1>", "ring:201 talk:201", ""},
		{"the own greeting of the status, in the caller's language", greeted, "R", "«r1»" + left, "voicemail:201", "message/message_left"},
		{"a key skips the greeting", meeting, "5R", "voicemail_meeting@en(Marc_Tremblay)" + left, "voicemail:201", "message/message_left"},
		{"another number", rules(forward), "AU", say + "<+15145550199>", "forward:+15145550199 talk:201", "answered/user_hung_up"},
		{"where nobody answers there: voicemail", rules(forward), "NR", say + "<+15145550199> voicemail@en(Marc_Tremblay)" + left, "forward:+15145550199 voicemail:201", "message/message_left"},
		{"where the gate refuses it: what would follow", rules(refused), "R", "voicemail@en(Marc_Tremblay)" + left, "voicemail:201", "message/message_left"},
		{"the phones, then another number", rules(CallRule{Deed: DeedRing, Then: DeedNumber, Dial: "+15145550199"}), "NNR", say + "<u1> " + say + "<+15145550199> voicemail@en(Marc_Tremblay)" + left, "ring:201 forward:+15145550199 voicemail:201", "message/message_left"},
		{"the phones, then a number that the gate refuses", rules(CallRule{Deed: DeedRing, Then: DeedNumber}), "NR", say + "<u1> voicemail@en(Marc_Tremblay)" + left, "ring:201 voicemail:201", "message/message_left"},
		{"the phones, then a refusal", rules(CallRule{Deed: DeedRing, Then: DeedRefuse}), "N", say + "<u1> not_taken@en(Marc_Tremblay)", "ring:201 declined:201", "announced/not_taken"},
		{"a refusal", rules(CallRule{Deed: DeedRefuse}), "", "not_taken@en(Marc_Tremblay)", "declined:201", "announced/not_taken"},
		{"voicemail at once", rules(CallRule{Deed: DeedVoicemail}), "M", "voicemail@en(Marc_Tremblay)", "voicemail:201", "message/message_left"},
		{"the first rule that fits", rules(CallRule{Deed: DeedRefuse, From: FromWithheld}, CallRule{Deed: DeedVoicemail}), "R", "voicemail@en(Marc_Tremblay)" + left, "voicemail:201", "message/message_left"},
		{"a mailbox that is full", Smart{Full: true}, "N", say + "<u1> mailbox_full@en(Marc_Tremblay)", "ring:201 away:201", "announced/mailbox_full"},
		{"asked and taken", rules(CallRule{Deed: DeedRing, Screen: true}), "AkU", say + "<u1> [screen_number@fr(14185550111)] [screen_ask@fr]", "ring:201 screen:201 talk:201", "answered/user_hung_up"},
		{"asked and declined", rules(CallRule{Deed: DeedRing, Screen: true}), "AxR", say + "<u1> [screen_number@fr(14185550111)] [screen_ask@fr] voicemail@en(Marc_Tremblay)" + left, "ring:201 screen:201 voicemail:201", "message/message_left"},
		{"asked, another key, asked again, no key", rules(CallRule{Deed: DeedRing, Screen: true}), "AyqR", say + "<u1> [screen_number@fr(14185550111)] [screen_ask@fr] [screen_number@fr(14185550111)] [screen_ask@fr] voicemail@en(Marc_Tremblay)" + left, "ring:201 screen:201 voicemail:201", "message/message_left"},
		{"asked, and the phone hangs up", rules(CallRule{Deed: DeedRing, Screen: true}), "AUR", say + "<u1> [screen_number@fr(14185550111)] [screen_ask@fr] voicemail@en(Marc_Tremblay)" + left, "ring:201 screen:201 voicemail:201", "message/message_left"},
		{"the caller's keys are no answer", rules(CallRule{Deed: DeedRing, Screen: true}), "A1", say + "<u1> [screen_number@fr(14185550111)] [screen_ask@fr]", "ring:201 screen:201", ""},
		{"the caller gives up while it is asked", rules(CallRule{Deed: DeedRing, Screen: true}), "AH", say + "<u1> [screen_number@fr(14185550111)] [screen_ask@fr]", "ring:201 screen:201", "abandoned/caller_hung_up"},
		{"keys of a phone that talks are nobody's business", Smart{}, "AkxqU", say + "<u1>", "ring:201 talk:201", "answered/user_hung_up"},
	} {
		p := handled(row.smart)
		p.Caller.Number = "+14185550111"
		heard, path, end, language := playSmart(p, "2201"+row.script)
		heard = strings.TrimPrefix(heard, "greeting@fr(Boréal) language_offer@en(2) menu@en menu_operator@en ")
		path = strings.TrimPrefix(path, "greeting language:en menu ")
		if heard != row.heard || path != row.path || end != row.end || language != "en" {
			t.Errorf("%s:\n got %s\n     %s %s %s\nwant %s\n     %s %s en", row.fact, heard, path, end, language, row.heard, row.path, row.end)
		}
	}
}

func TestMissed(t *testing.T) {
	for _, row := range []struct {
		fact, script string
		smart        Smart
		missed       bool
	}{
		{"given up while it rings", "201H", Smart{}, true},
		{"given up in the voicemail", "201NH", Smart{}, true},
		{"a mailbox that is full: the user would never learn of the call", "201N", Smart{Full: true}, true},
		{"full, and no phone rings", "201", Smart{Full: true, Status: StatusNow{Status: InMeeting}}, true},
		{"a message", "201NR", Smart{}, false},
		{"answered", "201AU", Smart{}, false},
		{"turned away by a rule", "201", rules(CallRule{Deed: DeedRefuse}), false},
		{"given up at the menu", "H", Smart{}, false},
	} {
		p := handled(row.smart)
		s, c := State{}, Call{}
		for _, e := range append([]Event{{Kind: Begin}}, events(row.script)...) {
			var actions []Action
			s, actions = p.Step(s, e)
			c.Path, c.User = append(c.Path, s.Steps()...), s.User
			if end, ok := actions[len(actions)-1].(End); ok {
				c.Verdict = end.Verdict
			}
		}
		if c.Missed() != row.missed {
			t.Errorf("%s: %v, %s, %+v", row.fact, !row.missed, c.Path, c.Verdict)
		}
	}
}

func events(script string) (list []Event) {
	for i := range len(script) {
		list = append(list, scripted(script[i]))
	}
	return list
}

// Who reaches nobody may ask to be called back, where the company has it so: in the language chosen, at a number that is known, and not
// who would be asking as a colleague.
func TestAskBack(t *testing.T) {
	say, offer := "connecting@en(Marc_Tremblay) <u1> voicemail@en(Marc_Tremblay)", " call_back_offer@en"
	for _, row := range []struct {
		fact, script string
		caller       Caller
		off          bool
		heard, end   string
	}{
		{"asked", "N1", Caller{Number: "+14185550111"}, false, say + offer + " call_back_noted@en", "call_back/call_back_asked"},
		{"a message all the same", "NR", Caller{Number: "+14185550111"}, false, say + offer + " message_sent@en", "message/message_left"},
		{"another key skips the greeting", "N5R", Caller{Number: "+14185550111"}, false, say + offer + " message_sent@en", "message/message_left"},
		{"a number that is withheld", "N1R", Caller{}, false, say + " message_sent@en", "message/message_left"},
		{"a colleague", "N1R", Caller{User: "u2", Number: "+14185550111"}, false, say + " message_sent@en", "message/message_left"},
		{"where it is not offered", "N1R", Caller{Number: "+14185550111"}, true, say + " message_sent@en", "message/message_left"},
	} {
		p := handled(Smart{})
		p.CallBack, p.Caller = !row.off, row.caller
		heard, path, end, language := playSmart(p, "2201"+row.script)
		heard = strings.TrimPrefix(heard, "greeting@fr(Boréal) language_offer@en(2) menu@en menu_operator@en ")
		if heard != row.heard || end != row.end || language != "en" || strings.Contains(path, "asks_back:201") != strings.HasPrefix(row.end, "call_back") {
			t.Errorf("%s:\n got %s %s, %s\nwant %s %s", row.fact, heard, end, path, row.heard, row.end)
		}
	}
}

// Who is called back is told so, in the language of the call that is answered so, and the call goes on in it (R17).
func TestCallBack(t *testing.T) {
	told := "<+15145550199> [call_back@en(Boréal)]"
	for _, row := range []struct{ fact, script, heard, path, end string }{
		{"who answers", "AqU", told, "outside:+15145550199 call_back:en talk:+15145550199", "answered/user_hung_up"},
		{"a key goes on at once", "AkH", told, "outside:+15145550199 call_back:en talk:+15145550199", "answered/caller_hung_up"},
		{"hangs up on it", "AU", told, "outside:+15145550199 call_back:en", "answered/user_hung_up"},
		{"who calls back hangs up", "AH", told, "outside:+15145550199 call_back:en", "answered/caller_hung_up"},
		{"nobody answers, which the user hears in the own language", "N", "<+15145550199> outside_unreached@fr", "outside:+15145550199", "not_reached/no_answer"},
	} {
		p := handled(Smart{})
		p.Outside = &Outside{To: Callee{Number: "+15145550199", For: "u1"}, Back: "en"}
		heard, path, end, language := playSmart(p, row.script)
		if heard != row.heard || path != row.path || end != row.end || (language == "en") != strings.Contains(path, "call_back") {
			t.Errorf("%s:\n got %s %s %s %s\nwant %s %s %s", row.fact, heard, path, end, language, row.heard, row.path, row.end)
		}
	}
}

func TestNoMailbox(t *testing.T) {
	p := handled(Smart{})
	p.People[0].NoMailbox = true
	p.To = "u1"
	heard, path, end, _ := playSmart(p, "N")
	if heard != "connecting@fr(Marc_Tremblay) <u1> no_mailbox@fr(Marc_Tremblay)" || path != "direct away:201" || end != "announced/nobody_answered" {
		t.Error(heard, path, end)
	}
}

// Whose calls, in which status, on which days and hours.
func TestCallRuleFits(t *testing.T) {
	montreal, err := time.LoadLocation("America/Toronto")
	if err != nil {
		t.Skip("no zones on this machine:", err)
	}
	at := func(s string) time.Time {
		x, err := time.ParseInLocation("2006-01-02 15:04", s, montreal)
		if err != nil {
			t.Fatal(err)
		}
		return x
	}
	outside, withheld, colleague := Caller{Number: "+14185550111"}, Caller{}, Caller{User: "u9"}
	any := FromAnybody
	for _, row := range []struct {
		fact   string
		rule   CallRule
		at     string
		status Status
		from   Caller
		want   bool
	}{
		{"any", CallRule{From: any}, "2026-11-23 10:00", Available, outside, true},
		{"of another status", CallRule{From: any, Statuses: []Status{OnVacation, InMeeting}}, "2026-11-23 10:00", Available, outside, false},
		{"of that status", CallRule{From: any, Statuses: []Status{OnVacation, InMeeting}}, "2026-11-23 10:00", InMeeting, outside, true},
		{"a colleague", CallRule{From: FromColleagues}, "2026-11-23 10:00", Available, colleague, true},
		{"not a colleague", CallRule{From: FromColleagues}, "2026-11-23 10:00", Available, outside, false},
		{"outside", CallRule{From: FromOutside}, "2026-11-23 10:00", Available, outside, true},
		{"a colleague is not outside", CallRule{From: FromOutside}, "2026-11-23 10:00", Available, colleague, false},
		{"withheld", CallRule{From: FromWithheld}, "2026-11-23 10:00", Available, withheld, true},
		{"a colleague is not withheld", CallRule{From: FromWithheld}, "2026-11-23 10:00", Available, colleague, false},
		{"a number", CallRule{From: FromNumbers, Numbers: []string{"+1514*", "+14185550111"}}, "2026-11-23 10:00", Available, outside, true},
		{"another number", CallRule{From: FromNumbers, Numbers: []string{"+1514*"}}, "2026-11-23 10:00", Available, outside, false},
		{"no number is none of those", CallRule{From: FromNumbers, Numbers: []string{"+*"}}, "2026-11-23 10:00", Available, withheld, false},
		{"Monday to Friday, on a Monday", CallRule{From: any, Days: []int{1, 2, 3, 4, 5}}, "2026-11-23 10:00", Available, outside, true},
		{"on a Sunday", CallRule{From: any, Days: []int{1, 2, 3, 4, 5}}, "2026-11-22 10:00", Available, outside, false},
		{"Sunday is 7", CallRule{From: any, Days: []int{7}}, "2026-11-22 10:00", Available, outside, true},
		{"from nine", CallRule{From: any, Begin: "09:00", End: "17:00"}, "2026-11-23 09:00", Available, outside, true},
		{"before nine", CallRule{From: any, Begin: "09:00", End: "17:00"}, "2026-11-23 08:59", Available, outside, false},
		{"until five", CallRule{From: any, Begin: "09:00", End: "17:00"}, "2026-11-23 17:00", Available, outside, false},
		{"the night of a Friday goes on on Saturday", CallRule{From: any, Days: []int{5}, Begin: "22:00", End: "06:00"}, "2026-11-28 05:59", Available, outside, true},
		{"but not on Friday's own morning", CallRule{From: any, Days: []int{5}, Begin: "22:00", End: "06:00"}, "2026-11-27 05:59", Available, outside, false},
		{"the hour that the clock skips", CallRule{From: any, Begin: "02:00", End: "03:00"}, "2026-03-08 03:00", Available, outside, false},
		{"the hour that comes twice", CallRule{From: any, Begin: "01:00", End: "02:00"}, "2026-11-01 01:30", Available, outside, true},
		{"the first day", CallRule{From: any, Since: "2026-12-24", Until: "2027-01-03"}, "2026-12-24 00:00", Available, outside, true},
		{"the last day", CallRule{From: any, Since: "2026-12-24", Until: "2027-01-03"}, "2027-01-03 23:59", Available, outside, true},
		{"the day after", CallRule{From: any, Since: "2026-12-24", Until: "2027-01-03"}, "2027-01-04 00:00", Available, outside, false},
	} {
		if got := row.rule.Fits(at(row.at), row.status, row.from); got != row.want {
			t.Errorf("%s: got %v", row.fact, got)
		}
	}
}

func TestCallRuleCheck(t *testing.T) {
	good := CallRule{Name: "Le soir", From: FromAnybody, Deed: DeedRing, Seconds: 20, Then: DeedVoicemail}
	for field, change := range map[string]func(*CallRule){
		"name": func(r *CallRule) { r.Name = "" }, "statuses": func(r *CallRule) { r.Statuses = []Status{"asleep"} }, "from": func(r *CallRule) { r.From = "x" },
		"numbers": func(r *CallRule) { r.From, r.Numbers = FromNumbers, []string{"514*"} }, "days": func(r *CallRule) { r.Days = []int{0} },
		"begin": func(r *CallRule) { r.Begin, r.End = "25:00", "26:00" }, "end": func(r *CallRule) { r.Begin = "09:00" }, "since": func(r *CallRule) { r.Since = "yesterday" },
		"until": func(r *CallRule) { r.Since, r.Until = "2026-02-02", "2026-02-01" }, "deed": func(r *CallRule) { r.Deed = "" },
		"seconds": func(r *CallRule) { r.Seconds = 0 }, "then": func(r *CallRule) { r.Then = DeedRing }, "number": func(r *CallRule) { r.Deed = DeedNumber },
	} {
		r := good
		change(&r)
		var f Fields
		r.Check(&f)
		found := false
		for _, w := range f {
			found = found || w.Field == field
		}
		if !found {
			t.Errorf("%s: got %v", field, f)
		}
	}
	var f Fields
	if good.Check(&f); len(f) > 0 {
		t.Error(f)
	}
}

// Whoever is called by a forwarded call may be told why it was forwarded.
func TestDiverts(t *testing.T) {
	for _, tt := range []struct {
		name   string
		rule   CallRule
		status Status
		want   Diversion
	}{
		{"all", CallRule{Deed: DeedNumber}, Available, DivertsAll},
		{"by day", CallRule{Deed: DeedNumber, Days: []int{1}}, Available, DivertsByTime},
		{"by the clock", CallRule{Deed: DeedNumber, Begin: "09:00", End: "12:00"}, Available, DivertsByTime},
		{"in a meeting", CallRule{Deed: DeedNumber, Statuses: []Status{InMeeting}}, InMeeting, DivertsByStatus},
		{"undisturbed", CallRule{Deed: DeedNumber, Statuses: []Status{Undisturbed}}, Undisturbed, DivertsUndisturbed},
		{"while available", CallRule{Deed: DeedNumber, Statuses: []Status{Available}}, Available, DivertsAll},
		{"nobody answered", CallRule{Deed: DeedRing, Then: DeedNumber, Days: []int{1}}, Available, DivertsUnanswered},
	} {
		tt.rule.Dial = "+15145550122"
		s := rules(tt.rule)
		s.Status.Status = tt.status
		p := handled(s)
		p.To = "u1"
		state, actions := p.Step(State{}, Event{Kind: Begin})
		if tt.rule.Deed == DeedRing {
			_, actions = p.Step(state, Event{Kind: UserAway})
		}
		var got Diversion
		for _, a := range actions {
			if r, ok := a.(Ring); ok {
				got = r.To[0].Shows.Why
			}
		}
		if got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
}
