package voice_test

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/fake"
	"anteroom.dev/anteroom/voice"
)

// answers are what a trunk may answer to an INVITE, with what is in them that is read.
func answers(trunk net.PacketConn, invite string) (list []string) {
	for _, status := range []string{"100 Trying", "180 Ringing", "181 Call Is Being Forwarded", "183 Session Progress", "200 OK", "302 Moved Temporarily", "401 Unauthorized", "407 Proxy Authentication Required",
		"422 Session Interval Too Small", "486 Busy Here", "491 Request Pending", "500 Server Internal Error", "503 Service Unavailable", "606 Not Acceptable", "999 What"} {
		for _, body := range []string{"", farSound, farSound + "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:" + strings.Repeat("A", 40) + "\r\na=sendonly\r\na=ptime:20\r\na=rtpmap:0 PCMU/8000\r\n"} {
			answer := string(trunkSays(trunk, status, invite, body))
			list = append(list, strings.Replace(answer, "\r\nCall-ID", "\r\nWWW-Authenticate: Digest realm=\"north\", nonce=\"1\", qop=\"auth\", algorithm=MD5\r\nMin-SE: 90\r\nRetry-After: 5\r\nRequire: 100rel\r\nRSeq: 1\r\n"+
				"Session-Expires: 1800;refresher=uas\r\nP-Asserted-Identity: \"Far\" <sip:15145550199@far.example>\r\nRecord-Route: <sip:127.0.0.1:9;lr>\r\nReason: Q.850;cause=16\r\nCall-ID", 1), answer)
		}
	}
	return list
}

// babbler is a trunk that answers whatever it is asked with nonsense, most of which has once been an answer; kind has it answer as it should.
type babbler struct {
	net.PacketConn
	mu      sync.Mutex
	random  *rand.Rand
	kind    bool
	invites int
	sent    int
}

func (c *babbler) serve() {
	buffer := make([]byte, 1<<16)
	for {
		n, from, err := c.ReadFrom(buffer)
		if err != nil {
			return
		}
		c.mu.Lock()
		c.answer(string(buffer[:n]), from)
		c.mu.Unlock()
	}
}

func (c *babbler) answer(request string, from net.Addr) {
	method, _, _ := strings.Cut(request, " ")
	if !c.kind {
		c.babble(method, request, from)
	}
	switch {
	case method == "INVITE" && c.kind:
		_, _ = c.WriteTo(trunkSays(c, "486 Busy Here", request, ""), from)
	case method != "INVITE" && method != "ACK":
		_, _ = c.WriteTo([]byte(answerTo(request)), from)
	}
}

func (c *babbler) babble(method, request string, from net.Addr) {
	if method == "INVITE" {
		c.invites++
	}
	list := answers(c, request)
	for range 30 {
		m := mutate(c.random, []byte(list[c.random.IntN(len(list))]))
		_, _ = c.WriteTo(m[:min(len(m), 60000)], from)
		c.sent++
	}
}

// A trunk that answers nonsense, thousands of times, brings down neither a call in another way than that it fails, nor the next call.
func TestHostileAnswers(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), 90*time.Second)
	defer cancel()
	far := &babbler{PacketConn: socketOf(t), random: rand.New(rand.NewPCG(3, 4))}
	go far.serve()
	var log safeBuffer
	d, marc, server, _ := outdoorsWith(ctx, t, abroad(""), 1, func(l []anteroom.TrunkAccess) { l[0].Server, l[0].Register = far.LocalAddr().String(), true }, voice.Config{Log: slog.New(slog.NewTextHandler(&log, nil))})
	go func() { // nobody asks what was dialled
		for {
			select {
			case <-d.calls:
			case <-ctx.Done():
				return
			}
		}
	}()
	const all, atOnce = 60, 15
	for range all / atOnce {
		var calls sync.WaitGroup
		for range atOnce {
			calls.Go(func() {
				short, done := context.WithTimeout(ctx, 2*time.Second)
				defer done()
				if c, err := marc.Dial(short, "01133142000000", server); err == nil && c != nil {
					c.Hangup()
				}
			})
		}
		calls.Wait()
	}
	far.mu.Lock()
	far.kind = true
	t.Logf("%d invitations, %d answers", far.invites, far.sent)
	if far.invites < all/3 { // one that says that it is overloaded is left alone for a while
		t.Errorf("%d calls came to the trunk", far.invites)
	}
	far.mu.Unlock()
	seen := map[anteroom.CallID]bool{}
	for len(seen) < all {
		select {
		case line := <-d.ended:
			if seen[line.ID] || line.Reason == anteroom.InternalError || line.Result == "" {
				t.Errorf("got %+v", line)
			}
			seen[line.ID] = true
		case <-ctx.Done():
			t.Fatalf("%d of %d calls have ended", len(seen), all)
		}
	}
	if said := log.String(); strings.Contains(said, "panic") {
		t.Error(said)
	}
	for told := error(nil); told == nil || !strings.Contains(told.Error(), "486"); { // at the latest when the trunk is asked again
		var c *fake.Call
		if c, told = marc.Dial(ctx, "01133142000000", server); told == nil {
			c.Hangup()
		}
		if ctx.Err() != nil {
			t.Fatal("a call after that is told:", told)
		}
	}
}
