package anteroom

import (
	"slices"
	"time"
)

// Tax is one tax on all that is sold in a country, or in a region of it, from a moment on. The operator keeps the table.
type Tax struct {
	Name    string    `json:"name"`    // as it stands on the bill: "GST", "TVQ"
	Country string    `json:"country"` // ISO 3166-1 alpha-2
	Region  string    `json:"region"`  // ISO 3166-2 without the country, "QC"; empty: the whole country
	Rate    int64     `json:"rate"`    // in millionths: 9.975 % is 99 750
	From    time.Time `json:"from"`
	Until   time.Time `json:"until,omitzero"` // zero: until further notice
	// Reverse: a business of another country that holds a VAT number owes it itself (EU directive 2006/112, article 196).
	Reverse bool `json:"reverse"`
}

// Place is where a buyer or a seller is, for taxes.
type Place struct {
	Country   string `json:"country"`
	Region    string `json:"region"`
	VATNumber string `json:"vat_number"` // or the number under which a seller is registered for taxes; empty: not a business, or none
}

// TaxesFor are those of a table that a buyer owes to a seller at a moment, in the table's order. One that the buyer owes
// to its own country has the rate 0, and stands on the bill with that reason.
func TaxesFor(table []Tax, seller, buyer Place, at time.Time) []Tax {
	var list []Tax
	for _, t := range table {
		if t.Country != buyer.Country || t.Region != "" && t.Region != buyer.Region || at.Before(t.From) || !t.Until.IsZero() && !at.Before(t.Until) {
			continue
		}
		t.Reverse = t.Reverse && buyer.VATNumber != "" && seller.Country != buyer.Country
		if t.Reverse {
			t.Rate = 0
		}
		list = append(list, t)
	}
	return slices.Clip(list)
}

// Amount is the tax on a sum, to the nearest whole unit, halves away from zero.
func (t Tax) Amount(sum int64) int64 { return nearest(sum*t.Rate, 1_000_000) }

// nearest is n/d to the nearest whole number, halves away from zero; d is above 0.
func nearest(n, d int64) int64 {
	if n < 0 {
		return -nearest(-n, d)
	}
	return (n + d/2) / d
}
