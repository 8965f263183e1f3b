package web

import (
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/web/pages"
	"github.com/a-h/templ"
)

// callGallery is the page of one call.
func callGallery(add func(page, title, here string, more ...specimen)) {
	of := func(change func(*anteroom.Call)) func(*sample) templ.Component {
		return func(s *sample) templ.Component {
			d := office.CallDetails{Call: s.callList()[0], Reached: "Élise Gagnon <b>x</b>"}
			change(&d.Call)
			for range d.Outside {
				d.Cost = append(d.Cost, office.Cost{Amount: 4_500, Currency: "CAD"})
			}
			page := callPage(pages.Calls{Shell: s.Shell}, d)
			page.Heard = heardIn(page, s.catalogue.Said, true)
			return pages.CallPage(page)
		}
	}
	add("call", "call.title", "calls", specimen{state: "usual", make: of(func(*anteroom.Call) {})},
		specimen{state: "outside", make: of(func(c *anteroom.Call) {
			c.Gate = &anteroom.Decision{Permit: anteroom.Granted, Why: anteroom.WhyNoRule, Number: "+33142000000"}
			c.Outside = []anteroom.Leg{{Number: "+33142000000", User: "marc", Trunk: "Nord", Answered: c.Began, Ended: c.Began.Add(3 * time.Minute)}}
		})},
		specimen{state: "refused", make: of(func(c *anteroom.Call) {
			c.Gate = &anteroom.Decision{Permit: anteroom.Denied, Why: anteroom.WhyRule, Rule: &rules()[1], Number: "+19005551234"}
			c.Verdict = anteroom.Verdict{Result: anteroom.Refused, Reason: anteroom.NotAllowed}
		})},
		specimen{state: "on-the-way", make: of(func(c *anteroom.Call) {
			c.Outside = []anteroom.Leg{{Number: "+15145550122", User: "elise", Trunk: "Nord", Answered: c.Began, Ended: c.Began.Add(3 * time.Minute),
				Way: anteroom.ByForwarding, Gate: &anteroom.Decision{Permit: anteroom.Granted, Why: anteroom.WhyRule, Rule: &rules()[0], Number: "+15145550122"}}}
			c.OnLine = &anteroom.Caller{User: "zoe", Name: "Zoé <b>x</b> Œuvrard"}
			c.Refusals = []anteroom.Refusal{{Way: anteroom.ByForwarding, To: "011 33 1 42 00 00 00", Decision: anteroom.Decision{Permit: anteroom.Denied, Why: anteroom.WhyRule, Rule: &rules()[0], Number: "+33142000000"}},
				{Way: anteroom.ByTransfer, To: "555<b>", Decision: anteroom.Decision{Permit: anteroom.Denied, Why: anteroom.WhyNoNumber}}}
			c.Verdict = anteroom.Verdict{Result: anteroom.Answered, Reason: anteroom.CapReached}
		})})
}
