package web

import (
	"net/http"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/web/pages"
	"github.com/a-h/templ"
)

// receptionGallery are the pages of the receptionist.
func receptionGallery(add func(page, title, here string, more ...specimen)) {
	of := func(change func(*pages.Receptionist)) func(*sample) templ.Component {
		return func(s *sample) templ.Component {
			page := pages.Receptionist{Shell: s.Shell, Data: s.reception(), May: true}
			change(&page)
			return pages.ReceptionistPage(page)
		}
	}
	add("receptionist", "receptionist.title", "receptionist", specimen{state: "usual", make: of(func(*pages.Receptionist) {})},
		specimen{state: "empty", make: of(func(p *pages.Receptionist) {
			p.Data = office.Receptionist{Languages: p.Data.Languages, System: p.Data.System, Now: anteroom.Open, ZoneNow: "UTC"}
		})},
		specimen{state: "full", make: of(fullReception)}, specimen{state: "public", make: of(func(p *pages.Receptionist) { p.Public = true })})
	task := func(page, title string, form func(s *sample, x office.Receptionist) pages.Task, wrong ...anteroom.FieldError) {
		list := []specimen{{state: "usual", make: func(s *sample) templ.Component { return pages.TaskPage(form(s, s.reception())) }}}
		if len(wrong) > 0 {
			list = append(list, specimen{state: "error", wrong: true, status: http.StatusUnprocessableEntity, make: func(s *sample) templ.Component {
				return broken(form(s, s.reception()), nil, wrong...)
			}})
		}
		add(page, title, "receptionist", list...)
	}
	wrong := func(field, key string, args ...any) anteroom.FieldError {
		return anteroom.FieldError{Field: field, Msg: anteroom.T(key, args...)}
	}
	task("menu", "menu.title", func(s *sample, x office.Receptionist) pages.Task { return menuForm(s.Shell, x, x.Menus[0], "") },
		wrong("name", "error.text.empty"), wrong("prompt_en", "error.menu.gap", "name", "Accueil", "language", anteroom.Language("en")), wrong("to_1", "error.menu.key.to", "key", "1"))
	task("menu-add", "menu.add.title", func(s *sample, x office.Receptionist) pages.Task {
		return menuForm(s.Shell, x, anteroom.Menu{Wait: 5}, "menu.add.title")
	})
	task("menu-remove", "menu.remove.title", func(s *sample, x office.Receptionist) pages.Task { return removeMenuForm(s.Shell, x.Menus[0], 3) })
	task("group", "group.title", func(s *sample, x office.Receptionist) pages.Task { return groupForm(s.Shell, x, x.Groups[0], "") },
		wrong("members", "error.rule.user", "text", "299"), wrong("seconds", "error.number.between", "least", 5, "most", 120))
	task("group-remove", "group.remove.title", func(s *sample, x office.Receptionist) pages.Task { return removeGroupForm(s.Shell, x.Groups[0], 3) })
	task("hours", "hours.title", func(s *sample, x office.Receptionist) pages.Task { return hoursForm(s.Shell, x) },
		wrong("zone", "error.zone.unknown"), wrong("day_1", "error.hours.span", "from", "8", "to", ""), wrong("holidays", "error.holiday", "text", "Noël"))
	task("open-by-hand", "hand.title", func(s *sample, x office.Receptionist) pages.Task { return handForm(s.Shell, x) }, wrong("until", "error.hours.until"))
	task("reception", "reception.title", func(s *sample, x office.Receptionist) pages.Task { return receptionForm(s.Shell, x) }, wrong("to_root", "error.destination.gone"))
	task("prompt", "wording.title", func(s *sample, x office.Receptionist) pages.Task {
		return promptForm(s.Shell, x, "root", "Accueil", x.Menus[0].Prompts[0], "fr")
	}, wrong("file", "error.recording.long", "most", 120))
	task("hold", "hold.title", func(s *sample, x office.Receptionist) pages.Task { return holdForm(s.Shell, x) }, wrong("file", "error.hold.file"))
	task("prompt-record", "recording.by_phone", func(s *sample, x office.Receptionist) pages.Task {
		return byPhoneForm(s.Shell, x, "root", "Accueil", "fr")
	})
	add("prompt-code", "recording.code.title", "receptionist", specimen{state: "usual", make: func(s *sample) templ.Component {
		return pages.SheetPage(codeSheet(s.Shell, "root", "Accueil", "fr", "482913"))
	}})
	add("prompt-review", "review.title", "receptionist", specimen{state: "recording", make: func(s *sample) templ.Component {
		x := s.reception()
		page := promptForm(s.Shell, x, "root", "Accueil", x.Menus[0].Prompts[0], "fr")
		page.Shown = pages.RecordingMade(s.Shell, s.At("/receptionist/hear/root/fr"))
		before := []anteroom.Wording{{Language: "fr", Text: "Bonjour"}, {Language: "en", Text: "Hello"}}
		after := []anteroom.Wording{{Language: "fr", Text: "Bonjour", Sound: "s"}, before[1]}
		return reviewed(s, page, []anteroom.Item{{Noun: "menu", ID: "root", Before: fields("prompts", before), After: fields("prompts", after)}},
			anteroom.T("effect.reception.callers", "count", 1, "numbers", []string{"+1 418 555 0100"}))
	}})
	add("menu-review", "review.title", "receptionist", specimen{state: "usual", make: func(s *sample) templ.Component {
		x := s.reception()
		return reviewed(s, menuForm(s.Shell, x, x.Menus[0], ""), []anteroom.Item{{Noun: "menu", ID: "root", Before: fields("keys", []anteroom.MenuKey{{Key: "1", To: "group:sales"}}, "wait", 5),
			After: fields("keys", []anteroom.MenuKey{{Key: "1", To: "operator"}, {Key: "9", To: "number:+14185550199"}}, "wait", 8)}},
			anteroom.T("effect.menu.refused", "number", "+1 418 555 0199"), anteroom.T("effect.reception.callers", "count", 1, "numbers", []string{"+1 418 555 0100"}))
	}})
}

// reception is the receptionist of a company of two languages.
func (s *sample) reception() office.Receptionist {
	prompts := func(fr, en string) []anteroom.Wording {
		return []anteroom.Wording{{Language: "fr", Text: fr, Sound: "s"}, {Language: "en", Text: en}}
	}
	x := office.Receptionist{Version: 3, Languages: anteroom.Languages{First: "fr", Second: "en"}, System: []anteroom.Language{"en", "fr"}, Now: anteroom.Closed, ZoneNow: "America/Toronto",
		Names: map[string]string{"marc": "Marc Tremblay", "anne": "Anne Côté"}, Dial: map[anteroom.UserID]string{"marc": "201", "anne": "10482207"}, Reached: []anteroom.MenuID{"root", "help", "night"}}
	x.Root, x.Closed, x.Remember = "menu:root", "menu:night", 90
	x.Week = []anteroom.Span{{Day: 1, From: "08:30", To: "12:00"}, {Day: 1, From: "13:00", To: "17:00"}, {Day: 5, From: "22:00", To: "02:00"}}
	x.Holidays = []anteroom.Holiday{{Date: "12-25", Name: "Noël"}, {Date: "2027-01-02"}}
	x.Menus = []anteroom.Menu{{ID: "root", Name: "Accueil", Wait: 5, Extensions: true, Prompts: prompts("Pour les ventes, faites le 1. Pour le soutien, faites le 2.", "For sales, press 1. For support, press 2."),
		Keys: []anteroom.MenuKey{{Key: "1", To: "group:sales"}, {Key: "2", To: "menu:help"}, {Key: "3", To: "voicemail:marc"}, {Key: "9", To: "number:+14185550199"}}},
		{ID: "help", Name: "Soutien", Wait: 5, Prompts: prompts("Pour l’urgence, faites le 1.", "For emergencies, press 1."), Keys: []anteroom.MenuKey{{Key: "1", To: "user:anne"}, {Key: "*", To: "menu:root"}}, Silence: "operator"},
		{ID: "night", Name: "Nuit", Wait: 5, Prompts: prompts("Nous sommes fermés.", "We are closed."), Silence: "voicemail:marc"}}
	x.Groups = []anteroom.Group{{ID: "sales", Name: "Ventes", Members: []anteroom.UserID{"marc", "anne"}, Seconds: 20, Then: "voicemail:marc"}}
	return x
}

// fullReception has all that can be wrong, long names and hostile ones.
func fullReception(p *pages.Receptionist) {
	p.Mute = true
	p.Data.Menus[0].Name = "Accueil général de la Société coopérative <b>du Bas-Saint-Laurent</b>"
	p.Data.Menus[0].Keys = append(p.Data.Menus[0].Keys, anteroom.MenuKey{Key: "7", To: "user:gone"}, anteroom.MenuKey{Key: "8", To: "names:sales"}, anteroom.MenuKey{Key: "#", To: "hang_up"})
	p.Data.Menus = append(p.Data.Menus, anteroom.Menu{ID: "apart", Name: "Été", Wait: 5})
	p.Data.Greeting = []anteroom.Wording{{Language: "fr", Text: "Bonjour et bienvenue."}}
	p.Data.Groups = append(p.Data.Groups, anteroom.Group{ID: "turn", Name: "<script>alert(1)</script>", InTurn: true, Members: []anteroom.UserID{"gone", "marc", "a", "b", "c", "d", "e", "f", "g", "h"}})
	p.Data.Holiday, p.Data.Switch, p.Data.Until = "hang_up", anteroom.Closed, p.Data.Until.AddDate(2026, 0, 0)
	p.Data.Astray = []anteroom.Astray{{To: "user:gone"}, {Menu: "root", Name: "Accueil", Key: "7", To: "user:gone"}, {Group: "turn", Name: "Tour", To: "user:gone"}}
	p.Data.Gaps = []anteroom.Gap{{Language: "en"}, {Menu: "apart", Name: "Été", Language: "fr"}}
}
