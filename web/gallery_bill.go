package web

import (
	"net/http"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/web/pages"
	"github.com/a-h/templ"
)

// november is a bill of 40 calls by two people, with a credit and two taxes.
func november(closed time.Time) anteroom.Bill {
	month := anteroom.MonthOf(2026, 11, time.UTC)
	business := anteroom.Package{ID: "p1", Name: "Affaires", Currency: "CAD", BaseRate: 1995, Minutes: 60, MinuteRate: 3}
	var calls []anteroom.Usage
	for i := range 40 {
		began := month.From.Add(time.Duration(i*17) * time.Hour)
		calls = append(calls, anteroom.Usage{Call: anteroom.CallID(began.Format("call-0215")), User: "u1", To: "+33142685300", Began: began,
			Ended: began.Add(time.Duration(60+i*29) * time.Second)})
	}
	t := anteroom.Tariff{
		Rates:       anteroom.Rates{{Currency: "CAD", Prefix: "33", Minute: 4500, Least: 30, Step: 6}},
		Adjustments: []anteroom.Adjustment{{Reason: "Panne du 12 novembre", Amount: -500}},
		Taxes:       []anteroom.Tax{{Name: "TPS", Country: "CA", Rate: 50_000}, {Name: "TVQ", Country: "CA", Region: "QC", Rate: 99_750}},
	}
	held := []anteroom.Holding{{User: "u1", Package: business, From: month.From}, {User: "u2", Package: business, From: month.From.AddDate(0, 0, 15)}}
	b := t.Rate(month, held, calls)
	b.Company, b.Month, b.Currency, b.Closed = "boreal", "2026-11", "CAD", closed
	names := map[anteroom.UserID]string{"u1": "Marc Tremblay", "u2": "Élise Gagnon"}
	for _, l := range b.Lines {
		for i := range l.Parts {
			l.Parts[i].Name = names[l.Parts[i].User]
		}
	}
	return b
}

func billSpecimens() []specimen {
	closed := time.Date(2026, 12, 1, 6, 0, 0, 0, time.UTC)
	october := november(closed.AddDate(0, -1, 0))
	october.Month = "2026-10"
	list := func(closed ...anteroom.Bill) func(*sample) templ.Component {
		return func(s *sample) templ.Component {
			return pages.BillsPage(pages.Bills{Shell: s.Shell, Closed: closed, Present: []anteroom.Bill{november(time.Time{})}})
		}
	}
	one := func(b anteroom.Bill) func(*sample) templ.Component {
		return func(s *sample) templ.Component { return pages.BillPage(pages.Bill{Shell: s.Shell, Bill: b}) }
	}
	password := func(list []pages.Problem) func(*sample) templ.Component {
		return func(s *sample) templ.Component {
			return pages.BillPasswordPage(pages.BillPassword{Shell: s.Shell, Next: "/c/boreal/bill", Problem: list})
		}
	}
	return []specimen{
		{state: "password", make: password(nil)},
		{state: "error", wrong: true, status: http.StatusUnprocessableEntity, make: password(problems("password.", "password", "error.password.wrong"))},
		{state: "limit", wrong: true, status: http.StatusTooManyRequests, make: password(problems("", "", "error.sign_in.limit"))},
		{state: "empty", make: list()},
		{state: "usual", make: list(october)},
		{state: "draft", make: one(november(time.Time{}))},
		{state: "closed", make: one(november(closed))},
		{state: "nothing", make: one(anteroom.Bill{Month: "2026-11", Currency: "CAD", Period: anteroom.MonthOf(2026, 11, time.UTC), Closed: closed})},
	}
}

// priceGallery are the pages of what is sold for what.
func priceGallery(add func(page, title, here string, list ...specimen)) {
	rate := anteroom.Rate{Currency: "CAD", Prefix: "1418", Minute: 4500, SetUp: 100_000, Least: 30, Step: 60}
	add("prices", "prices.title", "prices", specimen{state: "full", make: func(s *sample) templ.Component {
		p := priced{Shell: s.inVendor(), vendor: "nordik", path: "/v/nordik/prices", may: true, list: anteroom.PriceList{Rates: anteroom.Rates{rate, {Currency: "CAD", Minute: 25_000, From: s.now, Until: s.now.AddDate(1, 0, 0)}},
			Taxes: []anteroom.Tax{{Name: "TVQ", Country: "CA", Region: "QC", Rate: 99_750}}}}
		return pages.ListPage(priceList(p, pages.PriceTest{Path: p.path, Number: "+1 418 555 0100", Answers: []string{s.T("prices.test.none", "number", "+1 418 555 0100")}}))
	}}, specimen{state: "empty", make: func(s *sample) templ.Component {
		return pages.ListPage(priceList(priced{Shell: s.inVendor(), vendor: "nordik", path: "/v/nordik/prices", may: true}, pages.PriceTest{Path: "/v/nordik/prices", Wrong: true}))
	}})
	add("billing", "run.title", "billing", specimen{state: "usual", make: func(s *sample) templ.Component {
		row := office.MonthBill{Company: "boreal", Name: s.CompanyIs, Payer: s.CompanyIs, Currency: "CAD", Taxes: 371, Total: 2851}
		closed := row
		closed.Closed = true
		gone := row
		gone.Removed = s.now
		return pages.ListPage(runList(s.inVendor(), "2026-11", office.List[office.MonthBill]{Rows: []office.MonthBill{row, closed, gone}, Count: 3}, nil))
	}}, specimen{state: "empty", make: func(s *sample) templ.Component {
		return pages.ListPage(runList(s.inVendor(), "2026-11", office.List[office.MonthBill]{}, nil))
	}})
	add("bill-removed", "bill.title", "billing", specimen{state: "usual", make: func(s *sample) templ.Component {
		shell := s.inVendor()
		shell.Company, shell.CompanyIs, shell.Removed = "boreal", s.CompanyIs, true
		return pages.BillPage(pages.Bill{Shell: shell, Bill: november(s.now)})
	}})
	add("var-bill", "var_bill.title", "var_bill", specimen{state: "empty", make: func(s *sample) templ.Component {
		return pages.VARBillsPage(varBillList(s.inVendor(), anteroom.Wholesale{}, nil, "2026-11"))
	}}, specimen{state: "usual", make: func(s *sample) templ.Component {
		shell := s.inVendor()
		shell.Level = anteroom.LevelSystem
		return pages.VARBillsPage(varBillList(shell, anteroom.Wholesale{Currency: "CAD", BaseRate: 600, Minutes: 60, MinuteRate: 2}, []anteroom.Bill{{VAR: "nordik", Month: "2026-10", Currency: "CAD", Closed: s.now, Taxes: 53, Total: 1113}}, "2026-11"))
	}}, specimen{state: "one", make: func(s *sample) templ.Component {
		b := anteroom.VARBilling{Period: anteroom.MonthOf(2026, 10, time.UTC), Terms: anteroom.Wholesale{Currency: "CAD", BaseRate: 600, Minutes: 1, MinuteRate: 2}}
		began := b.Period.From.AddDate(0, 0, 3)
		b.Add(anteroom.CompanyUse{Name: "Boréal <b>x", Holdings: []anteroom.Holding{{User: "u", From: b.Period.From}}, Calls: []anteroom.Usage{{Call: "c", User: "u", To: "+33142685300", Began: began, Ended: began.Add(time.Hour)}}})
		bill := b.Bill([]anteroom.Tax{{Name: "TPS", Rate: 50_000}})
		bill.VAR, bill.Month = "nordik", "2026-10"
		return pages.BillPage(pages.Bill{Shell: s.inVendor(), Bill: bill})
	}})
	add("var-bill-terms", "wholesale.title", "var_bill", specimen{state: "usual", make: func(s *sample) templ.Component {
		return pages.TaskPage(wholesaleForm(s.inVendor(), anteroom.Wholesale{Currency: "CAD", BaseRate: 600, Minutes: 60, MinuteRate: 2}, 3))
	}}, specimen{state: "error", wrong: true, status: http.StatusUnprocessableEntity, make: func(s *sample) templ.Component {
		return broken(wholesaleForm(s.inVendor(), anteroom.Wholesale{}, 3), map[string]string{"currency": "dollars"}, anteroom.FieldError{Field: "currency", Msg: anteroom.T("error.currency")})
	}})
	add("bill-remind", "bill.remind.title", "bill", specimen{state: "usual", make: func(s *sample) templ.Component {
		return pages.TaskPage(remindForm(s.managed(), november(s.now), 3))
	}}, specimen{state: "review", make: func(s *sample) templ.Component {
		return reviewed(s, remindForm(s.managed(), november(s.now), 3), nil, anteroom.T("effect.bill.reminder", "email", "chantal@boreal.example", "total", []anteroom.Money{{Amount: 28_471, Currency: "CAD"}}))
	}})
	add("rate", "prices.rate.add", "prices", specimen{state: "usual", make: func(s *sample) templ.Component {
		return pages.TaskPage(rateForm(s.inVendor()))
	}})
	add("adjustments", "corrections.title", "bill", specimen{state: "usual", make: func(s *sample) templ.Component {
		a := anteroom.Adjustment{ID: "a", Month: "2026-11", Currency: "CAD", Reason: "Panne du 3 novembre", Amount: -1250}
		return pages.ListPage(correctionList(s.managed(), []office.Correction{{Adjustment: a}, {Adjustment: a, Closed: true}}))
	}})
}
