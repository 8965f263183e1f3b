package voice_test

import (
	"cmp"
	"context"
	"crypto/md5"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"log/slog"
	"math"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/fake"
	"anteroom.dev/anteroom/voice"
)

// desk answers one number with one plan, and keeps what it is told.
type desk struct {
	plan   anteroom.Plan
	phone  anteroom.Phone
	other  anteroom.Phone
	third  anteroom.Phone
	routes sync.Mutex     // of route, and of plan where that changes
	route  anteroom.Route // of what a phone dials
	wrong  string         // what nobody may dial
	away   bool           // it knows no phone
	gone   atomic.Bool    // it answers nothing at all
	dumb   atomic.Bool    // nothing can be spoken
	calls  chan string    // what phones dialled: phone, number
	ended  chan anteroom.Call
	sounds map[anteroom.RecordingID][]byte
	repeat map[anteroom.PromptID]int // how often a prompt is said on end; 0: once
	assist func(context.Context, anteroom.Assistance) (anteroom.Answer, error)
}

// there fails while the desk answers nothing.
func (d *desk) there() error {
	if d.gone.Load() {
		return anteroom.Fail(anteroom.Unavailable, "error.unavailable")
	}
	return nil
}

func (d *desk) Answer(_ context.Context, in anteroom.Incoming) (anteroom.Plan, error) {
	if err := d.there(); err != nil {
		return anteroom.Plan{}, err
	}
	if in.Number != "+14185550100" {
		return anteroom.Plan{}, anteroom.Missing()
	}
	d.routes.Lock()
	defer d.routes.Unlock()
	return d.plan, nil
}
func (d *desk) Keep(_ context.Context, calls []anteroom.Call) error {
	if err := d.there(); err != nil {
		return err
	}
	for _, c := range calls {
		if !c.Ended.IsZero() {
			d.ended <- c
		}
	}
	return nil
}
func (d *desk) Assist(ctx context.Context, a anteroom.Assistance) (anteroom.Answer, error) {
	if err := d.there(); err != nil {
		return anteroom.Answer{}, err
	}
	d.routes.Lock()
	assist := d.assist
	d.routes.Unlock()
	if assist == nil {
		return anteroom.Answer{}, anteroom.Missing()
	}
	return assist(ctx, a)
}
func (d *desk) Sound(_ context.Context, _ anteroom.CompanyID, id anteroom.RecordingID) ([]byte, error) {
	if wav, ok := d.sounds[id]; ok && d.there() == nil {
		return wav, nil
	}
	return nil, anteroom.Missing()
}
func (d *desk) Waiting(context.Context, anteroom.CompanyID, anteroom.UserID) (anteroom.VoiceCounts, error) {
	return anteroom.VoiceCounts{New: 2, Kept: 5}, nil
}
func (d *desk) Phone(_ context.Context, name string) (anteroom.Phone, error) {
	d.routes.Lock()
	defer d.routes.Unlock()
	if d.away {
		return anteroom.Phone{}, anteroom.Fail(anteroom.Unavailable, "error.unavailable")
	}
	for _, p := range []anteroom.Phone{d.phone, d.other, d.third} {
		if p.Name == name {
			return p, nil
		}
	}
	return anteroom.Phone{}, anteroom.Missing()
}
func (d *desk) Dialled(_ context.Context, from anteroom.Phone, number string) (anteroom.Route, error) {
	d.calls <- from.Name + " " + number
	d.routes.Lock()
	defer d.routes.Unlock()
	if d.wrong == number {
		return anteroom.Route{Plan: anteroom.Plan{Company: "c1", Refused: anteroom.NotAllowed, Gate: &anteroom.Decision{Permit: anteroom.Denied, Why: anteroom.WhyRule}}}, nil
	}
	extension, picks := strings.CutPrefix(number, "*8")
	for _, p := range d.route.Plan.People {
		if p.Extension == extension {
			r := d.route
			r.Number, r.Plan.To = anteroom.NumberID(number), p.User
			if picks {
				r.Plan.PickUp, r.Plan.Refused = p.User, anteroom.NothingRings
			}
			return r, nil
		}
	}
	return d.route, nil
}

// chirp says every prompt as a sound of its own.
type chirp struct {
	dumb   *atomic.Bool              // nil: it always speaks
	repeat map[anteroom.PromptID]int // how often a prompt is said on end; 0: once
}

func (c chirp) Say(_ context.Context, p anteroom.Prompt) ([]int16, error) {
	if c.dumb != nil && c.dumb.Load() {
		return nil, errors.New("nothing can be said")
	}
	return slices.Repeat(sound(string(p.ID)+string(p.Language)), max(1, c.repeat[p.ID])), nil
}

func sound(name string) []int16 {
	seed := 0.0
	for _, r := range name {
		seed = seed*1.7 + float64(r)
	}
	pcm := make([]int16, 4000)
	phase := 0.0
	for i := range pcm {
		phase += 2 * math.Pi * (400 + 300*math.Sin(float64(i)/900*(1+math.Mod(seed, 7)))) / 8000
		pcm[i] = int16(8000 * math.Sin(phase))
	}
	return pcm
}

func serve(t *testing.T, d voice.Desk) *voice.Service { return serveWith(t, d, voice.Config{}) }

// serveWith serves with what is set of a configuration.
func serveWith(t *testing.T, d voice.Desk, cfg voice.Config) *voice.Service {
	t.Helper()
	s := listen(t, d, cfg)
	t.Cleanup(begin(s))
	return s
}

func listen(t *testing.T, d voice.Desk, cfg voice.Config) *voice.Service {
	t.Helper()
	cfg.Addr, cfg.Realm, cfg.MaxCalls, cfg.Drain = cmp.Or(cfg.Addr, "127.0.0.1:0"), "anteroom", 100, 200*time.Millisecond
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.NewTextHandler(os.Stderr, nil))
	}
	if cfg.Spool == "" {
		cfg.Spool = t.TempDir()
	}
	speaker := chirp{}
	if d, ok := d.(*desk); ok {
		speaker.dumb, speaker.repeat = &d.dumb, d.repeat
	}
	s, err := voice.Listen(cfg, d, speaker)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// begin has it answer, and is how it is stopped; twice is once.
func begin(s *voice.Service) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.Serve(ctx) }()
	return sync.OnceFunc(func() { cancel(); <-done })
}

func TestMessage(t *testing.T) {
	d := &desk{ended: make(chan anteroom.Call, 10), plan: anteroom.Plan{Company: "c1", CompanyName: "Boréal", Languages: anteroom.Languages{First: "fr", Second: "en"},
		People: []anteroom.Person{{User: "u1", First: "Marc", Last: "Tremblay", Extension: "201"}}}}
	s := serve(t, d)
	p, err := fake.NewPhone("caller")
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 40*time.Second)
	defer cancel()
	c, err := p.Dial(ctx, "+14185550100", s.Addr())
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct{ hear, key string }{{"greetingfr", ""}, {"language_offeren", "2"}, {"menuen", "201"}, {"connectingen", ""}, {"voicemailen", ""}} {
		if _, err := c.Hear(ctx, sound(step.hear)); err != nil {
			t.Fatal(step.hear, err)
		}
		c.Key(step.key)
	}
	words := sound("hello")
	for range 4 {
		words = append(words, words...)
		if len(words) > 40000 {
			break
		}
	}
	c.Speak(words)
	if err := c.Listen(ctx, 6*time.Second); err != nil {
		t.Fatal(err)
	}
	c.Key("#")
	if err := c.Ended(ctx); err != nil {
		t.Fatal(err)
	}
	line := <-d.ended
	t.Logf("%+v %s", line, line.Recording.Length)
}

func ha1(hash func(string) string, name, password string) string {
	return hash(name + ":anteroom:" + password)
}

func TestRing(t *testing.T) {
	d := &desk{ended: make(chan anteroom.Call, 10), plan: anteroom.Plan{Company: "c1", CompanyName: "Boréal", Languages: anteroom.Languages{First: "fr"},
		People: []anteroom.Person{{User: "u1", First: "Marc", Last: "Tremblay", Extension: "201"}}},
		phone: anteroom.Phone{Name: "marc", User: "u1", HA1MD5: ha1(md5Hex, "marc", "secret"), HA1SHA256: ha1(sha256Hex, "marc", "secret")}}
	s := serve(t, d)
	ctx, cancel := context.WithTimeout(context.Background(), 40*time.Second)
	defer cancel()
	caller, err := fake.NewPhone("caller")
	if err != nil {
		t.Fatal(err)
	}
	defer caller.Close()
	user, err := fake.NewPhone("marc")
	if err != nil {
		t.Fatal(err)
	}
	defer user.Close()
	if err := user.Register(ctx, s.Addr(), "wrong"); err == nil {
		t.Error("a wrong password was taken")
	}
	if err := user.Register(ctx, s.Addr(), "secret"); err != nil {
		t.Fatal(err)
	}
	c, err := caller.Dial(ctx, "+14185550100", s.Addr())
	if err != nil {
		t.Fatal(err)
	}
	c.Key("201")
	u, err := user.Incoming(ctx)
	if err != nil {
		t.Fatal(err)
	}
	c.Speak(sound("from the caller"))
	u.Speak(sound("from the user"))
	if _, err := c.Hear(ctx, sound("from the user")); err != nil {
		t.Error(err)
	}
	if _, err := u.Hear(ctx, sound("from the caller")); err != nil {
		t.Error(err)
	}
	u.Hangup()
	if err := c.Ended(ctx); err != nil {
		t.Error(err)
	}
	line := <-d.ended
	if line.Result != anteroom.Answered || line.Reason != anteroom.UserHungUp || line.User != "u1" {
		t.Errorf("got %+v", line)
	}
}

func md5Hex(s string) string    { sum := md5.Sum([]byte(s)); return hex.EncodeToString(sum[:]) }
func sha256Hex(s string) string { sum := sha256.Sum256([]byte(s)); return hex.EncodeToString(sum[:]) }
