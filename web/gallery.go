package web

import (
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/locale"
	"anteroom.dev/anteroom/web/pages"
	"github.com/a-h/templ"
)

// specimen is a page in one of its states, with values made up. The gallery of the demo shows them, and the tests of
// the pages are made of them.
type specimen struct {
	page, state string
	title, here string // keys of the shell
	status      int
	nobody      bool // nobody is signed in
	wrong       bool
	make        func(*sample) templ.Component
}

// sample is what specimens are made of: a shell in the reader's language, and the values.
type sample struct {
	pages.Shell
	countries []pages.Option
	catalogue *locale.Catalogue
	now       time.Time
}

func (v *visit) gallery() error {
	s, err := v.own("gallery.title", "")
	if err != nil {
		return err
	}
	page := pages.Gallery{Shell: s}
	for _, sp := range specimens() {
		page.Entries = append(page.Entries, pages.GalleryEntry{Page: sp.page, State: sp.state})
	}
	page.Letters = slices.Sorted(maps.Keys(v.Letters[v.p.Language]))
	return v.show(http.StatusOK, pages.GalleryPage(page))
}

// letter shows a message as a mail program would, or with ?plain as one does that shows no HTML. Its style stands in the
// message itself, which no page of the portal may do.
func (v *visit) letter() error {
	l, ok := v.Letters[v.browserLanguage(v.r)][v.r.PathValue("name")]
	if !ok {
		return anteroom.Missing()
	}
	if v.r.URL.Query().Has("plain") {
		v.w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, err := io.WriteString(v.w, l.Subject+"\n\n"+l.Text)
		return err
	}
	v.w.Header().Set("Content-Security-Policy", "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox")
	v.w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, err := io.WriteString(v.w, strings.ReplaceAll(l.HTML, "cid:logo@anteroom.invalid", v.static.assets.Icon)) // in the place of a logo that travels
	return err
}

// specimen shows one of them; ?lang= and ?appearance= choose how.
func (v *visit) specimen() error {
	for _, sp := range specimens() {
		if sp.page == v.r.PathValue("page") && sp.state == v.r.PathValue("state") {
			v.p = v.Catalogue.In(v.browserLanguage(v.r))
			look := v.r.FormValue("appearance")
			if look != "light" && look != "dark" {
				look = ""
			}
			return v.show(sp.status, sp.render(v.portal, v.shell(sp.title, sp.here), look))
		}
	}
	return anteroom.Missing()
}

// render makes the page of a specimen.
func (sp specimen) render(p *portal, s pages.Shell, look string) templ.Component {
	s.Title, s.Here, s.Wrong, s.Appearance, s.Zone, s.Specimen = sp.title, sp.here, sp.wrong, look, time.UTC, true
	s.Name, s.Level, s.Company, s.CompanyIs = "Chantal Létourneau", anteroom.LevelCompany, "boreal", "Boréal Coopérative d’habitation"
	if sp.nobody {
		s.Name, s.Level, s.Company, s.CompanyIs = "", anteroom.Nobody, "", ""
	}
	return sp.make(&sample{Shell: s, countries: p.countries[s.P.Language], catalogue: p.Catalogue, now: time.Date(2026, 11, 22, 14, 5, 0, 0, time.UTC)})
}

// specimens are all pages in all their states.
func specimens() []specimen {
	var list []specimen
	add := func(page, title, here string, more ...specimen) {
		for _, s := range more {
			s.page, s.title, s.here = page, title, here
			if s.status == 0 {
				s.status = http.StatusOK
			}
			list = append(list, s)
		}
	}
	add("sign-in", "sign_in.title", "", signInSpecimens()...)
	add("forgot", "forgot.title", "", forgotSpecimens()...)
	add("reset", "reset.title", "", resetSpecimens()...)
	add("profile", "profile.title", "profile", profileSpecimens()...)
	add("review", "review.title", "profile", reviewSpecimens()...)
	add("password", "password.title", "profile", passwordSpecimens()...)
	add("history", "history.title", "history", historySpecimens()...)
	add("undo", "undo.title", "history", undoSpecimens()...)
	add("calls", "calls.title", "calls", callSpecimens()...)
	add("help-profile", "help.profile.title", "help", specimen{state: "usual", make: func(s *sample) templ.Component {
		return pages.HelpPage(pages.ProfileHelp(s.Shell))
	}})
	add("help-keys", "help.keys.title", "help", specimen{state: "usual", make: func(s *sample) templ.Component {
		return pages.HelpPage(pages.KeysHelp(s.Shell))
	}})
	add("help", "manual.title", "help", specimen{state: "usual", make: func(s *sample) templ.Component {
		return pages.ManualPage(pages.Manual{Shell: s.Shell})
	}})
	add("help-topic", "manual.users.title", "help", specimen{state: "usual", make: func(s *sample) templ.Component {
		return pages.HelpPage(pages.Topics()[1].Help(s.Shell))
	}})
	add("accessibility", "accessibility.title", "help", specimen{state: "usual", nobody: true, make: func(s *sample) templ.Component {
		return pages.HelpPage(pages.Accessibility(s.Shell))
	}})
	add("close-month", "month.title", "billing", specimen{state: "usual", make: func(s *sample) templ.Component {
		return pages.TaskPage(closeMonthForm(s.inVendor(), "2026-10", 3))
	}})
	receptionGallery(add)
	add("bill", "bill.title", "bill", billSpecimens()...)
	add("join", "join.title", "", joinSpecimens()...)
	add("support", "support.title", "support", supportSpecimens()...)
	add("system-languages", "system.languages.title", "languages", specimen{state: "usual", make: func(s *sample) templ.Component {
		return pages.TaskPage(languagesForm(s.inSystem(), s.catalogue, []anteroom.Language{"fr", "en"}, 3))
	}})
	add("keys-set", "keys.set.title", "keys", specimen{state: "usual", make: func(s *sample) templ.Component {
		return pages.TaskPage(keysForm(s.Shell, 12, 3))
	}})
	vendorGallery(add)
	numberGallery(add)
	userGallery(add)
	packageGallery(add)
	restrictionGallery(add)
	trunkGallery(add)
	recogniserGallery(add)
	capGallery(add)
	callGallery(add)
	liveGallery(add)
	brandGallery(add)
	setUpGallery(add)
	importGallery(add)
	pbxGallery(add)
	pbxAddressGallery(add)
	deviceGallery(add)
	mailGallery(add)
	priceGallery(add)
	simulatorGallery(add)
	tryGallery(add)
	accountGallery(add)
	handsetGallery(add)
	handlingGallery(add)
	contactGallery(add)
	for _, f := range failures() {
		add("fail", f.title, "", f)
	}
	return list
}

func failures() []specimen {
	var list []specimen
	for _, f := range []struct {
		state, key string
		status     int
	}{{"403", "error.forbidden", 403}, {"404", "error.not_found", 404}, {"405", "fail.method", 405}, {"409", "error.conflict", 409},
		{"413", "fail.large", 413}, {"422", "error.pbx.unknown", 422}, {"429", "error.sign_in.limit", 429},
		{"500", "error.internal", 500}, {"503", "error.unavailable", 503}} {
		text := anteroom.T(f.key, "reference", "K7QWM2XA4T", "minutes", 15)
		list = append(list, specimen{state: f.state, title: "fail." + f.state, status: f.status, make: func(s *sample) templ.Component {
			return pages.FailPage(pages.Fail{Shell: s.Shell, Status: f.status, Text: text, Reference: "K7QWM2XA4T", Back: "/"})
		}})
	}
	return list
}

// problems are errors of fields, by pairs of field and key of the text.
func problems(prefix string, pairs ...string) []pages.Problem {
	e := &anteroom.Error{Kind: anteroom.Invalid}
	for i := 0; i+1 < len(pairs); i += 2 {
		text := anteroom.T(pairs[i+1], "least", 10, "minutes", 15, "most", 100)
		if pairs[i] == "" {
			e.Msg = text
			continue
		}
		e.Fields = append(e.Fields, anteroom.FieldError{Field: pairs[i], Msg: text})
	}
	return pages.Problems(e, nil, prefix)
}

func signInSpecimens() []specimen {
	make := func(p pages.SignIn) func(*sample) templ.Component {
		return func(s *sample) templ.Component {
			p.Shell = s.Shell
			p.Path = "/sign-in"
			return pages.SignInPage(p)
		}
	}
	return []specimen{
		{state: "usual", nobody: true, make: make(pages.SignIn{})},
		{state: "ended", nobody: true, make: make(pages.SignIn{Done: "ended", Next: "/c/boreal/history"})},
		{state: "out", nobody: true, make: make(pages.SignIn{Done: "out"})},
		{state: "set", nobody: true, make: make(pages.SignIn{Done: "reset"})},
		{state: "error", nobody: true, wrong: true, status: 422, make: make(pages.SignIn{Email: "chantal@boreal.example", Problem: problems("", "", "error.sign_in.wrong")})},
		{state: "limit", nobody: true, wrong: true, status: 429, make: make(pages.SignIn{Email: "chantal@boreal.example", Problem: problems("", "", "error.sign_in.limit")})},
	}
}

func forgotSpecimens() []specimen {
	make := func(p pages.Forgot) func(*sample) templ.Component {
		return func(s *sample) templ.Component {
			p.Shell = s.Shell
			p.Path = "/forgot"
			return pages.ForgotPage(p)
		}
	}
	return []specimen{
		{state: "usual", nobody: true, make: make(pages.Forgot{})},
		{state: "asked", nobody: true, make: make(pages.Forgot{Asked: true})},
		{state: "error", nobody: true, wrong: true, status: 422, make: make(pages.Forgot{Email: "chantal@", Problem: problems("sign_in.", "email", "error.email.wrong")})},
	}
}

func resetSpecimens() []specimen {
	make := func(p pages.Password) func(*sample) templ.Component {
		return func(s *sample) templ.Component {
			p.Shell = s.Shell
			p.Languages = nil
			return pages.PasswordPage(p)
		}
	}
	return []specimen{
		{state: "usual", nobody: true, make: make(pages.Password{Token: "abc"})},
		{state: "error", nobody: true, wrong: true, status: 422, make: make(pages.Password{Token: "abc", Problem: problems("password.", "new", "error.password.short", "again", "error.password.unequal")})},
		{state: "gone", nobody: true, status: 404, make: make(pages.Password{Token: "abc", Gone: true})},
	}
}

func passwordSpecimens() []specimen {
	make := func(list []pages.Problem) func(*sample) templ.Component {
		return func(s *sample) templ.Component {
			return pages.PasswordPage(pages.Password{Shell: s.Shell, Email: "chantal@boreal.example", Problem: list})
		}
	}
	return []specimen{
		{state: "usual", make: make(nil)},
		{state: "error", wrong: true, status: 422, make: make(problems("password.", "current", "error.password.wrong", "new", "error.password.common", "again", "error.password.unequal"))},
	}
}
