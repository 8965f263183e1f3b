package anteroom

import (
	"cmp"
	"slices"
)

// pool is the included time of one holding, or of all holders of a shared package, that is not used yet.
type pool struct{ seconds int }

// rater rates the calls of one bill.
type rater struct {
	Tariff
	held  map[UserID][]Holding
	pools map[Holding]*pool
	exact map[PackageID]int64 // what the calls of a package cost so far, in sixtieths of thousandths of the unit
	lines map[PackageID]*Line
}

// unit is how many sixtieths of thousandths there are in the smallest unit: in these a second costs a whole number.
const unit = 60 * 1000

func (t Tariff) rater(p Period, holdings []Holding) *rater {
	r := &rater{Tariff: t, held: map[UserID][]Holding{}, pools: pools(p, holdings), exact: map[PackageID]int64{}, lines: map[PackageID]*Line{}}
	for _, h := range holdings {
		r.held[h.User] = append(r.held[h.User], h)
	}
	return r
}

func (t Tariff) callLines(p Period, holdings []Holding, calls []Usage) []Line {
	r := t.rater(p, holdings)
	for _, u := range billable(p, calls) {
		r.rate(u)
	}
	var lines []Line
	for _, l := range r.lines {
		lines = append(lines, *l)
	}
	slices.SortFunc(lines, func(a, b Line) int { return cmp.Compare(a.Package.ID, b.Package.ID) })
	return lines
}

// billable are the calls that count for the period, each once, in the order in which they began.
func billable(p Period, calls []Usage) []Usage {
	var list []Usage
	for _, u := range calls {
		if p.has(u.counted()) {
			list = append(list, u)
		}
	}
	slices.SortFunc(list, func(a, b Usage) int { return cmp.Or(a.Began.Compare(b.Began), cmp.Compare(a.Call, b.Call)) })
	return slices.CompactFunc(list, func(a, b Usage) bool { return a.Call == b.Call })
}

// pools are the included minutes of the period: of a part month by days, and of a shared package for all together.
func pools(p Period, holdings []Holding) map[Holding]*pool {
	all := map[Holding]*pool{}
	together := map[PackageID]*pool{}
	for _, h := range holdings {
		covered, of := p.days(h)
		seconds := h.Package.Minutes * 60 * covered / of
		if !h.Package.Shared {
			all[h] = &pool{seconds}
			continue
		}
		if together[h.Package.ID] == nil {
			together[h.Package.ID] = &pool{}
		}
		together[h.Package.ID].seconds += seconds
		all[h] = together[h.Package.ID]
	}
	return all
}

// rate puts a call on the line of the package under which it was made: of several, the one with the cheapest minute.
// Included time is taken from all of them in that order; what is beyond costs the rate of the number, or where there is
// none for it that of the package.
func (r *rater) rate(u Usage) {
	held := r.at(u)
	rate, found := r.Rates.For(u.To, u.Began)
	var under Package
	if len(held) > 0 {
		under = held[0].Package
		if !found {
			rate.Minute = under.MinuteRate * 1000
		}
	}
	part := Part{User: u.User, Call: u.Call, To: u.To, Began: u.Began, Charged: rate.charged(u.seconds())}
	if !rate.Extra {
		for _, h := range held {
			take := min(r.pools[h].seconds, part.Charged-part.Included)
			r.pools[h].seconds -= take
			part.Included += take
		}
	}
	cost := int64(part.Charged-part.Included) * rate.Minute
	if part.Included < part.Charged {
		cost += rate.SetUp * 60
	}
	r.add(under, part, cost)
}

// at are the packages that the user had when the call began, the cheapest minute first.
func (r *rater) at(u Usage) []Holding {
	var held []Holding
	for _, h := range r.held[u.User] {
		if h.Has(u.Began) {
			held = append(held, h)
		}
	}
	slices.SortStableFunc(held, func(a, b Holding) int {
		return cmp.Or(cmp.Compare(a.Package.MinuteRate, b.Package.MinuteRate), cmp.Compare(a.Package.ID, b.Package.ID))
	})
	return held
}

// add puts a part on its line. Each part's amount is what the line's exact sum, rounded, grows by: so the parts are the
// line to the unit, and no part is a whole unit away from what it costs by itself.
func (r *rater) add(under Package, part Part, cost int64) {
	l := r.lines[under.ID]
	if l == nil {
		l = &Line{Kind: CallsLine, Package: under}
		r.lines[under.ID] = l
	}
	before := nearest(r.exact[under.ID], unit)
	r.exact[under.ID] += cost
	part.Amount = nearest(r.exact[under.ID], unit) - before
	l.Amount += part.Amount
	l.Parts = append(l.Parts, part)
}
