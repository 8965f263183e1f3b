package office_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/office/officetest"
	"anteroom.dev/anteroom/store"
	"anteroom.dev/anteroom/store/storetest"
	gocmp "github.com/google/go-cmp/cmp"
)

// many gives a VAR forty companies more, with a different number of keys each, but for some that have the same.
func many(t *testing.T, s *store.Store, of anteroom.VARID) {
	t.Helper()
	err := s.Write(context.Background(), func(tx *store.Tx) error {
		if err := tx.MoveKeys(string(of), anteroom.KeysAdded, 1000, ""); err != nil {
			return err
		}
		for i := range 40 {
			id := anteroom.NewID[anteroom.CompanyID](tx.Now)
			c := anteroom.Company{ID: id, VAR: of, Kind: anteroom.Private, Name: fmt.Sprintf("Été %02d", i*7%40), Country: "CA",
				Languages: anteroom.Languages{First: "fr"}, Made: tx.Now.AddDate(0, 0, -i), Suspended: i%10 == 3}
			if i%2 == 1 {
				c.Kind = anteroom.PublicService
			}
			keys := i % 13
			if err := errors.Join(tx.PutCompany(c), tx.MoveKeys(string(of), anteroom.KeysGiven, keys, string(id)),
				tx.MoveKeys(string(id), anteroom.KeysAdded, keys, "")); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// whole is a list read page by page.
func whole[T any](t *testing.T, most int, ask func(after string) (office.List[T], error)) (all []T) {
	t.Helper()
	for after := ""; ; {
		l, err := ask(after)
		if err != nil {
			t.Fatal(err)
		}
		if len(l.Rows) > most {
			t.Fatalf("a page of %d", len(l.Rows))
		}
		if all, after = append(all, l.Rows...), l.Next; after == "" {
			if len(all) != l.Count {
				t.Errorf("%d rows, told %d", len(all), l.Count)
			}
			return all
		}
	}
}

// Page by page, in every order, each company comes once and stands where it belongs; those of others never.
func TestCompanyList(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := officetest.Build(t, s)
		many(t, s, h.Mine.VAR)
		by := map[string]func(c anteroom.CompanyLine) int64{
			"": nil, "name": nil, "keys": func(c anteroom.CompanyLine) int64 { return int64(c.Keys.Total) },
			"used":   func(c anteroom.CompanyLine) int64 { return int64(c.Keys.Used + c.Keys.Reserved) },
			"unused": func(c anteroom.CompanyLine) int64 { return int64(c.Keys.Free()) },
			"made":   func(c anteroom.CompanyLine) int64 { return c.Made.UnixMicro() },
		}
		for _, of := range []anteroom.VARID{h.Mine.VAR, ""} {
			for column, number := range by {
				for _, way := range []string{"", "-"} {
					if column == "" && way == "-" {
						continue
					}
					rows := whole(t, 7, func(after string) (office.List[anteroom.CompanyLine], error) {
						return h.CompanyList(context.Background(), h.System.Who, of, anteroom.Find{Sort: way + column, After: after, Most: 7})
					})
					if want := map[anteroom.VARID]int{h.Mine.VAR: 41, "": 42}[of]; len(rows) != want {
						t.Errorf("%q by %s%s: %d rows, want %d", of, way, column, len(rows), want)
					}
					sorted := slices.IsSortedFunc(rows, func(a, b anteroom.CompanyLine) int {
						order := cmp.Compare(anteroom.Fold(a.Name), anteroom.Fold(b.Name))
						if number != nil {
							order = cmp.Or(map[string]int{"": 1, "-": -1}[way]*cmp.Compare(number(a), number(b)), order)
						} else if way == "-" {
							order = -order
						}
						return order
					})
					if !sorted {
						t.Errorf("%q by %s%s is not sorted", of, way, column)
					}
				}
			}
		}
	})
}

// What a list is filtered by, and what it does not know.
func TestCompanyFilters(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := officetest.Build(t, s)
		many(t, s, h.Mine.VAR)
		c := h.Mine
		if packages, err := h.PackagesWithin(context.Background(), c.Vendor.Who, c.VAR); err != nil || len(packages) != 1 || packages[0].ID != c.Package {
			t.Errorf("%+v %v", packages, err)
		}
		if _, err := h.PackagesWithin(context.Background(), c.Vendor.Who, h.Other.VAR); wrong(err) != "not_found error.not_found" {
			t.Error(wrong(err))
		}
		h.Do(t, c.Vendor.Who, office.OfferPackage{Company: c.ID, Package: c.Package, Offer: true})
		h.Do(t, h.Other.Vendor.Who, office.RemoveCompany{Company: h.Other.ID, Name: "Atlas"})
		h.Do(t, h.System.Who, office.SuspendCompany{Company: c.ID, Reason: "Impayé"})
		for _, row := range []struct {
			who  anteroom.Who
			of   anteroom.VARID
			find anteroom.Find
			want string
		}{
			{c.Vendor.Who, c.VAR, anteroom.Find{}, "41"},
			{c.Vendor.Who, c.VAR, anteroom.Find{Text: "ETE 1"}, "10"},
			{c.Vendor.Who, c.VAR, anteroom.Find{Text: "oréal"}, "1 Boréal suspended Impayé 5 2 1 0"},
			{c.Vendor.Who, c.VAR, anteroom.Find{Text: "%"}, "0"},
			{c.Vendor.Who, c.VAR, anteroom.Find{Text: "_t_"}, "0"},
			{c.Vendor.Who, c.VAR, anteroom.Find{Where: map[string]string{"state": "suspended"}}, "5"},
			{c.Vendor.Who, c.VAR, anteroom.Find{Where: map[string]string{"state": "active"}}, "36"},
			{c.Vendor.Who, c.VAR, anteroom.Find{Where: map[string]string{"state": "removed"}}, "0"},
			{c.Vendor.Who, c.VAR, anteroom.Find{Where: map[string]string{"kind": "public_service"}}, "20"},
			{c.Vendor.Who, c.VAR, anteroom.Find{Where: map[string]string{"package": string(c.Package)}}, "1 Boréal suspended Impayé 5 2 1 0"},
			{h.System.Who, "", anteroom.Find{Where: map[string]string{"state": "removed"}}, "1 Atlas removed  5 2 0 0"},
			{h.Other.Vendor.Who, h.Other.VAR, anteroom.Find{Where: map[string]string{"state": "removed"}, Sort: "-keys"}, "1 Atlas removed  5 2 0 0"},
			{h.System.Who, "", anteroom.Find{Sort: "secret"}, "invalid sort:error.parameter"},
			{h.System.Who, "", anteroom.Find{Where: map[string]string{"state": "gone"}}, "invalid state:error.parameter"},
			{h.System.Who, "", anteroom.Find{Where: map[string]string{"x": "y"}}, "invalid x:error.parameter"},
			{h.System.Who, "", anteroom.Find{After: "x"}, "invalid after:error.parameter"},
			{c.Vendor.Who, "", anteroom.Find{}, "not_found error.not_found"},
			{c.Vendor.Who, h.Other.VAR, anteroom.Find{}, "not_found error.not_found"},
			{c.Administrator.Who, c.VAR, anteroom.Find{}, "not_found error.not_found"},
		} {
			row.find.Most = 500
			l, err := h.CompanyList(context.Background(), row.who, row.of, row.find)
			got := fmt.Sprint(l.Count)
			if err != nil {
				got = wrong(err)
			} else if len(l.Rows) != l.Count {
				t.Errorf("%+v: %d rows of %d", row.find, len(l.Rows), l.Count)
			} else if l.Count == 1 {
				r := l.Rows[0]
				got = fmt.Sprintf("1 %s %s %s %d %d %d %d", r.Name, r.State, r.SuspendedReason, r.Keys.Total, r.Keys.Used, r.Packages, r.Restrictions)
			}
			if got != row.want {
				t.Errorf("%s %+v: got %s, want %s", row.who.Name, row.find, got, row.want)
			}
		}
	})
}

// The VARs, with what each has given of its keys; the removed ones apart, and none of their companies in any list.
func TestVARs(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := officetest.Build(t, s)
		for i := range 5 {
			h.Do(t, h.System.Who, office.CreateVAR{Name: fmt.Sprintf("Écho %d", i), Keys: i % 2, SupportEmail: "aide@echo.example"})
		}
		h.Do(t, h.System.Who, office.RemoveVAR{VAR: h.Other.VAR, Name: "Sudtel"})
		ask := func(f anteroom.Find) (list []string) {
			for _, v := range whole(t, 2, func(after string) (office.List[anteroom.VARLine], error) {
				f.After, f.Most = after, 2
				return h.VARs(context.Background(), h.System.Who, f)
			}) {
				list = append(list, fmt.Sprintf("%s %d/%d %d", v.Name, v.Given, v.Keys, v.Companies))
			}
			return list
		}
		for _, row := range []struct {
			find anteroom.Find
			want []string
		}{
			{anteroom.Find{}, []string{"Écho 0 0/0 0", "Écho 1 0/1 0", "Écho 2 0/0 0", "Écho 3 0/1 0", "Écho 4 0/0 0", "Nordik 5/50 1"}},
			{anteroom.Find{Sort: "-name"}, []string{"Nordik 5/50 1", "Écho 4 0/0 0", "Écho 3 0/1 0", "Écho 2 0/0 0", "Écho 1 0/1 0", "Écho 0 0/0 0"}},
			{anteroom.Find{Sort: "-free"}, []string{"Nordik 5/50 1", "Écho 1 0/1 0", "Écho 3 0/1 0", "Écho 0 0/0 0", "Écho 2 0/0 0", "Écho 4 0/0 0"}},
			{anteroom.Find{Sort: "companies", Text: "echo 3"}, []string{"Écho 3 0/1 0"}},
			{anteroom.Find{Where: map[string]string{"state": "removed"}}, []string{"Sudtel 5/50 1"}},
		} {
			if diff := gocmp.Diff(row.want, ask(row.find)); diff != "" {
				t.Errorf("%+v: %s", row.find, diff)
			}
		}
		if l, err := h.CompanyList(context.Background(), h.System.Who, "", anteroom.Find{Most: 9}); err != nil || l.Count != 1 {
			t.Error(l, err)
		}
		if _, err := h.CompanyList(context.Background(), h.System.Who, h.Other.VAR, anteroom.Find{}); wrong(err) != "not_found error.not_found" {
			t.Error(wrong(err))
		}
		if _, err := h.VARs(context.Background(), h.Mine.Vendor.Who, anteroom.Find{}); wrong(err) != "not_found error.not_found" {
			t.Error(wrong(err))
		}
	})
}

// R47: every movement of the keys stands in the ledger of whom it concerns, with whom it was for.
func TestLedger(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := officetest.Build(t, s)
		c, ctx := h.Mine, context.Background()
		h.Do(t, c.Vendor.Who, office.SetKeys{Company: c.ID, Keys: 3})
		told := func(of anteroom.Target, who anteroom.Who) (list []string) {
			l, err := h.KeyLedger(ctx, who, of, 0, 100)
			if err != nil {
				return []string{wrong(err)}
			}
			list = append(list, fmt.Sprintf("%d %d %d", l.Keys.Total, l.Keys.Reserved, l.Keys.Used))
			for _, e := range l.Entries {
				list = append(list, fmt.Sprintf("%d %s %s %+d%+d%+d", e.Seq, e.What, e.Name, e.Change.Total, e.Change.Reserved, e.Change.Used))
			}
			return list
		}
		for _, row := range []struct {
			of   anteroom.Target
			who  anteroom.Who
			want []string
		}{
			{anteroom.Target{Company: c.ID}, c.Administrator.Who, []string{"3 0 2", "4 taken  -2+0+0", "3 used Marc Gagnon +0+0+1", "2 used Marc Tremblay +0+0+1", "1 added  +5+0+0"}},
			{anteroom.Target{VAR: c.VAR}, c.Vendor.Who, []string{"50 0 3", "3 returned Boréal +0+0-2", "2 given Boréal +0+0+5", "1 added  +50+0+0"}},
			{anteroom.Target{VAR: c.VAR}, c.Administrator.Who, []string{"not_found error.not_found"}},
			{anteroom.Target{VAR: h.Other.VAR}, c.Vendor.Who, []string{"not_found error.not_found"}},
			{anteroom.Target{Company: h.Other.ID}, c.Vendor.Who, []string{"not_found error.not_found"}},
			{anteroom.Target{}, h.System.Who, []string{"not_found error.not_found"}},
		} {
			if diff := gocmp.Diff(row.want, told(row.of, row.who)); diff != "" {
				t.Errorf("%s: %s", row.who.Name, diff)
			}
		}
	})
}
