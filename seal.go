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
	"sync/atomic"
)

// Sealer keeps secrets that must be read again: what it seals, AES-256-GCM under a key that is no part of the database,
// tells nothing to whoever has the database alone. It is safe from many goroutines.
type Sealer struct {
	keys atomic.Pointer[[]sealKey] // the first one seals
	read func() ([]byte, error)    // the key file as it is now
}

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
	return FollowKeys(func() ([]byte, error) { return file, nil })
}

// FollowKeys is a Sealer of a key file that may change while it is in use: it is read again before something is sealed,
// and where a key is missing. While it can't be read, the keys are those of before.
func FollowKeys(read func() ([]byte, error)) (*Sealer, error) {
	file, err := read()
	if err != nil {
		return nil, err
	}
	s := &Sealer{read: read}
	if err := s.take(file); err != nil {
		return nil, err
	}
	return s, nil
}

func (s *Sealer) take(file []byte) error {
	var keys []sealKey
	for line := range strings.Lines(string(file)) {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		key, err := hex.DecodeString(line)
		if err != nil || len(key) != sealKeySize {
			return fmt.Errorf("seal: key %d is not %d hexadecimal digits", len(keys)+1, 2*sealKeySize)
		}
		block, err := aes.NewCipher(key)
		if err != nil {
			return fmt.Errorf("seal: %w", err)
		}
		k := sealKey{}
		if k.aead, err = cipher.NewGCMWithRandomNonce(block); err != nil {
			return fmt.Errorf("seal: %w", err)
		}
		sum := sha256.Sum256(key)
		copy(k.mark[:], sum[:])
		keys = append(keys, k)
	}
	if len(keys) == 0 {
		return fmt.Errorf("seal: there is no key")
	}
	s.keys.Store(&keys)
	return nil
}

// Follow reads the key file anew. What is no key file changes nothing.
func (s *Sealer) Follow() error {
	file, err := s.read()
	if err != nil {
		return err
	}
	return s.take(file)
}

// Seal hides a secret; it opens only as that of the owner, whose id and what it is for are named.
func (s *Sealer) Seal(secret, owner string) []byte {
	_ = s.Follow()
	k := (*s.keys.Load())[0]
	return k.aead.Seal(bytes.Clone(k.mark[:]), nil, []byte(secret), []byte(owner))
}

// Fresh tells whether a value is sealed under the key that seals now.
func (s *Sealer) Fresh(sealed []byte) bool {
	return bytes.HasPrefix(sealed, (*s.keys.Load())[0].mark[:])
}

// Open is the secret that was sealed for the owner. What is another's, was altered, or is sealed under a key that is not
// here, is an Internal error.
func (s *Sealer) Open(sealed []byte, owner string) (string, error) {
	if secret, ok := s.open(sealed, owner); ok {
		return secret, nil
	}
	_ = s.Follow()
	if secret, ok := s.open(sealed, owner); ok {
		return secret, nil
	}
	return "", &Error{Kind: Internal, Msg: T("error.internal"), Err: fmt.Errorf("seal: no key of the key file opens what is sealed for %s", owner)}
}

func (s *Sealer) open(sealed []byte, owner string) (string, bool) {
	for _, k := range *s.keys.Load() {
		if rest, ours := bytes.CutPrefix(sealed, k.mark[:]); ours {
			if plain, err := k.aead.Open(nil, nil, rest, []byte(owner)); err == nil {
				return string(plain), true
			}
		}
	}
	return "", false
}
