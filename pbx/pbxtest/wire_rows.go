package pbxtest

import (
	"context"
	"math/rand/v2"
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"github.com/google/go-cmp/cmp"
)

func silent(t *testing.T, subject Subject) {
	w := wired(t, &subject)
	w.Each(func(int) Break { return Break{Stall: true} })
	s, _ := subject.open(t)
	ctx, cancel := context.WithTimeout(context.Background(), 300*time.Millisecond)
	defer cancel()
	began := time.Now()
	_, err := s.Read(ctx)
	if anteroom.KindOf(err) != anteroom.Unavailable {
		t.Errorf("%v", err)
	}
	if took := time.Since(began); took > 10*time.Second {
		t.Errorf("it took %v", took)
	}
}

func partial(t *testing.T, subject Subject) {
	broken(t, subject, func(n int) Break { return Break{Asked: n % 5, Half: true, Cut: n%2 == 0} })
}

func lost(t *testing.T, subject Subject) {
	broken(t, subject, func(n int) Break { return Break{Answered: n % 5, Lose: true, Cut: n%2 == 0} })
}

func faults(t *testing.T, subject Subject) {
	dice := rand.New(rand.NewPCG(6, 6)) //nolint:gosec // of a test: the same faults each time
	broken(t, subject, func(int) Break {
		half := dice.IntN(2) == 0
		return Break{Asked: dice.IntN(5), Answered: dice.IntN(5), Half: half, Lose: !half, Cut: dice.IntN(2) == 0}
	})
}

// broken applies a plan over a wire that breaks, each step until it is done, as the runner does; and again from the
// beginning over a sound one.
func broken(t *testing.T, subject Subject, each func(n int) Break) {
	sound, ctx := subject.open(t)
	found := read(t, ctx, sound)
	plan := todo(wanted(), found)
	w := wired(t, &subject)
	w.Each(each)
	s, _ := subject.open(t)
	for _, step := range plan {
		for tries := 0; ; tries++ {
			err := s.Apply(ctx, step, secretOf(step))
			if err == nil {
				break
			}
			if anteroom.KindOf(err) != anteroom.Unavailable || tries == 60 {
				t.Fatalf("%s %s, try %d: %v", step.Act, step.Key(), tries, err)
			}
		}
	}
	whole := read(t, ctx, sound)
	settled(t, wanted(), whole)
	for range 12 { // a reading that broke off is an error, never a part
		if part, err := s.Read(ctx); err == nil {
			if diff := cmp.Diff(whole, part); diff != "" {
				t.Fatalf("a part was taken for the whole: %s", diff)
			}
		}
	}
	if w.Broken() < len(plan) {
		t.Errorf("%d connections broke in %d steps: this tests nothing", w.Broken(), len(plan))
	}
	apply(t, ctx, sound, plan)
	settled(t, wanted(), read(t, ctx, sound))
}
