package fake

import (
	"context"
	"crypto/x509"
	"io"
	"log"
	"net"
	"slices"
	"sync"
	"time"

	"anteroom.dev/anteroom/locale"
	"github.com/emersion/go-smtp"
)

// MailTrap is a mail server that keeps what it is given, and shows it. Nothing leaves it. What stands before the @ of a
// recipient provokes failures: with "reject" in it, it is refused (550), with "later" it is put off twice (451), with
// "slow" it is waited for.
type MailTrap struct {
	dir       string
	catalogue *locale.Catalogue
	login     string // user, a NUL, password; empty: nobody signs in
	implicit  bool   // TLS from the first byte
	roots     *x509.CertPool
	server    *smtp.Server
	listener  net.Listener
	served    chan struct{} // closed when the server has ended
	closing   chan struct{}

	mu       sync.Mutex
	messages []Message
	bytes    int            // of all messages held
	last     int            // id of the newest message there ever was
	put      map[string]int // how often a recipient was put off
	news     chan struct{}  // closed and replaced when a message comes
}

// TrapOption changes how a trap behaves as a server.
type TrapOption func(*MailTrap) error

// TrapLogin makes the trap take messages only of who signs in.
func TrapLogin(user, password string) TrapOption {
	return func(t *MailTrap) error {
		t.login = user + "\x00" + password
		return nil
	}
}

// TrapASCII makes the trap a server without SMTPUTF8.
func TrapASCII() TrapOption {
	return func(t *MailTrap) error {
		t.server.EnableSMTPUTF8 = false
		return nil
	}
}

const (
	mostBytes = 30 << 20 // of a message
	slowTime  = 2 * time.Minute
)

// NewMailTrap opens a trap on a free loopback port. Messages are kept in the folder, where one is named, and are there
// again at the next start.
func NewMailTrap(dir string, c *locale.Catalogue, options ...TrapOption) (*MailTrap, error) {
	t := &MailTrap{dir: dir, catalogue: c, put: map[string]int{}, news: make(chan struct{}), served: make(chan struct{}), closing: make(chan struct{})}
	if err := t.load(); err != nil {
		return nil, err
	}
	t.server = smtp.NewServer(smtp.BackendFunc(func(conn *smtp.Conn) (smtp.Session, error) { return &session{trap: t, conn: conn}, nil }))
	t.server.Domain, t.server.MaxMessageBytes, t.server.EnableSMTPUTF8, t.server.AllowInsecureAuth = "localhost", mostBytes, true, true
	t.server.ReadTimeout, t.server.WriteTimeout = time.Minute, time.Minute
	t.server.ErrorLog = log.New(io.Discard, "", 0) // what clients do wrong is their business
	for _, o := range options {
		if err := o(t); err != nil {
			return nil, err
		}
	}
	var err error
	if t.listener, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		return nil, err
	}
	go func() {
		defer close(t.served)
		_ = t.server.Serve(t.secured(t.listener))
	}()
	return t, nil
}

// SMTPAddr is host:port of the mail server.
func (t *MailTrap) SMTPAddr() string { return t.listener.Addr().String() }

// Close ends the mail server; what is kept in the folder stays. It is called once.
func (t *MailTrap) Close() {
	close(t.closing)
	_ = t.server.Close()
	_ = t.listener.Close() // the server knows it only once it serves
	<-t.served
}

// Messages are those that the trap holds, newest first.
func (t *MailTrap) Messages() []Message {
	t.mu.Lock()
	defer t.mu.Unlock()
	list := slices.Clone(t.messages)
	slices.Reverse(list)
	return list
}

// Wait waits until a message is there that is wanted, the newest where there are several; or until the context ends.
func (t *MailTrap) Wait(ctx context.Context, wanted func(Message) bool) (Message, error) {
	for {
		t.mu.Lock()
		news := t.news
		t.mu.Unlock()
		for _, m := range t.Messages() {
			if wanted(m) {
				return m, nil
			}
		}
		select {
		case <-news:
		case <-ctx.Done():
			return Message{}, ctx.Err()
		}
	}
}
