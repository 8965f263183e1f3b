package office_test

import (
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

// mails are the messages that were queued since it was asked before, by their recipients.
func mails(t *testing.T, h *officetest.House) (list []anteroom.Message) {
	t.Helper()
	jobs, err := h.Claim(t.Context(), 100, time.Hour, "")
	if err != nil {
		t.Fatal(err)
	}
	for _, j := range jobs {
		if j.Kind != anteroom.Deliver {
			continue
		}
		m, _, err := h.Message(t.Context(), j.Company, anteroom.MessageID(j.Target))
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, m)
	}
	slices.SortFunc(list, func(a, b anteroom.Message) int { return strings.Compare(a.ToEmail, b.ToEmail) })
	return list
}

func invited(t *testing.T, h *officetest.House, company anteroom.CompanyID) time.Time {
	t.Helper()
	p, err := h.Profile(t.Context(), h.System.Who, company)
	if err != nil {
		t.Fatal(err)
	}
	return p.Invited
}

// Administrators of each level are invited by mail; the link is sent again, withdrawn, and works once.
func TestAdministratorInvitations(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := officetest.Build(t, s)
		mails(t, h)
		m := h.Mine
		made := h.Do(t, m.Vendor.Who, office.CreateCompany{VAR: m.VAR, Kind: anteroom.Private, Name: "Cap", Country: "CA", First: "fr", AdministratorName: "Ann Cap",
			AdministratorLanguage: "en", Email: "ann@cap.example", AssistantName: "Zoé", AssistantEmail: "zoe@cap.example"}).Made
		company := anteroom.CompanyID(made["company"])
		h.Do(t, h.System.Who, office.CreateAdministrator{VAR: m.VAR, Name: "Nina", Email: "nina@nordik.example", Language: "fr"})
		h.Do(t, h.System.Who, office.CreateAdministrator{Name: "Olga", Email: "olga@system.example", Language: "en"})
		var got []string
		for _, x := range mails(t, h) {
			got = append(got, strings.Join([]string{string(x.Kind), x.ToEmail, x.FromName, x.Subject}, " | "))
		}
		want := []string{"administrator_invitation | ann@cap.example | Anteroom | You are an administrator of Cap: make your password",
			"administrator_invitation | nina@nordik.example | Anteroom | Vous administrez Nordik : créez votre mot de passe",
			"administrator_invitation | olga@system.example | Anteroom | You govern a telephone system: make your password"}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		until := invited(t, h, company)
		if d := time.Until(until); d < 6*24*time.Hour || d > 7*24*time.Hour {
			t.Errorf("holds until %v", until)
		}

		again := h.Do(t, m.Vendor.Who, office.SendCompanyInvitation{Company: company}).Made["set_up"]
		if len(mails(t, h)) != 1 {
			t.Error("nothing was sent again")
		}
		if err := h.Reset(t.Context(), made["set_up"], officetest.Password, officetest.Password); anteroom.KindOf(err) != anteroom.NotFound {
			t.Errorf("the older link: %v", err)
		}
		h.Do(t, m.Vendor.Who, office.WithdrawCompanyInvitation{Company: company})
		if err := h.Reset(t.Context(), again, officetest.Password, officetest.Password); anteroom.KindOf(err) != anteroom.NotFound || !invited(t, h, company).IsZero() {
			t.Errorf("the link that was withdrawn: %v", err)
		}
		again = h.Do(t, m.Vendor.Who, office.SendCompanyInvitation{Company: company}).Made["set_up"]
		if err := h.Reset(t.Context(), again, officetest.Password, officetest.Password); err != nil {
			t.Fatal(err)
		}
		for _, c := range []office.Command{office.SendCompanyInvitation{Company: company}, office.WithdrawCompanyInvitation{Company: company}} {
			if _, err := h.Office.Do(t.Context(), m.Vendor.Who, c, office.Ask{}); wrong(err) != "invalid account:error.administrator.come" {
				t.Errorf("%s: %s", office.Name(c), wrong(err))
			}
		}
	})
}

// An administrator is invited and withdrawn only where the account belongs.
func TestAdministratorInvitationElsewhere(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := officetest.Build(t, s)
		h.Do(t, h.System.Who, office.CreateAdministrator{VAR: h.Mine.VAR, Name: "Nina", Email: "nina@nordik.example", Language: "fr"})
		list, err := h.Administrators(t.Context(), h.System.Who, h.Mine.VAR)
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range list {
			if (a.Name == "Nina") == a.Invited.IsZero() {
				t.Errorf("%s is invited until %v", a.Name, a.Invited)
			}
			for _, elsewhere := range []anteroom.VARID{"", h.Other.VAR} {
				for _, c := range []office.Command{office.SendAdministratorInvitation{VAR: elsewhere, Account: a.ID}, office.WithdrawAdministratorInvitation{VAR: elsewhere, Account: a.ID}} {
					if _, err := h.Office.Do(t.Context(), h.System.Who, c, office.Ask{}); anteroom.KindOf(err) != anteroom.NotFound {
						t.Errorf("%s: %v", office.Name(c), err)
					}
				}
			}
		}
	})
}
