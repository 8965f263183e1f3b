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
	beforeWord     = 300 * time.Millisecond // of what is kept before the first word is heard to begin: its first sound is soft
	longestSaid    = 15 * time.Second       // whatever the plan says
	fewestWord     = 3 * frameTime          // of sound that make a word: a click is none
)

// hearing is a caller who is listened to, and then what a recogniser makes of it.
type hearing struct {
	anteroom.Understand
	on     bool
	began  time.Time
	loud   time.Duration // of sound so far
	word   time.Time     // when the first word began; zero: it has not
	spoke  time.Time     // when the last sound was heard
	pcm    []int16
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

// append takes what was said next. Before the first word only the last moment is kept.
func (h *hearing) append(pcm []int16, now time.Time) {
	if h.cancel != nil {
		return
	}
	if h.pcm = append(h.pcm, pcm...); volume(pcm) > loud {
		h.loud += time.Duration(len(pcm)) * time.Second / rate
		h.spoke = now
	}
	if h.word.IsZero() && h.loud >= fewestWord {
		h.word = now
	}
	if kept := int(beforeWord * rate / time.Second); h.word.IsZero() && len(h.pcm) > kept {
		h.pcm = append(h.pcm[:0], h.pcm[len(h.pcm)-kept:]...)
	}
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
		c.caller.order.forget()
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
