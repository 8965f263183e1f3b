package anteroom

import (
	"strings"

	"golang.org/x/text/currency"
)

// Package is a service package: what a user costs and has included. Money is in the smallest unit of Currency.
type Package struct {
	ID         PackageID `json:"id"`
	VAR        VARID     `json:"var,omitempty"` // empty: system-wide
	Name       string    `json:"name"`
	Currency   string    `json:"currency"`  // ISO 4217
	BaseRate   int64     `json:"base_rate"` // a month
	Minutes    int       `json:"minutes"`   // included a month
	MinuteRate int64     `json:"minute_rate"`
	Shared     bool      `json:"shared"` // a company's users who have it use the included minutes together
	Active     bool      `json:"active"`
}

// CompanyPackage is a package on a company's list, and whether its users may have it (Offer) or get it (Default).
type CompanyPackage struct {
	Package Package `json:"package"`
	Offer   bool    `json:"offer"`
	Default bool    `json:"default"`
}

// PackageLine is a package in the list of who makes it or chooses among it.
type PackageLine struct {
	Package
	Companies int `json:"companies"` // that have it on their list
	Holders   int `json:"holders"`   // users of all companies who have it
}

// UserPackage is a package that a user has, or may take.
type UserPackage struct {
	Package Package `json:"package"`
	Held    bool    `json:"held"`
	Open    bool    `json:"open"` // offered and active: may be taken
}

// Money is an amount in the smallest unit of its currency (ISO 4217).
type Money struct {
	Amount   int64  `json:"amount"`
	Currency string `json:"currency"`
}

// Cost is an amount in thousandths of the smallest unit of its currency.
type Cost struct {
	Amount   int64  `json:"amount"`
	Currency string `json:"currency"`
}

// mostPrice and mostMinutes are bounds against a slip of the hand; a bill of a million users stays within an int64.
const (
	mostPrice   = 1_000_000_000
	mostMinutes = 50_000 // there are 44 640 in a month
)

// Check notes what of a package is wrong.
func (p Package) Check(wrong *Fields) {
	wrong.Name("name", p.Name, 1, 100)
	if _, err := currency.ParseISO(p.Currency); err != nil || p.Currency != strings.ToUpper(p.Currency) {
		wrong.Wrong("currency", "error.currency")
	}
	for _, f := range []struct {
		name    string
		n, most int64
	}{{"base_rate", p.BaseRate, mostPrice}, {"minutes", int64(p.Minutes), mostMinutes}, {"minute_rate", p.MinuteRate, mostPrice}} {
		switch {
		case f.n < 0:
			wrong.Wrong(f.name, "error.negative")
		case f.n > f.most:
			wrong.Wrong(f.name, "error.package.most", "most", f.most)
		}
	}
}

// CheckOffered notes where a package may not be offered or given as it is to be: before is what stood so far. An inactive
// one stays as it was, and is offered or given to nobody anew (R21, R24).
func (p CompanyPackage) CheckOffered(wrong *Fields, before CompanyPackage) {
	switch {
	case p.Default && !p.Offer:
		wrong.Wrong("default", "error.package.default", "name", p.Package.Name)
	case p.Package.Active:
	case p.Offer && !before.Offer:
		wrong.Wrong("offer", "error.package.inactive", "name", p.Package.Name)
	case p.Default && !before.Default:
		wrong.Wrong("default", "error.package.inactive", "name", p.Package.Name)
	}
}
