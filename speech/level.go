package speech

import (
	"context"
	"errors"
	"math"
)

// Rate is the sampling rate of a call, in hertz.
const Rate = 8000

// The shape of a clip and of the joins. Levels are parts of full scale.
const (
	frame     = Rate / 50        // 20 ms, over which loudness is measured
	edge      = Rate / 50        // 20 ms kept before and after the words
	fade      = Rate / 200       // 5 ms in which a clip begins and ends, without a click
	joinGap   = Rate * 60 / 1000 // between two clips of a prompt
	letterGap = Rate * 90 / 1000
	wordGap   = Rate * 250 / 1000

	target   = 0.1   // −20 dBFS, of the parts in which somebody speaks
	quietest = 0.001 // −60 dBFS: below is silence, not speech
	audible  = 0.006 // part of the loudest: above it a word begins, or still ends
	speaking = 0.1   // part of the loudest frame: above it somebody speaks
	knee     = 0.6   // above it peaks are bent
	ceiling  = 0.9   // −1 dBFS: nothing is louder
)

// Render has an engine speak a clip and makes it fit for a call: 8 kHz, trimmed, levelled, µ-law (ITU-T G.711).
// An error is Unavailable.
func Render(ctx context.Context, e Engine, c Clip) ([]byte, error) {
	raw, err := e.Speak(ctx, c.Language, c.Text)
	if err != nil {
		return nil, err
	}
	samples, err := level(trim(resample(raw)))
	if err != nil {
		return nil, unavailable(err)
	}
	sound := make([]byte, len(samples))
	for i, x := range samples {
		sound[i] = ulaw(int16(math.Round(x * 32767)))
	}
	return sound, nil
}

// loudness is the root mean square of each frame.
func loudness(samples []float64) (frames []float64, loudest float64) {
	for at := 0; at < len(samples); at += frame {
		r := rms(samples[at:min(at+frame, len(samples))])
		frames = append(frames, r)
		loudest = max(loudest, r)
	}
	return frames, loudest
}

func rms(samples []float64) float64 {
	var sum float64
	for _, x := range samples {
		sum += x * x
	}
	return math.Sqrt(sum / float64(max(len(samples), 1)))
}

// trim takes the silence off both ends, and any constant offset.
func trim(samples []float64) []float64 {
	var mean float64
	for _, x := range samples {
		mean += x / float64(len(samples))
	}
	loudest := 0.0
	for i := range samples {
		samples[i] -= mean
		loudest = max(loudest, math.Abs(samples[i]))
	}
	first, last := 0, len(samples)
	for first < last && math.Abs(samples[first]) < loudest*audible {
		first++
	}
	for last > first && math.Abs(samples[last-1]) < loudest*audible {
		last--
	}
	return samples[max(0, first-edge):min(len(samples), last+edge)]
}

var errSilent = errors.New("the engine gave silence")

// level brings speech to the target, bends the peaks that would be too loud, and fades the ends.
func level(samples []float64) ([]float64, error) {
	frames, loudest := loudness(samples)
	if loudest < quietest {
		return nil, errSilent
	}
	var sum float64
	n := 0
	for _, f := range frames {
		if f > loudest*speaking {
			sum += f * f
			n++
		}
	}
	gain := target / math.Sqrt(sum/float64(n))
	for i := range samples {
		at := min(i, len(samples)-1-i)
		samples[i] = limit(samples[i]*gain) * min(1, float64(at)/fade)
	}
	return samples, nil
}

// limit leaves what is below the knee as it is, and bends the rest so that it never reaches the ceiling.
func limit(x float64) float64 {
	if math.Abs(x) <= knee {
		return x
	}
	return math.Copysign(knee+(ceiling-knee)*math.Tanh((math.Abs(x)-knee)/(ceiling-knee)), x)
}

func silence(samples int) []byte {
	s := make([]byte, samples)
	for i := range s {
		s[i] = ulaw(0)
	}
	return s
}

// join decodes the clips of a prompt, with a short pause between them.
func join(clips [][]byte) []int16 {
	most := 0
	for _, c := range clips {
		most += len(c) + joinGap
	}
	pcm := make([]int16, 0, most)
	for i, c := range clips {
		if i > 0 {
			pcm = append(pcm, make([]int16, joinGap)...)
		}
		for _, b := range c {
			pcm = append(pcm, linear(b))
		}
	}
	return pcm
}
