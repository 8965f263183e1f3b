package main

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/fake"
	"anteroom.dev/anteroom/locale"
	"anteroom.dev/anteroom/speech"
)

// One restriction, every way of starting a call, by sound and keys against the whole program: each is refused in words, nothing is
// dialled, and the call's page says which restriction that was (SPEC 4).
func TestEveryWayAsksTheGate(t *testing.T) {
	t.Parallel()
	r := startDemo(t)
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	catalogue, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	speaker := speech.New(catalogue, speech.Options{}) // none of the words is a name
	hears := func(c *fake.Call, id anteroom.PromptID) {
		pcm, err := speaker.Say(ctx, anteroom.Prompt{ID: id, Language: "fr"})
		if err == nil {
			_, err = c.Hear(ctx, pcm)
		}
		if err != nil {
			t.Errorf("%s was not heard: %v", id, err)
		}
	}
	company := "/companies/" + string(r.Accounts[0].CompanyID)
	own := r.Phones[slices.IndexFunc(r.Phones, func(p phone) bool { return p.Company == r.Accounts[0].Company })]
	forwards := map[bool]string{true: "203", false: "202"}[own.Extension == "202"] // somebody else
	var users []struct{ ID, Extension string }
	if err := ask(ctx, r, http.MethodGet, company+"/users?limit=50", "", &users); err != nil {
		t.Fatal(err)
	}
	named := map[string]string{}
	for _, u := range users {
		named[u.Extension] = u.ID
	}
	var out struct{ Made map[string]string }
	for _, command := range []struct{ name, body string }{
		{"add-call-rule", fmt.Sprintf(`{"user":%q,"name":"Kiosque","from":"anybody","deed":"number","number":"1 900 555 0199"}`, named[forwards])},
		{"add-menu", `{"name":"Kiosque","extensions":true,"prompts":[{"language":"fr","text":"Bonjour."}],"keys":[{"key":"7","to":"number:+19005550199"}]}`},
		{"set-receptionist", `{"root":"menu:{menu}"}`},
		{"set-pin", fmt.Sprintf(`{"user":%q,"pin":"481516"}`, named[own.Extension])},
		{"add-restriction", `{"name":"Pas de kiosques","pattern":"+1900*","rule":"deny"}`},
	} {
		body := strings.Replace(command.body, "{menu}", out.Made["menu"], 1)
		if err := ask(ctx, r, http.MethodPost, company+"/"+command.name, body, &out); err != nil {
			t.Fatal(command.name, err)
		}
	}
	phones := map[string]*fake.Phone{}
	for _, name := range []string{"15145550199", own.User} {
		if phones[name], err = fake.NewPhone(name); err != nil {
			t.Fatal(err)
		}
		defer phones[name].Close()
	}
	caller, mine := phones["15145550199"], phones[own.User]
	if err := mine.Register(ctx, r.SIP, own.Password); err != nil {
		t.Fatal(err)
	}
	dials := func(p *fake.Phone, number string) *fake.Call {
		c, err := p.Dial(ctx, number, r.SIP)
		if err != nil {
			t.Error(number, err)
			runtime.Goexit()
		}
		return c
	}
	in := func(keys string) *fake.Call {
		c := dials(caller, string(r.Numbers[0].Number))
		_ = c.Listen(ctx, 500*time.Millisecond) // the keys are for the menu
		c.Key(keys)
		return c
	}
	var all sync.WaitGroup // they wait more than they do
	for _, refuse := range []func() *fake.Call{
		func() *fake.Call { // a phone
			c, err := mine.Dial(ctx, "19005550199", r.SIP)
			if err == nil || !strings.Contains(err.Error(), "403") || c == nil {
				t.Error("not refused:", err)
				runtime.Goexit()
			}
			hears(c, "call_refused")
			return c
		},
		func() *fake.Call { c := in("7"); hears(c, "number_refused"); return c },
		func() *fake.Call { // a forwarding: voicemail answers
			c := in(forwards)
			_ = c.Listen(ctx, 2*time.Second)
			return c
		},
		func() *fake.Call { // the assistant
			c := dials(mine, "*97")
			hears(c, "ask_pin")
			c.Key("481516#")
			hears(c, "desk_voice_none")
			c.Key("419005550199#")
			hears(c, "desk_refused")
			return c
		},
		func() *fake.Call {
			c := in(own.Extension)
			u, err := mine.Incoming(ctx)
			if err != nil {
				t.Error(err)
				runtime.Goexit()
			}
			if said, err := u.Transfer(ctx, "19005550199"); err != nil || !strings.Contains(said, "403") {
				t.Error("a transfer that is refused:", said, err)
			}
			return c
		},
	} {
		all.Go(func() {
			if c := refuse(); !c.Over() {
				c.Hangup()
			}
		})
	}
	all.Wait()
	b := newBrowser(t, r.Portal)
	b.open("/sign-in")
	b.submit("/sign-in", url.Values{"email": {r.Accounts[0].Email}, "password": {r.Accounts[0].Password}})
	told := map[string]int{}
	for _, line := range r.lines(ctx, t, 0, 5) {
		if path := strings.Join(line.Path, " "); strings.Contains(path, "number:") || strings.Contains(path, "forward:") || strings.Contains(path, "outside:") {
			t.Errorf("it is dialled: %s", path)
		}
		b.open("/c/" + string(r.Accounts[0].CompanyID) + "/calls/" + line.ID)
		if !strings.Contains(b.text, "Pas de kiosques") {
			t.Errorf("%v: the page does not say why: %s", line.Path, b.text)
		}
		for _, way := range []string{"call.gate", "way.assistant", "way.forwarding", "way.transfer"} {
			if strings.Contains(b.text, strings.Join(strings.Fields(catalogue.In("fr").T(way)), " ")) { // as the browser keeps a text
				told[way]++
			}
		}
	}
	if want := map[string]int{"call.gate": 1, "way.assistant": 2, "way.forwarding": 1, "way.transfer": 1}; !maps.Equal(told, want) {
		t.Errorf("the pages tell of %v", told)
	}
}
