package voice

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/fake"
	"github.com/emiago/sipgo/sip"
)

// A connection that ends after a while has the trunk signed in anew at once; one that its other side closes after each answer has not.
func TestLostConnection(t *testing.T) {
	ours, theirs := net.Pipe()
	defer theirs.Close()
	lost := newConnection(ours, "")
	_ = lost.Close()
	began := time.Now()
	if !pause(t.Context(), 100*time.Millisecond, lost) || time.Since(began) < 100*time.Millisecond {
		t.Error("signed in anew for a connection that is closed after each answer")
	}
	lost.since = time.Now().Add(-time.Minute)
	if began = time.Now(); !pause(t.Context(), time.Minute, lost) || time.Since(began) > 30*time.Second {
		t.Error("not signed in anew")
	}
	ended, end := context.WithCancel(t.Context())
	end()
	if pause(ended, time.Minute, nil) || lost.open() {
		t.Error("waits on")
	}
}

// A trunk is where its SRV records tell, where its address names no port; each of them is tried, and its calls may come from each.
func TestTrunkIsWhere(t *testing.T) {
	names, err := fake.NewDNS()
	if err != nil {
		t.Fatal(err)
	}
	defer names.Close()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	open := l.Addr().(*net.TCPAddr).AddrPort()
	closed, err := fake.FreePort()
	if err != nil {
		t.Fatal(err)
	}
	var port int
	_, _ = fmt.Sscan(closed, &port)
	names.Host("nord.example", "192.0.2.1")
	names.Host("a.nord.example", "127.0.0.1")
	names.Host("b.nord.example", "127.0.0.1")
	names.Service("_sip._tcp.nord.example", "a.nord.example", port, 1)
	names.Service("_sip._tcp.nord.example", "b.nord.example", int(open.Port()), 2)
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	s := &Service{trunks: newTrunks(&net.Resolver{PreferGo: true, Dial: func(ctx context.Context, network, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, network, names.Addr())
	}})}
	trunk := func(server, transport string) anteroom.TrunkAccess {
		return anteroom.TrunkAccess{Trunk: anteroom.Trunk{ID: anteroom.TrunkID(transport + server), Server: server, Transport: transport}}
	}
	for _, row := range []struct{ server, transport, want string }{
		{"nord.example", "tcp", "127.0.0.1:" + closed + " " + open.String()}, {"nord.example", "udp", "192.0.2.1:5060"}, {"nord.example", "tls", "192.0.2.1:5061"},
		{"nord.example:5080", "tcp", "192.0.2.1:5080"}, {"192.0.2.9", "tls", "192.0.2.9:5061"}, {"none.example", "udp", ""},
	} {
		var got []string
		for _, at := range s.trunks.resolve(ctx, trunk(row.server, row.transport)) {
			got = append(got, at.String())
		}
		if strings.Join(got, " ") != row.want {
			t.Errorf("%s by %s: %v, want %s", row.server, row.transport, got, row.want)
		}
	}
	two := trunk("nord.example", "tcp")
	s.trunks.set([]anteroom.TrunkAccess{two})
	s.trunks.find(ctx, two)
	c, err := s.dial(ctx, two)
	if err != nil || c.RemoteAddr().String() != open.String() {
		t.Fatal("the second is not tried:", err)
	}
	_ = c.Close()
	r := sip.NewRequest(sip.INVITE, sip.Uri{Host: "x"})
	r.SetTransport("TCP")
	r.SetSource("127.0.0.1:45000")
	if _, ours := s.trunks.of(r); !ours {
		t.Error("a call from one of its servers is a stranger's")
	}
	moved := two
	moved.Server = "192.0.2.9"
	s.trunks.set([]anteroom.TrunkAccess{moved})
	if at := s.trunks.servers(ctx, moved); !slices.Equal(at, []netip.AddrPort{netip.MustParseAddrPort("192.0.2.9:5060")}) {
		t.Errorf("a trunk that moved is at %v", at)
	}
}
