package voice_test

import (
	"context"
	"encoding/binary"
	"math"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/fake"
	"anteroom.dev/anteroom/voice"
)

// ear is a recogniser as a test wants it.
type ear func(ctx context.Context, l anteroom.Language, wav []byte) (string, error)

func (e ear) Hear(ctx context.Context, l anteroom.Language, wav []byte) (string, error) {
	return e(ctx, l, wav)
}

// A caller says a name, and is brought to its owner; a key goes before whatever a recogniser still makes of it; one that fails or
// understands nothing leads to the question again, and one that never answers holds up nobody who hangs up. Who does not wait for the end of
// the question stops it.
func TestSayName(t *testing.T) {
	d := &desk{ended: make(chan anteroom.Call, 10), plan: anteroom.Plan{Company: "c1", Languages: anteroom.Languages{First: "fr"}, Speech: true, People: []anteroom.Person{
		{User: "u1", First: "Marc", Last: "Tremblay", Extension: "201"}, {User: "u2", First: "Élise", Last: "Gagnon", Extension: "202"}}}}
	left := make(chan bool, 2)                                                                        // questions that were given up
	asked := map[string]chan bool{"presses-keys": make(chan bool, 1), "hangs-up": make(chan bool, 1)} // of whom
	s := serveWith(t, d, voice.Config{Recogniser: ear(func(ctx context.Context, l anteroom.Language, wav []byte) (string, error) {
		if l != "fr" || string(wav[:4]) != "RIFF" || binary.LittleEndian.Uint32(wav[40:]) < 8000 {
			t.Errorf("asked in %s with %d bytes", l, len(wav))
		}
		switch loudest := peak(wav); {
		case loudest > 12000:
			return "Madame Élise Gagnon", nil
		case loudest > 7000:
			return "", anteroom.Fail(anteroom.Unavailable, "error.unavailable")
		case loudest > 3000:
			asked["presses-keys"] <- true
		default:
			asked["hangs-up"] <- true
		}
		<-ctx.Done()
		left <- true
		return "Élise Gagnon", nil
	})})
	lines := collect(d)
	var calls sync.WaitGroup
	for _, row := range []struct {
		caller string
		volume float64
		script string // what is heard; a key behind =
		path   string
	}{
		{"says-it", 2, "say_name=S connecting voicemail=H", "name ring:202 voicemail:202"},
		{"is-not-understood", 1, "say_name=S not_understood say_name=H", "name"},
		{"presses-keys", 0.5, "say_name=S =873 connecting voicemail=H", "name ring:201 voicemail:201"},
		{"hangs-up", 0.25, "say_name=S =H", "name"},
	} {
		calls.Go(func() {
			if err := saying(t, s.Addr(), row.caller, row.volume, row.script, asked[row.caller]); err != nil {
				t.Errorf("%s: %v", row.caller, err)
				return
			}
			line := lines.of(row.caller)
			if got := strings.Join(line.Path, " "); got != "greeting "+row.path || line.Reason != anteroom.CallerHungUp {
				t.Errorf("%s: got %s, %s", row.caller, got, line.Reason)
			}
		})
	}
	speaksUp(t, &calls)
	calls.Wait()
	for range 2 {
		select {
		case <-left:
		case <-time.After(2 * time.Second): // well before its own time is over
			t.Error("a question goes on that nobody waits for any more")
		}
	}
}

// speaksUp has callers speak while the prompt plays: it stops, they are understood from the first syllable on, and brought to whom was named, in
// either language.
func speaksUp(t *testing.T, calls *sync.WaitGroup) {
	plan := anteroom.Plan{Company: "c1", Languages: anteroom.Languages{First: "fr", Second: "en"}, Speech: true, Front: &anteroom.Front{Reception: anteroom.Reception{Root: "name"}},
		People: []anteroom.Person{{User: "u1", First: "Marc", Last: "Tremblay", Extension: "201"}, {User: "u2", First: "Élise", Last: "Gagnon", Extension: "202"}}}
	d := &desk{ended: make(chan anteroom.Call, 10), plan: plan, repeat: map[anteroom.PromptID]int{"say_name": 20}}
	word := syllables()
	s := serveWith(t, d, voice.Config{Recogniser: ear(func(_ context.Context, l anteroom.Language, wav []byte) (string, error) {
		if at := where(word, wav); at < 2000 || at > 8000 {
			t.Errorf("in %s what was said begins at %d of %d samples", l, at, len(wav)/2)
		}
		return map[anteroom.Language]string{"fr": "Élise Gagnon", "en": "Marc Tremblay"}[l], nil
	})})
	lines := collect(d)
	for _, row := range []struct{ language, key, extension string }{{"fr", "1", "202"}, {"en", "2", "201"}} {
		calls.Go(func() {
			heard, err := speakUp(t, s.Addr(), row.language, row.key, word)
			if err != nil {
				t.Errorf("%s: %v", row.language, err)
				return
			}
			if whole := 20 * len(sound("")); heard > whole {
				t.Errorf("%s: %d samples were heard before the next prompt, of %d", row.language, heard, whole)
			}
			want := "greeting language:" + row.language + " name barge_in ring:" + row.extension + " voicemail:" + row.extension
			if got := strings.Join(lines.of("speaks-"+row.language).Path, " "); got != want {
				t.Errorf("%s: got %s, want %s", row.language, got, want)
			}
		})
	}
}

// speakUp calls, speaks while the prompt for a name plays, and is how many samples were heard from that prompt to the next.
func speakUp(t *testing.T, server, language, key string, word []int16) (samples int, err error) {
	p, err := fake.NewPhone("speaks-" + language)
	if err != nil {
		return 0, err
	}
	defer p.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	c, err := p.Dial(ctx, "+14185550100", server)
	if err != nil {
		return 0, err
	}
	defer c.Hangup()
	if _, err := c.Hear(ctx, sound("greetingfr")); err != nil {
		return 0, err
	}
	c.Key(key)
	from, err := c.Hear(ctx, sound("say_name"+language))
	if err != nil {
		return 0, err
	}
	c.Speak(word)
	next, err := c.Hear(ctx, sound("connecting"+language))
	return next - from, err
}

// syllables is something that rises and falls as speech does.
func syllables() []int16 {
	pcm := slices.Repeat(sound("a name"), 2)
	for i := range pcm {
		pcm[i] = int16(float64(pcm[i]) * math.Pow(math.Sin(math.Pi*float64(i+200)/1800), 2))
	}
	return pcm
}

// where is at what sample the beginning of a sound is in a WAV; -1: nowhere.
func where(pcm []int16, wav []byte) int {
	const telling = 1500
	for at := 0; 44+2*(at+telling) <= len(wav); at++ {
		n := 0
		for n < telling {
			got, want := int(int16(binary.LittleEndian.Uint16(wav[44+2*(at+n):]))), int(pcm[n]) //nolint:gosec // a sample as it is stored
			if max(got-want, want-got) > 16+max(want, -want)/16 {
				break
			}
			n++
		}
		if n == telling {
			return at
		}
	}
	return -1
}

func peak(wav []byte) (most int) {
	for i := 44; i+1 < len(wav); i += 2 {
		most = max(most, int(int16(binary.LittleEndian.Uint16(wav[i:])))) //nolint:gosec // a sample as it is stored
	}
	return most
}

// saying calls, and does what the script says: S says something, and the step behind it waits until the recogniser is asked where it names nothing to hear.
func saying(t *testing.T, server, caller string, volume float64, script string, asked chan bool) error {
	p, err := fake.NewPhone(caller)
	if err != nil {
		return err
	}
	defer p.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	c, err := p.Dial(ctx, "+14185550100", server)
	if err != nil {
		return err
	}
	word := sound("a name")
	for i := range word {
		word[i] = int16(float64(word[i]) * volume)
	}
	for _, step := range append([]string{"greeting", "menu=*"}, strings.Fields(script)...) {
		what, do, _ := strings.Cut(step, "=")
		if what == "" {
			select {
			case <-asked:
			case <-ctx.Done():
				return ctx.Err()
			}
		} else if _, err := c.Hear(ctx, sound(what+"fr")); err != nil {
			return err
		}
		switch do {
		case "H":
			c.Hangup()
			return nil
		case "S":
			c.Speak(word)
		default:
			c.Key(do)
		}
	}
	return nil
}
