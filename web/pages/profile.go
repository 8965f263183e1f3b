package pages

import (
	"encoding/json"
	"slices"
	"strings"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
)

// Profile is the Company Profile page.
type Profile struct {
	Shell
	Data      office.Profile       // what is stored
	Typed     office.SubmitProfile // what the fields show
	Bilingual bool                 // the box Second Language is ticked
	Version   int64                // of what the fields were filled from: handed back with the form
	Since     int64                // where both changed something: the version that they both began with
	Countries []Option
	Problems  []Problem
	Others    []News           // all that others changed meanwhile
	Notes     map[string]News  // of these, the fields that now show the others' value, by control
	Clashes   map[string]Clash // and those that both changed
	Preview   *Effects         // what Submit would do, where that is known already
}

// Saved tells what a Submit has stored. It is read from the history, so that it can't tell what is not so.
type Saved struct {
	Nothing  bool // nothing differed, so nothing was stored
	Lines    []Line
	Change   anteroom.ChangeID
	Undoable bool
}

// Review is the step before a change with reach is stored, where the page could not show it while typing (R9).
type Review struct {
	Shell
	Typed   office.SubmitProfile
	Version int64
	Digest  string
	Lines   []Line
	Effects []anteroom.Effect
	Again   bool // what was shown before is no longer so
}

// Effects is the part of the page that the script replaces while somebody types: what Submit would do.
type Effects struct {
	Shell
	Digest  string
	Effects []anteroom.Effect
	Unclear bool // some field is wrong or outdated, so that nothing can be said yet
	Ended   bool // the session is over: the person can sign in beside, and keep what was typed
}

// field is the control of that name with all that is to be said about it.
func (v Profile) field(name string) Field {
	f := Field{Name: name, Value: ValueOf(v.Typed, name), Stored: ValueOf(Stored(v.Data), name), Wrong: wrongAt(v.Shell, v.Problems, name)}
	for _, k := range formFields() {
		if k.form == name {
			f.Label, f.When = v.T("field."+k.noun+"."+k.field), v.T(k.when)
		}
	}
	if n, ok := v.Notes[name]; ok {
		f.News = &n
	}
	if c, ok := v.Clashes[name]; ok {
		f.Clash = &c
	}
	return f
}

// text is a field of one line.
func (v Profile) text(name, hint, kind, autocomplete string, required bool) Field {
	f := v.field(name)
	f.Type, f.Autocomplete, f.Required = kind, autocomplete, required
	if hint != "" {
		f.Hint = v.T(hint)
	}
	return f
}

// languages are the options of a list of languages, each named by itself.
func (v Profile) languages(own anteroom.Language) []Option {
	list := slices.Clone(v.Data.System)
	if own != "" && !slices.Contains(list, own) {
		list = append(list, own)
	}
	options := make([]Option, len(list))
	for i, l := range list {
		options[i] = Option{Value: string(l), Text: v.P.OwnName(l), Lang: l}
	}
	return options
}

// seconds are the languages that can be second, for the list that a system of three and more shows.
func (v Profile) seconds() []Option { return v.languages(v.Typed.Second) }

// other is, of a system's two languages, the one that is not at this place.
func (v Profile) other(place int) anteroom.Language { return v.Data.System[1-place] }

// counts are the words for so many unsaved changes, by number, for the script.
func (v Profile) counts() string {
	list := []string{v.T("profile.bar.none")}
	for n := 1; n < len(formFields())+2; n++ {
		list = append(list, v.T("profile.bar.count", "count", n))
	}
	raw, err := json.Marshal(list)
	if err != nil {
		panic(err) // a list of strings always becomes JSON
	}
	return string(raw)
}

// offered counts the packages that users may have, and those that they get.
func (v Profile) offered() (offer, given int) {
	for _, p := range v.Data.Packages {
		if p.Offer {
			offer++
		}
		if p.Default {
			given++
		}
	}
	return offer, given
}

// hidden are the names and values of the form, for the step that only shows them.
func (v Review) hidden() [][2]string {
	var list [][2]string
	for _, name := range FormOrder() {
		if value := ValueOf(v.Typed, name); name != "second" || value != "" {
			list = append(list, [2]string{name, value})
		}
	}
	if v.Typed.Second != "" {
		list = append(list, [2]string{"bilingual", "on"})
	}
	return list
}

// listed is the list of second languages.
func (v Profile) listed() Field {
	f := v.field("second")
	f.Label, f.Autocomplete = v.T("field.company.languages.second"), "off"
	if f.Value == "" && len(v.Data.System) > 1 { // the box is not ticked: the list is not shown, and stands on a likely one
		f.Value = string(v.Data.System[0])
		if v.Typed.First == v.Data.System[0] {
			f.Value = string(v.Data.System[1])
		}
	}
	return f
}

// boxDescribed are the ids of what describes the Second Language box.
func (v Profile) boxDescribed(id string) string {
	ids := "bilingual-hint"
	if id != "second" {
		return ids
	}
	f := v.field("second")
	if f.News != nil || f.Clash != nil {
		ids = "second-note " + ids
	}
	if f.Wrong != "" {
		ids = "second-error " + ids
	}
	return ids
}

// ownField is the token of autocomplete for the administrator's own data, and none for somebody else's (WCAG 1.3.5).
func (v Profile) ownField(token string) string {
	if v.Level == anteroom.LevelCompany {
		return token
	}
	return "off"
}

func (v Profile) numberUse(n anteroom.Number) string {
	switch {
	case n.Free:
		return v.T("profile.numbers.free")
	case n.User != "":
		return v.T("profile.numbers.user")
	case n.First != "":
		return v.T("profile.numbers.receptionist_first", "language", n.First)
	}
	return v.T("profile.numbers.receptionist")
}

func (v Profile) pbxName() string {
	if v.Data.PBX.Name == "" {
		return v.T("word.none")
	}
	return v.Data.PBX.Name
}

func (v Profile) offeredText() string {
	if len(v.Data.Packages) == 0 {
		return v.T("profile.packages.none")
	}
	offer, given := v.offered()
	return v.T("profile.packages.offered", "count", offer, "all", len(v.Data.Packages), "given", given)
}

// dialled is a telephone number as a tel: address takes it (RFC 3966 section 3): digits, and a + in front.
func dialled(s string) string {
	keep := func(r rune) rune {
		if r == '+' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}
	return strings.Map(keep, s)
}

// numbersShown are the telephone numbers that the Company Profile names; all of them stand on a page of their own.
const numbersShown = 10
