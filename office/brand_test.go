package office_test

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"
	"time"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/office/officetest"
	"anteroom.dev/anteroom/store"
	"anteroom.dev/anteroom/store/storetest"
)

// R49: a VAR's look is seen by its companies at once, a company's own goes before it, and another VAR's by nobody of them;
// undo puts the former one back.
func TestBrand(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := officetest.Build(t, s)
		c, ctx := h.Mine, context.Background()
		look := func(who anteroom.Who, host string) anteroom.Brand {
			t.Helper()
			b, err := h.Look(ctx, who, host)
			if err != nil {
				t.Fatal(err)
			}
			return b
		}
		h.Do(t, h.System.Who, office.SetBrand{Name: "Le Système"})
		out := h.Do(t, c.Vendor.Who, office.SetBrand{VAR: c.VAR, Name: " Nordik ", Colour: "8A2BE2", Address: "https://Phone.nordik.example"})
		h.Do(t, c.Vendor.Who, office.SetLogo{VAR: c.VAR, Logo: officetest.Logo()})
		nordik := look(c.Administrator.Who, "")
		if nordik.Name != "Nordik" || nordik.Colour != "#8a2be2" || nordik.Logo == "" {
			t.Fatalf("%+v", nordik)
		}
		if got := look(anteroom.Who{}, "phone.nordik.example"); got != nordik {
			t.Errorf("under its address: %+v", got)
		}
		if got := look(anteroom.Who{}, "elsewhere.example"); got != (anteroom.Brand{Name: "Le Système"}) {
			t.Errorf("elsewhere: %+v", got)
		}
		if got := look(h.Other.Administrator.Who, "phone.nordik.example"); got.Name != "Le Système" {
			t.Errorf("another VAR's company: %+v", got)
		}
		h.Do(t, c.Vendor.Who, office.SetCompanyBrand{Company: c.ID, Name: "Boréal"})
		if got := look(c.Administrator.Who, ""); got.Name != "Boréal" || got.Colour != "#8a2be2" || got.Logo != nordik.Logo {
			t.Errorf("the company's own: %+v", got)
		}
		h.Do(t, c.Vendor.Who, office.UndoAbove{VAR: c.VAR, Change: out.Change})
		if got := look(c.Vendor.Who, ""); got.Name != "Le Système" || got.Colour != "" || got.Logo != nordik.Logo {
			t.Errorf("after undo: %+v", got)
		}
	})
}

// What a message looks like, and where its links lead, is of the moment when it is composed; the logo goes with it.
func TestBrandedMessages(t *testing.T) {
	h := officetest.Build(t, storetest.SQLite(t))
	c, ctx := h.Mine, context.Background()
	h.Do(t, c.Vendor.Who, office.SetBrand{VAR: c.VAR, Name: "Nordik", Colour: "#8a2be2", Address: "https://phone.nordik.example"})
	h.Do(t, c.Vendor.Who, office.SetLogo{VAR: c.VAR, Logo: officetest.Logo()})
	h.Do(t, c.Administrator.Who, office.CreateUser{Company: c.ID, Last: "Roy", Email: "roy@boreal.example", Invite: true})
	m := letterTo(t, h, "roy@boreal.example")
	light := string(anteroom.Colour("#8a2be2").Palette().Light.Brand)
	if !strings.Contains(m.HTML, `src="cid:logo@anteroom.invalid" alt="Nordik"`) || !strings.Contains(m.HTML, light) || strings.Contains(m.HTML, "#0b6b62") ||
		!strings.Contains(m.Text, "https://phone.nordik.example/invitation/") || strings.Contains(m.Text, "portal.example/") {
		t.Errorf("%s\n%s", m.Text, m.HTML)
	}
	again, _, err := h.Message(ctx, c.ID, m.ID)
	if err != nil || len(again.Logo.PNG) == 0 {
		t.Fatalf("the logo: %d bytes, %v", len(again.Logo.PNG), err)
	}
}

// A preview tells how well the colour can be read, and who sees it; and stores nothing.
func TestBrandPreview(t *testing.T) {
	h := officetest.Build(t, storetest.SQLite(t))
	c, ctx := h.Mine, context.Background()
	out, err := h.Office.Do(ctx, c.Vendor.Who, office.SetBrand{VAR: c.VAR, Colour: "#ffff00"}, office.Ask{Preview: true})
	if err != nil || !out.Reach() || len(out.Effects) != 2 || out.Effects[1].Text.Key != "effect.brand.colour" || out.Effects[1].Text.Args["on_light"].(float64) < 4.5 {
		t.Errorf("%+v %v", out, err)
	}
	if own, _, err := h.BrandOf(ctx, c.Vendor.Who, anteroom.Target{VAR: c.VAR}); err != nil || own != (anteroom.Brand{}) {
		t.Errorf("stored: %+v %v", own, err)
	}
}

// What can't be a look is refused, by field; and one address has one owner.
func TestBrandRefused(t *testing.T) {
	h := officetest.Build(t, storetest.SQLite(t))
	c, ctx := h.Mine, context.Background()
	h.Do(t, h.Other.Vendor.Who, office.SetBrand{VAR: h.Other.VAR, Address: "https://taken.example"})
	for _, row := range []struct {
		who  anteroom.Who
		c    office.Command
		want string
	}{
		{c.Vendor.Who, office.SetBrand{VAR: c.VAR, Colour: "red"}, "invalid colour:error.colour"},
		{c.Vendor.Who, office.SetBrand{VAR: c.VAR, Colour: "#12345;}"}, "invalid colour:error.colour"},
		{c.Vendor.Who, office.SetBrand{VAR: c.VAR, Address: "javascript:alert(1)"}, "invalid address:error.brand.address"},
		{c.Vendor.Who, office.SetBrand{VAR: c.VAR, Address: "https://TAKEN.example"}, "invalid address:error.brand.address.taken"},
		{c.Vendor.Who, office.SetBrand{VAR: c.VAR, Name: strings.Repeat("x", 41)}, "invalid name:error.text.long"},
		{c.Vendor.Who, office.SetLogo{VAR: c.VAR, Logo: []byte("<svg xmlns='http://www.w3.org/2000/svg'/>")}, "invalid logo:error.logo"},
		{c.Administrator.Who, office.SetCompanyBrand{Company: c.ID, Name: "x"}, "forbidden error.forbidden"},
		{c.Administrator.Who, office.SetCompanyLogo{Company: c.ID, Logo: officetest.Logo()}, "forbidden error.forbidden"},
		{c.Vendor.Who, office.SetBrand{Name: "x"}, "not_found error.not_found"},
		{c.Vendor.Who, office.SetLogo{VAR: h.Other.VAR, Logo: officetest.Logo()}, "not_found error.not_found"},
	} {
		_, err := h.Office.Do(ctx, row.who, row.c, office.Ask{})
		if got := wrong(err); got != row.want {
			t.Errorf("%+v: got %q, want %q", row.c, got, row.want)
		}
	}
}

// An image is made anew: what was in its file beside pixels does not come through, and its size has a bound.
func TestLogo(t *testing.T) {
	h := officetest.Build(t, storetest.SQLite(t))
	c, ctx := h.Mine, context.Background()
	hidden := append(officetest.Logo(), "<script>alert(1)</script>"...)
	var photo, huge, thin bytes.Buffer
	if err := jpeg.Encode(&photo, image.NewRGBA(image.Rect(0, 0, 40, 300)), nil); err != nil {
		t.Fatal(err)
	}
	for b, r := range map[*bytes.Buffer]image.Rectangle{&huge: image.Rect(0, 0, 2001, 300), &thin: image.Rect(0, 0, 700, 2)} {
		if err := png.Encode(b, image.NewPaletted(r, color.Palette{color.White})); err != nil {
			t.Fatal(err)
		}
	}
	for name, row := range map[string]struct {
		raw         []byte
		wide, high  int
		notAnything bool
	}{"with a tail": {raw: hidden, wide: 448, high: 112}, "a photo": {raw: photo.Bytes(), wide: 14, high: 112}, "too large": {raw: huge.Bytes(), notAnything: true},
		"a line": {raw: thin.Bytes(), notAnything: true}, "cut off": {raw: hidden[:len(hidden)/2], notAnything: true}, "a large file": {raw: append(officetest.Logo(), make([]byte, office.MostLogo)...), notAnything: true}} {
		_, err := h.Office.Do(ctx, c.Vendor.Who, office.SetLogo{VAR: c.VAR, Logo: row.raw}, office.Ask{})
		if (err != nil) != row.notAnything {
			t.Errorf("%s: %v", name, err)
		}
		if row.notAnything {
			continue
		}
		own, _, err := h.BrandOf(ctx, c.Vendor.Who, anteroom.Target{VAR: c.VAR})
		if err != nil {
			t.Fatal(err)
		}
		l, err := h.Logo(ctx, own.Logo)
		if err != nil || l.Width != row.wide || l.Height != row.high || bytes.Contains(l.PNG, []byte("script")) {
			t.Errorf("%s: %d by %d, %v", name, l.Width, l.Height, err)
		}
	}
	h.Do(t, c.Vendor.Who, office.SetLogo{VAR: c.VAR})
	if own, _, err := h.BrandOf(ctx, c.Vendor.Who, anteroom.Target{VAR: c.VAR}); err != nil || own.Logo != "" {
		t.Errorf("taken away: %+v %v", own, err)
	}
	if _, err := h.Logo(ctx, "none"); anteroom.KindOf(err) != anteroom.NotFound {
		t.Errorf("a logo that is not there: %v", err)
	}
}

// letterTo is the message that waits for an address.
func letterTo(t *testing.T, h *officetest.House, to string) (m anteroom.Message) {
	t.Helper()
	jobs, err := h.Claim(t.Context(), 100, time.Minute, "")
	if err != nil {
		t.Fatal(err)
	}
	for _, j := range jobs {
		if j.Kind != anteroom.Deliver {
			continue
		}
		if m, _, err = h.Message(t.Context(), j.Company, anteroom.MessageID(j.Target)); err != nil {
			t.Fatal(err)
		}
		if m.ToEmail == to {
			return m
		}
	}
	t.Fatalf("no message to %s", to)
	return m
}
