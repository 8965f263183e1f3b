package web

import (
	"context"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/office/officetest"
	"github.com/google/go-cmp/cmp"
)

// wall is what the roles get of a route, of their own things: the system's administrator, the VAR's, the company's, a
// user of it. "yes" is a page, "no" that it is not allowed, "-" that it is not there.
type wall string

const (
	systemOnly   wall = "yes - - -"
	aboveCompany wall = "yes yes - -"
	provider     wall = "yes yes no -"
	forVARs      wall = "yes no - -"
	inCompany    wall = "yes yes yes -"
	varsOwn      wall = "no yes - -"
	ownOnly      wall = "no no yes -"
	everyone     wall = "yes yes yes yes"
)

// numberWalls are those of numbers and call restrictions.
func numberWalls(rows map[string]wall) map[string]wall {
	both := func(path string, w wall) { rows["GET "+path], rows["POST "+path] = w, w }
	rows["GET /c/{company}/numbers"], rows["GET /c/{company}/restrictions"], rows["GET /c/{company}/users/{user}/restrictions"] = inCompany, inCompany, inCompany
	rows["GET /c/{company}/receptionist/hold/hear"] = inCompany
	rows["GET /c/{company}/receptionist"], rows["GET /c/{company}/receptionist/hear/{what}/{language}"] = inCompany, inCompany
	for _, path := range []string{"/settings", "/hold", "/hours", "/open", "/prompts/{what}/{language}", "/prompts/{what}/{language}/record", "/menus/add", "/menus/{menu}", "/menus/{menu}/remove", "/groups/add", "/groups/{group}", "/groups/{group}/remove"} {
		both("/c/{company}/receptionist"+path, inCompany)
	}
	rows["GET /v/{var}/restrictions"], rows["GET /system/restrictions"] = aboveCompany, systemOnly
	for _, path := range []string{"/add", "/add-many", "/{number}/remove"} {
		both("/c/{company}/numbers"+path, provider)
	}
	for _, path := range []string{"/numbers/{number}", "/numbers/{number}/edit", "/restrictions/add", "/restrictions/{restriction}", "/restrictions/{restriction}/remove",
		"/users/{user}/restrictions/add"} {
		both("/c/{company}"+path, inCompany)
	}
	for _, path := range []string{"/restrictions/add", "/restrictions/{restriction}", "/restrictions/{restriction}/remove"} {
		both("/v/{var}"+path, "no yes - -")
		both("/system"+path, systemOnly)
	}
	for _, path := range []string{"/brand", "/brand/logo"} {
		both("/c/{company}"+path, provider)
		both("/v/{var}"+path, aboveCompany)
		both("/system"+path, systemOnly)
	}
	rows["GET /c/{company}/users"], rows["GET /c/{company}/users/pick"], rows["GET /c/{company}/users/{user}"] = inCompany, inCompany, inCompany
	for _, path := range []string{"/add", "/remove", "/{user}/edit", "/{user}/pin", "/{user}/phones/add", "/{user}/phones/{phone}", "/{user}/phones/{phone}/remove", "/{user}/invite", "/{user}/remove", "/{user}/recover"} {
		both("/c/{company}/users"+path, inCompany)
	}
	rows["GET /c/{company}/import/template"], rows["GET /c/{company}/import/{import}/result"], rows["GET /c/{company}/users/export"] = inCompany, inCompany, inCompany
	for _, path := range []string{"", "/{import}", "/{import}/confirm", "/{import}/discard"} {
		both("/c/{company}/import"+path, inCompany)
	}
	rows["GET /c/{company}/phone-system"], rows["POST /c/{company}/phone-system/read"], rows["POST /c/{company}/phone-system/users"] = inCompany, inCompany, inCompany
	rows["POST /c/{company}/users/{user}/phones/{phone}/resync"] = inCompany
	both("/c/{company}/users/{user}/phones/{phone}/password", inCompany)
	both("/c/{company}/phone-system/numbers", provider)
	both("/c/{company}/phone-system/push", inCompany)
	both("/c/{company}/phone-system/adopt", inCompany)
	both("/c/{company}/phone-system/leave", inCompany)
	both("/c/{company}/phone-system/line", inCompany)
	both("/c/{company}/phones/resync", inCompany)
	rows["GET /c/{company}/phones"] = inCompany
	both("/account", everyone) // of those who have it elsewhere, they are led there
	both("/account/password", everyone)
	both("/account/tokens/add", everyone)
	rows["GET /account/tokens"] = everyone
	rows["GET /c/{company}/try"], rows["POST /c/{company}/try/pass"], rows["GET /c/{company}/try/{pass}"] = inCompany, inCompany, "- - - -" // it is nobody's
	rows["GET /me/try"], rows["POST /me/try/pass"], rows["GET /me/try/{pass}"] = "- - - yes", "- - - yes", "- - - -"
	both("/account/tokens/{token}/end", "- - - -") // it is nobody's
	for _, path := range []string{"/me", "/me/pin", "/me/password"} {
		both(path, "- - - yes")
	}
	return handlingWalls(rows)
}

// handlingWalls are those of how calls are handled: an administrator's too, but for the voice messages.
func handlingWalls(rows map[string]wall) map[string]wall {
	for whose, w := range map[string]wall{"/me": "- - - yes", "/c/{company}/users/{user}": inCompany} {
		rows["GET "+whose+"/handling"], rows["POST "+whose+"/status/{status}"], rows["POST "+whose+"/handling/{rule}/up"] = w, w, w
		rows["GET "+whose+"/greetings/{language}/{status}/sound"] = w
		for _, path := range []string{"/status", "/handling/add", "/handling/{rule}", "/handling/{rule}/remove", "/greetings/{language}/{status}", "/greetings/{language}/{status}/recording", "/greetings/{language}/{status}/remove"} {
			rows["GET "+whose+path], rows["POST "+whose+path] = w, w
		}
	}
	for _, path := range []string{"GET /me/voicemail", "GET /me/voicemail/{voice}", "GET /me/voicemail/{voice}/sound", "POST /me/voicemail/remove", "POST /me/voicemail/recover",
		"POST /me/voicemail/{voice}/heard", "POST /me/voicemail/{voice}/new", "POST /me/voicemail/{voice}/remove", "POST /me/voicemail/{voice}/recover", "GET /me/undo", "POST /me/undo"} {
		rows[path] = "- - - yes"
	}
	for _, path := range []string{"/me/calls/place", "/me/calls/{call}/back"} {
		rows["GET "+path], rows["POST "+path] = "- - - yes", "- - - yes"
	}
	for whose, w := range map[string]wall{"/me": "- - - yes", "/c/{company}": inCompany} {
		rows["GET "+whose+"/contacts"] = w
		rows["GET "+whose+"/contacts/export"] = w
		for _, path := range []string{"/contacts/add", "/contacts/import", "/contacts/{contact}", "/contacts/{contact}/remove"} {
			rows["GET "+whose+path], rows["POST "+whose+path] = w, w
		}
	}
	return rows
}

// walls has a row for each route that needs a session. A query stands behind it where the page needs one.
func walls(w *world) map[string]wall {
	return billWalls(mailWalls(numberWalls(map[string]wall{
		"GET /me/packages": "- - - yes", "GET /me/history": "- - - yes",
		"GET /system/languages": systemOnly, "POST /system/languages": systemOnly,
		"GET /v/{var}/support": aboveCompany, "POST /v/{var}/support": aboveCompany,
		"GET /system/vars": systemOnly, "GET /system/vars/add": systemOnly, "POST /system/vars/add": systemOnly,
		"GET /v/{var}/{$}": aboveCompany, "GET /v/{var}/companies": aboveCompany, "GET /v/{var}/companies/add": aboveCompany, "POST /v/{var}/companies/add": aboveCompany,
		"GET /v/{var}/keys": aboveCompany, "GET /v/{var}/keys/set": forVARs, "POST /v/{var}/keys/set": forVARs,
		"GET /v/{var}/remove": forVARs, "POST /v/{var}/remove": forVARs, "GET /v/{var}/recover": forVARs, "POST /v/{var}/recover": forVARs,
		"GET /system/{$}": systemOnly, "GET /c/{company}/overview": inCompany,
		"GET /c/{company}/caps": inCompany, "GET /c/{company}/caps/set": inCompany, "POST /c/{company}/caps/set": inCompany,
		"GET /me/calls": "- - - yes", "GET /me/calls/export": "- - - yes", "GET /me/calls/{call}": "- - - yes", "GET /me/calls/{call}/heard/{prompt}": "- - - yes", "GET /c/{company}/calls/{call}/heard/{prompt}": inCompany,
		"GET /c/{company}/live": inCompany, "GET /c/{company}/live/events": inCompany, "GET /c/{company}/live/{call}/hang-up": inCompany, "POST /c/{company}/live/{call}/hang-up": inCompany,
		"GET /system/load": systemOnly, "GET /system/load/events": systemOnly,
		"GET /c/{company}/calls/export": inCompany, "GET /c/{company}/calls/{call}": inCompany,
		"GET /system/recogniser": systemOnly, "POST /system/recogniser": systemOnly, "POST /system/recogniser/test": systemOnly,
		"GET /system/trunks": systemOnly, "GET /system/trunks/add": systemOnly, "POST /system/trunks/add": systemOnly, "GET /system/trunks/edit": systemOnly,
		"POST /system/trunks/edit": systemOnly, "GET /system/trunks/remove": systemOnly, "POST /system/trunks/remove": systemOnly,
		"GET /system/phone-systems": systemOnly, "GET /system/phone-systems/accounts": systemOnly, "GET /system/phone-systems/add": systemOnly, "POST /system/phone-systems/add": systemOnly,
		"GET /system/phone-systems/edit": systemOnly, "POST /system/phone-systems/edit": systemOnly, "GET /system/phone-systems/remove": systemOnly, "POST /system/phone-systems/remove": systemOnly,
		"GET /system/administrators": systemOnly, "GET /system/administrators/add": systemOnly, "POST /system/administrators/add": systemOnly,
		"GET /system/administrators/remove": systemOnly, "POST /system/administrators/remove": systemOnly,
		"GET /v/{var}/administrators": aboveCompany, "GET /v/{var}/administrators/add": forVARs, "POST /v/{var}/administrators/add": forVARs,
		"GET /system/administrators/invite": systemOnly, "POST /system/administrators/invite": systemOnly,
		"GET /system/administrators/withdraw": systemOnly, "POST /system/administrators/withdraw": systemOnly,
		"GET /v/{var}/administrators/invite": forVARs, "POST /v/{var}/administrators/invite": forVARs,
		"GET /v/{var}/administrators/withdraw": forVARs, "POST /v/{var}/administrators/withdraw": forVARs,
		"GET /c/{company}/administrator/invite": provider, "POST /c/{company}/administrator/invite": provider,
		"GET /c/{company}/administrator/withdraw": provider, "POST /c/{company}/administrator/withdraw": provider,
		"GET /v/{var}/administrators/remove": forVARs, "POST /v/{var}/administrators/remove": forVARs,
		"GET /system/history": systemOnly, "GET /v/{var}/history": aboveCompany,
		"GET /v/{var}/undo": aboveCompany, "POST /v/{var}/undo": aboveCompany, "GET /system/undo": systemOnly, "POST /system/undo": systemOnly,
		"GET /c/{company}/act": provider, "POST /c/{company}/act": provider, "POST /leave": "no no no no",
		"GET /companies": "yes yes yes -", "GET /c/{company}/keys": inCompany, "GET /c/{company}/manage": provider,
		"GET /c/{company}/suspend": provider, "POST /c/{company}/suspend": provider, "GET /c/{company}/resume": provider, "POST /c/{company}/resume": provider,
		"GET /c/{company}/remove": provider, "POST /c/{company}/remove": provider, "GET /c/{company}/recover": provider, "POST /c/{company}/recover": provider,
		"GET /c/{company}/provisioning": provider, "POST /c/{company}/provisioning": provider,
		"GET /c/{company}/provisioning/address": provider, "POST /c/{company}/provisioning/address": provider,
		"GET /c/{company}/provisioning/password": provider, "POST /c/{company}/provisioning/password": provider,
		"GET /c/{company}/{$}": everyone, "GET /c/{company}/profile": inCompany, "POST /c/{company}/profile": inCompany,
		"POST /c/{company}/profile/preview": inCompany, "GET /c/{company}/profile/events": inCompany,
		"GET /c/{company}/password": ownOnly, "POST /c/{company}/password": ownOnly,
		"GET /c/{company}/history": inCompany, "GET /c/{company}/undo": inCompany, "POST /c/{company}/undo": inCompany,
		"GET /v/{var}/bill": aboveCompany, "GET /v/{var}/bill/{month}": aboveCompany, "GET /v/{var}/bill/terms": forVARs, "POST /v/{var}/bill/terms": forVARs, "GET /v/{var}/bill/close": forVARs, "POST /v/{var}/bill/close": forVARs,
		"GET /v/{var}/billing": aboveCompany, "GET /v/{var}/billing/bills": aboveCompany, "GET /v/{var}/billing/entries": aboveCompany,
		"GET /v/{var}/billing/close": aboveCompany, "POST /v/{var}/billing/close": aboveCompany,
		"GET /c/{company}/bill": inCompany, "POST /c/{company}/bill": "no no yes -", "GET /c/{company}/bill/{month}": inCompany, "GET /c/{company}/bill/{month}/remind": provider, "POST /c/{company}/bill/{month}/remind": provider,
		"GET /c/{company}/simulator": inCompany, "GET /c/{company}/calls": inCompany, "GET /c/{company}/packages": inCompany, "POST /c/{company}/packages": inCompany,
		"GET /c/{company}/packages/list": provider, "POST /c/{company}/packages/list": provider,
		"GET /c/{company}/packages/unlist": provider, "POST /c/{company}/packages/unlist": provider,
		"GET /c/{company}/users/{user}/packages": everyone, "POST /c/{company}/users/{user}/packages": everyone,
		"GET /v/{var}/packages": aboveCompany, "GET /v/{var}/packages/add": varsOwn, "POST /v/{var}/packages/add": varsOwn,
		"GET /v/{var}/packages/edit": varsOwn, "POST /v/{var}/packages/edit": varsOwn,
		"GET /system/packages": systemOnly, "GET /system/packages/add": systemOnly, "POST /system/packages/add": systemOnly,
		"GET /system/packages/edit": systemOnly, "POST /system/packages/edit": systemOnly,
		"GET /c/{company}/keys/set": provider, "POST /c/{company}/keys/set": provider,
	})))
}

// wallQuery is what a route needs to be asked with, to be about something that is there.
func wallQuery(w *world, route string) string {
	switch {
	case strings.HasSuffix(route, "/mail/withdraw"):
		return "?mail_provider=" + string(w.proposal)
	case strings.Contains(route, "/mail-providers/") && !strings.HasSuffix(route, "/add"):
		return "?mail_provider=" + string(w.provider)
	case strings.HasSuffix(route, "/me/undo"):
		return "?change=" + w.ownChange
	case strings.HasSuffix(route, "/system/undo"):
		return "?change=" + w.latest(anteroom.Target{})
	case strings.HasSuffix(route, "/v/{var}/undo"):
		return "?change=" + w.latest(anteroom.Target{VAR: w.vendor})
	case strings.HasSuffix(route, "/undo"):
		return "?change=" + w.undoable
	case strings.Contains(route, "/trunks/edit"), strings.Contains(route, "/trunks/remove"):
		return "?trunk=" + string(w.trunk)
	case strings.Contains(route, "/phone-systems/edit"), strings.Contains(route, "/phone-systems/remove"):
		return "?phone_system=" + string(w.pbx)
	case strings.Contains(route, "/administrators/") && !strings.HasSuffix(route, "/add"):
		return "?account=" + w.governor(strings.Contains(route, "{var}"))
	case strings.HasSuffix(route, "/bill/{month}"):
		return "?currency=XXX" // nobody holds a package: the draft is of nothing, in no currency
	case strings.HasPrefix(route[strings.Index(route, "/"):], "/v/{var}/packages/edit"):
		return "?package=" + string(w.own)
	case strings.HasSuffix(route, "/packages/edit"):
		return "?package=" + string(w.standard)
	}
	return ""
}

// latest is the newest change of a VAR or the system.
func (w *world) latest(of anteroom.Target) string {
	list, err := w.History(context.Background(), program, of, 0, 1)
	if err != nil || len(list) == 0 {
		return ""
	}
	return string(list[0].ID)
}

// governor is the account of the administrator of the VAR, or of the system.
func (w *world) governor(ofVAR bool) string {
	of := anteroom.VARID("")
	if ofVAR {
		of = w.vendor
	}
	list, err := w.Administrators(context.Background(), program, of)
	if err != nil || len(list) == 0 {
		return ""
	}
	return string(list[0].ID)
}

// The walls between tenants, for every page: each role gets what is its own, and what is another's looks like what does
// not exist, byte for byte but for the reference. No secret stands on a page, not even after it was typed, nor in the log.
func TestEveryWall(t *testing.T) {
	w := newWorld(t)
	w.neighbours(t)
	table := walls(w)
	routes := slices.Clone(w.server.Config.Handler.(*portal).signedIn)
	slices.Sort(routes)
	if diff := cmp.Diff(routes, slices.Sorted(maps.Keys(table))); diff != "" {
		t.Fatalf("every route that needs a session needs a row in walls: %s", diff)
	}
	jean := w.person(t)
	jean.look(t, http.MethodPost, "/sign-in?"+url.Values{"email": {w.jean}, "password": {password}}.Encode())
	roles := []*person{w.signedIn(t, operator), w.signedIn(t, vendor), w.signedIn(t, email), jean}
	secrets := w.plant(t)
	strangers := map[string]*person{"another VAR": w.signedIn(t, otherVendor), "another company": w.signedIn(t, stranger), "another VAR's company": w.signedIn(t, foreigner), "another company's user": w.signedIn(t, foreignUser)}
	for route, want := range table {
		path := w.address(route, w.company, w.vendor, anteroom.UserID(w.user)) + wallQuery(w, route)
		method, path, _ := strings.Cut(path, " ")
		var got []string
		for _, p := range roles {
			pg := p.look(t, method, path)
			got = append(got, verdict(pg))
			if told := officetest.Told(pg.body+fmt.Sprint(pg.header), secrets); len(told) > 0 {
				t.Errorf("%s tells %v", route, told)
			}
		}
		if wall(strings.Join(got, " ")) != want {
			t.Errorf("%s: got %s, want %s", route, strings.Join(got, " "), want)
		}
		w.foreign(t, route, strangers)
		w.within(t, route, strangers["another company"])
	}
	if told := officetest.Told(w.log.Log(), secrets); len(told) > 0 {
		t.Errorf("the log tells %v", told)
	}
}

// within tells whether somebody who names a thing of another's at the address of the own company sees what there is of none.
func (w *world) within(t *testing.T, route string, p *person) {
	t.Helper()
	if !strings.Contains(route, "{company}") || strings.HasSuffix(route, "/events") {
		return
	}
	at := func(things *world, user anteroom.UserID, number string) (method, path string) {
		method, path, _ = strings.Cut(things.address(route, w.other, w.vendor, user)+wallQuery(things, route), " ")
		return method, strings.Replace(path, "+14185550100", number, 1)
	}
	const none = "nothing0000000000000"
	nothing := &world{Office: w.Office, vendor: w.vendor, company: w.other, imported: none, correction: none, menu: none, group: none, handset: none, callRule: none, contacts: map[string]string{"c": none, "me": none}, voice: none, undoable: none,
		standard: none, own: none, rules: map[string]anteroom.RestrictionID{"c": none, "v": none, "system": none}}
	method, theirs := at(w, w.user, "+14185550100")
	_, unknown := at(nothing, none, "+14185550999")
	if theirs == unknown {
		return
	}
	a, b := p.look(t, method, theirs), p.look(t, method, unknown)
	if a.status != b.status || anonymous(a.body) != anonymous(b.body) {
		t.Errorf("%s tells a thing of another company from none: %d, %d %s", theirs, a.status, b.status, cmp.Diff(anonymous(a.body), anonymous(b.body)))
	}
}

// plant gives the company and Jean secrets, some of which are typed into every form from then on.
func (w *world) plant(t *testing.T) []officetest.Secret {
	t.Helper()
	list := officetest.Plant(t, func(t testing.TB, who anteroom.Who, c office.Command) office.Outcome {
		return w.do(t.(*testing.T), who, c)
	}, w.company, w.user)
	w.typed = url.Values{"password": {officetest.MailPassword}, "client_secret": {officetest.ClientSecret}, "pin": {list[4].Value}}
	return list
}

// foreign tells whether strangers see of a thing what they see of none.
func (w *world) foreign(t *testing.T, route string, strangers map[string]*person) {
	t.Helper()
	if !strings.Contains(route, "{company}") && !strings.Contains(route, "{var}") || strings.HasSuffix(route, "{$}") {
		return
	}
	for name, p := range strangers {
		if name == "another company" && strings.Contains(route, "{var}") {
			continue // it is of the same VAR, and sees as little of it as the company in the table
		}
		method, path, _ := strings.Cut(w.address(route, w.company, w.vendor, w.user)+wallQuery(w, route), " ")
		if name == "another company's user" && method == http.MethodPost {
			continue // what a page sends is a command, and TestCommandWalls asks for each as such a user
		}
		_, missing, _ := strings.Cut(w.address(route, "nothing0000000000000", "nothing0000000000000", "nothing0000000000000")+wallQuery(w, route), " ")
		theirs, none := p.look(t, method, path), p.look(t, method, missing)
		if theirs.status != http.StatusNotFound {
			t.Errorf("%s: %s got %d", route, name, theirs.status)
		}
		if a, b := anonymous(theirs.body), anonymous(none.body); a != b {
			t.Errorf("%s tells %s foreign from unknown: %s", route, name, cmp.Diff(a, b))
		}
	}
}

var reference = regexp.MustCompile(`<code>[A-Z2-7]{10}</code>|(path|next|href|value)="[^"]*"`)

// anonymous is a page without its reference, and without the address by which it was asked for.
func anonymous(body string) string { return reference.ReplaceAllString(body, "") }

func (w *world) address(route string, c anteroom.CompanyID, v anteroom.VARID, u anteroom.UserID) string {
	message := "2"
	if strings.HasSuffix(route, "/delete") {
		message = "1"
	}
	return strings.NewReplacer("{job}", w.letter(route), "{voice}", w.voice, "{call}", "callofjean", "{prompt}", "0", "{rule}", w.callRule, "{contact}", w.contacts[strings.Split(route, "/")[1]], "{language}", "fr", "{status}", "vacation", "{message}", message, "{company}", string(c), "{var}", string(v), "{user}", string(u), "{$}", "", "{import}", string(w.imported), "{number}", "+14185550100", "{phone}", w.handset, "{adjustment}", w.correction, "{row}", "0", "{token}", "0000000000000000",
		"{what}", "greeting", "{menu}", w.menu, "{group}", w.group, "{month}", string(anteroom.MonthAt(time.Now(), time.UTC)),
		"{restriction}", string(w.rules[strings.Split(route, "/")[1]])).Replace(route)
}

func verdict(pg page) string {
	switch pg.status {
	case http.StatusNotFound:
		return "-"
	case http.StatusForbidden:
		return "no"
	}
	if pg.status >= 500 {
		return "failed"
	}
	return "yes"
}

// look asks for a page without going where it leads; a form is sent empty, but for what is typed into all.
func (p *person) look(t *testing.T, method, path string) page {
	t.Helper()
	client := *p.client
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	still := &person{p.w, &client}
	if strings.HasSuffix(path, "/events") {
		return still.glance(t, path)
	}
	if method == http.MethodPost {
		_, query, _ := strings.Cut(path, "?")
		form, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		maps.Copy(form, p.w.typed)
		return still.post(t, path, form)
	}
	return still.get(t, path)
}

// glance asks for a stream and leaves as soon as it has begun.
func (p *person) glance(t *testing.T, path string) page {
	t.Helper()
	ctx, leave := context.WithCancel(t.Context())
	defer leave()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, p.w.server.URL+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Accept-Language", "en")
	resp, err := p.client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode == http.StatusOK {
		return page{status: resp.StatusCode}
	}
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return page{status: resp.StatusCode, body: string(raw)}
}

// handles gives Jean a rule, a greeting, a status and a voice message.
func (w *world) handles(t *testing.T) {
	t.Helper()
	w.callRule = w.do(t, program, office.AddCallRule{Company: w.company, User: w.user, RuleFields: office.RuleFields{Name: "Soir", From: anteroom.FromWithheld, Deed: anteroom.DeedVoicemail}}).Made["call_rule"]
	w.contacts = map[string]string{"c": w.do(t, program, office.AddContact{Company: w.company, Last: "Taxi", Number: "418 555-0122"}).Made["contact"],
		"me": w.do(t, program, office.AddContact{Company: w.company, User: w.user, Last: "Roy", Number: "514 555-0122"}).Made["contact"]}
	w.do(t, program, office.SetGreeting{Company: w.company, User: w.user, Status: anteroom.OnVacation, Language: "fr", Text: "Parti"})
	w.ownChange = string(w.do(t, program, office.SetStatus{Company: w.company, User: w.user, Status: anteroom.InMeeting}).Change)
	w.voice = w.leaves(t, "+15145550199")
	w.calls.Add(anteroom.LiveCall{ID: "callofjean", Company: w.company, Number: "+14185550100", Caller: "+15145550199", Began: time.Now(), Language: "fr", At: "menu"})
	ended := anteroom.Call{ID: "callofjean", Company: w.company, Number: "+14185550100", Caller: "+15145550199", Began: time.Now(), Ended: time.Now(), User: w.user,
		Languages: anteroom.Languages{First: "fr"}, Language: "fr", Prompts: []anteroom.Prompt{{ID: "greeting", Language: "fr", Name: "Boréal"}, {ID: anteroom.VoiceMessagePrompt, Language: "fr", Recording: anteroom.RecordingID(w.voice)},
			{ID: "letter_unread", Language: "fr", Private: true}}, Verdict: anteroom.Verdict{Result: anteroom.Answered, Reason: anteroom.CallerHungUp}}
	if err := w.Keep(t.Context(), []anteroom.Call{ended}); err != nil {
		t.Fatal(err)
	}
}

// leaves has a caller leave a voice message for Jean.
func (w *world) leaves(t *testing.T, caller string) string {
	t.Helper()
	now := time.Now()
	c := anteroom.Call{ID: anteroom.NewID[anteroom.CallID](now), Company: w.company, Number: "+14185550100", Caller: caller, CallerName: "Zoé", Began: now, Answered: now, Ended: now, Language: "fr",
		User: w.user, Verdict: anteroom.Verdict{Result: anteroom.LeftMsg, Reason: anteroom.MessageLeft}, Recording: &anteroom.Recording{Length: 3 * time.Second, WAV: []byte("RIFF----WAVE and the sound")}}
	if err := w.Keep(context.Background(), []anteroom.Call{c}); err != nil {
		t.Fatal(err)
	}
	return string(c.Recording.ID)
}

// neighbours are those who share nothing with the company: another VAR with a company of its own; and a user of the
// company who signs in.
func (w *world) neighbours(t *testing.T) {
	t.Helper()
	v := anteroom.VARID(w.do(t, program, office.CreateVAR{Name: "Sudtel", Keys: 50, SupportEmail: "aide@sudtel.example"}).Made["var"])
	w.open(t, w.do(t, program, office.CreateAdministrator{VAR: v, Name: "Sal", Email: otherVendor, Language: "en"}))
	foreign := w.found(t, office.CreateCompany{VAR: v, Kind: anteroom.Private, Name: "Cap", Country: "CA", First: "fr", Keys: 5,
		AdministratorName: "Ann", AdministratorLanguage: "en", Email: foreigner, AssistantName: "Zoé", AssistantEmail: "zoe@cap.example"})
	w.do(t, program, office.CreateUser{Company: foreign, Last: "Abel", Email: foreignUser})
	w.own = anteroom.PackageID(w.do(t, anteroom.Who{Level: anteroom.LevelVAR, VAR: w.vendor, Name: "Marc"}, office.CreatePackage{VAR: w.vendor, Name: "Plus", Currency: "CAD"}).Made["package"])
	w.do(t, program, office.SetWholesale{VAR: w.vendor, Currency: "CAD", BaseRate: 600})
	w.rules = map[string]anteroom.RestrictionID{}
	reseller := anteroom.Who{Level: anteroom.LevelVAR, VAR: w.vendor, Name: "Marc"}
	for of, c := range map[string]office.Command{"c": office.AddRestriction{Company: w.company, Name: "Kiosques", Pattern: "+1900*", Rule: anteroom.DenyAll},
		"v": office.AddRestrictionAbove{VAR: w.vendor, Name: "Satellite", Pattern: "+881*", Rule: anteroom.DenyAll}, "system": office.AddRestrictionAbove{Name: "Réseaux", Pattern: "+882*", Rule: anteroom.DenyAll}} {
		who := program
		if of == "v" {
			who = reseller
		}
		w.rules[of] = anteroom.RestrictionID(w.do(t, who, c).Made["restriction"])
	}
	w.menu = w.do(t, program, office.AddMenu{Company: w.company, Name: "Accueil", Prompts: []anteroom.Wording{{Language: "fr", Text: "Accueil"}, {Language: "en", Text: "Welcome"}}}).Made["menu"]
	w.group = w.do(t, program, office.AddGroup{Company: w.company, Name: "Ventes", Members: []anteroom.UserID{w.user}}).Made["group"]
	w.do(t, program, office.SetWholesale{VAR: w.vendor, Currency: "CAD", BaseRate: 600}) // or it has no bill
	w.connectMail(t)
	w.proposal = w.do(t, program, office.ProposeMailProvider{Company: w.company, Name: "Courriel", Domain: "propose.example"}).Made["mail_provider"]
	w.priced(t, reseller)
	w.imported = w.brings(t, "last,email\nRoy,luc.roy@boreal.example\n")
	w.handset = w.do(t, program, office.AddPhone{Company: w.company, User: w.user}).Made["phone"]
	w.handles(t)
	w.undoable = string(w.do(t, program, office.SetAssistant{Company: w.company, Name: "Zoé", Email: "zoe@boreal.example"}).Change)
	for _, user := range []string{w.jean, foreignUser} {
		if err := w.AskReset(t.Context(), user, "here"); err != nil {
			t.Fatal(err)
		}
		_, token, _ := strings.Cut(w.composer.last(), "/reset/")
		if err := w.Reset(t.Context(), token, password, password); err != nil {
			t.Fatal(err)
		}
	}
	w.do(t, program, office.EditVAR{VAR: w.vendor, Name: "Nordik", SupportEmail: "soutien@nordik.example"}) // what system and VAR may both put back
}
