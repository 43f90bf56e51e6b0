package photo

import (
	"bytes"
	"encoding/binary"
	"iter"
)

// orientation is how a picture is to be turned: 1, as it is, to 8. 1 too where nothing
// is said, or nothing that makes sense. It is the one thing that is read of what a
// camera notes.
func orientation(file []byte) int {
	for name, data := range blocks(file) {
		switch name {
		case "\xe1": // APP1 of a JPEG, in which there may be other things too
			if exif, ok := bytes.CutPrefix(data, []byte("Exif\x00\x00")); ok {
				return tagged(exif)
			}
		case "eXIf", "EXIF": // of PNG and of WebP, where some write the prefix as well
			return tagged(bytes.TrimPrefix(data, []byte("Exif\x00\x00")))
		}
	}
	return 1
}

// blocks are the named parts of a JPEG, PNG or WebP, up to where one is not whole.
func blocks(file []byte) iter.Seq2[string, []byte] {
	switch {
	case bytes.HasPrefix(file, []byte("\xff\xd8")):
		return segments(file[2:])
	case bytes.HasPrefix(file, []byte("\x89PNG\r\n\x1a\n")):
		return chunks(file[8:], func(b []byte) (string, int, int, int) {
			size := int(binary.BigEndian.Uint32(b))
			return string(b[4:8]), 8, size, 4 // a checksum behind
		})
	case len(file) >= 12 && string(file[:4]) == "RIFF" && string(file[8:12]) == "WEBP":
		return chunks(file[12:], riff)
	}
	return func(func(string, []byte) bool) {}
}

// riff reads the head of a chunk of WebP.
func riff(b []byte) (name string, head, size, behind int) {
	size = int(binary.LittleEndian.Uint32(b[4:]))
	return string(b[:4]), 8, size, size & 1 // made even
}

// chunks walks over chunks whose first eight bytes are read by head.
func chunks(b []byte, head func([]byte) (name string, head, size, behind int)) iter.Seq2[string, []byte] {
	return func(yield func(string, []byte) bool) {
		for len(b) >= 8 {
			name, before, size, behind := head(b)
			b = b[before:]
			if size < 0 || size > len(b) || !yield(name, b[:size]) {
				return
			}
			b = b[min(size+behind, len(b)):]
		}
	}
}

// segments walks over the marker segments of a JPEG before its pixels (ITU-T T.81, B.1).
func segments(b []byte) iter.Seq2[string, []byte] {
	return func(yield func(string, []byte) bool) {
		for len(b) >= 4 && b[0] == 0xff {
			marker := b[1]
			switch {
			case marker == 0xff: // filling
				b = b[1:]
				continue
			case marker == 0xda || marker == 0xd9: // the pixels, or the end
				return
			}
			size := int(binary.BigEndian.Uint16(b[2:])) // with its own two bytes
			if size < 2 || 2+size > len(b) || !yield(string([]byte{marker}), b[4:2+size]) {
				return
			}
			b = b[2+size:]
		}
	}
}

// tagged looks for the orientation in the first directory of an Exif block, which is a
// TIFF (TIFF 6.0, section 2).
func tagged(b []byte) int {
	const tag, short, entry = 0x0112, 3, 12
	var order binary.ByteOrder
	switch {
	case bytes.HasPrefix(b, []byte("II*\x00")):
		order = binary.LittleEndian
	case bytes.HasPrefix(b, []byte("MM\x00*")):
		order = binary.BigEndian
	default:
		return 1
	}
	if len(b) < 8 {
		return 1
	}
	at := int64(order.Uint32(b[4:]))
	if at+2 > int64(len(b)) {
		return 1
	}
	count, rest := int(order.Uint16(b[at:])), b[at+2:]
	for ; count > 0 && len(rest) >= entry; count, rest = count-1, rest[entry:] {
		if order.Uint16(rest) != tag {
			continue
		}
		if value := int(order.Uint16(rest[8:])); order.Uint16(rest[2:]) == short && value >= 1 && value <= 8 {
			return value
		}
		return 1
	}
	return 1
}
