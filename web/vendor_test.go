package web

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/office/officetest"
)

// confirmed sends a form that has reach: it is shown what it will do, and then done.
func (p *person) confirmed(t *testing.T, path string, form url.Values, tells ...string) page {
	t.Helper()
	review := p.post(t, path, form)
	review.is(t, 200, path)
	review.has(t, append(tells, "Nothing has been stored yet.")...)
	return p.post(t, path, review.form())
}

// A provider's business, through the pages without script: a VAR with keys, a company of it whose administrator signs in
// by the one-time link, suspended and resumed, removed and recovered, and then the VAR with it.
func TestBusiness(t *testing.T) {
	w := newWorld(t)
	root := w.signedIn(t, operator)
	root.get(t, "/system/vars").has(t, "Nordik", "1 VAR", "490")
	made := root.post(t, "/system/vars/add", root.get(t, "/system/vars/add").form("name", "Écho Télécom", "support_email", "aide@echo.example", "keys", "20"))
	made.is(t, 200, "/v/")
	at := strings.TrimSuffix(strings.Split(made.path, "?")[0], "/")
	made.has(t, "Écho Télécom", "aide@echo.example", "Keys in all 20")
	root.get(t, "/system/vars?q=echo").has(t, "1 VAR", "Écho Télécom")

	wrong := root.post(t, at+"/companies/add", root.get(t, at+"/companies/add").form("name", "Cap", "keys", "21", "email", email))
	wrong.is(t, 422, at+"/companies/add")
	wrong.has(t, "Another account signs in with this address.", "Choose a country of the list.")
	found := root.post(t, at+"/companies/add", wrong.form("kind", "private", "country", "CA", "first", "fr", "administrator_language", "en", "keys", "12", "administrator_name", "Ann", "email", "ann@cap.example",
		"assistant_name", "Zoé", "assistant_email", "zoe@cap.example"))
	found.is(t, 200, at+"/companies/add")
	found.has(t, "The company is made", "shown this once")
	_, token, _ := strings.Cut(found.body, "http://portal.example/reset/")
	token, _, _ = strings.Cut(token, `"`)
	if err := w.Reset(t.Context(), token, password, password); err != nil {
		t.Fatal(err)
	}
	_, id, _ := strings.Cut(found.body, `href="/c/`)
	id, _, _ = strings.Cut(id, "/")
	ann, company := w.signedIn(t, "ann@cap.example"), "/c/"+id

	fewer := root.post(t, at+"/keys/set", root.get(t, at+"/keys/set").form("keys", "11"))
	fewer.is(t, 422, at+"/keys/set")
	fewer.has(t, "12 keys are given to companies")
	root.post(t, at+"/keys/set", fewer.form("keys", "12")).is(t, 200, at+"/keys?saved=")
	root.get(t, at+"/keys").has(t, "Free 0", "Given to a company 12 Cap", "Added 20", "Taken away 8")
	keys := ann.get(t, company+"/keys")
	keys.has(t, "Only your service provider, Écho Télécom, can add or remove keys.", "aide@echo.example", "Keys in all 12", "Added 12")
	ann.post(t, company+"/keys/set", url.Values{"keys": {"99"}}).is(t, 403, company+"/keys/set")

	root.confirmed(t, company+"/suspend", root.get(t, company+"/suspend").form("reason", "Trois factures"), "hear that the number is not in service").is(t, 200, company+"/manage?saved=")
	ann.get(t, company+"/keys").has(t, "This company is suspended: Trois factures")
	ann.post(t, company+"/profile", ann.get(t, company+"/profile").form("name", "Cap 2")).is(t, 403, company+"/profile")
	root.confirmed(t, company+"/resume", root.get(t, company+"/resume").form(), "answered again").is(t, 200, company+"/manage?saved=")

	other := root.post(t, company+"/remove", root.get(t, company+"/remove").form("name", "Atlas"))
	other.is(t, 422, company+"/remove")
	other.has(t, "Type the name as it stands: Cap.", "Enter your password again")
	root.confirmed(t, company+"/remove", other.form("name", "Cap", "confirm", password), "0 users and 0 telephone numbers go with the company", "12 keys come back").is(t, 200, company+"/recover")
	ann.get(t, company+"/keys").is(t, 200, "/sign-in") // nobody of it can sign in
	root.get(t, at+"/companies").has(t, "There are no companies yet")
	root.get(t, at+"/companies?state=removed").has(t, "Cap", "Removed")
	back := root.get(t, company+"/recover")
	back.has(t, "Cap was removed on")
	root.confirmed(t, company+"/recover", back.form()).is(t, 200, company+"/manage?saved=")
	w.signedIn(t, "ann@cap.example")

	root.confirmed(t, at+"/remove", root.get(t, at+"/remove").form("name", "Écho Télécom"), "1 company with 0 users", "Cap: 0 users").is(t, 200, at+"/recover")
	root.get(t, "/companies").has(t, "2 companies")
	root.confirmed(t, at+"/recover", root.get(t, at+"/recover").form()).is(t, 200, at+"/?saved=")
	root.get(t, "/companies").has(t, "3 companies", "Écho Télécom")
}

// R41, R42: the provider chooses the phone system and sets the password, which no page shows; the company does neither.
func TestProvisioning(t *testing.T) {
	w := newWorld(t)
	p, path := w.signedIn(t, vendor), w.at("/provisioning")
	p.post(t, path, p.get(t, path).form("account_id", "boreal-1")).is(t, 200, w.at("/manage?saved="))
	done := p.post(t, path+"/password", p.get(t, path+"/password").form("password", "s3cret-of-pbx"))
	done.is(t, 200, w.at("/manage?saved="))
	done.has(t, "boreal-1", "and never shown", "Provisioning password: changed")
	for _, at := range []string{"/manage", "/history", "/provisioning/password", "/profile"} {
		if strings.Contains(p.get(t, w.at(at)).body, "s3cret") {
			t.Errorf("%s shows it", at)
		}
	}
	if empty := p.post(t, path+"/password", url.Values{}); empty.status != 422 {
		t.Errorf("an empty one: %d", empty.status)
	}
	admin := w.signedIn(t, email)
	admin.post(t, path+"/password", url.Values{"password": {"mine"}}).is(t, 403, path+"/password")
	admin.post(t, path, url.Values{"pbx": {"x"}}).is(t, 403, path)
}

// The provider of a company on a FreeSWITCH is shown the address from which that fetches, once, and the list tells why it
// could not be read; the company's administrator gets no address.
func TestFreeSWITCHPages(t *testing.T) {
	w := newWorld(t)
	id := w.do(t, program, office.AddPhoneSystem{Name: "FreeSWITCH", Kind: "freeswitch", Manager: "tcp://127.0.0.1:1"}).Made["phone_system"]
	p, path := w.signedIn(t, vendor), w.at("/provisioning")
	p.post(t, path, p.get(t, path).form("pbx", id, "account_id", "boreal.example")).is(t, 200, w.at("/manage?saved="))
	p.get(t, w.at("/manage")).has(t, "Give FreeSWITCH its address")
	made := p.confirmed(t, path+"/address", p.get(t, path+"/address").form())
	made.has(t, "For xml_curl.conf.xml", "bindings=\"directory|dialplan\"")
	token := regexp.MustCompile(`/pbx/([0-9A-Za-z_-]{20,})`).FindStringSubmatch(made.body)
	if token == nil {
		t.Fatalf("no address: %s", made.body)
	}
	if id, account, err := w.PBXServed(t.Context(), token[1]); err != nil || string(id) != string(w.company) || account != "boreal.example" {
		t.Errorf("%s %s %v", id, account, err)
	}
	for _, at := range []string{"/manage", "/history", "/provisioning/address"} {
		if strings.Contains(p.get(t, w.at(at)).body, token[1]) {
			t.Errorf("%s shows it again", at)
		}
	}
	w.signedIn(t, email).post(t, path+"/address", url.Values{}).is(t, 403, path+"/address")
	officetest.ReadPBX(t, w.Office, w.company, anteroom.PBXState{}, new(anteroom.T("pbx.problem.refused")))
	w.signedIn(t, operator).get(t, "/system/phone-systems").has(t, "1 of 1 companies not read", "Nothing answers at the address")
}

// An update that fails in the middle: the page tells how far it came, what stands in the way, and what is left to do.
func TestPushPage(t *testing.T) {
	w := newWorld(t)
	id := w.do(t, program, office.AddPhoneSystem{Name: "FreeSWITCH", Kind: "freeswitch", Manager: "tcp://127.0.0.1:1"}).Made["phone_system"]
	w.do(t, program, office.SetProvisioning{Company: w.company, PBX: anteroom.SystemID(id), AccountID: "boreal.example"})
	w.do(t, program, office.SetProvisioningPassword{Company: w.company, Password: "right"})
	officetest.ReadPBX(t, w.Office, w.company, anteroom.PBXState{}, nil)
	w.do(t, program, office.PushPhoneSystem{Company: w.company})
	push, err := w.PBXPush(t.Context(), w.company)
	if err != nil || len(push.Steps) < 2 {
		t.Fatalf("%+v %v", push, err)
	}
	push.Steps[0].Done, push.Steps[1].Problem = true, new(anteroom.T("pbx.problem.unserved"))
	if err := w.PBXStepped(t.Context(), w.company, push, false); err != nil {
		t.Fatal(err)
	}
	p := w.signedIn(t, email)
	p.get(t, w.at("/phone-system")).has(t, fmt.Sprintf("1 of %d done", len(push.Steps)), "It goes on by itself", "FreeSWITCH does not fetch what was written")
	if got := p.post(t, w.at("/phone-system/line"), url.Values{"extension": {"201"}}).status; got != 409 {
		t.Errorf("a password is given meanwhile: %d", got)
	}
}

// A list is sorted, searched, filtered and turned over by its address alone; what it does not know is refused.
func TestCompanyPages(t *testing.T) {
	w := newWorld(t)
	for _, name := range []string{"Été", "Étoile", "Zeste"} {
		w.do(t, program, office.CreateCompany{VAR: w.vendor, Kind: anteroom.PublicService, Name: name, Country: "CA", First: "fr", Keys: len(name),
			AdministratorName: "Ann", AdministratorLanguage: "fr", Email: name + "@cap.example", AssistantName: "Zoé", AssistantEmail: "zoe@cap.example"})
	}
	p, path := w.signedIn(t, vendor), "/v/"+string(w.vendor)+"/companies"
	for query, want := range map[string]string{"": "Atlas Private company Active 0 5 0 0 Boréal", "?sort=-name": "Zeste Public service Active 0 5 0 0 Étoile",
		"?q=ETE": "Été Public service Active 0 5 0 0 Help", "?kind=private&sort=-name": "Boréal Private company Active 1 4 1 0 Atlas", "?q=zz": "Nothing fits",
		"?sort=-unused": "Étoile Public service Active 0 7 0 0"} {
		p.get(t, path+query).has(t, want)
	}
	if got := p.get(t, path+"?sort=password").status; got != 422 {
		t.Errorf("an unknown column: %d", got)
	}
}
