package anteroom

import "testing"

// What is searched for is what was typed: without case, accents and the white space around it, and with no placeholder in it.
func TestPattern(t *testing.T) {
	for text, want := range map[string]string{"": "%%", " Été ": "%ete%", "100%": `%100\%%`, "a_b": `%a\_b%`, `a\b`: `%a\\b%`} {
		if got := (Find{Text: text}).Pattern(); got != want {
			t.Errorf("%q: got %s, want %s", text, got, want)
		}
	}
}

// A mark survives its way through an address; what is none is refused, and the empty one is the beginning.
func FuzzMark(f *testing.F) {
	f.Add(int64(-3), "été 1", "06h0hm29ftfx1nv4j2zy", "x")
	f.Add(int64(0), "", "", "WzEsMiwzXQ")
	f.Fuzz(func(t *testing.T, number int64, name, id, junk string) {
		m := Mark{number, name, id}
		got, err := ParseMark(m.String())
		if err != nil {
			t.Fatal(err)
		}
		if again, err := ParseMark(got.String()); err != nil || again != got { // text that is no UTF-8 is mended once
			t.Errorf("%+v became %+v: %v", got, again, err)
		}
		if got.Number != number {
			t.Errorf("%d became %d", number, got.Number)
		}
		if _, err := ParseMark(junk); err != nil && KindOf(err) != Invalid {
			t.Errorf("%q: %v", junk, err)
		}
	})
	if m, err := ParseMark(""); err != nil || m != (Mark{}) {
		f.Error(m, err)
	}
}
