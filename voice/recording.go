package voice

import (
	"context"
	"encoding/binary"
	"strings"
	"time"

	"anteroom.dev/anteroom"
)

const (
	leastMessage = time.Second      // a recording shorter than this is no message
	loud         = 150              // mean amplitude that counts as speech
	longestEver  = 10 * time.Minute // whatever the plan says
	soonTime     = 4 * time.Second  // after the tone
)

// recording is what a caller says after the tone. Its sound goes to the spool ten times a second, so that a kill loses no word.
type recording struct {
	id       anteroom.CallID
	spool    *spool
	most     time.Duration
	quiet    time.Duration
	draft    bool // nothing of it is spooled
	soonKeys string
	on, done bool
	warned   bool
	leaves   bool // the desk is asked to take it: the disk has not
	kept     bool // it did, and all of the call with it
	began    time.Time
	spoke    time.Time
	next     uint32 // RTP timestamp of what comes next
	stream   uint32 // SSRC whose it is
	pcm      []int16
	unkept   []byte // of it, that the spool has not got yet
}

func newRecording(s *spool, id anteroom.CallID, a anteroom.Record) *recording {
	return &recording{id: id, spool: s, most: min(a.Most, longestEver), quiet: a.Quiet, draft: a.Draft, soonKeys: a.Soon}
}

func (r *recording) start() {
	r.on, r.began, r.spoke = true, time.Now(), time.Now()
	if !r.draft {
		r.spool.beginSound(r.id)
	}
}

// stop ends it, and is its length.
func (r *recording) stop() time.Duration {
	r.on, r.done = false, true
	r.flush()
	r.pcm = spokenPart(r.pcm)
	return r.length()
}

// spokenPart is a recording without the quiet at its end: nobody wants to listen to it, and nothing but quiet is no message.
func spokenPart(pcm []int16) []int16 {
	for end := len(pcm); end > 0; end -= frameSamples {
		if volume(pcm[max(0, end-frameSamples):end]) > loud {
			return pcm[:min(len(pcm), end+rate/2)]
		}
	}
	return nil
}

// volume is the mean amplitude.
func volume(pcm []int16) int {
	sum := 0
	for _, s := range pcm {
		sum += max(int(s), -int(s))
	}
	return sum / max(1, len(pcm))
}

func (r *recording) length() time.Duration {
	return time.Duration(len(r.pcm)) * time.Second / rate
}

// soon tells whether a key answers what was said before the tone: who hears an offer presses after its last word.
func (r *recording) soon(key byte) bool {
	return time.Since(r.began) < soonTime && strings.IndexByte(r.soonKeys, key) >= 0
}

func (r *recording) full() bool {
	return time.Since(r.began) > r.most || r.quiet > 0 && time.Since(r.spoke) > r.quiet
}

// warns tells once that the longest time is nearly over.
func (r *recording) warns() bool {
	if r.warned || !r.on || r.most <= warnBefore || time.Since(r.began) < r.most-warnBefore {
		return false
	}
	r.warned = true
	return true
}

// longestPause is a pause that is one; beyond it the other side has begun to count anew.
const longestPause = 30 * time.Second

// take takes a packet, nil where it is lost. Who sends no silence pauses all the same: it is recorded as silence.
func (r *recording) take(l *leg, p *received) {
	if p == nil {
		r.next += frameSamples
	} else if l.isSound(p) {
		quiet := time.Duration(int32(p.stamp-r.next)) * time.Second / rate
		if r.stream == p.source && len(r.pcm) > 0 && quiet >= leastPause && quiet < longestPause {
			r.append(make([]int16, min(r.room(), int(p.stamp-r.next))))
		}
		r.next, r.stream = p.stamp+uint32(len(p.data)), p.source
	}
	r.append(l.sound(p))
}

// room is how many samples there may be more: nobody says more than there was time for, whatever the packets tell.
func (r *recording) room() int {
	return max(0, int((time.Since(r.began)+time.Second)*rate/time.Second)-len(r.pcm))
}

// append takes what was said next.
func (r *recording) append(pcm []int16) {
	pcm = pcm[:min(len(pcm), r.room())]
	if volume(pcm) > loud {
		r.spoke = time.Now()
	}
	r.pcm = append(r.pcm, pcm...)
	if r.draft {
		return
	}
	for _, s := range pcm {
		r.unkept = binary.LittleEndian.AppendUint16(r.unkept, uint16(s))
	}
}

// recorded goes on once a message was said.
func (c *call) recorded() {
	length := c.stopRecording()
	if length >= leastMessage && !c.recording.draft && c.state.As() == "" && !c.service.spool.has(c.log.ID) {
		c.deposit(length)
		return
	}
	c.step(anteroom.Event{Kind: anteroom.Recorded, Length: length})
}

// keepTime is how long the desk has for a message that the disk does not take, while the caller waits.
const keepTime = 5 * time.Second

// deposit hands the desk a message that the disk did not take whole, before the caller is told that it was sent: what is in memory
// alone a kill would lose.
func (c *call) deposit(length time.Duration) {
	line, r := c.line(), c.recording
	line.Ended, line.Verdict = time.Now(), anteroom.Verdict{Result: anteroom.LeftMsg, Reason: anteroom.MessageLeft}
	line.Recording = r.keep(line.ID)
	r.leaves = true
	tell := func(err error) {
		c.signal(signal{kind: doThis, do: func() {
			r.leaves, r.kept = false, err == nil
			c.step(anteroom.Event{Kind: anteroom.Recorded, Length: length, Lost: err != nil})
		}})
	}
	go func() {
		defer survive(c.service.log, "a message", func() { tell(errPanic) })
		ctx, cancel := context.WithTimeout(context.Background(), keepTime)
		defer cancel()
		err := c.service.desk.Keep(ctx, []anteroom.Call{line})
		if err != nil {
			c.service.log.Error("voice: a message is lost, for neither the disk nor the desk takes it", "call", line.ID, "error", err)
		}
		tell(err)
	}()
}

// flush hands to the spool what came since the last time.
func (r *recording) flush() {
	if len(r.unkept) > 0 {
		r.spool.sound(r.id, r.unkept)
		r.unkept = r.unkept[:0]
	}
}

// keep is the voice message.
func (r *recording) keep(id anteroom.CallID) *anteroom.Recording {
	return &anteroom.Recording{ID: anteroom.RecordingID(id), Length: r.length(), WAV: wave(r.pcm)}
}
