// Package paper typesets bills as PDF, in the reader's language. It owns where things stand on a page; what stands there
// is the bill's, and the words are locale's.
//
// A bill is tagged for screen readers: title, language, headings, tables with their heading cells, the logo in words, and what
// is no content marked as such. The library writes no structure, so it is written here (tags.go, tagged.go), as PDF/UA-1
// (ISO 14289-1) asks; the file does not claim that standard, for no validator has judged it. A name in a script that the
// embedded fonts lack (all but Latin, Greek and Cyrillic) stands there as boxes.
package paper

import (
	"bytes"
	"fmt"
	"strings"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/locale"
	"codeberg.org/go-pdf/fpdf"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
)

// Measures of a page, in millimetres, and sizes of type, in points.
const (
	margin  = 18.0
	bottom  = 20.0
	row     = 6.0
	indent  = 34.0
	leading = 5.0
	plain   = 9.5
	small   = 8.0
	heading = 18.0

	amountWide = 36.0
)

// Typesetter makes bills. It is safe from many goroutines.
type Typesetter struct{ words *locale.Catalogue }

// New makes a typesetter with the words of a catalogue.
func New(c *locale.Catalogue) *Typesetter { return &Typesetter{c} }

// Bill is a bill as PDF: the same bill and language give the same bytes.
func (t *Typesetter) Bill(b anteroom.Bill, logo anteroom.Logo, l anteroom.Language) ([]byte, error) {
	s := &sheet{Fpdf: fpdf.New("P", "mm", paperOf(b.Buyer.Place.Country), ""), p: t.words.In(l), bill: b, logo: logo, zone: b.Period.From.Location()}
	s.begun()
	s.parties()
	s.sums()
	for _, line := range b.Lines {
		s.details(line)
	}
	s.rules()
	var out bytes.Buffer
	if err := s.Output(&out); err != nil {
		return nil, fmt.Errorf("paper: %w", err)
	}
	return tagged(out.Bytes(), &s.tags)
}

// paperOf is the paper that a country uses: Letter in most of America and in the Philippines (CLDR, paperSize).
func paperOf(country string) string {
	if strings.Contains("BZ CA CL CO CR GT MX NI PA PH PR SV US VE", country) && country != "" {
		return "Letter"
	}
	return "A4"
}

// sheet is a bill that is being set.
type sheet struct {
	*fpdf.Fpdf
	tags
	p    locale.Printer
	bill anteroom.Bill
	logo anteroom.Logo
	zone *time.Location
}

// begun begins the document: who made it, for whom, when, and what stands at the foot of each page. What the library would
// take from the clock is the bill's.
func (s *sheet) begun() {
	s.root.role = "Document"
	at := s.bill.Closed
	if at.IsZero() {
		at = s.bill.Period.From
	}
	s.SetCatalogSort(true)
	s.SetCreationDate(at.UTC())
	s.SetModificationDate(at.UTC())
	s.SetTitle(clean(s.title()), true)
	s.SetAuthor(clean(s.bill.Seller.Name), true)
	s.SetLang(string(s.p.Language))
	s.AddUTF8FontFromBytes("go", "", goregular.TTF)
	s.AddUTF8FontFromBytes("go", "B", gobold.TTF)
	s.AliasNbPages("{all}")
	s.SetMargins(margin, margin, margin)
	s.SetAutoPageBreak(true, bottom)
	s.turned(func() {
		s.SetY(-bottom + 6)
		s.ink(small, "", 90)
		s.Fpdf.CellFormat(s.width()/2, leading, s.title(), "", 0, "L", false, 0, "")
		s.Fpdf.CellFormat(s.width()/2, leading, clean(s.p.T("bill.pdf.page", "page", s.PageNo(), "pages", "{all}")), "", 0, "R", false, 0, "")
	})
	s.AddPage()
}

func (s *sheet) title() string {
	return clean(s.p.T("bill.pdf.title", "month", s.p.BillMonth(s.bill.Month), "name", s.bill.Buyer.Name))
}

// width is that between the margins.
func (s *sheet) width() float64 {
	w, _ := s.GetPageSize()
	return w - 2*margin
}

// ink chooses size, style ("" or "B") and how light the type is: 0 is black.
func (s *sheet) ink(size float64, style string, grey int) {
	s.SetFont("go", style, size)
	s.SetTextColor(grey, grey, grey)
}

// parties is the head of the first page: who asks, who owes, for what time.
func (s *sheet) parties() {
	b := s.bill
	s.branded()
	s.ink(plain, "B", 0)
	s.in("P", func() {
		s.MultiCell(0, leading, clean(b.Seller.Name), "", "L", false)
		s.block(b.Seller)
	})
	s.Ln(4)
	s.ink(heading, "B", 0)
	s.in("H1", func() {
		s.MultiCell(0, 9, clean(s.p.T("bill.pdf.heading", "month", s.p.BillMonth(b.Month))), "", "L", false)
	})
	s.Ln(2)
	buyer := s.fact("bill.pdf.for", b.Buyer.Name)
	s.SetLeftMargin(margin + indent)
	s.SetX(margin + indent)
	s.within(buyer, func() { s.block(b.Buyer) })
	s.SetLeftMargin(margin)
	s.SetX(margin)
	s.fact("bill.pdf.period", s.p.T("bill.pdf.days", "from", s.p.Date(b.Period.From), "to", s.p.Date(b.Period.Until.AddDate(0, 0, -1))))
	if b.Closed.IsZero() {
		s.ink(plain, "B", 0)
		s.in("P", func() { s.MultiCell(0, leading, clean(s.p.T("bill.draft")), "", "L", false) })
	} else {
		s.fact("bill.closed", s.p.Date(b.Closed.In(s.zone)))
	}
	s.Ln(4)
}

// block is what is told of a party under its name.
func (s *sheet) block(of anteroom.Party) {
	s.ink(small, "", 70)
	var where []string
	if of.Place.Region != "" {
		where = append(where, of.Place.Region)
	}
	if of.Place.Country != "" {
		where = append(where, s.p.CountryName(of.Place.Country))
	}
	if of.Place.VATNumber != "" {
		where = append(where, s.p.T("bill.pdf.vat", "number", of.Place.VATNumber))
	}
	for _, line := range []string{strings.Join(where, ", "), of.Email, of.Phone} {
		if line != "" {
			s.MultiCell(0, leading-0.8, clean(line), "", "L", false)
		}
	}
}

func (s *sheet) fact(label, value string) *node {
	return s.in("P", func() {
		s.ink(plain, "B", 0)
		s.CellFormat(indent, leading, clean(s.p.T(label)), "", 0, "L", false, 0, "")
		s.ink(plain, "", 0)
		s.MultiCell(0, leading, clean(value), "", "L", false)
	})
}

// sums are the lines, each with its reason and its amount, and the total.
func (s *sheet) sums() {
	if len(s.bill.Lines) == 0 {
		s.ink(plain, "", 0)
		s.in("P", func() { s.MultiCell(0, row, clean(s.p.T("bill.nothing")), "T", "L", false) })
	}
	s.in("Table", func() {
		for _, l := range s.bill.Lines {
			s.need(2 * row)
			s.ink(plain, "", 0)
			name := s.sum(row, s.p.BillLine(l), s.money(l.Amount), "T")
			if reason := s.p.BillReason(l, s.bill.Currency); reason != "" {
				s.ink(small, "", 90)
				s.within(name, func() { s.MultiCell(s.width()-amountWide, leading-1, clean(reason), "", "L", false) })
			}
		}
		s.need(2 * row)
		s.ink(plain+1.5, "B", 0)
		s.sum(row+2, s.p.T("bill.total"), s.money(s.bill.Total), "TB")
	})
	s.Ln(6)
}

// sum is a line with its amount; it returns the cell of its name.
func (s *sheet) sum(high float64, name, amount, border string) (cell *node) {
	wide := s.width() - amountWide
	s.in("TR", func() {
		cell = s.cell("Row", func() { s.CellFormat(wide, high, s.fit(name, wide), border, 0, "L", false, 0, "") })
		s.in("TD", func() { s.CellFormat(amountWide, high, amount, border, 1, "R", false, 0, "") })
	})
	return cell
}

func (s *sheet) money(n int64) string { return clean(s.p.Money(n, s.bill.Currency)) }

// rules say how the amounts came about.
func (s *sheet) rules() {
	s.need(3 * row)
	s.ink(small, "", 70)
	s.in("P", func() { s.MultiCell(0, leading-0.8, clean(s.p.T("bill.rules")), "", "L", false) })
}

// need begins a new page where so much would not fit on this one, and tells whether it did.
func (s *sheet) need(height float64) bool {
	_, page := s.GetPageSize()
	if s.GetY()+height < page-bottom {
		return false
	}
	s.AddPage()
	return true
}

// fit shortens a text to a width.
func (s *sheet) fit(text string, width float64) string {
	text = clean(text)
	if s.GetStringWidth(text) <= width-2 {
		return text
	}
	letters := []rune(text)
	for len(letters) > 0 && s.GetStringWidth(string(letters)+"…") > width-2 {
		letters = letters[:len(letters)-1]
	}
	return string(letters) + "…"
}

// clean is a text as the fonts can set it: no control characters, nothing beyond the Basic Multilingual Plane, and the
// narrow space as a common one.
func clean(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\u202f' || r == '\u2009':
			return '\u00a0'
		case r < ' ' || r == '\u007f' || r >= '\u200b' && r <= '\u200f' || r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069':
			return -1
		case r > 0xffff:
			return '□'
		}
		return r
	}, text)
}
