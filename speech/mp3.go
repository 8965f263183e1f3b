package speech

import (
	"bytes"
	"context"
	"fmt"
	"os/exec"
	"time"
)

// Lame is the MP3 encoder LAME as a program of its own. Sound goes in and out by its standard streams, and no shell is in
// between. It is safe from many goroutines.
type Lame struct {
	program string
	slots   chan struct{}
}

// encodeTime is how long LAME may take for a recording; it needs a second for ten minutes.
const encodeTime = 30 * time.Second

// FindLame is the LAME that is installed; nil where none is.
func FindLame() *Lame {
	program, err := exec.LookPath("lame")
	if err != nil {
		return nil
	}
	return &Lame{program, make(chan struct{}, 2)}
}

// MP3 is a WAV of a call as MP3. It is made 16 kHz: players of few kinds know the 8 kHz of MPEG 2.5, which no standard has. An error is
// an *anteroom.Error, Unavailable.
func (e *Lame) MP3(ctx context.Context, wav []byte) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, encodeTime)
	defer cancel()
	select {
	case e.slots <- struct{}{}:
		defer func() { <-e.slots }()
	case <-ctx.Done():
		return nil, unavailable(ctx.Err())
	}
	cmd := exec.CommandContext(ctx, e.program, "--quiet", "-m", "m", "--resample", "16", "-b", "32", "-t", "-", "-")
	cmd.Stdin = bytes.NewReader(wav)
	cmd.WaitDelay = time.Second
	out, complaint := &capped{most: soundMost}, &capped{most: 400}
	cmd.Stdout, cmd.Stderr = out, complaint
	if err := cmd.Run(); err != nil {
		return nil, unavailable(fmt.Errorf("lame: %w: %q", err, complaint.buf.String()))
	}
	if out.buf.Len() == 0 || out.buf.Len() == soundMost {
		return nil, unavailable(fmt.Errorf("lame: %d bytes of sound", out.buf.Len()))
	}
	return out.buf.Bytes(), nil
}
