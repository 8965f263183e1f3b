package main

import (
	"context"
	"net/url"
	"os"
	"strconv"
	"strings"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/config"
	"anteroom.dev/anteroom/jobs"
	"anteroom.dev/anteroom/mail"
)

// openMail makes what reaches people's mail servers, and what our own messages go out by.
func (h *house) openMail() (err error) {
	s := h.settings
	if h.mail, err = newMailServers(s, h.catalogue, h.log); err != nil {
		return err
	}
	h.relay = mail.Relay{Addr: s.SMTP, TLS: s.SMTPTLS, User: s.SMTPUser, Password: s.SMTPSecret, Returns: s.Returns}
	if h.returns, err = h.mail.returnsBox(s.ReturnsBox); err != nil {
		return err
	}
	if s.DKIMDomains == "" {
		return nil
	}
	key, err := os.ReadFile(s.DKIMKeyFile)
	if err != nil {
		return config.Wrong("dkim_key_file", "config.wrong.file", "cause", err.Error())
	}
	h.relay.DKIM, err = mail.NewDKIM(strings.Split(s.DKIMDomains, ","), s.DKIMSelect, key)
	return err
}

// returnsBox is the mailbox that an address names, as jobs read it; nil where there is none.
func (m mailServers) returnsBox(address string) (jobs.Returns, error) {
	if address == "" {
		return nil, nil
	}
	u, err := url.Parse(address)
	if err != nil {
		return nil, config.Wrong("returns_mailbox", "config.wrong.mailbox") // err holds the password
	}
	kinds := map[string]anteroom.MailServer{"imaps": {Protocol: anteroom.IMAP, Port: 993, Security: anteroom.MailTLS}, "imap": {Protocol: anteroom.IMAP, Port: 143, Security: anteroom.MailSTARTTLS},
		"pop3s": {Protocol: anteroom.POP3, Port: 995, Security: anteroom.MailTLS}, "pop3": {Protocol: anteroom.POP3, Port: 110, Security: anteroom.MailSTARTTLS}}
	server, ok := kinds[u.Scheme]
	password, named := u.User.Password()
	if !ok || u.Hostname() == "" || !named {
		return nil, config.Wrong("returns_mailbox", "config.wrong.mailbox")
	}
	if u.Port() != "" {
		if server.Port, err = strconv.Atoi(u.Port()); err != nil {
			return nil, config.Wrong("returns_mailbox", "config.wrong.port", "value", u.Port())
		}
	}
	server.Host, server.SignIn = u.Hostname(), anteroom.MailPassword
	return returnsBox{m.reader, server, anteroom.MailSecret{User: u.User.Username(), Password: password}}, nil
}

// returnsBox opens the mailbox for each look.
type returnsBox struct {
	reader *mail.Reader
	server anteroom.MailServer
	secret anteroom.MailSecret
}

// Returned hands each report on.
func (b returnsBox) Returned(ctx context.Context, take func(anteroom.Returned) error) error {
	box, err := b.reader.Open(ctx, b.server, b.secret)
	if err != nil {
		return err
	}
	defer box.Close()
	return box.Returned(take)
}
