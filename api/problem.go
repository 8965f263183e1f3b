package api

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"anteroom.dev/anteroom"
)

// problem is why a request was refused (RFC 9457).
type problem struct {
	Type      string         `json:"type"`                // urn:anteroom: and the key of the detail
	Title     string         `json:"title"`               // of the status
	Status    int            `json:"status"`              // of the answer
	Detail    string         `json:"detail"`              // for the person, in the language of the answer
	Kind      string         `json:"kind"`                // internal, invalid, not_found, forbidden, conflict, limit or unavailable
	Errors    []fieldProblem `json:"errors,omitempty"`    // every wrong field or parameter
	Stale     *stale         `json:"stale,omitempty"`     // of a conflict: what others changed since the version that was shown
	Reference string         `json:"reference,omitempty"` // of a fault of ours: what it is called in the log
}

// fieldProblem is one wrong field.
type fieldProblem struct {
	Field  string `json:"field"`
	Key    string `json:"key"`    // of the detail, the same in every language
	Detail string `json:"detail"` // for the person
}

// stale is why a command from an outdated version was refused: what others changed since.
type stale struct {
	Version int64        `json:"version"` // of now
	Fields  []staleField `json:"fields"`
}

// staleField is one field that another changed.
type staleField struct {
	Noun   string          `json:"noun"`
	ID     string          `json:"id"`
	Field  string          `json:"field"`
	Before json.RawMessage `json:"before"` // what was shown
	Now    json.RawMessage `json:"now"`
	Who    string          `json:"who"`
	At     time.Time       `json:"at"`
}

// coded is an error with a status of its own, where its kind alone does not tell.
type coded struct {
	code int
	err  error
}

func (c coded) Error() string { return c.err.Error() }
func (c coded) Unwrap() error { return c.err }

// refuse is an Invalid error of HTTP itself.
func refuse(code int, key string, args ...any) error {
	return coded{code, anteroom.Fail(anteroom.Invalid, key, args...)}
}

// statusOf is the one translation of an error into a status.
func statusOf(err error) int {
	if c, ok := errors.AsType[coded](err); ok {
		return c.code
	}
	switch anteroom.KindOf(err) {
	case anteroom.Invalid:
		return http.StatusUnprocessableEntity
	case anteroom.NotFound:
		return http.StatusNotFound
	case anteroom.Forbidden:
		return http.StatusForbidden
	case anteroom.Conflict:
		return http.StatusConflict
	case anteroom.Limit:
		return http.StatusTooManyRequests
	case anteroom.Unavailable:
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}

// fail answers with the problem that an error is, and logs it, once.
func (v *visit) fail(err error) {
	if errors.Is(err, context.DeadlineExceeded) && anteroom.KindOf(err) == anteroom.Internal {
		err = &anteroom.Error{Kind: anteroom.Unavailable, Msg: anteroom.T("error.unavailable"), Err: err}
	}
	p := v.problemOf(err)
	level := slog.LevelInfo
	if p.Status >= http.StatusInternalServerError {
		level = slog.LevelError
	}
	v.Log.Log(v.r.Context(), level, "request refused", "reference", v.reference, "status", p.Status, "method", v.r.Method, "path", v.r.URL.Path,
		"account", v.who.Account, "error", err)
	raw, err := json.Marshal(p)
	if err != nil {
		v.Log.Error("problem", "reference", v.reference, "error", err)
	}
	v.w.Header().Set("Content-Type", "application/problem+json")
	v.w.Header().Set("Content-Language", string(v.p.Language))
	v.w.WriteHeader(p.Status)
	_, _ = v.w.Write(append(raw, '\n')) // who asked has gone
}

// problemOf is the error in the words of who asked. What is not meant for a person stays here, under a reference.
func (v *visit) problemOf(err error) problem {
	code := statusOf(err)
	p := problem{Type: "urn:anteroom:error.internal", Title: http.StatusText(code), Status: code, Kind: anteroom.KindOf(err).String()}
	e, ours := errors.AsType[*anteroom.Error](err)
	if !ours || e.Kind == anteroom.Internal {
		p.Reference, p.Detail = v.reference, v.p.T("error.internal", "reference", v.reference)
		return p
	}
	p.Type, p.Detail, p.Stale = "urn:anteroom:"+e.Msg.Key, v.p.Text(e.Msg), staleOf(e.Stale)
	for _, f := range e.Fields {
		p.Errors = append(p.Errors, fieldProblem{f.Field, f.Msg.Key, v.p.Text(f.Msg)})
	}
	if minutes, ok := e.Msg.Args["minutes"].(int); ok && code == http.StatusTooManyRequests {
		v.w.Header().Set("Retry-After", strconv.Itoa(60*minutes))
	}
	return p
}

func staleOf(s *anteroom.Stale) *stale {
	if s == nil {
		return nil
	}
	out := &stale{Version: s.Version, Fields: []staleField{}}
	for _, f := range s.Fields {
		out.Fields = append(out.Fields, staleField{f.Noun, f.ID, f.Field, f.Before, f.Now, f.Who, f.At})
	}
	return out
}
