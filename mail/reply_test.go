package mail_test

import (
	"bufio"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/mail"
)

// script is a mail server that gives the replies it is told to, by verb; "greeting" and "." are two of them. An empty
// reply ends the connection; "hang" is none.
type script map[string]string

func (s script) serve(t *testing.T) (addr string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	done := make(chan struct{})
	t.Cleanup(func() { close(done); _ = l.Close(); wg.Wait() })
	wg.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			wg.Go(func() { s.talk(conn, done) })
		}
	})
	return l.Addr().String()
}

func (s script) talk(conn net.Conn, done chan struct{}) {
	defer func() { _ = conn.Close() }()
	_ = conn.SetDeadline(time.Now().Add(30 * time.Second))
	say := func(verb, usual string) bool {
		if reply, ok := s[verb]; ok {
			usual = reply
		}
		if usual == "hang" {
			<-done
			return false
		}
		_, err := conn.Write([]byte(usual + "\r\n"))
		return usual != "" && err == nil
	}
	if !say("greeting", "220 here") {
		return
	}
	data := false
	for lines := bufio.NewScanner(conn); lines.Scan(); {
		verb, _, _ := strings.Cut(strings.ToUpper(lines.Text()), " ")
		usual := map[string]string{"EHLO": "250 here", "DATA": "354 go on", "QUIT": "221 bye"}[verb]
		switch {
		case data && verb != ".":
			continue
		case usual == "":
			usual = "250 ok"
		}
		if !say(verb, usual) {
			return
		}
		data = verb == "DATA" && (s["DATA"] == "" || strings.HasPrefix(s["DATA"], "3"))
	}
}

// What a reply means: RFC 5321 section 4.2.1, but that a refusal of the connection or the sign-in may be mended.
func TestReplies(t *testing.T) {
	t.Parallel()
	const taken, permanent, temporary = "taken", "invalid", "unavailable"
	long := strings.Repeat("Für ", 200)
	for _, row := range []struct {
		fact  string
		reply script
		want  string
		words string
	}{
		{"all well", script{}, taken, ""},
		{"the recipient is refused", script{"RCPT": "550 5.1.1 no such user"}, permanent, "550 5.1.1 no such user"},
		{"the mailbox is full, for now", script{"RCPT": "452 4.2.2 mailbox full"}, temporary, "452 4.2.2 mailbox full"},
		{"several lines", script{"RCPT": "550-5.7.1 first\r\n550 5.7.1 second"}, permanent, "first 5.7.1 second"},
		{"the sender is refused", script{"MAIL": "550 5.7.1 not yours"}, permanent, "not yours"},
		{"the sender is to sign in", script{"MAIL": "530 5.7.0 sign in"}, temporary, "sign in"},
		{"greylisted", script{"RCPT": "450 4.7.1 greylisted"}, temporary, "greylisted"},
		{"DATA is refused", script{"DATA": "554 5.5.1 no valid recipients"}, permanent, "no valid recipients"},
		{"the content is refused", script{".": "554 5.7.1 spam"}, permanent, "spam"},
		{"too large", script{".": "552 5.3.4 too big"}, permanent, "too big"},
		{"the content is put off", script{".": "451 4.3.0 scanner away"}, temporary, "scanner away"},
		{"it hangs up instead of taking it", script{".": ""}, temporary, ""},
		{"no service", script{"greeting": "554 5.3.2 no service"}, temporary, "no service"},
		{"busy", script{"greeting": "421 4.3.2 busy"}, temporary, "busy"},
		{"no SMTP at all", script{"greeting": "HTTP/1.1 400 Bad Request"}, temporary, ""},
		{"hangs up at once", script{"greeting": ""}, temporary, ""},
		{"greets for ever", script{"greeting": "hang"}, temporary, "no answer in time"},
		{"takes it, then hangs up", script{"QUIT": ""}, taken, ""},
		{"takes it, then scolds", script{"QUIT": "500 what?"}, taken, ""},
		{"takes it, then is silent", script{"QUIT": "hang"}, taken, ""},
		{"hostile words", script{"RCPT": "550 \x1b[31mred\x00\u202e " + long}, permanent, "550 [31mred"},
	} {
		t.Run(row.fact, func(t *testing.T) {
			t.Parallel()
			relay := mail.Relay{Addr: row.reply.serve(t), TLS: "none"}
			err := sender(relay).Send(within(t, 4*time.Second), message(), nil)
			if got := kind(err); got != row.want {
				t.Fatalf("got %s, want %s: %v", got, row.want, err)
			}
			if err == nil {
				return
			}
			said := err.(*anteroom.Error).Err.Error()
			if !strings.Contains(said, row.words) || len([]rune(said)) > 300 || strings.ContainsAny(said, "\r\n\x1b\x00\u202e") {
				t.Errorf("said %q", said)
			}
		})
	}
}

func kind(err error) string {
	if err == nil {
		return "taken"
	}
	return anteroom.KindOf(err).String()
}
