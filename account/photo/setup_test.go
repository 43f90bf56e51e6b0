package photo_test

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"testing"
)

// The corners of what the tests draw, clockwise from the upper left.
var (
	red    = color.NRGBA{200, 30, 30, 255}
	green  = color.NRGBA{30, 160, 30, 255}
	blue   = color.NRGBA{30, 30, 200, 255}
	white  = color.NRGBA{240, 240, 240, 255}
	nobody = color.NRGBA{}
)

// quarters is a picture whose quarters have these colours: upper left and right, lower
// right and left.
func quarters(w, h int, c ...color.NRGBA) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			switch left, upper := x < w/2, y < h/2; {
			case left && upper:
				m.SetNRGBA(x, y, c[0])
			case upper:
				m.SetNRGBA(x, y, c[1])
			case left:
				m.SetNRGBA(x, y, c[3])
			default:
				m.SetNRGBA(x, y, c[2])
			}
		}
	}
	return m
}

// seen are the colours of the middles of the quarters of a picture.
func seen(m image.Image) [4]color.NRGBA {
	var c [4]color.NRGBA
	w, h := m.Bounds().Dx(), m.Bounds().Dy()
	for i, at := range []image.Point{{w / 4, h / 4}, {w * 3 / 4, h / 4}, {w * 3 / 4, h * 3 / 4}, {w / 4, h * 3 / 4}} {
		c[i] = color.NRGBAModel.Convert(m.At(at.X, at.Y)).(color.NRGBA)
	}
	return c
}

// alike allows for what a JPEG loses.
func alike(a, b color.NRGBA) bool {
	near := func(x, y uint8) bool { return max(x, y)-min(x, y) <= 6 }
	return near(a.R, b.R) && near(a.G, b.G) && near(a.B, b.B) && a.A == b.A
}

func asJPEG(t testing.TB, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, &jpeg.Options{Quality: 95}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func asPNG(t testing.TB, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// asGIF shows the pictures one after the other.
func asGIF(t testing.TB, pictures ...image.Image) []byte {
	t.Helper()
	var moves gif.GIF
	for _, m := range pictures {
		p := image.NewPaletted(m.Bounds(), color.Palette{nobody, red, green, blue, white})
		for i := range p.Pix {
			p.Set(i%p.Stride, i/p.Stride, m.At(i%p.Stride, i/p.Stride))
		}
		moves.Image, moves.Delay = append(moves.Image, p), append(moves.Delay, 10)
	}
	var b bytes.Buffer
	if err := gif.EncodeAll(&b, &moves); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// place is what must not be left of a photo; it stands for all that a camera notes.
const place = "GPS 37.5665 N 126.9780 E"

// exif is a block with an orientation and a place.
func exif(order binary.AppendByteOrder, orientation uint16) []byte {
	mark := "MM\x00*"
	if order == binary.AppendByteOrder(binary.LittleEndian) {
		mark = "II*\x00"
	}
	b := order.AppendUint32([]byte(mark), 8) // where the directory is
	b = order.AppendUint16(b, 2)
	for _, entry := range []struct{ tag, kind, value uint16 }{{0x010f, 3, 7}, {0x0112, 3, orientation}} {
		b = order.AppendUint16(order.AppendUint16(b, entry.tag), entry.kind)
		b = order.AppendUint16(order.AppendUint16(order.AppendUint32(b, 1), entry.value), 0)
	}
	return append(order.AppendUint32(b, 0), place...)
}

// noted is a JPEG with such a block, and one of another kind before it.
func noted(jpeg, exif []byte) []byte {
	b := append([]byte{}, jpeg[:2]...)
	for _, block := range [][]byte{[]byte("http://ns.adobe.com/xap/1.0/\x00" + place), append([]byte("Exif\x00\x00"), exif...)} {
		b = binary.BigEndian.AppendUint16(append(b, 0xff, 0xe1), uint16(len(block)+2))
		b = append(b, block...)
	}
	return append(b, jpeg[2:]...)
}

// riff is a WebP of these chunks.
func riff(chunks ...[]byte) []byte {
	b := append([]byte("RIFF\x00\x00\x00\x00WEBP"), bytes.Join(chunks, nil)...)
	binary.LittleEndian.PutUint32(b[4:], uint32(len(b)-8))
	return b
}

func chunk(name string, data ...byte) []byte {
	b := append(binary.LittleEndian.AppendUint32([]byte(name), uint32(len(data))), data...)
	return append(b, make([]byte, len(data)&1)...)
}

// extended is the head of a WebP with more than pixels.
func extended(flags byte, w, h int) []byte {
	return chunk("VP8X", flags, 0, 0, 0, byte(w-1), byte((w-1)>>8), byte((w-1)>>16), byte(h-1), byte((h-1)>>8), byte((h-1)>>16))
}
