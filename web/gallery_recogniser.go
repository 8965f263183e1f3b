package web

import (
	"net/http"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/web/pages"
	"github.com/a-h/templ"
)

// recogniserGallery are the pages of the speech recogniser.
func recogniserGallery(add func(page, title, here string, more ...specimen)) {
	usual := anteroom.Recogniser{Address: "https://whisper.nord.example:9000", Model: "large-v3", Seconds: 45, KeySet: true}
	form := func(s *sample, x anteroom.Recogniser) pages.Task { return recogniserForm(s.inSystem(), x, 3) }
	add("recogniser", "recogniser.title", "recogniser", specimen{state: "empty", make: func(s *sample) templ.Component { return pages.TaskPage(form(s, anteroom.Recogniser{})) }},
		specimen{state: "usual", make: func(s *sample) templ.Component { return pages.TaskPage(form(s, usual)) }},
		specimen{state: "error", wrong: true, status: http.StatusUnprocessableEntity, make: func(s *sample) templ.Component {
			return broken(form(s, usual), map[string]string{"address": "whisper <b>", "seconds": "900"}, anteroom.FieldError{Field: "address", Msg: anteroom.T("error.recogniser.address")},
				anteroom.FieldError{Field: "seconds", Msg: anteroom.T("error.number.between", "least", anteroom.LeastRecognising, "most", anteroom.MostRecognising)})
		}},
		specimen{state: "review", make: func(s *sample) templ.Component {
			return reviewed(s, form(s, usual), []anteroom.Item{{Noun: "recogniser", ID: "recogniser", Before: fields("address", "", "seconds", 0), After: fields("address", usual.Address, "seconds", 45)}},
				anteroom.T("effect.recogniser.callers", "server", usual.Server()), anteroom.T("effect.recogniser.mail", "count", 45))
		}})
	add("recogniser-test", "recogniser.test", "recogniser", specimen{state: "usual", make: func(s *sample) templ.Component {
		return pages.SheetPage(understoodSheet(s.inSystem(), []office.Understood{
			{Language: "en", Said: "Thank you. Your message has been sent.", Heard: "Thank you, your message has been <b>sent</b>.", Took: 1400 * time.Millisecond},
			{Language: "fr", Said: "Merci. Votre message a été envoyé.", Took: 900 * time.Millisecond}}))
	}}, specimen{state: "error", make: func(s *sample) templ.Component {
		return pages.SheetPage(understoodSheet(s.inSystem(), []office.Understood{
			{Language: "en", Said: "Thank you. Your message has been sent.", Problem: new(anteroom.T("recogniser.problem.address", "address", "10.0.0.7"))},
			{Language: "fr", Said: "Merci. Votre message a été envoyé.", Problem: new(anteroom.T("recogniser.problem.failed", "status", 503))}}))
	}})
}
