package office_test

import (
	"context"
	"fmt"
	"testing"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/office/officetest"
	"anteroom.dev/anteroom/store"
	"anteroom.dev/anteroom/store/storetest"
	"github.com/google/go-cmp/cmp"
)

// free tells whether callers of a number hear that it is not in service.
func free(t *testing.T, h *officetest.House, n anteroom.NumberID) bool {
	t.Helper()
	p, err := h.Answer(context.Background(), anteroom.Incoming{Number: n})
	if err != nil {
		t.Fatal(err)
	}
	return p.Free
}

func signsIn(h *officetest.House, a officetest.Account) bool {
	_, err := h.Bearer(context.Background(), a.Token)
	return err == nil
}

// effects are the keys and counts of what a command tells that it does.
func effects(o office.Outcome) (list []string) {
	for _, e := range o.Effects {
		list = append(list, fmt.Sprintf("%s %v %v %v", e.Text.Key, e.Text.Args["count"], e.Text.Args["users"], e.Text.Args["numbers"]))
	}
	return list
}

// A company that is suspended is seen and not changed, but by its provider; its callers hear the announcement from the
// next call on.
func TestSuspended(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := officetest.Build(t, s)
		c := h.Mine
		name := office.SetGeneral{Company: c.ID, Name: "Boréal 2", Country: "CA"}
		out := h.Do(t, c.Vendor.Who, office.SuspendCompany{Company: c.ID, Reason: "Trois factures impayées"})
		if diff := cmp.Diff([]string{"effect.company.suspended 2 <nil> 1"}, effects(out)); diff != "" || !out.Reach() {
			t.Error(diff)
		}
		if !free(t, h, c.Number) {
			t.Error("callers are answered")
		}
		if _, err := h.Office.Do(context.Background(), c.Administrator.Who, name, office.Ask{}); wrong(err) != "forbidden error.company.suspended" {
			t.Error(wrong(err))
		}
		p, err := h.Profile(context.Background(), c.Administrator.Who, c.ID)
		if err != nil || p.Company.SuspendedReason != "Trois factures impayées" {
			t.Errorf("%v %+v", err, p.Company)
		}
		h.Do(t, c.Vendor.Who, name)
		resumed := h.Do(t, c.Vendor.Who, office.ResumeCompany{Company: c.ID})
		if free(t, h, c.Number) || h.Company(t, c.ID).SuspendedReason != "" {
			t.Error("not resumed")
		}
		for who, want := range map[*officetest.Account]string{&c.Administrator: "forbidden error.forbidden", &c.Vendor: "<nil>"} { // undone, it is suspended again
			_, err := h.Office.Do(context.Background(), who.Who, office.Undo{Company: c.ID, Change: resumed.Change}, office.Ask{Preview: true})
			if wrong(err) != want {
				t.Errorf("undo by %s: %s, want %s", who.Who.Name, wrong(err), want)
			}
		}
	})
}

// A company that was removed does not exist: for its people, its callers, its provider's commands and queries; and is
// back whole once it is recovered. Its keys and its number stay with it.
func TestRemovedCompany(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := officetest.Build(t, s)
		c, ctx := h.Mine, context.Background()
		phone := h.Do(t, c.Administrator.Who, office.AddPhone{Company: c.ID, User: c.Users[0]}).Made["name"]
		before := h.Company(t, c.ID)
		_, err := h.Office.Do(ctx, c.Vendor.Who, office.RemoveCompany{Company: c.ID, Name: "Atlas"}, office.Ask{})
		if wrong(err) != "invalid name:error.name.other" {
			t.Error(wrong(err))
		}
		out := h.Do(t, c.Vendor.Who, office.RemoveCompany{Company: c.ID, Name: "boreal "})
		want := []string{"effect.company.removed 2 <nil> 1", "effect.company.removed.keys 5 <nil> <nil>", "effect.removed.recover <nil> <nil> <nil>"}
		if diff := cmp.Diff(want, effects(out)); diff != "" {
			t.Error(diff)
		}
		if _, err := h.Phone(ctx, phone); !free(t, h, c.Number) || signsIn(h, c.Administrator) || !signsIn(h, c.Vendor) || wrong(err) != "not_found error.not_found" {
			t.Error("it is still there")
		}
		for what, ask := range map[string]func() error{
			"profile": func() error { _, err := h.Profile(ctx, c.Vendor.Who, c.ID); return err },
			"place": func() error {
				_, err := h.Place(ctx, c.Vendor.Who, anteroom.Target{Company: c.ID})
				return err
			},
			"set-keys": func() error {
				_, err := h.Office.Do(ctx, c.Vendor.Who, office.SetKeys{Company: c.ID, Keys: 3}, office.Ask{})
				return err
			},
			"undo": func() error {
				_, err := h.Office.Do(ctx, c.Vendor.Who, office.Undo{Company: c.ID, Change: out.Change}, office.Ask{})
				return err
			},
			"remove again": func() error {
				_, err := h.Office.Do(ctx, c.Vendor.Who, office.RemoveCompany{Company: c.ID, Name: "Boréal"}, office.Ask{})
				return err
			},
			"recover by another": func() error {
				_, err := h.Office.Do(ctx, h.Other.Vendor.Who, office.RecoverCompany{Company: c.ID}, office.Ask{})
				return err
			},
		} {
			if err := ask(); wrong(err) != "not_found error.not_found" {
				t.Errorf("%s: %s", what, wrong(err))
			}
		}
		if list, err := h.Companies(ctx, c.Vendor.Who); err != nil || len(list) != 0 {
			t.Error(list, err)
		}
		back := h.Do(t, c.Vendor.Who, office.RecoverCompany{Company: c.ID})
		if diff := cmp.Diff(before, h.Company(t, c.ID)); diff != "" {
			t.Error(diff)
		}
		if _, err := h.Phone(ctx, phone); free(t, h, c.Number) || !signsIn(h, c.Administrator) || err != nil {
			t.Error("not back")
		}
		_, err = h.Office.Do(ctx, c.Vendor.Who, office.Undo{Company: c.ID, Change: back.Change}, office.Ask{})
		if wrong(err) != "conflict error.undo.recovered" {
			t.Errorf("undo: %s", wrong(err))
		}
	})
}

// A VAR that was removed takes its companies with it, tells so before, and brings back those that were there.
func TestRemovedVAR(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := officetest.Build(t, s)
		c, ctx := h.Mine, context.Background()
		other := h.Do(t, officetest.Program(), office.CreateCompany{VAR: c.VAR, Kind: anteroom.Private, Name: "Cap", Country: "CA", First: "fr", Keys: 3,
			AdministratorName: "Ann", AdministratorLanguage: "fr", Email: "ann@cap.example", AssistantName: "Zoé", AssistantEmail: "zoe@cap.example"}).Made["company"]
		gone := anteroom.CompanyID(other)
		out, err := h.Office.Do(ctx, h.System.Who, office.RemoveVAR{VAR: c.VAR, Name: "Nordik"}, office.Ask{Preview: true})
		want := []string{"effect.var.removed 2 2 1", "effect.var.removed.company <nil> 2 1", "effect.var.removed.company <nil> 0 0", "effect.removed.recover <nil> <nil> <nil>"}
		if diff := cmp.Diff(want, effects(out)); diff != "" || err != nil {
			t.Error(diff, err)
		}
		h.Do(t, c.Vendor.Who, office.RemoveCompany{Company: gone, Name: "Cap"})
		h.Do(t, h.System.Who, office.RemoveVAR{VAR: c.VAR, Name: "Nordik"})
		if !free(t, h, c.Number) || signsIn(h, c.Administrator) || signsIn(h, c.Vendor) || !signsIn(h, h.Other.Vendor) {
			t.Error("not removed")
		}
		for _, cmd := range []office.Command{office.SetVARKeys{VAR: c.VAR, Keys: 90}, office.EditVAR{VAR: c.VAR, Name: "X", SupportEmail: "x@x.example"},
			office.SetKeys{Company: c.ID, Keys: 6}, office.RemoveCompany{Company: c.ID, Name: "Boréal"}} {
			if _, err := h.Office.Do(ctx, h.System.Who, cmd, office.Ask{}); wrong(err) != "not_found error.not_found" {
				t.Errorf("%s: %s", office.Name(cmd), wrong(err))
			}
		}
		if _, err := h.Office.Do(ctx, h.System.Who, office.RecoverCompany{Company: gone}, office.Ask{}); wrong(err) != "conflict error.recover.var" {
			t.Error(wrong(err))
		}
		back := h.Do(t, h.System.Who, office.RecoverVAR{VAR: c.VAR})
		if diff := cmp.Diff([]string{"effect.var.recovered 1 2 1"}, effects(back)); diff != "" {
			t.Error(diff)
		}
		if free(t, h, c.Number) || !signsIn(h, c.Administrator) || !signsIn(h, c.Vendor) {
			t.Error("not back")
		}
		if list, err := h.Companies(ctx, c.Vendor.Who); err != nil || len(list) != 1 { // Cap was removed before
			t.Error(list, err)
		}
	})
}

// R47: the pool is never below what was given, the company never below what is used; 0 is none, and no more than is there.
func TestPools(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := officetest.Build(t, s) // 50 in the pool, 5 of them given, 2 of those used
		c := h.Mine
		for _, row := range []struct {
			who     anteroom.Who
			command office.Command
			want    string
		}{
			{h.System.Who, office.SetVARKeys{VAR: c.VAR, Keys: 4}, "invalid keys:error.keys.given"},
			{h.System.Who, office.SetVARKeys{VAR: c.VAR, Keys: -1}, "invalid keys:error.negative"},
			{h.System.Who, office.SetVARKeys{VAR: c.VAR, Keys: 10_000_001}, "invalid keys:error.keys.most"},
			{c.Vendor.Who, office.SetVARKeys{VAR: c.VAR, Keys: 60}, "forbidden error.forbidden"},
			{c.Administrator.Who, office.SetVARKeys{VAR: c.VAR, Keys: 60}, "not_found error.not_found"},
			{c.Vendor.Who, office.SetKeys{Company: c.ID, Keys: 51}, "invalid keys:error.keys.pool"},
			{c.Vendor.Who, office.SetKeys{Company: c.ID, Keys: 1}, "invalid keys:error.keys.used"},
			{c.Vendor.Who, office.SetKeys{Company: c.ID, Keys: 0}, "invalid keys:error.keys.used"},
			{c.Administrator.Who, office.SetKeys{Company: c.ID, Keys: 6}, "forbidden error.provider_only"},
			{h.System.Who, office.SetVARKeys{VAR: c.VAR, Keys: 5}, "<nil>"},
			{c.Vendor.Who, office.SetKeys{Company: c.ID, Keys: 6}, "invalid keys:error.keys.pool"},
			{c.Vendor.Who, office.SetKeys{Company: c.ID, Keys: 2}, "<nil>"},
			{c.Administrator.Who, office.CreateUser{Company: c.ID, Last: "Roy", Email: "roy@boreal.example"}, "invalid company:error.keys.none"},
			{h.System.Who, office.SetVARKeys{VAR: c.VAR, Keys: 2}, "<nil>"},
		} {
			if _, err := h.Office.Do(context.Background(), row.who, row.command, office.Ask{}); wrong(err) != row.want {
				t.Errorf("%s %+v: got %s, want %s", row.who.Name, row.command, wrong(err), row.want)
			}
		}
		none := anteroom.VARID(h.Do(t, h.System.Who, office.CreateVAR{Name: "Nul", SupportEmail: "aide@nul.example"}).Made["var"])
		_, err := h.Office.Do(context.Background(), h.System.Who, office.CreateCompany{VAR: none, Kind: anteroom.Private, Name: "Zéro", Country: "CA", First: "fr", Keys: 1,
			AdministratorName: "Ann", AdministratorLanguage: "fr", Email: "ann@zero.example", AssistantName: "Zoé", AssistantEmail: "zoe@zero.example"}, office.Ask{})
		if wrong(err) != "invalid keys:error.keys.pool" {
			t.Error(wrong(err))
		}
	})
}
