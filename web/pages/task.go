package pages

import (
	"cmp"
	"strconv"

	"anteroom.dev/anteroom"
	"github.com/a-h/templ"
)

// Task is a page that asks for one command: a form with its own Submit.
type Task struct {
	Shell
	Above    Link   // the page that this one belongs to; empty: none
	Intro    string // in words; empty: none
	Action   string // the address to which the form is sent
	Sections []Section
	Version  int64 // of what the controls were filled from: handed back with the form
	Problems []Problem
	Others   []News          // what others changed since the page was shown
	Button   string          // key of what the button says; empty: Submit
	Sure     string          // what that of the review says, in words; empty: the same
	Danger   bool            // the button takes something away
	Confirm  bool            // the person's own password is asked for again
	Upload   bool            // a file is sent
	Live     string          // what is said while the answer comes step by step, in words; empty: it comes at once
	Before   templ.Component // shown before the form; nil: nothing
	After    templ.Component // shown after the form; nil: nothing
	Shown    templ.Component // shown in the review, before what it changes; nil: nothing
}

// Link is an address with its words.
type Link struct{ Path, Text string }

// Section is a part of a form, with a title and what it is for where it has one.
type Section struct {
	Title, About string
	Controls     []Control
	Extra        Button
	Pairs        bool  // its controls stand two by two, where there is room
	Grid         *Grid // its controls, boxes all, are columns of this table; nil: they stand one below the other
}

// Button sends the form for something else than its Submit; the zero one is none.
type Button struct{ Name, Text string }

// extra tells whether there is such a button.
func (v Task) extra() bool {
	for _, s := range v.Sections {
		if s.Extra.Name != "" {
			return true
		}
	}
	return false
}

// Grid is a table whose last columns are boxes: the options of each control are the rows, in order.
type Grid struct {
	Caption string   // in words
	Columns []Column // before the boxes; the first names the row
	Rows    []Row
}

// ControlKind is what a control is made of.
type ControlKind int

// The kinds of control.
const (
	OneLine    ControlKind = iota // an input of one line; Type says which
	Choice                        // a list, of which one is chosen
	Tick                          // a box; its value is "on"
	Ticks                         // several boxes of one name; the values are the options'
	Radios                        // one of several, all shown
	Area                          // a text of several lines
	File                          // a file to be sent
	Hidden                        // neither shown nor changed
	SecretLine                    // never written back
)

// Control is one field of a form. Label and Hint are keys of the catalogue.
type Control struct {
	Name, Label, Hint  string
	Told               string // the hint in words, where Hint says none
	Words              string // the label in words, of a control of which there are several; empty: Label says it
	Kind               ControlKind
	Value              string   // of one line, a list, radios, an area
	Values             []string // of several boxes
	Checked            bool     // of a box
	Type, Autocomplete string   // of an input
	Read               bool     // of a file: what is in it goes on in another control
	Picks              string   // of an input: an address that offers what fits what was typed so far; empty: none
	Options            []Option
	Required, Disabled bool
}

// Secret tells a control whose value is never written into a page.
func (c Control) Secret() bool { return c.Kind == SecretLine || c.Kind == File && !c.Read }

// field is the control with what is wrong with it.
func (v Task) field(c Control) Field {
	f := Field{Name: c.Name, Label: cmp.Or(c.Words, v.T(c.Label)), Value: c.Value, Type: c.Type, Autocomplete: c.Autocomplete, Picks: c.Picks, Required: c.Required,
		Wrong: wrongAt(v.Shell, v.Problems, c.Name), NoTrack: true}
	if c.Autocomplete == "" {
		f.Autocomplete = "off"
	}
	if c.Kind == SecretLine {
		f.Type, f.Value = "password", ""
	}
	f.Hint = c.Told
	if c.Hint != "" {
		f.Hint = v.T(c.Hint)
	}
	return f
}

func (v Task) button() string {
	if v.Button == "" {
		return v.T("button.submit")
	}
	return v.T(v.Button)
}

// sure is what the button of the review says.
func (v Task) sure() string { return cmp.Or(v.Sure, v.button()) }

// enctype is how the form is sent.
func (v Task) enctype() string {
	if v.Upload {
		return "multipart/form-data"
	}
	return "application/x-www-form-urlencoded"
}

// Controls are those of all sections, in order.
func (v Task) Controls() []*Control {
	var list []*Control
	for i := range v.Sections {
		for j := range v.Sections[i].Controls {
			list = append(list, &v.Sections[i].Controls[j])
		}
	}
	return list
}

// Order are the names of the controls, from the top.
func (v Task) Order() []string {
	var names []string
	for _, c := range v.Controls() {
		names = append(names, c.Name)
	}
	return names
}

// Wrongs are the wrong fields of an error in the order of the form, with the labels of the controls.
func (v Task) Wrongs(e *anteroom.Error) []Problem {
	list := Problems(e, v.Order(), "")
	for i, p := range list {
		list[i].Label = ""
		for _, c := range v.Controls() {
			if c.Name == p.Field && c.Kind != Hidden {
				list[i].Label = c.Label
			}
		}
		if list[i].Label == "" { // it names no control that is there to be gone to
			list[i].Field = ""
		}
	}
	return list
}

// hidden are the names and values of the form, for the step that only shows what it will do.
func (v Task) hidden() [][2]string {
	var list [][2]string
	for _, c := range v.Controls() {
		switch {
		case c.Kind == Ticks:
			for _, value := range c.Values {
				list = append(list, [2]string{c.Name, value})
			}
		case c.Kind == Tick && c.Checked:
			list = append(list, [2]string{c.Name, "on"})
		case c.Kind != Tick && c.Kind != File:
			list = append(list, [2]string{c.Name, c.Value})
		}
	}
	return append(list, [2]string{"version", strconv.FormatInt(v.Version, 10)})
}

// TaskReview is the step before a command with reach is carried out: what it will do, to whom, from when (R9).
type TaskReview struct {
	Task
	Digest  string
	Lines   []Line
	Effects []anteroom.Effect
	Again   bool // what was shown before is no longer so
}
