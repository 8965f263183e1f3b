package office_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/office/officetest"
	"anteroom.dev/anteroom/store"
	"anteroom.dev/anteroom/store/storetest"
)

// phoning is a call in which the first user of my company talks with the assistant.
type phoning struct {
	*officetest.House
	call   anteroom.Call
	source string
}

func phones(t *testing.T, s *store.Store) phoning {
	t.Helper()
	h := officetest.Build(t, s)
	h.Furnish(t)
	h.Do(t, h.Mine.Administrator.Who, office.SetPIN{Company: h.Mine.ID, User: h.Mine.Users[0], PIN: "481516"})
	now := time.Now()
	return phoning{h, anteroom.Call{ID: anteroom.NewID[anteroom.CallID](now), Company: h.Mine.ID, Number: h.Mine.Number, Caller: "201", Began: now, Languages: anteroom.Languages{First: "fr"}, Language: "fr"}, "marc"}
}

func (p phoning) signs(t *testing.T, account, pin, source string) anteroom.Answer {
	t.Helper()
	a, err := p.Assist(context.Background(), anteroom.Assistance{Of: anteroom.SignIn{Account: account, PIN: pin}, Call: p.call, Source: source})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func (p phoning) asks(t *testing.T, r anteroom.Request, recording *anteroom.Recording) anteroom.Answer {
	t.Helper()
	a, err := p.Assist(context.Background(), anteroom.Assistance{Of: r, Call: p.call, Source: p.source, User: p.Mine.Users[0], Recording: recording})
	if err != nil {
		t.Fatalf("%T: %v", r, err)
	}
	return a
}

// The PIN: by extension or User ID; wrong ones are limited across calls, by account and by source; the user is told once; what is not
// there answers as a wrong PIN does.
func TestPINByPhone(t *testing.T) {
	p := phones(t, storetest.SQLite(t))
	d, err := p.User(context.Background(), p.System.Who, p.Mine.ID, p.Mine.Users[0])
	if err != nil {
		t.Fatal(err)
	}
	for _, account := range []string{"201", d.User.Number} {
		if a := p.signs(t, account, "481516", "a"); a.Desk == nil || a.Desk.User != p.Mine.Users[0] || !a.Desk.Mailbox || len(a.Desk.Contacts) != 2 {
			t.Errorf("%s: %+v", account, a)
		}
	}
	for name, account := range map[string]string{"nobody": "999", "nobody's number": "99999999", "one without a PIN": "202", "hostile": "' OR 1=1"} {
		if a := p.signs(t, account, "481516", "b"); !a.Wrong || a.Desk != nil {
			t.Errorf("%s: %+v", name, a)
		}
	}
	for i := range 5 {
		if a := p.signs(t, "201", "0000", []string{"c", "d", "e"}[i%3]); !a.Wrong {
			t.Errorf("wrong PIN %d: %+v", i, a)
		}
	}
	if a := p.signs(t, "201", "481516", "f"); !a.Locked || a.Desk != nil {
		t.Errorf("after five wrong ones: %+v", a)
	}
	jobs, err := p.Outbox(context.Background(), p.System.Who, anteroom.Target{Company: p.Mine.ID}, anteroom.Find{Most: 50, Where: map[string]string{}})
	if err != nil {
		t.Fatal(err)
	}
	told := 0
	for _, j := range jobs.Rows {
		if j.Message == anteroom.PINClosed {
			told++
		}
	}
	if told != 1 {
		t.Errorf("told %d times", told)
	}
	for _, user := range []anteroom.UserID{"", p.Other.Users[0], "none"} { // whoever has not signed in gets nothing
		if a, err := p.Assist(context.Background(), anteroom.Assistance{Of: anteroom.ReadVoice{}, Call: p.call, User: user}); err == nil {
			t.Errorf("%q reads %+v", user, a)
		}
	}
}

// What a user does by telephone is done, with the user's own rights and name.
func TestAssistantDoes(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		p := phones(t, s)
		id, marc, other := p.Mine.ID, p.Mine.Users[0], p.Mine.Users[1]
		first := left(t, p.House, time.Now().Add(-2*time.Hour))
		second := left(t, p.House, time.Now().Add(-time.Hour))
		p.asks(t, anteroom.Hear{Message: first}, nil)
		if v := p.asks(t, anteroom.ReadVoice{}, nil).Voice; len(v) != 2 || v[0].ID != second || v[1].ID != first {
			t.Errorf("new ones come first: %+v", v)
		}
		if to := p.asks(t, anteroom.Reach{Number: "+15145550122"}, nil).To; to.Number != "+15145550122" || to.For != marc { // as a contact's is kept
			t.Errorf("a contact is not reached: %+v", to)
		}
		p.asks(t, anteroom.Drop{Message: second}, nil)
		if got := mailbox(t, p.House, ""); !slices.Equal(got, []string{"heard"}) {
			t.Error(got)
		}
		p.asks(t, anteroom.Keep{Message: second}, nil)
		p.asks(t, anteroom.Renew{Message: first}, nil)
		if got := mailbox(t, p.House, ""); !slices.Equal(got, []string{"new", "new"}) {
			t.Error(got)
		}
		if a := p.asks(t, anteroom.Drop{Message: "another's"}, nil); !a.Wrong {
			t.Error("another's message was deleted")
		}
		sound := func() *anteroom.Recording {
			return &anteroom.Recording{ID: anteroom.NewID[anteroom.RecordingID](time.Now()), Length: 2 * time.Second, WAV: []byte("RIFF----WAVE his voice")}
		}
		p.asks(t, anteroom.SendVoice{To: other}, sound())
		who := marcOf(p.Mine)
		who.User = other
		l, err := p.VoiceMessages(context.Background(), who, id, other, anteroom.Find{Most: 9, Where: map[string]string{}})
		if err != nil || len(l.Rows) != 1 || l.Rows[0].Sender != marc || l.Rows[0].Caller != "201" {
			t.Errorf("the colleague has %+v, %v", l.Rows, err)
		}
		if a := p.asks(t, anteroom.SendVoice{To: p.Other.Users[0]}, sound()); !a.Wrong {
			t.Error("another company's user was left a message")
		}
		greeting := sound()
		p.asks(t, anteroom.PutGreeting{Language: p.Mine.Greeted}, greeting)
		p.asks(t, anteroom.PutStatus{Status: anteroom.OnVacation}, nil)
		plan := planOf(t, p.House).Smart[marc]
		if plan.Status.Status != anteroom.OnVacation || !slices.ContainsFunc(plan.Greetings, func(g anteroom.Greeting) bool { return g.Recording == greeting.ID && g.Text == "" }) {
			t.Errorf("the next call: %+v", plan)
		}
		if wav, err := p.Sound(context.Background(), id, greeting.ID); err != nil || string(wav) != string(greeting.WAV) {
			t.Errorf("its sound: %q %v", wav, err)
		}
		if r, err := p.Recording(context.Background(), p.Mine.Administrator.Who, id, greeting.ID); err != nil || string(r.WAV) != string(greeting.WAV) {
			t.Errorf("the administrator hears what all callers hear: %q %v", r.WAV, err)
		}
		list, err := p.History(context.Background(), p.Mine.Administrator.Who, anteroom.Target{Company: id}, 0, 1)
		if err != nil || list[0].Source != anteroom.ByTelephone || list[0].Command != "set-status" || list[0].Level != anteroom.LevelUser {
			t.Errorf("the history: %+v %v", list, err)
		}
		p.Do(t, p.Mine.Administrator.Who, office.AddRestriction{Company: id, Name: "Kiosques", Pattern: "+1976*", Rule: anteroom.DenyAll})
		if a := p.asks(t, anteroom.Reach{Number: "514 555 0122"}, nil); a.Wrong || a.To.Number != "+15145550122" || a.To.For != marc {
			t.Errorf("a number: %+v", a)
		}
		for _, n := range []string{"1 976 555 1234", "12", "", "sip:x@evil"} {
			if a := p.asks(t, anteroom.Reach{Number: n}, nil); !a.Wrong {
				t.Errorf("%q: %+v", n, a)
			}
		}
		mail := p.asks(t, anteroom.ReadMail{}, nil).Mail
		if len(mail) == 0 {
			t.Fatal("no e-mails")
		}
		if a := p.asks(t, anteroom.ReadLetter{Letter: mail[0].ID}, nil); a.Text == "" {
			t.Errorf("a letter: %+v", a)
		}
		p.asks(t, anteroom.DropLetters{Letters: []string{mail[0].ID}}, nil)
		if now := p.asks(t, anteroom.ReadMail{}, nil).Mail; len(now) != len(mail)-1 {
			t.Errorf("after one was deleted: %d of %d", len(now), len(mail))
		}
	})
}

// The own phone reaches the assistant by its code, and by the own extension.
func TestAssistantCode(t *testing.T) {
	h := officetest.Build(t, storetest.SQLite(t))
	from := anteroom.Phone{Company: h.Mine.ID, User: h.Mine.Users[0]}
	for _, number := range []string{office.AssistantCode, "201"} {
		r, err := h.Dialled(context.Background(), from, number)
		if err != nil || r.Plan.To != from.User || r.Plan.Caller.User != from.User || string(r.Number) != number {
			t.Errorf("%s: %+v, %v", number, r, err)
		}
		s, _ := r.Plan.Step(anteroom.State{}, anteroom.Event{Kind: anteroom.Begin})
		if s.Path != "assistant" {
			t.Errorf("%s leads to %q", number, s.Path)
		}
	}
}

// A prompt is recorded by telephone with the code that its page shows: once, by who gave the PIN, under that name; its text stays behind
// it, an undo brings it back, and who had the page open is told. What is no code is refused, in the end without being looked at.
func TestPromptByPhone(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		p := phones(t, s)
		id, admin, menu := p.Mine.ID, p.Mine.Administrator.Who, p.Mine.Menu
		give := func(menu anteroom.MenuID) string {
			return p.Do(t, admin, office.GiveRecordingCode{Company: id, Menu: menu, Language: "fr"}).Made["code"]
		}
		said := func() anteroom.Wording {
			x, err := p.Receptionist(t.Context(), admin, id)
			if err != nil {
				t.Fatal(err)
			}
			return anteroom.Said(x.Menus[slices.IndexFunc(x.Menus, func(m anteroom.Menu) bool { return m.ID == menu })].Prompts, "fr")
		}
		sound := &anteroom.Recording{ID: "r", Length: time.Second, WAV: []byte("RIFF----WAVE Ventes")}
		before, lost := said(), give(menu)
		code, greeting := give(menu), give("")
		if a := p.asks(t, anteroom.FindPrompt{Code: lost}, nil); !a.Wrong {
			t.Errorf("the code before: %+v", a)
		}
		if a := p.asks(t, anteroom.FindPrompt{Code: code}, nil); a.Wrong || a.Language != "fr" || a.Name == "" {
			t.Errorf("the code of the menu: %+v", a)
		}
		if a := p.asks(t, anteroom.FindPrompt{Code: greeting}, nil); a.Wrong || a.Language != "fr" || a.Name != "" {
			t.Errorf("the code of the greeting: %+v", a)
		}
		if d := p.signs(t, "201", "481516", "x").Desk; !d.Recording {
			t.Error("the assistant does not offer it")
		}
		x, err := p.Receptionist(t.Context(), admin, id)
		if a := p.asks(t, anteroom.PutPrompt{Code: code}, sound); err != nil || a.Wrong || a.Failed {
			t.Fatalf("recorded: %+v %v", a, err)
		}
		after := said()
		if wav, err := p.Sound(t.Context(), id, after.Sound); err != nil || string(wav) != string(sound.WAV) || after.Text != before.Text || after.Sound == before.Sound {
			t.Errorf("callers hear %q, %+v, %v", wav, after, err)
		}
		stale := office.SetPrompt{Company: id, Menu: menu, Language: "fr", Text: "Autre"}
		if _, err := p.Office.Do(t.Context(), admin, stale, office.Ask{Version: x.Version}); anteroom.KindOf(err) != anteroom.Conflict {
			t.Errorf("the outdated page: %v", err)
		}
		list, err := p.History(t.Context(), admin, anteroom.Target{Company: id}, 0, 1)
		if err != nil || list[0].Source != anteroom.ByTelephone || list[0].Command != "record-prompt" || list[0].Level != anteroom.LevelUser {
			t.Fatalf("the history: %+v %v", list, err)
		}
		p.Do(t, admin, office.Undo{Company: id, Change: list[0].ID})
		if got := said(); got != before {
			t.Errorf("undone: %+v, before: %+v", got, before)
		}
		if a := p.asks(t, anteroom.PutPrompt{Code: code}, sound); !a.Wrong {
			t.Error("a code was used twice")
		}
		for range 5 {
			p.asks(t, anteroom.FindPrompt{Code: "000000"}, nil)
		}
		if a := p.asks(t, anteroom.FindPrompt{Code: greeting}, nil); !a.Wrong {
			t.Error("codes can be guessed")
		}
	})
}
