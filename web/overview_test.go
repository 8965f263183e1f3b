package web

import (
	"testing"

	"anteroom.dev/anteroom/office"
)

// What is left of setting a company up, each with where it is done; what only the provider can do says whom to ask.
func TestOverview(t *testing.T) {
	w := newWorld(t)
	w.do(t, program, office.SetKeys{Company: w.company, Keys: 1})
	own := w.signedIn(t, email).get(t, w.at("/overview"))
	own.is(t, 200, w.at("/overview"))
	own.has(t, "3 tasks", "A default package", "Do it now", "More subscription keys", "Ask Nordik", "aide@nordik.example")
	above := w.signedIn(t, vendor).get(t, w.at("/overview"))
	above.has(t, "More subscription keys", "Do it now")
	w.do(t, program, office.SetKeys{Company: w.company, Keys: 5})
	w.signedIn(t, email).get(t, w.at("/overview")).has(t, "2 tasks")

	w.signedIn(t, operator).get(t, "/system/").has(t, "VARs 1", "Companies 2", "English", "French")
}
