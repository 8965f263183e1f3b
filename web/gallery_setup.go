package web

import (
	"net/http"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/web/pages"
	"github.com/a-h/templ"
)

// setUpGallery are the pages of a new installation.
func setUpGallery(add func(page, title, here string, more ...specimen)) {
	form := func(s *sample) pages.Task { return setUpForm(s.Shell, s.catalogue, s.countries, "/set-up/token") }
	add("set-up", "set_up.title", "", specimen{state: "usual", nobody: true, make: func(s *sample) templ.Component { return pages.TaskPage(form(s)) }},
		specimen{state: "error", nobody: true, wrong: true, status: http.StatusUnprocessableEntity, make: func(s *sample) templ.Component {
			p := form(s)
			p.Problems = p.Wrongs(&anteroom.Error{Kind: anteroom.Invalid, Fields: anteroom.Fields{{Field: "email", Msg: anteroom.T("error.email.wrong")},
				{Field: "password", Msg: anteroom.T("error.password.common")}, {Field: "public_email", Msg: anteroom.T("error.email.taken")}}})
			return pages.TaskPage(p)
		}})
	add("act", "act.title", "manage", specimen{state: "usual", make: func(s *sample) templ.Component { return pages.TaskPage(actForm(s.managed(), 3)) }},
		specimen{state: "error", wrong: true, status: http.StatusUnprocessableEntity, make: func(s *sample) templ.Component {
			p := actForm(s.managed(), 3)
			p.Problems = p.Wrongs(&anteroom.Error{Kind: anteroom.Invalid, Fields: anteroom.Fields{{Field: "reason", Msg: anteroom.T("error.text.empty")}}})
			return pages.TaskPage(p)
		}},
		specimen{state: "acting", make: func(s *sample) templ.Component {
			s.Name = "Nora Nordik"
			s.Acting = anteroom.Acting{Level: anteroom.LevelVAR, For: s.CompanyIs, Reason: "Chantal asked by telephone to set the second language", Until: s.now.Add(time.Hour)}
			return pages.SheetPage(pages.Sheet{Shell: s.Shell, Intro: s.T("act.intro")})
		}})
	overviewGallery(add)
	governGallery(add)
	add("set-up-done", "set_up.done", "vars", specimen{state: "usual", make: func(s *sample) templ.Component {
		return pages.SheetPage(setUpSheet(s.inSystem(), "public@anteroom.example", "https://anteroom.example/reset/0123456789abcdef", "public"))
	}})
}

func overviewGallery(add func(page, title, here string, more ...specimen)) {
	there := func(string) bool { return true }
	of := func(change func(*office.Profile)) func(*sample) templ.Component {
		return func(s *sample) templ.Component {
			data := s.profileData()
			data.Administrator.PasswordChanged = s.now
			change(&data)
			return pages.SheetPage(overviewSheet(s.Shell, data, there))
		}
	}
	add("overview", "overview.title", "overview", specimen{state: "usual", make: of(func(*office.Profile) {})},
		specimen{state: "empty", make: of(func(p *office.Profile) {
			*p = office.Profile{Company: anteroom.Company{Kind: anteroom.Private, Languages: p.Company.Languages}, Support: p.Support}
		})})
	add("system", "system.title", "system_overview", specimen{state: "usual", make: func(s *sample) templ.Component {
		return pages.SheetPage(systemSheet(s.inSystem(), office.Sum{VARs: 12, Companies: 10_240, Suspended: 3, Languages: []anteroom.Language{"fr", "en"}, PhoneSystems: make([]anteroom.PhoneSystem, 2)}))
	}}, specimen{state: "empty", make: func(s *sample) templ.Component {
		return pages.SheetPage(systemSheet(s.inSystem(), office.Sum{}))
	}})
}

// governGallery are the pages of phone systems and administrators.
func governGallery(add func(page, title, here string, more ...specimen)) {
	star := anteroom.PhoneSystem{ID: "star", Name: "Standard Asterisk de Québec", Kind: "asterisk"}
	add("phone-systems", "phone_systems.title", "phone_systems", specimen{state: "usual", make: func(s *sample) templ.Component {
		return pages.ListPage(phoneSystemList(s.inSystem(), []anteroom.PhoneSystem{star, {ID: "own", Name: "Anteroom", Kind: "builtin"}, {ID: "fs", Name: "FreeSWITCH Montréal", Kind: "freeswitch", Manager: "tcp://fs.example:8021"}},
			[]anteroom.PhoneSystemHealth{{ID: "fs", Companies: 40, Failing: 3, Failed: s.now, Company: "Boréal", Why: new(anteroom.T("pbx.problem.sign_in"))}}))
	}}, specimen{state: "empty", make: func(s *sample) templ.Component { return pages.ListPage(phoneSystemList(s.inSystem(), nil, nil)) }})
	add("phone-system-accounts", "accounts.title", "phone_systems", specimen{state: "usual", make: func(s *sample) templ.Component {
		account := anteroom.PBXAccount{Company: "boreal", Name: "Boréal Coopérative d’habitation", SystemName: star.Name, Account: "boreal-7741", PasswordSet: true, PasswordChanged: s.now, Read: s.now}
		failing, unset := account, anteroom.PBXAccount{Company: "atlas", Name: "Atlas Conseil", SystemName: star.Name}
		failing.Name, failing.Failed, failing.Why = "Maritime Voice", s.now, new(anteroom.T("pbx.problem.sign_in"))
		return pages.ListPage(accountList(s.inSystem(), office.List[anteroom.PBXAccount]{Rows: []anteroom.PBXAccount{account, failing, unset}}, nil))
	}}, specimen{state: "empty", make: func(s *sample) templ.Component {
		return pages.ListPage(accountList(s.inSystem(), office.List[anteroom.PBXAccount]{}, nil))
	}})
	add("phone-system", "phone_systems.edit", "phone_systems", specimen{state: "usual", make: func(s *sample) templ.Component {
		return pages.TaskPage(phoneSystemForm(s.inSystem(), star, 3))
	}}, specimen{state: "error", wrong: true, status: http.StatusUnprocessableEntity, make: func(s *sample) templ.Component {
		p := phoneSystemForm(s.inSystem(), star, 3)
		p.Problems = p.Wrongs(&anteroom.Error{Kind: anteroom.Invalid, Fields: anteroom.Fields{{Field: "kind", Msg: anteroom.T("error.pbx.used", "count", 2, "companies", []string{"Atlas", "Boréal"})}}})
		return pages.TaskPage(p)
	}})
	add("phone-system-remove", "phone_systems.remove", "phone_systems", specimen{state: "usual", make: func(s *sample) templ.Component {
		return pages.TaskPage(removePhoneSystemForm(s.inSystem(), star, 3))
	}})
	nora := office.AdministratorLine{Account: anteroom.Account{ID: "nora", Name: "Nora Nordik", Email: "nora@nordik.example", Phone: "+1 418 555 0180", PasswordChanged: time.Unix(1, 0)}}
	marc := office.AdministratorLine{Account: anteroom.Account{ID: "marc", Name: "Marc Tremblay", Email: "marc@nordik.example"}, Invited: time.Date(2026, 11, 29, 0, 0, 0, 0, time.UTC)}
	lise := office.AdministratorLine{Account: anteroom.Account{ID: "lise", Name: "Lise Gagné", Email: "lise@nordik.example"}}
	add("administrators", "administrators.title", "administrators", specimen{state: "usual", make: func(s *sample) templ.Component {
		return pages.ListPage(administratorList(s.ofNordik(), "/v/nordik", "sam", []office.AdministratorLine{lise, marc, nora}))
	}}, specimen{state: "vendor", make: func(s *sample) templ.Component {
		return pages.ListPage(administratorList(s.inVendor(), "/v/nordik", "nora", []office.AdministratorLine{marc, nora}))
	}}, specimen{state: "empty", make: func(s *sample) templ.Component {
		return pages.ListPage(administratorList(s.ofNordik(), "/v/nordik", "sam", nil))
	}})
	add("administrator-add", "administrators.add", "administrators", specimen{state: "usual", make: func(s *sample) templ.Component {
		return pages.TaskPage(addAdministratorForm(s.inSystem(), "/system", []anteroom.Language{"en", "fr"}, 3))
	}})
	add("administrator-made", "administrators.made", "administrators", specimen{state: "usual", make: func(s *sample) templ.Component {
		return pages.SheetPage(madeAdministratorSheet(s.inSystem(), "/system", marc.Email, "https://anteroom.example/reset/0123456789abcdef"))
	}})
	add("administrator-remove", "administrators.remove", "administrators", specimen{state: "usual", make: func(s *sample) templ.Component {
		return pages.TaskPage(administratorForm(s.inSystem(), "/system", "administrators.remove", marc.Account, 3))
	}})
	add("administrator-sent", "administrators.sent", "administrators", specimen{state: "usual", make: func(s *sample) templ.Component {
		return pages.SheetPage(sentSheet(s.ofNordik(), administratorsOf(s.Shell, "/v/nordik"), marc.Email, "https://anteroom.example/reset/0123456789abcdef"))
	}})
}
