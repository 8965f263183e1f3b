// Command bench measures what Anteroom costs, beside what the machine itself costs for the least that could do the same
// work, in one run: a bare HTTP handler of the same bytes, the raw commit of the store, a bare SIP server. On a shared
// machine only the ratios mean anything.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"
)

func main() {
	if len(os.Args) > 2 && os.Args[1] == "bare" { // a child of ours: the baseline as a process of its own
		if err := bare(os.Args[2], os.Args[3:]); err != nil {
			fmt.Fprintln(os.Stderr, "bench:", err)
			os.Exit(1)
		}
		return
	}
	ctx := context.Background()
	part := run
	if len(os.Args) > 1 {
		part = map[string]func(context.Context) error{"scale": scale, "bills": bills, "asterisk": besideAsterisk, "soak": soak}[os.Args[1]]
	}
	if part == nil {
		fmt.Fprintln(os.Stderr, "bench: its parts are scale, bills, asterisk and soak; without one all but soak are run")
		os.Exit(2)
	}
	if err := part(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 40*time.Minute)
	defer cancel()
	dir, err := os.MkdirTemp("", "anteroom-bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	fmt.Printf("%s, %d cores, %s\n\n", runtime.Version(), runtime.NumCPU(), time.Now().Format(time.DateTime))
	first, _, err := startUp(ctx, dir)
	if err != nil {
		return err
	}
	again, d, err := startUp(ctx, dir)
	if err != nil {
		return err
	}
	defer d.stop()
	fmt.Printf("start-up to serving     new data %s, again %s; resident %d MB\n\n", round(first), round(again), d.resident()>>20)
	for _, step := range []func(context.Context, *demo) error{pages, submits, calls} {
		if err := step(ctx, d); err != nil {
			return err
		}
	}
	fmt.Printf("\nresident at the end     %d MB\n\n", d.resident()>>20)
	var failed error // one that is too slow keeps none from being measured
	for _, part := range []func(context.Context) error{besideAsterisk, bills, scale} {
		failed = errors.Join(failed, part(ctx))
	}
	return failed
}

// startUp runs the demo once on the folder and measures until it serves; the second time it is left running.
func startUp(ctx context.Context, dir string) (time.Duration, *demo, error) {
	begun := time.Now()
	d, err := start(ctx, dir)
	if err != nil {
		return 0, nil, err
	}
	took := time.Since(begun)
	if _, err := os.Stat(filepath.Join(dir, "once")); err != nil {
		d.stop()
		return took, nil, os.WriteFile(filepath.Join(dir, "once"), nil, 0o600)
	}
	return took, d, nil
}

// demo is a running process of the product.
type demo struct {
	process *exec.Cmd
	ready   struct {
		Portal, API, SIP string
		Accounts         []struct {
			Role, Email, Password, Token string
			CompanyID                    string `json:"company_id"`
		}
		Numbers []struct{ Number string }
	}
}

func start(ctx context.Context, dir string) (*demo, error) {
	return startWith(ctx, dir, func(p *exec.Cmd) { p.Stderr = os.Stderr })
}

func startWith(ctx context.Context, dir string, set func(*exec.Cmd)) (*demo, error) {
	file := filepath.Join(dir, "ready.json")
	_ = os.Remove(file)
	d := &demo{process: exec.CommandContext(ctx, "bin/anteroom", "demo", "--quiet", "--http", "127.0.0.1:0", "--sip", "127.0.0.1:0", "--mail", "127.0.0.1:0",
		"--data", filepath.Join(dir, "data"), "--ready", file)}
	set(d.process)
	if err := d.process.Start(); err != nil {
		return nil, fmt.Errorf("%w; run make build", err)
	}
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(time.Millisecond) {
		if raw, err := os.ReadFile(file); err == nil {
			return d, json.Unmarshal(raw, &d.ready)
		}
	}
	d.stop()
	return nil, errors.New("the demo did not serve within 30 s")
}

func (d *demo) stop() {
	_ = d.process.Process.Signal(os.Interrupt)
	_ = d.process.Wait()
}

// resident is the memory in use, in bytes; 0 where the system does not tell.
func (d *demo) resident() int { return statm(d.process.Process.Pid) }

func statm(pid int) int {
	var size, resident int
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", pid))
	if err == nil {
		_, err = fmt.Sscan(string(raw), &size, &resident)
	}
	if err != nil {
		return 0
	}
	return resident * os.Getpagesize()
}

// cpu is the processor time that a process has used.
func cpu(pid int) time.Duration {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0
	}
	fields := strings.Fields(string(raw[strings.LastIndexByte(string(raw), ')')+1:]))
	var user, system int
	_, _ = fmt.Sscan(fields[11], &user)
	_, _ = fmt.Sscan(fields[12], &system)
	return time.Duration(user+system) * 10 * time.Millisecond // USER_HZ is 100
}

// timing is how long something took, many times.
type timing struct {
	took []time.Duration
	wall time.Duration
}

// measure does something n times by a number of workers.
func measure(n, workers int, do func() error) (timing, error) {
	var mu sync.Mutex
	var t timing
	var errs []error
	begun := time.Now()
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			for range n / workers {
				at := time.Now()
				err := do()
				mu.Lock()
				t.took = append(t.took, time.Since(at))
				if err != nil && len(errs) < 3 {
					errs = append(errs, err)
				}
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	t.wall = time.Since(begun)
	slices.Sort(t.took)
	return t, errors.Join(errs...)
}

func (t timing) at(share float64) time.Duration {
	return t.took[min(len(t.took)-1, int(share*float64(len(t.took))))]
}

func (t timing) String() string {
	return fmt.Sprintf("p50 %-8s p99 %-8s %6.0f/s", round(t.at(0.5)), round(t.at(0.99)), float64(len(t.took))/t.wall.Seconds())
}

// beside prints a measurement and its baseline.
func beside(what string, ours, bare timing) {
	fmt.Printf("%-24s%s\n%-24s%s\n%-24sp50 × %.1f, p99 × %.1f\n\n", what, ours, "  the machine's own", bare, "",
		float64(ours.at(0.5))/float64(bare.at(0.5)), float64(ours.at(0.99))/float64(bare.at(0.99)))
}

func round(d time.Duration) time.Duration {
	if d > 10*time.Millisecond {
		return d.Round(time.Millisecond)
	}
	return d.Round(10 * time.Microsecond)
}
