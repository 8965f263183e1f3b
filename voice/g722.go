package voice

// G.722 (ITU-T, 09/2012) at 64 kbit/s: sound of 16 kHz in two bands, each by adaptive differences; one byte for two samples. The
// names in the comments are those of the Recommendation's blocks.

// band is the state of one band, in the encoder and the decoder alike.
type band struct {
	s, sp, sz int    // what is predicted, by its poles, by its zeros
	r         [3]int // reconstructed
	p         [3]int // partially reconstructed
	a         [3]int // poles
	b, d      [7]int // zeros, and the quantised differences
	nb, det   int    // logarithm of the step, and the step
}

// quadrature is the delay line of the two filters that split sound into bands and join them (clause 3.1).
type quadrature [24]int

var mirror = [12]int{3, -11, 12, 32, -210, 951, 3876, -805, 362, -156, 53, -11}

// sums shifts two samples in, and is what the odd and the even taps make of all.
func (q *quadrature) sums(first, second int) (odd, even int) {
	copy(q[:22], q[2:])
	q[22], q[23] = first, second
	for i, m := range mirror {
		odd += q[2*i] * m
		even += q[2*i+1] * mirror[11-i]
	}
	return odd, even
}

var (
	levels6  = [32]int{0, 35, 72, 110, 150, 190, 233, 276, 323, 370, 422, 473, 530, 587, 650, 714, 786, 858, 940, 1023, 1121, 1219, 1339, 1458, 1612, 1765, 1980, 2195, 2557, 2919}
	outputs4 = [16]int{0, -20456, -12896, -8968, -6288, -4240, -2584, -1200, 20456, 12896, 8968, 6288, 4240, 2584, 1200, 0}
	outputs6 = [64]int{-136, -136, -136, -136, -24808, -21904, -19008, -16704, -14984, -13512, -12280, -11192, -10232, -9360, -8576, -7856,
		-7192, -6576, -6000, -5456, -4944, -4464, -4008, -3576, -3168, -2776, -2400, -2032, -1688, -1360, -1040, -728,
		24808, 21904, 19008, 16704, 14984, 13512, 12280, 11192, 10232, 9360, 8576, 7856, 7192, 6576, 6000, 5456,
		4944, 4464, 4008, 3576, 3168, 2776, 2400, 2032, 1688, 1360, 1040, 728, 432, 136, -432, -136}
	outputs2 = [4]int{-7408, -1616, 7408, 1616}
	growLow  = [16]int{-60, 3042, 1198, 538, 334, 172, 58, -30, 3042, 1198, 538, 334, 172, 58, -30, -60}
	growHigh = [4]int{798, -214, 798, -214}
	antilog  = [32]int{2048, 2093, 2139, 2186, 2233, 2282, 2332, 2383, 2435, 2489, 2543, 2599, 2656, 2714, 2774, 2834, 2896, 2960, 3025, 3091, 3158, 3228, 3298, 3371, 3444, 3520, 3597, 3676, 3756, 3838, 3922, 4008}
)

func saturate(v int) int { return max(-32768, min(32767, v)) }

// adapt moves a band on by a quantised difference: its step (LOGSCL, SCALEL; LOGSCH, SCALEH) and what it predicts next.
func (b *band) adapt(difference, growth, most, shift int) {
	b.nb = max(0, min(most, b.nb*127>>7+growth))
	if by := shift - b.nb>>11; by < 0 {
		b.det = antilog[b.nb>>6&31] << -by << 2
	} else {
		b.det = antilog[b.nb>>6&31] >> by << 2
	}
	b.predict(difference)
}

func (b *band) low(difference, code int) { b.adapt(difference, growLow[code], 18432, 8) }
func (b *band) high(difference, code int) {
	b.adapt(difference, growHigh[code], 22528, 10)
}

// predict is block 4 of the Recommendation (RECONS to PREDIC).
func (b *band) predict(difference int) {
	b.d[0] = difference
	b.r[0], b.p[0] = saturate(b.s+difference), saturate(b.sz+difference)
	b.poles()
	b.zeros()
	copy(b.r[1:], b.r[:2])
	copy(b.p[1:], b.p[:2])
	b.sp = saturate(b.a[1]*saturate(2*b.r[1])>>15 + b.a[2]*saturate(2*b.r[2])>>15)
	b.sz = 0
	for i := 6; i > 0; i-- {
		b.sz += b.b[i] * saturate(2*b.d[i]) >> 15
	}
	b.sz = saturate(b.sz)
	b.s = saturate(b.sp + b.sz)
}

// poles are UPPOL2 and UPPOL1.
func (b *band) poles() {
	sign := [3]bool{b.p[0] < 0, b.p[1] < 0, b.p[2] < 0}
	second := saturate(b.a[1] << 2)
	if sign[0] == sign[1] {
		second = min(32767, -second)
	}
	second >>= 7
	if sign[0] == sign[2] {
		second += 128
	} else {
		second -= 128
	}
	second = max(-12288, min(12288, second+b.a[2]*32512>>15))
	first := 192
	if sign[0] != sign[1] {
		first = -192
	}
	first = saturate(first + b.a[1]*32640>>15)
	limit := saturate(15360 - second)
	b.a[1], b.a[2] = max(-limit, min(limit, first)), second
}

// zeros is UPZERO, and the delay lines move on (DELAYA).
func (b *band) zeros() {
	step := 128
	if b.d[0] == 0 {
		step = 0
	}
	for i := 6; i > 0; i-- {
		by := step
		if (b.d[i] < 0) != (b.d[0] < 0) {
			by = -step
		}
		b.b[i] = saturate(by + b.b[i]*32640>>15)
	}
	copy(b.d[1:], b.d[:6])
}

// wideEncoder makes bytes of 16 kHz sound.
type wideEncoder struct {
	split     quadrature
	low, high band
}

func newWideEncoder() *wideEncoder {
	return &wideEncoder{low: band{det: 32}, high: band{det: 8}}
}

// byteOf is the code of two samples.
func (e *wideEncoder) byteOf(first, second int16) byte {
	odd, even := e.split.sums(int(first), int(second))
	return byte(e.highCode(saturate((even-odd)>>14))<<6 | e.lowCode(saturate((even+odd)>>14)))
}

// lowCode is SUBTRA, QUANTL and INVQAL.
func (e *wideEncoder) lowCode(sound int) int {
	difference := saturate(sound - e.low.s)
	size := difference
	if difference < 0 {
		size = -(difference + 1)
	}
	i := 1
	for i < 30 && size >= levels6[i]*e.low.det>>12 {
		i++
	}
	code := 62 - i
	switch {
	case difference < 0 && i < 3:
		code = 64 - i
	case difference < 0:
		code = 34 - i
	}
	e.low.low(e.low.det*outputs4[code>>2]>>15, code>>2)
	return code
}

// highCode is SUBTRA, QUANTH and INVQAH.
func (e *wideEncoder) highCode(sound int) int {
	difference := saturate(sound - e.high.s)
	size, code := difference, 3
	if difference < 0 {
		size, code = -(difference + 1), 1
	}
	if size >= 564*e.high.det>>12 {
		code--
	}
	e.high.high(e.high.det*outputs2[code]>>15, code)
	return code
}

// wideDecoder makes 16 kHz sound of bytes.
type wideDecoder struct {
	join      quadrature
	low, high band
}

func newWideDecoder() *wideDecoder {
	return &wideDecoder{low: band{det: 32}, high: band{det: 8}}
}

// samples are the two of a code.
func (d *wideDecoder) samples(code byte) (int16, int16) {
	lowCode, highCode := int(code&0x3f), int(code>>6)
	low := limited(d.low.s + d.low.det*outputs6[lowCode]>>15)
	d.low.low(d.low.det*outputs4[lowCode>>2]>>15, lowCode>>2)
	difference := d.high.det * outputs2[highCode] >> 15
	high := limited(d.high.s + difference)
	d.high.high(difference, highCode)
	odd, even := d.join.sums(low+high, low-high)
	return int16(saturate(even >> 11)), int16(saturate(odd >> 11))
}

func limited(v int) int { return max(-16384, min(16383, v)) }
