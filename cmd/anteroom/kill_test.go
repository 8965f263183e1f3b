package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"anteroom.dev/anteroom/fake"
)

// Killed at random moments under Submits, calls and messages: no acknowledged change is lost, no message is lost, no call
// lacks its result, and the history is whole. ANTEROOM_KILLS says how often; make kill asks for 200.
func TestKilled(t *testing.T) {
	t.Parallel()
	kills := 8
	if n, err := strconv.Atoi(os.Getenv("ANTEROOM_KILLS")); err == nil {
		kills = n
	}
	binary := filepath.Join(t.TempDir(), "anteroom")
	if out, err := exec.Command("go", "build", "-o", binary, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	w := &witness{t: t, dir: t.TempDir(), changes: map[string]bool{}, messages: map[string]bool{}}
	for range kills {
		p, r := w.start(binary)
		w.load(r, time.Duration(300+rand.IntN(12_000))*time.Millisecond, func() { _ = p.Process.Kill() })
		_ = p.Wait() // killed
	}
	p, r := w.start(binary)
	defer func() { _ = p.Process.Signal(os.Interrupt); _ = p.Wait() }()
	w.check(r)
	t.Logf("%d kills: %d changes acknowledged and %d messages left, all there", kills, len(w.changes), len(w.messages))
}

// witness remembers what was acknowledged.
type witness struct {
	t        *testing.T
	dir      string
	mu       sync.Mutex
	changes  map[string]bool // ids
	messages map[string]bool // callers whose message was thanked for
	callers  int
}

func (w *witness) start(binary string) (*exec.Cmd, ready) {
	w.t.Helper()
	file := filepath.Join(w.dir, "ready.json")
	_ = os.Remove(file)
	p := exec.Command(binary, "demo", "--quiet", "--http", "127.0.0.1:0", "--sip", "127.0.0.1:0", "--mail", "127.0.0.1:0", "--data", filepath.Join(w.dir, "data"), "--ready", file)
	var log bytes.Buffer
	p.Stderr = &log
	if err := p.Start(); err != nil {
		w.t.Fatal(err)
	}
	var r ready
	for deadline := time.Now().Add(30 * time.Second); ; {
		if raw, err := os.ReadFile(file); err == nil {
			if err := json.Unmarshal(raw, &r); err != nil {
				w.t.Fatal(err)
			}
			return p, r
		}
		if time.Now().After(deadline) {
			_ = p.Process.Kill()
			_ = p.Wait()
			w.t.Fatalf("the demo does not serve again:\n%s", log.String())
		}
		<-time.After(10 * time.Millisecond)
	}
}

// load submits and calls until the kill, which comes at a moment of its own.
func (w *witness) load(r ready, after time.Duration, kill func()) {
	ctx, cancel := context.WithTimeout(context.Background(), after)
	defer cancel()
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			for ctx.Err() == nil {
				w.submit(ctx, r)
				select { // leave the processor to the calls
				case <-ctx.Done():
				case <-time.After(10 * time.Millisecond):
				}
			}
		})
	}
	for range 3 {
		wg.Go(func() {
			for ctx.Err() == nil {
				w.call(ctx, r)
			}
		})
	}
	<-ctx.Done()
	kill()
	wg.Wait()
}

func (w *witness) submit(ctx context.Context, r ready) {
	body := fmt.Sprintf(`{"name":"Emma %d","email":"emma@boreal.example"}`, rand.Uint64())
	var out struct{ Change string }
	if err := ask(ctx, r, http.MethodPost, "/companies/"+string(r.Accounts[0].CompanyID)+"/set-assistant", body, &out); err == nil && out.Change != "" {
		w.mu.Lock()
		w.changes[out.Change] = true
		w.mu.Unlock()
	}
}

// call leaves a message; it counts as acknowledged once the thanks were given and the server hung up.
func (w *witness) call(ctx context.Context, r ready) {
	w.mu.Lock()
	w.callers++
	caller := fmt.Sprintf("1514555%04d", w.callers)
	w.mu.Unlock()
	p, err := fake.NewPhone(caller)
	if err != nil {
		return
	}
	defer p.Close()
	c, err := p.Dial(ctx, string(r.Numbers[0].Number), r.SIP)
	if err != nil {
		return
	}
	c.Key(r.Numbers[0].Extensions[4])
	words := make([]int16, 16000)
	for i := range words {
		words[i] = int16(8000 * (i / 20 % 2))
	}
	for ctx.Err() == nil && !c.Over() {
		c.Speak(words)
		if c.Listen(ctx, 1500*time.Millisecond) != nil {
			return
		}
		c.Key("#")
	}
	if c.Over() && ctx.Err() == nil {
		w.mu.Lock()
		w.messages[caller] = true
		w.mu.Unlock()
	}
}

func ask(ctx context.Context, r ready, method, path, body string, out any) error {
	_, err := answered(ctx, r, method, path, body, out)
	return err
}

// answered asks the same, and tells the answer's header too.
func answered(ctx context.Context, r ready, method, path, body string, out any) (http.Header, error) {
	request, err := http.NewRequestWithContext(ctx, method, r.API+path, strings.NewReader(body))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Authorization", "Bearer "+r.Accounts[0].Token)
	request.Header.Set("Content-Type", "application/json")
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	raw, err := io.ReadAll(answer.Body)
	if err == nil && answer.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s %s", answer.Status, raw)
	}
	if err != nil {
		return nil, err
	}
	return answer.Header, json.Unmarshal(raw, out)
}

// check holds what is there against what was acknowledged.
func (w *witness) check(r ready) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	company := "/companies/" + string(r.Accounts[0].CompanyID)
	var verified map[string]any
	if err := ask(ctx, r, http.MethodGet, company+"/history/verify", "", &verified); err != nil {
		w.t.Error(err)
	}
	there := map[string]bool{}
	for _, c := range everyPage[struct{ ID string }](ctx, w.t, r, company+"/history") {
		there[c.ID] = true
	}
	for id := range w.changes {
		if !there[id] {
			w.t.Errorf("change %s was acknowledged and is lost", id)
		}
	}
	w.checkCalls(ctx, r, company)
	w.checkMessages(ctx, r)
}

func (w *witness) checkCalls(ctx context.Context, r ready, company string) {
	type line struct{ Caller, Result, Reason string }
	for {
		calls := everyPage[line](ctx, w.t, r, company+"/calls")
		open := 0
		for _, c := range calls {
			if c.Result == "" || c.Reason == "" {
				open++
			}
		}
		if open == 0 {
			verdicts := map[string]int{}
			for _, c := range calls {
				verdicts[c.Result+", "+c.Reason]++
				if c.Result == "message" { // cut off by the kill or not: it is to reach its user
					w.messages[c.Caller] = true
				}
			}
			w.t.Logf("%d calls: %v", len(calls), verdicts)
			return
		}
		select {
		case <-ctx.Done():
			w.t.Fatalf("%d of %d calls have no result", open, len(calls))
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// everyPage is a whole list of the API, from its first page along the links of its last.
func everyPage[T any](ctx context.Context, t *testing.T, r ready, list string) (all []T) {
	t.Helper()
	for path := list + "?limit=500"; path != ""; {
		var page []T
		header, err := answered(ctx, r, http.MethodGet, path, "", &page)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, page...)
		next, _, more := strings.Cut(strings.TrimPrefix(header.Get("Link"), "<"), ">")
		if path = ""; more {
			path = list + next
		}
	}
	return all
}

func (w *witness) checkMessages(ctx context.Context, r ready) {
	for {
		answer, err := http.Get(r.Mail + "/messages.json")
		if err != nil {
			w.t.Fatal(err)
		}
		raw, err := io.ReadAll(answer.Body)
		_ = answer.Body.Close()
		if err != nil {
			w.t.Fatal(err)
		}
		digits := strings.NewReplacer(" ", "", "\u00a0", "", "-", "", ".", "").Replace(string(raw))
		missing := 0
		for caller := range w.messages {
			if !strings.Contains(digits, caller) {
				missing++
			}
		}
		if missing == 0 {
			return
		}
		select {
		case <-ctx.Done():
			w.t.Fatalf("%d of %d messages did not come", missing, len(w.messages))
		case <-time.After(100 * time.Millisecond):
		}
	}
}
