package office_test

import (
	"context"
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

// R42: the password is told by no answer, no history and no outcome, and cannot be put back; each setting of it is told.
func TestProvisioningPassword(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := officetest.Build(t, s)
		c, ctx := h.Mine, context.Background()
		var last office.Outcome
		for _, password := range []string{"premier secret", "second secret"} {
			last = h.Do(t, c.Vendor.Who, office.SetProvisioningPassword{Company: c.ID, Password: password})
			if len(last.Items) != 1 || last.Items[0].After["password_changed"] == nil {
				t.Errorf("it is not told that it changed: %+v", last.Items)
			}
		}
		p, err := h.Profile(ctx, c.Administrator.Who, c.ID)
		if err != nil || !p.Company.PasswordSet || p.Company.PasswordChanged.IsZero() {
			t.Errorf("%+v %v", p.Company, err)
		}
		_, err = h.Office.Do(ctx, c.Vendor.Who, office.Undo{Company: c.ID, Change: last.Change}, office.Ask{})
		if wrong(err) != "conflict error.undo.secret" {
			t.Error(wrong(err))
		}
		for _, row := range []struct {
			who      anteroom.Who
			password string
			want     string
		}{
			{c.Administrator.Who, "forgé", "forbidden error.provider_only"},
			{h.Other.Vendor.Who, "forgé", "not_found error.not_found"},
			{c.Vendor.Who, "", "invalid password:error.text.empty"},
			{c.Vendor.Who, strings.Repeat("é", 201), "invalid password:error.text.long"},
		} {
			_, err := h.Office.Do(ctx, row.who, office.SetProvisioningPassword{Company: c.ID, Password: row.password}, office.Ask{})
			if wrong(err) != row.want {
				t.Errorf("%s: got %s, want %s", row.who.Name, wrong(err), row.want)
			}
		}
	})
}

// A password that the phone system does not take replaces nothing, unless whoever sets it says so; the one that is taken is
// read with at once.
func TestProvisioningPasswordTried(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := officetest.Build(t, s)
		onFreeSWITCH(t, h)
		c, ctx := h.Mine, context.Background()
		h.PBX.Only.Store(new("right"))
		for _, row := range []struct {
			name      string
			who       anteroom.Who
			password  string
			unchecked bool
			want      string
			kept      string
		}{
			{"one that is not taken", c.Vendor.Who, "wrong", false, "invalid password:pbx.problem.sign_in", "right"},
			{"by who may not, no oracle", c.Administrator.Who, "wrong", false, "forbidden error.provider_only", "right"},
			{"by another's vendor", h.Other.Vendor.Who, "wrong", false, "not_found error.not_found", "right"},
			{"all the same", c.Vendor.Who, "later", true, "", "later"},
			{"the right one", c.Vendor.Who, "right", false, "", "right"},
		} {
			_, err := h.Office.Do(ctx, row.who, office.SetProvisioningPassword{Company: c.ID, Password: row.password, Unchecked: row.unchecked}, office.Ask{})
			if err != nil && wrong(err) != row.want || err == nil && row.want != "" {
				t.Errorf("%s: %v", row.name, err)
			}
			a, err := h.PBXAccess(ctx, c.ID)
			if err != nil || a.Password != row.kept {
				t.Errorf("%s: another password is kept, %v", row.name, err)
			}
		}
		status, err := h.CompanyPhoneSystem(ctx, c.Administrator.Who, c.ID)
		if err != nil || !status.Report.Reading(time.Now()) {
			t.Errorf("it is not read anew: %+v %v", status.Report.Asked, err)
		}
	})
}

// R41: a company's administrator changes neither the phone system nor the account on it, in whichever way it is asked for,
// and each attempt is written down with who made it.
func TestProvisioningForged(t *testing.T) {
	h := officetest.Build(t, storetest.SQLite(t))
	onFreeSWITCH(t, h)
	c, ctx := h.Mine, context.Background()
	before, err := h.PBXAccess(ctx, c.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, forged := range []office.Command{
		office.SetProvisioning{Company: c.ID, PBX: h.SparePhoneSystem, AccountID: "mine"},
		office.SetProvisioningPassword{Company: c.ID, Password: "mine"},
		office.SetProvisioningPassword{Company: c.ID, Password: "mine", Unchecked: true},
		office.GivePBXAddress{Company: c.ID},
		office.EditPhoneSystem{PhoneSystem: before.System.ID, Name: "Mine", Kind: "asterisk"},
		office.AddPhoneSystem{Name: "Mine", Kind: "asterisk"},
		office.RemovePhoneSystem{PhoneSystem: h.SparePhoneSystem},
		office.ImportPBXNumbers{Company: c.ID},
	} {
		for _, preview := range []bool{true, false} {
			h.Refusals.Take()
			_, err := h.Office.Do(ctx, c.Administrator.Who, forged, office.Ask{Preview: preview})
			if got := anteroom.KindOf(err); got != anteroom.Forbidden && got != anteroom.NotFound {
				t.Errorf("%T: %v", forged, err)
			} else if got == anteroom.Forbidden {
				if noted := h.Refusals.Take(); len(noted) != 1 || noted[0] != office.Name(forged)+" "+string(c.Administrator.Who.Account) {
					t.Errorf("%T: written down is %q", forged, noted)
				}
			}
		}
	}
	list, err := h.History(ctx, c.Administrator.Who, anteroom.Target{Company: c.ID}, 0, 50)
	var tried []string
	for _, change := range list {
		if change.Command == "refused" && change.Account == c.Administrator.Who.Account {
			tried = append(tried, string(change.Items[0].After["command"]))
		}
	}
	if diff := cmp.Diff([]string{`"import-pbx-numbers"`, `"give-pbx-address"`, `"set-provisioning-password"`, `"set-provisioning"`}, tried); err != nil || diff != "" {
		t.Errorf("the company's history, newest first, each attempt once: %v %s", err, diff)
	}
	if after, err := h.PBXAccess(ctx, c.ID); err != nil || after != before {
		t.Errorf("it was changed: %v", err)
	}
}
