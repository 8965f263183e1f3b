package voice

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"anteroom.dev/anteroom"
)

// spool keeps on disk what the desk has not taken yet: for each call a file with its line and one with what was
// recorded. A file's name is the call's id, which is ours. A kill at any moment leaves enough to end the call.
type spool struct {
	dir  string
	log  *slog.Logger
	wake chan struct{}

	mu    sync.Mutex
	live  map[anteroom.CallID]bool     // in progress in this process
	files map[anteroom.CallID]*os.File // of recordings that are on
}

const (
	lineFile  = ".json" // the call; complete once it has ended
	soundFile = ".pcm"  // 8 kHz mono 16-bit samples, as they came
)

// lastRound is how long the end of the service waits for the desk; what it does not take is taken at the next start.
const lastRound = 5 * time.Second

func openSpool(dir string, log *slog.Logger) (*spool, error) {
	if dir == "" {
		return nil, errors.New("a folder for the spool is needed")
	}
	return &spool{dir: dir, log: log, wake: make(chan struct{}, 1), live: map[anteroom.CallID]bool{}, files: map[anteroom.CallID]*os.File{}},
		os.MkdirAll(dir, 0o700)
}

func (s *spool) path(id anteroom.CallID, kind string) string {
	return filepath.Join(s.dir, string(id)+kind)
}

// began notes a call; the desk is told by run.
func (s *spool) began(c anteroom.Call) {
	s.mu.Lock()
	s.live[c.ID] = true
	s.mu.Unlock()
	s.write(c, true)
	s.stir()
}

// note keeps how far a call has come: after a kill, its line and the message's addressee are taken from it. It is not
// waited for until it is on the disk: a kill loses nothing that was written.
func (s *spool) note(c anteroom.Call) { s.write(c, false) }

// ended notes a call's end, durably, before anybody is told.
func (s *spool) ended(c anteroom.Call) {
	s.mu.Lock()
	if f := s.files[c.ID]; f != nil {
		_ = f.Close()
		delete(s.files, c.ID)
	}
	s.mu.Unlock()
	if c.Recording != nil && len(c.Recording.WAV) > 44 {
		if err := os.WriteFile(s.path(c.ID, soundFile), c.Recording.WAV[44:], 0o600); err != nil {
			s.log.Error("voice: recording not spooled", "call", c.ID, "error", err)
		}
	}
	s.write(c, true)
	s.mu.Lock()
	delete(s.live, c.ID)
	s.mu.Unlock()
	s.stir()
}

// write replaces the call's file, whole or not at all.
func (s *spool) write(c anteroom.Call, durably bool) {
	raw, err := json.Marshal(c)
	if err == nil {
		err = replace(s.path(c.ID, lineFile), raw, durably)
	}
	if err != nil {
		s.log.Error("voice: call not spooled", "call", c.ID, "error", err)
	}
}

func replace(path string, raw []byte, durably bool) error {
	f, err := os.OpenFile(path+".part", os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(raw)
	if durably {
		err = errors.Join(err, f.Sync())
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	return os.Rename(path+".part", path)
}

// beginSound and sound keep a recording as it comes.
func (s *spool) beginSound(id anteroom.CallID) {
	f, err := os.OpenFile(s.path(id, soundFile), os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		s.log.Error("voice: recording not spooled", "call", id, "error", err)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.files[id] = f
}

func (s *spool) sound(id anteroom.CallID, raw []byte) {
	s.mu.Lock()
	f := s.files[id]
	s.mu.Unlock()
	if f != nil {
		if _, err := f.Write(raw); err != nil {
			s.log.Error("voice: recording not spooled", "call", id, "error", err)
		}
	}
}

func (s *spool) stir() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// run hands to the desk what is spooled, until the context ends; what the desk does not take is tried again.
func (s *spool) run(ctx context.Context, desk Desk) {
	told := map[anteroom.CallID]bool{}
	pause := time.Second
	for {
		if s.round(context.WithoutCancel(ctx), desk, told) {
			pause = time.Second
		} else {
			pause = min(2*pause, time.Minute)
		}
		timer := time.NewTimer(pause)
		select {
		case <-ctx.Done():
			timer.Stop()
			last, cancel := context.WithTimeout(context.Background(), lastRound)
			defer cancel()
			s.round(last, desk, told)
			return
		case <-s.wake:
		case <-timer.C:
		}
		timer.Stop()
	}
}

// round goes through the spool once, and tells whether the desk took all.
func (s *spool) round(ctx context.Context, desk Desk, told map[anteroom.CallID]bool) bool {
	files, err := os.ReadDir(s.dir)
	if err != nil {
		s.log.Error("voice: spool", "error", err)
		return false
	}
	all := true
	for _, f := range files {
		id, ok := strings.CutSuffix(f.Name(), lineFile)
		if ok && !strings.HasPrefix(id, "phones") && ctx.Err() == nil {
			if err := s.hand(ctx, desk, anteroom.CallID(id), told); err != nil {
				s.log.Warn("voice: the desk does not take a call's line; it is tried again", "call", id, "error", err)
				all = false
			}
		}
	}
	return all
}

// hand tells the desk of one call.
func (s *spool) hand(ctx context.Context, desk Desk, id anteroom.CallID, told map[anteroom.CallID]bool) error {
	c, err := s.read(id)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	s.mu.Lock()
	live := s.live[id]
	s.mu.Unlock()
	if c.Ended.IsZero() && live {
		if told[id] {
			return nil
		}
		err := desk.Began(ctx, c)
		told[id] = err == nil
		return err
	}
	if c, err = s.complete(c); err != nil {
		return err
	}
	if err := desk.Ended(ctx, c); err != nil {
		return err
	}
	delete(told, id)
	return errors.Join(os.Remove(s.path(id, lineFile)), removed(s.path(id, soundFile)))
}

func removed(path string) error {
	if err := os.Remove(path); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

func (s *spool) read(id anteroom.CallID) (anteroom.Call, error) {
	var c anteroom.Call
	raw, err := os.ReadFile(s.path(id, lineFile))
	if err != nil {
		return c, err
	}
	if err := json.Unmarshal(raw, &c); err != nil {
		return c, fmt.Errorf("%s: %w", id, err)
	}
	return c, nil
}

// complete adds the recording; and where an earlier process died in the call, its end: what the caller had said by then is
// the message.
func (s *spool) complete(c anteroom.Call) (anteroom.Call, error) {
	raw, err := os.ReadFile(s.path(c.ID, soundFile))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return c, err
	}
	pcm := make([]int16, len(raw)/2)
	for i := range pcm {
		pcm[i] = int16(binary.LittleEndian.Uint16(raw[2*i:]))
	}
	pcm = spokenPart(pcm)
	length := time.Duration(len(pcm)) * time.Second / rate
	if c.Ended.IsZero() {
		c.Ended, c.Verdict = time.Now(), anteroom.Verdict{Result: anteroom.Failed, Reason: anteroom.ServiceRestarted}
		if length >= leastMessage {
			c.Verdict = anteroom.Verdict{Result: anteroom.LeftMsg, Reason: anteroom.MessageLeft}
		}
	}
	if c.Result == anteroom.LeftMsg && length > 0 {
		c.Recording = &anteroom.Recording{ID: anteroom.RecordingID(c.ID), Length: length, WAV: wave(pcm)}
	}
	return c, nil
}
