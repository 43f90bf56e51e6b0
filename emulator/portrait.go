package emulator

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"math"
	"net/http"
	"strconv"
	"strings"
	"sync"
)

// portraitPath is where the pictures of made-up people are. Logto itself has no such address: it keeps what others host.
const portraitPath = "/demo/portraits/"

// portraits is how many different ones there are; portraitSize is their width and height in pixels.
const (
	portraits    = 30
	portraitSize = 112
)

// portraitURL is the address of the nth portrait; nil, for no picture, while the server does not know its own address.
func portraitURL(endpoint string, n int) *string {
	if endpoint == "" {
		return nil
	}
	return new(strings.TrimSuffix(endpoint, "/") + portraitPath + strconv.Itoa(n%portraits) + ".png")
}

func servePortrait(w http.ResponseWriter, r *http.Request, name string) {
	number, isPNG := strings.CutSuffix(name, ".png")
	n, err := strconv.Atoi(number)
	if err != nil || !isPNG || n < 0 || n >= portraits {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "image/png")
	w.Header().Set("Cache-Control", "public, max-age=3600")
	_, _ = w.Write(portraitPNGs[n]())
}

// portraitPNGs draw one each, the first time it is asked for: the same number is always the same picture.
// Drawing all of them takes seconds with the race detector, and each of many programs in the tests shows a few.
var portraitPNGs = func() (all [portraits]func() []byte) {
	for n := range all {
		all[n] = sync.OnceValue(func() []byte {
			var b bytes.Buffer
			_ = (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&b, portrait(n)) // a buffer takes everything
			return b.Bytes()
		})
	}
	return all
}()

// The colours that portraits are put together from.
var (
	backdrops = []color.RGBA{
		{0xF2, 0xC1, 0x4E, 255}, {0x8F, 0xB8, 0xDE, 255}, {0xE0, 0x8E, 0x79, 255}, {0xA3, 0xC9, 0xA8, 255}, {0xB7, 0xA6, 0xD9, 255},
	}
	skins  = []color.RGBA{{0xF6, 0xD7, 0xBD, 255}, {0xE3, 0xB0, 0x8A, 255}, {0xA8, 0x6E, 0x4C, 255}}
	hairs  = []color.RGBA{{0x2B, 0x22, 0x20, 255}, {0x6A, 0x45, 0x2C, 255}}
	shirts = []color.RGBA{{0x2F, 0x4B, 0x6E, 255}, {0x7A, 0x2E, 0x3A, 255}, {0x2E, 0x5E, 0x4E, 255}, {0xF3, 0xF1, 0xEC, 255}}
)

// shape tells how far a point lies outside of something, in pixels; negative is inside.
type shape func(x, y float64) float64

func circle(cx, cy, radius float64) shape {
	return func(x, y float64) float64 { return math.Hypot(x-cx, y-cy) - radius }
}

// portrait draws head and shoulders in flat colours on a grid of 112 units.
func portrait(n int) image.Image {
	img := image.NewRGBA(image.Rect(0, 0, portraitSize, portraitSize))
	skin, hair := skins[n%len(skins)], hairs[n%len(hairs)]
	below := 46.0 // long hair reaches the shoulders
	if n%5 < 2 {
		below = 74
	}
	paint(img, backdrops[n%len(backdrops)], func(_, _ float64) float64 { return -1 })
	behind := circle(56, 46, 27)
	paint(img, hair, func(x, y float64) float64 { // a cap that goes down beside the face
		return min(behind(x, y), max(math.Abs(x-56)-27, 46-y, y-below))
	})
	paint(img, shirts[n%len(shirts)], circle(56, 122, 43))
	paint(img, skin, func(x, y float64) float64 { return max(math.Abs(x-56)-9, 60-y, y-86) }) // neck
	paint(img, skin, circle(56, 51, 22))
	fringe, side := circle(56, 28, 20), 40+float64(n%4)*10
	paint(img, hair, func(x, y float64) float64 { return max(fringe(x, y), circle(side, 30, 26)(x, y), behind(x, y)) })
	return img
}

// paint fills a shape with an edge that is one pixel soft.
func paint(img *image.RGBA, c color.RGBA, s shape) {
	for y := range portraitSize {
		for x := range portraitSize {
			cover := min(max(0.5-s(float64(x)+0.5, float64(y)+0.5), 0), 1)
			if cover == 0 {
				continue
			}
			was := img.RGBAAt(x, y)
			mix := func(a, b uint8) uint8 { return uint8(math.Round(float64(a)*(1-cover) + float64(b)*cover)) }
			img.SetRGBA(x, y, color.RGBA{mix(was.R, c.R), mix(was.G, c.G), mix(was.B, c.B), 255})
		}
	}
}
