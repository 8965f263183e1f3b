package speech

import (
	"errors"
	"math"
	"os"
	"strings"
	"testing"

	"anteroom.dev/anteroom"
)

func sine(rate, seconds int, loud float64) []int16 {
	pcm := make([]int16, rate*seconds)
	for i := range pcm {
		pcm[i] = int16(loud * 32767 * math.Sin(2*math.Pi*440*float64(i)/float64(rate)))
	}
	return pcm
}

func wavOf(rate, seconds int, loud float64) []byte {
	raw := WAV(sine(rate, seconds, loud))
	return append(append(append([]byte{}, raw[:24]...), byte(rate), byte(rate>>8), byte(rate>>16), 0), raw[28:]...)
}

func bonjour(t testing.TB) []byte {
	raw, err := os.ReadFile("testdata/bonjour.mp3")
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// A recording comes out at the level of every other prompt, whatever it came as; what is none is refused, and why.
func TestRecording(t *testing.T) {
	mp3 := bonjour(t)
	for _, row := range []struct {
		fact string
		raw  []byte
		want string // key of the error; empty: it is taken
	}{
		{"WAV of 44.1 kHz", wavOf(44100, 2, 0.5), ""}, {"a quiet one", wavOf(8000, 2, 0.01), ""}, {"a loud one", wavOf(16000, 2, 1), ""},
		{"MP3", mp3, ""}, {"the beginning of an MP3", mp3[:len(mp3)*2/3], ""},
		{"two minutes and a half", wavOf(8000, 150, 0.5), "error.recording.long"}, {"silence", wavOf(8000, 2, 0), "error.recording.silent"},
		{"nothing", nil, "error.recording.kind"}, {"a text", []byte(strings.Repeat("hello ", 1000)), "error.recording.kind"}, {"half a head", mp3[:3], "error.recording.kind"},
		{"a rate of 0", wavOf(0, 1, 0.5), "error.recording.kind"}, {"too many bytes", make([]byte, MostRecordingFile+1), "error.recording.large"},
	} {
		sound, err := Recording(row.raw)
		if row.want != "" {
			if e, ok := errors.AsType[*anteroom.Error](err); !ok || e.Kind != anteroom.Invalid || e.Msg.Key != row.want {
				t.Errorf("%s: %v", row.fact, err)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", row.fact, err)
			continue
		}
		read, err := readWAV(sound)
		if err != nil || read.Rate != Rate {
			t.Fatal(read.Rate, err)
		}
		samples := make([]float64, len(read.PCM))
		for i, x := range read.PCM {
			samples[i] = float64(x) / 32768
		}
		if r := rms(samples); r < 0.04 || r > 0.16 {
			t.Errorf("%s: a level of %.3f", row.fact, r)
		}
	}
}

// A file of another's is anything at all.
func FuzzRecording(f *testing.F) {
	mp3 := bonjour(f)
	f.Add(mp3)
	f.Add(mp3[100:])
	f.Add(wavOf(8000, 1, 0.5))
	f.Fuzz(func(t *testing.T, raw []byte) {
		sound, err := Recording(raw)
		if err != nil && anteroom.KindOf(err) != anteroom.Invalid {
			t.Error(err)
		}
		if len(sound) > 2*(MostRecorded+1)*Rate {
			t.Errorf("%d bytes", len(sound))
		}
	})
}
