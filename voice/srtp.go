package voice

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/pion/rtp"
	"github.com/pion/srtp/v3"
)

// suite is one way to encrypt sound.
type suite struct {
	name    string // RFC 4568 section 6.2, RFC 7714 section 14.2
	profile srtp.ProtectionProfile
	key     int // bytes
	salt    int
}

// suites are ours, in the order in which they are offered: what every phone has comes first.
var suites = []suite{
	{"AES_CM_128_HMAC_SHA1_80", srtp.ProtectionProfileAes128CmHmacSha1_80, 16, 14},
	{"AEAD_AES_128_GCM", srtp.ProtectionProfileAeadAes128Gcm, 16, 12},
	{"AES_CM_128_HMAC_SHA1_32", srtp.ProtectionProfileAes128CmHmacSha1_32, 16, 14},
}

// replayed is how many packets back one is told from its copy (RFC 3711 section 3.3.2).
const replayed = 128

// keying is a key for one direction of sound, as SDP carries it (RFC 4568).
type keying struct {
	tag   string
	suite suite
	key   []byte // with its salt
}

func newKeying(tag string, s suite) keying {
	k := keying{tag, s, make([]byte, s.key+s.salt)}
	_, _ = rand.Read(k.key) // never fails
	return k
}

func (k keying) String() string {
	return fmt.Sprintf("a=crypto:%s %s inline:%s\r\n", k.tag, k.suite.name, base64.StdEncoding.EncodeToString(k.key))
}

func (k keying) same(o keying) bool {
	return k.suite.name == o.suite.name && k.tag == o.tag && slices.Equal(k.key, o.key)
}

// readKeying reads the value of a crypto attribute; false where it asks for what we have not: another suite, a master key
// identifier, several keys, parameters that would change how packets are protected (RFC 4568 section 6.3).
func readKeying(value string) (keying, bool) {
	words := strings.Fields(value)
	if len(words) < 3 || len(words[0]) > 9 || token(words[0]) != words[0] {
		return keying{}, false
	}
	for _, w := range words[3:] {
		if !strings.HasPrefix(w, "-") {
			return keying{}, false
		}
	}
	method, rest, _ := strings.Cut(words[2], ":")
	parts := strings.Split(rest, "|")
	if !strings.EqualFold(method, "inline") || strings.Contains(rest, ";") || slices.ContainsFunc(parts[1:], func(p string) bool { return strings.Contains(p, ":") }) {
		return keying{}, false
	}
	for _, s := range suites {
		if !strings.EqualFold(words[1], s.name) {
			continue
		}
		key, err := base64.StdEncoding.DecodeString(parts[0])
		return keying{words[0], s, key}, err == nil && len(key) == s.key+s.salt
	}
	return keying{}, false
}

// guard is what hides the sound of a leg: one key for what comes, one for what goes.
type guard struct {
	theirs, mine keying
	in, out      *srtp.Context
}

func newGuard(theirs, mine keying) (*guard, error) {
	g := &guard{theirs: theirs, mine: mine}
	var err, wrong error
	g.in, err = theirs.context()
	g.out, wrong = mine.context()
	return g, errors.Join(err, wrong)
}

func (k keying) context() (*srtp.Context, error) {
	return srtp.CreateContext(k.key[:k.suite.key], k.key[k.suite.key:], k.suite.profile, srtp.SRTPReplayProtection(replayed), srtp.SRTCPReplayProtection(replayed))
}

// open is a packet in plain, in the buffer that is handed in; false where it is forged, or came before.
func (g *guard) open(to, raw []byte, h *rtp.Header) ([]byte, bool) {
	plain, err := g.in.DecryptRTP(to[:0], raw, h)
	return plain, err == nil
}

// protect takes over the keys of an offer or an answer. The key of the other side that goes on leaves ours as it is; another one
// brings another of ours, and both begin to count anew.
func (l *leg) protect(o offer) {
	l.secret = len(o.crypto) > 0
	if !l.secret {
		l.guard = nil
		return
	}
	theirs := o.crypto[0]
	if l.guard != nil && l.guard.theirs.same(theirs) {
		return
	}
	mine := newKeying(theirs.tag, theirs.suite)
	for _, offered := range l.offered { // an answer takes one of ours
		if offered.tag == theirs.tag && offered.suite.name == theirs.suite.name {
			mine = offered
		}
	}
	l.offered = nil
	l.guard, _ = newGuard(theirs, mine) // lengths were looked at when it was read; where it is nil nothing is sent
}

// offerKeys makes the keys of an offer.
func (l *leg) offerKeys() {
	l.secret = true
	for i, s := range suites {
		l.offered = append(l.offered, newKeying(fmt.Sprint(i+1), s))
	}
}

// keys are the lines of SDP that tell ours.
func (l *leg) crypto() []keying {
	switch {
	case len(l.offered) > 0:
		return l.offered
	case l.guard != nil:
		return []keying{l.guard.mine}
	}
	return nil
}
