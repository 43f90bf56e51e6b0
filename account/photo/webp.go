package photo

import "encoding/binary"

// firstFrame is a still WebP of the first picture of one that moves, which the decoder
// does not know. Another file is returned as it is. Where things stand is said in
// https://developers.google.com/speed/webp/docs/riff_container.
func firstFrame(file []byte) []byte {
	const place = 16 // bytes about where and how long, before the pixels
	for name, data := range blocks(file) {
		if name != "ANMF" || len(data) < place+4 {
			continue
		}
		pixels := data[place:]
		extended := make([]byte, 4, 10) // flags, and three bytes of nothing
		if string(pixels[:4]) == "ALPH" {
			extended[0] = 1 << 4
		}
		extended = append(extended, data[6:12]...) // width and height, each less one
		still := append([]byte("RIFF\x00\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00"), extended...)
		still = append(still, pixels...)
		binary.LittleEndian.PutUint32(still[4:], uint32(len(still)-8))
		return still
	}
	return file
}
