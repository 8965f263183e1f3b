package main

import (
	"fmt"
	"os"
	"strings"

	"anteroom.dev/anteroom/mail"
)

// openMail makes what reaches people's mail servers, and what our own messages go out by.
func (h *house) openMail() (err error) {
	s := h.settings
	if h.mail, err = newMailServers(s, h.catalogue); err != nil {
		return err
	}
	h.relay = mail.Relay{Addr: s.SMTP, TLS: s.SMTPTLS, User: s.SMTPUser, Password: s.SMTPSecret}
	if s.DKIMDomains == "" {
		return nil
	}
	key, err := os.ReadFile(s.DKIMKeyFile)
	if err != nil {
		return fmt.Errorf("dkim_key_file: %w", err)
	}
	h.relay.DKIM, err = mail.NewDKIM(strings.Split(s.DKIMDomains, ","), s.DKIMSelect, key)
	return err
}
