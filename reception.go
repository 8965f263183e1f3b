package anteroom

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Reception is how the company's own numbers are answered, but for the menus and groups that it leads to.
type Reception struct {
	Company  CompanyID   `json:"company"`
	Greeting []Wording   `json:"greeting"`  // in the place of the greeting that is built in; empty: that
	Root     Destination `json:"root"`      // where callers are brought after the greeting; empty: the menu that is built in
	Remember int         `json:"remember"`  // days for which a caller's choice of language is remembered; 0: it is not
	Hold     RecordingID `json:"hold"`      // what whoever is held hears, in any call of the company; empty: what is built in
	Unheard  bool        `json:"unheard"`   // what callers say goes to no speech recogniser
	CallBack bool        `json:"call_back"` // who reaches nobody may ask to be called back, in the place of leaving a message
	Hours    `json:"hours"`
}

// Wording is what a prompt says in one language: a text, or a recording, which goes before the text.
type Wording struct {
	Language Language    `json:"language"`
	Text     string      `json:"text"`
	Sound    RecordingID `json:"sound,omitempty"` // empty: the text is spoken
}

// Menu is what callers are asked, and where the keys lead. One without keys and extensions is an announcement: it is said,
// and the caller goes on to Silence.
type Menu struct {
	ID         MenuID      `json:"id"`
	Company    CompanyID   `json:"company"`
	Name       string      `json:"name"`
	Prompts    []Wording   `json:"prompts"`
	Keys       []MenuKey   `json:"keys"`
	Extensions bool        `json:"extensions"` // callers may dial an extension
	Wait       int         `json:"wait"`       // seconds for a first key
	Silence    Destination `json:"silence"`    // of callers who press nothing; empty: the operator, else the end
}

// MenuKey is a key of a menu, and where it leads.
type MenuKey struct {
	Key string      `json:"key"` // one of 0 to 9, * and #
	To  Destination `json:"to"`
}

// Group is people who are rung together, and whose names can be searched by themselves.
type Group struct {
	ID      GroupID     `json:"id"`
	Company CompanyID   `json:"company"`
	Name    string      `json:"name"`
	Members []UserID    `json:"members"` // in the order in which they are rung
	InTurn  bool        `json:"in_turn"` // one after the other; else all at once
	Seconds int         `json:"seconds"` // for which each of them rings
	Then    Destination `json:"then"`    // where nobody answers; empty: the caller is told so, and the call ends
}

// Destination is where a caller is brought: "user:ID", "group:ID", "names:ID" (of a group), "menu:ID", "voicemail:ID" (of
// a user), "number:+14185550100", "operator", "name", "extension" or "hang_up". Empty: nowhere.
type Destination string

// DestinationKind is what a destination is.
type DestinationKind string

// The kinds.
const (
	ToUser      DestinationKind = "user"
	ToGroup     DestinationKind = "group"
	ToNames     DestinationKind = "names" // a search among the names of a group
	ToMenu      DestinationKind = "menu"
	ToVoicemail DestinationKind = "voicemail"
	ToNumber    DestinationKind = "number"
	ToOperator  DestinationKind = "operator"
	ToName      DestinationKind = "name"      // a search among all names
	ToExtension DestinationKind = "extension" // the caller is asked for one
	ToHangUp    DestinationKind = "hang_up"
)

// PlainDestinations are the kinds that name nothing further.
func PlainDestinations() []DestinationKind {
	return []DestinationKind{ToOperator, ToName, ToExtension, ToHangUp}
}

// To makes a destination.
func To[T ~string](k DestinationKind, id T) Destination {
	return Destination(string(k) + ":" + string(id))
}

// Split is what a destination is, and the id or number that it names.
func (d Destination) Split() (DestinationKind, string) {
	kind, id, _ := strings.Cut(string(d), ":")
	return DestinationKind(kind), id
}

// Written tells whether a destination is one, as far as its words tell.
func (d Destination) Written() bool {
	kind, id := d.Split()
	switch kind {
	case ToUser, ToGroup, ToNames, ToMenu, ToVoicemail:
		return id != ""
	case ToNumber:
		return ParseNumber(id) == NumberID(id) && id != ""
	}
	return slices.Contains(PlainDestinations(), DestinationKind(d))
}

// The limits of a reception.
const (
	MostMenus      = 100
	MostGroups     = 100
	MostMembers    = 200
	MostAtOnce     = 30 // of a group whose members ring all at once
	MostWording    = 1000
	MostRemembered = 730 // days
	mostDepth      = 8   // menus behind one another
)

// Front is a company's reception with all menus and groups, as a plan holds it. It is shared, and not to be changed.
type Front struct {
	Reception
	Menus  map[MenuID]Menu
	Groups map[GroupID]Group
}

// Asks tells a menu from an announcement.
func (m Menu) Asks() bool { return m.Extensions || len(m.Keys) > 0 }

// To is where a key of the menu leads; empty: nowhere.
func (m Menu) To(key string) Destination {
	for _, k := range m.Keys {
		if k.Key == key {
			return k.To
		}
	}
	return ""
}

// Said is the wording in a language; the zero one where there is none.
func Said(list []Wording, l Language) Wording {
	for _, w := range list {
		if w.Language == l && (w.Text != "" || w.Sound != "") {
			return w
		}
	}
	return Wording{}
}

// Destinations are all to which the menu leads.
func (m Menu) Destinations() []Destination {
	list := []Destination{m.Silence}
	for _, k := range m.Keys {
		list = append(list, k.To)
	}
	return list
}

// Entries are all to which a call may come without a menu.
func (r Reception) Entries() []Destination { return []Destination{r.Root, r.Closed, r.Holiday} }

// Gap is a prompt that is missing in a language: of a menu, or with an empty one the greeting.
type Gap struct {
	Menu     MenuID   `json:"menu,omitempty"`
	Name     string   `json:"name"`
	Language Language `json:"language"`
}

// Gaps are the prompts that a caller could come to and that are missing in one of the languages (R18).
func (f Front) Gaps(spoken Languages) []Gap {
	var list []Gap
	for _, l := range spoken.List() {
		if len(f.Greeting) > 0 && Said(f.Greeting, l) == (Wording{}) {
			list = append(list, Gap{Language: l})
		}
	}
	reached, _ := f.Reached()
	for _, id := range reached {
		for _, l := range spoken.List() {
			if Said(f.Menus[id].Prompts, l) == (Wording{}) {
				list = append(list, Gap{Menu: id, Name: f.Menus[id].Name, Language: l})
			}
		}
	}
	return list
}

// Reached are the menus to which a call can come, nearest first, and how many stand behind one another at most, loops
// left out.
func (f Front) Reached() (list []MenuID, depth int) {
	next := f.Entries()
	seen := map[Destination]bool{}
	for len(next) > 0 {
		level, menus := next, len(list)
		next = nil
		for _, d := range level {
			if seen[d] {
				continue
			}
			seen[d] = true
			switch kind, id := d.Split(); kind {
			case ToMenu:
				if m, ok := f.Menus[MenuID(id)]; ok {
					list = append(list, m.ID)
					next = append(next, m.Destinations()...)
				}
			case ToGroup:
				next = append(next, f.Groups[GroupID(id)].Then)
			}
		}
		if len(list) > menus {
			depth++
		}
	}
	return list, depth
}

// Astray is a destination that leads nowhere: who was to be reached is gone.
type Astray struct {
	Menu  MenuID      `json:"menu,omitempty"`  // from where; with both empty the reception itself
	Group GroupID     `json:"group,omitempty"` // or from where
	Name  string      `json:"name"`            // of the menu or group
	Key   string      `json:"key,omitempty"`   // of the menu
	To    Destination `json:"to"`
}

// Lost are all destinations that lead nowhere, given who can be reached.
func (f Front) Lost(reachable func(UserID) bool) []Astray {
	var list []Astray
	note := func(a Astray) {
		if a.To != "" && !f.Leads(a.To, reachable) {
			list = append(list, a)
		}
	}
	for _, d := range f.Entries() {
		note(Astray{To: d})
	}
	for _, m := range f.MenuList() {
		for _, k := range m.Keys {
			note(Astray{Menu: m.ID, Name: m.Name, Key: k.Key, To: k.To})
		}
		note(Astray{Menu: m.ID, Name: m.Name, To: m.Silence})
	}
	for _, g := range f.GroupList() {
		note(Astray{Group: g.ID, Name: g.Name, To: g.Then})
		for _, u := range g.Members {
			note(Astray{Group: g.ID, Name: g.Name, To: To(ToUser, u)})
		}
	}
	return list
}

// Leads tells whether somebody or something is there, given who can be reached.
func (f Front) Leads(d Destination, reachable func(UserID) bool) bool {
	switch kind, id := d.Split(); kind {
	case ToUser, ToVoicemail:
		return reachable(UserID(id))
	case ToMenu:
		_, ok := f.Menus[MenuID(id)]
		return ok
	case ToGroup, ToNames:
		_, ok := f.Groups[GroupID(id)]
		return ok
	}
	return true
}

// Users are all people who are named in it.
func (f Front) Users() []UserID {
	var list []UserID
	add := func(all ...Destination) {
		for _, d := range all {
			if u := d.user(); u != "" {
				list = append(list, u)
			}
		}
	}
	add(f.Entries()...)
	for _, m := range f.Menus {
		add(m.Destinations()...)
	}
	for _, g := range f.Groups {
		add(g.Then)
		list = append(list, g.Members...)
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// Sounds are all recordings that are named in it.
func (f Front) Sounds() []RecordingID {
	var list []RecordingID
	add := func(all []Wording) {
		for _, w := range all {
			if w.Sound != "" {
				list = append(list, w.Sound)
			}
		}
	}
	add(f.Greeting)
	for _, m := range f.Menus {
		add(m.Prompts)
	}
	if f.Hold != "" {
		list = append(list, f.Hold)
	}
	return list
}

// Set tells whether anything is.
func (f Front) Set() bool {
	return len(f.Greeting) > 0 || f.Root != "" || f.Remember > 0 || f.Hold != "" || f.Unheard || f.CallBack || len(f.Week) > 0 || f.Zone != "" || len(f.Holidays) > 0 || f.Switch != ""
}

// user is whom a destination names; empty: nobody.
func (d Destination) user() UserID {
	if kind, id := d.Split(); kind == ToUser || kind == ToVoicemail {
		return UserID(id)
	}
	return ""
}

// MenuList are the menus by name.
func (f Front) MenuList() []Menu {
	list := make([]Menu, 0, len(f.Menus))
	for _, m := range f.Menus {
		list = append(list, m)
	}
	slices.SortFunc(list, func(a, b Menu) int { return strings.Compare(Fold(a.Name)+string(a.ID), Fold(b.Name)+string(b.ID)) })
	return list
}

// GroupList are the groups by name.
func (f Front) GroupList() []Group {
	list := make([]Group, 0, len(f.Groups))
	for _, g := range f.Groups {
		list = append(list, g)
	}
	slices.SortFunc(list, func(a, b Group) int { return strings.Compare(Fold(a.Name)+string(a.ID), Fold(b.Name)+string(b.ID)) })
	return list
}

// UsedBy are the names of the menus and groups that lead to a destination; "" stands for the reception itself.
func (f Front) UsedBy(kinds []DestinationKind, id string) []string {
	leads := func(d Destination) bool {
		kind, to := d.Split()
		return to == id && slices.Contains(kinds, kind)
	}
	var names []string
	if slices.ContainsFunc(f.Entries(), leads) {
		names = append(names, "")
	}
	for _, m := range f.MenuList() {
		if slices.ContainsFunc(m.Destinations(), leads) {
			names = append(names, m.Name)
		}
	}
	for _, g := range f.GroupList() {
		if leads(g.Then) {
			names = append(names, g.Name)
		}
	}
	return names
}

// Check names what is wrong with the menu by itself.
func (m Menu) Check(f *Fields, system []Language) {
	f.Name("name", m.Name, 1, 60)
	f.wording("prompts", m.Prompts, system)
	seen := map[string]bool{}
	for _, k := range m.Keys {
		switch {
		case len(k.Key) != 1 || !strings.Contains("0123456789*#", k.Key):
			f.Wrong("keys", "error.menu.key", "key", cutText(k.Key, 8))
		case seen[k.Key]:
			f.Wrong("keys", "error.menu.key.twice", "key", k.Key)
		case !k.To.Written():
			f.Wrong("keys", "error.menu.key.to", "key", k.Key)
		}
		seen[k.Key] = true
	}
	if m.Silence != "" && !m.Silence.Written() {
		f.Wrong("silence", "error.destination")
	}
	f.between("wait", m.Wait, 1, 60)
}

func cutText(s string, most int) string {
	r := []rune(strings.ToValidUTF8(s, "?"))
	return string(r[:min(most, len(r))])
}

func (f *Fields) wording(field string, list []Wording, system []Language) {
	seen := map[Language]bool{}
	for _, w := range list {
		switch {
		case !slices.Contains(system, w.Language) || seen[w.Language]:
			f.Wrong(field, "error.language.unknown", "language", string(w.Language))
			continue
		case !utf8.ValidString(w.Text) || strings.ContainsFunc(w.Text, func(r rune) bool { return forbidden(r) && r != '\n' }):
			f.Wrong(field, "error.text.control")
		case utf8.RuneCountInString(w.Text) > MostWording:
			f.Wrong(field, "error.text.long", "most", MostWording)
		}
		seen[w.Language] = true
	}
}

// Check names what is wrong with the group by itself.
func (g Group) Check(f *Fields) {
	f.Name("name", g.Name, 1, 60)
	switch {
	case len(g.Members) == 0:
		f.Wrong("members", "error.group.empty")
	case len(g.Members) > MostMembers:
		f.Wrong("members", "error.group.most", "most", MostMembers)
	case !g.InTurn && len(g.Members) > MostAtOnce:
		f.Wrong("members", "error.group.at_once", "most", MostAtOnce)
	}
	f.between("seconds", g.Seconds, 5, 120)
	if g.Then != "" && !g.Then.Written() {
		f.Wrong("then", "error.destination")
	}
}

// Check names what is wrong with the reception by itself.
func (r Reception) Check(f *Fields, system []Language) {
	f.wording("greeting", r.Greeting, system)
	if r.Root != "" && !r.Root.Written() {
		f.Wrong("root", "error.destination")
	}
	f.between("remember", r.Remember, 0, MostRemembered)
	r.Hours.check(f)
}

// CheckFront names what is wrong with all of it together: prompts that are missing where a caller could come (R18), and
// menus that stand too deep. A greeting may be made in one language after the other: until then the one that is built in is heard.
func (f Front) CheckFront(wrong *Fields, field string, spoken Languages) {
	for _, g := range f.Gaps(spoken) {
		if g.Menu != "" {
			wrong.Wrong(field, "error.menu.gap", "name", g.Name, "language", g.Language)
		}
	}
	if _, depth := f.Reached(); depth > mostDepth {
		wrong.Wrong(field, "error.menu.deep", "most", strconv.Itoa(mostDepth))
	}
}
