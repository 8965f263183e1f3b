package main

import (
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"anteroom.dev/anteroom/config"
)

// The key is made once, by whichever process is first, for the program's own eyes; what was sealed opens after a restart.
func TestKeyFile(t *testing.T) {
	dir := t.TempDir()
	h := &house{settings: config.Config{Data: dir}, log: slog.New(slog.DiscardHandler)}
	var wg sync.WaitGroup
	sealed := make(chan []byte, 8)
	for range cap(sealed) {
		wg.Go(func() {
			s, err := h.sealer()
			if err != nil {
				t.Error(err)
				return
			}
			sealed <- s.Seal("secret", "c1")
		})
	}
	wg.Wait()
	close(sealed)
	s, err := h.sealer()
	if err != nil {
		t.Fatal(err)
	}
	for b := range sealed {
		if got, err := s.Open(b, "c1"); err != nil || got != "secret" {
			t.Errorf("%q %v", got, err)
		}
	}
	file := filepath.Join(dir, "anteroom.key")
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Error(info.Mode(), err)
	}
	if left, err := filepath.Glob(filepath.Join(dir, ".key-*")); err != nil || len(left) != 0 {
		t.Error(left, err)
	}
	if err := os.WriteFile(file, []byte("short\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := h.sealer(); err == nil {
		t.Error("a key file that holds none is taken")
	}
}
