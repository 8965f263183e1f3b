package web

import (
	"net/http"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/web/pages"
	"github.com/a-h/templ"
)

func packageGallery(add func(page, title, here string, more ...specimen)) {
	add("offers", "offers.title", "packages", offerSpecimens()...)
	add("packages", "packages.title", "packages", packageSpecimens()...)
	add("package-edit", "packages.edit", "packages", packageFormSpecimens()...)
	add("package-list", "packages.list", "packages", specimen{state: "usual", make: func(s *sample) templ.Component {
		return pages.TaskPage(listForm(s.managed(), s.packageLines(), nil, 3))
	}})
	add("package-unlist", "packages.unlist", "packages", specimen{state: "usual", make: func(s *sample) templ.Component {
		return pages.TaskPage(unlistForm(s.managed(), s.packageList(), 3))
	}})
	add("user-packages", "user_packages.title", "packages", choiceSpecimens()...)
}

// packageLines are the sample's packages as a provider sees them.
func (s *sample) packageLines() (list []anteroom.PackageLine) {
	for i, p := range s.packageList() {
		p.Package.ID = anteroom.PackageID(p.Package.Name)
		if i == 0 {
			p.Package.VAR = "nordik"
		}
		list = append(list, anteroom.PackageLine{Package: p.Package, Companies: 12 * i, Holders: 340 * i})
	}
	return list
}

func packageSpecimens() []specimen {
	return []specimen{{state: "usual", make: func(s *sample) templ.Component {
		return pages.ListPage(packageTable(s.inVendor(), "/v/nordik/packages", true, s.packageLines()))
	}}, {state: "system", make: func(s *sample) templ.Component {
		return pages.ListPage(packageTable(s.inSystem(), "/system/packages", true, s.packageLines()))
	}}, {state: "empty", make: func(s *sample) templ.Component {
		return pages.ListPage(packageTable(s.inSystem(), "/system/packages", true, nil))
	}}}
}

func packageFormSpecimens() []specimen {
	form := func(s *sample) pages.Task {
		return packageForm(s.inVendor(), pages.Link{Path: "/v/nordik/packages", Text: s.T("packages.title")}, s.packageLines()[0].Package, 3)
	}
	return []specimen{{state: "usual", make: func(s *sample) templ.Component { return pages.TaskPage(form(s)) }},
		{state: "error", wrong: true, status: http.StatusUnprocessableEntity, make: func(s *sample) templ.Component {
			p := form(s)
			p.Problems = p.Wrongs(&anteroom.Error{Kind: anteroom.Invalid, Fields: anteroom.Fields{{Field: "currency", Msg: anteroom.T("error.package.currency", "count", 12)},
				{Field: "base_rate", Msg: anteroom.T("error.amount", "example", s.P.Amount(2450, "CAD"))}}})
			return pages.TaskPage(p)
		}}}
}

func offerSpecimens() []specimen {
	form := func(s *sample) pages.Task {
		list := s.packageList()
		for i := range list {
			list[i].Package.ID = anteroom.PackageID(list[i].Package.Name)
		}
		return offersForm(s.Shell, list, nil, 3)
	}
	return []specimen{{state: "usual", make: func(s *sample) templ.Component { return pages.TaskPage(form(s)) }},
		{state: "error", wrong: true, status: http.StatusUnprocessableEntity, make: func(s *sample) templ.Component {
			p := form(s)
			p.Problems = p.Wrongs(&anteroom.Error{Kind: anteroom.Invalid, Fields: anteroom.Fields{{Field: "default", Msg: anteroom.T("error.package.default", "name", "Standard <b>x</b>")}}})
			return pages.TaskPage(p)
		}},
		{state: "review", make: func(s *sample) templ.Component {
			return pages.TaskReviewPage(pages.TaskReview{Task: form(s), Digest: "d", Effects: []anteroom.Effect{
				{Text: anteroom.T("effect.offers.given", "count", 1, "names", []string{"Standard"}, "cost", []anteroom.Money{{Amount: 2450, Currency: "CAD"}}), Reach: true},
				{Text: anteroom.T("effect.offers.kept", "count", 42)}}})
		}}}
}

func choiceSpecimens() []specimen {
	of := func(may bool, n int) func(*sample) templ.Component {
		return func(s *sample) templ.Component {
			var list []anteroom.UserPackage
			for i, p := range s.packageLines()[:n] {
				list = append(list, anteroom.UserPackage{Package: p.Package, Held: i == 0, Open: p.Active})
			}
			return pages.TaskPage(choiceForm(s.Shell, list, may, 3))
		}
	}
	return []specimen{{state: "usual", make: of(true, 2)}, {state: "forbidden", make: of(false, 2)}, {state: "empty", make: of(true, 0)}}
}
