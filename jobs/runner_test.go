package jobs_test

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/jobs"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/office/officetest"
	"anteroom.dev/anteroom/store"
	"anteroom.dev/anteroom/store/storetest"
)

// sender answers each sending by what the test says, and tells of it.
type sender struct {
	mu   sync.Mutex
	say  func(anteroom.Message) error
	sent chan anteroom.Message
}

func (s *sender) Send(_ context.Context, m anteroom.Message, _ *anteroom.File) error {
	s.mu.Lock()
	say := s.say
	s.mu.Unlock()
	defer func() { s.sent <- m }()
	return say(m)
}

func refused(k anteroom.Kind) error {
	return &anteroom.Error{Kind: k, Msg: anteroom.T("error.unavailable"), Err: errors.New("550 no such user")}
}

// outbox is what the database says of the messages.
func outbox(t *testing.T, o *office.Office, jobs []anteroom.Job) []anteroom.Message {
	t.Helper()
	var list []anteroom.Message
	for _, j := range jobs {
		m, _, err := o.Message(context.Background(), j.Company, anteroom.MessageID(j.Target))
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, m)
	}
	return list
}

// dueIn is when the one message that waits in the outbox is tried next; zero where none waits.
func dueIn(t *testing.T, w *officetest.House) (due time.Time) {
	t.Helper()
	waiting, err := w.Office.Outbox(context.Background(), w.Mine.Administrator.Who, anteroom.Target{Company: w.Mine.ID}, anteroom.Find{Where: map[string]string{"kind": string(anteroom.Deliver)}})
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range waiting.Rows {
		due = line.Due
	}
	return due
}

// What becomes of a message: sent; put off for about a minute; refused for good; and a sender that panics ends nothing.
func TestDeliver(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		w := officetest.Build(t, st)
		s := &sender{sent: make(chan anteroom.Message, 10)}
		for _, row := range []struct {
			name  string
			say   func(anteroom.Message) error
			state func(m anteroom.Message, due time.Time) bool
		}{
			{"sent", func(anteroom.Message) error { return nil },
				func(m anteroom.Message, due time.Time) bool { return !m.Sent.IsZero() && due.IsZero() }},
			{"refused for good", func(anteroom.Message) error { return refused(anteroom.Invalid) },
				func(m anteroom.Message, due time.Time) bool {
					return !m.Failed.IsZero() && m.LastError == "550 no such user" && due.IsZero()
				}},
			{"put off", func(anteroom.Message) error { return refused(anteroom.Unavailable) },
				func(m anteroom.Message, due time.Time) bool {
					return m.Sent.IsZero() && m.Failed.IsZero() && m.Attempts == 1 && time.Until(due) > 40*time.Second && time.Until(due) < 80*time.Second
				}},
		} {
			s.mu.Lock()
			s.say = row.say
			s.mu.Unlock()
			m := deliverOne(t, w, s)
			check := func() bool {
				return row.state(outbox(t, w.Office, []anteroom.Job{{Company: m.Company, Target: string(m.ID)}})[0], dueIn(t, w))
			}
			for deadline := time.Now().Add(10 * time.Second); !check(); <-time.After(10 * time.Millisecond) {
				if time.Now().After(deadline) {
					t.Fatalf("%s: got %+v", row.name, outbox(t, w.Office, []anteroom.Job{{Company: m.Company, Target: string(m.ID)}}))
				}
			}
		}
	})
}

// deliverOne lets a call leave a message, and runs the runner until the sender was asked.
func deliverOne(t *testing.T, w *officetest.House, s *sender) anteroom.Message {
	t.Helper()
	w.Call(t, w.Mine, time.Now())
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		jobs.New(w.Office, jobs.Outside{Sender: s}, slog.New(slog.DiscardHandler)).Run(ctx)
	}()
	defer func() { cancel(); <-done }()
	select {
	case m := <-s.sent:
		return m
	case <-time.After(20 * time.Second):
		t.Fatal("the runner sent nothing")
		return anteroom.Message{}
	}
}

// A message that is long in sending holds up none of those that are queued meanwhile.
func TestSlowHoldsUpNothing(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		w := officetest.Build(t, st)
		hung, release := make(chan struct{}), make(chan struct{})
		var begun atomic.Bool
		s := &sender{sent: make(chan anteroom.Message, 10)}
		s.say = func(anteroom.Message) error {
			if begun.CompareAndSwap(false, true) {
				close(hung)
				<-release
			}
			return nil
		}
		ctx, cancel := context.WithCancel(context.Background())
		done := make(chan struct{})
		go func() {
			defer close(done)
			jobs.New(w.Office, jobs.Outside{Sender: s}, slog.New(slog.DiscardHandler)).Run(ctx)
		}()
		w.Call(t, w.Mine, time.Now())
		<-hung
		w.Call(t, w.Mine, time.Now())
		select {
		case <-s.sent:
		case <-time.After(10 * time.Second):
			t.Error("the second message waits for the first")
		}
		close(release)
		cancel()
		<-done
	})
}

// A panic while jobs are looked for ends no process: what else goes on in it goes on, and the runner ends when it is told to.
func TestPanicBetweenJobs(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	said := logged(make(chan string, 1))
	over := make(chan bool)
	go func() {
		jobs.New(nil, jobs.Outside{}, slog.New(slog.NewTextHandler(said, nil))).Run(ctx)
		close(over)
	}()
	if line := <-said; !strings.Contains(line, "jobs: panic") {
		t.Error(line)
	}
	cancel()
	<-over
}

// logged is what a log is told.
type logged chan string

func (l logged) Write(b []byte) (int, error) {
	l <- string(b)
	return len(b), nil
}
