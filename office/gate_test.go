package office_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/office/officetest"
	"anteroom.dev/anteroom/store"
	"anteroom.dev/anteroom/store/storetest"
	"github.com/google/go-cmp/cmp"
)

// decided is a decision in words: the permit, the reason, the rule and its level.
func decided(d anteroom.Decision, err error) string {
	if err != nil {
		return wrong(err)
	}
	s := string(d.Permit) + " " + string(d.Why)
	if d.Rule != nil {
		s += fmt.Sprintf(" %s %q", d.Rule.Level(), d.Rule.Name)
	}
	return s
}

// A company sees the restrictions above it and cannot change them; they hold for its calls; its own come after them.
func TestGateOfCompany(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := officetest.Build(t, s)
		id, admin, marc := h.Mine.ID, h.Mine.Administrator.Who, h.Mine.Users[0]
		h.Do(t, h.System.Who, office.AddRestrictionAbove{Name: "Satellite", Pattern: "+881*", Rule: anteroom.DenyAll})
		h.Do(t, h.Mine.Vendor.Who, office.AddRestrictionAbove{VAR: h.Mine.VAR, Name: "Kiosques", Pattern: "+1 900*", Rule: anteroom.DenyAll})
		h.Do(t, h.Other.Vendor.Who, office.AddRestrictionAbove{VAR: h.Other.VAR, Name: "Tout", Pattern: "*", Rule: anteroom.DenyAll})
		h.Do(t, admin, office.AddRestriction{Company: id, Name: "Outre-mer", Pattern: "011*", Rule: anteroom.AllowPIN, Users: []anteroom.UserID{"201"}})
		h.Do(t, admin, office.AddRestriction{Company: id, Name: "Kiosque permis", Pattern: "+19005551234", Rule: anteroom.AllowAll})
		h.Do(t, admin, office.AddRestriction{Company: id, User: marc, Name: "Montréal", Pattern: "514*", Rule: anteroom.DenyAll})
		for _, row := range []struct {
			user, to string
			way      anteroom.Way
			pin      bool
			want     string
		}{
			{"201", "418 555 0142", anteroom.ByPhone, false, "granted no_rule"},
			{"201", "1 900 555 1234", anteroom.ByPhone, false, `refused rule var "Kiosques"`},
			{"", "1 900 555 1234", anteroom.ByAPI, true, `refused rule var "Kiosques"`},
			{"201", "011 881 6 12345678", anteroom.ByForwarding, false, `refused rule system "Satellite"`},
			{"201", "+33 1 23 45 67 89", anteroom.ByPhone, false, `pin rule company "Outre-mer"`},
			{"201", "+33 1 23 45 67 89", anteroom.ByPhone, true, `granted rule company "Outre-mer"`},
			{"201", "+33 1 23 45 67 89", anteroom.ByCallBack, false, `pin rule company "Outre-mer"`},
			{"202", "01133123456789", anteroom.ByPhone, true, `refused rule company "Outre-mer"`},
			{"201", "+15145551234", anteroom.ByTransfer, false, `refused rule user "Montréal"`},
			{"202", "+15145551234", anteroom.ByTransfer, false, "granted no_rule"},
			{"201", "202", anteroom.ByPhone, false, "granted inside"},
			{"201", "911", anteroom.ByForwarding, false, "granted emergency"},
			{"201", "5551234", anteroom.ByPhone, false, "refused no_number"},
			{"201", "0145", anteroom.ByPhone, false, "refused no_number"},
			{"299", "911", anteroom.ByPhone, false, "invalid user:error.user.unknown"},
			{string(h.Other.Users[0]), "911", anteroom.ByPhone, false, "invalid user:error.user.unknown"},
			{"201", "418 555 0142", "walking", false, "refused unknown_way"},
			{"201", "418 555 0142", "", false, "granted no_rule"},
		} {
			out := anteroom.Outgoing{Company: id, User: anteroom.UserID(row.user), Way: row.way, To: row.to, PIN: row.pin}
			if got := decided(h.TestNumber(t.Context(), admin, out)); got != row.want {
				t.Errorf("%s calls %s by %s: got %s, want %s", row.user, row.to, row.way, got, row.want)
			}
			if row.user != "201" || row.way == "" {
				continue
			}
			if out.User = marc; decided(h.MayCall(t.Context(), out)) != row.want {
				t.Errorf("%s: the test says another than the gate", row.to)
			}
		}
		if got := decided(h.TestNumber(t.Context(), h.Other.Administrator.Who, anteroom.Outgoing{Company: id, To: "911"})); got != "not_found error.not_found" {
			t.Error(got)
		}
	})
}

// The gate is shut for whom the company is suspended, whose account is over or who was removed; not for an emergency.
func TestGateShut(t *testing.T) {
	h := officetest.Build(t, storetest.SQLite(t))
	out := anteroom.Outgoing{Company: h.Mine.ID, User: h.Mine.Users[0], Way: anteroom.ByPhone, To: "4185550142"}
	emergency := out
	emergency.To = "911"
	h.Do(t, h.Mine.Vendor.Who, office.SuspendCompany{Company: h.Mine.ID, Reason: "Impayé"})
	if got := decided(h.MayCall(t.Context(), out)); got != "refused closed" {
		t.Error(got)
	}
	if got := decided(h.MayCall(t.Context(), emergency)); got != "granted emergency" {
		t.Error(got)
	}
	h.Do(t, h.Mine.Vendor.Who, office.RemoveCompany{Company: h.Mine.ID, Name: h.Mine.Name})
	if got := decided(h.MayCall(t.Context(), out)); got != "not_found error.not_found" {
		t.Error(got)
	}
	out.Company = "nowhere"
	if got := decided(h.MayCall(t.Context(), out)); got != "not_found error.not_found" {
		t.Error(got)
	}
}

// While the store is away nothing passes but an emergency call, of a company that called before.
func TestGateWithoutStore(t *testing.T) {
	s := storetest.SQLite(t)
	h := officetest.Build(t, s)
	out := anteroom.Outgoing{Company: h.Mine.ID, Way: anteroom.ByPhone, To: "4185550142"}
	if got := decided(h.MayCall(t.Context(), out)); got != "granted no_rule" {
		t.Fatal(got)
	}
	away, cancel := context.WithCancel(t.Context())
	cancel()
	if got := decided(h.MayCall(away, out)); got != "unavailable error.unavailable" {
		t.Error(got)
	}
	out.To = "911"
	r, err := h.Dialled(away, anteroom.Phone{Company: out.Company, User: out.User}, out.To)
	if err != nil || r.Plan.Outside == nil || string(r.Plan.Outside.To.Number) != out.To || r.Plan.Refused != "" {
		t.Errorf("a phone's emergency call: %+v, %v", r, err)
	}
	if got := decided(h.MayCall(away, out)); got != "granted emergency" {
		t.Error(got)
	}
	out.Company = h.Other.ID
	if got := decided(h.MayCall(away, out)); got != "unavailable error.unavailable" {
		t.Error(got)
	}
}

func TestRestrictionRefused(t *testing.T) {
	h := officetest.Build(t, storetest.SQLite(t))
	h.Furnish(t)
	id := h.Mine.ID
	for _, row := range []struct {
		who  anteroom.Who
		c    office.Command
		want string
	}{
		{h.Mine.Administrator.Who, office.AddRestriction{Company: id, Pattern: "1*8", Rule: "maybe"}, "invalid name:error.text.empty pattern:error.pattern rule:error.rule"},
		{h.Mine.Administrator.Who, office.AddRestriction{Company: id, Name: "x", Pattern: "+1 900*", Rule: "allow"}, "invalid pattern:error.pattern.twice"},
		{h.Mine.Administrator.Who, office.AddRestriction{Company: id, Name: "x", Pattern: "1*", Rule: "pin"}, "invalid users:error.rule.nobody"},
		{h.Mine.Administrator.Who, office.AddRestriction{Company: id, Name: "x", Pattern: "1*", Rule: "pin", Users: []anteroom.UserID{"201", "299"}}, "invalid users:error.rule.user"},
		{h.Mine.Administrator.Who, office.AddRestriction{Company: id, Name: "x", Pattern: "1*", Rule: "deny", Users: []anteroom.UserID{"201"}}, "invalid users:error.rule.users"},
		{h.Mine.Vendor.Who, office.AddRestrictionAbove{VAR: h.Mine.VAR, Name: "x", Pattern: "1*", Rule: "pin"}, "invalid rule:error.rule.above"},
		{h.Mine.Vendor.Who, office.AddRestrictionAbove{Name: "x", Pattern: "1*", Rule: "deny"}, "not_found error.not_found"},
		{h.System.Who, office.AddRestrictionAbove{VAR: h.Mine.VAR, Name: "x", Pattern: "1*", Rule: "deny"}, "forbidden error.forbidden"},
		{h.System.Who, office.RemoveRestrictionAbove{Restriction: h.Mine.VARRestriction}, "not_found error.not_found"},
		{h.System.Who, office.RemoveRestriction{Company: id, Restriction: h.Mine.VARRestriction}, "not_found error.not_found"},
		{h.Mine.Vendor.Who, office.EditRestrictionAbove{VAR: h.Mine.VAR, Restriction: h.Mine.Restriction, Name: "x", Pattern: "1*", Rule: "deny"}, "not_found error.not_found"},
		{h.Mine.Administrator.Who, office.RemoveRestriction{Company: id, Restriction: h.Other.Restriction}, "not_found error.not_found"},
	} {
		if _, err := h.Office.Do(t.Context(), row.who, row.c, office.Ask{}); wrong(err) != row.want {
			t.Errorf("%s %+v: got %s, want %s", office.Name(row.c), row.c, wrong(err), row.want)
		}
	}
}

// Restrictions are edited, removed and put back; who looks sees those above and one's own.
func TestRestrictions(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := officetest.Build(t, s)
		h.Furnish(t)
		id, admin := h.Mine.ID, h.Mine.Administrator.Who
		seen := func(who anteroom.Who, of anteroom.Target) string {
			list, err := h.Restrictions(t.Context(), who, of)
			if err != nil {
				return wrong(err)
			}
			var words []string
			for _, x := range list {
				words = append(words, fmt.Sprintf("%s %s %s %s %d", x.Level(), x.Name, x.Pattern, x.Rule, len(x.Users)))
			}
			return strings.Join(words, "; ")
		}
		company := anteroom.Target{Company: id}
		const before = "var Satellite +881* deny 0; company Kiosques +1900* deny 0"
		if got := seen(admin, company); got != before {
			t.Error(got)
		}
		edited := h.Do(t, admin, office.EditRestriction{Company: id, Restriction: h.Mine.Restriction, Name: "Kiosques", Pattern: "+1900*", Rule: anteroom.AllowPIN,
			Users: []anteroom.UserID{"202", "201", "201"}})
		if diff := cmp.Diff([]string{"effect.restriction.company", "effect.restriction.no_pin"}, effectKeys(edited)); diff != "" {
			t.Error(diff)
		}
		if got := seen(admin, company); got != "var Satellite +881* deny 0; company Kiosques +1900* pin 2" {
			t.Error(got)
		}
		removed := h.Do(t, admin, office.RemoveRestriction{Company: id, Restriction: h.Mine.Restriction})
		if got := seen(admin, company); got != "var Satellite +881* deny 0" {
			t.Error(got)
		}
		h.Do(t, admin, office.Undo{Company: id, Change: removed.Change})
		h.Do(t, admin, office.Undo{Company: id, Change: edited.Change})
		if got := seen(admin, company); got != before {
			t.Error(got)
		}
		h.Do(t, admin, office.AddRestriction{Company: id, User: "202", Name: "Rien", Pattern: "*", Rule: anteroom.DenyAll})
		if got := seen(admin, anteroom.Target{Company: id, User: h.Mine.Users[1]}); got != before+"; user Rien * deny 0" {
			t.Error(got)
		}
		if got := seen(admin, company); got != before {
			t.Error(got)
		}
		user := anteroom.Who{Account: "a", Level: anteroom.LevelUser, VAR: h.Mine.VAR, Company: id, User: h.Mine.Users[1]}
		if got := seen(user, anteroom.Target{Company: id, User: user.User}); got != before+"; user Rien * deny 0" {
			t.Error(got)
		}
		for _, of := range []anteroom.Target{company, {Company: id, User: h.Mine.Users[0]}, {VAR: h.Mine.VAR}, {}} {
			if got := seen(user, of); got != "not_found error.not_found" {
				t.Errorf("%v: %s", of, got)
			}
		}
		if got := seen(h.Mine.Vendor.Who, anteroom.Target{VAR: h.Mine.VAR}); got != "var Satellite +881* deny 0" {
			t.Error(got)
		}
	})
}
