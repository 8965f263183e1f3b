package office_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/office/officetest"
	"anteroom.dev/anteroom/store"
	"anteroom.dev/anteroom/store/storetest"
	"github.com/google/go-cmp/cmp"
)

// reception has the rows of the receptionist's commands.
func (m moves) reception() map[string]func(*rand.Rand) move {
	c, admin := m.Mine.ID, m.Mine.Administrator.Who
	to := func(t *rand.Rand) anteroom.Destination {
		return pick(t, []anteroom.Destination{"", "operator", "name", "hang_up", "user:201", "voicemail:202", anteroom.To(anteroom.ToMenu, m.Mine.Menu), anteroom.To(anteroom.ToGroup, m.Mine.Group),
			"number:+1 418 555 0199", anteroom.To(anteroom.ToMenu, m.Other.Menu), "x"})
	}
	prompts := func(t *rand.Rand) []anteroom.Wording {
		return []anteroom.Wording{{Language: "fr", Text: texts(t), Sound: pick(t, []anteroom.RecordingID{"", m.Mine.Sound, m.Other.Sound})}, {Language: "en", Text: texts(t)}}
	}
	keys := func(t *rand.Rand) []anteroom.MenuKey {
		return []anteroom.MenuKey{{Key: pick(t, []string{"1", "2", "*"}), To: to(t)}, {Key: pick(t, []string{"3", "#", "1"}), To: to(t)}}
	}
	menu := func(t *rand.Rand) anteroom.MenuID {
		return pick(t, []anteroom.MenuID{m.Mine.Menu, m.Mine.Menu, m.Other.Menu})
	}
	members := func(t *rand.Rand) []anteroom.UserID { return []anteroom.UserID{m.user(t), "201"} }
	group := func(t *rand.Rand) anteroom.GroupID {
		return pick(t, []anteroom.GroupID{m.Mine.Group, m.Other.Group})
	}
	return map[string]func(*rand.Rand) move{
		"set-receptionist": func(t *rand.Rand) move {
			return move{who: admin, command: office.SetReceptionist{Company: c, Greeting: prompts(t)[:t.IntN(2)], Root: to(t), Remember: t.IntN(3) * 30}}
		},
		"set-hours": func(t *rand.Rand) move {
			return move{who: admin, command: office.SetHours{Company: c, Zone: pick(t, []string{"", "America/Toronto", "Mars"}), Week: []anteroom.Span{{Day: between(t, 0, 7), From: "08:00", To: "17:00"}},
				Holidays: []anteroom.Holiday{{Date: "12-25", Name: texts(t)}}, Closed: to(t), Holiday: to(t)}}
		},
		"open-by-hand": func(t *rand.Rand) move {
			return move{who: admin, command: office.OpenByHand{Company: c, State: pick(t, []anteroom.OpenState{"", anteroom.Open, anteroom.Closed, "x"}),
				Until: time.Now().UTC().AddDate(0, 0, between(t, 1, 40)).Format("2006-01-02T15:04")}}
		},
		"set-prompt": func(t *rand.Rand) move {
			return move{who: admin, command: office.SetPrompt{Company: c, Menu: pick(t, []anteroom.MenuID{"", m.Mine.Menu, m.Other.Menu}), Language: pick(t, []anteroom.Language{"fr", "en", "de"}), Text: texts(t),
				File: pick(t, [][]byte{nil, []byte("RIFF1"), []byte("RIFF2"), []byte("x")}), Spoken: t.IntN(2) == 0}}
		},
		"set-hold-music": func(t *rand.Rand) move {
			return move{who: admin, command: office.SetHoldMusic{Company: c, File: pick(t, [][]byte{nil, []byte("RIFF1"), []byte("RIFF2"), []byte("x")})}}
		},
		"add-menu": func(t *rand.Rand) move {
			return move{who: admin, command: office.AddMenu{Company: c, Name: texts(t), Prompts: prompts(t), Keys: keys(t), Silence: to(t)}}
		},
		"edit-menu": func(t *rand.Rand) move {
			return move{who: admin, command: office.EditMenu{Company: c, Menu: menu(t), Name: texts(t), Prompts: prompts(t), Keys: keys(t), Extensions: t.IntN(2) == 0, Wait: t.IntN(9), Silence: to(t)}}
		},
		"remove-menu": func(t *rand.Rand) move {
			return move{who: admin, command: office.RemoveMenu{Company: c, Menu: menu(t)}}
		},
		"add-group": func(t *rand.Rand) move {
			return move{who: admin, command: office.AddGroup{Company: c, Name: texts(t), Members: members(t), InTurn: t.IntN(2) == 0, Then: to(t)}}
		},
		"edit-group": func(t *rand.Rand) move {
			return move{who: admin, command: office.EditGroup{Company: c, Group: group(t), Name: texts(t), Members: members(t), Seconds: t.IntN(40), Then: to(t)}}
		},
		"remove-group": func(t *rand.Rand) move {
			return move{who: admin, command: office.RemoveGroup{Company: c, Group: group(t)}}
		},
	}
}

// wrongs are the wrong fields of an error, "root:error.destination.gone", or its key.
func wrongs(err error) string {
	if err == nil {
		return ""
	}
	e, ok := errors.AsType[*anteroom.Error](err)
	if !ok {
		return err.Error()
	}
	if len(e.Fields) == 0 {
		return e.Msg.Key
	}
	var list []string
	for _, f := range e.Fields {
		list = append(list, f.Field+":"+f.Msg.Key)
	}
	return strings.Join(list, " ")
}

// What a menu leads to and says is asked when it is stored, and a language is not switched on while it lacks a prompt (R18).
func TestReceptionChecks(t *testing.T) {
	h := officetest.Build(t, storetest.SQLite(t))
	h.Furnish(t)
	c, admin := h.Mine.ID, h.Mine.Administrator.Who
	root := anteroom.To(anteroom.ToMenu, h.Mine.Menu)
	h.Do(t, admin, office.SetReceptionist{Company: c, Root: root})
	french := []anteroom.Wording{{Language: "fr", Text: "Accueil"}}
	keys := func(to anteroom.Destination) []anteroom.MenuKey { return []anteroom.MenuKey{{Key: "1", To: to}} }
	for _, row := range []struct {
		command office.Command
		want    string
	}{
		{office.SetLanguages{Company: c, First: "fr", Second: "en"}, "second:error.language.gap"},
		{office.SetLanguages{Company: c, First: "en"}, "first:error.language.gap"},
		{office.EditMenu{Company: c, Menu: h.Mine.Menu, Name: "Accueil"}, "prompts:error.menu.gap"},
		{office.SetPrompt{Company: c, Menu: h.Mine.Menu, Language: "fr", Spoken: true}, "prompts:error.menu.gap"},
		{office.EditMenu{Company: c, Menu: h.Mine.Menu, Name: "Accueil", Prompts: french, Keys: keys(anteroom.To(anteroom.ToMenu, h.Other.Menu))}, "keys:error.menu.key.to"},
		{office.EditMenu{Company: c, Menu: h.Mine.Menu, Name: "Accueil", Prompts: french, Keys: keys("user:299")}, "keys:error.menu.key.to"},
		{office.EditMenu{Company: c, Menu: h.Mine.Menu, Name: "Accueil", Prompts: []anteroom.Wording{{Language: "fr", Sound: h.Other.Sound}}}, "prompts:error.recording.gone"},
		{office.RemoveMenu{Company: c, Menu: h.Mine.Menu}, "menu:error.reception.used"},
		{office.SetPrompt{Company: c, Language: "fr", File: []byte("MZ")}, "file:error.recording.kind"},
		{office.SetHoldMusic{Company: c, File: []byte("MZ")}, "file:error.recording.kind"},
		{office.GiveRecordingCode{Company: c, Language: "de"}, "language:error.language.unknown"},
		{office.GiveRecordingCode{Company: c, Menu: h.Other.Menu, Language: "fr"}, "error.not_found"},
		{office.RecordPrompt{Company: c, User: h.Mine.Users[0], Code: "000000", File: []byte("RIFF")}, "code:error.recording_code"},
		{office.OpenByHand{Company: c, State: anteroom.Closed, Until: "tomorrow"}, "until:error.hours.until"},
		{office.OpenByHand{Company: c, State: anteroom.Closed, Until: "2020-01-01T00:00"}, "until:error.hours.until.range"},
		{office.AddGroup{Company: c, Name: "Ventes", Members: []anteroom.UserID{"299"}}, "members:error.rule.user members:error.group.empty"},
	} {
		if _, err := h.Office.Do(context.Background(), admin, row.command, office.Ask{}); wrongs(err) != row.want {
			t.Errorf("%s: %s, want %s", office.Name(row.command), wrongs(err), row.want)
		}
	}
	h.Do(t, admin, office.SetPrompt{Company: c, Menu: h.Mine.Menu, Language: "en", Text: "For sales, press 1."}) // before the language is there
	h.Do(t, admin, office.SetLanguages{Company: c, First: "fr", Second: "en"})
	h.Do(t, admin, office.EditMenu{Company: c, Menu: h.Mine.Menu, Name: "Accueil", Prompts: []anteroom.Wording{{Language: "fr", Text: "x"}, {Language: "en", Text: "x"}}, Keys: keys(anteroom.To(anteroom.ToGroup, h.Mine.Group))})
	if _, err := h.Office.Do(context.Background(), admin, office.RemoveGroup{Company: c, Group: h.Mine.Group}, office.Ask{}); wrongs(err) != "group:error.reception.used.by" {
		t.Errorf("a group in use: %v", err)
	}
	h.Do(t, admin, office.SetPrompt{Company: c, Language: "fr", Text: "Bonjour"}) // the English greeting comes later, and all else can be changed meanwhile
	h.Do(t, admin, office.SetLanguages{Company: c, First: "en", Second: "fr"})
	h.Do(t, admin, office.SetLanguages{Company: c, First: "fr"})
	if _, err := h.Office.Do(t.Context(), admin, office.SetLanguages{Company: c, First: "fr", Second: "en"}, office.Ask{}); wrongs(err) != "second:error.language.greeting" {
		t.Errorf("a greeting is missing: %v", err)
	}
	public := h.Do(t, officetest.Program(), office.CreateCompany{VAR: h.Mine.VAR, Kind: anteroom.PublicService, Name: "Public", Country: "CA", First: "fr", AdministratorName: "P",
		AdministratorLanguage: "fr", Email: "p@public.example", AssistantName: "P", AssistantEmail: "p@public.example"}).Made["company"]
	for _, command := range []office.Command{office.AddMenu{Company: anteroom.CompanyID(public), Name: "x"}, office.SetReceptionist{Company: anteroom.CompanyID(public)}} {
		if _, err := h.Office.Do(context.Background(), officetest.Program(), command, office.Ask{}); wrongs(err) != "error.reception.public" {
			t.Errorf("public service: %v", err)
		}
	}
}

// The next call goes the way that was just stored; a call has the plan with which it began; a number outside is dialled only
// where the gate lets it; who leaves is told as leading nowhere.
func TestReceptionPlan(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := officetest.Build(t, s)
		h.Furnish(t)
		c, admin := h.Mine.ID, h.Mine.Administrator.Who
		answer := func() anteroom.Plan {
			t.Helper()
			p, err := h.Answer(context.Background(), anteroom.Incoming{Number: h.Mine.Number, Caller: "+14185550177", At: time.Now()})
			if err != nil {
				t.Fatal(err)
			}
			return p
		}
		if before := answer(); before.Front != nil {
			t.Fatal("nothing is set, and yet there is something")
		}
		h.Do(t, admin, office.EditMenu{Company: c, Menu: h.Mine.Menu, Name: "Accueil", Prompts: []anteroom.Wording{{Language: "fr", Text: "Accueil"}},
			Keys: []anteroom.MenuKey{{Key: "1", To: "user:202"}, {Key: "2", To: "number:1 418 555 0199"}, {Key: "3", To: "number:+1 900 555 0199"}}})
		h.Do(t, admin, office.SetReceptionist{Company: c, Root: anteroom.To(anteroom.ToMenu, h.Mine.Menu)})
		p := answer()
		want := map[anteroom.Destination]anteroom.NumberID{"number:+14185550199": "+14185550199"} // 1 900 is denied
		if diff := cmp.Diff(want, p.Numbers); diff != "" {
			t.Error(diff)
		}
		h.Do(t, admin, office.RemoveUser{Company: c, User: h.Mine.Users[1]})
		x, err := h.Receptionist(context.Background(), admin, c)
		if err != nil || len(x.Astray) != 2 { // the key, and a member of the group
			t.Errorf("astray: %v, %v", x.Astray, err)
		}
		tasks, err := h.OpenTasks(context.Background(), admin, c)
		if err != nil || !strings.Contains(fmt.Sprint(tasks), "receptionist 2") {
			t.Errorf("tasks: %v, %v", tasks, err)
		}
		h.Do(t, admin, office.SetHours{Company: c, Zone: "Europe/Paris"})
		if got := answer().At.Location().String(); got != "Europe/Paris" {
			t.Errorf("the clock of %s", got)
		}
		if p.Front.Zone != "" {
			t.Error("the plan of a call that began has changed")
		}
	})
}

// A caller's choice is remembered for as long as the company says, for that company and number alone, and never where the
// number is withheld (R17).
func TestLanguageRemembered(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := officetest.Build(t, s)
		h.Furnish(t)
		c, admin := h.Other.ID, h.Other.Administrator.Who // French and English
		firstAt := func(number anteroom.NumberID, caller string) anteroom.Language {
			t.Helper()
			p, err := h.Answer(context.Background(), anteroom.Incoming{Number: number, Caller: caller, At: time.Now()})
			if err != nil {
				t.Fatal(err)
			}
			return p.Languages.First
		}
		first := func(caller string) anteroom.Language { t.Helper(); return firstAt(h.Other.Number, caller) }
		call := func(caller string, language anteroom.Language, path ...string) {
			t.Helper()
			line := anteroom.Call{ID: anteroom.NewID[anteroom.CallID](time.Now()), Company: c, Number: h.Other.Number, Caller: caller, Began: time.Now(), Ended: time.Now(),
				Languages: anteroom.Languages{First: "fr", Second: "en"}, Language: language, Path: path, Verdict: anteroom.Verdict{Result: anteroom.Lost, Reason: anteroom.NoInput}}
			if err := h.Keep(context.Background(), []anteroom.Call{line}); err != nil {
				t.Fatal(err)
			}
		}
		call("+14185550177", "en", "greeting", "language:en")
		if got := first("+14185550177"); got != "fr" {
			t.Errorf("the company has nothing remembered: %s", got)
		}
		h.Do(t, admin, office.SetReceptionist{Company: c, Remember: 30})
		call("+14185550177", "en", "greeting", "language:en")
		call("anonymous", "en", "greeting", "language:en")
		call("+14185550178", "en", "greeting", "menu") // chose nothing
		for caller, want := range map[string]anteroom.Language{"+14185550177": "en", "anonymous": "fr", "+14185550178": "fr", "": "fr"} {
			if got := first(caller); got != want {
				t.Errorf("%q: %s, want %s", caller, got, want)
			}
		}
		h.Do(t, admin, office.AssignNumber{Company: c, Number: h.Other.Spare, User: h.Other.Users[0]})
		if a, b := firstAt(h.Other.Spare, "+14185550177"), firstAt(h.Other.Spare, "+14185550178"); a != "en" || b != "fr" {
			t.Errorf("at a user's own number: %s and %s", a, b)
		}
		call("+14185550177", "fr", "greeting", "language:fr")
		if got := first("+14185550177"); got != "fr" {
			t.Errorf("chose again: %s", got)
		}
		call("+14185550177", "en", "greeting", "language:en")
		h.Do(t, admin, office.SetReceptionist{Company: c})
		if err := h.ForgetCallers(context.Background()); err != nil {
			t.Fatal(err)
		}
		h.Do(t, admin, office.SetReceptionist{Company: c, Remember: 30})
		if got := first("+14185550177"); got != "fr" {
			t.Errorf("forgotten: %s", got)
		}
	})
}
