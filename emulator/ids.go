package emulator

import (
	"crypto/rand"
	"encoding/base64"
)

const (
	idAlphabet     = "0123456789abcdefghijklmnopqrstuvwxyz"
	secretAlphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
)

// shortID is the id of people, organizations and connectors: 12 of [0-9a-z].
func shortID() string { return randomText(idAlphabet, 12) }

// longID is the id of everything else: 21 of [0-9a-z].
func longID() string { return randomText(idAlphabet, 21) }

// secretText is a client secret, signing key or one-time token: 32 of [0-9A-Za-z].
func secretText() string { return randomText(secretAlphabet, 32) }

// opaque is a token or handle of the OIDC provider: 43 base64url characters.
func opaque() string {
	var b [32]byte
	_, _ = rand.Read(b[:]) // never fails (crypto/rand)
	return base64.RawURLEncoding.EncodeToString(b[:])
}

// randomText draws n characters without modulo bias.
func randomText(alphabet string, n int) string {
	limit := byte(256 / len(alphabet) * len(alphabet) % 256) // 0 when it divides evenly
	out := make([]byte, 0, n)
	var buf [64]byte
	for len(out) < n {
		_, _ = rand.Read(buf[:])
		for _, b := range buf {
			if (limit == 0 || b < limit) && len(out) < n {
				out = append(out, alphabet[int(b)%len(alphabet)])
			}
		}
	}
	return string(out)
}
