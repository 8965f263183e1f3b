package fake

import (
	"bytes"
	"errors"
	"io"
	netmail "net/mail"
	"strings"
	"time"

	"github.com/emersion/go-message"
	_ "github.com/emersion/go-message/charset" // messages may come in any
	"github.com/emersion/go-message/mail"
	"golang.org/x/net/idna"
)

// Message is a message that the trap holds. Headers and addresses are decoded.
type Message struct {
	ID           int                 `json:"id"`   // 1, 2, 3 …
	From         string              `json:"from"` // "Name <address>"
	FromName     string              `json:"from_name"`
	FromEmail    string              `json:"from_email"`
	EnvelopeFrom string              `json:"envelope_from"` // of MAIL FROM
	To           []string            `json:"to"`            // of RCPT TO
	Subject      string              `json:"subject"`
	Text         string              `json:"text"`
	HTML         string              `json:"html"`
	Headers      map[string][]string `json:"headers"` // by canonical name, those of the trap among them
	Attachments  []Attachment        `json:"attachments"`
	Received     time.Time           `json:"received"`

	raw []byte
}

// Raw is the message as it came, below the lines of the trap.
func (m Message) Raw() []byte { return bytes.Clone(m.raw) }

// Attachment is a file that came with a message. Its name is the sender's.
type Attachment struct {
	Name string `json:"name"`
	Type string `json:"type"`
	Size int    `json:"size"` // bytes, decoded

	data []byte
}

// Data are the bytes of the file.
func (a Attachment) Data() []byte { return bytes.Clone(a.data) }

// deepest is how far parts may stand in parts.
const deepest = 10

var errDeep = errors.New("parts in parts in parts")

// read takes a message apart; what can't be read is left out.
func read(raw []byte) Message {
	m := Message{raw: raw, Headers: map[string][]string{}, Attachments: []Attachment{}}
	m.EnvelopeFrom, m.To, m.Received = readTrace(raw)
	m.EnvelopeFrom = plain(m.EnvelopeFrom)
	for i, to := range m.To {
		m.To[i] = plain(to)
	}
	entity, err := message.Read(bytes.NewReader(raw))
	if entity == nil || err != nil && !message.IsUnknownCharset(err) && !message.IsUnknownEncoding(err) {
		return m
	}
	m.head(mail.Header{Header: entity.Header})
	_ = entity.Walk(func(path []int, part *message.Entity, err error) error {
		if len(path) > deepest {
			return errDeep
		}
		if part != nil && (err == nil || message.IsUnknownCharset(err)) {
			m.part(part)
		}
		return nil
	})
	return m
}

// head reads the headers.
func (m *Message) head(h mail.Header) {
	for f := h.Fields(); f.Next(); {
		value, err := f.Text()
		if err != nil {
			value = f.Value()
		}
		m.Headers[f.Key()] = append(m.Headers[f.Key()], value)
	}
	if subject := m.Headers["Subject"]; len(subject) > 0 {
		m.Subject = subject[0]
	}
	if from, err := h.AddressList("From"); err == nil && len(from) > 0 {
		m.FromName, m.FromEmail = from[0].Name, plain(from[0].Address)
		m.From = strings.TrimSpace(m.FromName + " <" + m.FromEmail + ">")
	}
	if len(m.To) == 0 {
		m.To = recipients(h)
	}
}

// recipients are those that the header names, of a message whose envelope is not known.
func recipients(h mail.Header) []string {
	to := []string{}
	list, err := h.AddressList("To")
	if err != nil {
		return to
	}
	for _, a := range list {
		to = append(to, plain(a.Address))
	}
	return to
}

// plain is an address as people write it, its domain decoded (RFC 5891 section 4).
func plain(address string) string {
	at := strings.LastIndexByte(address, '@')
	if at < 0 {
		return address
	}
	domain, err := idna.Display.ToUnicode(address[at+1:])
	if err != nil {
		return address
	}
	if _, err := netmail.ParseAddress("x@" + domain); err != nil { // decoded, it would read as something else
		return address
	}
	return address[:at+1] + domain
}

// part reads one part of the body: text, HTML or a file.
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
