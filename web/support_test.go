package web

import (
	"net/url"
	"testing"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
)

// A page for one command: stored with what it did told; a wrong field keeps what was typed; an outdated page is refused
// with both values; a stranger finds nothing.
func TestSupport(t *testing.T) {
	w := newWorld(t)
	list, err := w.Companies(t.Context(), program)
	if err != nil {
		t.Fatal(err)
	}
	path := "/v/" + string(list[0].VAR) + "/support"
	p := w.signedIn(t, vendor)
	opened := p.get(t, path)
	done := p.post(t, path, opened.form("support_email", "soutien@nordik.example"))
	done.is(t, 200, path+"?saved=")
	done.has(t, "Saved.", "Support e-mail: aide@nordik.example → becomes soutien@nordik.example")

	wrong := p.post(t, path, done.form("support_email", "soutien@", "support_phone", "+1 418 555 0142"))
	wrong.is(t, 422, path)
	wrong.has(t, "There is a problem")
	if wrong.values["support_email"] != "soutien@" || wrong.values["support_phone"] != "+1 418 555 0142" {
		t.Error("what was typed is lost")
	}

	w.do(t, program, office.EditVAR{VAR: list[0].VAR, Name: "Nordik", SupportEmail: "soutien@nordik.example", SupportPhone: "+1 418 555 0111"})
	stale := p.post(t, path, done.form("support_phone", "+1 418 555 0142"))
	stale.is(t, 409, path)
	stale.has(t, "+1 418 555 0111")
	p.post(t, path, stale.form()).is(t, 200, path+"?saved=")
	if place, err := w.Place(t.Context(), program, anteroom.Target{VAR: list[0].VAR}); err != nil || place.VAR.SupportPhone != "+1 418 555 0142" {
		t.Error(place.VAR, err)
	}

	w.signedIn(t, stranger).get(t, path).is(t, 404, path)
	w.signedIn(t, stranger).post(t, path, url.Values{"name": {"X"}}).is(t, 404, path)
}
