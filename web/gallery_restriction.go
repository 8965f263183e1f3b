package web

import (
	"net/http"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/web/pages"
	"github.com/a-h/templ"
)

// restrictionGallery are the pages of call restrictions.
func restrictionGallery(add func(page, title, here string, more ...specimen)) {
	add("restrictions", "restrictions.title", "restrictions", restrictionSpecimens()...)
	add("restrictions-add", "restrictions.add", "restrictions", addRestrictionSpecimens()...)
	add("restriction", "restriction.title", "restrictions", specimen{state: "usual", make: func(s *sample) templ.Component {
		p := restrictionForm(s.ruled(anteroom.LevelCompany), rules()[2], []anteroom.User{{Extension: "201"}, {Number: "10482207"}}, "")
		p.After = pages.Parts([]pages.Part{{Danger: []pages.Link{{Path: "/c/boreal/restrictions/r3/remove", Text: s.T("restriction.remove.title")}}}})
		return pages.TaskPage(p)
	}})
	add("restriction-remove", "restriction.remove.title", "restrictions", specimen{state: "usual", make: func(s *sample) templ.Component {
		return pages.TaskPage(removeRestrictionForm(s.ruled(anteroom.LevelCompany), rules()[2]))
	}})
}

// rules are restrictions of each level.
func rules() []anteroom.Restriction {
	return []anteroom.Restriction{
		{ID: "r1", Name: "Réseaux par satellite", Pattern: "+881*", Rule: anteroom.DenyAll},
		{ID: "r2", VAR: "nordik", Name: "Kiosques téléphoniques", Pattern: "+1900*", Rule: anteroom.DenyAll},
		{ID: "r3", Company: "boreal", Name: "Outre-mer", Pattern: "011*", Rule: anteroom.AllowPIN, Users: []anteroom.UserID{"marc", "anne"}},
		{ID: "r4", Company: "boreal", Name: "Bureau de Paris", Pattern: "+3315550????", Rule: anteroom.AllowAll},
		{ID: "r5", Company: "boreal", User: "marc", Name: "Aucun interurbain <b>x</b>", Pattern: "1514*", Rule: anteroom.DenyAll},
	}
}

// ruled is what a page about the restrictions of a level is about.
func (s *sample) ruled(level anteroom.Level) ruled {
	r := ruled{Shell: s.Shell, of: anteroom.Target{VAR: "nordik", Company: "boreal"}, path: "/c/boreal/restrictions", may: true, version: 3}
	switch level {
	case anteroom.LevelSystem:
		r.Shell, r.of, r.path = s.inSystem(), anteroom.Target{}, "/system/restrictions"
	case anteroom.LevelVAR:
		r.Shell, r.of, r.path = s.inVendor(), anteroom.Target{VAR: "nordik"}, "/v/nordik/restrictions"
	case anteroom.LevelUser:
		r.of.User, r.path, r.user = "marc", "/c/boreal/users/marc/restrictions", "Marc Tremblay"
	}
	return r
}

func restrictionSpecimens() []specimen {
	of := func(level anteroom.Level, most int, test pages.Test) func(*sample) templ.Component {
		return func(s *sample) templ.Component {
			r := s.ruled(level)
			p := restrictionList(r, rules()[:most])
			if r.Company != "" {
				test.Path, test.OfUser = r.path, r.user
				p.After = pages.TestBox(r.Shell, test)
			}
			return pages.ListPage(p)
		}
	}
	tested := func(number string, d anteroom.Decision) pages.Test {
		return pages.Test{Number: number, User: "201", Way: anteroom.ByPhone, Decision: &d}
	}
	refused := anteroom.Decision{Permit: anteroom.Denied, Why: anteroom.WhyRule, Rule: &rules()[1], Number: "+19005551234"}
	pin := anteroom.Decision{Permit: anteroom.NeedsPIN, Why: anteroom.WhyRule, Rule: &rules()[2], Number: "+33123456789"}
	return []specimen{{state: "usual", make: of(anteroom.LevelCompany, 4, pages.Test{})}, {state: "empty", make: of(anteroom.LevelCompany, 0, pages.Test{})},
		{state: "refused", make: of(anteroom.LevelCompany, 4, tested("1 900 555-1234", refused))}, {state: "pin", make: of(anteroom.LevelCompany, 4, tested("011 33 1 23 45 67 89", pin))},
		{state: "granted", make: of(anteroom.LevelCompany, 4, tested("911", anteroom.Decision{Permit: anteroom.Granted, Why: anteroom.WhyEmergency, Number: "911"}))},
		{state: "unknown", make: of(anteroom.LevelCompany, 4, pages.Test{Number: "911", User: "299", Unknown: true})},
		{state: "user", make: of(anteroom.LevelUser, 5, pages.Test{})}, {state: "var", make: of(anteroom.LevelVAR, 2, pages.Test{})}, {state: "system", make: of(anteroom.LevelSystem, 1, pages.Test{})}}
}

func addRestrictionSpecimens() []specimen {
	form := func(s *sample, level anteroom.Level) pages.Task {
		r := s.ruled(level)
		return restrictionForm(r, anteroom.Restriction{Company: r.of.Company, User: r.of.User, Rule: anteroom.DenyAll}, nil, "restrictions.add")
	}
	of := func(level anteroom.Level) func(*sample) templ.Component {
		return func(s *sample) templ.Component { return pages.TaskPage(form(s, level)) }
	}
	return []specimen{{state: "usual", make: of(anteroom.LevelCompany)}, {state: "user", make: of(anteroom.LevelUser)}, {state: "system", make: of(anteroom.LevelSystem)},
		{state: "error", wrong: true, status: http.StatusUnprocessableEntity, make: func(s *sample) templ.Component {
			return broken(form(s, anteroom.LevelCompany), map[string]string{"pattern": "1*8", "rule": "pin", "users": "299"},
				anteroom.FieldError{Field: "name", Msg: anteroom.T("error.text.empty")}, anteroom.FieldError{Field: "pattern", Msg: anteroom.T("error.pattern")},
				anteroom.FieldError{Field: "users", Msg: anteroom.T("error.rule.user", "text", "299")})
		}},
		{state: "review", make: func(s *sample) templ.Component {
			return reviewed(s, form(s, anteroom.LevelCompany), []anteroom.Item{{Noun: "restriction", ID: "r", After: fields("name", "Outre-mer", "pattern", "011*", "rule", "pin")}},
				anteroom.T("effect.restriction.company", "count", 118), anteroom.T("effect.restriction.no_pin", "count", 2))
		}}}
}
