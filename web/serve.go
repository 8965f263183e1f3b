package web

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"mime"
	"net"
	"net/http"
	"net/url"
	"runtime/debug"
	"strings"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/locale"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/web/pages"
	"github.com/a-h/templ"
)

// visit is one request for a page, and who makes it.
type visit struct {
	*portal
	w         http.ResponseWriter
	r         *http.Request
	who       anteroom.Who // nobody, where Level is Nobody
	p         locale.Printer
	looked    bool // the session was looked for
	look      pages.Look
	reference string // of this request, in the log and on the page of an error
}

type answer func(*visit) error

// ServeHTTP puts around every answer what holds for all: headers, limits, the refusal of other sites, and a page for
// whatever goes wrong.
func (p *portal) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.headers(w.Header())
	v := &visit{portal: p, w: w, r: r, p: p.Catalogue.In(p.browserLanguage(r)), reference: rand.Text()[:10]}
	defer v.caught()
	r.Body = http.MaxBytesReader(w, r.Body, limitOf(r))
	if err := p.origin.Check(r); err != nil {
		v.fail(&anteroom.Error{Kind: anteroom.Forbidden, Msg: anteroom.T("fail.origin"), Err: err})
		return
	}
	if h, pattern := p.mux.Handler(r); pattern == "" {
		v.noRoute(h)
		return
	}
	p.mux.ServeHTTP(w, r)
}

// policy is the security policy of a page that may connect there.
func policy(connect string) string {
	return "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; media-src 'self'; " +
		"connect-src " + connect + "; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
}

func (p *portal) headers(h http.Header) {
	h.Set("Content-Security-Policy", policy("'self'"))
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
	h.Set("Cache-Control", "no-store")
	if p.Secure {
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
}

// caught makes an answer of a panic: the page with a reference, and the stack in the log.
func (v *visit) caught() {
	p := recover()
	switch {
	case p == nil:
	case p == http.ErrAbortHandler:
		panic(p)
	default:
		v.Log.Error("panic", "reference", v.reference, "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
		v.fail(fmt.Errorf("panic: %v", p))
	}
}

// noRoute is the answer where no route fits: the mux knows whether the address or only the method is wrong.
func (v *visit) noRoute(h http.Handler) {
	var s status
	h.ServeHTTP(&s, v.r)
	if s.code == http.StatusMethodNotAllowed {
		v.w.Header().Set("Allow", s.Header().Get("Allow"))
		v.failPage(http.StatusMethodNotAllowed, anteroom.T("fail.method"))
		return
	}
	v.fail(anteroom.Missing())
}

// status takes note of an answer's status and drops the rest.
type status struct {
	header http.Header
	code   int
}

func (s *status) Header() http.Header {
	if s.header == nil {
		s.header = http.Header{}
	}
	return s.header
}
func (s *status) WriteHeader(code int)        { s.code = code }
func (s *status) Write(b []byte) (int, error) { return len(b), nil }

// open serves a page that needs no session; where there is one it is known. signed serves one that needs a session.
// stream serves one that goes on until the reader leaves.
func (p *portal) open(pattern string, a answer)   { p.handle(pattern, a, false, timeLimit) }
func (p *portal) signed(pattern string, a answer) { p.handle(pattern, a, true, timeLimit) }

// both serves a page that asks for a command: shown, and sent in.
func (p *portal) both(path string, a answer) {
	p.signed("GET "+path, a)
	p.signed("POST "+path, a)
}

func (p *portal) stream(pattern string, a answer) { p.handle(pattern, a, true, 0) }

func (p *portal) handle(pattern string, a answer, session bool, limit time.Duration) {
	if session {
		p.signedIn = append(p.signedIn, pattern)
	} else {
		p.opened = append(p.opened, pattern)
	}
	p.mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
		if limit > 0 {
			ctx, cancel := context.WithTimeout(r.Context(), limit)
			defer cancel()
			r = r.WithContext(ctx)
		}
		v := &visit{portal: p, w: w, r: r, p: p.Catalogue.In(p.browserLanguage(r)), reference: rand.Text()[:10]}
		defer v.caught()
		err := v.identify()
		if err == nil && session && v.who.Level == anteroom.Nobody {
			v.toSignIn("ended")
			return
		}
		if err == nil && r.Method == http.MethodPost {
			err = readForm(r)
		}
		if err == nil {
			err = a(v)
		}
		if err != nil {
			v.fail(err)
		}
	})
}

// show writes a page whole, or not at all.
func (v *visit) show(status int, c templ.Component) error {
	var b bytes.Buffer
	if err := c.Render(v.r.Context(), &b); err != nil {
		return err
	}
	h := v.w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Language", string(v.p.Language))
	h.Add("Vary", "Accept-Language, Cookie, HX-Request")
	return v.static.write(v.w, v.r, status, b.Bytes())
}

// redirect sends the browser on by GET.
func (v *visit) redirect(path string) error {
	http.Redirect(v.w, v.r, path, http.StatusSeeOther)
	return nil
}

// fail answers with the page of an error, once, and logs what is ours.
func (v *visit) fail(err error) {
	if anteroom.KindOf(err) == anteroom.Forbidden && message(err).Key == "error.sign_in" {
		v.toSignIn("ended")
		return
	}
	code, text := v.failure(err)
	level := slog.LevelInfo
	if code >= http.StatusInternalServerError {
		level = slog.LevelError
	}
	v.Log.Log(v.r.Context(), level, "page refused", "reference", v.reference, "status", code, "method", v.r.Method, "path", v.logPath(), "error", err)
	if v.part() { // the page of an error is not a part of another
		v.w.WriteHeader(http.StatusNoContent)
		return
	}
	v.failPage(code, text)
}

// logPath is the address without the secret that a one-time link holds.
func (v *visit) logPath() string {
	for _, secret := range []string{"/reset/", "/set-up/", "/invitation/", "/p/"} {
		if strings.HasPrefix(v.r.URL.Path, secret) {
			return secret + "…"
		}
	}
	return v.r.URL.Path
}

// failure is the status and the message of an error.
func (v *visit) failure(err error) (int, anteroom.Text) {
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return http.StatusRequestEntityTooLarge, anteroom.T("fail.large")
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return http.StatusServiceUnavailable, anteroom.T("error.unavailable")
	}
	switch anteroom.KindOf(err) {
	case anteroom.Invalid:
		return http.StatusUnprocessableEntity, message(err)
	case anteroom.NotFound:
		return http.StatusNotFound, message(err)
	case anteroom.Forbidden:
		return http.StatusForbidden, message(err)
	case anteroom.Conflict:
		return http.StatusConflict, message(err)
	case anteroom.Limit:
		return http.StatusTooManyRequests, message(err)
	case anteroom.Unavailable:
		return http.StatusServiceUnavailable, message(err)
	}
	return http.StatusInternalServerError, anteroom.T("error.internal", "reference", v.reference)
}

// message is what an error tells the person; that of an error that is not ours is never told.
func message(err error) anteroom.Text {
	if e, ok := errors.AsType[*anteroom.Error](err); ok && e.Msg.Key != "" {
		return e.Msg
	}
	return anteroom.T("error.unavailable")
}

func (v *visit) failPage(code int, text anteroom.Text) {
	if !v.looked && v.identify() != nil {
		v.who = anteroom.Who{} // the page of an error must not fail for want of a session
	}
	page := pages.Fail{Shell: v.shell(fmt.Sprintf("fail.%d", code), ""), Status: code, Text: text, Reference: v.reference, Back: "/"}
	if err := v.show(code, pages.FailPage(page)); err != nil {
		v.Log.Error("page of an error", "reference", v.reference, "error", err)
		http.Error(v.w, v.reference, code)
	}
}

// shell is what surrounds this visit's page.
func (v *visit) shell(title, here string) pages.Shell {
	s := pages.Shell{P: v.p, Zone: zone(v.r), Title: title, Here: here, Path: v.r.URL.RequestURI(), Name: v.who.Name, Level: v.who.Level, Acting: v.who.Acting,
		Appearance: appearance(v.r), Assets: v.static.assets, Look: v.look, MailTrap: v.MailTrap, Gallery: v.Demo, Languages: v.Catalogue.Languages()}
	switch v.who.Level {
	case anteroom.LevelVAR:
		s.VAR = v.who.VAR
	case anteroom.LevelCompany: // so that a page of no company, an error above all, leads back to it
		s.Company = v.who.Company
	}
	if v.r.Method != http.MethodGet && v.r.Method != http.MethodHead {
		s.Path = "/"
	}
	return s
}

// local tells whether an address that came with the request leads to a page of this portal.
func local(path string) bool {
	u, err := url.Parse(path)
	return err == nil && !u.IsAbs() && u.Host == "" && strings.HasPrefix(path, "/") && !strings.HasPrefix(path, "//") &&
		!strings.ContainsAny(path, "\\\r\n\t")
}

// source is the network address that the request came from, for the limits on attempts.
func (v *visit) source() string {
	if forwarded := v.r.Header.Values("X-Forwarded-For"); v.Proxied && len(forwarded) > 0 {
		list := strings.Split(forwarded[len(forwarded)-1], ",")
		return strings.TrimSpace(list[len(list)-1])
	}
	host, _, err := net.SplitHostPort(v.r.RemoteAddr)
	if err != nil {
		return v.r.RemoteAddr
	}
	return host
}

func healthy(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = w.Write([]byte("ok\n")) // who asked has gone: nobody to tell
}

// limitOf is how large the body of a request may be: files are sent to few pages only.
func limitOf(r *http.Request) int64 {
	switch {
	case strings.HasSuffix(r.URL.Path, "/brand/logo"):
		return bodyLimit + office.MostLogo
	case strings.HasPrefix(r.URL.Path, "/c/") && (strings.HasSuffix(r.URL.Path, "/import") || strings.HasSuffix(r.URL.Path, "/numbers/add-many")):
		return bodyLimit + office.MostFile
	case strings.Contains(r.URL.Path, "/receptionist/prompts/"), strings.HasSuffix(r.URL.Path, "/receptionist/hold"),
		strings.Contains(r.URL.Path, "/greetings/") && strings.HasSuffix(r.URL.Path, "/recording"):
		return bodyLimit + office.MostFile
	case strings.HasSuffix(r.URL.Path, "/contacts/import"):
		return bodyLimit + 3*office.MostContactFile // beside a file that comes, the page may hold another
	}
	return bodyLimit
}

// readForm reads a form, with the file that may come with it.
func readForm(r *http.Request) error {
	if kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); kind != "multipart/form-data" {
		return r.ParseForm()
	}
	err := r.ParseMultipartForm(office.MostFile + bodyLimit) // no more than that comes: nothing is left on the disk
	if err != nil && !errors.Is(err, http.ErrMissingBoundary) {
		if _, large := errors.AsType[*http.MaxBytesError](err); large {
			return err
		}
		return &anteroom.Error{Kind: anteroom.Invalid, Msg: anteroom.T("import.file.none"), Err: err}
	}
	return nil
}
