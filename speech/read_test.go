package speech

import (
	"context"
	"strings"
	"testing"

	"anteroom.dev/anteroom"
)

// A text is read in parts, its first 3 000 characters; without an engine there is no reading.
func TestRead(t *testing.T) {
	asked := &listening{}
	s := New(catalogue(t), Options{Engine: asked})
	wav, err := s.Read(t.Context(), "fr", "Bonjour,\n\n-----\npouvez-vous m’envoyer le devis ?\n"+strings.Repeat("mot ", 2000))
	if err != nil || !strings.HasPrefix(string(wav), "RIFF") || len(wav) < 1000 {
		t.Fatalf("%d bytes: %v", len(wav), err)
	}
	if asked.texts[0] != "Bonjour," || asked.texts[1] != "pouvez-vous m’envoyer le devis ?" || len(strings.Join(asked.texts, " ")) > mostOfText+10 {
		t.Errorf("%q", asked.texts[:2])
	}
	for _, text := range asked.texts {
		if len(text) > mostOfPart+10 {
			t.Errorf("%d letters in a part", len(text))
		}
	}
	if _, err := New(catalogue(t), Options{}).Read(t.Context(), "fr", "Bonjour"); anteroom.KindOf(err) != anteroom.Unavailable {
		t.Errorf("without an engine: %v", err)
	}
}

// listening notes what it is given to speak.
type listening struct{ texts []string }

func (*listening) Voice(anteroom.Language) string { return "test" }

func (l *listening) Speak(_ context.Context, _ anteroom.Language, text string) (Sound, error) {
	l.texts = append(l.texts, text)
	pcm := make([]int16, Rate)
	for i := range pcm {
		pcm[i] = int16(8000 * (i % 40) / 40)
	}
	return Sound{Rate: Rate, PCM: pcm}, nil
}
