package voice

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/emiago/sipgo/sip"
)

const (
	mostSockets    = 2000
	socketsOfOne   = 100              // of one source: a company behind one router, or all behind a proxy of theirs
	socketSilence  = 70 * time.Minute // longer than a registration lasts
	socketPatience = 5 * time.Second  // for one write
)

// handed is a listener whose connections are handed over: sipgo accepts from it.
type handed struct {
	at     net.Addr
	come   chan net.Conn
	closed chan struct{}
	end    func()
}

func newHanded(at net.Addr) handed {
	closed := make(chan struct{})
	return handed{at: at, come: make(chan net.Conn), closed: closed, end: sync.OnceFunc(func() { close(closed) })}
}

func (h handed) Addr() net.Addr { return h.at }

func (h handed) Close() error { h.end(); return nil }

func (h handed) Accept() (net.Conn, error) {
	select {
	case c := <-h.come:
		return c, nil
	case <-h.closed:
		return nil, net.ErrClosed
	}
}

// sockets are the connections by WebSocket that the portal hands over (RFC 7118).
type sockets struct {
	handed
	seats *seats
}

func newSockets(at net.Addr) *sockets {
	return &sockets{handed: newHanded(at), seats: newSeats(mostSockets, socketsOfOne)}
}

// WebSocket takes a request of the portal's server over, where it asks for SIP by WebSocket (RFC 7118 section 4), and answers any
// other. Pages of other sites are refused: of a browser, the limits of its user are not theirs.
func (s *Service) WebSocket(w http.ResponseWriter, r *http.Request) {
	code, why := asksForSIP(r)
	if code == 0 && !s.floods.lets(false, addrOf(r.RemoteAddr)) {
		code, why = http.StatusTooManyRequests, "too many requests"
	}
	if code != 0 {
		w.Header().Set("Sec-WebSocket-Version", "13")
		http.Error(w, why, code)
		return
	}
	leave, ok := s.web.seats.enter(addrOf(r.RemoteAddr))
	if !ok {
		http.Error(w, "too many connections", http.StatusServiceUnavailable)
		return
	}
	c, buffered, err := http.NewResponseController(w).Hijack()
	if err != nil {
		leave()
		s.log.Error("voice: a connection is not handed over", "error", err)
		return
	}
	_ = c.SetDeadline(time.Time{})
	socket := &socket{Conn: c, from: io.MultiReader(bytes.NewReader(upgrade(r)), rest(buffered), c), left: leave, silence: socketSilence}
	select {
	case s.web.come <- socket:
	case <-s.web.closed:
		_ = socket.Close()
	}
}

// asksForSIP tells what is wrong with a request; 0: nothing.
func asksForSIP(r *http.Request) (int, string) {
	key, err := base64.StdEncoding.DecodeString(r.Header.Get("Sec-WebSocket-Key"))
	switch {
	case !holds(r.Header.Values("Upgrade"), "websocket") || !holds(r.Header.Values("Connection"), "upgrade"):
		return http.StatusUpgradeRequired, "SIP by WebSocket is spoken here (RFC 7118)"
	case r.Header.Get("Sec-WebSocket-Version") != "13" || err != nil || len(key) != 16: // RFC 6455 section 4.2.1
		return http.StatusBadRequest, "no WebSocket of version 13"
	case !holds(r.Header.Values("Sec-WebSocket-Protocol"), "sip"):
		return http.StatusBadRequest, "the subprotocol sip is wanted (RFC 7118 section 4.1)"
	case !ownPage(r):
		return http.StatusForbidden, "not from another site"
	}
	return 0, ""
}

// ownPage tells whether a request comes from a page of this portal, or from what is no browser: those tell their origin always.
func ownPage(r *http.Request) bool {
	origin := r.Header.Get("Origin")
	u, err := url.Parse(origin)
	return origin == "" || err == nil && strings.EqualFold(u.Host, r.Host)
}

func holds(values []string, want string) bool {
	for _, v := range values {
		for word := range strings.SplitSeq(v, ",") {
			if strings.EqualFold(strings.TrimSpace(word), want) {
				return true
			}
		}
	}
	return false
}

// upgrade is what of the request sipgo must see to answer it.
func upgrade(r *http.Request) []byte {
	return fmt.Appendf(nil, "GET /sip HTTP/1.1\r\nHost: anteroom\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"+
		"Sec-WebSocket-Key: %s\r\nSec-WebSocket-Protocol: sip\r\n\r\n", r.Header.Get("Sec-WebSocket-Key"))
}

// rest is what the server has read beyond the request already.
func rest(b *bufio.ReadWriter) io.Reader { return io.LimitReader(b.Reader, int64(b.Reader.Buffered())) }

// socket is one connection, by WebSocket one whose request is read once more. One that says nothing for too long, or does not take what is
// sent, ends.
type socket struct {
	net.Conn
	from    io.Reader
	left    func()
	silence time.Duration // until it says something; used by whoever reads
}

func (s *socket) Read(b []byte) (int, error) {
	_ = s.SetReadDeadline(time.Now().Add(s.silence))
	n, err := s.from.Read(b)
	if n > 0 {
		s.silence = socketSilence
	}
	return n, err
}

func (s *socket) Write(b []byte) (int, error) {
	_ = s.SetWriteDeadline(time.Now().Add(socketPatience))
	return s.Conn.Write(b)
}

func (s *socket) Close() error {
	s.left()
	return s.Conn.Close()
}

// reachable makes requests to a browser go to where it is: its Contact is a name that nobody can look up (RFC 7118 section 5).
func reachable(r *sip.Request) {
	host, port, err := sip.ParseAddr(r.Source())
	if c := r.Contact(); c != nil && err == nil && byWebSocket(r.Transport()) {
		c.Address.Host, c.Address.Port = host, port
	}
}

func byWebSocket(transport string) bool {
	return strings.EqualFold(transport, "ws") || strings.EqualFold(transport, "wss")
}
