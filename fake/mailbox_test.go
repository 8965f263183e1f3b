package fake

import (
	"net/smtp"
	"strconv"
	"strings"
	"testing"
	"time"

	"anteroom.dev/anteroom/locale"
	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
)

// One mailbox behind two ports, for who signs in; the other server takes mail of the same person only.
func TestMailHouse(t *testing.T) {
	words, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	m, err := NewMailHouse(words, "zoe@client.example", "chut")
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	if err := m.Deliver(time.Now(), "Subject: Devis\r\n\r\nBonjour\r\n"); err != nil {
		t.Fatal(err)
	}
	first, second := m.IMAPPorts()
	for _, port := range []int{first, second} {
		c, err := imapclient.DialInsecure("127.0.0.1:"+strconv.Itoa(port), nil)
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Login("zoe@client.example", "faux").Wait(); err == nil {
			t.Error("a wrong password opens it")
		}
		if err := c.Login("zoe@client.example", "chut").Wait(); err != nil {
			t.Fatal(err)
		}
		if box, err := c.Select("INBOX", &imap.SelectOptions{ReadOnly: true}).Wait(); err != nil || box.NumMessages != 1 {
			t.Errorf("%+v %v", box, err)
		}
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	}
	err = smtp.SendMail("127.0.0.1:"+strconv.Itoa(m.SMTPPort()), nil, "zoe@client.example", []string{"luc@client.example"}, []byte("Subject: x\r\n\r\nx\r\n"))
	if err == nil || !strings.Contains(err.Error(), "Sign in first") {
		t.Errorf("mail is taken of anybody: %v", err)
	}
}
