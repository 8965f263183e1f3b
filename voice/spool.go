package voice

import (
	"bytes"
	"context"
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
//
// The desk is told from memory, in the order of what happened; files are read only for what it did not take at once, and
// for what an earlier process left behind. A disk that is full therefore loses nothing while the desk answers.
type spool struct {
	dir  string
	log  *slog.Logger
	wake chan struct{}

	mu      sync.Mutex
	live    map[anteroom.CallID]*entry // in progress in this process
	done    map[anteroom.CallID]*ended // and not yet told; of those that were put off, in the files alone
	waiting []anteroom.CallID          // what the desk is to be told of: that a call began, or its end
}

// ended is a call that has.
type ended struct {
	call anteroom.Call
	kept bool // its files are whole
}

// entry is a call in progress. Its files are written by the call's goroutine alone; nil where they could not be made.
type entry struct {
	began anteroom.Call
	told  bool     // the desk knows that it began
	line  *os.File // values of JSON, each the call as it was then: the last whole one counts
	size  int      // of line, in bytes
	sound *os.File // of the recording that is on
}

const (
	lineFile  = ".json" // the call; complete once it has ended
	soundFile = ".pcm"  // 8 kHz mono 16-bit samples, as they came
	partFile  = ".part" // of a line file that is being replaced
	mostLine  = 64 << 10
)

// lastRound is how long the end of the service waits for the desk; what it does not take is taken at the next start.
const lastRound = 5 * time.Second

func openSpool(dir string, log *slog.Logger) (*spool, error) {
	if dir == "" {
		return nil, errors.New("a folder for the spool is needed")
	}
	s := &spool{dir: dir, log: log, wake: make(chan struct{}, 1), live: map[anteroom.CallID]*entry{}, done: map[anteroom.CallID]*ended{}}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	return s, s.left()
}

// left queues what an earlier process left behind.
func (s *spool) left() error {
	files, err := os.ReadDir(s.dir)
	for _, f := range files {
		if id, ok := strings.CutSuffix(f.Name(), lineFile); ok && !strings.HasPrefix(id, "phones") {
			s.waiting = append(s.waiting, anteroom.CallID(id))
		} else if strings.HasSuffix(f.Name(), lineFile+partFile) {
			err = errors.Join(err, removed(filepath.Join(s.dir, f.Name())))
		}
	}
	return err
}

func (s *spool) path(id anteroom.CallID, kind string) string {
	return filepath.Join(s.dir, string(id)+kind)
}

// began notes a call; the desk is told by run.
func (s *spool) began(c anteroom.Call) {
	e := &entry{began: c}
	var err error
	if e.line, err = os.OpenFile(s.path(c.ID, lineFile), os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600); err == nil {
		err = s.write(e, c)
	}
	s.lost(c.ID, err)
	s.mu.Lock()
	s.live[c.ID] = e
	s.waiting = append(s.waiting, c.ID)
	s.mu.Unlock()
	s.stir()
}

// lost says that the disk did not take something.
func (s *spool) lost(id anteroom.CallID, err error) {
	if err != nil {
		s.log.Error("voice: call not spooled", "call", id, "error", err)
	}
}

func (s *spool) entry(id anteroom.CallID) *entry {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.live[id]
}

// note keeps how far a call has come: after a kill, its line and the message's addressee are taken from it. It is not
// waited for until it is on the disk: a kill loses nothing that was written.
func (s *spool) note(c anteroom.Call) {
	if e := s.entry(c.ID); e != nil {
		s.lost(c.ID, s.write(e, c))
	}
}

// write adds the call as it is now to its file, and begins a new one where that has grown long.
func (s *spool) write(e *entry, c anteroom.Call) error {
	if e.line == nil {
		return nil // said when it could not be made
	}
	raw, err := json.Marshal(c)
	if err != nil {
		return err
	}
	raw = append(raw, '\n')
	if e.size+len(raw) > mostLine && e.size > 0 {
		return s.replace(e, c.ID, raw)
	}
	n, err := e.line.Write(raw)
	e.size += n
	return err
}

// replace puts a file of one value in the place of a call's file, whole or not at all.
func (s *spool) replace(e *entry, id anteroom.CallID, raw []byte) error {
	path := s.path(id, lineFile)
	f, err := os.OpenFile(path+partFile, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	if _, err = f.Write(raw); err == nil {
		err = os.Rename(path+partFile, path)
	}
	if err != nil {
		return errors.Join(err, f.Close())
	}
	err = e.line.Close()
	e.line, e.size = f, len(raw)
	return err
}

// ended notes a call's end before anybody is told; where the caller left a message, durably: the message is all that
// there is of it, and the caller is told that it was sent.
func (s *spool) ended(c anteroom.Call) {
	end := &ended{call: c}
	if e := s.entry(c.ID); e != nil {
		err := errors.Join(s.endSound(e, c), s.endLine(e, c))
		s.lost(c.ID, err)
		end.kept = err == nil && e.line != nil
	}
	s.mu.Lock()
	delete(s.live, c.ID)
	s.done[c.ID] = end
	s.waiting = append(s.waiting, c.ID)
	s.mu.Unlock()
	s.stir()
}

func (s *spool) endLine(e *entry, c anteroom.Call) error {
	err := s.write(e, c)
	if e.line == nil {
		return err
	}
	if c.Recording != nil {
		err = errors.Join(err, e.line.Sync())
	}
	return errors.Join(err, e.line.Close())
}

// endSound puts the message, as it is kept, in the place of what came.
func (s *spool) endSound(e *entry, c anteroom.Call) (err error) {
	if e.sound != nil {
		err = e.sound.Close()
	}
	if c.Recording == nil || len(c.Recording.WAV) <= headerSize {
		return err
	}
	f, made := os.OpenFile(s.path(c.ID, soundFile), os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if made != nil {
		return errors.Join(err, made)
	}
	_, wrote := f.Write(c.Recording.WAV[headerSize:])
	return errors.Join(err, wrote, f.Sync(), f.Close())
}

// beginSound and sound keep a recording as it comes.
func (s *spool) beginSound(id anteroom.CallID) {
	e := s.entry(id)
	if e == nil {
		return
	}
	if e.sound != nil { // of a message that was too short
		s.lost(id, e.sound.Close())
	}
	var err error
	e.sound, err = os.OpenFile(s.path(id, soundFile), os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	s.lost(id, err)
}

func (s *spool) sound(id anteroom.CallID, raw []byte) {
	if e := s.entry(id); e != nil && e.sound != nil {
		_, err := e.sound.Write(raw)
		s.lost(id, err)
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
	pause := time.Second
	for {
		if s.round(context.WithoutCancel(ctx), desk) {
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
			s.round(last, desk)
			return
		case <-s.wake:
		case <-timer.C:
		}
		timer.Stop()
	}
}

// round tells the desk what it is to be told, and tells whether the desk took all. A desk that is away is not asked for
// each call.
func (s *spool) round(ctx context.Context, desk Desk) bool {
	s.mu.Lock()
	list := s.waiting
	s.waiting = nil
	s.mu.Unlock()
	var again []anteroom.CallID
	away := false
	for _, id := range list {
		err := ctx.Err()
		if err == nil && !away {
			err = s.hand(ctx, desk, id)
			away = anteroom.KindOf(err) == anteroom.Unavailable
		}
		if err != nil {
			s.log.Warn("voice: the desk does not take a call's line; it is tried again", "call", id, "waiting", len(list), "error", err)
		}
		if err != nil || away {
			s.putOff(id)
			again = append(again, id)
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.waiting = append(again, s.waiting...)
	return len(again) == 0
}

// hand tells the desk of one call. What was told already is not told again.
func (s *spool) hand(ctx context.Context, desk Desk, id anteroom.CallID) (err error) {
	defer survive(s.log, "a call's line", func() { err = errPanic })
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	s.mu.Lock()
	e, end := s.live[id], s.done[id]
	s.mu.Unlock()
	if e != nil {
		return e.tell(ctx, desk)
	}
	var c anteroom.Call
	if end != nil {
		c = end.call
	} else if c, err = s.read(id); err != nil {
		return absent(err) // its end was told before
	}
	if err := desk.Ended(ctx, c); err != nil {
		return err
	}
	s.mu.Lock()
	delete(s.done, id)
	s.mu.Unlock()
	return errors.Join(removed(s.path(id, lineFile)), removed(s.path(id, soundFile)))
}

// tell tells the desk that a call began.
func (e *entry) tell(ctx context.Context, desk Desk) error {
	if e.told {
		return nil
	}
	err := desk.Began(ctx, e.began)
	e.told = err == nil
	return err
}

// putOff lets go of what the desk did not take, where the disk has it, and has it written out to there.
func (s *spool) putOff(id anteroom.CallID) {
	s.mu.Lock()
	end := s.done[id]
	s.mu.Unlock()
	if end == nil || !end.kept {
		return
	}
	f, err := os.OpenFile(s.path(id, lineFile), os.O_RDWR, 0)
	if err == nil {
		err = errors.Join(f.Sync(), f.Close())
	}
	if err != nil {
		s.lost(id, err)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.done, id)
}

// absent makes nothing of an error that says that there is no such file.
func absent(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

func removed(path string) error { return absent(os.Remove(path)) }

// read is a call as its files have it, complete: its last whole value, and what was recorded.
func (s *spool) read(id anteroom.CallID) (c anteroom.Call, err error) {
	raw, err := os.ReadFile(s.path(id, lineFile))
	if err != nil {
		return c, err
	}
	err = fmt.Errorf("voice: nothing whole of call %s", id)
	for values := bytes.Split(bytes.TrimSpace(raw), []byte{'\n'}); len(values) > 0 && err != nil; values = values[:len(values)-1] {
		c = anteroom.Call{}
		err = json.Unmarshal(values[len(values)-1], &c) // the last is torn where a kill came between
	}
	if err != nil {
		return c, err
	}
	return s.complete(c)
}

// complete adds the recording; and where an earlier process died in the call, its end: what the caller had said by then is
// the message.
func (s *spool) complete(c anteroom.Call) (anteroom.Call, error) {
	raw, err := os.ReadFile(s.path(c.ID, soundFile))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return c, err
	}
	pcm := spokenPart(samples(raw))
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
