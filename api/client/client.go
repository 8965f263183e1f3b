// Package client speaks to the API of a running Anteroom.
package client

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Client is who asks, and where. The zero value is not usable; New makes one.
type Client struct {
	base, token, language string
	http                  *http.Client
}

// New makes a client of the API at an address such as http://127.0.0.1:8080/api/v1. Answers are in the language, where one
// is named, else in that of the account.
func New(base, token, language string) *Client {
	return &Client{base: strings.TrimRight(base, "/"), token: token, language: language, http: &http.Client{Timeout: 30 * time.Second}}
}

// Problem is an answer that is a refusal (RFC 9457).
type Problem struct {
	Status int    `json:"status"`
	Title  string `json:"title"`
	Detail string `json:"detail"`
	Kind   string `json:"kind"`
	Type   string `json:"type"`
	Errors []struct {
		Field  string `json:"field"`
		Detail string `json:"detail"`
	} `json:"errors"`
	Reference string `json:"reference"`
}

func (p *Problem) Error() string {
	lines := []string{p.Detail}
	for _, e := range p.Errors {
		lines = append(lines, "  --"+strings.ReplaceAll(e.Field, "_", "-")+": "+e.Detail)
	}
	return strings.Join(lines, "\n")
}

// most of an answer that is read.
const most = 64 << 20

// Ask sends a request and is the answer's body; a refusal is a *Problem.
func (c *Client) Ask(ctx context.Context, method, path string, query url.Values, body any) ([]byte, error) {
	var content io.Reader
	if body != nil {
		raw, err := json.Marshal(body)
		if err != nil {
			return nil, err
		}
		content = bytes.NewReader(raw)
	}
	address := c.base + path
	if len(query) > 0 {
		address += "?" + query.Encode()
	}
	request, err := http.NewRequestWithContext(ctx, method, address, content)
	if err != nil {
		return nil, err
	}
	request.Header.Set("Authorization", "Bearer "+c.token)
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	if c.language != "" {
		request.Header.Set("Accept-Language", c.language)
	}
	answer, err := c.http.Do(request)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(answer.Body, most))
	if err != nil || answer.StatusCode < 300 {
		return raw, err
	}
	p := &Problem{Status: answer.StatusCode}
	if json.Unmarshal(raw, p) != nil || p.Detail == "" {
		return nil, fmt.Errorf("%s: %s", request.URL, answer.Status)
	}
	return nil, p
}
