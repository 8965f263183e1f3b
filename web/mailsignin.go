package web

import (
	"errors"
	"net/http"
	"strings"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/web/pages"
)

// toMailProvider leads to the provider's own sign-in page, by a link: a form may not lead away from here.
func (v *visit) toMailProvider(page pages.Task, t office.MailTrial) error {
	name, address, err := v.Office.BeginMailSignIn(v.r.Context(), v.who, t)
	live := v.live()
	if err != nil {
		return v.mailRefused(page, live, nil, err)
	}
	return live.page(v, http.StatusOK, pages.SheetPage(browserSheet(page.Shell, page.Action, t.Email, name, address)))
}

func browserSheet(s pages.Shell, back, email, name, address string) pages.Sheet {
	above := pages.Link{Path: back, Text: s.T(s.Title)}
	s.Title = "mail.browser.title"
	return pages.Sheet{Shell: s, Above: above, Intro: s.T("mail.browser.intro", "name", name), Parts: []pages.Part{{
		Facts:   []pages.FactLine{{Label: s.T("mail.browser.account"), Value: pages.Words(email)}},
		Actions: []pages.Link{{Path: address, Text: s.T("mail.browser.go", "name", name)}}}}}
}

// mailSignedIn is where the browser comes back from a mail provider (RFC 6749 section 4.1.2).
func (v *visit) mailSignedIn() error {
	q := v.r.URL.Query()
	if v.who.Level == anteroom.Nobody {
		return v.mailSignedInElsewhere(q.Get("state"))
	}
	code := q.Get("code")
	if q.Get("error") != "" {
		code = ""
	}
	var steps []anteroom.MailStep
	of, access, err := v.Office.EndMailSignIn(v.r.Context(), v.who, q.Get("state"), code, func(m anteroom.MailStep) { steps = append(steps, m) })
	s, back, shellErr := v.mailShell(of)
	if shellErr != nil {
		return shellErr
	}
	if err != nil {
		return v.mailNotConnected(s, back, steps, err)
	}
	s.Title = "mail.proven"
	if of.User != "" {
		s.Title = "my_mail.proven"
	}
	sheet := pages.Sheet{Shell: s, Above: back, Intro: s.T(s.Title + ".intro"), Parts: []pages.Part{{Facts: serverFacts(s, access), Actions: []pages.Link{back}}}}
	if of.User != "" {
		sheet.Parts[0].Actions = []pages.Link{{Path: "/me/mail/messages", Text: s.T("my_mail.messages")}}
	}
	return v.show(http.StatusOK, pages.SheetWith(sheet, pages.MailSteps(s, steps)))
}

// mailSignedInElsewhere leads a browser that is signed in under the portal's other address back there.
func (v *visit) mailSignedInElsewhere(state string) error {
	at := v.Office.MailSignInAt(v.r.Context(), state)
	if host := (anteroom.Brand{Address: at}).Host(); host != "" && host != strings.ToLower(v.r.Host) {
		return v.redirect(at + v.r.URL.RequestURI())
	}
	v.toSignIn("ended")
	return nil
}

// mailShell is the shell of a page about the mail of a company, or of the user who is signed in.
func (v *visit) mailShell(of anteroom.Target) (pages.Shell, pages.Link, error) {
	if of.User == "" && of.Company != "" {
		_, s, err := v.in("mail.browser.title", "profile", anteroom.Target{Company: of.Company})
		return s, mailLink(s), err
	}
	if v.who.Level == anteroom.LevelUser {
		_, s, _, err := v.self("mail.browser.title", "my_mail")
		return s, myMailLink(s), err
	}
	s, err := v.own("mail.browser.title", "")
	return s, pages.Link{Path: "/", Text: s.Brand()}, err
}

// mailNotConnected tells why nothing came of a sign-in.
func (v *visit) mailNotConnected(s pages.Shell, back pages.Link, steps []anteroom.MailStep, err error) error {
	e, ok := errors.AsType[*anteroom.Error](err)
	if !ok || e.Kind != anteroom.Invalid && e.Kind != anteroom.Unavailable && e.Kind != anteroom.Conflict {
		return err
	}
	code, text := v.failure(err)
	return v.show(code, pages.SheetWith(notConnected(s, back, text), pages.MailSteps(s, steps)))
}

func notConnected(s pages.Shell, back pages.Link, why anteroom.Text) pages.Sheet {
	s.Title, s.Wrong = "mail.browser.failed", true
	return pages.Sheet{Shell: s, Above: back, Intro: s.T("mail.browser.failed.intro"), Parts: []pages.Part{{
		Facts: []pages.FactLine{{Label: s.T("mail.browser.why"), Value: pages.Say(s.P, why)}}, Actions: []pages.Link{{Path: back.Path, Text: s.T("mail.browser.again")}}}}}
}
