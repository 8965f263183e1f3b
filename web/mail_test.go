package web

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/office/officetest"
)

// mailWalls are those of mail.
func mailWalls(rows map[string]wall) map[string]wall {
	both := func(path string, w wall) { rows["GET "+path], rows["POST "+path] = w, w }
	for _, path := range []string{"", "/remove", "/propose", "/withdraw"} {
		both("/c/{company}/mail"+path, inCompany)
	}
	rows["GET /system/mail-providers"], rows["GET /system/outbox"], rows["GET /v/{var}/outbox"], rows["GET /c/{company}/outbox"] = systemOnly, systemOnly, aboveCompany, inCompany
	for _, path := range []string{"/retry", "/drop"} {
		both("/system/outbox/{job}"+path, systemOnly)
		both("/c/{company}/outbox/{job}"+path, provider)
	}
	for _, path := range []string{"/add", "/edit", "/approve", "/remove"} {
		both("/system/mail-providers"+path, systemOnly)
	}
	const own wall = "- - - yes"
	both("/me/mail", own)
	both("/me/mail/disconnect", own)
	both("/me/mail/messages/{message}/delete", own)
	rows["GET /me/mail/messages"], rows["GET /me/mail/messages/{message}"], rows["POST /me/mail/messages/{message}/mark"] = own, own, own
	rows["GET /me/mail/messages/{message}/sound"] = own
	return rows
}

// connectMail gives the company and Jean a mail connection, and the system's list a provider.
func (w *world) connectMail(t *testing.T) {
	t.Helper()
	a := officetest.Access("boreal.example")
	w.do(t, program, office.SetMailAccess{Company: w.company, Incoming: a.Incoming, Outgoing: a.Outgoing, Email: "essai@boreal.example", Password: officetest.MailPassword})
	w.do(t, program, office.ConnectMail{Company: w.company, User: w.user, UserName: "jean", Password: officetest.MailPassword})
	if err := w.AskReset(t.Context(), operator, "here"); err != nil { // a message of the system's own
		t.Fatal(err)
	}
	known := anteroom.MailProvider{Name: "Nord", Domains: []string{"nord.example"}, Incoming: []anteroom.MailServer{a.Incoming}, Outgoing: []anteroom.MailServer{a.Outgoing}}
	w.provider = anteroom.MailProviderID(w.do(t, program, office.AddMailProvider{Provider: known}).Made["mail_provider"])
}

// letter is the newest message that waits: of the company, or of the system.
func (w *world) letter(route string) string {
	for _, of := range []anteroom.Target{{Company: w.company}, {}} {
		l, err := w.Outbox(context.Background(), program, of, anteroom.Find{Most: 50, Where: map[string]string{"kind": string(anteroom.Deliver)}})
		if err != nil {
			return ""
		}
		for _, j := range l.Rows {
			if (j.Company == "") == strings.Contains(route, "/system/") {
				return string(j.ID)
			}
		}
	}
	return ""
}

// What could not be sent stands in the outbox with why; the provider has it tried again, the company sees it.
func TestOutboxPages(t *testing.T) {
	w := newWorld(t)
	w.do(t, program, office.SendInvitation{Company: w.company, User: w.user})
	id := w.letter("")
	l, err := w.Outbox(t.Context(), program, anteroom.Target{Company: w.company}, anteroom.Find{Most: 1, Where: map[string]string{"kind": string(anteroom.Deliver)}})
	if err != nil || len(l.Rows) != 1 {
		t.Fatal(l, err)
	}
	if err := w.Delivered(t.Context(), anteroom.Job{ID: l.Rows[0].ID, Kind: anteroom.Deliver, Company: w.company, Target: l.Rows[0].Target}, time.Time{}, "550 <b>nobody</b>"); err != nil {
		t.Fatal(err)
	}
	mine := w.signedIn(t, email).get(t, w.at("/outbox?state=failed"))
	mine.has(t, "Invitation to "+w.jean, "550 <b>nobody</b>", "Failed")
	if strings.Contains(mine.text, "Try again now") {
		t.Error("the company may try again")
	}
	p := w.signedIn(t, vendor)
	p.get(t, "/v/"+string(w.vendor)+"/outbox?state=failed").has(t, "Boréal", "Try again now")
	retry := w.at("/outbox/" + id + "/retry")
	p.post(t, retry, p.get(t, retry).form()).is(t, 200, w.at("/outbox"))
	p.get(t, w.at("/outbox")).has(t, "Invitation to "+w.jean, "Waiting")
	drop := w.at("/outbox/" + id + "/drop")
	review := p.post(t, drop, p.get(t, drop).form())
	p.post(t, drop, review.form()).is(t, 200, w.at("/outbox"))
	p.get(t, w.at("/outbox?state=dropped")).has(t, "Invitation to "+w.jean, "Given up")
	p.get(t, w.at("/history")).has(t, "Message given up")
}

// The company's connection from the profile to the proof: what does not pass is not stored, and says why, step by step
// (R25 to R27). No secret comes back in a page.
func TestMailAccessPage(t *testing.T) {
	w := newWorld(t)
	p := w.signedIn(t, email)
	p.get(t, w.at("/profile")).has(t, "Edit Mail Access", "not configured")
	at := w.at("/mail")
	opened := p.get(t, at)
	opened.has(t, "Mail Access Connection", "No connection is stored yet.")
	p.post(t, at, opened.form("incoming.port", "many")).is(t, 422, at)
	filled := opened.form("incoming.host", "IMAP.boreal.example ", "outgoing.host", "smtp.boreal.example", "email", "essai@boreal.example", "password", "faux")
	refused := p.post(t, at, filled)
	refused.is(t, 422, at)
	refused.has(t, "There is a problem", "refused the user name or the password", "What the check found", "IMAP: Server's name", "Failed")
	if refused.values["incoming.host"] != "IMAP.boreal.example " || refused.values["email"] != "essai@boreal.example" {
		t.Error("what was typed is lost")
	}
	if strings.Contains(refused.body, "faux") {
		t.Error("the page holds the password")
	}
	if m, err := w.MailAccess(t.Context(), program, w.company); err != nil || m.Connection != nil {
		t.Fatalf("%+v %v", m, err)
	}
	filled.Set("password", officetest.MailPassword)
	stored := p.post(t, at, filled)
	stored.is(t, 200, at)
	stored.has(t, "The connection works and is stored", "SMTP: Sending", "essai@boreal.example")
	if strings.Contains(stored.body, officetest.MailPassword) {
		t.Error("the page holds the password")
	}
	p.get(t, at).has(t, "imap.boreal.example", "Proven", "Not checked since")
	p.get(t, w.at("/profile")).has(t, "imap.boreal.example for reading, smtp.boreal.example for sending")
	p.get(t, w.at("/history")).has(t, "Mail access connection set")
}

// Find the settings fills the form, names where they are from, and offers the others that were found (R26).
func TestFindMail(t *testing.T) {
	w := newWorld(t)
	a := officetest.Access("nord.example")
	a.Incoming.SignIn, a.Outgoing.SignIn = anteroom.MailOAuth, anteroom.MailOAuth // for which there is no client id
	w.do(t, program, office.AddMailProvider{Provider: anteroom.MailProvider{Name: "Nord", Domains: []string{"boreal.example"}, Incoming: []anteroom.MailServer{a.Incoming}, Outgoing: []anteroom.MailServer{a.Outgoing}},
		Issuer: anteroom.MailIssuer{Authorize: "https://nord.example/authorize", Token: "https://nord.example/token"}})
	p, at := w.signedIn(t, email), w.at("/mail")
	opened := p.get(t, at)
	found := p.post(t, at, opened.form("email", "zoe@boreal.example", "find", "1"))
	found.is(t, 200, at)
	found.has(t, "Found, and filled in below", "The list of known providers: Nord", "Also found", "The domain's own records: _imaps._tcp.boreal.example")
	if found.values["incoming.host"] != "smtp.boreal.example" && found.values["incoming.host"] != "imap.nord.example" || found.values["user_name"] != "zoe@boreal.example" {
		t.Error(found.values)
	}
	if found.values["incoming.sign_in"] != "password" || found.values["outgoing.sign_in"] != "password" {
		t.Error("a sign-in in the browser is offered, and nobody could do it", found.values)
	}
	taken := p.post(t, at, url.Values{"take": {"1"}, "email": {"zoe@boreal.example"}, "incoming.protocol": {"pop3"}, "incoming.host": {"pop.boreal.example"}})
	taken.is(t, 200, at)
	if taken.values["incoming.host"] != "pop.boreal.example" || taken.values["email"] != "zoe@boreal.example" {
		t.Error(taken.values)
	}
	none := p.post(t, at, opened.form("email", "zoe@rien.example", "find", "1"))
	none.is(t, 422, at)
	none.has(t, "Nothing was found for this address")
	p.post(t, at, opened.form("email", "zoe", "find", "1")).is(t, 422, at)
	if m, err := w.MailAccess(t.Context(), program, w.company); err != nil || m.Connection != nil {
		t.Errorf("something is stored: %+v %v", m, err)
	}
}

// Where the servers ask for it, people sign in on the provider's own page: the company to prove its connection, a user to
// be connected. What somebody else has begun, or who said no, connects nothing.
func TestMailInBrowser(t *testing.T) {
	w := newWorld(t)
	w.neighbours(t)
	reads := anteroom.Language("en")
	w.do(t, program, office.SetLanguages{Company: w.company, First: "fr", Second: reads})
	w.do(t, program, office.EditUser{Company: w.company, User: w.user, Language: &reads})
	w.mail.Refresh, w.mail.Lives = "encore", time.Hour
	a := officetest.Browser(t, func(t testing.TB, who anteroom.Who, c office.Command) office.Outcome {
		return w.do(t.(*testing.T), who, c)
	}, "nuage.example")
	p, jean := w.signedIn(t, email), w.signedIn(t, w.jean)
	away := func(t *testing.T, pg page) string {
		t.Helper()
		pg.has(t, "Sign in at Nuage")
		_, rest, _ := strings.Cut(pg.body, "https://nuage.example/authorize?")
		query, _, _ := strings.Cut(rest, "\"")
		return office.MailSignedIn + "?" + strings.ReplaceAll(query, "&amp;", "&")
	}
	opened := p.get(t, w.at("/mail"))
	typed := opened.form("email", "essai@nuage.example", "incoming.host", a.Incoming.Host, "outgoing.host", a.Outgoing.Host, "incoming.sign_in", "oauth2", "outgoing.sign_in", "oauth2")
	begun := away(t, p.post(t, w.at("/mail"), typed))
	jean.get(t, begun).has(t, "was not begun here")
	p.get(t, strings.Replace(begun, "code=", "error=access_denied&x=", 1)).has(t, "Mail was not connected", "it was not agreed to")
	p.get(t, begun).has(t, "The connection works and is stored", "imap.nuage.example", "SMTP: Sending")
	p.get(t, office.MailSignedIn+"?state=forged&code=x").is(t, 422, office.MailSignedIn)
	nobody := w.person(t)
	nobody.get(t, begun).is(t, 200, "/sign-in")
	w.do(t, program, office.SetCompanyBrand{Company: w.company, Address: "http://phone.boreal.example"})
	nobody.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	if to := nobody.get(t, begun).header.Get("Location"); to != "http://phone.boreal.example"+begun { // where the person is signed in
		t.Errorf("led to %s", to)
	}
	if to := nobody.get(t, office.MailSignedIn+"?state=forged").header.Get("Location"); !strings.HasPrefix(to, "/sign-in") {
		t.Errorf("a forged state leads to %s", to)
	}
	typed.Set("incoming.host", "imap.else.example")
	p.post(t, w.at("/mail"), typed).has(t, "is not registered for a sign-in in the browser")

	mine := jean.get(t, "/me/mail")
	mine.has(t, "asks for a sign-in on its own page")
	begun = away(t, jean.post(t, "/me/mail", mine.form("servers", "take", "user_name", "jean@nuage.example")))
	jean.get(t, begun).has(t, "Your mailbox is connected")
	jean.get(t, "/me/mail/messages").has(t, "Zoé Roy")
}

// A page that listens gets each step as it ends, then the page that comes of it.
func TestMailStepsLive(t *testing.T) {
	w := newWorld(t)
	p := w.signedIn(t, email)
	filled := p.get(t, w.at("/mail")).form("incoming.host", "imap.boreal.example", "outgoing.host", "smtp.boreal.example", "email", "essai@boreal.example", "password", officetest.MailPassword)
	r, err := http.NewRequest(http.MethodPost, w.server.URL+w.at("/mail"), strings.NewReader(filled.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	r.Header = http.Header{"Content-Type": {"application/x-www-form-urlencoded"}, "Origin": {w.server.URL}, "Accept": {"text/event-stream"}}
	got := p.send(t, r)
	if got.status != 200 || got.header.Get("Content-Type") != "text/event-stream" {
		t.Fatal(got.status, got.header)
	}
	var events []string
	var last struct {
		Status int
		HTML   string
	}
	for part := range strings.SplitSeq(strings.TrimSpace(got.body), "\n\n") {
		event, data, _ := strings.Cut(part, "\n")
		events = append(events, strings.TrimPrefix(event, "event: "))
		if err := json.Unmarshal([]byte(strings.TrimPrefix(data, "data: ")), &last); err != nil {
			t.Fatal(err)
		}
	}
	if strings.Join(events, " ") != "step step page" || last.Status != 200 || !strings.Contains(last.HTML, "The connection works and is stored") {
		t.Error(events, last)
	}
}

// R28 as people do it: two fields, then the newest message as it is read; the company's connection changes, the user's
// does not.
func TestUserMailStory(t *testing.T) {
	w := newWorld(t)
	w.neighbours(t)
	reads := anteroom.Language("en")
	w.do(t, program, office.SetLanguages{Company: w.company, First: "fr", Second: reads})
	w.do(t, program, office.EditUser{Company: w.company, User: w.user, Language: &reads})
	p, jean := w.signedIn(t, email), w.signedIn(t, w.jean)
	review := jean.post(t, "/me/mail/disconnect", jean.get(t, "/me/mail/disconnect").form())
	jean.post(t, "/me/mail/disconnect", review.form()).is(t, 200, "/me/mail?saved=")
	jean.get(t, "/me/mail/messages").has(t, "Connect your mailbox first")

	opened := jean.get(t, "/me/mail")
	opened.has(t, "Your company’s mail servers are set up already", "Not connected yet")
	if opened.values["user_name"] != w.jean || opened.ids["incoming.host"] != 0 {
		t.Error("more than two fields are asked for")
	}
	jean.post(t, "/me/mail", opened.form("password", "faux")).is(t, 422, "/me/mail")
	jean.post(t, "/me/mail", opened.form("password", officetest.MailPassword)).has(t, "Your mailbox is connected")
	list := jean.get(t, "/me/mail/messages")
	list.has(t, "Devis <b>urgent</b>", "Zoé Roy", "2 messages, 2 not read.")
	one := jean.get(t, "/me/mail/messages/2")
	one.has(t, "pouvez-vous m’envoyer le devis", "A quotation is left out.", "zoe@client.example")
	if sound := jean.get(t, "/me/mail/messages/2/sound"); !strings.HasPrefix(sound.body, "RIFF fr Bonjour") || sound.header.Get("Content-Type") != "audio/wav" {
		t.Errorf("%d %s %.80q", sound.status, sound.header.Get("Content-Type"), sound.body)
	}
	if !strings.Contains(one.body, `src="/me/mail/messages/2/sound"`) {
		t.Error("the message cannot be played")
	}
	jean.post(t, "/me/mail/messages/2/mark", nil).is(t, 200, "/me/mail/messages")
	jean.get(t, "/me/mail/messages").has(t, "2 messages, 1 not read")
	jean.get(t, "/me/mail/messages/1/delete").has(t, "deleted from your mailbox for good")
	jean.post(t, "/me/mail/messages/1/delete", url.Values{}).is(t, 200, "/me/mail/messages")
	jean.get(t, "/me/mail/messages").has(t, "1 message, 0 not read")
	jean.get(t, "/me/mail/messages/1").is(t, 404, "/me/mail/messages/1")

	changed := p.get(t, w.at("/mail")).form("incoming.host", "imap.neuf.example", "outgoing.host", "smtp.neuf.example", "email", "essai@boreal.example", "password", officetest.MailPassword)
	p.post(t, w.at("/mail"), changed).has(t, "The connection works and is stored")
	mine := jean.get(t, "/me/mail")
	mine.has(t, "imap.boreal.example", "Those of my company now: imap.neuf.example")
	jean.post(t, "/me/mail", mine.form("servers", "keep", "password", officetest.MailPassword)).has(t, "imap.boreal.example")
	jean.post(t, "/me/mail", mine.form("servers", "take", "password", officetest.MailPassword)).has(t, "imap.neuf.example")
	w.mail.SetDown(true)
	jean.get(t, "/me/mail/messages").has(t, "Your mailbox can’t be opened", "takes no connections on port 993")
}

// The system's list of mail providers, and what a company proposes for it.
func TestMailProviderPages(t *testing.T) {
	w := newWorld(t)
	w.connectMail(t)
	root, p := w.signedIn(t, operator), w.signedIn(t, email)
	add := root.get(t, "/system/mail-providers/add")
	wrong := root.post(t, "/system/mail-providers/add", add.form("name", "Sud", "domains", "sud.example\nsud2.example", "incoming", "imap imap.sud.example 993", "outgoing", "smtp, smtp.sud.example, 465, tls, password"))
	wrong.is(t, 422, "/system/mail-providers/add")
	wrong.has(t, "Line 1 is not such as")
	root.post(t, "/system/mail-providers/add", add.form("name", "Sud", "domains", "sud.example\nsud2.example", "incoming", "imap, imap.sud.example, 993, tls, oauth2",
		"outgoing", "smtp, smtp.sud.example, 465, tls, oauth2", "issuer.authorize", "https://sud.example/auth", "issuer.token", "https://sud.example/token", "issuer.client_id", "anteroom",
		"scopes", "mail offline", "client_secret", "chut")).is(t, 200, "/system/mail-providers?saved=")
	list := root.get(t, "/system/mail-providers")
	list.has(t, "Sud", "sud.example and sud2.example", "On the list")
	proposal := url.Values{"name": {"Courriel Boréal"}, "domain": {"boreal.example"}}
	p.post(t, w.at("/mail/propose"), proposal).is(t, 200, w.at("/mail"))
	waits := p.get(t, w.at("/mail"))
	waits.has(t, "Waits for approval", "Withdraw the proposal Courriel Boréal")
	mine, err := w.MailAccess(t.Context(), program, w.company)
	if err != nil || len(mine.Proposed) != 1 {
		t.Fatal(mine.Proposed, err)
	}
	path := w.at("/mail/withdraw?mail_provider=" + string(mine.Proposed[0].ID))
	waits.holds(t, path)
	review := p.post(t, w.at("/mail/withdraw"), p.get(t, path).form())
	review.has(t, "Courriel Boréal is no longer proposed for the list.")
	p.post(t, w.at("/mail/withdraw"), review.form()).is(t, 200, w.at("/mail"))
	if again := p.get(t, w.at("/mail")); strings.Contains(again.text, "Waits for approval") {
		t.Error(again.text)
	}
	p.post(t, w.at("/mail/propose"), proposal).is(t, 200, w.at("/mail"))
	known, err := w.MailProviders(t.Context(), program)
	if err != nil || len(known) != 3 || known[2].Approved || !known[1].Issuer.SecretSet {
		t.Fatalf("%+v %v", known, err)
	}
	query := "?mail_provider=" + string(known[2].ID)
	root.get(t, "/system/mail-providers").has(t, "Proposed by Boréal", "Approve Courriel Boréal")
	root.post(t, "/system/mail-providers/approve", root.get(t, "/system/mail-providers/approve"+query).form()).is(t, 200, "/system/mail-providers")
	edit := root.get(t, "/system/mail-providers/edit?mail_provider="+string(known[1].ID))
	if edit.values["issuer.client_id"] != "anteroom" || strings.Contains(edit.body, "chut") {
		t.Error(edit.values)
	}
	root.post(t, "/system/mail-providers/edit", edit.form("name", "Sud et Est")).is(t, 200, "/system/mail-providers?saved=")
	if known, err = w.MailProviders(t.Context(), program); err != nil || known[1].Name != "Sud et Est" || !known[1].Issuer.SecretSet || !known[2].Approved || len(known[1].Domains) != 2 {
		t.Errorf("%+v %v", known, err)
	}
}
