package anteroom

import (
	"cmp"
	"slices"
	"time"
)

// Period is what a bill is for: a month, by the calendar of the payer's time zone.
type Period struct{ From, Until time.Time }

// MonthOf is a calendar month in a zone: daylight saving makes some an hour longer or shorter, and none lacks a second.
func MonthOf(year int, month time.Month, zone *time.Location) Period {
	return Period{time.Date(year, month, 1, 0, 0, 0, 0, zone), time.Date(year, month+1, 1, 0, 0, 0, 0, zone)}
}

// has tells whether a moment is within the period.
func (p Period) has(t time.Time) bool { return !t.Before(p.From) && t.Before(p.Until) }

// days is how many days there are in the period, and how many of them a holding covers: the day on which it begins
// counts, the day on which it ends does not, so that whoever changes a package pays for each day once.
func (p Period) days(h Holding) (covered, of int) {
	for day := p.From; day.Before(p.Until); day = day.AddDate(0, 0, 1) {
		of++
		next := day.AddDate(0, 0, 1)
		if h.From.Before(next) && (h.Until.IsZero() || !h.Until.Before(next)) {
			covered++
		}
	}
	return covered, of
}

// Holding is a package that a user had, from a moment on and before another (zero: still).
type Holding struct {
	User        UserID
	Package     Package
	From, Until time.Time
}

// has tells whether the user had the package at a moment.
func (h Holding) has(t time.Time) bool {
	return !t.Before(h.From) && (h.Until.IsZero() || t.Before(h.Until))
}

// Usage is a call that costs something, and whose.
type Usage struct {
	Call         CallID
	User         UserID
	To           NumberID
	Began, Ended time.Time
}

func (u Usage) seconds() int { return max(0, int(u.Ended.Sub(u.Began)/time.Second)) }

// Adjustment is an amount that the provider adds to a bill, or with a minus gives back, and why.
type Adjustment struct {
	Text   string
	Amount int64
}

// Tariff is by what a bill is made: everything is in one currency, in its smallest unit.
type Tariff struct {
	Rates       Rates
	Shared      []PackageID // whose included minutes all its holders use together
	Adjustments []Adjustment
	Taxes       []Tax
}

// LineKind is what a line of a bill is for.
type LineKind string

// The kinds of line, in the order in which they stand on a bill.
const (
	BaseLine       LineKind = "base"       // the base rate of a package, for those who had it
	CallsLine      LineKind = "calls"      // the calls made under a package, or under none
	AdjustmentLine LineKind = "adjustment" // a credit, or something added
	TaxLine        LineKind = "tax"
)

// Line is one line of a bill; its Amount is the sum of those of its parts, to the unit.
type Line struct {
	Kind    LineKind
	Package Package // of BaseLine and CallsLine; without an id: calls of somebody who had none
	Text    string  // of an adjustment; the name of a tax
	Tax     Tax
	Parts   []Part
	Amount  int64
}

// Part is what a line is made of: a user's days, or one call.
type Part struct {
	User     UserID
	Days, Of int       // of a base rate: so many of the month's
	Call     CallID    // of a call
	To       NumberID  //
	Began    time.Time //
	Charged  int       // seconds, after the least and the steps
	Included int       // of these, covered by the package
	Amount   int64
}

// Bill is what somebody owes for a period. Total is the sum of the lines, Taxes of those that are taxes.
type Bill struct {
	Period       Period
	Lines        []Line
	Taxes, Total int64
}

// Rate makes the bill of a period, from the packages that the payer's users had and the calls that ended in the period.
// A call is of the month in which it ended, at the prices of the moment when it began: one in progress at midnight is so
// on exactly one bill. The order of holdings and calls makes no difference, and a call that is told twice counts once.
func (t Tariff) Rate(p Period, holdings []Holding, calls []Usage) Bill {
	b := Bill{Period: p}
	holdings = ordered(holdings)
	b.Lines = append(b.Lines, baseLines(p, holdings)...)
	b.Lines = append(b.Lines, t.callLines(p, holdings, calls)...)
	for _, a := range t.Adjustments {
		b.Lines = append(b.Lines, Line{Kind: AdjustmentLine, Text: a.Text, Amount: a.Amount})
	}
	for _, l := range b.Lines {
		b.Total += l.Amount
	}
	net := b.Total
	for _, tax := range t.Taxes {
		l := Line{Kind: TaxLine, Text: tax.Name, Tax: tax, Amount: tax.Amount(net)}
		b.Lines = append(b.Lines, l)
		b.Taxes += l.Amount
		b.Total += l.Amount
	}
	return b
}

// ordered are the holdings by package, user and time, each once.
func ordered(holdings []Holding) []Holding {
	list := slices.Clone(holdings)
	slices.SortFunc(list, func(a, b Holding) int {
		return cmp.Or(cmp.Compare(a.Package.ID, b.Package.ID), cmp.Compare(a.User, b.User), a.From.Compare(b.From), a.Until.Compare(b.Until))
	})
	return slices.CompactFunc(list, func(a, b Holding) bool {
		return a.Package.ID == b.Package.ID && a.User == b.User && a.From.Equal(b.From) && a.Until.Equal(b.Until)
	})
}

// baseLines are the base rates, part months by days.
func baseLines(p Period, holdings []Holding) []Line {
	var lines []Line
	for _, h := range holdings {
		covered, of := p.days(h)
		if covered == 0 {
			continue
		}
		if len(lines) == 0 || lines[len(lines)-1].Package.ID != h.Package.ID {
			lines = append(lines, Line{Kind: BaseLine, Package: h.Package})
		}
		l := &lines[len(lines)-1]
		part := Part{User: h.User, Days: covered, Of: of, Amount: nearest(h.Package.BaseRate*int64(covered), int64(of))}
		l.Parts = append(l.Parts, part)
		l.Amount += part.Amount
	}
	return lines
}
