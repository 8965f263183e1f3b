package web

import (
	"net/http"
	"slices"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/web/pages"
	"github.com/a-h/templ"
)

// greetingPart is what callers hear in voicemail, by status and language.
func greetingPart(h handled) pages.Part {
	s := h.Shell
	part := pages.Part{Title: s.T("greetings.title")}
	for _, x := range append([]anteroom.Status{""}, anteroom.Statuses()...) {
		for _, l := range h.languages.List() {
			if _, ok := h.greeting(x, l); ok || x == "" {
				part.Facts = append(part.Facts, pages.FactLine{Label: statusName(s, x) + ", " + s.P.LanguageName(l), Value: h.heard(x, l)})
			}
		}
	}
	part.Facts[0].Hint = h.says("greetings.about")
	if h.Fixed {
		return part
	}
	for _, x := range append([]anteroom.Status{""}, anteroom.Statuses()...) {
		for _, l := range h.languages.List() {
			part.Danger = append(part.Danger, pages.Link{Path: h.greetingPath(x, l), Text: s.T("greeting.edit", "status", statusName(s, x), "language", l)})
		}
	}
	return part
}

func (h handled) greeting(x anteroom.Status, l anteroom.Language) (anteroom.Greeting, bool) {
	if i := slices.IndexFunc(h.Greetings, func(g anteroom.Greeting) bool { return g.Status == x && g.Language == l }); i >= 0 {
		return h.Greetings[i], true
	}
	return anteroom.Greeting{}, false
}

func (h handled) greetingPath(x anteroom.Status, l anteroom.Language) string {
	if x == "" {
		x = "any"
	}
	return h.base + "/greetings/" + string(l) + "/" + string(x)
}

// heard tells what callers hear, and lets it be heard.
func (h handled) heard(x anteroom.Status, l anteroom.Language) templ.Component {
	s, said := h.Shell, h.T("greetings.usual")
	if g, ok := h.greeting(x, l); ok && g.Recording != "" {
		said = s.T("greetings.recorded", "length", s.P.Duration(g.Length))
	} else if ok {
		said = g.Text
	}
	return pages.GreetingHeard(said, h.greetingPath(x, l)+"/sound", s.T("greeting.hear", "status", statusName(s, x), "language", l))
}

// oneGreeting is the greeting that the address names, whether or not there is one yet.
func (v *visit) oneGreeting(title string) (h handled, g anteroom.Greeting, there bool, err error) {
	if h, err = v.handled(title); err != nil {
		return h, g, false, err
	}
	x, l := anteroom.Status(v.r.PathValue("status")), anteroom.Language(v.r.PathValue("language"))
	if x == "any" {
		x = ""
	}
	if x != "" && !slices.Contains(anteroom.Statuses(), x) || !h.languages.Has(l) {
		return h, g, false, anteroom.Missing()
	}
	g, there = h.greeting(x, l)
	g.Status, g.Language = x, l
	return h, g, there, nil
}

func (v *visit) greeting() error {
	h, g, there, err := v.oneGreeting("greeting.title")
	if err != nil {
		return err
	}
	return v.task(task{
		page: greetingForm(h, g, there),
		command: func(f *form) office.Command {
			return office.SetGreeting{Company: h.company, User: h.user, Status: g.Status, Language: g.Language, Text: f.text("text")}
		},
		done: func(office.Outcome) string { return h.base + "/handling" },
	})
}

func greetingForm(h handled, g anteroom.Greeting, there bool) pages.Task {
	s := h.Shell
	now := pages.Part{Title: s.T("greeting.heard"), Facts: []pages.FactLine{{Label: statusName(s, g.Status) + ", " + s.P.LanguageName(g.Language), Value: h.heard(g.Status, g.Language)}},
		Actions: []pages.Link{{Path: h.greetingPath(g.Status, g.Language) + "/recording", Text: s.T("greeting.recording")}}}
	if there {
		now.Danger = []pages.Link{{Path: h.greetingPath(g.Status, g.Language) + "/remove", Text: s.T("greeting.remove")}}
	}
	return pages.Task{Shell: s, Above: h.above(), Version: h.version, Intro: s.T("greeting.intro", "language", s.P.LanguageName(g.Language), "status", statusName(s, g.Status)), After: pages.Parts([]pages.Part{now}),
		Sections: []pages.Section{{Controls: []pages.Control{{Name: "text", Label: "field.greeting.text", Hint: "greeting.text.hint", Kind: pages.Area, Value: g.Text, Required: true}}}}}
}

// hearGreeting is a greeting as sound, as callers hear it.
func (v *visit) hearGreeting() error {
	h, g, _, err := v.oneGreeting("greeting.title")
	if err != nil {
		return err
	}
	if g.Recording == "" {
		return v.speak(g.Prompt(g.Status, g.Language, h.of))
	}
	r, err := v.Office.Recording(v.r.Context(), v.who, h.company, g.Recording)
	if err != nil {
		return err
	}
	return v.sound(r.WAV)
}

// greetingRecording takes a recording. The review lets it be heard as callers will hear it, and holds it.
func (v *visit) greetingRecording() error {
	h, g, _, err := v.oneGreeting("greeting.recording.title")
	if err != nil {
		return err
	}
	t := task{page: recordingForm(h, g), done: func(office.Outcome) string { return h.base + "/handling" }, at: func(anteroom.FieldError) string { return "file" },
		command: func(f *form) office.Command {
			return office.SetGreeting{Company: h.company, User: h.user, Status: g.Status, Language: g.Language, File: f.made()}
		}}
	if v.r.Method == http.MethodPost {
		if err := v.takeMade("file", v.recordingMade); err != nil {
			return v.taskFailed(t, nil, err)
		}
		t.page.Shown = pages.RecordingMade(h.Shell, v.showMade("audio/wav", "media-src"))
	}
	return v.task(t)
}

func recordingForm(h handled, g anteroom.Greeting) pages.Task {
	s := h.Shell
	return pages.Task{Shell: s, Above: pages.Link{Path: h.greetingPath(g.Status, g.Language), Text: s.T("greeting.title")}, Upload: true, Button: "greeting.recording", Version: h.version,
		Intro: s.T("greeting.recording.intro", "language", s.P.LanguageName(g.Language), "status", statusName(s, g.Status)),
		Sections: []pages.Section{{Controls: []pages.Control{
			{Name: "file", Label: "wording.file", Hint: "wording.file.hint", Kind: pages.File, Read: true, Type: ".wav,.mp3,audio/wav,audio/mpeg", Required: true}, {Name: "made", Kind: pages.Hidden}}}}}
}

func (v *visit) removeGreeting() error {
	h, g, there, err := v.oneGreeting("greeting.remove")
	if err == nil && !there {
		err = anteroom.Missing()
	}
	if err != nil {
		return err
	}
	return v.task(task{
		page: pages.Task{Shell: h.Shell, Above: h.above(), Danger: true, Button: "greeting.remove", Version: h.version, Intro: h.T("greeting.remove.intro")},
		command: func(*form) office.Command {
			return office.RemoveGreeting{Company: h.company, User: h.user, Status: g.Status, Language: g.Language}
		},
		done: func(office.Outcome) string { return h.base + "/handling" },
	})
}
