package voice

import (
	"math"
	"time"
)

// ownSound is how long after the last sound of its own a side that holds the other is taken to have none: then ours is heard.
const ownSound = time.Second

// holdMusic is what a side hears that the other holds: chords of four notes, one after the other, that fade like those of a music
// box. It ends as quietly as it begins, and is played again and again.
func holdMusic() []int16 {
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
	music := c.service.music
	to.send(music[to.tune : to.tune+frameSamples])
	to.tune = (to.tune + frameSamples) % len(music)
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
