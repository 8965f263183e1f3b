package anteroom

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// heard is a call as its log tells it: "greeting@fr menu@fr", "201", "greeting menu ring:201", "abandoned/caller_hung_up".
type heard struct {
	prompts, path, verdict string
	language               Language
	waits                  []time.Duration
	rang                   []UserID
}

// play runs a script: keys as themselves, "." silence, "A" the user answers, "N" does not, "U" hangs up, "R" a recording
// of 5 s, "r" of 300 ms, "H" the caller hangs up, "M" after 5 s of message; "C" an
// administrator ends the call, "c" after 5 s of message, "?" the next of what is said is heard.
func play(p Plan, script string, said ...string) heard {
	var h heard
	var prompts, path []string
	s, actions := p.Step(State{}, Event{Kind: Begin})
	for i := 0; ; i++ {
		path = append(path, s.Steps()...)
		for _, a := range actions {
			switch a := a.(type) {
			case Say:
				for _, x := range a.Prompts {
					prompts = append(prompts, written(x))
				}
			case Listen:
				h.waits = append(h.waits, a.For)
			case Ring:
				for _, callee := range a.To {
					h.rang = append(h.rang, callee.User)
				}
			case End:
				h.verdict += string(a.Result) + "/" + string(a.Reason)
			}
		}
		if i == len(script) {
			break
		}
		e := scripted(script[i])
		if script[i] == '?' {
			e, said = Event{Kind: Spoke, Text: said[0]}, said[1:]
		}
		s, actions = p.Step(s, e)
	}
	h.prompts, h.path, h.language = strings.Join(prompts, " "), strings.Join(path, " "), s.Language
	return h
}

func written(p Prompt) string {
	s := string(p.ID) + "@" + string(p.Language)
	if of := p.Name + p.Digits + p.Moment; of != "" {
		s += "(" + strings.ReplaceAll(of, " ", "_") + ")"
	}
	if p.Text != "" {
		s += "[" + p.Text + "]"
	}
	return s
}

func scripted(c byte) Event {
	switch c {
	case '.':
		return Event{Kind: Silence}
	case 'A':
		return Event{Kind: UserAnswer}
	case 'N':
		return Event{Kind: UserAway}
	case 'C':
		return Event{Kind: Cut}
	case 'c':
		return Event{Kind: Cut, Length: 5 * time.Second}
	case 'U':
		return Event{Kind: UserHangUp}
	case 'R':
		return Event{Kind: Recorded, Length: 5 * time.Second}
	case 'r':
		return Event{Kind: Recorded, Length: 300 * time.Millisecond}
	case 'L':
		return Event{Kind: Recorded, Length: 5 * time.Second, Lost: true}
	case 'H':
		return Event{Kind: CallerHangUp}
	case 'M':
		return Event{Kind: CallerHangUp, Length: 5 * time.Second}
	case 'k':
		return Event{Kind: UserKey, Key: '1'}
	case 'x':
		return Event{Kind: UserKey, Key: '2'}
	case 'y':
		return Event{Kind: UserKey, Key: '7'}
	case 'q':
		return Event{Kind: UserSilence}
	}
	return Event{Kind: Key, Key: c}
}

var (
	marc  = Person{User: "u1", First: "Marc", Last: "Tremblay", Extension: "201", Operator: true}
	elise = Person{User: "u2", First: "Élise", Last: "Gagnon", Extension: "202"}
	luc   = Person{User: "u3", First: "Luc", Last: "Tremblay", Extension: "2021"}
	zoe   = Person{User: "u4", First: "Zoé", Last: "Œuvrard"}
)

func french(people ...Person) Plan {
	return Plan{CompanyName: "Boréal", Languages: Languages{First: "fr"}, People: people}
}

func bilingual(people ...Person) Plan {
	p := french(people...)
	p.Languages.Second = "en"
	return p
}

func without(p Person) Person { p.Operator = false; return p }

func TestOneLanguage(t *testing.T) {
	all := french(marc, elise, luc, zoe)
	none := french(without(marc), elise)
	menu := " menu@fr menu_operator@fr"
	for _, row := range []struct {
		fact, script string
		plan         Plan
		prompts      string // after the greeting and the first menu
		path         string // after "greeting"
		verdict      string
	}{
		{"the menu follows the greeting at once", "", all, "", "", ""},
		{"an extension rings as soon as it is the only one", "201", all, " connecting@fr(Marc_Tremblay)", " menu ring:201", ""},
		{"one that could become longer waits", "202", all, "", " menu", ""},
		{"and rings after silence", "202.", all, " connecting@fr(Élise_Gagnon)", " menu ring:202", ""},
		{"or after #", "202#", all, " connecting@fr(Élise_Gagnon)", " menu ring:202", ""},
		{"the longer one", "2021", all, " connecting@fr(Luc_Tremblay)", " menu ring:2021", ""},
		{"half an extension is none", "20.", all, " unknown_extension@fr" + menu, " menu", ""},
		{"an unknown one is refused when it is complete", "29999", french(marc, elise), " unknown_extension@fr" + menu, " menu", ""},
		{"or when the caller stops", "9.", all, " unknown_extension@fr" + menu, " menu", ""},
		{"three of them end the call", "9#9#9#", none, " unknown_extension@fr menu@fr unknown_extension@fr menu@fr unknown_extension@fr goodbye@fr", " menu", "lost/too_many_tries"},
		{"0 is the operator", "0", all, " connecting@fr(Marc_Tremblay)", " ring:201", ""},
		{"0 without an operator is nobody", "0.", none, " unknown_extension@fr menu@fr", " menu", ""},
		{"silence repeats the menu", ".", all, menu, " menu", ""},
		{"then comes the operator", "...", all, menu + menu + " connecting@fr(Marc_Tremblay)", " menu ring:201", ""},
		{"or the end", "...", none, " menu@fr menu@fr goodbye@fr", " menu", "lost/no_input"},
		{"a key begins the count anew", "..9#..", none, " menu@fr menu@fr unknown_extension@fr menu@fr menu@fr menu@fr", " menu", ""},
		{"# alone says the menu again", "#", all, menu, " menu", ""},
		{"the user answers, and hangs up", "201AU", all, " connecting@fr(Marc_Tremblay)", " menu ring:201 talk:201", "answered/user_hung_up"},
		{"or the caller does", "201AH", all, " connecting@fr(Marc_Tremblay)", " menu ring:201 talk:201", "answered/caller_hung_up"},
		{"keys while talking mean nothing", "201A20*#0U", all, " connecting@fr(Marc_Tremblay)", " menu ring:201 talk:201", "answered/user_hung_up"},
		{"the caller gives up while it rings", "201H", all, " connecting@fr(Marc_Tremblay)", " menu ring:201", "abandoned/caller_hung_up"},
		{"nobody answers: a message", "201NR", all, " connecting@fr(Marc_Tremblay) voicemail@fr(Marc_Tremblay) message_sent@fr", " menu ring:201 voicemail:201", "message/message_left"},
		{"hanging up ends a message", "201NM", all, " connecting@fr(Marc_Tremblay) voicemail@fr(Marc_Tremblay)", " menu ring:201 voicemail:201", "message/message_left"},
		{"but not one of no length", "201NH", all, " connecting@fr(Marc_Tremblay) voicemail@fr(Marc_Tremblay)", " menu ring:201 voicemail:201", "abandoned/caller_hung_up"},
		{"kept by nobody", "201NL", all, " connecting@fr(Marc_Tremblay) voicemail@fr(Marc_Tremblay) message_lost@fr", " menu ring:201 voicemail:201", "failed/message_lost"},
		{"too short: once more", "201NrR", all, " connecting@fr(Marc_Tremblay) voicemail@fr(Marc_Tremblay) message_too_short@fr message_sent@fr", " menu ring:201 voicemail:201", "message/message_left"},
		{"too short twice", "201Nrr", all, " connecting@fr(Marc_Tremblay) voicemail@fr(Marc_Tremblay) message_too_short@fr goodbye@fr", " menu ring:201 voicemail:201", "abandoned/message_too_short"},
		{"an administrator ends the call in the menu", "2C", all, "", " menu", "stopped/ended_by_administrator"},
		{"or a conversation", "201AC", all, " connecting@fr(Marc_Tremblay)", " menu ring:201 talk:201", "answered/ended_by_administrator"},
		{"or while it rings", "201C", all, " connecting@fr(Marc_Tremblay)", " menu ring:201", "stopped/ended_by_administrator"},
		{"or a message, which stays", "201Nc", all, " connecting@fr(Marc_Tremblay) voicemail@fr(Marc_Tremblay)", " menu ring:201 voicemail:201", "message/ended_by_administrator"},
		{"the caller hangs up in the menu", "2H", all, "", " menu", "abandoned/caller_hung_up"},
		{"after the end nothing happens", "H201ANRUH.", all, "", "", "abandoned/caller_hung_up"},
		{"events out of place mean nothing", "ANUR201", all, " connecting@fr(Marc_Tremblay)", " menu ring:201", ""},
		{"a late silence does not disturb a ringing phone", "201..A", all, " connecting@fr(Marc_Tremblay)", " menu ring:201 talk:201", ""},
	} {
		got := play(row.plan, row.script)
		first := "greeting@fr(Boréal) " + joined(row.plan.menuPrompts())
		if got.prompts != first+row.prompts || got.path != "greeting"+row.path || got.verdict != row.verdict {
			t.Errorf("%s (%q):\n got %s\n     %s\n     %s\nwant %s\n     %s\n     %s", row.fact, row.script,
				strings.TrimPrefix(got.prompts, first), got.path, got.verdict, row.prompts, "greeting"+row.path, row.verdict)
		}
	}
}

func joined(ids []PromptID) string {
	var s []string
	for _, id := range ids {
		s = append(s, string(id)+"@fr")
	}
	return strings.Join(s, " ")
}

// R17: the greeting in the first language, the offer in the second, and the choice holds.
func TestTwoLanguages(t *testing.T) {
	plan := bilingual(marc, without(elise))
	ext := func(p Plan, e string) Plan { p.People = slices.Clone(p.People); p.People[1].Extension = e; return p }
	none, names := bilingual(without(marc), elise), plan
	names.Front = &Front{Reception: Reception{Root: "name"}}
	for _, row := range []struct {
		fact, script, prompts, path string
		plan                        Plan
		language                    Language
	}{
		{"silence: the menu in the first", ".", "menu@fr menu_operator@fr", "menu", plan, "fr"},
		{"2: the menu in the second", "2", "menu@en menu_operator@en", "language:en", plan, "en"},
		{"1: the menu in the first", "1", "menu@fr menu_operator@fr", "language:fr", plan, "fr"},
		{"another key is the menu's already", "0", "connecting@fr(Marc_Tremblay)", "ring:201", plan, "fr"},
		{"the star too", "*", "spell_name@fr", "name", plan, "fr"},
		{"and an extension", "301", "connecting@fr(Élise_Gagnon)", "menu ring:301", ext(plan, "301"), "fr"},
		{"2: the search by name in the second", "2", "spell_name@en", "language:en name", names, "en"},
		{"the choice holds", "2201N", "menu@en menu_operator@en connecting@en(Marc_Tremblay) voicemail@en(Marc_Tremblay)", "language:en menu ring:201 voicemail:201", plan, "en"},
		{"an extension dialled at the greeting", "201", "menu@en menu_operator@en connecting@fr(Marc_Tremblay)", "language:en menu ring:201", plan, "fr"},
		{"also without an operator", "201", "menu@en connecting@fr(Marc_Tremblay)", "language:en menu ring:201", none, "fr"},
		{"one that could be longer", "202.", "menu@en menu_operator@en connecting@fr(Élise_Gagnon)", "language:en menu ring:202", bilingual(marc, elise, luc), "fr"},
		{"the language and then the operator", "20.", "menu@en menu_operator@en connecting@en(Marc_Tremblay)", "language:en menu ring:201", plan, "en"},
		{"at once where no extension begins so", "20", "menu@en menu_operator@en connecting@en(Ian)", "language:en ring:301", bilingual(Person{User: "u5", First: "Ian", Extension: "301", Operator: true}), "en"},
		{"what was pressed long ago is a language", "2.01.", "menu@en menu@en unknown_extension@en menu@en", "language:en menu", none, "en"},
		{"an unknown one stays in the language", "29.", "menu@en unknown_extension@en menu@en", "language:en menu", none, "en"},
		{"1 may be a first digit too", "101", "menu@fr menu_operator@fr connecting@fr(Élise_Gagnon)", "language:fr menu ring:101", ext(plan, "101"), "fr"},
	} {
		got := play(row.plan, row.script)
		want := strings.TrimSpace("greeting@fr(Boréal) language_offer@en(2) " + row.prompts)
		if got.prompts != want || got.path != "greeting "+row.path || got.language != row.language {
			t.Errorf("%s (%q):\n got %s\n     %s %s\nwant %s\n     greeting %s %s", row.fact, row.script, got.prompts, got.path, got.language, want, row.path, row.language)
		}
	}
}

func TestNames(t *testing.T) {
	plan := french(marc, elise, luc, zoe, Person{User: "u5", First: "Ian", Last: "O’Connor 3", Extension: "205"})
	many := french()
	for i := range 12 {
		many.People = append(many.People, Person{User: UserID(fmt.Sprint("x", i)), First: string(rune('A' + i)), Last: "Roy", Extension: fmt.Sprint(500 + i)})
	}
	same := french(many.People[0], many.People[1], many.People[2])
	same.People[1].First, same.People[2].First = "A", "B"
	nine := ""
	for i := range 9 {
		nine += fmt.Sprintf(" choose_name@fr(%c_Roy) choose_press@fr(%d)", 'A'+i, i+1)
	}
	list := " choose_name@fr(Marc_Tremblay) choose_press@fr(1) choose_name@fr(Luc_Tremblay) choose_press@fr(2)"
	for _, row := range []struct {
		fact, script string
		plan         Plan
		prompts      string // after "spell_name"
		path         string // after "greeting name"
		verdict      string
	}{
		{"one name is enough after three letters", "*424", plan, " connecting@fr(Élise_Gagnon)", " ring:202", ""},
		{"the first name does as well", "*354", plan, " connecting@fr(Élise_Gagnon)", " ring:202", ""},
		{"two letters and #", "*35#", plan, " connecting@fr(Élise_Gagnon)", " ring:202", ""},
		{"two letters and silence", "*35.", plan, " connecting@fr(Élise_Gagnon)", " ring:202", ""},
		{"accents and œ are letters of a keypad", "*638", plan, " connecting@fr(Zoé_Œuvrard)", " ring:u4", ""},
		{"apostrophes are skipped, digits are themselves", "*62666673", plan, " connecting@fr(Ian_O’Connor_3)", " ring:205", ""},
		{"two of a name: choose", "*873#", plan, list, " choose", ""},
		{"the second", "*873#2", plan, list + " connecting@fr(Luc_Tremblay)", " choose ring:2021", ""},
		{"the whole name decides", "*873625296272", plan, " connecting@fr(Marc_Tremblay)", " ring:201", ""},
		{"no such choice", "*873#7", plan, list + " unknown_choice@fr" + list, " choose", ""},
		{"silence repeats the choices", "*873#.", plan, list + list, " choose", ""},
		{"0 is the operator there too", "*873#0", plan, list + " connecting@fr(Marc_Tremblay)", " choose ring:201", ""},
		{"0 alone is the operator", "*0", plan, " connecting@fr(Marc_Tremblay)", " ring:201", ""},
		{"the rest of a name that was understood is no key of the voicemail", "*424N66#1R", french(elise), " connecting@fr(Élise_Gagnon) voicemail@fr(Élise_Gagnon) voicemail@fr(Élise_Gagnon) voicemail@fr(Élise_Gagnon) voicemail@fr(Élise_Gagnon) message_sent@fr", " ring:202 voicemail:202", "message/message_left"},
		{"two of the same name are told apart by their extensions", "*769#2", same, " choose_name@fr(A_Roy) choose_extension@fr(500) choose_press@fr(1) choose_name@fr(A_Roy) choose_extension@fr(501) choose_press@fr(2) choose_name@fr(B_Roy) choose_press@fr(3) connecting@fr(A_Roy)", " choose ring:501", ""},
		{"nobody", "*999#", plan, " no_such_name@fr spell_name@fr", "", ""},
		{"nobody, three times", "*999#999#999#", plan, " no_such_name@fr spell_name@fr no_such_name@fr spell_name@fr no_such_name@fr goodbye@fr", "", "lost/too_many_tries"},
		{"star goes back", "**", plan, " menu@fr menu_operator@fr", " menu", ""},
		{"star goes back from the choices", "*873#*", plan, list + " menu@fr menu_operator@fr", " choose menu", ""},
		{"silence asks again, then the operator", "*...", plan, " spell_name@fr spell_name@fr connecting@fr(Marc_Tremblay)", " ring:201", ""},
		{"# alone asks again", "*#", plan, " spell_name@fr", "", ""},
		{"too many: go on typing", "*769#", many, " too_many_names@fr", "", ""},
		{"what was typed still counts", "*769#2#3", many, " too_many_names@fr choose_name@fr(A_Roy) choose_press@fr(1) choose_name@fr(B_Roy) choose_press@fr(2) choose_name@fr(C_Roy) choose_press@fr(3) connecting@fr(C_Roy)", " choose ring:502", ""},
		{"too many, and no more letters are known: the first nine", "*769##9", many, " too_many_names@fr" + nine + " connecting@fr(I_Roy)", " choose ring:508", ""},
		{"too many and no more: asked again, then the end", "*769#...", many, " too_many_names@fr spell_name@fr spell_name@fr goodbye@fr", "", "lost/no_input"},
	} {
		got := play(row.plan, row.script)
		first := "greeting@fr(Boréal) " + joined(row.plan.menuPrompts()) + " spell_name@fr"
		if got.prompts != first+row.prompts || got.path != "greeting name"+row.path || got.verdict != row.verdict {
			t.Errorf("%s (%q):\n got %s\n     %s\n     %s\nwant %s\n     %s\n     %s", row.fact, row.script,
				strings.TrimPrefix(got.prompts, first), got.path, got.verdict, row.prompts, "greeting name"+row.path, row.verdict)
		}
	}
}

// A name that is said leads where one that is spelled does. Keys go before it at any time, and take its place where nothing can be made
// of what is said.
func TestSpokenNames(t *testing.T) {
	plan := french(marc, elise, luc, Person{User: "u5", First: "Marie", Last: "Roy", Extension: "205"})
	for i := range 12 {
		plan.People = append(plan.People, Person{User: UserID(fmt.Sprint("x", i)), First: string(rune('A' + i)), Last: "Lavoie", Extension: fmt.Sprint(500 + i)})
	}
	deaf := plan
	plan.Speech = true
	const again, keys = " not_understood@fr say_name@fr", " not_understood@fr spell_name@fr"
	for _, row := range []struct {
		fact, said, script string // a text for each ? of the script
		prompts, path      string
	}{
		{"a name", "Bonjour, Élise Gagnon|", "?", " connecting@fr(Élise_Gagnon)", " ring:202"}, {"two of a name: choose", "Tremblay", "?2", " choose_name@fr(Marc_Tremblay) choose_press@fr(1) choose_name@fr(Luc_Tremblay) choose_press@fr(2) connecting@fr(Luc_Tremblay)", " choose ring:2021"},
		{"one that sounds alike is asked about", "Mario Roy", "?1", " choose_name@fr(Marie_Roy) choose_press@fr(1) connecting@fr(Marie_Roy)", " choose ring:205"},
		{"nobody, then somebody", "Robert|Élise", "??", again + " connecting@fr(Élise_Gagnon)", " ring:202"}, {"nobody twice: by key", "Robert|Robert|Élise", "???424", again + keys + " connecting@fr(Élise_Gagnon)", " ring:202"},
		{"nothing understood, twice", "|", "??424", again + keys + " connecting@fr(Élise_Gagnon)", " ring:202"},
		{"too many of a name", "Lavoie|Lavoie|x", "??", " say_whole_name@fr spell_name@fr", ""}, {"the whole name", "Lavoie|C Lavoie", "??", " say_whole_name@fr connecting@fr(C_Lavoie)", " ring:502"},
		{"keys all the same", "", "424", " connecting@fr(Élise_Gagnon)", " ring:202"}, {"a key goes before what was said", "Tremblay", "4?24", " connecting@fr(Élise_Gagnon)", " ring:202"},
		{"what comes late means nothing", "Élise", "*?", " menu@fr menu_operator@fr", " menu"}, {"silence asks again, then the operator", "", "...", " say_name@fr say_name@fr connecting@fr(Marc_Tremblay)", " ring:201"},
	} {
		got := play(plan, "*"+row.script, strings.Split(row.said, "|")...)
		first := "greeting@fr(Boréal) menu@fr menu_operator@fr say_name@fr"
		if got.prompts != first+row.prompts || got.path != "greeting name"+row.path {
			t.Errorf("%s:\n got %s\n     %s\nwant %s\n     greeting name%s", row.fact, strings.TrimPrefix(got.prompts, first), got.path, row.prompts, row.path)
		}
	}
	if got := play(deaf, "*?", "Élise"); !strings.HasSuffix(got.prompts, " spell_name@fr") {
		t.Errorf("without a recogniser: %s", got.prompts)
	}
}

func TestOtherNumbers(t *testing.T) {
	direct, stranger, free := bilingual(marc, elise), bilingual(marc), bilingual(marc)
	direct.To, stranger.To, free.Free = "u2", "u9", true
	known := direct
	known.Caller = Caller{User: "u1"}
	names := french(zoe)
	zero := french(marc, Person{User: "u6", First: "Nul", Extension: "01"})
	for _, row := range []struct {
		fact, script string
		plan         Plan
		want         heard
	}{
		{"a user's number rings", "", direct, heard{prompts: "connecting@fr(Élise_Gagnon)", path: "direct", language: "fr"}},
		{"and has voicemail", "NR", direct, heard{prompts: "connecting@fr(Élise_Gagnon) voicemail@fr(Élise_Gagnon) language_offer@en(2) message_sent@fr", path: "direct voicemail:202", verdict: "message/message_left", language: "fr"}},
		{"in the other language", "N2R", direct, heard{prompts: "connecting@fr(Élise_Gagnon) voicemail@fr(Élise_Gagnon) language_offer@en(2) voicemail@en(Élise_Gagnon) message_sent@en", path: "direct voicemail:202 language:en", verdict: "message/message_left", language: "en"}},
		{"which is offered once, and not to a colleague", "N22R", known, heard{prompts: "connecting@fr(Élise_Gagnon) voicemail@fr(Élise_Gagnon) message_sent@fr", path: "direct voicemail:202", verdict: "message/message_left", language: "fr"}},
		{"# behind an extension skips no greeting", "202#N", french(elise), heard{prompts: "greeting@fr(Boréal) menu@fr connecting@fr(Élise_Gagnon) voicemail@fr(Élise_Gagnon)", path: "greeting menu ring:202 voicemail:202", language: "fr"}},
		{"nor where voicemail answers at once", "202N#R", french(elise), heard{prompts: "greeting@fr(Boréal) menu@fr connecting@fr(Élise_Gagnon) voicemail@fr(Élise_Gagnon) voicemail@fr(Élise_Gagnon) message_sent@fr", path: "greeting menu ring:202 voicemail:202", verdict: "message/message_left", language: "fr"}},
		{"another key does", "202N5R", french(elise), heard{prompts: "greeting@fr(Boréal) menu@fr connecting@fr(Élise_Gagnon) voicemail@fr(Élise_Gagnon) message_sent@fr", path: "greeting menu ring:202 voicemail:202", verdict: "message/message_left", language: "fr"}},
		{"a user who is gone", "", stranger, heard{prompts: "number_unassigned@fr number_unassigned@en", path: "unassigned", verdict: "announced/number_unassigned", language: "fr"}},
		{"a free number", "2.", free, heard{prompts: "number_unassigned@fr number_unassigned@en", path: "unassigned", verdict: "announced/number_unassigned", language: "fr"}},
		{"nobody is there", "", french(), heard{prompts: "greeting@fr(Boréal) nobody_here@fr", path: "announcement", verdict: "announced/nobody_here", language: "fr"}},
		{"no extensions: names only", "", names, heard{prompts: "greeting@fr(Boréal) menu_names@fr", path: "greeting", language: "fr"}},
		{"0 waits where an extension begins so", "0", zero, heard{prompts: "greeting@fr(Boréal) menu@fr menu_operator@fr", path: "greeting menu", language: "fr"}},
		{"and is the operator after silence", "0.", zero, heard{prompts: "greeting@fr(Boréal) menu@fr menu_operator@fr connecting@fr(Marc_Tremblay)", path: "greeting menu ring:201", language: "fr"}},
		{"or the extension", "01", zero, heard{prompts: "greeting@fr(Boréal) menu@fr menu_operator@fr connecting@fr(Nul)", path: "greeting menu ring:01", language: "fr"}},
	} {
		got := play(row.plan, row.script)
		got.waits, got.rang = nil, nil
		if diff := cmp.Diff(row.want, got, cmp.AllowUnexported(heard{})); diff != "" {
			t.Errorf("%s: %s", row.fact, diff)
		}
	}
}

func TestWaits(t *testing.T) {
	plan := french(marc, elise, luc)
	s := time.Second
	for script, want := range map[string][]time.Duration{"": {3 * s}, "2": {3 * s, 3 * s}, "202": {3 * s, 3 * s, 3 * s, 2 * s}, "9": {3 * s, 2 * s}, "*2": {3 * s, 3 * s, 3 * s}} {
		if diff := cmp.Diff(want, play(plan, script).waits); diff != "" {
			t.Errorf("%q: %s", script, diff)
		}
	}
	_, actions := french(marc).Step(State{step: atRing, User: "u1", Language: "fr"}, Event{Kind: UserAway})
	if diff := cmp.Diff(Action(Record{User: "u1", Most: 3 * time.Minute, Quiet: 6 * s, Soon: "*"}), actions[1]); diff != "" {
		t.Error(diff)
	}
}

// R16: a plan is a value; what is edited while a call is up cannot reach it, and a State is one as well.
func TestStateIsComparable(t *testing.T) {
	plan := bilingual(marc, elise)
	a, _ := plan.Step(State{}, Event{Kind: Begin})
	b, _ := plan.Step(State{}, Event{Kind: Begin})
	if a != b {
		t.Error("the same step twice differs")
	}
}

func drawPlan(t *rapid.T) Plan {
	p := Plan{CompanyName: "Boréal", Languages: Languages{First: "fr", Second: rapid.SampledFrom([]Language{"", "en", "fr"}).Draw(t, "second")}}
	for i := range rapid.IntRange(0, 14).Draw(t, "people") {
		p.People = append(p.People, Person{User: UserID(fmt.Sprint("u", i)), First: rapid.SampledFrom([]string{"", "Al", "Bo", "Élise"}).Draw(t, "first"),
			Last: rapid.SampledFrom([]string{"Roy", "Royer", "日本", "Œ"}).Draw(t, "last"), Operator: rapid.IntRange(0, 5).Draw(t, "operator") == 0,
			Extension: rapid.StringMatching(`|[0-3]{1,4}`).Draw(t, "extension")})
	}
	p.To = rapid.SampledFrom([]UserID{"", "", "", "u0", "gone"}).Draw(t, "to")
	p.Speech = rapid.Bool().Draw(t, "speech")
	p.Free = rapid.IntRange(0, 9).Draw(t, "free") == 0
	return p
}

// Whatever happens, on any plan: no panic, one End at most, nothing after it, only languages of the plan, and after the
// choice only the one chosen (R17); who is rung is in the directory; where keys are expected a Listen follows.
func TestAnyCall(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		plan := drawPlan(t)
		likely := append(slices.Repeat([]EventKind{Key}, 30), Silence, Silence, Silence, Begin, UserAnswer, UserAway, UserHangUp, Recorded, CallerHangUp, CallerHangUp+1, Spoke, Spoke)
		events := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Event {
			return Event{Kind: rapid.SampledFrom(likely).Draw(t, "kind"), Key: rapid.SampledFrom([]byte("0123456789*#769769***##\x00x")).Draw(t, "key"),
				Text: rapid.SampledFrom([]string{"", "Roy", "A Royer", "roi", "rien de cela", "日本"}).Draw(t, "text"), Length: time.Duration(rapid.IntRange(0, 3000).Draw(t, "ms")) * time.Millisecond}
		}), 0, 100).Draw(t, "events")
		s, ends := State{}, 0
		for _, e := range append([]Event{{Kind: Begin}}, events...) {
			before := s
			var actions []Action
			s, actions = plan.Step(s, e)
			if before.Done && (len(actions) > 0 || s.Path != "") {
				t.Fatalf("%v after the end", actions)
			}
			for _, a := range actions {
				ends += checkAction(t, plan, s, a)
			}
			checkListen(t, s, actions)
		}
		if ends > 1 || (ends == 1) != s.Done {
			t.Fatalf("%d ends, done %v", ends, s.Done)
		}
	})
}

func checkAction(t *rapid.T, plan Plan, s State, a Action) (ends int) {
	switch a := a.(type) {
	case Say:
		for _, p := range a.Prompts {
			outside := p.ID == "language_offer" || p.ID == "number_unassigned" || p.ID == "nobody_here"
			if !plan.Languages.Has(p.Language) || p.Language != s.Language && !outside {
				t.Fatalf("%+v while the call is in %s", p, s.Language)
			}
			if p.Name != "" && p.Digits != "" {
				t.Fatalf("%+v has both", p)
			}
		}
	case Ring:
		for _, callee := range a.To {
			if _, ok := plan.person(callee.User); !ok || s.User != callee.User {
				t.Fatalf("rings %q, brings to %q", callee.User, s.User)
			}
		}
	case End:
		ends = 1
	}
	return ends
}

// checkListen: a prompt that waits for keys is never the last action.
func checkListen(t *rapid.T, s State, actions []Action) {
	if len(actions) == 0 || s.step < atLanguage || s.step > atChoice || s.Done {
		return
	}
	switch actions[len(actions)-1].(type) {
	case Listen, Understand:
	default:
		t.Fatalf("nothing is waited for after %v", actions)
	}
}
