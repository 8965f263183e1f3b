package speech

import (
	"bytes"
	"encoding/binary"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestWAVRoundTrip(t *testing.T) {
	for _, pcm := range [][]int16{{}, {1}, {0, 1, -1, 32767, -32768, 12345}} {
		got, err := readWAV(WAV(pcm))
		if err != nil || got.Rate != Rate {
			t.Fatal(got.Rate, err)
		}
		if diff := cmp.Diff(pcm, got.PCM); diff != "" {
			t.Error(diff)
		}
	}
}

// file is a WAVE file with chunks as told.
func file(f format, data []byte, before ...byte) []byte {
	var b bytes.Buffer
	b.WriteString("RIFF\xff\xff\xff\xffWAVE")
	b.Write(before)
	b.WriteString("fmt ")
	write(&b, uint32(16))
	write(&b, f)
	b.WriteString("data\xff\xff\xff\x7f") // as espeak-ng writes to a pipe: it can't know the length
	b.Write(data)
	return b.Bytes()
}

func TestReadWAV(t *testing.T) {
	half := binary.LittleEndian.AppendUint32(nil, math.Float32bits(0.5))
	for _, row := range []struct {
		fact string
		raw  []byte
		want []int16
	}{
		{"8 bits", file(format{codePCM, 1, 8000, 0, 0, 8}, []byte{128, 0, 255}), []int16{0, -32768, 32512}},
		{"16 bits, two channels", file(format{codePCM, 2, 44100, 0, 0, 16}, []byte{100, 0, 200, 0}), []int16{150}},
		{"24 bits", file(format{codePCM, 1, 48000, 0, 0, 24}, []byte{9, 1, 2}), []int16{0x201}},
		{"32 bits", file(format{codePCM, 1, 48000, 0, 0, 32}, []byte{9, 9, 1, 2}), []int16{0x201}},
		{"float", file(format{codeFloat, 1, 24000, 0, 0, 32}, half), []int16{16383}},
		{"µ-law", file(format{codeMuLaw, 1, 8000, 0, 0, 8}, []byte{0xff, 0x00, 0x80}), []int16{0, -32124, 32124}},
		{"A-law", file(format{codeALaw, 1, 8000, 0, 0, 8}, []byte{0xd5, 0xaa, 0x2a}), []int16{8, 32256, -32256}},
		{"half a sample at the end", file(format{codePCM, 1, 8000, 0, 0, 16}, []byte{1, 0, 9}), []int16{1}},
		{"a chunk before, of odd length", file(format{codePCM, 1, 8000, 0, 0, 16}, []byte{1, 0}, []byte("LIST\x03\x00\x00\x00abc\x00")...), []int16{1}},
		{"no rate", file(format{codePCM, 1, 0, 0, 0, 16}, []byte{1, 0}), nil},
		{"a rate beyond reason", file(format{codePCM, 1, 4e9, 0, 0, 16}, []byte{1, 0}), nil},
		{"a rate made to cost", file(format{codePCM, 1, 191999, 0, 0, 16}, []byte{1, 0}), nil},
		{"no channel", file(format{codePCM, 0, 8000, 0, 0, 16}, []byte{1, 0}), nil},
		{"no bits", file(format{codePCM, 1, 8000, 0, 0, 0}, []byte{1, 0}), nil},
		{"an unknown kind", file(format{85, 1, 8000, 0, 0, 16}, []byte{1, 0}), nil},
		{"samples first", append([]byte("RIFF....WAVE"), "data\x02\x00\x00\x00ab"...), nil},
		{"half a format", []byte("RIFF....WAVEfmt \x04\x00\x00\x00abcd"), nil},
		{"nothing", nil, nil},
		{"something else", []byte("OggS, and quite long enough for a header"), nil},
	} {
		got, err := readWAV(row.raw)
		if diff := cmp.Diff(row.want, got.PCM); diff != "" || (err == nil) != (row.want != nil) {
			t.Errorf("%s: %v %s", row.fact, err, diff)
		}
	}
}

// G.711: each of the 256 codes decodes to a sample that encodes to it again, and none is far from what it stands for.
func TestMuLaw(t *testing.T) {
	for b := range 256 {
		if got := ulaw(linear(byte(b))); got != byte(b) && byte(b) != 0x7f { // 0x7f is minus zero
			t.Errorf("%#x: got %#x", b, got)
		}
	}
	for x := math.MinInt16; x <= math.MaxInt16; x++ {
		if d := math.Abs(float64(linear(ulaw(int16(x)))) - float64(x)); d > 8+math.Abs(float64(x))/30 {
			t.Fatalf("%d: off by %f", x, d)
		}
	}
}

// A telephone's tones pass unchanged; what 8 kHz can't carry is gone, or it would come back as another tone.
func TestResample(t *testing.T) {
	for _, rate := range []int{8000, 11025, 16000, 22050, 24000, 44100, 48000, 96000} {
		for hertz, want := range map[float64]float64{300: 0, 1000: 0, 3000: 0, 5000: -60, 7000: -60} {
			if hertz > 0.45*float64(rate) {
				continue
			}
			out := resample(beep(rate, hertz, 500))
			if d := Rate/2 - len(out); d < 0 || d > 1 {
				t.Errorf("%d Hz: %d samples", rate, len(out))
			}
			middle := out[len(out)/4 : len(out)*3/4]
			db := 20 * math.Log10(max(rms(middle), 1e-9)/(3000.0/32768/math.Sqrt2))
			if want == 0 && math.Abs(db) > 0.2 || want < 0 && db > want {
				t.Errorf("%g Hz at %d: %.1f dB", hertz, rate, db)
			}
		}
	}
}

// Whatever an engine answers: no panic, and sound of bounded length or an error.
func FuzzWAV(f *testing.F) {
	f.Add(WAV([]int16{1, 2, 3}))
	f.Add(file(format{codePCM, 2, 44100, 0, 0, 16}, []byte{1, 2, 3, 4}))
	f.Add(file(format{codeExtensible, 1, 8000, 0, 0, 8}, nil))
	f.Add([]byte("RIFF....WAVEfmt \xff\xff\xff\xff"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		s, err := readWAV(raw)
		if err != nil {
			return
		}
		if len(s.PCM) > mostSeconds*fastest || s.Rate < slowest || len(s.PCM) > len(raw) {
			t.Fatalf("%d samples at %d", len(s.PCM), s.Rate)
		}
		if samples, err := level(trim(resample(s))); err == nil {
			for _, x := range samples {
				if !(math.Abs(x) <= ceiling) {
					t.Fatalf("a sample of %g", x)
				}
			}
		}
	})
}
