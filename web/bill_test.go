package web

import (
	"net/url"
	"testing"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
)

// R46: the bill asks for the password although signed in; a wrong one says so; the right one opens it, line by line, and
// as a file; another session is asked again.
func TestBill(t *testing.T) {
	w := newWorld(t)
	list, err := w.Companies(t.Context(), program)
	if err != nil {
		t.Fatal(err)
	}
	month := anteroom.MonthAt(list[0].Made, list[0].Made.Location())
	w.do(t, program, office.AddAdjustment{Company: w.company, Month: month, Currency: "CAD", Reason: "=Panne", Amount: -1250})
	p := w.signedIn(t, email)
	p.get(t, w.at("/bill")).has(t, "Enter your password again")
	p.post(t, w.at("/bill"), url.Values{"password": {"not the password"}}).is(t, 422, w.at("/bill"))
	opened := p.post(t, w.at("/bill"), url.Values{"password": {password}})
	opened.is(t, 200, w.at("/bill"))
	opened.has(t, "This month so far", "-12.50 CAD", "No closed bill yet")
	one := p.get(t, w.at("/bill/"+string(month)+"?currency=CAD"))
	one.has(t, "=Panne", "-12.50 CAD", "This month is not closed")
	file := p.get(t, w.at("/bill/"+string(month)+".csv?currency=CAD"))
	if want := "Kind,Item,User,Days,Of,Call,Number,Began,Time,Included,Amount\nadjustment,'=Panne,,,,,,,,,-12.50\ntotal,Total,,,,,,,,,-12.50\n"; file.body != want {
		t.Errorf("got %q", file.body)
	}
	pdf := p.get(t, w.at("/bill/"+string(month)+".pdf?currency=CAD"))
	if pdf.body != "%PDF-"+string(month)+"//CAD en" || pdf.header.Get("Content-Type") != "application/pdf" {
		t.Errorf("%s: %q", pdf.header.Get("Content-Type"), pdf.body)
	}
	other := w.signedIn(t, email)
	for _, form := range []string{"", ".pdf", ".csv"} {
		other.get(t, w.at("/bill/"+string(month)+form+"?currency=CAD")).has(t, "Enter your password again")
	}
	w.signedIn(t, vendor).get(t, w.at("/bill")).has(t, "This month so far")
	p.post(t, w.at("/bill"), url.Values{"password": {password}, "next": {"https://elsewhere.example/"}}).is(t, 200, w.at("/bill"))
}
