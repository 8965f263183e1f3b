package main

import (
	"strings"
	"testing"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/mail"
)

// The mailbox of returned messages is named by one address; what is none is told without the password.
func TestReturnsBox(t *testing.T) {
	servers := mailServers{mail.NewDialler(mail.Reach{}), nil}
	for address, want := range map[string]anteroom.MailServer{
		"imaps://post:a%40b@mx.example":  {Protocol: anteroom.IMAP, Host: "mx.example", Port: 993, Security: anteroom.MailTLS, SignIn: anteroom.MailPassword},
		"pop3://post:a%40b@mx.example:8": {Protocol: anteroom.POP3, Host: "mx.example", Port: 8, Security: anteroom.MailSTARTTLS, SignIn: anteroom.MailPassword},
	} {
		box, err := servers.returnsBox(address)
		if got, ok := box.(returnsBox); err != nil || !ok || got.server != want || got.secret.User != "post" || got.secret.Password != "a@b" {
			t.Errorf("%s: %+v %v", address, want, err)
		}
	}
	if box, err := servers.returnsBox(""); box != nil || err != nil {
		t.Errorf("none: %v %v", box, err)
	}
	for _, address := range []string{"http://u:opensesame@h", "imaps://h", "imaps://u@h", "imaps://u:opensesame@", "imaps://u:opensesame@h:x", "%zz:opensesame"} {
		if _, err := servers.returnsBox(address); err == nil || strings.Contains(err.Error(), "opensesame") {
			t.Errorf("%s: %v", address, err)
		}
	}
}
