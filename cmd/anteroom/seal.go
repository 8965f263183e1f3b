package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"syscall"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/config"
	"anteroom.dev/anteroom/locale"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/store"
)

// sealCmd changes the key that seals the secrets of the database, while the program serves. It works on the key file and
// the database themselves.
type sealCmd struct {
	Rotate rotateCmd `cmd:"" help:"${help_rotate}"`
	Retire retireCmd `cmd:"" help:"${help_retire}"`
}

type rotateCmd struct {
	Config string `help:"${help_config}" type:"existingfile" optional:""`
}

type retireCmd struct {
	Config string `help:"${help_config}" type:"existingfile" optional:""`
}

// Run rotates.
func (c rotateCmd) Run(ctx context.Context) error {
	return withKeys(ctx, c.Config, func(k *keeper) error { return k.rotate(ctx) })
}

// Run retires.
func (c retireCmd) Run(ctx context.Context) error {
	return withKeys(ctx, c.Config, func(k *keeper) error { return k.retire(ctx) })
}

// keeper is who changes keys: one at a time for a key file.
type keeper struct {
	office *office.Office
	file   string // empty: the key is not in a file
	words  locale.Printer
	out    io.Writer
}

func withKeys(ctx context.Context, file string, do func(*keeper) error) error {
	settings, err := config.Load(file, os.Environ())
	if err != nil {
		return err
	}
	log := slog.New(slog.NewTextHandler(os.Stderr, nil))
	h := &house{settings: settings, log: log}
	catalogue, err := locale.Load()
	if err != nil {
		return err
	}
	k := &keeper{words: catalogue.In(catalogue.Match(tongue(os.Getenv), catalogue.Languages())), out: os.Stdout}
	if settings.Key == "" && settings.KeyCommand == "" {
		k.file = keyFile(settings)
		unlock, err := locked(k.file)
		if err != nil {
			return told("key_file", err)
		}
		defer unlock()
	}
	sealer, err := h.sealer()
	if err != nil {
		return err
	}
	st, err := store.Open(ctx, database(settings))
	if err != nil {
		return err
	}
	k.office = office.New(office.Config{Store: st, Sealer: sealer, Log: log})
	return errors.Join(do(k), st.Close())
}

// locked keeps others from changing the keys of a file meanwhile; a process that dies lets go of it.
func locked(file string) (unlock func(), err error) {
	dir, err := os.Open(filepath.Dir(file))
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(dir.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil { //nolint:gosec // a file's number
		_ = dir.Close()
		return nil, fmt.Errorf("the keys are being changed by another process: %w", err)
	}
	return func() { _ = dir.Close() }, nil
}

// rotate makes a new key the first, unless a rotation was broken off, which it then completes.
func (k *keeper) rotate(ctx context.Context) error {
	keys, err := k.keys()
	if err != nil {
		return err
	}
	if len(keys) > 1 || k.file == "" {
		done, err := k.office.Reseal(ctx)
		if err != nil || done.Anew > 0 || k.file == "" {
			return k.tell("cli.seal.completed", done, err)
		}
	}
	if err := replaceKeys(k.file, slices.Insert(keys, 0, []byte(anteroom.NewSealKey()))); err != nil {
		return told("key_file", err)
	}
	done, err := k.office.Reseal(ctx)
	return k.tell("cli.seal.rotated", done, err)
}

// retire leaves the first key alone in the file, where nothing is sealed under another.
func (k *keeper) retire(ctx context.Context) error {
	if k.file == "" {
		return &anteroom.Error{Kind: anteroom.Invalid, Msg: anteroom.T("cli.seal.no_file"), Err: errors.New(k.words.T("cli.seal.no_file"))}
	}
	keys, err := k.keys()
	if err != nil {
		return err
	}
	for range 2 { // what was sealed under an old key meanwhile is found by the second
		if done, err := k.office.Reseal(ctx); err != nil {
			return k.tell("cli.seal.completed", done, err)
		}
	}
	if len(keys) > 1 {
		if err := retired(k.file, keys[1:]); err != nil {
			return told("key_file", err)
		}
		if err := replaceKeys(k.file, keys[:1]); err != nil {
			return told("key_file", err)
		}
	}
	_, err = fmt.Fprintln(k.out, k.words.T("cli.seal.retired", "count", len(keys)-1, "file", k.file+".retired"))
	return err
}

// retired adds keys to those that open older backups only.
func retired(file string, keys [][]byte) error {
	f, err := os.OpenFile(file+".retired", os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(append(bytes.Join(keys, []byte("\n")), '\n'))
	return errors.Join(err, f.Sync(), f.Close())
}

// keys are the lines of the file.
func (k *keeper) keys() ([][]byte, error) {
	if k.file == "" {
		return nil, nil
	}
	raw, err := os.ReadFile(k.file)
	return bytes.Fields(raw), told("key_file", err)
}

func (k *keeper) tell(key string, done office.Resealed, err error) error {
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintln(k.out, k.words.T(key, "count", done.Anew)); err != nil || done.Lost == 0 {
		return err
	}
	_, err = fmt.Fprintln(k.out, k.words.T("cli.seal.lost", "count", done.Lost))
	return err
}
