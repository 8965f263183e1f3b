package voice_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/fake"
	"anteroom.dev/anteroom/voice"
	"github.com/gobwas/ws"
	"github.com/gobwas/ws/wsutil"
	"github.com/icholy/digest"
)

// portal is a web server that hands /sip over.
func portal(t *testing.T, s *voice.Service) string {
	t.Helper()
	mux := http.NewServeMux()
	mux.HandleFunc("GET /sip", s.WebSocket)
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return strings.TrimPrefix(server.URL, "http://")
}

// browser is a SIP peer by WebSocket.
type browser struct {
	t *testing.T
	c net.Conn
	r io.Reader
}

func openBrowser(t *testing.T, at string) *browser {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	c, buffered, _, err := (ws.Dialer{Protocols: []string{"sip"}}).Dial(ctx, "ws://"+at+"/sip")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	b := &browser{t, c, c}
	if buffered != nil {
		b.r = io.MultiReader(buffered, c)
	}
	return b
}

func (b *browser) send(message string) {
	b.t.Helper()
	if err := wsutil.WriteClientText(b.c, []byte(message)); err != nil {
		b.t.Fatal(err)
	}
}

// next is the next message that begins so.
func (b *browser) next(begins string) string {
	b.t.Helper()
	_ = b.c.SetReadDeadline(time.Now().Add(20 * time.Second))
	for {
		raw, err := wsutil.ReadServerText(struct {
			io.Reader
			io.Writer
		}{b.r, b.c})
		if err != nil {
			b.t.Fatalf("waiting for %q: %v", begins, err)
		}
		if strings.HasPrefix(string(raw), begins) {
			return string(raw)
		}
	}
}

// byWeb is a message as a browser sends it: its own address is a name that nobody can look up.
func byWeb(message string) string {
	message = strings.Replace(message, "SIP/2.0/UDP 127.0.0.1", "SIP/2.0/WS x7.invalid", 1)
	head, rest, _ := strings.Cut(message, "Contact: ")
	_, rest, _ = strings.Cut(rest, "\r\n")
	return head + "Contact: <sip:x@x7.invalid;transport=ws>\r\n" + rest
}

// prove answers the challenge to a message, as a phone of that name; nobody else calls by WebSocket.
func (b *browser) prove(name, message string) string {
	b.t.Helper()
	b.send(byWeb(message))
	challenge := b.next("SIP/2.0 401")
	_, value, _ := strings.Cut(challenge, "WWW-Authenticate: ")
	value, _, _ = strings.Cut(value, "\r\n")
	c, err := digest.ParseChallenge(value)
	if err != nil {
		b.t.Fatal(err)
	}
	method, rest, _ := strings.Cut(message, " ")
	uri, _, _ := strings.Cut(rest, " ")
	proof, err := digest.Digest(c, digest.Options{Method: method, URI: uri, Username: name, Password: "secret"})
	if err != nil {
		b.t.Fatal(err)
	}
	message = strings.ReplaceAll(strings.Replace(message, "branch=z9hG4bK", "branch=z9hG4bKproof", 1), "CSeq: 1 ", "CSeq: 2 ")
	return byWeb(strings.Replace(message, "Contact: ", "Authorization: "+proof.String()+"\r\nContact: ", 1))
}

// A call by WebSocket goes on by it: its answer, and the request that ends it, whose address only the connection knows.
func TestWebSocket(t *testing.T) {
	d := receptionist()
	d.plan.Languages.Second = ""
	d.route, d.calls = anteroom.Route{Number: "+14185550100", Plan: d.plan}, make(chan string, 10)
	s := serve(t, d)
	b := openBrowser(t, portal(t, s))
	proof := b.prove("marc", invite(1))
	b.send(proof)
	answer := b.next("SIP/2.0 200")
	if !strings.Contains(answer, ";transport=ws") {
		t.Errorf("the Contact leads elsewhere:\n%s", answer)
	}
	ack := strings.ReplaceAll(strings.Replace(proof, "z9hG4bKproof1", "z9hG4bKack", 1), "INVITE", "ACK")
	head, _, _ := strings.Cut(ack, "Content-Type")
	for line := range strings.Lines(answer) {
		if strings.HasPrefix(line, "To:") {
			before, after, _ := strings.Cut(head, "To:")
			_, after, _ = strings.Cut(after, "\r\n")
			head = before + line + after
		}
	}
	b.send(head + "Content-Length: 0\r\n\r\n")
	if bye := b.next("BYE"); !strings.Contains(bye, "Via: SIP/2.0/WS") {
		t.Errorf("got %s", bye)
	}
	if line := <-d.ended; len(line.Prompts) == 0 {
		t.Errorf("got %+v", line)
	}
}

// A browser that registered by WebSocket is rung by it, with the sound of a browser: ICE, a fingerprint, who begins left to it.
func TestWebSocketRung(t *testing.T) {
	d := receptionist()
	s := serve(t, d)
	b := openBrowser(t, portal(t, s))
	register := "REGISTER sip:127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bKr\r\nMax-Forwards: 70\r\nFrom: <sip:marc@127.0.0.1>;tag=r\r\n" +
		"To: <sip:marc@127.0.0.1>\r\nCall-ID: r@x\r\nCSeq: 1 REGISTER\r\nContact: <sip:x@127.0.0.1:9>\r\nExpires: 300\r\nContent-Length: 0\r\n\r\n"
	b.send(b.prove("marc", register))
	b.next("SIP/2.0 200")
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	caller, err := fake.NewPhone("caller")
	if err != nil {
		t.Fatal(err)
	}
	defer caller.Close()
	c, err := caller.Dial(ctx, "+14185550100", s.Addr())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Hangup()
	c.Key("201")
	rung := b.next("INVITE")
	for _, want := range []string{"INVITE sip:x@x7.invalid;transport=ws", " UDP/TLS/RTP/SAVPF ", "a=setup:actpass\r\n", "a=ice-lite\r\n", "a=rtcp-mux\r\n", "a=fingerprint:sha-256 ", "a=candidate:1 1 udp "} {
		if !strings.Contains(rung, want) {
			t.Errorf("no %q in\n%s", want, rung)
		}
	}
}

// What is no SIP by WebSocket, or comes from a page of another site, is not handed over.
func TestWebSocketRefused(t *testing.T) {
	at := portal(t, serve(t, receptionist()))
	for _, tt := range []struct {
		name    string
		headers map[string]string
		want    int
	}{
		{"a page", map[string]string{"Upgrade": "", "Connection": ""}, 426},
		{"another subprotocol", map[string]string{"Sec-WebSocket-Protocol": "chat"}, 400},
		{"no key", map[string]string{"Sec-WebSocket-Key": "x"}, 400},
		{"an old version", map[string]string{"Sec-WebSocket-Version": "8"}, 400},
		{"another site", map[string]string{"Origin": "https://elsewhere.example"}, 403},
		{"a file", map[string]string{"Origin": "null"}, 403},
		{"this site", map[string]string{"Origin": "http://" + at}, 101},
		{"no browser", nil, 101},
	} {
		headers := map[string]string{"Upgrade": "websocket", "Connection": "keep-alive, Upgrade", "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==", "Sec-WebSocket-Protocol": "sip"}
		for k, v := range tt.headers {
			headers[k] = v
		}
		c, err := net.Dial("tcp", at)
		if err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		fmt.Fprintf(&b, "GET /sip HTTP/1.1\r\nHost: %s\r\n", at)
		for k, v := range headers {
			if v != "" {
				fmt.Fprintf(&b, "%s: %s\r\n", k, v)
			}
		}
		_, _ = io.WriteString(c, b.String()+"\r\n")
		_ = c.SetReadDeadline(time.Now().Add(5 * time.Second))
		answer, err := http.ReadResponse(bufio.NewReader(c), nil)
		if err != nil || answer.StatusCode != tt.want {
			t.Errorf("%s: %v, %v", tt.name, answer, err)
		}
		_ = c.Close()
	}
}

// A source that sends too much by WebSocket is answered less, as by every other way.
func TestWebSocketFlood(t *testing.T) {
	s := serveWith(t, receptionist(), voice.Config{SourceCalls: 1})
	b := openBrowser(t, portal(t, s))
	for n := range 40 {
		b.send(strings.ReplaceAll(byWeb(invite(n)), "INVITE", "OPTIONS"))
	}
	b.next("SIP/2.0 503")
	if s.Counts().Requests == 0 {
		t.Error("nothing was counted")
	}
}
