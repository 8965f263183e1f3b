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
	"net/http"
	"net/url"
	"os"
	"reflect"
	"strconv"
	"strings"

	"anteroom.dev/anteroom/api"
	"anteroom.dev/anteroom/api/client"
	"anteroom.dev/anteroom/locale"
	"anteroom.dev/anteroom/office"
)

// remote is a command or query of the office, asked of a server that runs. Its flags are the fields of the command.
type remote struct {
	flags   *flag.FlagSet
	url     *string
	token   *string
	tongue  *string
	company *string
	places  map[string]*string // of a query's address: "company", "var"
	params  map[string]*string // of a query
	preview *bool
	digest  *string
	version *string
	body    map[string]any
	command office.Command // nil: a query
	query   api.Query      // where there is no command
	name    string
	words   words

	catalogue *locale.Catalogue
}

// remoteNames are the names that remote answers to: those of the commands, then the queries.
func remoteNames() []string {
	var names []string
	for _, c := range office.Commands() {
		names = append(names, office.Name(c))
	}
	for _, q := range api.Queries() {
		names = append(names, q.Name)
	}
	return names
}

// named is the command or query of a name; false where there is none.
func named(name string) (*remote, bool) {
	r := &remote{name: name, body: map[string]any{}}
	for _, c := range office.Commands() {
		if office.Name(c) == name {
			r.command = c
		}
	}
	for _, q := range api.Queries() {
		if q.Name == name {
			r.query = q
		}
	}
	return r, r.command != nil || r.query.Name != ""
}

// runRemote carries out args[0]; false where there is no such command.
func runRemote(ctx context.Context, args []string, out, errs io.Writer) (int, bool) {
	if len(args) == 0 {
		return 0, false
	}
	r, known := named(args[0])
	if !known {
		return 0, false
	}
	p, err := printer(args, os.Getenv)
	if err == nil {
		r.catalogue, err = locale.Load()
	}
	if err != nil {
		fmt.Fprintln(errs, err)
		return 1, true
	}
	r.define(p)
	if err := r.flags.Parse(r.joined(args[1:])); errors.Is(err, flag.ErrHelp) {
		r.help(out, p)
		return 0, true
	} else if err != nil {
		fmt.Fprintln(errs, wrongFlag(p, err))
		return 2, true
	}
	if code, told := r.inWords(ctx, out, errs); told {
		return code, true
	}
	answer, err := r.ask(ctx)
	if err != nil {
		fmt.Fprintln(errs, failure(r.catalogue, p, *r.url, err))
		return 1, true
	}
	if r.query.File {
		_, _ = out.Write(answer)
		return 0, true
	}
	if r.command == nil && !*r.words.json && forPerson(out) {
		if err := tellAnswer(out, p, answer); err != nil {
			fmt.Fprintln(errs, err)
			return 1, true
		}
		return 0, true
	}
	fmt.Fprintln(out, strings.TrimSpace(string(answer)))
	return 0, true
}

// define makes the flags: those of every command, and one for each field.
func (r *remote) define(p locale.Printer) {
	f := flag.NewFlagSet("anteroom "+r.name, flag.ContinueOnError)
	f.SetOutput(io.Discard) // what it says is said in the reader's language
	r.flags = f
	r.url = f.String("url", env("ANTEROOM_URL", "http://127.0.0.1:8080/api/v1"), p.T("cli.flag.url"))
	r.token = f.String("token", os.Getenv("ANTEROOM_TOKEN"), p.T("cli.flag.token"))
	r.tongue = f.String("answer-in", "", p.T("cli.flag.answer_in"))
	r.words.define(f, p)
	if r.command == nil {
		r.defineQuery(p)
		return
	}
	t := reflect.TypeOf(r.command)
	r.company = new(string)
	if _, ofCompany := t.FieldByName("Company"); ofCompany {
		f.StringVar(r.company, "company", "", r.aboutFlag(p, "company", api.AboutPlace("company")))
	}
	r.preview = f.Bool("preview", false, p.T("cli.flag.preview"))
	r.digest = f.String("digest", "", p.T("cli.flag.digest"))
	r.version = f.String("version", "", p.T("cli.flag.version"))
	for _, field := range reflect.VisibleFields(t) {
		if name, _, _ := strings.Cut(field.Tag.Get("json"), ","); name != "" && name != "-" {
			about := cmp.Or(api.About(r.command, name), strings.ReplaceAll(name, "_", " "))
			define := f.Func
			if isBool(field.Type) { // it may be given alone
				define = f.BoolFunc
			}
			define(strings.ReplaceAll(name, "_", "-"), r.aboutFlag(p, name, about), r.field(name, field.Type))
		}
	}
}

// defineQuery makes a flag for each part of the query's address that is to be named, and for each of its parameters.
func (r *remote) defineQuery(p locale.Printer) {
	r.places, r.params = map[string]*string{}, map[string]*string{}
	for _, part := range strings.Split(r.query.Path, "/") {
		if name, ok := strings.CutPrefix(part, "{"); ok {
			name = strings.TrimSuffix(name, "}")
			r.places[name] = r.flags.String(name, "", r.aboutFlag(p, name, api.AboutPlace(name)))
		}
	}
	for _, name := range r.query.Params {
		r.params[name] = r.flags.String(name, "", r.aboutFlag(p, name, api.AboutParameter(name)))
	}
}

// isBool tells whether a field is yes or no.
func isBool(t reflect.Type) bool {
	return t.Kind() == reflect.Bool || t.Kind() == reflect.Pointer && t.Elem().Kind() == reflect.Bool
}

// joined has "--heard false" as "--heard=false": what is yes or no may be given alone, so that nothing else would take the value.
func (r *remote) joined(args []string) (list []string) {
	for i := 0; i < len(args); i++ {
		list = append(list, args[i])
		name, ok := strings.CutPrefix(args[i], "-")
		known := r.flags.Lookup(strings.TrimPrefix(name, "-"))
		if !ok || known == nil || i+1 == len(args) {
			continue
		}
		b, yesOrNo := known.Value.(interface{ IsBoolFlag() bool })
		if _, err := strconv.ParseBool(args[i+1]); yesOrNo && b.IsBoolFlag() && err == nil {
			i++
			list[len(list)-1] += "=" + args[i]
		}
	}
	return list
}

// field takes the text of a flag as the JSON type of its field.
func (r *remote) field(name string, t reflect.Type) func(string) error {
	if t.Kind() == reflect.Pointer { // of a field that may be left out
		t = t.Elem()
	}
	return func(text string) (err error) {
		if t == reflect.TypeFor[[]byte]() { // the flag names a file
			r.body[name], err = os.ReadFile(text)
			return err
		}
		switch t.Kind() {
		case reflect.Bool:
			r.body[name], err = strconv.ParseBool(text)
		case reflect.Int, reflect.Int64:
			r.body[name], err = strconv.ParseInt(text, 10, 64)
		case reflect.Slice:
			r.body[name] = strings.Split(text, ",")
		default:
			r.body[name] = text
		}
		return err
	}
}

func env(name, otherwise string) string {
	if v := os.Getenv(name); v != "" {
		return v
	}
	return otherwise
}

func (r *remote) ask(ctx context.Context) ([]byte, error) {
	c := client.New(*r.url, *r.token, *r.tongue)
	query := url.Values{}
	if r.command == nil {
		path := r.query.Path
		for name, value := range r.places {
			path = strings.ReplaceAll(path, "{"+name+"}", url.PathEscape(*value))
		}
		for name, value := range r.params {
			if *value != "" {
				query.Set(name, *value)
			}
		}
		if r.query.File {
			return c.Ask(ctx, http.MethodGet, path, query, nil)
		}
		return indented(c.Ask(ctx, http.MethodGet, path, query, nil))
	}
	path := "/" + r.name
	if *r.company != "" {
		path = "/companies/" + url.PathEscape(*r.company) + path
	}
	for name, value := range map[string]string{"digest": *r.digest, "version": *r.version} {
		if value != "" {
			query.Set(name, value)
		}
	}
	if *r.preview {
		query.Set("preview", "true")
	}
	return indented(c.Ask(ctx, http.MethodPost, path, query, r.body))
}

func indented(raw []byte, err error) ([]byte, error) {
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if json.Indent(&b, raw, "", "  ") != nil {
		return raw, nil
	}
	return b.Bytes(), nil
}
