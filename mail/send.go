package mail

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"log/slog"
	"net"
	"time"

	"anteroom.dev/anteroom"
	gomail "github.com/wneessen/go-mail"
)

// Relay is the mail server that takes our messages.
type Relay struct {
	Addr     string // host:port
	TLS      string // none, starttls or tls; anything else is starttls
	User     string // empty: no sign-in
	Password string
	Hello    string         // our name in EHLO; empty: that of the machine
	Roots    *x509.CertPool // whom the server's certificate may be of; nil: those of the machine
	Returns  string         // address to which reports of what did not arrive go (RFC 5321 section 4.4); empty: the sender's
	DKIM     *DKIM          // nil: what is sent is not signed
}

// Sender hands messages to a Relay. It is safe from many goroutines.
type Sender struct {
	relay Relay
	log   *slog.Logger
}

// NewSender makes a sender; nothing is connected before a message is sent.
func NewSender(r Relay, log *slog.Logger) *Sender { return &Sender{relay: r, log: log} }

const (
	connectTime = 10 * time.Second
	sendTime    = 60 * time.Second // of a message, from the connection to the server's word that it has it
	quitTime    = 2 * time.Second
)

// Send hands a message over, on a connection of its own, in 60 s at most or until the context ends. An Invalid error is
// a refusal for good: a 5xx reply to its sender, recipient or content, or an address that is none. An Unavailable one
// may pass: no connection, no sign-in, a 4xx reply. Their Err is what the server said, on one line of 300 characters at
// most. The Message-ID is the same at each try, so that whoever gets a message twice can tell.
func (s *Sender) Send(ctx context.Context, m anteroom.Message, file *anteroom.File) error {
	letter, international, err := envelope(m, file)
	if err != nil {
		return &anteroom.Error{Kind: anteroom.Invalid, Msg: anteroom.T("message.not_addressed"), Err: err}
	}
	automatic(letter, m)
	if s.relay.Returns != "" {
		if err := letter.EnvelopeFrom(s.relay.Returns); err != nil {
			return &anteroom.Error{Kind: anteroom.Unavailable, Msg: anteroom.T("message.put_off"), Err: err}
		}
	}
	if s.relay.DKIM != nil {
		if err := s.relay.DKIM.sign(letter); err != nil {
			s.log.Error("mail: not signed", "message", m.ID, "error", err)
		}
	}
	ctx, cancel := context.WithTimeout(ctx, sendTime)
	defer cancel() // closes the connection too
	began := time.Now()
	if err := s.deliver(ctx, letter, international); err != nil {
		return classify(ctx, err, forms(anteroom.MailSecret{User: s.relay.User, Password: s.relay.Password}, ""))
	}
	s.log.Debug("mail: sent", "message", m.ID, "kind", m.Kind, "took", time.Since(began))
	return nil
}

// deliver is done once the server has taken the message: what goes wrong in parting is no failure, and must not make
// the message be sent again.
func (s *Sender) deliver(ctx context.Context, letter *gomail.Msg, international bool) error {
	host, _, err := net.SplitHostPort(s.relay.Addr)
	if err != nil {
		return err
	}
	line := &wire{ctx: ctx, addr: s.relay.Addr, security: &tls.Config{ServerName: host, RootCAs: s.relay.Roots, MinVersion: tls.VersionTLS12}, implicit: s.relay.TLS == "tls"}
	client, err := gomail.NewClient(host, s.options(line, international)...)
	if err != nil {
		return err
	}
	session, err := client.DialToSMTPClientWithContext(ctx)
	if err != nil {
		return err
	}
	if ok, _ := session.Extension("SMTPUTF8"); international && !ok {
		return errInternational
	}
	if err := client.SendWithSMTPClient(session, letter); err != nil && !letter.IsDelivered() {
		return err
	}
	line.limit(quitTime)
	_ = session.Quit()
	return nil
}

func (s *Sender) options(line *wire, international bool) []gomail.Option {
	options := []gomail.Option{gomail.WithDialContextFunc(line.dial), gomail.WithTimeout(sendTime), gomail.WithoutNoop(), gomail.WithoutRset(),
		gomail.WithTLSConfig(line.security)}
	switch s.relay.TLS {
	case "none", "tls": // of tls, the line sees to it
		options = append(options, gomail.WithTLSPolicy(gomail.NoTLS))
	default:
		options = append(options, gomail.WithTLSPolicy(gomail.TLSMandatory))
	}
	if !international { // RFC 6531 section 3.4: a message that is asked for needlessly may not reach servers further on
		options = append(options, gomail.WithoutSMTPUTF8())
	}
	if s.relay.Hello != "" {
		options = append(options, gomail.WithHELO(s.relay.Hello))
	}
	if s.relay.User != "" {
		options = append(options, gomail.WithSMTPAuthCustom(&signIn{user: s.relay.User, password: s.relay.Password, host: line.security.ServerName}))
	}
	return options
}

// wire is the connection to the server. It ends with its context, and heeds no other limit of time: the library would
// set one a phase, too short for a long recording, and leave connections open on which the sign-in failed.
type wire struct {
	net.Conn
	ctx      context.Context // of the sending
	addr     string
	security *tls.Config
	implicit bool // TLS from the first byte (RFC 8314 section 3.3)
}

// dial connects, and makes the connection secure where that comes first; in 10 s at most.
func (w *wire) dial(_ context.Context, network, _ string) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(w.ctx, connectTime)
	defer cancel()
	var d net.Dialer
	conn, err := d.DialContext(ctx, network, w.addr)
	if err != nil {
		return nil, err
	}
	w.Conn = conn
	context.AfterFunc(w.ctx, func() { _ = conn.Close() })
	if !w.implicit {
		return w, nil
	}
	secure := tls.Client(w, w.security)
	if err := secure.HandshakeContext(ctx); err != nil {
		return nil, fmt.Errorf("TLS: %w", err)
	}
	return secure, nil
}

// SetDeadline is the library's; see wire.
func (w *wire) SetDeadline(time.Time) error { return nil }

// limit leaves the connection so much time.
func (w *wire) limit(d time.Duration) { _ = w.Conn.SetDeadline(time.Now().Add(d)) }
