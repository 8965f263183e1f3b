package speech

// ulaw encodes a sample as G.711 µ-law (ITU-T G.711, table 2).
func ulaw(x int16) byte {
	const bias, clip = 0x84, 32635
	v, sign := int(x), byte(0)
	if v < 0 {
		v, sign = -v, 0x80
	}
	v = min(v, clip) + bias
	exponent := 7
	for mask := 0x4000; exponent > 0 && v&mask == 0; mask >>= 1 {
		exponent--
	}
	return ^(sign | byte(exponent<<4) | byte(v>>(exponent+3)&0x0f))
}

// linear decodes G.711 µ-law.
func linear(b byte) int16 {
	b = ^b
	v := (int(b&0x0f)<<3 + 0x84) << (b >> 4 & 7)
	if v -= 0x84; b&0x80 != 0 {
		return int16(-v)
	}
	return int16(v)
}

// alaw decodes G.711 A-law (ITU-T G.711, table 1).
func alaw(b byte) int16 {
	b ^= 0x55
	exponent := b >> 4 & 7
	v := int(b&0x0f)<<4 + 8
	if exponent > 0 {
		v = (v + 0x100) << (exponent - 1)
	}
	if b&0x80 == 0 {
		return int16(-v)
	}
	return int16(v)
}
