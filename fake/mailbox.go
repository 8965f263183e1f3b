package fake

import (
	"bytes"
	"io"
	"log"
	"net"
	"sync"
	"time"

	"anteroom.dev/anteroom/locale"
	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-imap/v2/imapserver/imapmemserver"
)

// MailHouse is the mail provider of a company: a mailbox that is read by IMAP, and a server that takes mail of who signs
// in, both with one user name and password, without encryption. It is all in memory, and nothing leaves it.
type MailHouse struct {
	smtp   *MailTrap
	imap   *imapserver.Server
	box    *imapmemserver.User
	listen [2]net.Listener // two names, so to speak, of the one mailbox
	served sync.WaitGroup
}

// NewMailHouse opens both servers on free loopback ports.
func NewMailHouse(c *locale.Catalogue, user, password string) (*MailHouse, error) {
	m := &MailHouse{box: imapmemserver.NewUser(user, password)}
	if err := m.box.Create("INBOX", nil); err != nil {
		return nil, err
	}
	if err := m.box.Create("Trash", &imap.CreateOptions{SpecialUse: []imap.MailboxAttr{imap.MailboxAttrTrash}}); err != nil {
		return nil, err
	}
	all := imapmemserver.New()
	all.AddUser(m.box)
	m.imap = imapserver.New(&imapserver.Options{InsecureAuth: true, Logger: log.New(io.Discard, "", 0), // what clients do wrong is their business
		NewSession: func(*imapserver.Conn) (imapserver.Session, *imapserver.GreetingData, error) {
			return all.NewSession(), nil, nil
		}})
	var err error
	if m.smtp, err = NewMailTrap("", c, TrapLogin(user, password)); err != nil {
		return nil, err
	}
	for i := range m.listen {
		if m.listen[i], err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
			m.Close()
			return nil, err
		}
		m.served.Go(func() { _ = m.imap.Serve(m.listen[i]) })
	}
	return m, nil
}

// IMAPPorts are where the mailbox is read, the same behind both.
func (m *MailHouse) IMAPPorts() (first, second int) {
	port := func(l net.Listener) int { return l.Addr().(*net.TCPAddr).Port }
	return port(m.listen[0]), port(m.listen[1])
}

// SMTPPort is where mail is taken.
func (m *MailHouse) SMTPPort() int { return m.smtp.listener.Addr().(*net.TCPAddr).Port }

// Deliver puts a message (RFC 5322) into the inbox, as of that time.
func (m *MailHouse) Deliver(at time.Time, raw string) error {
	_, err := m.box.Append("INBOX", literal{bytes.NewReader([]byte(raw))}, &imap.AppendOptions{Time: at})
	return err
}

type literal struct{ *bytes.Reader }

func (l literal) Size() int64 { return l.Reader.Size() }

// Close ends both servers.
func (m *MailHouse) Close() {
	_ = m.imap.Close()
	m.served.Wait()
	m.smtp.Close()
}
