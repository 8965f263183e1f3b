package main

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"errors"
	"io"
	"math/rand/v2"
	"net"
	"net/textproto"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store"
)

// TestServeProcess is not a test but the server, in a process of its own that can be killed.
func TestServeProcess(t *testing.T) {
	if os.Getenv("ANTEROOM_SERVE_PROCESS") == "" {
		t.Skip("run by TestMessagesKilled")
	}
	ctx, cancel := context.WithCancel(context.Background())
	go func() { // its parent lets go of it: done
		_, _ = io.Copy(io.Discard, os.Stdin)
		cancel()
	}()
	if code := run(ctx, []string{"serve"}); code != 0 {
		t.Fatalf("it ended with %d", code)
	}
}

// Messages queued, a mail server that fails one in three, and the process killed again and again: all are delivered; twice
// only where the server had taken a message and its answer was lost, and then with the same Message-ID.
// ANTEROOM_MESSAGES says how many; make kill asks for 10 000, and for 20 kills.
func TestMessagesKilled(t *testing.T) {
	t.Parallel()
	all, kills := 400, 5
	if n, err := strconv.Atoi(os.Getenv("ANTEROOM_MESSAGES")); err == nil {
		all, kills = n, 20
	}
	m := &moody{t: t, taken: map[string][]taking{}}
	dir := t.TempDir()
	queueMessages(t, dir, all)
	addr := m.listen()
	for range kills {
		p := serveProcess(t, dir, addr)
		m.wait(1 + rand.IntN(2*all/kills))
		_ = p.Process.Kill()
		_ = p.Wait()
		m.died(notedSent(t, dir))
		hoursPass(t, dir)
	}
	const known = `SELECT COUNT(*) FROM messages WHERE sent > 0 AND failed = 0`
	for lives := 0; count(t, dir, known) < all; lives++ {
		if lives > 30 {
			t.Fatalf("%d of %d are known to be sent", count(t, dir, known), all)
		}
		p := serveProcess(t, dir, addr)
		m.wait(2 * all)
		_ = p.Stdin.(io.Closer).Close()
		if err := p.Wait(); err != nil {
			t.Fatalf("%v\n%s", err, p.Stderr)
		}
		m.next()
		hoursPass(t, dir)
	}
	m.check(all)
}

func serveProcess(t *testing.T, dir, relay string) *exec.Cmd {
	t.Helper()
	p := exec.Command(os.Args[0], "-test.run=^TestServeProcess$")
	p.Env = append(os.Environ(), "ANTEROOM_SERVE_PROCESS=yes", "ANTEROOM_DATA="+dir, "ANTEROOM_HTTP=127.0.0.1:0", "ANTEROOM_SIP=127.0.0.1:0", "ANTEROOM_SMTP="+relay, "ANTEROOM_SMTP_TLS=none", "ANTEROOM_SPEECH=embedded")
	held, hold, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	p.Stdin, p.Stderr = held, &bytes.Buffer{}
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	_ = held.Close()
	p.Stdin = hold // ours from now on: to close it is to ask for the end
	t.Cleanup(func() { _ = hold.Close(); _ = p.Process.Kill() })
	return p
}

// queueMessages fills the outbox of a system.
func queueMessages(t *testing.T, dir string, all int) {
	t.Helper()
	st, err := store.Open(context.Background(), "sqlite:"+filepath.Join(dir, "anteroom.db"))
	if err != nil {
		t.Fatal(err)
	}
	for begin := 0; begin < all; begin += 500 {
		err := st.Write(context.Background(), func(tx *store.Tx) error {
			for range min(500, all-begin) {
				m := anteroom.Message{ID: anteroom.NewID[anteroom.MessageID](tx.Now), Kind: anteroom.TestMessage, FromEmail: "emma@boreal.example", ToEmail: "zoe@boreal.example", Language: "fr", Subject: "Essai", Text: "Bonjour\n", Made: tx.Now}
				j := anteroom.Job{ID: anteroom.NewID[anteroom.JobID](tx.Now), Kind: anteroom.Deliver, Target: string(m.ID)}
				if err := errors.Join(tx.AddMessage(m), tx.AddJob(j, tx.Now)); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := st.Close(); err != nil {
		t.Fatal(err)
	}
}

// hoursPass while nobody is there: the pauses between tries, and the claims of those who died, are over.
func hoursPass(t *testing.T, dir string) {
	t.Helper()
	db := lookInto(t, dir)
	if _, err := db.Exec(`UPDATE jobs SET due = 0 WHERE state = 'waiting' AND kind = 'deliver'`); err != nil {
		t.Fatal(err)
	}
}

func count(t *testing.T, dir, query string) (n int) {
	t.Helper()
	if err := lookInto(t, dir).QueryRow(query).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// notedSent are the messages of which is noted that they were sent, by their Message-ID.
func notedSent(t *testing.T, dir string) map[string]bool {
	t.Helper()
	rows, err := lookInto(t, dir).Query(`SELECT id FROM messages WHERE sent > 0`)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	noted := map[string]bool{}
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			t.Fatal(err)
		}
		noted["<"+id+"@boreal.example>"] = true
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return noted
}

func lookInto(t *testing.T, dir string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(dir, "anteroom.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// moody is a mail server that fails one message in three, in every way there is.
type moody struct {
	t      *testing.T
	mu     sync.Mutex
	life   int // of the process that sends: which one
	count  int // messages taken, ever
	came   int // connections, ever
	taken  map[string][]taking
	deaths map[int]map[string]bool // by the life that was killed: what it had noted as sent by then
}

// taking is one time that a message was taken.
type taking struct {
	life int
	lost bool // the answer was not given
}

func (m *moody) listen() string {
	m.deaths = map[int]map[string]bool{}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		m.t.Fatal(err)
	}
	m.t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go m.serve(conn)
		}
	}()
	return l.Addr().String()
}

// faults are what goes wrong, by the step at which it does.
var faults = []string{"greet", "greet 421 4.3.2 busy", "MAIL 451 4.3.0 not now", "RCPT 450 4.7.1 greylisted", "DATA 451 4.3.0 not now", "DATA", ". 451 4.3.0 not now", ".", "lost"}

func (m *moody) serve(conn net.Conn) {
	defer func() { _ = conn.Close() }()
	_ = conn.SetDeadline(time.Now().Add(time.Minute))
	m.mu.Lock()
	life := m.life
	m.came++
	m.mu.Unlock()
	fault := ""
	if rand.IntN(3) == 0 {
		fault = faults[rand.IntN(len(faults))]
	}
	at, reply, _ := strings.Cut(fault, " ")
	r := textproto.NewReader(bufio.NewReader(conn))
	say := func(step, usual string) bool {
		if step == at {
			usual = reply
		}
		if usual == "" {
			return false
		}
		_, err := io.WriteString(conn, usual+"\r\n")
		return err == nil
	}
	if !say("greet", "220 here") {
		return
	}
	for {
		l, err := r.ReadLine()
		if err != nil {
			return
		}
		verb, _, _ := strings.Cut(l, " ")
		usual := map[string]string{"DATA": "354 go on", "QUIT": "221 bye"}[verb]
		if usual == "" {
			usual = "250 ok"
		}
		if !say(verb, usual) {
			return
		}
		if verb == "DATA" && at != "DATA" && !m.data(r, life, at, say) {
			return
		}
	}
}

// data takes a message, unless that is what fails.
func (m *moody) data(r *textproto.Reader, life int, at string, say func(step, usual string) bool) bool {
	raw, err := r.ReadDotBytes()
	if err != nil {
		return false
	}
	if at == "." {
		return say(".", "")
	}
	_, id, _ := strings.Cut(string(raw), "Message-ID: ")
	id, _, _ = strings.Cut(id, "\n")
	m.mu.Lock()
	m.count++
	m.taken[strings.TrimSpace(id)] = append(m.taken[strings.TrimSpace(id)], taking{life, at == "lost"})
	m.mu.Unlock()
	return say("lost", "250 taken")
}

// wait returns when so many more were taken, or nobody has come for a while.
func (m *moody) wait(more int) {
	m.mu.Lock()
	until, last := m.count+more, m.came
	m.mu.Unlock()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	quiet, patience := time.Now(), 30*time.Second // the process starts
	for range tick.C {
		m.mu.Lock()
		taken, came := m.count, m.came
		m.mu.Unlock()
		if came != last {
			last, quiet, patience = came, time.Now(), 500*time.Millisecond
		}
		if taken >= until || time.Since(quiet) > patience {
			return
		}
	}
}

// died is that the process was killed, and what was noted then: it has no other memory of what it sent.
func (m *moody) died(noted map[string]bool) {
	m.t.Helper()
	m.mu.Lock()
	m.deaths[m.life] = noted
	for id := range noted {
		if len(m.taken[id]) == 0 {
			m.t.Errorf("%s is noted as sent, and never came", id)
		}
	}
	m.mu.Unlock()
	m.next()
}

// next is that the process ended.
func (m *moody) next() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.life++
}

// atOnce is how many messages a process has in hand at a time: what it was answered for and did not note can't be more.
const atOnce = 8

// check holds what was taken, and answered, against what may be. A message may come again in two cases: its answer was not
// given, or the process was killed between the answer and the note.
func (m *moody) check(all int) {
	m.t.Helper()
	m.mu.Lock()
	defer m.mu.Unlock()
	lost, unnoted := 0, map[int]int{}
	for id, list := range m.taken {
		for _, one := range list[:len(list)-1] {
			if one.lost {
				lost++
				continue
			}
			noted, killed := m.deaths[one.life]
			if !killed || noted[id] {
				m.t.Errorf("%s came %d times, although the first was answered (in a life that was killed: %t) and noted (%t)", id, len(list), killed, noted[id])
			}
			if unnoted[one.life]++; unnoted[one.life] > atOnce {
				m.t.Errorf("life %d was answered for %d messages that it did not note", one.life, unnoted[one.life])
			}
		}
	}
	if len(m.taken) != all {
		m.t.Errorf("%d arrived of %d", len(m.taken), all)
	}
	m.t.Logf("%d messages, %d lives, %d killed; came again: %d whose answer was not given, %d answered and not noted at a kill", len(m.taken), m.life, len(m.deaths), lost, total(unnoted))
}

func total(counts map[int]int) (n int) {
	for _, c := range counts {
		n += c
	}
	return n
}
