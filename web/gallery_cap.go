package web

import (
	"net/http"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/web/pages"
	"github.com/a-h/templ"
)

// capGallery are the pages of daily spending caps.
func capGallery(add func(page, title, here string, more ...specimen)) {
	none := office.Caps{Currency: "CAD", Lines: []office.CapState{{}}}
	some := office.Caps{Currency: "CAD", Lines: []office.CapState{{SpendingCap: anteroom.SpendingCap{Daily: new(int64(20_000))}, Spent: 4_512_500},
		{SpendingCap: anteroom.SpendingCap{User: "marc", Daily: new(int64(0))}, Name: "Marc Tremblay"},
		{SpendingCap: anteroom.SpendingCap{User: "elise", Daily: new(int64(1500))}, Name: "Élise Gagnon <b>x</b>", Spent: 1_500_000}}}
	add("caps", "caps.title", "caps", specimen{state: "usual", make: func(s *sample) templ.Component { return pages.ListPage(capList(s.Shell, some)) }},
		specimen{state: "empty", make: func(s *sample) templ.Component { return pages.ListPage(capList(s.Shell, none)) }})
	form := func(s *sample) pages.Task { return capForm(s.Shell, some.Lines[0], false, "CAD", 3) }
	add("cap", "caps.set", "caps", specimen{state: "usual", make: func(s *sample) templ.Component { return pages.TaskPage(form(s)) }},
		specimen{state: "user", make: func(s *sample) templ.Component {
			return pages.TaskPage(capForm(s.Shell, office.CapState{}, true, "CAD", 3))
		}},
		specimen{state: "of-a-user", make: func(s *sample) templ.Component {
			return pages.TaskPage(capForm(s.Shell, some.Lines[2], true, "CAD", 3))
		}},
		specimen{state: "error", wrong: true, status: http.StatusUnprocessableEntity, make: func(s *sample) templ.Component {
			return broken(form(s), map[string]string{"daily": "-5"}, anteroom.FieldError{Field: "daily", Msg: anteroom.T("error.cap.amount")})
		}},
		specimen{state: "review", make: func(s *sample) templ.Component {
			return reviewed(s, form(s), []anteroom.Item{{Noun: "spending_cap", ID: "boreal", Before: fields("daily", nil), After: fields("daily", 20_000)}},
				anteroom.T("effect.cap.day"), anteroom.T("effect.cap.over"))
		}})
}
