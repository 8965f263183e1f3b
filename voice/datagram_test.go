package voice_test

import (
	"context"
	"fmt"
	"net"
	"regexp"
	"strings"
	"testing"
	"time"

	"anteroom.dev/anteroom/voice"
)

// rawCaller is somebody who calls by UDP, datagram by datagram.
type rawCaller struct {
	net.PacketConn
	service *net.UDPAddr
}

func newRawCaller(t *testing.T, s *voice.Service) rawCaller {
	t.Helper()
	to, err := net.ResolveUDPAddr("udp", s.Addr())
	if err != nil {
		t.Fatal(err)
	}
	return rawCaller{socketOf(t), to}
}

func socketOf(t *testing.T) net.PacketConn {
	t.Helper()
	c, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}

// next is the next datagram that begins so, and where it comes from.
func next(t *testing.T, c net.PacketConn, begins string) (string, net.Addr) {
	t.Helper()
	return nextWithin(t, c, begins, 10*time.Second)
}

func nextWithin(t *testing.T, c net.PacketConn, begins string, within time.Duration) (string, net.Addr) {
	t.Helper()
	buffer := make([]byte, 1<<16)
	if err := c.SetReadDeadline(time.Now().Add(within)); err != nil {
		t.Fatal(err)
	}
	for {
		n, from, err := c.ReadFrom(buffer)
		if err != nil {
			t.Fatal(begins, ": ", err)
		}
		if strings.HasPrefix(string(buffer[:n]), begins) {
			return string(buffer[:n]), from
		}
	}
}

func (c rawCaller) send(t *testing.T, message string) {
	t.Helper()
	if _, err := c.WriteTo([]byte(message), c.service); err != nil {
		t.Fatal(err)
	}
}

// invite begins a call, with headers of a test's own, and is the answer.
func (c rawCaller) invite(t *testing.T, id, headers string) string {
	t.Helper()
	sdp := "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 9 RTP/AVP 0\r\n"
	c.send(t, fmt.Sprintf("INVITE sip:+14185550100@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP %s;branch=z9hG4bKi%s;rport\r\nFrom: <sip:a@127.0.0.1>;tag=%s\r\nTo: <sip:b@127.0.0.1>\r\nCall-ID: %s\r\nCSeq: 1 INVITE\r\n%sContent-Type: application/sdp\r\nContent-Length: %d\r\n\r\n%s", c.LocalAddr(), id, id, id, headers, len(sdp), sdp))
	ok, _ := next(t, c, "SIP/2.0 200")
	return ok
}

// call calls, and confirms the answer.
func (c rawCaller) call(t *testing.T, id, headers string) {
	t.Helper()
	ok := c.invite(t, id, headers)
	c.send(t, fmt.Sprintf("ACK sip:x@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP %s;branch=z9hG4bKa%s;rport\r\nFrom: <sip:a@127.0.0.1>;tag=%s\r\n%s\r\nCall-ID: %s\r\nCSeq: 1 ACK\r\nContent-Length: 0\r\n\r\n", c.LocalAddr(), id, id, regexp.MustCompile("(?m)^To:.*>;tag=[^\r]*").FindString(ok), id))
}

// answerTo is what is answered to a request.
func answerTo(request string) string {
	headers := regexp.MustCompile("(?m)^(Via|From|To|Call-ID|CSeq):.*\r\n").FindAllString(request, -1)
	return "SIP/2.0 200 OK\r\n" + strings.Join(headers, "") + "Content-Length: 0\r\n\r\n"
}

// hangUp has the house end the one call that there is.
func hangUp(t *testing.T, s *voice.Service) {
	t.Helper()
	for range 500 {
		if live := s.Live("c1"); len(live) == 1 {
			if err := s.HangUp(context.Background(), "c1", live[0].ID); err != nil {
				t.Fatal(err)
			}
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatal("there is no call")
}

// What we ask by UDP leaves by our one socket, wherever it goes: routers and carriers know no other, and a socket of its own for every
// address would be one that is never closed.
func TestOneSocket(t *testing.T) {
	s := serve(t, receptionist())
	caller, elsewhere := newRawCaller(t, s), socketOf(t)
	caller.call(t, "elsewhere", fmt.Sprintf("Contact: <sip:a@%s>\r\n", elsewhere.LocalAddr()))
	hangUp(t, s)
	bye, from := next(t, elsewhere, "BYE")
	if from.String() != s.Addr() {
		t.Errorf("the BYE comes from %s, and we are at %s", from, s.Addr())
	}
	caller.send(t, answerTo(bye))
}

// Who asks within a call that is none any more whether it goes on is told so; outside of a call we are there.
func TestOptionsWithin(t *testing.T) {
	caller := newRawCaller(t, serve(t, receptionist()))
	for _, tt := range []struct{ tag, want string }{{"", "SIP/2.0 200"}, {";tag=over", "SIP/2.0 481"}} {
		caller.send(t, fmt.Sprintf("OPTIONS sip:a@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP %s;branch=z9hG4bKo%s;rport\r\nFrom: <sip:a@127.0.0.1>;tag=1\r\nTo: <sip:b@127.0.0.1>%s\r\nCall-ID: %s\r\nCSeq: 7 OPTIONS\r\nContent-Length: 0\r\n\r\n", caller.LocalAddr(), tt.want[8:], tt.tag, tt.want[8:]))
		next(t, caller, tt.want)
	}
}

// Who is behind a translating router, and tells of itself an address that is only known there, is hung up on where it called from.
func TestByeBehindRouter(t *testing.T) {
	s := serve(t, receptionist())
	caller := newRawCaller(t, s)
	caller.call(t, "behind", "Contact: <sip:a@10.255.255.1:5060>\r\n")
	hangUp(t, s)
	bye, _ := next(t, caller, "BYE")
	caller.send(t, answerTo(bye))
}

// An answer that is larger than a packet of the network, as after many proxies, is sent all the same.
func TestLargeAnswer(t *testing.T) {
	caller := newRawCaller(t, serve(t, receptionist()))
	proxies := strings.Repeat("Via: SIP/2.0/UDP proxy.example.com;branch=z9hG4bK"+strings.Repeat("x", 100)+"\r\nRecord-Route: <sip:proxy.example.com;lr>\r\n", 10)
	caller.send(t, fmt.Sprintf("INVITE sip:+14185550199@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP %s;branch=z9hG4bKlarge;rport\r\n%sFrom: <sip:a@127.0.0.1>;tag=large\r\nTo: <sip:b@127.0.0.1>\r\nCall-ID: large\r\nCSeq: 1 INVITE\r\nContact: <sip:a@127.0.0.1>\r\nContent-Length: 0\r\n\r\n", caller.LocalAddr(), proxies))
	next(t, caller, "SIP/2.0 404")
}

// Who never confirms is hung up on, once the time for it is over: at that side the call is up.
func TestNeverConfirmed(t *testing.T) {
	t.Parallel() // it takes 32 seconds
	s := serve(t, receptionist())
	caller := newRawCaller(t, s)
	caller.invite(t, "never", fmt.Sprintf("Contact: <sip:a@%s>\r\n", caller.LocalAddr()))
	bye, _ := nextWithin(t, caller, "BYE", time.Minute)
	caller.send(t, answerTo(bye))
}
