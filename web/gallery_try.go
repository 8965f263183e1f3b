package web

import (
	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/web/pages"
	"github.com/a-h/templ"
)

// tryGallery is a test call: before, during, after, and where there is no number to call.
func tryGallery(add func(page, title, here string, list ...specimen)) {
	show := func(call anteroom.Call, numbers ...pages.Option) func(*sample) templ.Component {
		return func(s *sample) templ.Component {
			v := pages.Try{Shell: s.Shell, Base: s.At("/try"), Numbers: numbers, Log: true, Call: call}
			for _, p := range call.Prompts {
				v.Heard = append(v.Heard, inWords(s.Shell, s.catalogue.Said, p))
			}
			return pages.TryPage(v)
		}
	}
	number := pages.Option{Value: "+14185550100", Text: "+1 418 555 0100"}
	call := anteroom.Call{Path: []string{"test", "greeting", "language:en", "menu", "voicemail:202"}, Keys: "2202",
		Prompts: []anteroom.Prompt{{ID: "greeting", Language: "fr", Name: "Boréal"}, {ID: "language_offer", Language: "en", Digits: "2"}, {ID: "menu", Language: "en"}}}
	over := call
	over.Verdict = anteroom.Verdict{Result: anteroom.Abandoned, Reason: anteroom.CallerHungUp}
	add("try", "try.title", "try",
		specimen{state: "empty", make: show(anteroom.Call{})},
		specimen{state: "usual", make: show(anteroom.Call{}, number)},
		specimen{state: "own", make: func(s *sample) templ.Component {
			s.asUser()
			return pages.TryPage(pages.Try{Shell: s.Shell, Base: "/me/try", Numbers: []pages.Option{number}})
		}},
		specimen{state: "call", make: show(call, number)},
		specimen{state: "full", make: show(over, number, pages.Option{Value: "+14185550101", Text: "+1 418 555 0101"})})
}
