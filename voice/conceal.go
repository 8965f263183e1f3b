package voice

const (
	shortestPitch = rate / 400 // a voice of 400 Hz
	longestPitch  = rate / 66
	remembered    = 3 * longestPitch // samples
	seam          = rate / 250       // samples over which one sound becomes another
	mostConcealed = 3                // frames in a row; then silence
)

// concealer makes up for lost frames: the last period of the voice goes on, ever softer, and what comes then is blended in,
// so that nothing clicks (after G.711 appendix I).
type concealer struct {
	past  [remembered]int16 // what was heard last, the newest last
	lost  int               // frames in a row
	pitch int               // of the period that goes on
	at    int               // in it
}

// good takes a frame as it came; its first samples are blended with what went on before.
func (c *concealer) good(pcm []int16) {
	if c.lost > 0 {
		for i := range min(seam, len(pcm)) {
			pcm[i] = int16((int(pcm[i])*i + int(c.next())*c.loudness(frameSamples)*(seam-i)/100) / seam)
		}
	}
	c.lost = 0
	c.remember(pcm)
}

func (c *concealer) remember(pcm []int16) {
	if len(pcm) >= remembered {
		copy(c.past[:], pcm[len(pcm)-remembered:])
		return
	}
	copy(c.past[:], c.past[len(pcm):])
	copy(c.past[remembered-len(pcm):], pcm)
}

// conceal fills a frame that was lost.
func (c *concealer) conceal(pcm []int16) {
	if c.lost++; c.lost > mostConcealed {
		clear(pcm)
		return
	}
	if c.lost == 1 {
		c.pitch, c.at = c.period(), 0
	}
	for i := range pcm {
		pcm[i] = int16(int(c.next()) * c.loudness(i) / 100)
	}
}

// loudness is what is left of it, in percent: all at the beginning, nothing at the end of the last frame.
func (c *concealer) loudness(i int) int {
	return max(0, 100-100*((c.lost-1)*frameSamples+i)/(mostConcealed*frameSamples))
}

// next is the next sample of the period that goes on. Its last quarter becomes that of the period before, on which its
// beginning follows.
func (c *concealer) next() int16 {
	s, quarter := int(c.past[remembered-c.pitch+c.at]), c.pitch/4
	if left := c.pitch - c.at; left < quarter {
		s = (s*left + int(c.past[remembered-2*c.pitch+c.at])*(quarter-left)) / quarter
	}
	c.at = (c.at + 1) % c.pitch
	return int16(s)
}

// period is the distance at which the last of the sound is most like what was before it.
func (c *concealer) period() int {
	best, most := longestPitch, 0.0
	last := c.past[remembered-longestPitch:]
	for lag := shortestPitch; lag <= longestPitch; lag++ {
		before := c.past[remembered-longestPitch-lag:]
		var both, energy float64
		for i, s := range last {
			both += float64(s) * float64(before[i])
			energy += float64(before[i]) * float64(before[i])
		}
		if both > 0 && energy > 0 && both*both/energy > most {
			best, most = lag, both*both/energy
		}
	}
	return best
}
