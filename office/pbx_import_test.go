package office_test

import (
	"context"
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

// A name that the phone system has is taken from there, and given back by an undo.
func TestAdopt(t *testing.T) {
	h := officetest.Build(t, storetest.SQLite(t))
	onFreeSWITCH(t, h)
	c, me, ctx := h.Mine.ID, h.Mine.Administrator.Who, context.Background()
	officetest.ReadPBX(t, h.Office, c, anteroom.PBXState{Lines: []anteroom.PBXLine{{Extension: "201", Name: "Zoé Adoptée"}, {Extension: "202"}}}, nil)
	name := func() string {
		u, err := h.User(ctx, me, c, h.Mine.Users[0])
		if err != nil {
			t.Fatal(err)
		}
		return u.User.Name()
	}
	before := name()
	done := h.Do(t, me, office.AdoptFromPBX{Company: c, Extensions: []string{"201"}})
	if got := name(); got != "Zoé Adoptée" {
		t.Errorf("adopted %q", got)
	}
	h.Do(t, me, office.Undo{Company: c, Change: done.Change})
	if got := name(); got != before {
		t.Errorf("undone: %q, not %q", got, before)
	}
	for _, none := range []string{"202", "299"} {
		_, err := h.Office.Do(ctx, me, office.AdoptFromPBX{Company: c, Extensions: []string{none}}, office.Ask{})
		if wrong(err) != "invalid extensions:error.pbx.line" {
			t.Errorf("%s: %s", none, wrong(err))
		}
	}
}
