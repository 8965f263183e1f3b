package office_test

import (
	"context"
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

// history is a whole history, asked for in pages of three.
func history(t *testing.T, h *officetest.House, who anteroom.Who, of anteroom.Target, where map[string]string) []anteroom.ChangeLine {
	t.Helper()
	var list []anteroom.ChangeLine
	for f := (anteroom.Find{Where: where, Most: 3}); ; {
		l, err := h.ChangeList(context.Background(), who, of, f)
		if err != nil || len(l.Rows) > 3 {
			t.Fatal(len(l.Rows), err)
		}
		if list = append(list, l.Rows...); l.Next == "" {
			return list
		}
		f.After = l.Next
	}
}

// The history of a place holds its own entries and those below, each with the company and the VAR that it is of; who is
// not above sees nothing of it (SPEC section 2).
func TestHistoryAboveAndBelow(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := officetest.Build(t, s)
		m, o := h.Mine, h.Other
		for _, row := range []struct {
			name  string
			who   anteroom.Who
			of    anteroom.Target
			whose []string // of which company or VAR there are entries; "" is the system's own
		}{
			{"system", h.System.Who, anteroom.Target{}, []string{"", "Atlas", "Boréal", "Nordik", "Sudtel"}},
			{"my VAR", m.Vendor.Who, anteroom.Target{VAR: m.VAR}, []string{"Boréal", "Nordik"}},
			{"the other VAR by the system", h.System.Who, anteroom.Target{VAR: o.VAR}, []string{"Atlas", "Sudtel"}},
			{"my company", m.Administrator.Who, anteroom.Target{Company: m.ID}, []string{"Boréal"}},
			{"the company by its VAR", m.Vendor.Who, anteroom.Target{Company: m.ID}, []string{"Boréal"}},
		} {
			var whose []string
			seen := map[anteroom.ChangeID]bool{}
			var last time.Time
			for i, c := range history(t, h, row.who, row.of, nil) {
				name := c.CompanyName
				if c.CompanyID == "" {
					name = c.VARName
				}
				whose = append(whose, name)
				if seen[c.ID] || i > 0 && c.At.After(last) {
					t.Errorf("%s: %s twice, or not in order", row.name, c.ID)
				}
				seen[c.ID], last = true, c.At
			}
			slices.Sort(whose)
			if diff := cmp.Diff(row.whose, slices.Compact(whose)); diff != "" {
				t.Errorf("%s: %s", row.name, diff)
			}
		}
		for name, row := range map[string]struct {
			who anteroom.Who
			of  anteroom.Target
		}{"VAR of the system": {m.Vendor.Who, anteroom.Target{}}, "VAR of another": {m.Vendor.Who, anteroom.Target{VAR: o.VAR}},
			"company of its VAR": {m.Administrator.Who, anteroom.Target{VAR: m.VAR}}, "company of another": {m.Administrator.Who, anteroom.Target{Company: o.ID}}} {
			if _, err := h.ChangeList(context.Background(), row.who, row.of, anteroom.Find{}); anteroom.KindOf(err) != anteroom.NotFound {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

// The history is narrowed by person, command and days, at each level.
func TestHistoryFilters(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := officetest.Build(t, s)
		m := h.Mine
		h.Do(t, m.Administrator.Who, office.SetGeneral{Company: m.ID, Name: "Boréal 2", Country: "CA"})
		h.Do(t, m.Vendor.Who, office.SetGeneral{Company: m.ID, Name: "Boréal 3", Country: "CA"})
		h.Do(t, h.Other.Vendor.Who, office.SetGeneral{Company: h.Other.ID, Name: "Atlas 2", Country: "CA"})
		h.Do(t, m.Vendor.Who, office.EditVAR{VAR: m.VAR, Name: "Nordik", SupportEmail: "aide@nordik.example"})
		today, tomorrow := time.Now().UTC().Format(time.DateOnly), time.Now().UTC().AddDate(0, 0, 1).Format(time.DateOnly)
		company, vendor, system := anteroom.Target{Company: m.ID}, anteroom.Target{VAR: m.VAR}, anteroom.Target{}
		for _, row := range []struct {
			of    anteroom.Target
			where map[string]string
			want  []string
		}{
			{company, map[string]string{"person": string(m.Administrator.Who.Account)}, []string{"create-token Boréal", "reset-password Boréal", "set-general Boréal"}},
			{company, map[string]string{"person": "CHANTAL@boreal.example"}, []string{"create-token Boréal", "reset-password Boréal", "set-general Boréal"}},
			{company, map[string]string{"person": " chantal letourneau "}, []string{"create-token Boréal", "reset-password Boréal", "set-general Boréal"}},
			{company, map[string]string{"person": "Chantal"}, nil},
			{company, map[string]string{"person": "antoine@atlas.example"}, nil},
			{company, map[string]string{"command": "set-general"}, []string{"set-general Boréal", "set-general Boréal"}},
			{company, map[string]string{"command": "set-general", "person": m.Vendor.Email}, []string{"set-general Boréal"}},
			{company, map[string]string{"command": "edit-var"}, nil},
			{vendor, map[string]string{"command": "set-general"}, []string{"set-general Boréal", "set-general Boréal"}},
			{vendor, map[string]string{"person": m.Vendor.Email}, []string{"create-package Nordik", "create-token Nordik", "edit-var Nordik", "edit-var Nordik", "reset-password Nordik", "set-general Boréal"}},
			{vendor, map[string]string{"person": h.Other.Vendor.Email}, nil},
			{system, map[string]string{"command": "set-general"}, []string{"set-general Atlas", "set-general Boréal", "set-general Boréal"}},
			{system, map[string]string{"person": h.Other.Vendor.Email, "from": today, "command": "set-general"}, []string{"set-general Atlas"}},
			{system, map[string]string{"command": "set-general", "to": "2020-01-31"}, nil},
			{system, map[string]string{"command": "set-general", "from": tomorrow}, nil},
			{vendor, map[string]string{"command": "edit-var", "from": today, "to": tomorrow}, []string{"edit-var Nordik", "edit-var Nordik"}},
			{vendor, map[string]string{"command": "edit-var", "to": time.Now().Add(-time.Hour).Format(time.RFC3339)}, nil},
		} {
			var got []string
			for _, c := range history(t, h, h.System.Who, row.of, row.where) {
				name, _, _ := strings.Cut(c.CompanyName, " ")
				if c.CompanyID == "" {
					name = c.VARName
				}
				got = append(got, c.Command+" "+name)
			}
			slices.Sort(got)
			if diff := cmp.Diff(row.want, got); diff != "" {
				t.Errorf("%v %v: %s", row.of, row.where, diff)
			}
		}
		for _, f := range []anteroom.Find{{Where: map[string]string{"from": "yesterday"}}, {Where: map[string]string{"to": "2026-02-30"}}, {After: "!"}, {Where: map[string]string{"who": "x"}}} {
			if _, err := h.ChangeList(context.Background(), h.System.Who, system, f); anteroom.KindOf(err) != anteroom.Invalid {
				t.Errorf("%v: %v", f, err)
			}
		}
	})
}
