package pages

import (
	"slices"

	"anteroom.dev/anteroom"
)

// Field is one control of a form, with its label and all that is to be said about it.
type Field struct {
	Name, Label, Hint  string
	Value, Stored      string // what it shows, and what is in force; they differ where something was typed
	Type, Autocomplete string // of an input; "text" where empty
	Picks              string // address that offers what fits what was typed so far; empty: none
	When               string // from when a change is in force, in words
	Wrong              string // what is wrong with it; empty: nothing
	Required, NoTrack  bool   // NoTrack: it is not counted as an unsaved change
	Clash              *Clash
	News               *News
}

// Option is an entry of a list.
type Option struct {
	Value, Text string
	Lang        anteroom.Language // of the text, where it is not the page's
	Disabled    bool              // of a box in a Grid: it can't be ticked anew
}

// described are the ids of what describes the control: the error first, then the hint (WCAG 3.3.1).
func (f Field) described() string {
	ids := ""
	for _, d := range []struct {
		is bool
		id string
	}{{f.Wrong != "", "-error"}, {f.News != nil || f.Clash != nil, "-note"}, {f.Hint != "", "-hint"}} {
		if d.is {
			if ids != "" {
				ids += " "
			}
			ids += f.Name + d.id
		}
	}
	return ids
}

func (f Field) kind() string {
	if f.Type == "" {
		return "text"
	}
	return f.Type
}

// Problem is one line of the summary of errors: the words stand at the field too.
type Problem struct {
	Field string // id of the control; empty: it belongs to none
	Label string // key of the control's label; empty: none
	Text  anteroom.Text
}

// Problems are the wrong fields of an error in the order of the form; where it names none, its message. The labels'
// keys are made of the prefix and the field's name; those of the Company Profile, whose prefix is empty, are known.
func Problems(e *anteroom.Error, order []string, prefix string) []Problem {
	if len(e.Fields) == 0 {
		return []Problem{{Text: e.Msg}}
	}
	list := make([]Problem, len(e.Fields))
	for i, f := range e.Fields {
		list[i] = Problem{Field: f.Field, Label: prefix + f.Field, Text: f.Msg}
		if prefix == "" {
			list[i].Label = labelOf(f.Field)
		}
	}
	place := func(p Problem) int {
		if i := slices.Index(order, p.Field); i >= 0 {
			return i
		}
		return len(order)
	}
	slices.SortStableFunc(list, func(a, b Problem) int { return place(a) - place(b) })
	return list
}

// wrongAt is what is wrong with a field, in words.
func wrongAt(s Shell, list []Problem, field string) string {
	for _, p := range list {
		if p.Field == field {
			return s.P.Text(p.Text)
		}
	}
	return ""
}

func pressed(on bool) string {
	if on {
		return "true"
	}
	return "false"
}
