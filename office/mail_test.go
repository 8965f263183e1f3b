package office_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/office/officetest"
	"anteroom.dev/anteroom/store"
	"anteroom.dev/anteroom/store/storetest"
	"github.com/google/go-cmp/cmp"
)

func setMail(c officetest.Company, a anteroom.MailAccess) office.SetMailAccess {
	return office.SetMailAccess{Company: c.ID, Incoming: a.Incoming, Outgoing: a.Outgoing, Email: "essai@boreal.example", Password: officetest.MailPassword}
}

// R27: what was not proven by connecting is not stored, and a ticket is good for exactly what was proven.
func TestMailAccessIsProven(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := officetest.Build(t, s)
		c, ctx, a := h.Mine, context.Background(), officetest.Access("boreal.example")
		trial := office.MailTrial{Of: anteroom.Target{Company: c.ID}, Access: a, Email: "essai@boreal.example", Password: officetest.MailPassword}
		steps := 0
		ticket, err := h.TryMail(ctx, c.Administrator.Who, trial, func(anteroom.MailStep) { steps++ })
		if err != nil || steps != 2 {
			t.Fatalf("%d steps, %v", steps, err)
		}
		theirs := trial
		theirs.Of = anteroom.Target{Company: h.Other.ID}
		foreign, err := h.TryMail(ctx, h.Other.Administrator.Who, theirs, func(anteroom.MailStep) {})
		if err != nil {
			t.Fatal(err)
		}
		other, wrongPassword := setMail(c, a), setMail(c, a)
		other.Incoming.Host, other.Ticket, wrongPassword.Password = "imap.else.example", ticket, "autre"
		empty := office.SetMailAccess{Company: c.ID}
		for name, row := range map[string]struct {
			who     anteroom.Who
			command office.SetMailAccess
			want    string
		}{
			"another server":    {c.Administrator.Who, other, "invalid mail.error.ticket"},
			"another's ticket":  {c.Administrator.Who, office.SetMailAccess{Company: c.ID, Incoming: a.Incoming, Outgoing: a.Outgoing, Ticket: foreign}, "invalid mail.error.ticket"},
			"a forged ticket":   {c.Administrator.Who, office.SetMailAccess{Company: c.ID, Incoming: a.Incoming, Outgoing: a.Outgoing, Ticket: "e30"}, "invalid mail.error.ticket"},
			"a wrong password":  {c.Administrator.Who, wrongPassword, "invalid mail.cause.password"},
			"of another":        {h.Other.Administrator.Who, setMail(c, a), "not_found error.not_found"},
			"by a user":         {userOf(c), setMail(c, a), "not_found error.not_found"},
			"nothing filled in": {c.Administrator.Who, empty, wrong(emptyMail())},
		} {
			if _, err := h.Office.Do(ctx, row.who, row.command, office.Ask{}); wrong(err) != row.want {
				t.Errorf("%s: got %s, want %s", name, wrong(err), row.want)
			}
		}
		if m, err := h.MailAccess(ctx, c.Administrator.Who, c.ID); err != nil || m.Connection != nil {
			t.Errorf("something is stored: %+v %v", m, err)
		}
		h.Do(t, c.Administrator.Who, office.SetMailAccess{Company: c.ID, Incoming: a.Incoming, Outgoing: a.Outgoing, Ticket: ticket})
		m, err := h.MailAccess(ctx, c.Administrator.Who, c.ID)
		if err != nil || m.Connection == nil || m.Connection.MailAccess != a || m.Connection.Validated.IsZero() {
			t.Errorf("%+v %v", m, err)
		}
	})
}

func userOf(c officetest.Company) anteroom.Who {
	return anteroom.Who{Level: anteroom.LevelUser, VAR: c.VAR, Company: c.ID, User: c.Users[0], Name: "Marc Tremblay", Source: anteroom.Portal}
}

// emptyMail is the complaint about a form in which nothing is filled in.
func emptyMail() error {
	var f anteroom.Fields
	anteroom.MailAccess{}.Check(&f)
	f.Email("email", "")
	f.Wrong("password", "error.text.empty")
	return f.Err()
}

// R28, R29: a user gives two fields; when the company's connection changes or goes, the user's does not.
func TestUserMailIsACopy(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := officetest.Build(t, s)
		c, ctx, first, second := h.Mine, context.Background(), officetest.Access("boreal.example"), officetest.Access("neuf.example")
		me := userOf(c)
		connect := office.ConnectMail{Company: c.ID, User: me.User, UserName: "tremblay", Password: officetest.MailPassword}
		if _, err := h.Office.Do(ctx, me, connect, office.Ask{}); anteroom.KindOf(err) != anteroom.Invalid {
			t.Errorf("without a company's connection two fields are enough: %v", err)
		}
		h.Do(t, c.Administrator.Who, setMail(c, first))
		h.Do(t, me, connect)
		h.Do(t, c.Administrator.Who, setMail(c, second))
		mine := func() office.UserMailStatus {
			m, err := h.UserMail(ctx, me, c.ID, me.User)
			if err != nil || m.Connection == nil {
				t.Fatalf("%+v %v", m, err)
			}
			return m
		}
		if m := mine(); m.Connection.MailAccess != first || m.Access != second {
			t.Errorf("%+v", m)
		}
		keep := connect
		keep.Keep = true
		h.Do(t, me, keep)
		if m := mine(); m.Connection.MailAccess != first {
			t.Errorf("a new password changed the servers: %+v", m.Connection)
		}
		h.Do(t, c.Administrator.Who, office.RemoveMailAccess{Company: c.ID})
		if m := mine(); m.Connection.MailAccess != first || m.Company {
			t.Errorf("%+v", m)
		}
		list, err := h.History(ctx, c.Administrator.Who, anteroom.Target{Company: c.ID}, 0, 1)
		if err != nil {
			t.Fatal(err)
		}
		h.Do(t, c.Administrator.Who, office.Undo{Company: c.ID, Change: list[0].ID})
		if m, err := h.MailAccess(ctx, c.Administrator.Who, c.ID); err != nil || m.Connection == nil || m.Connection.MailAccess != second || m.Connected != 1 {
			t.Errorf("removing it is not undone: %+v %v", m, err)
		}
		h.Do(t, me, connect)
		if m := mine(); m.Connection.MailAccess != second {
			t.Errorf("who connects anew has the company's: %+v", m.Connection)
		}
	})
}

// A mailbox is opened for the user whose it is, and for nobody who stands above.
func TestOwnMailOnly(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := officetest.Build(t, s)
		h.Furnish(t)
		c, ctx := h.Mine, context.Background()
		acting := c.Administrator.Who
		acting.Acting = anteroom.Acting{Level: anteroom.LevelVAR}
		colleague := userOf(c)
		colleague.User = c.Users[1]
		for _, who := range []anteroom.Who{h.System.Who, c.Vendor.Who, c.Administrator.Who, acting, colleague, h.Other.Administrator.Who, userOf(h.Other)} {
			if _, err := h.OpenMail(ctx, who, c.ID, c.Users[0]); anteroom.KindOf(err) != anteroom.NotFound {
				t.Errorf("%s %s opened it: %v", who.Level, who.Name, err)
			}
		}
		for _, who := range []anteroom.Who{userOf(c), {Level: anteroom.LevelSystem, Source: anteroom.Program}} {
			box, err := h.OpenMail(ctx, who, c.ID, c.Users[0])
			if err != nil {
				t.Fatal(err)
			}
			if n, err := box.Counts(); err != nil || n.All != 2 {
				t.Errorf("%+v %v", n, err)
			}
			box.Close()
		}
	})
}

// The password stands in no history, and another address ends the connection, which the preview tells.
func TestMailSecretAndReset(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := officetest.Build(t, s)
		h.Furnish(t)
		c, ctx, email := h.Mine, context.Background(), "autre@boreal.example"
		list, err := h.History(ctx, c.Administrator.Who, anteroom.Target{Company: c.ID}, 0, 50)
		if err != nil {
			t.Fatal(err)
		}
		for _, change := range list {
			for _, i := range change.Items {
				for name, raw := range i.After {
					if bytes.Contains(raw, []byte(officetest.MailPassword)) {
						t.Errorf("%s tells the password", name)
					}
				}
			}
		}
		edit := office.EditUser{Company: c.ID, User: c.Users[0], Email: &email}
		out, err := h.Office.Do(ctx, c.Administrator.Who, edit, office.Ask{Preview: true})
		if err != nil {
			t.Fatal(err)
		}
		var keys []string
		for _, e := range out.Effects {
			keys = append(keys, e.Text.Key)
		}
		if diff := cmp.Diff([]string{"effect.user.email", "effect.mail.reset"}, keys); diff != "" {
			t.Error(diff)
		}
		back := office.Undo{Company: c.ID, Change: h.Do(t, c.Administrator.Who, edit).Change}
		if out, err = h.Office.Do(ctx, c.Administrator.Who, back, office.Ask{Preview: true}); err != nil || !slices.ContainsFunc(out.Effects, func(e anteroom.Effect) bool { return e.Text.Key == "effect.mail.forgotten" }) {
			t.Errorf("an undo does not tell that the connection stays ended: %+v %v", out.Effects, err)
		}
		if m, err := h.UserMail(ctx, userOf(c), c.ID, c.Users[0]); err != nil || m.Connection != nil {
			t.Errorf("%+v %v", m.Connection, err)
		}
		if _, err := h.OpenMail(ctx, userOf(c), c.ID, c.Users[0]); wrong(err) != "not_found mail.error.unconnected" {
			t.Error(wrong(err))
		}
		h.Do(t, c.Administrator.Who, back)
		if u, err := h.User(ctx, c.Administrator.Who, c.ID, c.Users[0]); err != nil || u.User.Email == email {
			t.Errorf("%s %v", u.User.Email, err)
		}
	})
}

// Whoever has the files of the database, with all messages, histories and jobs, has no secret in them.
func TestSealedAtRest(t *testing.T) {
	dir := t.TempDir()
	s, err := store.Open(context.Background(), "sqlite:"+filepath.Join(dir, "anteroom.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	h := officetest.Build(t, s)
	h.Furnish(t)
	secrets := h.Plant(t, h.Mine)
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	var all []byte
	for _, f := range files {
		raw, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, raw...)
	}
	if told := officetest.Told(string(all), secrets); len(told) > 0 || !bytes.Contains(all, []byte(h.Mine.Administrator.Email)) {
		t.Errorf("%d bytes in %v hold %v", len(all), files, told)
	}
}

// A company proposes its proven connection; it is on the list when the system's administrator approves it.
func TestProposedProvider(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := officetest.Build(t, s)
		c, ctx := h.Mine, context.Background()
		propose := office.ProposeMailProvider{Company: c.ID, Name: "Courriel du Nord", Domain: "@Nord.example."}
		if _, err := h.Office.Do(ctx, c.Administrator.Who, propose, office.Ask{}); anteroom.KindOf(err) != anteroom.NotFound {
			t.Errorf("what is not proven is proposed: %v", err)
		}
		h.Do(t, c.Administrator.Who, setMail(c, officetest.Access("nord.example")))
		id := anteroom.MailProviderID(h.Do(t, c.Administrator.Who, propose).Made["mail_provider"])
		if _, err := h.Office.Do(ctx, c.Administrator.Who, propose, office.Ask{}); wrong(err) != "invalid domain:mail_providers.error.known" {
			t.Error(wrong(err))
		}
		withdraw := office.WithdrawMailProvider{Company: c.ID, MailProvider: id}
		if _, err := h.Office.Do(ctx, h.Other.Administrator.Who, office.WithdrawMailProvider{Company: h.Other.ID, MailProvider: id}, office.Ask{}); wrong(err) != "invalid mail_provider:mail.error.proposal" {
			t.Error(wrong(err))
		}
		gone := h.Do(t, c.Administrator.Who, withdraw).Change
		if m, err := h.MailAccess(ctx, c.Administrator.Who, c.ID); err != nil || len(m.Proposed) != 0 {
			t.Errorf("%+v %v", m.Proposed, err)
		}
		h.Do(t, c.Administrator.Who, office.Undo{Company: c.ID, Change: gone})
		bad := propose
		bad.Domain = "nord"
		if _, err := h.Office.Do(ctx, c.Administrator.Who, bad, office.Ask{}); wrong(err) != "invalid domain:mail_providers.error.domain" {
			t.Error(wrong(err))
		}
		for _, approved := range []bool{false, true} {
			list, err := h.MailProviders(ctx, h.System.Who)
			if err != nil || len(list) != 1 || list[0].Approved != approved || list[0].ProposedBy != "Boréal" || list[0].Domains[0] != "nord.example" {
				t.Errorf("%+v %v", list, err)
			}
			if !approved {
				h.Do(t, h.System.Who, office.ApproveMailProvider{MailProvider: id})
			}
		}
		if _, err := h.Office.Do(ctx, c.Administrator.Who, withdraw, office.Ask{}); wrong(err) != "conflict mail.error.approved" {
			t.Error(wrong(err))
		}
	})
}

// R31: a public service has no mail access.
func TestPublicServiceHasNoMail(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := officetest.Build(t, s)
		out := h.Do(t, officetest.Program(), office.CreateCompany{VAR: h.Mine.VAR, Kind: anteroom.PublicService, Name: "Public", Country: "CA", First: "fr",
			AdministratorName: "Ann", AdministratorLanguage: "fr", Email: "ann@public.example", AssistantName: "Zoé", AssistantEmail: "zoe@public.example"})
		c := officetest.Company{ID: anteroom.CompanyID(out.Made["company"])}
		if _, err := h.Office.Do(context.Background(), h.Mine.Vendor.Who, setMail(c, officetest.Access("x.example")), office.Ask{}); wrong(err) != "conflict mail.error.public" {
			t.Error(wrong(err))
		}
		if _, err := h.MailAccess(context.Background(), h.Mine.Vendor.Who, c.ID); anteroom.KindOf(err) != anteroom.NotFound {
			t.Error(err)
		}
	})
}

// R29: every day the connection is tried; the administrator is told of the first failure, the page of each, and nothing is
// removed.
func TestDailyMailCheck(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := officetest.Build(t, s)
		c, ctx := h.Mine, context.Background()
		h.Do(t, c.Administrator.Who, setMail(c, officetest.Access("boreal.example")))
		job := anteroom.Job{Kind: anteroom.CheckMail, Company: c.ID, Target: string(c.ID)}
		told := 0
		check := func(down bool) office.MailAccessStatus {
			t.Helper()
			h.Mail.SetDown(down)
			if err := h.CheckMail(ctx, job); err != nil {
				t.Fatal(err)
			}
			m, err := h.MailAccess(ctx, c.Administrator.Who, c.ID)
			if err != nil || m.Connection == nil {
				t.Fatalf("%+v %v", m, err)
			}
			jobs, err := h.Claim(ctx, 100, 0, "")
			if err != nil {
				t.Fatal(err)
			}
			told = 0
			for _, j := range jobs {
				if m, _, err := h.Message(ctx, j.Company, anteroom.MessageID(j.Target)); j.Kind == anteroom.Deliver && err == nil && m.Kind == anteroom.MailAccessFailed {
					told++
					if m.ToEmail != c.Administrator.Email {
						t.Errorf("%s is told", m.ToEmail)
					}
				}
			}
			return m
		}
		if m := check(false); m.Health.Checked.IsZero() || !m.Health.Failed.IsZero() || told != 0 {
			t.Errorf("%+v, %d told", m.Health, told)
		}
		first := check(true)
		if first.Health.Failed.IsZero() || first.Health.Why.Key != "mail.cause.closed" || first.Health.Why.Args["host"] != "imap.boreal.example" || told != 1 {
			t.Errorf("%+v, %d told", first.Health, told)
		}
		if m := check(true); !m.Health.Failed.Equal(first.Health.Failed) || told != 1 {
			t.Errorf("%+v, %d told", m.Health, told)
		}
		open, err := h.OpenTasks(ctx, c.Administrator.Who, c.ID)
		if err != nil || open[len(open)-1].Name != "mail_failed" {
			t.Errorf("%+v %v", open, err)
		}
		if m := check(false); !m.Health.Failed.IsZero() || m.Health.Why.Key != "" {
			t.Errorf("%+v", m.Health)
		}
		if check(true); told != 2 {
			t.Errorf("%d told after it had worked in between", told)
		}
	})
}

// R39: after a change of the assistant's address its server is asked, and the profile tells what it said; never a refusal.
func TestAssistantProbe(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := officetest.Build(t, s)
		c, ctx := h.Mine, context.Background()
		probe := func() *anteroom.AssistantProbe {
			t.Helper()
			p, err := h.Profile(ctx, c.Administrator.Who, c.ID)
			if err != nil {
				t.Fatal(err)
			}
			return p.Probe
		}
		for _, row := range []struct {
			email  string
			passed bool
		}{{"zoe@boreal.example", true}, {"nobody@boreal.example", false}} {
			h.Do(t, c.Administrator.Who, office.SetAssistant{Company: c.ID, Name: "Zoé", Email: row.email})
			if p := probe(); p != nil {
				t.Errorf("before it was asked: %+v", p)
			}
			l, err := h.Outbox(ctx, c.Administrator.Who, anteroom.Target{Company: c.ID}, anteroom.Find{Most: 9, Where: map[string]string{"kind": string(anteroom.ProbeAssistant)}})
			if err != nil || len(l.Rows) != 1 {
				t.Fatalf("%+v %v", l, err)
			}
			if err := h.ProbeAssistant(ctx, anteroom.Job{ID: l.Rows[0].ID, Company: c.ID}); err != nil {
				t.Fatal(err)
			}
			if p := probe(); p == nil || p.Email != row.email || p.Passed != row.passed || p.Checked.IsZero() || (p.Advice.Key == "") != row.passed {
				t.Errorf("%+v", p)
			}
		}
	})
}
