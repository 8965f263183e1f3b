package mail

import (
	"bufio"
	"errors"
	"io"
	"net/textproto"
	"strings"

	"anteroom.dev/anteroom"
	"github.com/emersion/go-message"
	gomessage "github.com/emersion/go-message/mail"
)

// Bounce is a mail server's word that a message of ours did not arrive (RFC 3464).
type Bounce struct {
	MessageID string // of ours, without angle brackets; empty: not told
	Failures  []Failure
}

// Failure is one recipient to whom it did not arrive.
type Failure struct {
	Recipient string
	Permanent bool   // else the server goes on trying
	Status    string // RFC 3463: 5.1.1; empty: not told
	Words     string // the server's: hostile, a line of 300 characters at most
}

const (
	mostBounce   = 1 << 20 // bytes that are looked at
	mostFailures = 50
)

var errNoBounce = errors.New("mail: not a report of a delivery that failed")

// ReadBounce reads a report of delivery: of 1 MB at most, 50 recipients at most. What is no such report, or one of success, is
// Invalid. Anybody may write one: only a message's own recipient is to be believed to be away, and only of a message that
// was sent.
func ReadBounce(r io.Reader) (Bounce, error) {
	e, err := message.Read(io.LimitReader(r, mostBounce))
	if e == nil || err != nil && !message.IsUnknownCharset(err) && !message.IsUnknownEncoding(err) {
		return Bounce{}, notBounce()
	}
	var b Bounce
	kind, params, _ := e.Header.ContentType()
	several := e.MultipartReader()
	if kind != "multipart/report" || !strings.EqualFold(params["report-type"], "delivery-status") || several == nil {
		return Bounce{}, notBounce()
	}
	for range mostParts {
		part, err := several.NextPart()
		if part == nil || err != nil && !message.IsUnknownCharset(err) && !message.IsUnknownEncoding(err) {
			break
		}
		switch kind, _, _ := part.Header.ContentType(); kind {
		case "message/delivery-status", "message/global-delivery-status":
			b.Failures = append(b.Failures, failures(part.Body)...)
		case "message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers":
			b.MessageID = original(part.Body)
		}
	}
	if b.MessageID == "" {
		if list := ids(e.Header.Get("In-Reply-To")); len(list) == 1 {
			b.MessageID = list[0]
		}
	}
	if b.Failures = b.Failures[:min(len(b.Failures), mostFailures)]; len(b.Failures) == 0 {
		return Bounce{}, notBounce()
	}
	return b, nil
}

func notBounce() error {
	return &anteroom.Error{Kind: anteroom.Invalid, Msg: anteroom.T("mail.error.bounce"), Err: errNoBounce}
}

// original is the id of the message that came back.
func original(r io.Reader) string {
	e, _ := message.Read(r)
	if e == nil {
		return ""
	}
	return thread(gomessage.Header{Header: e.Header}).MessageID
}

// failures reads the groups of fields after the first, one of each recipient (RFC 3464 section 2.1).
func failures(r io.Reader) []Failure {
	fields := textproto.NewReader(bufio.NewReader(io.LimitReader(r, mostBounce)))
	if _, err := fields.ReadMIMEHeader(); err != nil {
		return nil
	}
	var list []Failure
	for len(list) < mostFailures {
		group, err := fields.ReadMIMEHeader()
		if f, ok := failure(group); ok {
			list = append(list, f)
		}
		if err != nil {
			return list
		}
	}
	return list
}

func failure(group textproto.MIMEHeader) (Failure, bool) {
	f := Failure{Recipient: typed(group.Get("Original-Recipient")), Status: status(group.Get("Status")), Words: line(typed(group.Get("Diagnostic-Code")), mostOfReply)}
	if f.Recipient = line(f.Recipient, mostOfAddress); f.Recipient == "" {
		f.Recipient = line(typed(group.Get("Final-Recipient")), mostOfAddress)
	}
	action, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(group.Get("Action"))), " ")
	f.Permanent = action == "failed" && !strings.HasPrefix(f.Status, "4")
	return f, f.Recipient != "" && (action == "failed" || action == "delayed")
}

// typed is a value behind its type: "rfc822; elise@boreal.example".
func typed(s string) string {
	_, value, ok := strings.Cut(s, ";")
	if !ok {
		value = s
	}
	return strings.Trim(strings.TrimSpace(value), "<>")
}

// status is a code of RFC 3463, without what servers write behind it.
func status(s string) string {
	s, _, _ = strings.Cut(strings.TrimSpace(s), " ")
	if len(s) < 5 || len(s) > 9 || strings.Count(s, ".") != 2 || strings.Trim(s, "0123456789.") != "" {
		return ""
	}
	return s
}
