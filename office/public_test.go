package office_test

import (
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/office/officetest"
	"anteroom.dev/anteroom/store/storetest"
)

// A public service has no receptionist: its numbers are a user's or nobody's, and one that was given to none says so to
// callers. It has no mail access either (SPEC 2, R31).
func TestPublicServiceHasNoReceptionist(t *testing.T) {
	h := officetest.Build(t, storetest.SQLite(t))
	made := h.Do(t, officetest.Program(), office.CreateCompany{VAR: h.Mine.VAR, Kind: anteroom.PublicService, Name: "Public", Country: "CA", First: "fr", Keys: 5, PBX: h.PhoneSystem,
		AdministratorName: "Ann", AdministratorLanguage: "fr", Email: "ann@public.example", AssistantName: "Zoé", AssistantEmail: "zoe@public.example"})
	id := anteroom.CompanyID(made.Made["company"])
	user := anteroom.UserID(h.Do(t, officetest.Program(), office.CreateUser{Company: id, Last: "Roy", Email: "roy@home.example", Extension: "401"}).Made["user"])
	refused := func(c office.Command, want string) {
		t.Helper()
		if _, err := h.Office.Do(t.Context(), officetest.Program(), c, office.Ask{}); wrong(err) != want {
			t.Errorf("%s: %s, want %s", office.Name(c), wrong(err), want)
		}
	}
	const number = "+14185550177"
	refused(office.AddNumber{Company: id, Number: number}, "invalid user:error.number.no_receptionist")
	h.Do(t, officetest.Program(), office.AddNumber{Company: id, Number: number, Free: true})
	refused(office.AssignNumber{Company: id, Number: number}, "invalid user:error.number.no_receptionist")
	if p, err := h.Answer(t.Context(), anteroom.Incoming{Number: number}); err != nil || !p.Free {
		t.Errorf("%v %+v", err, p)
	}
	h.Do(t, officetest.Program(), office.AssignNumber{Company: id, Number: number, User: user})
	if p, err := h.Answer(t.Context(), anteroom.Incoming{Number: number}); err != nil || p.Free || p.To != user {
		t.Errorf("%v %+v", err, p)
	}
	a := officetest.Access("nord.example")
	if _, err := h.Office.Do(t.Context(), officetest.Program(), office.SetMailAccess{Company: id, Incoming: a.Incoming, Outgoing: a.Outgoing, Email: "e@nord.example", Password: officetest.MailPassword}, office.Ask{}); err == nil {
		t.Error("it has mail access")
	}
}

// What is given back to somebody who pays for the own service stands on that bill alone; in a private company the company pays.
func TestAdjustmentOfUser(t *testing.T) {
	h := officetest.Build(t, storetest.SQLite(t))
	ctx, vendor, month := t.Context(), h.Mine.Vendor.Who, anteroom.MonthAt(time.Now(), time.UTC)
	public := anteroom.CompanyID(h.Do(t, officetest.Program(), office.CreateCompany{VAR: h.Mine.VAR, Kind: anteroom.PublicService, Name: "Public", Country: "CA", First: "fr", Keys: 5, PBX: h.PhoneSystem,
		AdministratorName: "P", AdministratorLanguage: "fr", Email: "adjust@public.example", AssistantName: "Zoé", AssistantEmail: "zoe@public.example"}).Made["company"])
	user := anteroom.UserID(h.Do(t, officetest.Program(), office.CreateUser{Company: public, First: "Ada", Last: "Roy", Email: "ada@public.example", Extension: "301"}).Made["user"])
	h.Do(t, vendor, office.AddAdjustment{Company: public, Month: month, Currency: "CAD", Reason: "Panne", Amount: -480, User: "301"})
	h.Do(t, vendor, office.AddAdjustment{Company: public, Month: month, Currency: "CAD", Reason: "Frais", Amount: 100})
	for whose, want := range map[anteroom.UserID]int64{user: -480, "": 100} {
		if bill, err := h.Bill(ctx, vendor, public, month, whose, "CAD"); err != nil || bill.Total != want {
			t.Errorf("bill of %q: %d, want %d: %v", whose, bill.Total, want, err)
		}
	}
	_, err := h.Office.Do(ctx, vendor, office.AddAdjustment{Company: h.Mine.ID, Month: month, Currency: "CAD", Reason: "Panne", Amount: -1, User: h.Mine.Users[0]}, office.Ask{})
	if wrong(err) != "invalid user:error.adjustment.user" {
		t.Errorf("in a private company: %v", err)
	}
}
