package office_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/office/officetest"
	"anteroom.dev/anteroom/store"
	"anteroom.dev/anteroom/store/storetest"
)

// onFreeSWITCH puts my company on a phone system that fetches from here.
func onFreeSWITCH(t *testing.T, h *officetest.House) {
	t.Helper()
	id := h.Do(t, officetest.Program(), office.AddPhoneSystem{Name: "FreeSWITCH", Kind: "freeswitch", Manager: "tcp://127.0.0.1:1"}).Made["phone_system"]
	h.Do(t, h.Mine.Vendor.Who, office.SetProvisioning{Company: h.Mine.ID, PBX: anteroom.SystemID(id), AccountID: "boreal.example"})
	h.Do(t, h.Mine.Vendor.Who, office.SetProvisioningPassword{Company: h.Mine.ID, Password: "right"})
}

// What somebody changes on the phone system is told to the administrator: once, until both were the same again. What is
// there from the beginning, or differs since somebody changed it here, is not.
func TestDriftTold(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := officetest.Build(t, s)
		onFreeSWITCH(t, h)
		c, ctx := h.Mine, context.Background()
		officetest.ReadPBX(t, h.Office, c.ID, anteroom.PBXState{}, nil)
		status, err := h.CompanyPhoneSystem(ctx, c.Administrator.Who, c.ID)
		if err != nil {
			t.Fatal(err)
		}
		var same anteroom.PBXState
		for _, step := range status.Plan {
			if step.Line != nil {
				same.Lines = append(same.Lines, *step.Line)
			} else {
				same.Numbers = append(same.Numbers, *step.Number)
			}
		}
		less := anteroom.PBXState{Lines: same.Lines[:1], Numbers: same.Numbers}
		for _, row := range []struct {
			name  string
			found anteroom.PBXState
			told  int
		}{
			{"as it was at first", anteroom.PBXState{}, 0},
			{"the same as here", same, 0},
			{"a line is gone", less, 1},
			{"still gone", less, 0},
			{"more is gone", anteroom.PBXState{}, 0},
			{"the same again", same, 0},
			{"a line is gone again", less, 1},
		} {
			officetest.ReadPBX(t, h.Office, c.ID, row.found, nil)
			if got := drifted(ctx, t, h); got != row.told {
				t.Errorf("%s: %d messages", row.name, got)
			}
		}
		officetest.ReadPBX(t, h.Office, c.ID, same, nil)
		h.Do(t, c.Administrator.Who, office.CreateUser{Company: c.ID, Last: "Roy", Email: "roy@boreal.example", Extension: "203"})
		officetest.ReadPBX(t, h.Office, c.ID, same, nil)
		if got := drifted(ctx, t, h); got != 0 {
			t.Errorf("of a user who was made here: %d messages", got)
		}
	})
}

// drifted are the messages that are due by now about a change.
func drifted(ctx context.Context, t *testing.T, h *officetest.House) (n int) {
	t.Helper()
	jobs, err := h.Claim(ctx, 100, time.Hour, "")
	if err != nil {
		t.Fatal(err)
	}
	for _, j := range jobs {
		m, _, err := h.Message(ctx, j.Company, anteroom.MessageID(j.Target))
		if j.Kind == anteroom.Deliver && err == nil && m.Kind == anteroom.PBXDrifted {
			n++
			if m.ToEmail != h.Mine.Administrator.Email {
				t.Errorf("%s is told", m.ToEmail)
			}
		}
	}
	return n
}

// The address from which a phone system fetches is its company's, replaced by the next one, and ends when the company is
// on another phone system.
func TestPBXAddress(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := officetest.Build(t, s)
		c, ctx := h.Mine, context.Background()
		give := func() string {
			made := h.Do(t, c.Vendor.Who, office.GivePBXAddress{Company: c.ID}).Made["address"]
			return made[len("http://portal.example/pbx/"):]
		}
		_, err := h.Office.Do(ctx, c.Vendor.Who, office.GivePBXAddress{Company: c.ID}, office.Ask{})
		if wrong(err) != "conflict error.pbx.fetches" {
			t.Errorf("of a company that is on none: %v", wrong(err))
		}
		onFreeSWITCH(t, h)
		former := give()
		token := give()
		served := func(token string) string {
			id, account, err := h.PBXServed(ctx, token)
			if err != nil {
				return wrong(err)
			}
			return string(id) + " " + account
		}
		if got := served(token); got != string(c.ID)+" boreal.example" {
			t.Error(got)
		}
		for _, none := range []string{former, "", "guessed"} {
			if got := served(none); got != "not_found error.not_found" {
				t.Errorf("%q: %s", none, got)
			}
		}
		h.Do(t, c.Vendor.Who, office.SetProvisioning{Company: c.ID, PBX: h.PhoneSystem, AccountID: "boreal.example"})
		if got := served(token); got != "not_found error.not_found" {
			t.Errorf("after it left: %s", got)
		}
	})
}

// A reading that began before an update ended, or on an account that the company has left, says nothing of what is there
// now: it is passed over, and nobody is told that somebody else changed it.
func TestPBXReadingOvertaken(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := officetest.Build(t, s)
		onFreeSWITCH(t, h)
		c, ctx := h.Mine, context.Background()
		status := func() office.PhoneSystemStatus {
			t.Helper()
			s, err := h.CompanyPhoneSystem(ctx, c.Administrator.Who, c.ID)
			if err != nil {
				t.Fatal(err)
			}
			return s
		}
		officetest.ReadPBX(t, h.Office, c.ID, anteroom.PBXState{}, nil)
		asked, err := h.PBXAsked(ctx, c.ID)
		if err != nil {
			t.Fatal(err)
		}
		before := anteroom.PBXReading{Asked: asked}
		h.Do(t, c.Administrator.Who, office.PushPhoneSystem{Company: c.ID})
		push, err := h.PBXPush(ctx, c.ID)
		if err == nil {
			err = errors.Join(h.PBXStepped(ctx, c.ID, push, true), h.PBXWas(ctx, c.ID, before))
		}
		if err != nil {
			t.Fatal(err)
		}
		if got := status(); !got.Report.Reading(time.Now()) {
			t.Error("what was read before the update ended is taken for what holds now")
		}
		wanted := anteroom.PBXState{Lines: []anteroom.PBXLine{{Extension: "201"}}}
		officetest.ReadPBX(t, h.Office, c.ID, wanted, nil)
		if n := drifted(ctx, t, h); n != 0 {
			t.Errorf("our own update is told as somebody else's, %d times", n)
		}
		left := anteroom.PBXReading{System: status().System.ID, Account: "boreal.example", Found: wanted}
		h.Do(t, c.Vendor.Who, office.SetProvisioning{Company: c.ID, PBX: status().System.ID, AccountID: "other.example"})
		if left.Asked, err = h.PBXAsked(ctx, c.ID); err != nil {
			t.Fatal(err)
		}
		if err := h.PBXWas(ctx, c.ID, left); err != nil {
			t.Fatal(err)
		}
		if got := status(); len(got.Report.State.Lines) != 0 || !got.Report.Read.IsZero() || !got.Report.Reading(time.Now()) {
			t.Errorf("of another account: %+v", got.Report)
		}
		_, err = h.Office.Do(ctx, c.Administrator.Who, office.PushPhoneSystem{Company: c.ID}, office.Ask{})
		if wrong(err) != "conflict error.pbx.unread" {
			t.Errorf("by what the other account held: %s", wrong(err))
		}
	})
}
