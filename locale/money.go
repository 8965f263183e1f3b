package locale

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/collate"
	"golang.org/x/text/currency"
	"golang.org/x/text/number"
)

// Money is an amount in the smallest unit of its currency (ISO 4217) with the currency's code: "12.50 CAD",
// "12,50 CAD".
func (p Printer) Money(amount int64, code string) string {
	digits := digitsOf(code)
	whole := float64(amount)
	for range digits {
		whole /= 10
	}
	return p.numbers.Sprint(number.Decimal(whole, number.Scale(digits))) + "\u00a0" + code
}

// digitsOf is how many decimals a currency has: 2, 0 for JPY, 3 for KWD.
func digitsOf(code string) int {
	unit, err := currency.ParseISO(code)
	if err != nil {
		return 2
	}
	digits, _ := currency.Standard.Rounding(unit)
	return digits
}

// PlainMoney is an amount as a program reads it, with a point and no currency: "284.71".
func (p Printer) PlainMoney(amount int64, code string) string {
	digits := digitsOf(code)
	sign, s := "", strconv.FormatInt(amount, 10)
	if amount < 0 {
		sign, s = "-", s[1:]
	}
	if digits == 0 {
		return sign + s
	}
	s = strings.Repeat("0", max(0, digits+1-len(s))) + s
	return sign + s[:len(s)-digits] + "." + s[len(s)-digits:]
}

// Decimal is a number with at most so many decimals, as the language writes it.
func (p Printer) Decimal(n float64, most int) string {
	return p.numbers.Sprint(number.Decimal(n, number.MaxFractionDigits(most)))
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
