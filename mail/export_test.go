package mail

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"net/netip"
	"sync/atomic"
	"time"

	"anteroom.dev/anteroom"
	"golang.org/x/oauth2"
)

// Rewired is the dialler with its last step changed: where the network would begin.
func (d *Dialler) Rewired(connect func(ctx context.Context, to netip.AddrPort) (net.Conn, error)) *Dialler {
	d.connect = connect
	return d
}

// Impatient is the dialler with another time for answers.
func (d *Dialler) Impatient(t time.Duration) *Dialler {
	d.patience = t
	return d
}

// Digest is what is read of a raw message, Spoken what of a text.
var (
	Digest        = digest
	Spoken        = spoken
	HTMLText      = htmlText
	NewRecogniser = newRecogniser
)

// Of is the language of a text.
var Of = recogniser.of

// What the domain of an address says of its servers, as it is read.
var (
	ReadAutoconfig = func(raw []byte, email string) ([]anteroom.MailServer, string) {
		c := readAutoconfig(raw, mustSeeker(email))
		return append(c.incoming, c.outgoing...), c.user
	}
	ReadAutodiscover = func(raw []byte, email string) ([]anteroom.MailServer, string, string) {
		c, next := readAutodiscover(raw, mustSeeker(email))
		return append(c.incoming, c.outgoing...), c.user, next
	}
)

func mustSeeker(email string) seeker {
	s, err := parseSeeker(email)
	if err != nil {
		panic(err)
	}
	return s
}

// Answers reads what a server says to a command, for as long as it says something; each as its last line and code.
func Answers(p anteroom.MailProtocol, raw []byte) (list []string) {
	t := &talk{d: &Dialler{patience: time.Second}, server: anteroom.MailServer{Protocol: p}, offers: map[string]string{}}
	t.set(&silentConn{r: bytes.NewReader(raw)})
	if _, err := t.greet(context.Background()); err != nil {
		return nil
	}
	_ = t.learn()
	t.offered()
	for {
		a, err := t.hear()
		if err != nil {
			return list
		}
		list = append(list, a.code+" "+a.text)
		_ = t.words(a.text)
	}
}

// PopContent reads a mailbox that says this over POP3.
func PopContent(raw []byte) (heads []anteroom.MailHead) {
	t := &talk{d: &Dialler{patience: time.Second}, server: anteroom.MailServer{Protocol: anteroom.POP3}}
	t.set(&silentConn{r: bytes.NewReader(raw)})
	b := &popbox{t: t}
	_, _ = b.counts()
	heads, _ = b.list(mostListed)
	for _, h := range heads {
		_, _, _, _ = b.raw(h.ID)
	}
	return heads
}

// silentConn is a connection on which what is said goes nowhere.
type silentConn struct {
	net.Conn
	r      *bytes.Reader
	closed atomic.Bool
}

func (c *silentConn) Read(p []byte) (int, error) { return c.r.Read(p) }
func (c *silentConn) Write(p []byte) (int, error) {
	if c.closed.Load() {
		return 0, net.ErrClosed
	}
	return len(p), nil
}

func (c *silentConn) SetDeadline(time.Time) error      { return nil }
func (c *silentConn) SetReadDeadline(time.Time) error  { return nil }
func (c *silentConn) SetWriteDeadline(time.Time) error { return nil }
func (c *silentConn) Close() error {
	c.closed.Store(true)
	return nil
}

// ImapContent reads a mailbox that says this over IMAP, once the person is signed in.
func ImapContent(raw []byte) (heads []anteroom.MailHead) {
	l := newLimited(context.Background(), &silentConn{r: bytes.NewReader(raw)}, 1<<20)
	t := &talk{d: &Dialler{patience: time.Second}, server: anteroom.MailServer{Protocol: anteroom.IMAP}, base: l}
	t.set(l)
	in, err := selectInbox(t)
	if err != nil {
		return nil
	}
	b := in.(*imapbox)
	defer b.close()
	_, _ = b.counts()
	heads, _ = b.list(mostListed)
	for _, h := range heads {
		_, _, _, _ = b.raw(h.ID)
	}
	return heads
}

// TokenOf is what comes of an answer to the question for a token.
func TokenOf(status int, kind string, body []byte) (anteroom.MailToken, error) {
	answer := answering(func(*http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: status, Header: http.Header{"Content-Type": {kind}}, Body: io.NopCloser(bytes.NewReader(body))}, nil
	})
	c := Consent{Issuer: anteroom.MailIssuer{Authorize: "https://a.example/", Token: "https://a.example/", ClientID: "x"}}
	return issued(context.Background(), "a.example", &http.Client{Transport: answer}, c, func(ctx context.Context, o *oauth2.Config) (*oauth2.Token, error) {
		return o.TokenSource(ctx, &oauth2.Token{RefreshToken: "r"}).Token()
	})
}

type answering func(*http.Request) (*http.Response, error)

func (a answering) RoundTrip(r *http.Request) (*http.Response, error) { return a(r) }

// Words are what a server said in a refusal of a message.
func Words(err error) string { return words(err, nil) }
