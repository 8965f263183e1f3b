package voice

import "slices"

// codec is one way in which sound is carried (RFC 3551 section 6). All that are ours have 20 ms in 160 bytes, and a clock of
// 8000: so does G.722, whose samples are 16 000 a second (section 4.5.2).
type codec struct {
	name    string
	payload uint8 // RTP payload type
	coder   func() coder
}

// coder is the state of a codec on one leg, each direction its own. What it takes and gives is 8 kHz.
type coder interface {
	// encode appends the bytes of a frame, or of whatever even number of samples there are.
	encode(to []byte, pcm []int16) []byte
	// decode appends the samples of a payload; any bytes are some sound.
	decode(to []int16, payload []byte) []int16
}

func pcmu() codec { return codec{"PCMU", 0, func() coder { return muLaw{} }} }
func pcma() codec { return codec{"PCMA", 8, func() coder { return aLaw{} }} }
func g722() codec { return codec{"G722", 9, func() coder { return newWide() }} }

// codecs are all that we offer, that of the other side of the call first: what both speak is passed on as it is. G.722 is
// offered only where the other side speaks it: to translate it is work that nobody hears.
func codecs(other codec) []codec {
	switch other.name {
	case "G722":
		return []codec{g722(), pcmu(), pcma()}
	case "PCMA":
		return []codec{pcma(), pcmu()}
	}
	return []codec{pcmu(), pcma()}
}

// codecOf is the codec of a payload type; false where it is none of ours.
func codecOf(payload uint64) (codec, bool) {
	switch payload {
	case 0:
		return pcmu(), true
	case 8:
		return pcma(), true
	case 9:
		return g722(), true
	}
	return codec{}, false
}

// muLaw and aLaw are G.711: they have no memory.
type (
	muLaw struct{}
	aLaw  struct{}
)

func (muLaw) encode(to []byte, pcm []int16) []byte {
	n := len(to)
	to = slices.Grow(to, len(pcm))[:n+len(pcm)]
	for i, s := range pcm {
		to[n+i] = muOf[uint16(s)]
	}
	return to
}

func (muLaw) decode(to []int16, payload []byte) []int16 {
	for _, b := range payload {
		to = append(to, ofMu[b])
	}
	return to
}

func (aLaw) encode(to []byte, pcm []int16) []byte {
	n := len(to)
	to = slices.Grow(to, len(pcm))[:n+len(pcm)]
	for i, s := range pcm {
		to[n+i] = aOf[uint16(s)]
	}
	return to
}

func (aLaw) decode(to []int16, payload []byte) []int16 {
	for _, b := range payload {
		to = append(to, ofA[b])
	}
	return to
}

// wide is G.722 for sound of half its rate.
type wide struct {
	encoder  *wideEncoder
	decoder  *wideDecoder
	up, down halfBand
	even     [halfTaps]int // of what is decoded, the newest last
}

func newWide() *wide { return &wide{encoder: newWideEncoder(), decoder: newWideDecoder()} }

func (w *wide) encode(to []byte, pcm []int16) []byte {
	for _, s := range pcm {
		w.up.push(int(s))
		to = append(to, w.encoder.byteOf(int16(w.up[halfTaps-1]), int16(saturate(w.up.between()))))
	}
	return to
}

func (w *wide) decode(to []int16, payload []byte) []int16 {
	for _, b := range payload {
		even, odd := w.decoder.samples(b)
		copy(w.even[:], w.even[1:])
		w.even[halfTaps-1] = int(even)
		w.down.push(int(odd))
		to = append(to, int16(saturate((w.even[0]+w.down.between())/2)))
	}
	return to
}

const halfTaps = 12

// halfBand is the delay line of a filter that lets through what is below a quarter of the rate: flat to 3.4 kHz of 16, 60 dB down
// from 4.6. Every other of its taps is zero, so that each sample between two costs twelve products, and the others none.
type halfBand [2 * halfTaps]int

// half are its taps from the middle outwards, a sinc under a Kaiser window (beta 5.65), in 1/32768.
var half = [halfTaps]int{20779, -6683, 3731, -2388, 1598, -1077, 715, -460, 281, -159, 80, -33}

func (h *halfBand) push(s int) {
	copy(h[:], h[1:])
	h[len(h)-1] = s
}

// between is the sample between the two in the middle.
func (h *halfBand) between() int {
	sum := 0
	for i, c := range half {
		sum += c * (h[halfTaps-1-i] + h[halfTaps+i])
	}
	return sum >> 15
}
