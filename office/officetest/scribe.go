package officetest

import (
	"context"
	"sync"

	"anteroom.dev/anteroom"
)

// Scribe is a recogniser of which a test says what it understands.
type Scribe struct {
	mu    sync.Mutex
	write func(ctx context.Context, asked Asked) (string, error)
	asked []Asked
}

// Asked is a question to the recogniser.
type Asked struct {
	At       anteroom.Recogniser
	Key      string
	Language anteroom.Language
	WAV      string
}

// Writes says what it understands from now on.
func (s *Scribe) Writes(write func(ctx context.Context, asked Asked) (string, error)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.write = write
}

// Asked is what it was asked so far.
func (s *Scribe) Asked() []Asked {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.asked
}

// Write understands what the test says, or else nothing.
func (s *Scribe) Write(ctx context.Context, at anteroom.Recogniser, key string, l anteroom.Language, wav []byte) (string, error) {
	asked := Asked{at, key, l, string(wav)}
	s.mu.Lock()
	s.asked = append(s.asked, asked)
	write := s.write
	s.mu.Unlock()
	if write == nil {
		return "", nil
	}
	return write(ctx, asked)
}

// Sample is a sentence in no language.
func (s *Scribe) Sample(_ context.Context, l anteroom.Language) (said string, wav []byte, err error) {
	return "Un deux trois " + string(l), []byte("RIFF sample"), nil
}
