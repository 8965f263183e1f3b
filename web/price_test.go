package web

import (
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
)

// billWalls are those of prices, and of what a bill is corrected by.
func billWalls(rows map[string]wall) map[string]wall {
	both := func(path string, w wall) { rows["GET "+path], rows["POST "+path] = w, w }
	both("/c/{company}/billing", inCompany)
	rows["GET /me/bill"], rows["GET /me/bill/{month}"] = "- - - -", "- - - -" // the user of these walls does not pay: the company does
	rows["GET /c/{company}/bill/adjustments"] = provider
	both("/c/{company}/bill/adjustments/add", provider)
	both("/c/{company}/bill/adjustments/{adjustment}/remove", provider)
	rows["GET /v/{var}/prices"], rows["GET /system/prices"] = aboveCompany, systemOnly
	for _, path := range []string{"/rates/add", "/rates/{row}/end", "/taxes/add", "/taxes/{row}/end", "/seller"} {
		both("/v/{var}/prices"+path, varsOwn)
		both("/system/prices"+path, systemOnly)
	}
	return rows
}

// priced makes a correction of the company's bill, and a list of prices for the VAR and for the system.
func (w *world) priced(t *testing.T, reseller anteroom.Who) {
	t.Helper()
	w.correction = w.do(t, program, office.AddAdjustment{Company: w.company, Month: anteroom.MonthAt(time.Now(), time.UTC), Currency: "XXX", Reason: "Panne", Amount: -100}).Made["adjustment"]
	list := anteroom.PriceList{Rates: anteroom.Rates{{Currency: "CAD", Prefix: "1", Minute: 4500, Step: 60}}, Taxes: []anteroom.Tax{{Name: "TPS", Country: "CA", Rate: 50_000}}}
	w.do(t, reseller, office.SetPriceList{VAR: w.vendor, List: list})
	w.do(t, program, office.SetPriceList{List: list})
}

// A VAR sets what calls and taxes cost, asks what a number costs, and ends a rate; the system sees it and cannot change it.
func TestPrices(t *testing.T) {
	w := newWorld(t)
	p, at := w.signedIn(t, vendor), "/v/"+string(w.vendor)+"/prices"
	p.get(t, at).has(t, "There are no rates yet", "There are no taxes yet")
	wrong := p.post(t, at+"/rates/add", p.get(t, at+"/rates/add").form("prefix", "+1418", "currency", "cad", "minute", "a lot", "from", "2026-13-01"))
	wrong.is(t, 422, at+"/rates/add")
	wrong.has(t, "Enter an amount such as 0.045", "Enter a day such as")
	p.post(t, at+"/rates/add", wrong.form("minute", "0.045", "set_up", "0.1", "least", "30", "from", "")).is(t, 200, at+"?saved=")
	p.post(t, at+"/rates/add", p.get(t, at+"/rates/add").form("prefix", "", "currency", "CAD", "minute", "2", "step", "1")).is(t, 200, at+"?saved=")
	p.post(t, at+"/taxes/add", p.get(t, at+"/taxes/add").form("name", "TVQ", "country", "CA", "region", "qc", "rate", "9.975")).is(t, 200, at+"?saved=")
	p.post(t, at+"/seller", p.get(t, at+"/seller").form("country", "CA", "region", "QC", "vat_number", "123 RT1")).is(t, 200, at+"?saved=")
	p.get(t, at).has(t, "+1418* 0.045 CAD 0.10 CAD at least 30 s, by 60 s", "+* 2.00 CAD", "TVQ QC, Canada 9.975 %")
	p.get(t, at+"?number=%2B1+418+555+0100").has(t, "0.045 CAD a minute and 0.10 CAD a call. The rate of +1418* says so.")
	p.get(t, at+"?number=%2B33+1").has(t, "2.00 CAD a minute", "+* says so")
	p.post(t, at+"/rates/0/end", p.get(t, at+"/rates/0/end").form("until", "2026-01-01")).is(t, 200, at+"?saved=")
	p.get(t, at+"?number=%2B14185550100").has(t, "until Jan 1, 2026", "2.00 CAD a minute")
	p.get(t, at+"/rates/9/end").is(t, 404, at+"/rates/9/end")
	list, err := w.Prices(t.Context(), program, w.vendor)
	if err != nil || len(list.Rates) != 2 || list.Rates[0].Minute != 4500 || list.Rates[0].SetUp != 10_000 || list.Taxes[0].Rate != 99_750 || list.Seller.VATNumber != "123 RT1" {
		t.Errorf("%+v, %v", list, err)
	}
	w.signedIn(t, operator).get(t, at).has(t, "+1418*")
}

// A provider corrects a company's bill, for which the company says where it is; what is wrong is told, what was added can
// be taken back, and what is closed can't.
func TestCorrections(t *testing.T) {
	w := newWorld(t)
	p, at := w.signedIn(t, vendor), w.at("/bill/adjustments")
	p.get(t, at).has(t, "No adjustment yet")
	wrong := p.post(t, at+"/add", p.get(t, at+"/add").form("reason", "", "amount", "ten", "currency", "CAD"))
	wrong.has(t, "Enter an amount such as")
	done := p.confirmed(t, at+"/add", wrong.form("reason", "Panne du 3", "amount", "-12.50", "month", "2026-11"), "owes 12.50 CAD less for November 2026")
	done.is(t, 200, at+"?saved=")
	done.has(t, "Panne du 3 November 2026 -12.50 CAD Take back")
	list, err := w.Corrections(t.Context(), program, w.company)
	if err != nil || len(list) != 1 || list[0].Amount != -1250 {
		t.Fatalf("%+v, %v", list, err)
	}
	remove := at + "/" + string(list[0].ID) + "/remove"
	page := p.get(t, remove)
	page.has(t, "“Panne du 3”, -12.50 CAD, no longer stands on the bill of November 2026.")
	p.confirmed(t, remove, page.form()).is(t, 200, at+"?saved=")
	p.get(t, at).has(t, "No adjustment yet")

	own := w.signedIn(t, email)
	own.get(t, at).is(t, 403, at)
	details := w.at("/billing")
	own.post(t, details, own.get(t, details).form("region", "qc", "zone", "Mars/Olympus")).has(t, "Enter a time zone such as America/Toronto")
	own.post(t, details, own.get(t, details).form("region", "qc", "zone", "America/Toronto")).is(t, 200, details+"?saved=")
	if b, err := w.BillingDetails(t.Context(), program, w.company); err != nil || b.Region != "QC" || b.Zone != "America/Toronto" {
		t.Errorf("%+v, %v", b, err)
	}
}
