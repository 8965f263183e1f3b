package fake

import (
	"context"
	"errors"
	"math"
)

// Hear waits until a sound was heard whole, after what Hear found before, and tells where it begins, in samples.
func (c *Call) Hear(ctx context.Context, pcm []int16) (int, error) {
	probe := pcm[:min(2000, len(pcm))]
	for {
		over := c.Over()
		c.mu.Lock()
		heard, news := c.heard, c.news
		c.mu.Unlock()
		for ; c.from+len(pcm) <= len(heard); c.from += 2 {
			if here := heard[c.from : c.from+len(probe)]; alike(here, probe, 8) < 0.4 || alike(here, probe, 1) < 0.6 { // a few samples tell most of what is something else
				continue
			}
			for near := max(0, c.from-2); near <= c.from+2 && near+len(pcm) <= len(heard); near++ {
				if alike(heard[near:near+len(pcm)], pcm, 1) > 0.9 {
					c.from = near + len(pcm)
					return near, nil
				}
			}
		}
		if over {
			return 0, errors.New("the call ended before that was heard")
		}
		select {
		case <-news:
		case <-c.ended:
		case <-ctx.Done():
			return 0, ctx.Err()
		}
	}
}

// Say says something, after what is being said, and waits until the last of it was sent. One at a time on a call.
func (c *Call) Say(ctx context.Context, pcm []int16) error {
	said := make(chan struct{})
	c.mu.Lock()
	c.speech, c.said = append(c.speech, pcm...), said
	c.mu.Unlock()
	select {
	case <-said:
		return nil
	case <-c.ended:
		return errors.New("the call ended before that was said")
	case <-ctx.Done():
		return ctx.Err()
	}
}

// alike is the correlation of two sounds of one length, by one sample in so many.
func alike(a, b []int16, every int) float64 {
	var ab, aa, bb float64
	for i := 0; i < len(a); i += every {
		x, y := float64(a[i]), float64(b[i])
		ab, aa, bb = ab+x*y, aa+x*x, bb+y*y
	}
	if aa == 0 || bb == 0 {
		return 0
	}
	return ab / math.Sqrt(aa*bb)
}

func toMu(s int16) byte {
	v, sign := int(s), byte(0)
	if v < 0 {
		v, sign = -v, 0x80
	}
	v = min(v, 32635) + 0x84
	exponent := 7
	for mask := 0x4000; exponent > 0 && v&mask == 0; mask >>= 1 {
		exponent--
	}
	return ^(sign | byte(exponent<<4) | byte(v>>(exponent+3))&0x0f)
}

func fromMu(b byte) int16 {
	b = ^b
	v := ((int(b&0x0f) << 3) + 0x84) << (b >> 4 & 7)
	if b&0x80 != 0 {
		return int16(0x84 - v)
	}
	return int16(v - 0x84)
}

// Hearing is the next call that lets the phone hear something before it is answered.
func (p *Phone) Hearing(ctx context.Context) (*Call, error) {
	select {
	case c := <-p.hearing:
		return c, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
