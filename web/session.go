package web

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"
	_ "time/tzdata" // the reader's zone is to be known on a machine without zone files

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/web/pages"
)

// identify finds who makes the visit, by the cookie's token. Nobody is not an error.
func (v *visit) identify() error {
	v.looked = true
	defer v.dress()
	token := v.token()
	if token == "" {
		return nil
	}
	who, err := v.Office.Session(v.r.Context(), token)
	if err != nil && anteroom.KindOf(err) == anteroom.Forbidden {
		return nil
	}
	if err != nil {
		return err
	}
	v.who, v.p = who, v.Catalogue.In(who.Lang)
	return nil
}

// cookie is the name of the session's cookie. Under HTTPS the prefix makes the browser refuse one that a sibling
// domain has set (RFC 6265bis section 4.1.3.2).
func (p *portal) cookie() string {
	if p.Secure {
		return "__Host-anteroom"
	}
	return "anteroom"
}

func (v *visit) token() string {
	c, err := v.r.Cookie(v.cookie())
	if err != nil {
		return ""
	}
	return c.Value
}

// keep sets the session's cookie; an empty token takes it away. It ends with the browser, if not before.
func (v *visit) keep(token string) {
	c := &http.Cookie{Name: v.cookie(), Value: token, Path: "/", HttpOnly: true, Secure: v.Secure, SameSite: http.SameSiteLaxMode}
	if token == "" {
		c.MaxAge = -1
	}
	http.SetCookie(v.w, c)
}

// prefer keeps a choice that is no secret: language before signing in, appearance.
func (v *visit) prefer(name, value string) {
	c := &http.Cookie{Name: name, Value: value, Path: "/", MaxAge: int((365 * 24 * time.Hour).Seconds()), Secure: v.Secure, SameSite: http.SameSiteLaxMode}
	if value == "" {
		c.MaxAge = -1
	}
	http.SetCookie(v.w, c)
}

// browserLanguage is for people who are not known yet: what they chose here, else what the browser asks for.
func (p *portal) browserLanguage(r *http.Request) anteroom.Language {
	list := p.Catalogue.Languages()
	if l := anteroom.Language(r.URL.Query().Get("lang")); p.speaks(l) {
		return l
	}
	if c, err := r.Cookie("language"); err == nil && p.speaks(anteroom.Language(c.Value)) {
		return anteroom.Language(c.Value)
	}
	return p.Catalogue.Match(r.Header.Get("Accept-Language"), list)
}

func (p *portal) speaks(l anteroom.Language) bool {
	for _, own := range p.Catalogue.Languages() {
		if own == l {
			return true
		}
	}
	return false
}

// zone is the time zone that the browser told; nil where it has not, or told nonsense.
func zone(r *http.Request) *time.Location {
	c, err := r.Cookie("zone")
	if err != nil || len(c.Value) > 64 {
		return nil
	}
	name, err := url.QueryUnescape(c.Value)
	if err != nil || name == "" {
		return nil
	}
	z, err := anteroom.Zone(name)
	if err != nil {
		return nil
	}
	return z
}

func appearance(r *http.Request) string {
	c, err := r.Cookie("appearance")
	if err != nil || c.Value != "light" && c.Value != "dark" {
		return ""
	}
	return c.Value
}

// appearance keeps the choice of light or dark, and goes back to the page.
func (v *visit) appearance() error {
	choice := v.r.PostFormValue("appearance")
	if choice != "light" && choice != "dark" {
		choice = ""
	}
	v.prefer("appearance", choice)
	return v.redirect(localOr(v.r.PostFormValue("next"), "/"))
}

func localOr(path, otherwise string) string {
	if path != "" && local(path) {
		return path
	}
	return otherwise
}

// home leads everybody to where they work.
func (v *visit) home() error {
	switch v.who.Level {
	case anteroom.Nobody:
		return v.redirect("/sign-in")
	case anteroom.LevelUser:
		return v.redirect("/me")
	case anteroom.LevelCompany:
		return v.redirect("/c/" + string(v.who.Company) + "/profile")
	}
	return v.redirect("/companies")
}

// part tells whether the script asks for a part of a page.
func (v *visit) part() bool { return v.r.Header.Get("HX-Request") != "" }

// toSignIn asks for a session, and remembers what was wanted where that was only to be looked at.
func (v *visit) toSignIn(why string) {
	if v.part() { // a part of a page can't be the page to sign in, and what was typed is not to be lost
		_ = v.show(http.StatusOK, pages.EffectsPart(pages.Effects{Shell: v.shell("", ""), Ended: true}))
		return
	}
	q := url.Values{"done": {why}}
	if v.r.Method == http.MethodGet && v.r.URL.Path != "/" {
		q.Set("next", v.r.URL.RequestURI())
	}
	_ = v.redirect("/sign-in?" + q.Encode())
}

func (v *visit) signInForm() error {
	if v.who.Level != anteroom.Nobody {
		return v.redirect("/")
	}
	v.keepLanguage()
	page := pages.SignIn{Shell: v.shell("sign_in.title", ""), Next: localOr(v.r.FormValue("next"), "")}
	switch done := v.r.FormValue("done"); done {
	case "out", "reset", "ended":
		page.Done = done
	}
	return v.show(http.StatusOK, pages.SignInPage(page))
}

// keepLanguage keeps the language that was chosen by a link.
func (v *visit) keepLanguage() {
	if l := anteroom.Language(v.r.URL.Query().Get("lang")); v.speaks(l) {
		v.prefer("language", string(l))
	}
}

func (v *visit) signIn() error {
	email, next := strings.TrimSpace(v.r.PostFormValue("email")), localOr(v.r.PostFormValue("next"), "/")
	token, _, err := v.Office.SignIn(v.r.Context(), email, v.r.PostFormValue("password"), v.source())
	if e, ok := told(err); ok {
		s := v.shell("sign_in.title", "")
		s.Wrong, s.Path = true, "/sign-in"
		code, _ := v.failure(err)
		return v.show(code, pages.SignInPage(pages.SignIn{Shell: s, Email: email, Next: next, Problem: pages.Problems(e, nil, "sign_in.")}))
	}
	if err != nil {
		return err
	}
	if old := v.token(); old != "" {
		if err := v.Office.SignOut(v.r.Context(), old); err != nil {
			return err
		}
	}
	v.keep(token)
	return v.redirect(next)
}

// told is an error that belongs on the form: wrong fields, too many attempts.
func told(err error) (*anteroom.Error, bool) {
	e, ok := errors.AsType[*anteroom.Error](err)
	return e, ok && (e.Kind == anteroom.Invalid || e.Kind == anteroom.Limit)
}

func (v *visit) signOut() error {
	if token := v.token(); token != "" {
		if err := v.Office.SignOut(v.r.Context(), token); err != nil {
			return err
		}
	}
	v.keep("")
	return v.redirect("/sign-in?done=out")
}

func (v *visit) forgotForm() error {
	v.keepLanguage()
	page := pages.Forgot{Shell: v.shell("forgot.title", ""), Asked: v.r.FormValue("done") == "asked"}
	return v.show(http.StatusOK, pages.ForgotPage(page))
}

// forgot answers the same for every address.
func (v *visit) forgot() error {
	email := strings.TrimSpace(v.r.PostFormValue("email"))
	var wrong anteroom.Fields
	wrong.Email("email", email)
	err := wrong.Err()
	if err == nil {
		err = v.Office.AskReset(v.r.Context(), email, v.source())
	}
	if e, ok := told(err); ok {
		s := v.shell("forgot.title", "")
		s.Wrong, s.Path = true, "/forgot"
		code, _ := v.failure(err)
		return v.show(code, pages.ForgotPage(pages.Forgot{Shell: s, Email: email, Problem: pages.Problems(e, nil, "sign_in.")}))
	}
	if err != nil {
		return err
	}
	return v.redirect("/forgot?done=asked")
}

func (v *visit) resetForm() error {
	v.keepLanguage()
	v.w.Header().Set("Referrer-Policy", "no-referrer") // the address is a secret
	return v.show(http.StatusOK, pages.PasswordPage(v.resetPage()))
}

func (v *visit) resetPage() pages.Password {
	page := pages.Password{Shell: v.shell("reset.title", ""), Token: v.r.PathValue("token")}
	page.Languages = nil // a link out of this page would be one more place that holds the secret
	return page
}

func (v *visit) reset() error {
	v.w.Header().Set("Referrer-Policy", "no-referrer")
	err := v.Office.Reset(v.r.Context(), v.r.PathValue("token"), v.r.PostFormValue("new"), v.r.PostFormValue("again"))
	page := v.resetPage()
	if err != nil && anteroom.KindOf(err) == anteroom.NotFound {
		page.Gone = true
		return v.show(http.StatusNotFound, pages.PasswordPage(page))
	}
	if e, ok := told(err); ok {
		page.Wrong, page.Problem = true, pages.Problems(e, []string{"new", "again"}, "password.")
		code, _ := v.failure(err)
		return v.show(code, pages.PasswordPage(page))
	}
	if err != nil {
		return err
	}
	v.keep("")
	return v.redirect("/sign-in?done=reset")
}
