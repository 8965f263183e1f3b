package speech

import (
	"context"
	"strings"
	"time"

	"anteroom.dev/anteroom"
)

// The limits of a text that is read.
const (
	mostOfText = 3000 // characters
	mostOfPart = 400
	readTime   = 20 * time.Second
)

// Reads tells whether texts can be read: an engine speaks them, what is built in does not.
func (s *Speaker) Reads() bool { return s.engine != nil }

// Read is a text of somebody's as sound, WAV of 8 kHz and mono: its first 3 000 characters, in 20 s at most. Nothing of it is
// kept. Unavailable where no engine speaks, or it takes too long.
func (s *Speaker) Read(ctx context.Context, l anteroom.Language, text string) ([]byte, error) {
	pcm, err := s.read(ctx, l, text)
	if err != nil {
		return nil, err
	}
	return WAV(pcm), nil
}

func (s *Speaker) read(ctx context.Context, l anteroom.Language, text string) ([]int16, error) {
	if s.engine == nil {
		return nil, unavailable(nil)
	}
	ctx, cancel := context.WithTimeout(ctx, readTime)
	defer cancel()
	select {
	case s.slots <- struct{}{}:
		defer func() { <-s.slots }()
	case <-ctx.Done():
		return nil, unavailable(ctx.Err())
	}
	var sounds [][]byte
	for _, part := range parts(text) {
		sound, err := Render(ctx, s.engine, Clip{Language: l, Text: part})
		if err != nil {
			return nil, err
		}
		sounds = append(sounds, sound)
	}
	if len(sounds) == 0 {
		return nil, unavailable(nil)
	}
	return join(sounds), nil
}

// Hear is a prompt as callers hear it, WAV of 8 kHz and mono.
func (s *Speaker) Hear(ctx context.Context, p anteroom.Prompt) ([]byte, error) {
	pcm, err := s.Say(ctx, p)
	if err != nil {
		return nil, err
	}
	return WAV(pcm), nil
}

// parts divides a text at its lines, and a long line between words, so that no engine is given more than it takes.
func parts(text string) []string {
	if letters := []rune(text); len(letters) > mostOfText {
		text = string(letters[:mostOfText])
	}
	var list []string
	for _, line := range strings.Split(text, "\n") {
		var part []string
		size := 0
		for _, word := range strings.Fields(line) {
			if size+len(word) > mostOfPart && len(part) > 0 {
				list, part, size = append(list, strings.Join(part, " ")), nil, 0
			}
			part, size = append(part, word), size+len(word)+1
		}
		if strings.ContainsFunc(strings.Join(part, ""), spoken) {
			list = append(list, strings.Join(part, " "))
		}
	}
	return list
}

// spoken tells a letter or digit from the rows of signs that people draw lines with.
func spoken(r rune) bool {
	return r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || r > 0xbf
}
