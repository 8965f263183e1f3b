package web

import (
	"strings"
	"testing"

	"anteroom.dev/anteroom/office"
)

// A page that is not there, and one of the manual, lead back to what is the reader's own, and nowhere else.
func TestNowhereLeadsHome(t *testing.T) {
	w := newWorld(t)
	for who, home := range map[string]string{email: w.at("/profile"), vendor: "/v/" + string(w.vendor) + "/companies"} {
		p := w.signedIn(t, who)
		for _, path := range []string{"/help/system", "/system/vars", "/c/nothing/profile", "/nowhere"} {
			page := p.get(t, path)
			if !strings.Contains(page.body, `href="`+home+`"`) || strings.Contains(page.body, `href="/system/`) {
				t.Errorf("%s: %s leads elsewhere", who, path)
			}
		}
	}
}

// The history offers to undo what the reader may undo; of the provider's own acts it says who may (R10).
func TestUndoIsOffered(t *testing.T) {
	w := newWorld(t)
	keys := w.do(t, program, office.SetKeys{Company: w.company, Keys: 40}).Change
	named := w.do(t, program, office.SetAssistant{Company: w.company, Name: "Zoé", Email: "zoe@boreal.example"}).Change
	offered := func(page page, id string) bool { return strings.Contains(page.body, "/undo?change="+id) }
	own, above := w.signedIn(t, email).get(t, w.at("/history")), w.signedIn(t, vendor).get(t, w.at("/history"))
	if offered(own, string(keys)) || !offered(own, string(named)) || !offered(above, string(keys)) || !offered(above, string(named)) {
		t.Error("undo is offered to whom it is refused, or not to whom it is granted")
	}
	own.has(t, "Only your service provider can undo this.")
}
