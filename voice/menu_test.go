package voice_test

import (
	"context"
	"encoding/binary"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/fake"
)

// menus is a company with a menu in which every kind of destination has a key. Its first language's prompt is recorded.
func menus() anteroom.Plan {
	said := func(sound anteroom.RecordingID) []anteroom.Wording {
		return []anteroom.Wording{{Language: "fr", Text: "Accueil", Sound: sound}, {Language: "en", Text: "Welcome"}}
	}
	people := []anteroom.Person{{User: "u1", First: "Marc", Last: "Tremblay", Extension: "201", Operator: true}, {User: "u2", First: "Élise", Last: "Gagnon", Extension: "202"}}
	return anteroom.Plan{Company: "c1", CompanyName: "Boréal", Number: "+14185550100", Languages: anteroom.Languages{First: "fr", Second: "en"}, People: people,
		At: time.Date(2026, 11, 30, 10, 0, 0, 0, time.UTC), Numbers: map[anteroom.Destination]anteroom.NumberID{"number:+14185550199": "+14185550199"},
		Decided: map[anteroom.Destination]anteroom.Decision{"number:+19005550199": {Permit: anteroom.Denied, Why: anteroom.WhyClosed}},
		Front: &anteroom.Front{Reception: anteroom.Reception{Root: "menu:root"},
			Menus: map[anteroom.MenuID]anteroom.Menu{
				"root": {ID: "root", Name: "Root", Prompts: said("r1"), Wait: 5, Keys: []anteroom.MenuKey{{Key: "1", To: "group:sales"}, {Key: "2", To: "menu:more"}, {Key: "3", To: "user:u2"},
					{Key: "4", To: "voicemail:u2"}, {Key: "5", To: "name"}, {Key: "6", To: "extension"}, {Key: "7", To: "number:+14185550199"}, {Key: "8", To: "number:+19005550199"},
					{Key: "9", To: "hang_up"}, {Key: "*", To: "names:sales"}, {Key: "#", To: "operator"}, {Key: "0", To: "menu:notice"}}},
				"more":   {ID: "more", Name: "More", Prompts: said(""), Wait: 5, Extensions: true, Keys: []anteroom.MenuKey{{Key: "1", To: "user:gone"}, {Key: "2", To: "group:turn"}}},
				"notice": {ID: "notice", Name: "Notice", Prompts: said(""), Wait: 5}},
			Groups: map[anteroom.GroupID]anteroom.Group{"sales": {ID: "sales", Name: "Sales", Members: []anteroom.UserID{"u1", "u2"}, Seconds: 20, Then: "voicemail:u1"},
				"turn": {ID: "turn", Name: "Turn", Members: []anteroom.UserID{"u2", "u1"}, InTurn: true, Seconds: 20}}}}
}

// recorded is a sound as the house keeps it.
func recorded(pcm []int16) []byte {
	raw := make([]byte, 44)
	for _, x := range pcm {
		raw = binary.LittleEndian.AppendUint16(raw, uint16(x))
	}
	return raw
}

// Every leaf of a menu is heard by a caller, in either language and in no other, and the log tells the way (R17). Nobody's
// telephone is registered.
func TestMenuLeaves(t *testing.T) {
	d := &desk{plan: menus(), ended: make(chan anteroom.Call, 100), sounds: map[anteroom.RecordingID][]byte{"r1": recorded(sound("recorded"))}}
	s := serve(t, d)
	lines := collect(d)
	var calls sync.WaitGroup
	places := make(chan struct{}, 6) // a machine that is busy loses keys where all call at once
	for _, row := range []struct {
		leaf, script string // what is heard; a key behind =
		path, result string // behind the language and the first menu
	}{
		{"user", "root=3 connecting voicemail=H", "ring:202 voicemail:202", "abandoned/caller_hung_up"},
		{"voicemail", "root=4 voicemail=H", "voicemail:202", "abandoned/caller_hung_up"},
		{"group", "root=1 connecting_group voicemail=H", "group:Sales voicemail:201", "abandoned/caller_hung_up"},
		{"group in turn", "root=2 menu_own=2 connecting_group nobody_answers goodbye", "menu:More group:Turn ring:201", "announced/nobody_answered"},
		{"menu, extension", "root=2 menu_own=201 connecting voicemail=H", "menu:More ring:201 voicemail:201", "abandoned/caller_hung_up"},
		{"gone", "root=2 menu_own=1 choice_gone menu_own=H", "menu:More", "abandoned/caller_hung_up"},
		{"wrong key", "root=2 menu_own=9# unknown_choice menu_own=H", "menu:More", "abandoned/caller_hung_up"},
		{"name", "root=5 spell_name=873 connecting voicemail=H", "name ring:201 voicemail:201", "abandoned/caller_hung_up"},
		{"name of a group", "root=* spell_name=424 connecting voicemail=H", "name ring:202 voicemail:202", "abandoned/caller_hung_up"},
		{"extension", "root=6 menu=202 connecting voicemail=H", "ring:202 voicemail:202", "abandoned/caller_hung_up"},
		{"number", "root=7 connecting_number number_away", "number:+14185550199", ""},
		{"refused number", "root=8 number_refused root=H", "", "abandoned/caller_hung_up"},
		{"operator", "root=# connecting voicemail=H", "ring:201 voicemail:201", "abandoned/caller_hung_up"},
		{"announcement", "root=0 announcement_own", "menu:Notice", "announced/menu_ended"},
		{"end", "root=9 goodbye", "", "announced/menu_ended"},
	} {
		for n, language := range []string{"fr", "en"} {
			calls.Go(func() {
				places <- struct{}{}
				defer func() { <-places }()
				leaf := row.leaf + " in " + language
				caller := strings.Map(unmarked, leaf)
				if err := walk(t, s.Addr(), caller, language, fmt.Sprint(n+1), row.script); err != nil {
					t.Errorf("%s: %v", leaf, err)
					return
				}
				line := lines.of(caller)
				want := strings.TrimSpace("greeting language:" + language + " menu:Root " + row.path)
				if got := strings.Join(line.Path, " "); got != want || string(line.Language) != language {
					t.Errorf("%s: got %s in %s, want %s", leaf, got, line.Language, want)
				}
				if got := string(line.Result) + "/" + string(line.Reason); row.result != "" && got != row.result {
					t.Errorf("%s: got %s, want %s", leaf, got, row.result)
				}
				if refused := row.leaf == "refused number"; refused != (len(line.Refusals) == 1) {
					t.Errorf("%s: the line tells of %v", leaf, line.Refusals)
				}
				for _, p := range line.Prompts {
					if string(p.Language) != language && p.ID != "greeting" && p.ID != "language_offer" {
						t.Errorf("%s: %s was said in %s", leaf, p.ID, p.Language)
					}
				}
			})
		}
	}
	calls.Wait()
}

// unmarked keeps what stands in a telephone's name.
func unmarked(r rune) rune {
	if r == ' ' || r == ',' {
		return '-'
	}
	return r
}

// walk calls, chooses the language, and does what the script says.
func walk(t *testing.T, server, caller, language, choice, script string) error {
	p, err := fake.NewPhone(caller)
	if err != nil {
		return err
	}
	defer p.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 60*time.Second)
	defer cancel()
	c, err := p.Dial(ctx, "+14185550100", server)
	if err != nil {
		return err
	}
	for _, step := range append([]string{"greeting", "offer=" + choice}, strings.Fields(script)...) {
		what, keys, _ := strings.Cut(step, "=")
		name := what + language
		switch {
		case what == "greeting":
			name = "greetingfr"
		case what == "offer":
			name = "language_offeren"
		case what == "root" && language == "fr":
			name = "recorded"
		case what == "root":
			name = "menu_ownen"
		}
		if _, err := c.Hear(ctx, sound(name)); err != nil {
			return fmt.Errorf("%s was not heard: %w", name, err)
		}
		if keys == "H" {
			c.Hangup()
			return nil
		}
		c.Key(keys)
	}
	if strings.HasSuffix(script, "number_away") {
		c.Hangup() // it goes on with the menu
		return nil
	}
	return c.Ended(ctx)
}

// endedCalls keeps the lines of calls by caller.
type endedCalls struct {
	mu    sync.Mutex
	lines map[string]anteroom.Call
	news  chan struct{}
}

func collect(d *desk) *endedCalls {
	e := &endedCalls{lines: map[string]anteroom.Call{}, news: make(chan struct{}, 1)}
	go func() {
		for line := range d.ended {
			e.mu.Lock()
			e.lines[line.Caller] = line
			close(e.news)
			e.news = make(chan struct{})
			e.mu.Unlock()
		}
	}()
	return e
}

// of is the line of a caller; an empty one where none comes.
func (e *endedCalls) of(caller string) anteroom.Call {
	deadline := time.After(30 * time.Second)
	for {
		e.mu.Lock()
		line, ok := e.lines[caller]
		news := e.news
		e.mu.Unlock()
		if ok {
			return line
		}
		select {
		case <-news:
		case <-deadline:
			return line
		}
	}
}

// All telephones of a group ring; who answers first talks, and stands in the log.
func TestGroupRings(t *testing.T) {
	account := func(name string, user anteroom.UserID) anteroom.Phone {
		return anteroom.Phone{Name: name, User: user, HA1MD5: ha1(md5Hex, name, "secret"), HA1SHA256: ha1(sha256Hex, name, "secret")}
	}
	d := &desk{plan: menus(), ended: make(chan anteroom.Call, 10), phone: account("marc", "u1"), other: account("elise", "u2")}
	d.plan.Languages.Second = ""
	s := serve(t, d)
	ctx, cancel := context.WithTimeout(t.Context(), 60*time.Second)
	defer cancel()
	phones := map[string]*fake.Phone{}
	for _, name := range []string{"caller", "marc", "elise"} {
		p, err := fake.NewPhone(name)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(p.Close)
		if phones[name] = p; name != "caller" {
			if err := p.Register(ctx, s.Addr(), "secret"); err != nil {
				t.Fatal(err)
			}
		}
	}
	phones["marc"].Behave(fake.Manner{Refuse: 486})
	c, err := phones["caller"].Dial(ctx, "+14185550100", s.Addr())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Hear(ctx, sound("menu_ownfr")); err != nil {
		t.Fatal(err)
	}
	c.Key("1")
	u, err := phones["elise"].Incoming(ctx)
	if err != nil {
		t.Fatal(err)
	}
	u.Speak(sound("from Élise"))
	if _, err := c.Hear(ctx, sound("from Élise")); err != nil {
		t.Error(err)
	}
	u.Hangup()
	line := <-d.ended
	if got := strings.Join(line.Path, " "); line.User != "u2" || got != "greeting menu:Root group:Sales talk:202" || line.Reason != anteroom.UserHungUp {
		t.Errorf("%s: %s %s", line.User, got, line.Reason)
	}
}
