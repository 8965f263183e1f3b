// Package client speaks to the API of a running Anteroom. It owns the wire: what a person sees of an answer is for
// others to write. A Client is safe from many goroutines.
package client

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"anteroom.dev/anteroom"
)

// Client is who asks, and where. The zero value is not usable; New makes one.
type Client struct {
	base, token, language string
	http                  *http.Client
}

// Agent begins the User-Agent of the command line: the history then says that a change came by it.
const Agent = "anteroom-cli"

// New makes a client of the API at an address such as http://127.0.0.1:8080/api/v1. Answers are in the language, where one
// is named, else in that of the account. A request takes 30 seconds at most. Redirects are not followed: the token is
// for this address.
func New(base, token, language string) *Client {
	return &Client{base: strings.TrimRight(base, "/"), token: token, language: language, http: &http.Client{Timeout: 30 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// Options are how a command is asked for; the zero value carries it out as things stand.
type Options struct {
	Preview bool   // tell what it would do, and do nothing
	Digest  string // of the preview that was shown: Conflict where it would do something else
	Version int64  // that was shown: Conflict, with Stale, where others changed what it touches; 0: not asked
}

// Outcome is what a command did, or in a preview would do.
type Outcome struct {
	Change   anteroom.ChangeID `json:"change"` // empty in a preview, or where nothing differed
	Version  int64             `json:"version"`
	Items    []anteroom.Item   `json:"items"`
	Effects  []Effect          `json:"effects"`
	Digest   string            `json:"digest"`
	Made     map[string]string `json:"made"`
	Language anteroom.Language `json:"-"` // of the effects' texts
	Raw      []byte            `json:"-"` // the answer as it came
}

// Effect is one thing that a command does to the world, in words.
type Effect struct {
	Text  string `json:"text"`
	Key   string `json:"key"`
	Reach bool   `json:"reach"`
}

// Do carries out a command by its name, such as "set-languages"; company is empty where the command is of none. The body
// is anything that JSON makes an object of. A refusal is an *anteroom.Error of the kind that the server told, whose
// cause is the *Problem; a server that cannot be reached is Unavailable.
func (c *Client) Do(ctx context.Context, name string, company anteroom.CompanyID, body any, o Options) (Outcome, error) {
	path := "/" + url.PathEscape(name)
	if company != "" {
		path = "/companies/" + url.PathEscape(string(company)) + path
	}
	query := url.Values{}
	if o.Preview {
		query.Set("preview", "true")
	}
	if o.Digest != "" {
		query.Set("digest", o.Digest)
	}
	if o.Version != 0 {
		query.Set("version", strconv.FormatInt(o.Version, 10))
	}
	raw, header, err := c.ask(ctx, http.MethodPost, path, query, body)
	if err != nil {
		return Outcome{}, ours(err)
	}
	out := Outcome{Raw: raw, Language: anteroom.Language(header.Get("Content-Language"))}
	return out, decode(raw, &out)
}

// Get asks a query by its path, such as "/companies/…/profile", and fills out with the answer. Errors
// are those of Do.
func (c *Client) Get(ctx context.Context, path string, out any) error {
	raw, err := c.Ask(ctx, http.MethodGet, path, nil, nil)
	if err != nil {
		return ours(err)
	}
	return decode(raw, out)
}

// Ask sends a request and is the answer's body as it came; a refusal is a *Problem, in the server's words.
func (c *Client) Ask(ctx context.Context, method, path string, query url.Values, body any) ([]byte, error) {
	raw, _, err := c.ask(ctx, method, path, query, body)
	return raw, err
}

// most of an answer that is read.
const most = 64 << 20

func (c *Client) ask(ctx context.Context, method, path string, query url.Values, body any) ([]byte, http.Header, error) {
	request, err := c.request(ctx, method, path, query, body)
	if err != nil {
		return nil, nil, err
	}
	answer, err := c.http.Do(request)
	if err != nil {
		return nil, nil, err
	}
	defer answer.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(answer.Body, most))
	if err != nil {
		return nil, nil, err
	}
	if answer.StatusCode != http.StatusOK {
		return nil, nil, refusal(request.URL, answer, raw)
	}
	return raw, answer.Header, nil
}

func (c *Client) request(ctx context.Context, method, path string, query url.Values, body any) (*http.Request, error) {
	address := c.base + path
	if len(query) > 0 {
		address += "?" + query.Encode()
	}
	var content io.Reader
	if body != nil {
		raw, err := json.Marshal(body)
		if err != nil {
			return nil, err
		}
		content = bytes.NewReader(raw)
	}
	request, err := http.NewRequestWithContext(ctx, method, address, content)
	if err != nil {
		return nil, err
	}
	request.Header.Set("Authorization", "Bearer "+c.token)
	request.Header.Set("User-Agent", Agent)
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	if c.language != "" {
		request.Header.Set("Accept-Language", c.language)
	}
	return request, nil
}

func decode(raw []byte, out any) error {
	if err := json.Unmarshal(raw, out); err != nil {
		return ours(fmt.Errorf("client: the answer: %w", err))
	}
	return nil
}
