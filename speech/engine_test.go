package speech

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"slices"
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"github.com/google/go-cmp/cmp"
)

// What stands in the package is what espeak-ng says, in both languages, whatever the name holds.
func TestEspeak(t *testing.T) {
	e := Espeak()
	if e == nil {
		t.Skip("espeak-ng is not installed (test/install)")
	}
	for l, texts := range map[anteroom.Language][]string{"en": {"James O’Connor."}, "fr": {"Élise Gagnon,", "--version -w /dev/null $(id) `id`; |&."}} {
		for _, text := range texts {
			sound, err := Render(t.Context(), e, Clip{Language: l, Text: text})
			if err != nil {
				t.Fatal(err)
			}
			checkSpeech(t, text, join([][]byte{sound}), 10*len(text))
			again, _ := Render(t.Context(), e, Clip{Language: l, Text: text})
			if !slices.Equal(sound, again) {
				t.Errorf("%q is not the same twice", text)
			}
		}
	}
	s := New(catalogue(t), Options{Engine: e, CacheDir: t.TempDir()})
	spoken, err := s.Say(t.Context(), prompt("greeting", "fr", "Zoé Œuvrard"))
	spelled, _ := New(catalogue(t), Options{}).Say(t.Context(), prompt("greeting", "fr", "Zoé Œuvrard"))
	if err != nil || len(spoken) >= len(spelled) {
		t.Errorf("spoken %d samples, spelled %d, %v", len(spoken), len(spelled), err)
	}
}

func TestEspeakFails(t *testing.T) {
	missing := espeak{"/nowhere/espeak-ng"}
	if _, err := missing.Speak(t.Context(), "en", "x"); anteroom.KindOf(err) != anteroom.Unavailable {
		t.Error(err)
	}
	sleep, err := exec.LookPath("yes")
	if err != nil {
		t.Skip("no program that never ends")
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	began := time.Now()
	if _, err := (espeak{sleep}).Speak(ctx, "en", "x"); anteroom.KindOf(err) != anteroom.Unavailable || time.Since(began) > 5*time.Second {
		t.Errorf("after %s: %v", time.Since(began), err)
	}
}

func TestServer(t *testing.T) {
	var asked map[string]any
	var path, key string
	ts := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		path, key = r.Method+" "+r.URL.Path, r.Header.Get("Authorization")
		_ = json.NewDecoder(r.Body).Decode(&asked)
		_, _ = w.Write(WAV(beep(Rate, 300, 500).PCM))
	}))
	defer ts.Close()
	for _, base := range []string{ts.URL, ts.URL + "/", ts.URL + "/v1", ts.URL + "/v1/"} {
		e := HTTP(Server{URL: base, Key: "k", Model: "tts-1", Voice: "alloy"}, ts.Client())
		sound, err := e.Speak(t.Context(), "fr", "Élise,")
		if err != nil || sound.Rate != Rate || len(sound.PCM) != Rate/2 {
			t.Errorf("%s: %d samples at %d, %v", base, len(sound.PCM), sound.Rate, err)
		}
		want := map[string]any{"model": "tts-1", "input": "Élise,", "voice": "alloy", "response_format": "wav", "speed": 1.0}
		if diff := cmp.Diff(want, asked); diff != "" || path != "POST /v1/audio/speech" || key != "Bearer k" {
			t.Error(path, key, diff)
		}
	}
}

// A speech server may be anybody: none of its answers is more than an error.
func TestServerFails(t *testing.T) {
	for fact, answer := range map[string]http.HandlerFunc{
		"refuses":     func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "no", http.StatusUnauthorized) },
		"empty":       func(http.ResponseWriter, *http.Request) {},
		"not sound":   func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "<html>") },
		"silence":     func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(WAV(make([]int16, Rate))) },
		"no samples":  func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(WAV(nil)) },
		"hangs up":    func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
		"never ends":  endless,
		"never comes": func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() },
	} {
		ts := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body) // only then does the server hear that the client is gone
			answer(w, r)
		}))
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
		if fact == "never comes" {
			ctx, cancel = context.WithTimeout(t.Context(), 50*time.Millisecond)
		}
		_, err := Render(ctx, HTTP(Server{URL: ts.URL}, ts.Client()), Clip{Language: "en", Text: "x"})
		if anteroom.KindOf(err) != anteroom.Unavailable || err == nil {
			t.Errorf("%s: %v", fact, err)
		}
		if ours, ok := errors.AsType[*anteroom.Error](err); ok && ours.Msg.Key != "error.unavailable" {
			t.Errorf("%s: says %s", fact, ours.Msg.Key)
		}
		cancel()
		ts.CloseClientConnections()
		ts.Close()
	}
}

func endless(w http.ResponseWriter, _ *http.Request) {
	block := make([]byte, 1<<20)
	for {
		if _, err := w.Write(block); err != nil {
			return
		}
	}
}
