package voice_test

import (
	"context"
	"os/exec"
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/voice"
)

// Calls by IPv6 are answered, and their sound goes out: sipp calls, and hangs up.
func TestIPv6(t *testing.T) {
	if _, err := exec.LookPath("sipp"); err != nil {
		t.Skip("no sipp: test/install installs it (November 2026)")
	}
	d := receptionist()
	s := serveWith(t, d, voice.Config{Addr: "[::1]:0"})
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	for _, transport := range []string{"u1", "t1"} {
		sipp := exec.CommandContext(ctx, "sipp", s.Addr(), "-sn", "uac", "-s", "14185550100", "-i", "[::1]", "-t", transport, "-m", "1", "-d", "800", "-nostdin", "-timeout", "15s")
		sipp.Dir = t.TempDir()
		if out, err := sipp.CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", transport, err, out)
		}
		line := <-d.ended
		if line.Result != anteroom.Abandoned || line.Reason != anteroom.CallerHungUp || len(line.Prompts) == 0 {
			t.Errorf("%s: %s, %s, %v", transport, line.Result, line.Reason, line.Prompts)
		}
	}
}
