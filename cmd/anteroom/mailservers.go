package main

import (
	"context"
	"log/slog"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/config"
	"anteroom.dev/anteroom/locale"
	"anteroom.dev/anteroom/mail"
	"anteroom.dev/anteroom/office"
)

// mailServers are people's mail servers, as the office and the jobs ask for them.
type mailServers struct {
	*mail.Dialler
	reader *mail.Reader
}

func newMailServers(c config.Config, words *locale.Catalogue, log *slog.Logger) (mailServers, error) {
	allowed, ports, err := c.MailReach()
	if err != nil {
		return mailServers{}, err
	}
	d := mail.NewDialler(mail.Reach{Allowed: allowed, Ports: ports, Log: log})
	return mailServers{d, mail.NewReader(d, words)}, nil
}

// CheckMail tries both servers with the one account; a message to its own address is announced, and none is sent.
func (m mailServers) CheckMail(ctx context.Context, a anteroom.MailAccess, s anteroom.MailSecret, address string, report func(anteroom.MailStep)) error {
	probe := anteroom.Message{FromEmail: address, ToEmail: address}
	return m.Check(ctx, mail.Checking{Access: a, Incoming: s, Outgoing: s, Probe: probe}, report)
}

// OpenMailbox signs in to where messages are read.
func (m mailServers) OpenMailbox(ctx context.Context, s anteroom.MailServer, secret anteroom.MailSecret) (office.Mailbox, error) {
	box, err := m.reader.Open(ctx, s, secret)
	if err != nil {
		return nil, err
	}
	return box, nil
}

// mailIssuers are the sign-in pages of mail providers, as the office asks for them.
type mailIssuers struct{ *mail.Dialler }

func consent(c office.MailConsent) mail.Consent {
	return mail.Consent{Issuer: c.Issuer, Secret: c.Secret, Redirect: c.Redirect}
}

// Address is where the browser is led to.
func (m mailIssuers) Address(c office.MailConsent, state, verifier, email string) string {
	return consent(c).Address(state, verifier, email)
}

// Redeem changes a code into a token.
func (m mailIssuers) Redeem(ctx context.Context, c office.MailConsent, code, verifier string) (anteroom.MailToken, error) {
	return m.Dialler.Redeem(ctx, consent(c), code, verifier)
}

// Renew gives the next token.
func (m mailIssuers) Renew(ctx context.Context, c office.MailConsent, refresh string) (anteroom.MailToken, error) {
	return m.Refresh(ctx, consent(c), refresh)
}

// ReplyMail answers a message over the user's own server.
func (m mailServers) ReplyMail(ctx context.Context, s anteroom.MailServer, secret anteroom.MailSecret, to anteroom.MailBody, letter anteroom.Message, sound *anteroom.Recording) error {
	return m.reader.Reply(ctx, s, secret, to, letter, sound)
}
