package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"anteroom.dev/anteroom/pbx/asterisk/asterisktest"
)

// The steps at which calls a second are tried, each for so long.
var rates = []int{50, 100, 150, 200, 250, 300, 350, 400, 450, 500, 600, 700, 800, 900, 1000, 1100, 1200}

const (
	loadSeconds = 8
	holdTime    = 2200 * time.Millisecond
)

// answering is a server that is called.
type answering struct {
	name, sip, number string
	pid               int
	idle              int // bytes resident before the first call
	best              int // calls a second that it bore
	missed            int // rates in a row since then that it did not
	at                map[int]measured
}

// measured is a load that a server was under.
type measured struct {
	loaded
	cpu    time.Duration // of the server, a call
	memory int           // of the server, in bytes, a call in progress
}

func (m measured) String() string {
	text := fmt.Sprintf("%3d failed, %3d sent again, CPU %-7s a call, %4d kB a call in progress, first sound %3.0f ms (p99), late %3.0f ms (p95) %3.0f ms (all)",
		m.Failed, m.Again, round(m.cpu), m.memory>>10, m.First, m.Late, m.Latest)
	if m.Why != "" {
		text += ", " + m.Why
	}
	return text
}

// scenario is what the callers of a load do, and what they dial at Asterisk.
type scenario struct{ what, key, dialled string }

// besideAsterisk calls Anteroom and a real Asterisk in turn, each fresh, with more calls a second until neither bears them.
func besideAsterisk(ctx context.Context) error {
	for _, s := range []scenario{{"answer, two seconds heard, the caller hangs up", "", "1000"},
		{"answer, a key over the prompt, a goodbye, the server hangs up", "1", "2000"}} {
		if err := s.beside(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (s scenario) beside(ctx context.Context) (err error) {
	h := &host{}
	defer h.end(&err)
	d, err := start(ctx, h.TempDir())
	if err != nil {
		return err
	}
	defer d.stop()
	ours := &answering{name: "Anteroom", sip: d.ready.SIP, number: strings.TrimPrefix(d.ready.Numbers[0].Number, "+"), pid: d.process.Process.Pid}
	theirs, err := asterisk(h, s.dialled)
	if err != nil {
		return err
	}
	if s.key != "" {
		if err := d.hangsUp(ctx, s.key); err != nil {
			return err
		}
	}
	fmt.Println(s.what)
	return ladder(ctx, s.key, ours, theirs)
}

// hangsUp has the first company's callers hear a menu of which a key ends the call.
func (d *demo) hangsUp(ctx context.Context, key string) error {
	var made struct {
		Made struct{ Menu string }
	}
	menu := map[string]any{"name": "Bench", "prompts": []map[string]string{{"language": "fr", "text": "Pour terminer, faites le " + key + "."}}, "keys": []map[string]string{{"key": key, "to": "hang_up"}}}
	if err := d.command(ctx, http.DefaultClient, "add-menu", menu, &made); err != nil {
		return err
	}
	return d.command(ctx, http.DefaultClient, "set-receptionist", map[string]any{"root": "menu:" + made.Made.Menu}, &made)
}

// ladder raises the rate for each server as long as it bears it.
func ladder(ctx context.Context, key string, servers ...*answering) error {
	for _, s := range servers {
		s.idle, s.at = statm(s.pid), map[int]measured{}
	}
	for _, rate := range rates {
		for _, s := range servers {
			if s.missed == 2 {
				continue // it bore neither of the two rates before
			}
			m, err := s.under(ctx, rate, key)
			if err != nil {
				return err
			}
			s.at[rate] = m
			if s.missed++; m.clean() {
				s.best, s.missed = rate, 0
			}
			fmt.Printf("  %3d/s  %-9s %s\n", rate, s.name, m)
		}
	}
	ours, theirs := servers[0], servers[1]
	fmt.Printf("  highest clean rate: %s %d/s, %s %d/s: × %.1f\n", ours.name, ours.best, theirs.name, theirs.best, float64(ours.best)/math.Max(1, float64(theirs.best)))
	if common := min(ours.best, theirs.best); common > 0 {
		a, b := ours.at[common], theirs.at[common]
		fmt.Printf("  at %d/s: CPU a call × %.2f, memory a call × %.2f\n\n", common, float64(a.cpu)/float64(max(1, b.cpu)), float64(a.memory)/float64(max(1, b.memory)))
	}
	return nil
}

// under is the server under a load.
func (s *answering) under(ctx context.Context, rate int, key string) (m measured, err error) {
	order, err := json.Marshal(load{Target: s.sip, Number: s.number, Rate: rate, Calls: rate * loadSeconds, Hold: holdTime, Key: key})
	if err != nil {
		return m, err
	}
	peak, watched := s.watch(ctx)
	before := cpu(s.pid)
	m.loaded, err = placeLoad(ctx, order)
	used := cpu(s.pid) - before
	watched()
	if err != nil {
		return m, err
	}
	m.cpu = used / time.Duration(max(1, m.Calls))
	m.memory = max(0, *peak-s.idle) / max(1, int(float64(rate)*holdTime.Seconds()))
	return m, nil
}

// watch looks at the memory until it is told to stop.
func (s *answering) watch(ctx context.Context) (peak *int, stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	peak = new(int)
	go func() {
		defer close(done)
		for tick := time.NewTicker(100 * time.Millisecond); ; {
			*peak = max(*peak, statm(s.pid))
			select {
			case <-ctx.Done():
				tick.Stop()
				return
			case <-tick.C:
			}
		}
	}()
	return peak, func() { cancel(); <-done }
}

func placeLoad(ctx context.Context, order []byte) (out loaded, err error) {
	self, err := os.Executable()
	if err != nil {
		return out, err
	}
	p := exec.CommandContext(ctx, self, "bare", "load", string(order))
	p.Stderr = os.Stderr
	raw, err := p.Output()
	if err != nil {
		return out, err
	}
	return out, json.Unmarshal(raw, &out)
}

// lengthOfGoodbye is how long Anteroom takes leave of a caller before it hangs up: the prompt, and the pauses before the first and
// after the last sound.
func lengthOfGoodbye() (time.Duration, error) {
	files, err := filepath.Glob("speech/sound/fr/goodbye-*.ulaw")
	if err != nil || len(files) != 1 {
		return 0, errors.Join(err, fmt.Errorf("%d sounds of a goodbye", len(files)))
	}
	info, err := os.Stat(files[0])
	if err != nil {
		return 0, err
	}
	return time.Duration(info.Size())*time.Second/8000 + 600*time.Millisecond, nil
}

// asterisk is a real one: it answers, says two seconds of one prompt that needs no transcoding, and waits; or takes a key over it, says
// as long a goodbye as we do, and hangs up.
func asterisk(h *host, number string) (*answering, error) {
	prompt := h.TempDir() + "/prompt"
	goodbye, err := lengthOfGoodbye()
	if err == nil {
		err = errors.Join(os.WriteFile(prompt+".ulaw", noiseOf(2*time.Second), 0o600), os.WriteFile(prompt+"-end.ulaw", noiseOf(goodbye), 0o600))
	}
	if err != nil {
		return nil, err
	}
	server := asterisktest.Start(h, asterisktest.Files{
		PJSIP: "[global]\ntype=global\nendpoint_identifier_order=ip,username,anonymous\n[anonymous]\ntype=endpoint\ncontext=bench\ndisallow=all\nallow=ulaw\ndtmf_mode=rfc4733\n" +
			"direct_media=no\nmedia_address=127.0.0.1\nbind_rtp_to_media_address=yes\n",
		Extensions: "[bench]\nexten => 1000,1,Answer(,i)\n same => n,Playback(" + prompt + ",noanswer)\n same => n,Wait(20)\n same => n,Hangup()\n" +
			"exten => 2000,1,Answer(,i)\n same => n,Read(K," + prompt + ",1,,1,5)\n same => n,Playback(" + prompt + "-end)\n same => n,Hangup()\n",
	})
	return &answering{name: "Asterisk", sip: server.SIP, number: number, pid: server.Process}, nil
}

// noiseOf is µ-law that is no silence.
func noiseOf(length time.Duration) []byte {
	raw := make([]byte, int(length.Seconds()*8000))
	for i := range raw {
		raw[i] = byte(i*7919>>3) | 0x80
	}
	return raw
}

// host stands in for a test where there is none: what would fail the test ends the part of the benchmark.
type host struct{ cleanups []func() }

type failure struct{ error }

func (h *host) Helper()                           {}
func (h *host) Cleanup(f func())                  { h.cleanups = append(h.cleanups, f) }
func (h *host) Fatal(args ...any)                 { panic(failure{errors.New(fmt.Sprint(args...))}) }
func (h *host) Fatalf(format string, args ...any) { panic(failure{fmt.Errorf(format, args...)}) }
func (h *host) Skip(args ...any)                  { h.Fatal(args...) }

func (h *host) TempDir() string {
	dir, err := os.MkdirTemp("", "anteroom-bench")
	if err != nil {
		h.Fatal(err)
	}
	h.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

// end does the clean-ups, the last first, and makes an error of a failure.
func (h *host) end(err *error) {
	if f, ok := recover().(failure); ok {
		*err = f
	}
	for i := len(h.cleanups) - 1; i >= 0; i-- {
		h.cleanups[i]()
	}
}
