package voice_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/fake"
)

// ruled is a plan by which the calls of Élise go by a rule.
func ruled(r anteroom.CallRule) anteroom.Route {
	route := toElise()
	r.From = anteroom.FromAnybody
	route.Plan.Smart = map[anteroom.UserID]anteroom.Smart{"u2": {Rules: []anteroom.CallRule{r}}}
	route.Plan.Caller = anteroom.Caller{User: "u1", Name: "Marc Tremblay"}
	route.Plan.People[0].Language = "en"
	route.Plan.Languages.Second = "en"
	return route
}

// Who answers is asked in the own language and alone; the caller hears it ring until the call is taken, and then the other.
func TestScreened(t *testing.T) {
	for _, tt := range []struct {
		name, key string
		info      bool
		result    anteroom.Result
	}{{"taken", "1", false, anteroom.Answered}, {"taken by INFO", "1", true, anteroom.Answered}, {"declined", "2", false, anteroom.LeftMsg}, {"hung up", "", false, anteroom.LeftMsg}} {
		t.Run(tt.name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(context.Background(), 60*time.Second)
			defer cancel()
			d, s, marc, elise := colleagues(ctx, t, ruled(anteroom.CallRule{Deed: anteroom.DeedRing, Seconds: 20, Screen: true, Then: anteroom.DeedVoicemail}))
			c, err := marc.Dial(ctx, "202", s.Addr())
			if err != nil {
				t.Fatal(err)
			}
			u, err := elise.Incoming(ctx)
			if err != nil {
				t.Fatal(err)
			}
			c.Speak(sound("from marc"))
			for _, prompt := range []string{"screen_nameen", "screen_asken"} {
				if _, err := u.Hear(ctx, sound(prompt)); err != nil {
					t.Fatal(prompt, err)
				}
			}
			if at, err := c.Hear(within(ctx, 100*time.Millisecond), sound("screen_asken")); err == nil {
				t.Errorf("the caller heard the question, at %d", at)
			}
			if at, err := u.Hear(within(ctx, 100*time.Millisecond), sound("from marc")); err == nil {
				t.Errorf("the phone that was asked heard the caller, at %d", at)
			}
			switch {
			case tt.info:
				if err := u.Info(ctx, "application/dtmf-relay", "Signal="+tt.key); err != nil {
					t.Fatal(err)
				}
			case tt.key != "":
				u.Key(tt.key)
			default:
				u.Hangup()
			}
			if tt.result == anteroom.Answered {
				u.Speak(sound("from elise"))
				c.Speak(sound("from marc"))
				if _, err := c.Hear(ctx, sound("from elise")); err != nil {
					t.Error(err)
				}
				if _, err := u.Hear(ctx, sound("from marc")); err != nil {
					t.Error(err)
				}
				u.Hangup()
			} else {
				if _, err := c.Hear(ctx, sound("voicemailfr")); err != nil {
					t.Error(err)
				}
				if err := c.Say(ctx, slices.Repeat(sound("a message"), 6)); err != nil {
					t.Fatal(err)
				}
				c.Key("#")
			}
			if err := c.Ended(ctx); err != nil {
				t.Error(err)
			}
			if line := <-d.ended; line.Result != tt.result || line.User != "u2" {
				t.Errorf("got %+v", line)
			}
		})
	}
}

func within(ctx context.Context, d time.Duration) context.Context {
	short, cancel := context.WithTimeout(ctx, d)
	context.AfterFunc(short, cancel)
	return short
}

// The caller who gives up while the phone is asked takes the phone along: it is not left with a question that nobody asks.
func TestGoneWhileScreened(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	d, s, marc, elise := colleagues(ctx, t, ruled(anteroom.CallRule{Deed: anteroom.DeedRing, Seconds: 20, Screen: true, Then: anteroom.DeedVoicemail}))
	c, err := marc.Dial(ctx, "202", s.Addr())
	if err != nil {
		t.Fatal(err)
	}
	u, err := elise.Incoming(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := u.Hear(ctx, sound("screen_nameen")); err != nil {
		t.Fatal(err)
	}
	c.Hangup()
	if err := u.Ended(ctx); err != nil {
		t.Error(err)
	}
	if line := <-d.ended; line.Result != anteroom.Abandoned || line.Reason != anteroom.CallerHungUp {
		t.Errorf("got %+v", line)
	}
}

// Phones that ring in turn ring one after the other, in the order of their making.
func TestInTurn(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), 40*time.Second)
	defer cancel()
	d, s, marc, elise := colleagues(ctx, t, ruled(anteroom.CallRule{Deed: anteroom.DeedRing, Seconds: 2, InTurn: true, Then: anteroom.DeedVoicemail}))
	d.routes.Lock()
	d.third = anteroom.Phone{Name: "elise2", Company: "c1", User: "u2", HA1MD5: ha1(md5Hex, "elise2", "secret"), HA1SHA256: ha1(sha256Hex, "elise2", "secret")}
	d.routes.Unlock()
	second, err := fake.NewPhone("elise2")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(second.Close)
	if err := second.Register(ctx, s.Addr(), "secret"); err != nil {
		t.Fatal(err)
	}
	elise.Behave(fake.Manner{Rings: time.Minute})
	c, err := marc.Dial(ctx, "202", s.Addr())
	if err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	u, err := second.Incoming(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if waited := time.Since(began); waited < time.Second {
		t.Errorf("the second phone rang after %s", waited)
	}
	u.Hangup()
	if err := c.Ended(ctx); err != nil {
		t.Error(err)
	}
	if line := <-d.ended; line.Result != anteroom.Answered {
		t.Errorf("got %+v", line)
	}
}
