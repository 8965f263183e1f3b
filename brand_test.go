package anteroom

import (
	"testing"

	"pgregory.net/rapid"
)

// Whatever colour a provider chooses, what is written in its shades, and on them, can be read (R49; WCAG 2.2, 1.4.3).
func TestPalette(t *testing.T) {
	light, dark := Grounds()
	legibly := func(t *rapid.T, what string, c, on Colour) {
		if got := c.Contrast(on); got < legible {
			t.Errorf("%s: %s on %s is %.2f", what, c, on, got)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		c := ParseColour(rapid.StringMatching(`#[0-9a-f]{6}`).Draw(t, "colour"))
		p := c.Palette()
		for _, side := range []struct {
			Shades
			grounds []Colour
		}{{p.Light, light}, {p.Dark, dark}} {
			for _, shade := range []Colour{side.Brand, side.Strong} {
				legibly(t, "written on it", side.On, shade)
				legibly(t, "on its own softer shade", shade, side.Soft)
				for _, ground := range side.grounds {
					legibly(t, "on a surface", shade, ground)
				}
			}
		}
		legibly(t, "in the bar", p.OnTop, p.Top)
		legibly(t, "white in the bar", "#ffffff", p.Top)
	})
}

// Contrasts known from elsewhere.
func TestContrast(t *testing.T) {
	for _, row := range []struct {
		a, b Colour
		want float64
	}{{"#000000", "#ffffff", 21}, {"#ffffff", "#ffffff", 1}, {"#777777", "#ffffff", 4.48}, {"#0000ff", "#ffffff", 8.59}, {"#ff0000", "#ffffff", 4.0}} {
		if got := row.a.Contrast(row.b); got < row.want-0.01 || got > row.want+0.01 {
			t.Errorf("%s on %s: %.3f, want %.2f", row.a, row.b, got, row.want)
		}
	}
}

// A colour comes back from OKLCH as it went.
func TestHue(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := ParseColour(rapid.StringMatching(`[0-9A-Fa-f]{6}`).Draw(t, "colour"))
		back, ok := c.hue().shown()
		r, g, b := c.RGB()
		x, y, z := back.RGB()
		near := func(a, b uint8) bool { return max(a, b)-min(a, b) <= 1 }
		if !ok || !near(r, x) || !near(g, y) || !near(b, z) {
			t.Errorf("%s became %s", c, back)
		}
	})
}

func TestParseColour(t *testing.T) {
	for typed, want := range map[string]Colour{"#0b6b62": "#0b6b62", "0B6B62": "#0b6b62", " #abc ": "#aabbcc", "": "", "#12": "", "#12345g": "", "red": "", "#0b6b62;}": "", "##b6b62": ""} {
		if got := ParseColour(typed); got != want {
			t.Errorf("%q: %q, want %q", typed, got, want)
		}
	}
}

// A level says what it says, and takes the rest from above.
func TestBrandOver(t *testing.T) {
	above := Brand{Name: "Nordik", Colour: "#102030", Address: "https://phone.nordik.example", Logo: "a"}
	if got := (Brand{Name: "Boréal"}).Over(above); got != (Brand{"Boréal", "#102030", "https://phone.nordik.example", "a"}) {
		t.Errorf("%+v", got)
	}
	for address, host := range map[string]string{"https://Phone.nordik.example": "phone.nordik.example", "http://127.0.0.1:8080": "127.0.0.1:8080", "https://x.example/": "",
		"https://x.example/a": "", "ftp://x.example": "", "https://u:p@x.example": "", "javascript:alert(1)": "", "https://": "", "https://x.example?a": ""} {
		if got := (Brand{Address: address}).Host(); got != host {
			t.Errorf("%q: %q, want %q", address, got, host)
		}
	}
}
