// Package ticket is what the cookie of a session holds.
package ticket

import (
	"crypto/rand"
	"encoding/base64"
	"strings"
)

// Ticket is what the browser's cookie holds: which session, and the key that opens it. The zero Ticket is none.
type Ticket struct {
	ID  string // 26 characters of base32, 130 bits (ASVS 5.0 7.2.3)
	Key string // 43 characters of base64url, 256 bits
}

const (
	idLen  = 26
	keyLen = 43
)

// New is random.
func New() Ticket {
	var key [32]byte
	rand.Read(key[:]) // never fails (crypto/rand)
	return Ticket{ID: rand.Text(), Key: base64.RawURLEncoding.EncodeToString(key[:])}
}

// String is the value of the cookie.
func (t Ticket) String() string { return t.ID + "." + t.Key }

// Parse accepts only what New makes; false for anything else.
func Parse(s string) (Ticket, bool) {
	id, key, ok := strings.Cut(s, ".")
	if !ok || len(id) != idLen || len(key) != keyLen || strings.Trim(id, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") != "" {
		return Ticket{}, false
	}
	if _, err := base64.RawURLEncoding.Strict().DecodeString(key); err != nil {
		return Ticket{}, false
	}
	return Ticket{ID: id, Key: key}, true
}
