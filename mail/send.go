package mail

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"strconv"
	"strings"
	"time"

	"anteroom.dev/anteroom"
	gomail "github.com/wneessen/go-mail"
)

// Relay is the mail server that takes our messages.
type Relay struct {
	Addr     string // host:port
	TLS      string // none, starttls or tls
	User     string // empty: no sign-in
	Password string
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
	sendTime    = 60 * time.Second
)

// Send hands a message over. An Invalid error is a refusal for good, an Unavailable one may pass; their Err is what the
// server said. The Message-ID is the same at each try, so that a message that was sent twice can be recognised.
func (s *Sender) Send(ctx context.Context, m anteroom.Message, attachment *anteroom.Recording) error {
	ctx, cancel := context.WithTimeout(ctx, sendTime)
	defer cancel()
	letter, err := envelope(m, attachment)
	if err != nil {
		return refused(anteroom.Invalid, err)
	}
	client, err := s.client()
	if err != nil {
		return refused(anteroom.Unavailable, err)
	}
	if err := client.DialAndSendWithContext(ctx, letter); err != nil {
		return classify(err)
	}
	return nil
}

func (s *Sender) client() (*gomail.Client, error) {
	host, port, err := net.SplitHostPort(s.relay.Addr)
	if err != nil {
		return nil, err
	}
	n, err := strconv.Atoi(port)
	if err != nil {
		return nil, err
	}
	options := []gomail.Option{gomail.WithPort(n), gomail.WithTimeout(connectTime)}
	switch s.relay.TLS {
	case "tls":
		options = append(options, gomail.WithSSL())
	case "starttls":
		options = append(options, gomail.WithTLSPolicy(gomail.TLSMandatory))
	default:
		options = append(options, gomail.WithTLSPolicy(gomail.NoTLS))
	}
	if s.relay.User != "" {
		options = append(options, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover), gomail.WithUsername(s.relay.User), gomail.WithPassword(s.relay.Password))
	}
	return gomail.NewClient(host, options...)
}

// envelope is the message as it travels: headers, text and HTML, the recording.
func envelope(m anteroom.Message, attachment *anteroom.Recording) (*gomail.Msg, error) {
	l := gomail.NewMsg()
	if err := l.FromFormat(line(m.FromName), m.FromEmail); err != nil {
		return nil, err
	}
	if err := l.AddToFormat(line(m.ToName), m.ToEmail); err != nil {
		return nil, err
	}
	l.Subject(line(m.Subject))
	l.SetDateWithValue(m.Made)
	l.SetMessageIDWithValue(string(m.ID) + "@anteroom." + domain(m.FromEmail))
	l.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834 section 5
	l.SetGenHeader("Content-Language", string(m.Language))
	l.SetBodyString(gomail.TypeTextPlain, m.Text)
	l.AddAlternativeString(gomail.TypeTextHTML, m.HTML)
	if attachment != nil {
		name := "message-" + m.Made.UTC().Format("2006-01-02-150405") + ".wav"
		if err := l.AttachReader(name, bytes.NewReader(attachment.WAV), gomail.WithFileContentType("audio/wav")); err != nil {
			return nil, err
		}
	}
	return l, nil
}

func domain(address string) string {
	_, d, _ := strings.Cut(address, "@")
	for _, r := range d {
		if r > 127 {
			return "invalid"
		}
	}
	return d
}

// classify tells a refusal of this message (5xx to its sender, recipient or content) from what may pass.
func classify(err error) error {
	if s, ok := errors.AsType[*gomail.SendError](err); ok && !s.IsTemp() {
		switch s.Reason {
		case gomail.ErrSMTPMailFrom, gomail.ErrSMTPRcptTo, gomail.ErrSMTPData, gomail.ErrSMTPDataClose:
			return refused(anteroom.Invalid, err)
		}
	}
	return refused(anteroom.Unavailable, err)
}

func refused(k anteroom.Kind, err error) error {
	return &anteroom.Error{Kind: k, Msg: anteroom.T("error.unavailable"), Err: fmt.Errorf("%s", cut(err.Error()))}
}

// cut is what a server said, on one line of at most 300 characters.
func cut(s string) string {
	r := []rune(strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, s))
	return string(r[:min(300, len(r))])
}
