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

// colleagues are two registered phones, and a desk whose answer to what they dial is the route.
func colleagues(ctx context.Context, t *testing.T, route anteroom.Route) (d *desk, s *voice.Service, marc, elise *fake.Phone) {
	t.Helper()
	d = receptionist()
	d.route, d.calls = route, make(chan string, 10)
	d.other = anteroom.Phone{Name: "elise", Company: "c1", User: "u2", HA1MD5: ha1(md5Hex, "elise", "secret"), HA1SHA256: ha1(sha256Hex, "elise", "secret")}
	s = serve(t, d)
	var phones [2]*fake.Phone
	for i, name := range []string{"marc", "elise"} {
		p, err := fake.NewPhone(name)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(p.Close)
		if err := p.Register(ctx, s.Addr(), "secret"); err != nil {
			t.Fatal(err)
		}
		phones[i] = p
	}
	return d, s, phones[0], phones[1]
}

func toElise() anteroom.Route {
	return anteroom.Route{Number: "202", Caller: "201", Name: "Marc Tremblay",
		Plan: anteroom.Plan{Company: "c1", Languages: anteroom.Languages{First: "fr"}, To: "u2", People: []anteroom.Person{{User: "u2", First: "Élise", Last: "Roy", Extension: "202"}}}}
}

// A phone dials an extension: the colleague's phone rings and the two hear each other; the line tells who called whom.
func TestColleague(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	d, s, marc, elise := colleagues(ctx, t, toElise())
	c, err := marc.Dial(ctx, "202", s.Addr())
	if err != nil {
		t.Fatal(err)
	}
	u, err := elise.Incoming(ctx)
	if err != nil {
		t.Fatal(err)
	}
	c.Speak(sound("from marc"))
	u.Speak(sound("from elise"))
	if _, err := c.Hear(ctx, sound("from elise")); err != nil {
		t.Error(err)
	}
	if _, err := u.Hear(ctx, sound("from marc")); err != nil {
		t.Error(err)
	}
	c.Hangup()
	line := <-d.ended
	if got := <-d.calls; got != "marc 202" {
		t.Error("dialled:", got)
	}
	if line.Result != anteroom.Answered || line.User != "u2" || line.Caller != "201" || line.CallerName != "Marc Tremblay" || line.Number != "202" {
		t.Errorf("got %+v", line)
	}
}

// A call that is refused is told why before it is answered, ends with 403, and is in the log.
func TestRefused(t *testing.T) {
	for _, tt := range []struct {
		why  anteroom.Reason
		hear string
	}{{anteroom.NotAllowed, "call_refused"}, {anteroom.NoLine, "no_line"}, {anteroom.NumberUnknown, "number_unassigned"}} {
		t.Run(string(tt.why), func(t *testing.T) {
			ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
			defer cancel()
			d, s, marc, _ := colleagues(ctx, t, anteroom.Route{Number: "+19005551234", Plan: anteroom.Plan{Company: "c1", Languages: anteroom.Languages{First: "en"}, Refused: tt.why}})
			c, err := marc.Dial(ctx, "19005551234", s.Addr())
			if err == nil || !strings.Contains(err.Error(), "403") || c == nil {
				t.Fatal("not refused:", err)
			}
			if _, err := c.Hear(ctx, sound(tt.hear+"en")); err != nil {
				t.Error(err)
			}
			if line := <-d.ended; line.Result != anteroom.Refused || line.Reason != tt.why || !line.Answered.IsZero() || line.Caller != "marc" {
				t.Errorf("got %+v", line)
			}
		})
	}
}

// Who only says that it is a phone of ours starts no call: neither from where the phone is registered, nor to an extension.
func TestNotThePhone(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	d, s, _, _ := colleagues(ctx, t, toElise())
	for _, name := range []string{"marc", "mallory"} {
		p, err := fake.NewPhone(name)
		if err != nil {
			t.Fatal(err)
		}
		defer p.Close()
		if _, err := p.Dial(ctx, "202", s.Addr()); err == nil {
			t.Errorf("%s got through", name)
		}
	}
	if len(d.calls) > 0 {
		t.Error("the desk was asked for", <-d.calls)
	}
}
