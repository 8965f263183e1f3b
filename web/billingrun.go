package web

import (
	"io"
	"net/url"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/web/pages"
	"github.com/a-h/templ"
)

// lastMonth is the newest that is over, in UTC.
func lastMonth() anteroom.Month {
	now := time.Now().UTC()
	return anteroom.MonthAt(now.AddDate(0, 0, -now.Day()), time.UTC)
}

// asked is the month that the address asks for; the last one where it asks for none.
func (v *visit) asked() anteroom.Month {
	if m := v.r.URL.Query().Get("month"); m != "" {
		return anteroom.Month(m)
	}
	return lastMonth()
}

// billingRun shows the bills of a month of a VAR's companies: drafts until the month is closed.
func (v *visit) billingRun() error {
	_, s, err := v.inVAR("run.title", "billing")
	if err != nil {
		return err
	}
	month := v.asked()
	f := v.find()
	list, err := v.Office.BillingRun(v.r.Context(), v.who, s.VAR, month, f)
	if err != nil {
		return err
	}
	return v.list(runList(s, month, list, v.r.URL.Query()))
}

func runList(s pages.Shell, month anteroom.Month, list office.List[office.MonthBill], query url.Values) pages.List {
	path, q := s.AtVAR("/billing"), "month="+url.QueryEscape(string(month))
	t := pages.Table{Caption: s.T("run.caption", "month", s.P.BillMonth(month)), Path: path, Query: query, Older: list.Next, Count: s.T("run.count", "count", list.Count),
		Columns: []pages.Column{{Label: s.T("run.company")}, {Label: s.T("run.payer")}, {Label: s.T("table.status")}, {Label: s.T("bill.taxes"), Amount: true}, {Label: s.T("bill.total"), Amount: true}},
		Empty:   pages.Empty{Title: s.T("run.none"), About: s.T("run.none.about")}}
	closed := 0
	for _, b := range list.Rows {
		state := pages.Pill("warn", "clock", s.T("run.draft"))
		if b.Closed {
			closed++
			state = pages.Pill("good", "yes", s.T("bill.closed"))
		}
		cell := []templ.Component{state}
		if !b.Removed.IsZero() {
			cell = append(cell, pages.Pill("bad", "clock", s.T("run.removed", "date", s.P.Date(b.Removed))))
		}
		address := url.Values{"currency": {b.Currency}}
		if b.User != "" {
			address.Set("user", string(b.User))
		}
		t.Rows = append(t.Rows, pages.Row{Cells: []templ.Component{pages.Linked("/c/"+string(b.Company)+"/bill/"+string(month)+"?"+address.Encode(), b.Name), pages.Words(b.Payer), templ.Join(cell...),
			pages.Words(s.P.Money(b.Taxes, b.Currency)), pages.Words(s.P.Money(b.Total, b.Currency))}})
	}
	page := pages.List{Shell: s, Intro: s.T("run.intro", "month", s.P.BillMonth(month)), Table: t, Before: pages.MonthChoice(s, path, string(month))}
	if closed < len(list.Rows) {
		page.Actions = append(page.Actions, pages.Link{Path: path + "/close?" + q, Text: s.T("month.title")})
	}
	if closed > 0 {
		page.Actions = append(page.Actions, pages.Link{Path: path + "/bills?as=csv&" + q, Text: s.T("run.bills.csv")}, pages.Link{Path: path + "/bills?as=xlsx&" + q, Text: s.T("run.bills.xlsx")},
			pages.Link{Path: path + "/entries?as=csv&" + q, Text: s.T("run.entries")})
	}
	return page
}

func (v *visit) exportBills() error {
	f := v.tableForm()
	return v.Office.ExportBills(v.r.Context(), v.who, v.varID(), v.asked(), f, func() io.Writer {
		return v.download(v.p.T("run.bills.name")+"-"+string(v.asked()), f.Kind)
	})
}

func (v *visit) exportEntries() error {
	f := v.tableForm()
	return v.Office.ExportEntries(v.r.Context(), v.who, v.varID(), v.asked(), f, func() io.Writer {
		return v.download(v.p.T("run.entries.name")+"-"+string(v.asked()), f.Kind)
	})
}

// closeMonth closes a month of all companies of a VAR: each gets its bill, which never changes.
func (v *visit) closeMonth() error {
	place, s, err := v.inVAR("month.title", "billing")
	if err != nil {
		return err
	}
	page := closeMonthForm(s, v.asked(), place.Version)
	return v.task(task{
		page: page,
		command: func(f *form) office.Command {
			return office.CloseMonth{VAR: place.VAR.ID, Month: anteroom.Month(f.text("month"))}
		},
		done: func(office.Outcome) string { return s.AtVAR("/billing") },
	})
}

func closeMonthForm(s pages.Shell, last anteroom.Month, version int64) pages.Task {
	return pages.Task{Shell: s, Above: pages.Link{Path: s.AtVAR("/billing"), Text: s.T("run.title")}, Intro: s.T("month.intro"), Version: version, Sections: []pages.Section{{Controls: []pages.Control{
		{Name: "month", Label: "field.bill.month", Hint: "month.hint", Type: "month", Value: string(last), Required: true}}}}}
}
