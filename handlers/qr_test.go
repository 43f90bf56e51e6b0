package handlers

import (
	"fmt"
	"strings"
	"testing"

	"rsc.io/qr"
)

// The path is read as a browser would, and has to draw each module of the code.
func TestQRPath_drawsEveryModuleInsideItsQuietZone(t *testing.T) {
	t.Parallel()
	const text = "otpauth://totp/auth.example.com:anna?issuer=auth.example.com&secret=JBSWY3DPEHPK3PXP"
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		t.Fatal(err)
	}
	path, size, err := qrPath(text)
	if err != nil || size != fmt.Sprint(code.Size+8) {
		t.Fatalf("%s, %v", size, err)
	}
	drawn := map[[2]int]bool{}
	for stroke := range strings.SplitSeq(strings.TrimSuffix(path, "z"), "z") {
		var x, y, width, back int
		if _, err := fmt.Sscanf(stroke, "M%d %dh%dv1h-%d", &x, &y, &width, &back); err != nil || width != back {
			t.Fatalf("%q: %v", stroke, err)
		}
		for i := range width {
			drawn[[2]int{x + i - 4, y - 4}] = true
		}
	}
	for y := -4; y < code.Size+4; y++ {
		for x := -4; x < code.Size+4; x++ {
			if drawn[[2]int{x, y}] != code.Black(x, y) {
				t.Fatalf("module %d,%d is %v", x, y, drawn[[2]int{x, y}])
			}
		}
	}
	if _, _, err := qrPath(strings.Repeat("long", 2000)); err == nil {
		t.Error("a text too long for any code has one")
	}
}
