package mail

import (
	"crypto"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"strings"

	"github.com/emersion/go-msgauth/dkim"
	gomail "github.com/wneessen/go-mail"
)

// DKIM signs what is sent (RFC 6376), so that its receivers know which domain stands for it. It is safe from many
// goroutines.
type DKIM struct {
	domains  []string
	selector string
	key      crypto.Signer
}

// leastRSA is the length of a key in bits that receivers trust (RFC 8301 section 3.2).
const leastRSA = 2048

// NewDKIM makes a signer for domains, in whose name servers the key stands under the selector; the key is private, in PEM:
// RSA of 2048 bits at least, or Ed25519, which not every receiver knows (RFC 8463).
func NewDKIM(domains []string, selector string, key []byte) (*DKIM, error) {
	block, _ := pem.Decode(key)
	if block == nil {
		return nil, errors.New("dkim: the key is not in PEM")
	}
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		if parsed, err = x509.ParsePKCS1PrivateKey(block.Bytes); err != nil {
			return nil, errors.New("dkim: the key is none of PKCS #8 or PKCS #1")
		}
	}
	d := &DKIM{selector: asciiDomain(selector)}
	switch k := parsed.(type) {
	case ed25519.PrivateKey:
		d.key = k
	case *rsa.PrivateKey:
		if d.key = k; k.N.BitLen() < leastRSA {
			return nil, fmt.Errorf("dkim: an RSA key of %d bits at least is wanted", leastRSA)
		}
	default:
		return nil, errors.New("dkim: the key is neither RSA nor Ed25519")
	}
	for _, one := range domains {
		name := asciiDomain(strings.TrimSpace(one))
		if name == "" {
			return nil, fmt.Errorf("dkim: %q is no domain", line(one, 60))
		}
		d.domains = append(d.domains, name)
	}
	if len(d.domains) == 0 || d.selector == "" {
		return nil, errors.New("dkim: a domain and a selector are wanted")
	}
	return d, nil
}

// signed are the headers that a signature covers, there or not: what is added later ends it. From stands twice, so that no
// second one can be added (RFC 6376 section 8.15).
var signed = []string{"From", "From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type", "Content-Transfer-Encoding", "Content-Language",
	"Auto-Submitted", "List-Id", "In-Reply-To", "References"}

// sign adds the signature: of the sender's own domain where it is one of ours, else of the first. A message that can't be
// signed is sent as it is.
func (d *DKIM) sign(letter *gomail.Msg) error {
	signer, err := dkim.NewSigner(&dkim.SignOptions{Domain: d.of(letter.GetFrom()[0].Address), Selector: d.selector, Signer: d.key, HeaderKeys: signed,
		HeaderCanonicalization: dkim.CanonicalizationRelaxed, BodyCanonicalization: dkim.CanonicalizationRelaxed})
	if err != nil {
		return fmt.Errorf("dkim: %w", err)
	}
	_, err = letter.WriteTo(signer)
	if err := errors.Join(err, signer.Close()); err != nil {
		return fmt.Errorf("dkim: %w", err)
	}
	value := strings.TrimSuffix(strings.TrimPrefix(signer.Signature(), "DKIM-Signature: "), "\r\n")
	letter.SetGenHeaderPreformatted("DKIM-Signature", value)
	return nil
}

func (d *DKIM) of(from string) string {
	_, domain, _ := strings.Cut(from, "@")
	for _, one := range d.domains {
		if within(domain, one) {
			return one
		}
	}
	return d.domains[0]
}
