package web

import (
	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/web/pages"
	"github.com/a-h/templ"
)

// simulatorGallery is a call that is only thought.
func simulatorGallery(add func(page, title, here string, list ...specimen)) {
	add("simulator", "simulator.title", "simulator", specimen{state: "full", make: func(s *sample) templ.Component {
		plan := anteroom.Plan{Speech: true, Company: "boreal", CompanyName: s.CompanyIs, Languages: anteroom.Languages{First: "fr", Second: "en"},
			People: []anteroom.Person{{User: "u", First: "Élise", Last: "Gagnon", Extension: "202"}}}
		v := pages.Simulator{Shell: s.Shell, Number: "+14185550100", Numbers: []pages.Option{{Value: "+14185550100", Text: "+1 418 555 0100"}}, Speech: true, Trial: anteroom.Trial{Keys: "2*", Said: "Élise <b>Gagnon</b>", At: "2026-12-24T17:00"},
			Spoken: spokenOptions(s.Shell, plan.Languages)}
		v.Steps = plan.Simulate(v.Trial)
		v.Heard = make([][]pages.Heard, len(v.Steps))
		for i, step := range v.Steps {
			for _, p := range step.Prompts {
				v.Heard[i] = append(v.Heard[i], inWords(s.Shell, s.catalogue.Said, p))
			}
		}
		return pages.SimulatorPage(v)
	}})
}
