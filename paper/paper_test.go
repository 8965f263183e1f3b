package paper_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/locale"
	"anteroom.dev/anteroom/paper"
)

func typesetter(t *testing.T) *paper.Typesetter {
	t.Helper()
	c, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	return paper.New(c)
}

// bill is a month of a company, with so many calls.
func bill(calls int) anteroom.Bill {
	zone, err := time.LoadLocation("America/Toronto")
	if err != nil {
		zone = time.UTC
	}
	p := anteroom.MonthOf(2026, 11, zone)
	essential := anteroom.Package{ID: "e", Name: "Essentiel", Currency: "CAD", BaseRate: 995, Minutes: 200, MinuteRate: 4}
	b := anteroom.Bill{Company: "boreal", Month: "2026-11", Currency: "CAD", Period: p, Closed: time.Date(2026, 12, 2, 14, 0, 0, 0, time.UTC),
		Seller: anteroom.Party{Name: "Nordik Télécom", Email: "aide@nordik.example", Phone: "+1 418 555-0199", Place: anteroom.Place{Country: "CA", Region: "QC", VATNumber: "123456789 RT0001"}},
		Buyer:  anteroom.Party{Name: "Boréal & fils\u202ecoopérative", Place: anteroom.Place{Country: "CA", Region: "QC"}},
		Lines: []anteroom.Line{
			{Kind: anteroom.BaseLine, Package: essential, Amount: 1460, Parts: []anteroom.Part{{Name: "Élise Gagnon", Days: 30, Of: 30, Amount: 995}, {Name: "Zoé Œuvray", Days: 14, Of: 30, Amount: 465}}},
			{Kind: anteroom.CallsLine, Package: essential, Amount: int64(4 * calls)},
			{Kind: anteroom.AdjustmentLine, Text: "Crédit pour la panne du 3 novembre", Amount: -500},
			{Kind: anteroom.TaxLine, Text: "TPS", Tax: anteroom.Tax{Rate: 50_000}, Amount: 48}, {Kind: anteroom.TaxLine, Text: "TVQ", Tax: anteroom.Tax{Rate: 99_750}, Amount: 96}}}
	for i := range calls {
		b.Lines[1].Parts = append(b.Lines[1].Parts, anteroom.Part{Name: "Élise Gagnon 😀", Call: "c", To: "+15145550199", Began: p.From.Add(time.Duration(i) * 17 * time.Minute), Charged: 60, Amount: 4})
	}
	for _, l := range b.Lines {
		b.Total += l.Amount
	}
	return b
}

// The same bill gives the same bytes, in each language others; and a reader finds in it what stands on the bill, on
// every page the headings again.
func TestBill(t *testing.T) {
	s, b := typesetter(t), bill(150)
	seen := map[string]bool{}
	for l, want := range map[anteroom.Language][]string{
		"en": {"Bill for November 2026", "Nordik Télécom", "Boréal & filscoopérative", "Package Essentiel", "Crédit pour la panne du 3 novembre", "TVQ, 9.975", "17.04 CAD", "Zoé Œuvray", "14 of 30 days", "+1 514 555 0199", "Page 1 of 4"},
		"fr": {"Facture, novembre 2026", "Nordik Télécom", "Forfait Essentiel", "TVQ, 9,975", "17,04 CAD", "14 jours sur 30", "Page 1 de 4"},
	} {
		one, err := s.Bill(b, anteroom.Logo{}, l)
		if err != nil {
			t.Fatal(err)
		}
		if two, err := s.Bill(b, anteroom.Logo{}, l); err != nil || !bytes.Equal(one, two) {
			t.Errorf("%s: the same bill gives other bytes: %v", l, err)
		}
		if seen[string(one)] || !bytes.Contains(one, []byte("/Lang ("+string(l)+")")) {
			t.Errorf("%s: the language is not told", l)
		}
		seen[string(one)] = true
		text := read(t, one)
		for _, w := range want {
			if !strings.Contains(text, w) {
				t.Errorf("%s: %q is not in %s", l, w, text)
			}
		}
	}
}

// Anything that can stand on a bill can be set: no lines, one far too long for its place, a draft, thousands of calls.
func TestAnyBill(t *testing.T) {
	s := typesetter(t)
	long := bill(0)
	long.Lines[2].Text, long.Buyer.Name = strings.Repeat("très long ", 60), strings.Repeat("名前 ", 80)
	draft := bill(1)
	draft.Closed = time.Time{}
	for name, b := range map[string]anteroom.Bill{"nothing": {Month: "2026-11", Currency: "XXX", Period: anteroom.MonthOf(2026, 11, time.UTC)}, "long": long, "draft": draft, "large": bill(3000)} {
		raw, err := s.Bill(b, anteroom.Logo{}, "fr")
		if err != nil || !bytes.HasPrefix(raw, []byte("%PDF-")) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// read is the text of a PDF as another program finds it.
func read(t *testing.T, raw []byte) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "bill.pdf")
	if err := os.WriteFile(file, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("pdftotext", "-layout", file, "-").Output()
	if err != nil {
		t.Fatalf("pdftotext (of Debian's poppler-utils; test/install brings it): %v", err)
	}
	return strings.NewReplacer("\u00a0", " ").Replace(fmt.Sprint(string(out)))
}
