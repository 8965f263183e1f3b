package mail_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/fake"
	"anteroom.dev/anteroom/mail"
)

// town is an internet of one address: a server of IMAP and one of SMTP with TLS, one of pages with and one without.
type town struct {
	dns   *fake.DNS
	roots *x509.CertPool
	ports map[uint16]string

	mu    sync.Mutex
	pages map[string]http.HandlerFunc // by scheme://host/path
	to    []netip.AddrPort
}

const outside = "93.184.215.14"

func openTown(t *testing.T) *town {
	t.Helper()
	a := newAuthority(t)
	certificate := a.issue(func(c *x509.Certificate) {
		c.DNSNames = []string{"boreal.example", "*.boreal.example", "*.provider.example", "provider.example"}
	})
	w := &town{roots: a.Roots, pages: map[string]http.HandlerFunc{}, ports: map[uint16]string{}}
	secure := httptest.NewUnstartedServer(w)
	secure.TLS = &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12}
	secure.Config.ErrorLog = log.New(io.Discard, "", 0)
	secure.StartTLS()
	t.Cleanup(secure.Close)
	open := httptest.NewServer(w)
	t.Cleanup(open.Close)
	w.ports[443], w.ports[80] = secure.Listener.Addr().String(), open.Listener.Addr().String()
	for port, serve := range map[uint16]func(*peer){993: func(p *peer) { p.imap(nil) }, 465: func(p *peer) { p.smtp(nil) }} {
		w.ports[port] = fmt.Sprintf("127.0.0.1:%d", serveFaults(t, func(p *peer) {
			c := tls.Server(p.Conn, secure.TLS)
			serve(&peer{Conn: c, r: bufio.NewReader(c), closed: p.closed})
		}).port)
	}
	return w
}

// ServeHTTP answers with the page of that scheme, host and path.
func (w *town) ServeHTTP(to http.ResponseWriter, r *http.Request) {
	scheme := "http://"
	if r.TLS != nil {
		scheme = "https://"
	}
	w.mu.Lock()
	page := w.pages[scheme+r.Host+r.URL.Path]
	w.mu.Unlock()
	if page == nil {
		page = http.NotFound
	}
	page(to, r)
}

// settle empties the town, and its name servers.
func (w *town) settle(t *testing.T, names ...string) {
	t.Helper()
	w.dns = openDNS(t)
	w.mu.Lock()
	defer w.mu.Unlock()
	clear(w.pages)
	w.to = nil
	for _, n := range names {
		w.dns.Host(n, outside)
	}
}

func (w *town) dialler() *mail.Dialler {
	return mail.NewDialler(mail.Reach{Nameserver: w.dns.Addr(), Roots: w.roots, Hello: "anteroom.example"}).Impatient(2 * time.Second).Rewired(w.connect)
}

func (w *town) connect(ctx context.Context, to netip.AddrPort) (net.Conn, error) {
	w.mu.Lock()
	w.to = append(w.to, to)
	w.mu.Unlock()
	addr, ok := w.ports[to.Port()]
	if !ok {
		return nil, os.NewSyscallError("connect", syscall.ECONNREFUSED)
	}
	return (&net.Dialer{}).DialContext(ctx, "tcp", addr)
}

func says(body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(body)) }
}

// autoconfigOf is a page of Mozilla's form.
func autoconfigOf(imap, smtp string) string {
	return `<?xml version="1.0" encoding="UTF-8"?><clientConfig version="1.1"><emailProvider id="x"><domain>x</domain>
<incomingServer type="imap"><hostname>` + imap + `</hostname><port>993</port><socketType>SSL</socketType><username>%EMAILLOCALPART%</username><authentication>password-cleartext</authentication></incomingServer>
<outgoingServer type="smtp"><hostname>` + smtp + `</hostname><port>465</port><socketType>SSL</socketType><username>%EMAILADDRESS%</username><authentication>password-cleartext</authentication></outgoingServer></emailProvider></clientConfig>`
}

func autodiscoverOf(imap, smtp string) string {
	return `<?xml version="1.0" encoding="utf-8"?><Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006"><Response xmlns="http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a"><Account><AccountType>email</AccountType><Action>settings</Action>
<Protocol><Type>EXCH</Type><Server>x</Server></Protocol>
<Protocol><Type>IMAP</Type><Server>` + imap + `</Server><Port>993</Port><LoginName>BOREAL\elise</LoginName><SSL>on</SSL></Protocol>
<Protocol><Type>SMTP</Type><Server>` + smtp + `</Server><Port>465</Port><Encryption>TLS</Encryption></Protocol></Account></Response></Autodiscover>`
}

func redirectOf(to string) string {
	return `<Autodiscover><Response><Account><Action>redirectUrl</Action><RedirectUrl>` + to + `</RedirectUrl></Account></Response></Autodiscover>`
}

func knownProviders() []anteroom.MailProvider {
	in := anteroom.MailServer{Protocol: anteroom.IMAP, Host: "imap.provider.example", Port: 993, Security: anteroom.MailTLS, SignIn: anteroom.MailPassword}
	out := anteroom.MailServer{Protocol: anteroom.SMTP, Host: "smtp.provider.example", Port: 465, Security: anteroom.MailTLS, SignIn: anteroom.MailPassword}
	return []anteroom.MailProvider{{Name: "Provider", Domains: []string{"Provider.example"}, MX: []string{"mx.provider.example"}, Incoming: []anteroom.MailServer{in}, Outgoing: []anteroom.MailServer{out}, LocalPart: true}}
}

// Where settings are found, and that nothing is offered which does not answer.
func TestFind(t *testing.T) {
	const at, wellKnown, discover = "/mail/config-v1.1.xml", "https://boreal.example/.well-known/autoconfig/mail/config-v1.1.xml", "https://autodiscover.boreal.example/autodiscover/autodiscover.xml"
	const guessed = "guess boreal.example elise@boreal.example boreal.example boreal.example"
	w := openTown(t)
	for _, row := range []struct {
		fact, email string
		names       []string
		set         func()
		want        string
	}{
		{"a known provider", "elise@provider.example", []string{"imap.provider.example", "smtp.provider.example"}, func() {}, "known Provider elise imap.provider.example smtp.provider.example"},
		{"a known provider's capitals", "elise@PROVIDER.example", []string{"imap.provider.example", "smtp.provider.example"}, func() {}, "known Provider elise imap.provider.example smtp.provider.example"},
		{"the list is out of date: the domain itself tells", "elise@provider.example", []string{"in.provider.example"}, func() {
			w.dns.Service("_imaps._tcp.provider.example", "in.provider.example", 993, 1)
			w.dns.Service("_submissions._tcp.provider.example", "in.provider.example", 465, 1)
		}, "srv provider.example elise@provider.example in.provider.example in.provider.example"},
		{"SRV, of which the first is away", "elise@boreal.example", []string{"b.boreal.example"}, func() {
			w.dns.Service("_imaps._tcp.boreal.example", "a.boreal.example", 993, 1)
			w.dns.Service("_imaps._tcp.boreal.example", "b.boreal.example", 993, 2)
			w.dns.Service("_submissions._tcp.boreal.example", "b.boreal.example", 465, 1)
		}, "srv boreal.example elise@boreal.example b.boreal.example b.boreal.example"},
		{"SRV says that there is no IMAP", "elise@boreal.example", []string{"b.boreal.example"}, func() {
			w.dns.Service("_imaps._tcp.boreal.example", ".", 0, 0)
			w.dns.Service("_submissions._tcp.boreal.example", "b.boreal.example", 465, 1)
		}, ""},
		{"autoconfig", "elise@boreal.example", []string{"autoconfig.boreal.example", "in.boreal.example", "out.boreal.example"}, func() {
			w.pages["https://autoconfig.boreal.example"+at] = says(autoconfigOf("in.boreal.example", "out.boreal.example"))
		}, "autoconfig autoconfig.boreal.example elise in.boreal.example out.boreal.example"},
		{"autoconfig in the well-known place, moved", "elise@boreal.example", []string{"boreal.example", "www.boreal.example", "in.boreal.example"}, func() {
			w.pages[wellKnown] = http.RedirectHandler("https://www.boreal.example/x", http.StatusFound).ServeHTTP
			w.pages["https://www.boreal.example/x"] = says(autoconfigOf("in.%EMAILDOMAIN%", "in.boreal.example"))
		}, "autoconfig www.boreal.example elise in.boreal.example in.boreal.example"},
		{"a page that nobody encrypted tells of the domain's own servers", "elise@boreal.example", []string{"autoconfig.boreal.example", "in.boreal.example"}, func() {
			w.pages["http://autoconfig.boreal.example"+at] = says(autoconfigOf("in.boreal.example", "in.boreal.example"))
		}, "autoconfig autoconfig.boreal.example elise in.boreal.example in.boreal.example"},
		{"attack: it tells of others", "elise@boreal.example", []string{"autoconfig.boreal.example", "in.provider.example"}, func() {
			w.pages["http://autoconfig.boreal.example"+at] = says(autoconfigOf("in.provider.example", "in.provider.example"))
		}, ""},
		{"attack: it moves to a page that nobody encrypted", "elise@boreal.example", []string{"boreal.example", "www.boreal.example", "in.boreal.example"}, func() {
			w.pages[wellKnown] = http.RedirectHandler("http://www.boreal.example/x", http.StatusFound).ServeHTTP
			w.pages["http://www.boreal.example/x"] = says(autoconfigOf("in.boreal.example", "in.boreal.example"))
		}, guessed},
		{"attack: it moves inside", "elise@boreal.example", []string{"boreal.example"}, func() {
			w.dns.Host("inside.boreal.example", "169.254.169.254")
			w.pages[wellKnown] = http.RedirectHandler("https://inside.boreal.example/latest/meta-data", http.StatusTemporaryRedirect).ServeHTTP
			w.pages["https://autodiscover.boreal.example"+at] = says(redirectOf("https://10.0.0.1/"))
		}, guessed},
		{"attack: it names servers inside", "elise@boreal.example", []string{"boreal.example"}, func() {
			w.dns.Host("in.boreal.example", "10.0.0.1")
			w.pages[wellKnown] = says(autoconfigOf("in.boreal.example", "127.0.0.1"))
		}, guessed},
		{"attack: it never ends", "elise@boreal.example", []string{"boreal.example"}, func() { w.pages[wellKnown] = says("<clientConfig>" + strings.Repeat("<a>", 200_000)) }, guessed},
		{"Autodiscover, after one redirect", "elise@boreal.example", []string{"autodiscover.boreal.example", "ex.boreal.example"}, func() {
			w.pages[discover] = says(redirectOf("https://ex.boreal.example/autodiscover/autodiscover.xml"))
			w.pages["https://ex.boreal.example/autodiscover/autodiscover.xml"] = says(autodiscoverOf("ex.boreal.example", "ex.boreal.example"))
		}, `autodiscover ex.boreal.example BOREAL\elise ex.boreal.example ex.boreal.example`},
		{"Autodiscover wants a password: it is told none", "elise@boreal.example", []string{"autodiscover.boreal.example"}, func() {
			w.pages[discover] = func(to http.ResponseWriter, _ *http.Request) {
				to.Header().Set("WWW-Authenticate", "Basic")
				to.WriteHeader(http.StatusUnauthorized)
			}
		}, ""},
		{"who takes the mail is a known provider", "elise@boreal.example", []string{"imap.provider.example", "smtp.provider.example"}, func() { w.dns.MX("boreal.example", "a.mx.provider.example") }, "mx Provider elise imap.provider.example smtp.provider.example"},
		{"who takes the mail tells of it", "elise@boreal.example", []string{"autoconfig.provider.example", "in.provider.example"}, func() {
			w.dns.MX("boreal.example", "box.provider.example")
			w.pages["https://autoconfig.provider.example"+at] = says(autoconfigOf("in.provider.example", "in.provider.example"))
		}, "mx autoconfig.provider.example elise in.provider.example in.provider.example"},
		{"a guess", "elise@boreal.example", []string{"mail.boreal.example"}, func() {}, "guess boreal.example elise@boreal.example mail.boreal.example mail.boreal.example"},
		{"nothing", "elise@boreal.example", nil, func() {}, ""},
	} {
		t.Run(row.fact, func(t *testing.T) {
			w.settle(t, row.names...)
			row.set()
			found, err := w.dialler().Find(within(t, 20*time.Second), row.email, knownProviders())
			got := ""
			for _, f := range found {
				got += fmt.Sprintf("%s %s %s %s %s", f.Source, f.Where, f.User, f.Access.Incoming.Host, f.Access.Outgoing.Host)
			}
			if err != nil || got != row.want {
				t.Errorf("%q, want %q: %v", got, row.want, err)
			}
			if i := slices.IndexFunc(w.to, func(a netip.AddrPort) bool { return a.Addr() != netip.MustParseAddr(outside) }); i >= 0 {
				t.Errorf("dialled %v", w.to[i])
			}
		})
	}
}

// What is no address is refused by its field; who goes away gets an error, and nothing runs on.
func TestFindRefused(t *testing.T) {
	d := mail.NewDialler(mail.Reach{}).Rewired((&dialled{}).connect)
	for _, email := range []string{"", "elise", "elise@[127.0.0.1]", "elise@127.0.0.1", "elise@a b.example"} {
		_, err := d.Find(within(t, 5*time.Second), email, nil)
		if e, ok := errors.AsType[*anteroom.Error](err); !ok || e.Kind != anteroom.Invalid || len(e.Fields) != 1 || e.Fields[0].Field != "email" {
			t.Errorf("%q: %v", email, err)
		}
	}
	ctx, cancel := context.WithCancel(within(t, 5*time.Second))
	cancel()
	if _, err := d.Find(ctx, "elise@boreal.example", knownProviders()); anteroom.KindOf(err) != anteroom.Unavailable {
		t.Error(err)
	}
}

// A panic over what one server or page says is no answer of it, and ends nothing else; the log tells of it.
func TestFindPanics(t *testing.T) {
	dns := openDNS(t)
	dns.Host("imap.boreal.example", outside)
	dns.Host("smtp.boreal.example", outside)
	var log bytes.Buffer
	reach := mail.Reach{Nameserver: dns.Addr(), Hello: "anteroom.example", Log: slog.New(slog.NewTextHandler(&log, nil))}
	d := mail.NewDialler(reach).Rewired(func(_ context.Context, to netip.AddrPort) (net.Conn, error) {
		if to.Port() == 80 || to.Port() == 443 {
			return nil, os.NewSyscallError("connect", syscall.ECONNREFUSED)
		}
		panic("over what it says")
	})
	if found, err := d.Find(within(t, 20*time.Second), "elise@boreal.example", nil); err != nil || len(found) > 0 {
		t.Error(found, err)
	}
	if !strings.Contains(log.String(), "over what it says") {
		t.Error("nobody is told:", &log)
	}
}

// Whatever the pages hold, what is read of them is a server that can be tried, or nothing.
func FuzzFound(f *testing.F) {
	f.Add([]byte(autoconfigOf("in.boreal.example", "out.boreal.example")))
	f.Add([]byte(autodiscoverOf("in.boreal.example", "out.boreal.example")))
	f.Add([]byte(redirectOf("https://boreal.example/")))
	f.Add([]byte(`<?xml version="1.0" encoding="x-unknown"?><clientConfig>`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		servers, user := mail.ReadAutoconfig(raw, "elise@boreal.example")
		more, login, next := mail.ReadAutodiscover(raw, "elise@boreal.example")
		for _, s := range append(servers, more...) {
			var wrong anteroom.Fields
			if s.Protocol == anteroom.SMTP {
				anteroom.MailAccess{Incoming: anteroom.MailServer{Protocol: anteroom.IMAP, Host: "a", Port: 1, Security: s.Security, SignIn: s.SignIn}, Outgoing: s}.Check(&wrong)
			} else {
				anteroom.MailAccess{Outgoing: anteroom.MailServer{Protocol: anteroom.SMTP, Host: "a", Port: 1, Security: s.Security, SignIn: s.SignIn}, Incoming: s}.Check(&wrong)
			}
			if len(wrong) > 0 || s.Security == anteroom.MailPlain {
				t.Errorf("%+v: %v", s, wrong)
			}
		}
		for _, u := range []string{user, login} {
			if strings.ContainsAny(u, "\r\n\x00") || len([]rune(u)) > 254 {
				t.Errorf("%q", u)
			}
		}
		if next != "" && !strings.HasPrefix(next, "https://") {
			t.Errorf("%q", next)
		}
	})
}
