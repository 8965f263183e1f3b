package web

import (
	"net/http"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/web/pages"
	"github.com/a-h/templ"
)

// brandGallery are the pages of the look.
func brandGallery(add func(page, title, here string, more ...specimen)) {
	form := func(s *sample, own anteroom.Brand) pages.Task {
		return brandForm(branded{Shell: s.inVendor(), of: anteroom.Target{VAR: "nordik"}, path: "/v/nordik/brand", own: own, look: own, version: 3})
	}
	nordik := anteroom.Brand{Name: "Nordik Télécom <b>x", Colour: "#8a2be2", Address: "https://telephone.nordik.example"}
	add("brand", "brand.title", "brand", specimen{state: "empty", make: func(s *sample) templ.Component { return pages.TaskPage(form(s, anteroom.Brand{})) }},
		specimen{state: "usual", make: func(s *sample) templ.Component {
			s.Look = lookOf(nordik)
			return pages.TaskPage(form(s, nordik))
		}},
		specimen{state: "pale", make: func(s *sample) templ.Component { // a colour on which nothing could be read as it is
			pale := anteroom.Brand{Name: "Jaune", Colour: "#ffff66"}
			s.Look = lookOf(pale)
			return pages.TaskPage(form(s, pale))
		}},
		specimen{state: "error", wrong: true, status: http.StatusUnprocessableEntity, make: func(s *sample) templ.Component {
			return broken(form(s, anteroom.Brand{}), map[string]string{"colour": "red", "address": "nordik"},
				anteroom.FieldError{Field: "colour", Msg: anteroom.T("error.colour")}, anteroom.FieldError{Field: "address", Msg: anteroom.T("error.brand.address")})
		}},
		specimen{state: "review", make: func(s *sample) templ.Component {
			s.Look = lookOf(nordik)
			return reviewed(s, form(s, nordik), []anteroom.Item{{Noun: "brand", ID: "nordik", Before: fields("colour", ""), After: fields("colour", "#8a2be2")}},
				anteroom.T("effect.brand.var", "count", 12), anteroom.T("effect.brand.colour", "light", "#8a2be2", "on_light", 5.9, "dark", "#b56cff", "on_dark", 6.1))
		}})
	logo := func(s *sample) pages.Task {
		return logoForm(branded{Shell: s.inVendor(), of: anteroom.Target{VAR: "nordik"}, path: "/v/nordik/brand", own: anteroom.Brand{Logo: "x"}})
	}
	add("brand-logo", "brand.logo.title", "brand", specimen{state: "usual", make: func(s *sample) templ.Component { return pages.TaskPage(logo(s)) }},
		specimen{state: "review", make: func(s *sample) templ.Component {
			page := logo(s)
			page.Shown = pages.LogoMade(s.Shell, s.Assets.Icon)
			return reviewed(s, page, []anteroom.Item{{Noun: "brand", ID: "nordik", Before: fields("logo", "x"), After: fields("logo", "y")}}, anteroom.T("effect.brand.var", "count", 12))
		}},
		specimen{state: "error", wrong: true, status: http.StatusUnprocessableEntity, make: func(s *sample) templ.Component {
			return broken(logo(s), nil, anteroom.FieldError{Field: "logo", Msg: anteroom.T("error.logo", "size", 1, "side", 2000)})
		}})
}
