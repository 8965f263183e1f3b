package speech

import (
	"context"
	"testing"

	"anteroom.dev/anteroom"
)

// What LAME writes is MP3 of the same length and about the same loudness; what is no sound is an error, and so is a wait that nobody waits out.
func TestMP3(t *testing.T) {
	lame := FindLame()
	if lame == nil {
		t.Skip("LAME is not installed: test/install does that")
	}
	mp3, err := lame.MP3(t.Context(), wavOf(Rate, 3, 0.5))
	if err != nil {
		t.Fatal(err)
	}
	sound, err := decodeMP3(mp3, 10)
	if err != nil || sound.Rate != 16000 || len(sound.PCM) < 47_000 || len(sound.PCM) > 53_000 {
		t.Fatalf("%d Hz, %d samples, %v", sound.Rate, len(sound.PCM), err)
	}
	peak := int16(0)
	for _, x := range sound.PCM {
		peak = max(peak, x)
	}
	if peak < 14_000 || peak > 19_000 {
		t.Errorf("a tone of 16 383 is one of %d", peak)
	}
	gone, leave := context.WithCancel(t.Context())
	leave()
	for fact, ask := range map[string]func() ([]byte, error){
		"a text":         func() ([]byte, error) { return lame.MP3(t.Context(), []byte("hello")) },
		"nothing":        func() ([]byte, error) { return lame.MP3(t.Context(), nil) },
		"who asked went": func() ([]byte, error) { return lame.MP3(gone, wavOf(Rate, 1, 0.5)) },
	} {
		if out, err := ask(); anteroom.KindOf(err) != anteroom.Unavailable || err == nil {
			t.Errorf("%s: %d bytes, %v", fact, len(out), err)
		}
	}
}
