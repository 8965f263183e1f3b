package anteroom

import (
	"bytes"
	"errors"
	"testing"
)

// What is sealed opens for its owner alone, whole, and under its key, also once that is an old one.
func TestSealer(t *testing.T) {
	old, other := NewSealKey(), NewSealKey()
	s, err := NewSealer([]byte(old + "\n"))
	if err != nil {
		t.Fatal(err)
	}
	const secret = "p@ss – mot"
	sealed := s.Seal(secret, "pbx c1")
	if bytes.Contains(sealed, []byte("p@ss")) || bytes.Equal(sealed, s.Seal(secret, "pbx c1")) {
		t.Error("it tells what it is")
	}
	altered := bytes.Clone(sealed)
	altered[len(altered)-1] ^= 1
	for _, row := range []struct {
		what, file, owner string
		sealed            []byte
		opens             bool
	}{
		{"its own", old, "pbx c1", sealed, true},
		{"with a newer key before", other + "\n\n" + old, "pbx c1", sealed, true},
		{"of another owner", old, "pbx c2", sealed, false},
		{"under another key", other, "pbx c1", sealed, false},
		{"altered", old, "pbx c1", altered, false},
		{"cut off", old, "pbx c1", sealed[:10], false},
		{"nothing", old, "pbx c1", nil, false},
	} {
		s, err := NewSealer([]byte(row.file))
		if err != nil {
			t.Fatal(err)
		}
		got, err := s.Open(row.sealed, row.owner)
		if (err == nil) != row.opens || row.opens && got != secret {
			t.Errorf("%s: %q, %v", row.what, got, err)
		}
	}
	for _, file := range []string{"", "\n", "00", old[:63], "zz" + old[2:], old + "\nx"} {
		if _, err := NewSealer([]byte(file)); err == nil {
			t.Errorf("%q is taken for a key file", file)
		}
	}
}

// A key file that changes is followed: a new first key seals at once, and what another process sealed under it opens; a file
// that is away or broken changes nothing.
func TestFollowKeys(t *testing.T) {
	old, other := NewSealKey(), NewSealKey()
	file, wrong := old, error(nil)
	s, err := FollowKeys(func() ([]byte, error) { return []byte(file), wrong })
	if err != nil {
		t.Fatal(err)
	}
	first := s.Seal("a", "o")
	file = other + "\n" + old
	elsewhere, err := NewSealer([]byte(file))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := s.Open(elsewhere.Seal("b", "o"), "o"); err != nil || got != "b" {
		t.Errorf("%q, %v", got, err)
	}
	if s.Fresh(first) || !s.Fresh(s.Seal("c", "o")) {
		t.Error("it does not seal under the new key")
	}
	for _, broken := range []string{"", "no key", old[:10]} {
		if file = broken; s.Follow() == nil {
			t.Errorf("%q is taken", broken)
		}
		if got, err := s.Open(first, "o"); err != nil || got != "a" || !s.Fresh(s.Seal("c", "o")) {
			t.Errorf("%q: %q, %v", broken, got, err)
		}
	}
	if wrong = errors.New("away"); s.Follow() == nil {
		t.Error("an error is lost")
	}
	if got, err := s.Open(first, "o"); err != nil || got != "a" {
		t.Errorf("%q, %v", got, err)
	}
}
