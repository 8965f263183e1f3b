package voice_test

import (
	"context"
	"net"
	"strings"
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/fake"
	"anteroom.dev/anteroom/voice"
)

func receptionist() *desk {
	return &desk{ended: make(chan anteroom.Call, 100), plan: anteroom.Plan{Company: "c1", CompanyName: "Boréal", Languages: anteroom.Languages{First: "fr", Second: "en"},
		People: []anteroom.Person{{User: "u1", First: "Marc", Last: "Tremblay", Extension: "201"}}},
		phone: anteroom.Phone{Name: "marc", Company: "c1", User: "u1", HA1MD5: ha1(md5Hex, "marc", "secret"), HA1SHA256: ha1(sha256Hex, "marc", "secret")}}
}

// Keys by INFO, in the bodies that phones send, choose in the menu as those by RTP do.
func TestKeysByInfo(t *testing.T) {
	s := serve(t, receptionist())
	p, err := fake.NewPhone("caller")
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	c, err := p.Dial(ctx, "+14185550100", s.Addr())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Hangup()
	if _, err := c.Hear(ctx, sound("language_offeren")); err != nil {
		t.Fatal(err)
	}
	if err := c.Info(ctx, "application/dtmf-relay", "Signal=2\r\nDuration=160\r\n"); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Hear(ctx, sound("menuen")); err != nil {
		t.Fatal("the language was not chosen:", err)
	}
	for _, key := range "201" {
		if err := c.Info(ctx, "application/dtmf", string(key)); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := c.Hear(ctx, sound("connectingen")); err != nil {
		t.Fatal("the extension was not reached:", err)
	}
}

// A flood of INVITE and REGISTER from one address is dropped and counted, and another address is served meanwhile.
func TestFlood(t *testing.T) {
	s := serveWith(t, receptionist(), voice.Config{SourceCalls: 3})
	from, err := net.ResolveUDPAddr("udp", "127.0.0.2:0")
	if err != nil {
		t.Fatal(err)
	}
	to, err := net.ResolveUDPAddr("udp", s.Addr())
	if err != nil {
		t.Fatal(err)
	}
	socket, err := net.DialUDP("udp", from, to)
	if err != nil {
		t.Skip("a second address of the loopback is needed, which some systems lack (since the first flood test): ", err)
	}
	defer socket.Close()
	for n := range 200 {
		_, _ = socket.Write([]byte(invite(n)))
		_, _ = socket.Write([]byte(strings.ReplaceAll(invite(1000+n), "INVITE", "REGISTER")))
	}
	p, err := fake.NewPhone("caller")
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	c, err := p.Dial(ctx, "+14185550100", s.Addr())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Hangup()
	if _, err := c.Hear(ctx, sound("greetingfr")); err != nil {
		t.Fatal(err)
	}
	if got := s.Counts(); got.Calls < 50 || got.Calls > 188 || got.Requests < 30 || got.Requests > 152 {
		t.Errorf("dropped: %+v", got)
	}
}

// After five wrong passwords the right one is not looked at either, and that is counted.
func TestGuessing(t *testing.T) {
	s := serve(t, receptionist())
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	p, err := fake.NewPhone("marc")
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	for range 5 {
		if err := p.Register(ctx, s.Addr(), "wrong"); err == nil || !strings.Contains(err.Error(), "401") {
			t.Fatal("a wrong password:", err)
		}
	}
	if err := p.Register(ctx, s.Addr(), "secret"); err == nil || !strings.Contains(err.Error(), "503") {
		t.Error("guessing went on:", err)
	}
	if got := s.Counts().Guesses; got != 1 {
		t.Errorf("%d counted", got)
	}
}
