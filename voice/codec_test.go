package voice

import (
	"math"
	"testing"
)

// hum is a tone of 8 kHz.
func hum(hertz float64, n int) []int16 {
	pcm := make([]int16, n)
	for i := range pcm {
		pcm[i] = int16(9000 * math.Sin(2*math.Pi*hertz*float64(i)/rate))
	}
	return pcm
}

// purity is how much stronger the tone is than all else in a sound, in dB.
func purity(pcm []int16, hertz float64) float64 {
	var all, sine, cosine float64
	for i, s := range pcm {
		x, w := float64(s), 2*math.Pi*hertz*float64(i)/rate
		all, sine, cosine = all+x*x, sine+x*math.Sin(w), cosine+x*math.Cos(w)
	}
	tone := (sine*sine + cosine*cosine) * 2 / float64(len(pcm))
	return 10 * math.Log10(tone/(all-tone))
}

// A tone comes out of each codec as it went in, as loud and nearly as pure; silence as silence.
func TestCodecs(t *testing.T) {
	for _, tt := range []struct {
		codec codec
		least float64 // dB
	}{{pcmu(), 33}, {pcma(), 33}, {g722(), 36}} {
		for _, hertz := range []float64{200, 440, 1000, 2000, 3200} {
			said := hum(hertz, 50*frameSamples)
			c, heard := tt.codec.coder(), []int16(nil)
			for i := 0; i < len(said); i += frameSamples {
				payload := c.encode(nil, said[i:i+frameSamples])
				if len(payload) != frameSamples {
					t.Fatalf("%s: 20 ms are %d bytes", tt.codec.name, len(payload))
				}
				heard = c.decode(heard, payload)
			}
			heard, said = heard[8*frameSamples:], said[8*frameSamples:]
			if got := purity(heard, hertz); got < tt.least {
				t.Errorf("%s, %v Hz: %.1f dB", tt.codec.name, hertz, got)
			}
			if got, want := volume(heard), volume(said); got < want*95/100 || got > want*105/100 {
				t.Errorf("%s, %v Hz: %d of %d", tt.codec.name, hertz, got, want)
			}
		}
		c := tt.codec.coder()
		if got := volume(c.decode(nil, c.encode(nil, make([]int16, 10*frameSamples)))); got > 8 {
			t.Errorf("%s: silence is %d", tt.codec.name, got)
		}
	}
}

// What is above the telephone's band does not come back below it.
func TestNoAlias(t *testing.T) {
	e, w := newWideEncoder(), newWide()
	var heard []int16
	for i := 0; i < 16000; i += 2 {
		at := func(i int) int16 { return int16(9000 * math.Sin(2*math.Pi*5200*float64(i)/16000)) }
		heard = w.decode(heard, []byte{e.byteOf(at(i), at(i+1))})
	}
	if got := volume(heard[1000:]); got > 60 {
		t.Errorf("a tone of 5200 Hz is heard as loud as %d", got)
	}
}

// Frames that cost nothing to the collector.
func TestCodecsAllocateNothing(t *testing.T) {
	pcm, payload, out := hum(440, frameSamples), make([]byte, 0, frameSamples), make([]int16, 0, frameSamples)
	for _, c := range []codec{pcmu(), pcma(), g722()} {
		coder := c.coder()
		if n := testing.AllocsPerRun(100, func() { out = coder.decode(out[:0], coder.encode(payload, pcm)) }); n != 0 {
			t.Errorf("%s: %v a frame", c.name, n)
		}
	}
}

func BenchmarkCodec(b *testing.B) {
	pcm, payload, out := hum(440, frameSamples), make([]byte, 0, frameSamples), make([]int16, 0, frameSamples)
	for _, c := range []codec{pcmu(), pcma(), g722()} {
		coder := c.coder()
		b.Run(c.name+"/encode", func(b *testing.B) {
			for b.Loop() {
				payload = coder.encode(payload[:0], pcm)
			}
		})
		b.Run(c.name+"/decode", func(b *testing.B) {
			for b.Loop() {
				out = coder.decode(out[:0], payload)
			}
		})
	}
}
