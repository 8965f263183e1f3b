package web

import (
	"net/http"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/web/pages"
	"github.com/a-h/templ"
)

func nora() anteroom.Account {
	return anteroom.Account{ID: "nora", Level: anteroom.LevelVAR, VAR: "nordik", Name: "Nora Nordik", Email: "nora@nordik.example", Phone: "+1 418 555 0180", Language: "fr"}
}

func someTokens(now time.Time) []anteroom.Token {
	return []anteroom.Token{
		{ID: "89abcdef01234567", Name: "Comptabilité", Made: now.AddDate(0, 0, -1), Ends: now.AddDate(0, 0, 89)},
		{ID: "0123456789abcdef", Name: "Import of the users from the directory, every night", Made: now.AddDate(0, -2, 0), Used: now.Add(-time.Hour)},
		{ID: "fedcba9876543210", Made: now.AddDate(-1, 0, 0), Used: now.AddDate(0, -2, 0), Ends: now.AddDate(0, -1, 0)},
	}
}

// accountGallery are the pages about one's own account.
func accountGallery(add func(page, title, here string, more ...specimen)) {
	form := func(change func(*pages.Task)) func(*sample) templ.Component {
		return func(s *sample) templ.Component {
			p := accountForm(s.inVendor(), nora(), []anteroom.Language{"fr", "en"}, 7)
			change(&p)
			return pages.TaskPage(p)
		}
	}
	add("account", "account.title", "account", specimen{state: "usual", make: form(func(*pages.Task) {})},
		specimen{state: "error", wrong: true, status: http.StatusUnprocessableEntity, make: form(func(p *pages.Task) {
			p.Sections[0].Controls[1].Value = "nora@"
			p.Problems = p.Wrongs(&anteroom.Error{Kind: anteroom.Invalid, Fields: anteroom.Fields{{Field: "email", Msg: anteroom.T("error.email.wrong")}, {Field: "confirm", Msg: anteroom.T("error.confirm")}}})
		})})
	add("account-password", "account.password", "account", specimen{state: "usual", make: func(s *sample) templ.Component {
		return pages.TaskPage(ownPasswordForm(s.inVendor(), 0))
	}})
	add("tokens", "tokens.title", "tokens",
		specimen{state: "empty", make: func(s *sample) templ.Component { return pages.ListPage(tokenList(s.Shell, nil, s.now)) }},
		specimen{state: "usual", make: func(s *sample) templ.Component {
			return pages.ListPage(tokenList(s.Shell, someTokens(s.now)[:1], s.now))
		}},
		specimen{state: "full", make: func(s *sample) templ.Component {
			return pages.ListPage(tokenList(s.Shell, someTokens(s.now), s.now))
		}})
	add("token-add", "tokens.add", "tokens",
		specimen{state: "usual", make: func(s *sample) templ.Component { return pages.TaskPage(tokenForm(s.Shell)) }},
		specimen{state: "error", wrong: true, status: http.StatusUnprocessableEntity, make: func(s *sample) templ.Component {
			p := tokenForm(s.Shell)
			p.Problems = p.Wrongs(&anteroom.Error{Kind: anteroom.Invalid, Fields: anteroom.Fields{{Field: "name", Msg: anteroom.T("error.text.empty")}}})
			return pages.TaskPage(p)
		}})
	add("token-made", "tokens.made_title", "tokens", specimen{state: "usual", make: func(s *sample) templ.Component {
		return pages.SheetPage(tokenSheet(s.Shell, "2f1c6c1e0c0e5f7a8f3b1f6f0f7f3c6f2f1c6c1e0c0e5f7a8f3b1f6f0f7f3c6f", "https://portail.nordik.example/api/v1"))
	}})
	add("token-end", "tokens.end", "tokens", specimen{state: "usual", make: func(s *sample) templ.Component {
		return pages.TaskPage(endTokenForm(s.Shell, someTokens(s.now)[0]))
	}})
}
