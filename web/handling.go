package web

import (
	"strconv"
	"strings"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/web/pages"
	"github.com/a-h/templ"
)

// handled is whose calls a page is about: one's own, or a user's whom an administrator looks after.
type handled struct {
	pages.Shell
	company   anteroom.CompanyID
	user      anteroom.UserID
	languages anteroom.Languages
	name      string // of the user; empty: one's own
	of        string // of the user, one's own too
	base      string // address of the user's pages
	version   int64
	office.CallHandling
}

// handled reads it from the address.
func (v *visit) handled(title string) (h handled, err error) {
	var place office.Place
	if v.companyID() != "" {
		place, h.Shell, err = v.inCompany(title, "users")
		h.company, h.user = place.Company.ID, v.userID()
		h.base = h.At("/users/" + string(h.user))
		if err == nil {
			h.name, err = v.Office.UserName(v.r.Context(), v.who, h.company, h.user)
			h.of = h.name
		}
	} else {
		var d office.UserDetails
		place, h.Shell, d, err = v.self(title, "handling")
		h.company, h.user, h.base, h.of = place.Company.ID, d.User.ID, "/me", d.User.Name()
		h.Shell = undoable(h.Shell)
	}
	if err != nil {
		return h, err
	}
	h.CallHandling, place, err = v.Office.CallHandling(v.r.Context(), v.who, h.company, h.user)
	h.languages, h.version = place.Company.Languages, place.Version
	return h, err
}

// above leads back to how the calls are handled.
func (h handled) above() pages.Link {
	return pages.Link{Path: h.base + "/handling", Text: h.T("handling.title")}
}

// says is a text about oneself, or about the user whom the page is about.
func (h handled) says(key string) string {
	if h.name == "" {
		return h.T(key)
	}
	return h.T(key+".of", "name", h.name)
}

// handling is the page of how a user's calls are handled.
func (v *visit) handling() error {
	h, err := v.handled("handling.title")
	if err != nil {
		return err
	}
	return v.list(handlingPage(h))
}

func handlingPage(h handled) pages.List {
	s := h.Shell
	page := pages.List{Shell: s, Intro: h.says("handling.intro"), Before: pages.Parts([]pages.Part{statusPart(h), voicemailPart(h)}), After: pages.PartsFrom(2, []pages.Part{greetingPart(h)})}
	t := pages.Table{Caption: s.T("handling.rules"), Path: h.base + "/handling", Columns: []pages.Column{{Label: s.T("field.call_rule.name")}, {Label: s.T("handling.calls")},
		{Label: s.T("field.call_rule.deed")}, {Label: s.T("field.call_rule.place")}}, Empty: pages.Empty{Title: s.T("handling.none"), About: s.T("handling.none.about")}}
	if h.name != "" {
		page.Above = pages.Link{Path: h.base, Text: h.name}
	}
	if h.Fixed {
		page.Intro += " " + s.T("error.user.administrator_only")
	} else {
		add := pages.Link{Path: h.base + "/handling/add", Text: s.T("handling.add")}
		page.Actions, t.Empty.Action = []pages.Link{add}, add
	}
	for i, r := range h.Rules {
		name, up := pages.Linked(h.base+"/handling/"+string(r.ID), r.Name), pages.Words(strconv.Itoa(i+1))
		if h.Fixed {
			name = pages.Words(r.Name)
		} else if i > 0 {
			up = pages.PostCell(h.base+"/handling/"+string(r.ID)+"/up", s.T("handling.up"))
		}
		t.Rows = append(t.Rows, pages.Row{ID: string(r.ID), Cells: []templ.Component{name, pages.Words(whichCalls(s, r)), pages.Words(whatHappens(s, r)), up}})
	}
	if len(h.Rules) > 0 {
		t.Count = s.T("handling.else")
	}
	page.Table = t
	return page
}

// whichCalls is a rule's conditions in words.
func whichCalls(s pages.Shell, r anteroom.CallRule) string {
	parts := []string{s.T("callers." + string(r.From))}
	if len(r.Numbers) > 0 {
		var numbers []string
		for _, n := range r.Numbers {
			numbers = append(numbers, pages.Tel(n))
		}
		parts[0] += " (" + s.P.List(numbers) + ")"
	}
	if len(r.Statuses) > 0 {
		var names []string
		for _, x := range r.Statuses {
			names = append(names, string(x))
		}
		parts = append(parts, s.T("handling.status.named", "statuses", s.StatusNames(names)))
	}
	if len(r.Days) > 0 {
		parts = append(parts, s.DayNames(r.Days))
	}
	if r.Begin != "" {
		parts = append(parts, s.T("handling.hours", "begin", r.Begin, "end", r.End))
	}
	if r.Since != "" {
		parts = append(parts, s.T("handling.since", "date", r.Since))
	}
	if r.Until != "" {
		parts = append(parts, s.T("handling.until", "date", r.Until))
	}
	return s.P.Parts(parts)
}

// whatHappens is what a rule does, in words.
func whatHappens(s pages.Shell, r anteroom.CallRule) string {
	var parts []string
	switch {
	case r.Deed == anteroom.DeedRing && r.InTurn:
		parts = []string{s.T("handling.turn", "seconds", r.Seconds)}
	case r.Deed == anteroom.DeedRing:
		parts = []string{s.T("handling.ring", "seconds", r.Seconds)}
	case r.Deed == anteroom.DeedNumber:
		parts = []string{s.T("handling.to", "number", r.Number, "seconds", r.Seconds)}
	default:
		return s.T("deed." + string(r.Deed))
	}
	if r.Screen {
		parts = append(parts, s.T("handling.asked"))
	}
	then := s.T("then." + string(r.Then))
	if r.Then == anteroom.DeedNumber {
		then = r.Number
	}
	return s.P.Parts(append(parts, s.T("handling.then", "what", then)))
}

// statusPart is the user's status, with a button for each of the others.
func statusPart(h handled) pages.Part {
	s := h.Shell
	now := s.T("status." + string(h.Now))
	if h.Now == h.Status.Status && !h.Status.Until.IsZero() {
		now = s.T("status.until", "status", now, "time", s.Written(h.Status.Until))
	}
	tone := map[bool][2]string{true: {"good", "yes"}, false: {"warn", "clock"}}[h.Now == anteroom.Available]
	part := pages.Part{Title: s.T("status.title"), Facts: []pages.FactLine{{Label: s.T("status.now"), Hint: h.says("status.intro"), Value: pages.Pill(tone[0], tone[1], now)}}}
	if h.Status.Note != "" {
		part.Facts = append(part.Facts, pages.FactLine{Label: s.T("field.status.note"), Value: pages.Words(h.Status.Note)})
	}
	for _, x := range anteroom.Statuses() {
		if x != h.Now {
			part.Posts = append(part.Posts, pages.Link{Path: h.base + "/status/" + string(x), Text: s.T("status." + string(x))})
		}
	}
	part.Danger = []pages.Link{{Path: h.base + "/status", Text: s.T("status.more")}}
	return part
}

func voicemailPart(h handled) pages.Part {
	s := h.Shell
	part := pages.Part{Title: s.T("handling.voicemail"), Facts: []pages.FactLine{{Label: s.T("handling.voicemail.new"), Value: pages.Words(s.P.Number(int64(h.Voicemail.New)))},
		{Label: s.T("handling.voicemail.kept"), Value: pages.Words(s.P.Number(int64(h.Voicemail.Kept)))}}}
	if h.Full {
		part.Facts[0].Hint = s.T("handling.voicemail.full")
	}
	if h.name == "" {
		part.Actions = []pages.Link{{Path: voicemailPath, Text: s.T("handling.voicemail.see")}}
	}
	return part
}

func statusName(s pages.Shell, x anteroom.Status) string {
	if x == "" {
		return s.T("status.any")
	}
	return s.T("status." + string(x))
}

// pressStatus sets the status that the address names, at once: it is undone as easily.
func (v *visit) pressStatus() error {
	h, err := v.handled("status.title")
	if err != nil {
		return err
	}
	out, err := v.Office.Do(v.r.Context(), v.who, office.SetStatus{Company: h.company, User: h.user, Status: anteroom.Status(v.r.PathValue("status"))}, office.Ask{})
	if anteroom.KindOf(err) == anteroom.Invalid {
		return anteroom.Missing()
	}
	if err != nil {
		return err
	}
	return v.redirect(savedAt(h.base+"/handling", out))
}

const clockForm = "2006-01-02T15:04" // of the browser's datetime-local

// status sets it with an end and a note.
func (v *visit) status() error {
	h, err := v.handled("status.title")
	if err != nil {
		return err
	}
	return v.task(task{
		page: statusForm(h),
		command: func(f *form) office.Command {
			return office.SetStatus{Company: h.company, User: h.user, Status: anteroom.Status(f.text("status")), Until: f.moment("until", h.Clock), Note: f.text("note")}
		},
		done: func(office.Outcome) string { return h.base + "/handling" },
	})
}

// moment is a field that holds a time of the clock of a zone; one that does not is noted as wrong. Empty is no time.
func (f *form) moment(name, zone string) time.Time {
	text := f.text(name)
	if text == "" {
		return time.Time{}
	}
	where, err := anteroom.Zone(zone)
	if err != nil {
		where = time.UTC
	}
	t, err := time.ParseInLocation(clockForm, text, where)
	if err != nil {
		f.wrong.Wrong(name, "error.time.wrong")
	}
	return t
}

func statusForm(h handled) pages.Task {
	s := h.Shell
	until := ""
	if where, err := anteroom.Zone(h.Clock); err == nil && !h.Status.Until.IsZero() && h.Now != anteroom.Available {
		until = h.Status.Until.In(where).Format(clockForm)
	}
	var statuses []string
	for _, x := range anteroom.Statuses() {
		statuses = append(statuses, string(x))
	}
	return pages.Task{Shell: s, Above: h.above(), Intro: h.says("status.intro"), Version: h.version, Sections: []pages.Section{{About: s.T("status.zone", "zone", h.Clock), Controls: []pages.Control{
		{Name: "status", Label: "field.status.status", Kind: pages.Radios, Value: string(h.Now), Options: options(s, "status.any", "status.", statuses...)[1:]},
		{Name: "until", Label: "field.status.until", Hint: "status.until.hint", Type: "datetime-local", Value: until},
		{Name: "note", Label: "field.status.note", Hint: "status.note.hint", Value: h.Status.Note}}}}}
}

// addCallRule adds a rule after those that there are.
func (v *visit) addCallRule() error {
	h, err := v.handled("handling.add")
	if err != nil {
		return err
	}
	usual := anteroom.CallRule{From: anteroom.FromAnybody, Deed: anteroom.DeedRing, Seconds: 25, Then: anteroom.DeedVoicemail}
	return v.task(task{
		page: callRuleForm(h, usual, "handling.add"),
		command: func(f *form) office.Command {
			return office.AddCallRule{Company: h.company, User: h.user, RuleFields: f.callRule()}
		},
		done: func(office.Outcome) string { return h.base + "/handling" },
	})
}

// callRule is what a form says of a rule.
func (f *form) callRule() office.RuleFields {
	r := office.RuleFields{Name: f.text("name"), From: anteroom.Callers(f.text("from")), Numbers: strings.FieldsFunc(f.Get("numbers"), func(r rune) bool { return strings.ContainsRune("\r\n,;", r) }),
		Begin: f.text("begin"), End: f.text("end"), Since: f.text("since"), Until: f.text("until"), Deed: anteroom.Deed(f.text("deed")), Seconds: f.number("seconds"),
		InTurn: f.ticked("in_turn"), Number: f.text("number"), Screen: f.ticked("screen"), Then: anteroom.Deed(f.text("then"))}
	for _, x := range f.Values["statuses"] {
		r.Statuses = append(r.Statuses, anteroom.Status(x))
	}
	for _, x := range f.Values["days"] {
		n, err := strconv.Atoi(x)
		if err != nil {
			f.wrong.Wrong("days", "error.call_rule.days")
		}
		r.Days = append(r.Days, n)
	}
	return r
}

func callRuleForm(h handled, r anteroom.CallRule, button string) pages.Task {
	s := h.Shell
	texts := func(prefix string, values ...string) []pages.Option {
		return options(s, "status.any", prefix, values...)[1:]
	}
	statuses := pages.Control{Name: "statuses", Label: "field.call_rule.statuses", Kind: pages.Ticks}
	for _, x := range anteroom.Statuses() {
		statuses.Options = append(statuses.Options, pages.Option{Value: string(x), Text: s.T("status." + string(x))})
	}
	for _, x := range r.Statuses {
		statuses.Values = append(statuses.Values, string(x))
	}
	days := pages.Control{Name: "days", Label: "field.call_rule.days", Kind: pages.Ticks, Options: texts("day.", "1", "2", "3", "4", "5", "6", "7")}
	for _, d := range r.Days {
		days.Values = append(days.Values, strconv.Itoa(d))
	}
	return pages.Task{Shell: s, Above: h.above(), Intro: s.T("handling.rule.intro"), Button: button, Version: h.version, Sections: []pages.Section{
		{Title: s.T("handling.when"), About: s.T("status.zone", "zone", h.Clock), Controls: []pages.Control{
			{Name: "name", Label: "field.call_rule.name", Value: r.Name, Required: true}, statuses,
			{Name: "from", Label: "field.call_rule.from", Kind: pages.Radios, Value: string(r.From), Options: texts("callers.", "anybody", "colleagues", "outside", "withheld", "numbers")},
			{Name: "numbers", Label: "field.call_rule.numbers", Hint: "handling.numbers.hint", Kind: pages.Area, Value: strings.Join(r.Numbers, "\n")}, days,
			{Name: "begin", Label: "field.call_rule.begin", Hint: "handling.hours.hint", Type: "time", Value: r.Begin}, {Name: "end", Label: "field.call_rule.end", Type: "time", Value: r.End},
			{Name: "since", Label: "field.call_rule.since", Type: "date", Value: r.Since}, {Name: "until", Label: "field.call_rule.until", Type: "date", Value: r.Until}}},
		{Title: s.T("handling.what"), Controls: []pages.Control{
			{Name: "deed", Label: "field.call_rule.deed", Kind: pages.Radios, Value: string(r.Deed), Options: texts("deed.", "ring", "number", "voicemail", "refuse")},
			{Name: "number", Label: "field.call_rule.number", Hint: "handling.number.hint", Type: "tel", Value: r.Number},
			{Name: "seconds", Label: "field.call_rule.seconds", Hint: "handling.seconds.hint", Type: "number", Value: strconv.Itoa(r.Seconds)},
			{Name: "in_turn", Label: "field.call_rule.in_turn", Kind: pages.Tick, Checked: r.InTurn},
			{Name: "screen", Label: "field.call_rule.screen", Hint: "handling.screen.hint", Kind: pages.Tick, Checked: r.Screen},
			{Name: "then", Label: "field.call_rule.then", Kind: pages.Radios, Value: string(r.Then), Options: texts("then.", "voicemail", "number", "refuse")}}}}}
}

// oneRule is the rule that the address names.
func (v *visit) oneRule(title string) (handled, anteroom.CallRule, error) {
	h, err := v.handled(title)
	if err != nil {
		return h, anteroom.CallRule{}, err
	}
	for _, r := range h.Rules {
		if string(r.ID) == v.r.PathValue("rule") {
			return h, r, nil
		}
	}
	return h, anteroom.CallRule{}, anteroom.Missing()
}

func (v *visit) callRule() error {
	h, r, err := v.oneRule("handling.rule")
	if err != nil {
		return err
	}
	page := callRuleForm(h, r, "")
	page.After = pages.Parts([]pages.Part{{Danger: []pages.Link{{Path: h.base + "/handling/" + string(r.ID) + "/remove", Text: h.T("handling.remove")}}}})
	return v.task(task{
		page: page,
		command: func(f *form) office.Command {
			return office.EditCallRule{Company: h.company, User: h.user, Rule: r.ID, RuleFields: f.callRule()}
		},
		done: func(office.Outcome) string { return h.base + "/handling" },
	})
}

func (v *visit) removeCallRule() error {
	h, r, err := v.oneRule("handling.remove")
	if err != nil {
		return err
	}
	return v.task(task{
		page: pages.Task{Shell: h.Shell, Above: h.above(), Danger: true, Button: "handling.remove", Version: h.version, Intro: h.T("handling.remove.intro", "name", r.Name)},
		command: func(*form) office.Command {
			return office.RemoveCallRule{Company: h.company, User: h.user, Rule: r.ID}
		},
		done: func(office.Outcome) string { return h.base + "/handling" },
	})
}

// moveCallRule moves a rule up at once.
func (v *visit) moveCallRule() error {
	h, r, err := v.oneRule("handling.rule")
	if err != nil {
		return err
	}
	out, err := v.Office.Do(v.r.Context(), v.who, office.MoveCallRule{Company: h.company, User: h.user, Rule: r.ID}, office.Ask{})
	if err != nil {
		return err
	}
	return v.redirect(savedAt(h.base+"/handling", out))
}
