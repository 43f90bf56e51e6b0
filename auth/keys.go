package auth

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"

	"roster/auth/ticket"
)

// keys are derived from Options.Key, one per purpose, so that no value made for one can pass for another.
type keys struct {
	flow    cipher.AEAD // seals the cookie of a running sign-in
	state   []byte      // signs the state parameter
	row     []byte      // mixed into every session's key: cookie and database together still lack it
	subject []byte      // hashes "sub"
	sid     []byte      // hashes "sid"
}

func deriveKeys(secret []byte) (k keys, err error) {
	var flow []byte
	for label, into := range map[string]*[]byte{
		"flow": &flow, "state": &k.state, "row": &k.row, "subject": &k.subject, "sid": &k.sid,
	} {
		if *into, err = hkdf.Key(sha256.New, secret, nil, "roster auth "+label, 32); err != nil {
			return keys{}, err
		}
	}
	k.flow, err = aead(flow)
	return k, err
}

// aead is AES-256-GCM that puts a random nonce in front of what it seals.
func aead(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}

func mac(key []byte, parts ...string) []byte {
	h := hmac.New(sha256.New, key)
	for _, p := range parts {
		h.Write([]byte(p))
	}
	return h.Sum(nil)
}

// subjectHash finds the sessions of a person.
func (k keys) subjectHash(sub string) []byte { return mac(k.subject, sub) }

// sidHash finds the sessions that hang on a session at Logto. When Logto names none, all of a person's share
// a hash of their own, so that a logout token with a "sid" ends them too, and no session that has one.
func (k keys) sidHash(sub, sid string) []byte {
	if sid == "" {
		return mac(k.sid, "of ", sub)
	}
	return mac(k.sid, "is ", sid)
}

// session opens and seals the row of a session. It takes the cookie and the server's own key together.
func (k keys) session(t ticket.Ticket) (cipher.AEAD, error) { return aead(mac(k.row, t.Key)) }
