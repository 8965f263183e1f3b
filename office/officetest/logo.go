package officetest

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
)

// Logo is an image as somebody might bring it: larger than it is kept, and partly transparent.
func Logo() []byte {
	i := image.NewNRGBA(image.Rect(0, 0, 960, 240))
	for x := range 960 {
		for y := range 120 {
			i.Set(x, y, color.NRGBA{uint8(x % 256), 80, 160, 255})
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, i); err != nil {
		panic(err) // into memory, always
	}
	return b.Bytes()
}
