package anteroom

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// What a meter says a call costs is what the bill says of it, to the rounding, for any call beside any others; and it lasts just
// as long as its money does.
func TestMeterIsTheBill(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		month := MonthOf(2026, 11, time.UTC)
		at := func(day, second int) time.Time {
			return month.From.AddDate(0, 0, day).Add(time.Duration(second) * time.Second)
		}
		tariff := Tariff{Rates: Rates{{Currency: "CAD", Minute: int64(rapid.IntRange(0, 90_000).Draw(t, "minute")), SetUp: int64(rapid.IntRange(0, 5000).Draw(t, "set up")),
			Least: rapid.SampledFrom([]int{0, 30, 60}).Draw(t, "least"), Step: rapid.SampledFrom([]int{0, 1, 6, 60}).Draw(t, "step"), Extra: rapid.Bool().Draw(t, "extra")}}}
		held := []Holding{{User: "u1", Package: Package{ID: "p1", Minutes: rapid.IntRange(0, 4).Draw(t, "included"), MinuteRate: 4}, From: month.From}}
		var others []Usage
		for i := range rapid.IntRange(0, 3).Draw(t, "others") {
			others = append(others, Usage{Call: CallID(rune('a' + i)), User: "u1", To: "+15145550199", Began: at(i, 0), Ended: at(i, rapid.IntRange(0, 120).Draw(t, "lasted"))})
		}
		length := rapid.IntRange(0, 400).Draw(t, "length")
		u := Usage{Call: "z", User: "u1", To: "+15145550199", Began: at(20, 0), Ended: at(20, length)}
		m := tariff.Meter(month, held, others, u)
		r := tariff.rater(month, held)
		for _, o := range others {
			r.rate(o)
		}
		before := r.exact["p1"]
		r.rate(u)
		if got, want := m.Cost(time.Duration(length)*time.Second), (r.exact["p1"]-before+59)/60; got != want {
			t.Fatalf("the meter says %d, the bill %d", got, want)
		}
		money := int64(rapid.IntRange(0, 300_000).Draw(t, "money"))
		lasts := m.Lasts(money, time.Hour)
		if lasts > 0 && m.Cost(lasts) > money {
			t.Fatalf("%s costs %d of %d", lasts, m.Cost(lasts), money)
		}
		if lasts < time.Hour && m.Cost(lasts+time.Second) <= money {
			t.Fatalf("it would last longer than %s", lasts)
		}
	})
}

// A meter that knows of the user's own packages and calls alone tells what one tells that knows of all, where it is said that
// they are enough.
func TestIncluded(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		month := MonthOf(2026, 11, time.UTC)
		tariff, held, calls := anyTariff(t), anyHoldings(t, month), anyCalls(t, month)
		if len(calls) == 0 {
			return
		}
		u, others := calls[0], calls[1:]
		var own []Holding
		for _, h := range held {
			if h.User == u.User {
				own = append(own, h)
			}
		}
		known := others
		switch tariff.Included(own, u) {
		case SharedIncluded:
			return
		case NoneIncluded:
			known = nil
		case OwnIncluded:
			known = slices.DeleteFunc(slices.Clone(others), func(o Usage) bool { return o.User != u.User })
		}
		if some, all := tariff.Meter(month, own, known, u), tariff.Meter(month, held, others, u); some != all {
			t.Fatalf("%+v with the own, %+v with all", some, all)
		}
	})
}
