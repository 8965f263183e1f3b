package voice_test

import (
	"bytes"
	"fmt"
	"net"
	"regexp"
	"strings"
	"testing"
	"time"

	"anteroom.dev/anteroom"
)

// A request that comes once more gets the very answer of the first time, and none of them begins a call (R16, RFC 3261 section 17.2).
func TestRetransmitted(t *testing.T) {
	d := &desk{ended: make(chan anteroom.Call, 10), plan: anteroom.Plan{Company: "c1", CompanyName: "Boréal", Languages: anteroom.Languages{First: "fr"}}}
	s := serve(t, d)
	socket, err := net.Dial("udp", s.Addr())
	if err != nil {
		t.Fatal(err)
	}
	defer socket.Close()
	ask := func(request string, status string) []byte {
		t.Helper()
		if _, err := fmt.Fprint(socket, request); err != nil {
			t.Fatal(err)
		}
		if status == "" {
			return nil
		}
		buffer := make([]byte, 4096)
		for {
			_ = socket.SetReadDeadline(time.Now().Add(10 * time.Second))
			n, err := socket.Read(buffer)
			if err != nil {
				t.Fatal("no ", status, " to ", strings.SplitN(request, "\r\n", 2)[0], ": ", err)
			}
			if answer := buffer[:n]; bytes.HasPrefix(answer, []byte("SIP/2.0 "+status)) {
				return answer
			}
		}
	}
	twice := func(request, status string) {
		t.Helper()
		if first := ask(request, status); !bytes.Equal(ask(request, status), first) {
			t.Error("another answer to the same request")
		}
	}
	begin := strings.Replace(invite(7), "+14185550100", "14185550100", -1)
	yes := ask(begin, "200")
	to := regexp.MustCompile(`(?m)^To: .*\r\n`).FindString(string(yes))
	within := func(method string, seq int) string {
		return fmt.Sprintf("%s sip:14185550100@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bK%s;rport\r\nMax-Forwards: 70\r\n"+
			"From: \"Caller\" <sip:15145550199@127.0.0.1>;tag=t7\r\n%sCall-ID: c7@x\r\nCSeq: %d %s\r\nContact: <sip:x@127.0.0.1:9>\r\nContent-Length: 0\r\n\r\n", method, method, to, seq, method)
	}
	ask(within("ACK", 1), "")
	ask(begin, "") // late: the caller has the answer long since
	twice(within("UPDATE", 2), "200")
	twice(within("BYE", 3), "200")
	ask(begin, "")
	twice(strings.ReplaceAll(invite(8), "INVITE", "OPTIONS"), "200")
	twice(strings.ReplaceAll(invite(9), "INVITE", "PUBLISH"), "405")
	<-d.ended
	select {
	case c := <-d.ended:
		t.Error("a second call:", c)
	case <-time.After(300 * time.Millisecond):
	}
}
