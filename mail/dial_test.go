package mail_test

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"anteroom.dev/anteroom/fake"
	"anteroom.dev/anteroom/mail"
)

func openDNS(t *testing.T) *fake.DNS {
	t.Helper()
	d, err := fake.NewDNS()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.Close)
	return d
}

// dialled is a dialler that notes what it would have connected to, and connects to nothing.
type dialled struct {
	mu sync.Mutex
	to []netip.AddrPort
}

var errNoNetwork = errors.New("no network here")

func (d *dialled) connect(_ context.Context, to netip.AddrPort) (net.Conn, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.to = append(d.to, to)
	return nil, errNoNetwork
}

// hostile are names and addresses that lead inside, or nowhere that mail is.
var hostile = []string{
	// this machine
	"127.0.0.1", "127.1.2.3", "127.255.255.255", "0.0.0.0", "0.1.2.3", "localhost", "LOCALHOST", "localhost.", "::1", "[::1]", "::", "0:0:0:0:0:0:0:1",
	// other ways to write it, which other programs understand
	"127.1", "127.0.1", "2130706433", "0x7f000001", "0x7f.1", "0X7F.0.0.1", "0177.0.0.1", "017700000001", "127.0.0.01", "127.0.0.1.", "１２７.０.０.１", "127。0。0。1", "①②⑦.⓪.⓪.①",
	// networks of one's own
	"10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.255", "192.168.0.1", "192.168.255.255", "100.64.0.1", "100.127.255.255", "fc00::1", "fd12:3456::1", "fec0::1",
	// links, and the services of clouds on them
	"169.254.169.254", "169.254.0.1", "fe80::1", "fe80::1%eth0", "fe80::1%25eth0", "fd00:ec2::254", "192.0.0.192",
	// many at once, nobody, later
	"224.0.0.1", "239.255.255.255", "ff02::1", "255.255.255.255", "240.0.0.1", "192.0.2.1", "198.51.100.1", "203.0.113.1", "198.18.0.1", "192.88.99.1", "2001:db8::1", "3fff::1", "100::1",
	// IPv4 within IPv6
	"::ffff:127.0.0.1", "::ffff:8.8.8.8", "::ffff:7f00:1", "[::ffff:10.0.0.1]", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::8.8.8.8", "64:ff9b:1::1", "2002:7f00:1::", "2002:a00:1::1", "2001:0:7f00:1::1", "::ffff:0:127.0.0.1", "5f00::1",
	// no name of a server
	"", " ", ".", "..", "a..b", "-a.example", "a-.example", "a b.example", "a\r\nb.example", "a\x00.example", "user@8.8.8.8", "8.8.8.8:993", "8.8.8.8/x", "http://8.8.8.8", "8.8.8.8#", "a_b.example",
	"%31%32%37.0.0.1", "..\\127.0.0.1", strings.Repeat("a", 64) + ".example", strings.Repeat("a.", 130) + "example", "[8.8.8.8", "\u202e1.0.0.721",
	// names that lead inside
	"inside.example", "cloud.example", "six.example", "both.example", "mapped.example", "nat.example", "zero.example",
}

// None of the hostile addresses and names is connected to (R30).
func TestHostile(t *testing.T) {
	dns := openDNS(t)
	dns.Host("inside.example", "10.1.2.3")
	dns.Host("cloud.example", "169.254.169.254")
	dns.Host("six.example", "fd00::1")
	dns.Host("both.example", "93.184.215.14", "127.0.0.1") // one address of the two is enough
	dns.Host("mapped.example", "::ffff:10.0.0.1")
	dns.Host("nat.example", "64:ff9b::a00:1")
	dns.Host("zero.example", "0.0.0.0")
	note := &dialled{}
	d := mail.NewDialler(mail.Reach{Nameserver: dns.Addr()}).Rewired(note.connect)
	for _, host := range hostile {
		for _, port := range []int{993, 587} {
			if _, err := d.Dial(within(t, 5*time.Second), host, port); err == nil || errors.Is(err, errNoNetwork) {
				t.Errorf("%q: %v", host, err)
			}
		}
	}
	if len(note.to) > 0 {
		t.Errorf("dialled %v", note.to)
	}
	if len(hostile) < 60 {
		t.Errorf("%d in the corpus", len(hostile))
	}
}

// The ports of mail, and no others; and the test that an address which is not hostile is dialled, as what it is.
func TestPorts(t *testing.T) {
	dns := openDNS(t)
	dns.Host("imap.boreal.example", "93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c")
	for port, want := range map[int]bool{25: true, 110: true, 143: true, 465: true, 587: true, 993: true, 995: true, 0: false, -1: false, 22: false, 80: false, 443: false, 3306: false,
		6379: false, 11211: false, 65536: false, 65536 + 993: false, 2525: true} {
		note := &dialled{}
		d := mail.NewDialler(mail.Reach{Nameserver: dns.Addr(), Ports: []int{2525}}).Rewired(note.connect)
		if _, err := d.Dial(within(t, 5*time.Second), "imap.boreal.example", port); err == nil || (len(note.to) == 2) != want {
			t.Errorf("%d: dialled %v, %v", port, note.to, err)
		}
		for _, to := range note.to {
			if int(to.Port()) != port {
				t.Errorf("%d: dialled %v", port, to)
			}
		}
	}
}

// Attack: a name that leads outside when it is checked, and inside when it is dialled.
func TestRebinding(t *testing.T) {
	dns := openDNS(t)
	dns.Host("turns.example", "93.184.215.14")
	dns.Host("turns.example", "127.0.0.1")
	note := &dialled{}
	d := mail.NewDialler(mail.Reach{Nameserver: dns.Addr()}).Rewired(note.connect)
	_, _ = d.Dial(within(t, 5*time.Second), "turns.example", 993)
	if want := []netip.AddrPort{netip.MustParseAddrPort("93.184.215.14:993")}; !slices.Equal(note.to, want) || dns.Asked("turns.example") != 1 {
		t.Errorf("dialled %v, asked %d times", note.to, dns.Asked("turns.example"))
	}
	if _, err := d.Dial(within(t, 5*time.Second), "turns.example", 993); err == nil || len(note.to) != 1 {
		t.Errorf("dialled %v", note.to)
	}
}

// What the operator allows is dialled.
func TestAllowed(t *testing.T) {
	note := &dialled{}
	d := mail.NewDialler(mail.Reach{Allowed: []netip.Prefix{netip.MustParsePrefix("10.1.0.0/16")}}).Rewired(note.connect)
	for host, want := range map[string]bool{"10.1.2.3": true, "10.2.2.3": false, "127.0.0.1": false} {
		note.to = nil
		_, _ = d.Dial(within(t, 5*time.Second), host, 993)
		if (len(note.to) == 1) != want {
			t.Errorf("%s: dialled %v", host, note.to)
		}
	}
}
