package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"anteroom.dev/anteroom"
)

// sealer is made of the key file, which is made at the first start.
func (h *house) sealer() (*anteroom.Sealer, error) {
	file := h.settings.KeyFile
	if file == "" {
		file = filepath.Join(h.settings.Data, "anteroom.key")
	}
	raw, err := os.ReadFile(file)
	if errors.Is(err, os.ErrNotExist) {
		h.log.Info("a key to seal passwords with was made; keep a copy apart from the database's", "file", file)
		if raw, err = makeKey(file); errors.Is(err, os.ErrExist) { // another process was faster
			raw, err = os.ReadFile(file)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("key_file: %w", err)
	}
	if info, err := os.Stat(file); err == nil && info.Mode().Perm()&0o077 != 0 {
		h.log.Warn("the key file can be read by others; take that from them: chmod 600", "file", file)
	}
	sealer, err := anteroom.NewSealer(raw)
	if err != nil {
		return nil, fmt.Errorf("key_file: %s: %w", file, err)
	}
	return sealer, nil
}

// makeKey writes a key of chance, whole or not at all; ErrExist where there is one.
func makeKey(file string) ([]byte, error) {
	key := []byte(anteroom.NewSealKey() + "\n")
	part, err := os.CreateTemp(filepath.Dir(file), ".key-*") // 0600
	if err != nil {
		return nil, err
	}
	defer os.Remove(part.Name())
	_, err = part.Write(key)
	if err := errors.Join(err, part.Sync(), part.Close()); err != nil {
		return nil, err
	}
	return key, os.Link(part.Name(), file) // unlike a renaming, it never takes the place of a key
}
