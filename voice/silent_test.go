package voice_test

import (
	"context"
	"net"
	"strings"
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/voice"
)

// trunkSays is an answer of a trunk to a request, with its own tag.
func trunkSays(trunk net.PacketConn, status, request, body string) []byte {
	answer := strings.Replace(answerTo(request), "200 OK", status, 1)
	answer = strings.Replace(answer, "\r\nCall-ID", ";tag=theirs\r\nCall-ID", 1)
	if body != "" {
		answer = strings.Replace(answer, "Content-Length: 0\r\n", "Contact: <sip:far@"+trunk.LocalAddr().String()+">\r\nContent-Type: application/sdp\r\n", 1)
	}
	return []byte(answer + body)
}

const farSound = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 9 RTP/AVP 0\r\n"

// A trunk that lets something be heard and then is not there any more is followed by the next one, long before a call is given up.
func TestTrunkVanishes(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	gone := socketOf(t)
	d, marc, server, far := outdoorsWith(ctx, t, abroad(""), 2, func(l []anteroom.TrunkAccess) { l[0].Server = gone.LocalAddr().String() }, voice.Config{Sessions: time.Second})
	go func() {
		invite, from := next(t, gone, "INVITE")
		_, _ = gone.WriteTo(trunkSays(gone, "183 Session Progress", invite, farSound), from)
		cancelled, from := next(t, gone, "CANCEL")
		_, _ = gone.WriteTo([]byte(answerTo(cancelled)), from)
	}()
	c, err := marc.Dial(ctx, "01133142000000", server)
	if err != nil {
		t.Fatal(err)
	}
	c.Hangup()
	if line := <-d.ended; len(line.Outside) != 1 || line.Outside[0].Trunk != far[1].Addr() {
		t.Errorf("got %+v", line)
	}
}

// One that is there rings on, though it says nothing more about the call, and however often it has said so before.
func TestTrunkRingsLong(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	trunk := socketOf(t)
	d, marc, server, _ := outdoorsWith(ctx, t, abroad(""), 1, func(l []anteroom.TrunkAccess) { l[0].Server = trunk.LocalAddr().String() }, voice.Config{Sessions: time.Second})
	confirmed := make(chan struct{})
	go func() {
		invite, from := next(t, trunk, "INVITE")
		for range 15 {
			_, _ = trunk.WriteTo(trunkSays(trunk, "180 Ringing", invite, ""), from)
		}
		for range 2 { // it is asked whether it is there, and says so
			asked, from := next(t, trunk, "OPTIONS")
			_, _ = trunk.WriteTo(trunkSays(trunk, "200 OK", asked, ""), from)
		}
		_, _ = trunk.WriteTo(trunkSays(trunk, "200 OK", invite, farSound), from)
		next(t, trunk, "ACK")
		close(confirmed)
		bye, from := next(t, trunk, "BYE")
		_, _ = trunk.WriteTo([]byte(answerTo(bye)), from)
	}()
	c, err := marc.Dial(ctx, "01133142000000", server)
	if err != nil {
		t.Fatal(err)
	}
	select {
	case <-confirmed:
	case <-ctx.Done():
		t.Error("the answer is not confirmed")
	}
	c.Hangup()
	if line := <-d.ended; line.Result != anteroom.Answered {
		t.Errorf("got %+v", line)
	}
}
