package web

import (
	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/web/pages"
)

// remind sends who pays a closed bill a reminder of it.
func (v *visit) remind() error {
	place, s, err := v.managed("bill.remind.title", "bill")
	if err != nil {
		return err
	}
	q := v.r.URL.Query()
	b := anteroom.Bill{Company: s.Company, Month: v.month(), User: anteroom.UserID(q.Get("user")), Currency: q.Get("currency")}
	page := remindForm(s, b, place.Version)
	return v.task(task{
		page: page,
		command: func(*form) office.Command {
			return office.RemindOfBill{Company: b.Company, Month: b.Month, User: b.User, Currency: b.Currency}
		},
		done: func(office.Outcome) string { return page.Above.Path },
	})
}

func remindForm(s pages.Shell, b anteroom.Bill, version int64) pages.Task {
	return pages.Task{Shell: s, Action: s.Bill(b, "/remind"), Above: pages.Link{Path: s.Bill(b, ""), Text: s.P.BillMonth(b.Month)}, Button: "bill.remind.button", Version: version,
		Intro: s.T("bill.remind.intro", "month", s.P.BillMonth(b.Month))}
}
