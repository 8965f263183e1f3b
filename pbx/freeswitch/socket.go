package freeswitch

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/textproto"
	"net/url"
	"strconv"
	"strings"
	"time"

	"anteroom.dev/anteroom/pbx"
)

// socket is a session of the event socket: a command and an empty line, answered by headers and, by their length, a body.
type socket struct {
	conn net.Conn
	in   *textproto.Reader
	stop func() bool
}

const (
	mostAnswer  = 32 << 20 // bytes that one session may be sent
	mostPackets = 100      // that may come before an answer
)

var errLine = errors.New("freeswitch: a value holds the end of a line")

// socket signs in. The address is tcp://host:port, or tls://host:port where something before it speaks TLS.
func (s *System) socket(ctx context.Context) (*socket, error) {
	u, err := url.Parse(s.access.System.Manager)
	if err != nil {
		return nil, pbx.Failed(err)
	}
	dial := s.dialler.Dial
	if u.Scheme == "tls" {
		dial = s.dialler.DialTLS
	}
	conn, err := dial(ctx, "tcp", u.Host)
	if err != nil {
		return nil, err
	}
	deadline := time.Now().Add(time.Minute)
	if at, ok := ctx.Deadline(); ok && at.Before(deadline) {
		deadline = at
	}
	_ = conn.SetDeadline(deadline)
	k := &socket{conn: conn, in: textproto.NewReader(bufio.NewReader(io.LimitReader(conn, mostAnswer)))}
	k.stop = context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })
	if err := k.signIn(s.access.Account, s.access.Password); err != nil {
		k.close()
		return nil, pbx.Failed(err)
	}
	return k, nil
}

func (k *socket) close() {
	k.stop()
	_ = k.conn.Close()
}

// signIn gives the password of the socket; with an account of the form user@domain that of this user, who sees and does
// there what the directory lets them.
func (k *socket) signIn(account, password string) error {
	if _, err := k.packet("auth/request"); err != nil {
		return err
	}
	command := "auth " + password
	if strings.Contains(account, "@") {
		command = "userauth " + account + ":" + password
	}
	h, err := k.ask(command, "command/reply")
	if err == nil && !strings.HasPrefix(h.text, "+OK") {
		err = pbx.SignIn()
	}
	return err
}

// answer is a packet.
type answer struct{ text, body string }

// api runs a command of its console, and is what that prints.
func (k *socket) api(command string) (string, error) {
	a, err := k.ask("api "+command, "api/response")
	return a.body, pbx.Failed(err)
}

func (k *socket) ask(command, kind string) (answer, error) {
	if strings.ContainsAny(command, "\r\n\x00") {
		return answer{}, errLine
	}
	if _, err := k.conn.Write([]byte(command + "\n\n")); err != nil {
		return answer{}, err
	}
	return k.packet(kind)
}

// packet reads on to the next of a kind. What FreeSWITCH says where it does not do what was asked is an error.
func (k *socket) packet(kind string) (answer, error) {
	for range mostPackets {
		h, err := k.in.ReadMIMEHeader()
		if err != nil {
			return answer{}, err
		}
		a := answer{text: h.Get("Reply-Text")}
		if a.body, err = k.body(h.Get("Content-Length")); err != nil {
			return a, err
		}
		switch got := h.Get("Content-Type"); got {
		case kind:
			return a, nil
		case "command/reply":
			return a, pbx.Said(a.text)
		case "text/rude-rejection":
			return a, pbx.Said(strings.TrimSpace(a.body))
		case "text/disconnect-notice":
			return a, io.ErrUnexpectedEOF
		}
	}
	return answer{}, pbx.Said("endless events")
}

func (k *socket) body(length string) (string, error) {
	if length == "" {
		return "", nil
	}
	n, err := strconv.Atoi(length)
	if err != nil || n < 0 || n > mostAnswer {
		return "", pbx.Said("Content-Length: " + length)
	}
	raw := make([]byte, n)
	_, err = io.ReadFull(k.in.R, raw)
	return string(raw), err
}
