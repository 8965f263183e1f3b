package voice

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"log/slog"
	"net"
	"net/netip"
	"strings"
	"sync/atomic"
	"time"

	"github.com/pion/dtls/v3"
	"github.com/pion/dtls/v3/pkg/crypto/selfsign"
	"github.com/pion/logging"
	"github.com/pion/srtp/v3"
	"github.com/pion/stun/v3"
	"github.com/pion/transport/v4/packetio"
)

const (
	shakeTime  = 10 * time.Second // for the handshake
	mostQueued = 64 << 10         // bytes of handshake that wait
)

// identity is what browsers know this service by: a certificate that it signed itself, named in the SDP (RFC 5763).
type identity struct {
	certificate tls.Certificate
	fingerprint string
}

func newIdentity() (*identity, error) {
	c, err := selfsign.GenerateSelfSigned()
	if err != nil {
		return nil, err
	}
	return &identity{c, fingerprint(c.Certificate[0])}, nil
}

// fingerprint is that of a certificate, as SDP writes it (RFC 8122 section 5).
func fingerprint(der []byte) string {
	sum := sha256.Sum256(der)
	text := strings.ToUpper(hex.EncodeToString(sum[:]))
	var b strings.Builder
	for i := 0; i < len(text); i += 2 {
		if i > 0 {
			b.WriteByte(':')
		}
		b.WriteString(text[i : i+2])
	}
	return b.String()
}

// link is how the sound of a browser finds us and is hidden. We have one address, which all can reach: so ICE is answered, never
// asked (ICE-lite, RFC 8445 section 2.5), on the leg's own socket. Keys come of a DTLS handshake on the same socket (RFC 5764).
// All but the handshake is done by the goroutine that owns the call.
type link struct {
	us          *identity
	ufrag, pwd  string // ours
	theirs      string // their user fragment
	fingerprint string // of their certificate
	client      bool   // it is we who begin the handshake

	socket  *soundSocket
	at      atomic.Pointer[netip.AddrPort] // where they are; nil: not known yet
	pipe    *packetio.Buffer               // of the handshake, from the leg
	keyed   chan *guard
	shaking bool
	stop    context.CancelFunc
}

// newLink has names and a password that nobody can guess (RFC 8445 section 5.3).
func (l *leg) newLink() *link {
	k := &link{us: l.us, ufrag: rand.Text()[:8], pwd: rand.Text(), socket: l.socket, pipe: packetio.NewBuffer(), keyed: make(chan *guard, 1), stop: func() {}}
	k.pipe.SetLimitSize(mostQueued)
	return k
}

// join takes over what a browser tells of itself. The one with the same certificate goes on under its keys.
func (l *leg) join(o offer) {
	l.secret = true
	if l.link != nil && l.link.fingerprint != "" && l.link.fingerprint != o.fingerprint {
		l.link.close()
		l.link, l.guard = nil, nil
	}
	if l.link == nil {
		l.link = l.newLink()
	}
	if l.link.theirs != "" && l.link.theirs != o.ufrag { // ICE is to begin anew (RFC 8839 section 4.4.1.1)
		l.link.ufrag, l.link.pwd = rand.Text()[:8], rand.Text()
	}
	l.link.theirs = o.ufrag
	if l.link.fingerprint == "" { // not while the handshake reads it
		l.link.fingerprint, l.link.client = o.fingerprint, o.setup == "passive"
	}
	if at := l.link.at.Load(); at != nil {
		l.to = *at
	}
}

// ready tells whether sound can go out: in plain, or under keys.
func (l *leg) ready() bool {
	if l.link != nil && l.guard == nil {
		select {
		case l.guard = <-l.link.keyed:
		default:
		}
	}
	return !l.secret || l.guard != nil
}

// linked takes a packet that is not sound (RFC 7983 section 7); false where it is.
func (l *leg) linked(r *received) bool {
	raw := r.raw[:r.size]
	switch {
	case l.link == nil || len(raw) == 0:
		return false
	case raw[0] < 4:
		l.checked(raw, r.from)
		return true
	case raw[0] >= 20 && raw[0] < 64:
		if at := l.link.at.Load(); at != nil && *at == r.from {
			_, _ = l.link.pipe.Write(raw) // full: it is sent again
		}
		return true
	}
	return false
}

// checked answers a check of the browser whether its packets arrive (RFC 8445 section 7.3), and takes the way that it chose.
func (l *leg) checked(raw []byte, from netip.AddrPort) {
	k, m := l.link, &stun.Message{Raw: raw}
	secret := stun.NewShortTermIntegrity(k.pwd)
	if m.Decode() != nil || m.Type != stun.BindingRequest || secret.Check(m) != nil || stun.Fingerprint.Check(m) != nil {
		return
	}
	name, err := m.Get(stun.AttrUsername)
	if ours, theirs, _ := strings.Cut(string(name), ":"); err != nil || ours != k.ufrag || k.theirs != "" && theirs != k.theirs {
		return
	}
	answer := []stun.Setter{stun.NewTransactionIDSetter(m.TransactionID), stun.BindingSuccess, &stun.XORMappedAddress{IP: from.Addr().AsSlice(), Port: int(from.Port())}}
	if m.Contains(stun.AttrICEControlled) { // it is the browser that chooses (section 7.3.1.1)
		answer = []stun.Setter{stun.NewTransactionIDSetter(m.TransactionID), stun.BindingError, stun.CodeRoleConflict}
	}
	said, err := stun.Build(append(answer, secret, stun.Fingerprint)...)
	if err != nil {
		return
	}
	l.socket.write(said.Raw, from)
	if k.at.Load() == nil || m.Contains(stun.AttrUseCandidate) {
		k.at.Store(&from)
		if l.theirs.direction != "inactive" && l.theirs.direction != "sendonly" {
			l.to = from
		}
	}
	if !k.shaking && k.fingerprint != "" {
		k.shaking = true
		ctx, stop := context.WithTimeout(context.Background(), shakeTime)
		k.stop = stop
		go k.shake(ctx, from, l.log)
	}
}

// shake agrees on keys; it runs beside the call, which finds them in keyed.
func (k *link) shake(ctx context.Context, with netip.AddrPort, log *slog.Logger) {
	defer survive(log, "a handshake")
	conn, err := k.handshake(ctx, net.UDPAddrFromAddrPort(with))
	if err != nil {
		return // no sound comes of it, and the call ends by that
	}
	defer func() { _ = conn.Close() }()
	g, err := k.guard(conn)
	if err != nil {
		return
	}
	k.keyed <- g
	var buffer [1500]byte
	for err == nil { // what comes later are alerts, and handshakes once more: the library answers them
		_, err = conn.Read(buffer[:])
	}
}

// suitesOfDTLS are offered in the handshake (RFC 5764 section 4.1.2, RFC 7714 section 14.1).
func suitesOfDTLS() []dtls.SRTPProtectionProfile {
	return []dtls.SRTPProtectionProfile{dtls.SRTP_AEAD_AES_128_GCM, dtls.SRTP_AES128_CM_HMAC_SHA1_80}
}

func (k *link) handshake(ctx context.Context, with net.Addr) (*dtls.Conn, error) {
	quiet := logging.NewDefaultLoggerFactory()
	quiet.DefaultLogLevel = logging.LogLevelDisabled
	verify := func(raw [][]byte, _ [][]*x509.Certificate) error {
		if len(raw) == 0 || subtle.ConstantTimeCompare([]byte(fingerprint(raw[0])), []byte(k.fingerprint)) != 1 { // RFC 5763 section 5
			return errors.New("voice: not the certificate that the offer named")
		}
		return nil
	}
	var conn *dtls.Conn
	var err error
	if k.client {
		conn, err = dtls.ClientWithOptions(pipe{k}, with, dtls.WithCertificates(k.us.certificate), dtls.WithInsecureSkipVerify(true),
			dtls.WithSRTPProtectionProfiles(suitesOfDTLS()...), dtls.WithVerifyPeerCertificate(verify), dtls.WithLoggerFactory(quiet))
	} else {
		conn, err = dtls.ServerWithOptions(pipe{k}, with, dtls.WithCertificates(k.us.certificate), dtls.WithClientAuth(dtls.RequireAnyClientCert),
			dtls.WithSRTPProtectionProfiles(suitesOfDTLS()...), dtls.WithVerifyPeerCertificate(verify), dtls.WithLoggerFactory(quiet))
	}
	if err == nil {
		if err = conn.HandshakeContext(ctx); err != nil {
			_ = conn.Close()
		}
	}
	return conn, err
}

// guard is made of the keys of the handshake (RFC 5764 section 4.2).
func (k *link) guard(conn *dtls.Conn) (*guard, error) {
	chosen, ok := conn.SelectedSRTPProtectionProfile()
	state, known := conn.ConnectionState()
	if !ok || !known {
		return nil, errors.New("voice: no way to hide sound was agreed on")
	}
	for _, s := range suites {
		if s.profile != srtp.ProtectionProfile(chosen) {
			continue
		}
		c := srtp.Config{Profile: s.profile}
		if err := c.ExtractSessionKeysFromDTLS(&state, k.client); err != nil {
			return nil, err
		}
		return newGuard(keying{"", s, append(c.Keys.RemoteMasterKey, c.Keys.RemoteMasterSalt...)}, keying{"", s, append(c.Keys.LocalMasterKey, c.Keys.LocalMasterSalt...)})
	}
	return nil, errors.New("voice: an unknown way to hide sound was agreed on")
}

func (k *link) close() {
	k.stop()
	_ = k.pipe.Close()
}

// pipe is the handshake's view of the leg's socket.
type pipe struct{ k *link }

func (p pipe) ReadFrom(b []byte) (int, net.Addr, error) {
	n, err := p.k.pipe.Read(b)
	return n, p.RemoteAddr(), err
}

func (p pipe) WriteTo(b []byte, _ net.Addr) (int, error) {
	p.k.socket.write(b, *p.k.at.Load())
	return len(b), nil
}

func (p pipe) RemoteAddr() net.Addr               { return net.UDPAddrFromAddrPort(*p.k.at.Load()) }
func (p pipe) LocalAddr() net.Addr                { return net.UDPAddrFromAddrPort(p.k.socket.here) }
func (p pipe) Close() error                       { return p.k.pipe.Close() }
func (p pipe) SetDeadline(t time.Time) error      { return p.k.pipe.SetReadDeadline(t) }
func (p pipe) SetReadDeadline(t time.Time) error  { return p.k.pipe.SetReadDeadline(t) }
func (p pipe) SetWriteDeadline(_ time.Time) error { return nil } // a datagram is sent at once
