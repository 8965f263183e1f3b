package voice

import (
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

func FuzzInfoKey(f *testing.F) {
	f.Add("application/dtmf-relay", []byte("Signal=5\r\nDuration=160\r\n"))
	f.Add("application/dtmf", []byte("11"))
	f.Fuzz(func(t *testing.T, kind string, body []byte) {
		if key, ok := infoKey(kind, body); ok && (key < '0' || key > '9') && key != '*' && key != '#' {
			t.Errorf("%q is no key", key)
		}
	})
}
