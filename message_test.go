package anteroom

import (
	"testing"
	"time"
)

func TestRetry(t *testing.T) {
	made := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	for _, row := range []struct {
		attempts int
		age      time.Duration
		jitter   float64
		want     time.Duration // from now; 0: given up
	}{
		{0, 0, 0.5, time.Minute},
		{1, 0, 0.5, time.Minute},
		{1, 0, 0, 48 * time.Second},
		{1, 0, 1, 72 * time.Second},
		{2, time.Minute, 0.5, 5 * time.Minute},
		{3, time.Hour, 0.5, 15 * time.Minute},
		{4, time.Hour, 0.5, time.Hour},
		{5, time.Hour, 0.5, 4 * time.Hour},
		{5, time.Hour, 0, 192 * time.Minute},
		{5, time.Hour, 1, 4 * time.Hour}, // never further apart
		{99, 24 * time.Hour, 0.5, 4 * time.Hour},
		{20, 71 * time.Hour, 0.5, time.Hour}, // the last try is three days after it was made
		{21, 72 * time.Hour, 0.5, 0},
		{1, 100 * time.Hour, 0.5, 0}, // the program was away for longer
	} {
		m := Message{Made: made, Attempts: row.attempts}
		now := made.Add(row.age)
		next, giveUp := m.Retry(now, row.jitter)
		if giveUp != (row.want == 0) || giveUp != next.IsZero() || !giveUp && next.Sub(now) != row.want {
			t.Errorf("%+v: next %v, give up %v", row, next.Sub(now), giveUp)
		}
	}
}
