package voice

import (
	"context"
	"encoding/binary"
	"time"

	"anteroom.dev/anteroom"
)

// soundOf is what a prompt sounds like: its recording where it has one and the desk still does, else what the speaker says.
func (s *Service) soundOf(ctx context.Context, company anteroom.CompanyID, p anteroom.Prompt) ([]int16, error) {
	if p.Recording != "" {
		wav, err := s.desk.Sound(ctx, company, p.Recording)
		if err == nil && len(wav) > headerSize {
			return samples(wav[headerSize:]), nil
		}
		s.log.Error("voice: recording not played", "recording", p.Recording, "error", err)
	}
	return s.speaker.Say(ctx, p)
}

// speakTime is how long a prompt may take to be spoken: a letter is long, and who asked for it waits.
func speakTime(p anteroom.Prompt) time.Duration {
	if p.Private {
		return 20 * time.Second
	}
	return 5 * time.Second
}

// samples are the samples of 16-bit sound.
func samples(raw []byte) []int16 {
	pcm := make([]int16, len(raw)/2)
	for i := range pcm {
		pcm[i] = int16(binary.LittleEndian.Uint16(raw[2*i:]))
	}
	return pcm
}

// heard is a prompt as a call's line keeps it: without the words of somebody's letter.
func heard(p anteroom.Prompt) anteroom.Prompt {
	p.Text = ""
	return p
}
