package voice

import (
	"log/slog"
	"net/netip"
	"testing"
	"time"
)

func TestInfoKey(t *testing.T) {
	for _, tt := range []struct {
		kind, body string
		want       byte // 0: none
	}{
		{"application/dtmf-relay", "Signal=5\r\nDuration=160\r\n", '5'},
		{"application/dtmf-relay", "Duration=160\nsignal = #\n", '#'},
		{"application/dtmf-relay", "Signal=10\r\n", '*'},
		{"application/dtmf-relay", "Signal=11\r\n", '#'},
		{"application/dtmf-relay", "Signal=A\r\n", 0},
		{"application/dtmf-relay", "Signal=55\r\n", 0},
		{"application/dtmf-relay", "", 0},
		{"Application/DTMF; charset=utf-8", " 7 ", '7'},
		{"application/dtmf", "*", '*'},
		{"application/dtmf", "", 0},
		{"text/plain", "5", 0},
	} {
		if got, ok := infoKey(tt.kind, []byte(tt.body)); ok != (tt.want != 0) || got != tt.want {
			t.Errorf("%s %q: got %q, %t", tt.kind, tt.body, got, ok)
		}
	}
}

// A phone that sends a key both ways pressed it once.
func TestKeySentTwice(t *testing.T) {
	now := time.Now()
	l := &leg{keys: 101}
	if !l.byInfo('5', now) {
		t.Error("the first key by INFO was not taken")
	}
	if _, ok := l.key(&received{payload: 101, stamp: 1, data: []byte{5, 0, 0, 0}}); ok {
		t.Error("the same press was taken again by RTP")
	}
	if key, ok := l.key(&received{payload: 101, stamp: 2, data: []byte{5, 0, 0, 0}}); !ok || key != '5' {
		t.Error("the next press by RTP was not taken")
	}
	if l.byInfo('5', now) {
		t.Error("an INFO was taken of a phone that sends its keys by RTP")
	}
}

// A press is told from the one before by its time, which goes by the clock of its stream.
func TestKeyOfAnotherStream(t *testing.T) {
	press := func(l *leg, payload uint8, source, stamp uint32) bool {
		_, ok := l.key(&received{payload: payload, source: source, stamp: stamp, data: []byte{5, 0, 0, 0}})
		return ok
	}
	l := &leg{keys: 101, socket: &soundSocket{}}
	for _, tt := range []struct {
		name          string
		payload       uint8
		source, stamp uint32
		want          bool
	}{
		{"the first", 101, 1, 1 << 30, true}, {"the same press", 101, 1, 1 << 30, false}, {"late, of the one before", 101, 1, 1<<30 - 800, false},
		{"another stream, with an earlier time", 101, 2, 5, true}, {"the same press there", 101, 2, 5, false},
	} {
		if got := press(l, tt.payload, tt.source, tt.stamp); got != tt.want {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
	l.log = slog.New(slog.DiscardHandler)
	l.accept(offer{codec: pcmu(), keys: 96, addr: netip.MustParseAddrPort("192.0.2.9:4000")}, netip.Addr{})
	if !press(l, 96, 2, 4) {
		t.Error("a key from where a re-INVITE has moved the sound was not taken")
	}
	l.keys = 101
	l.describe(netip.MustParseAddr("192.0.2.2"), codecs(pcmu()), "sendrecv")
	l.accept(offer{codec: pcmu(), keys: 96, addr: netip.MustParseAddrPort("192.0.2.9:4000")}, netip.Addr{})
	if !press(l, 101, 2, 900) || !press(l, 96, 2, 1800) {
		t.Error("of one whose answer names another payload type keys must be taken by either")
	}
}

func FuzzInfoKey(f *testing.F) {
	f.Add("application/dtmf-relay", []byte("Signal=5\r\nDuration=160\r\n"))
	f.Add("application/dtmf", []byte("11"))
	f.Fuzz(func(t *testing.T, kind string, body []byte) {
		if key, ok := infoKey(kind, body); ok && (key < '0' || key > '9') && key != '*' && key != '#' {
			t.Errorf("%q is no key", key)
		}
	})
}
