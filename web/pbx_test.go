package web

import (
	"net/url"
	"testing"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/office/officetest"
)

// A difference to the phone system is left, and put right alone, each on a page that first says what it does; the list of
// phones stands beside, and Anteroom itself tells how much of it there is.
func TestDifferencePages(t *testing.T) {
	w := newWorld(t)
	p := w.signedIn(t, email)
	p.get(t, w.at("/phone-system")).has(t, "what is set here holds at once")
	p.get(t, w.at("/phones")).has(t, "Phones")
	id := w.do(t, program, office.AddPhoneSystem{Name: "FreeSWITCH", Kind: "freeswitch", Manager: "tcp://127.0.0.1:1"}).Made["phone_system"]
	w.do(t, program, office.SetProvisioning{Company: w.company, PBX: anteroom.SystemID(id), AccountID: "boreal.example"})
	w.do(t, program, office.SetProvisioningPassword{Company: w.company, Password: "right"})
	officetest.ReadPBX(t, w.Office, w.company, anteroom.PBXState{}, nil)
	status, err := w.CompanyPhoneSystem(t.Context(), program, w.company)
	if err != nil || len(status.Plan) < 2 {
		t.Fatalf("%+v, %v", status.Plan, err)
	}
	item := url.QueryEscape(status.Plan[0].Key())
	at := w.at("/phone-system/leave?items=" + item)
	p.post(t, at, p.get(t, at).form()).is(t, 200, w.at("/phone-system?saved=")) // nobody is touched: there is nothing to review
	p.get(t, w.at("/phone-system")).has(t, "It is left as it is there.", "Put it right: "+status.Plan[0].Line.Extension)
	at = w.at("/phone-system/push?only=" + item)
	p.confirmed(t, at, p.get(t, at).form(), "On the phone system: 1 to add, 0 to change, 0 to take away")
	push, err := w.PBXPush(t.Context(), w.company)
	if err != nil || len(push.Steps) != 1 || push.Steps[0].Key() != status.Plan[0].Key() {
		t.Errorf("%+v, %v", push.Steps, err)
	}
}
