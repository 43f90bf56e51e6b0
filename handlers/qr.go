package handlers

import (
	"fmt"
	"strconv"
	"strings"

	"rsc.io/qr"
)

// quietZone is the white border around a QR code, in modules (ISO/IEC 18004).
const quietZone = 4

// qrPath is the dark modules of the QR code of text as the path of an SVG, and the
// length of its side with the quiet zone, both in modules. Neighbours in a row are
// one stroke.
func qrPath(text string) (path, size string, err error) {
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		return "", "", fmt.Errorf("QR code: %w", err)
	}
	var b strings.Builder
	for y := range code.Size {
		for x := 0; x < code.Size; x++ {
			if !code.Black(x, y) {
				continue
			}
			from := x
			for x < code.Size && code.Black(x, y) {
				x++
			}
			fmt.Fprintf(&b, "M%d %dh%dv1h-%dz", from+quietZone, y+quietZone, x-from, x-from)
		}
	}
	return b.String(), strconv.Itoa(code.Size + 2*quietZone), nil
}
