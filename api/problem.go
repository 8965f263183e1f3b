package api

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"anteroom.dev/anteroom"
)

// problem is an error as RFC 9457 has it.
type problem struct {
	Type      string         `json:"type"`
	Title     string         `json:"title"`
	Status    int            `json:"status"`
	Detail    string         `json:"detail"`
	Kind      string         `json:"kind"`
	Errors    []fieldProblem `json:"errors,omitempty"`
	Stale     *stale         `json:"stale,omitempty"`
	Reference string         `json:"reference,omitempty"`
}

// fieldProblem is one wrong field.
type fieldProblem struct {
	Field  string `json:"field"`
	Key    string `json:"key"`
	Detail string `json:"detail"`
}

// stale is why a command from an outdated version was refused: what others changed since.
type stale struct {
	Version int64        `json:"version"`
	Fields  []staleField `json:"fields"`
}

type staleField struct {
	Noun   string          `json:"noun"`
	ID     string          `json:"id"`
	Field  string          `json:"field"`
	Before json.RawMessage `json:"before"`
	Now    json.RawMessage `json:"now"`
	Who    string          `json:"who"`
	At     time.Time       `json:"at"`
}

// fail answers with the problem that an error is, and logs what is ours.
func (v *visit) fail(err error) {
	if errors.Is(err, context.DeadlineExceeded) {
		err = anteroom.Fail(anteroom.Unavailable, "error.unavailable")
	}
	code := map[anteroom.Kind]int{anteroom.Invalid: http.StatusUnprocessableEntity, anteroom.NotFound: http.StatusNotFound,
		anteroom.Forbidden: http.StatusForbidden, anteroom.Conflict: http.StatusConflict, anteroom.Limit: http.StatusTooManyRequests,
		anteroom.Unavailable: http.StatusServiceUnavailable, anteroom.Internal: http.StatusInternalServerError}[anteroom.KindOf(err)]
	if _, large := errors.AsType[*http.MaxBytesError](err); large {
		code = http.StatusRequestEntityTooLarge
	}
	v.problem(code, err)
}

func (v *visit) problem(code int, err error) {
	level := slog.LevelInfo
	if code >= http.StatusInternalServerError {
		level = slog.LevelError
	}
	v.Log.Log(v.r.Context(), level, "request refused", "reference", v.reference, "status", code, "method", v.r.Method, "path", v.r.URL.Path, "error", err)
	p := problem{Type: "urn:anteroom:error.internal", Title: http.StatusText(code), Status: code, Kind: anteroom.KindOf(err).String()}
	e, ours := errors.AsType[*anteroom.Error](err)
	if ours && e.Kind != anteroom.Internal {
		p.Type, p.Detail, p.Stale = "urn:anteroom:"+e.Msg.Key, v.p.Text(e.Msg), staleOf(e.Stale)
		for _, f := range e.Fields {
			p.Errors = append(p.Errors, fieldProblem{f.Field, f.Msg.Key, v.p.Text(f.Msg)})
		}
	} else {
		p.Reference, p.Detail = v.reference, v.p.T("error.internal", "reference", v.reference)
	}
	raw, err := json.Marshal(p)
	if err != nil {
		v.Log.Error("problem", "reference", v.reference, "error", err)
	}
	v.w.Header().Set("Content-Type", "application/problem+json")
	v.w.Header().Set("Content-Language", string(v.p.Language))
	v.w.WriteHeader(code)
	_, _ = v.w.Write(append(raw, '\n')) // who asked has gone
}

func staleOf(s *anteroom.Stale) *stale {
	if s == nil {
		return nil
	}
	out := &stale{Version: s.Version}
	for _, f := range s.Fields {
		out.Fields = append(out.Fields, staleField{f.Noun, f.ID, f.Field, f.Before, f.Now, f.Who, f.At})
	}
	return out
}
