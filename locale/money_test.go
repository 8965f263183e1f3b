package locale

import (
	"testing"

	"anteroom.dev/anteroom"
)

func TestAmounts(t *testing.T) {
	c, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	const wrong = -1 << 40
	for _, row := range []struct {
		text, code string
		en, fr     int64
	}{
		{"24.50", "CAD", 2450, 2450}, {"24,50", "CAD", 2450, 2450}, {"24", "CAD", 2400, 2400}, {"0", "CAD", 0, 0}, {"24,5", "CAD", 2450, 2450},
		{"1,234.50", "CAD", 123450, 123450}, {"1 234,50", "CAD", 123450, 123450}, {"1\u202f234,50", "CAD", 123450, 123450},
		{"1,234", "CAD", 123400, wrong}, {"1.234", "CAD", wrong, 123400}, {"1.234.567", "CAD", wrong, 123456700}, {"1,23,456", "CAD", wrong, wrong},
		{"500", "JPY", 500, 500}, {"500.5", "JPY", wrong, wrong}, {"1.234", "KWD", 1234, 1234000},
		{"-3", "CAD", -300, -300}, {"+3", "CAD", wrong, wrong}, {"", "CAD", wrong, wrong}, {"-", "CAD", wrong, wrong}, {".50", "CAD", wrong, wrong}, {"24.", "CAD", wrong, wrong},
		{"1e3", "CAD", wrong, wrong}, {"99999999999999999999", "CAD", wrong, wrong}, {"douze", "CAD", wrong, wrong}, {"1-2", "CAD", wrong, wrong},
	} {
		for language, want := range map[string]int64{"en": row.en, "fr": row.fr} {
			p := c.In(anteroom.Language(language))
			n, ok := p.ParseAmount(row.text, row.code)
			if !ok {
				n = wrong
			}
			if n != want {
				t.Errorf("%s %q %s: got %d, want %d", language, row.text, row.code, n, want)
			}
		}
	}
	for text, want := range map[string]int64{"0.045": 4500, "0,045": 4500, "1.234": 123400, "1,23456": 123456, "2": 200000, "0.000001": wrong, "x": wrong, "": wrong, "1.2.3": wrong} {
		for _, language := range []string{"en", "fr"} {
			p := c.In(anteroom.Language(language))
			n, ok := p.ParsePrice(text, "CAD")
			if !ok {
				n = wrong
			}
			if again, _ := p.ParsePrice(p.PriceAmount(max(n, 0), "CAD"), "CAD"); n != want || again != max(n, 0) {
				t.Errorf("%s %q: got %d, want %d; %s is read as %d", language, text, n, want, p.PriceAmount(n, "CAD"), again)
			}
		}
	}
	for _, n := range []int64{0, 3, 2450, 123456789} { // what is shown is read back
		for _, language := range []string{"en", "fr"} {
			for _, code := range []string{"CAD", "JPY", "KWD"} {
				p := c.In(anteroom.Language(language))
				if got, ok := p.ParseAmount(p.Amount(n, code), code); !ok || got != n {
					t.Errorf("%s %s: %d came back as %d", language, p.Amount(n, code), n, got)
				}
			}
		}
	}
}
