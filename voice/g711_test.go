package voice

import "testing"

// Every sample becomes the byte of the nearest value that G.711 has on its side of zero, and each byte comes back as itself.
func TestG711(t *testing.T) {
	for _, law := range []struct {
		name string
		to   func(int16) byte
		from func(byte) int16
		most int // the largest value
	}{{"mu", toMu, fromMu, 32124}, {"A", toA, fromA, 32256}} {
		for b := range 256 {
			v := law.from(byte(b))
			if got := law.to(v); got != byte(b) && v != 0 {
				t.Errorf("%s: %#x is %d, which is %#x", law.name, b, v, got)
			}
		}
		for s := -32768; s <= 32767; s++ {
			got := int(law.from(law.to(int16(s))))
			off, step := got-s, max(16, min(max(s, -s), law.most)/16+2)
			if beyond := s > law.most || s < -law.most; !beyond && (off > step || -off > step) {
				t.Fatalf("%s: %d comes back as %d", law.name, s, got)
			}
		}
	}
}
