package web

import (
	"net/url"
	"testing"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
)

// Numbers through the pages without script: the provider adds them, the company says who answers, nobody loses what was
// typed, and a company cannot add or remove any.
func TestNumberPages(t *testing.T) {
	w := newWorld(t)
	p, admin := w.signedIn(t, vendor), w.signedIn(t, email)
	path := w.at("/numbers")
	wrong := p.post(t, path+"/add", p.get(t, path+"/add").form("number", "555-0100", "answer", "free", "kind", "both"))
	wrong.is(t, 422, path+"/add")
	wrong.has(t, "Enter a telephone number with its country code")
	done := p.post(t, path+"/add", wrong.form("number", "418 555-0142"))
	done.is(t, 200, path+"?saved=")
	done.has(t, "2 numbers", "+1 418 555 0142 Free Nobody", "Calls and faxes")

	many := p.post(t, path+"/add-many", p.get(t, path+"/add-many").form("list", "418 555 0150 .. 0154\n418 555\n4185550142"))
	many.is(t, 422, path+"/add-many")
	many.has(t, "Line 2: “418 555” is no telephone number.", "Line 3: +1 418 555 0142 is in use already.")
	p.confirmed(t, path+"/add-many", many.form("list", "418 555 0150 .. 0154"), "5 numbers are added, from +1 418 555 0150 to +1 418 555 0154").is(t, 200, path+"?saved=")
	admin.get(t, path+"?state=free").has(t, "6 numbers")
	admin.get(t, path+"?q=555-0142").has(t, "1 number")

	one := path + "/+14185550142"
	nobody := admin.post(t, one, admin.get(t, one).form("answer", "user", "user", "299"))
	nobody.is(t, 422, one)
	nobody.has(t, "Choose a user of the company.")
	saved := admin.confirmed(t, one, nobody.form("user", "201"), "+1 418 555 0142 rings Jean Roy")
	saved.is(t, 200, one+"?saved=")
	admin.get(t, path+"?q=roy").has(t, "1 number", "Jean Roy, extension 201")
	admin.post(t, one, saved.form("answer", "user", "user", "")).is(t, 422, one)
	admin.post(t, one, saved.form("answer", "")).is(t, 422, one)
	admin.confirmed(t, one, saved.form("answer", "free"), "hears that the number is not in service")
	admin.post(t, one, admin.get(t, one).form("answer", "reserved", "email", "zoe@boreal.example")).has(t, "Kept for zoe@boreal.example")
	admin.post(t, one+"/edit", admin.get(t, one+"/edit").form("kind", "voice", "first", "fr")).is(t, 200, one+"?saved=")

	admin.get(t, w.at("/history")).has(t, "Telephone number assigned", "User (+1 418 555 0142): none → becomes Jean Roy", "User (+1 418 555 0142): Jean Roy → becomes none",
		"Takes faxes (+1 418 555 0142): Yes → becomes No")
	for _, forbidden := range []string{"/add", "/add-many", "/+14185550142/remove"} {
		admin.post(t, path+forbidden, url.Values{"number": {"4185550199"}, "list": {"4185550199"}}).is(t, 403, path+forbidden)
	}
	p.confirmed(t, one+"/remove", p.get(t, one+"/remove").form(), "leaves the company").is(t, 200, path+"?saved=")
	p.get(t, one).is(t, 404, one)
	p.sendsWith(t, path+"/add-many", "x.csv", "\x00", url.Values{"list": {"4185550160"}}).has(t, "There is a problem", "4185550160")
	sent := p.sendsWith(t, path+"/add-many", "x.csv", "Number;User\n4185550161;201\n", url.Values{"list": {"4185550160"}})
	p.sure(t, sent).has(t, "+1 418 555 0160", "+1 418 555 0161")
}

// Call restrictions through the pages: each level its own, those above seen and not changed, and the box that tells
// which rule decides.
func TestRestrictionPages(t *testing.T) {
	w := newWorld(t)
	root, reseller, admin := w.signedIn(t, operator), w.signedIn(t, vendor), w.signedIn(t, email)
	add := func(p *person, path string, values ...string) {
		t.Helper()
		p.confirmed(t, path+"/add", p.get(t, path+"/add").form(values...), "from the next call on").is(t, 200, path+"?saved=")
	}
	add(root, "/system/restrictions", "name", "Satellite", "pattern", "+881*", "rule", "deny")
	ofVAR, own, users := "/v/"+string(w.vendor)+"/restrictions", w.at("/restrictions"), w.at("/users/"+string(w.user)+"/restrictions")
	add(reseller, ofVAR, "name", "Kiosques", "pattern", "+1 900*", "rule", "deny")
	wrong := admin.post(t, own+"/add", admin.get(t, own+"/add").form("name", "Outre-mer", "pattern", "011*", "rule", "pin", "users", "299"))
	wrong.is(t, 422, own+"/add")
	wrong.has(t, "“299” is no user of the company.")
	admin.confirmed(t, own+"/add", wrong.form("users", "201"), "1 user whom the rule allows has no PIN yet").is(t, 200, own+"?saved=")
	add(admin, users, "name", "Montréal", "pattern", "514*", "rule", "deny")

	list := admin.get(t, own)
	list.has(t, "Satellite The system +881* Denied", "Kiosques The service provider +1900* Denied", "Outre-mer The company 011* After the PIN: 1 user")
	for _, row := range []struct{ number, who, want string }{
		{"1 900 555 1234", "201", "Refused +1 900 555 1234: “Kiosques” (+1900*) denies it. Set by: The service provider."},
		{"011 33 1 23 45 67 89", "201", "After the PIN +33 123 456 789: “Outre-mer” (011*) asks for the user’s PIN."},
		{"514 555 1234", "201", "“Montréal” (514*) denies it. Set by: The company, for this user."},
		{"514 555 1234", "", "May be called No restriction is about +1 514 555 1234."},
		{"911", "201", "911 is an emergency number: it always passes."},
		{"12", "201", "12 is not a number that can be dialled."},
		{"911", "299", "Choose a user of the company."},
	} {
		admin.get(t, own+"?"+url.Values{"number": {row.number}, "who": {row.who}, "way": {"phone"}}.Encode()).has(t, row.want)
	}
	admin.get(t, users+"?number=5145551234&way=forwarding").has(t, "“Montréal” (514*) denies it.")

	above, err := w.Restrictions(t.Context(), program, anteroom.Target{VAR: w.vendor})
	if err != nil || len(above) != 2 {
		t.Fatal(above, err)
	}
	for _, x := range above {
		admin.get(t, own+"/"+string(x.ID)).is(t, 404, own+"/"+string(x.ID))
		admin.post(t, own+"/"+string(x.ID)+"/remove", url.Values{}).is(t, 404, own+"/"+string(x.ID)+"/remove")
	}
	undo := admin.get(t, undoLink(t, admin.get(t, w.at("/history")))) // the newest: that of the user
	undo.has(t, "It holds for the calls of Jean Roy")
	all, err := w.Restrictions(t.Context(), program, anteroom.Target{Company: w.company, User: w.user})
	if err != nil || len(all) != 4 {
		t.Fatal(all, err)
	}
	one := own + "/" + string(all[2].ID)
	edit := admin.get(t, one)
	if edit.values["users"] != "201" || edit.values["pattern"] != "011*" {
		t.Error(edit.values)
	}
	admin.confirmed(t, one, edit.form("pattern", "01133*"), "Number pattern (Outre-mer): 011* → becomes 01133*").is(t, 200, own+"?saved=")
	admin.confirmed(t, one+"/remove", admin.get(t, one+"/remove").form(), "Outre-mer").is(t, 200, own+"?saved=")
	w.do(t, program, office.SuspendCompany{Company: w.company, Reason: "Impayé"})
	admin.get(t, own+"?number=4185550142").has(t, "The company is suspended")
	admin.get(t, own+"?number=911").has(t, "it always passes")
}
