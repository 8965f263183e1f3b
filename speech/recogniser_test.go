package speech

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/fake"
)

// What a recogniser is asked, and what each kind of answer leads to. No answer, however long, slow or wrong, is more than an error.
func TestRecogniserAnswers(t *testing.T) {
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("what was said went to where a redirect led") }))
	defer elsewhere.Close()
	said := func(status int, body string) func(http.ResponseWriter, *http.Request, fake.Spoken) {
		return func(w http.ResponseWriter, _ *http.Request, _ fake.Spoken) {
			w.Header().Set("Location", elsewhere.URL)
			w.WriteHeader(status)
			_, _ = io.WriteString(w, body)
		}
	}
	server := fake.NewRecogniser("")
	defer server.Close()
	asks := NewRecogniser(server.Client())
	wav := WAV(sine(Rate, 1, 0.5))
	for _, row := range []struct {
		fact  string
		reply func(http.ResponseWriter, *http.Request, fake.Spoken)
		want  string // the text, or the key of the error
		kind  anteroom.Kind
	}{
		{"a text", said(200, `{"text": " Bonjour, ici Luc. "}`), " Bonjour, ici Luc. ", 0}, {"more beside it", said(200, `{"task": "transcribe", "text": "é", "segments": [{}]}`), "é", 0},
		{"nothing was said", said(200, `{"text": ""}`), "", 0},
		{"no JSON", said(200, "<html>"), "recogniser.problem.answer", anteroom.Invalid}, {"JSON without a text", said(200, `{"error": "x"}`), "recogniser.problem.answer", anteroom.Invalid},
		{"a text that is none", said(200, `{"text": 7}`), "recogniser.problem.answer", anteroom.Invalid}, {"nothing", said(200, ""), "recogniser.problem.answer", anteroom.Invalid},
		{"a huge answer", said(200, `{"text": "`+strings.Repeat("a", 2<<20)+`"}`), "recogniser.problem.answer", anteroom.Invalid},
		{"no key", said(401, ""), "recogniser.problem.key", anteroom.Invalid}, {"another path", said(404, ""), "recogniser.problem.path", anteroom.Invalid},
		{"a redirect", said(307, ""), "recogniser.problem.path", anteroom.Invalid}, {"no such model", said(400, ""), "recogniser.problem.refused", anteroom.Invalid},
		{"it fails", said(500, ""), "recogniser.problem.failed", anteroom.Unavailable}, {"it is busy", said(429, ""), "recogniser.problem.failed", anteroom.Unavailable},
		{"it never answers", func(_ http.ResponseWriter, q *http.Request, _ fake.Spoken) { <-q.Context().Done() }, "recogniser.problem.slow", anteroom.Unavailable},
		{"it stops amid its answer", func(w http.ResponseWriter, _ *http.Request, _ fake.Spoken) {
			w.Header().Set("Content-Length", "100")
			_, _ = io.WriteString(w, `{"text": "`)
		}, "recogniser.problem.unreached", anteroom.Unavailable},
	} {
		server.Replies(row.reply)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second/4)
		got, err := asks.Write(ctx, anteroom.Recogniser{Address: server.URL + "/v1/", Model: "large-v3"}, "sk-1", "fr-CA", wav)
		cancel()
		if e, ok := errors.AsType[*anteroom.Error](err); ok {
			got = e.Msg.Key
		}
		if got != row.want || anteroom.KindOf(err) != row.kind {
			t.Errorf("%s: got %.40q, %v", row.fact, got, err)
		}
	}
	asked, wrong := server.Asked()
	if q := asked[0]; len(wrong) > 0 || q.Language != "fr" || q.Model != "large-v3" || q.Key != "sk-1" || len(q.PCM) != Rate {
		t.Errorf("asked in %s with %s by %s for %d samples; wrong: %v", q.Language, q.Model, q.Key, len(q.PCM), wrong)
	}
	server.Close()
	if _, err := asks.Write(t.Context(), anteroom.Recogniser{Address: server.URL, Model: "x"}, "", "en", wav); anteroom.KindOf(err) != anteroom.Unavailable {
		t.Errorf("nobody is there: %v", err)
	}
}
