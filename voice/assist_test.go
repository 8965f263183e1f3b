package voice_test

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/fake"
)

// bureau is the house behind the assistant: it keeps what it was asked.
type bureau struct {
	mu    sync.Mutex
	asked []anteroom.Assistance
	stays bool          // on the calls that it puts through
	stuck chan struct{} // a mailbox that does not open; nil: none
	looks time.Duration // how long it looks for who signs in
}

func (b *bureau) assist(ctx context.Context, a anteroom.Assistance) (anteroom.Answer, error) {
	b.mu.Lock()
	b.asked = append(b.asked, a)
	b.mu.Unlock()
	switch r := a.Of.(type) {
	case anteroom.SignIn:
		select {
		case <-time.After(b.looks):
		case <-ctx.Done():
		}
		if r.PIN != "4815" {
			return anteroom.Answer{Wrong: true}, nil
		}
		return anteroom.Answer{Desk: &anteroom.Desk{User: "u1", Language: "fr", Languages: anteroom.Languages{First: "fr"}, New: 1, Stays: b.stays, Mailbox: b.stuck != nil}}, nil
	case anteroom.ReadVoice:
		return anteroom.Answer{Voice: []anteroom.Voicemail{{ID: "m1", Sender: "u2", Received: time.Now()}}}, nil
	case anteroom.ReadMail:
		select {
		case <-b.stuck:
		case <-ctx.Done():
		}
		return anteroom.Answer{}, anteroom.Fail(anteroom.Unavailable, "error.unavailable")
	}
	return anteroom.Answer{}, nil
}

// of are the requests of one type so far.
func requests[T anteroom.Request](b *bureau) (list []anteroom.Assistance) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, a := range b.asked {
		if _, ok := a.Of.(T); ok {
			list = append(list, a)
		}
	}
	return list
}

// own is a call of Marc's phone to his own number.
func own(ctx context.Context, t *testing.T, b *bureau) (*desk, *fake.Call) {
	t.Helper()
	d, c, _ := ownBeside(ctx, t, b)
	return d, c
}

// ownBeside is the same, with the phone of his colleague.
func ownBeside(ctx context.Context, t *testing.T, b *bureau) (*desk, *fake.Call, *fake.Phone) {
	t.Helper()
	route := anteroom.Route{Number: "201", Caller: "201", Name: "Marc Tremblay", Plan: anteroom.Plan{Company: "c1", Languages: anteroom.Languages{First: "fr"}, To: "u1", Caller: anteroom.Caller{User: "u1"}, At: time.Now(),
		People: []anteroom.Person{{User: "u1", First: "Marc", Last: "Tremblay", Extension: "201"}, {User: "u2", First: "Élise", Last: "Roy", Extension: "202"}}}}
	d, s, marc, elise := colleagues(ctx, t, route)
	d.assist = b.assist
	d.sounds = map[anteroom.RecordingID][]byte{"m1": wav(sound("her message"))}
	c, err := marc.Dial(ctx, "201", s.Addr())
	if err != nil {
		t.Fatal(err)
	}
	return d, c, elise
}

func wav(pcm []int16) []byte {
	out := make([]byte, 44)
	for _, s := range pcm {
		out = append(out, byte(s), byte(s>>8))
	}
	return out
}

func hears(ctx context.Context, t *testing.T, c *fake.Call, names ...string) {
	t.Helper()
	for _, name := range names {
		if _, err := c.Hear(ctx, sound(name)); err != nil {
			t.Fatal(name, err)
		}
	}
}

// A user calls the own number from the own phone, types the PIN, hears a message, replies to it by voice, records a greeting, and
// signs out. The PIN is in no log; what was said arrives; the line says what the call was.
func TestAssistantCall(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), 90*time.Second)
	defer cancel()
	b := &bureau{}
	d, c := own(ctx, t, b)
	hears(ctx, t, c, "ask_pinfr")
	c.Key("9999#")
	hears(ctx, t, c, "wrong_pinfr", "ask_pinfr")
	c.Key("4815#")
	hears(ctx, t, c, "desk_voice_onefr", "desk_menufr")
	c.Key("1")
	hears(ctx, t, c, "voice_from_namefr", "her message", "voice_optionsfr")
	c.Key("3")
	hears(ctx, t, c, "reply_recordfr")
	says(ctx, t, c)
	hears(ctx, t, c, "reply_sentfr")
	c.Key("*")
	hears(ctx, t, c, "desk_menufr")
	c.Key("5")
	hears(ctx, t, c, "greeting_recordfr")
	says(ctx, t, c)
	hears(ctx, t, c, "greeting_optionsfr")
	c.Key("1")
	hears(ctx, t, c, "greeting_keptfr")
	c.Key("*")
	if err := c.Ended(ctx); err != nil {
		t.Fatal(err)
	}
	line := <-d.ended
	if line.Result != anteroom.Served || line.Reason != anteroom.SignedOut || line.User != "u1" || line.Sender != "u1" || line.Recording != nil {
		t.Errorf("got %+v", line)
	}
	if line.Keys != "13#*5#1*" {
		t.Errorf("the log has the keys %q", line.Keys)
	}
	if !slices.Contains(line.Path, "signed_in") {
		t.Error(line.Path)
	}
	sent, greeted := requests[anteroom.SendVoice](b), requests[anteroom.PutGreeting](b)
	if len(requests[anteroom.Hear](b)) != 1 || len(sent) != 1 || len(greeted) != 1 {
		t.Fatalf("asked %+v", b.asked)
	}
	for _, a := range append(sent, greeted...) {
		if a.Recording == nil || a.Recording.Length < time.Second || a.User != "u1" || a.Source != "marc" {
			t.Errorf("%T: %+v", a.Of, a)
		}
	}
	if sent[0].Recording.ID == greeted[0].Recording.ID {
		t.Error("the two recordings have one id")
	}
}

// Out of a conversation that the assistant put through, two stars call it back: the colleague is hung up, and the user hears the
// menu again, in the same call. Keys typed before the house has answered are for what comes then.
func TestAssistantCalledBack(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), 60*time.Second)
	defer cancel()
	d, c, elise := ownBeside(ctx, t, &bureau{stays: true, looks: 2 * time.Second})
	hears(ctx, t, c, "ask_pinfr")
	c.Key("4815#4202#")
	u, err := elise.Incoming(ctx)
	if err != nil {
		t.Fatal(err)
	}
	u.Speak(sound("from the colleague"))
	hears(ctx, t, c, "from the colleague")
	c.Key("**")
	if err := u.Ended(ctx); err != nil {
		t.Fatal(err)
	}
	hears(ctx, t, c, "desk_menufr", "desk_endfr")
	c.Key("*")
	if err := c.Ended(ctx); err != nil {
		t.Fatal(err)
	}
	if line := <-d.ended; line.Verdict != (anteroom.Verdict{Result: anteroom.Served, Reason: anteroom.SignedOut}) || line.User != "u2" || line.Sender != "u1" || !slices.Contains(line.Path, "back") {
		t.Errorf("got %+v", line)
	}
}

// says speaks after the tone, and ends with the pound key.
func says(ctx context.Context, t *testing.T, c *fake.Call) {
	t.Helper()
	if err := c.Say(ctx, append(make([]int16, 4800), slices.Repeat(sound("words"), 4)...)); err != nil {
		t.Fatal(err)
	}
	c.Key("#")
}

// A mailbox that does not open holds up neither the user, who goes back to the menu, nor the end of the call.
func TestMailboxStuck(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), 60*time.Second)
	defer cancel()
	b := &bureau{stuck: make(chan struct{})}
	d, c := own(ctx, t, b)
	defer close(b.stuck)
	hears(ctx, t, c, "ask_pinfr")
	c.Key("4815#")
	hears(ctx, t, c, "desk_voice_onefr", "desk_menufr")
	c.Key("2")
	hears(ctx, t, c, "mail_fetchingfr")
	c.Key("*")
	hears(ctx, t, c, "desk_menufr")
	c.Hangup()
	select {
	case line := <-d.ended:
		if line.Result != anteroom.Served || line.Reason != anteroom.CallerHungUp {
			t.Errorf("got %+v", line)
		}
	case <-ctx.Done():
		t.Fatal("the call does not end")
	}
}

// A user calls from outside, stops the greeting of the own voicemail with *, and takes the time to type the PIN: nothing is recorded
// of it, and no key is lost.
func TestAssistantFromOutside(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	b := &bureau{}
	d := &desk{ended: make(chan anteroom.Call, 1), assist: b.assist, plan: anteroom.Plan{Company: "c1", Languages: anteroom.Languages{First: "fr"},
		People: []anteroom.Person{{User: "u1", First: "Marc", Last: "Tremblay", Extension: "201"}}}}
	s := serve(t, d)
	p, err := fake.NewPhone("15145550199")
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	c, err := p.Dial(ctx, "+14185550100", s.Addr())
	if err != nil {
		t.Fatal(err)
	}
	c.Key("201")
	if _, err := c.Hear(ctx, sound("voicemailfr")[:1600]); err != nil {
		t.Fatal(err)
	}
	c.Key("*")
	hears(ctx, t, c, "ask_pinfr")
	for _, key := range "4815#" {
		if err := c.Listen(ctx, 200*time.Millisecond); err != nil {
			t.Fatal(err)
		}
		c.Key(string(key))
	}
	hears(ctx, t, c, "desk_voice_onefr")
	c.Hangup()
	if line := <-d.ended; line.Result != anteroom.Served || line.Recording != nil {
		t.Errorf("%+v", line)
	}
}

// Who has signed in and leaves a colleague a message is at the menu again, and can leave another; each is sent once, and none is the
// call's own.
func TestColleagueMessage(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), 90*time.Second)
	defer cancel()
	b := &bureau{}
	d, c, elise := ownBeside(ctx, t, b)
	elise.Behave(fake.Manner{Refuse: 486})
	hears(ctx, t, c, "ask_pinfr")
	c.Key("4815#")
	for range 2 {
		hears(ctx, t, c, "desk_menufr")
		c.Key("4202#")
		hears(ctx, t, c, "voicemailfr")
		says(ctx, t, c)
		hears(ctx, t, c, "message_leftfr")
	}
	hears(ctx, t, c, "desk_menufr")
	c.Key("*")
	if err := c.Ended(ctx); err != nil {
		t.Fatal(err)
	}
	line := <-d.ended
	if line.Verdict != (anteroom.Verdict{Result: anteroom.Served, Reason: anteroom.SignedOut}) || line.User != "u2" || line.Recording != nil || !slices.Contains(line.Path, "message_left") {
		t.Errorf("got %+v", line)
	}
	sent := requests[anteroom.SendVoice](b)
	if len(sent) != 2 || sent[0].Recording.ID == sent[1].Recording.ID {
		t.Fatalf("sent %+v", sent)
	}
	for _, a := range sent {
		if a.Of != (anteroom.SendVoice{To: "u2"}) || a.Recording.Length < time.Second {
			t.Errorf("sent %+v", a)
		}
	}
}
