package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/fake"
	"anteroom.dev/anteroom/locale"
	"anteroom.dev/anteroom/mail"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/web"
)

// mailbox is what opens the demo's mailbox.
type mailbox struct {
	Host     string `json:"host"`
	IMAP     int    `json:"imap"`
	Other    int    `json:"imap_other"` // of another server with the same mailbox
	SMTP     int    `json:"smtp"`
	User     string `json:"user"`
	Password string `json:"password"`
}

// received are the messages in the demo's mailbox, the oldest first.
func received() []string {
	return []string{
		"From: James O'Connor <james@atlas.example>\r\nTo: courriel@boreal.example\r\nSubject: Minutes of Tuesday\r\nMessage-ID: <1@atlas.example>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" +
			"Hello,\r\n\r\nhere are the minutes of Tuesday's meeting. Could you read them before Friday?\r\n\r\nOn Monday somebody wrote:\r\n> Please send them.\r\n\r\n-- \r\nJames\r\n",
		"From: =?utf-8?q?Zo=C3=A9?= Roy <zoe@client.example>\r\nTo: courriel@boreal.example\r\nSubject: Devis pour la toiture\r\nMessage-ID: <2@client.example>\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" +
			"<p>Bonjour,</p><p>pouvez-vous m’envoyer le <b>devis</b> pour la toiture de la coopérative avant vendredi ?</p><p>Merci beaucoup,<br>Zoé</p>\r\n",
	}
}

// openMailHouse opens the demo's mail provider, and tells what the house must be allowed to reach it.
func openMailHouse() (*fake.MailHouse, mailbox, map[string]string, error) {
	m := mailbox{Host: "127.0.0.1", User: "courriel@boreal.example", Password: "courriel"}
	words, err := locale.Load()
	if err != nil {
		return nil, m, nil, err
	}
	post, err := fake.NewMailHouse(words, m.User, m.Password)
	if err != nil {
		return nil, m, nil, err
	}
	list := received()
	for i, raw := range list {
		at := time.Now().Add(time.Duration(i-len(list)) * time.Hour)
		err = errors.Join(err, post.Deliver(at, "Date: "+at.Format(time.RFC1123Z)+"\r\n"+raw))
	}
	m.IMAP, m.Other = post.IMAPPorts()
	m.SMTP = post.SMTPPort()
	return post, m, map[string]string{"mail_allow": "127.0.0.1/32", "mail_ports": fmt.Sprintf("%d,%d,%d", m.IMAP, m.Other, m.SMTP)}, err
}

// knowMailbox puts the demo's mail provider on the system's list, with its ports of this time, and those that every list begins
// with.
func (h *house) knowMailbox(ctx context.Context, m mailbox) error {
	known, err := h.office.MailProviders(ctx, program())
	if err != nil {
		return err
	}
	server := func(p anteroom.MailProtocol, port int) []anteroom.MailServer {
		return []anteroom.MailServer{{Protocol: p, Host: m.Host, Port: port, Security: anteroom.MailPlain, SignIn: anteroom.MailPassword}}
	}
	here := anteroom.KnownProvider{MailProvider: anteroom.MailProvider{Name: "Courriel Boréal", Domains: []string{"boreal.example"}, Incoming: server(anteroom.IMAP, m.IMAP), Outgoing: server(anteroom.SMTP, m.SMTP)}}
	for _, p := range append(anteroom.MailPresets(), here) {
		var c office.Command = office.AddMailProvider{Provider: p.MailProvider, Issuer: p.Issuer}
		if at := slices.IndexFunc(known, func(k anteroom.KnownProvider) bool { return k.Name == p.Name }); at >= 0 {
			if p.Name != here.Name {
				continue
			}
			c = office.EditMailProvider{MailProvider: known[at].ID, Provider: p.MailProvider, Issuer: known[at].Issuer}
		}
		if _, err := h.office.Do(ctx, program(), c, office.Ask{}); err != nil {
			return err
		}
	}
	return nil
}

// specimens are a message of each kind, for the gallery.
func specimens(c *locale.Catalogue) (map[anteroom.Language]map[string]web.Letter, error) {
	all := map[anteroom.Language]map[string]web.Letter{}
	composer := mail.NewComposer(c)
	for _, l := range c.Languages() {
		all[l] = map[string]web.Letter{}
		for name, n := range mail.Specimens(l) {
			subject, text, html, err := composer.Compose(n)
			if err != nil {
				return nil, err
			}
			all[l][name] = web.Letter{Subject: subject, Text: text, HTML: html}
		}
	}
	return all, nil
}
