package voice

import "math/bits"

// G.711 (ITU-T): companded 8 kHz sound, one byte a sample.

const muBias = 0x84

// The tables are of every sample and every byte: in sound the sign is as a coin's, and no processor guesses it.
var (
	muOf, aOf = bytesOf(toMu), bytesOf(toA)
	ofMu, ofA = samplesOf(fromMu), samplesOf(fromA)
)

func bytesOf(law func(int16) byte) (table [1 << 16]byte) {
	for i := range table {
		table[i] = law(int16(i))
	}
	return table
}

func samplesOf(law func(byte) int16) (table [1 << 8]int16) {
	for i := range table {
		table[i] = law(byte(i))
	}
	return table
}

func toMu(s int16) byte {
	v, sign := int(s), byte(0)
	if v < 0 {
		v, sign = -v, 0x80
	}
	v = min(v&^3, 32635) + muBias
	exponent := bits.Len16(uint16(v) >> 8)
	return sign ^ ^(byte(exponent<<4) | byte(v>>(exponent+3))&0x0f)
}

func fromMu(b byte) int16 {
	b = ^b
	v := ((int(b&0x0f) << 3) + muBias) << (b >> 4 & 7)
	if b&0x80 != 0 {
		return int16(muBias - v)
	}
	return int16(v - muBias)
}

func toA(s int16) byte {
	v, sign := int(s), byte(0x80)
	if v < 0 {
		v, sign = ^v, 0
	}
	v >>= 4
	if exponent := bits.Len16(uint16(v)) - 4; exponent > 0 {
		v = v>>(exponent-1) + exponent<<4 - 16
	}
	return (byte(v) | sign) ^ 0x55
}

func fromA(b byte) int16 {
	b ^= 0x55
	exponent, mantissa := int(b>>4&7), int(b&0x0f)
	v := mantissa<<4 + 8
	if exponent > 0 {
		v = (mantissa<<4 + 0x108) << (exponent - 1)
	}
	if b&0x80 == 0 {
		return int16(-v)
	}
	return int16(v)
}
