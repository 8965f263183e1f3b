package main

import (
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

// runRemote carries out args[0]; false where there is no such command.
func runRemote(ctx context.Context, args []string, out, errs io.Writer) (int, bool) {
	if len(args) == 0 {
		return 0, false
	}
	r := &remote{name: args[0], body: map[string]any{}}
	for _, c := range office.Commands() {
		if office.Name(c) == args[0] {
			r.command = c
		}
	}
	for _, q := range api.Queries() {
		if q.Name == args[0] {
			r.query = q
		}
	}
	if r.command == nil && r.query.Name == "" {
		return 0, false
	}
	r.define(errs)
	if err := r.flags.Parse(args[1:]); errors.Is(err, flag.ErrHelp) {
		return 0, true
	} else if err != nil {
		return 2, true
	}
	if code, told := r.inWords(ctx, out, errs); told {
		return code, true
	}
	answer, err := r.ask(ctx)
	if err != nil {
		fmt.Fprintln(errs, err)
		return 1, true
	}
	if r.query.File {
		_, _ = out.Write(answer)
		return 0, true
	}
	fmt.Fprintln(out, strings.TrimSpace(string(answer)))
	return 0, true
}

// define makes the flags: those of every command, and one for each field.
func (r *remote) define(errs io.Writer) {
	f := flag.NewFlagSet("anteroom "+r.name, flag.ContinueOnError)
	f.SetOutput(errs)
	r.flags = f
	r.url = f.String("url", env("ANTEROOM_URL", "http://127.0.0.1:8080/api/v1"), "address of the API; also ANTEROOM_URL")
	r.token = f.String("token", os.Getenv("ANTEROOM_TOKEN"), "bearer token; also ANTEROOM_TOKEN")
	r.tongue = f.String("answer-in", "", "language of the answer, such as fr")
	r.words.define(f, r.command == nil)
	if r.command == nil {
		r.defineQuery()
		return
	}
	r.company = f.String("company", "", "id of the company")
	r.preview = f.Bool("preview", false, "tell what it would do, and do nothing")
	r.digest = f.String("digest", "", "of the preview that was shown")
	r.version = f.String("version", "", "of the page that was shown")
	t := reflect.TypeOf(r.command)
	for i := range t.NumField() {
		if name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ","); name != "" && name != "-" {
			f.Func(strings.ReplaceAll(name, "_", "-"), strings.ReplaceAll(name, "_", " "), r.field(name, t.Field(i).Type))
		}
	}
}

// defineQuery makes a flag for each part of the query's address that is to be named, and for each of its parameters.
func (r *remote) defineQuery() {
	r.places, r.params = map[string]*string{}, map[string]*string{}
	for _, part := range strings.Split(r.query.Path, "/") {
		if name, ok := strings.CutPrefix(part, "{"); ok {
			name = strings.TrimSuffix(name, "}")
			r.places[name] = r.flags.String(name, "", "id of the "+name)
		}
	}
	about := map[string]string{"before": "only what is older: the number of an entry, or the time a call began", "limit": "how many at most",
		"q": "only what contains this text", "sort": "the column to sort by; with - before it the other way round", "after": "where the page before ended", "as": "form of the table: csv or xlsx", "month": "such as 2026-11",
		"person": "only by whom has this account, e-mail address, User ID or full name", "from": "only from this day, or this moment, on", "to": "only to this day, or before this moment"}
	for _, name := range r.query.Params {
		text := about[name]
		if text == "" {
			text = "only those of this " + name
		}
		r.params[name] = r.flags.String(name, "", text)
	}
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
	var value any
	if json.Unmarshal(raw, &value) != nil {
		return raw, nil
	}
	return json.MarshalIndent(value, "", "  ")
}
