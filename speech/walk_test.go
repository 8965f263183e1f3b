package speech

import (
	"fmt"
	"testing"
	"time"

	"anteroom.dev/anteroom"
)

// plans are calls of every sort.
func plans() []anteroom.Plan {
	people := []anteroom.Person{{User: "u1", First: "Marc", Last: "Tremblay", Extension: "201", Operator: true}, {User: "u2", First: "Al", Last: "Blais", Extension: "202"}}
	crowd := []anteroom.Person{{User: "u0", First: "Zoé", Last: "Roy"}}
	for i := range 12 {
		crowd = append(crowd, anteroom.Person{User: anteroom.UserID(fmt.Sprint("c", i)), First: string(rune('a' + i)), Last: "Blais"})
	}
	twins := []anteroom.Person{{User: "u2", First: "Al", Last: "Blais", Extension: "202"}, {User: "u3", First: "Al", Last: "Blais", Extension: "3"}}
	one, two := anteroom.Languages{First: "en"}, anteroom.Languages{First: "fr", Second: "en"}
	return append(handled(two, people), []anteroom.Plan{
		{CompanyName: "Atlas Conseil", Languages: one, People: people}, {CompanyName: "Atlas Conseil", Languages: two, People: people},
		{CompanyName: "Atlas Conseil", Languages: one, People: people[1:]}, {CompanyName: "Atlas Conseil", Languages: two, People: crowd}, {CompanyName: "Atlas Conseil", Languages: two, People: twins},
		{CompanyName: "Atlas Conseil", Languages: two, People: crowd, Speech: true},
		{CompanyName: "Atlas Conseil", Languages: one}, {Languages: two, Free: true}, {Languages: two, People: people, To: "u2"},
		{Languages: two, Refused: anteroom.NotAllowed}, {Languages: two, Refused: anteroom.NoLine}, {Languages: two, Refused: anteroom.NothingRings},
		{Languages: one, Outside: &anteroom.Outside{PIN: "u1", To: anteroom.Callee{Number: "+33142000000"}}},
		{Languages: anteroom.Languages{First: "fr"}, Outside: &anteroom.Outside{PIN: "u1", To: anteroom.Callee{Number: "+33142000000"}}},
		{Languages: two, People: people, To: "u2", Caller: anteroom.Caller{Number: "+14185550111"}, CallBack: true},
		{Languages: two, CompanyName: "Atlas Conseil", Outside: &anteroom.Outside{To: anteroom.Callee{Number: "+33142000000"}, Back: "en"}}, {Languages: two, CompanyName: "Atlas Conseil", Outside: &anteroom.Outside{To: anteroom.Callee{Number: "+33142000000"}, Back: "fr"}},
		{Languages: two, People: people, Front: front("menu:m"), Numbers: map[anteroom.Destination]anteroom.NumberID{}}, {Languages: two, People: people, Front: front("menu:m"), Numbers: map[anteroom.Destination]anteroom.NumberID{"number:+15145550199": "+15145550199"}}, {Languages: one, People: people, Front: front("menu:a")}, {Languages: two, People: people, At: time.Unix(0, 0), Front: closed()},
	}...)
}

// handled are calls to somebody in every status, and by every rule.
func handled(l anteroom.Languages, people []anteroom.Person) []anteroom.Plan {
	to := func(s anteroom.Smart, from anteroom.Caller) anteroom.Plan {
		return anteroom.Plan{Languages: l, People: people, To: "u2", Smart: map[anteroom.UserID]anteroom.Smart{"u2": s}, Caller: from}
	}
	rule := func(r anteroom.CallRule) anteroom.Smart {
		r.From, r.Seconds, r.Then = anteroom.FromAnybody, 20, anteroom.DeedVoicemail
		return anteroom.Smart{Rules: []anteroom.CallRule{r}}
	}
	list := []anteroom.Plan{to(rule(anteroom.CallRule{Deed: anteroom.DeedRefuse}), anteroom.Caller{}), to(anteroom.Smart{Full: true}, anteroom.Caller{}),
		{Languages: l, To: "u9", People: []anteroom.Person{{User: "u9", Last: "Blais", NoMailbox: true}}}}
	for _, s := range anteroom.Statuses() {
		list = append(list, to(anteroom.Smart{Status: anteroom.StatusNow{Status: s}}, anteroom.Caller{}))
	}
	for _, c := range []anteroom.Caller{{}, {Number: "+14185550111"}, {User: "u1"}} {
		list = append(list, to(rule(anteroom.CallRule{Deed: anteroom.DeedRing, Screen: true}), c))
	}
	return list
}

func front(root anteroom.Destination) *anteroom.Front {
	return &anteroom.Front{Reception: anteroom.Reception{Root: root}, Groups: map[anteroom.GroupID]anteroom.Group{"g": {ID: "g", Name: "Atlas Conseil", Members: []anteroom.UserID{"u1"}, Seconds: 10}},
		Menus: map[anteroom.MenuID]anteroom.Menu{"a": {ID: "a", Silence: "hang_up"}, "m": {ID: "m", Wait: 5, Keys: []anteroom.MenuKey{{Key: "1", To: "group:g"}, {Key: "2", To: "number:+15145550199"}, {Key: "5", To: "user:gone"}}}}}
}

func closed() *anteroom.Front {
	return &anteroom.Front{Reception: anteroom.Reception{Hours: anteroom.Hours{Week: []anteroom.Span{{Day: 7, From: "01:00", To: "02:00"}}}}}
}

// walk goes every way through a call that is not too long, and tells each prompt on it.
func walk(p anteroom.Plan, most int, tell func(anteroom.Prompt)) {
	events := []anteroom.Event{{Kind: anteroom.Silence}, {Kind: anteroom.UserAnswer}, {Kind: anteroom.UserAway},
		{Kind: anteroom.UserAway, Why: anteroom.LineBusy}, {Kind: anteroom.UserAway, Why: anteroom.CapReached}, {Kind: anteroom.PINRight}, {Kind: anteroom.PINWrong},
		{Kind: anteroom.Recorded}, {Kind: anteroom.Recorded, Length: time.Minute}, {Kind: anteroom.Recorded, Length: time.Minute, Lost: true}, {Kind: anteroom.CallerHangUp}, {Kind: anteroom.Closing},
		{Kind: anteroom.Spoke}, {Kind: anteroom.Spoke, Text: "Blais"}}
	for _, k := range []byte("0125*#") {
		events = append(events, anteroom.Event{Kind: anteroom.Key, Key: k})
	}
	step := func(s anteroom.State, e anteroom.Event) anteroom.State {
		s, actions := p.Step(s, e)
		for _, a := range actions {
			var said []anteroom.Prompt
			switch a := a.(type) {
			case anteroom.Say:
				said = a.Prompts
			case anteroom.Screen:
				said = a.Prompts
			}
			for _, x := range said {
				tell(x)
			}
		}
		return s
	}
	first := step(anteroom.State{}, anteroom.Event{Kind: anteroom.Begin})
	seen, queue := map[anteroom.State]bool{first: true}, []anteroom.State{first}
	for i := 0; i < len(queue) && i < most; i++ {
		for _, e := range events {
			if s := step(queue[i], e); !seen[s] {
				seen[s] = true
				queue = append(queue, s)
			}
		}
	}
}

// Whatever the receptionist says stands in the catalogue and is sound, and the catalogue holds nothing that is never said.
func TestReceptionistIsHeard(t *testing.T) {
	c := catalogue(t)
	speaker := New(c, Options{})
	said, tried := map[anteroom.PromptID]bool{}, map[anteroom.Prompt]bool{}
	tell := func(x anteroom.Prompt) {
		if said[x.ID] = true; tried[x] {
			return
		}
		tried[x] = true
		if pcm, err := speaker.Say(t.Context(), x); err != nil || len(pcm) < Rate/4 {
			t.Errorf("%+v: %d samples, %v", x, len(pcm), err)
		}
	}
	for _, p := range plans() {
		walk(p, 4000, tell)
	}
	conversations(tell)
	for _, l := range c.Languages() { // of a call for which there is no plan
		tell(anteroom.Prompt{ID: "not_now", Language: l})
	}
	for _, id := range c.Prompts() {
		if !said[id] && !isSpelling(id) {
			t.Errorf("%s is never said", id)
		}
	}
}
