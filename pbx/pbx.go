// Package pbx holds what the adapters of phone systems have in common: how they dial, and in which words they fail. An
// adapter is a folder of its own beside it: it reads what a company's account holds there and carries out single steps of
// a plan. It holds no rules: what is wanted, and in which order, is decided in the root package and in office.
package pbx

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"syscall"
	"time"

	"anteroom.dev/anteroom"
)

// Dialler opens connections to phone systems.
type Dialler struct {
	Roots *x509.CertPool // of certificates that are trusted; nil: those of the machine
}

// Patience is how long an answer of a phone system may take.
const Patience = 15 * time.Second

// Dial connects to a phone system over TCP.
func (d Dialler) Dial(ctx context.Context, network, address string) (net.Conn, error) {
	conn, err := (&net.Dialer{Timeout: Patience}).DialContext(ctx, network, address)
	if err != nil {
		return nil, Failed(err)
	}
	return conn, nil
}

// DialTLS connects over TLS; the certificate must be valid for the name in the address.
func (d Dialler) DialTLS(ctx context.Context, network, address string) (net.Conn, error) {
	t := tls.Dialer{NetDialer: &net.Dialer{Timeout: Patience}, Config: d.TLS()}
	conn, err := t.DialContext(ctx, network, address)
	if err != nil {
		return nil, Failed(err)
	}
	return conn, nil
}

// TLS is how TLS is spoken to phone systems.
func (d Dialler) TLS() *tls.Config {
	return &tls.Config{RootCAs: d.Roots, MinVersion: tls.VersionTLS12}
}

// Failed is a failure in words for a person: Unavailable where it may pass, as a time-out; Invalid where somebody has to
// mend something.
func Failed(err error) error {
	if err == nil {
		return nil
	}
	if e, ok := errors.AsType[*anteroom.Error](err); ok {
		return e
	}
	kind, key := anteroom.Unavailable, "pbx.problem.broken"
	n, timed := errors.AsType[net.Error](err)
	d, unknown := errors.AsType[*net.DNSError](err)
	switch {
	case unknown && d.IsNotFound:
		kind, key = anteroom.Invalid, "pbx.problem.name"
	case errors.Is(err, context.DeadlineExceeded) || timed && n.Timeout():
		key = "pbx.problem.timeout"
	case errors.Is(err, syscall.ECONNREFUSED):
		key = "pbx.problem.refused"
	case errors.As(err, new(*tls.CertificateVerificationError)) || errors.As(err, new(tls.RecordHeaderError)):
		kind, key = anteroom.Invalid, "pbx.problem.tls"
	}
	return &anteroom.Error{Kind: kind, Msg: anteroom.T(key), Err: err}
}

// SignIn is the failure of an account or a password that the phone system does not take.
func SignIn() error { return anteroom.Fail(anteroom.Invalid, "pbx.problem.sign_in") }

// Refused is a failure that will not pass by itself, in the phone system's own words, as Said.
func Refused(words string) error {
	return &anteroom.Error{Kind: anteroom.Invalid, Msg: Said(words).Msg}
}

// Said is a failure that the phone system put into words of its own, which are cut and stripped of what is no text.
func Said(words string) *anteroom.Error {
	clean := make([]rune, 0, len(words))
	for _, r := range words {
		if r < ' ' || r == 0x7f || len(clean) == 200 {
			continue
		}
		clean = append(clean, r)
	}
	return anteroom.Fail(anteroom.Unavailable, "pbx.problem.said", "words", string(clean))
}
