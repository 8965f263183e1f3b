package office_test

import (
	"context"
	"slices"
	"testing"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/office/officetest"
	"anteroom.dev/anteroom/store"
	"anteroom.dev/anteroom/store/storetest"
)

// Numbers of the phone system become the company's, in one form each and with whom they ring; those of another company are
// told and nothing is taken; an undo gives them back.
func TestImportNumbers(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := officetest.Build(t, s)
		onFreeSWITCH(t, h)
		c, ctx := h.Mine, context.Background()
		do := office.ImportPBXNumbers{Company: c.ID}
		found := anteroom.PBXState{Numbers: []anteroom.PBXNumber{{Number: "+14185557201", To: "201"}, {Number: "14185557202"}, {Number: "4185557202", To: "999"}, {Number: string(c.Number)}}}
		officetest.ReadPBX(t, h.Office, c.ID, found, nil)
		done := h.Do(t, c.Vendor.Who, do)
		for number, extension := range map[anteroom.NumberID]string{"+14185557201": "201", "+14185557202": ""} {
			if n, err := h.Number(ctx, c.Administrator.Who, c.ID, number); err != nil || n.Extension != extension {
				t.Errorf("%s: %+v, %v", number, n, err)
			}
		}
		_, err := h.Office.Do(ctx, c.Vendor.Who, do, office.Ask{})
		if wrong(err) != "conflict error.pbx.nothing" {
			t.Errorf("twice: %s", wrong(err))
		}
		h.Do(t, c.Vendor.Who, office.Undo{Company: c.ID, Change: done.Change})
		if _, err := h.Number(ctx, c.Administrator.Who, c.ID, "+14185557201"); anteroom.KindOf(err) != anteroom.NotFound {
			t.Errorf("undone: %v", err)
		}
		found.Numbers = append(found.Numbers, anteroom.PBXNumber{Number: string(h.Other.Number)})
		officetest.ReadPBX(t, h.Office, c.ID, found, nil)
		status, err := h.CompanyPhoneSystem(ctx, c.Vendor.Who, c.ID)
		if err != nil || len(status.Numbers) != 2 || len(status.Taken) != 1 || status.Taken[0].Number != string(h.Other.Number) {
			t.Errorf("new %+v, taken %+v, %v", status.Numbers, status.Taken, err)
		}
	})
}

// Each difference that something here stands for is taken over, after which there is none, and given back by an undo; what
// cannot be says why, and a company's own administrator neither takes a number nor gives one up.
func TestAdopt(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := officetest.Build(t, s)
		onFreeSWITCH(t, h)
		c, me, ctx, mine := h.Mine.ID, h.Mine.Administrator.Who, context.Background(), string(h.Mine.Number)
		status := func() office.PhoneSystemStatus {
			t.Helper()
			s, err := h.CompanyPhoneSystem(ctx, h.Mine.Vendor.Who, c)
			if err != nil {
				t.Fatal(err)
			}
			return s
		}
		officetest.ReadPBX(t, h.Office, c, anteroom.PBXState{}, nil)
		same := anteroom.PBXState{Boxes: true}
		for _, step := range status().Plan {
			if step.Line != nil {
				line := *step.Line
				line.Ours = true
				same.Lines = append(same.Lines, line)
			} else {
				same.Numbers = append(same.Numbers, *step.Number)
			}
		}
		with := func(change func(s *anteroom.PBXState)) anteroom.PBXState {
			s := anteroom.PBXState{Boxes: true, Lines: slices.Clone(same.Lines), Numbers: slices.Clone(same.Numbers)}
			change(&s)
			return s
		}
		for _, row := range []struct {
			name   string
			found  anteroom.PBXState
			item   string
			refuse string // of the company's administrator; empty: it is taken over
		}{
			{"a name", with(func(s *anteroom.PBXState) { s.Lines[0].Name = "Zoé Adoptée" }), "line 201", ""},
			{"the name of a line that was not made from here", with(func(s *anteroom.PBXState) { s.Lines[0].Name, s.Lines[0].Ours = "Zoé Adoptée", false }), "line 201", ""},
			{"a box", with(func(s *anteroom.PBXState) { s.Lines[0].Email = "zoe@boreal.example" }), "line 201", ""},
			{"no name", with(func(s *anteroom.PBXState) { s.Lines[0].Name = "" }), "line 201", "invalid items:error.pbx.adopt"},
			{"a box that somebody has", with(func(s *anteroom.PBXState) { s.Lines[0].Email = "no address" }), "line 201", "invalid items:error.email.wrong"},
			{"no line", with(func(s *anteroom.PBXState) { s.Lines = s.Lines[1:] }), "line 201", ""},
			{"another line", with(func(s *anteroom.PBXState) {
				s.Lines = append(s.Lines, anteroom.PBXLine{Extension: "777", Name: "Ève Lé", Email: "eve@boreal.example"})
			}), "line 777", ""},
			{"another line, nobody knows whose", with(func(s *anteroom.PBXState) { s.Lines = append(s.Lines, anteroom.PBXLine{Extension: "777"}) }), "line 777", "invalid items:error.pbx.adopt.email"},
			{"a number that rings a user there", with(func(s *anteroom.PBXState) { s.Numbers[0].To = "202" }), "number " + same.Numbers[0].Number, ""},
			{"a number that rings nobody there", with(func(s *anteroom.PBXState) { s.Numbers[0].To = "9999" }), "number " + same.Numbers[0].Number, "invalid items:error.pbx.adopt.rings"},
			{"no number", with(func(s *anteroom.PBXState) {
				s.Numbers = slices.DeleteFunc(s.Numbers, func(n anteroom.PBXNumber) bool { return n.Number == mine })
			}), "number " + mine, "forbidden error.forbidden"},
			{"another number", with(func(s *anteroom.PBXState) {
				s.Numbers = append(s.Numbers, anteroom.PBXNumber{Number: "+14185557299", To: "202"})
			}), "number +14185557299", "forbidden error.forbidden"},
			{"no difference", same, "line 201", "invalid items:error.pbx.item"},
		} {
			officetest.ReadPBX(t, h.Office, c, row.found, nil)
			before, adopt := todo(status()), office.AdoptFromPBX{Company: c, Items: []string{row.item}}
			who := me
			if row.refuse != "" {
				if _, err := h.Office.Do(ctx, me, adopt, office.Ask{}); wrong(err) != row.refuse {
					t.Errorf("%s: %s", row.name, wrong(err))
				}
				if row.refuse != "forbidden error.forbidden" {
					continue
				}
				who = h.Mine.Vendor.Who
			}
			done := h.Do(t, who, adopt)
			if got := todo(status()); got != "" || before == "" {
				t.Errorf("%s: %q, and when it is taken over still %q", row.name, before, got)
			}
			h.Do(t, h.Mine.Vendor.Who, office.Undo{Company: c, Change: done.Change})
			if got := todo(status()); got != before {
				t.Errorf("%s: undone %q, not %q", row.name, got, before)
			}
		}
	})
}

// todo are the differences of a phone system that nobody left.
func todo(s office.PhoneSystemStatus) (keys string) {
	for _, step := range s.Plan {
		if step.Differs() && step.Why.Key != "pbx.why.left" {
			keys += step.Key() + " "
		}
	}
	return keys
}
