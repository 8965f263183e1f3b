package voice

import (
	"bytes"
	"strings"
	"time"

	"anteroom.dev/anteroom"
)

const keypad = "0123456789*#"

// sameKey is how long after a key in an INFO the same one by RTP is that press once more: some phones send both.
const sameKey = time.Second

// infoKey is the key in the body of an INFO: application/dtmf-relay has a line "Signal=5", application/dtmf the key alone.
// Both are older than RFC 6086 and stand in no RFC; * and # are also sent as the numbers of RFC 4733, 10 and 11.
func infoKey(kind string, body []byte) (byte, bool) {
	kind, _, _ = strings.Cut(strings.ToLower(kind), ";")
	switch strings.TrimSpace(kind) {
	case "application/dtmf":
		return keyNamed(string(body))
	case "application/dtmf-relay":
		for line := range bytes.Lines(body) {
			if name, value, ok := strings.Cut(string(line), "="); ok && strings.EqualFold(strings.TrimSpace(name), "signal") {
				return keyNamed(value)
			}
		}
	}
	return 0, false
}

func keyNamed(s string) (byte, bool) {
	switch s = strings.TrimSpace(s); {
	case s == "10":
		return '*', true
	case s == "11":
		return '#', true
	case len(s) == 1 && strings.Contains(keypad, s):
		return s[0], true
	}
	return 0, false
}

// byInfo takes a key that came in an INFO; false where the phone sends its keys by RTP too.
func (l *leg) byInfo(key byte, now time.Time) bool {
	if l.anyKey {
		return false
	}
	l.infoKey, l.infoAt = key, now
	return true
}

// again tells whether a key by RTP is one that an INFO brought already.
func (l *leg) again(key byte, now time.Time) bool {
	same := l.infoKey == key && now.Sub(l.infoAt) < sameKey
	l.infoKey = 0
	return same
}

// informed takes a key that came in an INFO, and passes it on to the other side where two talk.
func (c *call) informed(s signal) {
	from, to := c.caller.leg, c.user
	if c.called.sent(s.request) {
		from, to = c.called.leg, c.caller.leg
	}
	if !from.byInfo(s.key, time.Now()) {
		return
	}
	if c.asked != nil && from == c.asked.leg {
		c.step(anteroom.Event{Kind: anteroom.UserKey, Key: s.key})
		return
	}
	if from == c.caller.leg {
		c.pressed(s.key)
	}
	if to != nil {
		to.press(s.key)
	}
}

// press sends a key of 100 ms: its begin, and its end three times (RFC 4733 section 2.5.1.4).
func (l *leg) press(key byte) {
	const length = 800 // in units of the timestamp
	l.packet.Marker = true
	for i, end := range []byte{0, 0x80, 0x80, 0x80} {
		samples := uint32(0)
		if i == 3 {
			samples = length
		}
		l.event([]byte{byte(strings.IndexByte(keypad, key)), end | keyVolume, length >> 8, length & 0xff}, samples)
	}
}
