package client

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"anteroom.dev/anteroom"
)

// Problem is an answer that is a refusal (RFC 9457): its words are in the language of the answer.
type Problem struct {
	Status    int            `json:"status"`
	Detail    string         `json:"detail"`
	Kind      string         `json:"kind"`
	Type      string         `json:"type"`
	Errors    []FieldProblem `json:"errors"`
	Stale     *stale         `json:"stale"`
	Reference string         `json:"reference"` // in the server's log
	Language  string         `json:"-"`
}

// FieldProblem is one wrong field.
type FieldProblem struct {
	Field  string `json:"field"`
	Key    string `json:"key"`
	Detail string `json:"detail"`
}

type stale struct {
	Version int64 `json:"version"`
	Fields  []struct {
		Noun   string          `json:"noun"`
		ID     string          `json:"id"`
		Field  string          `json:"field"`
		Before json.RawMessage `json:"before"`
		Now    json.RawMessage `json:"now"`
		Who    string          `json:"who"`
		At     time.Time       `json:"at"`
	} `json:"fields"`
}

// Error is what is said to the person, then a line for each wrong field, by its flag.
func (p *Problem) Error() string {
	lines := []string{p.Detail}
	for _, e := range p.Errors {
		lines = append(lines, "  --"+strings.ReplaceAll(e.Field, "_", "-")+": "+e.Detail)
	}
	return strings.Join(lines, "\n")
}

// refusal is the problem that an answer tells; of one that is not from Anteroom, its status.
func refusal(address *url.URL, answer *http.Response, raw []byte) error {
	p := &Problem{Language: answer.Header.Get("Content-Language")}
	if json.Unmarshal(raw, p) != nil || p.Detail == "" {
		return fmt.Errorf("client: %s: %s", address.Redacted(), answer.Status)
	}
	return p
}

// ours is the error as the office gave it: what is no problem is a server that could not be reached.
func ours(err error) error {
	p, ok := errors.AsType[*Problem](err)
	if !ok {
		return &anteroom.Error{Kind: anteroom.Unavailable, Msg: anteroom.T("error.unavailable"), Err: err}
	}
	e := &anteroom.Error{Kind: kindOf(p.Kind), Msg: anteroom.Text{Key: strings.TrimPrefix(p.Type, "urn:anteroom:")}, Stale: p.stale(), Err: p}
	for _, f := range p.Errors {
		e.Fields = append(e.Fields, anteroom.FieldError{Field: f.Field, Msg: anteroom.Text{Key: f.Key}})
	}
	return e
}

// kindOf is the kind by its word; Internal where it is none.
func kindOf(word string) anteroom.Kind {
	for k := anteroom.Internal; k <= anteroom.Unavailable; k++ {
		if k.String() == word {
			return k
		}
	}
	return anteroom.Internal
}

func (p *Problem) stale() *anteroom.Stale {
	if p.Stale == nil {
		return nil
	}
	out := &anteroom.Stale{Version: p.Stale.Version}
	for _, f := range p.Stale.Fields {
		out.Fields = append(out.Fields, anteroom.StaleField{Noun: f.Noun, ID: f.ID, Field: f.Field, Before: f.Before, Now: f.Now, Who: f.Who, At: f.At})
	}
	return out
}
