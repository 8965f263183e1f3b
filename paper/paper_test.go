package paper_test

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
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
		if seen[string(one)] || !strings.Contains(unpacked(t, one), "/Lang ("+string(l)+")") {
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
	return run(t, "pdftotext", "-layout", kept(t, raw), "-")
}

// kept is a file that holds it.
func kept(t *testing.T, raw []byte) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "bill.pdf")
	if err := os.WriteFile(file, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// run is what a program of Debian's poppler-utils says, which test/install brings; a complaint about the file is a failure.
func run(t *testing.T, name string, arguments ...string) string {
	t.Helper()
	var complaints strings.Builder
	c := exec.Command(name, arguments...)
	c.Stderr = &complaints
	out, err := c.Output()
	if err != nil || complaints.Len() > 0 {
		t.Fatalf("%s: %v %s", name, err, complaints.String())
	}
	return strings.ReplaceAll(string(out), "\u00a0", " ")
}

// unpacked is all that is packed in a PDF.
func unpacked(t *testing.T, raw []byte) string {
	t.Helper()
	var all strings.Builder
	for _, part := range bytes.Split(raw, []byte("\nstream\n"))[1:] {
		z, err := zlib.NewReader(bytes.NewReader(part))
		if err != nil {
			continue // an image, a font
		}
		_, _ = io.Copy(&all, z) // what follows the stream is no part of it
	}
	return all.String()
}

func logo(t *testing.T) anteroom.Logo {
	t.Helper()
	var b bytes.Buffer
	i := image.NewNRGBA(image.Rect(0, 0, 300, 80))
	for x := range 200 {
		i.Set(x, 40, color.NRGBA{138, 43, 226, 255})
	}
	if err := png.Encode(&b, i); err != nil {
		t.Fatal(err)
	}
	return anteroom.Logo{ID: "x", PNG: b.Bytes(), Width: 300, Height: 80}
}

// A screen reader finds headings, tables with their heading cells, the logo in words; what repeats on each page is not read
// again, and nothing that is read is left out of the structure (ISO 14289-1).
func TestTagged(t *testing.T) {
	b := bill(50)
	b.Seller.Colour = "#8a2be2"
	raw, err := typesetter(t).Bill(b, logo(t), "fr")
	if err != nil {
		t.Fatal(err)
	}
	if again, err := typesetter(t).Bill(b, logo(t), "fr"); err != nil || !bytes.Equal(raw, again) {
		t.Errorf("the same bill gives other bytes: %v", err)
	}
	file := kept(t, raw)
	about := run(t, "pdfinfo", file)
	for _, want := range []string{"Tagged:          yes", "Facture, novembre 2026", "Pages:           2", "PDF version:     1.7"} {
		if !strings.Contains(about, want) {
			t.Errorf("%q is not in %s", want, about)
		}
	}
	tree := run(t, "pdfinfo", "-struct-text", file)
	for _, want := range []string{"Document", "Figure", "H1 (block)\n    \"Facture, novembre 2026\"", "H2 (block)\n    \"Forfait Essentiel", "/Scope /Row", "/Scope /Column", "\"+1 514 555 0199\""} {
		if !strings.Contains(tree, want) {
			t.Errorf("%q is not in %.3000s", want, tree)
		}
	}
	if all := unpacked(t, raw); !strings.Contains(all, "/Alt <FEFF"+fmt.Sprintf("%04X", 'L')) || !strings.Contains(all, "/DisplayDocTitle true") || !strings.Contains(all, "/O /Layout /BBox [") {
		t.Error("the logo is not told in words, or the title not shown")
	}
	for text, times := range map[string]int{"Page 1 de 2": 0, "Durée": 1, "TVQ": 1, "Élise Gagnon": 51} {
		if n := strings.Count(tree, text); n != times {
			t.Errorf("%q is read %d times, want %d", text, n, times)
		}
	}
}
