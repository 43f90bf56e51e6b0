package photo_test

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"hash/crc32"
	"testing"
)

// stillWebP is 20 by 10 pixels with a colour profile, as Chromium writes them.
const stillWebP = "UklGRmICAABXRUJQVlA4WAoAAAAgAAAAEwAACQAASUNDUMgBAAAAAAHIAAAAAAQwAABtbnRyUkdCIFhZWiAH4AABAAEAAAAAAABhY3NwAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAQAA" +
	"9tYAAQAAAADTLQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAlkZXNjAAAA8AAAACRyWFlaAAABFAAAABRnWFlaAAABKAAAABRiWFlaAAABPAAAABR3dHB0AAAB" +
	"UAAAABRyVFJDAAABZAAAAChnVFJDAAABZAAAAChiVFJDAAABZAAAAChjcHJ0AAABjAAAADxtbHVjAAAAAAAAAAEAAAAMZW5VUwAAAAgAAAAcAHMAUgBHAEJYWVogAAAAAAAAb6IAADj1AAADkFhZWiAAAAAAAABi" +
	"mQAAt4UAABjaWFlaIAAAAAAAACSgAAAPhAAAts9YWVogAAAAAAAA9tYAAQAAAADTLXBhcmEAAAAAAAQAAAACZmYAAPKnAAANWQAAE9AAAApbAAAAAAAAAABtbHVjAAAAAAAAAAEAAAAMZW5VUwAAACAAAAAcAEcA" +
	"bwBvAGcAbABlACAASQBuAGMALgAgADIAMAAxADZWUDggdAAAAJADAJ0BKhQACgA+tUqfSackIqEwCADgFolsAJ0fwAL4qTndQwAA/stb/1SPYd+VcMTSV+/ldZf7Dyjc2T9AlIicLdMr+Ttdj+k9pfx+zb8/6H9h" +
	"ueF1EIPaf/j/j1OCqjYdnbw+G5roM0KIyX2LCatMPQAA"

func decoded(t testing.TB, s string) []byte {
	t.Helper()
	b, err := base64.StdEncoding.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// lossy are its pixels.
func lossy(t testing.TB) []byte {
	t.Helper()
	file := decoded(t, stillWebP)
	return file[bytes.Index(file, []byte("VP8 ")):]
}

// lossless are 20 by 10 pixels of one colour that lets something through, whose codes take no bit each.
func lossless(t testing.TB) []byte {
	t.Helper()
	pixels := decoded(t, "LwAAABAHEBERiIj+BwA=")
	binary.LittleEndian.PutUint32(pixels[1:], (20-1)|(10-1)<<14|1<<28)
	return chunk("VP8L", pixels...)
}

// faded lets through n pixels by half.
func faded(n int) []byte {
	return chunk("ALPH", append([]byte{0}, bytes.Repeat([]byte{128}, n)...)...)
}

// crc is the checksum of a chunk of a PNG.
func crc(name string, data []byte) uint32 {
	return crc32.ChecksumIEEE(append([]byte(name), data...))
}
