package jobs

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"

	"anteroom.dev/anteroom"
)

// A panic over a claim ends no process: the job goes on, and the claim is renewed at the next beat.
func TestRenewalPanics(t *testing.T) {
	var log bytes.Buffer
	r := New(nil, Outside{}, slog.New(slog.NewTextHandler(&log, nil))) // without an office each renewal panics
	r.beat(t.Context(), anteroom.Job{ID: "j1"})
	if !strings.Contains(log.String(), "jobs: panic") || !strings.Contains(log.String(), "j1") {
		t.Error("nobody is told:", &log)
	}
}
