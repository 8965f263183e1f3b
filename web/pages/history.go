package pages

import (
	"net/url"
	"slices"
	"strings"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
)

// History is a page of the history of a company, of a VAR or of the system, newest first.
type History struct {
	Shell
	Entries  []anteroom.ChangeLine
	Query    url.Values                 // of the page's address: what is asked for
	Commands []Option                   // by which it can be filtered
	Older    string                     // value of "after" for the next page; empty: there is none
	Above    map[anteroom.ChangeID]bool // entries that only somebody above may undo
}

// why tells why the reader can't undo an entry; empty: it may be tried.
func (v History) why(c anteroom.ChangeLine) string {
	if why := undoable(c.Change); why != "" {
		return why
	}
	if v.Above[c.ID] {
		return "history.undo.above"
	}
	return ""
}

// Undo shows what undoing a change will do, and asks (R10).
type Undo struct {
	Shell
	Change  anteroom.ChangeID
	Entry   *anteroom.Change // the one to be undone; nil where it is too old to be shown again
	Lines   []Line
	Effects []anteroom.Effect
	Digest  string
	Problem *anteroom.Text // why it can't be undone; nil: it can
	Again   bool           // what was shown before is no longer so
}

// undoable tells why an entry can't be undone, as far as can be told from the entry alone; empty: it may be.
func undoable(c anteroom.Change) (why string) {
	switch {
	case c.UndoneBy != "":
		return "history.undone"
	case slices.ContainsFunc(c.Items, func(i anteroom.Item) bool { return i.Noun == "delivery" || i.Noun == "call" }):
		return "error.undo.none"
	case slices.ContainsFunc(c.Items, func(i anteroom.Item) bool { return i.Before != nil && i.After["password_changed"] != nil }):
		return "error.undo.secret"
	case slices.ContainsFunc(c.Items, func(i anteroom.Item) bool { return i.Noun == "administrator_invitation" }):
		return "error.undo.sent"
	}
	for _, i := range c.Items {
		if i.Before == nil && !office.MayUnmake(i.Noun) {
			if slices.Contains([]string{"company", "var", "package"}, i.Noun) {
				return "error.undo." + i.Noun
			}
			return "error.undo.made"
		}
	}
	return ""
}

// undoAt is the address that asks whether a change is to be undone: of the company, the VAR or the system.
func (s Shell) undoAt(id anteroom.ChangeID) string { return s.below("/undo?change=" + string(id)) }

// below is a path of what the page is about: the company, the VAR or the system.
func (s Shell) below(path string) string {
	switch {
	case s.Company != "":
		return s.At(path)
	case s.VAR != "":
		return s.AtVAR(path)
	case s.Level == anteroom.LevelUser:
		return "/me" + path
	}
	return "/system" + path
}

// Undoable tells whether an entry of the history may be put back, as far as the entry alone tells.
func Undoable(c anteroom.Change) bool { return undoable(c) == "" }

// Calls is a page of the company's call log, newest first.
type Calls struct {
	Shell
	List  []anteroom.Call
	Next  string             // where older ones begin; empty: there are none
	Of    anteroom.CompanyID // whose calls they are
	User  anteroom.UserID    // and of which user; empty: of all
	Mine  bool               // of the reader alone
	Find  anteroom.Find      // as the address asks for it
	Since string             // its filter of time, as the address names it
	Asked url.Values         // all of the address but where the page before ended
}

// root is where the log is.
func (v Calls) root() string {
	if v.Mine {
		return "/me/calls"
	}
	return v.At("/calls")
}

// with is the address of the log, or of something under it, with what is asked for and more.
func (v Calls) with(under string, more ...string) string {
	q := url.Values{}
	for k, x := range v.Asked {
		q[k] = x
	}
	for i := 0; i+1 < len(more); i += 2 {
		q.Set(more[i], more[i+1])
	}
	if len(q) == 0 {
		return v.root() + under
	}
	return v.root() + under + "?" + q.Encode()
}

// filtered tells whether only a part of the log is asked for.
func (v Calls) filtered() bool { return len(v.Asked) > 0 }

func (v Calls) results() []Option {
	list := []Option{{Text: v.T("calls.result.all")}}
	for _, r := range anteroom.Results() {
		list = append(list, Option{Value: string(r), Text: v.T("result." + string(r))})
	}
	return list
}

func (v Calls) times() []Option {
	list := []Option{{Text: v.T("calls.since.all")}}
	for _, x := range []string{"today", "week", "month"} {
		list = append(list, Option{Value: x, Text: v.T("calls.since." + x)})
	}
	return list
}

// intro is the key of what the page says it lists.
func (v History) intro() string {
	if v.own() {
		return "history.own.intro"
	}
	if v.Company == "" {
		return "history.above.intro"
	}
	return "history.intro"
}

// own tells a user's own history, which is neither filtered nor undone from.
func (v History) own() bool { return v.Level == anteroom.LevelUser }

// ownThing tells whether a change of a user's account is one that the user may put back.
func (v History) ownThing(c anteroom.Change) bool {
	return !slices.ContainsFunc(c.Items, func(i anteroom.Item) bool {
		return !slices.Contains([]string{"status", "call_rule", "greeting", "voice_message", "contact"}, i.Noun)
	})
}

// filters are the parts of the address that narrow the history.
func (v History) filters() []string { return []string{"person", "command", "from", "to"} }

func (v History) filtered() bool {
	return slices.ContainsFunc(v.filters(), func(name string) bool { return v.Query.Get(name) != "" })
}

// with is the address of the page with one value set; where the choice changes, it begins anew.
func (v History) with(name, value string) string {
	return Table{Path: v.below("/history"), Query: v.Query}.with(name, value)
}

func (v History) older() string {
	if v.Older == "" {
		return ""
	}
	return v.with("after", v.Older)
}

// chosen is what a filter is set to, in words. A person whom the address names by id is in every entry.
func (v History) chosen(name string) string {
	value := v.Query.Get(name)
	switch {
	case value == "":
		return ""
	case name == "person" && len(v.Entries) > 0 && string(v.Entries[0].Account) == value:
		return v.Entries[0].Who
	case name == "command" && v.P.Has("command."+value):
		return v.T("command." + value)
	}
	return value
}

// of is what an entry is of, where the page is about more than that.
func (v History) of(c anteroom.ChangeLine) string {
	switch {
	case v.Company != "", v.own():
		return ""
	case c.CompanyID != "" && v.VAR != "":
		return v.T("history.of.company", "company", c.CompanyName)
	case c.CompanyID != "":
		return v.T("history.of.company.var", "company", c.CompanyName, "var", c.VARName)
	case c.VARID != "":
		return v.T("history.of.var", "var", c.VARName)
	}
	return v.T("history.of.system")
}

// undo is the address that asks whether an entry is to be undone: where it belongs.
func (v History) undo(c anteroom.ChangeLine) string {
	s := Shell{Company: c.CompanyID, VAR: c.VARID}
	if v.Company != "" {
		s = v.Shell
	}
	return s.below("/undo?change=" + string(c.ID))
}

func (v Calls) older() string {
	if v.Next == "" {
		return ""
	}
	return v.with("", "after", v.Next)
}

// path is the way of a call in words.
func (v Calls) path(c anteroom.Call) string { return v.Way(c.Path) }

// intro is what the log holds, in words.
func (v Calls) intro() string {
	if v.Mine {
		return v.T("calls.mine.intro")
	}
	return v.T("calls.intro")
}

// heading names the log.
func (v Calls) heading() string {
	if v.Mine {
		return v.T("calls.mine.title")
	}
	return v.T("calls.title")
}

// Way is steps of a call in words: "ring:201" is "Extension 201 rings".
func (v Calls) Way(path []string) string {
	steps := make([]string, 0, len(path))
	for _, p := range path {
		name, value, _ := strings.Cut(p, ":")
		switch {
		case name == "language", name == "call_back":
			steps = append(steps, v.T("path."+name, "language", anteroom.Language(value)))
		case !v.P.Has("path." + name):
			steps = append(steps, p)
		case value != "" && v.P.Has("path."+name+".named"):
			steps = append(steps, v.T("path."+name+".named", "name", value))
		case isExtension(value) && v.P.Has("path."+name+".to"):
			steps = append(steps, v.T("path."+name+".to", "extension", value))
		default:
			steps = append(steps, v.T("path."+name))
		}
	}
	return strings.Join(steps, " → ")
}

// isExtension tells what people dial from the id that stands for a user without an extension.
func isExtension(s string) bool {
	return s != "" && len(s) <= 6 && strings.Trim(s, "0123456789") == ""
}

// length is how long a call lasted since it was answered; empty where it was not, or is not over.
func (v Calls) length(c anteroom.Call) string {
	if c.Answered.IsZero() || c.Ended.IsZero() {
		return ""
	}
	return v.P.Duration(c.Ended.Sub(c.Answered))
}

// result is how a call ended, and why.
func (v Calls) result(c anteroom.Call) (result, reason string) {
	if c.Ended.IsZero() {
		return v.T("calls.in_progress"), ""
	}
	return v.T("result." + string(c.Result)), v.T("reason." + string(c.Reason))
}

func (v Calls) caller(c anteroom.Call) string {
	if c.Caller == "" || c.Caller == "anonymous" {
		return v.T("calls.anonymous")
	}
	return Tel(c.Caller)
}

// Named puts words in the place of the names of fields that an error carries ("languages.first").
func (s Shell) Named(t anteroom.Text) anteroom.Text {
	names, ok := t.Args["fields"].(string)
	if !ok {
		return t
	}
	var list []string
	for name := range strings.SplitSeq(names, ", ") {
		list = append(list, s.fieldName(name))
	}
	return anteroom.T(t.Key, "fields", list)
}

func (s Shell) fieldName(name string) string {
	for _, k := range knownFields() {
		if k.field == name {
			return s.T("field." + k.noun + "." + k.field)
		}
	}
	return name
}
