package voice_test

import (
	"net"
	"strings"
	"testing"
	"time"
)

// An INVITE that a proxy brings by two ways is one call: the second is refused, and no hurt to the first (RFC 3261 section 8.2.2.2).
func TestMerged(t *testing.T) {
	d := receptionist()
	s := serve(t, d)
	socket, err := net.Dial("udp", s.Addr())
	if err != nil {
		t.Fatal(err)
	}
	defer socket.Close()
	if err := socket.SetDeadline(time.Now().Add(20 * time.Second)); err != nil {
		t.Fatal(err)
	}
	first := invite(1)
	second := strings.Replace(first, "z9hG4bK1", "z9hG4bKother", 1)
	answered := func(branch string) string {
		t.Helper()
		raw := make([]byte, 65536)
		for {
			n, err := socket.Read(raw)
			if err != nil {
				t.Fatal(err)
			}
			line, rest, _ := strings.Cut(string(raw[:n]), "\r\n")
			if strings.Contains(rest, "branch="+branch+";") && !strings.HasPrefix(line, "SIP/2.0 1") {
				return line
			}
		}
	}
	for _, sent := range []struct{ message, branch, answer string }{
		{first, "z9hG4bK1", "SIP/2.0 200 OK"}, {second, "z9hG4bKother", "SIP/2.0 482 Request Merged"},
		{strings.NewReplacer("z9hG4bK1", "z9hG4bKnext", "CSeq: 1 ", "CSeq: 2 ", "tag=t1", "tag=t2").Replace(first), "z9hG4bKnext", "SIP/2.0 200 OK"},
	} {
		if _, err := socket.Write([]byte(sent.message)); err != nil {
			t.Fatal(err)
		}
		if got := answered(sent.branch); got != sent.answer {
			t.Errorf("%s: %s", sent.branch, got)
		}
	}
	if calls := len(s.Live("c1")); calls != 2 {
		t.Errorf("%d calls", calls)
	}
}
