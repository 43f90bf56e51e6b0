package photo

import (
	"encoding/binary"
	"testing"
)

// Whatever a file says, it is one of the eight ways, and the first frame of a WebP is a
// file as large as the whole at most, but for its head.
func FuzzOrientation(f *testing.F) {
	tiff := "II*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00\x06\x00\x00\x00\x00\x00\x00\x00"
	jpeg := "\xff\xd8\xff\xe1\x00\x22Exif\x00\x00" + tiff
	png := "\x89PNG\r\n\x1a\n\x00\x00\x00\x1aeXIf" + tiff + "\x00\x00\x00\x00"
	webp := "RIFF\x22\x00\x00\x00WEBPEXIF\x1a\x00\x00\x00" + tiff
	for _, whole := range []string{jpeg, png, webp} {
		if got := orientation([]byte(whole)); got != 6 {
			f.Errorf("%q: %d", whole, got)
		}
		f.Add([]byte(whole))
		f.Add([]byte(whole[:len(whole)-12]))
	}
	f.Add([]byte("\xff\xd8\xff\xe1\x00\x10Exif\x00\x00MM\x00*\xff\xff\xff\xff"))
	f.Add([]byte("RIFF\x30\x00\x00\x00WEBPANMF\x18\x00\x00\x000123456789abcdefALPH\x00\x00\x00\x00"))
	f.Fuzz(func(t *testing.T, file []byte) {
		if got := orientation(file); got < 1 || got > 8 {
			t.Errorf("orientation %d", got)
		}
		still := firstFrame(file)
		if len(still) > len(file)+32 || len(still) >= 8 && string(still) != string(file) && int(binary.LittleEndian.Uint32(still[4:])) != len(still)-8 {
			t.Errorf("the first frame is %q", still)
		}
		_, _ = Open(file) // does not panic
	})
}
