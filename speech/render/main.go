// Command render makes the sound that is built into the program: go generate ./speech. It has espeak-ng speak every
// clip that is new or changed, and removes those that nothing says any more. It is run by hand where a text changed;
// nothing imports it.
package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"anteroom.dev/anteroom/locale"
	"anteroom.dev/anteroom/speech"
)

func main() {
	if err := run("sound"); err != nil {
		fmt.Fprintln(os.Stderr, "render:", err)
		os.Exit(1)
	}
}

func run(dir string) error {
	engine := speech.Espeak()
	if engine == nil {
		return fmt.Errorf("espeak-ng is not installed")
	}
	catalogue, err := locale.Load()
	if err != nil {
		return err
	}
	clips, err := speech.BuiltIn(catalogue, speech.BuiltInNames())
	if err != nil {
		return err
	}
	wanted := map[string]bool{}
	for _, c := range clips {
		file := filepath.Join(dir, filepath.FromSlash(c.File()))
		wanted[file] = true
		if err := render(engine, c, file); err != nil {
			return err
		}
	}
	return prune(dir, wanted)
}

func render(engine speech.Engine, c speech.Clip, file string) error {
	if _, err := os.Stat(file); err == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	sound, err := speech.Render(ctx, engine, c)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	return os.WriteFile(file, sound, 0o644)
}

func prune(dir string, wanted map[string]bool) error {
	files, err := filepath.Glob(filepath.Join(dir, "*", "*.ulaw"))
	if err != nil {
		return err
	}
	for _, f := range files {
		if !wanted[f] {
			if err := os.Remove(f); err != nil {
				return err
			}
		}
	}
	return nil
}
