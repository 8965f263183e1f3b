package anteroom

import (
	"sort"
	"time"
)

// SpendingCap is what the calls of a company, or of one of its users, may cost in a day of the company.
type SpendingCap struct {
	Company CompanyID `json:"company"`
	User    UserID    `json:"user,omitempty"` // empty: of the whole company
	// Daily is in the smallest unit of the currency in which the calls are paid; nil: there is no cap; 0: nothing may be spent.
	Daily *int64 `json:"daily"`
}

// mostCap is more than anybody spends in a day.
const mostCap = 1_000_000_00

// Check names what is wrong with the cap.
func (c SpendingCap) Check(f *Fields) {
	if c.Daily != nil && (*c.Daily < 0 || *c.Daily > mostCap) {
		f.Wrong("daily", "error.cap.amount")
	}
}

// Charge asks how long a part of a call that goes outside may last.
type Charge struct {
	Company CompanyID
	User    UserID // whose call it is; empty: the company's
	Call    CallID
	Part    int // of the call: each attempt is another
	Number  NumberID
	Began   time.Time     // when it was answered; before the answer, now
	Length  time.Duration // that it has lasted so far
}

// Allowance is how long it may last, as far as is known now: beside it other calls spend from the same cap.
type Allowance struct {
	Until time.Duration // since the answer; 0: it may not begin
	Last  bool          // no more can be had: the cap is reached then
	Free  bool          // there is no cap
}

// Meter tells what one call costs, by the rates of the bill and with the included time that the month's other calls have left.
type Meter struct {
	rate Rate
	free int // seconds
}

// Meter is that of a call beside the others of its month.
func (t Tariff) Meter(p Period, holdings []Holding, others []Usage, u Usage) Meter {
	r := t.rater(p, holdings)
	for _, o := range billable(p, others) {
		if o.Call != u.Call {
			r.rate(o)
		}
	}
	held := r.at(u)
	rate, found := r.Rates.For(u.To, u.Began)
	if !found && len(held) > 0 {
		rate.Minute = held[0].Package.MinuteRate * 1000
	}
	m := Meter{rate: rate}
	seen := map[*pool]bool{}
	for _, h := range held {
		if left := r.pools[h]; !rate.Extra && !seen[left] {
			seen[left] = true
			m.free += left.seconds
		}
	}
	return m
}

// Included is whose calls use the included time that a call can have.
type Included int

// It is nobody's where the call has none.
const (
	NoneIncluded   Included = iota
	OwnIncluded             // the user's alone
	SharedIncluded          // those of all who have a shared package of the user's
)

// Included tells whose calls have to be known to make the Meter of a call, by the packages that its user had in the month.
func (t Tariff) Included(own []Holding, u Usage) (use Included) {
	if rate, _ := t.Rates.For(u.To, u.Began); rate.Extra {
		return NoneIncluded
	}
	for _, h := range own {
		switch {
		case h.Package.Minutes > 0 && h.Package.Shared:
			return SharedIncluded
		case h.Package.Minutes > 0 && h.Has(u.Began):
			use = OwnIncluded
		}
	}
	return use
}

// Cost is what the call costs after so long, in thousandths of the smallest unit of the currency, rounded up.
func (m Meter) Cost(length time.Duration) int64 {
	charged := m.rate.charged(int(length / time.Second))
	beyond := charged - min(charged, m.free)
	cost := int64(beyond) * m.rate.Minute
	if beyond > 0 {
		cost += m.rate.SetUp * 60
	}
	return (cost + 59) / 60
}

// Lasts is how long the call may last, most at most, before it costs more than an amount in thousandths of the smallest unit; 0
// where it costs more from its first second on.
func (m Meter) Lasts(amount int64, most time.Duration) time.Duration {
	seconds := int(most / time.Second)
	first := sort.Search(seconds, func(n int) bool { return m.Cost(time.Duration(n+1)*time.Second) > amount })
	return time.Duration(first) * time.Second
}
