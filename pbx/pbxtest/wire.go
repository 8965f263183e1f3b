package pbxtest

import (
	"net"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"
)

// Break is how a connection breaks. What is counted are the pieces that one side sends, mostly a request or an answer.
type Break struct {
	Cut      bool // it breaks; else, but for Stall, it does not
	Asked    int  // so many pieces of ours get through before Half or all of the next is lost
	Half     bool
	Answered int // so many pieces of theirs get through before the next is lost
	Lose     bool
	Stall    bool // nothing gets through, and nothing ends
}

// Wire stands before a phone system.
type Wire struct {
	each   atomic.Pointer[func(n int) Break]
	next   atomic.Int64
	broken atomic.Int64
}

// Each says how the n-th connection from now on breaks, counted from 0.
func (w *Wire) Each(each func(n int) Break) {
	var one sync.Mutex // it may roll dice
	locked := func(n int) Break {
		one.Lock()
		defer one.Unlock()
		return each(n)
	}
	w.next.Store(0)
	w.each.Store(&locked)
}

// Broken is how many connections broke.
func (w *Wire) Broken() int { return int(w.broken.Load()) }

// wired puts one wire before all addresses of a subject; it is sound until it is told else.
func wired(t *testing.T, s *Subject) *Wire {
	t.Helper()
	w := &Wire{}
	w.Each(func(int) Break { return Break{} })
	for _, address := range []*string{&s.Access.System.Address, &s.Access.System.Manager} {
		if u, err := url.Parse(*address); err == nil && u.Host != "" {
			u.Host = w.before(t, u.Host)
			*address = u.String()
		}
	}
	return w
}

// before listens in the place of an address.
func (w *Wire) before(t *testing.T, target string) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	var mu sync.Mutex
	var open []net.Conn
	t.Cleanup(func() {
		_ = l.Close()
		mu.Lock()
		for _, c := range open {
			_ = c.Close()
		}
		mu.Unlock()
		all.Wait()
	})
	all.Go(func() {
		for {
			near, err := l.Accept()
			if err != nil {
				return
			}
			far, err := net.Dial("tcp", target)
			if err != nil {
				_ = near.Close()
				continue
			}
			mu.Lock()
			open = append(open, near, far)
			mu.Unlock()
			all.Go(func() { w.carry(near, far) })
		}
	})
	return l.Addr().String()
}

func (w *Wire) carry(near, far net.Conn) {
	how := (*w.each.Load())(int(w.next.Add(1) - 1))
	end := func() { _, _ = near.Close(), far.Close() }
	var both sync.WaitGroup
	both.Go(func() { defer end(); w.pass(near, far, how.Stall, how.Cut && how.Half, how.Asked, true) })
	both.Go(func() { defer end(); w.pass(far, near, how.Stall, how.Cut && how.Lose, how.Answered, false) })
	both.Wait()
}

// pass carries pieces until one is to be lost, of which half may get through.
func (w *Wire) pass(from, to net.Conn, stall, lose bool, after int, half bool) {
	buffer := make([]byte, 64<<10)
	for n := 0; ; n++ {
		got, err := from.Read(buffer)
		if got > 0 && lose && n == after {
			w.broken.Add(1)
			if half {
				_, _ = to.Write(buffer[:got/2])
			}
			return
		}
		if got > 0 && !stall {
			if _, err := to.Write(buffer[:got]); err != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}
