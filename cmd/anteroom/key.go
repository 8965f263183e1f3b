package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/config"
)

// keyTime is how long the command that prints the key may take.
const keyTime = 20 * time.Second

// sealer is made of the key, the key command's answer, or the key file, which is made at the first start and followed
// from then on.
func (h *house) sealer() (*anteroom.Sealer, error) {
	switch s := h.settings; {
	case s.Key != "":
		sealer, err := anteroom.NewSealer([]byte(strings.ReplaceAll(s.Key, ",", "\n")))
		return sealer, told("key", err)
	case s.KeyCommand != "":
		raw, err := commanded(s.KeyCommand)
		if err != nil {
			return nil, told("key_command", err)
		}
		sealer, err := anteroom.NewSealer(raw)
		return sealer, told("key_command", err)
	}
	file := keyFile(h.settings)
	if err := ensureKey(file, h.log); err != nil {
		return nil, told("key_file", err)
	}
	sealer, err := anteroom.FollowKeys(func() ([]byte, error) { return os.ReadFile(file) })
	return sealer, told("key_file: "+file, err)
}

func told(setting string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", setting, err)
}

func keyFile(c config.Config) string {
	if c.KeyFile != "" {
		return c.KeyFile
	}
	return filepath.Join(c.Data, "anteroom.key")
}

// commanded is what a program prints. Nothing of it is ever told.
func commanded(command string) ([]byte, error) {
	words := strings.Fields(command)
	ctx, cancel := context.WithTimeout(context.Background(), keyTime)
	defer cancel()
	raw, err := exec.CommandContext(ctx, words[0], words[1:]...).Output() //nolint:gosec // the operator's own
	if err != nil {
		return nil, fmt.Errorf("%s: %w", words[0], err)
	}
	return raw, nil
}

// ensureKey makes the key file where there is none.
func ensureKey(file string, log *slog.Logger) error {
	info, err := os.Stat(file)
	if errors.Is(err, os.ErrNotExist) {
		log.Info("a key to seal passwords with was made; keep a copy apart from the database's", "file", file)
		if err = makeKey(file); errors.Is(err, os.ErrExist) { // another process was faster
			err = nil
		}
		return err
	}
	if err == nil && info.Mode().Perm()&0o077 != 0 {
		log.Warn("the key file can be read by others; take that from them: chmod 600", "file", file)
	}
	return err
}

// makeKey writes a key of chance, whole or not at all; ErrExist where there is one.
func makeKey(file string) error {
	part, err := written(file, []byte(anteroom.NewSealKey()+"\n"))
	if err != nil {
		return err
	}
	defer os.Remove(part)
	return os.Link(part, file) // unlike a renaming, it never takes the place of a key
}

// replaceKeys puts other keys in the place of those of the file, whole or not at all.
func replaceKeys(file string, keys [][]byte) error {
	part, err := written(file, append(bytes.Join(keys, []byte("\n")), '\n'))
	if err != nil {
		return err
	}
	if err := os.Rename(part, file); err != nil {
		_ = os.Remove(part)
		return err
	}
	dir, err := os.Open(filepath.Dir(file))
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}

// written is a file beside another, for the program's own eyes, safe on the disk.
func written(file string, content []byte) (name string, err error) {
	part, err := os.CreateTemp(filepath.Dir(file), ".key-*") // 0600
	if err != nil {
		return "", err
	}
	_, err = part.Write(content)
	if err := errors.Join(err, part.Sync(), part.Close()); err != nil {
		_ = os.Remove(part.Name())
		return "", err
	}
	return part.Name(), nil
}
