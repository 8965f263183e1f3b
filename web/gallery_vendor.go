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

// vendorGallery are the pages of VARs and of what a provider does with companies.
func vendorGallery(add func(page, title, here string, more ...specimen)) {
	add("vars", "vars.title", "vars", varsSpecimens()...)
	add("vars-add", "vars.add", "vars", addVARSpecimens()...)
	add("var", "var.title", "var", varSpecimens()...)
	add("var-remove", "var.remove.title", "var", removeVARSpecimens()...)
	add("var-recover", "var.recover.title", "vars", specimen{state: "usual", make: func(s *sample) templ.Component {
		return pages.TaskPage(recoverForm(s.inSystem(), pages.Link{Path: "/system/vars", Text: s.T("vars.title")}, "var.recover.intro", "Nordik Télécom", s.now.AddDate(0, 0, -3), 3))
	}})
	add("var-keys", "keys.title", "keys_of_var", varKeysSpecimens()...)
	add("var-keys-set", "var_keys.set.title", "keys_of_var", specimen{state: "usual", make: func(s *sample) templ.Component {
		return pages.TaskPage(varKeysForm(s.ofNordik(), 250, 3))
	}})
	add("companies", "companies.title", "companies", companySpecimens()...)
	add("companies-add", "companies.add", "companies", addCompanySpecimens()...)
	add("keys", "keys.title", "keys_of_company", keysSpecimens()...)
	add("manage", "manage.title", "manage", manageSpecimens()...)
	add("suspend", "suspend.title", "manage", suspendSpecimens()...)
	add("company-remove", "company.remove.title", "manage", specimen{state: "usual", make: func(s *sample) templ.Component {
		return pages.TaskPage(removeForm(s.managed(), pages.Link{Path: "/c/boreal/manage", Text: s.T("manage.title")}, "company.remove.intro", s.CompanyIs, 3))
	}})
	add("provisioning", "provisioning.title", "manage", specimen{state: "usual", make: func(s *sample) templ.Component {
		return pages.TaskPage(provisioningForm(s.managed(), s.profileData().Company, []anteroom.PhoneSystem{s.profileData().PBX}))
	}})
	add("provisioning-password", "provisioning.password.title", "manage", specimen{state: "usual", make: func(s *sample) templ.Component {
		return pages.TaskPage(provisioningPasswordForm(s.managed()))
	}})
}

// ofNordik is the shell of a page about a VAR, seen by the system's administrator.
func (s *sample) ofNordik() pages.Shell {
	s.inSystem()
	s.VAR, s.VARIs = "nordik", "Nordik Télécom"
	return s.Shell
}

// managed is that of a page about a company, seen by its VAR's administrator.
func (s *sample) managed() pages.Shell {
	company, name := s.Company, s.CompanyIs
	s.inVendor()
	s.Company, s.CompanyIs = company, name
	return s.Shell
}

func varsSpecimens() []specimen {
	of := func(q url.Values, rows ...anteroom.VARLine) func(*sample) templ.Component {
		return func(s *sample) templ.Component {
			l := office.List[anteroom.VARLine]{Rows: rows, Count: len(rows)}
			if len(rows) > 20 {
				l.Next, l.Count = "next", 1204
			}
			return pages.ListPage(vendorList(s.inSystem(), l, q))
		}
	}
	usual := []anteroom.VARLine{{VAR: nordik(), Given: 120, Companies: 8}, {VAR: anteroom.VAR{ID: "own", Name: "Anteroom", Virtual: true, Keys: 100}, Given: 12, Companies: 1}}
	removed := nordik()
	removed.Removed = time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	var full []anteroom.VARLine
	for range 30 {
		full = append(full, anteroom.VARLine{VAR: anteroom.VAR{ID: "x", Name: "Télécommunications interrégionales du Saint-Laurent et de la Côte-Nord, <b>x</b>", Keys: 10_000_000}, Given: 9_999_999, Companies: 12_345})
	}
	return []specimen{{state: "usual", make: of(nil, usual...)}, {state: "empty", make: of(nil)}, {state: "full", make: of(url.Values{"sort": {"-keys"}}, full...)},
		{state: "removed", make: of(url.Values{"state": {"removed"}}, anteroom.VARLine{VAR: removed, Given: 120, Companies: 8})}, {state: "nothing", make: of(url.Values{"q": {"zz"}})}}
}

func addVARSpecimens() []specimen {
	return []specimen{{state: "usual", make: func(s *sample) templ.Component { return pages.TaskPage(addVARForm(s.inSystem(), 3)) }},
		{state: "error", wrong: true, status: http.StatusUnprocessableEntity, make: func(s *sample) templ.Component {
			p := addVARForm(s.inSystem(), 3)
			p.Sections[0].Controls[1].Value = "aide@"
			p.Problems = p.Wrongs(&anteroom.Error{Kind: anteroom.Invalid, Fields: anteroom.Fields{{Field: "name", Msg: anteroom.T("error.text.empty")},
				{Field: "support_email", Msg: anteroom.T("error.email.wrong")}}})
			return pages.TaskPage(p)
		}}}
}

func varSpecimens() []specimen {
	return []specimen{{state: "usual", make: func(s *sample) templ.Component {
		return pages.SheetPage(vendorSheet(s.ofNordik(), nordik(), anteroom.Keys{Total: 250, Used: 120}, 8, 1))
	}}, {state: "own", make: func(s *sample) templ.Component {
		page := vendorSheet(s.inVendor(), nordik(), anteroom.Keys{Total: 250, Used: 120}, 8, 1)
		page.Parts = append(page.Parts, systemSupport(s.Shell, office.Support{VAR: "own", Name: "Anteroom", Email: "support@anteroom.example", Phone: "+1 418 555 0190"}))
		return pages.SheetPage(page)
	}}, {state: "virtual", make: func(s *sample) templ.Component {
		return pages.SheetPage(vendorSheet(s.ofNordik(), anteroom.VAR{ID: "own", Name: "Anteroom", Virtual: true}, anteroom.Keys{}, 0, 0))
	}}}
}

func removeVARSpecimens() []specimen {
	form := func(s *sample) pages.Task {
		return removeForm(s.ofNordik(), pages.Link{Path: "/v/nordik/", Text: "Nordik Télécom"}, "var.remove.intro", "Nordik Télécom", 3)
	}
	return []specimen{{state: "usual", make: func(s *sample) templ.Component { return pages.TaskPage(form(s)) }},
		{state: "error", wrong: true, status: http.StatusUnprocessableEntity, make: func(s *sample) templ.Component {
			p := form(s)
			p.Problems = p.Wrongs(&anteroom.Error{Kind: anteroom.Invalid, Fields: anteroom.Fields{{Field: "name", Msg: anteroom.T("error.name.other", "name", "Nordik Télécom")}}})
			return pages.TaskPage(p)
		}},
		{state: "review", make: func(s *sample) templ.Component {
			p := form(s)
			p.Button = "var.remove.button"
			return pages.TaskReviewPage(pages.TaskReview{Task: p, Digest: "d", Effects: []anteroom.Effect{
				{Text: anteroom.T("effect.var.removed", "count", 2, "users", 48, "numbers", 5), Reach: true},
				{Text: anteroom.T("effect.var.removed.company", "name", "Boréal", "users", 42, "numbers", 3)},
				{Text: anteroom.T("effect.var.removed.company", "name", "Atlas <b>x</b>", "users", 6, "numbers", 2)},
				{Text: anteroom.T("effect.var.removed.more", "count", 1)}, {Text: anteroom.T("effect.removed.recover", "days", 30)}}})
		}}}
}

func entries(s *sample) []anteroom.KeyEntry {
	var list []anteroom.KeyEntry
	for i, what := range []anteroom.KeyMove{anteroom.KeysFreed, anteroom.KeysUsed, anteroom.KeysClaimed, anteroom.KeysReleased, anteroom.KeysReserved, anteroom.KeysReturned,
		anteroom.KeysGiven, anteroom.KeysTaken, anteroom.KeysAdded} {
		list = append(list, anteroom.KeyEntry{Seq: int64(10 - i), At: s.now.Add(-time.Duration(i) * time.Hour), What: what, Subject: "x",
			Name: []string{"Jean Côté <b>x</b>", ""}[i%2], Change: what.Delta(i + 1)})
	}
	return append(list, anteroom.KeyEntry{Seq: 1, What: anteroom.KeysOpening, Change: anteroom.Keys{Total: 50, Used: 42}})
}

func varKeysSpecimens() []specimen {
	return []specimen{{state: "usual", make: func(s *sample) templ.Component {
		return pages.ListPage(varKeysPage(s.ofNordik(), office.Place{VAR: nordik()}, office.Ledger{Keys: anteroom.Keys{Total: 250, Used: 120}, Entries: entries(s)}, nil))
	}}, {state: "empty", make: func(s *sample) templ.Component {
		return pages.ListPage(varKeysPage(s.inVendor(), office.Place{VAR: nordik()}, office.Ledger{}, nil))
	}}}
}

func keysSpecimens() []specimen {
	return []specimen{{state: "usual", make: func(s *sample) templ.Component {
		return pages.ListPage(keysPage(s.Shell, office.Place{VAR: nordik()}, office.Ledger{Keys: anteroom.Keys{Total: 50, Reserved: 2, Used: 42}, Entries: entries(s)}, nil))
	}}, {state: "provider", make: func(s *sample) templ.Component {
		return pages.ListPage(keysPage(s.managed(), office.Place{VAR: nordik()}, office.Ledger{Keys: anteroom.Keys{Total: 50, Used: 42}, Entries: entries(s)}, nil))
	}}, {state: "empty", make: func(s *sample) templ.Component {
		return pages.ListPage(keysPage(s.Shell, office.Place{VAR: anteroom.VAR{Name: "Nordik"}}, office.Ledger{}, nil))
	}}}
}

func companySpecimens() []specimen {
	of := func(system bool, q url.Values, rows ...anteroom.CompanyLine) func(*sample) templ.Component {
		return func(s *sample) templ.Component {
			shell := s.inVendor()
			if s.VAR, s.VARIs = "nordik", "Nordik Télécom"; system {
				s.VAR, s.VARIs = "", ""
				shell = s.inSystem()
			}
			l := office.List[anteroom.CompanyLine]{Rows: rows, Count: len(rows)}
			if len(rows) > 20 {
				l.Next, l.Count = "next", 10_000
			}
			packages := []anteroom.Package{{ID: "standard", Name: "Standard"}}
			return pages.ListPage(companyList(shell, l, packages, q))
		}
	}
	line := func(name string, state anteroom.CompanyState) anteroom.CompanyLine {
		return anteroom.CompanyLine{ID: "boreal", VAR: "nordik", VARName: "Nordik Télécom", Kind: anteroom.Private, Name: name, State: state,
			Keys: anteroom.Keys{Total: 50, Reserved: 2, Used: 42}, Packages: 4, Restrictions: 3}
	}
	usual := []anteroom.CompanyLine{line("Boréal Coopérative d’habitation", anteroom.CompanyActive), line("أطلس Logistics", anteroom.CompanySuspended),
		{ID: "public", VAR: "own", VARName: "Anteroom", Kind: anteroom.PublicService, Name: "Public", State: anteroom.CompanyActive}}
	var full []anteroom.CompanyLine
	for range 50 {
		full = append(full, line("Association intermunicipale pour la gestion des équipements <b>x</b>", anteroom.CompanyActive))
	}
	return []specimen{{state: "usual", make: of(false, nil, usual...)}, {state: "system", make: of(true, nil, usual...)}, {state: "empty", make: of(false, nil)},
		{state: "full", make: of(false, url.Values{"sort": {"name"}, "after": {"x"}}, full...)},
		{state: "removed", make: of(false, url.Values{"state": {"removed"}}, line("Atlas", anteroom.CompanyRemoved))}, {state: "nothing", make: of(false, url.Values{"q": {"zz"}, "kind": {"private"}})}}
}

func addCompanySpecimens() []specimen {
	form := func(s *sample) pages.Task {
		return addCompanyForm(s.inVendor(), s.countries, []anteroom.Language{"fr", "en"}, []anteroom.PhoneSystem{{ID: "pbx", Name: "Nordik Hosted PBX"}}, 3)
	}
	return []specimen{{state: "usual", make: func(s *sample) templ.Component { return pages.TaskPage(form(s)) }},
		{state: "error", wrong: true, status: http.StatusUnprocessableEntity, make: func(s *sample) templ.Component {
			p := form(s)
			p.Problems = p.Wrongs(&anteroom.Error{Kind: anteroom.Invalid, Fields: anteroom.Fields{{Field: "name", Msg: anteroom.T("error.text.empty")},
				{Field: "keys", Msg: anteroom.T("error.keys.pool", "count", 10, "free", 3, "missing", 7)}, {Field: "email", Msg: anteroom.T("error.email.taken")}}})
			return pages.TaskPage(p)
		}},
		{state: "made", make: func(s *sample) templ.Component {
			return pages.SheetPage(foundSheet(s.inVendor(), "boreal", "Boréal <b>x</b>", "chantal@boreal.example",
				"https://portal.example/reset/3f6d0e0a2a3c4f8f9b7c6d5e4f3a2b1c3f6d0e0a2a3c4f8f9b7c6d5e4f3a2b1c"))
		}}}
}

func manageSpecimens() []specimen {
	of := func(change func(*office.Profile)) func(*sample) templ.Component {
		return func(s *sample) templ.Component {
			data := s.profileData()
			data.Company.Made, data.Company.PasswordChanged = s.now.AddDate(-1, 0, 0), s.now.AddDate(0, -1, 0)
			change(&data)
			shell := s.managed()
			shell.Suspended = data.Company.SuspendedReason
			return pages.SheetPage(manageSheet(shell, data, anteroom.Keys{Total: 50, Reserved: 2, Used: 42}))
		}
	}
	return []specimen{{state: "usual", make: of(func(*office.Profile) {})},
		{state: "suspended", make: of(func(p *office.Profile) {
			p.Company.Suspended, p.Company.SuspendedReason = true, "Trois factures impayées <b>x</b>"
		})},
		{state: "empty", make: of(func(p *office.Profile) {
			*p = office.Profile{Company: anteroom.Company{ID: "boreal", Kind: anteroom.PublicService, Name: "Boréal", Made: p.Company.Made}}
		})}}
}

func suspendSpecimens() []specimen {
	return []specimen{{state: "usual", make: func(s *sample) templ.Component { return pages.TaskPage(suspendForm(s.managed())) }},
		{state: "review", make: func(s *sample) templ.Component {
			return pages.TaskReviewPage(pages.TaskReview{Task: suspendForm(s.managed()), Digest: "d", Effects: []anteroom.Effect{
				{Text: anteroom.T("effect.company.suspended", "count", 42, "numbers", 3), Reach: true}}})
		}}}
}
