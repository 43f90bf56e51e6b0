package photo

import (
	"image"

	"golang.org/x/image/draw"
)

// shrink gives a picture whose longer side is at most MaxKept. A smaller one keeps its size.
func shrink(large image.Image) *image.RGBA {
	from := large.Bounds()
	w, h := from.Dx(), from.Dy()
	if longer := max(w, h); longer > MaxKept {
		w, h = max(1, (w*MaxKept+longer/2)/longer), max(1, (h*MaxKept+longer/2)/longer)
	}
	small := image.NewRGBA(image.Rect(0, 0, w, h))
	if from.Size() == small.Bounds().Size() {
		draw.Draw(small, small.Bounds(), large, from.Min, draw.Src)
	} else {
		large = coarse(large, max(w, h))
		draw.CatmullRom.Scale(small, small.Bounds(), large, large.Bounds(), draw.Src, nil)
	}
	return small
}

// coarse averages the pixels of a photo block by block, to no less than twice what is
// wanted: a good scaler looks at each pixel many times, which of millions takes seconds.
func coarse(m image.Image, wanted int) image.Image {
	photo, ok := m.(*image.YCbCr) // as JPEG and WebP are decoded
	if !ok || photo.Rect.Min != (image.Point{}) {
		return m
	}
	w, h := photo.Rect.Dx(), photo.Rect.Dy()
	n := max(w, h) / (2 * wanted)
	if n < 2 || n > min(w, h) {
		return m
	}
	c := image.NewYCbCr(image.Rect(0, 0, w/n, h/n), photo.SubsampleRatio)
	average(c.Y, c.YStride, photo.Y, photo.YStride, n)
	average(c.Cb, c.CStride, photo.Cb, photo.CStride, n)
	average(c.Cr, c.CStride, photo.Cr, photo.CStride, n)
	return c
}

// average fills a plane with the averages of blocks of n by n of another. Of colours, which
// have planes rounded up, the last blocks may be smaller.
func average(to []uint8, toStride int, from []uint8, fromStride, n int) {
	rows := len(from) / fromStride
	for y := range len(to) / toStride {
		below := min(y*n+n, rows)
		for x := range toStride {
			left, right := x*n, min(x*n+n, fromStride)
			sum, count := 0, (below-y*n)*(right-left)
			for row := y * n; row < below; row++ {
				for _, v := range from[row*fromStride+left : row*fromStride+right] {
					sum += int(v)
				}
			}
			to[y*toStride+x] = uint8((sum + count/2) / count)
		}
	}
}

// upright turns and mirrors a picture as its orientation asks (Exif 2.32, 4.6.4 A).
func upright(m *image.RGBA, orientation int) *image.RGBA {
	if orientation == 1 {
		return m
	}
	w, h := m.Rect.Dx(), m.Rect.Dy()
	turned := image.NewRGBA(image.Rect(0, 0, w, h))
	if orientation >= 5 { // lies on its side
		turned = image.NewRGBA(image.Rect(0, 0, h, w))
	}
	for y := range turned.Rect.Dy() {
		for x := range turned.Rect.Dx() {
			turned.SetRGBA(x, y, m.RGBAAt(comesFrom(x, y, w, h, orientation)))
		}
	}
	return turned
}

// comesFrom is the place in a picture of w by h pixels of what is seen at x, y.
func comesFrom(x, y, w, h, orientation int) (fromX, fromY int) {
	switch orientation {
	case 2:
		return w - 1 - x, y
	case 3:
		return w - 1 - x, h - 1 - y
	case 4:
		return x, h - 1 - y
	case 5:
		return y, x
	case 6:
		return y, h - 1 - x
	case 7:
		return w - 1 - y, h - 1 - x
	case 8:
		return w - 1 - y, x
	}
	return x, y
}
