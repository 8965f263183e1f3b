package pages

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
)

// Receptionist shows how the company's own numbers are answered: a tree of what callers hear and where keys lead.
type Receptionist struct {
	Shell
	Data   office.Receptionist
	Public bool // the company has none
	Mute   bool // no engine speaks texts
	May    bool // the reader may change it
}

// receptionFields are those of the receptionist's nouns.
func receptionFields() []known {
	return []known{
		{"reception", "greeting", wordingKind, "", "when.call"}, {"reception", "root", toKind, "", "when.call"}, {"reception", "remember", words, "", "when.call"},
		{"reception", "hold", soundKind, "", "when.call"},
		{"reception", "hours.zone", words, "", "when.call"}, {"reception", "hours.week", weekKind, "", "when.call"}, {"reception", "hours.holidays", holidaysKind, "", "when.call"},
		{"reception", "hours.closed", toKind, "", "when.call"}, {"reception", "hours.holiday", toKind, "", "when.call"},
		{"reception", "hours.switch", openKind, "", "when.call"}, {"reception", "hours.until", timeKind, "", ""},
		{"menu", "name", words, "", ""}, {"menu", "prompts", wordingKind, "", "when.call"}, {"menu", "keys", keysKind, "", "when.call"}, {"menu", "extensions", yesNoKind, "", "when.call"},
		{"menu", "wait", words, "", "when.call"}, {"menu", "silence", toKind, "", "when.call"},
		{"recording_code", "name", words, "", ""}, {"recording_code", "language", languageKind, "", ""}, {"recording_code", "ends", timeKind, "", ""},
		{"group", "name", words, "", "when.call"}, {"group", "members", membersKind, "", "when.call"}, {"group", "in_turn", yesNoKind, "", "when.call"},
		{"group", "seconds", words, "", "when.call"}, {"group", "then", toKind, "", "when.call"},
	}
}

// receptionValue is a stored value of theirs in words, where it is of such a kind.
func (s Shell) receptionValue(k kind, raw json.RawMessage) (string, bool) {
	var list []string
	switch k {
	case keysKind:
		for _, x := range read[anteroom.MenuKey](raw) {
			list = append(list, x.Key+" → "+s.Destination(x.To, s.Names))
		}
	case wordingKind:
		for _, x := range read[anteroom.Wording](raw) {
			list = append(list, s.T("history.label", "field", s.P.LanguageName(x.Language))+" "+s.Wording(x))
		}
	case membersKind:
		for _, x := range read[string](raw) {
			list = append(list, cmp.Or(s.Names[x], x))
		}
	case weekKind:
		list = s.Week(read[anteroom.Span](raw))
	case holidaysKind:
		for _, x := range read[anteroom.Holiday](raw) {
			list = append(list, strings.TrimSpace(x.Date+" "+x.Name))
		}
	default:
		return "", false
	}
	if len(list) == 0 {
		return s.T("word.none"), true
	}
	return s.P.Parts(list), true
}

// read is a stored list; what is none is empty.
func read[T any](raw json.RawMessage) []T {
	var list []T
	_ = json.Unmarshal(raw, &list)
	return list
}

// Wording is what is said in one language, in words.
func (s Shell) Wording(w anteroom.Wording) string {
	switch {
	case w.Sound != "" && w.Text != "":
		return s.T("receptionist.prompt.recording") + " (" + w.Text + ")"
	case w.Sound != "":
		return s.T("receptionist.prompt.recording")
	case w.Text != "":
		return w.Text
	}
	return s.T("receptionist.prompt.missing")
}

// Week are opening hours in words, a day each.
func (s Shell) Week(spans []anteroom.Span) []string {
	var list []string
	for day := 1; day <= 7; day++ {
		if text := DayText(spans, day); text != "" {
			list = append(list, s.T("hours.day."+string(rune('0'+day)))+" "+text)
		}
	}
	return list
}

// DayText are the hours of a day as they are typed: "08:30-12:00, 13:00-17:00".
func DayText(spans []anteroom.Span, day int) string {
	var list []string
	for _, x := range spans {
		if x.Day == day {
			list = append(list, x.From+"-"+x.To)
		}
	}
	return strings.Join(list, ", ")
}

// Destination is where a caller is brought, in words; the names are those of users, menus and groups by id.
func (s Shell) Destination(d anteroom.Destination, names map[string]string) string {
	kind, id := d.Split()
	switch kind {
	case "":
		return s.T("to.none")
	case anteroom.ToNumber:
		return anteroom.NumberID(id).String()
	case anteroom.ToUser, anteroom.ToVoicemail, anteroom.ToGroup, anteroom.ToNames, anteroom.ToMenu:
		return s.T("to."+string(kind), "name", cmp.Or(names[id], s.T("to.gone")))
	}
	if slices.Contains(anteroom.PlainDestinations(), kind) {
		return s.T("to." + string(kind))
	}
	return string(d)
}

// names are those of the users, menus and groups.
func (v Receptionist) names() map[string]string {
	names := map[string]string{}
	for id, name := range v.Data.Names {
		names[id] = name
	}
	for _, m := range v.Data.Menus {
		names[string(m.ID)] = m.Name
	}
	for _, g := range v.Data.Groups {
		names[string(g.ID)] = g.Name
	}
	return names
}

func (v Receptionist) to(d anteroom.Destination) string { return v.Destination(d, v.names()) }

// branch is a place in the tree: how a caller comes there, and the menu or group that is there.
type branch struct {
	How   string // "Key 1"
	To    anteroom.Destination
	Menu  *anteroom.Menu // that is told of here; nil: none, or above
	Above bool           // it is told of above already
	Down  []branch
	Path  string // where it is changed; empty: nowhere
}

// tree is all to which a call can come.
func (v Receptionist) tree() []branch {
	seen := map[anteroom.MenuID]bool{}
	list := []branch{v.branch(v.T("receptionist.start"), v.Data.Root, seen)}
	if d := v.Data.Closed; d != "" {
		list = append(list, v.branch(v.T("receptionist.closed"), d, seen))
	}
	if d := v.Data.Holiday; d != "" {
		list = append(list, v.branch(v.T("receptionist.holiday"), d, seen))
	}
	return list
}

// apart are the menus to which nothing leads.
func (v Receptionist) apart() []branch {
	var list []branch
	for _, m := range v.Data.Menus {
		if !slices.Contains(v.Data.Reached, m.ID) {
			list = append(list, v.branch("", anteroom.To(anteroom.ToMenu, m.ID), map[anteroom.MenuID]bool{}))
		}
	}
	return list
}

func (v Receptionist) branch(how string, to anteroom.Destination, seen map[anteroom.MenuID]bool) branch {
	b := branch{How: how, To: to}
	kind, id := to.Split()
	if kind == anteroom.ToGroup || kind == anteroom.ToNames {
		b.Path = v.At("/receptionist/groups/" + id)
	}
	if kind != anteroom.ToMenu {
		return b
	}
	at := slices.IndexFunc(v.Data.Menus, func(m anteroom.Menu) bool { return string(m.ID) == id })
	if at < 0 {
		return b
	}
	m := v.Data.Menus[at]
	b.Path = v.At("/receptionist/menus/" + id)
	if b.Above = seen[m.ID]; b.Above {
		return b
	}
	seen[m.ID], b.Menu = true, &m
	for _, k := range m.Keys {
		b.Down = append(b.Down, v.branch(v.T("receptionist.key", "key", k.Key), k.To, seen))
	}
	if m.Extensions {
		b.Down = append(b.Down, branch{To: anteroom.Destination(anteroom.ToExtension)})
	}
	switch {
	case !m.Asks():
		b.Down = append(b.Down, v.branch(v.T("receptionist.after"), cmp.Or(m.Silence, anteroom.Destination(anteroom.ToHangUp)), seen))
	case m.Silence != "":
		b.Down = append(b.Down, v.branch(v.T("receptionist.silence"), m.Silence, seen))
	}
	return b
}

// spokenHere are the languages in which a prompt is shown: those of the company, and others in which it has something.
func (v Receptionist) spokenHere(list []anteroom.Wording) []anteroom.Language {
	spoken := v.Data.Languages.List()
	for _, l := range v.Data.System {
		if !slices.Contains(spoken, l) && anteroom.Said(list, l) != (anteroom.Wording{}) {
			spoken = append(spoken, l)
		}
	}
	return spoken
}

// where is from where an astray destination leads.
func (v Receptionist) where(a anteroom.Astray) string {
	name := cmp.Or(a.Name, v.T("receptionist.title"))
	if a.Key != "" {
		return v.T("receptionist.astray.key", "name", name, "key", a.Key, "to", v.to(a.To))
	}
	return v.T("receptionist.astray.other", "name", name, "to", v.to(a.To))
}

// astrayPath is where an astray destination is mended.
func (v Receptionist) astrayPath(a anteroom.Astray) string {
	switch {
	case a.Menu != "":
		return v.At("/receptionist/menus/" + string(a.Menu))
	case a.Group != "":
		return v.At("/receptionist/groups/" + string(a.Group))
	case a.To == v.Data.Root:
		return v.At("/receptionist/settings")
	}
	return v.At("/receptionist/hours")
}

// promptPath is where a prompt is changed, or with "hear" heard.
func (v Receptionist) promptPath(what string, menu anteroom.MenuID, l anteroom.Language) string {
	return v.At("/receptionist/" + what + "/" + cmp.Or(string(menu), "greeting") + "/" + string(l))
}

func (v Receptionist) gap(g anteroom.Gap) string {
	return v.T("receptionist.gap", "name", cmp.Or(g.Name, v.T("receptionist.greeting")), "language", v.P.LanguageName(g.Language))
}

// byHand tells whether the company is open or closed by hand.
func (v Receptionist) byHand() bool { return v.Data.Switch != "" && v.Data.Switch == v.Data.Now }

// heading names a prompt in a language; in a menu only the language.
func (v Receptionist) heading(what string, menu anteroom.MenuID, l anteroom.Language) string {
	if menu == "" {
		return what + ", " + v.P.LanguageName(l)
	}
	return v.P.LanguageName(l)
}

// members are the names of a group's members.
func (v Receptionist) members(g anteroom.Group) string {
	var list []string
	for _, id := range g.Members {
		list = append(list, cmp.Or(v.Data.Names[string(id)], v.T("to.gone")))
	}
	if len(list) > 8 {
		list = append(list[:8], "…")
	}
	return v.P.List(list)
}

// rings is how a group rings, and what comes then.
func (v Receptionist) rings(g anteroom.Group) string {
	order := "group.order.all"
	if g.InTurn {
		order = "group.order.turn"
	}
	then := v.T("to.default.then")
	if g.Then != "" {
		then = v.to(g.Then)
	}
	return v.T(order) + " → " + then
}
