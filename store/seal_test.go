package store_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"anteroom.dev/anteroom/store"
)

// Every column of bytes is one that is sealed anew with the others, or holds no secret.
func TestSealedKinds(t *testing.T) {
	files, err := filepath.Glob("migrations/*.sql")
	if err != nil || len(files) == 0 {
		t.Fatal(err)
	}
	known := []string{"recordings.wav", "import_pieces.bytes", "bills.content", "logos.png", "var_bills.content", "prompt_sounds.wav"}
	for _, k := range store.SealedKinds() {
		known = append(known, string(k))
	}
	table := ""
	line := regexp.MustCompile(`(?m)^(?:CREATE|ALTER) TABLE (\w+)|^\s*(\w+)\s+BYTEA|ADD COLUMN (\w+)\s+BYTEA`)
	for _, f := range files {
		raw, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range line.FindAllStringSubmatch(string(raw), -1) {
			if m[1] != "" {
				table = m[1]
			}
			if column := m[2] + m[3]; column != "" && !slices.Contains(known, table+"."+column) {
				t.Errorf("%s.%s is in no list", table, column)
			}
		}
	}
}
