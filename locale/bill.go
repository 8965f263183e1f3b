package locale

import (
	"time"

	"anteroom.dev/anteroom"
)

// BillLine is what a line of a bill is for.
func (p Printer) BillLine(l anteroom.Line) string {
	switch l.Kind {
	case anteroom.BaseLine:
		return p.T("bill.line.base", "package", l.Package.Name)
	case anteroom.CallsLine:
		if l.Package.ID == "" {
			return p.T("bill.line.calls.none")
		}
		return p.T("bill.line.calls", "package", l.Package.Name)
	case anteroom.WholesaleUsers:
		return p.T("bill.line.users")
	case anteroom.WholesaleCalls:
		return p.T("bill.line.traffic")
	case anteroom.TaxLine:
		if l.Tax.Reverse {
			return p.T("bill.line.reverse", "tax", l.Text)
		}
		return p.T("bill.line.tax", "tax", l.Text, "rate", p.Decimal(float64(l.Tax.Rate)/10_000, 4))
	}
	return l.Text
}

// BillReason is how a line's amount comes about; empty where there is nothing to tell.
func (p Printer) BillReason(l anteroom.Line, currency string) string {
	switch l.Kind {
	case anteroom.BaseLine:
		users := map[anteroom.UserID]bool{}
		for _, part := range l.Parts {
			users[part.User] = true
		}
		return p.T("bill.about.base", "count", len(users), "rate", p.Money(l.Package.BaseRate, currency))
	case anteroom.WholesaleUsers:
		return p.T("bill.about.users", "count", len(l.Parts), "rate", p.Money(l.Package.BaseRate, currency))
	case anteroom.CallsLine, anteroom.WholesaleCalls:
		charged, included := 0, 0
		for _, part := range l.Parts {
			charged, included = charged+part.Charged, included+part.Included
		}
		about := "bill.about.calls"
		if l.Kind == anteroom.WholesaleCalls {
			about = "bill.about.traffic"
		} else if l.Package.Shared {
			about = "bill.about.calls.shared"
		}
		return p.T(about, "count", len(l.Parts), "time", time.Duration(charged)*time.Second, "included", time.Duration(included)*time.Second)
	}
	return ""
}

// BillMonth is the month of a bill in words.
func (p Printer) BillMonth(m anteroom.Month) string {
	period, ok := m.Period(time.UTC)
	if !ok {
		return string(m)
	}
	return p.Month(period.From)
}
