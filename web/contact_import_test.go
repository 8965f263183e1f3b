package web

import (
	"net/url"
	"strings"
	"testing"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
)

// A file of contacts: what is wrong stands with its row, the file stays on the page while its columns are named anew, the review shows
// what is added; what is exported can be imported.
func TestContactImportPage(t *testing.T) {
	w := newWorld(t)
	p, at := w.signedIn(t, email), w.at("/contacts/import")
	p.sendsWith(t, at, "", "", url.Values{}).has(t, "Choose a file")
	p.sendsWith(t, at, "x.csv", "\x00", url.Values{}).is(t, 422, at)
	page := p.sendsWith(t, at, "x.csv", "Wer,Prénom,Durchwahl\nRoy,Luc,514 555-0122\nX,,12\n", url.Values{})
	page.is(t, 422, at)
	page.has(t, "What the columns of x.csv hold", "Column A — Wer", "for example Roy", "No column fills “Last name”")
	form := page.form()
	form.Set("column_0", "last")
	form.Set("column_2", "number")
	page = p.post(t, at, form)
	page.has(t, "Row 3, Telephone number “12”: Enter a telephone number")
	form = page.form()
	form.Set("ready", "on")
	review := p.post(t, at, form)
	review.has(t, "1 contact is added", "1 row of the file is left out", "Luc Roy · 514 555-0122")
	p.sure(t, review).has(t, "Luc Roy", "+1 514 555 0122")
	table := p.get(t, w.at("/contacts/export?as=csv&q=luc"))
	if !strings.Contains(table.body, "Luc") || strings.Contains(table.body, "Taxi") {
		t.Errorf("exported: %q", table.body)
	}
	w.do(t, program, office.ImportContacts{Company: w.company, User: anteroom.UserID(w.user), File: []byte(table.body)})
}
