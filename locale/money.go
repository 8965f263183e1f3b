package locale

import (
	"cmp"
	"slices"

	"golang.org/x/text/collate"
	"golang.org/x/text/currency"
	"golang.org/x/text/number"
)

// Money is an amount in the smallest unit of its currency (ISO 4217) with the currency's code: "12.50 CAD",
// "12,50 CAD".
func (p Printer) Money(amount int64, code string) string {
	digits := 2
	if unit, err := currency.ParseISO(code); err == nil {
		digits, _ = currency.Standard.Rounding(unit)
	}
	whole := float64(amount)
	for range digits {
		whole /= 10
	}
	return p.numbers.Sprint(number.Decimal(whole, number.Scale(digits))) + "\u00a0" + code
}

// Has tells whether the language has a text under the key.
func (p Printer) Has(key string) bool { return p.folder.texts[key] != nil }

// Sort puts a list in the order in which the language's dictionaries put the names of its items.
func Sort[T any](p Printer, list []T, name func(T) string) {
	c := collate.New(p.folder.tag, collate.IgnoreCase)
	slices.SortStableFunc(list, func(a, b T) int {
		return cmp.Or(c.CompareString(name(a), name(b)), cmp.Compare(name(a), name(b)))
	})
}
