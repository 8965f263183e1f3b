package fake

import (
	"bufio"
	"bytes"
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// What the trap holds at most; the oldest messages go first.
const (
	mostMessages = 1000
	mostHeld     = 256 << 20
)

// trace is what a server writes above a message that it takes (RFC 5321 section 4.4): with it the file of a message
// holds all that is known of it. Received is its last line.
func trace(from string, to []string, id int, at time.Time) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "Return-Path: <%s>\r\n", from)
	for _, t := range to {
		fmt.Fprintf(&b, "Delivered-To: %s\r\n", t)
	}
	fmt.Fprintf(&b, "Received: by localhost (mail trap) id %d; %s\r\n", id, at.Format(time.RFC1123Z))
	return b.Bytes()
}

// readTrace reads back what trace wrote.
func readTrace(raw []byte) (from string, to []string, at time.Time) {
	for s := bufio.NewScanner(bytes.NewReader(raw)); s.Scan(); {
		name, value, _ := strings.Cut(s.Text(), ": ")
		switch name {
		case "Return-Path":
			from = strings.Trim(value, "<>")
		case "Delivered-To":
			to = append(to, value)
		case "Received":
			_, when, _ := strings.Cut(value, "; ")
			at, _ = time.Parse(time.RFC1123Z, when) // of a file that another wrote: no time
			return from, to, at
		default:
			return from, to, at
		}
	}
	return from, to, at
}

func (t *MailTrap) path(id int) string { return filepath.Join(t.dir, fmt.Sprintf("%08d.eml", id)) }

// load reads the messages that an earlier trap kept.
func (t *MailTrap) load() error {
	if t.dir == "" {
		return nil
	}
	if err := os.MkdirAll(t.dir, 0o700); err != nil {
		return err
	}
	files, err := os.ReadDir(t.dir)
	if err != nil {
		return err
	}
	var ids []int
	for _, f := range files {
		name, ours := strings.CutSuffix(f.Name(), ".eml")
		if id, err := strconv.Atoi(name); ours && err == nil && id > 0 {
			ids = append(ids, id)
		}
	}
	slices.SortFunc(ids, cmp.Compare[int])
	for _, id := range ids {
		raw, err := os.ReadFile(t.path(id))
		if err != nil {
			return err
		}
		t.hold(id, read(raw))
	}
	return nil
}

// keep stores a message, in its file first, before the sender is told that it was taken.
func (t *MailTrap) keep(from string, to []string, raw []byte) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	id, now := t.last+1, time.Now()
	raw = append(trace(from, to, id, now), raw...)
	if t.dir != "" {
		part := t.path(id) + ".part"
		if err := os.WriteFile(part, raw, 0o600); err != nil {
			return err
		}
		if err := os.Rename(part, t.path(id)); err != nil {
			return err
		}
	}
	m := read(raw)
	m.Received = now
	t.hold(id, m)
	close(t.news)
	t.news = make(chan struct{})
	return nil
}

// hold adds a message to those in memory, and lets the oldest go where there are too many.
func (t *MailTrap) hold(id int, m Message) {
	m.ID, t.last = id, id
	t.messages = append(t.messages, m)
	t.bytes += len(m.raw)
	for len(t.messages) > mostMessages || t.bytes > mostHeld && len(t.messages) > 1 {
		t.drop(t.messages[0])
		t.messages = slices.Delete(t.messages, 0, 1)
	}
}

func (t *MailTrap) drop(m Message) {
	t.bytes -= len(m.raw)
	if t.dir != "" {
		_ = os.Remove(t.path(m.ID)) // one that stays is dropped at a later start
	}
}

// empty forgets all messages. Their numbers are not given again: a page that is still open shows no other message.
func (t *MailTrap) empty() {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, m := range t.messages {
		t.drop(m)
	}
	t.messages = nil
}
