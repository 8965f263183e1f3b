package web

import (
	"net/url"
	"regexp"
	"strings"
	"testing"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
)

var resetLink = regexp.MustCompile(`http://portal\.example(/reset/[0-9a-f]+)`)

// A provider's business from the set-up link to a user's first sign-in, in both languages: the installation, a VAR with
// keys and packages, a company with what it offers, a user who holds what was Default (R20 to R24, R47, R48).
func TestWholeBusiness(t *testing.T) {
	for _, row := range []struct{ language, packages, settings, keys string }{
		{"en", "Edit Offered Packages", "My settings", "subscription keys are used (2)"},
		{"fr", "Modifier les forfaits offerts", "Mes paramètres", "sont utilisées (2)"},
	} {
		t.Run(row.language, func(t *testing.T) {
			w := bare(t)
			root := w.person(t)
			set := w.setUpPath(t)
			root.get(t, set+"?lang="+row.language)
			root.post(t, set, url.Values{"administrator_name": {"Rose"}, "email": {operator}, "administrator_language": {row.language}, "password": {password},
				"again": {password}, "languages": {"en", "fr"}, "name": {"Anteroom"}, "support_email": {"aide@anteroom.example"}, "public_name": {"Public"},
				"public_email": {"public@anteroom.example"}, "country": {"CA"}, "keys": {"0"}}).is(t, 200, set)

			root.submit(t, "/system/vars/add", "name", "Nordik", "support_email", "aide@nordik.example", "keys", "3")
			v := w.onlyVAR(t, "Nordik")
			w.open(t, w.do(t, program, office.CreateAdministrator{VAR: v.ID, Name: "Nora", Email: vendor, Language: anteroom.Language(row.language)}))

			nora := w.signedIn(t, vendor)
			at := "/v/" + string(v.ID)
			for _, name := range []string{"Affaires", "Plus"} {
				nora.submit(t, at+"/packages/add", "name", name, "currency", "CAD", "base_rate", "20", "minutes", "100", "minute_rate", "0.03")
			}
			made := nora.submit(t, at+"/companies/add", "name", "Boréal", "country", "CA", "first", row.language, "keys", "2", "administrator_name", "Chantal",
				"administrator_language", row.language, "email", email, "assistant_name", "Emma", "assistant_email", "emma@boreal.example")
			w.company = w.onlyCompany(t, "Boréal")
			for _, p := range w.packagesOf(t, v.ID) {
				nora.submit(t, w.at("/packages/list"), "package", string(p))
			}

			link := resetLink.FindStringSubmatch(made.body)[1]
			w.person(t).post(t, link, url.Values{"new": {password}, "again": {password}}).is(t, 200, "/sign-in?done=reset")
			chantal := w.signedIn(t, email)
			offers := chantal.get(t, w.at("/packages"))
			offers.has(t, row.packages)
			chantal.post(t, w.at("/companies/add"), nil).is(t, 404, w.at("/companies/add"))
			w.offer(t, "Affaires")
			first := w.invited(t, chantal, row.language, "Zoé", "201")
			w.offer(t, "Plus")
			second := w.invited(t, chantal, row.language, "Marc", "202")
			w.holds(t, first, "Affaires")
			w.holds(t, second, "Plus")

			form := chantal.get(t, w.at("/users/add")).form("first", "Trois", "last", "Trois", "email", "trois@boreal.example")
			full := chantal.post(t, w.at("/users/add"), form)
			full.is(t, 422, w.at("/users/add"))
			full.has(t, row.keys)
			zoe := w.signedIn(t, "zoé@boreal.example")
			zoe.get(t, "/").has(t, row.settings)
			zoe.get(t, w.at("/users")).is(t, 404, w.at("/users"))
		})
	}
}

// submit fills a form and sends it, and again where what it will do is shown first.
func (p *person) submit(t *testing.T, path string, typed ...string) page {
	t.Helper()
	got := p.post(t, path, p.get(t, path).form(typed...))
	if got.status == 200 && got.values["digest"] != "" {
		got = p.post(t, path, got.form())
	}
	if got.status != 200 {
		t.Fatalf("%s: %d %s", path, got.status, got.text)
	}
	return got
}

func (w *world) onlyVAR(t *testing.T, name string) anteroom.VAR {
	t.Helper()
	list, err := w.VARs(t.Context(), program, anteroom.Find{Text: name, Most: 10})
	if err != nil || len(list.Rows) != 1 {
		t.Fatalf("%+v, %v", list, err)
	}
	return anteroom.VAR{ID: list.Rows[0].VAR.ID}
}

func (w *world) onlyCompany(t *testing.T, name string) anteroom.CompanyID {
	t.Helper()
	list, err := w.CompanyList(t.Context(), program, "", anteroom.Find{Text: name, Most: 10})
	if err != nil || len(list.Rows) != 1 {
		t.Fatalf("%+v, %v", list, err)
	}
	return list.Rows[0].ID
}

func (w *world) packagesOf(t *testing.T, v anteroom.VARID) (ids []anteroom.PackageID) {
	t.Helper()
	list, err := w.Packages(t.Context(), program, v)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range list {
		if p.Package.VAR == v {
			ids = append(ids, p.Package.ID)
		}
	}
	return ids
}

// offer makes one package of the company's list offered and default, by its page as a browser would send it.
func (w *world) offer(t *testing.T, name string) {
	t.Helper()
	list, err := w.CompanyPackages(t.Context(), program, w.company)
	if err != nil {
		t.Fatal(err)
	}
	chantal := w.signedIn(t, email)
	form := url.Values{"version": {chantal.get(t, w.at("/packages")).values["version"]}}
	for _, p := range list {
		if p.Package.Name == name {
			form.Set("offer", string(p.Package.ID))
			form.Set("default", string(p.Package.ID))
		}
	}
	got := chantal.post(t, w.at("/packages"), form)
	if got.values["digest"] != "" {
		got.has(t, "("+name+")") // which package it is about
		form.Set("digest", got.values["digest"])
		got = chantal.post(t, w.at("/packages"), form)
	}
	got.is(t, 200, w.at("/packages?saved="))
}

// invited makes a user by the form, who comes by the link of the mail, and signs in.
func (w *world) invited(t *testing.T, chantal *person, language, first, extension string) anteroom.UserID {
	t.Helper()
	address := strings.ToLower(first) + "@boreal.example"
	chantal.submit(t, w.at("/users/add"), "first", first, "last", "Abel", "email", address, "extension", extension)
	link := strings.TrimPrefix(w.composer.last(), "http://portal.example")
	come := w.person(t)
	come.post(t, link, come.get(t, link).form("new", password, "again", password, "pin", "481516")).is(t, 200, "/me")
	_, who, err := w.SignIn(t.Context(), address, password, "test")
	if err != nil {
		t.Fatal(err)
	}
	return who.User
}

func (w *world) holds(t *testing.T, id anteroom.UserID, want string) {
	t.Helper()
	list, _, err := w.UserPackages(t.Context(), program, w.company, id)
	if err != nil {
		t.Fatal(err)
	}
	var held []string
	for _, p := range list {
		if p.Held {
			held = append(held, p.Package.Name)
		}
	}
	if strings.Join(held, ", ") != want {
		t.Errorf("holds %v, want %s", held, want)
	}
}
