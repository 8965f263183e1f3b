package anteroom

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

func trialPlan() Plan {
	return Plan{Speech: true, CallBack: true, Caller: Caller{Number: "+14185550111"}, Company: "boreal", CompanyName: "Boréal", Number: "+14185550100", Languages: Languages{First: "fr", Second: "en"},
		People: []Person{{User: "u1", First: "Élise", Last: "Gagnon", Extension: "202", Operator: true}, {User: "u2", First: "Marc", Last: "Tremblay", Extension: "201"}}}
}

// The simulator walks as a caller would: greeting, language, extension, voicemail, each in the language chosen.
func TestSimulate(t *testing.T) {
	for _, row := range []struct {
		what     string
		trial    Trial
		path     string
		result   Result
		language Language
	}{
		{"English, an extension, nobody there", Trial{Keys: "2201"}, "greeting language:en menu ring:201 voicemail:201", LeftMsg, "en"},
		{"English, an extension, answered", Trial{Keys: "2201", Answered: true}, "greeting language:en menu ring:201 talk:201", Answered, "en"},
		{"waits, then the operator in French", Trial{Keys: ",0", Answered: true}, "greeting menu ring:202 talk:202", Answered, "fr"},
		{"says nothing at all: the operator", Trial{}, "greeting menu ring:202 voicemail:202", LeftMsg, "fr"},
		{"English, nobody there, asks to be called back", Trial{Keys: "22011"}, "greeting language:en menu ring:201 voicemail:201 asks_back:201", AskedBack, "en"},
		{"a name, said", Trial{Keys: "2*", Said: "Élise Gagnon please", Answered: true}, "greeting language:en name ring:202 talk:202", Answered, "en"},
		{"a name of nobody, then its letters", Trial{Keys: "2*873", Said: "Robert Lavoie"}, "greeting language:en name ring:201 voicemail:201", LeftMsg, "en"},
		{"an extension at once: its first digit was no choice of language", Trial{Keys: "201"}, "greeting language:en menu ring:201 voicemail:201", LeftMsg, "fr"},
	} {
		steps := trialPlan().Simulate(row.trial)
		var path []string
		for _, s := range steps {
			path = append(path, s.Path...)
		}
		last := steps[len(steps)-1]
		if got := strings.Join(path, " "); !strings.HasPrefix(got, row.path) || last.Result != row.result || last.Language != row.language {
			t.Errorf("%s: got %s, %s in %s", row.what, got, last.Result, last.Language)
		}
	}
}

// Whatever is pressed, the call ends with one result, its steps are those of Step itself, and the language changes only
// where the caller chose it, or was dialling an extension that begins with the same key.
func TestSimulateAny(t *testing.T) {
	night := boreal()
	night.Front.Week, night.Front.Closed = []Span{{7, "08:00", "17:00"}}, "menu:night"
	heard := boreal()
	heard.Speech = true
	direct := trialPlan()
	direct.To = "u2"
	plans := []Plan{trialPlan(), direct, boreal(), night, heard}
	spoken := 0
	for range 10_000 {
		p := plans[rand.IntN(len(plans))]
		var keys strings.Builder
		for range rand.IntN(20) {
			keys.WriteByte("0123456789*#,"[rand.IntN(13)])
		}
		trial := Trial{Keys: keys.String(), Answered: rand.IntN(2) == 0, Said: []string{"", "Tremblay", "Marc Tremblay", "Élise", "Gagnon Roy", "rien", "\u202e"}[rand.IntN(7)]}
		steps := p.Simulate(trial)
		if len(steps) >= mostTrialSteps {
			t.Fatalf("%+v does not end", trial)
		}
		var state State
		for i, s := range steps {
			kind := EventKind(slices.IndexFunc([]EventKind{Begin, Key, Silence, UserAnswer, UserAway, UserHangUp, Recorded, CallerHangUp}, func(k EventKind) bool { return eventName(k) == s.Event }))
			e := Event{Kind: kind, Length: trialMessage}
			if kind == Key {
				e.Key = s.Key[0]
			}
			if s.Event == "spoke" {
				e.Kind, e.Text = Spoke, s.Said
				spoken++
			}
			before := state.Language
			state, _ = p.Step(state, e)
			if !slices.Equal(state.Steps(), s.Path) || state.Done != (i == len(steps)-1) || (s.Result != "") != state.Done {
				t.Fatalf("%+v, step %d: %+v, the engine is at %q", trial, i, s, state.Path)
			}
			if joined := strings.Join(s.Path, " "); before != "" && before != s.Language && !strings.HasPrefix(joined, "language:") && !strings.HasPrefix(joined, "ring:") {
				t.Fatalf("%+v, step %d: from %s to %s", trial, i, before, s.Language)
			}
		}
	}
	if spoken < 100 {
		t.Errorf("a name was said %d times", spoken)
	}
}

func TestTrialCheck(t *testing.T) {
	for keys, want := range map[string]bool{"": true, "2,201#*": true, "a": false, "2 0": false, strings.Repeat("1", 61): false, "é": false} {
		var wrong Fields
		if (Trial{Keys: keys}).Check(&wrong); (len(wrong) == 0) != want {
			t.Errorf("%q: %v", keys, wrong)
		}
	}
}
