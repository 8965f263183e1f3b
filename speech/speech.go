// Package speech turns the prompts of a call into sound. It owns the engines that speak text, the sound built into the
// program (the fixed words of every prompt, letters, digits), and the cache of what an engine has spoken.
//
// A prompt is cut at its placeholder, and the pieces are joined: the fixed words are spoken once for all calls, a name
// once for all its calls. A prompt is all in one voice: where an engine fails at one piece, or takes longer than a
// caller waits, the whole prompt is said in the built-in voice, with names spelled. It never decides what is said.
package speech

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"strings"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/locale"
	"golang.org/x/sync/singleflight"
)

// Engine speaks text. Implementations are safe from many goroutines.
type Engine interface {
	// Voice names engine and voice: a sound is kept under it, and another voice is another sound.
	Voice(l anteroom.Language) string
	// Speak gives up when the context ends. An error is an *anteroom.Error, Unavailable.
	Speak(ctx context.Context, l anteroom.Language, text string) (Sound, error)
}

// Sound is speech as an engine gives it: mono, at its own rate in hertz.
type Sound struct {
	Rate int
	PCM  []int16
}

// Options are those of a Speaker.
type Options struct {
	Engine   Engine // nil: only what is built in; names are spelled
	CacheDir string // made where it is missing; empty: nothing outlives the process
	Log      *slog.Logger
}

// The limits within which a caller is served.
const (
	callerTime = 3 * time.Second  // a caller waits no longer for an engine
	engineTime = 15 * time.Second // an engine works no longer on a text, for later callers
	restTime   = 30 * time.Second // an engine that failed is not asked again
	atOnce     = 4                // texts that an engine is given at one time
	memoryMost = 16 << 20         // bytes of clips kept in memory, and as many of whole prompts
	diskMost   = 64 << 20         // bytes of sound kept in the cache folder
)

// Speaker says prompts. It is safe from many goroutines.
type Speaker struct {
	catalogue *locale.Catalogue
	engine    Engine
	log       *slog.Logger
	builtIn   builtIn
	memory    *memory[byte]  // clips
	joined    *memory[int16] // whole prompts
	disk      *disk
	flights   singleflight.Group
	slots     chan struct{}
	health    health
	patience  time.Duration
}

// New makes a Speaker. A cache folder that can't be used is logged and done without.
func New(c *locale.Catalogue, o Options) *Speaker {
	log := o.Log
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	s := &Speaker{catalogue: c, engine: o.Engine, log: log, builtIn: loadBuiltIn(), memory: newMemory[byte](memoryMost), joined: newMemory[int16](memoryMost),
		slots: make(chan struct{}, atOnce), health: health{now: time.Now, log: log}, patience: callerTime}
	if o.CacheDir != "" && o.Engine != nil {
		d, err := openDisk(o.CacheDir, diskMost)
		if err != nil {
			log.Warn("speech: the cache folder can't be used", "err", err)
		}
		s.disk = d
	}
	return s
}

// Say is the prompt as sound: 8 kHz, mono, levelled, the same for the same prompt and voice; shared by all who ask for it, so
// not to be changed. It waits at most three seconds for an engine, then does without. Errors: Internal for a prompt or
// language that the catalogue doesn't have; Unavailable where nothing can say it, or the context has ended.
func (s *Speaker) Say(ctx context.Context, p anteroom.Prompt) ([]int16, error) {
	if p.Private && p.Text != "" {
		if pcm, err := s.read(ctx, p.Language, p.Text); err == nil {
			return pcm, nil
		}
		p.Text = ""
	}
	if s.engine == nil { // nobody reads it: what the catalogue says is heard
		p.Text = ""
	}
	clips, err := script(s.catalogue, p)
	if err != nil {
		return nil, err
	}
	if s.engine != nil {
		pcm, err := s.whole(s.key, clips, func() ([][]byte, error) { return s.spoken(ctx, clips) })
		if err == nil {
			return pcm, nil
		}
		if ctx.Err() != nil {
			return nil, unavailable(ctx.Err())
		}
	}
	if p.Text != "" {
		p.Text = ""
		if clips, err = script(s.catalogue, p); err != nil {
			return nil, err
		}
	}
	return s.whole(Clip.File, clips, func() ([][]byte, error) { return s.own(clips) })
}

// whole is a prompt of which the clips, each under its name, may have been joined before.
func (s *Speaker) whole(name func(Clip) string, clips []Clip, sounds func() ([][]byte, error)) ([]int16, error) {
	var key strings.Builder
	for _, c := range clips {
		key.WriteString(name(c))
		key.WriteByte(' ')
	}
	if pcm := s.joined.get(key.String()); pcm != nil {
		return pcm, nil
	}
	list, err := sounds()
	if err != nil {
		return nil, err
	}
	pcm := join(list)
	s.joined.put(key.String(), pcm)
	return pcm, nil
}

// spoken has each clip from the engine's voice: built in, kept, or spoken now.
func (s *Speaker) spoken(ctx context.Context, clips []Clip) ([][]byte, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, s.patience, errSlow)
	defer cancel()
	sounds := make([][]byte, len(clips))
	flights := make([]<-chan singleflight.Result, len(clips))
	for i, c := range clips { // all of them take off before the first is waited for
		if sounds[i] = s.kept(c); sounds[i] == nil {
			if err := s.health.resting(); err != nil {
				return nil, err
			}
			flights[i] = s.flights.DoChan(s.key(c), func() (any, error) { return s.render(c) })
		}
	}
	for i, f := range flights {
		if f == nil {
			continue
		}
		select {
		case r := <-f:
			if r.Err != nil {
				return nil, r.Err
			}
			sounds[i] = r.Val.([]byte)
		case <-ctx.Done():
			if errors.Is(context.Cause(ctx), errSlow) {
				s.health.failed(errSlow)
			}
			return nil, unavailable(context.Cause(ctx))
		}
	}
	return sounds, nil
}

var errSlow = errors.New("the engine took too long")

func (s *Speaker) key(c Clip) string { return c.key(s.engine.Voice(c.Language)) }

// kept is a clip that need not be spoken any more; nil where there is none.
func (s *Speaker) kept(c Clip) []byte {
	if s.engine.Voice(c.Language) == builtInVoice(c.Language) {
		if sound, ok := s.builtIn.of(c); ok {
			return sound
		}
	}
	key := s.key(c)
	if sound := s.memory.get(key); sound != nil {
		return sound
	}
	sound := s.disk.get(key)
	if sound != nil {
		s.memory.put(key, sound)
	}
	return sound
}

// render has the engine speak a clip, and keeps it. No caller's context reaches it: who hangs up must not take the
// sound from the others who wait for it.
func (s *Speaker) render(c Clip) (sound []byte, err error) {
	defer func() {
		if p := recover(); p != nil { // it would end the process, for this is nobody's goroutine
			s.log.Error("speech: panic", "panic", p, "stack", string(debug.Stack()))
			sound, err = nil, unavailable(errors.New("the engine panicked"))
			s.health.failed(err)
		}
	}()
	ctx, cancel := context.WithTimeout(context.Background(), engineTime)
	defer cancel()
	select {
	case s.slots <- struct{}{}:
		defer func() { <-s.slots }()
	case <-ctx.Done():
		return nil, unavailable(ctx.Err())
	}
	began := time.Now()
	sound, err = Render(ctx, s.engine, c)
	if err != nil {
		s.health.failed(err)
		return nil, err
	}
	if time.Since(began) < s.patience {
		s.health.well()
	}
	s.memory.put(s.key(c), sound)
	if err := s.disk.put(s.key(c), sound); err != nil {
		s.log.Warn("speech: a sound could not be kept", "err", err)
	}
	return sound, nil
}

// own says the clips in the built-in voice; a name that isn't built in is spelled.
func (s *Speaker) own(clips []Clip) ([][]byte, error) {
	sounds := make([][]byte, 0, len(clips))
	for _, c := range clips {
		sound, ok := s.builtIn.of(c)
		switch {
		case ok:
		case c.Name != "":
			sound = s.spell(c)
		default:
			return nil, unavailable(fmt.Errorf("%s: %q is not built in", c.Language, c.Text))
		}
		sounds = append(sounds, sound)
	}
	return sounds, nil
}

func unavailable(err error) error {
	e := anteroom.Fail(anteroom.Unavailable, "error.unavailable")
	e.Err = fmt.Errorf("speech: %w", err)
	return e
}
