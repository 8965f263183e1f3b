package voice

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"testing"
)

// chance is noise of integers alone, the same everywhere.
func chance(n, most int) []int16 {
	x, out := uint32(12345), make([]int16, n)
	for i := range out {
		x = (x*1103515245 + 12345) & 0x7fffffff
		out[i] = int16(int(x>>15)%(2*most+1) - most)
	}
	return out
}

func each(n int, f func(int) int) []int16 {
	out := make([]int16, n)
	for i := range out {
		out[i] = int16(f(i))
	}
	return out
}

func square(i int) int {
	if i/20%2 == 0 {
		return 32767
	}
	return -32767
}

func sum(b []byte) string { h := sha256.Sum256(b); return hex.EncodeToString(h[:8]) }

func decodeWide(code []byte) []byte {
	var out []byte
	d := newWideDecoder()
	for _, c := range code {
		first, second := d.samples(c)
		out = binary.LittleEndian.AppendUint16(out, uint16(first))
		out = binary.LittleEndian.AppendUint16(out, uint16(second))
	}
	return out
}

// To the bit what spandsp 0.0.6 makes, a G.722 that was held against the vectors of the Recommendation. What is loudest comes
// out of it wrapped around, where the Recommendation limits it: there only the codes are compared.
func TestG722(t *testing.T) {
	for _, tt := range []struct {
		name            string
		pcm             []int16
		coded, restored string
	}{
		{"silence", make([]int16, 1600), "3dca7063c7ee4bd8", "b8a9c6e05da1e2f4"},
		{"noise", chance(1600, 20000), "31700762062fa3ab", "6a527c671e7c9c13"},
		{"soft noise", chance(1600, 300), "67561932a7da5e72", "c876f5c8dc7f43b1"},
		{"full noise", chance(1600, 32767), "78f23039bf165bd8", ""},
		{"square", each(1600, square), "abdeb34861f448e4", ""},
		{"ramp", each(1600, func(i int) int { return i%53*24000/53 - 12000 }), "e08c124e005d4a8c", "2d0be9c71b59df08"},
		{"low ramp", each(1600, func(i int) int { return i%160*400/160 - 200 }), "a1b6940d3d30afd1", "bf9c56fa09538d0f"},
	} {
		e, code := newWideEncoder(), []byte(nil)
		for i := 0; i < len(tt.pcm); i += 2 {
			code = append(code, e.byteOf(tt.pcm[i], tt.pcm[i+1]))
		}
		if got := sum(code); got != tt.coded {
			t.Errorf("%s: coded %s, want %s", tt.name, got, tt.coded)
		}
		if got := sum(decodeWide(code)); tt.restored != "" && got != tt.restored {
			t.Errorf("%s: restored %s, want %s", tt.name, got, tt.restored)
		}
	}
}

// The loudest there is comes out loud, and not turned around: no step is larger than the square's own.
func TestG722Loudest(t *testing.T) {
	e, d := newWideEncoder(), newWideDecoder()
	var out []int16
	for i := 0; i < 1600; i += 2 {
		first, second := d.samples(e.byteOf(int16(square(i)), int16(square(i+1))))
		out = append(out, first, second)
	}
	for i := 401; i < len(out); i++ {
		if step := int(out[i]) - int(out[i-1]); max(step, -step) > 40000 {
			t.Fatalf("at %d: from %d to %d", i, out[i-1], out[i])
		}
	}
}

// After any bytes whatever, silence is quiet again within a second.
func FuzzG722(f *testing.F) {
	f.Add([]byte{0, 255, 127, 128})
	f.Fuzz(func(t *testing.T, code []byte) {
		w := newWide()
		w.decode(nil, code)
		silence := newWide()
		var last []int16
		for range 50 {
			last = w.decode(last[:0], silence.encode(nil, make([]int16, frameSamples)))
		}
		if volume(last) > 200 {
			t.Errorf("%d after a second of silence", volume(last))
		}
	})
}
