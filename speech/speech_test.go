package speech

import (
	"context"
	"errors"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/locale"
	"github.com/google/go-cmp/cmp"
)

func catalogue(t testing.TB) *locale.Catalogue {
	t.Helper()
	c, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// A changed text in locale/ has no sound until it is rendered again: go generate ./speech.
func TestEverythingIsBuiltIn(t *testing.T) {
	clips, err := BuiltIn(catalogue(t), BuiltInNames())
	if err != nil {
		t.Fatal(err)
	}
	wanted, total := map[string]bool{}, 0
	for _, c := range clips {
		wanted[filepath.FromSlash("sound/"+c.File())] = true
		sound, err := sounds.ReadFile("sound/" + c.File())
		if err != nil {
			t.Errorf("%s has no sound; run go generate ./speech", c.File())
		}
		total += len(sound)
	}
	files, _ := filepath.Glob("sound/*/*")
	for _, f := range files {
		if !wanted[f] {
			t.Errorf("%s is said by nothing any more; run go generate ./speech", f)
		}
	}
	if total > 8<<20 {
		t.Errorf("%d bytes built in", total)
	}
}

// Every clip is speech: levelled, unclipped, neither empty nor endless, and different in each language.
func TestBuiltInSound(t *testing.T) {
	clips, err := BuiltIn(catalogue(t), BuiltInNames())
	if err != nil {
		t.Fatal(err)
	}
	own := loadBuiltIn()
	byID := map[string][]byte{}
	for _, c := range clips {
		sound, _ := own.of(c)
		checkSpeech(t, c.File(), join([][]byte{sound}), len([]rune(c.Text)))
		if other := byID[c.ID]; other != nil && slices.Equal(other, sound) {
			t.Errorf("%s is the same in both languages", c.ID)
		}
		byID[c.ID] = sound
	}
}

func checkSpeech(t *testing.T, what string, pcm []int16, letters int) {
	t.Helper()
	samples, peak := make([]float64, len(pcm)), 0.0
	for i, x := range pcm {
		samples[i] = float64(x) / 32768
		peak = max(peak, math.Abs(samples[i]))
	}
	frames, loudest := loudness(samples)
	var active []float64
	for _, f := range frames {
		if f > loudest*speaking {
			active = append(active, f)
		}
	}
	if db := 20 * math.Log10(rms(active)); db < -21.5 || db > -18.5 {
		t.Errorf("%s: %.1f dBFS", what, db)
	}
	if peak > 0.92 {
		t.Errorf("%s: peaks at %.2f", what, peak)
	}
	seconds := float64(len(pcm)) / Rate
	if seconds < 0.1 || seconds > 1+0.12*float64(letters) {
		t.Errorf("%s: %.1f s for %d letters", what, seconds, letters)
	}
	// noise has its energy everywhere; speech sampled at 8 kHz has most below 2 kHz, so neighbours are alike
	if r := likeness(samples, 1); r < 0.3 {
		t.Errorf("%s: neighbouring samples are %.2f alike: noise", what, r)
	}
}

func likeness(x []float64, lag int) float64 {
	var a, b float64
	for i := lag; i < len(x); i++ {
		a += x[i] * x[i-lag]
		b += x[i] * x[i]
	}
	return a / b
}

func prompt(id anteroom.PromptID, l anteroom.Language, name string) anteroom.Prompt {
	return anteroom.Prompt{ID: id, Language: l, Name: name}
}

func TestScript(t *testing.T) {
	c := catalogue(t)
	for _, row := range []struct {
		prompt anteroom.Prompt
		want   []string
	}{
		{prompt("goodbye", "en", ""), []string{"Thank you for calling. Goodbye."}},
		{prompt("greeting", "en", "Atlas Conseil"), []string{"Hello. You have reached,", "Atlas Conseil."}},
		{prompt("choose_name", "fr", "Julie Côté"), []string{"Pour,", "Julie Côté,"}},
		{prompt("voicemail", "fr", "Julie Côté"), []string{"Julie Côté,", "ne peut pas prendre votre appel. Veuillez laisser un message après le signal, et appuyer sur le carré lorsque vous aurez terminé."}},
		{anteroom.Prompt{ID: "language_offer", Language: "en", Digits: "2"}, []string{"For English, press two."}},
		{anteroom.Prompt{ID: "choose_press", Language: "fr", Digits: "12"}, []string{"faites le,", "un.", "deux."}},
		{anteroom.Prompt{ID: "when_today", Language: "fr", Moment: "2026-11-23 14:05"}, []string{"Aujourd’hui à,", "14 heures 5."}},
		{anteroom.Prompt{ID: "when_earlier", Language: "en", Moment: "2026-11-23 14:05"}, []string{"Monday, November 23, at 2 oh 5 p.m."}},
		{prompt("greeting", "en", ""), []string{"Hello. You have reached,"}},
		{prompt("greeting", "en", "\x00\r\n "), []string{"Hello. You have reached,"}},
		{prompt("greeting", "en", "A [[h@l'oU]] <b>&amp; -v Co."), []string{"Hello. You have reached,", "A h l'oU b &amp -v Co."}},
		{prompt("greeting", "en", strings.Repeat("é", 500)), []string{"Hello. You have reached,", strings.Repeat("é", 80) + "."}},
	} {
		clips, err := script(c, row.prompt)
		var got []string
		for _, x := range clips {
			got = append(got, x.Text)
		}
		if diff := cmp.Diff(row.want, got); err != nil || diff != "" {
			t.Errorf("%+v: %v %s", row.prompt, err, diff)
		}
	}
}

// Without any engine the demo's companies are named, and a stranger is spelled.
func TestEmbeddedOnly(t *testing.T) {
	s := New(catalogue(t), Options{})
	lengths := map[string]float64{}
	for _, name := range []string{"Boréal Coopérative", "Zoé 3", "", "日本", strings.Repeat("w", 70), "Wwwwwwwwwwwwwwwwwwwwwwww"} {
		pcm, err := s.Say(t.Context(), prompt("greeting", "fr", name))
		if err != nil {
			t.Fatal(err)
		}
		lengths[name] = float64(len(pcm)) / Rate
	}
	if a, b := lengths["Boréal Coopérative"], lengths[""]; a < b+0.5 || a > b+2 {
		t.Errorf("named: %.2f s, of which words %.2f", a, b)
	}
	if a, b := lengths["Zoé 3"], lengths[""]; a < b+1.2 || a > b+4 {
		t.Errorf("spelled: %.2f s, of which words %.2f", a, b)
	}
	if lengths[strings.Repeat("w", 70)] != lengths["Wwwwwwwwwwwwwwwwwwwwwwww"] {
		t.Errorf("more than %d letters are spelled", mostSpelled)
	}
}

func TestSayErrors(t *testing.T) {
	s := New(catalogue(t), Options{})
	for _, p := range []anteroom.Prompt{{ID: "none", Language: "en"}, {ID: "goodbye", Language: "de"}, {}} {
		if _, err := s.Say(t.Context(), p); err == nil || anteroom.KindOf(err) != anteroom.Internal {
			t.Errorf("%+v: %v", p, err)
		}
	}
}

// Every prompt of the catalogue, in every language, is sound without an engine.
func TestEveryPromptIsSound(t *testing.T) {
	c := catalogue(t)
	s := New(c, Options{})
	for _, l := range c.Languages() {
		for _, id := range c.Prompts() {
			p := prompt(id, l, "Émile Roy")
			p.Moment = "2026-11-23 14:05"
			pcm, err := s.Say(t.Context(), p)
			if err != nil || len(pcm) < Rate/10 {
				t.Errorf("%s in %s: %d samples, %v", id, l, len(pcm), err)
			}
		}
	}
}

// tone is an engine that gives a sound whose length tells the text; the sixth text and so on may be scripted to fail.
type tone struct {
	mu    sync.Mutex
	texts []string
	speak func(ctx context.Context, text string) error
}

func (e *tone) Voice(anteroom.Language) string { return "tone" }

func (e *tone) Speak(ctx context.Context, _ anteroom.Language, text string) (Sound, error) {
	e.mu.Lock()
	e.texts = append(e.texts, text)
	e.mu.Unlock()
	if e.speak != nil {
		if err := e.speak(ctx, text); err != nil {
			return Sound{}, err
		}
	}
	return beep(16000, 440, 400+10*len(text)), nil
}

func (e *tone) count() int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return len(e.texts)
}

func beep(rate int, hertz float64, ms int) Sound {
	s := Sound{Rate: rate, PCM: make([]int16, rate*ms/1000)}
	for i := range s.PCM {
		s.PCM[i] = int16(3000 * math.Sin(2*math.Pi*hertz*float64(i)/float64(rate)))
	}
	return s
}

// An engine speaks the whole prompt, in its own voice, each piece once: also after a restart.
func TestEngineAndCache(t *testing.T) {
	c, dir := catalogue(t), t.TempDir()
	e := &tone{}
	s := New(c, Options{Engine: e, CacheDir: dir})
	first, err := s.Say(t.Context(), prompt("greeting", "fr", "Zoé"))
	if err != nil {
		t.Fatal(err)
	}
	texts := slices.Sorted(slices.Values(e.texts))
	if diff := cmp.Diff([]string{"Bonjour. Vous avez bien joint,", "Zoé."}, texts); diff != "" {
		t.Error(diff)
	}
	for range 3 {
		again, err := s.Say(t.Context(), prompt("greeting", "fr", "Zoé"))
		if err != nil || !slices.Equal(first, again) {
			t.Fatalf("not the same again: %v", err)
		}
	}
	restarted := &tone{}
	again, err := New(c, Options{Engine: restarted, CacheDir: dir}).Say(t.Context(), prompt("greeting", "fr", "Zoé"))
	if err != nil || !slices.Equal(first, again) || restarted.count() > 0 || e.count() != 2 {
		t.Errorf("spoken %d times, then %d: %v", e.count(), restarted.count(), err)
	}
	tear(t, dir)
	if _, err := New(c, Options{Engine: restarted, CacheDir: dir}).Say(t.Context(), prompt("greeting", "fr", "Zoé")); err != nil || restarted.count() != 2 {
		t.Errorf("torn files: spoken %d times, %v", restarted.count(), err)
	}
}

// tear damages every file of the cache.
func tear(t *testing.T, dir string) {
	t.Helper()
	files, _ := filepath.Glob(filepath.Join(dir, "*"))
	for _, f := range files {
		if err := os.Truncate(f, 1000); err != nil {
			t.Fatal(err)
		}
	}
}

// A hundred calls at once have a text spoken once.
func TestSpokenOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := &tone{speak: func(context.Context, string) error { time.Sleep(time.Second); return nil }}
		s := New(catalogue(t), Options{Engine: e})
		var wg sync.WaitGroup
		for range 100 {
			wg.Go(func() {
				if _, err := s.Say(t.Context(), prompt("goodbye", "en", "")); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if e.count() != 1 {
			t.Errorf("spoken %d times", e.count())
		}
	})
}

// An engine that fails is done without: the built-in voice at once, one line in the log, and asked again later.
func TestEngineFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		fail := true
		e := &tone{speak: func(context.Context, string) error {
			if fail {
				return unavailable(errors.New("no"))
			}
			return nil
		}}
		log := &lines{}
		s := New(catalogue(t), Options{Engine: e, Log: log.logger()})
		own, err := New(catalogue(t), Options{}).Say(t.Context(), prompt("connecting", "fr", "Émile Roy"))
		if err != nil {
			t.Fatal(err)
		}
		for range 5 {
			got, err := s.Say(t.Context(), prompt("connecting", "fr", "Émile Roy"))
			if err != nil || !slices.Equal(got, own) {
				t.Fatalf("not the built-in voice: %v", err)
			}
		}
		synctest.Wait()
		if e.count() > 2 || log.count() != 1 {
			t.Errorf("asked %d times, %d lines", e.count(), log.count())
		}
		fail = false
		time.Sleep(restTime + time.Second)
		got, err := s.Say(t.Context(), prompt("connecting", "fr", "Émile Roy"))
		if err != nil || slices.Equal(got, own) || log.count() != 2 {
			t.Errorf("not asked again: %v, %d lines", err, log.count())
		}
	})
}

// One that panics is one that fails: nobody's call ends by it.
func TestEnginePanics(t *testing.T) {
	s := New(catalogue(t), Options{Engine: &tone{speak: func(context.Context, string) error { panic("in the engine") }}})
	own, err := New(catalogue(t), Options{}).Say(t.Context(), prompt("goodbye", "fr", ""))
	if got, said := s.Say(t.Context(), prompt("goodbye", "fr", "")); err != nil || said != nil || !slices.Equal(got, own) {
		t.Error(err, said)
	}
}

// A caller waits three seconds for a slow engine; what it gives later serves the next caller.
func TestEngineSlow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := &tone{speak: func(context.Context, string) error { time.Sleep(5 * time.Second); return nil }}
		log := &lines{}
		s := New(catalogue(t), Options{Engine: e, Log: log.logger()})
		began := time.Now()
		own, err := s.Say(t.Context(), prompt("goodbye", "fr", ""))
		if err != nil || time.Since(began) != callerTime || log.count() != 1 {
			t.Errorf("after %s: %v, %d lines", time.Since(began), err, log.count())
		}
		began = time.Now()
		if _, err = s.Say(t.Context(), prompt("nobody_here", "fr", "")); err != nil || time.Since(began) != 0 {
			t.Errorf("the next caller waits %s: %v", time.Since(began), err)
		}
		time.Sleep(5 * time.Second)
		later, err := s.Say(t.Context(), prompt("goodbye", "fr", ""))
		if err != nil || slices.Equal(own, later) || e.count() != 1 {
			t.Errorf("what came late is lost: %v", err)
		}
	})
}

// Who hangs up waits no longer, and takes nothing from the others; the engine is not blamed.
func TestCallerGone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := &tone{speak: func(context.Context, string) error { time.Sleep(2 * time.Second); return nil }}
		log := &lines{}
		s := New(catalogue(t), Options{Engine: e, Log: log.logger()})
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		var wg sync.WaitGroup
		wg.Go(func() {
			if _, err := s.Say(ctx, prompt("goodbye", "fr", "")); anteroom.KindOf(err) != anteroom.Unavailable {
				t.Errorf("who is gone: %v", err)
			}
		})
		wg.Go(func() {
			if _, err := s.Say(t.Context(), prompt("goodbye", "fr", "")); err != nil {
				t.Error(err)
			}
		})
		wg.Wait()
		if e.count() != 1 || log.count() != 0 {
			t.Errorf("spoken %d times, %d lines", e.count(), log.count())
		}
	})
}

// A cache folder that can't be is done without.
func TestNoCacheFolder(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	log := &lines{}
	if _, err := New(catalogue(t), Options{Engine: &tone{}, CacheDir: filepath.Join(file, "x"), Log: log.logger()}).Say(t.Context(), prompt("goodbye", "en", "")); err != nil || log.count() != 1 {
		t.Errorf("%v, %d lines", err, log.count())
	}
}
