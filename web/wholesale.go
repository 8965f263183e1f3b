package web

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/web/pages"
)

// varBills are what a VAR owes to the system.
func (v *visit) varBills() error {
	_, s, err := v.inVAR("var_bill.title", "var_bill")
	if err != nil {
		return err
	}
	terms, closed, err := v.Office.VARBills(v.r.Context(), v.who, s.VAR)
	if err != nil {
		return err
	}
	return v.show(http.StatusOK, pages.VARBillsPage(varBillList(s, terms, closed, anteroom.MonthAt(time.Now(), time.UTC))))
}

func varBillList(s pages.Shell, terms anteroom.Wholesale, closed []anteroom.Bill, present anteroom.Month) pages.VARBills {
	p := pages.VARBills{Shell: s, Closed: closed, Present: present, Terms: terms}
	if s.Level == anteroom.LevelSystem {
		p.Actions = []pages.Link{{Path: s.AtVAR("/bill/terms"), Text: s.T("wholesale.title")}, {Path: s.AtVAR("/bill/close"), Text: s.T("var_bill.close.title")}}
	}
	return p
}

// varBill is one of them, as a page or a file.
func (v *visit) varBill() error {
	_, s, err := v.inVAR("var_bill.title", "var_bill")
	if err != nil {
		return err
	}
	if strings.HasSuffix(v.r.PathValue("month"), ".pdf") {
		f, err := v.Office.VARBillPDF(v.r.Context(), v.who, s.VAR, v.month(), v.p.Language)
		if err != nil {
			return err
		}
		return v.file(f.Type, f.Name, f.Content)
	}
	b, err := v.Office.VARBill(v.r.Context(), v.who, s.VAR, v.month())
	if err != nil {
		return err
	}
	if strings.HasSuffix(v.r.PathValue("month"), ".csv") {
		return v.file("text/csv; charset=utf-8", fmt.Sprintf("bill-%s-%s.csv", b.Month, b.Currency), pages.BillCSV(s, b))
	}
	return v.show(http.StatusOK, pages.BillPage(pages.Bill{Shell: s, Bill: b}))
}

// wholesale is what a VAR pays to the system; only the system says.
func (v *visit) wholesale() error {
	place, s, err := v.forVARs("wholesale.title")
	if err != nil {
		return err
	}
	terms, _, err := v.Office.VARBills(v.r.Context(), v.who, s.VAR)
	if err != nil {
		return err
	}
	return v.task(task{
		page: wholesaleForm(s, terms, place.Version),
		command: func(f *form) office.Command {
			c := office.SetWholesale{VAR: s.VAR, Currency: strings.ToUpper(f.text("currency")), Minutes: f.number("minutes")}
			if c.Currency != "" {
				c.BaseRate, c.MinuteRate = f.money(v.p, "base_rate", c.Currency), f.money(v.p, "minute_rate", c.Currency)
			}
			return c
		},
		done: func(office.Outcome) string { return s.AtVAR("/bill") },
	})
}

func wholesaleForm(s pages.Shell, w anteroom.Wholesale, version int64) pages.Task {
	rate := func(n int64) string {
		if w.Currency == "" {
			return ""
		}
		return s.P.Amount(n, w.Currency)
	}
	return pages.Task{Shell: s, Above: pages.Link{Path: s.AtVAR("/bill"), Text: s.T("var_bill.title")}, Intro: s.T("wholesale.intro"), Version: version, Sections: []pages.Section{{Controls: []pages.Control{
		{Name: "currency", Label: "field.wholesale.currency", Hint: "wholesale.currency.hint", Value: w.Currency},
		{Name: "base_rate", Label: "field.wholesale.base_rate", Hint: "wholesale.base_rate.hint", Value: rate(w.BaseRate)},
		{Name: "minutes", Label: "field.wholesale.minutes", Type: "number", Value: strconv.Itoa(w.Minutes)},
		{Name: "minute_rate", Label: "field.wholesale.minute_rate", Value: rate(w.MinuteRate)}}}}}
}

// closeVARBill closes a month of what a VAR owes.
func (v *visit) closeVARBill() error {
	place, s, err := v.forVARs("var_bill.close.title")
	if err != nil {
		return err
	}
	page := closeMonthForm(s, lastMonth(), place.Version)
	page.Above, page.Intro = pages.Link{Path: s.AtVAR("/bill"), Text: s.T("var_bill.title")}, s.T("var_bill.close.intro")
	return v.task(task{page: page, done: func(office.Outcome) string { return s.AtVAR("/bill") },
		command: func(f *form) office.Command {
			return office.CloseVARBill{VAR: s.VAR, Month: anteroom.Month(f.text("month"))}
		}})
}

// forVARs is a page about a VAR for the system alone.
func (v *visit) forVARs(title string) (office.Place, pages.Shell, error) {
	place, s, err := v.inVAR(title, "var_bill")
	if err == nil {
		err = v.who.May(anteroom.ManageVARs, anteroom.Target{VAR: s.VAR})
	}
	return place, s, err
}
