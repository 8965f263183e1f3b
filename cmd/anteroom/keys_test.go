package main

import (
	"bufio"
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
	"strings"
	"sync"
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/office/officetest"
	"anteroom.dev/anteroom/store"
	"anteroom.dev/anteroom/store/storetest"
)

// server is a process that serves, and is killed and started again meanwhile.
type server struct {
	t               *testing.T
	binary, dir, at string // at: the address of the database

	turn    sync.Mutex // of a kill and the start after it
	mu      sync.Mutex
	process *exec.Cmd
	portal  string
}

// start starts the process, and returns once it serves.
func (s *server) start() {
	p := exec.Command(s.binary, "serve")
	p.Env = append(os.Environ(), "ANTEROOM_DATABASE="+s.at, "ANTEROOM_DATA="+s.dir, "ANTEROOM_HTTP=127.0.0.1:0", "ANTEROOM_SIP=127.0.0.1:0", "ANTEROOM_SPEECH=embedded")
	log, err := p.StderrPipe()
	if err == nil {
		err = p.Start()
	}
	if err != nil {
		s.t.Error(err)
		return
	}
	var said []string
	for lines := bufio.NewScanner(log); lines.Scan(); {
		said = append(said, lines.Text())
		if _, after, ok := strings.Cut(lines.Text(), " portal="); ok {
			go func() { _, _ = io.Copy(io.Discard, log) }()
			s.mu.Lock()
			defer s.mu.Unlock()
			s.process, s.portal = p, strings.Fields(after)[0]
			return
		}
	}
	s.t.Errorf("it does not serve: %s", strings.Join(said, "\n"))
}

func (s *server) kill() {
	s.mu.Lock()
	p := s.process
	s.process = nil
	s.mu.Unlock()
	if p != nil {
		_ = p.Process.Kill()
		_ = p.Wait()
	}
}

// claim asks for a user until it is told what became of that: the user's id, or none where there is no key.
func (s *server) claim(ctx context.Context, token string, company anteroom.CompanyID, n int) (id string) {
	for ctx.Err() == nil {
		s.mu.Lock()
		address := s.portal + "/api/v1/companies/" + string(company) + "/create-user"
		s.mu.Unlock()
		body := fmt.Sprintf(`{"first":"","last":"Roy","email":"u%d.%d@boreal.example"}`, n, rand.Uint32())
		request, err := http.NewRequestWithContext(ctx, http.MethodPost, address, strings.NewReader(body))
		if err != nil {
			s.t.Error(err)
			return ""
		}
		request.Header.Set("Authorization", "Bearer "+token)
		answer, err := http.DefaultClient.Do(request)
		if err == nil {
			raw, _ := io.ReadAll(answer.Body)
			_ = answer.Body.Close()
			var out struct {
				Change string
				Made   map[string]string
			}
			switch {
			case answer.StatusCode == http.StatusOK && json.Unmarshal(raw, &out) == nil && out.Change != "":
				return out.Made["user"]
			case answer.StatusCode == http.StatusUnprocessableEntity && bytes.Contains(raw, []byte("error.keys.none")):
				return ""
			case answer.StatusCode == http.StatusUnprocessableEntity:
				s.t.Errorf("%s", raw)
				return ""
			}
		}
		select { // it was killed, or the other process was faster too often
		case <-ctx.Done():
		case <-time.After(time.Duration(rand.IntN(20)) * time.Millisecond):
		}
	}
	s.t.Error("no answer in time")
	return ""
}

// A thousand parallel claims of a hundred keys give exactly a hundred, while the processes that give them are killed and
// started again: one on SQLite, three on PostgreSQL. Who was told to have a key has it.
func TestKeysKilled(t *testing.T) {
	t.Parallel()
	binary := filepath.Join(t.TempDir(), "anteroom")
	if out, err := exec.Command("go", "build", "-o", binary, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, row := range []struct {
		engine    string
		processes int
		address   func(t *testing.T) string
	}{
		{"sqlite", 1, func(t *testing.T) string { return "sqlite:" + filepath.Join(t.TempDir(), "anteroom.db") }},
		{"postgres", 3, func(t *testing.T) string { return storetest.PostgresAddress(t) }},
	} {
		t.Run(row.engine, func(t *testing.T) {
			address := row.address(t)
			c := hundredKeys(t, address)
			var servers []*server
			for range row.processes {
				s := &server{t: t, binary: binary, dir: t.TempDir(), at: address}
				s.start()
				servers = append(servers, s)
			}
			told := claimsUnderKills(t, c, servers)
			for _, s := range servers {
				s.kill()
			}
			checkClaims(t, address, c, told)
		})
	}
}

// hundredKeys builds a house whose company has a hundred free keys.
func hundredKeys(t *testing.T, address string) officetest.Company {
	t.Helper()
	s, err := store.Open(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	h := officetest.Build(t, s)
	h.Do(t, h.System.Who, office.SetVARKeys{VAR: h.Mine.VAR, Keys: 200})
	h.Do(t, h.Mine.Vendor.Who, office.SetKeys{Company: h.Mine.ID, Keys: 102}) // two are used
	return h.Mine
}

// claimsUnderKills are the users that were acknowledged. A server is killed each time that about twenty more were.
func claimsUnderKills(t *testing.T, c officetest.Company, servers []*server) (told []string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 90*time.Second)
	defer cancel()
	numbers, users := make(chan int), make(chan string)
	var claimers sync.WaitGroup
	for range 50 {
		claimers.Go(func() {
			for n := range numbers {
				users <- servers[n%len(servers)].claim(ctx, c.Administrator.Token, c.ID, n)
			}
		})
	}
	go func() {
		defer close(users)
		for n := range 1000 {
			numbers <- n
		}
		close(numbers)
		claimers.Wait()
	}()
	kills := 0
	var killers sync.WaitGroup
	for id := range users {
		if id != "" {
			told = append(told, id)
		}
		if len(told)/20 > kills && kills < 4 {
			victim := servers[kills%len(servers)]
			kills++
			killers.Go(func() {
				victim.turn.Lock()
				defer victim.turn.Unlock()
				victim.kill()
				victim.start()
			})
		}
	}
	killers.Wait()
	if kills < 4 {
		t.Errorf("%d kills", kills)
	}
	t.Logf("%d kills, %d keys acknowledged", kills, len(told))
	return told
}

func checkClaims(t *testing.T, address string, c officetest.Company, told []string) {
	t.Helper()
	s, err := store.Open(context.Background(), address)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	err = s.Read(context.Background(), func(tx *store.Tx) error {
		keys, err := tx.Keys(string(c.ID))
		if err != nil {
			return err
		}
		if keys != (anteroom.Keys{Total: 102, Used: 102}) {
			t.Errorf("the keys: %+v", keys)
		}
		users, err := tx.Users(c.ID)
		if err != nil {
			return err
		}
		there := map[string]bool{}
		for _, u := range users {
			there[string(u.ID)] = true
		}
		for _, id := range told {
			if !there[id] {
				t.Errorf("user %s was acknowledged and is not there", id)
			}
		}
		if len(users) != 102 || len(told) > 100 {
			t.Errorf("%d users, %d acknowledged", len(users), len(told))
		}
		return tx.Check()
	})
	if err != nil {
		t.Error(err)
	}
}
