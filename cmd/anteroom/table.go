package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"anteroom.dev/anteroom/locale"
)

// An answer in words: a list of things is a table, one thing a line for each of its fields. What the API answers with is
// told whole, but for what stands in the rows of a table as a thing of its own; --json prints that.

// field is a field of an answer, in the order in which it came.
type field struct {
	name  string
	value json.RawMessage
}

// ordered are the fields of a JSON object, those within joined by a dot.
func ordered(raw json.RawMessage, prefix string) ([]field, error) {
	d := json.NewDecoder(bytes.NewReader(raw))
	if _, err := d.Token(); err != nil {
		return nil, err
	}
	var list []field
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return nil, err
		}
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			return nil, err
		}
		name := prefix + fmt.Sprint(key)
		if value[0] == '{' {
			within, err := ordered(value, name+".")
			if err != nil {
				return nil, err
			}
			list = append(list, within...)
			continue
		}
		list = append(list, field{name, value})
	}
	return list, nil
}

// tellAnswer prints an answer of the API for a person.
func tellAnswer(out io.Writer, p locale.Printer, raw []byte) error {
	raw = bytes.TrimSpace(raw)
	switch {
	case len(raw) == 0:
		return nil
	case raw[0] == '[':
		return tellList(out, p, raw, "")
	case raw[0] == '{':
		return tellThing(out, p, raw)
	}
	_, err := fmt.Fprintln(out, value(p, raw))
	return err
}

func tellThing(out io.Writer, p locale.Printer, raw json.RawMessage) error {
	fields, err := ordered(raw, "")
	if err != nil {
		return err
	}
	wide := 0
	for _, f := range fields {
		wide = max(wide, len(f.name))
	}
	var lists []field
	for _, f := range fields {
		if isTable(f.value) {
			lists = append(lists, f)
			continue
		}
		if _, err := fmt.Fprintf(out, "%-*s  %s\n", wide, f.name, value(p, f.value)); err != nil {
			return err
		}
	}
	for _, f := range lists {
		if _, err := fmt.Fprintf(out, "\n%s\n", f.name); err != nil {
			return err
		}
		if err := tellList(out, p, f.value, "  "); err != nil {
			return err
		}
	}
	return nil
}

// isTable tells a list of things from a list of words.
func isTable(raw json.RawMessage) bool {
	var things []map[string]json.RawMessage
	return raw[0] == '[' && json.Unmarshal(raw, &things) == nil && len(things) > 0
}

// tellList prints a table with a column for each field that some row fills, or a word a line.
func tellList(out io.Writer, p locale.Printer, raw json.RawMessage, indent string) error {
	var things []json.RawMessage
	if err := json.Unmarshal(raw, &things); err != nil {
		return err
	}
	if len(things) == 0 {
		_, err := fmt.Fprintln(out, indent+p.T("cli.nothing"))
		return err
	}
	var columns []string
	var rows []map[string]string
	for _, thing := range things {
		if thing[0] != '{' {
			if _, err := fmt.Fprintln(out, indent+value(p, thing)); err != nil {
				return err
			}
			continue
		}
		fields, err := ordered(thing, "")
		if err != nil {
			return err
		}
		row := map[string]string{}
		for _, f := range fields {
			if text := cellOf(p, f.value); text != "" {
				row[f.name] = text
				if !slices.Contains(columns, f.name) {
					columns = append(columns, f.name)
				}
			}
		}
		rows = append(rows, row)
	}
	differ, err := tellSame(out, indent, columns, rows)
	if err != nil || len(differ) == 0 {
		return err
	}
	return writeTable(out, indent, differ, rows)
}

// tellSame tells once what is the same in all rows, and leaves the other columns.
func tellSame(out io.Writer, indent string, columns []string, rows []map[string]string) (differ []string, err error) {
	if len(rows) < 2 {
		return columns, nil
	}
	for _, c := range columns {
		if slices.ContainsFunc(rows, func(row map[string]string) bool { return row[c] != rows[0][c] }) {
			differ = append(differ, c)
		} else if _, err := fmt.Fprintf(out, "%s%s: %s\n", indent, c, rows[0][c]); err != nil {
			return nil, err
		}
	}
	return differ, nil
}

// cellOf is a value as it stands in a table, on one line; what is empty, or not said, is empty.
func cellOf(p locale.Printer, raw json.RawMessage) string {
	switch string(raw) {
	case "null", `""`, "[]", `"0001-01-01T00:00:00Z"`:
		return ""
	}
	if isTable(raw) {
		var things []json.RawMessage
		_ = json.Unmarshal(raw, &things) // isTable has read it
		return fmt.Sprintf("(%d)", len(things))
	}
	text := strings.Join(strings.Fields(value(p, raw)), " ")
	if at, err := time.Parse(time.RFC3339, text); err == nil {
		return at.Local().Format("2006-01-02 15:04:05")
	}
	return text
}

// mostCell is how wide a column may be.
const mostCell = 40

func writeTable(out io.Writer, indent string, columns []string, rows []map[string]string) error {
	if len(rows) == 0 {
		return nil
	}
	head := map[string]string{}
	wide := map[string]int{}
	for _, c := range columns {
		head[c] = strings.ToUpper(c)
	}
	for _, row := range append([]map[string]string{head}, rows...) {
		for _, c := range columns {
			row[c] = shortened(row[c])
			wide[c] = max(wide[c], utf8.RuneCountInString(row[c]))
		}
	}
	for _, row := range append([]map[string]string{head}, rows...) {
		var line strings.Builder
		for _, c := range columns {
			line.WriteString(row[c] + strings.Repeat(" ", wide[c]-utf8.RuneCountInString(row[c])+2))
		}
		if _, err := fmt.Fprintln(out, indent+strings.TrimRight(line.String(), " ")); err != nil {
			return err
		}
	}
	return nil
}

func shortened(s string) string {
	if r := []rune(s); len(r) > mostCell {
		return string(r[:mostCell-1]) + "…"
	}
	return s
}
