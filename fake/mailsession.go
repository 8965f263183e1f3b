package fake

import (
	"crypto/subtle"
	"io"
	"strings"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// session is one connection to the trap (RFC 5321).
type session struct {
	trap   *MailTrap
	conn   *smtp.Conn
	signed bool
	from   string
	to     []string
}

// AuthMechanisms are those offered: none where nobody signs in.
func (s *session) AuthMechanisms() []string {
	if s.trap.login == "" {
		return nil
	}
	return []string{sasl.Plain}
}

// Auth is the server's side of a sign-in (RFC 4954).
func (s *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		s.signed = subtle.ConstantTimeCompare([]byte(user+"\x00"+password), []byte(s.trap.login)) == 1
		if !s.signed {
			return smtp.ErrAuthFailed
		}
		return nil
	}), nil
}

// Mail takes the sender.
func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	if s.trap.login != "" && !s.signed {
		return &smtp.SMTPError{Code: 530, EnhancedCode: smtp.EnhancedCode{5, 7, 0}, Message: "Sign in first"}
	}
	s.from = from
	return nil
}

// Rcpt takes a recipient, or provokes the failure that the address asks for.
func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	local, _, _ := strings.Cut(to, "@")
	switch {
	case strings.Contains(local, "reject"):
		return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "No such user here"}
	case strings.Contains(local, "later") && s.trap.putOff(to):
		return &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 3, 0}, Message: "Try again later"}
	case strings.Contains(local, "slow"):
		s.linger()
	}
	s.to = append(s.to, to)
	return nil
}

// linger waits, no longer than the trap is there.
func (s *session) linger() {
	timer := time.NewTimer(slowTime)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-s.trap.closing:
	}
}

// putOff tells whether a recipient is to be put off once more.
func (t *MailTrap) putOff(to string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.put[to]++
	return t.put[to] <= 2
}

// Data takes the message.
func (s *session) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	if err := s.trap.keep(s.from, s.to, raw); err != nil {
		return &smtp.SMTPError{Code: 452, EnhancedCode: smtp.EnhancedCode{4, 3, 1}, Message: "The message could not be kept"}
	}
	return nil
}

// Reset forgets sender and recipients.
func (s *session) Reset() { s.from, s.to = "", nil }

// Logout ends the connection.
func (s *session) Logout() error { return nil }
