package voice

import (
	"bytes"
	"encoding/json"
	"errors"
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
// recorded. A file's name is the id of a call, which is ours; that of a line serves one call after another, for to make a file
// costs more than all that is written to it. A kill at any moment leaves enough to end the call.
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
	filed   map[anteroom.CallID]string // the files of those, and of what an earlier process left
	idle    []*sheet
	waiting []anteroom.CallID // what the desk is to be told of: that a call began, or its end
}

// sheet is a file with the line of a call: values of JSON, each the call as it was then; the last whole one counts. An idle one
// is empty.
type sheet struct {
	*os.File
	path string
	size int // bytes
}

// mostIdle is how many files wait for the next calls.
const mostIdle = 1024

// ended is a call that has.
type ended struct {
	call  anteroom.Call
	line  *sheet // nil: it could not be made
	sound bool   // there is a file of what was said
	kept  bool   // its files are whole
}

// entry is a call in progress. Its files are written by the call's goroutine alone; nil where they could not be made.
type entry struct {
	began anteroom.Call
	told  bool // the desk knows that it began
	line  *sheet
	sound *os.File // of the recording that is on; nil too where it takes no more
	full  bool     // the disk did not take something of it, and that was said
}

const (
	lineFile  = ".json" // the call; complete once it has ended
	soundFile = ".pcm"  // 8 kHz mono 16-bit samples, as they came
	partFile  = ".part" // of a line file that is being replaced
	mostLine  = 64 << 10
)

func openSpool(dir string, log *slog.Logger) (*spool, error) {
	if dir == "" {
		return nil, errors.New("a folder for the spool is needed")
	}
	s := &spool{dir: dir, log: log, wake: make(chan struct{}, 1), live: map[anteroom.CallID]*entry{}, done: map[anteroom.CallID]*ended{}, filed: map[anteroom.CallID]string{}}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	return s, s.left()
}

// left queues what an earlier process left behind. A file in which nothing is whole is of a call that was killed before anybody
// was heard.
func (s *spool) left() error {
	files, err := os.ReadDir(s.dir)
	for _, f := range files {
		path := filepath.Join(s.dir, f.Name())
		switch name := f.Name(); {
		case strings.HasSuffix(name, lineFile+partFile):
			err = errors.Join(err, removed(path))
		case !strings.HasSuffix(name, lineFile) || strings.HasPrefix(name, "phones"):
		default:
			c, unread := lastOf(path)
			if unread != nil {
				s.log.Warn("voice: nothing is left of a call", "file", name, "error", unread)
				err = errors.Join(err, removed(path))
				continue
			}
			s.filed[c.ID] = path
			s.waiting = append(s.waiting, c.ID)
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
	if e.line, err = s.sheet(c.ID); err == nil {
		err = s.write(e, c)
	}
	s.full(e, err)
	s.mu.Lock()
	s.live[c.ID] = e
	s.waiting = append(s.waiting, c.ID)
	s.mu.Unlock()
	s.stir()
}

// sheet is an empty file for a call's line.
func (s *spool) sheet(id anteroom.CallID) (*sheet, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if n := len(s.idle); n > 0 {
		one := s.idle[n-1]
		s.idle = s.idle[:n-1]
		return one, nil
	}
	path := s.path(id, lineFile)
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_TRUNC|os.O_APPEND, 0o600)
	if err != nil {
		return nil, err
	}
	return &sheet{File: f, path: path}, nil
}

// again empties the file of a call that the desk knows all of, for the next one.
func (s *spool) again(one *sheet) error {
	if one == nil {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.idle) >= mostIdle || one.Truncate(0) != nil {
		return errors.Join(one.Close(), removed(one.path))
	}
	one.size = 0
	s.idle = append(s.idle, one)
	return nil
}

// tidy removes the files that wait for a call.
func (s *spool) tidy() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, one := range s.idle {
		_ = errors.Join(one.Close(), removed(one.path)) // an empty file is removed at the next start
	}
	s.idle = nil
}

// lost says that the disk did not take something.
func (s *spool) lost(id anteroom.CallID, err error) {
	if err != nil {
		s.log.Error("voice: call not spooled", "call", id, "error", err)
	}
}

// full says so of a call in progress, once: a disk that is full takes nothing fifty times a second.
func (s *spool) full(e *entry, err error) {
	if err != nil && !e.full {
		e.full = true
		s.lost(e.began.ID, err)
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
		s.full(e, s.write(e, c))
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
	if e.line.size+len(raw) > mostLine && e.line.size > 0 {
		return e.line.replace(raw)
	}
	n, err := e.line.Write(raw)
	e.line.size += n
	return err
}

// replace puts a file of one value in the place of a call's file, whole or not at all.
func (one *sheet) replace(raw []byte) error {
	f, err := os.OpenFile(one.path+partFile, os.O_CREATE|os.O_WRONLY|os.O_TRUNC|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	if _, err = f.Write(raw); err == nil {
		err = os.Rename(one.path+partFile, one.path)
	}
	if err != nil {
		return errors.Join(err, f.Close())
	}
	err = one.Close()
	one.File, one.size = f, len(raw)
	return err
}

// ended notes a call's end before anybody is told; where the caller left a message, durably: the message is all that
// there is of it, and the caller is told that it was sent.
func (s *spool) ended(c anteroom.Call) {
	end := &ended{call: c}
	if e := s.entry(c.ID); e != nil {
		err := errors.Join(s.endSound(e, c), s.endLine(e, c))
		s.full(e, err)
		end.line, end.sound, end.kept = e.line, e.sound != nil || e.full || c.Recording != nil, err == nil && e.line != nil
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
	if e.line != nil && c.Recording != nil {
		err = errors.Join(err, e.line.Sync())
	}
	return err
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
		s.full(e, e.sound.Close())
	}
	var err error
	e.sound, err = os.OpenFile(s.path(id, soundFile), os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	s.full(e, err)
}

func (s *spool) sound(id anteroom.CallID, raw []byte) {
	e := s.entry(id)
	if e == nil || e.sound == nil {
		return
	}
	if _, err := e.sound.Write(raw); err != nil { // what comes later would not fit to what is there
		s.full(e, errors.Join(err, e.sound.Close()))
		e.sound = nil
	}
}

// drop lets go of what was recorded in a call that goes on: the desk has it, or will not have it.
func (s *spool) drop(id anteroom.CallID) {
	e := s.entry(id)
	if e == nil || e.sound == nil {
		return
	}
	s.full(e, errors.Join(e.sound.Close(), removed(s.path(id, soundFile))))
	e.sound = nil
}

// has tells whether what is recorded in a call is on the disk whole.
func (s *spool) has(id anteroom.CallID) bool {
	e := s.entry(id)
	return e != nil && e.sound != nil && !e.full
}

// inMemory is how many messages a kill would lose: the disk did not take them, and the desk has not yet.
func (s *spool) inMemory() (n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, end := range s.done {
		if end.call.Recording != nil && !end.kept {
			n++
		}
	}
	return n
}

// forget lets go of a call in progress of which the desk has the end already.
func (s *spool) forget(id anteroom.CallID) {
	e := s.entry(id)
	if e == nil {
		return
	}
	s.mu.Lock()
	delete(s.live, id)
	s.mu.Unlock()
	var err error
	if e.sound != nil {
		err = e.sound.Close()
	}
	s.lost(id, errors.Join(err, s.again(e.line), removed(s.path(id, soundFile))))
}

// absent makes nothing of an error that says that there is no such file.
func absent(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

func removed(path string) error { return absent(os.Remove(path)) }

// lastOf is the last whole value of a call's file.
func lastOf(path string) (c anteroom.Call, err error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return c, err
	}
	err = errors.New("nothing in it is whole")
	for values := bytes.Split(bytes.TrimSpace(raw), []byte{'\n'}); len(values) > 0 && err != nil; values = values[:len(values)-1] {
		c = anteroom.Call{}
		err = json.Unmarshal(values[len(values)-1], &c) // the last is torn where a kill came between
	}
	return c, err
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
