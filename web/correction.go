package web

import (
	"slices"
	"strings"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/web/pages"
	"github.com/a-h/templ"
)

// billing is for whom the company's bills are made out.
func (v *visit) billing() error {
	place, s, err := v.inCompany("billing.title", "bill")
	if err != nil {
		return err
	}
	b, err := v.Office.BillingDetails(v.r.Context(), v.who, s.Company)
	if err != nil {
		return err
	}
	return v.task(task{
		page: billingForm(s, b, place.Version),
		command: func(f *form) office.Command {
			return office.SetBilling{Company: s.Company, Region: strings.ToUpper(f.text("region")), VATNumber: f.text("vat_number"), Zone: f.text("zone")}
		},
		done: func(office.Outcome) string { return s.At("/billing") },
	})
}

func billingForm(s pages.Shell, b anteroom.Billing, version int64) pages.Task {
	return pages.Task{Shell: s, Above: pages.Link{Path: s.At("/bill"), Text: s.T("bill.title")}, Intro: s.T("billing.intro"), Version: version,
		Sections: []pages.Section{{Controls: []pages.Control{
			{Name: "region", Label: "field.billing.region", Hint: "billing.region.hint", Value: b.Region},
			{Name: "vat_number", Label: "field.billing.vat_number", Hint: "billing.vat_number.hint", Value: b.VATNumber},
			{Name: "zone", Label: "field.billing.zone", Hint: "billing.zone.hint", Value: b.Zone}}}}}
}

// corrections is the list of what the provider added to a company's bills, or gave back.
func (v *visit) corrections() error {
	_, s, err := v.managed("corrections.title", "bill")
	if err != nil {
		return err
	}
	list, err := v.Office.Corrections(v.r.Context(), v.who, s.Company)
	if err != nil {
		return err
	}
	return v.list(correctionList(s, list))
}

func correctionList(s pages.Shell, list []office.Correction) pages.List {
	add := pages.Link{Path: s.At("/bill/adjustments/add"), Text: s.T("corrections.add")}
	t := pages.Table{Caption: s.T("corrections.title"), Columns: []pages.Column{{Label: s.T("field.adjustment.reason")}, {Label: s.T("field.adjustment.month")},
		{Label: s.T("field.adjustment.amount"), Amount: true}, {Label: s.T("table.actions")}},
		Empty: pages.Empty{Title: s.T("corrections.none"), About: s.T("corrections.none.about"), Action: add}}
	for _, c := range list {
		action := pages.Words(s.T("corrections.closed"))
		if !c.Closed {
			action = pages.Linked(s.At("/bill/adjustments/"+string(c.ID)+"/remove"), s.T("corrections.remove"))
		}
		t.Rows = append(t.Rows, pages.Row{Cells: []templ.Component{pages.Words(c.Reason), pages.Words(s.P.BillMonth(c.Month)), pages.Words(s.P.Money(c.Amount, c.Currency)), action}})
	}
	return pages.List{Shell: s, Above: pages.Link{Path: s.At("/bill"), Text: s.T("bill.title")}, Intro: s.T("corrections.intro"), Actions: []pages.Link{add}, Table: t}
}

func (v *visit) addCorrection() error {
	place, s, err := v.managed("corrections.add", "bill")
	if err != nil {
		return err
	}
	currency, err := v.currencyOf(s.Company)
	if err != nil {
		return err
	}
	page := correctionForm(s, anteroom.MonthAt(time.Now(), time.UTC), currency, place)
	return v.task(task{page: page, done: func(office.Outcome) string { return s.At("/bill/adjustments") }, command: func(f *form) office.Command {
		c := office.AddAdjustment{Company: s.Company, Month: anteroom.Month(f.text("month")), Currency: strings.ToUpper(f.text("currency")), Reason: f.text("reason"), User: anteroom.UserID(f.text("user"))}
		c.Amount = f.money(v.p, "amount", c.Currency)
		return c
	}})
}

// currencyOf is the first of those in which the company is billed now.
func (v *visit) currencyOf(id anteroom.CompanyID) (string, error) {
	list, err := v.Office.Bills(v.r.Context(), v.who, id)
	if err != nil {
		return "", err
	}
	for _, b := range slices.Concat(list.Present, list.Closed) {
		if b.Currency != anteroom.NoCurrency {
			return b.Currency, nil
		}
	}
	return "", nil
}

func correctionForm(s pages.Shell, month anteroom.Month, currency string, place office.Place) pages.Task {
	t := pages.Task{Shell: s, Above: pages.Link{Path: s.At("/bill/adjustments"), Text: s.T("corrections.title")}, Intro: s.T("corrections.add.intro"), Version: place.Version,
		Sections: []pages.Section{{Controls: []pages.Control{
			{Name: "reason", Label: "field.adjustment.reason", Hint: "corrections.reason.hint", Required: true},
			{Name: "amount", Label: "field.adjustment.amount", Hint: "corrections.amount.hint", Required: true},
			{Name: "currency", Label: "field.package.currency", Value: currency, Required: true},
			{Name: "month", Label: "field.adjustment.month", Hint: "corrections.month.hint", Type: "month", Value: string(month), Required: true}}}}}
	if place.Company.Kind == anteroom.PublicService { // its users pay themselves
		user := pages.Control{Name: "user", Label: "field.adjustment.user", Hint: "corrections.user.hint", Picks: s.At("/users/pick")}
		t.Sections[0].Controls = append(t.Sections[0].Controls, user)
	}
	return t
}

func (v *visit) removeCorrection() error {
	place, s, err := v.managed("corrections.remove", "bill")
	if err != nil {
		return err
	}
	list, err := v.Office.Corrections(v.r.Context(), v.who, s.Company)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(list, func(c office.Correction) bool { return string(c.ID) == v.r.PathValue("adjustment") })
	if i < 0 {
		return anteroom.Missing()
	}
	c := list[i]
	return v.task(task{
		page: pages.Task{Shell: s, Above: pages.Link{Path: s.At("/bill/adjustments"), Text: s.T("corrections.title")}, Danger: true, Button: "corrections.remove", Version: place.Version,
			Intro: s.T("corrections.remove.intro", "reason", c.Reason, "amount", s.P.Money(c.Amount, c.Currency), "month", s.P.BillMonth(c.Month))},
		command: func(*form) office.Command { return office.RemoveAdjustment{Company: s.Company, Adjustment: c.ID} },
		done:    func(office.Outcome) string { return s.At("/bill/adjustments") },
	})
}
