package voice

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"anteroom.dev/anteroom"
)

// books is a desk that keeps what it was told.
type books struct {
	Desk
	mu      sync.Mutex
	why     error           // why it takes nothing; nil: it does
	refuses anteroom.CallID // the end of this one
	asked   int
	told    []string
	calls   map[anteroom.CallID]anteroom.Call
}

func (b *books) Keep(_ context.Context, calls []anteroom.Call) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.asked++
	if b.why != nil {
		return b.why
	}
	for _, c := range calls {
		if !c.Ended.IsZero() && c.ID == b.refuses {
			return anteroom.Missing()
		}
	}
	for _, c := range calls {
		what := "began "
		if !c.Ended.IsZero() {
			what = "ended "
		}
		b.told = append(b.told, what+string(c.ID))
		b.calls[c.ID] = c
	}
	return nil
}

func opened(t *testing.T, dir string) *spool {
	t.Helper()
	s, err := openSpool(dir, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func aCall(id anteroom.CallID, r anteroom.Result) anteroom.Call {
	c := anteroom.Call{ID: id, Company: "c1", Language: "fr"}
	if r != "" {
		c.Ended, c.Result = time.Now(), r
	}
	return c
}

func loudFor(length time.Duration) []int16 { return tone(440, length) }

func (b *books) wants(t *testing.T, want ...string) {
	t.Helper()
	if !slices.Equal(b.told, want) {
		t.Errorf("told %q, not %q", b.told, want)
	}
}

// empty looks that nothing is left but files for the next calls.
func empty(t *testing.T, dir string) {
	t.Helper()
	left, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range left {
		if info, err := f.Info(); err != nil || info.Size() > 0 {
			t.Errorf("left in the spool: %s, %v", f.Name(), err)
		}
	}
}

// The desk is told of each call that it began and that it ended, once and in that order; nothing stays behind.
func TestSpool(t *testing.T) {
	dir, b := t.TempDir(), &books{calls: map[anteroom.CallID]anteroom.Call{}}
	s := opened(t, dir)
	s.began(aCall("a", ""))
	s.round(t.Context(), b)
	s.note(aCall("a", ""))
	s.began(aCall("b", ""))
	s.ended(aCall("b", anteroom.Answered)) // before the desk heard that it began
	s.round(t.Context(), b)
	s.ended(aCall("a", anteroom.Abandoned))
	s.round(t.Context(), b)
	b.wants(t, "began a", "ended b", "ended a")
	empty(t, dir)
}

// What happens at once is told at once; one line that the desk refuses holds up none of the others, and its file serves no other
// call meanwhile.
func TestSpoolTogether(t *testing.T) {
	dir, b := t.TempDir(), &books{calls: map[anteroom.CallID]anteroom.Call{}, refuses: "b"}
	s := opened(t, dir)
	for _, id := range []anteroom.CallID{"a", "b", "c"} {
		s.began(aCall(id, ""))
	}
	if !s.round(t.Context(), b) || b.asked != 1 {
		t.Errorf("asked %d times of three calls", b.asked)
	}
	for _, id := range []anteroom.CallID{"a", "b", "c"} {
		s.ended(aCall(id, anteroom.Answered))
	}
	s.began(aCall("d", ""))
	if s.round(t.Context(), b) {
		t.Error("all is taken")
	}
	b.wants(t, "began a", "began b", "began c", "ended a", "ended c", "began d")
	s.began(aCall("e", ""))
	s.ended(aCall("e", anteroom.Answered))
	again := &books{calls: map[anteroom.CallID]anteroom.Call{}}
	opened(t, dir).round(t.Context(), again)
	slices.Sort(again.told)
	again.wants(t, "ended b", "ended d", "ended e")
	if got := again.calls["b"]; got.Result != anteroom.Answered {
		t.Errorf("%+v", got)
	}
}

// A desk that is away is asked once in a round, whatever waits; what waits outlives the process, and is told when it is back.
func TestSpoolDeskAway(t *testing.T) {
	dir, b := t.TempDir(), &books{calls: map[anteroom.CallID]anteroom.Call{}, why: anteroom.Fail(anteroom.Unavailable, "error.unavailable")}
	s := opened(t, dir)
	message := aCall("a", anteroom.LeftMsg)
	message.Recording = &anteroom.Recording{ID: "a", Length: 2 * time.Second, WAV: wave(loudFor(2 * time.Second))}
	for _, c := range []anteroom.Call{message, aCall("b", anteroom.Lost), aCall("c", anteroom.Lost)} {
		s.began(aCall(c.ID, ""))
		s.ended(c)
	}
	if s.round(t.Context(), b) || b.asked != 1 {
		t.Errorf("asked %d times", b.asked)
	}
	if len(s.done) > 0 {
		t.Errorf("%d calls are in memory still", len(s.done))
	}
	b.why = nil
	if again := opened(t, dir); !again.round(t.Context(), b) {
		t.Error("not taken")
	}
	b.wants(t, "ended a", "ended b", "ended c")
	if got := b.calls["a"]; got.Recording == nil || got.Result != anteroom.LeftMsg || got.Recording.Length < 2*time.Second {
		t.Errorf("%+v", got)
	}
	empty(t, dir)
}

// A call that was in progress when the process was killed is ended: by the last that was written whole, and as a message where
// the caller had begun to leave one.
func TestSpoolKilled(t *testing.T) {
	dir, b := t.TempDir(), &books{calls: map[anteroom.CallID]anteroom.Call{}}
	s := opened(t, dir)
	for _, id := range []anteroom.CallID{"a", "b"} {
		s.began(aCall(id, ""))
		c := aCall(id, "")
		c.Path = []string{"greeting", "voicemail:201"}
		s.note(c)
	}
	s.beginSound("a")
	s.sound("a", wave(loudFor(3 * time.Second))[headerSize:])
	f, err := os.OpenFile(filepath.Join(dir, "b"+lineFile), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	_, torn := f.WriteString(`{"id":"b","path":["greet`)
	if err := errors.Join(torn, f.Close(), os.WriteFile(filepath.Join(dir, "a"+lineFile+partFile), []byte("{"), 0o600)); err != nil {
		t.Fatal(err)
	}
	opened(t, dir).round(t.Context(), b)
	b.wants(t, "ended a", "ended b")
	if got := b.calls["a"]; got.Result != anteroom.LeftMsg || got.Recording == nil || got.Recording.Length < 3*time.Second {
		t.Errorf("%+v", got)
	}
	if got := b.calls["b"]; got.Result != anteroom.Failed || got.Reason != anteroom.ServiceRestarted || len(got.Path) != 2 || got.Ended.IsZero() {
		t.Errorf("%+v", got)
	}
	empty(t, dir)
}

// What was recorded in a call that goes on after the desk has it is no message any more when the process is killed.
func TestSpoolDropped(t *testing.T) {
	dir, b := t.TempDir(), &books{calls: map[anteroom.CallID]anteroom.Call{}}
	s := opened(t, dir)
	s.began(aCall("a", ""))
	s.beginSound("a")
	s.sound("a", wave(loudFor(3 * time.Second))[headerSize:])
	s.drop("a")
	if s.has("a") {
		t.Error("it has it still")
	}
	opened(t, dir).round(t.Context(), b)
	b.wants(t, "ended a")
	if got := b.calls["a"]; got.Reason != anteroom.ServiceRestarted || got.Recording != nil {
		t.Errorf("%+v", got)
	}
	empty(t, dir)
}

// Who speaks long is warned once, a while before the end; what may be short alone is not.
func TestRecordingWarns(t *testing.T) {
	for _, row := range []struct {
		most, said time.Duration
		warns      bool
	}{
		{3 * time.Minute, 0, false}, {3 * time.Minute, 2*time.Minute + 44*time.Second, false}, {3 * time.Minute, 2*time.Minute + 46*time.Second, true}, {warnBefore, warnBefore, false},
	} {
		r := newRecording(nil, "a", anteroom.Record{Most: row.most, Draft: true})
		if r.warns() {
			t.Error("before the tone")
		}
		r.start()
		r.began = r.began.Add(-row.said)
		if got := r.warns(); got != row.warns || r.warns() {
			t.Errorf("%v after %v: %v", row.most, row.said, got)
		}
	}
}

// A call that says much is kept in a file that does not grow with each step.
func TestSpoolLong(t *testing.T) {
	dir, b := t.TempDir(), &books{calls: map[anteroom.CallID]anteroom.Call{}}
	s := opened(t, dir)
	s.began(aCall("a", ""))
	c := aCall("a", "")
	for range 500 {
		c.Path = append(c.Path, "menu "+strings.Repeat("x", 20))
		s.note(c)
		info, err := os.Stat(filepath.Join(dir, "a"+lineFile))
		if err != nil || info.Size() > mostLine {
			t.Fatalf("after %d steps: %v, %v", len(c.Path), info.Size(), err)
		}
	}
	opened(t, dir).round(t.Context(), b)
	if got := b.calls["a"]; len(got.Path) != 500 {
		t.Errorf("%d steps are left", len(got.Path))
	}
}

// A disk that takes nothing loses no call, nor its message, while the desk answers.
func TestSpoolDiskGone(t *testing.T) {
	dir, b := t.TempDir(), &books{calls: map[anteroom.CallID]anteroom.Call{}, why: anteroom.Fail(anteroom.Unavailable, "error.unavailable")}
	s := opened(t, dir)
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	s.began(aCall("a", ""))
	s.note(aCall("a", ""))
	s.beginSound("a")
	s.sound("a", make([]byte, 320))
	message := aCall("a", anteroom.LeftMsg)
	message.Recording = &anteroom.Recording{ID: "a", Length: time.Second, WAV: wave(loudFor(time.Second))}
	s.ended(message)
	s.round(t.Context(), b)
	b.why = nil
	s.round(t.Context(), b)
	b.wants(t, "ended a")
	if got := b.calls["a"]; got.Recording == nil || got.Result != anteroom.LeftMsg {
		t.Errorf("%+v", got)
	}
}

// A message that the disk did not keep is counted until the desk has it: the operator is to see that it may be lost.
func TestSpoolInMemory(t *testing.T) {
	s, b := opened(t, t.TempDir()), &books{calls: map[anteroom.CallID]anteroom.Call{}, why: anteroom.Fail(anteroom.Unavailable, "error.unavailable")}
	for _, id := range []anteroom.CallID{"kept", "lost"} {
		c := anteroom.Call{ID: id, Began: time.Now()}
		s.began(c)
		if id == "lost" {
			_ = s.entry(id).line.Close()
		}
		c.Ended, c.Recording = time.Now(), &anteroom.Recording{ID: anteroom.RecordingID(id), Length: time.Second, WAV: wave(make([]int16, rate))}
		s.ended(c)
	}
	s.round(context.Background(), b)
	if n := s.inMemory(); n != 1 {
		t.Errorf("%d messages are in memory alone", n)
	}
	b.why = nil
	s.round(context.Background(), b)
	if n := s.inMemory(); n != 0 || len(b.calls) != 2 {
		t.Errorf("%d messages are in memory alone, the desk has %d calls", n, len(b.calls))
	}
}
