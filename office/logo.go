package office

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"image"
	"image/color"
	_ "image/jpeg" // what people bring
	"image/png"

	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/store"
)

// Limits of a logo as it is brought, and the size in which it is kept: twice that in which a page shows it at most.
const (
	MostLogo      = 1 << 20
	mostLogoSide  = 2000
	logoWidth     = 480
	logoHeight    = 112
	mostLogoSheet = 32 // of the longer side to the shorter: what is longer is a line, and no logo
)

// logo makes the image anew that somebody brings who may: pixels alone come through, nothing else that was in the file.
// Nothing brought is nothing made.
func (o *Office) logo(ctx context.Context, who anteroom.Who, c Command, raw []byte) (l anteroom.Logo, err error) {
	err = o.store.Read(ctx, func(tx *store.Tx) error {
		_, err := placeOf(tx, who, c.Right(), c.Of())
		return err
	})
	if err != nil || len(raw) == 0 {
		return l, err
	}
	return LogoFrom(raw)
}

// LogoFrom is the logo that is made of a file, to be looked at before it is anybody's; Invalid where the file is no image that
// can be one. Made of a logo it is the same logo.
func LogoFrom(raw []byte) (anteroom.Logo, error) {
	if l, ok := logoOfPixels(raw); ok {
		return l, nil
	}
	var wrong anteroom.Fields
	wrong.Wrong("logo", "error.logo", "size", MostLogo>>20, "side", mostLogoSide)
	return anteroom.Logo{}, wrong.Err()
}

func logoOfPixels(raw []byte) (anteroom.Logo, bool) {
	form, _, err := image.DecodeConfig(bytes.NewReader(raw))
	long, short := max(form.Width, form.Height), min(form.Width, form.Height)
	if err != nil || len(raw) > MostLogo || short < 1 || long > mostLogoSide || long > mostLogoSheet*short {
		return anteroom.Logo{}, false
	}
	from, _, err := image.Decode(bytes.NewReader(raw))
	if err != nil || from.Bounds().Dx() != form.Width || from.Bounds().Dy() != form.Height {
		return anteroom.Logo{}, false
	}
	w, h := form.Width, form.Height
	if w > logoWidth {
		w, h = logoWidth, max(1, h*logoWidth/w)
	}
	if h > logoHeight {
		w, h = max(1, w*logoHeight/h), logoHeight
	}
	var out bytes.Buffer
	if err := png.Encode(&out, smaller(from, w, h)); err != nil {
		return anteroom.Logo{}, false
	}
	sum := sha256.Sum256(out.Bytes())
	return anteroom.Logo{ID: anteroom.LogoID(hex.EncodeToString(sum[:16])), PNG: out.Bytes(), Width: w, Height: h}, true
}

// smaller is an image in another size, which is not larger: each pixel is the mean of those that it stands for.
func smaller(from image.Image, w, h int) *image.NRGBA {
	to := image.NewNRGBA(image.Rect(0, 0, w, h))
	at := from.Bounds()
	for y := range h {
		for x := range w {
			cell := image.Rect(x*at.Dx()/w, y*at.Dy()/h, (x+1)*at.Dx()/w, (y+1)*at.Dy()/h)
			to.Set(x, y, mean(from, cell.Add(at.Min)))
		}
	}
	return to
}

func mean(from image.Image, of image.Rectangle) color.Color {
	var r, g, b, a, n uint64
	for y := of.Min.Y; y < of.Max.Y; y++ {
		for x := of.Min.X; x < of.Max.X; x++ {
			cr, cg, cb, ca := from.At(x, y).RGBA()
			r, g, b, a, n = r+uint64(cr), g+uint64(cg), b+uint64(cb), a+uint64(ca), n+1
		}
	}
	n = max(1, n)
	return color.RGBA64{uint16(r / n), uint16(g / n), uint16(b / n), uint16(a / n)} //nolint:gosec // a mean of 16 bits has no more
}
