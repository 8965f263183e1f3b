package web

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/web/pages"
)

// bills is the list of the company's bills: first the administrator's password, although signed in (R46).
func (v *visit) bills() error {
	_, s, err := v.inCompany("bill.title", "bill")
	if err != nil {
		return err
	}
	if v.r.Method == http.MethodPost {
		return v.openBill(s)
	}
	list, err := v.Office.Bills(v.r.Context(), v.who, s.Company)
	if e, ok := errors.AsType[*anteroom.Error](err); ok && e.Msg.Key == "error.bill.password" {
		return v.show(http.StatusOK, pages.BillPasswordPage(pages.BillPassword{Shell: s, Next: v.r.URL.Path}))
	}
	if err != nil {
		return err
	}
	return v.show(http.StatusOK, pages.BillsPage(pages.Bills{Shell: s, Closed: list.Closed, Present: list.Present}))
}

// openBill takes the password, and leads to what was asked for.
func (v *visit) openBill(s pages.Shell) error {
	err := v.Office.OpenBill(v.r.Context(), v.who, s.Company, v.r.PostFormValue("password"))
	if e, ok := told(err); ok {
		s.Wrong = true
		code, _ := v.failure(err)
		return v.show(code, pages.BillPasswordPage(pages.BillPassword{Shell: s, Problem: pages.Problems(e, nil, "password.")}))
	}
	if err != nil {
		return err
	}
	return v.redirect(localOr(v.r.PostFormValue("next"), s.At("/bill")))
}

// myBills are those of a user who pays for the own packages and calls.
func (v *visit) myBills() error {
	s, err := v.billShell()
	if err != nil {
		return err
	}
	list, err := v.Office.Bills(v.r.Context(), v.who, v.who.Company)
	if err != nil {
		return err
	}
	return v.show(http.StatusOK, pages.BillsPage(pages.Bills{Shell: s, Closed: list.Closed, Present: list.Present}))
}

// billShell is what surrounds a bill: the company's pages, or the user's own.
func (v *visit) billShell() (pages.Shell, error) {
	if v.companyID() != "" {
		_, s, err := v.inCompany("bill.title", "bill")
		if anteroom.KindOf(err) == anteroom.NotFound && v.who.Level != anteroom.LevelCompany {
			return v.removedShell()
		}
		return s, err
	}
	_, s, _, err := v.self("bill.title", "me")
	s.Company = v.who.Company
	return s, err
}

// removedShell surrounds the bills of a company that was removed, with the pages of its VAR.
func (v *visit) removedShell() (pages.Shell, error) {
	place, err := v.Office.Removed(v.r.Context(), v.who, anteroom.Target{Company: v.companyID()})
	s := v.shell("bill.title", "billing")
	s.Company, s.CompanyIs, s.Removed, s.VAR, s.VARIs = place.Company.ID, place.Company.Name, true, place.VAR.ID, place.VAR.Name
	return s, err
}

// oneBill reads the bill that the address names: the month in its path, the currency and who pays in its query.
func (v *visit) oneBill() (anteroom.Bill, pages.Shell, error) {
	s, err := v.billShell()
	if err != nil {
		return anteroom.Bill{}, s, err
	}
	q := v.r.URL.Query()
	b, err := v.Office.Bill(v.r.Context(), v.who, s.Company, v.month(), anteroom.UserID(q.Get("user")), q.Get("currency"))
	return b, s, err
}

// month is the month that the address names, whatever the file that is asked for.
func (v *visit) month() anteroom.Month {
	month, _, _ := strings.Cut(v.r.PathValue("month"), ".")
	return anteroom.Month(month)
}

// bill is one bill: its lines, each of which opens down to the call; or, as a file, a table of them.
func (v *visit) bill() error {
	if strings.HasSuffix(v.r.PathValue("month"), ".pdf") {
		return v.billPDF()
	}
	b, s, err := v.oneBill()
	if err == nil && strings.HasSuffix(v.r.PathValue("month"), ".csv") {
		return v.file("text/csv; charset=utf-8", fmt.Sprintf("bill-%s-%s.csv", b.Month, b.Currency), pages.BillCSV(s, b))
	}
	if err != nil {
		return v.billClosed(s, err)
	}
	return v.show(http.StatusOK, pages.BillPage(pages.Bill{Shell: s, Bill: b}))
}

// billClosed asks for the password where that is what stands in the way.
func (v *visit) billClosed(s pages.Shell, err error) error {
	if e, ok := errors.AsType[*anteroom.Error](err); ok && e.Msg.Key == "error.bill.password" {
		return v.show(http.StatusOK, pages.BillPasswordPage(pages.BillPassword{Shell: s, Next: v.r.URL.RequestURI()}))
	}
	return err
}

// billPDF is one bill as it is printed and sent.
func (v *visit) billPDF() error {
	s, err := v.billShell()
	if err != nil {
		return err
	}
	q := v.r.URL.Query()
	f, err := v.Office.BillPDF(v.r.Context(), v.who, s.Company, v.month(), anteroom.UserID(q.Get("user")), q.Get("currency"), v.p.Language)
	if err != nil {
		return v.billClosed(s, err)
	}
	return v.file(f.Type, f.Name, f.Content)
}

// file sends a file to be kept.
func (v *visit) file(kind, name string, content []byte) error {
	h := v.w.Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Disposition", "attachment; filename*=UTF-8''"+url.PathEscape(name))
	_, err := v.w.Write(content)
	return err
}
