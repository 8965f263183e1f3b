package voice

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"anteroom.dev/anteroom"
)

// A prompt stops for who speaks, soon, and for nothing else that comes while it plays: in both laws of G.711, by a voice that says a name
// while another one says the prompt. What was said before is kept.
func TestBargeIn(t *testing.T) {
	const full = 32768
	say := clip(t, "fr/say_name")
	long := len(say)
	at := func(when time.Duration, pcm []int16) []int16 { return delayed(when, pcm)[:long] }
	db := func(db float64, pcm []int16) []int16 { return scaled(math.Pow(10, db/20), pcm) }
	noise := rand.New(rand.NewPCG(1, 2))
	hiss := generated(long, func(int) float64 { return 0.003 * full * noise.NormFloat64() }) // comfort noise at -50
	hum := func(hertz float64) []int16 {
		return generated(long, func(i int) float64 {
			return 0.05 * full * (math.Sin(2*math.Pi*hertz*float64(i)/rate) + 0.3*math.Sin(6*math.Pi*hertz*float64(i)/rate))
		})
	}
	clicks := generated(long, func(i int) float64 {
		if i%(rate/2) < rate/50 { // two a second of 20 ms
			return full * 0.5 * noise.NormFloat64() / 3
		}
		return 0
	})
	type row struct {
		fact  string
		heard []int16
		when  time.Duration // when somebody begins to speak; 0: nobody
	}
	const begins = 1500 * time.Millisecond
	rows := []row{
		{"silence", make([]int16, long), 0}, {"comfort noise", hiss, 0}, {"a hum of 50 Hz", hum(50), 0}, {"a hum of 60 Hz", hum(60), 0},
		{"a hum that begins and ends", mixed(hiss, at(begins, hum(60)[:rate/2])), 0}, {"clicks", clicks, 0},
		{"a tone", generated(long, func(i int) float64 { return 0.1 * full * math.Sin(2*math.Pi*440*float64(i)/rate) }), 0},
		{"a street", generated(long, func(i int) float64 {
			return 0.03 * full * (1 + 0.35*math.Sin(2*math.Pi*1.5*float64(i)/rate)) * noise.NormFloat64()
		}), 0},
		{"music far away", db(-26, slices.Repeat(HoldMusic(), 2)[:long]), 0}, {"a cough", at(begins, clip(t, "en/name.marc-tremblay")[:rate*15/100]), 0},
	}
	for _, who := range []string{"fr/name.marc-tremblay", "fr/name.elise-gagnon", "en/name.sarah-miller", "en/name.emile-roy"} {
		name := db(-10, clip(t, who)) // -30 dBFS: a clip is at -20
		rows = append(rows, row{who + " in quiet", at(begins, name), begins}, row{who + " in noise", mixed(hiss, at(begins, name)), begins})
		for _, delay := range []time.Duration{0, 40 * time.Millisecond, 130 * time.Millisecond, 300 * time.Millisecond} {
			rows = append(rows, row{who + " beside an echo of " + delay.String(), mixed(at(delay, db(-20, say)), at(begins, name)), begins})
		}
	}
	for i := range 11 {
		delay := time.Duration(30*i) * time.Millisecond
		for _, loss := range []float64{-20, -10} {
			heard := at(delay, db(loss, say))
			if loss == -20 {
				heard = delayed(delay, db(loss, say))[:long+rate/2] // and what comes back of its end is no word
			}
			rows = append(rows, row{fmt.Sprintf("an echo of %v at %v dB", delay, loss), heard, 0})
		}
	}
	if _, when := barged(make([]int16, long), at(begins, db(-22, clip(t, "fr/name.marc-tremblay"))), muLaw{}); when != 0 { // before the prompt is there: it hides nothing
		t.Errorf("a voice far away stops the prompt after %v", when)
	}
	for _, r := range rows {
		for _, law := range []coder{muLaw{}, aLaw{}} {
			h, when := barged(say, r.heard, law)
			kept := time.Duration(len(h.pcm)) * time.Second / rate
			switch late := when - r.when; {
			case r.when == 0 && when != 0:
				t.Errorf("%s, %T: stops the prompt after %v", r.fact, law, when)
			case r.when == 0 && !h.word.IsZero():
				t.Errorf("%s, %T: is taken for a word once the prompt is over", r.fact, law)
			case r.when == 0:
			case when == 0 || late < 180*time.Millisecond || late > 900*time.Millisecond:
				t.Errorf("%s, %T: the prompt stops %v after somebody began to speak", r.fact, law, late)
			case kept < max(late, 400*time.Millisecond):
				t.Errorf("%s, %T: only %v of what was said is kept, it took %v", r.fact, law, kept, late)
			}
		}
	}
}

// barged is when a prompt stops for what is heard while it plays, and who was heard then; 0: never.
func barged(prompt, heard []int16, law coder) (h *hearing, when time.Duration) {
	h = newHearing(anteroom.Understand{For: time.Minute, Most: time.Minute, Quiet: time.Minute})
	now := time.Unix(0, 0)
	for i := 0; i+frameSamples <= len(heard); i += frameSamples {
		now = now.Add(frameTime)
		if h.on = i >= len(prompt); h.on {
			h.plays(nil)
		} else {
			h.plays(prompt[i:min(i+frameSamples, len(prompt))])
		}
		h.append(law.decode(nil, law.encode(nil, heard[i:i+frameSamples])), now)
		if h.barges {
			h.begin(plainly, now)
			return h, now.Sub(time.Unix(0, 0))
		}
	}
	return h, 0
}

// clip is built-in sound.
func clip(t *testing.T, name string) []int16 {
	files, err := filepath.Glob("../speech/sound/" + name + "-????????????????.ulaw")
	if err != nil || len(files) != 1 {
		t.Fatal(name, files, err)
	}
	raw, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	return muLaw{}.decode(nil, raw)
}

func generated(samples int, of func(int) float64) []int16 {
	pcm := make([]int16, samples)
	for i := range pcm {
		pcm[i] = int16(max(-32000, min(32000, of(i))))
	}
	return pcm
}

func scaled(by float64, pcm []int16) []int16 {
	return generated(len(pcm), func(i int) float64 { return by * float64(pcm[i]) })
}

func delayed(by time.Duration, pcm []int16) []int16 {
	return append(append(make([]int16, int(by*rate/time.Second)), pcm...), make([]int16, 10*rate)...)
}

func mixed(a, b []int16) []int16 {
	return generated(len(a), func(i int) float64 { return float64(a[i]) + float64(b[i]) })
}
