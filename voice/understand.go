package voice

import (
	"context"
	"time"

	"anteroom.dev/anteroom"
)

// Recogniser writes down what a caller says. Implemented by office.
type Recogniser interface {
	// Hear is the words of a WAV of 8 kHz, mono, 16 bits, in a language. It answers within a few seconds.
	Hear(ctx context.Context, l anteroom.Language, wav []byte) (string, error)
}

const (
	understandTime = 5 * time.Second        // whatever the recogniser promises
	beforeWord     = 500 * time.Millisecond // of what is kept before the first word is heard to begin: its first sound is soft, and may be hidden by a prompt that comes back
	longestSaid    = 15 * time.Second       // whatever the plan says
	fewestWord     = 3 * frameTime          // of sound that make a word where nothing plays: a click is none
)

// hearing is a caller who is listened to, and then what a recogniser makes of it.
type hearing struct {
	anteroom.Understand
	bargeIn
	on     bool // nothing plays any more
	barges bool // the caller seems to speak while something plays
	began  time.Time
	word   time.Time // when the first word began; zero: it has not
	spoke  time.Time // when the last sound was heard
	pcm    []int16
	rest   int                // samples at its end that make no frame yet
	cancel context.CancelFunc // of the question to the recogniser; nil: it is not asked yet
}

func newHearing(a anteroom.Understand) *hearing {
	a.Most = min(a.Most, longestSaid)
	return &hearing{Understand: a}
}

// stop ends it, whatever comes of it.
func (h *hearing) stop() {
	if h != nil && h.cancel != nil {
		h.cancel()
	}
}

// plays is told the frame that the caller is sent; nil is silence.
func (h *hearing) plays(pcm []int16) {
	if h != nil && h.cancel == nil {
		h.bargeIn.plays(pcm)
	}
}

// append takes what was said next. Before the first word only the last moments are kept.
func (h *hearing) append(pcm []int16, now time.Time) {
	if h.cancel != nil {
		return
	}
	h.pcm = append(h.pcm, pcm...)
	for h.rest += len(pcm); h.rest >= frameSamples; h.rest -= frameSamples {
		from := len(h.pcm) - h.rest
		h.hears(h.pcm[from : from+frameSamples])
		if h.heard[len(h.heard)-1].over(loud, wordLoss) {
			h.spoke = now
		}
	}
	if !h.word.IsZero() {
		return
	}
	h.keep(int((noiseTime + beforeWord) * rate / time.Second))
	switch {
	case !h.on:
		h.barges = h.barges || h.speaks()
	case h.words() >= int(fewestWord/frameTime):
		h.begin(loud, now)
	}
}

// begin takes what was heard of late for the beginning of the first word, from where it is that loud.
func (h *hearing) begin(least int, now time.Time) {
	h.word, h.spoke = now, now
	h.keep(h.since(least)*frameSamples + h.rest + int(beforeWord*rate/time.Second))
}

// keep drops what was heard before so many samples.
func (h *hearing) keep(samples int) {
	h.pcm = h.pcm[:copy(h.pcm, latest(h.pcm, samples))]
}

// said tells whether the caller has said it all.
func (h *hearing) said(now time.Time) bool {
	return !h.word.IsZero() && (now.Sub(h.spoke) > h.Quiet || now.Sub(h.word) > h.Most)
}

// attendHearing listens, once nothing plays any more, until the caller has said something or lets the time pass.
func (c *call) attendHearing(now time.Time) {
	h := c.hearing
	switch {
	case !h.on:
		h.on, h.began = true, now
	case h.cancel != nil:
	case h.said(now):
		c.understand()
	case h.word.IsZero() && now.Sub(h.began) > h.For:
		c.hearing = nil
		c.step(anteroom.Event{Kind: anteroom.Silence})
	}
}

// understand asks the recogniser, beside the call. Whatever becomes of it the call goes on: with the words, or with none. What comes
// after the caller has pressed a key is nobody's any more.
func (c *call) understand() {
	h := c.hearing
	ctx, cancel := context.WithTimeout(context.Background(), understandTime)
	h.cancel = cancel
	wav, l := wave(h.pcm), h.Language
	go func() {
		defer cancel()
		defer survive(c.service.log, "a recogniser")
		words := c.service.words(ctx, l, wav)
		c.signal(signal{kind: doThis, do: func() {
			if c.hearing == h {
				c.hearing = nil
				c.step(anteroom.Event{Kind: anteroom.Spoke, Text: words})
			}
		}})
	}()
}

// words are what a recogniser makes of it; empty: nothing.
func (s *Service) words(ctx context.Context, l anteroom.Language, wav []byte) string {
	if s.cfg.Recogniser == nil {
		return ""
	}
	words, err := s.cfg.Recogniser.Hear(ctx, l, wav)
	if err != nil && ctx.Err() == nil {
		s.log.Warn("voice: what a caller said was not written down", "error", err)
	}
	return words
}
