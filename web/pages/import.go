package pages

import (
	"strconv"

	"anteroom.dev/anteroom"
	"github.com/a-h/templ"
)

// Import is the page of one file of users.
type Import struct {
	Shell
	Import   anteroom.Import
	Keys     anteroom.Keys
	Asked    anteroom.Text        // whom to ask for keys
	Noted    []anteroom.ImportRow // with something to look at
	After    bool                 // they are not the first
	Older    string               // the line after which there are more; empty: there are none
	Problems []Problem
}

// Letters are the names of the file's columns, as spreadsheets count them: A, B … Z, AA.
func (v Import) Letters() []string {
	n := len(v.Import.Columns)
	for _, row := range v.Import.Sample {
		n = max(n, len(row))
	}
	list := make([]string, n)
	for i := range list {
		for k := i; k >= 0; k = k/26 - 1 {
			list[i] = string(rune('A'+k%26)) + list[i]
		}
	}
	return list
}

// example is a cell of the column: its heading and the first that is not empty below.
func (v Import) example(column int) string {
	for i, row := range v.Import.Sample {
		if i == 0 && v.Import.Header || column >= len(row) || row[column] == "" {
			continue
		}
		return row[column]
	}
	return ""
}

func (v Import) heading(column int) string {
	label := v.T("import.column.n", "letter", v.Letters()[column])
	if v.Import.Header && len(v.Import.Sample) > 0 && column < len(v.Import.Sample[0]) && v.Import.Sample[0][column] != "" {
		label += " — " + v.Import.Sample[0][column]
	}
	return label
}

func (v Import) field(column int) Field {
	f := Field{Name: "column-" + strconv.Itoa(column), Label: v.heading(column), Autocomplete: "off", NoTrack: true}
	if column < len(v.Import.Columns) {
		f.Value = v.Import.Columns[column]
	}
	if e := v.example(column); e != "" {
		f.Hint = v.T("import.column.example", "value", e)
	}
	return f
}

// Column is a choice of the field that a column fills, beside what it holds.
func (v Import) Column(name string, column int, fields []string) Control {
	f := v.field(column)
	c := Control{Name: name, Words: f.Label, Told: f.Hint, Kind: Choice, Value: f.Value, Options: []Option{{Value: "", Text: v.T("import.column.none")}}}
	for _, field := range fields {
		c.Options = append(c.Options, Option{Value: field, Text: v.T("import.column." + field)})
	}
	return c
}

func (v Import) fields() []Option {
	list := []Option{{Value: "", Text: v.T("import.column.none")}}
	for _, f := range anteroom.ImportFields() {
		list = append(list, Option{Value: f, Text: v.T("import.column." + f)})
	}
	return list
}

func (v Import) delimiters() []Option {
	return []Option{{Value: ",", Text: v.T("import.delimiter.comma")}, {Value: ";", Text: v.T("import.delimiter.semicolon")},
		{Value: "\t", Text: v.T("import.delimiter.tab")}, {Value: "|", Text: v.T("import.delimiter.bar")}}
}

func (v Import) encodings() []Option {
	return []Option{{Value: "utf-8", Text: "UTF-8"}, {Value: "windows-1252", Text: "Windows-1252"}, {Value: "utf-16", Text: "UTF-16"}}
}

// missing are the keys that the ready rows need more than there are.
func (v Import) missing() int { return max(0, v.Import.Ready-v.Keys.Free()) }

// open tells whether something can still be done with the file.
func (v Import) open() bool {
	return v.Import.State == anteroom.ImportChecked || v.Import.State == anteroom.ImportFailed
}

// problems are the rows with something to look at, a line for each cell.
func (v Import) problems() Table {
	t := Table{Caption: v.T("import.problems"), Path: v.At("/import/" + string(v.Import.ID)), Older: v.Older, Empty: Empty{Title: v.T("import.problems.none")},
		Columns: []Column{{Label: v.T("import.problems.row"), Amount: true}, {Label: v.T("import.problems.column")}, {Label: v.T("import.problems.value")},
			{Label: v.T("import.problems.reason")}, {Label: v.T("import.problems.kind")}}}
	for _, r := range v.Noted {
		for _, p := range r.Problems {
			pill := Pill("bad", "wrong", v.T("import.problems.wrong"))
			if p.Warning && r.Ready {
				pill = Pill("warn", "", v.T("import.problems.warning"))
			}
			t.Rows = append(t.Rows, Row{Cells: []templ.Component{Words(strconv.Itoa(r.Line)), Words(v.T("import.column." + p.Field)), Words(p.Value), Words(v.P.Text(p.Text)), pill}})
		}
	}
	return t
}

// ImportPill is the state of an import in a few words.
func ImportPill(s Shell, state anteroom.ImportState) templ.Component {
	look := map[anteroom.ImportState][2]string{anteroom.ImportChecking: {"info", "clock"}, anteroom.ImportChecked: {"info", ""}, anteroom.ImportFailed: {"bad", "wrong"},
		anteroom.ImportDone: {"good", "yes"}, anteroom.ImportUndone: {"", "no"}}[state]
	return Pill(look[0], look[1], s.T("import.state."+string(state)))
}
