package voice

import (
	"encoding/binary"
	"time"

	"anteroom.dev/anteroom"
)

const (
	leastMessage = time.Second      // a recording shorter than this is no message
	loud         = 150              // mean amplitude that counts as speech
	longestEver  = 10 * time.Minute // whatever the plan says
)

// recording is what a caller says after the tone. Its sound goes to the spool ten times a second, so that a kill loses no word.
type recording struct {
	id       anteroom.CallID
	spool    *spool
	most     time.Duration
	quiet    time.Duration
	draft    bool // nothing of it is spooled
	on, done bool
	began    time.Time
	spoke    time.Time
	pcm      []int16
	unkept   []byte // of it, that the spool has not got yet
}

func newRecording(s *spool, id anteroom.CallID, a anteroom.Record) *recording {
	return &recording{id: id, spool: s, most: min(a.Most, longestEver), quiet: a.Quiet, draft: a.Draft}
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

func (r *recording) full() bool {
	return time.Since(r.began) > r.most || r.quiet > 0 && time.Since(r.spoke) > r.quiet
}

// append takes what was said next.
func (r *recording) append(pcm []int16) {
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
