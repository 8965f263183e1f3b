package voice

import (
	"context"
	"encoding/binary"
	"time"

	"anteroom.dev/anteroom"
)

// soundOf is what a prompt sounds like: its recording where it has one and the desk still does, else what the speaker says.
func (s *Service) soundOf(ctx context.Context, company anteroom.CompanyID, p anteroom.Prompt) ([]int16, error) {
	if p.Recording != "" {
		asked, stop := context.WithTimeout(ctx, soundTime)
		wav, err := s.desk.Sound(asked, company, p.Recording)
		stop()
		if err == nil && len(wav) > headerSize {
			return samples(wav[headerSize:]), nil
		}
		s.log.Error("voice: recording not played", "recording", p.Recording, "error", err)
	}
	return s.speaker.Say(ctx, p)
}

// soundTime is how long the desk has for a recording: what the speaker says in its place needs time too.
const soundTime = 1500 * time.Millisecond

// unsaid is heard in the place of a prompt that cannot be spoken: nobody is to hear nothing.
func unsaid() []int16 { return tone(350, 600*time.Millisecond) }

// speakTime is how long a prompt may take to be spoken: a letter is long, and who asked for it waits.
func speakTime(p anteroom.Prompt) time.Duration {
	if p.Private {
		return 20 * time.Second
	}
	return 5 * time.Second
}

// samples are the samples of 16-bit sound.
func samples(raw []byte) []int16 {
	pcm := make([]int16, len(raw)/2)
	for i := range pcm {
		pcm[i] = int16(binary.LittleEndian.Uint16(raw[2*i:]))
	}
	return pcm
}

// heard is a prompt as a call's line keeps it: without the words of somebody's letter.
func heard(p anteroom.Prompt) anteroom.Prompt {
	if p.Private {
		p.Text = ""
	}
	return p
}

// spoken is a prompt with its sound; a tone has no id.
type spoken struct {
	prompt anteroom.Prompt
	pcm    []int16
	ready  chan []int16
}

// say asks the speaker for a prompt, beside the call: an engine may be slow.
func (c *call) say(p anteroom.Prompt) { c.queue = append(c.queue, c.spoken(p)) }

func (c *call) spoken(p anteroom.Prompt) spoken {
	ready := make(chan []int16, 1)
	c.service.crew.do(func() {
		defer survive(c.service.log, "the speaker", func() { ready <- unsaid() })
		ctx, cancel := context.WithTimeout(context.Background(), speakTime(p))
		defer cancel()
		pcm, err := c.service.soundOf(ctx, c.log.Company, p)
		if err != nil {
			c.service.log.Error("voice: prompt not spoken", "prompt", p.ID, "language", p.Language, "error", err)
			pcm = unsaid()
		}
		ready <- pcm
	})
	return spoken{prompt: p, ready: ready}
}

// there tells whether the sound is.
func (s *spoken) there() bool {
	if s.ready == nil {
		return true
	}
	select {
	case s.pcm = <-s.ready:
		s.ready = nil
		return true
	default:
		return false
	}
}

// earlyGone is how long a trunk that lets something be heard before an answer may say nothing, before the caller hears it ring as
// where it lets nothing be heard (RFC 3960 section 3.2).
const earlyGone = 3 * time.Second

// frames sends what is due by the clock.
func (c *call) frames(now time.Time) {
	due := int64(now.Sub(c.begun)/frameTime) + 1 - c.sent // the first at once: until it comes, some phones wait
	if due > 50 {                                         // the machine stood still: don't make up for it
		c.sent, due = c.sent+due-1, 1
	}
	for ; due > 0; due-- {
		c.sent++
		switch {
		case c.user != nil:
			if !c.warn() {
				c.entertain(c.user, c.caller.leg)
			}
			c.entertain(c.caller.leg, c.user)
		case c.early() && len(c.queue) == 0:
			c.ring.early.send(nil) // so that it knows where we are
			if now.Sub(c.ring.early.heard) > earlyGone {
				c.caller.passing.on = false
				c.caller.send(c.nextFrame(now))
			}
		default:
			frame := c.nextFrame(now)
			c.hearing.plays(frame)
			c.caller.send(frame)
		}
		if c.asked != nil {
			c.asked.leg.send(c.asked.frame())
		}
	}
}

// nextFrame is the next 20 ms for the caller; nil is silence.
func (c *call) nextFrame(now time.Time) []int16 {
	if now.Sub(c.begun) < firstPause || !c.caller.ready() {
		return nil
	}
	switch {
	case c.ring != nil && len(c.queue) == 0:
		return c.ring.ringback()
	case c.asked != nil && len(c.queue) == 0:
		return c.asked.ring.ringback()
	}
	if len(c.queue) == 0 {
		return nil
	}
	head := &c.queue[0]
	if !head.there() {
		return nil
	}
	if c.played == 0 && head.prompt.ID != "" {
		c.log.Prompts = append(c.log.Prompts, heard(head.prompt))
		c.watched(c.line())
	}
	frame := head.pcm[min(c.played, len(head.pcm)):min(c.played+frameSamples, len(head.pcm))]
	if c.played += frameSamples; c.played >= len(head.pcm) {
		c.queue, c.played = c.queue[1:], 0
	}
	return frame
}
