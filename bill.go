package anteroom

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// Period is what a bill is for: a month, by the calendar of the payer's time zone.
type Period struct {
	From  time.Time `json:"from"`
	Until time.Time `json:"until"`
}

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

// Has tells whether the user had the package at a moment.
func (h Holding) Has(t time.Time) bool {
	return !t.Before(h.From) && (h.Until.IsZero() || t.Before(h.Until))
}

// Usage is a call that costs something, and whose.
type Usage struct {
	Call         CallID
	User         UserID
	To           NumberID
	Began, Ended time.Time
	Counted      time.Time // for the bill of this moment's month; zero: when it ended
}

// counted is the moment whose month the call is billed in.
func (u Usage) counted() time.Time {
	if u.Counted.IsZero() {
		return u.Ended
	}
	return u.Counted
}

func (u Usage) seconds() int { return max(0, int(u.Ended.Sub(u.Began)/time.Second)) }

// Month is a month of the calendar: "2026-11".
type Month string

// Period is the month in a zone; false where it is none.
func (m Month) Period(zone *time.Location) (Period, bool) {
	t, err := time.Parse("2006-01", string(m))
	if err != nil {
		return Period{}, false
	}
	return MonthOf(t.Year(), t.Month(), zone), true
}

// Beside is the month so many months later, or with a minus before.
func (m Month) Beside(months int) Month {
	t, err := time.Parse("2006-01", string(m))
	if err != nil {
		return ""
	}
	return Month(t.AddDate(0, months, 0).Format("2006-01"))
}

// MonthAt is the month of a moment in a zone.
func MonthAt(t time.Time, zone *time.Location) Month { return Month(t.In(zone).Format("2006-01")) }

// Adjustment is an amount that the provider adds to a month's bill, or with a minus gives back, and why.
type Adjustment struct {
	ID       AdjustmentID `json:"id"`
	Month    Month        `json:"month"`
	Currency string       `json:"currency"` // ISO 4217
	Reason   string       `json:"reason"`
	Amount   int64        `json:"amount"`
	User     UserID       `json:"user,omitempty"` // of a public service, on whose bill it stands; empty: the company's
}

// Billing is for whom a company's bills are made out: where it is for taxes, and by whose clock its months begin.
type Billing struct {
	Region    string `json:"region"`     // ISO 3166-2 without the country; empty: none
	VATNumber string `json:"vat_number"` // empty: none
	Zone      string `json:"zone"`       // of the IANA database: "America/Toronto"; empty: UTC
}

// Location is the zone; UTC where there is none, or none of that name.
func (b Billing) Location() *time.Location {
	zone, err := Zone(b.Zone)
	if err != nil {
		return time.UTC
	}
	return zone
}

// Check names what is wrong.
func (b Billing) Check(f *Fields) {
	f.Name("region", b.Region, 0, 3)
	f.Name("vat_number", b.VATNumber, 0, 20)
	if _, err := Zone(b.Zone); err != nil {
		f.Wrong("zone", "error.zone.unknown")
	}
}

// PriceList is what a provider sells by: rates of calls by currency, taxes, and where the provider is.
type PriceList struct {
	Seller Place `json:"seller"`
	Rates  Rates `json:"rates,omitempty"`
	Taxes  []Tax `json:"taxes,omitempty"`
}

// Check names what is wrong with the list: a rate or tax that cannot be one, by its place in the list.
func (l PriceList) Check(f *Fields) {
	for i, r := range l.Rates {
		if len(r.Currency) != 3 || strings.ToUpper(r.Currency) != r.Currency || strings.Trim(r.Prefix, "0123456789") != "" || r.Minute < 0 ||
			r.SetUp < 0 || r.Least < 0 || r.Step < 0 || r.Step > 3600 || r.Least > 3600 {
			f.Wrong("rates", "error.rate.wrong", "row", i+1)
		}
	}
	for i, t := range l.Taxes {
		if !IsCountry(t.Country) || t.Rate < 0 || t.Rate > 1_000_000 || t.Name == "" {
			f.Wrong("taxes", "error.tax.wrong", "row", i+1)
		}
	}
}

// Tariff is by what a bill is made: everything is in one currency, in its smallest unit.
type Tariff struct {
	Rates       Rates
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

	WholesaleUsers LineKind = "users"   // of a VAR's bill: the users of its companies; a part for each company
	WholesaleCalls LineKind = "traffic" // of a VAR's bill: their calls; a part for each company
)

// Line is one line of a bill; its Amount is the sum of those of its parts, to the unit.
type Line struct {
	Kind    LineKind `json:"kind"`
	Package Package  `json:"package,omitzero"` // of BaseLine and CallsLine; without an id: calls of somebody who had none
	Text    string   `json:"text,omitempty"`   // of an adjustment; the name of a tax
	Tax     Tax      `json:"tax,omitzero"`
	Parts   []Part   `json:"parts,omitempty"`
	Amount  int64    `json:"amount"`
}

// Part is what a line is made of: a user's days, or one call.
type Part struct {
	User     UserID    `json:"user"`
	Name     string    `json:"name"`           // of the user when the bill was made
	Days     int       `json:"days,omitempty"` // of a base rate: so many
	Of       int       `json:"of,omitempty"`   // of the days of the month
	Call     CallID    `json:"call,omitempty"` // of a call, with To, Began, Charged and Included
	To       NumberID  `json:"to,omitempty"`
	Began    time.Time `json:"began,omitzero"`
	Charged  int       `json:"charged,omitempty"`  // seconds, after the least and the steps
	Included int       `json:"included,omitempty"` // of these, covered by the package
	Amount   int64     `json:"amount"`
}

// Party is who sells or buys, as a bill names it.
type Party struct {
	Name  string `json:"name"`
	Place Place  `json:"place,omitzero"`
	Email string `json:"email,omitempty"` // whom to ask
	Phone string `json:"phone,omitempty"`
	// Colour and Logo are those of a seller.
	Colour Colour `json:"colour,omitempty"`
	Logo   LogoID `json:"logo,omitempty"`
}

// Bill is what somebody owes for a period. Total is the sum of the lines, Taxes of those that are taxes.
type Bill struct {
	Company  CompanyID `json:"company"`
	VAR      VARID     `json:"var,omitempty"`  // who pays to the system; the company is empty then
	User     UserID    `json:"user,omitempty"` // of a public service, who pays; empty: the company
	Month    Month     `json:"month"`
	Currency string    `json:"currency"`
	Period   Period    `json:"period"`
	Calls    Period    `json:"-"`               // of which moments the calls stand on it: the period's, but where the zone changed from month to month
	Seller   Party     `json:"seller,omitzero"` // as both were when the bill was made
	Buyer    Party     `json:"buyer,omitzero"`
	Lines    []Line    `json:"lines"`
	Taxes    int64     `json:"taxes"`
	Total    int64     `json:"total"`
	Closed   time.Time `json:"closed,omitzero"` // zero: a draft
}

// NoCurrency is the code of ISO 4217 for a bill on which there is nothing to be paid in any.
const NoCurrency = "XXX"

// BillKey names a bill of a company: MONTH/USER/CURRENCY, the user empty where the company pays; or one from the system:
// MONTH/VAR/CURRENCY.
type BillKey string

// Key is the bill's.
func (b Bill) Key() BillKey {
	return BillKey(string(b.Month) + "/" + string(b.User) + string(b.VAR) + "/" + b.Currency)
}

// Parts are what the key is made of; all empty where it is none. The payer is a user, a VAR, or empty.
func (k BillKey) Parts() (m Month, payer, currency string) {
	parts := strings.Split(string(k), "/")
	if len(parts) != 3 {
		return "", "", ""
	}
	return Month(parts[0]), parts[1], parts[2]
}

// Rate makes the bill of a period, from the packages that the payer's users had and the calls that ended in the period.
// A call is of the month in which it ended, or became known where that was closed by then, at the prices of the moment when it
// began: one in progress at midnight is so on exactly one bill. The order of holdings and calls makes no difference, and a call that is told twice counts once.
func (t Tariff) Rate(p Period, holdings []Holding, calls []Usage) Bill {
	b := Bill{Period: p}
	holdings = ordered(holdings)
	b.Lines = append(b.Lines, baseLines(p, holdings)...)
	b.Lines = append(b.Lines, t.callLines(p, holdings, calls)...)
	for _, a := range t.Adjustments {
		b.Lines = append(b.Lines, Line{Kind: AdjustmentLine, Text: a.Reason, Amount: a.Amount})
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

// baseLines are the base rates, part months by days; a package whose rate changed within the period has a line at each.
func baseLines(p Period, holdings []Holding) []Line {
	var lines []Line
	dear := slices.Clone(holdings) // of one package, those at one price stand together
	slices.SortStableFunc(dear, func(a, b Holding) int {
		return cmp.Or(cmp.Compare(a.Package.ID, b.Package.ID), cmp.Compare(a.Package.BaseRate, b.Package.BaseRate))
	})
	for _, h := range dear {
		covered, of := p.days(h)
		if covered == 0 {
			continue
		}
		if last := len(lines) - 1; last < 0 || lines[last].Package.ID != h.Package.ID || lines[last].Package.BaseRate != h.Package.BaseRate {
			lines = append(lines, Line{Kind: BaseLine, Package: h.Package})
		}
		l := &lines[len(lines)-1]
		part := Part{User: h.User, Days: covered, Of: of, Amount: nearest(h.Package.BaseRate*int64(covered), int64(of))}
		l.Parts = append(l.Parts, part)
		l.Amount += part.Amount
	}
	return lines
}
