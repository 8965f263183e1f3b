package voice

import (
	"crypto/tls"
	"errors"
	"net"
	"strings"

	"anteroom.dev/anteroom"
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
	l, err := net.Listen("tcp", s.cfg.TLSAddr)
	if err == nil {
		s.tls = tls.NewListener(s.guard(l), &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: load})
	}
	return err
}

// contactAt is where a trunk reaches us: under its account, and where we take no connections by TLS, on the one to it.
func (s *Service) contactAt(t anteroom.TrunkAccess, way *connection) *sip.ContactHeader {
	h := s.contact(t.Transport)
	if t.User != "" {
		h.Address.User = token(t.User)
	}
	if way != nil {
		s.onlyBy(h, t.Transport, way)
	}
	return h
}

// contactWithin is where who speaks to us from an address reaches us from then on.
func (s *Service) contactWithin(transport, source string) *sip.ContactHeader {
	h := s.contact(transport)
	if c, err := s.ua.TransportLayer().GetConnection(transport, source); err == nil {
		_, _ = c.TryClose() // gives the look at it back
		s.onlyBy(h, transport, c)
	}
	return h
}

// onlyBy makes a Contact that of a connection by TLS, where we open such and take none.
func (s *Service) onlyBy(h *sip.ContactHeader, transport string, c interface{ LocalAddr() net.Addr }) {
	if at, ok := c.LocalAddr().(*net.TCPAddr); ok && s.tls == nil && strings.EqualFold(transport, anteroom.OverTLS) {
		h.Address.Port = at.Port
		h.Address.UriParams.Add("transport", anteroom.OverTLS)
	}
}

func (s *Service) closeSockets() error {
	err := errors.Join(s.udp.Close(), s.tcp.Close(), s.web.Close(), s.byTCP.Close(), s.byTLS.Close())
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
	h := &sip.ContactHeader{Address: sip.Uri{Scheme: "sip", User: "anteroom", Host: s.host(), Port: s.port(), UriParams: sip.NewParams()}}
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
