package fake

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"anteroom.dev/anteroom/locale"
	"github.com/emersion/go-message"
	_ "github.com/emersion/go-message/charset" // messages may come in any
	"github.com/emersion/go-message/mail"
	"github.com/emersion/go-smtp"
)

// MailTrap is a mail server that keeps what it is given, and shows it. Nothing leaves it. What stands before the @ of a
// recipient provokes failures: "reject" is refused, "later" is put off twice.
type MailTrap struct {
	dir       string
	catalogue *locale.Catalogue
	server    *smtp.Server
	listener  net.Listener

	mu       sync.Mutex
	messages []Message
	put      map[string]int // how often a recipient was put off
	news     chan struct{}  // closed and replaced when a message comes
}

// Message is a message that the trap holds.
type Message struct {
	ID           int                 `json:"id"`
	From         string              `json:"from"` // "Name <address>", decoded
	FromName     string              `json:"from_name"`
	FromEmail    string              `json:"from_email"`
	EnvelopeFrom string              `json:"envelope_from"`
	To           []string            `json:"to"`
	Subject      string              `json:"subject"`
	Text         string              `json:"text"`
	HTML         string              `json:"html"`
	Headers      map[string][]string `json:"headers"`
	Attachments  []Attachment        `json:"attachments"`
	Received     time.Time           `json:"received"`

	raw []byte
}

// Attachment is a file that came with a message.
type Attachment struct {
	Name string `json:"name"`
	Type string `json:"type"`
	Size int    `json:"size"`

	data []byte
}

const (
	mostMessages = 1000
	mostBytes    = 30 << 20
)

// NewMailTrap opens a trap on a free loopback port. Messages are kept in the folder, where one is named, and are there
// again at the next start.
func NewMailTrap(dir string, c *locale.Catalogue) (*MailTrap, error) {
	t := &MailTrap{dir: dir, catalogue: c, put: map[string]int{}, news: make(chan struct{})}
	if err := t.load(); err != nil {
		return nil, err
	}
	var err error
	if t.listener, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		return nil, err
	}
	t.server = smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &session{trap: t}, nil }))
	t.server.Domain, t.server.MaxMessageBytes, t.server.EnableSMTPUTF8 = "localhost", mostBytes, true
	t.server.ReadTimeout, t.server.WriteTimeout = time.Minute, time.Minute
	go func() { _ = t.server.Serve(t.listener) }()
	return t, nil
}

// SMTPAddr is host:port of the mail server.
func (t *MailTrap) SMTPAddr() string { return t.listener.Addr().String() }

// Close ends the mail server.
func (t *MailTrap) Close() { _ = t.server.Close() }

// Messages are those that the trap holds, newest first.
func (t *MailTrap) Messages() []Message {
	t.mu.Lock()
	defer t.mu.Unlock()
	list := slices.Clone(t.messages)
	slices.Reverse(list)
	return list
}

// Wait waits until a message is there that is wanted.
func (t *MailTrap) Wait(ctx context.Context, wanted func(Message) bool) (Message, error) {
	for {
		t.mu.Lock()
		news := t.news
		t.mu.Unlock()
		for _, m := range t.Messages() {
			if wanted(m) {
				return m, nil
			}
		}
		select {
		case <-news:
		case <-ctx.Done():
			return Message{}, ctx.Err()
		}
	}
}

func (t *MailTrap) path(id int) string { return filepath.Join(t.dir, fmt.Sprintf("%08d.eml", id)) }

func (t *MailTrap) load() error {
	if t.dir == "" {
		return nil
	}
	if err := os.MkdirAll(t.dir, 0o700); err != nil {
		return err
	}
	files, err := filepath.Glob(filepath.Join(t.dir, "*.eml"))
	if err != nil {
		return err
	}
	slices.Sort(files)
	for _, f := range files {
		raw, err := os.ReadFile(f)
		if err != nil {
			return err
		}
		m := read(raw)
		if _, err := fmt.Sscanf(filepath.Base(f), "%d.eml", &m.ID); err != nil {
			continue
		}
		if info, err := os.Stat(f); err == nil {
			m.Received = info.ModTime()
		}
		t.messages = append(t.messages, m)
	}
	return nil
}

// keep stores a message, durably, before the sender is told that it was taken.
func (t *MailTrap) keep(from string, to []string, raw []byte) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	m := read(raw)
	m.ID, m.EnvelopeFrom, m.To, m.Received = 1, from, to, time.Now()
	if n := len(t.messages); n > 0 {
		m.ID = t.messages[n-1].ID + 1
	}
	if t.dir != "" {
		if err := os.WriteFile(t.path(m.ID)+".part", raw, 0o600); err != nil {
			return err
		}
		if err := os.Rename(t.path(m.ID)+".part", t.path(m.ID)); err != nil {
			return err
		}
	}
	if t.messages = append(t.messages, m); len(t.messages) > mostMessages {
		if t.dir != "" {
			_ = os.Remove(t.path(t.messages[0].ID)) // the oldest; at the next start it would go again
		}
		t.messages = t.messages[1:]
	}
	close(t.news)
	t.news = make(chan struct{})
	return nil
}

func (t *MailTrap) empty() {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, m := range t.messages {
		if t.dir != "" {
			_ = os.Remove(t.path(m.ID))
		}
	}
	t.messages = nil
}

// read takes a message apart; what can't be read is left out.
func read(raw []byte) Message {
	m := Message{raw: raw, Headers: map[string][]string{}, Attachments: []Attachment{}, To: []string{}}
	entity, err := message.Read(bytes.NewReader(raw))
	if entity == nil || err != nil && !message.IsUnknownCharset(err) {
		return m
	}
	h := mail.Header{Header: entity.Header}
	m.Subject, _ = h.Subject()
	if from, err := h.AddressList("From"); err == nil && len(from) > 0 {
		m.FromName, m.FromEmail = from[0].Name, from[0].Address
		m.From = strings.TrimSpace(m.FromName + " <" + m.FromEmail + ">")
	}
	if to, err := h.AddressList("To"); err == nil {
		for _, a := range to {
			m.To = append(m.To, a.Address)
		}
	}
	for f := entity.Header.Fields(); f.Next(); {
		value, err := f.Text()
		if err != nil {
			value = f.Value()
		}
		m.Headers[f.Key()] = append(m.Headers[f.Key()], value)
	}
	_ = entity.Walk(func(_ []int, part *message.Entity, err error) error {
		if err != nil {
			return err
		}
		m.part(part)
		return nil
	})
	return m
}

func (m *Message) part(part *message.Entity) {
	kind, params, _ := part.Header.ContentType()
	if strings.HasPrefix(kind, "multipart/") {
		return
	}
	data, err := io.ReadAll(io.LimitReader(part.Body, mostBytes))
	if err != nil {
		return
	}
	disposition, more, _ := part.Header.ContentDisposition()
	switch {
	case disposition == "attachment" || kind != "text/plain" && kind != "text/html":
		name := more["filename"]
		if name == "" {
			name = params["name"]
		}
		m.Attachments = append(m.Attachments, Attachment{Name: name, Type: kind, Size: len(data), data: data})
	case kind == "text/plain":
		m.Text += string(data)
	default:
		m.HTML += string(data)
	}
}

// session is one connection to the trap (RFC 5321).
type session struct {
	trap *MailTrap
	from string
	to   []string
}

func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	s.from = from
	return nil
}

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	local, _, _ := strings.Cut(to, "@")
	switch {
	case strings.Contains(local, "reject"):
		return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "No such user here"}
	case strings.Contains(local, "later") && s.trap.putOff(to):
		return &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 3, 0}, Message: "Try again later"}
	}
	s.to = append(s.to, to)
	return nil
}

func (t *MailTrap) putOff(to string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.put[to]++
	return t.put[to] <= 2
}

func (s *session) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	if err := s.trap.keep(s.from, s.to, raw); err != nil {
		return errors.New("not kept")
	}
	return nil
}

func (s *session) Reset()        { s.from, s.to = "", nil }
func (s *session) Logout() error { return nil }
