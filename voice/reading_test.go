package voice

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"github.com/emiago/sipgo/sip"
)

// fed is a socket that hands in datagrams of a test's, and tells which probe was answered.
type fed struct {
	net.PacketConn
	in       chan []byte
	answered chan string
	panics   atomic.Bool   // at the next datagram
	many     atomic.Uint32 // not 0: each datagram comes from another address
	done     chan struct{}
}

func (h *fed) ReadFrom(b []byte) (int, net.Addr, error) {
	select {
	case raw := <-h.in:
		if h.panics.Swap(false) {
			panic("in a datagram")
		}
		from := &net.UDPAddr{IP: net.IPv4(192, 0, 2, 1), Port: 5060}
		if h.many.Load() > 0 {
			n := h.many.Add(1)
			from.IP = net.IPv4(10, byte(n>>16), byte(n>>8), byte(n))
		}
		return copy(b, raw), from, nil
	case <-h.done:
		return 0, nil, net.ErrClosed
	}
}

func (h *fed) WriteTo(b []byte, _ net.Addr) (int, error) {
	if _, id, probe := bytes.Cut(b, []byte("probe-")); probe && bytes.HasPrefix(b, []byte("SIP/2.0 200")) {
		id, _, _ := bytes.Cut(id, []byte("\r"))
		select {
		case h.answered <- string(id):
		default:
		}
	}
	return len(b), nil
}

func (h *fed) Close() error { close(h.done); return h.PacketConn.Close() }

// probe fails where a request that follows is not answered.
func (h *fed) probe(t *testing.T, n int64) {
	t.Helper()
	h.in <- fmt.Appendf(nil, "OPTIONS sip:a@192.0.2.2 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKp%d\r\nFrom: <sip:b@192.0.2.1>;tag=1\r\nTo: <sip:a@192.0.2.2>\r\nCall-ID: probe-%d\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n", n, n)
	limit := time.NewTimer(10 * time.Second)
	defer limit.Stop()
	for {
		select {
		case id := <-h.answered:
			if id == fmt.Sprint(n) {
				return
			}
		case <-limit.C:
			t.Fatal("nothing is answered any more")
		}
	}
}

// reads is a service that is fed its datagrams.
func reads(t testing.TB, log *slog.Logger) *fed {
	t.Helper()
	h, _ := readsOf(t, log)
	return h
}

func readsOf(t testing.TB, log *slog.Logger) (*fed, *Service) {
	t.Helper()
	s, err := Listen(Config{Addr: "127.0.0.1:0", Spool: t.TempDir(), Realm: "anteroom", MaxCalls: 4, Drain: time.Millisecond, Log: log}, nobody{}, mute{})
	if err != nil {
		t.Fatal(err)
	}
	h := &fed{PacketConn: s.udp, in: make(chan []byte), answered: make(chan string, 64), done: make(chan struct{})}
	s.udp, s.replies.out = h, h
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.Serve(ctx) }()
	t.Cleanup(func() { cancel(); <-done })
	return h, s
}

// Of those who were heard from once, however many they are, nothing is left after a while.
func TestManyAddresses(t *testing.T) {
	h, s := readsOf(t, slog.New(slog.DiscardHandler))
	h.many.Store(1)
	for range mostAddresses + 100 {
		h.in <- []byte("\r\n\r\n")
	}
	h.probe(t, 1)
	if n := s.ua.TransportLayer().Pool("udp").Size(); n < 10 || n > 200 {
		t.Errorf("%d addresses are known", n)
	}
}

// A panic of whoever reads messages is the end of that message, and of nothing else.
func TestPanicReading(t *testing.T) {
	log := slog.New(slog.DiscardHandler)
	h := reads(t, log)
	h.probe(t, 1)
	h.panics.Store(true)
	h.in <- []byte("whatever")
	h.probe(t, 2)

	p := sip.NewParser(sip.WithHeadersParsers(guarded(map[string]sip.HeaderParser{"from": func([]byte, string) (sip.Header, error) { panic("in a header") }}, log)))
	if _, err := p.ParseSIP([]byte("OPTIONS sip:a@192.0.2.2 SIP/2.0\r\nFrom: <sip:b@192.0.2.1>\r\n\r\n")); !errors.Is(err, errPanic) {
		t.Error("a header on which its reader panics:", err)
	}
}

// A phone that was taken away from its user rings no more, though its registration lasts.
func TestTakenAway(t *testing.T) {
	_, s := readsOf(t, slog.New(slog.DiscardHandler))
	there := binding{User: "u1", Phone: "marc", Contact: "marc", Host: "192.0.2.1", Port: 5060, Source: "192.0.2.1:5060", Transport: "udp", Expires: time.Now().Add(time.Hour)}
	s.register.bindings.put("marc", []binding{there})
	if _, err := s.reach(t.Context(), place{binding: there}, anteroom.Call{}, pcmu(), nil); !errors.Is(err, errTakenAway) {
		t.Error("it rings:", err)
	}
	if left := s.register.of("u1"); len(left) > 0 {
		t.Errorf("left over: %+v", left)
	}
}

// Extensions may be demanded in several headers, and in letters of either size.
func TestRequired(t *testing.T) {
	for _, tt := range []struct {
		headers []string
		refused string
	}{{nil, ""}, {[]string{""}, ""}, {[]string{"Timer, REPLACES"}, ""}, {[]string{"timer, 100rel"}, "100rel"}, {[]string{"timer", "100rel"}, "100rel"}} {
		r := sip.NewRequest(sip.INVITE, sip.Uri{})
		for _, h := range tt.headers {
			r.AppendHeader(sip.NewHeader("Require", h))
		}
		if name, any := unknown(r); name != tt.refused || any != (tt.refused != "") {
			t.Errorf("%q: refused is %q", tt.headers, name)
		}
	}
}

// alarm is a log in which no panic may stand: who fuzzes is told of those too that end nothing.
type alarm struct{ slog.Handler }

func (alarm) Enabled(context.Context, slog.Level) bool { return true }
func (alarm) Handle(_ context.Context, r slog.Record) error {
	if strings.HasSuffix(r.Message, "voice: panic") {
		r.Attrs(func(x slog.Attr) bool { panic(x.String()) })
	}
	return nil
}

// nobody is a desk that knows no number and no phone.
type nobody struct{ Desk }

func (nobody) Answer(context.Context, anteroom.Incoming) (anteroom.Plan, error) {
	return anteroom.Plan{}, anteroom.Missing()
}
func (nobody) Phone(context.Context, string) (anteroom.Phone, error) {
	return anteroom.Phone{}, anteroom.Missing()
}
func (nobody) Keep(context.Context, []anteroom.Call) error { return nil }

// Whatever comes by the wire panics nowhere: not where it is read, and not where it is taken.
func FuzzReading(f *testing.F) {
	head := "Via: SIP/2.0/UDP 192.0.2.1:5060;rport;branch=z9hG4bKa\r\nFrom: \"A, B\" <sip:b:c@[2001:db8::1]:5060;transport=tcp?x=y>;tag=1\r\nTo: sip:a@192.0.2.2\r\nCall-ID: 1@a\r\nMax-Forwards: 70\r\n"
	for _, one := range []string{
		"INVITE sip:+14185550100@192.0.2.2;user=phone SIP/2.0\r\n" + head + "CSeq: 1 INVITE\r\nContact: <sip:b@192.0.2.1>;expires=3600, <sip:c@192.0.2.1>\r\nRecord-Route: <sip:r@192.0.2.3;lr>\r\nSession-Expires: 90;refresher=uac\r\nSupported: timer\r\nContent-Type: application/sdp\r\nContent-Length: 21\r\n\r\nv=0\r\nm=audio 1 RTP/AVP",
		"REGISTER sip:192.0.2.2 SIP/2.0\r\n" + head + "CSeq: 2 REGISTER\r\nContact: *\r\nExpires: 0\r\nAuthorization: Digest username=\"a\", realm=\"anteroom\", nonce=\"x\", uri=\"sip:a\", response=\"0\"\r\nl: 0\r\n\r\n",
		"CANCEL sip:a@192.0.2.2 SIP/2.0\r\n" + head + "CSeq: 1 CANCEL\r\n\r\n",
		"ACK sip:a@192.0.2.2 SIP/2.0\r\nv: SIP/2.0/TCP a;received=b;maddr=c, SIP/2.0/UDP d\r\nf: <sip:b>;tag=1\r\nt: <sip:a>;tag=2\r\ni: 1\r\nCSeq: 1 ACK\r\n\r\n",
		"BYE sip:a@192.0.2.2 SIP/2.0\r\n" + head + "CSeq: 3 BYE\r\nReason: Q.850;cause=16\r\n\r\n",
		"REFER sip:a@192.0.2.2 SIP/2.0\r\n" + head + "CSeq: 4 REFER\r\nRefer-To: <sip:c@d?Replaces=1%3Bto-tag%3D2>\r\nReferred-By: <sip:a@b>\r\nRoute: <sip:x;lr>\r\n\r\n",
		"INFO sip:a@192.0.2.2 SIP/2.0\r\n" + head + "CSeq: 5 INFO\r\nContent-Type:\r\n application/dtmf-relay\r\n\r\nSignal=1",
		"SIP/2.0 200 OK\r\n" + head + "CSeq: 1 INVITE\r\n\r\n", "SIP/2.0 65536 \r\n\r\n", "A tel:+1;phone-context= SIP/2.0\r\n\r\n", "A sips:%00@[::]:99999 SIP/2.0\r\nCSeq: 4294967296 A\r\n\r\n",
	} {
		f.Add([]byte(one))
	}
	var n atomic.Int64
	h := reads(f, slog.New(alarm{slog.DiscardHandler}))
	f.Fuzz(func(t *testing.T, raw []byte) {
		_ = sip.NewParser().NewSIPStream().ParseSIPStream(raw, func(m sip.Message) {
			if r, ok := m.(*sip.Request); ok {
				_ = sip.NewResponseFromRequest(r, 400, "Bad Request", nil).String()
			}
		})
		h.in <- raw
		h.probe(t, n.Add(1))
	})
}
