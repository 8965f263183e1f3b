package pages

import (
	"strconv"
	"strings"

	"github.com/boombuler/barcode/qr"
)

// HandsetMade is what is shown once a phone takes its configuration from here.
type HandsetMade struct {
	Shell
	Above   Link
	Address string // that works once; empty: it is not shown to who acts for another
}

// quiet is the white edge of a QR code, in modules (ISO/IEC 18004 section 5.3.8).
const quiet = 4

// QR is a text as a QR code: the side of its square in modules, and the path of the dark ones. Of a text that does not fit
// the side is 0.
func QR(text string) (side string, path string) {
	code, err := qr.Encode(text, qr.M, qr.Auto)
	if err != nil {
		return "0", ""
	}
	n := code.Bounds().Dx()
	var b strings.Builder
	for y := range n {
		for x := range n {
			if r, _, _, _ := code.At(x, y).RGBA(); r == 0 {
				b.WriteString("M" + strconv.Itoa(x+quiet) + " " + strconv.Itoa(y+quiet) + "h1v1h-1z")
			}
		}
	}
	return strconv.Itoa(n + 2*quiet), b.String()
}
