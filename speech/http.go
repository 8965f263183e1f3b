package speech

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"

	"anteroom.dev/anteroom"
)

// Server is a speech server that takes POST {URL}/v1/audio/speech, as most of them do.
type Server struct {
	URL   string // with or without the final /v1
	Key   string // sent as a bearer token (RFC 6750); empty: none
	Model string
	Voice string
}

type server struct {
	Server
	client *http.Client
}

// HTTP is the engine behind a speech server. It answers in WAV of any usual kind, up to 16 MB and a minute; how it is
// reached (certificates, addresses, redirects) is the client's.
func HTTP(s Server, client *http.Client) Engine {
	s.URL = root(s.URL)
	return server{s, client}
}

func (s server) Voice(anteroom.Language) string {
	return strings.Join([]string{"http", s.URL, s.Model, s.Server.Voice}, " ")
}

// soundMost is how many bytes an engine may answer with.
const soundMost = 16 << 20

func (s server) Speak(ctx context.Context, _ anteroom.Language, text string) (Sound, error) {
	sound, err := s.ask(ctx, text)
	if err != nil {
		return Sound{}, unavailable(fmt.Errorf("speech server: %w", err))
	}
	return readWAV(sound)
}

func (s server) ask(ctx context.Context, text string) ([]byte, error) {
	body, err := json.Marshal(map[string]any{"model": s.Model, "input": text, "voice": s.Server.Voice, "response_format": "wav", "speed": 1.0})
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.URL+"/v1/audio/speech", bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Accept", "audio/wav")
	if s.Key != "" {
		req.Header.Set("Authorization", "Bearer "+s.Key)
	}
	resp, err := s.client.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("answered %d", resp.StatusCode)
	}
	sound, err := io.ReadAll(io.LimitReader(resp.Body, soundMost+1))
	if err == nil && len(sound) > soundMost {
		err = fmt.Errorf("answered with more than %d bytes", soundMost)
	}
	return sound, err
}
