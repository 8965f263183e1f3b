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
				d.Cost = append(d.Cost, anteroom.Cost{Amount: 4_500, Currency: "CAD"})
			}
			page := callPage(pages.Calls{Shell: s.Shell}, d)
			page.Heard = heardIn(page, s.catalogue.Said, true)
			return pages.CallPage(page)
		}
	}
	back := func(s *sample) pages.Task {
		s.asUser()
		return backForm(s.Shell, s.callList()[0])
	}
	add("call-back", "call_back.title", "my_calls", specimen{state: "usual", make: func(s *sample) templ.Component { return pages.TaskPage(back(s)) }},
		specimen{state: "error", wrong: true, status: 409, make: func(s *sample) templ.Component {
			page := back(s)
			page.Problems = page.Wrongs(&anteroom.Error{Kind: anteroom.Conflict, Msg: anteroom.T("error.call.withheld")})
			return pages.TaskPage(page)
		}})
	place := func(s *sample) pages.Task {
		s.asUser()
		return placeForm(s.Shell, "")
	}
	add("place-call", "place.title", "my_calls", specimen{state: "usual", make: func(s *sample) templ.Component { return pages.TaskPage(place(s)) }},
		specimen{state: "error", wrong: true, status: 422, make: func(s *sample) templ.Component {
			return broken(place(s), map[string]string{"number": "1 900 555-0199"}, anteroom.FieldError{Field: "number", Msg: anteroom.T("error.call_rule.refused", "rule", "Kiosques <b>x")})
		}})
	add("call", "call.title", "calls", specimen{state: "in-progress", make: func(s *sample) templ.Component {
		s.asUser()
		c := s.callList()[0]
		c.Ended, c.Sender, c.Caller, c.Verdict = time.Time{}, "marc", "201", anteroom.Verdict{}
		return pages.CallPage(callPage(pages.Calls{Shell: s.Shell, Mine: true, Of: "boreal", User: "marc"}, office.CallDetails{Call: c, At: "placed"}))
	}}, specimen{state: "usual", make: of(func(*anteroom.Call) {})},
		specimen{state: "outside", make: of(func(c *anteroom.Call) {
			c.Gate = &anteroom.Decision{Permit: anteroom.Granted, Why: anteroom.WhyNoRule, Number: "+33142000000"}
			c.Outside = []anteroom.Leg{{Number: "+33142000000", User: "marc", Trunk: "Nord", Answered: c.Began, Ended: c.Began.Add(3 * time.Minute)}}
		})},
		specimen{state: "refused", make: of(func(c *anteroom.Call) {
			c.Gate = &anteroom.Decision{Permit: anteroom.Denied, Why: anteroom.WhyRule, Rule: &rules()[1], Number: "+19005551234"}
			c.Verdict, c.Path, c.Ended = anteroom.Verdict{Result: anteroom.Refused, Reason: anteroom.NotAllowed}, nil, c.Began.Add(time.Second)
		})},
		specimen{state: "on-the-way", make: of(func(c *anteroom.Call) {
			c.Prompts = append(c.Prompts, anteroom.Prompt{ID: "menu_own", Language: "fr", Text: "Pour les ventes, faites le 1.", Recording: "r1"})
			c.Outside = []anteroom.Leg{{Number: "+15145550122", User: "elise", Trunk: "Nord", Answered: c.Began, Ended: c.Began.Add(3 * time.Minute),
				Way: anteroom.ByForwarding, Gate: &anteroom.Decision{Permit: anteroom.Granted, Why: anteroom.WhyRule, Rule: &rules()[0], Number: "+15145550122"}}}
			c.OnLine = &anteroom.Caller{User: "zoe", Name: "Zoé <b>x</b> Œuvrard"}
			c.Refusals = []anteroom.Refusal{{Way: anteroom.ByForwarding, To: "011 33 1 42 00 00 00", Decision: anteroom.Decision{Permit: anteroom.Denied, Why: anteroom.WhyRule, Rule: &rules()[0], Number: "+33142000000"}},
				{Way: anteroom.ByTransfer, To: "555<b>", Decision: anteroom.Decision{Permit: anteroom.Denied, Why: anteroom.WhyNoNumber}}}
			c.Verdict = anteroom.Verdict{Result: anteroom.Answered, Reason: anteroom.CapReached}
		})},
		specimen{state: "asks-back", make: func(s *sample) templ.Component {
			s.asUser()
			c := s.callList()[0]
			c.Ended = c.Began.Add(40 * time.Second)
			c.User, c.Sender, c.Caller, c.Path, c.Verdict = "marc", "", "+15145550199", []string{"direct", "voicemail:201", "asks_back:201"}, anteroom.Verdict{Result: anteroom.AskedBack, Reason: anteroom.CallBackAsked}
			return pages.CallPage(callPage(pages.Calls{Shell: s.Shell, Mine: true, Of: "boreal", User: "marc"}, office.CallDetails{Call: c}))
		}})
}
