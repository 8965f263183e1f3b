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
