package voice

import (
	"crypto/tls"
	"errors"
	"net"
	"strings"

	"github.com/emiago/sipgo/sip"
)

// secure opens the listener for TLS, where there is to be one. The certificate is tried once, so that a wrong one is known at
// the start.
func (s *Service) secure() error {
	if s.cfg.TLSAddr == "" {
		return nil
	}
	load := func(*tls.ClientHelloInfo) (*tls.Certificate, error) {
		pair, err := tls.LoadX509KeyPair(s.cfg.TLSCert, s.cfg.TLSKey)
		return &pair, err
	}
	if _, err := load(nil); err != nil {
		return err
	}
	l, err := tls.Listen("tcp", s.cfg.TLSAddr, &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: load})
	s.tls = l
	return err
}

func (s *Service) closeSockets() error {
	err := errors.Join(s.udp.Close(), s.tcp.Close(), s.web.Close())
	if s.tls != nil {
		err = errors.Join(err, s.tls.Close())
	}
	return err
}

// TLSAddr is host:port where calls are answered by TLS; empty: nowhere.
func (s *Service) TLSAddr() string {
	if s.tls == nil {
		return ""
	}
	return s.tls.Addr().String()
}

// contact is where the other side of a dialog reaches us, by the transport that it came by: else a call that was set up by TLS
// would go on without it (RFC 5630 section 3.1.3).
func (s *Service) contact(transport string) *sip.ContactHeader {
	h := &sip.ContactHeader{Address: sip.Uri{Scheme: "sip", User: "anteroom", Host: s.ip.String(), Port: s.port(), UriParams: sip.NewParams()}}
	switch transport = strings.ToLower(transport); {
	case transport == "tcp":
		h.Address.UriParams.Add("transport", "tcp")
	case byWebSocket(transport): // a browser keeps to its connection, wherever this leads
		h.Address.UriParams.Add("transport", "ws")
	case transport == "tls" && s.tls != nil: // a phone may be known by it from before TLS was turned off
		h.Address.UriParams.Add("transport", "tls")
		if at, ok := s.tls.Addr().(*net.TCPAddr); ok {
			h.Address.Port = at.Port
		}
	}
	return h
}
