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

// lines tells the company's numbers in words: number, state, kind, user, address.
func lines(t *testing.T, h *officetest.House, f anteroom.Find) []string {
	t.Helper()
	f.Most = 50
	l, err := h.Numbers(t.Context(), h.Mine.Administrator.Who, h.Mine.ID, f)
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, n := range l.Rows {
		list = append(list, strings.TrimSpace(fmt.Sprintf("%s %s %s %s %s %s", string(n.ID), n.State(), n.Kind(), n.UserName, n.Extension, n.ReservedFor)))
	}
	if l.Count != len(list) {
		t.Errorf("%d of %d", len(list), l.Count)
	}
	return list
}

func effectKeys(out office.Outcome) []string {
	list := []string{}
	for _, e := range out.Effects {
		list = append(list, e.Text.Key)
	}
	return list
}

// A number's life: added, reserved, claimed by who comes with the address, released, assigned, removed, and put back.
func TestNumber(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := officetest.Build(t, s)
		admin, vendor, id := h.Mine.Administrator.Who, h.Mine.Vendor.Who, h.Mine.ID
		check := func(what string, f anteroom.Find, want ...string) {
			t.Helper()
			if diff := cmp.Diff(want, lines(t, h, f)); diff != "" {
				t.Errorf("%s: %s", what, diff)
			}
		}
		h.Do(t, vendor, office.AddNumber{Company: id, Number: "(418) 555-0177", Free: true, Kind: anteroom.NumberBoth})
		check("added", anteroom.Find{}, "+14185550100 receptionist voice", "+14185550177 free both")
		h.Do(t, admin, office.ReserveNumber{Company: id, Number: "+14185550177", Email: "Zoe@Boreal.example"})
		check("reserved", anteroom.Find{Where: map[string]string{"state": "reserved"}}, "+14185550177 reserved both   zoe@boreal.example")
		_, err := h.Office.Do(t.Context(), admin, office.AssignNumber{Company: id, Number: "+14185550177", User: "201"}, office.Ask{})
		if wrong(err) != "invalid user:error.number.reserved" {
			t.Error(err)
		}
		out := h.Do(t, admin, office.CreateUser{Company: id, First: "Zoé", Last: "Côté", Email: "zoe@boreal.example", Extension: "203"})
		check("claimed", anteroom.Find{Text: "cote"}, "+14185550177 user both Zoé Côté 203")
		if diff := cmp.Diff([]string{"effect.number.user"}, effectKeys(out)); diff != "" {
			t.Error(diff)
		}
		h.Do(t, admin, office.EditNumber{Company: id, Number: "+14185550177", Kind: anteroom.NumberFax})
		h.Do(t, admin, office.AssignNumber{Company: id, Number: "+14185550177", User: "202"})
		check("assigned by extension", anteroom.Find{Text: "0177"}, "+14185550177 user fax Marc Gagnon 202")
		h.Do(t, admin, office.ReleaseNumber{Company: id, Number: "+14185550177"})
		check("released", anteroom.Find{Sort: "-number"}, "+14185550177 free fax", "+14185550100 receptionist voice")
		removed := h.Do(t, vendor, office.RemoveNumber{Company: id, Number: "+14185550100"})
		check("removed", anteroom.Find{}, "+14185550177 free fax")
		if _, err := h.Office.Do(t.Context(), admin, office.Undo{Company: id, Change: removed.Change}, office.Ask{}); wrong(err) != "forbidden error.forbidden" {
			t.Error(err)
		}
		h.Do(t, vendor, office.Undo{Company: id, Change: removed.Change})
		check("put back", anteroom.Find{}, "+14185550100 receptionist voice", "+14185550177 free fax")
	})
}

// Who takes a removed number first has it: an undo does not take it away.
func TestNumberTakenMeanwhile(t *testing.T) {
	h := officetest.Build(t, storetest.SQLite(t))
	removed := h.Do(t, officetest.Program(), office.RemoveNumber{Company: h.Mine.ID, Number: h.Mine.Number}).Change
	h.Do(t, officetest.Program(), office.AddNumber{Company: h.Other.ID, Number: string(h.Mine.Number)})
	_, err := h.Office.Do(t.Context(), officetest.Program(), office.Undo{Company: h.Mine.ID, Change: removed}, office.Ask{})
	if wrong(err) != "invalid number:error.number.taken" {
		t.Error(err)
	}
}

// What is wrong with a number, and with what is done to it.
func TestNumberRefused(t *testing.T) {
	h := officetest.Build(t, storetest.SQLite(t))
	h.Furnish(t)
	id, spare := h.Mine.ID, h.Mine.Spare
	for _, row := range []struct {
		c    office.Command
		want string
	}{
		{office.AddNumber{Company: id, Number: "555-0100"}, "invalid number:error.number.wrong"},
		{office.AddNumber{Company: id, Number: "911"}, "invalid number:error.number.wrong"},
		{office.AddNumber{Company: id, Number: "4185550100"}, "invalid number:error.number.taken"},
		{office.AddNumber{Company: id, Number: string(h.Other.Number)}, "invalid number:error.number.taken"},
		{office.AddNumber{Company: id, Number: "4185550155", Kind: "telex"}, "invalid kind:error.number.kind"},
		{office.AddNumber{Company: id, Number: "4185550155", First: "en"}, "invalid first:error.language.not_spoken"},
		{office.AddNumber{Company: id, Number: "4185550155", User: "299"}, "invalid user:error.user.unknown"},
		{office.EditNumber{Company: id, Number: spare, Kind: ""}, "invalid kind:error.number.kind"},
		{office.EditNumber{Company: id, Number: spare, Kind: "voice", First: "en"}, "invalid first:error.language.not_spoken"},
		{office.ReserveNumber{Company: id, Number: spare, Email: "zoe@"}, "invalid email:error.email.wrong"},
		{office.ReserveNumber{Company: id, Number: h.Mine.Number, Email: "zoe@boreal.example"}, "invalid email:error.number.assigned"},
		{office.AssignNumber{Company: id, Number: h.Other.Number}, "not_found error.not_found"},
		{office.AssignNumber{Company: id, Number: spare, User: h.Other.Users[0]}, "invalid user:error.user.unknown"},
		{office.AddNumbers{Company: id}, "invalid list:error.text.empty"},
		{office.AddNumbers{Company: id, List: "4185550150", Kind: "telex"}, "invalid kind:error.number.kind"},
		{office.AddNumbers{Company: id, List: "4185550150\n\nx\n4185550150\n4185550160..50\n4185550100\n4185550160..418 555 01600\n4180000000..9999999"},
			"invalid list:error.numbers.line.wrong list:error.numbers.line.twice list:error.numbers.line.range list:error.numbers.line.taken " +
				"list:error.numbers.line.wrong list:error.numbers.line.many"},
	} {
		if _, err := h.Office.Do(t.Context(), officetest.Program(), row.c, office.Ask{}); wrong(err) != row.want {
			t.Errorf("%s %+v: got %s, want %s", office.Name(row.c), row.c, wrong(err), row.want)
		}
	}
}

// Many numbers at once: all or none, what is previewed is what comes, and they can be taken away again while they are free.
func TestNumberBlock(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := officetest.Build(t, s)
		id, admin, vendor := h.Mine.ID, h.Mine.Administrator.Who, h.Mine.Vendor.Who
		c := office.AddNumbers{Company: id, List: "418 555 0150 .. 59\n+1 (418) 555-0170\r\n418 555 0198..418 555 0201", Kind: anteroom.NumberFax}
		preview, err := h.Office.Do(t.Context(), vendor, c, office.Ask{Preview: true})
		if err != nil {
			t.Fatal(err)
		}
		if got := len(lines(t, h, anteroom.Find{})); got != 1 {
			t.Errorf("a preview left %d numbers", got)
		}
		out, err := h.Office.Do(t.Context(), vendor, c, office.Ask{Digest: preview.Digest})
		if err != nil {
			t.Fatal(err)
		}
		if got := lines(t, h, anteroom.Find{Where: map[string]string{"kind": "fax", "state": "free"}}); len(got) != 15 || got[0] != "+14185550150 free fax" ||
			got[14] != "+14185550201 free fax" {
			t.Error(got)
		}
		h.Do(t, admin, office.AssignNumber{Company: id, Number: "+14185550170", User: "201"})
		if _, err := h.Office.Do(t.Context(), vendor, office.Undo{Company: id, Change: out.Change}, office.Ask{}); wrong(err) != "conflict error.undo.number" {
			t.Error(err)
		}
		h.Do(t, admin, office.ReleaseNumber{Company: id, Number: "+14185550170"})
		undone := h.Do(t, vendor, office.Undo{Company: id, Change: out.Change})
		if got := lines(t, h, anteroom.Find{}); len(got) != 1 {
			t.Error(got)
		}
		h.Do(t, vendor, office.Undo{Company: id, Change: undone.Change})
		if got := lines(t, h, anteroom.Find{}); len(got) != 16 {
			t.Error(got)
		}
	})
}

// The list in pages, both ways round, holds every number once.
func TestNumberPages(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := officetest.Build(t, s)
		h.Do(t, officetest.Program(), office.AddNumbers{Company: h.Mine.ID, List: "4185550110..0199"})
		h.Do(t, officetest.Program(), office.AddNumbers{Company: h.Other.ID, List: "5145550120..0199"})
		for _, sort := range []string{"", "-number"} {
			var got []anteroom.NumberID
			f := anteroom.Find{Sort: sort, Most: 40}
			for {
				l, err := h.Numbers(context.Background(), h.Mine.Administrator.Who, h.Mine.ID, f)
				if err != nil {
					t.Fatal(err)
				}
				for _, n := range l.Rows {
					got = append(got, n.ID)
				}
				if f.After = l.Next; f.After == "" {
					break
				}
			}
			if len(got) != 91 || (got[0] < got[90]) != (sort == "") {
				t.Errorf("%q: %d", sort, len(got))
			}
		}
		if _, err := h.Numbers(t.Context(), h.Mine.Administrator.Who, h.Mine.ID, anteroom.Find{Sort: "user"}); anteroom.KindOf(err) != anteroom.Invalid {
			t.Error(err)
		}
	})
}

// A number for faxes alone answers no caller.
func TestFaxNumber(t *testing.T) {
	h := officetest.Build(t, storetest.SQLite(t))
	h.Do(t, h.Mine.Administrator.Who, office.EditNumber{Company: h.Mine.ID, Number: h.Mine.Number, Kind: anteroom.NumberFax})
	if p, err := h.Answer(t.Context(), anteroom.Incoming{Number: h.Mine.Number}); err != nil || !p.Free {
		t.Error(p.Free, err)
	}
}

// A file of numbers is read by its first column, as the list that is shown before anything is added; what is no table is refused.
func TestNumbersOf(t *testing.T) {
	for _, row := range []struct{ table, want string }{
		{"4185550142\n418 555 0150 .. 0154\n", "4185550142\n418 555 0150 .. 0154"},
		{"\ufeffNuméro;Utilisateur\r\n\"418 555 0142\";Marc\r\n4185550143;\r\n", "418 555 0142\n4185550143"},
		{"number,kind\n+14185550142,voice\nx,voice\n", "+14185550142\nx"},
		{"+14185550142\tvoice", "+14185550142"}, {"'+14185550142", "+14185550142"}, {"Num\xe9ro;Poste\n4185550142;201\n", "4185550142"}, {"a\nb\n", ""},
	} {
		if got, err := office.NumbersOf([]byte(row.table)); err != nil || got != row.want {
			t.Errorf("%q: got %q, %v, want %q", row.table, got, err, row.want)
		}
	}
	for _, none := range []string{"", "\x00\x01", "PK\x03\x04no workbook"} {
		if got, err := office.NumbersOf([]byte(none)); anteroom.KindOf(err) != anteroom.Invalid {
			t.Errorf("%q: %q, %v", none, got, err)
		}
	}
}
