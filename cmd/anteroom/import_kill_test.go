package main

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/csv"
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
	"anteroom.dev/anteroom/store/storetest"
)

// importing is a company to which users are imported, in a process that is killed.
type importing struct {
	*server
	company  anteroom.CompanyID
	token    string
	rows     int
	checking time.Duration                                            // how long after the upload the process is killed; 0: it is not
	kills    int                                                      // while the import is carried out
	middle   func(ctx context.Context, begin func()) (release func()) // begins something, and returns in its middle
	most     int                                                      // megabytes that a process had in memory at most
}

// A file of many users: killed while its rows are checked, it goes on; killed in the middle of the import, nothing is left
// of it; no process has more than 200 MB in memory; and who is there in the end is, row by row, who was shown before.
// ANTEROOM_IMPORTS says how many rows PostgreSQL gets; make kill asks for 50 000.
func TestImportKilled(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("a minute of work (since it was written)")
	}
	binary := filepath.Join(t.TempDir(), "anteroom")
	if out, err := exec.Command("go", "build", "-o", binary, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	t.Run("sqlite", func(t *testing.T) {
		i := importing{rows: 50_000, checking: time.Second, kills: 3, middle: aMoment}
		i.run(t, binary, "sqlite:"+filepath.Join(t.TempDir(), "anteroom.db"))
	})
	t.Run("postgres", func(t *testing.T) {
		i := importing{rows: 1000, kills: 1}
		if n, err := strconv.Atoi(os.Getenv("ANTEROOM_IMPORTS")); err == nil {
			i.rows, i.checking, i.kills = n, time.Second, 3
		}
		address := storetest.PostgresAddress(t)
		i.middle = heldUp(t, address)
		i.run(t, binary, address)
	})
}

func (i *importing) run(t *testing.T, binary, address string) {
	i.furnish(t, address)
	i.server = &server{t: t, binary: binary, dir: t.TempDir(), at: address}
	i.start()
	defer func() { i.kill() }()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
	defer cancel()
	file := i.upload(ctx)
	if i.checking > 0 {
		<-time.After(i.checking)
		i.restart(func() {})
	}
	i.checked(ctx, file)
	shown := i.shown(ctx, file)
	i.killed(ctx, file)
	if i.used(ctx) == 2 {
		if status, body := i.ask(ctx, http.MethodPost, "/import-users", map[string]any{"import": file, "ready": true}); status != http.StatusOK {
			t.Fatalf("%d %s", status, body)
		}
	}
	if n := i.used(ctx); n != 2+i.good() {
		t.Errorf("in the end %d keys are used", n)
	}
	i.same(ctx, shown)
	if i.weigh(); i.most > 200 {
		t.Errorf("%d MB in memory", i.most)
	}
	t.Logf("%d rows, %d MB in memory at most", i.rows, i.most)
}

// killed begins the import and kills the process in its middle, again and again.
func (i *importing) killed(ctx context.Context, file string) {
	i.t.Helper()
	middle := 0
	for range i.kills {
		release := i.middle(ctx, func() {
			_, _ = i.ask(ctx, http.MethodPost, "/import-users", map[string]any{"import": file, "ready": true}) // its answer is lost
		})
		i.restart(release)
		if n := i.used(ctx); n == 2 {
			middle++
		} else if n != 2+i.good() {
			i.t.Fatalf("%d keys are used", n)
		}
	}
	if middle == 0 {
		i.t.Error("no kill came in the middle")
	}
	i.t.Logf("%d of %d kills came in the middle", middle, i.kills)
}

// aMoment begins, and is somewhere on the way.
func aMoment(_ context.Context, begin func()) (release func()) {
	go begin()
	<-time.After(time.Duration(300+rand.IntN(2000)) * time.Millisecond)
	return func() {}
}

// heldUp begins, and is where the transaction has made users and their accounts, and waits for a lock of ours before it
// makes anything else.
func heldUp(t *testing.T, address string) func(ctx context.Context, begin func()) (release func()) {
	t.Helper()
	db, err := sql.Open("pgx", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return func(ctx context.Context, begin func()) func() {
		tx, err := db.BeginTx(ctx, nil)
		if err == nil {
			_, err = tx.ExecContext(ctx, "LOCK TABLE user_words IN SHARE ROW EXCLUSIVE MODE")
		}
		if err != nil {
			t.Fatal(err)
		}
		go begin()
		for waits := 0; waits == 0; {
			row := db.QueryRowContext(ctx, "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = CURRENT_DATABASE() AND wait_event_type = 'Lock' AND query LIKE '%ImportUserWords%' AND pid <> pg_backend_pid()")
			if err := row.Scan(&waits); err != nil {
				t.Fatalf("the import does not come to its middle: %v", err)
			}
		}
		return func() { _ = tx.Rollback() }
	}
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

// cells are what the file says of a user; three of a hundred rows are refused.
func cells(n int) (row []string, good bool) {
	row = []string{"Élise", fmt.Sprintf("Roy-%d", n), fmt.Sprintf("elise.roy.%d@boreal.example", n), strconv.Itoa(100_000 + n)}
	switch n % 100 {
	case 7:
		row[3] = "abc"
	case 13:
		row[3] = strconv.Itoa(100_000 + n - 1) // the one before has it
	case 21:
		row[2] = "elise.roy at boreal"
	default:
		good = true
	}
	return row, good
}

// good is how many rows can be imported.
func (i *importing) good() (count int) {
	for n := range i.rows {
		if _, good := cells(n); good {
			count++
		}
	}
	return count
}

func (i *importing) upload(ctx context.Context) (id string) {
	var file strings.Builder
	file.WriteString("first,last,email,extension\n")
	for n := range i.rows {
		row, _ := cells(n)
		file.WriteString(strings.Join(row, ",") + "\n")
	}
	status, raw := i.ask(ctx, http.MethodPost, "/upload-users", map[string]any{"name": "many.csv", "file": []byte(file.String())})
	var out struct{ Made map[string]string }
	if err := json.Unmarshal(raw, &out); err != nil || status != http.StatusOK {
		i.t.Fatalf("%d %s", status, raw)
	}
	return out.Made["import"]
}

// shown is, for each line of the file, whether the preview says that it becomes a user.
func (i *importing) shown(ctx context.Context, file string) map[int]bool {
	shown := map[int]bool{}
	for after := 0; ; {
		var page []struct {
			Line  int
			Ready bool
		}
		status, raw := i.ask(ctx, http.MethodGet, fmt.Sprintf("/imports/%s/rows?limit=500&after=%d", file, after), nil)
		if err := json.Unmarshal(raw, &page); err != nil || status != http.StatusOK {
			i.t.Fatalf("%d %s", status, raw)
		}
		if len(page) == 0 {
			return shown
		}
		for _, row := range page {
			shown[row.Line], after = row.Ready, row.Line
		}
	}
}

// same holds who is there against what was shown: a row that was ready is a user with its very cells, another is nobody.
func (i *importing) same(ctx context.Context, shown map[int]bool) {
	i.t.Helper()
	status, raw := i.ask(ctx, http.MethodGet, "/users/export?as=csv", nil)
	table, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(raw, []byte("\ufeff")))).ReadAll()
	if err != nil || status != http.StatusOK {
		i.t.Fatalf("%d %v", status, err)
	}
	there := map[string]bool{}
	for _, row := range table {
		there[strings.Join(row[1:5], ",")] = true
	}
	if len(shown) != i.rows || len(table) != 1+2+i.good() {
		i.t.Errorf("%d rows were shown, %d users are there", len(shown), len(table)-1)
	}
	for n := range i.rows {
		row, good := cells(n)
		if ready := shown[n+2]; ready != good || ready != there[strings.Join(row, ",")] {
			i.t.Fatalf("line %d, %v: shown as %v, there is %v", n+2, row, ready, there[strings.Join(row, ",")])
		}
	}
}

// checked waits until all rows are.
func (i *importing) checked(ctx context.Context, file string) {
	for {
		var out struct{ Import anteroom.Import }
		_, raw := i.ask(ctx, http.MethodGet, "/imports/"+file, nil)
		if json.Unmarshal(raw, &out) == nil && out.Import.State == anteroom.ImportChecked {
			if out.Import.Ready != i.good() {
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

// restart kills the process, lets go of what held it up, and starts it again.
func (i *importing) restart(release func()) {
	i.weigh()
	i.kill()
	release()
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
