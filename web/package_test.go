package web

import (
	"net/url"
	"strings"
	"testing"
)

// boxes confirms a form whose boxes share a name.
func (p *person) boxes(t *testing.T, path string, form url.Values, tells ...string) page {
	t.Helper()
	review := p.post(t, path, form)
	review.is(t, 200, path)
	review.has(t, append(tells, "Nothing has been stored yet.")...)
	sent := review.form()
	for name, list := range form {
		if len(list) > 0 && list[0] != sent.Get(name) || len(list) > 1 {
			for _, value := range list {
				if !strings.Contains(review.body, `name="`+name+`" value="`+value+`"`) {
					t.Errorf("the review does not keep %s=%s", name, value)
				}
			}
		}
		sent[name] = list
	}
	return p.post(t, path, sent)
}

// R20 to R24 through the pages: a VAR makes a package, puts it on a company's list; the company offers it and gives it; a
// user chooses. What was forged is refused.
func TestPackagePages(t *testing.T) {
	w := newWorld(t)
	w.neighbours(t)
	marc, chantal := w.signedIn(t, vendor), w.signedIn(t, email)
	at, company := "/v/"+string(w.vendor)+"/packages", "/c/"+string(w.company)
	wrong := marc.post(t, at+"/add", marc.get(t, at+"/add").form("name", "Affaires", "base_rate", "-3", "minute_rate", "three"))
	wrong.is(t, 422, at+"/add")
	wrong.has(t, "Enter an amount such as 24.50.")
	wrong = marc.post(t, at+"/add", wrong.form("minute_rate", "0.03"))
	wrong.has(t, "Enter 0 or more.")
	marc.post(t, at+"/add", wrong.form("base_rate", "1,019.95", "minutes", "200")).is(t, 200, at+"?saved=")
	marc.get(t, at).has(t, "Affaires", "1,019.95", "The VAR's own", "Standard", "System-wide")

	list := company + "/packages/list"
	form := marc.get(t, list)
	form.has(t, "Affaires", "Plus")
	marc.post(t, list, form.form("package", string(w.own))).is(t, 200, company+"/packages?saved=")
	offers := chantal.get(t, company+"/packages")
	offers.has(t, "Edit Offered Packages", "Standard", "24.50", "1,000 min", "0.03", "Active", "Plus")
	for name := range offers.values {
		if name != "version" && name != "next" && name != "" {
			t.Errorf("the page has a field %q", name)
		}
	}
	typed := offers.form()
	typed["offer"], typed["default"] = []string{string(w.standard)}, []string{string(w.own)}
	refused := chantal.post(t, company+"/packages", typed)
	refused.is(t, 422, company+"/packages")
	refused.has(t, "“Plus” is given by default: it must be offered too.")
	typed["offer"] = []string{string(w.standard), string(w.own)}
	chantal.boxes(t, company+"/packages", typed, "Each user made from now on gets Plus: 0.00", "1 user who is there already keeps what they have").is(t, 200, company+"/packages?saved=")
	typed = chantal.get(t, company+"/packages").form()
	typed["offer"] = []string{"forged"}
	chantal.post(t, company+"/packages", typed).is(t, 422, company+"/packages")
	chantal.post(t, list, url.Values{"package": {string(w.own)}}).is(t, 403, list)
	edit := at + "/edit?package=" + string(w.own)
	chantal.post(t, edit, url.Values{"name": {"Plus"}, "base_rate": {"0"}}).is(t, 404, at+"/edit")
	marc.get(t, at+"/edit?package="+string(w.standard)).is(t, 404, at+"/edit")

	own := company + "/users/" + string(w.user) + "/packages"
	page := chantal.get(t, own)
	page.has(t, "Standard", "Plus")
	mine := page.form()
	mine["packages"] = []string{string(w.standard)}
	chantal.boxes(t, own, mine, "the packages cost 24.50").is(t, 200, own+"?saved=")
	gone := marc.get(t, edit).form("name", "Plus 2")
	gone.Del("active")
	marc.confirmed(t, edit, gone, "neither offered nor given").is(t, 200, at+"?saved=")
	chantal.get(t, company+"/packages").has(t, "Plus 2", "Inactive")
	root := w.signedIn(t, operator)
	root.confirmed(t, "/system/packages/edit?package="+string(w.standard), root.get(t, "/system/packages/edit?package="+string(w.standard)).form("base_rate", "25"),
		"1 user of companies that have it on their lists (1) has it on the new terms").is(t, 200, "/system/packages?saved=")
}
