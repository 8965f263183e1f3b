package main

import (
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
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/office/officetest"
	"anteroom.dev/anteroom/store"
)

// importing is a company to which users are imported, in a process that is killed.
type importing struct {
	*server
	company anteroom.CompanyID
	token   string
	rows    int
	most    int // megabytes that a process had in memory at most
}

// A file of many users: killed while its rows are checked, it goes on; killed in the middle of the import, nothing is left
// of it; and no process has more than 200 MB in memory.
func TestImportKilled(t *testing.T) {
	if testing.Short() {
		t.Skip("a minute of work (since it was written)")
	}
	binary := filepath.Join(t.TempDir(), "anteroom")
	if out, err := exec.Command("go", "build", "-o", binary, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	i := importing{rows: 50_000}
	address := "sqlite:" + filepath.Join(t.TempDir(), "anteroom.db")
	i.furnish(t, address)
	i.server = &server{t: t, binary: binary, dir: t.TempDir(), at: address}
	i.start()
	defer func() { i.kill() }()
	ctx, cancel := context.WithTimeout(t.Context(), 4*time.Minute)
	defer cancel()
	file := i.upload(ctx)
	i.after(time.Second)
	i.checked(ctx, file)
	kills := 0
	for range 3 {
		go func() { _, _ = i.ask(ctx, http.MethodPost, "/import-users", map[string]string{"import": file}) }() // its answer is lost
		i.after(time.Duration(300+rand.IntN(2000)) * time.Millisecond)
		if n := i.used(ctx); n == 2 {
			kills++
		} else if n != 2+i.rows {
			t.Fatalf("%d keys are used", n)
		}
	}
	if kills == 0 {
		t.Error("no kill came in the middle")
	}
	if i.used(ctx) == 2 {
		if status, body := i.ask(ctx, http.MethodPost, "/import-users", map[string]string{"import": file}); status != http.StatusOK {
			t.Fatalf("%d %s", status, body)
		}
	}
	if n := i.used(ctx); n != 2+i.rows {
		t.Errorf("in the end %d keys are used", n)
	}
	if i.weigh(); i.most > 200 {
		t.Errorf("%d MB in memory", i.most)
	}
	t.Logf("%d of 3 kills came in the middle; %d MB in memory at most", kills, i.most)
}

// furnish builds a house whose company has a key for each row.
func (i *importing) furnish(t *testing.T, address string) {
	t.Helper()
	s, err := store.Open(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	h := officetest.Build(t, s)
	h.Do(t, h.System.Who, office.SetVARKeys{VAR: h.Mine.VAR, Keys: 2 * i.rows})
	h.Do(t, h.Mine.Vendor.Who, office.SetKeys{Company: h.Mine.ID, Keys: i.rows + 2}) // two are used
	i.company, i.token = h.Mine.ID, h.Mine.Administrator.Token
}

// ask asks the API about the company; status 0: the process is gone.
func (i *importing) ask(ctx context.Context, method, path string, body any) (status int, answer []byte) {
	raw, err := json.Marshal(body)
	if err != nil {
		i.t.Error(err)
	}
	i.mu.Lock()
	address := i.portal + "/api/v1/companies/" + string(i.company) + path
	i.mu.Unlock()
	q, err := http.NewRequestWithContext(ctx, method, address, strings.NewReader(string(raw)))
	if err != nil {
		i.t.Error(err)
		return 0, nil
	}
	q.Header.Set("Authorization", "Bearer "+i.token)
	q.Header.Set("Content-Type", "application/json")
	a, err := http.DefaultClient.Do(q)
	if err != nil {
		return 0, []byte(err.Error())
	}
	defer func() { _ = a.Body.Close() }()
	answer, _ = io.ReadAll(a.Body)
	return a.StatusCode, answer
}

func (i *importing) upload(ctx context.Context) (id string) {
	var file strings.Builder
	file.WriteString("first,last,email,extension\n")
	for n := range i.rows {
		fmt.Fprintf(&file, "Élise,Roy-%d,elise.roy.%d@boreal.example,%d\n", n, n, 100_000+n)
	}
	status, raw := i.ask(ctx, http.MethodPost, "/upload-users", map[string]any{"name": "many.csv", "file": []byte(file.String())})
	var out struct{ Made map[string]string }
	if err := json.Unmarshal(raw, &out); err != nil || status != http.StatusOK {
		i.t.Fatalf("%d %s", status, raw)
	}
	return out.Made["import"]
}

// checked waits until all rows are.
func (i *importing) checked(ctx context.Context, file string) {
	for {
		var out struct{ Import anteroom.Import }
		_, raw := i.ask(ctx, http.MethodGet, "/imports/"+file, nil)
		if json.Unmarshal(raw, &out) == nil && out.Import.State == anteroom.ImportChecked {
			if out.Import.Ready != i.rows {
				i.t.Fatalf("%d of %d rows are ready", out.Import.Ready, i.rows)
			}
			return
		}
		select {
		case <-ctx.Done():
			i.t.Fatalf("not checked: %s", raw)
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// after kills the process after a while, and starts it again.
func (i *importing) after(while time.Duration) {
	<-time.After(while)
	i.weigh()
	i.kill()
	i.start()
}

func (i *importing) used(ctx context.Context) int {
	var out struct{ Keys anteroom.Keys }
	if status, raw := i.ask(ctx, http.MethodGet, "/keys", nil); status != http.StatusOK || json.Unmarshal(raw, &out) != nil {
		i.t.Fatalf("%d %s", status, raw)
	}
	return out.Keys.Used
}

// weigh notes how much memory the process had at most (VmHWM of proc(5)).
func (i *importing) weigh() {
	i.mu.Lock()
	p := i.process
	i.mu.Unlock()
	if p == nil {
		return
	}
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.Process.Pid))
	if err != nil {
		return // not on this system
	}
	_, rest, _ := strings.Cut(string(raw), "VmHWM:")
	if fields := strings.Fields(rest); len(fields) > 0 {
		if kb, err := strconv.Atoi(fields[0]); err == nil {
			i.most = max(i.most, kb>>10)
		}
	}
}
