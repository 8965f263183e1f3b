package web

import (
	"net/http"
	"strconv"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/web/pages"
	"github.com/a-h/templ"
)

// inOwn is the shell of a page about the account of who is signed in, whatever the account.
func (v *visit) inOwn(title, here string) (s pages.Shell, err error) {
	if v.who.Level == anteroom.LevelUser {
		_, s, _, err = v.self(title, here)
		return s, err
	}
	if s, err = v.own(title, here); err != nil {
		return s, err
	}
	s.Saved, err = v.saved(s, anteroom.Target{VAR: v.who.VAR, Company: v.who.Company})
	return s, err
}

// account is where who governs a VAR or the system changes the own account; others have theirs on another page.
func (v *visit) account() error {
	switch v.who.Level {
	case anteroom.LevelCompany:
		return v.redirect("/c/" + string(v.who.Company) + "/profile")
	case anteroom.LevelUser:
		return v.redirect("/me")
	}
	s, err := v.inOwn("account.title", "account")
	if err != nil {
		return err
	}
	a, version, err := v.Office.Account(v.r.Context(), v.who)
	if err != nil {
		return err
	}
	spoken, err := v.Office.Languages(v.r.Context())
	if err != nil {
		return err
	}
	wrong, err := v.passwordAgain()
	failed := err
	page := accountForm(s, a, spoken, version)
	if failed != nil {
		return v.taskFailed(task{page: page}, nil, failed)
	}
	return v.task(task{page: page,
		command: func(f *form) office.Command {
			f.wrong = append(f.wrong, wrong...)
			return office.SetAccount{Name: f.text("name"), Email: f.text("email"), Phone: f.text("phone"), Language: anteroom.Language(f.text("language"))}
		},
		done: func(office.Outcome) string { return "/account" }})
}

func accountForm(s pages.Shell, a anteroom.Account, spoken []anteroom.Language, version int64) pages.Task {
	language := pages.Control{Name: "language", Label: "field.administrator.language", Hint: "account.language.hint", Kind: pages.Choice, Value: string(a.Language), Required: true}
	for _, l := range spoken {
		language.Options = append(language.Options, pages.Option{Value: string(l), Text: s.P.LanguageName(l)})
	}
	return pages.Task{Shell: s, Intro: s.T("account.intro"), Action: "/account", Version: version, Sections: []pages.Section{{Controls: []pages.Control{
		{Name: "name", Label: "field.administrator.name", Value: a.Name, Autocomplete: "name", Required: true},
		{Name: "email", Label: "field.administrator.email", Hint: "account.email.hint", Value: a.Email, Type: "email", Autocomplete: "username", Required: true},
		{Name: "phone", Label: "field.administrator.phone", Value: a.Phone, Type: "tel", Autocomplete: "tel"}, language,
		{Name: "confirm", Label: "password.confirm", Hint: "account.confirm.hint", Kind: pages.SecretLine, Autocomplete: "current-password"}}}},
		After: pages.MoreLinks([]pages.Link{{Path: "/account/password", Text: s.T("account.password")}, {Path: "/account/tokens", Text: s.T("tokens.title")}})}
}

// accountPassword changes the own password.
func (v *visit) accountPassword() error {
	switch v.who.Level {
	case anteroom.LevelCompany:
		return v.redirect("/c/" + string(v.who.Company) + "/password")
	case anteroom.LevelUser:
		return v.redirect("/me/password")
	}
	s, err := v.inOwn("account.password", "account")
	if err != nil {
		return err
	}
	page := ownPasswordForm(s, 0)
	page.Above = pages.Link{Path: "/account", Text: s.T("account.title")}
	return v.task(task{page: page,
		command: func(f *form) office.Command {
			again := f.Get("again")
			return office.ChangeOwnPassword{Current: f.Get("current"), New: f.Get("new"), Again: &again}
		},
		done: func(office.Outcome) string { return "/account" }})
}

// tokens lists the tokens of the API that stand for who is signed in.
func (v *visit) tokens() error {
	s, err := v.inOwn("tokens.title", "tokens")
	if err != nil {
		return err
	}
	list, err := v.Office.Tokens(v.r.Context(), v.who)
	if err != nil {
		return err
	}
	return v.list(tokenList(s, list, time.Now()))
}

func tokenList(s pages.Shell, list []anteroom.Token, now time.Time) pages.List {
	add := pages.Link{Path: "/account/tokens/add", Text: s.T("tokens.add")}
	t := pages.Table{Caption: s.T("tokens.title"), Path: "/account/tokens",
		Columns: []pages.Column{{Label: s.T("tokens.name")}, {Label: s.T("tokens.made")}, {Label: s.T("tokens.used")}, {Label: s.T("tokens.ends")}, {Label: s.T("table.actions")}},
		Empty:   pages.Empty{Title: s.T("tokens.none"), About: s.T("tokens.none.about"), Action: add}}
	for _, k := range list {
		t.Rows = append(t.Rows, pages.Row{ID: string(k.ID), Cells: []templ.Component{pages.Words(tokenName(s, k)), pages.When(s, k.Made), used(s, k), ends(s, k, now),
			pages.Linked("/account/tokens/"+string(k.ID)+"/end", s.T("tokens.end.of", "name", tokenName(s, k)))}})
	}
	return pages.List{Shell: s, Intro: s.T("tokens.intro"), Actions: []pages.Link{add}, Table: t}
}

func tokenName(s pages.Shell, k anteroom.Token) string {
	if k.Name == "" {
		return s.T("tokens.unnamed", "id", string(k.ID[:8]))
	}
	return k.Name
}

func used(s pages.Shell, k anteroom.Token) templ.Component {
	if k.Used.IsZero() {
		return pages.Words(s.T("tokens.never"))
	}
	return pages.When(s, k.Used)
}

func ends(s pages.Shell, k anteroom.Token, now time.Time) templ.Component {
	switch {
	case k.Ends.IsZero():
		return pages.Words(s.T("tokens.endless"))
	case k.Lapsed(now):
		return pages.Pill("bad", "no", s.T("tokens.lapsed"))
	}
	return pages.When(s, k.Ends)
}

// addToken makes a token; it is shown once.
func (v *visit) addToken() error {
	s, err := v.inOwn("tokens.add", "tokens")
	if err != nil {
		return err
	}
	if err := v.who.May(anteroom.OwnAccount, anteroom.Target{}); err != nil {
		return err
	}
	return v.task(task{page: tokenForm(s),
		command: func(f *form) office.Command { return office.CreateToken{Name: f.text("name"), Days: f.number("days")} },
		shown: func(out office.Outcome) error {
			return v.show(http.StatusOK, pages.SheetPage(tokenSheet(s, out.Made["token"], v.Office.Link("/api/v1"))))
		}})
}

// offeredDays are how long a token may be asked to hold; 0: until it is ended.
func offeredDays() []int { return []int{30, 90, 365, 0} }

func tokenForm(s pages.Shell) pages.Task {
	days := pages.Control{Name: "days", Label: "tokens.days", Hint: "tokens.days.hint", Kind: pages.Choice, Value: "90", Required: true}
	for _, n := range offeredDays() {
		text := s.T("tokens.endless")
		if n > 0 {
			text = s.T("tokens.days.count", "count", n)
		}
		days.Options = append(days.Options, pages.Option{Value: strconv.Itoa(n), Text: text})
	}
	return pages.Task{Shell: s, Above: tokensLink(s), Intro: s.T("tokens.add.intro"), Button: "tokens.add", Confirm: true, Sections: []pages.Section{{Controls: []pages.Control{
		{Name: "name", Label: "tokens.name", Hint: "tokens.name.hint", Required: true}, days}}}}
}

func tokensLink(s pages.Shell) pages.Link {
	return pages.Link{Path: "/account/tokens", Text: s.T("tokens.title")}
}

// tokenSheet shows the token, and a line to try it with.
func tokenSheet(s pages.Shell, token, address string) pages.Sheet {
	s.Title = "tokens.made_title"
	return pages.Sheet{Shell: s, Above: tokensLink(s), Intro: s.T("tokens.made.intro"), Parts: []pages.Part{{Facts: []pages.FactLine{
		{Label: s.T("tokens.token"), Value: pages.Words(token)},
		{Label: s.T("tokens.address"), Hint: s.T("tokens.address.hint"), Value: pages.Linked(address+"/openapi.json", address)},
		{Label: s.T("tokens.try"), Value: pages.Words(`curl -H "Authorization: Bearer ` + token + `" ` + address + `/me`)},
	}, Actions: []pages.Link{tokensLink(s)}}}}
}

// endToken ends a token of who is signed in.
func (v *visit) endToken() error {
	s, err := v.inOwn("tokens.end", "tokens")
	if err != nil {
		return err
	}
	list, err := v.Office.Tokens(v.r.Context(), v.who)
	if err != nil {
		return err
	}
	for _, k := range list {
		if string(k.ID) == v.r.PathValue("token") {
			return v.task(task{page: endTokenForm(s, k),
				command: func(*form) office.Command { return office.EndToken{Token: k.ID} },
				done:    func(office.Outcome) string { return "/account/tokens" }})
		}
	}
	return anteroom.Missing()
}

func endTokenForm(s pages.Shell, k anteroom.Token) pages.Task {
	return pages.Task{Shell: s, Above: tokensLink(s), Intro: s.T("tokens.end.intro", "name", tokenName(s, k)), Action: "/account/tokens/" + string(k.ID) + "/end", Button: "tokens.end", Danger: true}
}
