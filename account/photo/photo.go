// Package photo makes of a picture as it comes from a camera or a phone one to keep: upright,
// small, and without what it tells beside what is seen, such as where it was taken.
//
// It knows neither people nor Logto, and imports nothing of ours.
package photo

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"net/http"
	"slices"

	"golang.org/x/image/webp"
)

// Limits of an original. A file of a few kilobytes can say that it is a picture of
// gigabytes, so these are looked at before anything is decoded.
const (
	MaxPixels = 40_000_000
	MaxSide   = 20_000 // pixels
)

// MaxKept is the longer side of what Small makes, in pixels: twice that of the largest
// place where people are shown, for dense screens, and a good deal to spare.
const MaxKept = 512

const quality = 85 // of a JPEG, of 100

// Why an original is not taken.
var (
	ErrKind    = errors.New("photo: neither JPEG, PNG, GIF nor WebP")
	ErrHEIC    = errors.New("photo: HEIC, which is not read")
	ErrPixels  = errors.New("photo: too many pixels")
	ErrDamaged = errors.New("photo: damaged, or of a kind that is not read")
)

// Types are the media types that are read.
func Types() []string { return []string{"image/png", "image/jpeg", "image/gif", "image/webp"} }

// Photo is a picture to keep.
type Photo struct {
	Type string // "image/jpeg", or "image/png" where something shows through
	Body []byte
}

// Original is a picture as somebody has it, of which only the measures are known yet.
type Original struct {
	file   []byte
	decode func(io.Reader) (image.Image, error)
}

// Open looks at the kind and the measures of a picture, by its bytes, and decodes
// nothing. Errors are those above.
func Open(file []byte) (Original, error) {
	o := Original{file: file}
	config := png.DecodeConfig
	switch http.DetectContentType(file) {
	case "image/png":
		o.decode = png.Decode
	case "image/jpeg":
		o.decode, config = jpeg.Decode, jpeg.DecodeConfig
	case "image/gif":
		o.decode, config = gif.Decode, gif.DecodeConfig // the first of its pictures
	case "image/webp":
		o.file = firstFrame(file)
		o.decode, config = webp.Decode, webp.DecodeConfig
	default:
		if isHEIC(file) {
			return Original{}, ErrHEIC
		}
		return Original{}, ErrKind
	}
	switch measures, err := config(bytes.NewReader(o.file)); {
	case err != nil:
		return Original{}, fmt.Errorf("%w: %w", ErrDamaged, err)
	case measures.Width < 1 || measures.Height < 1:
		return Original{}, ErrDamaged
	case max(measures.Width, measures.Height) > MaxSide, measures.Width*measures.Height > MaxPixels:
		return Original{}, ErrPixels
	}
	return o, nil
}

// Small decodes the original, turns it upright, makes it no larger than MaxKept and
// encodes it anew, so that nothing of the file remains but what is seen. It may take a
// second and some hundreds of megabytes. The error is ErrDamaged.
func (o Original) Small() (Photo, error) {
	large, err := o.decode(bytes.NewReader(o.file))
	switch {
	case err != nil:
		return Photo{}, fmt.Errorf("%w: %w", ErrDamaged, err)
	case large.Bounds().Empty():
		return Photo{}, ErrDamaged
	}
	seen := upright(shrink(large), orientation(o.file))
	var b bytes.Buffer
	kept := Photo{Type: "image/jpeg"}
	if seen.Opaque() {
		err = jpeg.Encode(&b, seen, &jpeg.Options{Quality: quality})
	} else {
		kept.Type = "image/png"
		err = png.Encode(&b, seen)
	}
	kept.Body = b.Bytes()
	return kept, err
}

// isHEIC tells the pictures of iPhones, by the brand of their container (ISO/IEC 23008-12).
func isHEIC(file []byte) bool {
	brands := []string{"heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1"}
	return len(file) >= 12 && string(file[4:8]) == "ftyp" && slices.Contains(brands, string(file[8:12]))
}
