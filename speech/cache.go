package speech

import (
	"bytes"
	"cmp"
	"container/list"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
	"unsafe"
)

// memory keeps the sounds that were used last, up to a number of bytes. What it gives is shared: it is not to be changed.
type memory[E byte | int16] struct {
	most int

	mu    sync.Mutex
	size  int
	order *list.List // of kept, the last used in front
	at    map[string]*list.Element
}

type kept[E byte | int16] struct {
	key   string
	sound []E
}

func (k kept[E]) size() int { return len(k.sound) * int(unsafe.Sizeof(*new(E))) }

func newMemory[E byte | int16](most int) *memory[E] {
	return &memory[E]{most: most, order: list.New(), at: map[string]*list.Element{}}
}

// get is nil where there is no such sound.
func (m *memory[E]) get(key string) []E {
	m.mu.Lock()
	defer m.mu.Unlock()
	e := m.at[key]
	if e == nil {
		return nil
	}
	m.order.MoveToFront(e)
	return e.Value.(kept[E]).sound
}

func (m *memory[E]) put(key string, sound []E) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.at[key] != nil {
		return
	}
	k := kept[E]{key, sound}
	m.at[key] = m.order.PushFront(k)
	m.size += k.size()
	for m.size > m.most && m.order.Len() > 1 {
		last := m.order.Remove(m.order.Back()).(kept[E])
		delete(m.at, last.key)
		m.size -= last.size()
	}
}

// disk keeps sounds in a folder, up to a number of bytes: a file each, the checksum in front. A nil disk keeps nothing.
// All of it may be deleted at any time.
type disk struct {
	dir  string
	most int64

	mu   sync.Mutex
	size int64
}

const soundFile = ".sound"

func openDisk(dir string, most int64) (*disk, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, unavailable(err)
	}
	d := &disk{dir: dir, most: most}
	files, err := d.files()
	if err != nil {
		return nil, unavailable(err)
	}
	for _, f := range files {
		d.size += f.Size()
	}
	return d, nil
}

// get is nil where there is no such sound, or a damaged one.
func (d *disk) get(key string) []byte {
	if d == nil {
		return nil
	}
	name := filepath.Join(d.dir, key+soundFile)
	raw, err := os.ReadFile(name)
	if err != nil || len(raw) < sha256.Size {
		return nil
	}
	sound := raw[sha256.Size:]
	if sum := sha256.Sum256(sound); !bytes.Equal(sum[:], raw[:sha256.Size]) {
		return nil // torn by a crash: spoken again
	}
	now := time.Now()
	_ = os.Chtimes(name, now, now) // it only says what was used last
	return sound
}

func (d *disk) put(key string, sound []byte) error {
	if d == nil {
		return nil
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	sum := sha256.Sum256(sound)
	if err := d.write(key, append(sum[:], sound...)); err != nil {
		return fmt.Errorf("cache: %w", err)
	}
	if d.size += int64(len(sum) + len(sound)); d.size > d.most {
		return d.shrink()
	}
	return nil
}

// write makes the file whole or not at all; what a kill leaves behind is removed by shrink.
func (d *disk) write(key string, raw []byte) error {
	f, err := os.CreateTemp(d.dir, "new-*"+soundFile)
	if err != nil {
		return err
	}
	_, err = f.Write(raw)
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(f.Name(), filepath.Join(d.dir, key+soundFile))
	}
	if err != nil {
		_ = os.Remove(f.Name())
	}
	return err
}

// shrink removes what was not used for longest, down to three quarters.
func (d *disk) shrink() error {
	files, err := d.files()
	if err != nil {
		return err
	}
	slices.SortFunc(files, func(a, b fs.FileInfo) int { return cmp.Compare(b.ModTime().UnixNano(), a.ModTime().UnixNano()) })
	d.size = 0
	for _, f := range files {
		if d.size+f.Size() > d.most*3/4 {
			err = errors.Join(err, os.Remove(filepath.Join(d.dir, f.Name())))
			continue
		}
		d.size += f.Size()
	}
	return err
}

func (d *disk) files() ([]fs.FileInfo, error) {
	entries, err := os.ReadDir(d.dir)
	if err != nil {
		return nil, err
	}
	var files []fs.FileInfo
	for _, e := range entries {
		if info, err := e.Info(); err == nil && info.Mode().IsRegular() && strings.HasSuffix(e.Name(), soundFile) {
			files = append(files, info)
		}
	}
	return files, nil
}
