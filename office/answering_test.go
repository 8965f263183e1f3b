package office_test

import (
	"context"
	"maps"
	"reflect"
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
	"github.com/google/go-cmp/cmp/cmpopts"
)

// parts are the fields of a plan, and of what it is made of, each by its name.
func parts(p anteroom.Plan) map[string]any {
	all := map[string]any{}
	add := func(of string, whole any) {
		for field, v := range reflect.ValueOf(whole).Fields() {
			name := of + field.Name
			list, _ := all[name].([]any)
			all[name] = append(list, v.Interface())
		}
	}
	add("", p)
	all["At"] = p.At.Location().String()
	for _, x := range p.People {
		add("People.", x)
	}
	for _, user := range slices.Sorted(maps.Keys(p.Smart)) {
		add("Smart.", p.Smart[user])
	}
	if p.Front != nil {
		add("Front.", *p.Front)
		add("Front.", p.Front.Reception)
		add("Front.", p.Front.Hours)
	}
	return all
}

// givenElsewhere are the parts that are no setting of the company called: what the call itself says, and what only plans for a
// phone's calls have.
var givenElsewhere = []string{"Number", "Caller", "Refused", "Gate", "Outside", "Test", "PickUp"}

// settings is a company whose settings are changed one after the other.
type settings struct {
	*officetest.House
	t      *testing.T
	beside *office.Office
}

// step is a change, made in another process, and the parts of the next plan that it changes.
type step struct {
	does  office.Command
	parts string
}

func (s settings) do(c office.Command) map[string]string {
	s.t.Helper()
	who := officetest.Program()
	if above, is := c.(office.AddRestrictionAbove); is && above.VAR != "" {
		who = s.Mine.Vendor.Who
	}
	out, err := s.beside.Do(s.t.Context(), who, c, office.Ask{})
	if err != nil {
		s.t.Fatalf("%s: %v", office.Name(c), err)
	}
	return out.Made
}

func (s settings) plan(o *office.Office) anteroom.Plan {
	s.t.Helper()
	p, err := o.Answer(s.t.Context(), anteroom.Incoming{Number: s.Mine.Number, Caller: "+15145550199"})
	if err != nil {
		s.t.Fatal(err)
	}
	return p
}

// steps change each part at least once.
func (s settings) steps() []step {
	id, marc := s.Mine.ID, s.Mine.Users[0]
	text := []anteroom.Wording{{Language: "fr", Text: "Bonjour"}, {Language: "en", Text: "Hello"}}
	menu := anteroom.Destination("menu:" + s.do(office.AddMenu{Company: id, Name: "Accueil", Prompts: text, Keys: []anteroom.MenuKey{{Key: "1", To: "user:202"}}})["menu"])
	far := office.EditMenu{Company: id, Menu: anteroom.MenuID(strings.TrimPrefix(string(menu), "menu:")), Name: "Accueil", Prompts: text, Keys: []anteroom.MenuKey{{Key: "1", To: "number:+15145550122"}}}
	rule := office.AddCallRule{Company: id, User: marc, RuleFields: office.RuleFields{Name: "A", From: anteroom.FromAnybody, Deed: anteroom.DeedNumber, Number: "514 555-0122"}}
	inside := rule
	inside.Name, inside.Number = "B", "202"
	open := office.SetReceptionist{Company: id, Greeting: text, Root: menu}
	remembers, unheard, back := open, open, open
	remembers.Remember, back.CallBack = 30, true
	unheard.Remember, unheard.Unheard = 30, true
	hours := office.SetHours{Company: id, Zone: "Asia/Tokyo", Week: []anteroom.Span{{Day: 1, From: "09:00", To: "17:00"}}, Closed: menu, Holiday: "operator", Holidays: []anteroom.Holiday{{Date: "12-25", Name: "Noël"}}}
	return []step{
		{office.SetGeneral{Company: id, Name: "Boréal ltée", Country: "CA"}, "CompanyName"},
		{office.SetLanguages{Company: id, First: "en", Second: "fr"}, "Languages"},
		{office.EditNumber{Company: id, Number: s.Mine.Number, Kind: anteroom.NumberVoice, First: "fr"}, "Languages"},
		{office.SetBilling{Company: id, Zone: "America/Toronto"}, "At"},
		{office.EditPhoneSystem{PhoneSystem: s.PhoneSystem, Name: "Anteroom", Kind: "builtin", SIP: "pbx.example:5060"}, "PBX"},
		{office.SetProvisioning{Company: id, PBX: s.SparePhoneSystem}, "PBX"},
		{office.SetRecogniser{Address: "https://whisper.example"}, "Speech"},
		{office.CreateUser{Company: id, First: "Zoé", Last: "Abel", Email: "zoe@boreal.example"}, "People People.User"},
		{office.EditUser{Company: id, User: marc, First: new("Max")}, "People.First"},
		{office.EditUser{Company: id, User: marc, Last: new("Roy")}, "People.Last"},
		{office.EditUser{Company: id, User: marc, Extension: new("211")}, "People.Extension"},
		{office.EditUser{Company: id, User: marc, Operator: new(false)}, "People.Operator"},
		{office.EditUser{Company: id, User: marc, Language: new(anteroom.Language("en"))}, "People.Language"},
		{office.EditUser{Company: id, User: marc, VoiceMessages: new(0)}, "People.NoMailbox"},
		{office.EditUser{Company: id, User: marc, Expires: new("2001-01-01")}, "People"},
		{office.EditUser{Company: id, User: marc, Expires: new(""), Operator: new(true), VoiceMessages: new(20)}, "People"},
		{office.SetStatus{Company: id, User: marc, Status: anteroom.InMeeting}, "Smart Smart.Status"},
		{office.SetGreeting{Company: id, User: marc, Language: "fr", Text: "C’est moi"}, "Smart.Greetings"},
		{rule, "Smart.Rules"},
		{office.AddRestriction{Company: id, User: marc, Name: "U", Pattern: "+1514*", Rule: anteroom.DenyAll}, "Smart.Rules"},
		{inside, "Smart.Rules"},
		{office.EditUser{Company: id, User: s.Mine.Users[1], Extension: new("205")}, "People.Extension Smart.Rules"},
		{open, "Front Front.Reception Front.Greeting Front.Root"},
		{office.AddGroup{Company: id, Name: "Ventes", Members: []anteroom.UserID{"205"}}, "Front.Groups"},
		{far, "Front.Menus Numbers Decided"},
		{office.AddRestriction{Company: id, Name: "C", Pattern: "+15145550122", Rule: anteroom.DenyAll}, "Decided Numbers"},
		{office.AddRestrictionAbove{VAR: s.Mine.VAR, Name: "V", Pattern: "+15145550122", Rule: anteroom.DenyAll}, "Decided"},
		{office.AddRestrictionAbove{Name: "S", Pattern: "+15145550122", Rule: anteroom.DenyAll}, "Decided"},
		{back, "Front.CallBack CallBack"},
		{remembers, "Front.Remember Front.CallBack CallBack"},
		{unheard, "Front.Unheard Speech"},
		{hours, "Front.Hours Front.Zone Front.Week Front.Holidays Front.Closed Front.Holiday At"},
		{office.OpenByHand{Company: id, State: anteroom.Closed, Until: time.Now().AddDate(0, 0, 7).Format("2006-01-02T15:04")}, "Front.Switch Front.Until"},
		{office.SetHoldMusic{Company: id, File: []byte("RIFF" + strings.Repeat("x", 40+24000))}, "Hold Front.Hold"},
		{office.ReleaseNumber{Company: id, Number: s.Mine.Number}, "Free Front"},
		{office.AssignNumber{Company: id, Number: s.Mine.Number, User: "205"}, "Free To"},
		{office.SuspendCompany{Company: id, Reason: "Impayé"}, "Free"},
		{office.ResumeCompany{Company: id}, "Free"},
		{office.RemoveCompany{Company: id, Name: "Boréal ltée"}, "Free"},
		{office.RecoverCompany{Company: id}, "Free"},
		{office.RemoveVAR{VAR: s.Mine.VAR, Name: "Nordik"}, "Free"},
		{office.RecoverVAR{VAR: s.Mine.VAR}, "Free"},
		{office.AssignNumber{Company: id, Number: s.Mine.Number}, "To"},
		{office.EditNumber{Company: id, Number: s.Mine.Number, Kind: anteroom.NumberFax}, "Free"},
		{office.EditNumber{Company: id, Number: s.Mine.Number, Kind: anteroom.NumberVoice}, "Free"},
	}
}

// "Change a setting, and hear it on the next call", whatever process changes it: the plan of an office that has answered before is
// that of one that never has. A part of a plan that no step changes fails the test, as does a step that changes nothing.
func TestEveryPlanIsOfNow(t *testing.T) {
	h := officetest.Build(t, storetest.SQLite(t))
	s := settings{h, t, h.Beside()}
	left := map[string]bool{}
	for of, whole := range map[string]any{"": anteroom.Plan{}, "People.": anteroom.Person{}, "Smart.": anteroom.Smart{}, "Front.": anteroom.Front{}} {
		for _, field := range reflect.VisibleFields(reflect.TypeOf(whole)) {
			left[of+field.Name] = !slices.Contains(givenElsewhere, of+field.Name)
		}
	}
	last := parts(s.plan(h.Office))
	see := func(does, names string) {
		t.Helper()
		p := s.plan(h.Office)
		now := parts(p)
		if diff := cmp.Diff(parts(s.plan(h.Beside())), now, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s: -another's +ours\n%s", does, diff)
		}
		for name := range strings.FieldsSeq(names) {
			if left[name] = false; cmp.Equal(last[name], now[name]) {
				t.Errorf("%s: %s is still %v", does, name, now[name])
			}
		}
		last = now
	}
	for _, step := range s.steps() {
		s.do(step.does)
		see(office.Name(step.does), step.parts)
	}
	s.keep("a full mailbox", func(tx *store.Tx) error { return tx.SetFull(h.Mine.ID, h.Mine.Users[1], true) })
	see("a full mailbox", "Smart.Full")
	s.keep("a mailbox with room", func(tx *store.Tx) error { return tx.SetFull(h.Mine.ID, h.Mine.Users[1], false) })
	see("a mailbox with room", "Smart")
	s.keep("a caller's choice", func(tx *store.Tx) error { return tx.PutCallerLanguage(h.Mine.ID, "+15145550199", "fr") })
	see("a caller's choice", "Languages")
	s.do(office.RemoveNumber{Company: h.Mine.ID, Number: h.Mine.Number})
	if _, err := h.Answer(t.Context(), anteroom.Incoming{Number: h.Mine.Number}); anteroom.KindOf(err) != anteroom.NotFound {
		t.Errorf("a number of nobody's: %v", err)
	}
	s.do(office.AddNumber{Company: h.Other.ID, Number: string(h.Mine.Number)})
	see("another company's number", "Company Front.Company")
	for name, unseen := range left {
		if unseen {
			t.Errorf("no step changes %s", name)
		}
	}
}

// People are read anew where one of them may have changed, and not after any other change: there may be very many.
func TestPeopleAreReadWhereTheyChanged(t *testing.T) {
	h := officetest.Build(t, storetest.SQLite(t))
	s := settings{h, t, h.Beside()}
	last := s.plan(h.Office).People
	for _, row := range []struct {
		does office.Command
		read bool
	}{
		{office.AddRestriction{Company: h.Mine.ID, Name: "C", Pattern: "+1900*", Rule: anteroom.DenyAll}, false},
		{office.SetStatus{Company: h.Mine.ID, User: h.Mine.Users[0], Status: anteroom.InMeeting}, false},
		{office.ReleaseNumber{Company: h.Mine.ID, Number: h.Mine.Number}, false},
		{office.EditUser{Company: h.Mine.ID, User: h.Mine.Users[0], First: new("Max")}, true},
	} {
		s.do(row.does)
		now := s.plan(h.Office).People
		if read := &now[0] != &last[0]; read != row.read {
			t.Errorf("%s: read anew: %v, want %v", office.Name(row.does), read, row.read)
		}
		last = now
	}
}

// keep changes what no history tells.
func (s settings) keep(what string, do func(*store.Tx) error) {
	s.t.Helper()
	if err := s.Store.Write(s.t.Context(), do); err != nil {
		s.t.Fatalf("%s: %v", what, err)
	}
}

// A call to a number where nothing was changed since the last one.
func BenchmarkAnswer(b *testing.B) {
	h := officetest.Build(b, storetest.SQLite(b))
	h.Furnish(b)
	ctx, cancel := context.WithCancel(b.Context())
	defer cancel()
	h.Do(b, officetest.Program(), office.SetReceptionist{Company: h.Mine.ID, Root: "menu:" + anteroom.Destination(h.Mine.Menu)})
	b.ReportAllocs()
	for b.Loop() {
		if _, err := h.Answer(ctx, anteroom.Incoming{Number: h.Mine.Number, Caller: "+15145550199"}); err != nil {
			b.Fatal(err)
		}
	}
}

// The lines of a crowd of calls: each is told of twice.
func BenchmarkKeep(b *testing.B) {
	h := officetest.Build(b, storetest.SQLite(b))
	b.ReportAllocs()
	for b.Loop() {
		calls := make([]anteroom.Call, 64)
		for i := range calls {
			at := time.Now()
			calls[i] = anteroom.Call{ID: anteroom.NewID[anteroom.CallID](at), Company: h.Mine.ID, Number: h.Mine.Number, Caller: "+15145550199", Began: at, Answered: at,
				Languages: anteroom.Languages{First: "fr"}, Language: "fr"}
		}
		if err := h.Keep(b.Context(), calls); err != nil {
			b.Fatal(err)
		}
		for i := range calls {
			calls[i].Ended, calls[i].Path, calls[i].Verdict = calls[i].Began.Add(2*time.Second), []string{"greeting"}, anteroom.Verdict{Result: anteroom.Abandoned, Reason: anteroom.CallerHungUp}
			calls[i].Prompts = []anteroom.Prompt{{ID: "greeting", Language: "fr", Name: h.Mine.Name}}
		}
		if err := h.Keep(b.Context(), calls); err != nil {
			b.Fatal(err)
		}
	}
}
