package web

import (
	"html"
	"net/url"
	"strings"
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
)

// Somebody signs up to a public service: what is offered, a link by mail, a password, and in. A known address is not
// told, a private company has no such page, and without a free key nobody gets in.
func TestJoin(t *testing.T) {
	w := newWorld(t)
	made := w.do(t, program, office.CreateCompany{VAR: w.vendor, Kind: anteroom.PublicService, Name: "Maritime", Country: "CA", First: "en", Keys: 1,
		AdministratorName: "Emma", AdministratorLanguage: "en", Email: "emma@maritime.example", AssistantName: "Sam", AssistantEmail: "sam@maritime.example"})
	id := made.Made["company"]
	at := "/join/" + id
	list, err := w.CompanyPackages(t.Context(), program, w.company)
	if err != nil {
		t.Fatal(err)
	}
	standard := list[0].Package.ID
	w.do(t, program, office.OfferPackage{Company: anteroom.CompanyID(id), Package: standard, Offer: true})

	zoe := w.person(t)
	opened := zoe.get(t, at)
	opened.has(t, "Become a user of Maritime", "Standard: 24.50 CAD a month")
	wrong := zoe.post(t, at, url.Values{"last": {""}, "email": {"zoe@"}})
	wrong.is(t, 422, at)
	zoe.post(t, at, url.Values{"last": {"Abel"}, "email": {"zoe@home.example"}, "packages": {"forged"}}).is(t, 422, at)
	zoe.post(t, at, url.Values{"first": {"Zoé"}, "last": {"Abel"}, "email": {"zoe@home.example"}, "language": {"en"}, "packages": {string(standard)}}).is(t, 200, at+"/sent")
	link := strings.TrimPrefix(w.composer.last(), "http://portal.example")
	zoe.post(t, link, zoe.get(t, link).form("new", password, "again", password)).is(t, 200, "/me")

	zoe.get(t, "/me").has(t, "My bill")
	bill := zoe.get(t, "/me/bill")
	bill.has(t, "This month so far", "CAD")
	month := string(anteroom.MonthAt(time.Now(), time.UTC))
	path, _, _ := strings.Cut(bill.body[strings.Index(bill.body, "/me/bill/"+month):], `"`)
	path = html.UnescapeString(path)
	zoe.get(t, path).has(t, "Package Standard", "1 user, 24.50 CAD a month")
	if pdf := zoe.get(t, strings.Replace(path, month, month+".pdf", 1)); !strings.HasPrefix(pdf.body, "%PDF-"+month) {
		t.Errorf("%d: %.80q", pdf.status, pdf.body)
	}
	zoe.get(t, "/me/bill/"+month+"?currency=CAD").is(t, 404, "/me/bill/"+month) // the company's

	again := w.person(t)
	again.post(t, at, url.Values{"last": {"Abel"}, "email": {"zoe@home.example"}}).is(t, 200, at+"/sent")
	if !strings.Contains(w.composer.last(), "/reset/") {
		t.Error("a known user is not mailed what a forgotten password brings:", w.composer.last())
	}
	full := again.post(t, at, url.Values{"last": {"Roy"}, "email": {"roy@home.example"}})
	full.is(t, 422, at)
	full.has(t, "subscription keys are used")
	for _, path := range []string{"/join/" + string(w.company), "/join/nothing"} {
		again.get(t, path).is(t, 404, path)
		again.post(t, path, url.Values{"last": {"Roy"}, "email": {"roy@home.example"}}).is(t, 404, path)
	}
}
