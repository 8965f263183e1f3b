package office_test

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/store"
	"anteroom.dev/anteroom/store/storetest"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// TestMain asks for two hundred random sequences where rapid's own default is half of that.
func TestMain(m *testing.M) {
	flag.Parse()
	if err := flag.Set("rapid.checks", "200"); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}

// plain composes texts that tell their cause; the real composer has tests of its own.
type plain struct{}

func (plain) Compose(n anteroom.Notice) (subject, text, html string, err error) {
	return string(n.Kind), fmt.Sprintf("%s %s %s", n.Kind, n.ToName, n.Link), "<p>" + string(n.Kind) + "</p>", nil
}

const password = "une phrase de passe"

// house is an office with one company, its administrator signed in, and a user.
type house struct {
	*office.Office
	store   *store.Store
	company anteroom.CompanyID
	vendor  anteroom.VARID
	admin   anteroom.Who
	user    anteroom.UserID
}

var program = anteroom.Who{Level: anteroom.LevelSystem, Name: "Anteroom", Source: anteroom.Program}

func (h *house) do(t testing.TB, who anteroom.Who, c office.Command) office.Outcome {
	t.Helper()
	out, err := h.Do(context.Background(), who, c, office.Ask{})
	if err != nil {
		t.Fatalf("%s: %v", office.Name(c), err)
	}
	return out
}

func build(t testing.TB, s *store.Store) *house {
	t.Helper()
	h := &house{store: s, Office: office.New(office.Config{Store: s, Composer: plain{}, Log: slog.New(slog.DiscardHandler), Portal: "http://portal.example",
		Complete: func(l anteroom.Language) int {
			if l == "fr" || l == "en" || l == "es" {
				return 0
			}
			return 7
		}})}
	h.do(t, program, office.SetSystemLanguages{Languages: []anteroom.Language{"fr", "en", "es"}})
	h.vendor = anteroom.VARID(h.do(t, program, office.CreateVAR{Name: "Nordik", Keys: 500, SupportEmail: "aide@nordik.example"}).Made["var"])
	pbx := anteroom.SystemID(h.do(t, program, office.AddPhoneSystem{Name: "Anteroom", Kind: "builtin"}).Made["phone_system"])
	out := h.do(t, program, office.CreateCompany{VAR: h.vendor, Kind: anteroom.Private, Name: "Boréal", Country: "CA", First: "fr", Keys: 5, PBX: pbx,
		AdministratorName: "Chantal Létourneau", AdministratorLanguage: "fr", Email: "chantal@boreal.example",
		AssistantName: "Emma", AssistantEmail: "emma@boreal.example"})
	h.company = anteroom.CompanyID(out.Made["company"])
	if err := h.Reset(context.Background(), out.Made["set_up"], password, password); err != nil {
		t.Fatal(err)
	}
	h.user = anteroom.UserID(h.do(t, program, office.CreateUser{Company: h.company, First: "Marc", Last: "Tremblay", Email: "marc@boreal.example", Extension: "201"}).Made["user"])
	h.do(t, program, office.AddNumber{Company: h.company, Number: "+1 418 555 0100"})
	h.admin = h.signIn(t, "chantal@boreal.example", password)
	return h
}

func (h *house) signIn(t testing.TB, email, password string) anteroom.Who {
	t.Helper()
	_, who, err := h.SignIn(context.Background(), email, password, "127.0.0.1")
	if err != nil {
		t.Fatal(err)
	}
	return who
}

func (h *house) profile(t testing.TB) office.Profile {
	t.Helper()
	p, err := h.Profile(context.Background(), h.admin, h.company)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// wrong is the kind of an error with its message and wrong fields: "invalid name:error.text.empty".
func wrong(err error) string {
	e, ok := err.(*anteroom.Error)
	if !ok {
		return fmt.Sprint(err)
	}
	s := e.Kind.String()
	if len(e.Fields) == 0 {
		return s + " " + e.Msg.Key
	}
	for _, f := range e.Fields {
		s += " " + f.Field + ":" + f.Msg.Key
	}
	return s
}

// R12, R14, R18: every language that must be refused is, each with its own words.
func TestLanguagesRefused(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := build(t, s)
		for _, row := range []struct {
			first, second anteroom.Language
			want          string
		}{
			{"", "", "invalid first:error.language.none"},
			{"de", "", "invalid first:error.language.unknown"},
			{"fr", "fr", "invalid second:error.language.equal"},
			{"fr", "xx", "invalid second:error.language.unknown"},
			{"de", "de", "invalid first:error.language.unknown second:error.language.unknown"},
			{"fr", "<script>", "invalid second:error.language.unknown"},
		} {
			_, err := h.Do(context.Background(), h.admin, office.SetLanguages{Company: h.company, First: row.first, Second: row.second}, office.Ask{})
			if got := wrong(err); got != row.want {
				t.Errorf("%s, %s: got %s, want %s", row.first, row.second, got, row.want)
			}
		}
		h.do(t, h.admin, office.SetLanguages{Company: h.company, First: "fr", Second: "es"})
		for _, row := range []struct {
			languages []anteroom.Language
			want      string
		}{
			{nil, "invalid languages:error.language.none"},
			{[]anteroom.Language{"fr", "en"}, "invalid languages:error.language.used"},
			{[]anteroom.Language{"fr", "en", "es", "de"}, "invalid languages:error.language.incomplete"},
		} {
			_, err := h.Do(context.Background(), program, office.SetSystemLanguages{Languages: row.languages}, office.Ask{})
			if got := wrong(err); got != row.want {
				t.Errorf("%s: got %s, want %s", row.languages, got, row.want)
			}
		}
		h.do(t, h.admin, office.SetLanguages{Company: h.company, First: "fr"})
		h.do(t, program, office.SetSystemLanguages{Languages: []anteroom.Language{"fr"}})
		_, err := h.Do(context.Background(), h.admin, office.SetLanguages{Company: h.company, First: "fr", Second: "en"}, office.Ask{})
		if got := wrong(err); got != "invalid second:error.language.only_one" {
			t.Errorf("second where the system has one: %s", got)
		}
	})
}

// R7: one wrong field stores nothing, and every wrong field is named, in the order of the page.
func TestAllOrNothing(t *testing.T) {
	h := build(t, storetest.SQLite(t))
	before := h.profile(t)
	_, err := h.Do(context.Background(), h.admin, office.SubmitProfile{Company: h.company, Name: " ", Country: "Canada", First: "fr", Second: "en",
		AdministratorName: "Chantal", AdministratorLanguage: "en", Email: "not an address", AssistantName: "Emma\r\nBcc: x@y.example", AssistantEmail: ""}, office.Ask{})
	want := "invalid name:error.text.empty country:error.country.unknown email:error.email.wrong assistant_name:error.text.control assistant_email:error.email.empty"
	if got := wrong(err); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if diff := cmp.Diff(before, h.profile(t)); diff != "" {
		t.Error(diff)
	}
}

// R8: the outdated page is refused with both values, and nothing of it is stored.
func TestStale(t *testing.T) {
	h := build(t, storetest.SQLite(t))
	p := h.profile(t)
	h.do(t, program, office.SetGeneral{Company: h.company, Name: "Boréal Coopérative", Country: "CA"})
	_, err := h.Do(context.Background(), h.admin, office.SetAssistant{Company: h.company, Name: "Zoé", Email: "zoe@boreal.example"}, office.Ask{Version: p.Version})
	e, ok := err.(*anteroom.Error)
	if !ok || e.Kind != anteroom.Conflict || e.Stale == nil || len(e.Stale.Fields) != 1 {
		t.Fatalf("got %v", err)
	}
	f := e.Stale.Fields[0]
	if f.Field != "name" || string(f.Before) != `"Boréal"` || string(f.Now) != `"Boréal Coopérative"` || f.Who != "Anteroom" {
		t.Errorf("got %+v", f)
	}
	if _, err := h.Do(context.Background(), h.admin, office.SetAssistant{Company: h.company, Name: "Zoé", Email: "zoe@boreal.example"}, office.Ask{Version: e.Stale.Version}); err != nil {
		t.Error(err)
	}
}

// A user made meanwhile is no reason to refuse the page.
func TestStaleElsewhere(t *testing.T) {
	h := build(t, storetest.SQLite(t))
	p := h.profile(t)
	h.do(t, program, office.CreateUser{Company: h.company, Last: "Roy", Email: "roy@boreal.example"})
	if _, err := h.Do(context.Background(), h.admin, office.SetLanguages{Company: h.company, First: "en"}, office.Ask{Version: p.Version}); err != nil {
		t.Error(err)
	}
}

// R9: what is stored is what was shown.
func TestDigest(t *testing.T) {
	h := build(t, storetest.SQLite(t))
	c := office.SetLanguages{Company: h.company, First: "fr", Second: "en"}
	shown, err := h.Do(context.Background(), h.admin, c, office.Ask{Preview: true})
	if err != nil {
		t.Fatal(err)
	}
	if !shown.Reach() || shown.Effects[0].Text.Key != "effect.callers.two_languages" || shown.Change != "" {
		t.Errorf("got %+v", shown)
	}
	h.do(t, program, office.AddNumber{Company: h.company, Number: "+1 418 555 0101"})
	if _, err := h.Do(context.Background(), h.admin, c, office.Ask{Digest: shown.Digest}); wrong(err) != "conflict error.digest" {
		t.Errorf("another number is reached now: %v", err)
	}
	shown, err = h.Do(context.Background(), h.admin, c, office.Ask{Preview: true})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.Do(context.Background(), h.admin, c, office.Ask{Digest: shown.Digest}); err != nil {
		t.Error(err)
	}
}

// R32 to R34, R36: passwords.
func TestPassword(t *testing.T) {
	h := build(t, storetest.SQLite(t))
	h.signIn(t, "CHANTAL@boreal.example", password)
	again := "autre chose"
	for _, row := range []struct {
		c    office.ChangePassword
		want string
	}{
		{office.ChangePassword{Current: "wrong", New: "tout à fait neuf"}, "invalid current:error.password.wrong"},
		{office.ChangePassword{Current: password, New: "court"}, "invalid new:error.password.short"},
		{office.ChangePassword{Current: password, New: "Password123"}, "invalid new:error.password.common"},
		{office.ChangePassword{Current: password, New: "chantalletourneau1"}, "<nil>"},
		{office.ChangePassword{Current: password, New: "tout à fait neuf", Again: &again}, "invalid again:error.password.unequal"},
		{office.ChangePassword{Current: password, New: password}, "invalid new:error.password.same"},
	} {
		row.c.Company = h.company
		_, err := h.Do(context.Background(), h.admin, row.c, office.Ask{Preview: true})
		if got := wrong(err); got != row.want {
			t.Errorf("%+v: got %s, want %s", row.c, got, row.want)
		}
	}
	h.do(t, h.admin, office.ChangePassword{Company: h.company, Current: password, New: "tout à fait neuf"})
	if _, _, err := h.SignIn(context.Background(), "chantal@boreal.example", password, "127.0.0.1"); wrong(err) != "invalid error.sign_in.wrong" {
		t.Errorf("the old password: %v", err)
	}
	h.signIn(t, "chantal@boreal.example", "tout à fait neuf")
}

// R34: the present session goes on, the others end.
func TestOtherSessionsEnd(t *testing.T) {
	h := build(t, storetest.SQLite(t))
	ctx := context.Background()
	mine, _, err := h.SignIn(ctx, "chantal@boreal.example", password, "a")
	if err != nil {
		t.Fatal(err)
	}
	other, _, err := h.SignIn(ctx, "chantal@boreal.example", password, "b")
	if err != nil {
		t.Fatal(err)
	}
	who, err := h.Session(ctx, mine)
	if err != nil {
		t.Fatal(err)
	}
	address := office.SetAdministrator{Company: h.company, Name: "Chantal", Email: "new@boreal.example", Language: "en"}
	if _, err := h.Do(ctx, who, address, office.Ask{}); wrong(err) != "invalid confirm:error.confirm" {
		t.Errorf("without the password: %v", err)
	}
	if err := h.Confirm(ctx, who, "not the password"); wrong(err) != "invalid confirm:error.password.wrong" {
		t.Errorf("a wrong password: %v", err)
	}
	if err := h.Confirm(ctx, who, password); err != nil {
		t.Fatal(err)
	}
	h.do(t, who, address)
	if _, err := h.Session(ctx, mine); err != nil {
		t.Errorf("the present session ended: %v", err)
	}
	if _, err := h.Session(ctx, other); wrong(err) != "forbidden error.sign_in" {
		t.Errorf("the other session goes on: %v", err)
	}
	jobs, err := h.Claim(ctx, 10, time.Minute, "")
	if err != nil || len(jobs) != 2 {
		t.Errorf("%d messages, for the old and the new address: %v", len(jobs), err)
	}
}

// Wrong passwords are limited, for an address that nobody has too.
func TestAttempts(t *testing.T) {
	h := build(t, storetest.SQLite(t))
	for _, email := range []string{"chantal@boreal.example", "nobody@boreal.example"} {
		for range 10 {
			if _, _, err := h.SignIn(context.Background(), email, "wrong", "s"+email); wrong(err) != "invalid error.sign_in.wrong" {
				t.Fatal(err)
			}
		}
		if _, _, err := h.SignIn(context.Background(), email, password, "elsewhere"); anteroom.KindOf(err) != anteroom.Limit {
			t.Errorf("%s: %v", email, err)
		}
	}
}

// R38: a message queued keeps the sender it has; the next one has the new one. The caller's line and the message are
// stored together, once, however often the end of the call is told.
func TestAssistantOfTheMoment(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := build(t, s)
		ctx := context.Background()
		end := func(id anteroom.CallID) {
			c := anteroom.Call{ID: id, Company: h.company, Number: "+14185550100", Caller: "+15145550199", Began: time.Now(), Ended: time.Now(), Language: "fr",
				Languages: anteroom.Languages{First: "fr"}, User: h.user, Verdict: anteroom.Verdict{Result: anteroom.LeftMsg, Reason: anteroom.MessageLeft},
				Recording: &anteroom.Recording{Length: 3 * time.Second, WAV: []byte("RIFF")}}
			for range 2 {
				if err := h.Keep(ctx, []anteroom.Call{c}); err != nil {
					t.Fatal(err)
				}
			}
		}
		end("k1")
		h.do(t, h.admin, office.SetAssistant{Company: h.company, Name: "Zoé", Email: "zoe@boreal.example"})
		end("k2")
		jobs, err := h.Claim(ctx, 10, time.Minute, "")
		if err != nil {
			t.Fatal(err)
		}
		var senders []string
		for _, j := range jobs {
			if j.Kind != anteroom.Deliver {
				continue
			}
			m, file, err := h.Message(ctx, j.Company, anteroom.MessageID(j.Target))
			if err != nil || file == nil || string(file.Content) != "RIFF" {
				t.Fatalf("%v %v", file, err)
			}
			senders = append(senders, m.FromName+" "+m.FromEmail+" to "+m.ToEmail)
		}
		want := []string{"Emma emma@boreal.example to marc@boreal.example", "Zoé zoe@boreal.example to marc@boreal.example"}
		if diff := cmp.Diff(want, senders); diff != "" {
			t.Error(diff)
		}
	})
}

// R10: what cannot be undone says why.
func TestUndoRefused(t *testing.T) {
	h := build(t, storetest.SQLite(t))
	undo := func(id anteroom.ChangeID) string {
		_, err := h.Do(context.Background(), h.admin, office.Undo{Company: h.company, Change: id}, office.Ask{})
		return wrong(err)
	}
	first := h.do(t, h.admin, office.SetLanguages{Company: h.company, First: "fr", Second: "en"}).Change
	h.do(t, h.admin, office.SetLanguages{Company: h.company, First: "fr", Second: "es"})
	secret := h.do(t, h.admin, office.ChangePassword{Company: h.company, Current: password, New: "tout à fait neuf"}).Change
	keys := h.do(t, program, office.SetKeys{Company: h.company, Keys: 9}).Change
	number := h.do(t, program, office.AddNumber{Company: h.company, Number: "+14185550199"}).Change
	for _, row := range []struct {
		name string
		id   anteroom.ChangeID
		want string
	}{
		{"a newer change of the same", first, "conflict error.undo.newer"},
		{"a password", secret, "conflict error.undo.secret"},
		{"what only the provider may change", keys, "forbidden error.forbidden"},
		{"a number that the provider added", number, "forbidden error.forbidden"},
		{"nothing that exists", "nonsense", "not_found error.not_found"},
	} {
		if got := undo(row.id); got != row.want {
			t.Errorf("%s: got %s, want %s", row.name, got, row.want)
		}
	}
	made := h.do(t, program, office.CreatePackage{Name: "Plus", Currency: "CAD"}).Change
	if _, err := h.Do(t.Context(), program, office.UndoAbove{Change: made}, office.Ask{}); wrong(err) != "conflict error.undo.package" {
		t.Error(err)
	}
	user := h.do(t, h.admin, office.CreateUser{Company: h.company, Last: "Roy", Email: "roy@boreal.example"}).Change
	if got := undo(user); got != "<nil>" { // who was made is removed
		t.Error(got)
	}
	name := h.do(t, h.admin, office.SetGeneral{Company: h.company, Name: "Autre", Country: "CA"}).Change
	if got := undo(name); got != "<nil>" {
		t.Error(got)
	}
	if got := undo(name); got != "conflict error.undo.twice" {
		t.Error(got)
	}
}

// state is all that commands of the page can change.
func state(t testing.TB, h *house) string {
	p := h.profile(t)
	raw, err := json.Marshal([]any{p.Company, p.Administrator, p.Packages, p.Users})
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// Random sequences of commands: the preview tells just what happens, and undoing all of it, newest first, gives the
// state before (R9, R10).
func TestPreviewAndUndo(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := build(t, s)
		ctx := context.Background()
		rapid.Check(t, func(rt *rapid.T) {
			start := state(t, h)
			var done []anteroom.ChangeID
			for range rapid.IntRange(1, 5).Draw(rt, "length") {
				c := anyCommand(h).Draw(rt, "command")
				before := state(t, h)
				shown, refused := h.Do(ctx, h.admin, c, office.Ask{Preview: true})
				if state(t, h) != before {
					rt.Fatal("a preview changed something")
				}
				out, err := h.Do(ctx, h.admin, c, office.Ask{Digest: shown.Digest})
				if fmt.Sprint(refused) != fmt.Sprint(err) {
					rt.Fatalf("preview %v, then %v", refused, err)
				}
				if diff := cmp.Diff(shown.Items, out.Items); diff != "" {
					rt.Fatal(diff)
				}
				if diff := cmp.Diff(fmt.Sprint(shown.Effects), fmt.Sprint(out.Effects)); diff != "" {
					rt.Fatal(diff)
				}
				if out.Change != "" {
					done = append(done, out.Change)
				}
			}
			for i := len(done) - 1; i >= 0; i-- {
				if _, err := h.Do(ctx, h.admin, office.Undo{Company: h.company, Change: done[i]}, office.Ask{}); err != nil {
					rt.Fatal(err)
				}
			}
			if diff := cmp.Diff(start, state(t, h)); diff != "" {
				rt.Fatal(diff)
			}
		})
	})
}

func anyCommand(h *house) *rapid.Generator[office.Command] {
	language := rapid.SampledFrom([]anteroom.Language{"", "fr", "en", "es", "de"})
	name := rapid.SampledFrom([]string{"", "Boréal", "Atlas Conseil", " espaces ", "a\x00b", strings.Repeat("x", 101), "R&D <b>\"'", "日本"})
	email := rapid.SampledFrom([]string{"", "emma@boreal.example", "Emma@Boreal.example", "zoé@québec.example", "a@b", "x@y.example\r\nBcc: z@y.example"})
	return rapid.Custom(func(t *rapid.T) office.Command {
		switch rapid.IntRange(0, 4).Draw(t, "which") {
		case 0:
			return office.SetLanguages{Company: h.company, First: language.Draw(t, "first"), Second: language.Draw(t, "second")}
		case 1:
			return office.SetAssistant{Company: h.company, Name: name.Draw(t, "name"), Email: email.Draw(t, "email")}
		case 2:
			return office.SetAdministrator{Company: h.company, Name: name.Draw(t, "name"), Email: email.Draw(t, "email"), Language: language.Draw(t, "language")}
		case 3:
			return office.SetGeneral{Company: h.company, Name: name.Draw(t, "name"), Country: rapid.SampledFrom([]string{"CA", "FR", "ca", ""}).Draw(t, "country")}
		}
		return office.SubmitProfile{Company: h.company, Name: name.Draw(t, "name"), Country: "CA", First: language.Draw(t, "first"), Second: language.Draw(t, "second"),
			AdministratorName: name.Draw(t, "administrator"), AdministratorLanguage: language.Draw(t, "language"), Email: email.Draw(t, "email"),
			AssistantName: name.Draw(t, "assistant"), AssistantEmail: email.Draw(t, "assistant e-mail")}
	})
}

// Parallel Submits: each is in the history once, and the chain is whole (checked when the store closes).
func TestParallel(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := build(t, s)
		start := h.profile(t).Version
		var wg sync.WaitGroup
		for n := range 16 {
			wg.Go(func() {
				_, err := h.Do(context.Background(), h.admin, office.SetGeneral{Company: h.company, Name: fmt.Sprintf("Nom %d", n), Country: "CA"}, office.Ask{})
				if err != nil && anteroom.KindOf(err) != anteroom.Unavailable {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if _, err := h.Verify(context.Background(), h.admin, h.company); err != nil {
			t.Error(err)
		}
		if p := h.profile(t); p.Version == start {
			t.Error("nothing was stored")
		}
	})
}

// After each commit, and only then, watchers are told.
func TestWatch(t *testing.T) {
	h := build(t, storetest.SQLite(t))
	ctx, cancel := context.WithCancel(context.Background())
	notices := h.Watch(ctx, h.company)
	if _, err := h.Do(ctx, h.admin, office.SetLanguages{Company: h.company, First: "en"}, office.Ask{Preview: true}); err != nil {
		t.Fatal(err)
	}
	out := h.do(t, h.admin, office.SetLanguages{Company: h.company, First: "en"})
	if n := <-notices; n.Seq != out.Version || n.Command != "set-languages" {
		t.Errorf("got %+v", n)
	}
	cancel()
	if _, open := <-notices; open {
		t.Error("told twice")
	}
}
