package web

import (
	"testing"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
)

// The simulator tells what the next caller hears, in which language, and how the call ends; a change is heard in the next
// one; another company's number is none of ours.
func TestSimulator(t *testing.T) {
	w := newWorld(t)
	w.do(t, program, office.AddNumbers{Company: w.company, List: "+14185550142"})
	p, at := w.signedIn(t, email), w.at("/simulator")
	p.get(t, at).has(t, "Simulate the call")
	call := p.get(t, at+"?number=%2B14185550142&keys=,")
	call.is(t, 200, at)
	call.has(t, "The call is answered → Announcement: number not assigned") // it is nobody's yet
	w.change(t, office.SetLanguages{Company: w.company, First: "fr", Second: "en"})
	p.get(t, at+"?number=%2B14185550100&keys=2,").has(t, "Bonjour. ", "For English, press 2.", "The caller presses 2 → Goes on in English", "The caller says nothing")
	wrong := p.get(t, at+"?number=%2B14185550142&keys=2x")
	wrong.is(t, 422, at)
	wrong.has(t, "Enter only 0 to 9, * and #, and commas.")
	p.get(t, at+"?number=%2B14165550100").has(t, "Choose a number of the company")
	if _, err := w.Simulate(t.Context(), anteroom.Who{Level: anteroom.LevelCompany, Company: w.other}, w.company, "", anteroom.Trial{}); anteroom.KindOf(err) != anteroom.NotFound {
		t.Errorf("another's: %v", err)
	}
}
