package speech

import (
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"sync"
	"testing"
)

// lines counts what is logged.
type lines struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(p)
}

func (l *lines) logger() *slog.Logger { return slog.New(slog.NewTextHandler(io.Writer(l), nil)) }

func (l *lines) count() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.Count(l.buf.String(), "\n")
}

func TestMemoryIsBounded(t *testing.T) {
	m := newMemory[byte](1000)
	for i := range 50 {
		m.put(fmt.Sprint(i), make([]byte, 100))
		m.get("0") // used all the time: never the one to go
	}
	if m.size > 1000 || len(m.at) != m.order.Len() || m.get("0") == nil || m.get("1") != nil || m.get("49") == nil {
		t.Errorf("%d bytes, %d kept", m.size, len(m.at))
	}
}

func TestDiskIsBounded(t *testing.T) {
	dir := t.TempDir()
	d, err := openDisk(dir, 10_000)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 60 {
		if err := d.put(fmt.Sprint(i), make([]byte, 500)); err != nil {
			t.Fatal(err)
		}
	}
	again, err := openDisk(dir, 10_000)
	if err != nil || again.size > 10_000 || again.size != d.size || again.get("59") == nil || again.get("0") != nil {
		t.Errorf("%d bytes, counted %d, %v", again.size, d.size, err)
	}
}
