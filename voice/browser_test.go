package voice

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/pion/dtls/v3"
	"github.com/pion/srtp/v3"
	"github.com/pion/stun/v3"
)

// peer is what of a browser a leg meets: ICE that asks, a DTLS client, SRTP.
type peer struct {
	t           *testing.T
	us          *identity
	conn        *net.UDPConn
	leg         *leg
	done, ended chan struct{}
}

// meet makes a leg that has taken a browser's offer, and runs it; the fingerprint is the one that the offer names.
func meet(t *testing.T, fingerprint func(*identity) string) *peer {
	t.Helper()
	var err error
	p := &peer{t: t, done: make(chan struct{}), ended: make(chan struct{})}
	if p.us, err = newIdentity(); err != nil {
		t.Fatal(err)
	}
	ours, err := newIdentity()
	if err != nil {
		t.Fatal(err)
	}
	if p.leg, err = (ports{ip: netip.MustParseAddr("127.0.0.1"), us: ours}).leg(); err != nil {
		t.Fatal(err)
	}
	if p.conn, err = net.ListenUDP("udp", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)}); err != nil {
		t.Fatal(err)
	}
	o, err := readOffer([]byte("v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE audio\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111 9 0 126\r\nc=IN IP4 0.0.0.0\r\n" +
		"a=rtpmap:126 telephone-event/8000\r\na=mid:audio\r\na=rtcp-mux\r\na=ice-ufrag:them\r\na=ice-pwd:0123456789012345678901\r\na=fingerprint:sha-256 " + fingerprint(p.us) + "\r\na=setup:actpass\r\n"))
	if err != nil {
		t.Fatal(err)
	}
	p.leg.accept(o, netip.Addr{})
	t.Cleanup(func() { close(p.ended); <-p.done; p.leg.close(); _ = p.conn.Close() })
	return p
}

// run is the goroutine that owns the leg: it sends back what it hears.
func (p *peer) run() {
	defer close(p.done)
	for {
		r := await(p.leg, time.Second/10)
		select {
		case <-p.ended:
			return
		default:
		}
		if r == nil {
			continue
		}
		if p.leg.takes(r) {
			p.leg.write(append([]byte(nil), r.data...), frameSamples)
		}
		r.release()
	}
}

func (p *peer) to() *net.UDPAddr {
	return &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1), Port: int(p.leg.port())}
}

// check asks whether packets arrive, as a browser that has chosen this way; the answer is what came within the time.
func (p *peer) check(user, password string) (*stun.Message, error) {
	m, err := stun.Build(stun.TransactionID, stun.BindingRequest, stun.NewUsername(user), stun.RawAttribute{Type: stun.AttrUseCandidate},
		stun.RawAttribute{Type: stun.AttrICEControlling, Value: make([]byte, 8)}, stun.NewShortTermIntegrity(password), stun.Fingerprint)
	if err != nil {
		p.t.Fatal(err)
	}
	if _, err := p.conn.WriteToUDP(m.Raw, p.to()); err != nil {
		p.t.Fatal(err)
	}
	var raw [1500]byte
	_ = p.conn.SetReadDeadline(time.Now().Add(300 * time.Millisecond))
	n, err := p.conn.Read(raw[:])
	_ = p.conn.SetReadDeadline(time.Time{})
	answer := &stun.Message{Raw: raw[:n]}
	if err == nil {
		err = answer.Decode()
	}
	return answer, err
}

// A browser finds the leg, agrees on keys, and what it says comes back.
func TestBrowser(t *testing.T) {
	p := meet(t, func(us *identity) string { return us.fingerprint })
	text := string(p.leg.describe(netip.MustParseAddr("127.0.0.1"), []codec{p.leg.codec}, "sendrecv"))
	for _, want := range []string{"a=ice-lite\r\n", "a=group:BUNDLE audio\r\n", "a=mid:audio\r\n", "a=setup:passive\r\n", "a=rtcp-mux\r\n",
		fmt.Sprintf("m=audio %d UDP/TLS/RTP/SAVPF 9 126\r\n", p.leg.port()), fmt.Sprintf(" 127.0.0.1 %d typ host\r\n", p.leg.port()), "a=fingerprint:sha-256 " + p.leg.us.fingerprint} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	name, secret := p.leg.link.ufrag+":them", p.leg.link.pwd
	go p.run()
	if _, err := p.check(name, "another password, which is wrong"); err == nil {
		t.Error("a check without the password was answered")
	}
	if _, err := p.check("nobody:them", secret); err == nil {
		t.Error("a check of somebody else was answered")
	}
	answer, err := p.check(name, secret)
	var at stun.XORMappedAddress
	if err != nil || answer.Type != stun.BindingSuccess || at.GetFrom(answer) != nil || at.Port != p.conn.LocalAddr().(*net.UDPAddr).Port {
		t.Fatalf("got %v, %v", answer, err)
	}
	conn, err := p.shake()
	if err != nil {
		t.Fatal(err)
	}
	state, _ := conn.ConnectionState()
	c := srtp.Config{Profile: srtp.ProtectionProfileAeadAes128Gcm}
	if err := c.ExtractSessionKeysFromDTLS(&state, true); err != nil {
		t.Fatal(err)
	}
	p.echo(c)
}

func (p *peer) shake() (*dtls.Conn, error) {
	conn, err := dtls.ClientWithOptions(p.conn, p.to(), dtls.WithCertificates(p.us.certificate), dtls.WithInsecureSkipVerify(true),
		dtls.WithSRTPProtectionProfiles(dtls.SRTP_AEAD_AES_128_GCM))
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	return conn, conn.HandshakeContext(ctx)
}

// echo says something until it comes back: the leg may be a moment behind with its keys.
func (p *peer) echo(c srtp.Config) {
	p.t.Helper()
	out, err := srtp.CreateContext(c.Keys.LocalMasterKey, c.Keys.LocalMasterSalt, c.Profile)
	if err != nil {
		p.t.Fatal(err)
	}
	in, err := srtp.CreateContext(c.Keys.RemoteMasterKey, c.Keys.RemoteMasterSalt, c.Profile)
	if err != nil {
		p.t.Fatal(err)
	}
	heard := make(chan byte, 100)
	go func() {
		var raw [1500]byte
		for {
			n, err := p.conn.Read(raw[:])
			if err != nil {
				return
			}
			if plain, err := in.DecryptRTP(nil, raw[:n], nil); err == nil {
				heard <- plain[12]
			}
		}
	}()
	for n := range byte(100) {
		raw := append([]byte{0x80, 9, 0, n, 0, 0, 0, n, 0, 0, 0, 1}, frameOf(n+100)...)
		hidden, err := out.EncryptRTP(nil, raw, nil)
		if err != nil {
			p.t.Fatal(err)
		}
		if _, err := p.conn.WriteToUDP(hidden, p.to()); err != nil {
			p.t.Fatal(err)
		}
		select {
		case b := <-heard:
			if b < 100 {
				p.t.Errorf("heard %d", b)
			}
			return
		case <-time.After(50 * time.Millisecond):
		}
	}
	p.t.Error("nothing came back")
}

// Who has another certificate than the offer named gets no keys.
func TestBrowserForged(t *testing.T) {
	p := meet(t, func(*identity) string { return strings.Repeat("AB:", 31) + "AB" })
	name, secret := p.leg.link.ufrag+":them", p.leg.link.pwd
	go p.run()
	if _, err := p.check(name, secret); err != nil {
		t.Fatal(err)
	}
	if _, err := p.shake(); err == nil {
		t.Error("a certificate that nobody named was taken")
	}
}
