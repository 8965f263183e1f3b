package mail

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"anteroom.dev/anteroom"
	gomail "github.com/wneessen/go-mail"
)

var errInternational = errors.New("the server takes no international addresses (SMTPUTF8)")

// classify tells a refusal of this message for good from what may pass (RFC 5321 section 4.2.1). The secrets are kept out of
// the server's words, which people read in the outbox.
func classify(ctx context.Context, err error, secrets []string) error {
	kind, key, said := anteroom.Unavailable, "message.put_off", words(err, secrets)
	switch {
	case permanent(err):
		kind, key = anteroom.Invalid, "message.refused"
	case errors.Is(ctx.Err(), context.DeadlineExceeded): // what is read from a connection that we closed tells nothing
		said = "no answer in time"
	case ctx.Err() != nil:
		said = "interrupted"
	}
	return &anteroom.Error{Kind: kind, Msg: anteroom.T(key, "words", said), Err: errors.New(said)}
}

// permanent tells a 5xx reply to the sender, the recipient or the content. A 5xx reply to the connection or the sign-in
// is a fault of the settings, which can be mended while the message waits; some servers tell it to the sender only.
func permanent(err error) bool {
	if errors.Is(err, errInternational) {
		return true
	}
	s, ok := errors.AsType[*gomail.SendError](err)
	if !ok || s.ErrorCode() < 500 {
		return false
	}
	switch s.ErrorCode() {
	case 530, 534, 535, 538: // RFC 4954 section 6: sign in first
		return false
	}
	switch s.Reason {
	case gomail.ErrSMTPMailFrom, gomail.ErrSMTPRcptTo, gomail.ErrSMTPData, gomail.ErrSMTPDataClose:
		return true
	}
	return false
}

// words are what the server said, without what the library puts around it, on one line.
func words(err error, secrets []string) string {
	text := err.Error()
	if s, ok := errors.AsType[*gomail.SendError](err); ok {
		text = strings.TrimPrefix(s.Error(), s.Reason.String()+": ")
		text, _, _ = strings.Cut(text, ", affected ")
	}
	code, quoted, _ := strings.Cut(text, " ")
	if quoted, err := strconv.QuotedPrefix(quoted); err == nil { // net/textproto writes a reply as its code and a Go string
		if reply, err := strconv.Unquote(quoted); err == nil {
			text = code + " " + reply
		}
	}
	return line(without(secrets, text), mostOfReply)
}
