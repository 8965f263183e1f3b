package mail

import (
	"bytes"
	"context"
	"slices"
	"strings"

	"anteroom.dev/anteroom"
	gomail "github.com/wneessen/go-mail"
)

const mostReply = 32 << 20 // bytes of a reply

// Reply answers a message that was read, over the user's own server (R26): m's sender is the user, its text stands above
// the recording, which is left out where it is nil; who it goes to, the subject and the thread are the answered message's.
// It is done within the time of a check. Errors are as those of Dialler.Check; a message without an address to answer to
// is Invalid.
func (r *Reader) Reply(ctx context.Context, s anteroom.MailServer, secret anteroom.MailSecret, to anteroom.MailBody, m anteroom.Message, sound *anteroom.Recording) error {
	m.ToName, m.ToEmail, m.Subject = "", to.ReplyTo, answered(to.Head.Subject)
	if to.ReplyTo == to.Head.Email {
		m.ToName = to.Head.From
	}
	var file *anteroom.File
	if sound != nil {
		file = sound.File(m.Made)
	}
	letter, international, err := envelope(m, file)
	if err != nil {
		return &anteroom.Error{Kind: anteroom.Invalid, Msg: anteroom.T("message.not_addressed"), Err: err}
	}
	follow(letter, to.Thread)
	var raw bytes.Buffer
	if _, err := letter.WriteTo(&raw); err != nil || raw.Len() > mostReply {
		return &anteroom.Error{Kind: anteroom.Invalid, Msg: anteroom.T("mail.cause.message", "host", line(s.Host, 253)), Err: err}
	}
	ctx, cancel := context.WithTimeout(ctx, sideTime)
	defer cancel()
	t, err := r.d.open(ctx, s, secret)
	if err != nil {
		return err
	}
	defer t.close()
	from, rcpt := letter.GetFrom()[0].Address, []string{letter.GetTo()[0].Address}
	if err := t.submit(from, rcpt, international, raw.Bytes()); err != nil {
		return t.fail(ctx, &anteroom.MailStep{}, err)
	}
	return nil
}

// answered is the subject of an answer (RFC 5322 section 3.6.5).
func answered(subject string) string {
	if strings.HasPrefix(strings.ToLower(subject), "re:") {
		return subject
	}
	return strings.TrimSpace("Re: " + subject)
}

// follow names what the answer is to (RFC 5322 section 3.6.4).
func follow(letter *gomail.Msg, of anteroom.MailThread) {
	if !isID(of.MessageID) {
		return
	}
	chain := slices.DeleteFunc(append(slices.Clone(of.References), of.MessageID), func(id string) bool { return !isID(id) })
	letter.SetGenHeaderPreformatted("In-Reply-To", "<"+of.MessageID+">")
	letter.SetGenHeaderPreformatted("References", "<"+strings.Join(chain, ">\r\n <")+">")
}
