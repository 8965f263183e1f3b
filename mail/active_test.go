package mail_test

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"strings"
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/mail"
)

// Whether the assistant's address is active (R39) is asked of a real server, and is a warning at most.
func TestActive(t *testing.T) {
	t.Parallel()
	ex := openExim(t, newAuthority(t), nil)
	for _, row := range []struct{ email, want string }{
		{"assistant@boreal.example", "passed"},
		{"nobody@boreal.example", "warned recipient"},
		{"grey@boreal.example", "warned temporary"},
		{"assistant@other.example", "warned recipient"}, // it takes no mail of that domain
		{"assistant@none.example", "warned no_mail"},
		{"assistant@unknown.example", "warned no_name"},
		{"assistant@inside.example", "warned address"},
		{"no address", "warned bad_name"},
	} {
		dns := openDNS(t)
		dns.Host("mx.boreal.example", outside)
		dns.Host("inside.example", "10.0.0.1")
		dns.MX("boreal.example", "mx.boreal.example")
		dns.MX("other.example", "mx.boreal.example")
		dns.MX("none.example", ".")
		d := mail.NewDialler(mail.Reach{Nameserver: dns.Addr(), Hello: "anteroom.example"}).Impatient(4 * time.Second).Rewired(func(ctx context.Context, to netip.AddrPort) (net.Conn, error) {
			if to != netip.MustParseAddrPort(outside+":25") {
				t.Errorf("dialled %v", to)
			}
			return (&net.Dialer{}).DialContext(ctx, "tcp", fmt.Sprintf("127.0.0.1:%d", ex.SMTP))
		})
		step := d.Active(within(t, 20*time.Second), row.email)
		if got := strings.TrimSpace(fmt.Sprintf("%s %s", step.Outcome, step.Cause)); got != row.want {
			t.Errorf("%s: %s, %+v", row.email, got, step)
		}
		for _, l := range catalogue(t).Languages() {
			for _, text := range []anteroom.Text{step.Msg, step.Do} {
				if words := catalogue(t).In(l).Text(text); text.Key != "" && strings.Contains(words, "⟦") {
					t.Error(words)
				}
			}
		}
	}
}
