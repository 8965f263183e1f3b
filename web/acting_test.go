package web

import (
	"net/url"
	"strings"
	"testing"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/store"
)

// Acting for a company: with a reason and a limit; a banner on every page; both names in the company's history, which
// the company sees; password, tokens and secrets closed; another company stays another's; and a way to leave.
func TestActing(t *testing.T) {
	w := newWorld(t)
	p := w.signedIn(t, vendor)
	opened := p.get(t, w.at("/act"))
	wrong := p.post(t, w.at("/act"), opened.form("reason", "", "minutes", "900"))
	wrong.is(t, 422, w.at("/act"))
	wrong.has(t, "Enter your password again")
	const reason = "Chantal a téléphoné"
	again := p.post(t, w.at("/act"), opened.form("reason", reason, "minutes", "15", "confirm", "not the password"))
	again.has(t, "This is not your current password")
	acting := p.post(t, w.at("/act"), again.form("confirm", password))
	acting.is(t, 200, w.at("/profile"))
	acting.has(t, "Marc Tremblay, you are acting for Boréal until", reason, "Leave")

	p.get(t, "/accessibility").has(t, "you are acting for Boréal")
	for _, closed := range []string{w.at("/password"), w.at("/bill")} {
		p.get(t, closed).is(t, 403, closed)
	}
	p.post(t, w.at("/bill"), url.Values{"password": {password}}).is(t, 403, w.at("/bill"))
	for path, status := range map[string]int{"/v/" + string(w.vendor) + "/companies": 404, "/c/" + string(w.other) + "/profile": 404, w.at("/manage"): 403, w.at("/act"): 403} {
		p.get(t, path).is(t, status, path)
	}
	at, err := url.Parse(w.server.URL)
	if err != nil {
		t.Fatal(err)
	}
	token := p.client.Jar.Cookies(at)[0].Value
	who, err := w.Session(t.Context(), token)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Do(t.Context(), who, office.CreateToken{}, office.Ask{}); anteroom.KindOf(err) != anteroom.Forbidden {
		t.Errorf("a token while acting: %v", err)
	}
	phone := w.do(t, who, office.AddPhone{Company: w.company, User: w.user})
	if phone.Made["password"] != "" || phone.Made["phone"] == "" {
		t.Errorf("a secret is shown: %v", phone.Made)
	}
	w.do(t, who, office.SetAssistant{Company: w.company, Name: "Zoé", Email: "zoe@boreal.example"})

	left := p.post(t, "/leave", nil)
	left.is(t, 200, w.at("/manage"))
	if v, err := w.Session(t.Context(), token); err != nil || v.Acting.Is() {
		t.Errorf("still acting: %v", err)
	}
	p.post(t, "/leave", nil).is(t, 403, "/leave")
	seen := w.signedIn(t, email).get(t, w.at("/history"))
	seen.has(t, "Company opened as its administrator", "Marc Tremblay, Service provider", "Acting for the company: "+reason, "zoe@boreal.example", "Company left")
}

// The time to act for a company ends by itself; nothing of the company is changed with a page that was open then.
func TestActingEnds(t *testing.T) {
	w := newWorld(t)
	p := w.signedIn(t, vendor)
	opened := p.get(t, w.at("/act"))
	p.post(t, w.at("/act"), opened.form("reason", "Chantal a téléphoné", "minutes", "15", "confirm", password)).is(t, 200, w.at("/profile"))
	open := p.get(t, w.at("/profile"))
	err := w.store.Write(t.Context(), func(tx *store.Tx) error {
		at, err := url.Parse(w.server.URL)
		if err != nil {
			return err
		}
		who, err := w.Session(t.Context(), p.client.Jar.Cookies(at)[0].Value)
		if err != nil {
			return err
		}
		return tx.SetActing(who.Session, w.company, "Chantal a téléphoné", tx.Now)
	})
	if err != nil {
		t.Fatal(err)
	}
	late := p.post(t, w.at("/profile"), open.form("name", "Boréale"))
	if got := w.signedIn(t, email).get(t, w.at("/history")); strings.Contains(got.text, "Service provider Name") {
		t.Errorf("changed for the company: %s", got.text)
	}
	if strings.Contains(late.text, "you are acting for") {
		t.Errorf("still acting: %s", late.text)
	}
	p.get(t, w.at("/manage")).is(t, 200, w.at("/manage"))
}
