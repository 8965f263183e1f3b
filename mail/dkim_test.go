package mail_test

import (
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"strings"
	"testing"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/mail"
	"github.com/emersion/go-msgauth/dkim"
)

func pemOf(t *testing.T, key crypto.Signer) []byte {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})
}

func signers(t *testing.T) map[string]crypto.Signer {
	t.Helper()
	r, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	_, e, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return map[string]crypto.Signer{"rsa": r, "ed25519": e}
}

// What arrives is signed by the sender's own domain, or the first, with its text, HTML and recording; altered it is not.
func TestDKIM(t *testing.T) {
	trap := openTrap(t)
	for kind, key := range signers(t) {
		public, err := x509.MarshalPKIXPublicKey(key.Public())
		if e, ok := key.Public().(ed25519.PublicKey); ok {
			public = e
		}
		if err != nil {
			t.Fatal(err)
		}
		d, err := mail.NewDKIM([]string{"anteroom.example", "boreal.example"}, "a1", pemOf(t, key))
		if err != nil {
			t.Fatal(err)
		}
		for from, domain := range map[string]string{"emma@boreal.example": "boreal.example", "emma@sub.boreal.example": "boreal.example", "emma@nord.example": "anteroom.example"} {
			m := message()
			m.FromEmail, m.Kind, m.Company = from, anteroom.VoiceMessage, "c_0ABC"
			if err := sender(mail.Relay{Addr: trap.SMTPAddr(), TLS: "none", DKIM: d}).Send(within(t, 10e9), m, &anteroom.File{Name: "message.wav", Type: "audio/wav", Content: wav(t)}); err != nil {
				t.Fatal(err)
			}
			list := trap.Messages()
			raw := string(list[0].Raw())
			look := func(name string) ([]string, error) {
				if name != "a1._domainkey."+domain {
					t.Errorf("%s is asked for", name)
				}
				return []string{"v=DKIM1; k=" + kind + "; p=" + base64.StdEncoding.EncodeToString(public)}, nil
			}
			for fact, row := range map[string]struct {
				raw  string
				want bool
			}{"as it came": {raw, true}, "another subject": {strings.Replace(raw, "Subject: Message", "Subject: Massage", 1), false}, "a second From": {"From: eve@nord.example\r\n" + raw, false},
				"a recording altered": {strings.Replace(raw, "UklGR", "UklGS", 1), false}} {
				got, err := dkim.VerifyWithOptions(strings.NewReader(row.raw), &dkim.VerifyOptions{LookupTXT: look})
				if err != nil || len(got) != 1 || (got[0].Err == nil) != row.want || got[0].Domain != domain {
					t.Errorf("%s %s %s: %+v, %v", kind, from, fact, got, err)
				}
			}
			if !strings.Contains(raw, "List-Id: <voice-message.c-0abc."+strings.TrimPrefix(from, "emma@")+">") || !strings.Contains(raw, "Auto-Submitted: auto-generated") {
				t.Error(raw[:min(len(raw), 2000)])
			}
		}
	}
}

// A key that nobody would trust, or that is none, is told at the start.
func TestDKIMRefused(t *testing.T) {
	weak, err := rsa.GenerateKey(rand.Reader, 1024) //nolint:gosec // that is the point
	if err != nil {
		t.Fatal(err)
	}
	good := pemOf(t, signers(t)["ed25519"])
	for fact, row := range map[string]struct {
		domains  []string
		selector string
		key      []byte
	}{
		"no PEM": {[]string{"a.example"}, "s", []byte("x")}, "no key": {[]string{"a.example"}, "s", []byte("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n")},
		"weak": {[]string{"a.example"}, "s", pemOf(t, weak)}, "no domain": {nil, "s", good}, "no selector": {[]string{"a.example"}, "", good}, "a bad domain": {[]string{"a b"}, "s", good},
	} {
		if d, err := mail.NewDKIM(row.domains, row.selector, row.key); err == nil || d != nil {
			t.Errorf("%s: taken", fact)
		}
	}
}
