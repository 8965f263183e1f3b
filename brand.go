package anteroom

import (
	"encoding/hex"
	"math"
	"net/url"
	"strings"
)

// Brand is the look that the provider gives to the portal, to messages and to bills: of the system, of a VAR, or of a
// company (R49). What is empty is as it is at the level above.
type Brand struct {
	Name    string `json:"name"`    // in the place of "Anteroom"
	Colour  Colour `json:"colour"`  // from which all others are derived
	Address string `json:"address"` // by which people reach the portal, "https://phone.nordik.example"; no slash at the end
	Logo    LogoID `json:"logo"`
}

// Over is the brand where something of it is said, and what is above it where nothing is.
func (b Brand) Over(above Brand) Brand {
	if b.Name == "" {
		b.Name = above.Name
	}
	if b.Colour == "" {
		b.Colour = above.Colour
	}
	if b.Address == "" {
		b.Address = above.Address
	}
	if b.Logo == "" {
		b.Logo = above.Logo
	}
	return b
}

// Check names what is wrong.
func (b Brand) Check(f *Fields) {
	f.Name("name", b.Name, 0, 40)
	if b.Colour != "" && !b.Colour.Is() {
		f.Wrong("colour", "error.colour")
	}
	if b.Address != "" && b.Host() == "" {
		f.Wrong("address", "error.brand.address")
	}
}

// Host is the name, with a port where there is one, by which browsers ask for the address; empty where it is none.
func (b Brand) Host() string {
	u, err := url.Parse(b.Address)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Hostname() == "" || u.Scheme+"://"+u.Host != b.Address || len(b.Address) > 200 {
		return ""
	}
	return strings.ToLower(u.Host)
}

// Logo is an image as it is shown: a PNG that was made here of what somebody brought.
type Logo struct {
	ID            LogoID
	PNG           []byte
	Width, Height int
}

// Colour is an sRGB colour, "#0b6b62".
type Colour string

// ParseColour reads a colour as people write it, with or without #, of six or three digits; empty where it is none.
func ParseColour(s string) Colour {
	s = strings.ToLower(strings.TrimPrefix(strings.TrimSpace(s), "#"))
	if len(s) == 3 {
		s = string([]byte{s[0], s[0], s[1], s[1], s[2], s[2]})
	}
	if c := Colour("#" + s); c.Is() {
		return c
	}
	return ""
}

// Is tells whether it is a colour.
func (c Colour) Is() bool {
	_, err := hex.DecodeString(strings.TrimPrefix(string(c), "#"))
	return err == nil && len(c) == 7 && c[0] == '#'
}

// RGB are its parts, 0 to 255.
func (c Colour) RGB() (r, g, b uint8) {
	raw, err := hex.DecodeString(strings.TrimPrefix(string(c), "#"))
	if err != nil || len(raw) != 3 {
		return 0, 0, 0
	}
	return raw[0], raw[1], raw[2]
}

// Contrast is that of two colours, from 1 to 21 (WCAG 2.2, contrast ratio).
func (c Colour) Contrast(with Colour) float64 {
	x, y := c.luminance(), with.luminance()
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func (c Colour) luminance() float64 {
	r, g, b := c.linear()
	return 0.2126*r + 0.7152*g + 0.0722*b
}

// linear are its parts without the curve of sRGB, 0 to 1.
func (c Colour) linear() (r, g, b float64) {
	x, y, z := c.RGB()
	straight := func(n uint8) float64 {
		v := float64(n) / 255
		if v <= 0.04045 {
			return v / 12.92
		}
		return math.Pow((v+0.055)/1.055, 2.4)
	}
	return straight(x), straight(y), straight(z)
}

// hue is a colour in OKLCH: how light, how strong, and which.
type hue struct{ light, chroma, angle float64 }

// hue is the colour so.
func (c Colour) hue() hue {
	r, g, b := c.linear()
	l := math.Cbrt(0.4122214708*r + 0.5363325363*g + 0.0514459929*b)
	m := math.Cbrt(0.2119034982*r + 0.6806995451*g + 0.1073969566*b)
	s := math.Cbrt(0.0883024619*r + 0.2817188376*g + 0.6299787005*b)
	x := 1.9779984951*l - 2.4285922050*m + 0.4505937099*s
	y := 0.0259040371*l + 0.7827717662*m - 0.8086757660*s
	return hue{0.2104542553*l + 0.7936177850*m - 0.0040720468*s, math.Hypot(x, y), math.Atan2(y, x)}
}

// colour is the nearest one that a screen can show, of the same lightness: what is too strong is made weaker.
func (h hue) colour() Colour {
	for ; h.chroma > 0; h.chroma -= 0.004 {
		if c, ok := h.shown(); ok {
			return c
		}
	}
	h.chroma = 0
	c, _ := h.shown()
	return c
}

// shown is the colour; false where a screen can't show it, and what it is there.
func (h hue) shown() (Colour, bool) {
	x, y := h.chroma*math.Cos(h.angle), h.chroma*math.Sin(h.angle)
	cube := func(v float64) float64 { return v * v * v }
	l := cube(h.light + 0.3963377774*x + 0.2158037573*y)
	m := cube(h.light - 0.1055613458*x - 0.0638541728*y)
	s := cube(h.light - 0.0894841775*x - 1.2914855480*y)
	ok, raw := true, [3]byte{}
	for i, v := range []float64{4.0767416621*l - 3.3077115913*m + 0.2309699292*s, -1.2684380046*l + 2.6097574011*m - 0.3413193965*s,
		-0.0041960863*l - 0.7034186147*m + 1.7076147010*s} {
		ok = ok && v > -0.0005 && v < 1.0005
		if v = min(1, max(0, v)); v <= 0.0031308 {
			v *= 12.92
		} else {
			v = 1.055*math.Pow(v, 1/2.4) - 0.055
		}
		raw[i] = uint8(math.Round(v * 255))
	}
	return Colour("#" + hex.EncodeToString(raw[:])), ok
}

// Shades are the colours that a brand's is made into, for light surroundings or for dark ones.
type Shades struct {
	Brand, Strong, Soft, On Colour // On is what is written on Brand and on Strong
}

// Palette is what one colour is made into.
type Palette struct {
	Light, Dark Shades
	Top, OnTop  Colour // the bar at the top, the same in both
}

// legible is the least contrast of text (WCAG 2.2, 1.4.3).
const legible = 4.5

// Grounds are the surfaces of the portal and of messages on which the brand's colours stand, light and dark.
func Grounds() (light, dark []Colour) {
	return []Colour{"#ffffff", "#f6f7f9", "#eef0f4"}, []Colour{"#1e2530", "#171c24", "#0f1319", "#0b0e13"}
}

// Palette derives the colours from one: whichever it is, everything that is written in them, or on them, can be read.
func (c Colour) Palette() Palette {
	base := c.hue()
	light, dark := Grounds()
	tint := func(lightness, most float64) Colour {
		return hue{lightness, min(base.chroma, most), base.angle}.colour()
	}
	var p Palette
	p.Light.Soft, p.Light.On = tint(0.95, 0.03), "#ffffff"
	p.Light.Brand = base.until(append(light, p.Light.Soft, p.Light.On), -0.01)
	strong := p.Light.Brand.hue()
	strong.light -= 0.09
	p.Light.Strong = strong.until(append(light, p.Light.Soft, p.Light.On), -0.01)
	p.Dark.Soft, p.Dark.On = tint(0.29, 0.05), tint(0.2, 0.04)
	base.light = max(base.light, 0.7)
	p.Dark.Brand = base.until(append(dark, p.Dark.Soft, p.Dark.On), 0.01)
	strong = p.Dark.Brand.hue()
	strong.light = min(0.97, strong.light+0.09)
	p.Dark.Strong = strong.until(append(dark, p.Dark.Soft, p.Dark.On), 0.01)
	p.Top, p.OnTop = tint(0.27, 0.06), tint(0.965, 0.012)
	return p
}

// until makes a colour lighter or darker by steps until it can be told from all the others.
func (h hue) until(others []Colour, step float64) Colour {
	for ; h.light > 0 && h.light < 1; h.light += step {
		c, ok := h.colour(), true
		for _, o := range others {
			ok = ok && c.Contrast(o) >= legible
		}
		if ok {
			return c
		}
	}
	h.light = min(1, max(0, h.light))
	return h.colour()
}
