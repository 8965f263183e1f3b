package pages

import (
	"context"
	"io"
	"regexp"
	"strconv"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/locale"
	"github.com/a-h/templ"
)

// Say writes a sentence of the catalogue with each value that a person typed in an element of its own, so that a name
// written from right to left does not turn the sentence around (WCAG 1.3.2; the HTML standard, the bdi element).
func Say(p locale.Printer, t anteroom.Text) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		text, values := marked(p, t)
		at := 0
		for _, m := range mark.FindAllStringSubmatchIndex(text, -1) {
			i, err := strconv.Atoi(text[m[2]:m[3]])
			if err != nil || i >= len(values) { // no mark of ours
				continue
			}
			if _, err := io.WriteString(w, templ.EscapeString(text[at:m[0]])+"<bdi>"+templ.EscapeString(values[i])+"</bdi>"); err != nil {
				return err
			}
			at = m[1]
		}
		_, err := io.WriteString(w, templ.EscapeString(text[at:]))
		return err
	})
}

// mark stands for a value while the sentence is put together; no text of the catalogue, and no value that passed the
// checks, holds these characters.
var mark = regexp.MustCompile("\x02([0-9]+)\x03")

// marked is the sentence with a mark in the place of each value.
func marked(p locale.Printer, t anteroom.Text) (string, []string) {
	var values []string
	keep := func(s string) string {
		values = append(values, s)
		return "\x02" + strconv.Itoa(len(values)-1) + "\x03"
	}
	args := make(map[string]any, len(t.Args))
	for name, v := range t.Args {
		switch v := v.(type) {
		case string:
			args[name] = keep(v)
		case []string:
			list := make([]string, len(v))
			for i, s := range v {
				list[i] = keep(s)
			}
			args[name] = list
		default:
			args[name] = v
		}
	}
	return p.Text(anteroom.Text{Key: t.Key, Args: args}), values
}
