package anteroom

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func moment(t testing.TB, s string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, s)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// standard is a package of 24.50 a month with 10 minutes, and 3 cents a minute beyond.
func standard() Package { return Package{ID: "p1", BaseRate: 2450, Minutes: 10, MinuteRate: 3} }

func priced(base int64, minutes int, minute int64) Package {
	return Package{ID: "p1", BaseRate: base, Minutes: minutes, MinuteRate: minute}
}

// Months calculated by hand: what is paid for packages, by days. The holding is of the month of UTC that is named.
func TestBase(t *testing.T) {
	for _, row := range []struct {
		what        string
		year        int
		month       time.Month
		rate        int64
		from, until string
		want        string // days/of amount
	}{
		{"a whole month", 2026, 11, 2450, "2026-01-01T00:00:00Z", "", "30/30 2450"},
		{"from the middle", 2026, 11, 2450, "2026-11-16T00:00:00Z", "", "15/30 1225"},
		{"to the middle", 2026, 11, 2450, "2026-10-01T00:00:00Z", "2026-11-16T00:00:00Z", "15/30 1225"},
		{"the day it ends does not count", 2026, 11, 2450, "2026-10-01T00:00:00Z", "2026-11-16T10:00:00Z", "15/30 1225"},
		{"the day it begins does", 2026, 11, 3000, "2026-11-16T10:00:00Z", "", "15/30 1500"},
		{"begun and ended on a day", 2026, 11, 2450, "2026-11-16T10:00:00Z", "2026-11-16T12:00:00Z", ""},
		{"over one midnight", 2026, 11, 3000, "2026-11-16T23:59:59Z", "2026-11-17T00:00:00Z", "1/30 100"},
		{"ended before", 2026, 11, 2450, "2026-01-01T00:00:00Z", "2026-11-01T00:00:00Z", ""},
		{"begun after", 2026, 11, 2450, "2026-12-01T00:00:00Z", "", ""},
		{"the last day of a leap February", 2028, 2, 2900, "2028-02-29T00:00:00Z", "", "1/29 100"},
		{"a whole leap February", 2028, 2, 2900, "2028-01-01T00:00:00Z", "", "29/29 2900"},
		{"the last day of a short February", 2027, 2, 2800, "2027-02-28T00:00:00Z", "", "1/28 100"},
		{"a month of 31 days", 2026, 12, 3100, "2026-12-31T00:00:00Z", "", "1/31 100"},
		{"below the half", 2026, 11, 100, "2026-11-30T00:00:00Z", "", "1/30 3"},
		{"the half goes up", 2026, 11, 15, "2026-11-30T00:00:00Z", "", "1/30 1"},
		{"yen", 2026, 12, 1000, "2026-12-22T00:00:00Z", "", "10/31 323"},
		{"dinars of a thousand fils", 2026, 11, 12345, "2026-11-11T00:00:00Z", "", "20/30 8230"},
		{"free of charge", 2026, 11, 0, "2026-01-01T00:00:00Z", "", "30/30 0"},
	} {
		h := Holding{User: "u1", Package: priced(row.rate, 0, 0), From: moment(t, row.from)}
		if row.until != "" {
			h.Until = moment(t, row.until)
		}
		b := Tariff{}.Rate(MonthOf(row.year, row.month, time.UTC), []Holding{h}, nil)
		got := ""
		if len(b.Lines) > 0 {
			part := b.Lines[0].Parts[0]
			got = fmt.Sprintf("%d/%d %d", part.Days, part.Of, part.Amount)
		}
		if got != row.want {
			t.Errorf("%s: got %q, want %q", row.what, got, row.want)
		}
	}
}

// The payer's calendar decides: the same moments in two zones, over the nights in which clocks change.
func TestZones(t *testing.T) {
	for _, row := range []struct {
		what, zone string
		month      time.Month
		from       string
		want       int
	}{
		{"late on the last day in Québec", "America/Toronto", 11, "2026-11-30T23:30:00Z", 1},
		{"already December in Paris", "Europe/Paris", 11, "2026-11-30T23:30:00Z", 0},
		{"the month of 25 hours on a day", "America/Toronto", 11, "2026-01-01T00:00:00Z", 30},
		{"the month that lacks an hour", "America/Toronto", 3, "2026-01-01T00:00:00Z", 31},
		{"Paris in autumn", "Europe/Paris", 10, "2026-10-25T00:30:00Z", 7},
	} {
		zone, err := time.LoadLocation(row.zone)
		if err != nil {
			t.Fatal(err)
		}
		covered, _ := MonthOf(2026, row.month, zone).days(Holding{From: moment(t, row.from)})
		if covered != row.want {
			t.Errorf("%s: got %d days, want %d", row.what, covered, row.want)
		}
	}
}

// Calls calculated by hand. Each is of user u1, who has the package the whole of November 2026, and u2 too where it is shared.
func TestCalls(t *testing.T) {
	day := moment(t, "2026-11-14T12:00:00Z")
	midnight := moment(t, "2026-11-15T00:00:00Z")
	call := func(id, to string, began time.Time, seconds int) Usage {
		return Usage{Call: CallID(id), User: "u1", To: NumberID(to), Began: began, Ended: began.Add(time.Duration(seconds) * time.Second)}
	}
	one := func(seconds int) []Usage { return []Usage{call("1", "+14185550100", day, seconds)} }
	cent := Rate{Minute: 1000}
	for _, row := range []struct {
		what   string
		pack   Package
		rates  Rates
		shared bool
		calls  []Usage
		want   string // charged/included amount, of each call
	}{
		{"included", standard(), nil, false, one(120), "120/120 0"},
		{"nothing included", priced(0, 0, 3), nil, false, one(120), "120/0 6"},
		{"partly included", priced(0, 1, 3), nil, false, one(120), "120/60 3"},
		{"half a cent goes up", priced(0, 0, 1), nil, false, one(30), "30/0 1"},
		{"less than half a cent", priced(0, 0, 1), nil, false, one(29), "29/0 0"},
		{"no second", standard(), nil, false, one(0), "0/0 0"},
		{"20 minutes of 10", standard(), nil, false, one(1200), "1200/600 30"},
		{"20 minutes of 10 shared with another's 10", standard(), nil, true, one(1200), "1200/1200 0"},
		{"the earlier call has the time", priced(0, 1, 3), nil, false, append(one(60), call("0", "+14185550100", day.Add(-time.Hour), 60)), "60/60 0, 60/0 3"},
		{"the number's rate goes before the package's", priced(0, 0, 3), Rates{cent}, false, one(60), "60/0 1"},
		{"steps of 6 after 30", priced(0, 0, 3), Rates{{Minute: 1000, Least: 30, Step: 6}}, false, one(31), "36/0 1"},
		{"the least", priced(0, 0, 3), Rates{{Minute: 1000, Least: 60, Step: 60}}, false, one(1), "60/0 1"},
		{"whole minutes", priced(0, 0, 3), Rates{{Minute: 1000, Step: 60}}, false, one(61), "120/0 2"},
		{"the longest prefix", priced(0, 0, 3), Rates{cent, {Prefix: "1", Minute: 2000}, {Prefix: "1418", Minute: 4000}, {Prefix: "14189", Minute: 9000}}, false, one(60), "60/0 4"},
		{"premium numbers are not included", standard(), Rates{{Prefix: "1", Minute: 50_000, Extra: true}}, false, one(60), "60/0 50"},
		{"a set-up charge", priced(0, 0, 3), Rates{{Minute: 1000, SetUp: 5000}}, false, one(60), "60/0 6"},
		{"no set-up charge for what is included", standard(), Rates{{Minute: 1000, SetUp: 5000}}, false, one(60), "60/60 0"},
		{"a rate that changes at midnight", priced(0, 0, 3), Rates{{Minute: 1000, Until: midnight}, {Minute: 2000, From: midnight}}, false,
			[]Usage{call("1", "+14185550100", midnight.Add(-30*time.Second), 60), call("2", "+14185550100", midnight, 60)}, "60/0 1, 60/0 2"},
		{"the rate that came last", priced(0, 0, 3), Rates{{Minute: 1000}, {Minute: 2000, From: midnight.AddDate(0, 0, -9)}}, false, one(60), "60/0 2"},
		{"a third of a cent three times", priced(0, 0, 1), nil, false,
			[]Usage{call("1", "+1418", day, 20), call("2", "+1418", day, 20), call("3", "+1418", day, 20)}, "20/0 0, 20/0 1, 20/0 0"},
		{"told twice", priced(0, 0, 3), nil, false, append(one(60), one(60)...), "60/0 3"},
		{"begun last month", priced(0, 0, 3), nil, false, []Usage{call("1", "+1418", moment(t, "2026-10-31T23:59:30Z"), 60)}, "60/0 0"}, // had no package then
		{"ended next month", priced(0, 0, 3), nil, false, []Usage{call("1", "+1418", moment(t, "2026-11-30T23:59:30Z"), 60)}, ""},
		{"no package and no rate", Package{}, nil, false, one(60), "60/0 0"},
		{"no package", Package{}, Rates{cent}, false, one(60), "60/0 1"},
	} {
		month := MonthOf(2026, 11, time.UTC)
		var held []Holding
		row.pack.Shared = row.shared
		if row.pack.ID != "" {
			held = []Holding{{User: "u1", Package: row.pack, From: month.From}, {User: "u2", Package: row.pack, From: month.From}}
		}
		tariff := Tariff{Rates: row.rates}
		got := ""
		for _, l := range tariff.Rate(month, held, row.calls).Lines {
			for _, p := range l.Parts {
				if l.Kind == CallsLine {
					got += fmt.Sprintf(", %d/%d %d", p.Charged, p.Included, p.Amount)
				}
			}
		}
		if got = cutPrefix(got, ", "); got != row.want {
			t.Errorf("%s: got %q, want %q", row.what, got, row.want)
		}
	}
}

func cutPrefix(s, prefix string) string {
	if len(s) >= len(prefix) && s[:len(prefix)] == prefix {
		return s[len(prefix):]
	}
	return s
}

// Included minutes of a part month are by days too; of two packages the cheaper minute is paid.
func TestPartsOfIncluded(t *testing.T) {
	month := MonthOf(2026, 11, time.UTC)
	began := moment(t, "2026-11-20T12:00:00Z")
	call := []Usage{{Call: "1", User: "u1", To: "+14185550100", Began: began, Ended: began.Add(20 * time.Minute)}}
	half := Holding{User: "u1", Package: priced(0, 30, 3), From: moment(t, "2026-11-16T00:00:00Z")} // 15 minutes
	dear := Holding{User: "u1", Package: Package{ID: "p2", Minutes: 2, MinuteRate: 9}, From: month.From}
	for what, row := range map[string]struct {
		held []Holding
		want Part
	}{
		"half a month":    {[]Holding{half}, Part{Charged: 1200, Included: 900, Amount: 15}},
		"two packages":    {[]Holding{half, dear}, Part{Charged: 1200, Included: 1020, Amount: 9}},
		"told once":       {[]Holding{half, half}, Part{Charged: 1200, Included: 900, Amount: 15}},
		"another's month": {[]Holding{{User: "u2", Package: priced(0, 30, 3), From: month.From}}, Part{Charged: 1200}},
	} {
		lines := Tariff{}.Rate(month, row.held, call).Lines
		got := lines[len(lines)-1].Parts[0]
		if got.Charged != row.want.Charged || got.Included != row.want.Included || got.Amount != row.want.Amount {
			t.Errorf("%s: got %+v", what, got)
		}
	}
}

// The taxes of 12 places on 100.00, and the credit of as much.
func TestTaxes(t *testing.T) {
	at := moment(t, "2026-11-30T12:00:00Z")
	var table []Tax
	for _, region := range []string{"QC", "AB", "BC", "MB", "SK", "YT"} {
		table = append(table, Tax{Name: "GST", Country: "CA", Region: region, Rate: 50_000})
	}
	table = append(table, Tax{Name: "QST", Country: "CA", Region: "QC", Rate: 99_750}, Tax{Name: "PST", Country: "CA", Region: "BC", Rate: 70_000},
		Tax{Name: "RST", Country: "CA", Region: "MB", Rate: 70_000}, Tax{Name: "PST", Country: "CA", Region: "SK", Rate: 60_000},
		Tax{Name: "HST", Country: "CA", Region: "ON", Rate: 130_000}, Tax{Name: "HST", Country: "CA", Region: "NB", Rate: 150_000},
		Tax{Name: "HST", Country: "CA", Region: "NS", Rate: 150_000, Until: moment(t, "2025-04-01T00:00:00Z")},
		Tax{Name: "HST", Country: "CA", Region: "NS", Rate: 140_000, From: moment(t, "2025-04-01T00:00:00Z")},
		Tax{Name: "TVA", Country: "FR", Rate: 200_000, Reverse: true}, Tax{Name: "USt", Country: "DE", Rate: 190_000, Reverse: true})
	french := Place{Country: "FR"}
	for _, row := range []struct {
		seller, buyer Place
		want          string
	}{
		{Place{}, Place{Country: "CA", Region: "QC"}, "GST 500 QST 998 "}, {Place{}, Place{Country: "CA", Region: "AB"}, "GST 500 "},
		{Place{}, Place{Country: "CA", Region: "BC"}, "GST 500 PST 700 "}, {Place{}, Place{Country: "CA", Region: "MB"}, "GST 500 RST 700 "},
		{Place{}, Place{Country: "CA", Region: "SK"}, "GST 500 PST 600 "}, {Place{}, Place{Country: "CA", Region: "YT"}, "GST 500 "},
		{Place{}, Place{Country: "CA", Region: "ON"}, "HST 1300 "}, {Place{}, Place{Country: "CA", Region: "NB"}, "HST 1500 "},
		{Place{}, Place{Country: "CA", Region: "NS"}, "HST 1400 "}, {Place{}, Place{Country: "US", Region: "VT"}, ""},
		{french, french, "TVA 2000 "}, {french, Place{Country: "DE"}, "USt 1900 "},
		{french, Place{Country: "DE", VATNumber: "DE811907980"}, "USt 0 "}, {french, Place{Country: "FR", VATNumber: "FR40303265045"}, "TVA 2000 "},
	} {
		for _, sign := range []int64{1, -1} {
			tariff := Tariff{Adjustments: []Adjustment{{Amount: sign * 10_000}}, Taxes: TaxesFor(table, row.seller, row.buyer, at)}
			b := tariff.Rate(MonthOf(2026, 11, time.UTC), nil, nil)
			got, sum := "", sign*10_000
			for _, l := range b.Lines[1:] {
				got += fmt.Sprintf("%s %d ", l.Text, sign*l.Amount)
				sum += l.Amount
			}
			if got != row.want || b.Total != sum {
				t.Errorf("%+v: got %q, total %d; want %q, total %d", row.buyer, got, b.Total, row.want, sum)
			}
		}
	}
}

// Nothing used, nothing owed.
func TestNothing(t *testing.T) {
	if b := (Tariff{}).Rate(MonthOf(2026, 11, time.UTC), nil, nil); len(b.Lines) != 0 || b.Total != 0 {
		t.Errorf("%+v", b)
	}
}

// For any usage: the sum of the lines is the total, the sum of the parts the line, each call that ended in the month is
// on exactly one line, no part is off by a whole unit, and the order in which it is told makes no difference.
func TestAnyUsage(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		month := MonthOf(2026, time.Month(rapid.IntRange(1, 12).Draw(t, "month")), time.UTC)
		held, calls, tariff := anyHoldings(t, month), anyCalls(t, month), anyTariff(t)
		b := tariff.Rate(month, held, calls)
		var total int64
		seen := map[CallID]int{}
		for _, l := range b.Lines {
			total += l.Amount
			var parts int64
			for _, p := range l.Parts {
				parts += p.Amount
				if l.Kind == CallsLine {
					seen[p.Call]++
				}
			}
			if l.Kind != TaxLine && l.Kind != AdjustmentLine && parts != l.Amount {
				t.Fatalf("the parts are %d, the line is %d", parts, l.Amount)
			}
		}
		if total != b.Total {
			t.Fatalf("the lines are %d, the total is %d", total, b.Total)
		}
		for _, u := range calls {
			if want := map[bool]int{true: 1}[month.has(u.Ended)]; seen[u.Call] != want {
				t.Fatalf("call %s is on %d lines", u.Call, seen[u.Call])
			}
		}
		slices.Reverse(held)
		slices.Reverse(calls)
		if again := tariff.Rate(month, held, calls); fmt.Sprint(again) != fmt.Sprint(b) {
			t.Fatalf("told the other way round: %+v\n%+v", b, again)
		}
	})
}

func anyHoldings(t *rapid.T, month Period) []Holding {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Holding {
		p := Package{ID: PackageID(rapid.SampledFrom([]string{"p1", "p2", "p3"}).Draw(t, "package"))}
		p.BaseRate, p.Minutes, p.MinuteRate = int64(len(p.ID))*1234+int64(p.ID[1]), int(p.ID[1])-40, int64(p.ID[1])-48
		p.Shared = rapid.Bool().Draw(t, "shared")
		h := Holding{User: UserID(rapid.SampledFrom([]string{"u1", "u2", "u3"}).Draw(t, "user")), Package: p}
		h.From = month.From.Add(time.Duration(rapid.IntRange(-40*24, 40*24).Draw(t, "from")) * time.Hour)
		if days := rapid.IntRange(0, 40).Draw(t, "days"); days > 0 {
			h.Until = h.From.AddDate(0, 0, days)
		}
		return h
	}), 0, 6).Draw(t, "held")
}

func anyCalls(t *rapid.T, month Period) []Usage {
	list := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Usage {
		began := month.From.Add(time.Duration(rapid.IntRange(-3600, 32*24*3600).Draw(t, "began")) * time.Second)
		return Usage{User: UserID(rapid.SampledFrom([]string{"u1", "u2", "u4"}).Draw(t, "caller")),
			To:    NumberID(rapid.SampledFrom([]string{"+14185550100", "+33142685300", "+19005550100"}).Draw(t, "to")),
			Began: began, Ended: began.Add(time.Duration(rapid.IntRange(0, 7200).Draw(t, "seconds")) * time.Second)}
	}), 0, 30).Draw(t, "calls")
	for i := range list {
		list[i].Call = CallID(fmt.Sprint(i))
	}
	return list
}

func anyTariff(t *rapid.T) Tariff {
	return Tariff{
		Rates: Rates{{Prefix: "33", Minute: 2345, Least: 30, Step: 6}, {Prefix: "1900", Minute: 50_001, SetUp: 333, Extra: true, Step: 60}},
		Taxes: []Tax{{Rate: 50_000}, {Rate: 99_750}}, Adjustments: []Adjustment{{Amount: int64(rapid.IntRange(-5000, 5000).Draw(t, "credit"))}},
	}
}

// The same bill from a million calls takes seconds, in memory that grows with them alone.
func BenchmarkRate(b *testing.B) {
	month := MonthOf(2026, 11, time.UTC)
	var calls []Usage
	for i := range 10_000 {
		began := month.From.Add(time.Duration(i*250) * time.Second)
		calls = append(calls, Usage{Call: CallID(fmt.Sprint(i)), User: UserID(fmt.Sprint("u", i%50)), To: "+14185550100", Began: began, Ended: began.Add(time.Minute)})
	}
	held := []Holding{{User: "u1", Package: standard(), From: month.From}}
	for b.Loop() {
		Tariff{}.Rate(month, held, calls)
	}
	b.ReportMetric(float64(len(calls)*b.N)/b.Elapsed().Seconds(), "calls/s")
}
