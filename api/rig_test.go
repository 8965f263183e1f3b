package api_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"anteroom.dev/anteroom/api"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/office/officetest"
	"anteroom.dev/anteroom/store/storetest"
)

// rig is the API of a house, over a real connection.
type rig struct {
	*officetest.House
	url     string
	log     *notes
	secrets []officetest.Secret // that stand in no answer
}

// notes keeps the log; requests write it at the same time.
type notes struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (n *notes) Write(b []byte) (int, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.text.Write(b)
}

func (n *notes) String() string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.text.String()
}

func start(t testing.TB) *rig {
	t.Helper()
	return over(t, officetest.Build(t, storetest.SQLite(t)))
}

func over(t testing.TB, h *officetest.House) *rig {
	t.Helper()
	r := &rig{House: h, log: &notes{}}
	r.url = serve(t, api.Config{Office: h.Office, Catalogue: h.Catalogue, Log: slog.New(slog.NewTextHandler(r.log, &slog.HandlerOptions{Level: slog.LevelDebug})), Version: "test"})
	return r
}

func serve(t testing.TB, c api.Config) string {
	t.Helper()
	handler, err := api.New(c)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(http.StripPrefix("/api/v1", handler))
	t.Cleanup(server.Close)
	return server.URL + "/api/v1"
}

// answer is what came back.
type answer struct {
	code   int
	header http.Header
	body   string
}

// problem is what a test reads of a refusal.
type problem struct {
	Type, Detail, Kind, Reference string
	Status                        int
	Errors                        []struct{ Field, Key, Detail string }
	Stale                         *struct {
		Version int64
		Fields  []struct {
			Field, Who  string
			Before, Now any
		}
	}
}

// refused is the answer in one line: "422 first:error.language.equal", "404 error.not_found", "200".
func (a answer) refused(t testing.TB) string {
	t.Helper()
	s := http.StatusText(a.code)
	if a.code < 300 {
		return s
	}
	p := read[problem](t, a)
	if kind := a.header.Get("Content-Type"); kind != "application/problem+json" || p.Status != a.code {
		t.Errorf("%d: %s, %+v", a.code, kind, p)
	}
	if len(p.Errors) == 0 {
		return s + " " + strings.TrimPrefix(p.Type, "urn:anteroom:")
	}
	for _, e := range p.Errors {
		s += " " + e.Field + ":" + e.Key
	}
	return s
}

func read[T any](t testing.TB, a answer) (out T) {
	t.Helper()
	if err := json.Unmarshal([]byte(a.body), &out); err != nil {
		t.Fatalf("%v: %s", err, a.body)
	}
	return out
}

// ask sends a request; headers are pairs of name and value.
func (r *rig) ask(t testing.TB, method, path, token, body string, headers ...string) answer {
	t.Helper()
	var content io.Reader
	if body != "" {
		content = strings.NewReader(body)
	}
	request, err := http.NewRequestWithContext(t.Context(), method, r.url+path, content)
	if err != nil {
		t.Fatal(err)
	}
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	if body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	client := &http.Client{Timeout: 20 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	got, err := client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer got.Body.Close()
	raw, err := io.ReadAll(got.Body)
	if err != nil {
		t.Fatal(err)
	}
	got.Header.Del("Date")
	if told := officetest.Told(string(raw)+fmt.Sprint(got.Header), r.secrets); len(told) > 0 {
		t.Errorf("%s %s tells %v", method, path, told)
	}
	return answer{got.StatusCode, got.Header, string(raw)}
}

// silent tells whether no secret stands in what was written down.
func (r *rig) silent(t testing.TB) {
	t.Helper()
	if told := officetest.Told(r.log.String()+r.Refusals.Log(), r.secrets); len(told) > 0 {
		t.Errorf("the log tells %v", told)
	}
}

// post gives a command of my company, as its administrator.
func (r *rig) post(t testing.TB, command, body string, headers ...string) answer {
	t.Helper()
	return r.ask(t, http.MethodPost, "/companies/"+string(r.Mine.ID)+"/"+command, r.Mine.Administrator.Token, body, headers...)
}

// get asks a query of my company, as its administrator.
func (r *rig) get(t testing.TB, query string, headers ...string) answer {
	t.Helper()
	return r.ask(t, http.MethodGet, "/companies/"+string(r.Mine.ID)+"/"+query, r.Mine.Administrator.Token, "", headers...)
}

func inJSON(t testing.TB, v any) string {
	t.Helper()
	raw, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// names are the names of all commands.
func names() (list []string) {
	for _, c := range office.Commands() {
		list = append(list, office.Name(c))
	}
	return list
}
