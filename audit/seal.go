package audit

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
)

// nobody is whose key seals what is known of somebody without an id, such as
// the address from which a sign-in was refused.
const nobody = "anonymous"

// box is personal data, sealed. Person is whose key opens it.
type box struct {
	Person string `json:"person"`
	Sealed []byte `json:"sealed"` // nonce and AES-256-GCM ciphertext; base64 in JSON
}

// who is what an entry knows of the actor beyond their id.
type who struct {
	Name string `json:"name,omitempty"`
	IP   string `json:"ip,omitempty"`
}

// what are the changed values.
type what map[string]change

type change struct {
	Before json.RawMessage `json:"before,omitempty"`
	After  json.RawMessage `json:"after,omitempty"`
}

// ErrForgotten: the key of the person is gone, and the values with it.
var ErrForgotten = errors.New("audit: the person was forgotten")

// seal encrypts v as JSON under the key of person, which is made if need be.
// purpose is bound to the box, so that a "who" cannot pass for a "what".
func (l *Log) seal(ctx context.Context, person, purpose string, v any) (*box, error) {
	plain, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("audit: encode %s: %w", purpose, err)
	}
	if person == "" {
		person = nobody
	}
	person = clean(person)
	key, err := l.personKey(ctx, person, true)
	if err != nil {
		return nil, err
	}
	sealed, err := encrypt(key, plain, bound(person, purpose))
	if err != nil {
		return nil, err
	}
	return &box{Person: person, Sealed: sealed}, nil
}

// personKey returns the key of a person. It is read anew each time: a key kept
// in memory would outlive its erasure by another replica.
func (l *Log) personKey(ctx context.Context, person string, create bool) ([]byte, error) {
	var fresh []byte
	if create {
		key := make([]byte, 32)
		rand.Read(key) // never fails, see crypto/rand
		wrapped, err := encrypt(l.keys.wrap, key, bound(person, "key"))
		if err != nil {
			return nil, err
		}
		fresh = wrapped
	}
	stored, err := l.store.PersonKey(ctx, person, fresh)
	if err != nil {
		return nil, fmt.Errorf("audit: key of a person: %w", err)
	}
	if len(stored) == 0 {
		return nil, ErrForgotten
	}
	key, err := decrypt(l.keys.wrap, stored, bound(person, "key"))
	if err != nil {
		return nil, errors.New("audit: the stored key of a person does not open under this audit key")
	}
	return key, nil
}

func bound(person, purpose string) []byte {
	return []byte("roster audit " + purpose + " v1\x00" + person)
}

func gcm(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("audit: cipher: %w", err)
	}
	return cipher.NewGCMWithRandomNonce(block)
}

func encrypt(key, plain, bound []byte) ([]byte, error) {
	aead, err := gcm(key)
	if err != nil {
		return nil, err
	}
	return aead.Seal(nil, nil, plain, bound), nil
}

func decrypt(key, sealed, bound []byte) ([]byte, error) {
	aead, err := gcm(key)
	if err != nil {
		return nil, err
	}
	return aead.Open(nil, nil, sealed, bound)
}
