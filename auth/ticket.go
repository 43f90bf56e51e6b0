package auth

import (
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"strings"
)

// ticket is what the browser's cookie holds: which session, and the key that opens it.
type ticket struct {
	id  string // 26 characters of base32, 130 bits (ASVS 5.0 7.2.3)
	key string // 43 characters of base64url, 256 bits
}

const (
	idLen  = 26
	keyLen = 43
)

func newTicket() ticket {
	var key [32]byte
	rand.Read(key[:]) // never fails (crypto/rand)
	return ticket{id: rand.Text(), key: base64.RawURLEncoding.EncodeToString(key[:])}
}

func (t ticket) String() string { return t.id + "." + t.key }

// parseTicket accepts only what newTicket makes.
func parseTicket(s string) (ticket, bool) {
	id, key, ok := strings.Cut(s, ".")
	if !ok || len(id) != idLen || len(key) != keyLen || strings.Trim(id, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") != "" {
		return ticket{}, false
	}
	if _, err := base64.RawURLEncoding.Strict().DecodeString(key); err != nil {
		return ticket{}, false
	}
	return ticket{id: id, key: key}, true
}

// aead opens and seals the row of this session. It takes the cookie and the server's own key together.
func (t ticket) aead(k keys) (cipher.AEAD, error) { return aead(mac(k.row, t.key)) }
