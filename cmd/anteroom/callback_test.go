package main

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/fake"
	"anteroom.dev/anteroom/locale"
	"anteroom.dev/anteroom/speech"
)

// A caller chooses English, reaches nobody, and asks to be called back; the user is told by mail, and calls back by its link: the own phone
// rings, then the caller hears in English who calls back, and the two talk. Nothing but sound and keys, against the whole program (R17).
func TestCalledBack(t *testing.T) {
	t.Parallel()
	r := startDemo(t)
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	catalogue, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	speaker := speech.New(catalogue, speech.Options{Engine: speech.Espeak(), CacheDir: t.TempDir()})
	hears := func(c *fake.Call, p anteroom.Prompt) {
		t.Helper()
		p.Language = "en"
		pcm, err := speaker.Say(ctx, p)
		if err == nil {
			_, err = c.Hear(ctx, pcm)
		}
		if err != nil {
			t.Fatalf("%s was not heard: %v", p.ID, err)
		}
	}
	far, err := fake.NewPhone("trunk")
	if err != nil {
		t.Fatal(err)
	}
	defer far.Close()
	demo, admin := r, r
	admin.Accounts = r.Accounts[1:] // of the company that speaks two languages
	company, number := "/companies/"+string(r.Accounts[1].CompanyID), string(r.Numbers[1].Number)
	own := r.Phones[slices.IndexFunc(r.Phones, func(p phone) bool { return p.Company == r.Accounts[1].Company })]
	var users []struct{ ID, Extension string }
	var out struct{ Made map[string]string }
	err = ask(ctx, admin, http.MethodGet, company+"/users?limit=50", "", &users)
	user := users[slices.IndexFunc(users, func(u struct{ ID, Extension string }) bool { return u.Extension == own.Extension })].ID
	for _, command := range []struct {
		by         ready
		path, body string
	}{
		{r.as("system administrator"), "/add-trunk", fmt.Sprintf(`{"name":"Nord","server":%q,"transport":"udp","country":"CA","called_in":"request_uri","calls_form":"e164","dial_form":"e164","caller":"company","max_calls":5}`, far.Addr())},
		{admin, company + "/set-receptionist", `{"call_back":true}`},
	} {
		if err == nil {
			err = ask(ctx, command.by, http.MethodPost, command.path, command.body, &out)
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	caller, err := fake.NewPhone("15145550199")
	if err != nil {
		t.Fatal(err)
	}
	defer caller.Close()
	c, err := caller.Dial(ctx, number, r.SIP)
	if err != nil {
		t.Fatal(err)
	}
	_ = c.Listen(ctx, 500*time.Millisecond)
	c.Key("2" + own.Extension) // nobody's phone is there
	hears(c, anteroom.Prompt{ID: "call_back_offer"})
	_ = c.Listen(ctx, 700*time.Millisecond) // who has heard the offer to its end presses when the tone is over
	c.Key("1")
	hears(c, anteroom.Prompt{ID: "call_back_noted"})
	asked := demo.lines(ctx, t, 1, 1)[0]
	if asked.Result != "call_back" || !slices.Contains(asked.Path, "asks_back:"+own.Extension) {
		t.Errorf("the caller's call: %+v", asked)
	}
	r.mail(ctx, t, func(m fake.Message) bool { return strings.Contains(m.Text, "/me/calls/"+asked.ID+"/back") })

	mine, err := fake.NewPhone(own.User)
	if err != nil {
		t.Fatal(err)
	}
	defer mine.Close()
	if err := mine.Register(ctx, r.SIP, own.Password); err != nil {
		t.Fatal(err)
	}
	if err := ask(ctx, admin, http.MethodPost, company+"/call-back", fmt.Sprintf(`{"user":%q,"call":%q}`, user, asked.ID), &out); err != nil {
		t.Fatal(err)
	}
	u, err := mine.Incoming(ctx)
	if err != nil {
		t.Fatal("the own phone does not ring:", err)
	}
	back, err := far.Incoming(ctx)
	if err != nil {
		t.Fatal("the caller is not called:", err)
	}
	hears(back, anteroom.Prompt{ID: "call_back", Name: r.Accounts[1].Company})
	back.Speak(loud(3 * time.Second))
	if _, err := u.Hear(ctx, loud(time.Second)); err != nil {
		t.Error("the two do not talk:", err)
	}
	u.Hangup()
	line := demo.lines(ctx, t, 1, 2)[0]
	if line.ID != out.Made["call"] || line.Result != "answered" || line.Language != "en" || !strings.HasPrefix(strings.Join(line.Path, " "), "placed outside:+15145550199 call_back:en talk:+15145550199") {
		t.Errorf("the call back: %+v", line)
	}
}
