package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// How long a soak warms up, the last part of which its memory is looked at, as the same time is at its end; and how long it rests
// then: what was answered is kept for 32 seconds. Resident memory goes up and down by a fifth with the rounds of the collector, so that
// a look at a moment would tell of chance.
const (
	soakWarm = 5 * time.Minute
	soakLook = 3 * time.Minute
	soakRest = 45 * time.Second
)

// soak places calls at half of the highest rate that is borne, for an hour, and fails where a call fails, the memory grows by more
// than a twentieth, or a goroutine is left over. The next arguments are other minutes, and a rate: where others use the machine too,
// the highest is not found.
func soak(ctx context.Context) (err error) {
	minutes, rate := 60, 0
	for i, n := range []*int{&minutes, &rate} {
		if len(os.Args) > 2+i {
			if *n, err = strconv.Atoi(os.Args[2+i]); err != nil {
				return err
			}
		}
	}
	ctx, cancel := context.WithTimeout(ctx, time.Duration(minutes)*time.Minute+15*time.Minute)
	defer cancel()
	fresh, err := goroutines(ctx, func(*demo) error { return nil })
	if err != nil {
		return err
	}
	var failed int
	var warm, end int
	left, err := goroutines(ctx, func(d *demo) error {
		s := &answering{name: "Anteroom", sip: d.ready.SIP, number: strings.TrimPrefix(d.ready.Numbers[0].Number, "+"), pid: d.process.Process.Pid}
		if rate == 0 {
			if err := climb(ctx, s); err != nil {
				return err
			}
			rate = max(1, s.best/2)
		}
		fmt.Printf("soak                    %d calls a second for %d minutes\n", rate, minutes)
		look := resident(ctx, s.pid)
		if _, err := soaked(ctx, s, rate, soakWarm); err != nil {
			return err
		}
		warm = look()
		failed, err = soaked(ctx, s, rate, time.Duration(minutes)*time.Minute)
		end = look()
		return err
	})
	if err != nil {
		return err
	}
	fmt.Printf("                        %d calls failed; resident %d MB when warm, %d MB at the end; %d goroutines, of a fresh process %d\n", failed, warm>>20, end>>20, left, fresh)
	if failed > 0 || end > warm+warm/20 || left > fresh {
		return fmt.Errorf("soak: not as it should be")
	}
	return nil
}

// resident looks at the resident memory of a process each second, and tells the middle of the last three minutes, in bytes.
func resident(ctx context.Context, pid int) (look func() int) {
	var mu sync.Mutex
	var seen []int
	go func() {
		beats := time.NewTicker(time.Second)
		defer beats.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-beats.C:
				mu.Lock()
				seen = append(seen, statm(pid))
				mu.Unlock()
			}
		}
	}()
	return func() int {
		mu.Lock()
		defer mu.Unlock()
		last := slices.Clone(seen[max(0, len(seen)-int(soakLook/time.Second)):])
		slices.Sort(last)
		return last[len(last)/2]
	}
}

// climb finds the highest clean rate of a server.
func climb(ctx context.Context, s *answering) error {
	s.idle, s.at = statm(s.pid), map[int]measured{}
	for _, rate := range rates {
		m, err := s.under(ctx, rate, "")
		if err != nil {
			return err
		}
		if !m.clean() {
			return nil
		}
		s.best = rate
	}
	return nil
}

// soaked places calls for a while, a minute's at a time, and tells how many failed.
func soaked(ctx context.Context, s *answering, rate int, length time.Duration) (failed int, err error) {
	for until := time.Now().Add(length); time.Now().Before(until); {
		order, err := json.Marshal(load{Target: s.sip, Number: s.number, Rate: rate, Calls: rate * int(min(time.Minute, time.Until(until)+time.Second).Seconds()), Hold: holdTime})
		if err != nil {
			return failed, err
		}
		out, err := placeLoad(ctx, order)
		if err != nil {
			return failed, err
		}
		if failed += out.Failed; out.Failed > 0 {
			fmt.Printf("                        %s  %d failed: %s\n", time.Now().Format(time.TimeOnly), out.Failed, out.Why)
		}
	}
	return failed, nil
}

var goroutine = regexp.MustCompile(`(?m)^goroutine \d+ `)

// goroutines starts a process of the product, does something with it, lets it rest, and counts what goes on in it still: at
// SIGQUIT it tells all of it, and ends.
func goroutines(ctx context.Context, do func(*demo) error) (int, error) {
	dir, err := os.MkdirTemp("", "anteroom-soak")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(dir)
	var said bytes.Buffer
	d, err := startWith(ctx, dir, func(p *exec.Cmd) { p.Stderr, p.Env = &said, append(os.Environ(), "GOTRACEBACK=all") })
	if err != nil {
		return 0, err
	}
	if err := do(d); err != nil {
		d.stop()
		return 0, err
	}
	select {
	case <-ctx.Done():
	case <-time.After(soakRest):
	}
	_ = d.process.Process.Signal(syscall.SIGQUIT)
	_ = d.process.Wait() // by the signal
	return len(goroutine.FindAllIndex(said.Bytes(), -1)), nil
}
