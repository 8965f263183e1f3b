package anteroom

import (
	"strings"
	"time"
)

// Rate is what a minute of calls to some numbers costs, from a moment on. Prices are in thousandths of the smallest unit
// of the tariff's currency: 4 500 is 4.5 cents.
type Rate struct {
	Currency string    `json:"currency"`       // ISO 4217
	Prefix   string    `json:"prefix"`         // digits of E.164 without the plus; empty: all numbers
	From     time.Time `json:"from,omitzero"`  // in force from this moment on
	Until    time.Time `json:"until,omitzero"` // and before this one; zero: until further notice
	Minute   int64     `json:"minute"`
	SetUp    int64     `json:"set_up"` // once for each call that is not wholly included
	Least    int       `json:"least"`  // seconds that are charged at least
	Step     int       `json:"step"`   // seconds of an increment: 1, 6, 60; 0 is 1
	Extra    bool      `json:"extra"`  // included minutes do not cover it
}

// in tells whether the rate is in force at a moment.
func (r Rate) in(at time.Time) bool {
	return !at.Before(r.From) && (r.Until.IsZero() || at.Before(r.Until))
}

// charged is how many seconds are charged for a call of so many: at least the least, then whole steps.
func (r Rate) charged(seconds int) int {
	step := max(1, r.Step)
	beyond := max(0, seconds-r.Least)
	return r.Least + (beyond+step-1)/step*step
}

// Rates is a table of rates.
type Rates []Rate

// In are the rates of a currency.
func (t Rates) In(currency string) Rates {
	var list Rates
	for _, r := range t {
		if r.Currency == currency {
			list = append(list, r)
		}
	}
	return list
}

// For is the rate of a call to a number that began at a moment: that of the longest prefix in force; of two the one that
// came into force last.
func (t Rates) For(to NumberID, began time.Time) (best Rate, found bool) {
	digits := strings.TrimPrefix(string(to), "+")
	for _, r := range t {
		if !strings.HasPrefix(digits, r.Prefix) || !r.in(began) {
			continue
		}
		if !found || len(r.Prefix) > len(best.Prefix) || len(r.Prefix) == len(best.Prefix) && r.From.After(best.From) {
			best, found = r, true
		}
	}
	return best, found
}
