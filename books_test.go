package anteroom

import (
	"math/rand/v2"
	"testing"
)

// The entries of any bill add up to nothing; each line has its account, and the first is what is owed.
func TestEntries(t *testing.T) {
	kinds := []LineKind{BaseLine, CallsLine, AdjustmentLine, TaxLine}
	for range 500 {
		b := Bill{Buyer: Party{Name: "Boréal"}}
		for range rand.IntN(8) {
			l := Line{Kind: kinds[rand.IntN(len(kinds))], Amount: rand.Int64N(20_000) - 10_000}
			b.Lines, b.Total = append(b.Lines, l), b.Total+l.Amount
		}
		sum := int64(0)
		entries := b.Entries()
		for _, e := range entries {
			sum += e.Amount
			if e.Account == "" {
				t.Errorf("no account: %+v", e)
			}
		}
		if sum != 0 || len(b.Lines) > 0 && (entries[0] != Entry{Receivable, "Boréal", b.Total} || len(entries) != len(b.Lines)+1) {
			t.Errorf("%d: %+v", sum, entries)
		}
	}
}
