// Package api is the commands and queries of the office over HTTP and JSON: what a page can do, this can. Paths, bodies
// and their description (OpenAPI 3.1) are made from the list of commands; an error is a problem (RFC 9457). It owns how
// they are asked for and answered; it never holds a rule or a right, and keeps no session.
package api

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"net/http"
	"path"
	"reflect"
	"runtime/debug"
	"slices"
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
	mux   *http.ServeMux
	spec  []byte
	files map[string]bool // routes of commands that take a file
}

const (
	bodyLimit = 64 << 10
	timeLimit = 30 * time.Second
)

// New makes a handler to be mounted at /api/v1, which is stripped before it.
func New(c Config) (http.Handler, error) {
	a := &API{Config: c, mux: http.NewServeMux(), files: map[string]bool{}}
	var err error
	if a.spec, err = describe(c.Version); err != nil {
		return nil, err
	}
	for _, cmd := range office.Commands() {
		route, of := "POST "+commandPath(cmd), reflect.TypeOf(cmd)
		a.mux.HandleFunc(route, a.signed(a.command(of)))
		a.files[route] = takesFile(of)
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
	if ofCompany(reflect.TypeOf(c)) {
		return "/companies/{company}/" + office.Name(c)
	}
	return "/" + office.Name(c)
}

// takesFile tells whether a command has a field for the content of a file.
func takesFile(command reflect.Type) bool {
	return slices.ContainsFunc(reflect.VisibleFields(command), func(f reflect.StructField) bool { return f.IsExported() && f.Type == reflect.TypeFor[[]byte]() })
}

// ofCompany tells whether a command's address names a company.
func ofCompany(command reflect.Type) bool {
	f, ok := command.FieldByName("Company")
	return ok && f.Tag.Get("path") == "company"
}

// ServeHTTP puts around every answer what holds for all.
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	for name, value := range map[string]string{"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff",
		"Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'", "Referrer-Policy": "no-referrer"} {
		w.Header().Set(name, value)
	}
	v := &visit{API: a, w: w, r: r, reference: rand.Text()[:10]}
	v.p = v.reader("")
	defer func() {
		if p := recover(); p != nil {
			a.Log.Error("panic", "reference", v.reference, "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
			v.fail(fmt.Errorf("panic: %v", p))
		}
	}()
	ctx, cancel := context.WithTimeout(r.Context(), timeOf(r.URL.Path))
	defer cancel()
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(timeLimit)) // a slow body; not every writer can
	r = r.WithContext(context.WithValue(ctx, visitKey{}, v))
	v.r = r
	h, pattern := a.mux.Handler(r)
	r.Body = http.MaxBytesReader(w, r.Body, a.limitOf(pattern))
	switch address := r.URL.EscapedPath(); {
	case path.Clean(address) != address: // the mux would redirect, and leave the prefix out
		v.fail(anteroom.Missing())
	case pattern == "":
		v.noRoute(h)
	default:
		a.mux.ServeHTTP(w, r)
	}
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

// reader is the language of the answer: the one asked for (RFC 9110 section 12.5.4) where it is one of ours, else the
// person's own.
func (v *visit) reader(own anteroom.Language) locale.Printer {
	languages := v.Catalogue.Languages()
	if own != "" {
		languages = append([]anteroom.Language{own}, languages...)
	}
	return v.Catalogue.In(v.Catalogue.Match(v.r.Header.Get("Accept-Language"), languages))
}

// noRoute is the answer where no route fits: the address is wrong, or only the method.
func (v *visit) noRoute(h http.Handler) {
	probe := &status{header: http.Header{}}
	h.ServeHTTP(probe, v.r)
	if probe.code != http.StatusMethodNotAllowed {
		v.fail(anteroom.Missing())
		return
	}
	v.w.Header().Set("Allow", probe.header.Get("Allow")+", OPTIONS")
	if v.r.Method == http.MethodOptions {
		v.w.WriteHeader(http.StatusNoContent)
		return
	}
	v.fail(refuse(http.StatusMethodNotAllowed, "error.method"))
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
		v.r = r // with the values of its path
		err := v.signIn()
		if err == nil {
			err = answer(v)
		}
		if err != nil {
			v.fail(err)
		}
	}
}

// agent begins the User-Agent of the command line, which the history tells apart from other programs.
const agent = "anteroom-cli"

func (v *visit) signIn() (err error) {
	scheme, token, _ := strings.Cut(v.r.Header.Get("Authorization"), " ")
	challenge := `Bearer realm="anteroom"`
	err = anteroom.Fail(anteroom.Forbidden, "error.token")
	if strings.EqualFold(scheme, "Bearer") && token != "" {
		challenge += `, error="invalid_token"`
		v.who, err = v.Office.Bearer(v.r.Context(), strings.TrimSpace(token))
	}
	if anteroom.KindOf(err) == anteroom.Forbidden {
		v.w.Header().Set("WWW-Authenticate", challenge)
		return coded{http.StatusUnauthorized, err}
	}
	if err != nil {
		return err
	}
	if strings.HasPrefix(v.r.UserAgent(), agent) {
		v.who.Source = anteroom.CLI
	}
	v.p = v.reader(v.who.Lang)
	return nil
}

// limitOf is how large the body of a request may be: a file is longer in JSON by a third.
func (a *API) limitOf(route string) int64 {
	if a.files[route] {
		return bodyLimit + office.MostFile/3*4 + 4
	}
	return bodyLimit
}

// timeOf is how long a request may take: tens of thousands of users are made in one step, and a recogniser may be slow.
func timeOf(address string) time.Duration {
	if strings.HasSuffix(address, "/import-users") || strings.HasSuffix(address, "/undo") || strings.HasSuffix(address, "/recogniser/test") {
		return 4 * timeLimit
	}
	return timeLimit
}
