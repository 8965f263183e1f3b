package web

import (
	"net/url"
	"regexp"
	"strings"
	"testing"

	"anteroom.dev/anteroom/office"
)

// A user from the form, by the mail, to the first sign-in and the own settings, in both languages (R48).
func TestUserStory(t *testing.T) {
	for language, words := range map[string][3]string{"fr": {"Bienvenue", "Mes paramètres", "NIP défini"}, "en": {"Welcome", "My settings", "PIN set"}} {
		t.Run(language, func(t *testing.T) {
			w := newWorld(t)
			w.do(t, program, office.SetLanguages{Company: w.company, First: "fr", Second: "en"})
			p := w.signedIn(t, email)
			opened := p.get(t, w.at("/users/add"))
			wrong := p.post(t, w.at("/users/add"), opened.form("first", "Zoé", "email", "zoe@", "extension", "201"))
			wrong.is(t, 422, w.at("/users/add"))
			if wrong.values["first"] != "Zoé" || wrong.values["email"] != "zoe@" {
				t.Error("what was typed is lost")
			}
			p.post(t, w.at("/users/add"), opened.form("first", "Zoé", "last", "Abel", "email", "zoe@boreal.example", "extension", "77", "language", language)).is(t, 200, w.at("/users?saved="))
			p.get(t, w.at("/users?q=zoe")).has(t, "Zoé Abel", "Invited", "77")

			zoe := w.person(t)
			link := strings.TrimPrefix(w.composer.last(), "http://portal.example")
			if !strings.HasPrefix(link, "/invitation/") {
				t.Fatal(link)
			}
			page := zoe.get(t, link)
			page.has(t, words[0], "zoe@boreal.example")
			if page.language != language {
				t.Error(page.language)
			}
			zoe.post(t, link, page.form("new", "court", "again", "long")).is(t, 422, link)
			zoe.post(t, link, page.form("new", password, "again", password, "pin", "481516")).is(t, 200, "/me")
			zoe.post(t, "/sign-out", nil)
			dead := zoe.get(t, link)
			dead.is(t, 404, link)
			dead.has(t, "ask your company’s administrator to send it again")
			zoe.post(t, "/sign-in", url.Values{"email": {"zoe@boreal.example"}, "password": {password}}).is(t, 200, "/me")
			me := zoe.get(t, "/")
			me.is(t, 200, "/me")
			me.has(t, words[1])
			zoe.post(t, "/me", me.form("first", "Zoë")).is(t, 200, "/me?saved=")
			zoe.post(t, "/me/pin", url.Values{"pin": {"162342"}, "again": {"162342"}}).is(t, 200, "/me?saved=")
			zoe.post(t, "/me/pin", url.Values{"pin": {"1111"}, "again": {"1111"}}).is(t, 422, "/me/pin")
			zoe.post(t, "/me/password", url.Values{"current": {password}, "new": {"tout à fait neuf"}, "again": {"tout à fait neuf"}}).is(t, 200, "/me?saved=")
			zoe.get(t, "/me/history").has(t, words[2])
			zoe.get(t, w.at("/users")).is(t, 404, w.at("/users"))
		})
	}
}

// A phone is given to a user, with a name and a password that are shown once, and taken away again.
func TestUserPhone(t *testing.T) {
	w := newWorld(t)
	p := w.signedIn(t, email)
	at := w.at("/users/" + string(w.user))
	made := p.post(t, at+"/phones/add", p.get(t, at+"/phones/add").form())
	made.is(t, 200, at+"/phones/add")
	made.has(t, "The phone is made", "shown this once")
	d, err := w.User(t.Context(), program, w.company, w.user)
	if err != nil || len(d.Phones) != 1 || !strings.Contains(made.body, d.Phones[0].Name) {
		t.Fatal(d.Phones, err)
	}
	remove := at + "/phones/" + string(d.Phones[0].ID) + "/remove"
	p.get(t, at).has(t, d.Phones[0].Name)
	phone := at + "/phones/" + string(d.Phones[0].ID)
	p.get(t, phone).has(t, "Typed in by hand", "Remove the phone")
	p.post(t, phone, url.Values{"model": {"snom"}, "mac": {"00:15"}}).is(t, 422, phone)
	configured := p.post(t, phone, p.post(t, phone, url.Values{"model": {"snom"}, "mac": {"00:04:13:A1:B2:C3"}}).form())
	configured.has(t, "This address is shown only once", "/snom.xml")
	p.get(t, phone).has(t, "Not fetched yet", "Snom")
	address := regexp.MustCompile(`/p/[0-9a-f]{64}/snom.xml`).FindString(configured.body)
	w.person(t).get(t, address).has(t, d.Phones[0].Name, "sip.portal.example:5060")
	p.get(t, phone).has(t, "It runs the present one")
	w.person(t).get(t, "/p/000413a1b2c3/snom.xml").is(t, 404, "/p/000413a1b2c3/snom.xml")
	review := p.post(t, remove, p.get(t, remove).form())
	p.post(t, remove, review.form()).is(t, 200, at+"?saved=")
	p.get(t, remove).is(t, 404, remove)
}

// Removing is shown before it is done, and can be taken back; several go at once.
func TestUserRemoved(t *testing.T) {
	w := newWorld(t)
	p := w.signedIn(t, email)
	at := w.at("/users/" + string(w.user))
	p.get(t, at).has(t, "Jean Roy", "Remove the user")
	review := p.post(t, at+"/remove", p.get(t, at+"/remove").form())
	review.is(t, 200, at+"/remove")
	review.has(t, "Jean Roy is removed", "extension 201")
	p.post(t, at+"/remove", review.form()).is(t, 200, at+"?saved=")
	p.get(t, w.at("/users?state=removed")).has(t, "Jean Roy", "Removed")
	back := p.post(t, at+"/recover", p.get(t, at+"/recover").form())
	p.post(t, at+"/recover", back.form()).is(t, 200, at+"?saved=")
	bulk := p.post(t, w.at("/users/remove"), url.Values{"id": {string(w.user)}})
	bulk.has(t, "Jean Roy is removed")
	p.post(t, w.at("/users/remove"), bulk.form()).is(t, 200, w.at("/users?saved="))
}
