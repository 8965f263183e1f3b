package speech

import "math"

// The filter that keeps what 8 kHz can't carry out of the sound: a sinc under a Kaiser window.
const (
	cutoff = 3600.0 // hertz, where the filter has fallen by half
	lobes  = 24     // zero crossings on each side: falls within about 400 Hz
	beta   = 7.0    // of the window: about −70 dB beyond
)

// resample brings sound to 8 kHz, full scale as 1. The phases of the filter repeat, and each is computed once.
func resample(s Sound) []float64 {
	if len(s.PCM) == 0 || s.Rate <= 0 {
		return nil
	}
	d := gcd(Rate, s.Rate)
	up, down := Rate/d, s.Rate/d
	pass := math.Min(cutoff, 0.45*float64(s.Rate)) / float64(s.Rate) // of the input's rate
	half := int(math.Ceil(lobes / (2 * pass)))
	phases := make([][]float64, up)
	out := make([]float64, len(s.PCM)*up/down)
	for n := range out {
		at, phase := n*down/up, n*down%up
		if phases[phase] == nil {
			phases[phase] = taps(pass, half, float64(phase)/float64(up))
		}
		out[n] = sum(s.PCM, phases[phase], at-half+1)
	}
	return out
}

// taps are the weights of the 2·half samples around a moment that lies a fraction after one of them.
func taps(pass float64, half int, fraction float64) []float64 {
	w := make([]float64, 2*half)
	var total float64
	for i := range w {
		t := float64(i-half+1) - fraction
		w[i] = sinc(2*pass*t) * kaiser(t/float64(half))
		total += w[i]
	}
	for i := range w {
		w[i] /= total * 32768
	}
	return w
}

func sum(pcm []int16, weights []float64, from int) float64 {
	var y float64
	for i, w := range weights {
		if j := from + i; j >= 0 && j < len(pcm) {
			y += w * float64(pcm[j])
		}
	}
	return y
}

func sinc(x float64) float64 {
	if x == 0 {
		return 1
	}
	return math.Sin(math.Pi*x) / (math.Pi * x)
}

func kaiser(x float64) float64 {
	if x < -1 || x > 1 {
		return 0
	}
	return bessel(beta*math.Sqrt(1-x*x)) / bessel(beta)
}

// bessel is the modified Bessel function of the first kind, order zero.
func bessel(x float64) float64 {
	sum, term := 1.0, 1.0
	for k := 1.0; term > sum*1e-12; k++ {
		term *= x / (2 * k) * x / (2 * k)
		sum += term
	}
	return sum
}

func gcd(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}
