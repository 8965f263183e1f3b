package voice_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/fake"
	"anteroom.dev/anteroom/locale"
	"anteroom.dev/anteroom/speech"
	"anteroom.dev/anteroom/voice"
)

// failing is a floor on which something is going to fail in a call, in one of the two languages.
type failing struct {
	*floor
	language string
	spool    string
	log      *written
	trunk    *fake.Phone // nil: none
	away     atomic.Bool // what the trunks' callers ask the store for
}

// written is a log that can be read.
type written struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (w *written) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.text.Write(p)
}

func (w *written) count(what string) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return strings.Count(w.text.String(), what)
}

func newFailing(t *testing.T, language string, trunk *fake.Phone) *failing {
	t.Helper()
	f := &failing{language: language, spool: t.TempDir(), log: &written{}, trunk: trunk}
	cfg := voice.Config{Sessions: time.Second, Spool: f.spool, Log: slog.New(slog.NewTextHandler(f.log, nil))}
	if trunk != nil {
		cfg.Lines = &lines{trunks: []anteroom.TrunkAccess{north(trunk, 0)}, pin: "4711", gone: &f.away}
	}
	f.floor = newFloor(t, cfg)
	f.elise.Behave(fake.Manner{Refuse: 486})
	f.routes.Lock()
	defer f.routes.Unlock()
	f.assist = func(_ context.Context, a anteroom.Assistance) (anteroom.Answer, error) {
		if _, ok := a.Of.(anteroom.SignIn); ok {
			return anteroom.Answer{Desk: &anteroom.Desk{User: "u2", Languages: anteroom.Languages{First: "fr", Second: "en"}}}, nil
		}
		return anteroom.Answer{}, nil
	}
	return f
}

// hears fails where the next prompt is another, or in another language.
func (f *failing) hears(c *fake.Call, prompts ...string) {
	f.t.Helper()
	for _, p := range prompts {
		if _, err := c.Hear(f.ctx, sound(p+f.language)); err != nil {
			f.t.Error(p, "is not heard in", f.language, err)
		}
	}
}

// The states in which something fails. Whoever calls has chosen the language.

func (f *failing) menu() *fake.Call {
	f.t.Helper()
	c := f.chosen()
	f.hears(c, "menu")
	return c
}

// chosen is a caller who has chosen the language, and nothing else.
func (f *failing) chosen() *fake.Call {
	f.t.Helper()
	f.dies = newStranger(f.floor)
	c, err := f.dies.Dial(f.ctx, "+14185550100", f.s.Addr())
	if err != nil {
		f.t.Fatal(err)
	}
	if _, err := c.Hear(f.ctx, sound("language_offeren")); err != nil {
		f.t.Fatal(err)
	}
	c.Key(map[string]string{"fr": "1", "en": "2"}[f.language])
	return c
}

func (f *failing) ringing() *fake.Call {
	f.t.Helper()
	f.elise.Behave(fake.Manner{Rings: 20 * time.Second})
	c := f.menu()
	c.Key("202")
	if _, err := f.elise.Invited(f.ctx); err != nil {
		f.t.Error(err)
	}
	return c
}

func (f *failing) talking() (c, user *fake.Call) {
	f.t.Helper()
	f.elise.Behave(fake.Manner{})
	c = f.menu()
	c.Key("202")
	user, err := f.elise.Incoming(f.ctx)
	if err != nil {
		f.t.Fatal(err)
	}
	f.talk(c, user)
	return c, user
}

func (f *failing) recording() *fake.Call {
	f.t.Helper()
	c := f.menu()
	c.Key("202")
	f.hears(c, "voicemail")
	f.says(c)
	return c
}

// forwarded is a caller whom a rule of Élise's brings to a number outside, by a trunk.
func (f *failing) forwarded() *fake.Call {
	f.t.Helper()
	c := f.menu()
	c.Key("202")
	f.hears(c, "connecting", "voicemail")
	return c
}

// says leaves two seconds of a message, from after the tone.
func (f *failing) says(c *fake.Call) {
	if err := c.Say(f.ctx, append(make([]int16, 6000), speechOf(2)...)); err != nil {
		f.t.Error(err)
	}
}

func (f *failing) signingIn() *fake.Call {
	f.t.Helper()
	c := f.menu()
	c.Key("202")
	if _, err := c.Hear(f.ctx, sound("voicemail" + f.language)[:1600]); err != nil { // before the tone: from then on * is part of the message
		f.t.Error(err)
	}
	c.Key("*")
	f.hears(c, "ask_pin")
	return c
}

func (f *failing) assistant() *fake.Call {
	f.t.Helper()
	c := f.signingIn()
	c.Key("4815#")
	f.hears(c, "desk_menu")
	return c
}

// vanish puts a socket that answers nothing in the place of a phone; absent one that takes nothing from us, so that what is sent there
// is refused by ICMP. Its port is nobody else’s meanwhile: another phone would answer for it.
func vanish(t *testing.T, p *fake.Phone) { replaced(t, p, nil) }
func absent(t *testing.T, p *fake.Phone) {
	replaced(t, p, &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 9})
}

func replaced(t *testing.T, p *fake.Phone, from *net.UDPAddr) {
	t.Helper()
	at, err := net.ResolveUDPAddr("udp", p.Addr())
	if err != nil {
		t.Fatal(err)
	}
	p.Close()
	var socket net.Conn
	if from == nil {
		socket, err = net.ListenUDP("udp", at)
	} else {
		socket, err = net.DialUDP("udp", at, from)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = socket.Close() })
}

// full has the disk take nothing more of what is recorded.
func (f *failing) full() {
	lines, err := filepath.Glob(filepath.Join(f.spool, "*.json"))
	for _, line := range lines {
		if name := strings.TrimSuffix(line, ".json"); filepath.Base(name) != "phones" {
			err = errors.Join(err, os.Symlink("/dev/full", name+".pcm"))
		}
	}
	if err != nil {
		f.t.Fatal(err)
	}
}

// thingsFail: states against failures. Both languages come up.
func thingsFail(r *rows) {
	for name, row := range map[string]struct {
		do     func(*failing) (still *fake.Call) // who must be hung up on; nil: nobody
		result anteroom.Result
		why    anteroom.Reason
	}{
		"TERM in the menu": {func(f *failing) *fake.Call { c := f.menu(); go f.stop(); f.hears(c, "service_stopping"); return c }, anteroom.Failed, anteroom.ServiceStopped},
		"TERM while it rings": {func(f *failing) *fake.Call {
			c := f.ringing()
			go f.stop()
			f.hears(c, "service_stopping")
			f.stop()
			if _, rings := f.elise.Cancelled(f.ctx); rings != nil {
				f.t.Error("the phone rings on:", rings)
			}
			return c
		}, anteroom.Failed, anteroom.ServiceStopped},
		"TERM in the conversation": {func(f *failing) *fake.Call {
			c, user := f.talking()
			go f.stop()
			f.hears(c, "service_stopping")
			f.over(user)
			return c
		}, anteroom.Answered, anteroom.ServiceStopped},
		"TERM in a message":       {func(f *failing) *fake.Call { c := f.recording(); go f.stop(); f.hears(c, "service_stopping"); return c }, anteroom.LeftMsg, anteroom.ServiceStopped},
		"TERM with the assistant": {func(f *failing) *fake.Call { c := f.assistant(); go f.stop(); f.hears(c, "service_stopping"); return c }, anteroom.Served, anteroom.ServiceStopped},
		"the store away from the menu to the message": {func(f *failing) *fake.Call {
			c := f.menu()
			f.gone.Store(true)
			c.Key("202")
			f.hears(c, "voicemail")
			f.says(c)
			c.Key("#")
			f.hears(c, "message_sent")
			f.over(c)
			f.gone.Store(false)
			return nil
		}, anteroom.LeftMsg, anteroom.MessageLeft},
		"the store away in the conversation": {func(f *failing) *fake.Call {
			c, user := f.talking()
			f.gone.Store(true)
			f.talk(c, user)
			c.Hangup()
			f.over(user)
			f.gone.Store(false)
			return nil
		}, anteroom.Answered, anteroom.CallerHungUp},
		"the store away at the PIN": {func(f *failing) *fake.Call {
			c := f.signingIn()
			f.gone.Store(true)
			c.Key("4815#")
			f.hears(c, "desk_failed", "goodbye")
			f.over(c)
			f.gone.Store(false)
			return nil
		}, anteroom.Failed, anteroom.InternalError},
		"the store away with the assistant": {func(f *failing) *fake.Call {
			c := f.assistant()
			f.gone.Store(true)
			c.Key("1")
			f.hears(c, "desk_failed", "desk_menu")
			c.Key("*")
			f.hears(c, "goodbye")
			f.over(c)
			f.gone.Store(false)
			return nil
		}, anteroom.Served, anteroom.SignedOut},
		"the disk full in a message": {func(f *failing) *fake.Call {
			c := f.menu()
			f.full()
			c.Key("202")
			f.hears(c, "voicemail")
			f.says(c)
			c.Key("#")
			f.hears(c, "message_sent")
			if n := f.log.count("no space left on device"); n != 1 {
				f.t.Error("the log says so", n, "times")
			}
			return c
		}, anteroom.LeftMsg, anteroom.MessageLeft},
		"a phone that is not there": {func(f *failing) *fake.Call {
			absent(f.t, f.elise)
			c := f.menu()
			c.Key("202")
			f.hears(c, "connecting", "voicemail")
			c.Hangup()
			return nil
		}, anteroom.Abandoned, anteroom.CallerHungUp},
		"a phone that says nothing": {func(f *failing) *fake.Call {
			vanish(f.t, f.elise)
			c := f.menu()
			c.Key("202")
			f.hears(c, "connecting", "voicemail")
			c.Hangup()
			return nil
		}, anteroom.Abandoned, anteroom.CallerHungUp},
		"the caller hangs up while it rings":     {func(f *failing) *fake.Call { f.ringing().Hangup(); return nil }, anteroom.Abandoned, anteroom.CallerHungUp},
		"the caller hangs up on the assistant":   {func(f *failing) *fake.Call { f.assistant().Hangup(); return nil }, anteroom.Served, anteroom.CallerHungUp},
		"the caller vanishes from the assistant": {func(f *failing) *fake.Call { f.assistant(); vanish(f.t, f.dies); return nil }, anteroom.Served, anteroom.Vanished},
		"the caller's sound stops in a message":  {func(f *failing) *fake.Call { c := f.recording(); c.Mute(); return c }, anteroom.LeftMsg, anteroom.MessageLeft},
		"a user hangs up on a caller who is long unheard": {func(f *failing) *fake.Call {
			c, user := f.talking()
			c.Mute()
			if err := c.Listen(f.ctx, 3500*time.Millisecond); err != nil {
				f.t.Error(err)
			}
			user.Hangup()
			return c
		}, anteroom.Answered, anteroom.UserHungUp},
	} {
		r.run(name, func(t *testing.T) {
			f := newFailing(t, []string{"fr", "en"}[len(name)%2], nil)
			if still := row.do(f); still != nil {
				f.over(still)
			}
			if line := f.endsOnce(row.result, row.why); string(line.Language) != f.language || line.Recording != nil && line.Recording.Length < time.Second {
				t.Errorf("in %s, %v", line.Language, line.Recording)
			}
		})
	}
}

// trunksFail: a call that is forwarded comes to voicemail, whatever the trunk says, or where it says nothing, or is not there.
func trunksFail(r *rows) {
	for name, fails := range map[string]func(t *testing.T, trunk *fake.Phone){
		"a trunk that refuses":      func(_ *testing.T, trunk *fake.Phone) { trunk.Behave(fake.Manner{Refuse: 503}) },
		"a trunk that is not there": absent,
	} {
		for _, language := range []string{"fr", "en"} {
			r.run(name+" in "+language, func(t *testing.T) {
				trunk, err := fake.NewPhone("trunk")
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(trunk.Close)
				f := newFailing(t, language, trunk)
				fails(t, trunk)
				rule := anteroom.CallRule{From: anteroom.FromAnybody, Deed: anteroom.DeedNumber, Number: "5145550122", Dial: "+15145550122", Seconds: 20, Then: anteroom.DeedVoicemail}
				f.routes.Lock()
				f.plan.Smart = map[anteroom.UserID]anteroom.Smart{"u2": {Rules: []anteroom.CallRule{rule}}}
				f.routes.Unlock()
				f.forwarded().Hangup()
				if line := f.endsOnce(anteroom.Abandoned, anteroom.CallerHungUp); string(line.Language) != language || line.User != "u2" || len(line.Outside) > 0 {
					t.Errorf("%+v", line)
				}
			})
		}
	}
}

// nothingLeft fails where something goes on, or is open, that was not before.
func nothingLeft(t *testing.T, before int) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		left, open := left(), files(t)
		if left == "" && open <= before {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("%d files are open, before %d: %s; goroutines:\n%s", open, before, names(), left)
		}
	}
}

// left is the goroutines of the service that go on.
func left() string {
	all := make([]byte, 4<<20)
	all = all[:runtime.Stack(all, true)]
	var list []string
	for _, one := range strings.Split(string(all), "\n\n") {
		if strings.Contains(one, "anteroom/voice.") {
			list = append(list, one)
		}
	}
	return strings.Join(list, "\n\n")
}

// files is how many files and sockets are open.
func files(t *testing.T) int {
	t.Helper()
	if socket, err := net.ListenPacket("udp", "127.0.0.1:0"); err == nil { // from the first one on the runtime keeps two files
		_ = socket.Close()
	}
	list, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	return len(list)
}

// names are what the open files are.
func names() (list []string) {
	files, _ := filepath.Glob("/proc/self/fd/*") // what can't be read is not told
	for _, f := range files {
		name, _ := os.Readlink(f)
		list = append(list, name)
	}
	return list
}

// dumb speaks nothing: as an engine that was killed, or is not there.
type dumb struct{}

func (dumb) Voice(anteroom.Language) string { return "dumb" }
func (dumb) Speak(context.Context, anteroom.Language, string) (speech.Sound, error) {
	return speech.Sound{}, errors.New("signal: killed")
}

// nothingSpeaks: where the engine is away callers hear what is built in, in either language; where nothing at all can be said they
// hear a tone.
func nothingSpeaks(r *rows) {
	catalogue, err := locale.Load()
	if err != nil {
		r.t.Fatal(err)
	}
	away := speech.New(catalogue, speech.Options{Engine: dumb{}})
	for name, speaker := range map[string]voice.Speaker{"the engine away": away, "no speaker at all": silentSpeaker{}} {
		r.run(name, func(t *testing.T) {
			d := receptionist()
			d.plan.Free = true // an announcement in both languages
			s, err := voice.Listen(voice.Config{Addr: "127.0.0.1:0", Realm: "anteroom", MaxCalls: 9, Drain: time.Second, Spool: t.TempDir(), Log: slog.New(slog.DiscardHandler)}, d, speaker)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(begin(s))
			ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
			defer cancel()
			p, err := fake.NewPhone("caller")
			if err != nil {
				t.Fatal(err)
			}
			defer p.Close()
			c, err := p.Dial(ctx, "+14185550100", s.Addr())
			if err != nil {
				t.Fatal(err)
			}
			for _, l := range []anteroom.Language{"fr", "en"} {
				pcm := voice.Unsaid()
				if speaker == away {
					pcm, err = speech.New(catalogue, speech.Options{}).Say(ctx, anteroom.Prompt{ID: "number_unassigned", Language: l})
				}
				if _, unheard := c.Hear(ctx, pcm); err != nil || unheard != nil {
					t.Error(l, err, unheard)
				}
			}
			if err := c.Ended(ctx); err != nil {
				t.Error(err)
			}
			if line := <-d.ended; line.Result != anteroom.Announced || len(line.Prompts) != 2 {
				t.Errorf("%+v", line)
			}
		})
	}
}

type silentSpeaker struct{}

func (silentSpeaker) Say(context.Context, anteroom.Prompt) ([]int16, error) {
	return nil, errors.New("nothing can be said")
}
