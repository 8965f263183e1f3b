package speech

import (
	"bytes"
	"context"
	"fmt"
	"os/exec"
	"strings"
	"time"

	"anteroom.dev/anteroom"
)

// espeak is espeak-ng as a program of its own. The text goes in by its standard input, never as an argument, and no
// shell is in between.
type espeak struct{ program string }

// espeakSpeed is in words a minute: slower than espeak-ng's own 175, for a telephone and a listener who is not used to it.
const espeakSpeed = "150"

// Espeak is the espeak-ng that is installed; nil where none is.
func Espeak() Engine {
	program, err := exec.LookPath("espeak-ng")
	if err != nil {
		return nil
	}
	return espeak{program}
}

// espeakVoice is the voice of a language. A tag of BCP 47 is a voice of espeak-ng already, but for the best of some.
func espeakVoice(l anteroom.Language) string {
	switch l {
	case "en":
		return "en-us"
	case "fr":
		return "fr-fr"
	}
	return strings.ToLower(string(l))
}

func (e espeak) Voice(l anteroom.Language) string {
	return "espeak-ng " + espeakVoice(l) + " " + espeakSpeed
}

func (e espeak) Speak(ctx context.Context, l anteroom.Language, text string) (Sound, error) {
	// "-v" and its value are one argument, so that no language can be read as an option
	cmd := exec.CommandContext(ctx, e.program, "-v"+espeakVoice(l), "-s", espeakSpeed, "-b", "1", "--stdin", "--stdout")
	cmd.Stdin = strings.NewReader(text + "\n")
	cmd.WaitDelay = time.Second
	out := &capped{most: soundMost}
	var complaint capped
	complaint.most = 400
	cmd.Stdout, cmd.Stderr = out, &complaint
	if err := cmd.Run(); err != nil {
		return Sound{}, unavailable(fmt.Errorf("espeak-ng: %w: %q", err, complaint.buf.String()))
	}
	return readWAV(out.buf.Bytes())
}

// capped keeps the first bytes written to it, and takes the rest without keeping it.
type capped struct {
	buf  bytes.Buffer
	most int
}

func (c *capped) Write(p []byte) (int, error) {
	c.buf.Write(p[:min(len(p), c.most-c.buf.Len())])
	return len(p), nil
}
