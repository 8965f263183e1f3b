package mail

import (
	"errors"
	"slices"

	"github.com/wneessen/go-mail/smtp"
)

var errNoSignIn = errors.New("the server offers no way to sign in that is safe on this connection")

// signIn signs in to the server (RFC 4954) in the best way that the server offers: one that does not hand over the
// password, then one that does, and that on a secure connection or to this machine only.
type signIn struct {
	user, password, host string
	open                 bool // hand the password over on a connection that is not secure too
	smtp.Auth                 // chosen by Start
}

// Start chooses the way.
func (s *signIn) Start(server *smtp.ServerInfo) (mechanism string, first []byte, err error) {
	offers := func(name string) bool { return slices.Contains(server.Auth, name) }
	switch {
	case offers("SCRAM-SHA-256"):
		s.Auth = smtp.ScramSHA256Auth(s.user, s.password)
	case offers("SCRAM-SHA-1"):
		s.Auth = smtp.ScramSHA1Auth(s.user, s.password)
	case offers("PLAIN"):
		s.Auth = smtp.PlainAuth("", s.user, s.password, s.host, s.open)
	case offers("LOGIN"):
		s.Auth = smtp.LoginAuth(s.user, s.password, s.host, s.open)
	case offers("CRAM-MD5"):
		s.Auth = smtp.CRAMMD5Auth(s.user, s.password)
	default:
		return "", nil, errNoSignIn
	}
	return s.Auth.Start(server)
}
