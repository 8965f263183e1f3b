package web

import (
	"net/url"
	"strings"
	"testing"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
)

// An administrator of a VAR is added, makes a password by the link that was shown once, signs in, is removed, and is out.
func TestAdministrators(t *testing.T) {
	w := newWorld(t)
	p, path := w.signedIn(t, operator), "/v/"+string(w.vendor)+"/administrators"
	shown := p.post(t, path+"/add", url.Values{"administrator_name": {"Nina"}, "email": {"nina@nordik.example"}, "administrator_language": {"en"}})
	shown.is(t, 200, path+"/add")
	_, rest, _ := strings.Cut(shown.body, "/reset/")
	if err := w.Reset(t.Context(), rest[:64], password, password); err != nil {
		t.Fatal(err)
	}
	if rest[:64] != strings.TrimPrefix(w.composer.last(), w.Link("/reset/")) {
		t.Error("the link is not that of the message")
	}
	nina := w.signedIn(t, "nina@nordik.example")
	nina.get(t, path).has(t, "Nina", "Marc Tremblay")
	list, err := w.Administrators(t.Context(), program, w.vendor)
	if err != nil || len(list) != 2 {
		t.Fatal(list, err)
	}
	id := string(list[1].ID)
	review := p.post(t, path+"/remove", url.Values{"account": {id}})
	review.has(t, "Nina can't sign in any more")
	p.post(t, path+"/remove", review.form()).is(t, 200, path+"?saved=")
	nina.get(t, path).is(t, 200, "/sign-in")
	if _, _, err := w.SignIn(t.Context(), "nina@nordik.example", password, "here"); anteroom.KindOf(err) != anteroom.Invalid {
		t.Error(err)
	}
	all, err := w.Administrators(t.Context(), program, "")
	if err != nil || len(all) != 1 {
		t.Fatal(all, err)
	}
	if _, err := w.Do(t.Context(), program, office.RemoveAdministrator{Account: all[0].ID}, office.Ask{}); anteroom.KindOf(err) != anteroom.Conflict {
		t.Errorf("the last administrator is removed: %v", err)
	}
}

// The invitation of a VAR's administrator, and of a company's, is sent again, withdrawn, and gone once a password is made.
func TestInvitationsOfAdministrators(t *testing.T) {
	w := newWorld(t)
	p, path := w.signedIn(t, operator), "/v/"+string(w.vendor)+"/administrators"
	p.post(t, path+"/add", url.Values{"administrator_name": {"Nina"}, "email": {"nina@nordik.example"}, "administrator_language": {"fr"}})
	listed := p.get(t, path)
	listed.has(t, "Invited until", "Invite Nina again", "Withdraw the invitation of Nina", "Active")
	list, err := w.Administrators(t.Context(), program, w.vendor)
	if err != nil || list[1].Name != "Nina" {
		t.Fatal(list, err)
	}
	p.post(t, path+"/withdraw", url.Values{"account": {string(list[1].ID)}}).has(t, "No invitation holds")
	sent := p.post(t, path+"/invite", url.Values{"account": {string(list[1].ID)}})
	sent.has(t, "Invitation sent", "nina@nordik.example", w.composer.last())
	p.post(t, path+"/invite", url.Values{"account": {string(list[0].ID)}}).is(t, 422, path)

	made := w.do(t, program, office.CreateCompany{VAR: w.vendor, Kind: anteroom.Private, Name: "Cap", Country: "CA", First: "fr", AdministratorName: "Ann",
		AdministratorLanguage: "en", Email: "ann@cap.example", AssistantName: "Zoé", AssistantEmail: "zoe@cap.example"}).Made
	company := "/c/" + made["company"]
	p.get(t, company+"/manage").has(t, "Invited until", "Withdraw the invitation")
	p.post(t, company+"/administrator/withdraw", nil).has(t, "No invitation holds")
	p.post(t, company+"/administrator/invite", nil).has(t, "Invitation sent", "ann@cap.example", w.composer.last())
	if err := w.Reset(t.Context(), strings.TrimPrefix(w.composer.last(), w.Link("/reset/")), password, password); err != nil {
		t.Fatal(err)
	}
	p.get(t, company+"/manage").has(t, "Active")
	p.post(t, company+"/administrator/invite", nil).is(t, 422, company)
}

// A phone system is added, named, and taken off the list where no company is on it; the removal can be undone.
func TestPhoneSystems(t *testing.T) {
	w := newWorld(t)
	p := w.signedIn(t, operator)
	added := p.post(t, "/system/phone-systems/add", url.Values{"name": {"Star"}, "kind": {"asterisk"}})
	added.is(t, 200, "/system/phone-systems?saved=")
	refused := p.post(t, "/system/phone-systems/remove", url.Values{"phone_system": {string(w.pbx)}})
	refused.is(t, 422, "/system/phone-systems/remove")
	refused.has(t, "Boréal", "Atlas")
	p.post(t, "/system/phone-systems/edit", url.Values{"phone_system": {string(w.pbx)}, "name": {"X"}, "kind": {"asterisk"}}).is(t, 422, "/system/phone-systems/edit")
	p.post(t, "/system/phone-systems/edit", url.Values{"phone_system": {string(w.pbx)}, "name": {"Anteroom même"}, "kind": {"builtin"}}).has(t, "Anteroom même")
	list, err := w.PhoneSystems(t.Context(), program)
	if err != nil || len(list) != 2 {
		t.Fatal(list, err)
	}
	out := w.do(t, program, office.RemovePhoneSystem{PhoneSystem: list[1].ID})
	w.do(t, program, office.UndoAbove{Change: out.Change})
	if again, err := w.PhoneSystems(t.Context(), program); err != nil || len(again) != 2 {
		t.Error(again, err)
	}
}
