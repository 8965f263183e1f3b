package anteroom

import (
	"strings"
	"testing"
	"time"
)

func said(fr, en string) []Wording {
	return []Wording{{Language: "fr", Text: fr}, {Language: "en", Text: en}}
}

// boreal is a company with a menu of every kind of destination.
func boreal() Plan {
	p := bilingual(marc, elise, luc, zoe)
	p.At = time.Date(2026, 11, 30, 10, 0, 0, 0, time.UTC) // a Monday
	p.Numbers = map[Destination]NumberID{"number:+14185550199": "+14185550199"}
	p.Front = &Front{Reception: Reception{Root: "menu:root"},
		Menus: map[MenuID]Menu{
			"root": {ID: "root", Name: "Root", Prompts: said("Accueil", "Welcome"), Wait: 5, Keys: []MenuKey{{"1", "group:sales"}, {"2", "menu:more"}, {"3", "user:u2"}, {"4", "voicemail:u4"},
				{"5", "name"}, {"6", "extension"}, {"7", "number:+14185550199"}, {"8", "number:+19005550199"}, {"9", "hang_up"}, {"*", "names:sales"}, {"#", "operator"}}},
			"more":   {ID: "more", Name: "More", Prompts: said("Encore", "More"), Wait: 5, Extensions: true, Silence: "menu:notice", Keys: []MenuKey{{"1", "user:gone"}, {"2", "menu:root"}, {"3", "group:turn"}, {"4", "group:empty"}}},
			"notice": {ID: "notice", Name: "Notice", Prompts: said("Avis", "Notice"), Wait: 5},
			"night":  {ID: "night", Name: "Night", Prompts: said("Fermé", "Closed"), Wait: 5, Silence: "voicemail:u1"},
			"loop":   {ID: "loop", Name: "Loop", Prompts: said("Boucle", "Loop"), Wait: 5, Silence: "menu:loop"},
		},
		Groups: map[GroupID]Group{
			"sales": {ID: "sales", Name: "Sales", Members: []UserID{"u2", "u9", "u3"}, Seconds: 20, Then: "voicemail:u2"},
			"turn":  {ID: "turn", Name: "Turn", Members: []UserID{"u3", "u4"}, InTurn: true, Seconds: 10},
			"empty": {ID: "empty", Name: "Empty", Members: []UserID{"u9"}, Seconds: 10, Then: "menu:notice"},
		}}
	return p
}

func TestMenus(t *testing.T) {
	root := " menu_own@fr[Accueil]"
	for _, row := range []struct {
		fact, script          string
		prompts, path, result string // behind the greeting and the offer of a language
	}{
		{"the menu comes when no language is chosen", ".", root, " menu:Root", ""},
		{"or when one is, in that one", "2", " menu_own@en[Welcome]", " language:en menu:Root", ""},
		{"a key at the greeting is the menu's already", "3", " connecting@fr(Élise_Gagnon)", " menu:Root ring:202", ""},
		{"a key leads to a user", ".3A", root + " connecting@fr(Élise_Gagnon)", " menu:Root ring:202 talk:202", ""},
		{"to voicemail", "24R", " menu_own@en[Welcome] voicemail@en(Zoé_Œuvrard) message_sent@en", " language:en menu:Root voicemail:u4", "message/message_left"},
		{"to a menu", ".2", root + " menu_own@fr[Encore]", " menu:Root menu:More", ""},
		{"and back", ".22", root + " menu_own@fr[Encore]", " menu:Root menu:More", ""},
		{"in which extensions count too, where they may", ".22.", root + " menu_own@fr[Encore]" + root, " menu:Root menu:More menu:Root", ""},
		{"an extension", ".2201", root + " menu_own@fr[Encore] connecting@fr(Marc_Tremblay)", " menu:Root menu:More ring:201", ""},
		{"but not where they may not", ".0", root + " connecting@fr(Marc_Tremblay)", " menu:Root ring:201", ""},
		{"to the operator", ".#", root + " connecting@fr(Marc_Tremblay)", " menu:Root ring:201", ""},
		{"to a name", ".5", root + " spell_name@fr", " menu:Root name", ""},
		{"to a name of a group: Marc is not in it", ".*873", root + " spell_name@fr connecting@fr(Luc_Tremblay)", " menu:Root name ring:2021", ""},
		{"to an extension alone", ".6201", root + " menu@fr menu_operator@fr connecting@fr(Marc_Tremblay)", " menu:Root ring:201", ""},
		{"and back to the menu, by way of the names", ".6**", root + " menu@fr menu_operator@fr spell_name@fr" + root, " menu:Root name menu", ""},
		{"to a number that the gate refused", ".8", root + " number_refused@fr" + root, " menu:Root", ""},
		{"to a number that is not reached", ".7N", root + " connecting_number@fr number_away@fr" + root, " menu:Root number:+14185550199", ""},
		{"to one that answers", ".7AU", root + " connecting_number@fr", " menu:Root number:+14185550199 talk", "answered/user_hung_up"},
		{"to the end", ".9", root + " goodbye@fr", " menu:Root", "announced/menu_ended"},
		{"a key that leads nowhere", ".29#", root + " menu_own@fr[Encore] unknown_choice@fr menu_own@fr[Encore]", " menu:Root menu:More", ""},
		{"somebody who is gone", ".21", root + " menu_own@fr[Encore] choice_gone@fr menu_own@fr[Encore]", " menu:Root menu:More", ""},
		{"three times", ".2111", root + " menu_own@fr[Encore] choice_gone@fr menu_own@fr[Encore] choice_gone@fr menu_own@fr[Encore] choice_gone@fr goodbye@fr", " menu:Root menu:More", "lost/destination_gone"},
		{"silence leads where the menu says", ".2....", root + strings.Repeat(" menu_own@fr[Encore]", 3) + " announcement_own@fr[Avis]", " menu:Root menu:More menu:Notice", "announced/menu_ended"},
		{"else to the operator", "....", root + root + root + " connecting@fr(Marc_Tremblay)", " menu:Root ring:201", ""},
		{"three wrong keys in one call", ".29#9#9#", root + strings.Repeat(" menu_own@fr[Encore] unknown_choice@fr", 3) + " goodbye@fr", " menu:Root menu:More", "lost/too_many_tries"},
		{"* goes back from a name to the menu", ".2**", root + " menu_own@fr[Encore] spell_name@fr menu_own@fr[Encore]", " menu:Root menu:More name menu", ""},
		{"a group: all of them", ".1", root + " connecting_group@fr(Sales)", " menu:Root group:Sales", ""},
		{"one of them answers", ".1A", root + " connecting_group@fr(Sales)", " menu:Root group:Sales talk:202", ""},
		{"none does: where the group says", ".1NR", root + " connecting_group@fr(Sales) voicemail@fr(Élise_Gagnon) message_sent@fr", " menu:Root group:Sales voicemail:202", "message/message_left"},
		{"one after the other", "223NA", " menu_own@en[Welcome] menu_own@en[More] connecting_group@en(Turn)", " language:en menu:Root menu:More group:Turn ring:u4 talk:u4", ""},
		{"and none", "223NN", " menu_own@en[Welcome] menu_own@en[More] connecting_group@en(Turn) nobody_answers@en goodbye@en", " language:en menu:Root menu:More group:Turn ring:u4", "announced/nobody_answered"},
		{"a group of nobody", ".24.", root + " menu_own@fr[Encore] nobody_answers@fr announcement_own@fr[Avis]", " menu:Root menu:More group:Empty menu:Notice", "announced/menu_ended"},
		{"the caller gives up", ".1H", root + " connecting_group@fr(Sales)", " menu:Root group:Sales", "abandoned/caller_hung_up"},
	} {
		h := play(boreal(), row.script)
		if got := strings.TrimPrefix(h.prompts, "greeting@fr(Boréal) language_offer@en(2)"); got != row.prompts || h.verdict != row.result || h.path != "greeting"+row.path {
			t.Errorf("%s:\n got %s\nwant %s\n path %s, want greeting%s\n %s, want %s", row.fact, got, row.prompts, h.path, row.path, h.verdict, row.result)
		}
	}
}

func TestReceptionEntries(t *testing.T) {
	for _, row := range []struct {
		fact          string
		change        func(*Plan)
		script        string
		prompts, path string
		result        string
	}{
		{"an announcement that leads to itself ends", func(p *Plan) { p.Front.Root = "menu:loop" }, ".", "", "", "lost/too_many_tries"},
		{"a root that is gone leads to the menu that is built in", func(p *Plan) { p.Front.Root = "menu:none" }, ".", " choice_gone@fr menu@fr menu_operator@fr", " menu", ""},
		{"a root that is a group", func(p *Plan) { p.Front.Root = "group:sales" }, ".", " connecting_group@fr(Sales)", " group:Sales", ""},
		{"a group does not ring the phone of its own member who calls it", func(p *Plan) { p.Front.Root, p.Caller = "group:turn", Caller{User: "u3"} }, ".A", " connecting_group@fr(Turn)", " group:Turn talk:u4", ""},
		{"nor where that is all of it", func(p *Plan) {
			p.Front.Root, p.Caller = "group:sales", Caller{User: "u3"}
			p.Smart = map[UserID]Smart{"u2": {Status: StatusNow{Status: InMeeting}}}
		}, ".", " voicemail_meeting@fr(Élise_Gagnon)", " group:Sales voicemail:202", ""},
		{"no root: the menu that is built in", func(p *Plan) { p.Front.Root = "" }, ".", " menu@fr menu_operator@fr", " menu", ""},
		{"closed, and no more said of it", func(p *Plan) { p.At = p.At.AddDate(0, 0, 5) }, ".", " closed@fr", " closed", "announced/outside_hours"},
		{"closed, in the language chosen", func(p *Plan) { p.At, p.Front.Closed = p.At.AddDate(0, 0, 5), "menu:night" }, "2R", " announcement_own@en[Closed] voicemail@en(Marc_Tremblay) message_sent@en", " language:en closed menu:Night voicemail:201", "message/message_left"},
		{"a holiday of its own", func(p *Plan) { p.Front.Holidays, p.Front.Holiday = []Holiday{{"11-30", "Saint André"}}, "hang_up" }, ".", " goodbye@fr", " holiday", "announced/outside_hours"},
		{"closed where nobody is any more", func(p *Plan) { p.At, p.Front.Closed = p.At.AddDate(0, 0, 5), "user:gone" }, ".", " choice_gone@fr connecting@fr(Marc_Tremblay)", " closed ring:201", ""},
	} {
		p := boreal()
		p.Front.Week = []Span{{1, "08:00", "17:00"}}
		row.change(&p)
		h := play(p, row.script)
		got := strings.TrimPrefix(h.prompts, "greeting@fr(Boréal) language_offer@en(2)")
		if h.verdict != row.result || row.prompts != "" && (got != row.prompts || h.path != "greeting"+row.path) {
			t.Errorf("%s:\n got %s\nwant %s\n path %s, want greeting%s\n %s, want %s", row.fact, got, row.prompts, h.path, row.path, h.verdict, row.result)
		}
	}
}

// Whatever hop comes after the choice, the caller is spoken to in the language chosen (R17).
func TestLanguageIsKept(t *testing.T) {
	for fact, script := range map[string]string{"menu": "22", "user": "23N", "voicemail": "24r", "name": "25999#", "group name": "2*87", "extension": "26..", "number": "27N", "refused": "28", "end": "29",
		"group": "21NR", "in turn": "223NN", "gone": "221.", "silence": "2...", "wrong": "2299", "operator": "20N", "announcement": "22...", "empty": "224.", "back": "222."} {
		h := play(boreal(), script)
		_, after, _ := strings.Cut(h.prompts, "language_offer@en(2)")
		if strings.Contains(after, "@fr") || h.language != "en" || !strings.Contains(after, "@en") {
			t.Errorf("%s: %s", fact, after)
		}
	}
}

func TestGaps(t *testing.T) {
	f := *boreal().Front
	both := Languages{First: "fr", Second: "en"}
	if got := f.Gaps(both); len(got) != 0 {
		t.Errorf("got %v", got)
	}
	f.Menus["alone"] = Menu{ID: "alone", Name: "Alone"} // nobody comes there
	f.Menus["notice"] = Menu{ID: "notice", Name: "Notice", Prompts: []Wording{{Language: "fr", Text: "Avis"}, {Language: "en"}}}
	f.Greeting = []Wording{{Language: "en", Sound: "s"}}
	if got := f.Gaps(both); len(got) != 2 || got[0] != (Gap{Language: "fr"}) || got[1] != (Gap{Menu: "notice", Name: "Notice", Language: "en"}) {
		t.Errorf("got %v", got)
	}
	if got := f.Lost(func(u UserID) bool { return u != "u9" && u != "gone" }); len(got) != 3 {
		t.Errorf("astray: %v", got)
	}
	var wrong Fields
	deep := Front{Reception: Reception{Root: "menu:a"}, Menus: map[MenuID]Menu{}}
	for c := 'a'; c < 'k'; c++ {
		deep.Menus[MenuID(string(c))] = Menu{ID: MenuID(string(c)), Prompts: said("x", "x"), Silence: To(ToMenu, string(c+1))}
	}
	if deep.CheckFront(&wrong, "root", both); len(wrong) != 1 || wrong[0].Msg.Key != "error.menu.deep" {
		t.Errorf("deep: %v", wrong)
	}
}

func TestHours(t *testing.T) {
	zone, err := time.LoadLocation("America/Toronto")
	if err != nil {
		t.Fatal(err)
	}
	h := Hours{Week: []Span{{1, "08:30", "12:00"}, {1, "13:00", "17:00"}, {5, "22:00", "02:00"}, {7, "01:30", "03:15"}, {3, "00:00", "24:00"}},
		Holidays: []Holiday{{"12-25", "Noël"}, {"2026-11-30", ""}}}
	for _, row := range []struct {
		at   string // UTC
		want OpenState
	}{
		{"2026-12-07T13:29:59Z", Closed}, {"2026-12-07T13:30:00Z", Open}, {"2026-12-07T16:59:59Z", Open}, {"2026-12-07T17:00:00Z", Closed}, {"2026-12-07T18:00:00Z", Open}, {"2026-12-07T22:00:00Z", Closed},
		{"2026-11-30T14:00:00Z", OnHoliday}, {"2027-11-29T14:00:00Z", Open}, {"2027-12-25T15:00:00Z", OnHoliday},
		{"2026-12-05T02:59:00Z", Closed}, {"2026-12-05T03:00:00Z", Open}, {"2026-12-05T06:59:00Z", Open}, {"2026-12-05T07:00:00Z", Closed}, // Friday night
		{"2026-12-09T05:00:00Z", Open}, {"2026-12-10T04:59:00Z", Open}, {"2026-12-10T05:00:00Z", Closed}, // all Wednesday
		{"2026-07-06T12:30:00Z", Open}, {"2026-07-06T12:29:00Z", Closed}, // by summer time
		// Sunday, 1 November 2026: two o'clock is set back to one. Half past one comes twice.
		{"2026-11-01T05:29:00Z", Closed}, {"2026-11-01T05:30:00Z", Open}, {"2026-11-01T06:15:00Z", Closed}, {"2026-11-01T06:30:00Z", Open}, {"2026-11-01T08:14:00Z", Open}, {"2026-11-01T08:15:00Z", Closed},
		// Sunday, 14 March 2027: two o'clock is set to three. What is open until a quarter past three is so for three quarters of an hour.
		{"2027-03-14T06:29:00Z", Closed}, {"2027-03-14T06:30:00Z", Open}, {"2027-03-14T07:14:00Z", Open}, {"2027-03-14T07:15:00Z", Closed},
	} {
		at, err := time.Parse(time.RFC3339, row.at)
		if err != nil {
			t.Fatal(err)
		}
		if got := h.At(at.In(zone)); got != row.want {
			t.Errorf("%s: %s, want %s", at.In(zone), got, row.want)
		}
	}
	h.Switch, h.Until = Closed, time.Date(2026, 12, 7, 15, 0, 0, 0, zone)
	if got := h.At(h.Until.Add(-time.Second)); got != Closed {
		t.Errorf("switched: %s", got)
	}
	if got := h.At(h.Until); got != Open {
		t.Errorf("at its end: %s", got)
	}
	if got := (Hours{}).At(h.Until); got != Open {
		t.Errorf("no hours: %s", got)
	}
}

func TestReceptionCheck(t *testing.T) {
	system := []Language{"en", "fr"}
	for want, check := range map[string]func(*Fields){
		"": func(f *Fields) { boreal().Front.Menus["root"].Check(f, system) },
		"keys:error.menu.key.twice": func(f *Fields) {
			Menu{Name: "x", Wait: 5, Keys: []MenuKey{{"1", "name"}, {"1", "name"}}}.Check(f, system)
		},
		"keys:error.menu.key":            func(f *Fields) { Menu{Name: "x", Wait: 5, Keys: []MenuKey{{"a", "name"}}}.Check(f, system) },
		"keys:error.menu.key.to":         func(f *Fields) { Menu{Name: "x", Wait: 5, Keys: []MenuKey{{"1", "user:"}}}.Check(f, system) },
		"silence:error.destination":      func(f *Fields) { Menu{Name: "x", Wait: 5, Silence: "number:911"}.Check(f, system) },
		"wait:error.number.between":      func(f *Fields) { Menu{Name: "x"}.Check(f, system) },
		"prompts:error.language.unknown": func(f *Fields) { Menu{Name: "x", Wait: 5, Prompts: []Wording{{Language: "de"}}}.Check(f, system) },
		"prompts:error.text.control": func(f *Fields) {
			Menu{Name: "x", Wait: 5, Prompts: []Wording{{Language: "fr", Text: "a\x00"}}}.Check(f, system)
		},
		"members:error.group.empty":     func(f *Fields) { Group{Name: "x", Seconds: 20}.Check(f) },
		"members:error.group.at_once":   func(f *Fields) { Group{Name: "x", Seconds: 20, Members: make([]UserID, MostAtOnce+1)}.Check(f) },
		"seconds:error.number.between":  func(f *Fields) { Group{Name: "x", Members: make([]UserID, 1)}.Check(f) },
		"zone:error.zone.unknown":       func(f *Fields) { Reception{Hours: Hours{Zone: "Mars/Olympus"}}.Check(f, system) },
		"week:error.hours.span":         func(f *Fields) { Reception{Hours: Hours{Week: []Span{{8, "08:00", "09:00"}}}}.Check(f, system) },
		"holidays:error.holiday":        func(f *Fields) { Reception{Hours: Hours{Holidays: []Holiday{{"2026-02-29", ""}}}}.Check(f, system) },
		"closed:error.destination":      func(f *Fields) { Reception{Hours: Hours{Closed: "x"}}.Check(f, system) },
		"switch:error.hours.switch":     func(f *Fields) { Reception{Hours: Hours{Switch: "x"}}.Check(f, system) },
		"root:error.destination":        func(f *Fields) { Reception{Root: "menu"}.Check(f, system) },
		"remember:error.number.between": func(f *Fields) { Reception{Remember: 9999}.Check(f, system) },
	} {
		var wrong Fields
		check(&wrong)
		got := ""
		for _, w := range wrong {
			got += w.Field + ":" + w.Msg.Key
		}
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
