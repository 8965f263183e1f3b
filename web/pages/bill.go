package pages

import (
	"bytes"
	"encoding/csv"
	"net/url"
	"strconv"
	"time"

	"anteroom.dev/anteroom"
)

// BillPassword asks for the administrator's password again (R46).
type BillPassword struct {
	Shell
	Next    string // where to go then
	Problem []Problem
}

// Bills are the bills of a company: those that are closed, and how the present month stands.
type Bills struct {
	Shell
	Closed, Present []anteroom.Bill
}

// VARBills are those of a VAR, from the system.
type VARBills struct {
	Shell
	Terms   anteroom.Wholesale
	Closed  []anteroom.Bill
	Present anteroom.Month // the one that is not over
	Actions []Link
}

// Bill is one bill with its lines.
type Bill struct {
	Shell
	Bill anteroom.Bill
}

// Bill is the address of a bill; its form is empty, ".csv", ".pdf" or "/remind".
func (s Shell) Bill(b anteroom.Bill, form string) string {
	q := url.Values{"currency": {b.Currency}}
	if b.User != "" {
		q.Set("user", string(b.User))
	}
	return s.billsPath() + "/" + string(b.Month) + form + "?" + q.Encode()
}

// provides tells whether the reader is of the provider.
func (s Shell) provides() bool {
	return s.Level == anteroom.LevelSystem || s.Level == anteroom.LevelVAR
}

// billsPath is where the reader's bills are listed: a user's own, or a company's.
func (s Shell) billsPath() string {
	switch {
	case s.Level == anteroom.LevelUser:
		return "/me/bill"
	case s.Company == "":
		return s.AtVAR("/bill")
	}
	return s.At("/bill")
}

// month is the month of a bill in words.
func (s Shell) month(m anteroom.Month) string { return s.P.BillMonth(m) }

// line is what a line of a bill is for.
func (v Bill) line(l anteroom.Line) string { return v.P.BillLine(l) }

// about is how a line's amount comes about.
func (v Bill) about(l anteroom.Line) string { return v.P.BillReason(l, v.Bill.Currency) }

// mostParts are the parts of a line that the page shows; the rest are in the file.
const mostParts = 200

func shown(l anteroom.Line) []anteroom.Part { return l.Parts[:min(len(l.Parts), mostParts)] }

// BillCSV is a bill as a table: a row for each part of each line, with the amounts as numbers of the currency: 284.71.
func BillCSV(s Shell, b anteroom.Bill) []byte {
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	head := []string{"line", "item", "user", "days", "of", "call", "to", "began", "charged", "included", "amount"}
	for i, h := range head {
		head[i] = s.T("bill.csv." + h)
	}
	rows := [][]string{head}
	v := Bill{Shell: s, Bill: b}
	for _, l := range b.Lines {
		if len(l.Parts) == 0 {
			rows = append(rows, []string{string(l.Kind), harmless(v.line(l)), "", "", "", "", "", "", "", "", v.plain(l.Amount)})
		}
		for _, p := range l.Parts {
			began := ""
			if !p.Began.IsZero() {
				began = p.Began.In(b.Period.From.Location()).Format(time.RFC3339)
			}
			rows = append(rows, []string{string(l.Kind), harmless(v.line(l)), harmless(p.Name), number(p.Days), number(p.Of), string(p.Call), harmless(string(p.To)), began,
				number(p.Charged), number(p.Included), v.plain(p.Amount)})
		}
	}
	_ = w.WriteAll(append(rows, []string{"total", v.T("bill.total"), "", "", "", "", "", "", "", "", v.plain(b.Total)})) // a buffer takes everything
	return out.Bytes()
}

// plain is an amount as a spreadsheet reads it: 284.71.
func (v Bill) plain(amount int64) string { return v.P.PlainMoney(amount, v.Bill.Currency) }

func number(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// harmless keeps a spreadsheet from taking a text for a formula.
func harmless(s string) string {
	if s != "" && bytes.ContainsAny([]byte(s[:1]), "=+-@\t\r") {
		return "'" + s
	}
	return s
}

// day is one day of a bill's calls; its minutes are what is charged, begun ones as whole.
type day struct {
	Day            time.Time
	Calls, Minutes int
}

func callsOf(d day) int   { return d.Calls }
func minutesOf(d day) int { return d.Minutes }

// days are the calls and minutes of each day of the month; none where there are fewer than three days with calls.
func (v Bill) days() []day {
	zone := v.Bill.Period.From.Location()
	var list []day
	at := map[string]int{}
	for d := v.Bill.Period.From; d.Before(v.Bill.Period.Until); d = d.AddDate(0, 0, 1) {
		at[d.Format(time.DateOnly)] = len(list)
		list = append(list, day{Day: d})
	}
	busy, seconds := 0, make([]int, len(list))
	for _, l := range v.Bill.Lines {
		for _, p := range l.Parts {
			i, ok := at[p.Began.In(zone).Format(time.DateOnly)]
			if l.Kind != anteroom.CallsLine || !ok {
				continue
			}
			if list[i].Calls == 0 {
				busy++
			}
			list[i].Calls++
			seconds[i] += p.Charged
			list[i].Minutes = (seconds[i] + 59) / 60
		}
	}
	if busy < 3 {
		return nil
	}
	return list
}

// The plot's measures, in units of its own; the style sheet sizes it.
const (
	plotHeight = 120
	barWidth   = 14
	barGap     = 6
)

// plotBar is a day's place in a plot.
type plotBar struct{ x, y, height int }

// barsOf are the bars of a plot of one number of each day.
func barsOf(list []day, of func(day) int) []plotBar {
	most := 1
	for _, d := range list {
		most = max(most, of(d))
	}
	bars := make([]plotBar, len(list))
	for i, d := range list {
		height := of(d) * plotHeight / most
		bars[i] = plotBar{i * (barWidth + barGap), plotHeight - height, height}
	}
	return bars
}

// share is what a package cost, with the calls under it; Percent is of the dearest.
type share struct {
	Name    string
	Amount  int64
	Percent int
}

// shares are what each package cost, in the order of the bill; what calls without a package cost is the last.
func (v Bill) shares() []share {
	var list []share
	at := map[anteroom.PackageID]int{}
	most := int64(1)
	for _, l := range v.Bill.Lines {
		if l.Kind != anteroom.BaseLine && l.Kind != anteroom.CallsLine {
			continue
		}
		i, known := at[l.Package.ID]
		if !known {
			i = len(list)
			at[l.Package.ID] = i
			name := l.Package.Name
			if l.Package.ID == "" {
				name = v.line(l)
			}
			list = append(list, share{Name: name})
		}
		list[i].Amount += l.Amount
		most = max(most, list[i].Amount)
	}
	for i := range list {
		list[i].Percent = int(max(0, list[i].Amount) * 100 / most)
	}
	return list
}
