package voice

import (
	"context"
	"math"
	"sync"
	"time"

	"anteroom.dev/anteroom"
)

// ownSound is how long after the last sound of its own a side that holds the other is taken to have none: then ours is heard.
const ownSound = time.Second

// HoldMusic is what a side hears that the other holds, where the company has no recording for that: 8 kHz. It is chords of four notes, one after the other, that fade like those of a music
// box. It ends as quietly as it begins, and is played again and again.
func HoldMusic() []int16 {
	chords := [][4]float64{{261.63, 329.63, 392.00, 523.25}, {220.00, 261.63, 329.63, 440.00}, {174.61, 220.00, 261.63, 349.23}, {196.00, 246.94, 293.66, 392.00}}
	const note = rate / 2
	pcm := make([]float64, len(chords)*8*note)
	for i := range len(chords) * 8 {
		hertz := chords[i/8][[]int{0, 1, 2, 3, 2, 1, 2, 0}[i%8]]
		for n := range 4 * note {
			t := float64(n) / rate
			soft := math.Min(1, t/0.01) * math.Exp(-t/0.6)
			pcm[(i*note+n)%len(pcm)] += 2500 * soft * (math.Sin(2*math.Pi*hertz*t) + 0.15*math.Sin(4*math.Pi*hertz*t))
		}
	}
	out := make([]int16, len(pcm))
	for i, v := range pcm {
		out[i] = int16(v)
	}
	return out
}

// holds tells whether the other side of the leg has put ours on hold: by its direction (RFC 3264 section 8.4), or by the address
// 0.0.0.0, as phones did before.
func (l *leg) holds() bool {
	return l.theirs.direction == "sendonly" || l.theirs.direction == "inactive" || l.theirs.codec.name != "" && !l.theirs.browser() && !l.theirs.addr.IsValid()
}

// entertain sends the next 20 ms of music to a side of the call that the other one holds.
func (c *call) entertain(from, to *leg) {
	if !from.holds() {
		to.tune = 0
		return
	}
	if time.Since(from.own) < ownSound {
		return
	}
	to.passing.on = false
	music := c.tune()
	if music == nil {
		return
	}
	to.send(music[to.tune : to.tune+frameSamples])
	to.tune = (to.tune + frameSamples) % len(music)
}

// tune is the music of the call's company, in whole frames; nil while it is being fetched.
func (c *call) tune() []int16 {
	if c.hold == "" {
		return c.service.music
	}
	if c.music.pcm == nil && c.music.ready == nil {
		c.music = c.service.fetchTune(c.log.Company, c.hold)
	}
	if !c.music.there() {
		return nil
	}
	if len(c.music.pcm) == 0 { // it is lost, or can't be fetched now
		c.hold = ""
		return c.service.music
	}
	return c.music.pcm
}

// tunes are recordings that were played of late to who was held: one of a company is the same in all its calls, and never changes
// under its id.
type tunes struct {
	mu   sync.Mutex
	kept map[anteroom.RecordingID][]int16
}

// mostTunes are kept, of two minutes at most each: 2 MB.
const mostTunes = 32

// fetchTune brings a recording, beside the call.
func (s *Service) fetchTune(company anteroom.CompanyID, id anteroom.RecordingID) spoken {
	s.tunes.mu.Lock()
	pcm := s.tunes.kept[id]
	s.tunes.mu.Unlock()
	if pcm != nil {
		return spoken{pcm: pcm}
	}
	ready := make(chan []int16, 1)
	go func() {
		defer close(ready)
		defer survive(s.log, "the music of a company")
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		wav, err := s.desk.Sound(ctx, company, id)
		if err != nil || len(wav) < headerSize+2*frameSamples {
			s.log.Error("voice: music not played", "recording", id, "error", err)
			return
		}
		pcm := samples(wav[headerSize:])
		pcm = pcm[:len(pcm)/frameSamples*frameSamples]
		s.tunes.keep(id, pcm)
		ready <- pcm
	}()
	return spoken{ready: ready}
}

func (t *tunes) keep(id anteroom.RecordingID, pcm []int16) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.kept == nil || len(t.kept) >= mostTunes {
		t.kept = map[anteroom.RecordingID][]int16{}
	}
	t.kept[id] = pcm
}

// held tells whether a packet is of a side that holds the other, and is not to be heard: music of its own is passed on, silence
// is not.
func (l *leg) held(r *received) bool {
	if !l.holds() {
		return false
	}
	if l.theirs.direction != "inactive" && l.isSound(r) && volume(l.coder.decode(l.pcm[:0], r.data)) > loud {
		l.own = time.Now()
	}
	return time.Since(l.own) >= ownSound
}
