package mail

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"log/slog"
	"net"
	"net/netip"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"anteroom.dev/anteroom"
)

// Reach says where a Dialler may connect to.
type Reach struct {
	// Allowed are addresses that the operator allows although they are private or special.
	Allowed []netip.Prefix
	// Ports are allowed beside those of mail.
	Ports []int
	// Nameserver is the host:port that names are asked of; empty: the machine's own.
	Nameserver string
	// Hello is what this machine calls itself to servers that send; empty: its own name.
	Hello string
	// Roots are who a server's certificate may be of; nil: those of the machine.
	Roots *x509.CertPool
	// Log is told of what must not happen; nil: nobody is.
	Log *slog.Logger
}

// Dialler connects to addresses that a person typed, and to what was found by them (R30). It is safe from many
// goroutines. A name is resolved once; every address of it must be allowed; what is dialled is the address that was
// checked.
type Dialler struct {
	reach    Reach
	resolver *net.Resolver
	connect  func(ctx context.Context, to netip.AddrPort) (net.Conn, error)
	patience time.Duration // for an answer of a server
	most     int64         // bytes that one connection may bring before it is closed
}

const (
	resolveTime = 8 * time.Second
	addressTime = 6 * time.Second // of one address
	mostTried   = 4               // addresses of a name
	secureTime  = 10 * time.Second
	answerTime  = 15 * time.Second
	mostRead    = 64 << 20 // bytes: a long list of messages, and one of them
	mostChecked = 4 << 20  // bytes: what is asked in a check, with the folders of a large mailbox
)

// mailPorts are those of mail: for submission and for reading, with TLS or before it.
var mailPorts = []int{25, 110, 143, 465, 587, 993, 995}

// NewDialler makes a dialler; nothing is connected.
func NewDialler(r Reach) *Dialler {
	d := &Dialler{reach: r, resolver: &net.Resolver{PreferGo: true}, patience: answerTime, most: mostRead}
	d.connect = func(ctx context.Context, to netip.AddrPort) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "tcp", to.String())
	}
	if r.Nameserver != "" {
		d.resolver.Dial = func(ctx context.Context, network, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, network, r.Nameserver)
		}
	}
	return d
}

// survive is deferred wherever a server's answers are read beside whoever asked: a panic there is that server's loss alone.
func (d *Dialler) survive(what string) {
	if p := recover(); p != nil && d.reach.Log != nil {
		d.reach.Log.Error("mail: panic", "in", what, "panic", p, "stack", string(debug.Stack()))
	}
}

// frugal is the dialler for a check, which reads little.
func (d *Dialler) frugal() *Dialler {
	c := *d
	c.most = mostChecked
	return &c
}

// fault is a failure with its cause as a person is told it.
type fault struct {
	cause anteroom.MailCause
	said  string // the server's words
	args  []any  // of the text of the cause
	err   error
}

func (f *fault) Error() string {
	s := string(f.cause)
	if f.said != "" {
		s += ": " + f.said
	}
	if f.err != nil {
		s += ": " + f.err.Error()
	}
	return s
}

func (f *fault) Unwrap() error { return f.err }

// failed makes a fault, unless it is one already.
func failed(c anteroom.MailCause, err error, args ...any) error {
	if f, ok := errors.AsType[*fault](err); ok {
		return f
	}
	return &fault{cause: c, err: err, args: args}
}

// resolve is every address of a host, each of them checked.
func (d *Dialler) resolve(ctx context.Context, host string) ([]netip.Addr, error) {
	found, err := d.lookup(ctx, host)
	if err != nil {
		return nil, err
	}
	return found, d.check(found)
}

// lookup asks for the addresses of a host, once.
func (d *Dialler) lookup(ctx context.Context, host string) ([]netip.Addr, error) {
	name, literal, ok := hostName(host)
	switch {
	case !ok && literal.IsValid():
		return nil, failed(anteroom.CauseAddress, nil, "address", line(host, 60))
	case !ok:
		return nil, failed(anteroom.CauseBadName, nil)
	case literal.IsValid():
		return []netip.Addr{literal}, nil
	}
	ctx, cancel := context.WithTimeout(ctx, resolveTime)
	defer cancel()
	found, err := d.resolver.LookupNetIP(ctx, "ip", name)
	if err != nil {
		return nil, unresolved(ctx, err)
	}
	for i, a := range found {
		found[i] = a.Unmap() // that of an A record may come in either form
	}
	if len(found) == 0 {
		return nil, failed(anteroom.CauseNoName, nil)
	}
	return found, nil
}

func unresolved(ctx context.Context, err error) error {
	if e, ok := errors.AsType[*net.DNSError](err); ok && e.IsNotFound {
		return failed(anteroom.CauseNoName, err)
	}
	if errors.Is(ctx.Err(), context.Canceled) {
		return failed(anteroom.CauseInterrupted, err)
	}
	return failed(anteroom.CauseNoAnswerDNS, err)
}

// check refuses the lot for one address that is not allowed: of a name that leads inside and outside, somebody means the
// inside.
func (d *Dialler) check(found []netip.Addr) error {
	for _, a := range found {
		if !Public(a) && !slices.ContainsFunc(d.reach.Allowed, func(p netip.Prefix) bool { return p.Contains(a) }) {
			return failed(anteroom.CauseAddress, nil, "address", a.String())
		}
	}
	return nil
}

// allowed tells whether a port may be dialled; web pages are asked for settings only.
func (d *Dialler) allowed(port int, web bool) bool {
	return slices.Contains(mailPorts, port) || slices.Contains(d.reach.Ports, port) || web && (port == 443 || port == 80)
}

// dialAddr connects to one of the addresses, which were checked before.
func (d *Dialler) dialAddr(ctx context.Context, addresses []netip.Addr, port int) (net.Conn, error) {
	var last error
	for _, a := range addresses[:min(len(addresses), mostTried)] {
		try, cancel := context.WithTimeout(ctx, addressTime)
		conn, err := d.connect(try, netip.AddrPortFrom(a, uint16(port))) //nolint:gosec // checked by allowed
		late := try.Err() != nil
		cancel()
		if err == nil {
			return newLimited(ctx, conn, d.most), nil
		}
		if last = unconnected(err, late); ctx.Err() != nil {
			break
		}
	}
	return nil, last
}

// Dial connects to a host on a port of mail. The error's text is of this room, and never meant for a person.
func (d *Dialler) Dial(ctx context.Context, host string, port int) (net.Conn, error) {
	return d.dial(ctx, host, port, false)
}

func (d *Dialler) dial(ctx context.Context, host string, port int, web bool) (net.Conn, error) {
	if !d.allowed(port, web) {
		return nil, failed(anteroom.CausePortRefused, nil)
	}
	addresses, err := d.resolve(ctx, host)
	if err != nil {
		return nil, err
	}
	return d.dialAddr(ctx, addresses, port)
}

// secure makes a connection secure; the certificate must be the host's.
func (d *Dialler) secure(ctx context.Context, conn net.Conn, host string) (*tls.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, min(secureTime, d.patience))
	defer cancel()
	name, literal, _ := hostName(host)
	if name = strings.TrimSuffix(name, "."); literal.IsValid() {
		name = literal.String()
	}
	c := tls.Client(conn, &tls.Config{ServerName: name, RootCAs: d.reach.Roots, MinVersion: tls.VersionTLS12})
	if err := c.HandshakeContext(ctx); err != nil {
		return nil, unsecured(err, name)
	}
	return c, nil
}
