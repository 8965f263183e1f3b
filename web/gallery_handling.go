package web

import (
	"net/http"
	"net/url"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/web/pages"
	"github.com/a-h/templ"
)

// handlingGallery are the pages of how calls are handled, and of voicemail.
func handlingGallery(add func(page, title, here string, more ...specimen)) {
	task := func(make func(h handled) pages.Task) func(*sample) templ.Component {
		return func(s *sample) templ.Component { return pages.TaskPage(make(s.handled("", anteroom.OnVacation))) }
	}
	add("handling", "handling.title", "handling", handlingSpecimens()...)
	add("handling-status", "status.title", "handling", specimen{state: "usual", make: task(statusForm)},
		specimen{state: "error", wrong: true, status: http.StatusUnprocessableEntity, make: func(s *sample) templ.Component {
			return broken(statusForm(s.handled("", anteroom.OnVacation)), map[string]string{"until": "2020-01-01T09:00"}, anteroom.FieldError{Field: "until", Msg: anteroom.T("error.status.past")})
		}})
	add("handling-rule", "handling.rule", "handling", ruleSpecimens()...)
	add("handling-greeting", "greeting.title", "handling", specimen{state: "usual", make: task(func(h handled) pages.Task {
		return greetingForm(h, anteroom.Greeting{Status: anteroom.OnVacation, Language: "fr", Text: "Je suis en vacances jusqu’au 3 janvier."}, true)
	})}, specimen{state: "empty", make: task(func(h handled) pages.Task { return greetingForm(h, anteroom.Greeting{Language: "en"}, false) })},
		specimen{state: "recorded", make: func(s *sample) templ.Component {
			h := s.handled("", anteroom.Available).full(s.now)
			return pages.TaskPage(greetingForm(h, h.Greetings[1], true))
		}},
		specimen{state: "error", wrong: true, status: http.StatusUnprocessableEntity, make: func(s *sample) templ.Component {
			return broken(greetingForm(s.handled("", anteroom.OnVacation), anteroom.Greeting{Language: "en"}, false), nil, anteroom.FieldError{Field: "text", Msg: anteroom.T("error.text.empty")})
		}})
	recording := task(func(h handled) pages.Task {
		return recordingForm(h, anteroom.Greeting{Status: anteroom.OnVacation, Language: "fr"})
	})
	add("handling-recording", "greeting.recording.title", "handling", specimen{state: "usual", make: recording}, specimen{state: "review", make: func(s *sample) templ.Component {
		h := s.handled("", anteroom.OnVacation)
		page := recordingForm(h, anteroom.Greeting{Status: anteroom.OnVacation, Language: "fr"})
		page.Shown = pages.RecordingMade(h.Shell, h.greetingPath(anteroom.OnVacation, "fr")+"/hear")
		return reviewed(s, page, []anteroom.Item{{Noun: "greeting", ID: "marc.fr.vacation", Before: fields("text", "Bonjour <b>x</b>"), After: fields("text", "", "length", 9*time.Second)}}, anteroom.T("effect.greeting", "name", "Marc Tremblay"))
	}}, specimen{state: "error", wrong: true, status: http.StatusUnprocessableEntity, make: func(s *sample) templ.Component {
		return broken(recordingForm(s.handled("", anteroom.OnVacation), anteroom.Greeting{Language: "en"}), nil, anteroom.FieldError{Field: "file", Msg: anteroom.T("error.recording.long", "most", 120)})
	}})
	add("voicemail", "voicemail.title", "voicemail", voicemailSpecimens()...)
	add("voicemail-message", "voicemail.one", "voicemail", specimen{state: "usual", make: func(s *sample) templ.Component {
		return pages.VoicemailPage(voicemailPage(s.asUser(), s.voicemails()[0], true))
	}}, specimen{state: "transcript", make: func(s *sample) templ.Component {
		m := s.voicemails()[1]
		m.Transcript = "Bonjour, ici <b>Luc</b>. Rappelez-moi s’il vous plaît."
		return pages.VoicemailPage(voicemailPage(s.asUser(), m, false))
	}}, specimen{state: "removed", make: func(s *sample) templ.Component {
		m := s.voicemails()[1]
		m.Removed = s.now
		return pages.VoicemailPage(voicemailPage(s.asUser(), m, false))
	}})
}

// handled is how somebody's calls are handled: one's own, or with a name a user's.
func (s *sample) handled(name string, status anteroom.Status) handled {
	h := handled{company: "boreal", user: "marc", languages: anteroom.Languages{First: "fr", Second: "en"}, name: name, base: "/me", version: 3}
	if name == "" {
		s.asUser()
	} else {
		h.base = "/c/boreal/users/marc"
	}
	h.Shell = s.Shell
	h.CallHandling = office.CallHandling{Status: anteroom.StatusNow{Status: status}, Now: status, Voicemail: anteroom.VoiceCounts{New: 2, Kept: 14}, Clock: "America/Toronto"}
	return h
}

// full adds to it all that there can be.
func (h handled) full(now time.Time) handled {
	h.Status = anteroom.StatusNow{Status: anteroom.OnVacation, Until: now.Add(12 * 24 * time.Hour), Note: "Gaspésie <b>x</b>"}
	h.Now, h.CallHandling.Full = anteroom.OnVacation, true
	h.Rules = []anteroom.CallRule{
		{ID: "r1", Name: "Famille", From: anteroom.FromNumbers, Numbers: []string{"+14185550111", "+1514*"}, Deed: anteroom.DeedNumber, Number: "418 555-0122", Seconds: 20, Screen: true, Then: anteroom.DeedVoicemail},
		{ID: "r2", Name: "Le soir <b>x</b>", From: anteroom.FromOutside, Days: []int{1, 2, 3, 4, 5}, Begin: "18:00", End: "08:00", Deed: anteroom.DeedVoicemail},
		{ID: "r3", Name: "En réunion", From: anteroom.FromColleagues, Statuses: []anteroom.Status{anteroom.InMeeting}, Since: "2026-12-01", Until: "2026-12-31", Deed: anteroom.DeedRing, Seconds: 15, InTurn: true, Then: anteroom.DeedNumber, Number: "418 555-0122"},
		{ID: "r4", Name: "Masqués", From: anteroom.FromWithheld, Deed: anteroom.DeedRefuse},
	}
	h.Greetings = []anteroom.Greeting{{Language: "fr", Text: "Bonjour, c’est Marc."}, {Language: "en", Recording: "r", Length: 9 * time.Second}, {Status: anteroom.OnVacation, Language: "fr", Text: "Je suis en Gaspésie."}}
	return h
}

func handlingSpecimens() []specimen {
	of := func(name string, change func(*sample, handled) handled) func(*sample) templ.Component {
		return func(s *sample) templ.Component {
			return pages.ListPage(handlingPage(change(s, s.handled(name, anteroom.Available))))
		}
	}
	same := func(_ *sample, h handled) handled { return h }
	full := func(s *sample, h handled) handled { return h.full(s.now) }
	fixed := func(s *sample, h handled) handled { h = h.full(s.now); h.Fixed = true; return h }
	return []specimen{{state: "empty", make: of("", same)}, {state: "full", make: of("", full)}, {state: "fixed", make: of("", fixed)}, {state: "of-a-user", make: of("Marc Tremblay", full)}}
}

func ruleSpecimens() []specimen {
	form := func(s *sample, n int) pages.Task {
		h := s.handled("", anteroom.Available).full(s.now)
		return callRuleForm(h, h.Rules[n], "handling.add")
	}
	return []specimen{{state: "usual", make: func(s *sample) templ.Component { return pages.TaskPage(form(s, 1)) }}, {state: "full", make: func(s *sample) templ.Component { return pages.TaskPage(form(s, 2)) }},
		{state: "error", wrong: true, status: http.StatusUnprocessableEntity, make: func(s *sample) templ.Component {
			return broken(form(s, 0), map[string]string{"number": "1 900 555", "end": "25:00"}, anteroom.FieldError{Field: "name", Msg: anteroom.T("error.text.empty")},
				anteroom.FieldError{Field: "end", Msg: anteroom.T("error.time.wrong")}, anteroom.FieldError{Field: "number", Msg: anteroom.T("error.call_rule.refused", "rule", "Kiosques")})
		}},
		{state: "review", make: func(s *sample) templ.Component {
			return reviewed(s, form(s, 0), []anteroom.Item{{Noun: "call_rule", ID: "marc.r1", After: fields("name", "Famille", "from", "numbers", "deed", "number", "number", "418 555-0122", "then", "voicemail")}},
				anteroom.T("effect.call_rule", "name", "Marc Tremblay"))
		}}}
}

func (s *sample) voicemails() []anteroom.Voicemail {
	return []anteroom.Voicemail{
		{ID: "m1", Caller: "+14185550111", CallerName: "Luc <b>x</b>", Language: "fr", Received: s.now, Length: 42 * time.Second},
		{ID: "m2", Caller: "anonymous", Language: "en", Received: s.now.Add(-26 * time.Hour), Length: 95 * time.Second, Heard: s.now.Add(-time.Hour)},
	}
}

func voicemailSpecimens() []specimen {
	of := func(q url.Values, n int) func(*sample) templ.Component {
		return func(s *sample) templ.Component {
			list := s.voicemails()[:n]
			if q.Get("state") == "removed" {
				for i := range list {
					list[i].Removed = s.now
				}
			}
			return pages.ListPage(voicemailList(s.asUser(), office.List[anteroom.Voicemail]{Rows: list, Count: n}, anteroom.VoiceCounts{New: min(n, 1), Kept: n}, q))
		}
	}
	return []specimen{{state: "usual", make: of(url.Values{}, 2)}, {state: "empty", make: of(url.Values{}, 0)}, {state: "removed", make: of(url.Values{"state": {"removed"}}, 1)},
		{state: "removed-empty", make: of(url.Values{"state": {"removed"}}, 0)}}
}
