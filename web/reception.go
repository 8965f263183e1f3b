package web

import (
	"bytes"
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/web/pages"
)

// front is the receptionist of the company that the address names.
func (v *visit) front(title string) (office.Place, pages.Shell, office.Receptionist, error) {
	place, s, err := v.inCompany(title, "receptionist")
	if err != nil {
		return place, s, office.Receptionist{}, err
	}
	x, err := v.Office.Receptionist(v.r.Context(), v.who, s.Company)
	return place, s, x, err
}

// receptionist shows the tree of menus with their prompts, and what is wrong with it.
func (v *visit) receptionist() error {
	place, s, x, err := v.front("receptionist.title")
	if err != nil {
		return err
	}
	page := pages.Receptionist{Shell: s, Data: x, Public: place.Company.Kind == anteroom.PublicService, Mute: v.Speaker == nil || !v.Speaker.Reads(),
		May: v.who.May(anteroom.ManageUsers, anteroom.Target{VAR: place.VAR.ID, Company: s.Company}) == nil}
	return v.show(http.StatusOK, pages.ReceptionistPage(page))
}

func receptionLink(s pages.Shell) pages.Link {
	return pages.Link{Path: s.At("/receptionist"), Text: s.T("receptionist.title")}
}

// prompt is the prompt that the address names: of a menu, or the greeting.
func (v *visit) prompt(x office.Receptionist) (p anteroom.Prompt, list []anteroom.Wording, name string, err error) {
	p = anteroom.Prompt{ID: "greeting", Language: anteroom.Language(v.r.PathValue("language")), Name: ""}
	if !slices.Contains(x.System, p.Language) {
		return p, nil, "", anteroom.Missing()
	}
	what := v.r.PathValue("what")
	if what == "greeting" {
		return p, x.Greeting, "", nil
	}
	for _, m := range x.Menus {
		if string(m.ID) != what {
			continue
		}
		if p.ID = "menu_own"; !m.Asks() {
			p.ID = "announcement_own"
		}
		return p, m.Prompts, m.Name, nil
	}
	return p, nil, "", anteroom.Missing()
}

// hearPrompt is a prompt as sound, as callers hear it.
func (v *visit) hearPrompt() error {
	_, s, x, err := v.front("receptionist.title")
	if err != nil {
		return err
	}
	p, list, _, err := v.prompt(x)
	if err != nil {
		return err
	}
	w := anteroom.Said(list, p.Language)
	p.Text = w.Text
	if p.ID == "greeting" {
		p.Name = s.CompanyIs
	}
	if w.Sound == "" {
		return v.speak(p)
	}
	wav, err := v.Office.PromptSound(v.r.Context(), v.who, s.Company, w.Sound)
	if err != nil {
		return err
	}
	return v.sound(wav)
}

// speak answers with a prompt as callers hear it.
func (v *visit) speak(p anteroom.Prompt) error {
	if v.Speaker == nil {
		return anteroom.Missing()
	}
	wav, err := v.Speaker.Hear(v.r.Context(), p)
	if err != nil {
		return err
	}
	return v.sound(wav)
}

// sound answers with sound.
func (v *visit) sound(wav []byte) error {
	v.w.Header().Set("Content-Type", "audio/wav")
	http.ServeContent(v.w, v.r, "", time.Time{}, bytes.NewReader(wav)) // players ask for parts
	return nil
}

// receptionPrompt says what is heard in one language: a text, or a recording.
func (v *visit) receptionPrompt() error {
	_, s, x, err := v.front("wording.title")
	if err != nil {
		return err
	}
	p, list, name, err := v.prompt(x)
	if err != nil {
		return err
	}
	what := v.promptMenu()
	t := task{
		page: promptForm(s, x, what, name, anteroom.Said(list, p.Language), p.Language),
		command: func(f *form) office.Command {
			return office.SetPrompt{Company: s.Company, Menu: what, Language: p.Language, Text: strings.ReplaceAll(f.text("text"), "\r\n", "\n"), File: f.made(), Spoken: f.ticked("spoken")}
		},
		done: func(office.Outcome) string { return s.At("/receptionist") },
	}
	return v.taskWithSound(t)
}

// promptMenu is the menu whose prompt the address names; empty: the greeting.
func (v *visit) promptMenu() anteroom.MenuID {
	if what := v.r.PathValue("what"); what != "greeting" {
		return anteroom.MenuID(what)
	}
	return ""
}

func promptForm(s pages.Shell, x office.Receptionist, menu anteroom.MenuID, name string, w anteroom.Wording, l anteroom.Language) pages.Task {
	controls := []pages.Control{{Name: "text", Label: "wording.text", Kind: pages.Area, Value: w.Text},
		{Name: "file", Label: "wording.file", Hint: "wording.file.hint", Kind: pages.File, Read: true, Type: ".wav,.mp3,audio/wav,audio/mpeg"}, {Name: "made", Kind: pages.Hidden}}
	if w.Sound != "" {
		controls = append(controls, pages.Control{Name: "spoken", Label: "wording.spoken", Kind: pages.Tick})
	}
	record := pages.Link{Path: promptAt(s, menu, l) + "/record", Text: s.T("recording.by_phone")}
	what := cmp.Or(name, s.T("receptionist.greeting"))
	var parts []pages.Part
	if w != (anteroom.Wording{}) || menu == "" {
		hear := pages.Hear(s.At("/receptionist/hear/"+cmp.Or(string(menu), "greeting")+"/"+string(l)), s.T("receptionist.hear", "what", what, "language", s.P.LanguageName(l)))
		parts = append(parts, pages.Part{Title: s.T("wording.now"), Facts: []pages.FactLine{{Label: s.T("receptionist.gap", "name", what, "language", s.P.LanguageName(l)), Value: hear}}})
	}
	parts = append(parts, pages.Part{Title: s.T("recording.title"), Facts: []pages.FactLine{{Label: s.T("recording.how"), Value: pages.Words(s.T("recording.intro"))}}, Actions: []pages.Link{record}})
	return pages.Task{Shell: s, Above: receptionLink(s), Upload: true, Version: x.Version, Intro: s.T("wording.intro", "what", what, "language", s.P.LanguageName(l)),
		Sections: []pages.Section{{Controls: controls}}, After: pages.Parts(parts)}
}

// promptAt is the page of a prompt in a language.
func promptAt(s pages.Shell, menu anteroom.MenuID, l anteroom.Language) string {
	return s.At("/receptionist/prompts/" + cmp.Or(string(menu), "greeting") + "/" + string(l))
}

// promptByPhone gives a code by which the prompt is recorded by telephone.
func (v *visit) promptByPhone() error {
	_, s, x, err := v.front("recording.by_phone")
	if err != nil {
		return err
	}
	p, _, name, err := v.prompt(x)
	if err != nil {
		return err
	}
	menu := v.promptMenu()
	return v.task(task{
		page: byPhoneForm(s, x, menu, name, p.Language),
		command: func(*form) office.Command {
			return office.GiveRecordingCode{Company: s.Company, Menu: menu, Language: p.Language}
		},
		shown: func(out office.Outcome) error {
			return v.show(http.StatusOK, pages.SheetPage(codeSheet(s, menu, name, p.Language, out.Made["code"])))
		}})
}

func promptLink(s pages.Shell, menu anteroom.MenuID, name string, l anteroom.Language) pages.Link {
	return pages.Link{Path: promptAt(s, menu, l), Text: s.T("receptionist.gap", "name", cmp.Or(name, s.T("receptionist.greeting")), "language", s.P.LanguageName(l))}
}

func byPhoneForm(s pages.Shell, x office.Receptionist, menu anteroom.MenuID, name string, l anteroom.Language) pages.Task {
	return pages.Task{Shell: s, Above: promptLink(s, menu, name, l), Button: "recording.give", Version: x.Version, Intro: s.T("recording.intro")}
}

// codeSheet shows the code, and what to do with it.
func codeSheet(s pages.Shell, menu anteroom.MenuID, name string, l anteroom.Language, code string) pages.Sheet {
	s.Title = "recording.code.title"
	prompt := promptLink(s, menu, name, l)
	return pages.Sheet{Shell: s, Above: prompt, Parts: []pages.Part{{Facts: []pages.FactLine{
		{Label: s.T("recording.prompt"), Value: pages.Words(prompt.Text)},
		{Label: s.T("recording.code"), Hint: s.T("recording.code.hint"), Value: pages.Words(code)},
		{Label: s.T("recording.call"), Hint: s.T("recording.call.hint"), Value: pages.Words(s.T("recording.call.how"))},
		{Label: s.T("recording.then"), Value: pages.Words(s.T("recording.then.how", "language", s.P.LanguageName(l)))},
	}, Actions: []pages.Link{receptionLink(s)}}}}
}

// toControls ask where callers are brought: what it is, and where that needs it, who.
func toControls(s pages.Shell, x office.Receptionist, name, none string, d anteroom.Destination, kinds ...anteroom.DestinationKind) []pages.Control {
	kind, id := d.Split()
	choice := pages.Control{Name: "to_" + name, Label: "receptionist.to_" + name, Kind: pages.Choice, Value: string(d), Options: []pages.Option{{Text: s.T(none)}}}
	who := pages.Control{Name: "who_" + name, Label: "receptionist.who_" + name, Hint: "to.who.hint"}
	switch kind {
	case anteroom.ToUser, anteroom.ToVoicemail:
		choice.Value, who.Value = string(kind), cmp.Or(x.Dial[anteroom.UserID(id)], id)
	case anteroom.ToNumber:
		choice.Value, who.Value = string(kind), id
	}
	for _, m := range x.Menus {
		choice.Options = append(choice.Options, pages.Option{Value: string(anteroom.To(anteroom.ToMenu, m.ID)), Text: s.T("to.menu", "name", m.Name)})
	}
	for _, g := range x.Groups {
		choice.Options = append(choice.Options, pages.Option{Value: string(anteroom.To(anteroom.ToGroup, g.ID)), Text: s.T("to.group", "name", g.Name)})
	}
	for _, g := range x.Groups {
		choice.Options = append(choice.Options, pages.Option{Value: string(anteroom.To(anteroom.ToNames, g.ID)), Text: s.T("to.names", "name", g.Name)})
	}
	for _, k := range []anteroom.DestinationKind{anteroom.ToUser, anteroom.ToVoicemail, anteroom.ToNumber} {
		choice.Options = append(choice.Options, pages.Option{Value: string(k), Text: s.T("to.choose." + string(k))})
	}
	for _, k := range anteroom.PlainDestinations() {
		choice.Options = append(choice.Options, pages.Option{Value: string(k), Text: s.T("to." + string(k))})
	}
	if !slices.ContainsFunc(choice.Options, func(o pages.Option) bool { return o.Value == choice.Value }) {
		choice.Options = append(choice.Options, pages.Option{Value: choice.Value, Text: s.Destination(d, x.Names)}) // what is gone stays until another is chosen
	}
	return []pages.Control{choice, who}
}

// to reads such controls.
func (f *form) to(name string) anteroom.Destination {
	d := anteroom.Destination(f.text("to_" + name))
	switch kind, id := d.Split(); kind {
	case anteroom.ToUser, anteroom.ToVoicemail, anteroom.ToNumber:
		if id == "" {
			return anteroom.To(kind, f.text("who_"+name))
		}
	}
	return d
}

// receptionSettings say where callers come after the greeting.
func (v *visit) receptionSettings() error {
	_, s, x, err := v.front("reception.title")
	if err != nil {
		return err
	}
	return v.task(task{
		page: receptionForm(s, x),
		command: func(f *form) office.Command {
			return office.SetReceptionist{Company: s.Company, Greeting: x.Greeting, Root: f.to("root"), Remember: f.number("remember"), Unheard: f.ticked("unheard"), CallBack: f.ticked("call_back")}
		},
		at:   atReception,
		done: func(office.Outcome) string { return s.At("/receptionist") },
	})
}

func receptionForm(s pages.Shell, x office.Receptionist) pages.Task {
	controls := append(toControls(s, x, "root", "to.default.root", x.Root),
		pages.Control{Name: "remember", Label: "reception.remember", Hint: "reception.remember.hint", Value: fmt.Sprint(x.Remember), Type: "number"},
		pages.Control{Name: "call_back", Label: "reception.call_back", Hint: "reception.call_back.hint", Kind: pages.Tick, Checked: x.CallBack},
		pages.Control{Name: "unheard", Label: "reception.unheard", Hint: "reception.unheard.hint", Kind: pages.Tick, Checked: x.Unheard})
	return pages.Task{Shell: s, Above: receptionLink(s), Intro: s.T("reception.intro"), Version: x.Version, Sections: []pages.Section{{Controls: controls}}}
}

// openByHand has the company open or closed whatever its hours say.
func (v *visit) openByHand() error {
	_, s, x, err := v.front("hand.title")
	if err != nil {
		return err
	}
	return v.task(task{
		page: handForm(s, x),
		command: func(f *form) office.Command {
			return office.OpenByHand{Company: s.Company, State: anteroom.OpenState(f.text("state")), Until: f.text("until")}
		},
		done: func(office.Outcome) string { return s.At("/receptionist") },
	})
}

func handForm(s pages.Shell, x office.Receptionist) pages.Task {
	until := ""
	if zone, err := anteroom.Zone(x.ZoneNow); err == nil && !x.Until.IsZero() {
		until = x.Until.In(zone).Format("2006-01-02T15:04")
	}
	about := s.T("hand.until.hint", "zone", x.ZoneNow)
	return pages.Task{Shell: s, Above: receptionLink(s), Intro: s.T("hand.intro"), Version: x.Version, Sections: []pages.Section{{About: about, Controls: []pages.Control{
		{Name: "state", Label: "hand.state", Kind: pages.Radios, Value: string(x.Switch), Options: []pages.Option{{Text: s.T("hand.state.none")},
			{Value: string(anteroom.Open), Text: s.T("hand.state.open")}, {Value: string(anteroom.Closed), Text: s.T("hand.state.closed")}}},
		{Name: "until", Label: "hand.until", Type: "datetime-local", Value: until}}}}}
}

// openingHours are when the company is open, and what callers hear when it is not.
func (v *visit) openingHours() error {
	_, s, x, err := v.front("hours.title")
	if err != nil {
		return err
	}
	return v.task(task{
		page: hoursForm(s, x),
		command: func(f *form) office.Command {
			return office.SetHours{Company: s.Company, Zone: f.text("zone"), Week: f.week(), Holidays: f.holidays(), Closed: f.to("closed"), Holiday: f.to("holiday")}
		},
		at:   atReception,
		done: func(office.Outcome) string { return s.At("/receptionist") },
	})
}

func hoursForm(s pages.Shell, x office.Receptionist) pages.Task {
	week := pages.Section{Title: s.T("hours.week"), About: s.T("hours.day.hint"), Controls: []pages.Control{{Name: "zone", Label: "hours.zone", Hint: "hours.zone.hint", Value: x.Zone}}}
	for day := 1; day <= 7; day++ {
		name := fmt.Sprintf("day_%d", day)
		week.Controls = append(week.Controls, pages.Control{Name: name, Label: fmt.Sprintf("hours.day.%d", day), Value: pages.DayText(x.Week, day)})
	}
	var days []string
	for _, d := range x.Holidays {
		days = append(days, strings.TrimSpace(d.Date+" "+d.Name))
	}
	holidays := pages.Section{Title: s.T("hours.holidays"), Controls: []pages.Control{{Name: "holidays", Label: "hours.holidays", Hint: "hours.holidays.hint", Kind: pages.Area, Value: strings.Join(days, "\n")}}}
	callers := pages.Section{Title: s.T("hours.callers"), Controls: append(toControls(s, x, "closed", "to.default.closed", x.Closed), toControls(s, x, "holiday", "to.default.holiday", x.Holiday)...)}
	return pages.Task{Shell: s, Above: receptionLink(s), Intro: s.T("hours.intro"), Version: x.Version, Sections: []pages.Section{week, holidays, callers}}
}

// typedSpan finds the two ends of what was typed as hours, with a dash of any length.
func typedSpan(text string) (from, to string, ok bool) {
	from, to, ok = strings.Cut(strings.NewReplacer("–", "-", "—", "-", " ", "", "\u00a0", "", "h", ":", "H", ":", ".", ":").Replace(text), "-")
	return clock(from), clock(to), ok
}

// clock writes 8:30 as 08:30, and 12h as 12:00; what is no time stays, and is told of.
func clock(s string) string {
	if s = strings.TrimSuffix(s, ":"); s != "" && !strings.Contains(s, ":") {
		s += ":00"
	}
	if strings.IndexByte(s, ':') == 1 {
		return "0" + s
	}
	return s
}

// week reads the hours of the seven days.
func (f *form) week() []anteroom.Span {
	var list []anteroom.Span
	for day := 1; day <= 7; day++ {
		name := fmt.Sprintf("day_%d", day)
		for _, part := range strings.FieldsFunc(f.text(name), func(r rune) bool { return r == ',' || r == ';' }) {
			from, to, ok := typedSpan(part)
			if span := (anteroom.Span{Day: day, From: from, To: to}); ok && span.Written() {
				list = append(list, span)
			} else {
				f.wrong.Wrong(name, "error.hours.typed", "text", strings.TrimSpace(part))
			}
		}
	}
	return list
}

// holidays reads a line for each.
func (f *form) holidays() []anteroom.Holiday {
	var list []anteroom.Holiday
	for line := range strings.Lines(f.text("holidays")) {
		if line = strings.TrimSpace(line); line != "" {
			date, name, _ := strings.Cut(line, " ")
			list = append(list, anteroom.Holiday{Date: date, Name: strings.TrimSpace(name)})
		}
	}
	return list
}

// atReception is the control of a wrong field: that of its key, of its language, or of the choice of where callers go.
func atReception(f anteroom.FieldError) string {
	switch key, l := f.Msg.Args["key"], f.Msg.Args["language"]; f.Field {
	case "keys":
		for _, k := range menuKeys() {
			if k[0] == key {
				return "to_" + k[1]
			}
		}
	case "prompts":
		if l, ok := l.(anteroom.Language); ok {
			return "prompt_" + string(l)
		}
	case "root", "closed", "holiday", "silence", "then":
		return "to_" + f.Field
	case "week":
		return "day_1"
	}
	return f.Field
}
