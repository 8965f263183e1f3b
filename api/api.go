// Package api is the commands and queries of the office over HTTP and JSON: what a page can do, this can. Paths, bodies
// and their description (OpenAPI 3.1) are made from the list of commands; an error is a problem (RFC 9457).
package api

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"reflect"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/locale"
	"anteroom.dev/anteroom/office"
)

// Config is what the API is made with.
type Config struct {
	Office    *office.Office
	Catalogue *locale.Catalogue
	Log       *slog.Logger
	Version   string
}

// API answers requests. It is safe from many goroutines.
type API struct {
	Config
	mux  *http.ServeMux
	spec []byte
}

const (
	bodyLimit = 64 << 10
	timeLimit = 30 * time.Second
)

// New makes a handler to be mounted at /api/v1, which is stripped before it.
func New(c Config) (http.Handler, error) {
	a := &API{Config: c, mux: http.NewServeMux()}
	var err error
	if a.spec, err = describe(c.Version); err != nil {
		return nil, err
	}
	for _, cmd := range office.Commands() {
		a.mux.HandleFunc("POST "+commandPath(cmd), a.signed(a.command(reflect.TypeOf(cmd))))
	}
	for _, q := range queries() {
		a.mux.HandleFunc("GET "+q.path, a.signed(q.answer))
	}
	a.mux.HandleFunc("GET /openapi.json", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(a.spec) // who asked has gone
	})
	return a, nil
}

// commandPath is the address of a command: its name, behind the company whose it is.
func commandPath(c office.Command) string {
	if _, ok := reflect.TypeOf(c).FieldByName("Company"); ok {
		return "/companies/{company}/" + office.Name(c)
	}
	return "/" + office.Name(c)
}

// ServeHTTP puts around every answer what holds for all.
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	v := &visit{API: a, w: w, r: r, p: a.Catalogue.In(a.Catalogue.Match(r.Header.Get("Accept-Language"), a.Catalogue.Languages())), reference: rand.Text()[:10]}
	defer func() {
		if p := recover(); p != nil {
			a.Log.Error("panic", "reference", v.reference, "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
			v.fail(fmt.Errorf("panic: %v", p))
		}
	}()
	ctx, cancel := context.WithTimeout(r.Context(), timeLimit)
	defer cancel()
	r = r.WithContext(context.WithValue(ctx, visitKey{}, v))
	v.r = r
	r.Body = http.MaxBytesReader(w, r.Body, bodyLimit)
	if h, pattern := a.mux.Handler(r); pattern == "" {
		v.noRoute(h)
		return
	}
	a.mux.ServeHTTP(w, r)
}

type visitKey struct{}

// visit is one request, and who makes it.
type visit struct {
	*API
	w         http.ResponseWriter
	r         *http.Request
	who       anteroom.Who
	p         locale.Printer
	reference string
}

// noRoute is the answer where no route fits: the address is wrong, or only the method.
func (v *visit) noRoute(h http.Handler) {
	probe := &status{header: http.Header{}}
	h.ServeHTTP(probe, v.r)
	if probe.code == http.StatusMethodNotAllowed {
		v.w.Header().Set("Allow", probe.header.Get("Allow"))
		v.problem(http.StatusMethodNotAllowed, &anteroom.Error{Kind: anteroom.Invalid, Msg: anteroom.T("error.method")})
		return
	}
	v.fail(anteroom.Missing())
}

// status takes note of an answer's status and drops the rest.
type status struct {
	header http.Header
	code   int
}

func (s *status) Header() http.Header         { return s.header }
func (s *status) WriteHeader(code int)        { s.code = code }
func (s *status) Write(b []byte) (int, error) { return len(b), nil }

// signed finds who asks by the bearer token (RFC 6750), then answers.
func (a *API) signed(answer func(*visit) error) http.HandlerFunc {
	return func(_ http.ResponseWriter, r *http.Request) {
		v, ok := r.Context().Value(visitKey{}).(*visit)
		if !ok {
			return
		}
		v.r = r
		token, bearer := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		err := error(anteroom.Fail(anteroom.Forbidden, "error.token"))
		if bearer {
			v.who, err = a.Office.Bearer(r.Context(), token)
		}
		if anteroom.KindOf(err) == anteroom.Forbidden {
			v.w.Header().Set("WWW-Authenticate", `Bearer realm="anteroom"`)
			v.problem(http.StatusUnauthorized, err)
			return
		}
		if err == nil {
			if r.Header.Get("Accept-Language") == "" {
				v.p = a.Catalogue.In(v.who.Lang)
			}
			err = answer(v)
		}
		if err != nil {
			v.fail(err)
		}
	}
}

// command answers by carrying out the command of a type.
func (a *API) command(t reflect.Type) func(*visit) error {
	return func(v *visit) error {
		c := reflect.New(t)
		if err := v.read(c.Interface()); err != nil {
			return err
		}
		if f := c.Elem().FieldByName("Company"); f.IsValid() {
			f.SetString(v.r.PathValue("company"))
		}
		cmd, ok := c.Elem().Interface().(office.Command)
		if !ok {
			return fmt.Errorf("api: %s is no command", t)
		}
		ask, err := v.ask()
		if err != nil {
			return err
		}
		out, err := a.Office.Do(v.r.Context(), v.who, cmd, ask)
		if err != nil {
			return err
		}
		return v.write(outcome(out, v.p))
	}
}

// ask is how the command is asked for: ?preview=true, ?digest=…, If-Match: "version" or ?version=….
func (v *visit) ask() (office.Ask, error) {
	q := v.r.URL.Query()
	ask := office.Ask{Preview: q.Get("preview") == "true" || q.Get("preview") == "1", Digest: q.Get("digest")}
	version := q.Get("version")
	if match := v.r.Header.Get("If-Match"); match != "" && match != "*" {
		version = strings.Trim(match, `"`)
	}
	if version == "" {
		return ask, nil
	}
	n, err := strconv.ParseInt(version, 10, 64)
	if err != nil {
		return ask, badRequest("version")
	}
	ask.Version = n
	return ask, nil
}

func badRequest(detail string) error {
	return &anteroom.Error{Kind: anteroom.Invalid, Msg: anteroom.T("error.json", "detail", detail)}
}

// read fills a command from the body: a JSON object with its fields and no others.
func (v *visit) read(into any) error {
	kind := v.r.Header.Get("Content-Type")
	if base, _, _ := strings.Cut(kind, ";"); kind != "" && strings.TrimSpace(strings.ToLower(base)) != "application/json" {
		return badRequest("Content-Type")
	}
	dec := json.NewDecoder(v.r.Body)
	dec.DisallowUnknownFields()
	err := dec.Decode(into)
	if err != nil && err.Error() == "EOF" { // no body: no fields
		return nil
	}
	if err == nil && dec.More() {
		return badRequest("…")
	}
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return &anteroom.Error{Kind: anteroom.Invalid, Msg: anteroom.T("error.invalid", "count", 1),
			Fields: []anteroom.FieldError{{Field: wrong.Field, Msg: anteroom.T("error.json", "detail", wrong.Field)}}, Err: err}
	}
	if name, ok := unknownField(err); ok {
		return &anteroom.Error{Kind: anteroom.Invalid, Msg: anteroom.T("error.invalid", "count", 1),
			Fields: []anteroom.FieldError{{Field: name, Msg: anteroom.T("error.field.unknown")}}, Err: err}
	}
	if large, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return &anteroom.Error{Kind: anteroom.Limit, Msg: anteroom.T("error.json", "detail", strconv.FormatInt(large.Limit, 10)), Err: err}
	}
	if err != nil {
		return &anteroom.Error{Kind: anteroom.Invalid, Msg: anteroom.T("error.json", "detail", "{…}"), Err: err}
	}
	return nil
}

// unknownField is the field that the decoder did not know; it tells so in words only.
func unknownField(err error) (string, bool) {
	if err == nil {
		return "", false
	}
	_, quoted, ok := strings.Cut(err.Error(), "unknown field ")
	if !ok {
		return "", false
	}
	name, err := strconv.Unquote(quoted)
	return name, err == nil
}

func (v *visit) write(answer any) error {
	raw, err := json.Marshal(answer)
	if err != nil {
		return err
	}
	v.w.Header().Set("Content-Type", "application/json")
	_, _ = v.w.Write(append(raw, '\n')) // who asked has gone
	return nil
}
