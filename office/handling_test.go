package office_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/office/officetest"
	"anteroom.dev/anteroom/store"
	"anteroom.dev/anteroom/store/storetest"
	"github.com/google/go-cmp/cmp"
)

// marcOf is the first user of a company, in person.
func marcOf(c officetest.Company) anteroom.Who {
	return anteroom.Who{Account: "marc", Level: anteroom.LevelUser, VAR: c.VAR, Company: c.ID, User: c.Users[0], Name: "Marc", Lang: "fr", Source: anteroom.Portal}
}

// plan is that of the next call to my company.
func planOf(t *testing.T, h *officetest.House) anteroom.Plan {
	t.Helper()
	p, err := h.Answer(context.Background(), anteroom.Incoming{Number: h.Mine.Number, Caller: "+15145550199"})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// "Change a setting, and hear it on the next call", for all that a user says of the own calls, to another process first; the gate decides on each number,
// whoever changes what it goes by; and the user undoes it.
func TestHandlingIsInTheNextPlan(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := officetest.Build(t, s)
		id, marc := h.Mine.ID, h.Mine.Users[0]
		who := marcOf(h.Mine)
		if p := planOf(t, h); len(p.Smart) != 0 || p.At.IsZero() || p.Caller.Number != "+15145550199" {
			t.Errorf("%+v", p)
		}
		out, err := h.Beside().Do(t.Context(), who, office.SetStatus{Company: id, User: marc, Status: anteroom.InMeeting}, office.Ask{})
		if err != nil {
			t.Fatal(err)
		}
		change := out.Change
		if got := planOf(t, h).Smart[marc].Status.Status; got != anteroom.InMeeting {
			t.Errorf("status: %q", got)
		}
		h.Do(t, who, office.AddCallRule{Company: id, User: marc, RuleFields: office.RuleFields{Name: "Cellulaire", From: anteroom.FromAnybody, Deed: anteroom.DeedNumber, Number: "514 555-0122", Screen: true}})
		h.Do(t, who, office.SetGreeting{Company: id, User: marc, Language: h.Company(t, id).Languages.First, Text: "C’est moi"})
		dial := func() anteroom.NumberID { return planOf(t, h).Smart[marc].Rules[0].Dial }
		if got := dial(); got != "+15145550122" {
			t.Errorf("dials %q", got)
		}
		if g := planOf(t, h).Smart[marc].Greetings; len(g) != 1 || g[0].Text != "C’est moi" {
			t.Errorf("greetings: %+v", g)
		}
		sendsGreeting(t, s, h)
		for name, step := range map[string]struct {
			who anteroom.Who
			on  office.Command
			off func(string) office.Command
		}{
			"the system's": {h.System.Who, office.AddRestrictionAbove{Name: "S", Pattern: "+1514*", Rule: anteroom.DenyAll}, func(r string) office.Command {
				return office.RemoveRestrictionAbove{Restriction: anteroom.RestrictionID(r)}
			}},
			"the VAR's": {h.Mine.Vendor.Who, office.AddRestrictionAbove{VAR: h.Mine.VAR, Name: "V", Pattern: "+1514*", Rule: anteroom.DenyAll}, func(r string) office.Command {
				return office.RemoveRestrictionAbove{VAR: h.Mine.VAR, Restriction: anteroom.RestrictionID(r)}
			}},
			"the company's": {h.Mine.Administrator.Who, office.AddRestriction{Company: id, Name: "C", Pattern: "+1514*", Rule: anteroom.DenyAll}, func(r string) office.Command {
				return office.RemoveRestriction{Company: id, Restriction: anteroom.RestrictionID(r)}
			}},
			"the user's, after a PIN that nobody can be asked for": {h.Mine.Administrator.Who, office.AddRestriction{Company: id, User: marc, Name: "U", Pattern: "+1514*", Rule: anteroom.AllowPIN}, func(r string) office.Command {
				return office.RemoveRestriction{Company: id, Restriction: anteroom.RestrictionID(r)}
			}},
		} {
			rule := h.Do(t, step.who, step.on).Made["restriction"]
			if got := dial(); got != "" {
				t.Errorf("against %s restriction it dials %q", name, got)
			}
			h.Do(t, step.who, step.off(rule))
			if got := dial(); got != "+15145550122" {
				t.Errorf("without %s restriction it dials %q", name, got)
			}
		}
		h.Do(t, who, office.UndoOwn{Company: id, User: marc, Change: change})
		if got := planOf(t, h).Smart[marc].Status.At(time.Now()); got != anteroom.Available {
			t.Errorf("after the undo: %q", got)
		}
	})
}

// sendsGreeting has a user send a recording: callers hear it, the user and no colleague can fetch it, and it is kept for as long as
// it is a greeting or the undo can put it back.
func sendsGreeting(t *testing.T, s *store.Store, h *officetest.House) {
	t.Helper()
	id, marc, who := h.Mine.ID, h.Mine.Users[0], marcOf(h.Mine)
	sent := h.Do(t, who, office.SetGreeting{Company: id, User: marc, Language: h.Company(t, id).Languages.First, File: []byte("RIFF" + strings.Repeat("x", 40+24000))}).Change
	g := planOf(t, h).Smart[marc].Greetings
	if len(g) != 1 || g[0].Text != "" || g[0].Length != 1500*time.Millisecond {
		t.Fatalf("a recording: %+v", g)
	}
	for whose, want := range map[anteroom.UserID]string{marc: "<nil>", h.Mine.Users[1]: "not_found error.not_found"} {
		asks := who
		asks.User = whose
		if r, err := h.Recording(t.Context(), asks, id, g[0].Recording); wrong(err) != want || err == nil && len(r.WAV) != 24044 {
			t.Errorf("%s hears %d bytes, %v", whose, len(r.WAV), err)
		}
	}
	kept := func(when string, want int, days int) {
		t.Helper()
		err := s.Write(t.Context(), func(tx *store.Tx) error {
			wav, err := tx.PromptSound(id, g[0].Recording)
			if tx.Now = tx.Now.AddDate(0, 0, -days); err == nil && days > 0 {
				err = tx.PutPromptSound(id, marc, g[0].Recording, wav)
			}
			return err
		})
		if err == nil {
			err = h.ForgetCallers(t.Context())
		}
		wav, _ := h.Sound(t.Context(), id, g[0].Recording) // of what is gone there is none
		if err != nil || len(wav) != want {
			t.Errorf("%s: a caller hears %d bytes, %v", when, len(wav), err)
		}
	}
	kept("in use, for long", 24044, 40)
	h.Do(t, who, office.UndoOwn{Company: id, User: marc, Change: sent})
	if g := planOf(t, h).Smart[marc].Greetings; len(g) != 1 || g[0].Text != "C’est moi" {
		t.Errorf("after the undo: %+v", g)
	}
	kept("replaced a moment ago", 24044, 0)
	kept("replaced long ago", 0, 40)
}

// What is refused: another's, what the administrator keeps, a number that the gate refuses or that is none.
func TestHandlingRefused(t *testing.T) {
	h := officetest.Build(t, storetest.SQLite(t))
	id, marc, other := h.Mine.ID, h.Mine.Users[0], h.Mine.Users[1]
	who := marcOf(h.Mine)
	h.Do(t, h.Mine.Administrator.Who, office.AddRestriction{Company: id, Name: "Kiosques", Pattern: "+1900*", Rule: anteroom.DenyAll})
	rule := office.AddCallRule{Company: id, User: marc, RuleFields: office.RuleFields{Name: "A", From: anteroom.FromAnybody, Deed: anteroom.DeedNumber}}
	to := func(n string) office.AddCallRule { r := rule; r.Number = n; return r }
	past := office.SetStatus{Company: id, User: marc, Status: anteroom.InMeeting, Until: time.Now().Add(-time.Hour)}
	for name, row := range map[string]struct {
		who  anteroom.Who
		c    office.Command
		want string
	}{
		"a colleague's status":        {who, office.SetStatus{Company: id, User: other, Status: anteroom.InMeeting}, "not_found error.not_found"},
		"a colleague's greeting":      {who, office.SetGreeting{Company: id, User: other, Language: "fr", Text: "x"}, "not_found error.not_found"},
		"an administrator's ear":      {h.Mine.Administrator.Who, office.RemoveVoiceMessages{Company: id, User: marc, Messages: []anteroom.RecordingID{"x"}}, "forbidden error.forbidden"},
		"a number that is denied":     {who, to("1 900 555 1234"), "invalid number:error.call_rule.refused"},
		"a number that is none":       {who, to("12"), "invalid number:error.call_rule.number"},
		"no number":                   {who, to(""), "invalid number:error.call_rule.number"},
		"a status that is over":       {who, past, "invalid until:error.status.past"},
		"a language that is not ours": {who, office.SetGreeting{Company: id, User: marc, Language: "xx", Text: "x"}, "invalid language:error.language.not_spoken"},
		"a file that is no recording": {who, office.SetGreeting{Company: id, User: marc, Language: "fr", Text: "x", File: []byte("MZ")}, "invalid file:error.recording.kind"},
		"a colleague's, with a file":  {who, office.SetGreeting{Company: id, User: other, Language: "fr", File: []byte("RIFF")}, "not_found error.not_found"},
		"neither text nor recording":  {who, office.SetGreeting{Company: id, User: marc, Language: "fr"}, "invalid text:error.text.empty"},
		"another's change":            {who, office.UndoOwn{Company: id, User: marc, Change: h.Mine.Change}, "not_found error.not_found"},
	} {
		if _, err := h.Office.Do(context.Background(), row.who, row.c, office.Ask{}); wrong(err) != row.want {
			t.Errorf("%s: got %q, want %q", name, wrong(err), row.want)
		}
	}
	yes := true
	h.Do(t, h.Mine.Administrator.Who, office.EditUser{Company: id, User: marc, AdministratorOnly: &yes})
	if _, err := h.Office.Do(context.Background(), who, to("514 555 0122"), office.Ask{}); wrong(err) != "forbidden error.user.administrator_only" {
		t.Errorf("kept by the administrator: %q", wrong(err))
	}
	h.Do(t, who, office.SetStatus{Company: id, User: marc, Status: anteroom.InMeeting}) // daily use, no configuration
}

// A greeting in a language that the company speaks no more is kept, and comes back where its removal is undone; a new one in it is
// refused.
func TestGreetingOfDroppedLanguage(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := officetest.Build(t, s)
		admin, id, marc := h.Mine.Administrator.Who, h.Mine.ID, h.Mine.Users[0]
		h.Do(t, admin, office.SetLanguages{Company: id, First: "fr", Second: "en"})
		set := office.SetGreeting{Company: id, User: marc, Language: "en", Text: "It is me"}
		h.Do(t, admin, set)
		h.Do(t, admin, office.SetLanguages{Company: id, First: "fr"})
		if _, err := h.Office.Do(t.Context(), admin, set, office.Ask{}); wrong(err) != "invalid language:error.language.not_spoken" {
			t.Errorf("set anew: %v", err)
		}
		gone := h.Do(t, admin, office.RemoveGreeting{Company: id, User: marc, Language: "en"})
		h.Do(t, admin, office.Undo{Company: id, Change: gone.Change})
		if g := planOf(t, h).Smart[marc].Greetings; len(g) != 1 || g[0].Text != "It is me" {
			t.Errorf("after the undo: %+v", g)
		}
	})
}

// Rules are asked in their order; one is moved up, and back by an undo.
func TestRuleOrder(t *testing.T) {
	h := officetest.Build(t, storetest.SQLite(t))
	id, marc, who := h.Mine.ID, h.Mine.Users[0], marcOf(h.Mine)
	var ids []anteroom.CallRuleID
	for _, name := range []string{"A", "B", "C"} {
		ids = append(ids, anteroom.CallRuleID(h.Do(t, who, office.AddCallRule{Company: id, User: marc, RuleFields: office.RuleFields{Name: name, From: anteroom.FromAnybody, Deed: anteroom.DeedVoicemail}}).Made["call_rule"]))
	}
	order := func() (names string) {
		for _, r := range planOf(t, h).Smart[marc].Rules {
			names += r.Name
		}
		return names
	}
	change := h.Do(t, who, office.MoveCallRule{Company: id, User: marc, Rule: ids[2]}).Change
	if got := order(); got != "ACB" {
		t.Error("moved:", got)
	}
	h.Do(t, who, office.UndoOwn{Company: id, User: marc, Change: change})
	if got := order(); got != "ABC" {
		t.Error("undone:", got)
	}
	removed := h.Do(t, who, office.RemoveCallRule{Company: id, User: marc, Rule: ids[0]}).Change
	if got := order(); got != "BC" {
		t.Error("removed:", got)
	}
	h.Do(t, h.Mine.Administrator.Who, office.Undo{Company: id, Change: removed})
	if got := order(); got != "ABC" {
		t.Error("put back by the administrator:", got)
	}
}

// left has my company's first user be left a voice message.
func left(t *testing.T, h *officetest.House, began time.Time) anteroom.RecordingID {
	t.Helper()
	return h.Call(t, h.Mine, began).Recording.ID
}

// mailbox is what a user has: "new" and "heard", newest first.
func mailbox(t *testing.T, h *officetest.House, state string) (list []string) {
	t.Helper()
	l, err := h.VoiceMessages(context.Background(), marcOf(h.Mine), h.Mine.ID, h.Mine.Users[0], anteroom.Find{Most: 50, Where: map[string]string{"state": state}})
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range l.Rows {
		if m.Heard.IsZero() {
			list = append(list, "new")
		} else {
			list = append(list, "heard")
		}
	}
	return list
}

// The life of a voice message: new, heard, new again, deleted, recovered, and gone for good after its time.
func TestVoicemailLife(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := officetest.Build(t, s)
		ctx, id, marc, who := context.Background(), h.Mine.ID, h.Mine.Users[0], marcOf(h.Mine)
		first := left(t, h, time.Now().Add(-2*time.Hour))
		left(t, h, time.Now().Add(-time.Hour))
		look := func(what string, want ...string) {
			t.Helper()
			if diff := cmp.Diff(want, mailbox(t, h, "")); diff != "" {
				t.Errorf("%s: %s", what, diff)
			}
		}
		look("left", "new", "new")
		if err := h.Heard(ctx, who, id, marc, first); err != nil {
			t.Fatal(err)
		}
		look("played", "new", "heard")
		h.Do(t, who, office.MarkVoiceMessages{Company: id, User: marc, Messages: []anteroom.RecordingID{first}})
		look("marked", "new", "new")
		change := h.Do(t, who, office.RemoveVoiceMessages{Company: id, User: marc, Messages: []anteroom.RecordingID{first}}).Change
		look("deleted", "new")
		if got := mailbox(t, h, "removed"); len(got) != 1 {
			t.Errorf("deleted ones: %v", got)
		}
		h.Do(t, who, office.UndoOwn{Company: id, User: marc, Change: change})
		look("undone", "new", "new")
		h.Do(t, who, office.RemoveVoiceMessages{Company: id, User: marc, Messages: []anteroom.RecordingID{first}})
		h.Do(t, who, office.RecoverVoiceMessages{Company: id, User: marc, Messages: []anteroom.RecordingID{first}})
		look("recovered", "new", "new")
		for name, stranger := range map[string]anteroom.Who{"the administrator": h.Mine.Administrator.Who, "the system": h.System.Who, "another company's user": marcOf(h.Other)} {
			if _, _, err := h.VoiceMessage(ctx, stranger, id, marc, first); err == nil {
				t.Errorf("%s hears it", name)
			}
			if _, err := h.Recording(ctx, stranger, id, first); err == nil {
				t.Errorf("%s hears it as the recording of the call", name)
			}
		}
		nobodys := anteroom.Call{ID: "nobodys", Company: id, Number: h.Mine.Number, Began: time.Now(), Ended: time.Now(), Language: "fr",
			Verdict: anteroom.Verdict{Result: anteroom.LeftMsg, Reason: anteroom.MessageLeft}, Recording: &anteroom.Recording{Length: time.Second, WAV: []byte("RIFF")}}
		if err := h.Keep(ctx, []anteroom.Call{nobodys}); err != nil {
			t.Fatal(err)
		}
		if _, err := h.Recording(ctx, h.Mine.Administrator.Who, id, "nobodys"); anteroom.KindOf(err) != anteroom.NotFound {
			t.Errorf("what was left for a user who is no more is heard: %v", err)
		}
		if n, err := h.VoiceCounts(ctx, h.Mine.Administrator.Who, id, marc); err != nil || n != (anteroom.VoiceCounts{New: 2, Kept: 2}) {
			t.Errorf("the administrator is told %+v, %v", n, err)
		}
		h.Do(t, who, office.RemoveVoiceMessages{Company: id, User: marc, Messages: []anteroom.RecordingID{first}})
		err := s.Write(ctx, func(tx *store.Tx) error {
			v, err := tx.Voicemail(id, first)
			if err != nil {
				return err
			}
			v.Removed = tx.Now.Add(-32 * 24 * time.Hour)
			return tx.MarkVoicemail(v)
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := h.Office.Do(ctx, who, office.RecoverVoiceMessages{Company: id, User: marc, Messages: []anteroom.RecordingID{first}}, office.Ask{}); wrong(err) != "not_found error.not_found" {
			t.Errorf("too late: %v", err)
		}
		for more := true; more; {
			if more, err = h.Purge(ctx); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := h.Recording(ctx, h.System.Who, id, first); anteroom.KindOf(err) != anteroom.NotFound {
			t.Errorf("its sound is there still: %v", err)
		}
		look("purged", "new")
	})
}

// A mailbox keeps as many as the account says: heard ones make room; full of new ones it takes no more, and says so to the next
// caller; 0 is none, and not no limit.
func TestMailboxLimit(t *testing.T) {
	h := officetest.Build(t, storetest.SQLite(t))
	ctx, id, marc, who := context.Background(), h.Mine.ID, h.Mine.Users[0], marcOf(h.Mine)
	limit := func(n int) {
		h.Do(t, h.Mine.Administrator.Who, office.EditUser{Company: id, User: marc, VoiceMessages: &n})
	}
	limit(2)
	began := time.Now().Add(-time.Hour)
	first := left(t, h, began)
	if planOf(t, h).Smart[marc].Full {
		t.Error("full with one of two")
	}
	if err := h.Heard(ctx, who, id, marc, first); err != nil {
		t.Fatal(err)
	}
	left(t, h, began.Add(time.Minute))
	left(t, h, began.Add(2*time.Minute))
	if diff := cmp.Diff([]string{"new", "new"}, mailbox(t, h, "")); diff != "" {
		t.Error(diff)
	}
	if got := mailbox(t, h, "removed"); !slices.Equal(got, []string{"heard"}) {
		t.Errorf("what made room: %v", got)
	}
	if !planOf(t, h).Smart[marc].Full {
		t.Error("not full with two new ones of two")
	}
	limit(3)
	if planOf(t, h).Smart[marc].Full {
		t.Error("full with two of three")
	}
	limit(0)
	for _, p := range planOf(t, h).People {
		if p.NoMailbox != (p.User == marc) {
			t.Errorf("%s: no mailbox %v", p.Name(), p.NoMailbox)
		}
	}
	if got := mailbox(t, h, ""); len(got) != 2 {
		t.Errorf("what there was is kept: %v", got)
	}
}

// A status of one user among very many is read alone.
func BenchmarkPlanAfterAStatus(b *testing.B) {
	h := officetest.Build(b, storetest.SQLite(b))
	n := 200
	h.Do(b, officetest.Program(), office.SetVARKeys{VAR: h.Mine.VAR, Keys: n + 50})
	h.Do(b, officetest.Program(), office.SetKeys{Company: h.Mine.ID, Keys: n + 10})
	for i := range n {
		u := h.Do(b, officetest.Program(), office.CreateUser{Company: h.Mine.ID, Last: fmt.Sprint("L", i), Email: fmt.Sprint(i, "@boreal.example"), Packages: []anteroom.PackageID{}}).Made["user"]
		h.Do(b, officetest.Program(), office.AddCallRule{Company: h.Mine.ID, User: anteroom.UserID(u), RuleFields: office.RuleFields{Name: "A", From: anteroom.FromAnybody, Deed: anteroom.DeedNumber, Number: "514 555 0122"}})
	}
	for i := 0; b.Loop(); i++ {
		b.StopTimer()
		h.Do(b, marcOf(h.Mine), office.SetStatus{Company: h.Mine.ID, User: h.Mine.Users[0], Status: []anteroom.Status{anteroom.InMeeting, anteroom.OnVacation}[i%2]})
		b.StartTimer()
		if _, err := h.Answer(context.Background(), anteroom.Incoming{Number: h.Mine.Number}); err != nil {
			b.Fatal(err)
		}
	}
}
