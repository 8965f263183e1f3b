package web

import (
	"testing"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
)

// A VAR and the system have a history of their own, from which a change is put back.
func TestHistoryAbove(t *testing.T) {
	w := newWorld(t)
	w.do(t, program, office.EditVAR{VAR: w.vendor, Name: "Nordik Plus", SupportEmail: "aide@nordik.example"})
	p, path := w.signedIn(t, vendor), "/v/"+string(w.vendor)
	p.get(t, path+"/history").has(t, "Nordik Plus", "Undo")
	asked := p.get(t, path+"/undo?change="+w.latest(anteroom.Target{VAR: w.vendor}))
	asked.has(t, "Nordik Plus → becomes Nordik")
	p.post(t, path+"/undo", asked.form()).is(t, 200, path+"/history?saved=")
	if place, err := w.Place(t.Context(), program, anteroom.Target{VAR: w.vendor}); err != nil || place.VAR.Name != "Nordik" {
		t.Error(place.VAR, err)
	}

	w.do(t, program, office.EditPhoneSystem{PhoneSystem: w.pbx, Name: "Renommé", Kind: "builtin"})
	root := w.signedIn(t, operator)
	root.get(t, "/system/history").has(t, "Renommé", "Undo")
	asked = root.get(t, "/system/undo?change="+w.latest(anteroom.Target{}))
	root.post(t, "/system/undo", asked.form()).is(t, 200, "/system/history?saved=")
	p.get(t, "/system/history").is(t, 404, "/system/history")
}
