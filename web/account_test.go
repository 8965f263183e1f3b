package web

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"anteroom.dev/anteroom/office"
)

var madeToken = regexp.MustCompile(`[0-9a-f]{64}`)

// Who signs in makes a token for a program on a page, after the password; it opens the API until it is ended there.
func TestTokens(t *testing.T) {
	w := newWorld(t)
	for _, who := range []string{operator, vendor, email} {
		p := w.signedIn(t, who)
		p.get(t, "/account/tokens").has(t, "No tokens")
		form := url.Values{"name": {"Night import"}, "days": {"30"}}
		p.post(t, "/account/tokens/add", form).is(t, http.StatusUnprocessableEntity, "/account")
		form.Set("confirm", password)
		made := p.post(t, "/account/tokens/add", form)
		token := madeToken.FindString(made.text)
		known, err := w.Bearer(t.Context(), token)
		if err != nil || known.Session != "" {
			t.Fatalf("%s: %v %+v", who, err, known)
		}
		list := p.get(t, "/account/tokens")
		list.has(t, "Night import")
		if strings.Contains(list.body, token) {
			t.Error("the list shows the token")
		}
		all, err := w.Tokens(t.Context(), known)
		if err != nil || len(all) != 1 || all[0].Used.IsZero() {
			t.Fatalf("%v %+v", err, all)
		}
		end := "/account/tokens/" + string(all[0].ID) + "/end"
		w.person(t).get(t, end).is(t, http.StatusOK, "/sign-in")
		other := w.signedIn(t, map[string]string{operator: vendor, vendor: email, email: vendor}[who])
		other.get(t, end).is(t, http.StatusNotFound, "/account")
		review := p.post(t, end, url.Values{})
		review.has(t, "Programs that use this token are refused from now on.")
		p.post(t, end, review.form())
		if _, err := w.Bearer(t.Context(), token); err == nil {
			t.Errorf("%s: the token that was ended opens the API", who)
		}
	}
}

// Who governs a VAR or the system has an own account to change: the page comes back in the chosen language, and a new
// address asks for the password (R33 to R35).
func TestOwnAccount(t *testing.T) {
	w := newWorld(t)
	for _, who := range []string{operator, vendor} {
		p := w.signedIn(t, who)
		page := p.get(t, "/account")
		form := url.Values{"version": {page.form().Get("version")}, "name": {"Nina"}, "email": {who}, "phone": {""}, "language": {"fr"}}
		p.post(t, "/account", form)
		p.get(t, "/account").has(t, "Mon compte")
		form.Set("version", p.get(t, "/account").form().Get("version"))
		form.Set("email", "new."+who)
		p.post(t, "/account", form).is(t, http.StatusUnprocessableEntity, "/account")
		form.Set("confirm", password)
		p.post(t, "/account", form)
		if _, _, err := w.SignIn(t.Context(), "new."+who, password, "here"); err != nil {
			t.Error(err)
		}
		p.post(t, "/account/password", url.Values{"current": {password}, "new": {"tout à fait neuf"}, "again": {"tout à fait neuf"}})
		if _, _, err := w.SignIn(t.Context(), "new."+who, "tout à fait neuf", "here"); err != nil {
			t.Error(err)
		}
		if _, err := w.Do(t.Context(), program, office.SetAccount{Name: "x", Email: "x@y.example", Language: "fr"}, office.Ask{}); err == nil {
			t.Error("the program has an account")
		}
	}
}
