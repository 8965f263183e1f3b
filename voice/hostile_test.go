package voice_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"runtime"
	"strings"
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/fake"
)

// invite is a good INVITE, on which the bad ones are built.
func invite(n int) string {
	body := "v=0\r\no=x 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 40000 RTP/AVP 0 101\r\na=rtpmap:101 telephone-event/8000\r\n"
	return fmt.Sprintf("INVITE sip:+14185550100@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bK%d;rport\r\nMax-Forwards: 70\r\n"+
		"From: \"Caller\" <sip:15145550199@127.0.0.1>;tag=t%d\r\nTo: <sip:+14185550100@127.0.0.1>\r\nCall-ID: c%d@x\r\nCSeq: 1 INVITE\r\n"+
		"Contact: <sip:x@127.0.0.1:9>\r\nContent-Type: application/sdp\r\nContent-Length: %d\r\n\r\n%s", n, n, n, len(body), body)
}

// torture are messages of every kind that RFC 4475 describes, in our own words: what a parser must bear, and what it must
// refuse.
func torture() []string {
	good := invite(1)
	without := func(h string) string {
		var out []string
		for _, l := range strings.Split(good, "\r\n") {
			if !strings.HasPrefix(l, h) {
				out = append(out, l)
			}
		}
		return strings.Join(out, "\r\n")
	}
	change := func(old, new string) string { return strings.Replace(good, old, new, 1) }
	list := []string{
		change("From: \"Caller\"", "f :   \"C\\\"aller \\\\\"\r\n  "),                         // folded lines, short forms, escapes (3.1.1.1)
		change("INVITE sip:", "!interesting-Method0123456789_*+`.%indeed'~ sip:"),             // wide range of characters (3.1.1.2)
		change("sip:+14185550100@127.0.0.1 ", "sip:%2b1418%00555%20@127.0.0.1;p=%c3%a9?h=v "), // escapes, null (3.1.1.3, 3.1.1.4)
		change("To: <", "To:\t< "), change("Max-Forwards: 70", "Max-Forwards: "+strings.Repeat("0", 3000)+"7"),
		change("Via:", "Via: SIP / 2.0 / UDP a;branch=z9hG4bK1,SIP/2.0/TCP b\r\nVia:"), // several vias (3.1.1.11)
		change("Contact:", "Contact: <sip:a@b;"+strings.Repeat("p;", 3000)+">\r\nContact:"),
		change("Content-Length: ", "Content-Length: 9"), change("Content-Length: ", "Content-Length: -"), // too long, negative (3.1.2.2, 3.1.2.3)
		change("CSeq: 1 INVITE", "CSeq: 36893488147419103232 REGISTER"), change("CSeq: 1 INVITE", "CSeq: 1 OPTIONS"), // overflow, mismatch (3.1.2.4, 3.1.2.17)
		change("Max-Forwards: 70", "Max-Forwards: 300"), change("Max-Forwards: 70", "Max-Forwards: 0"),
		change("\"Caller\"", "\"Caller"), change("<sip:+14185550100@127.0.0.1>", "sip:+14185550100@127.0.0.1;x=<>"), // unterminated (3.1.2.6)
		change("INVITE sip:+14185550100@127.0.0.1", "INVITE <sip:+14185550100@127.0.0.1>"), change("127.0.0.1 SIP/2.0", "127.0.0.1;lr lr=1 SIP/2.0"),
		change(" SIP/2.0\r\n", "  SIP/2.0 \r\n"), change(" SIP/2.0\r\n", " SIP/7.0\r\n"), change("INVITE sip:", "INVITE nobodyKnowsThisScheme:"),
		change("INVITE sip:", "INVITE tel:"), change("Max-Forwards: 70", "Require: nothingSupportsThis, nothingSupportsThisEither\r\nMax-Forwards: 70"),
		change("Content-Type: application/sdp", "Content-Type: application/unknown"), change("Content-Type: application/sdp", "Content-Type: multipart/mixed;boundary=x"),
		change("Max-Forwards: 70", "Date: Fri, 01 Jan 2010 16:00:00 EST\r\nMax-Forwards: 70"), change("127.0.0.1:9;", "[2001:db8::9:1];received=[:::::;"),
		change("To: ", "To: <sip:a@b>\r\nTo: "), change("Call-ID: ", "Call-ID: x\r\nCall-ID: "), change("sip:15145550199@", "sip:;;,,@@"),
		without("To"), without("From"), without("Via"), without("Call-ID"), without("CSeq"), without("Contact"), without("Max-Forwards"), without("Content-"),
		"SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=x\r\n\r\n", "SIP/2.0 4294967301 better not break\r\n\r\n", "SIP/2.0 100 \r\n\r\n",
		"", "\r\n\r\n\r\n", "\x00\x00\x00", "INVITE", "INVITE sip:", strings.Repeat("A", 60000), "\r\n\r\n" + good, good + "trailing",
		strings.ReplaceAll(good, "\r\n", "\n"), strings.ReplaceAll(good, "INVITE", "BYE"), strings.ReplaceAll(good, "INVITE", "CANCEL"), strings.ReplaceAll(good, "INVITE", "ACK"),
		strings.ReplaceAll(good, "INVITE", "REGISTER"), strings.ReplaceAll(good, "INVITE", "INFO"), strings.ReplaceAll(good, "INVITE", "UPDATE"), strings.ReplaceAll(good, "INVITE", "OPTIONS"),
		strings.ReplaceAll(strings.ReplaceAll(good, "INVITE", "REGISTER"), "<sip:x@127.0.0.1:9>", "*"), strings.ReplaceAll(good, "INVITE", "SUBSCRIBE"),
	}
	for _, sdp := range []string{"m=audio 99999 RTP/AVP 0", "m=audio 0 RTP/AVP 0", "c=IN IP4 999.1.1.1", "m=audio 4000 RTP/AVP " + strings.Repeat("0 ", 500), "m=video 1 RTP/AVP 31", "a=rtpmap:999999999999 x", "o=", "\x00"} {
		list = append(list, change("v=0\r\n", "v=0\r\n"+sdp+"\r\n"))
	}
	return list
}

// Ten thousand bad messages, and the next caller is served; nothing is left behind.
func TestHostile(t *testing.T) {
	d := &desk{ended: make(chan anteroom.Call, 20000), plan: anteroom.Plan{Company: "c1", CompanyName: "Boréal", Languages: anteroom.Languages{First: "fr"},
		People: []anteroom.Person{{User: "u1", Last: "Tremblay", Extension: "201"}}}}
	s := serve(t, d)
	before := runtime.NumGoroutine()
	from := net.Dialer{LocalAddr: &net.UDPAddr{IP: net.IPv4(127, 0, 0, 66)}} // calls that nobody confirms are counted by address
	socket, err := from.Dial("udp", s.Addr())
	if err != nil {
		t.Fatal(err)
	}
	defer socket.Close()
	bad := torture()
	random := rand.New(rand.NewPCG(1, 2))
	for n := range 10_000 {
		message := []byte(bad[n%len(bad)])
		if n >= len(bad) {
			message = mutate(random, append(message, invite(n)...))
		}
		if len(message) > 60000 {
			message = message[:60000]
		}
		_, _ = socket.Write(message)
		if n%100 == 0 {
			time.Sleep(2 * time.Millisecond) // the socket's buffer is not endless
		}
	}
	p, err := fake.NewPhone("caller")
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 60*time.Second)
	defer cancel()
	c, err := p.Dial(ctx, "+14185550100", s.Addr())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Hear(ctx, sound("greetingfr")); err != nil {
		t.Error(err)
	}
	c.Hangup()
	for deadline := time.Now().Add(90 * time.Second); runtime.NumGoroutine() > before+20; time.Sleep(200 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%d goroutines, %d before", runtime.NumGoroutine(), before)
		}
	}
}

func mutate(r *rand.Rand, m []byte) []byte {
	for range 1 + r.IntN(8) {
		switch at := r.IntN(len(m)); r.IntN(4) {
		case 0:
			m[at] = byte(r.IntN(256))
		case 1:
			m = append(m[:at], m[min(len(m), at+r.IntN(40)):]...)
		case 2:
			m = append(m[:at:at], append([]byte(strings.Repeat(string("\r\n;:<>@\"%\x00"[r.IntN(10)]), 1+r.IntN(5))), m[at:]...)...)
		case 3:
			m = append(m, m[at:]...)
		}
		if len(m) == 0 {
			return []byte("x")
		}
	}
	return m
}
