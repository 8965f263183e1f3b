package web

import (
	"net/http"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/web/pages"
	"github.com/a-h/templ"
)

// trunkGallery are the pages of lines to the outside.
func trunkGallery(add func(page, title, here string, more ...specimen)) {
	add("trunks", "trunks.title", "trunks", specimen{state: "usual", make: func(s *sample) templ.Component {
		return pages.ListPage(trunkList(s.inSystem(), sampleTrunks(s.now), s.now))
	}}, specimen{state: "empty", make: func(s *sample) templ.Component { return pages.ListPage(trunkList(s.inSystem(), nil, s.now)) }})
	form := func(s *sample) pages.Task { return trunkForm(s.inSystem(), sampleTrunks(s.now)[0].Trunk, 3) }
	add("trunk", "trunk.title", "trunks", specimen{state: "usual", make: func(s *sample) templ.Component { return pages.TaskPage(form(s)) }},
		specimen{state: "empty", make: func(s *sample) templ.Component { return pages.TaskPage(trunkForm(s.inSystem(), usualTrunk(), 3)) }},
		specimen{state: "error", wrong: true, status: http.StatusUnprocessableEntity, make: func(s *sample) templ.Component {
			return broken(form(s), map[string]string{"server": "sip:nord", "prefixes": "+33*", "sources": "0.0.0.0/0", "authority": "sip.nord.example"},
				anteroom.FieldError{Field: "server", Msg: anteroom.T("error.trunk.server")}, anteroom.FieldError{Field: "authority", Msg: anteroom.T("error.trunk.authority")}, anteroom.FieldError{Field: "sources", Msg: anteroom.T("error.trunk.source", "text", "0.0.0.0/0")},
				anteroom.FieldError{Field: "prefixes", Msg: anteroom.T("error.trunk.prefix", "text", "+33*")})
		}},
		specimen{state: "review", make: func(s *sample) templ.Component {
			return reviewed(s, form(s), []anteroom.Item{{Noun: "trunk", ID: "nord", Before: fields("max_calls", 30, "off", false), After: fields("max_calls", 60, "off", true)}},
				anteroom.T("effect.trunk.calls"), anteroom.T("effect.trunk.none"))
		}})
	add("trunk-remove", "trunks.remove", "trunks", specimen{state: "usual", make: func(s *sample) templ.Component {
		return pages.TaskPage(removeTrunkForm(s.inSystem(), sampleTrunks(s.now)[0].Trunk, 3))
	}})
}

func sampleTrunks(now time.Time) []office.TrunkLine {
	nord := anteroom.Trunk{ID: "nord", Name: "Nord Transit", Server: "sip.nord.example", Transport: "tls", Encrypted: true, Register: true, User: "anteroom-7741", PasswordSet: true, Country: "CA",
		CalledIn: "to", CallsForm: "e164", DialForm: "e164", Caller: "user", Asserted: true, Passes: true, Number: "+14185550199", MaxCalls: 120}
	sud := anteroom.Trunk{ID: "sud", Name: "Sud <b>Europe</b>", Server: "192.0.2.14:5080", Transport: "udp", Sources: []string{"192.0.2.0/28"}, Country: "FR", CalledIn: "request_uri", CallsForm: "national",
		DialForm: "national", Caller: "company", MaxCalls: 30, Order: 10, Prefixes: []string{"+33", "+32"}}
	rest := sud
	rest.ID, rest.Name, rest.Off, rest.Prefixes = "rest", "En réserve", true, nil
	return []office.TrunkLine{{Trunk: nord, Health: &anteroom.TrunkHealth{Trunk: "nord", Registered: now.Add(time.Hour), Reached: now, Calls: 17}},
		{Trunk: sud, Health: &anteroom.TrunkHealth{Trunk: "sud", Failed: now, Why: new(anteroom.T("trunk.why.silent"))}}, {Trunk: rest}}
}
