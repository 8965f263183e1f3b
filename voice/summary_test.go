package voice_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"anteroom.dev/anteroom"
)

// A phone is told what waits when it registers, when it asks, and whenever that changes; who asks for something else, or has no account, is
// told nothing.
func TestSummary(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	_, s, marc, _ := colleagues(ctx, t, toElise())
	told := func(when, state, count string) {
		t.Helper()
		got, err := marc.Summary(ctx)
		if err != nil || !strings.HasPrefix(got, state) || !strings.Contains(got, "Voice-Message: "+count+" (0/0)\r\n") || !strings.Contains(got, "Message-Account: sip:marc@") {
			t.Errorf("%s: %q, %v", when, got, err)
		}
	}
	told("registered", "terminated", "2/3")
	s.ShowWaiting(ctx, "u1", anteroom.VoiceCounts{New: 1, Kept: 1})
	told("unasked", "terminated", "1/0")
	if err := marc.Subscribe(ctx, s.Addr(), "message-summary", "300"); err != nil {
		t.Fatal(err)
	}
	told("subscribed", "active", "2/3")
	s.ShowWaiting(ctx, "u1", anteroom.VoiceCounts{Kept: 4})
	told("all heard", "active", "0/4")
	s.ShowWaiting(ctx, "u2", anteroom.VoiceCounts{New: 9, Kept: 9})
	if err := marc.Subscribe(ctx, s.Addr(), "presence", "300"); err == nil || !strings.Contains(err.Error(), "489") {
		t.Error("presence:", err)
	}
	if err := marc.Subscribe(ctx, s.Addr(), "message-summary", "0"); err != nil {
		t.Fatal(err)
	}
	told("asked once", "terminated", "2/3")
	for n := range 10 { // one lasts
		if err := marc.Subscribe(ctx, s.Addr(), "message-summary", "300"); (err == nil) != (n < 9) {
			t.Error(n, err)
		}
	}
}
