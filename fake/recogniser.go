package fake

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
)

// Recogniser is a server that writes down what is said, as those of Whisper do, where a test says what that is. What is asked
// otherwise than they take it gets 400, and the reason is kept.
type Recogniser struct {
	*httptest.Server
	mu    sync.Mutex
	reply func(http.ResponseWriter, *http.Request, Spoken)
	asked []Spoken
	wrong []string
}

// Spoken is what it was asked.
type Spoken struct {
	Language, Model, Key string
	PCM                  []int16 // 8 kHz, mono
}

// NewRecogniser listens on this machine until it is closed; it answers that a text was said.
func NewRecogniser(text string) *Recogniser {
	r := &Recogniser{}
	r.Says(text)
	mux := http.NewServeMux()
	mux.HandleFunc("POST /v1/audio/transcriptions", r.serve)
	r.Server = httptest.NewServer(mux)
	return r
}

// Says has it understand a text from now on.
func (r *Recogniser) Says(text string) {
	r.Replies(func(w http.ResponseWriter, _ *http.Request, _ Spoken) {
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(map[string]string{"text": text})
	})
}

// Replies has it answer otherwise.
func (r *Recogniser) Replies(reply func(http.ResponseWriter, *http.Request, Spoken)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.reply = reply
}

// Asked is what it was asked so far, and what was wrong with that.
func (r *Recogniser) Asked() (asked []Spoken, wrong []string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.asked, r.wrong
}

func (r *Recogniser) serve(w http.ResponseWriter, q *http.Request) {
	s, err := spoken(q)
	r.mu.Lock()
	reply := r.reply
	if r.asked = append(r.asked, s); err != nil {
		r.wrong = append(r.wrong, err.Error())
	}
	r.mu.Unlock()
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	reply(w, q, s)
}

func spoken(q *http.Request) (s Spoken, err error) {
	if err := q.ParseMultipartForm(32 << 20); err != nil {
		return s, err
	}
	s = Spoken{Language: q.FormValue("language"), Model: q.FormValue("model"), Key: strings.TrimPrefix(q.Header.Get("Authorization"), "Bearer ")}
	file, head, err := q.FormFile("file")
	if err != nil {
		return s, err
	}
	defer file.Close()
	raw, err := io.ReadAll(file)
	switch {
	case err != nil:
		return s, err
	case !strings.HasSuffix(head.Filename, ".wav"): // by which servers tell the form of the sound
		return s, fmt.Errorf("a file named %q", head.Filename)
	case q.FormValue("response_format") != "json":
		return s, errors.New("another answer is asked for than JSON")
	case len(s.Language) != 2 || s.Model == "":
		return s, fmt.Errorf("language %q, model %q", s.Language, s.Model)
	case len(raw) < 44 || string(raw[:4]) != "RIFF" || string(raw[8:12]) != "WAVE" || binary.LittleEndian.Uint32(raw[24:]) != 8000 || binary.LittleEndian.Uint16(raw[34:]) != 16:
		return s, errors.New("no WAV of a call")
	case int(binary.LittleEndian.Uint32(raw[40:])) != len(raw)-44 || int(binary.LittleEndian.Uint32(raw[4:])) != len(raw)-8:
		return s, errors.New("a WAV of another length than it says")
	}
	s.PCM = make([]int16, (len(raw)-44)/2)
	for i := range s.PCM {
		s.PCM[i] = int16(binary.LittleEndian.Uint16(raw[44+2*i:])) //nolint:gosec // a sample as it is stored
	}
	return s, nil
}
