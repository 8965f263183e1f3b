package speech

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"

	"anteroom.dev/anteroom"
	"github.com/hajimehoshi/go-mp3"
)

// The limits of a recording that somebody sends in.
const (
	MostRecorded      = 120      // seconds
	MostRecordingFile = 12 << 20 // bytes
)

// Recording makes a file that somebody sent in, WAV or MP3, fit for a call: a WAV of 8 kHz, mono, 16 bits, trimmed and
// levelled. An error is Invalid, and says what to do.
func Recording(raw []byte) ([]byte, error) {
	if len(raw) > MostRecordingFile {
		return nil, refused("error.recording.large", nil, "most", MostRecordingFile>>20)
	}
	sound, err := decoded(raw)
	if err != nil {
		return nil, refused("error.recording.kind", err)
	}
	if len(sound.PCM) > MostRecorded*sound.Rate {
		return nil, refused("error.recording.long", nil, "most", MostRecorded)
	}
	samples, err := level(trim(resample(sound)))
	if err != nil {
		return nil, refused("error.recording.silent", err)
	}
	pcm := make([]int16, len(samples))
	for i, x := range samples {
		pcm[i] = int16(math.Round(x * 32767))
	}
	return WAV(pcm), nil
}

func refused(key string, err error, args ...any) error {
	e := anteroom.Fail(anteroom.Invalid, key, args...)
	e.Err = err
	return e
}

// decoded reads one second more than may be, so that it is known that there is more.
func decoded(raw []byte) (Sound, error) {
	if bytes.HasPrefix(raw, []byte("RIFF")) {
		return decodeWAV(raw, MostRecorded+1)
	}
	return decodeMP3(raw, MostRecorded+1)
}

// decodeMP3 mixes both channels to one. The decoder has been seen to panic on damaged files.
func decodeMP3(raw []byte, most int) (s Sound, err error) {
	defer func() {
		if p := recover(); p != nil {
			s, err = Sound{}, fmt.Errorf("mp3: panic: %v", p)
		}
	}()
	d, err := mp3.NewDecoder(onlyReader{bytes.NewReader(raw)})
	if err != nil {
		return Sound{}, fmt.Errorf("mp3: %w", err)
	}
	s.Rate = d.SampleRate()
	if s.Rate < slowest || s.Rate > fastest || s.Rate%rateGrain != 0 {
		return Sound{}, errors.New("mp3: an unusual rate")
	}
	pcm, err := io.ReadAll(io.LimitReader(d, int64(most*s.Rate*4))) // two channels of 16 bits
	if len(pcm) == 0 {
		return Sound{}, fmt.Errorf("mp3: no sound: %w", errors.Join(err))
	}
	s.PCM = make([]int16, len(pcm)/4) // what came before a damaged end is kept
	for i := range s.PCM {
		left := int16(uint16(pcm[4*i]) | uint16(pcm[4*i+1])<<8)
		right := int16(uint16(pcm[4*i+2]) | uint16(pcm[4*i+3])<<8)
		s.PCM[i] = int16((int(left) + int(right)) / 2)
	}
	return s, nil
}

// onlyReader hides that the file could be read anywhere: the decoder would walk it whole before it begins.
type onlyReader struct{ io.Reader }
