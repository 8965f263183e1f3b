package voice

import (
	"math"
	"slices"
	"time"
)

// What is taken for a caller who speaks while a prompt plays.
const (
	decideTime  = 600 * time.Millisecond // within which: between syllables it is quiet
	fewestSpeak = 11 * frameTime         // are loud: a cough and a few clicks are shorter
	plainly     = 2 * loud               // mean amplitude, about -39 dBm0: music in the room and comfort noise are softer
	overNoise   = 2.5                    // times the quietest moment of noiseTime: 8 dB
	noiseTime   = time.Second
	unsteady    = 1.6                    // times the softest of what is loud is the loudest, 4 dB: a hum and a tone stay as they are
	longestEcho = 500 * time.Millisecond // after which nothing comes back of what was sent
	echoLoss    = 11                     // so many times softer it comes back as a rule, 21 dB
	wordLoss    = 8                      // likewise, once the prompt is over: what is softer for half a second is not lost, only later known for a word
	echoAlike   = 0.7                    // where it comes back louder, its loudness still rises and falls as that of the prompt did: correlation
	lateFrames  = 5                      // without sound: a phone that sends none while it is quiet
)

// bargeIn tells a caller who begins to speak while a prompt plays from all else that comes then: noise, and the prompt itself. It is told
// frame by frame what is sent and what is heard, and knows no clock.
type bargeIn struct {
	sent  []int // mean amplitudes of half frames, the newest last: as far back as an echo of what is decided on may come from
	heard []heardFrame
	late  int // frames sent since one was heard
}

// heardFrame is how loud the halves of a frame are that was heard, and the loudest that may come back in it: mean amplitudes.
type heardFrame struct {
	halves [2]int
	sent   int
}

func (f heardFrame) volume() int { return (f.halves[0] + f.halves[1]) / 2 }

// over tells whether a frame is louder than that, and than what comes back softer by a loss.
func (f heardFrame) over(least, loss int) bool { return f.volume() > max(least, f.sent/loss) }

// halves is how loud a frame is; nil is silence.
func halves(pcm []int16) [2]int {
	half := min(len(pcm), frameSamples/2)
	return [2]int{volume(pcm[:half]), volume(pcm[half:])}
}

// plays is told the frame that is sent; nil is silence.
func (b *bargeIn) plays(pcm []int16) {
	if b.sent == nil {
		b.sent = make([]int, 2*(longestEcho+decideTime)/frameTime)
	}
	h := halves(pcm)
	b.sent = append(b.sent[:copy(b.sent, b.sent[2:])], h[:]...)
	if b.late++; b.late > lateFrames {
		b.note([2]int{})
	}
}

// hears is told a frame that was heard.
func (b *bargeIn) hears(pcm []int16) {
	b.late = 0
	b.note(halves(pcm))
}

func (b *bargeIn) note(halves [2]int) {
	f := heardFrame{halves: halves}
	for _, v := range latest(b.sent, int(2*longestEcho/frameTime)) {
		f.sent = max(f.sent, v)
	}
	b.heard = append(latest(b.heard, int(noiseTime/frameTime)-1), f)
}

// latest is the end of a list, of that length at most.
func latest[T any](list []T, n int) []T { return list[max(0, len(list)-n):] }

// recent are the frames on which is decided.
func (b *bargeIn) recent() []heardFrame { return latest(b.heard, int(decideTime/frameTime)) }

// words is how many of those are as loud as words, where nothing plays any more.
func (b *bargeIn) words() (n int) {
	for _, f := range b.recent() {
		if f.over(loud, wordLoss) {
			n++
		}
	}
	return n
}

// since is how many frames there are from the first loud one on, within noiseTime.
func (b *bargeIn) since(least int) int {
	first := slices.IndexFunc(b.heard, func(f heardFrame) bool { return f.over(least, echoLoss) })
	return len(b.heard) - max(0, first)
}

// speaks tells whether what was heard of late is somebody who speaks.
func (b *bargeIn) speaks() bool {
	least := math.MaxInt
	for _, f := range b.heard {
		least = min(least, f.volume())
	}
	least = max(plainly, int(overNoise*float64(least)))
	volumes := make([]int, 0, decideTime/frameTime)
	for _, f := range b.recent() {
		if f.over(least, echoLoss) {
			volumes = append(volumes, f.volume())
		}
	}
	n := len(volumes)
	if n < int(fewestSpeak/frameTime) {
		return false
	}
	slices.Sort(volumes) // where a hum begins or ends it fills a part of a frame: the two at each end say nothing
	return float64(volumes[n-3]) > unsteady*float64(volumes[2]) && !b.echoes()
}

// echoes tells whether what was heard of late is what was sent some time before, however loud. It is the loudness that is compared: a room
// makes another wave of a sound, and so does a mobile network.
func (b *bargeIn) echoes() bool {
	heard := make([]int, 0, 2*decideTime/frameTime)
	for _, f := range b.recent() {
		heard = append(heard, f.halves[:]...)
	}
	for end := len(b.sent); end >= len(heard); end-- {
		if likeness(heard, b.sent[end-len(heard):end]) > echoAlike {
			return true
		}
	}
	return false
}

// likeness is the correlation of two lists of one length; 0 where one of them is always the same.
func likeness(a, b []int) float64 {
	var sumA, sumB, both, squareA, squareB int
	for i, x := range a {
		y := b[i]
		sumA, sumB, both, squareA, squareB = sumA+x, sumB+y, both+x*y, squareA+x*x, squareB+y*y
	}
	n := len(a)
	spreadA, spreadB := n*squareA-sumA*sumA, n*squareB-sumB*sumB
	if spreadA == 0 || spreadB == 0 {
		return 0
	}
	return float64(n*both-sumA*sumB) / math.Sqrt(float64(spreadA)*float64(spreadB))
}

// bargeIn stops what plays for a caller who speaks, as a key does; what was said by then is the beginning of what is understood.
func (c *call) bargeIn(now time.Time) {
	h := c.hearing
	if h == nil || !h.barges || h.on {
		return
	}
	c.queue, c.played = nil, 0
	h.on, h.began = true, now
	h.begin(plainly, now)
	c.log.Path = append(c.log.Path, "barge_in")
	c.changed()
}
