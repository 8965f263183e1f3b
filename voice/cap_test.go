package voice_test

import (
	"context"
	"math"
	"strings"
	"testing"
	"time"

	"anteroom.dev/anteroom"
)

// A call that reaches the daily cap is warned, and ends within a second of it, for both; one that may spend nothing does not
// begin, and is told why.
func TestCap(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), 40*time.Second)
	defer cancel()
	capped = 12 * time.Second
	defer func() { capped = 0 }()
	d, marc, server, far := outdoors(ctx, t, abroad(""), 1)
	c, err := marc.Dial(ctx, "01133142000000", server)
	if err != nil {
		t.Fatal(err)
	}
	u, err := far[0].Incoming(ctx)
	if err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	warning := make([]int16, 3200)
	for i := range warning {
		warning[i] = int16(6000 * math.Sin(2*math.Pi*1400*float64(i)/8000))
	}
	if _, err := c.Hear(ctx, warning); err != nil || time.Since(began) > 11*time.Second {
		t.Error("no warning before the end:", err, time.Since(began))
	}
	for _, call := range []interface{ Ended(context.Context) error }{c, u} {
		if err := call.Ended(ctx); err != nil {
			t.Error(err)
		}
	}
	if lasted := time.Since(began); lasted < 11*time.Second || lasted > 13*time.Second {
		t.Error("ended after", lasted)
	}
	if line := <-d.ended; line.Result != anteroom.Answered || line.Reason != anteroom.CapReached || len(line.Outside) != 1 || line.Outside[0].Ended.IsZero() {
		t.Errorf("got %+v", line)
	}
	capped = -1
	d, marc, server, far = outdoors(ctx, t, abroad(""), 1)
	c, err = marc.Dial(ctx, "01133142000000", server)
	if err == nil || !strings.Contains(err.Error(), "403") || c == nil {
		t.Fatal("not refused:", err)
	}
	if _, err := c.Hear(ctx, sound("cap_reacheden")); err != nil {
		t.Error(err)
	}
	if line := <-d.ended; line.Result != anteroom.Refused || line.Reason != anteroom.CapReached || len(far[0].Waiting()) > 0 {
		t.Errorf("got %+v", line)
	}
}
