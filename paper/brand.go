package paper

import (
	"bytes"
	"fmt"

	"codeberg.org/go-pdf/fpdf"
)

const (
	logoHigh = 14.0
	logoWide = 60.0
	ruleHigh = 1.2
)

// branded puts the seller's logo at the top, on the side that the text leaves free, and a rule in the seller's colour. An
// image that is none is left out: a bill without it is a bill still.
func (s *sheet) branded() {
	page, _ := s.GetPageSize()
	if c := s.bill.Seller.Colour; c.Is() {
		r, g, b := c.Palette().Light.Brand.RGB()
		s.SetFillColor(int(r), int(g), int(b))
		s.artifact(func() { s.Rect(0, 0, page, ruleHigh, "F") })
	}
	if len(s.logo.PNG) == 0 || s.logo.Width < 1 || s.logo.Height < 1 {
		return
	}
	wide := logoHigh * float64(s.logo.Width) / float64(s.logo.Height)
	high := logoHigh
	if wide > logoWide {
		wide, high = logoWide, logoWide*float64(s.logo.Height)/float64(s.logo.Width)
	}
	s.RegisterImageOptionsReader("logo", fpdf.ImageOptions{ImageType: "PNG"}, bytes.NewReader(s.logo.PNG))
	if s.Error() != nil {
		s.ClearError()
		return
	}
	figure := s.in("Figure", func() {
		s.content(func() {
			s.ImageOptions("logo", page-margin-wide, margin, wide, high, false, fpdf.ImageOptions{ImageType: "PNG"}, 0, "")
		})
	})
	_, down := s.GetPageSize()
	k := s.GetConversionRatio()
	figure.box = fmt.Sprintf("%.2f %.2f %.2f %.2f", (page-margin-wide)*k, (down-margin-high)*k, (page-margin)*k, (down-margin)*k)
	figure.alt = clean(s.p.T("brand.logo.of", "name", s.bill.Seller.Name))
}
