package anteroom

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// monthly is a whole month of somebody's, and the bill that a person with a pencil makes of it.
type monthly struct {
	what   string
	month  string // "2026-11"
	zone   string
	held   []Holding
	calls  []Usage
	tariff Tariff
	want   string // kind and amount of each line, and the total
}

// had is what a user had, from a moment on and until another; empty: from before, or still.
func had(t *testing.T, user UserID, p Package, from, until string) Holding {
	t.Helper()
	h := Holding{User: user, Package: p}
	if from != "" {
		h.From = moment(t, from)
	}
	if until != "" {
		h.Until = moment(t, until)
	}
	return h
}

// called is a call of a user's that began at a moment and took so many seconds.
func called(t *testing.T, user UserID, began string, seconds int) Usage {
	t.Helper()
	at := moment(t, began)
	return Usage{Call: CallID(string(user) + began), User: user, To: "+14185550100", Began: at, Ended: at.Add(time.Duration(seconds) * time.Second)}
}

func taxed(rates ...int64) (list []Tax) {
	for _, r := range rates {
		list = append(list, Tax{Name: "tax", Rate: r})
	}
	return list
}

// Whole months calculated by hand.
func TestMonths(t *testing.T) {
	pack := func(id PackageID, base int64, minutes int, minute int64) Package {
		return Package{ID: id, BaseRate: base, Minutes: minutes, MinuteRate: minute}
	}
	common := pack("p1", 0, 30, 3)
	common.Shared = true
	for _, m := range []monthly{
		{"change of package in the middle", "2026-11", "UTC", // half of each base; 5 of 20 minutes included, then 10 of 20
			[]Holding{had(t, "u1", pack("p1", 2450, 10, 3), "", "2026-11-16T00:00:00Z"), had(t, "u1", pack("p2", 3000, 20, 2), "2026-11-16T00:00:00Z", "")},
			[]Usage{called(t, "u1", "2026-11-10T12:00:00Z", 1200), called(t, "u1", "2026-11-20T12:00:00Z", 1200)}, Tariff{},
			"base 1225, base 1500, calls 45, calls 20: 2790"},
		{"a price that is raised at noon of the 16th", "2026-11", "UTC", // 15 days at 24.00, 15 at 30.00: the day is paid at the new one
			[]Holding{had(t, "u1", pack("p1", 2400, 0, 3), "", "2026-11-16T12:00:00Z"), had(t, "u1", pack("p1", 3000, 0, 3), "2026-11-16T12:00:00Z", "")}, nil, Tariff{},
			"base 1200, base 1500: 2700"},
		{"two users at a price that is raised", "2026-11", "UTC", // each line has both of them
			[]Holding{had(t, "u1", pack("p1", 2400, 0, 3), "", "2026-11-16T12:00:00Z"), had(t, "u1", pack("p1", 3000, 0, 3), "2026-11-16T12:00:00Z", ""),
				had(t, "u2", pack("p1", 2400, 0, 3), "", "2026-11-16T12:00:00Z"), had(t, "u2", pack("p1", 3000, 0, 3), "2026-11-16T12:00:00Z", "")}, nil, Tariff{},
			"base 2400, base 3000: 5400"},
		{"removed and recovered on the same day", "2026-11", "UTC", // 9 days and 21
			[]Holding{had(t, "u1", pack("p1", 2450, 0, 3), "", "2026-11-10T09:00:00Z"), had(t, "u1", pack("p1", 2450, 0, 3), "2026-11-10T15:00:00Z", "")}, nil, Tariff{},
			"base 2450: 2450"},
		{"minutes in common: 30 and the half of 30 for an hour", "2026-11", "UTC",
			[]Holding{had(t, "u1", common, "", ""), had(t, "u2", common, "2026-11-16T00:00:00Z", "")}, []Usage{called(t, "u1", "2026-11-02T12:00:00Z", 3600)}, Tariff{},
			"base 0, calls 45: 45"},
		{"minutes of one's own: 30 of the hour", "2026-11", "UTC",
			[]Holding{had(t, "u1", pack("p1", 0, 30, 3), "", ""), had(t, "u2", pack("p1", 0, 30, 3), "2026-11-16T00:00:00Z", "")},
			[]Usage{called(t, "u1", "2026-11-02T12:00:00Z", 3600)}, Tariff{}, "base 0, calls 90: 90"},
		{"a credit of more than is owed, with the taxes of Québec", "2026-11", "UTC", // -10.05; -0.5025, -1.0025
			[]Holding{had(t, "u1", pack("p1", 995, 0, 3), "", "")}, nil, Tariff{Adjustments: []Adjustment{{Amount: -2000}}, Taxes: taxed(50_000, 99_750)},
			"base 995, adjustment -2000, tax -50, tax -100: -1155"},
		{"a fee for setting up, and a credit", "2026-11", "UTC", // 24.50 + 50.00 - 7.25 = 67.25; 13 % is 8.7425
			[]Holding{had(t, "u1", pack("p1", 2450, 0, 3), "", "")}, nil, Tariff{Adjustments: []Adjustment{{Amount: 5000}, {Amount: -725}}, Taxes: taxed(130_000)},
			"base 2450, adjustment 5000, adjustment -725, tax 874: 7599"},
		{"yen, which have no smaller unit", "2026-12", "UTC", // 10 of 31 days of 1000; 61 s at 8; 10 %
			[]Holding{had(t, "u1", pack("p1", 1000, 0, 8), "2026-12-22T00:00:00Z", "")}, []Usage{called(t, "u1", "2026-12-24T12:00:00Z", 61)}, Tariff{Taxes: taxed(100_000)},
			"base 323, calls 8, tax 33: 364"},
		{"dinars of a thousand fils", "2026-11", "UTC", // 20 of 30 days of 12.345; 90 s at 0.025; 5 %
			[]Holding{had(t, "u1", pack("p1", 12_345, 0, 25), "2026-11-11T00:00:00Z", "")}, []Usage{called(t, "u1", "2026-11-12T12:00:00Z", 90)}, Tariff{Taxes: taxed(50_000)},
			"base 8230, calls 38, tax 413: 8681"},
		{"euros, at a rate with half a cent", "2026-11", "UTC", // 2 min at 0.045; 20 % of 19.99
			[]Holding{had(t, "u1", pack("p1", 1990, 0, 9), "", "")}, []Usage{called(t, "u1", "2026-11-12T12:00:00Z", 120)}, Tariff{Rates: Rates{{Minute: 4500}}, Taxes: taxed(200_000)},
			"base 1990, calls 9, tax 400: 2399"},
		{"euros, owed to one's own country", "2026-11", "UTC", []Holding{had(t, "u1", pack("p1", 1990, 0, 9), "", "")}, nil,
			Tariff{Taxes: []Tax{{Name: "USt", Reverse: true}}}, "base 1990, tax 0: 1990"},
		{"a call over midnight of the month's end in Québec is next month's", "2026-03", "America/Toronto", // 23:50 to 00:10 in summer time
			[]Holding{had(t, "u1", pack("p1", 3100, 0, 3), "", "")}, []Usage{called(t, "u1", "2026-04-01T03:50:00Z", 1200)}, Tariff{}, "base 3100: 3100"},
		{"and there it is, at the price of March", "2026-04", "America/Toronto", // 20 min at 3, although April has 5
			[]Holding{had(t, "u1", pack("p1", 3100, 0, 3), "", "2026-04-01T04:00:00Z"), had(t, "u1", pack("p1", 3000, 0, 5), "2026-04-01T04:00:00Z", "")},
			[]Usage{called(t, "u1", "2026-04-01T03:50:00Z", 1200)}, Tariff{}, "base 3000, calls 60: 3060"},
		{"Paris on its last day of October", "2026-10", "Europe/Paris", // ends at 23:30 in winter time
			[]Holding{had(t, "u1", pack("p1", 3100, 0, 3), "2026-10-30T23:00:00Z", "")}, []Usage{called(t, "u1", "2026-10-31T22:20:00Z", 600)}, Tariff{}, "base 100, calls 30: 130"},
		{"Paris an hour later", "2026-10", "Europe/Paris", // ends at 00:30 of November; the package begins with its first hour
			[]Holding{had(t, "u1", pack("p1", 3100, 0, 3), "2026-10-31T23:00:00Z", "")}, []Usage{called(t, "u1", "2026-10-31T23:20:00Z", 600)}, Tariff{}, ": 0"},
		{"a leap February, half of it", "2028-02", "UTC", // 14 of 29 days of 29.00
			[]Holding{had(t, "u1", pack("p1", 2900, 0, 3), "2028-02-16T00:00:00Z", "")}, nil, Tariff{}, "base 1400: 1400"},
		{"nothing but what is free", "2026-11", "UTC", []Holding{had(t, "u1", pack("p1", 0, 10, 0), "", "")}, []Usage{called(t, "u1", "2026-11-02T12:00:00Z", 3600)}, Tariff{Taxes: taxed(50_000)},
			"base 0, calls 0, tax 0: 0"},
	} {
		zone, err := time.LoadLocation(m.zone)
		if err != nil {
			t.Fatal(err)
		}
		p, ok := Month(m.month).Period(zone)
		if !ok {
			t.Fatal(m.month)
		}
		b := m.tariff.Rate(p, m.held, m.calls)
		var lines []string
		for _, l := range b.Lines {
			lines = append(lines, fmt.Sprintf("%s %d", l.Kind, l.Amount))
		}
		if got := fmt.Sprintf("%s: %d", strings.Join(lines, ", "), b.Total); got != m.want {
			t.Errorf("%s: got %q, want %q", m.what, got, m.want)
		}
	}
}
