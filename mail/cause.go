package mail

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"os"
	"strings"
	"syscall"
	"time"

	"anteroom.dev/anteroom"
)

// unconnected is why no connection came about; late where it took too long.
func unconnected(err error, late bool) error {
	switch {
	case errors.Is(err, context.Canceled):
		return failed(anteroom.CauseInterrupted, err)
	case late || timedOut(err):
		return failed(anteroom.CauseTimeout, err)
	case errors.Is(err, syscall.ECONNREFUSED):
		return failed(anteroom.CauseClosed, err)
	}
	return failed(anteroom.CauseUnreachable, err)
}

func timedOut(err error) bool {
	n, ok := errors.AsType[net.Error](err)
	return ok && n.Timeout() || errors.Is(err, os.ErrDeadlineExceeded) || errors.Is(err, context.DeadlineExceeded)
}

// unsecured is why TLS did not come about with a server of that name.
func unsecured(err error, host string) error {
	if _, ok := errors.AsType[tls.RecordHeaderError](err); ok {
		return failed(anteroom.CauseNotTLS, err)
	}
	if e, ok := errors.AsType[x509.HostnameError](err); ok {
		return failed(anteroom.CauseWrongName, err, "host", host, "names", names(e.Certificate))
	}
	if e, ok := errors.AsType[x509.CertificateInvalidError](err); ok {
		return invalid(e)
	}
	if e, ok := errors.AsType[x509.UnknownAuthorityError](err); ok {
		if e.Cert != nil && e.Cert.CheckSignatureFrom(e.Cert) == nil || e.Cert != nil && e.Cert.Subject.String() == e.Cert.Issuer.String() {
			return failed(anteroom.CauseSelfSigned, err)
		}
		return failed(anteroom.CauseIssuer, err, "issuer", issuer(e.Cert))
	}
	if errors.As(err, new(*tls.CertificateVerificationError)) {
		return failed(anteroom.CauseCertificate, err)
	}
	if strings.Contains(err.Error(), "protocol version") || strings.Contains(err.Error(), "unsupported versions") {
		return failed(anteroom.CauseTLSOld, err)
	}
	return broken(err)
}

// invalid is what is wrong with a certificate itself.
func invalid(e x509.CertificateInvalidError) error {
	switch c := e.Cert; {
	case e.Reason == x509.Expired && c != nil && time.Now().Before(c.NotBefore):
		return failed(anteroom.CauseNotYet, e, "date", c.NotBefore.UTC())
	case e.Reason == x509.Expired && c != nil:
		return failed(anteroom.CauseExpired, e, "date", c.NotAfter.UTC())
	}
	return failed(anteroom.CauseCertificate, e)
}

// broken is why a conversation that had begun did not go on.
func broken(err error) error {
	switch {
	case errors.Is(err, errTooMuch):
		return failed(anteroom.CauseEndless, err)
	case timedOut(err):
		return failed(anteroom.CauseTimeout, err)
	case errors.Is(err, context.Canceled):
		return failed(anteroom.CauseInterrupted, err)
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, net.ErrClosed), errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		return failed(anteroom.CauseBroken, err)
	}
	return failed(anteroom.CauseBroken, err)
}

// names are those that a certificate is for, a few of them.
func names(c *x509.Certificate) []string {
	if c == nil {
		return nil
	}
	list := append([]string(nil), c.DNSNames...)
	for _, a := range c.IPAddresses {
		list = append(list, a.String())
	}
	if len(list) == 0 && c.Subject.CommonName != "" {
		list = []string{c.Subject.CommonName}
	}
	list = list[:min(len(list), 5)]
	for i := range list {
		list[i] = line(list[i], 100)
	}
	return list
}

func issuer(c *x509.Certificate) string {
	if c == nil {
		return ""
	}
	if c.Issuer.CommonName != "" {
		return line(c.Issuer.CommonName, 100)
	}
	return line(c.Issuer.String(), 100)
}
