package voice_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/fake"
	"anteroom.dev/anteroom/voice"
)

// Both sides hold and come back: the answer mirrors the offer (RFC 3264 section 6.1), who holds hears nothing meanwhile, and
// both hear each other again. Who is held hears music.
func TestHold(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), 40*time.Second)
	defer cancel()
	_, s, marc, elise := colleagues(ctx, t, toElise())
	c, err := marc.Dial(ctx, "202", s.Addr())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Hangup()
	u, err := elise.Incoming(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for _, side := range []struct {
		name         string
		holds, other *fake.Call
	}{{"caller", c, u}, {"user", u, c}} {
		for _, way := range []struct{ offer, answer string }{{"sendonly", "recvonly"}, {"inactive", "inactive"}, {"sendrecv", "sendrecv"}} {
			if got, err := side.holds.Change(ctx, way.offer); err != nil || got != way.answer {
				t.Fatalf("the %s offers %s: %q, %v", side.name, way.offer, got, err)
			}
			if way.offer == "sendrecv" {
				continue
			}
			if err := side.holds.Listen(ctx, 60*time.Millisecond); err != nil { // what was under way arrives
				t.Fatal(err)
			}
			if way.offer == "sendonly" { // with inactive it goes on
				if _, err := side.other.Hear(ctx, voice.HoldMusic()[:4000]); err != nil {
					t.Errorf("who is held by the %s hears no music: %v", side.name, err)
				}
			}
			before := len(side.holds.Heard())
			side.other.Speak(sound("to nobody"))
			if err := side.holds.Listen(ctx, 300*time.Millisecond); err != nil || len(side.holds.Heard()) != before {
				t.Errorf("the %s hears something with %s: %v", side.name, way.offer, err)
			}
		}
		name := "back of " + side.name
		side.other.Speak(append(make([]int16, 8000), sound(name)...))
		side.holds.Speak(sound(name))
		for _, c := range []*fake.Call{side.holds, side.other} {
			if _, err := c.Hear(ctx, sound(name)); err != nil {
				t.Errorf("the %s after the hold: %v", side.name, err)
			}
		}
	}
}

// A company that has music of its own is heard by it, again and again; where that can't be had, ours is.
func TestOwnHoldMusic(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	route := toElise()
	route.Plan.Hold = "music"
	d, s, marc, elise := colleagues(ctx, t, route)
	d.sounds = map[anteroom.RecordingID][]byte{"music": wav(sound("music of the company")[:2500])}
	for _, held := range []struct {
		music anteroom.RecordingID
		hears []int16
	}{{"music", sound("music of the company")[:2400]}, {"gone", voice.HoldMusic()[:2400]}} {
		d.routes.Lock()
		d.route.Plan.Hold = held.music
		d.routes.Unlock()
		c, err := marc.Dial(ctx, "202", s.Addr())
		if err != nil {
			t.Fatal(err)
		}
		u, err := elise.Incoming(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := u.Change(ctx, "sendonly"); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if _, err := c.Hear(ctx, held.hears); err != nil {
				t.Errorf("%s: %v", held.music, err)
			}
			if held.music == "gone" {
				break
			}
		}
		c.Hangup()
		<-d.ended
	}
}

// An INVITE without an offer is answered with ours, and the ACK's answer says where the sound goes.
func TestLateOffer(t *testing.T) {
	d := receptionist()
	s := serve(t, d)
	p, err := fake.NewPhone("caller")
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	c, err := p.DialLate(ctx, "+14185550100", s.Addr())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Hear(ctx, sound("language_offeren")); err != nil {
		t.Error(err)
	}
	c.Key("2")
	if _, err := c.Hear(ctx, sound("menuen")); err != nil {
		t.Error(err)
	}
	c.Hangup()
	if line := <-d.ended; line.Keys != "2" {
		t.Errorf("got %+v", line)
	}
}

// A user's phone transfers its caller to a colleague, in the language that the caller chose; what the gate refuses leaves
// the two together; and the caller transfers nobody.
func TestTransfer(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), 40*time.Second)
	defer cancel()
	d, s, marc, elise := colleagues(ctx, t, anteroom.Route{Plan: anteroom.Plan{Company: "c1", Refused: anteroom.NotAllowed}})
	caller, err := fake.NewPhone("15145550199")
	if err != nil {
		t.Fatal(err)
	}
	defer caller.Close()
	c, err := caller.Dial(ctx, "+14185550100", s.Addr())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Hear(ctx, sound("language_offeren")); err != nil {
		t.Fatal(err)
	}
	c.Key("2201")
	u, err := marc.Incoming(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Transfer(ctx, "202"); err == nil || !strings.Contains(err.Error(), "403") {
		t.Error("the caller transfers:", err)
	}
	if said, err := u.Transfer(ctx, "19005551234"); err != nil || !strings.Contains(said, "403") {
		t.Error("a transfer that is refused:", said, err)
	}
	u.Speak(sound("still here"))
	if _, err := c.Hear(ctx, sound("still here")); err != nil {
		t.Error(err)
	}
	d.routes.Lock()
	d.route = toElise()
	d.routes.Unlock()
	if said, err := u.Transfer(ctx, "202"); err != nil || !strings.Contains(said, "200") {
		t.Error("a transfer:", said, err)
	}
	w, err := elise.Incoming(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if err := u.Ended(ctx); err != nil {
		t.Error("who transferred stays:", err)
	}
	w.Speak(sound("elise"))
	if _, err := c.Hear(ctx, sound("elise")); err != nil {
		t.Error(err)
	}
	c.Hangup()
	line := <-d.ended
	if path := strings.Join(line.Path, " "); !strings.Contains(path, "talk:201 transfer:202 direct talk:202") || line.User != "u2" || line.Language != "en" {
		t.Errorf("got %+v", line)
	}
}
