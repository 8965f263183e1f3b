package anteroom

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// A VAR's month by hand: 6.00 a user with 60 minutes, 2 cents a minute; November.
func TestVARBilling(t *testing.T) {
	b := VARBilling{Period: MonthOf(2026, 11, time.UTC), Terms: Wholesale{Currency: "CAD", BaseRate: 600, Minutes: 60, MinuteRate: 2}}
	p := func(id PackageID) Package { return Package{ID: id, BaseRate: 9999} }
	b.Add(CompanyUse{Name: "Boréal", Holdings: []Holding{
		had(t, "u1", p("a"), "", ""), had(t, "u1", p("b"), "2026-11-05T00:00:00Z", "2026-11-20T00:00:00Z"), // two packages at once cost once
		had(t, "u2", p("a"), "", "2026-11-16T10:00:00Z"), had(t, "u2", p("b"), "2026-11-16T10:00:00Z", "2026-11-21T00:00:00Z")}, // changed on the 16th: 20 days
		Calls: []Usage{called(t, "u1", "2026-11-02T12:00:00Z", 7200)}}) // 120 of 60 + 40 minutes: 20 at 2
	b.Add(CompanyUse{Name: "Vide"})
	b.Add(CompanyUse{Name: "Cap", Holdings: []Holding{had(t, "u3", p("a"), "2026-11-30T00:00:00Z", "")}}) // a day: 20
	got := b.Bill([]Tax{{Name: "TPS", Rate: 50_000}})
	want := "users Boréal 50 1000, users Cap 1 20, traffic Boréal 7200 6000 40, tax 53: 1113"
	var told string
	for _, l := range got.Lines {
		for _, p := range l.Parts {
			if l.Kind == WholesaleUsers {
				told += fmt.Sprintf("%s %s %d %d, ", l.Kind, p.Name, p.Days, p.Amount)
			} else {
				told += fmt.Sprintf("%s %s %d %d %d, ", l.Kind, p.Name, p.Charged, p.Included, p.Amount)
			}
		}
	}
	if told += fmt.Sprintf("tax %d: %d", got.Taxes, got.Total); told != want {
		t.Errorf("got %q, want %q", told, want)
	}
	if none := (&VARBilling{Period: b.Period, Terms: b.Terms}).Bill([]Tax{{Rate: 0}}); none.Total != 0 {
		t.Errorf("%+v", none)
	}
}

// For any usage: the parts are the lines, the lines the total; told in another order it is the same; no user costs more than
// a month.
func TestAnyVARBilling(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		month := MonthOf(2026, time.Month(rapid.IntRange(1, 12).Draw(t, "month")), time.UTC)
		terms := Wholesale{Currency: "CAD", BaseRate: int64(rapid.IntRange(0, 5000).Draw(t, "base")), Minutes: rapid.IntRange(0, 300).Draw(t, "minutes"), MinuteRate: 3}
		held, calls := anyHoldings(t, month), anyCalls(t, month)
		bill := func() Bill {
			b := VARBilling{Period: month, Terms: terms}
			b.Add(CompanyUse{Name: "a", Holdings: held, Calls: calls})
			return b.Bill([]Tax{{Rate: 99_750}})
		}
		one := bill()
		var total int64
		for _, l := range one.Lines {
			total += l.Amount
			var parts int64
			for _, p := range l.Parts {
				parts += p.Amount
			}
			if l.Kind != TaxLine && parts != l.Amount {
				t.Fatalf("%+v", l)
			}
			if l.Kind == WholesaleUsers && l.Amount > 3*terms.BaseRate+3 { // of three users, each rounded
				t.Fatalf("%d for three users at %d", l.Amount, terms.BaseRate)
			}
		}
		if total != one.Total {
			t.Fatalf("the lines are %d, the total is %d", total, one.Total)
		}
		slices.Reverse(held)
		slices.Reverse(calls)
		if again := bill(); fmt.Sprint(again) != fmt.Sprint(one) {
			t.Fatalf("told the other way round: %+v\n%+v", one, again)
		}
	})
}
