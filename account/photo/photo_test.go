package photo_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"strings"
	"testing"

	"roster/account/photo"
)

// small opens and shrinks a file, and gives the picture and what it came as.
func small(t *testing.T, file []byte) (image.Image, photo.Photo) {
	t.Helper()
	original, err := photo.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	kept, err := original.Small()
	if err != nil {
		t.Fatal(err)
	}
	m, kind, err := image.Decode(bytes.NewReader(kept.Body))
	if err != nil || "image/"+kind != kept.Type {
		t.Fatalf("%s called %s: %v", kind, kept.Type, err)
	}
	return m, kept
}

func TestSmall_isUprightWhicheverWayThePhoneWasHeld(t *testing.T) {
	t.Parallel()
	lying := asJPEG(t, quarters(80, 48, red, green, blue, white))
	for orientation, want := range map[uint16]struct {
		size   image.Point
		corner [4]color.NRGBA
	}{
		1: {image.Pt(80, 48), [4]color.NRGBA{red, green, blue, white}},
		2: {image.Pt(80, 48), [4]color.NRGBA{green, red, white, blue}},
		3: {image.Pt(80, 48), [4]color.NRGBA{blue, white, red, green}},
		4: {image.Pt(80, 48), [4]color.NRGBA{white, blue, green, red}},
		5: {image.Pt(48, 80), [4]color.NRGBA{red, white, blue, green}},
		6: {image.Pt(48, 80), [4]color.NRGBA{white, red, green, blue}},
		7: {image.Pt(48, 80), [4]color.NRGBA{blue, green, red, white}},
		8: {image.Pt(48, 80), [4]color.NRGBA{green, blue, white, red}},
		9: {image.Pt(80, 48), [4]color.NRGBA{red, green, blue, white}}, // there is none
	} {
		for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
			m, _ := small(t, noted(lying, exif(order, orientation)))
			if m.Bounds().Size() != want.size {
				t.Errorf("%d: %v, want %v", orientation, m.Bounds().Size(), want.size)
			}
			for i, got := range seen(m) {
				if !alike(got, want.corner[i]) {
					t.Errorf("%d: corner %d is %v, want %v", orientation, i, got, want.corner[i])
				}
			}
		}
	}
}

func TestSmall_isUprightFromPNGAndWebPToo(t *testing.T) {
	t.Parallel()
	turned := exif(binary.BigEndian, 6)
	plain := asPNG(t, quarters(80, 48, red, green, blue, white))
	block := append(binary.BigEndian.AppendUint32(nil, uint32(len(turned))), "eXIf"...)
	block = binary.BigEndian.AppendUint32(append(block, turned...), crc("eXIf", turned))
	const head = 8 + 25 // signature and IHDR
	for name, file := range map[string][]byte{
		"PNG":             bytes.Join([][]byte{plain[:head], block, plain[head:]}, nil),
		"WebP":            riff(extended(8, 20, 10), lossless(t), chunk("EXIF", turned...)),
		"WebP, prefixed":  riff(extended(8, 20, 10), lossless(t), chunk("EXIF", append([]byte("Exif\x00\x00"), turned...)...)),
		"JPEG with fills": append([]byte{0xff, 0xd8, 0xff, 0xff}, noted(asJPEG(t, quarters(80, 48, red, green, blue, white)), turned)[2:]...),
	} {
		if m, kept := small(t, file); m.Bounds().Dx() >= m.Bounds().Dy() || bytes.Contains(kept.Body, []byte("GPS")) {
			t.Errorf("%s: %v", name, m.Bounds())
		}
	}
}

func TestSmall_keepsNothingButWhatIsSeen(t *testing.T) {
	t.Parallel()
	file := noted(asJPEG(t, quarters(2401, 1601, red, green, blue, white)), exif(binary.LittleEndian, 6))
	file = append(file, place...) // behind the end, where phones put a film
	for _, told := range []string{"Exif", "GPS", "adobe"} {
		if !bytes.Contains(file, []byte(told)) {
			t.Fatalf("the photo of the test has no %s", told)
		}
	}
	m, kept := small(t, file)
	for _, told := range []string{"Exif", "GPS", "adobe", "37.5665", "\xff\xe1", "\xff\xe2", "\xff\xed", "\xff\xfe"} {
		if bytes.Contains(kept.Body, []byte(told)) {
			t.Errorf("%q is left", told)
		}
	}
	if got := seen(m); !alike(got[0], white) || !alike(got[1], red) || !alike(got[2], green) || !alike(got[3], blue) {
		t.Errorf("it shows %v", got)
	}
	if m.Bounds().Size() != image.Pt(341, 512) || len(kept.Body) > 64<<10 {
		t.Errorf("%v in %d bytes", m.Bounds().Size(), len(kept.Body))
	}
}

func TestSmall_keepsProportionsAndDoesNotEnlarge(t *testing.T) {
	t.Parallel()
	for from, want := range map[image.Point]image.Point{
		{1, 1}:       {1, 1},
		{512, 512}:   {512, 512},
		{513, 513}:   {512, 512},
		{1024, 600}:  {512, 300},
		{600, 1024}:  {300, 512},
		{20000, 1}:   {512, 1},
		{100, 20000}: {3, 512},
	} {
		if m, _ := small(t, asPNG(t, image.NewGray(image.Rectangle{Max: from}))); m.Bounds().Size() != want {
			t.Errorf("%v becomes %v, want %v", from, m.Bounds().Size(), want)
		}
	}
}

func TestSmall_isAPNGWhereSomethingShowsThrough(t *testing.T) {
	t.Parallel()
	solid, clear := quarters(600, 600, red, green, blue, white), quarters(600, 600, nobody, green, blue, white)
	for name, tc := range map[string]struct {
		file []byte
		kind string
	}{
		"solid PNG":   {asPNG(t, solid), "image/jpeg"},
		"solid GIF":   {asGIF(t, solid), "image/jpeg"},
		"solid WebP":  {decoded(t, stillWebP), "image/jpeg"},
		"clear PNG":   {asPNG(t, clear), "image/png"},
		"clear GIF":   {asGIF(t, clear), "image/png"},
		"clear WebP":  {riff(extended(1<<4, 20, 10), faded(20*10), lossy(t)), "image/png"},
		"deep PNG":    {asPNG(t, image.NewNRGBA64(image.Rect(0, 0, 600, 2))), "image/png"},
		"printed":     {asJPEG(t, image.NewCMYK(image.Rect(0, 0, 600, 600))), "image/jpeg"},
		"black, grey": {asJPEG(t, image.NewGray(image.Rect(0, 0, 600, 600))), "image/jpeg"},
	} {
		m, kept := small(t, tc.file)
		if kept.Type != tc.kind {
			t.Errorf("%s: %s, want %s", name, kept.Type, tc.kind)
		}
		if at := seen(m); strings.HasPrefix(name, "clear") && name != "clear WebP" && (at[0] != nobody || at[1] != green) {
			t.Errorf("%s: %v", name, at)
		}
	}
}

func TestSmall_isTheFirstPictureOfOneThatMoves(t *testing.T) {
	t.Parallel()
	first, second := quarters(64, 64, red, red, red, red), quarters(64, 64, blue, blue, blue, blue)
	m, _ := small(t, asGIF(t, first, second))
	if got := seen(m)[0]; !alike(got, red) {
		t.Errorf("a GIF: %v", got)
	}
	frame := func(pixels ...[]byte) []byte {
		data := make([]byte, 16)
		data[6], data[9] = 20-1, 10-1
		return chunk("ANMF", append(data, bytes.Join(pixels, nil)...)...)
	}
	still := lossy(t)
	for name, file := range map[string][]byte{
		"lossless": riff(extended(2, 200, 100), chunk("ANIM", make([]byte, 6)...), frame(lossless(t)), frame(still)),
		"lossy":    riff(extended(2, 200, 100), chunk("ANIM", make([]byte, 6)...), frame(still), frame(lossless(t))),
		"clear":    riff(extended(2|1<<4, 200, 100), chunk("ANIM", make([]byte, 6)...), frame(faded(20*10), still)),
	} {
		if m, kept := small(t, file); m.Bounds().Size() != image.Pt(20, 10) || (kept.Type == "image/jpeg") != (name == "lossy") {
			t.Errorf("%s: %v, %s", name, m.Bounds().Size(), kept.Type)
		}
	}
}

func TestOpen_refusesByTheFirstBytes(t *testing.T) {
	t.Parallel()
	bomb := func(w, h uint32) []byte { // kilobytes that would be gigabytes
		b := asPNG(t, image.NewGray(image.Rect(0, 0, 1, 1)))
		binary.BigEndian.PutUint32(b[16:], w)
		binary.BigEndian.PutUint32(b[20:], h)
		binary.BigEndian.PutUint32(b[29:], crc("IHDR", b[16:29]))
		return b
	}
	screen := asGIF(t, image.NewGray(image.Rect(0, 0, 1, 1)))
	copy(screen[6:], "\xff\xff\xff\xff")
	for name, tc := range map[string]struct {
		file []byte
		err  error
	}{
		"nothing":            {nil, photo.ErrKind},
		"a page":             {[]byte("<!doctype html><script>alert(1)</script>"), photo.ErrKind},
		"SVG":                {[]byte(`<svg xmlns="http://www.w3.org/2000/svg"/>`), photo.ErrKind},
		"a bitmap":           {[]byte("BM" + strings.Repeat("\x00", 60)), photo.ErrKind},
		"AVIF":               {[]byte("\x00\x00\x00\x1cftypavif\x00\x00\x00\x00"), photo.ErrKind},
		"HEIC of a phone":    {[]byte("\x00\x00\x00\x24ftypheic\x00\x00\x00\x00"), photo.ErrHEIC},
		"HEIF":               {[]byte("\x00\x00\x00\x18ftypmif1\x00\x00\x00\x00"), photo.ErrHEIC},
		"a wide bomb":        {bomb(photo.MaxSide+1, 1), photo.ErrPixels},
		"a tall bomb":        {bomb(1, photo.MaxSide+1), photo.ErrPixels},
		"a square bomb":      {bomb(6400, 6400), photo.ErrPixels},
		"the largest bomb":   {bomb(1<<31-1, 1<<31-1), photo.ErrDamaged}, // beyond what the decoder counts
		"a GIF bomb":         {screen, photo.ErrPixels},
		"a WebP bomb":        {riff(extended(0, 1<<14, 1<<14), lossless(t)), photo.ErrPixels},
		"only the signature": {[]byte("\x89PNG\r\n\x1a\n"), photo.ErrDamaged},
		"JPEG without end":   {[]byte("\xff\xd8\xff\xe0"), photo.ErrDamaged},
	} {
		if _, err := photo.Open(tc.file); !errors.Is(err, tc.err) {
			t.Errorf("%s: %v, want %v", name, err, tc.err)
		}
	}
	for _, fits := range [][]byte{bomb(6300, 6300), bomb(photo.MaxSide, 2000)} {
		if _, err := photo.Open(fits); err != nil {
			t.Errorf("just small enough: %v", err)
		}
	}
}

func TestSmall_refusesWhatIsDamaged(t *testing.T) {
	t.Parallel()
	solid := quarters(600, 600, red, green, blue, white)
	for name, file := range map[string][]byte{
		"JPEG": asJPEG(t, solid), "PNG": asPNG(t, solid), "GIF": asGIF(t, solid), "WebP": decoded(t, stillWebP),
	} {
		original, err := photo.Open(file[:len(file)*2/3])
		if err == nil {
			_, err = original.Small()
		}
		if !errors.Is(err, photo.ErrDamaged) {
			t.Errorf("%s, cut off: %v", name, err)
		}
	}
	// The head says less than the pixels are: what was looked at is not what is decoded.
	original, err := photo.Open(riff(extended(0, 1, 1), lossless(t)))
	if err == nil {
		_, err = original.Small()
	}
	if !errors.Is(err, photo.ErrDamaged) {
		t.Errorf("a WebP larger than it says: %v", err)
	}
}
