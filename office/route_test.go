package office_test

import (
	"fmt"
	"testing"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/office/officetest"
	"anteroom.dev/anteroom/store"
	"anteroom.dev/anteroom/store/storetest"
)

// Where the calls of a company's phone go, and what their line tells.
func TestDialled(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := officetest.Build(t, s)
		id, marc, elise := h.Mine.ID, h.Mine.Users[0], h.Mine.Users[1]
		h.Do(t, h.Mine.Administrator.Who, office.AddRestriction{Company: id, Name: "Kiosques", Pattern: "900*", Rule: anteroom.DenyAll})
		phone := anteroom.Phone{Name: "marc", Company: id, User: marc}
		own := string(h.Mine.Number)
		for _, row := range []struct{ dials, want string }{
			{"202", "202 rings " + string(elise)},
			{own, own + " is answered"},
			{own[2:], own + " is answered"},
			{"1 900 555 1234", "+19005551234 not_allowed"},
			{"418 555 0142", "+14185550142 no_line"},
			{"911", "911 no_line"},
			{string(h.Other.Number), string(h.Other.Number) + " no_line"},
			{"299", "299 number_unknown"},
			{"*8202", "*8202 nothing_rings at " + string(elise)},
			{"*8", "*8 number_unknown"},
			{"*8299", "*8299 number_unknown"},
			{"*8" + own, "*8" + own + " number_unknown"}, // of the receptionist
			{"*8 418 555 0142", "*8 418 555 0142 no_line"},
			{" *97'; DROP ", "*97'; DROP number_unknown"},
		} {
			r, err := h.Dialled(t.Context(), phone, row.dials)
			if err != nil {
				t.Fatal(row.dials, err)
			}
			got := fmt.Sprintf("%s rings %s", string(r.Number), r.Plan.To)
			if r.Plan.Refused != "" {
				got = fmt.Sprintf("%s %s", string(r.Number), r.Plan.Refused)
				if r.Plan.PickUp != "" {
					got += " at " + string(r.Plan.PickUp)
				}
			} else if r.Plan.To == "" {
				got = string(r.Number) + " is answered"
			}
			if got != row.want || r.Plan.Company != id || r.Caller != "201" {
				t.Errorf("%q: got %s by %s, want %s", row.dials, got, r.Caller, row.want)
			}
		}
		for _, file := range []string{"RIFF music", ""} { // whoever is held hears the company's own recording
			h.Do(t, h.Mine.Administrator.Who, office.SetHoldMusic{Company: id, File: []byte(file)})
			r, err := h.Dialled(t.Context(), phone, "202")
			if p := planOf(t, h); err != nil || (r.Plan.Hold != "") != (file != "") || p.Hold != r.Plan.Hold {
				t.Errorf("%q: held callers of a phone hear %q, those from outside %q, %v", file, r.Plan.Hold, p.Hold, err)
			}
		}
		if _, err := h.Dialled(t.Context(), anteroom.Phone{Company: id, User: h.Other.Users[0]}, "202"); anteroom.KindOf(err) != anteroom.NotFound {
			t.Error("a user of another company:", err)
		}
	})
}
