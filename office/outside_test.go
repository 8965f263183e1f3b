package office_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/office/officetest"
	"anteroom.dev/anteroom/store"
	"anteroom.dev/anteroom/store/storetest"
)

// What a phone calls outside goes by a trunk that takes it, after the gate: with whose cost, which numbers may be shown, and
// whose PIN is asked for.
func TestDialledOutside(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := officetest.Build(t, s)
		id, marc, admin := h.Mine.ID, h.Mine.Users[0], h.Mine.Administrator.Who
		trunk := officetest.Trunk("Nord")
		trunk.Prefixes = []string{"+1", "+33", "911"}
		h.Do(t, officetest.Program(), trunk)
		h.Do(t, admin, office.AddRestriction{Company: id, Name: "Kiosques", Pattern: "900*", Rule: anteroom.DenyAll})
		h.Do(t, admin, office.AddRestriction{Company: id, Name: "Outre-mer", Pattern: "011*", Rule: anteroom.AllowPIN, Users: []anteroom.UserID{marc}})
		h.Do(t, officetest.Program(), office.AddNumber{Company: id, Number: "+1 418 555 0142"})
		h.Do(t, admin, office.AssignNumber{Company: id, Number: "+14185550142", User: marc})
		for _, row := range []struct {
			user        anteroom.UserID
			dials, want string
		}{
			{marc, "1 514 555 0199", "+15145550199 granted no_rule for marc shows +14185550142 " + string(h.Mine.Number)},
			{h.Mine.Users[1], "1 514 555 0199", "+15145550199 granted no_rule for other shows  " + string(h.Mine.Number)},
			{marc, "911", "911 granted emergency for marc shows +14185550142 " + string(h.Mine.Number)},
			{marc, "011 33 1 42 00 00 00", "+33142000000 pin rule PIN for marc shows +14185550142 " + string(h.Mine.Number)},
			{h.Mine.Users[1], "011 33 1 42 00 00 00", "not_allowed refused rule Outre-mer"},
			{marc, "1 900 555 1234", "not_allowed refused rule Kiosques"},
			{marc, "011 44 20 7946 0000", "no_line pin rule"},
		} {
			r, err := h.Dialled(t.Context(), anteroom.Phone{Name: "marc", Company: id, User: row.user}, row.dials)
			if err != nil || r.Plan.Gate == nil {
				t.Fatal(row.dials, r.Plan, err)
			}
			got := fmt.Sprintf("%s %s %s", r.Plan.Refused, r.Plan.Gate.Permit, r.Plan.Gate.Why)
			if o := r.Plan.Outside; o != nil {
				pin, whose := "", map[bool]string{true: "marc", false: "other"}[o.To.For == marc]
				if o.PIN != "" {
					pin = "PIN "
				}
				got = fmt.Sprintf("%s %s %s %sfor %s shows %s %s", string(o.To.Number), r.Plan.Gate.Permit, r.Plan.Gate.Why, pin, whose, string(o.To.Shows.User), string(o.To.Shows.Company))
			} else if r.Plan.Refused == anteroom.NotAllowed {
				got += " " + r.Plan.Gate.Rule.Name
			}
			if got != row.want {
				t.Errorf("%s: got %q, want %q", row.dials, got, row.want)
			}
		}
	})
}

// What a call used outside is on the bill, each part of it, once.
func TestOutsideIsUsed(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := officetest.Build(t, s)
		now := time.Now().UTC().Truncate(time.Second)
		c := anteroom.Call{ID: "call1", Company: h.Mine.ID, Number: "+33142000000", Began: now, Answered: now, Ended: now.Add(3 * time.Minute),
			Languages: anteroom.Languages{First: "fr"}, Language: "fr", Verdict: anteroom.Verdict{Result: anteroom.Answered, Reason: anteroom.CallerHungUp},
			Gate: &anteroom.Decision{Permit: anteroom.Granted, Why: anteroom.WhyNoRule, Number: "+33142000000"},
			Outside: []anteroom.Leg{{Number: "+33142000000", User: h.Mine.Users[0], Trunk: "Nord", Answered: now, Ended: now.Add(time.Minute)},
				{Number: "+15145550199", User: h.Mine.Users[0], Trunk: "Nord", Answered: now.Add(time.Minute)}}}
		for range 2 {
			if err := h.Keep(t.Context(), []anteroom.Call{c}); err != nil {
				t.Fatal(err)
			}
		}
		var used []anteroom.Usage
		err := s.Read(t.Context(), func(tx *store.Tx) (err error) {
			used, err = tx.Usage(h.Mine.ID, anteroom.Period{From: now.Add(-time.Hour), Until: now.Add(time.Hour)})
			return err
		})
		if err != nil || len(used) != 2 || used[0].Ended.Sub(used[0].Began) != time.Minute || used[1].Ended.Sub(used[1].Began) != 2*time.Minute || used[1].To != "+15145550199" {
			t.Fatal(used, err)
		}
		l, err := h.CallList(t.Context(), h.Mine.Administrator.Who, h.Mine.ID, "", anteroom.Find{})
		if err != nil || len(l.Rows) != 1 || len(l.Rows[0].Outside) != 2 || l.Rows[0].Gate == nil || l.Rows[0].Gate.Why != anteroom.WhyNoRule {
			t.Error(l.Rows, err)
		}
	})
}

// A PIN is right or not; after ten wrong ones none is for a while, and nobody without one has any.
func TestPIN(t *testing.T) {
	h := officetest.Build(t, storetest.SQLite(t))
	id, marc := h.Mine.ID, h.Mine.Users[0]
	h.Do(t, h.Mine.Administrator.Who, office.SetPIN{Company: id, User: marc, PIN: "4711"})
	is := func(user anteroom.UserID, pin string, want bool) {
		t.Helper()
		if right, err := h.PIN(t.Context(), id, user, pin); err != nil || right != want {
			t.Errorf("%s: %v, %v", pin, right, err)
		}
	}
	is(marc, "4711", true)
	is(marc, "4712", false)
	is(h.Mine.Users[1], "", false)
	for range 10 {
		is(marc, "0000", false)
	}
	is(marc, "4711", false)
}

// A trunk's password is told to voice alone, and to nobody in a list or the history.
func TestTrunkSecret(t *testing.T) {
	h := officetest.Build(t, storetest.SQLite(t))
	trunk := officetest.Trunk("Nord")
	trunk.Register, trunk.User, trunk.Password = true, "nord", "geheim"
	out := h.Do(t, h.System.Who, trunk)
	if said := fmt.Sprintf("%+v", out); len(out.Items) != 1 || strings.Contains(said, "geheim") {
		t.Error(said)
	}
	list, err := h.Trunks(t.Context())
	if err != nil || len(list) != 1 || list[0].Password != "geheim" || list[0].Numbering != (anteroom.Numbering{Code: "1", National: "1", International: "011"}) {
		t.Errorf("%v %+v", err, list)
	}
	_, err = h.Office.Do(t.Context(), h.System.Who, office.EditTrunk{Trunk: list[0].ID, Name: "Nord", Server: "sip.nord.example", Transport: "udp", Register: true, User: "nord", Country: "FR",
		CalledIn: "to", CallsForm: "national", DialForm: "national", Caller: "company", MaxCalls: 1}, office.Ask{})
	if err != nil {
		t.Fatal(err)
	}
	if list, err = h.Trunks(t.Context()); err != nil || list[0].Password != "geheim" || list[0].Numbering != (anteroom.Numbering{Code: "33", National: "0", International: "00"}) {
		t.Errorf("%v %+v", err, list)
	}
}
