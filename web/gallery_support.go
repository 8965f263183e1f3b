package web

import (
	"net/http"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/web/pages"
	"github.com/a-h/templ"
)

// inVendor makes the shell that of a page about a VAR, seen by its administrator.
func (s *sample) inVendor() pages.Shell {
	s.Name, s.Level, s.Company, s.CompanyIs = "Nora Nordik", anteroom.LevelVAR, "", ""
	s.VAR, s.VARIs = "nordik", "Nordik Télécom"
	return s.Shell
}

// inSystem makes it that of a page about the system, seen by its administrator.
func (s *sample) inSystem() pages.Shell {
	s.Name, s.Level, s.Company, s.CompanyIs = "Sam Opérateur", anteroom.LevelSystem, "", ""
	return s.Shell
}

func nordik() anteroom.VAR {
	return anteroom.VAR{ID: "nordik", Name: "Nordik Télécom", SupportEmail: "aide@nordik.example", SupportPhone: "+1 418 555 0180", Keys: 250}
}

func supportSpecimens() []specimen {
	of := func(change func(s *sample, p *pages.Task)) func(*sample) templ.Component {
		return func(s *sample) templ.Component {
			p := supportForm(s.inVendor(), nordik(), 7)
			change(s, &p)
			return pages.TaskPage(p)
		}
	}
	email := []anteroom.Item{{Noun: "var", ID: "nordik", Before: fields("support_email", "aide@nordik.example"), After: fields("support_email", "soutien@nordik.example")}}
	return []specimen{
		{state: "usual", make: of(func(*sample, *pages.Task) {})},
		{state: "saved", make: of(func(s *sample, p *pages.Task) {
			p.Saved = &pages.Saved{Lines: s.Lines(email), Change: "change", Undoable: true}
		})},
		{state: "error", wrong: true, status: http.StatusUnprocessableEntity, make: of(func(_ *sample, p *pages.Task) {
			p.Sections[0].Controls[1].Value = "aide@"
			p.Problems = p.Wrongs(&anteroom.Error{Kind: anteroom.Invalid, Fields: anteroom.Fields{{Field: "support_email", Msg: anteroom.T("error.email.wrong")}}})
		})},
		{state: "stale", wrong: true, status: http.StatusConflict, make: of(func(s *sample, p *pages.Task) {
			p.Others = []pages.News{s.NewsOf(anteroom.StaleField{Noun: "var", ID: "nordik", Field: "support_phone", Before: []byte(`"+1 418 555 0180"`),
				Now: []byte(`"+1 418 555 0181"`), Who: "Sam Opérateur", At: s.now})}
		})},
		{state: "review", make: func(s *sample) templ.Component {
			page := pages.TaskReview{Task: supportForm(s.inVendor(), nordik(), 7), Digest: "d", Lines: s.Lines(email),
				Effects: []anteroom.Effect{{Text: anteroom.T("effect.country")}}}
			return pages.TaskReviewPage(page)
		}},
	}
}
