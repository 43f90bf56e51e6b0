package audit

import (
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
)

// Head is the newest entry at some moment: its number and its MAC. The zero
// Head is that of an empty trail.
type Head struct {
	Seq int64
	MAC []byte
}

// String returns the head as "seq:hex", the form in which it is exported.
func (h Head) String() string { return strconv.FormatInt(h.Seq, 10) + ":" + hex.EncodeToString(h.MAC) }

// ParseHead reads what String wrote.
func ParseHead(s string) (Head, error) {
	number, digits, ok := strings.Cut(strings.TrimSpace(s), ":")
	seq, err := strconv.ParseInt(number, 10, 64)
	if !ok || err != nil || seq < 1 {
		return Head{}, fmt.Errorf("audit: %q is not a head: want the number of an entry, a colon and 64 hex digits", s)
	}
	mac, err := hex.DecodeString(digits)
	if err != nil || len(mac) != 32 {
		return Head{}, fmt.Errorf("audit: head %d does not end in 64 hex digits", seq)
	}
	return Head{seq, mac}, nil
}
