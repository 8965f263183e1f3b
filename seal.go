package anteroom

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
)

// Sealer keeps secrets that must be read again: what it seals, AES-256-GCM under a key that is no part of the database,
// tells nothing to whoever has the database alone. It is never changed once made, and safe from many goroutines.
type Sealer struct{ keys []sealKey }

type sealKey struct {
	mark [4]byte // the first bytes of the key's hash: which key opens what
	aead cipher.AEAD
}

// sealKeySize is the length of a key in bytes.
const sealKeySize = 32

// NewSealKey is a line of a key file: a key of chance in hexadecimal digits.
func NewSealKey() string {
	b := make([]byte, sealKeySize)
	_, _ = rand.Read(b) // never fails on a supported system
	return hex.EncodeToString(b)
}

// NewSealer reads a key file: a key a line, 64 hexadecimal digits. The first one seals, all of them open: a new one is put
// before the old.
func NewSealer(file []byte) (*Sealer, error) {
	s := &Sealer{}
	for line := range strings.Lines(string(file)) {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		key, err := hex.DecodeString(line)
		if err != nil || len(key) != sealKeySize {
			return nil, fmt.Errorf("seal: key %d is not %d hexadecimal digits", len(s.keys)+1, 2*sealKeySize)
		}
		block, err := aes.NewCipher(key)
		if err != nil {
			return nil, fmt.Errorf("seal: %w", err)
		}
		k := sealKey{}
		if k.aead, err = cipher.NewGCMWithRandomNonce(block); err != nil {
			return nil, fmt.Errorf("seal: %w", err)
		}
		sum := sha256.Sum256(key)
		copy(k.mark[:], sum[:])
		s.keys = append(s.keys, k)
	}
	if len(s.keys) == 0 {
		return nil, fmt.Errorf("seal: there is no key")
	}
	return s, nil
}

// Seal hides a secret; it opens only as that of the owner, whose id and what it is for are named.
func (s *Sealer) Seal(secret, owner string) []byte {
	k := s.keys[0]
	return k.aead.Seal(bytes.Clone(k.mark[:]), nil, []byte(secret), []byte(owner))
}

// Open is the secret that was sealed for the owner. What is another's, was altered, or is sealed under a key that is not
// here, is an Internal error.
func (s *Sealer) Open(sealed []byte, owner string) (string, error) {
	for _, k := range s.keys {
		if rest, ours := bytes.CutPrefix(sealed, k.mark[:]); ours {
			plain, err := k.aead.Open(nil, nil, rest, []byte(owner))
			if err == nil {
				return string(plain), nil
			}
		}
	}
	return "", &Error{Kind: Internal, Msg: T("error.internal"), Err: fmt.Errorf("seal: no key of the key file opens what is sealed for %s", owner)}
}
