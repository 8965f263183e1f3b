package web

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/store/storetest"
)

// bare is an installation in which there is nothing yet.
func bare(t *testing.T) *world {
	t.Helper()
	c, err := loaded()
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	w := &world{composer: &composer{}}
	w.Office = office.New(office.Config{Store: storetest.SQLite(t), Composer: w.composer, Log: log, Portal: "http://portal.example",
		Complete: func(anteroom.Language) int { return 0 }})
	h, err := New(Config{Office: w.Office, Catalogue: c, Log: log})
	if err != nil {
		t.Fatal(err)
	}
	w.server = httptest.NewServer(h)
	t.Cleanup(w.server.Close)
	return w
}

func (w *world) setUpPath(t *testing.T) string {
	t.Helper()
	link, err := w.SetUpLink(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	_, token, _ := strings.Cut(link, "/set-up/")
	return "/set-up/" + token
}

// A new installation from its one-time link on, in both languages: wrong fields are all named and nothing is stored; then
// there is an administrator, a VAR, a public service; every link is used up.
func TestSetUp(t *testing.T) {
	for _, lang := range []struct{ tag, title, done, problem string }{
		{"en", "Set up Anteroom", "Anteroom is set up", "There is a problem"}, {"fr", "Mettre Anteroom en service", "Anteroom est en service", "Il y a un problème"}} {
		t.Run(lang.tag, func(t *testing.T) { setUpStory(t, lang.tag, lang.title, lang.done, lang.problem) })
	}
}

func setUpStory(t *testing.T, lang, title, done, problem string) {
	w := bare(t)
	path, earlier := w.setUpPath(t), w.setUpPath(t)
	p := w.person(t)
	opened := p.get(t, path+"?lang="+lang)
	opened.is(t, 200, path)
	opened.has(t, title)

	fields := url.Values{"administrator_name": {"Rose Opérateur"}, "email": {operator}, "administrator_language": {lang}, "password": {password}, "again": {password},
		"languages": {"en", "fr"}, "name": {"Anteroom"}, "support_email": {"aide@anteroom.example"}, "public_name": {"Réseau public"},
		"public_email": {"public@anteroom.example"}, "country": {"CA"}, "keys": {"20"}}
	wrong := url.Values{}
	for k, v := range fields {
		wrong[k] = v
	}
	for _, f := range []string{"administrator_name", "email", "password", "name", "support_email", "public_name", "public_email", "country"} {
		wrong.Set(f, "")
	}
	wrong.Set("keys", "-1")
	refused := p.post(t, path, wrong)
	refused.is(t, 422, path)
	refused.has(t, problem)
	for _, f := range []string{"administrator_name", "email", "password", "name", "support_email", "public_name", "public_email", "country", "keys"} {
		if !strings.Contains(refused.body, `href="#`+f+`"`) {
			t.Errorf("%s is not named", f)
		}
	}
	same := url.Values{}
	for k, v := range fields {
		same[k] = v
	}
	same.Set("public_email", operator)
	p.post(t, path, same).is(t, 422, path)

	made := p.post(t, path, fields)
	made.is(t, 200, path)
	made.has(t, done, "http://portal.example/reset/")
	p.get(t, "/system/vars").has(t, "Anteroom")
	p.get(t, "/companies").has(t, "Réseau public")
	for _, used := range []string{path, earlier} {
		w.person(t).get(t, used).is(t, 404, used)
		w.person(t).post(t, used, fields).is(t, 404, used)
	}
	if _, err := w.SetUpLink(t.Context()); anteroom.KindOf(err) != anteroom.NotFound {
		t.Errorf("another link: %v", err)
	}
	w.signedIn(t, operator).get(t, "/system/languages").is(t, http.StatusOK, "/system/languages")
	if _, _, err := w.SignIn(t.Context(), "public@anteroom.example", password, "here"); anteroom.KindOf(err) != anteroom.Invalid {
		t.Errorf("the public service's administrator has a password that nobody made: %v", err)
	}
}

// A link that was never made is like one that was used.
func TestSetUpByNobody(t *testing.T) {
	w := bare(t)
	path := "/set-up/" + strings.Repeat("0", 64)
	w.person(t).get(t, path).is(t, 404, path)
	w.person(t).post(t, path, url.Values{"email": {operator}}).is(t, 404, path)
}
