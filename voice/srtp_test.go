package voice

import (
	"net/netip"
	"strconv"
	"strings"
	"testing"
)

// pair are two legs that speak with one another in a suite.
func pair(t *testing.T, s suite) (a, b *leg) {
	t.Helper()
	a, _ = wire(t, pcmu())
	b, _ = wire(t, pcmu())
	a.secret, a.offered = true, []keying{newKeying("1", s)}
	ip := netip.MustParseAddr("127.0.0.1")
	said, err := readOffer(a.describe(ip, codecs(pcmu()), "sendrecv"))
	if err != nil {
		t.Fatal(err)
	}
	b.accept(said, ip)
	answer, err := readOffer(b.describe(ip, []codec{b.codec}, "sendrecv"))
	if err != nil {
		t.Fatal(err)
	}
	a.accept(answer, ip)
	return a, b
}

// next is what a leg takes next.
func next(t *testing.T, l *leg) *received {
	t.Helper()
	r := came(t, l)
	if !l.takes(r) {
		t.Fatal("not taken")
	}
	return r
}

// Two legs that agreed on keys hear each other in every suite, over the end of the count too.
func TestSRTP(t *testing.T) {
	for _, s := range suites {
		a, b := pair(t, s)
		a.packet.SequenceNumber = 65530
		for n := range byte(20) {
			a.write(frameOf(n), frameSamples)
			if r := next(t, b); r.data[0] != n || len(r.data) != frameSamples {
				t.Fatalf("%s: got %v", s.name, r.data)
			}
			b.write(frameOf(n), frameSamples)
			if r := next(t, a); r.data[0] != n {
				t.Fatalf("%s: got %v", s.name, r.data)
			}
		}
	}
}

// What is forged, in plain, or a copy is not taken, and does not turn the sound away from where it goes.
func TestSRTPForged(t *testing.T) {
	for _, s := range suites {
		a, b := pair(t, s)
		a.write(frameOf(1), frameSamples)
		good := came(t, b)
		copied := *good
		copied.from = netip.MustParseAddrPort("127.0.0.1:9")
		if !b.takes(good) {
			t.Fatalf("%s: not taken", s.name)
		}
		to := b.to
		forged := copied
		forged.raw[3] += 1
		plain := received{from: copied.from}
		plain.size = copy(plain.raw[:], append([]byte{0x80, 0, 9, 9, 0, 0, 0, 1, 0, 0, 0, 1}, frameOf(1)...))
		for name, r := range map[string]*received{"a copy": &copied, "forged": &forged, "plain": &plain} {
			if b.takes(r) || b.to != to {
				t.Errorf("%s, %s: taken", s.name, name)
			}
		}
	}
}

// A new offer with another key makes both count anew; one with the same key goes on.
func TestSRTPKeyedAnew(t *testing.T) {
	a, b := pair(t, suites[0])
	ip := netip.MustParseAddr("127.0.0.1")
	first := b.guard.mine
	for _, tt := range []struct{ anew bool }{{false}, {true}} {
		if tt.anew {
			a.offered = []keying{newKeying("2", suites[1])}
		}
		said, err := readOffer(a.describe(ip, codecs(pcmu()), "sendrecv"))
		if err != nil {
			t.Fatal(err)
		}
		b.accept(said, ip)
		if b.guard.mine.same(first) == tt.anew {
			t.Errorf("another key of theirs: %t, of ours: %t", tt.anew, !tt.anew)
		}
		answer, err := readOffer(b.describe(ip, []codec{b.codec}, "sendrecv"))
		if err != nil {
			t.Fatal(err)
		}
		a.accept(answer, ip)
		a.write(frameOf(3), frameSamples)
		if r := next(t, b); r.data[0] != 3 {
			t.Errorf("got %v", r.data)
		}
	}
}

// No packet leaves in plain while keys are not agreed on.
func TestSRTPNeverPlain(t *testing.T) {
	l, _ := wire(t, pcmu())
	other, _ := wire(t, pcmu())
	l.offerKeys()
	l.to = netip.AddrPortFrom(netip.MustParseAddr("127.0.0.1"), other.port())
	l.send(nil)
	l.secret = false
	l.write(frameOf(9), frameSamples)
	if r := came(t, other); r.raw[12] != 9 {
		t.Error("the first packet that arrives is one in plain")
	}
}

func TestReadKeying(t *testing.T) {
	key := strings.Repeat("A", 40)
	for value, want := range map[string]bool{
		"1 AES_CM_128_HMAC_SHA1_80 inline:" + key:                       true,
		"1 AES_CM_128_HMAC_SHA1_80 inline:" + key + "|2^31":             true,
		"1 AES_CM_128_HMAC_SHA1_80 inline:" + key + "|2^20|1:4":         false, // a master key identifier
		"1 AES_CM_128_HMAC_SHA1_80 inline:" + key + ";inline:" + key:    false,
		"1 AES_CM_128_HMAC_SHA1_80 inline:" + key + " UNENCRYPTED_SRTP": false,
		"1 AES_CM_128_HMAC_SHA1_80 inline:" + key + " -WSH=64":          true,
		"1 AES_CM_128_HMAC_SHA1_80 inline:" + key[:36]:                  false,
		"1 AES_256_CM_HMAC_SHA1_80 inline:" + key:                       false,
		"1 AEAD_AES_128_GCM inline:" + strings.Repeat("A", 37) + "=":    false,
		"1 AEAD_AES_128_GCM inline:" + strings.Repeat("A", 38) + "==":   true,
		"1234567890 AES_CM_128_HMAC_SHA1_80 inline:" + key:              false,
		"1\" AES_CM_128_HMAC_SHA1_80 inline:" + key:                     false,
		"": false, "1": false, "1 AES_CM_128_HMAC_SHA1_80 clear:" + key: false,
	} {
		if _, ok := readKeying(value); ok != want {
			t.Errorf("%s: taken %t", value, ok)
		}
	}
}

const session = "v=0\r\no=x 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n"

// An answer has a line for each line of the offer, and takes one.
func TestAnswerLines(t *testing.T) {
	key := "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:" + strings.Repeat("A", 40) + "\r\n"
	for _, tt := range []struct {
		name, offer, want string // the lines of media of the answer, PORT for ours; empty: none can be taken
	}{
		{"plain", "m=audio 4000 RTP/AVP 0\r\n", "audio PORT RTP/AVP 0"},
		{"with video", "m=video 4002 RTP/AVP 96\r\nm=audio 4000 RTP/AVP 8\r\n", "video 0 RTP/AVP 96|audio PORT RTP/AVP 8"},
		{"either hidden or not", "m=audio 4000 RTP/SAVP 0\r\n" + key + "m=audio 4000 RTP/AVP 0\r\n", "audio PORT RTP/SAVP 0|audio 0 RTP/AVP 0"},
		{"hidden as nobody can", "m=audio 4000 RTP/SAVP 0\r\na=crypto:1 F8_128_HMAC_SHA1_80 inline:x\r\nm=audio 4000 RTP/AVP 0\r\n", "audio 0 RTP/SAVP 0|audio PORT RTP/AVP 0"},
		{"hidden where it can be", "m=audio 4000 RTP/AVP 0\r\n" + key, "audio PORT RTP/AVP 0"},
		{"hidden, and no key", "m=audio 4000 RTP/SAVP 0\r\n", ""},
		{"refused by the other side", "m=audio 0 RTP/AVP 0\r\n", ""},
		{"no codec of ours", "m=audio 4000 RTP/AVP 3 18\r\n", ""},
	} {
		l, _ := wire(t, pcmu())
		o, err := readOffer([]byte(session + tt.offer))
		if (err == nil) != (tt.want != "") {
			t.Errorf("%s: %v", tt.name, err)
		}
		if err != nil {
			continue
		}
		l.accept(o, netip.Addr{})
		var got []string
		for line := range strings.Lines(string(l.describe(netip.MustParseAddr("127.0.0.1"), []codec{l.codec}, "sendrecv"))) {
			if m, ok := strings.CutPrefix(strings.TrimSpace(line), "m="); ok {
				got = append(got, strings.Replace(m, strconv.Itoa(int(l.port())), "PORT", 1))
			}
		}
		if strings.Join(got, "|") != tt.want {
			t.Errorf("%s: got %s", tt.name, strings.Join(got, "|"))
		}
		if hidden := strings.Contains(tt.name, "hidden") && !strings.Contains(tt.name, "nobody"); (l.guard != nil) != hidden {
			t.Errorf("%s: hidden: %t", tt.name, l.guard != nil)
		}
	}
}

func FuzzOffer(f *testing.F) {
	f.Add([]byte(session + "m=audio 4000 RTP/AVP 0 101\r\na=rtpmap:101 telephone-event/8000\r\n"))
	f.Add([]byte(session + "m=audio 4000 RTP/SAVP 9\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:" + strings.Repeat("A", 40) + "|2^31\r\nm=video 1 X 9\r\n"))
	f.Fuzz(func(t *testing.T, body []byte) {
		o, err := readOffer(body)
		if err != nil {
			return
		}
		l := &leg{}
		l.accept(o, netip.Addr{})
		for _, line := range append(o.lines, o.proto+"\r\n") {
			if strings.Count(line, "\r\n") != 1 || strings.ContainsAny(strings.TrimSuffix(line, "\r\n"), "\r\n") {
				t.Errorf("%q stands in our description", line)
			}
		}
	})
}
