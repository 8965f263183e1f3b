package voice

import (
	"context"
	"net"
	"net/netip"
	"slices"
	"testing"
	"time"

	"anteroom.dev/anteroom"
)

// A phone behind a translating router is sent an empty line now and then; one that is where it says, or came by a connection,
// or is gone, is not. Of trunks those are where we signed in by UDP.
func TestKeepOpen(t *testing.T) {
	now := time.Now()
	phone, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer phone.Close()
	ours, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ours.Close()
	at, later := phone.LocalAddr().String(), now.Add(time.Hour)
	s := &Service{udp: ours, register: &registrar{bindings: &bindings{of: map[string][]binding{
		"behind": {{Host: "192.168.1.20", Source: at, Transport: "UDP", Expires: later}, {Host: "192.168.1.21", Source: at, Transport: "udp", Expires: later}},
		"here":   {{Host: "192.0.2.1", Source: "192.0.2.1:5060", Transport: "UDP", Expires: later}},
		"by tcp": {{Host: "192.168.1.20", Source: "192.0.2.2:5060", Transport: "TCP", Expires: later}},
		"gone":   {{Host: "192.168.1.20", Source: "192.0.2.3:5060", Transport: "UDP", Expires: now.Add(-time.Second)}},
	}}}}
	trunk := func(id anteroom.TrunkID, transport string, register bool) anteroom.TrunkAccess {
		return anteroom.TrunkAccess{Trunk: anteroom.Trunk{ID: id, Server: "sip.example.com", Transport: transport, Register: register}}
	}
	s.trunks = newTrunks(nil)
	s.trunks.set([]anteroom.TrunkAccess{trunk("signed in", "udp", true), trunk("knows us", "udp", false), trunk("by tcp", "tcp", true)})
	for i, l := range s.trunks.list {
		s.trunks.at[l.ID] = []netip.AddrPort{netip.AddrPortFrom(netip.AddrFrom4([4]byte{192, 0, 2, byte(7 + i)}), 5060)}
	}
	if got := s.trunks.translated(); !slices.Equal(got, []string{"192.0.2.7:5060"}) {
		t.Errorf("trunks: got %v", got)
	}
	s.trunks.set(nil)
	if got := s.register.translated(now); !slices.Equal(got, []string{at}) {
		t.Errorf("got %v", got)
	}
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	go s.keepOpen(ctx, time.Millisecond)
	var raw [100]byte
	_ = phone.SetReadDeadline(time.Now().Add(5 * time.Second))
	n, from, err := phone.ReadFrom(raw[:])
	if err != nil || string(raw[:n]) != "\r\n\r\n" || from.String() != ours.LocalAddr().String() {
		t.Errorf("got %q from %v, %v", raw[:n], from, err)
	}
}
