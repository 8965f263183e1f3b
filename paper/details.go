package paper

import (
	"time"

	"anteroom.dev/anteroom"
)

// column is one of a table: the key of its heading, its share of the width, how it stands, and what it says of a part.
type column struct {
	heading string
	share   float64
	align   string
	of      func(anteroom.Part) string
}

// details is what a line is made of, down to the call; the headings stand on each page again.
func (s *sheet) details(l anteroom.Line) {
	if len(l.Parts) == 0 {
		return
	}
	columns := s.columns(l.Kind)
	s.need(5 * row)
	s.ink(plain, "B", 0)
	s.in("H2", func() { s.MultiCell(0, row, clean(s.p.BillLine(l)), "", "L", false) })
	s.in("Table", func() {
		s.in("TR", func() {
			s.headings(columns, func(set func()) { s.cell("Column", func() { s.content(set) }) })
		})
		for _, p := range l.Parts {
			if s.need(row) {
				s.headings(columns, s.artifact) // a screen reader has them from above
			}
			s.part(columns, p)
		}
	})
	s.Ln(4)
}

func (s *sheet) part(columns []column, p anteroom.Part) {
	s.ink(small, "", 0)
	s.in("TR", func() {
		for i, c := range columns {
			s.in("TD", func() {
				s.CellFormat(s.width()*c.share, leading, s.fit(c.of(p), s.width()*c.share), "", after(i, columns), c.align, false, 0, "")
			})
		}
	})
}

// headings sets the headings of columns, each as what cell makes of it.
func (s *sheet) headings(columns []column, cell func(set func())) {
	s.ink(small, "B", 70)
	for i, c := range columns {
		cell(func() {
			s.Fpdf.CellFormat(s.width()*c.share, leading, s.fit(s.p.T(c.heading), s.width()*c.share), "B", after(i, columns), c.align, false, 0, "")
		})
	}
}

// after is where the pen goes behind a cell: beside it, or after the last to the next row.
func after(i int, columns []column) int {
	if i == len(columns)-1 {
		return 1
	}
	return 0
}

func (s *sheet) columns(kind anteroom.LineKind) []column {
	name := column{"bill.csv.user", 0.26, "L", func(p anteroom.Part) string { return p.Name }}
	amount := column{"bill.csv.amount", 0.16, "R", func(p anteroom.Part) string { return s.money(p.Amount) }}
	if kind == anteroom.BaseLine {
		name.share = 0.56
		return []column{name, {"bill.csv.days", 0.28, "L", func(p anteroom.Part) string { return s.p.T("bill.days", "days", p.Days, "of", p.Of) }}, amount}
	}
	if kind == anteroom.WholesaleUsers {
		name.share, name.heading = 0.56, "run.company"
		return []column{name, {"bill.csv.days", 0.28, "L", func(p anteroom.Part) string { return s.p.T("bill.user_days", "count", p.Days) }}, amount}
	}
	span := func(seconds int) string { return s.p.Duration(time.Duration(seconds) * time.Second) }
	if kind == anteroom.WholesaleCalls {
		name.share, name.heading = 0.5, "run.company"
		return []column{name, {"bill.csv.charged", 0.17, "R", func(p anteroom.Part) string { return span(p.Charged) }},
			{"bill.csv.included", 0.17, "R", func(p anteroom.Part) string { return span(p.Included) }}, amount}
	}
	return []column{
		{"bill.csv.began", 0.22, "L", func(p anteroom.Part) string { return s.p.DateTime(p.Began.In(s.zone)) }}, name,
		{"bill.csv.to", 0.16, "L", func(p anteroom.Part) string { return p.To.String() }},
		{"bill.csv.charged", 0.10, "R", func(p anteroom.Part) string { return span(p.Charged) }},
		{"bill.csv.included", 0.10, "R", func(p anteroom.Part) string { return span(p.Included) }}, amount}
}
