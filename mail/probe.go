package mail

import (
	"bytes"
	"context"
	"net/textproto"
	"strings"

	"bufio"

	"anteroom.dev/anteroom"
)

// probe sends a message, or as much of it as leaves nothing behind.
func (t *talk) probe(_ context.Context, m anteroom.Message) (anteroom.Text, error) {
	letter, international, err := envelope(m, nil)
	if err != nil {
		return anteroom.Text{}, failed(anteroom.CauseSender, err)
	}
	automatic(letter, m)
	from, to := letter.GetFrom()[0].Address, []string{letter.GetTo()[0].Address}
	if m.Text == "" {
		return anteroom.T("mail.step.sending.announced", "address", to[0]), t.announce(from, to, international)
	}
	var raw bytes.Buffer
	if _, err := letter.WriteTo(&raw); err != nil {
		return anteroom.Text{}, failed(anteroom.CauseMessage, err)
	}
	return anteroom.T("mail.step.sending", "address", to[0]), t.submit(from, to, international, raw.Bytes())
}

// announce names sender and recipients, and takes it back.
func (t *talk) announce(from string, to []string, international bool) error {
	if err := t.envelope(from, to, international); err != nil {
		return err
	}
	_, err := t.ask("RSET")
	return err
}

func (t *talk) envelope(from string, to []string, international bool) error {
	option := ""
	if international {
		if _, ok := t.offers["SMTPUTF8"]; !ok {
			return failed(anteroom.CauseNotSupported, errInternational)
		}
		option = " SMTPUTF8"
	}
	if err := t.accept("MAIL FROM:<"+from+">"+option, anteroom.CauseSender); err != nil {
		return err
	}
	for _, r := range to {
		if err := t.accept("RCPT TO:<"+r+">", anteroom.CauseRecipient); err != nil {
			return err
		}
	}
	return nil
}

// submit hands a message over (RFC 5321 section 3.3).
func (t *talk) submit(from string, to []string, international bool, raw []byte) error {
	if err := t.envelope(from, to, international); err != nil {
		return err
	}
	a, err := t.ask("DATA")
	if err != nil {
		return err
	}
	if !a.more {
		return t.unsent(a, anteroom.CauseMessage)
	}
	t.patient(sendTime)
	w := textproto.NewWriter(bufio.NewWriter(t.conn)).DotWriter()
	if _, err := w.Write(raw); err != nil {
		return broken(err)
	}
	if err := w.Close(); err != nil {
		return broken(err)
	}
	if a, err = t.hearFor(sendTime); err != nil {
		return err
	}
	if !a.ok {
		return t.unsent(a, anteroom.CauseMessage)
	}
	_ = t.say("QUIT")
	return nil
}

func (t *talk) accept(command string, c anteroom.MailCause) error {
	a, err := t.ask(command)
	if err != nil || a.ok {
		return err
	}
	return t.unsent(a, c)
}

// unsent is why a server did not take a message, or the step before it (RFC 5321 section 4.2, RFC 3463 section 3).
func (t *talk) unsent(a answer, c anteroom.MailCause) error {
	status, _, _ := strings.Cut(a.text, " ")
	class, detail, _ := strings.Cut(status, ".")
	switch known := class == "4" || class == "5"; {
	case known && (detail == "2.2" || detail == "3.1"), !known && (a.code == "452" || a.code == "552"):
		c = anteroom.CauseQuota
	case a.code == "530": // RFC 4954 section 6: sign in first
		c = anteroom.CauseSender
	case a.code[0] == '4':
		c = anteroom.CauseTemporary
	}
	return t.refused(c, a)
}
