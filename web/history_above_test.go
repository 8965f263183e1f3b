package web

import (
	"strings"
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

// A VAR reads what was done to its companies too, narrows it, and undoes it where it belongs.
func TestHistoryBelow(t *testing.T) {
	w := newWorld(t)
	w.do(t, program, office.SetGeneral{Company: w.company, Name: "Boréal 2", Country: "CA"})
	p, path := w.signedIn(t, vendor), "/v/"+string(w.vendor)+"/history"
	page := p.get(t, path+"?command=set-general")
	page.has(t, "Company: Boréal 2", "Remove the filter Change: General information changed", "Clear all filters")
	undo := w.at("/undo?change=" + w.latest(anteroom.Target{Company: w.company}))
	if !strings.Contains(page.body, `href="`+undo+`"`) {
		t.Error("nothing leads to the undoing of the company's change")
	}
	asked := p.get(t, undo)
	p.post(t, w.at("/undo"), asked.form()).is(t, 200, w.at("/profile?saved="))
	p.get(t, path+"?person=nobody+at+all").has(t, "Nothing fits what you are looking for.")
	p.get(t, path+"?from=nonsense").is(t, 422, path)
	root := w.signedIn(t, operator)
	root.get(t, "/system/history?person="+string(program.Account)+"&command=undo").has(t, "Company: Boréal, of Nordik", "Marc Tremblay")
	w.signedIn(t, email).get(t, w.at("/history?command=set-general&to=2020-01-01")).has(t, "Nothing fits")
}
