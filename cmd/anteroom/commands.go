package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/api/client"
	"anteroom.dev/anteroom/locale"
)

// words is how a remote command speaks to the person who gives it: what was changed, and what comes of it, in the
// language of the answer. With --json, and for queries where a program reads them, the answer is printed as it came.
type words struct {
	json      *bool
	tokenFile *string
}

// define adds its flags to those of a command, or of a query.
func (w *words) define(f *flag.FlagSet, p locale.Printer) {
	w.tokenFile = f.String("token-file", os.Getenv("ANTEROOM_TOKEN_FILE"), p.T("cli.flag.token_file"))
	w.json = f.Bool("json", false, p.T("cli.flag.json"))
}

// inWords checks how the command is given, then carries it out and tells what it did: 0 done, 1 refused, 2 given wrongly.
// It is false where the answer is to be printed as it came.
func (r *remote) inWords(ctx context.Context, out, errs io.Writer) (code int, told bool) {
	if *r.tongue == "" {
		*r.tongue = tongue(os.Getenv)
	}
	p := r.catalogue.In(r.catalogue.Match(*r.tongue, r.catalogue.Languages()))
	if wrong := r.usage(p); len(wrong) > 0 {
		fmt.Fprintln(errs, strings.Join(wrong, "\n"))
		return 2, true
	}
	if r.command == nil || *r.words.json {
		return 0, false
	}
	version, _ := strconv.ParseInt(*r.version, 10, 64) // usage has read it
	done, err := client.New(*r.url, *r.token, *r.tongue).Do(ctx, r.name, anteroom.CompanyID(*r.company), r.body,
		client.Options{Preview: *r.preview, Digest: *r.digest, Version: version})
	if err != nil {
		fmt.Fprintln(errs, failure(r.catalogue, p, *r.url, err))
		return 1, true
	}
	tell(out, r.catalogue.In(done.Language), done, *r.preview)
	return 0, true
}

// tongue is the language of the terminal (POSIX chapter 8.2) as HTTP names it; empty where it is none.
func tongue(env func(string) string) string {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if v := env(name); v != "" {
			v, _, _ = strings.Cut(v, ".")
			if v, _, _ = strings.Cut(v, "@"); v == "C" || v == "POSIX" {
				return ""
			}
			return strings.ReplaceAll(v, "_", "-")
		}
	}
	return ""
}

// usage tells what is wrong with how the command is given, and reads the token from its file.
func (r *remote) usage(p locale.Printer) (wrong []string) {
	if *r.words.tokenFile != "" {
		raw, err := os.ReadFile(*r.words.tokenFile)
		if err != nil {
			wrong = append(wrong, p.T("cli.token_file", "cause", err.Error()))
		}
		*r.token = strings.TrimSpace(string(raw))
	}
	if *r.token == "" && len(wrong) == 0 {
		wrong = append(wrong, p.T("cli.token"))
	}
	if r.flags.NArg() > 0 {
		wrong = append(wrong, p.T("cli.extra", "word", r.flags.Arg(0)))
	}
	for _, name := range r.missing() {
		wrong = append(wrong, p.T("cli.missing", "flag", "--"+strings.ReplaceAll(name, "_", "-")))
	}
	if r.command != nil && *r.version != "" {
		if n, err := strconv.ParseInt(*r.version, 10, 64); err != nil || n < 1 {
			wrong = append(wrong, p.T("cli.version"))
		}
	}
	return wrong
}

// missing are the fields that must be given and are not.
func (r *remote) missing() (names []string) {
	if r.command == nil {
		for _, name := range slices.Sorted(maps.Keys(r.places)) {
			if *r.places[name] == "" {
				names = append(names, name)
			}
		}
		return names
	}
	t := reflect.TypeOf(r.command)
	for _, f := range reflect.VisibleFields(t) {
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		if _, given := r.body[name]; !given && name != "" && name != "-" && options == "" {
			names = append(names, name)
		}
	}
	if _, ofCompany := t.FieldByName("Company"); ofCompany && *r.company == "" {
		names = append([]string{"company"}, names...)
	}
	return names
}

// failure is what is said of an error: the server's own words, where it answered, and what others changed meanwhile.
func failure(c *locale.Catalogue, p locale.Printer, address string, err error) string {
	e, ok := errors.AsType[*anteroom.Error](err)
	if ok && e.Err != nil {
		err = e.Err
	}
	problem, answered := errors.AsType[*client.Problem](err)
	if !answered {
		return p.T("cli.unreachable", "url", address, "cause", printable(err.Error()))
	}
	lines := []string{printable(problem.Error())}
	if ok && e.Stale != nil {
		p = c.In(anteroom.Language(problem.Language))
		for _, f := range e.Stale.Fields {
			lines = append(lines, "  "+p.T("cli.stale", "field", label(p, f.Noun, f.Field), "before", value(p, f.Before), "after", value(p, f.Now), "who", printable(f.Who)))
		}
		lines = append(lines, p.T("cli.stale.again", "version", strconv.FormatInt(e.Stale.Version, 10)))
	}
	return strings.Join(lines, "\n")
}

// tell says what was changed, field by field, what comes of it, and what was made.
func tell(out io.Writer, p locale.Printer, done client.Outcome, preview bool) {
	head := "cli.done"
	switch {
	case len(done.Items) == 0:
		head = "cli.same"
	case preview:
		head = "cli.preview"
	}
	fmt.Fprintln(out, p.T(head))
	for _, i := range done.Items {
		for _, name := range i.FieldNames() {
			before, after := value(p, i.Before[name]), value(p, i.After[name])
			if i.Before == nil && after == p.T("cli.none") {
				continue
			}
			key := "cli.changed"
			if i.Before == nil {
				key = "cli.new"
			}
			fmt.Fprintln(out, " ", p.T(key, "field", label(p, i.Noun, name), "before", before, "after", after))
		}
	}
	for _, e := range done.Effects {
		fmt.Fprintln(out, printable(e.Text))
	}
	if preview {
		fmt.Fprintln(out, p.T("cli.digest", "digest", done.Digest))
		return // what a preview makes is gone
	}
	for _, name := range slices.Sorted(maps.Keys(done.Made)) {
		fmt.Fprintln(out, p.T("cli.made", "name", name, "value", printable(done.Made[name])))
	}
	if done.Change != "" {
		fmt.Fprintln(out, p.T("cli.change", "change", string(done.Change), "version", strconv.FormatInt(done.Version, 10)))
	}
}

// label is what a page calls the field; of one that no page shows, its name.
func label(p locale.Printer, noun, name string) string {
	if key := "field." + noun + "." + name; p.Has(key) {
		return p.T(key)
	}
	return noun + "." + name
}

// value is a JSON value as it is read.
func value(p locale.Printer, raw json.RawMessage) string {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber() // to the last digit
	var v any
	if len(raw) == 0 || d.Decode(&v) == nil {
		return cmp.Or(printable(worded(p, v)), p.T("cli.none"))
	}
	return printable(string(raw))
}

// mostWorded are the parts of a list that are told of; of more, only how many there are.
const mostWorded = 20

// worded is a value in words; empty: there is nothing.
func worded(p locale.Printer, v any) string {
	var list []string
	add := func(text string) {
		if text != "" {
			list = append(list, text)
		}
	}
	switch v := v.(type) {
	case nil:
		return ""
	case bool:
		return p.T(map[bool]string{true: "cli.yes", false: "cli.no"}[v])
	case []any:
		for _, x := range v {
			add(worded(p, x))
		}
		if len(list) > mostWorded {
			return p.T("cli.many", "count", len(list))
		}
		return p.List(list)
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(v)) {
			add(worded(p, v[name]))
		}
		return strings.Join(list, " ")
	}
	return fmt.Sprint(v)
}

// printable leaves out what would move the terminal's cursor, or worse; lines stay.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' {
			return -1
		}
		return r
	}, s)
}
