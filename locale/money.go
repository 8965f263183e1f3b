package locale

import (
	"cmp"
	"regexp"
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
	return p.amount(amount, code) + "\u00a0" + code
}

// Amount is the same without the code, as a person types it: "1234.50", "1234,50".
func (p Printer) Amount(amount int64, code string) string {
	return p.amount(amount, code, number.NoSeparator())
}

func (p Printer) amount(amount int64, code string, more ...number.Option) string {
	digits := digitsOf(code)
	whole := float64(amount)
	for range digits {
		whole /= 10
	}
	return p.numbers.Sprint(number.Decimal(whole, append(more, number.Scale(digits))...))
}

// Price is a price in thousandths of the smallest unit of its currency, with no more decimals than it needs beyond the
// currency's own: "0.045 CAD".
func (p Printer) Price(thousandths int64, code string) string {
	return p.PriceAmount(thousandths, code) + "\u00a0" + code
}

// PriceAmount is the same without the code, as a person types it.
func (p Printer) PriceAmount(thousandths int64, code string) string {
	digits := digitsOf(code)
	whole := float64(thousandths)
	for range digits + 3 {
		whole /= 10
	}
	return p.numbers.Sprint(number.Decimal(whole, number.NoSeparator(), number.MinFractionDigits(digits), number.MaxFractionDigits(digits+3)))
}

// ParsePrice is what a person typed as a price, in thousandths of the smallest unit of the currency. Prices are small: a
// single point or comma is the decimal sign in every language.
func (p Printer) ParsePrice(text, code string) (int64, bool) {
	return p.parse(text, digitsOf(code)+3, false)
}

// ParseAmount is what a person typed as an amount of a currency, in its smallest unit. The language's decimal sign is
// taken, and the other one where it can be nothing else: "24.50" in French, but not "1.234" in English or "1,234" in French.
func (p Printer) ParseAmount(text, code string) (int64, bool) {
	return p.parse(text, digitsOf(code), true)
}

// parse reads a number with so many decimals at most, as a whole number of the last of them. With groups the sign that is not
// the language's decimal one may stand between thousands.
func (p Printer) parse(text string, digits int, groups bool) (int64, bool) {
	s := strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "", "'", "", "’", "").Replace(strings.TrimSpace(text))
	whole, decimals := s, ""
	if i := strings.LastIndexAny(s, ".,"); i >= 0 {
		grouped := groups && string(s[i]) != p.decimalSign() && len(s)-i-1 == 3
		if !grouped {
			whole, decimals = s[:i], s[i+1:]
			if decimals == "" || len(decimals) > digits || strings.Contains(whole, s[i:i+1]) {
				return 0, false
			}
		}
	}
	whole, ok := ungrouped(whole)
	n, err := strconv.ParseInt(whole+decimals+strings.Repeat("0", digits-len(decimals)), 10, 64)
	return n, ok && err == nil && !strings.HasPrefix(s, "+")
}

func (p Printer) decimalSign() string {
	if strings.Contains(p.Amount(5, ""), ",") {
		return ","
	}
	return "."
}

var groups = regexp.MustCompile(`^-?\d{1,3}((,\d{3})+|(\.\d{3})+)$`)

// ungrouped is a whole number without the signs between its thousands.
func ungrouped(s string) (string, bool) {
	if !strings.ContainsAny(s, ".,") {
		return s, s != "" && s != "-"
	}
	return strings.NewReplacer(",", "", ".", "").Replace(s), groups.MatchString(s)
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
