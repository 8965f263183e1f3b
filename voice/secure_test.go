package voice_test

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"log/slog"
	"math/big"
	"net"
	"net/textproto"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"anteroom.dev/anteroom/voice"
)

// certificate writes one of 127.0.0.1, and of more names, and its key to files.
func certificate(t *testing.T, names ...string) (cert, key string, trust *x509.CertPool) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	like := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "127.0.0.1"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), DNSNames: names, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}}
	raw, err := x509.CreateCertificate(rand.Reader, like, like, &private.PublicKey, private)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	cert, key = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	for file, block := range map[string]*pem.Block{cert: {Type: "CERTIFICATE", Bytes: raw}, key: {Type: "PRIVATE KEY", Bytes: secret}} {
		if err := os.WriteFile(file, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	trust = x509.NewCertPool()
	parsed, err := x509.ParseCertificate(raw)
	if err != nil {
		t.Fatal(err)
	}
	trust.AddCert(parsed)
	return cert, key, trust
}

// A call by TLS is answered with a Contact that keeps it on TLS.
func TestTLS(t *testing.T) {
	cert, key, trust := certificate(t)
	s := serveWith(t, receptionist(), voice.Config{TLSAddr: "127.0.0.1:0", TLSCert: cert, TLSKey: key})
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	c, err := (&tls.Dialer{Config: &tls.Config{RootCAs: trust}}).DialContext(ctx, "tcp", s.TLSAddr())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	_ = c.SetDeadline(time.Now().Add(10 * time.Second))
	if _, err := c.Write([]byte(strings.ReplaceAll(invite(1), "SIP/2.0/UDP", "SIP/2.0/TLS"))); err != nil {
		t.Fatal(err)
	}
	r := textproto.NewReader(bufio.NewReader(c))
	for {
		status, err := r.ReadLine()
		if err != nil {
			t.Fatal(err)
		}
		h, err := r.ReadMIMEHeader()
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasPrefix(status, "SIP/2.0 1") {
			continue
		}
		_, port, _ := net.SplitHostPort(s.TLSAddr())
		if want := fmt.Sprintf("127.0.0.1:%s;transport=tls", port); !strings.HasPrefix(status, "SIP/2.0 200") || !strings.Contains(h.Get("Contact"), want) {
			t.Errorf("%s, Contact %s", status, h.Get("Contact"))
		}
		return
	}
}

// A certificate that is not there is known at the start.
func TestTLSWithoutCertificate(t *testing.T) {
	_, err := voice.Listen(voice.Config{Log: slog.New(slog.DiscardHandler), Addr: "127.0.0.1:0", TLSAddr: "127.0.0.1:0", TLSCert: "none", TLSKey: "none", Spool: t.TempDir()}, receptionist(), chirp{})
	if err == nil {
		t.Error("it listens")
	}
}
