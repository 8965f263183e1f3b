package anteroom

import "time"

// Wholesale is what a VAR pays to the system: for each user of its companies who has any package, and for their calls.
type Wholesale struct {
	Currency   string `json:"currency"`  // ISO 4217; empty: the VAR is not billed
	BaseRate   int64  `json:"base_rate"` // of a user a month, in the currency's smallest unit; part months by days
	Minutes    int    `json:"minutes"`   // included for each user; those of a company are used together
	MinuteRate int64  `json:"minute_rate"`
}

// Check names what is wrong.
func (w Wholesale) Check(f *Fields) {
	if w != (Wholesale{}) {
		w.pack().Check(f)
	}
}

// pack are the terms as a package that every user has.
func (w Wholesale) pack() Package {
	return Package{ID: "wholesale", Name: "–", Currency: w.Currency, BaseRate: w.BaseRate, Minutes: w.Minutes, MinuteRate: w.MinuteRate, Shared: true}
}

// CompanyUse is what a VAR's company held and used in a period.
type CompanyUse struct {
	Name     string
	Holdings []Holding
	Calls    []Usage
}

// VARBilling makes the bill of a VAR, company by company: Add each, then ask for the Bill.
type VARBilling struct {
	Period Period
	Terms  Wholesale
	base   Line
	calls  Line
}

// Add rates a company by the VAR's terms: one part for its users, and one for its calls.
func (b *VARBilling) Add(c CompanyUse) {
	t := Tariff{}
	users, calls := Part{Name: c.Name}, Part{Name: c.Name}
	for _, l := range t.Rate(b.Period, b.held(c.Holdings), c.Calls).Lines {
		for _, p := range l.Parts {
			to := &users
			if l.Kind == CallsLine {
				to = &calls
			}
			to.Days, to.Of = to.Days+p.Days, max(to.Of, p.Of)
			to.Charged, to.Included, to.Amount = to.Charged+p.Charged, to.Included+p.Included, to.Amount+p.Amount
		}
	}
	if users.Days > 0 {
		b.base.Parts, b.base.Amount = append(b.base.Parts, users), b.base.Amount+users.Amount
	}
	if calls.Charged > 0 {
		b.calls.Parts, b.calls.Amount = append(b.calls.Parts, calls), b.calls.Amount+calls.Amount
	}
}

// held are the times in which somebody had any package, each of which costs once: a day on which one package was taken and
// another given is one day.
func (b *VARBilling) held(list []Holding) []Holding {
	type day struct {
		user UserID
		at   time.Time
	}
	had := map[day]bool{}
	users := map[UserID]bool{}
	for _, h := range list {
		users[h.User] = true
		for d := b.Period.From; d.Before(b.Period.Until); d = d.AddDate(0, 0, 1) {
			if n, _ := (Period{d, d.AddDate(0, 0, 1)}).days(h); n > 0 {
				had[day{h.User, d}] = true
			}
		}
	}
	var merged []Holding
	for u := range users {
		open := -1
		for d := b.Period.From; d.Before(b.Period.Until); d = d.AddDate(0, 0, 1) {
			switch {
			case !had[day{u, d}]:
				open = -1
			case open >= 0:
				merged[open].Until = d.AddDate(0, 0, 1)
			default:
				open = len(merged)
				merged = append(merged, Holding{User: u, Package: b.Terms.pack(), From: d, Until: d.AddDate(0, 0, 1)})
			}
		}
	}
	return merged
}

// Bill is what the VAR owes, with taxes.
func (b *VARBilling) Bill(taxes []Tax) Bill {
	bill := Bill{Period: b.Period, Currency: b.Terms.Currency, Lines: []Line{}}
	base, calls := b.base, b.calls
	base.Kind, calls.Kind = WholesaleUsers, WholesaleCalls
	for _, l := range []Line{base, calls} {
		if len(l.Parts) > 0 {
			l.Package = b.Terms.pack()
			bill.Lines, bill.Total = append(bill.Lines, l), bill.Total+l.Amount
		}
	}
	net := bill.Total
	for _, tax := range taxes {
		l := Line{Kind: TaxLine, Text: tax.Name, Tax: tax, Amount: tax.Amount(net)}
		bill.Lines, bill.Taxes, bill.Total = append(bill.Lines, l), bill.Taxes+l.Amount, bill.Total+l.Amount
	}
	return bill
}
