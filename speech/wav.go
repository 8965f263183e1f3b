package speech

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
)

// WAV is sound of a call as a RIFF WAVE file: 8 kHz, mono, 16 bits.
func WAV(pcm []int16) []byte {
	var b bytes.Buffer
	size := uint32(2 * len(pcm))
	b.WriteString("RIFF")
	write(&b, 36+size)
	b.WriteString("WAVEfmt ")
	write(&b, uint32(16))
	write(&b, format{Code: codePCM, Channels: 1, Rate: Rate, ByteRate: 2 * Rate, Align: 2, Bits: 16})
	b.WriteString("data")
	write(&b, size)
	write(&b, pcm)
	return b.Bytes()
}

// write can't fail: a buffer takes everything, and all values are of fixed size.
func write(b *bytes.Buffer, v any) { _ = binary.Write(b, binary.LittleEndian, v) }

// format is the chunk "fmt " (RFC 2361; Multimedia Programming Interface and Data Specifications 1.0).
type format struct {
	Code, Channels uint16
	Rate, ByteRate uint32
	Align, Bits    uint16
}

const (
	codePCM        = 1
	codeFloat      = 3
	codeALaw       = 6
	codeMuLaw      = 7
	codeExtensible = 0xfffe
)

// The most and least that is taken from an engine, who may be anybody.
const (
	slowest     = 4000
	fastest     = 192000
	rateGrain   = 25 // every usual rate is a multiple; others would cost the filter thousands of phases
	mostSeconds = 60
)

// readWAV reads what an engine answered: PCM of 8 to 32 bits, float, µ-law or A-law, at any usual rate of 4 to 192
// kHz; more channels are mixed to one. Lengths that the file gives wrongly, as one written to a pipe does, end with the bytes.
func readWAV(raw []byte) (Sound, error) {
	sound, err := decodeWAV(raw, mostSeconds)
	if err != nil {
		return Sound{}, unavailable(fmt.Errorf("wav: %w", err))
	}
	return sound, nil
}

// decodeWAV reads a number of seconds at most.
func decodeWAV(raw []byte, most int) (Sound, error) {
	f, data, err := chunks(raw)
	if err != nil {
		return Sound{}, err
	}
	decode, err := f.decoder()
	if err != nil {
		return Sound{}, err
	}
	width, channels := int(f.Bits)/8, int(f.Channels)
	n := min(len(data)/(width*channels), most*int(f.Rate))
	pcm := make([]int16, n)
	for i := range pcm {
		total := 0
		for c := range channels {
			total += int(decode(data[(i*channels+c)*width:]))
		}
		pcm[i] = int16(total / channels)
	}
	return Sound{Rate: int(f.Rate), PCM: pcm}, nil
}

// chunks finds the format and the samples.
func chunks(raw []byte) (f format, data []byte, err error) {
	if len(raw) < 12 || string(raw[:4]) != "RIFF" || string(raw[8:12]) != "WAVE" {
		return f, nil, errors.New("not a WAVE file")
	}
	for rest := raw[12:]; len(rest) >= 8; {
		id, size := string(rest[:4]), int64(binary.LittleEndian.Uint32(rest[4:]))
		body := rest[8:]
		body = body[:min(size, int64(len(body)))]
		switch id {
		case "fmt ":
			if f, err = readFormat(body); err != nil {
				return f, nil, err
			}
		case "data":
			if f.Code == 0 {
				return f, nil, errors.New("samples without a format")
			}
			return f, body, nil
		}
		rest = rest[min(8+size+size%2, int64(len(rest))):] // chunks begin at even places
	}
	return f, nil, errors.New("no samples")
}

func readFormat(body []byte) (f format, err error) {
	if err := binary.Read(bytes.NewReader(body), binary.LittleEndian, &f); err != nil {
		return f, errors.New("half a format")
	}
	if f.Code == codeExtensible {
		if len(body) < 26 {
			return f, errors.New("half an extensible format")
		}
		f.Code = binary.LittleEndian.Uint16(body[24:]) // the first bytes of the GUID
	}
	switch {
	case f.Rate < slowest || f.Rate > fastest || f.Rate%rateGrain != 0:
		return f, fmt.Errorf("a rate of %d hertz", f.Rate)
	case f.Channels == 0 || f.Channels > 8:
		return f, fmt.Errorf("%d channels", f.Channels)
	}
	return f, nil
}

// decoder takes one sample from the front of the bytes.
func (f format) decoder() (func([]byte) int16, error) {
	switch [2]uint16{f.Code, f.Bits} {
	case [2]uint16{codePCM, 8}:
		return func(b []byte) int16 { return int16(int(b[0])-128) << 8 }, nil
	case [2]uint16{codePCM, 16}:
		return func(b []byte) int16 { return int16(binary.LittleEndian.Uint16(b)) }, nil
	case [2]uint16{codePCM, 24}:
		return func(b []byte) int16 { return int16(binary.LittleEndian.Uint16(b[1:])) }, nil
	case [2]uint16{codePCM, 32}:
		return func(b []byte) int16 { return int16(binary.LittleEndian.Uint16(b[2:])) }, nil
	case [2]uint16{codeFloat, 32}:
		return func(b []byte) int16 { return fromFloat(math.Float32frombits(binary.LittleEndian.Uint32(b))) }, nil
	case [2]uint16{codeMuLaw, 8}:
		return func(b []byte) int16 { return linear(b[0]) }, nil
	case [2]uint16{codeALaw, 8}:
		return func(b []byte) int16 { return alaw(b[0]) }, nil
	}
	return nil, fmt.Errorf("samples of kind %d with %d bits", f.Code, f.Bits)
}

func fromFloat(x float32) int16 {
	if x != x {
		return 0
	}
	return int16(max(-1, min(1, x)) * 32767)
}
