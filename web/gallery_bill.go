package web

import (
	"net/http"
	"time"

	"anteroom.dev/anteroom"
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
