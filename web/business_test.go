package web

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var resetLink = regexp.MustCompile(`http://portal\.example(/reset/[0-9a-f]+)`)

// A provider's business from the set-up link to a user's first sign-in, in both languages, through the pages alone, each found by
// a link of the one before: the installation, a VAR with keys and packages, a company with what it offers, a user who holds what
// was Default (R20 to R24, R47, R48).
func TestWholeBusiness(t *testing.T) {
	for _, row := range []struct{ language, packages, settings, keys string }{
		{"en", "Edit Offered Packages", "My settings", "subscription keys are used (2)"},
		{"fr", "Modifier les forfaits offerts", "Mes paramètres", "sont utilisées (2)"},
	} {
		t.Run(row.language, func(t *testing.T) {
			w := bare(t)
			nora := w.vendorSetUp(t, row.language)
			chantal, users := w.companyOfVendor(t, nora, row.language)

			offers := chantal.goes(t, users, "/packages")
			offers.has(t, row.packages)
			chantal.offers(t, offers, "Affaires")
			zoe := w.invited(t, chantal, users, "Zoé", "201")
			chantal.offers(t, chantal.get(t, offers.path), "Plus")
			marc := w.invited(t, chantal, users, "Marc", "202")
			for who, want := range map[*person][]bool{zoe: {true, false}, marc: {false, true}} { // the first is left as she was
				held := who.goes(t, who.get(t, "/me"), "/me/packages").form()["packages"]
				if got := []bool{slices.Contains(held, offers.option("Affaires")), slices.Contains(held, offers.option("Plus"))}; !slices.Equal(got, want) {
					t.Errorf("holds %v, want %v", got, want)
				}
			}
			add := chantal.goes(t, chantal.get(t, users.path), "/users/add")
			full := chantal.post(t, add.path, add.form("first", "Trois", "last", "Trois", "email", "trois@boreal.example"))
			full.is(t, 422, add.path)
			full.has(t, row.keys)
			chantal.post(t, strings.Replace(add.path, "/users/", "/companies/", 1), nil).is(t, 404, "")

			first := w.signedIn(t, "zoé@boreal.example")
			first.get(t, "/").has(t, row.settings)
			first.get(t, users.path).is(t, 404, users.path)
		})
	}
}

// vendorSetUp sets an installation up and makes a VAR with three keys and two packages, whose administrator comes by the link.
func (w *world) vendorSetUp(t *testing.T, language string) *person {
	t.Helper()
	root := w.person(t)
	set := w.setUpPath(t)
	root.get(t, set+"?lang="+language)
	done := root.post(t, set, url.Values{"administrator_name": {"Rose"}, "email": {operator}, "administrator_language": {language}, "password": {password},
		"again": {password}, "languages": {"en", "fr"}, "name": {"Anteroom"}, "support_email": {"aide@anteroom.example"}, "public_name": {"Public"},
		"public_email": {"public@anteroom.example"}, "country": {"CA"}, "keys": {"0"}})
	done.is(t, 200, set)
	v := root.fills(t, root.goes(t, root.goes(t, done, "/system/vars"), "/system/vars/add"), "name", "Nordik", "support_email", "aide@nordik.example", "keys", "3")
	made := root.fills(t, root.goes(t, root.goes(t, v, "/administrators"), "/administrators/add"), "administrator_name", "Nora", "email", vendor, "administrator_language", language)
	w.comes(t, made)
	nora := w.signedIn(t, vendor)
	list := nora.goes(t, nora.get(t, "/"), "/packages")
	for _, name := range []string{"Affaires", "Plus"} {
		list = nora.fills(t, nora.goes(t, list, "/packages/add"), "name", name, "currency", "CAD", "base_rate", "20", "minutes", "100", "minute_rate", "0.03")
	}
	return nora
}

// companyOfVendor makes a company with two keys and both packages on its list, whose administrator comes by the link and opens
// the list of its users.
func (w *world) companyOfVendor(t *testing.T, nora *person, language string) (chantal *person, users page) {
	t.Helper()
	made := nora.fills(t, nora.goes(t, nora.goes(t, nora.get(t, "/"), "/companies"), "/companies/add"), "name", "Boréal", "country", "CA", "first", language, "keys", "2",
		"administrator_name", "Chantal", "administrator_language", language, "email", email, "assistant_name", "Emma", "assistant_email", "emma@boreal.example")
	company := nora.goes(t, made, "/manage")
	for _, name := range []string{"Affaires", "Plus"} {
		list := nora.goes(t, nora.goes(t, company, "/packages"), "/packages/list")
		nora.fills(t, list, "package", list.option(name))
	}
	w.comes(t, made)
	chantal = w.signedIn(t, email)
	return chantal, chantal.goes(t, chantal.get(t, "/"), "/users")
}

// goes follows the link of a page to an address that ends so.
func (p *person) goes(t *testing.T, from page, end string) page {
	t.Helper()
	link := regexp.MustCompile(`href="([^"?#]*` + end + `)["?]`).FindStringSubmatch(from.body)
	if link == nil {
		t.Fatalf("%s has no link to %s: %s", from.path, end, from.text)
	}
	to := p.get(t, link[1])
	to.is(t, 200, "/") // /me/packages leads on
	return to
}

// fills fills the form of a page and sends it, and again where what it will do is shown first.
func (p *person) fills(t *testing.T, on page, typed ...string) page {
	t.Helper()
	path, _, _ := strings.Cut(on.path, "?")
	got := p.post(t, path, on.form(typed...))
	if got.status == 200 && got.values["digest"] != "" {
		got = p.post(t, path, got.form())
	}
	if got.status != 200 {
		t.Fatalf("%s: %d %s", path, got.status, got.text)
	}
	return got
}

// option is what a page sends where somebody picks the package of that name.
func (pg page) option(name string) string {
	for _, form := range []string{`<option value="([^"]+)"[^>]*>` + name, `value="([^"]+)"[^>]*> <label[^>]*>[^<]*<bdi>` + name} {
		if found := regexp.MustCompile(form).FindStringSubmatch(pg.body); found != nil {
			return found[1]
		}
	}
	return ""
}

// comes opens the link that a page shows once, and chooses a password.
func (w *world) comes(t *testing.T, shown page) {
	t.Helper()
	link := resetLink.FindStringSubmatch(shown.body)
	if link == nil {
		t.Fatalf("%s shows no link: %s", shown.path, shown.text)
	}
	come := w.person(t)
	come.fills(t, come.get(t, link[1]), "new", password, "again", password)
}

// offers makes one package offered and default, and no other.
func (p *person) offers(t *testing.T, on page, name string) {
	t.Helper()
	p.fills(t, on, "offer", on.option(name), "default", on.option(name)).is(t, 200, strings.Split(on.path, "?")[0]+"?saved=")
}

// invited makes a user by the form, who comes by the link of the mail, and is in.
func (w *world) invited(t *testing.T, chantal *person, users page, first, extension string) *person {
	t.Helper()
	address := strings.ToLower(first) + "@boreal.example"
	chantal.fills(t, chantal.goes(t, users, "/users/add"), "first", first, "last", "Abel", "email", address, "extension", extension)
	link := strings.TrimPrefix(w.composer.last(), "http://portal.example")
	come := w.person(t)
	come.fills(t, come.get(t, link), "new", password, "again", password, "pin", "481516").is(t, 200, "/me")
	return come
}
