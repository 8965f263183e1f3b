package web

import (
	"net/http"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/web/pages"
	"github.com/a-h/templ"
)

func joinSpecimens() []specimen {
	form := func(s *sample) pages.Task {
		c := s.profileData().Company
		c.Kind, c.Name = anteroom.PublicService, "Maritime Voice"
		return joinForm(s.Shell, office.Joining{Company: c, Packages: []anteroom.CompanyPackage{
			{Package: anteroom.Package{ID: "p1", Name: "Essentiel", Currency: "CAD", BaseRate: 995, Minutes: 200, MinuteRate: 4, Active: true}, Offer: true, Default: true},
			{Package: anteroom.Package{ID: "p2", Name: "Affaires", Currency: "CAD", BaseRate: 1995, Minutes: 1000, MinuteRate: 3, Active: true}, Offer: true}}})
	}
	return []specimen{{state: "usual", nobody: true, make: func(s *sample) templ.Component { return pages.TaskPage(form(s)) }},
		{state: "error", nobody: true, wrong: true, status: http.StatusUnprocessableEntity, make: func(s *sample) templ.Component {
			p := form(s)
			p.Problems = p.Wrongs(&anteroom.Error{Kind: anteroom.Invalid, Fields: anteroom.Fields{{Field: "last", Msg: anteroom.T("error.text.empty")}, {Field: "email", Msg: anteroom.T("error.email.wrong")}}})
			return pages.TaskPage(p)
		}}}
}
