package asterisk

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/textproto"
	"net/url"
	"strings"
	"time"

	"anteroom.dev/anteroom/pbx"
)

// manager is a session of the Asterisk Manager Interface: text lines "Key: value", an empty line behind each packet.
type manager struct {
	conn net.Conn
	in   *textproto.Reader
	next int // numbers the actions
}

const (
	mostAnswer = 32 << 20 // bytes that one session may be sent
	mostEvents = 200_000  // of one list
)

// manager signs in. The address is tcp://host:port or tls://host:port.
func (s *System) manager(ctx context.Context) (*manager, error) {
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
	m := &manager{conn: conn, in: textproto.NewReader(bufio.NewReader(io.LimitReader(conn, mostAnswer)))}
	if err := m.signIn(s.access.Account, s.access.Password); err != nil {
		m.close()
		return nil, pbx.Failed(err)
	}
	return m, nil
}

func (m *manager) close() { _ = m.conn.Close() }

func (m *manager) signIn(user, password string) error {
	hello, err := m.in.ReadLine()
	if err != nil {
		return err
	}
	if !strings.HasPrefix(hello, "Asterisk Call Manager/") {
		return pbx.Said(hello)
	}
	answer, err := m.do("Login", "Username", user, "Secret", password, "Events", "off")
	if err != nil {
		return err
	}
	if answer.Get("Response") != "Success" {
		return pbx.SignIn()
	}
	return nil
}

var errLine = errors.New("asterisk: a value holds the end of a line")

// do sends an action with its keys and values, and reads the answer to it.
func (m *manager) do(action string, pairs ...string) (textproto.MIMEHeader, error) {
	m.next++
	id := fmt.Sprint(m.next)
	var b strings.Builder
	fmt.Fprintf(&b, "Action: %s\r\nActionID: %s\r\n", action, id)
	for i := 0; i+1 < len(pairs); i += 2 {
		if strings.ContainsAny(pairs[i+1], "\r\n\x00") {
			return nil, errLine
		}
		fmt.Fprintf(&b, "%s: %s\r\n", pairs[i], pairs[i+1])
	}
	if _, err := m.conn.Write([]byte(b.String() + "\r\n")); err != nil {
		return nil, err
	}
	return m.packet(id)
}

// packet reads on to the next packet that belongs to an action.
func (m *manager) packet(id string) (textproto.MIMEHeader, error) {
	for range mostEvents {
		p, err := m.in.ReadMIMEHeader()
		if err != nil {
			return nil, err
		}
		if p.Get("Actionid") == id {
			return p, nil
		}
	}
	return nil, pbx.Said("endless events")
}

// list sends an action that is answered by a list of events, and returns those; an action that finds nothing has none.
func (m *manager) list(action string, pairs ...string) ([]textproto.MIMEHeader, error) {
	answer, err := m.do(action, pairs...)
	if err != nil {
		return nil, err
	}
	if answer.Get("Response") != "Success" {
		if nothing(answer.Get("Message")) {
			return nil, nil
		}
		return nil, refused(action, answer)
	}
	if !strings.EqualFold(answer.Get("Eventlist"), "start") {
		return nil, nil
	}
	var events []textproto.MIMEHeader
	for range mostEvents {
		p, err := m.packet(fmt.Sprint(m.next))
		if err != nil {
			return nil, err
		}
		if strings.EqualFold(p.Get("Eventlist"), "complete") {
			return events, nil
		}
		events = append(events, p)
	}
	return nil, pbx.Said("endless list")
}

// nothing tells the answers by which Asterisk says that a list is empty.
func nothing(message string) bool {
	for _, m := range []string{"No endpoints found", "Did not find context", "Database entry not found", "Database entries not found", "No such context", "There are no voicemail users", "No Contacts found"} {
		if strings.Contains(strings.ToLower(message), strings.ToLower(m)) {
			return true
		}
	}
	return false
}

// refused is an action that Asterisk did not do: mostly because the account may not.
func refused(action string, answer textproto.MIMEHeader) error {
	return pbx.Said(action + ": " + answer.Get("Message"))
}
